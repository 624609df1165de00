"""Refusals of `helpers.picture_folder`: folders from which nothing can be learned."""

import warnings
from collections import Counter
from pathlib import Path

from helpers.checks.values import require_whole

GIGABYTES = 4  # of pixels in memory, at most
NAMED = 5  # files, in a warning


def check_size(size) -> None:
    """Raise ValueError unless the side of a picture is a whole number of pixels."""
    require_whole("size", size, least=8)


def check_folder(folder: Path) -> None:
    """Raise FileNotFoundError for no folder, and ValueError for a file."""
    if folder.is_file():
        packed = folder.suffix.lower() in (".zip", ".gz", ".tar", ".tgz", ".7z", ".rar")
        fix = "unpack it first" if packed else "name the folder that holds one a class"
        raise ValueError(f"{str(folder)!r} is a file, not a folder: {fix}")
    if not folder.is_dir():
        raise FileNotFoundError(f"no folder {str(folder)!r} in {Path.cwd()}")


def check_subfolders(folder, classes: list[str]) -> None:
    """Raise ValueError unless there are two classes or more."""
    if len(classes) < 2:
        found = f"only {classes[0]!r}" if classes else "none"
        raise ValueError(
            f"{str(folder)!r} needs two subfolders or more, one a class with its"
            f" pictures in it; there is {found}"
        )


def check_classes(folder: Path, classes: list[str], labels: list[int]) -> None:
    """Raise ValueError for a class without a picture."""
    counts = Counter(labels)
    empty = [name for label, name in enumerate(classes) if not counts[label]]
    if empty:
        names = ", ".join(map(repr, empty[:NAMED]))
        raise ValueError(
            f"no picture can be read in {names} of {str(folder)!r}: put some there, or"
            " delete the subfolder"
        )


def check_room(count: int, size: int, colour: bool) -> None:
    """Raise ValueError for more pixels than a computer can be expected to hold."""
    gigabytes = count * size * size * (3 if colour else 1) / 1e9
    if gigabytes > GIGABYTES:
        raise ValueError(
            f"{count:,} pictures of {size} x {size} take {gigabytes:.1f} GB of memory,"
            f" and {GIGABYTES} is the most: choose a smaller size"
        )


def warn_of_left_out(folder: Path, left_out: list) -> None:
    """Warn once of all files that are no pictures, or damaged ones."""
    if not left_out:
        return
    reasons = [reason for _, reason in left_out[:NAMED]]
    more = len(left_out) - len(reasons)
    files = "1 file" if len(left_out) == 1 else f"{len(left_out):,} files"
    also = [f"and {more:,} more"] if more else []
    warnings.warn(
        f"{files} in {str(folder)!r} left out:\n" + "\n".join(reasons + also),
        stacklevel=3,
    )
