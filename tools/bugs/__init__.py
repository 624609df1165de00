"""The ten scripts of `teaching/find_the_bug`: recorded, mended and checked."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "teaching" / "find_the_bug"
NUMBERS = range(1, 11)


def script(number: int) -> str:
    """Return the source of a script with its fault."""
    return (FOLDER / f"bug_{number:02}.py").read_text("utf-8")


def stories() -> dict[int, str]:
    """Return what `stories.md` tells of each bug, its heading first."""
    text = (FOLDER / "stories.md").read_text("utf-8")
    parts = re.split(r"(?m)^(?=## \d+ · )", text)[1:]
    return {int(part.split()[1]): part for part in parts}


def mended(number: int) -> str:
    """Return a script without its fault: the diff of its story, applied.

    A diff has one hunk or more, with blank lines between. Raises ValueError for a hunk
    that fits nowhere, or in two places.
    """
    source = script(number)
    (diff,) = re.findall(r"(?s)```diff\n(.*?)```", stories()[number])
    for hunk in diff.strip("\n").split("\n\n"):
        lines = hunk.splitlines()
        old, new = (
            "".join(f"{line[1:]}\n" for line in lines if line[0] in f" {sign}")
            for sign in "-+"
        )
        if source.count(old) != 1:
            raise ValueError(f"bug {number}: a hunk fits {source.count(old)} times")
        source = source.replace(old, new)
    return source
