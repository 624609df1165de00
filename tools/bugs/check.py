"""Check a learner's version of a script: run it in a process of its own, and judge."""

import os
import subprocess
import sys
from pathlib import Path

from tools.bugs import FOLDER, NUMBERS

SECONDS = 120
CHILD = (
    "import sys; from pathlib import Path; from tools.bugs.rules import judge;"
    "sys.__stdout__.write('verdict: ' + judge(int(sys.argv[1]), Path(sys.argv[2])))"
)


def verdict(number: int, path: Path, seconds: float = SECONDS) -> str:
    """Return what is still wrong with a version of a script, or nothing.

    The script runs on 600 pictures made for this, one thread, at most `seconds` long.
    """
    home = str(FOLDER.parents[1])
    paths = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    surroundings = {"PYTHONPATH": paths, "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(number), str(path.resolve())],
            env=os.environ | surroundings, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"It was stopped after {seconds:g} seconds. Does a loop never end?"
    _, found, said = done.stdout.rpartition("verdict: ")
    return said if found else "It ended Python before its last line."


def main() -> None:
    """Check the file that the command line names."""
    numbers = [str(number) for number in NUMBERS]
    words = sys.argv[1:]
    if len(words) != 2 or words[0].lstrip("0") not in numbers:
        sys.exit("usage: check.py NUMBER FILE, such as check.py 3 my_03.py")
    number, path = int(words[0]), Path(words[1])
    if not path.is_file():
        sys.exit(f"There is no file {path} in {Path.cwd()}.")
    if said := verdict(number, path):
        sys.exit(f"Bug {number}, not yet. {said}")
    print(f"Bug {number}: mended.")


if __name__ == "__main__":
    main()
