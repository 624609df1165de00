"""Grade a class: `make grade FOLDER=...`, or `python -m tools.grade FOLDER`.

Each notebook of the folder runs in a kernel of its own. `grades.csv`, written into the
folder, has a row a copy and a column an exercise: right, wrong, unfinished, crashed or
not reached; the last column says why.
"""

import csv
import io
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from helpers.atomic_write import write_atomically
from tools.grade.copy import NUMBERS, Grade, Limits, grade
from tools.grade.kernel import apart
from tools.grade.wall import version

CSV = "grades.csv"


def walls(command: list[str]) -> str:
    """Say what holds a class's code back on this machine."""
    net = "no network (a namespace of its own)" if command else "sockets refused"
    files = (
        "the system's kernel (Landlock)" if version() else "the guard in Python only"
    )
    return f"{net}; files outside kept by {files}"


def plain(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, on one line."""
    text = re.sub(r"\x1b\[[0-9;]*m|[\x00-\x1f]+", " ", text).strip()[:300]
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def grade_class(folder: Path, limits: Limits, workers: int) -> dict[str, Grade]:
    """Grade every notebook beneath a folder, {path: grade}, and write the CSV."""
    command = apart()
    paths = sorted(
        path
        for path in folder.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts and not path.is_symlink()
    )
    print(
        f"This runs the code of {len(paths)} notebooks, as you, on this machine.\n"
        f"Held back by: {walls(command)}.\n"
        "For code of strangers take a container: see teaching/README.md.",
        flush=True,
    )

    def one(path):
        try:
            found = grade(path, command, limits)
        except Exception as error:  # one copy shall not stop the others
            found = Grade(("not reached",) * 3, f"{type(error).__name__}: {error}")
        name = path.relative_to(folder).as_posix()
        print(f"{plain(name)}: {', '.join(found.words)}", flush=True)
        return name, found

    with ThreadPoolExecutor(workers) as pool:
        grades = dict(pool.map(one, paths))
    rows = [["copy", *(f"exercise {n}" for n in NUMBERS), "note"]]
    rows += [[plain(n), *g.words, plain(g.note)] for n, g in grades.items()]
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    write_atomically(folder / CSV, lines.getvalue().encode("utf-8-sig"))
    return grades


if __name__ == "__main__":
    named = sys.argv[1] if len(sys.argv) == 2 else ""
    copies = Path(named).expanduser()
    if not named or not copies.is_dir():
        sys.exit('Which folder? make grade FOLDER="path/to/the copies"')
    grade_class(copies, Limits(), min(4, os.cpu_count() or 1))
    print(f"Written: {copies / CSV}")
