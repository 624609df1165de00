"""What one copy of a lesson is worth: a word for each exercise."""

import ast
import hmac
import json
import re
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from tools.exercises import exercises, first_exercise, needed
from tools.grade.kernel import ROOT, Kernel

LESSON = re.compile(r"helpers\.exercises\.(lesson_\d\d)\b")
UNFINISHED = ("Replace the ...", "It returns nothing yet")
NUMBERS = (1, 2, 3)
# Copies are graded side by side, in threads. Python 3.11 may lose count where two of
# them read code at once: "AST constructor recursion depth mismatch".
READING = threading.Lock()


class Limits(NamedTuple):
    """How many seconds a cell and a notebook may take."""

    cell: float = 60
    notebook: float = 300


class Grade(NamedTuple):
    """A word for each exercise, and what a teacher should know besides."""

    words: tuple[str, ...]
    note: str


def grade(path: Path, apart: list[str], limits: Limits) -> Grade:
    """Run what the exercises of a copy need, and the exercises; return its grade.

    `apart` starts a program apart from others, see `kernel.apart`. Whatever a copy is
    or does, this returns.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
        code = [c.source for c in notebook.cells if c.cell_type == "code"]
        lesson = LESSON.search("\n".join(code))
        original = lesson and original_of(lesson[1])
    except Exception as error:  # a file may hold anything
        return Grade(("not reached",) * 3, f"no notebook: {type(error).__name__}")
    if not original:
        return Grade(("not reached",) * 3, "it asks no checks of a lesson")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as private:
        folder = Path(private).resolve()
        kernel = Kernel(folder, lesson[1], apart)
        try:
            ran = run(notebook.cells, original.cells, kernel, limits)
        finally:
            kernel.kill()
        verdicts = read_verdicts(folder / "verdicts", kernel.secret)
    return judge(notebook.cells, original.cells, ran, verdicts)


def original_of(lesson: str):
    """Return the lesson that was copied, or None."""
    for path in (ROOT / "notebooks").glob(f"{lesson.removeprefix('lesson_')}_*.ipynb"):
        return nbformat.read(path, as_version=4)
    return None


def python(source: str) -> str:
    """Return a cell as plain Python: what is `%` or `!` in a notebook is a call."""
    return TransformerManager().transform_cell(source)


def parsed(sources: Iterable[str]) -> list[str]:
    """Return those that are Python, in plain Python."""
    found = []
    for source in sources:
        try:
            ast.parse(code := python(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found.append(code)
    return found


def run(cells, original, kernel: Kernel, limits: Limits) -> dict[int, str]:
    """Run what is needed; return what stopped each exercises' cell, {id(cell): ""}.

    What the lesson's own exercises import is imported first: a first exercise that is
    not Python shall not take the checks from the others.
    """
    first = first_exercise(cells)
    below = [cell for cell in cells[first:] if cell.cell_type == "code"]
    with READING:
        above = parsed(c.source for c in cells[:first] if c.cell_type == "code")
        statements = needed(above, parsed(cell.source for cell in below))
        statements += [
            node
            for cell in original[first_exercise(original) :]
            if cell.cell_type == "code"
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
    end = time.monotonic() + limits.notebook
    if stopped := kernel.run(kernel.begin, limits.notebook, kept=False):
        raise RuntimeError(f"the guard does not start: {stopped}")
    ran = {}
    for key, code in [
        *((id(node), ast.unparse(node)) for node in statements),
        *((id(cell), cell.source) for cell in below),
    ]:
        seconds = min(limits.cell, end - time.monotonic())
        if seconds <= 0 or not kernel.alive:
            break
        ran[key] = kernel.run(code, seconds)
    return ran


def read_verdicts(path: Path, secret: bytes) -> dict[int, list]:
    """Return the last verdict of each exercise that the witness has signed."""
    found = {}
    if not path.is_symlink() and path.is_file():
        for line in path.read_bytes()[:1_000_000].splitlines():
            mac, _, said = line.partition(b" ")
            if hmac.compare_digest(
                mac, hmac.digest(secret, said, "sha256").hex().encode()
            ):
                number, *verdict = json.loads(said)
                found[number] = verdict
    return found


def judge(cells, original, ran: dict, verdicts: dict[int, list]) -> Grade:
    """Say a word for each exercise, from what was run and what the checks said."""
    theirs, ours = exercises(cells), exercises(original)
    words, notes = [], []
    for number in NUMBERS:
        own = theirs.get(number, [])
        stops = [ran[id(cell)] for cell in own if ran.get(id(cell))]
        unreached = not any(id(cell) in ran for cell in own)
        passed, message, changed = verdicts.get(number, (False, "", []))
        if changed:
            word, note = "wrong", f"changed what checks rely on: {', '.join(changed)}"
        elif passed:
            word, note = "right", ""
        elif message.startswith("It stops with"):
            word, note = "crashed", message
        elif message:
            untouched = text(own) == text(ours[number])
            todo = untouched or message.startswith(UNFINISHED)
            word, note = ("unfinished", "") if todo else ("wrong", message)
        elif stops:
            word, note = "crashed", stops[0]
        elif unreached:
            word, note = "not reached", ""
        else:
            word, note = "unfinished", "the lesson's check was not asked"
        words.append(word)
        if note:
            notes.append(f"{number}: {note}")
    return Grade(tuple(words), " | ".join(notes))


def text(cells) -> str:
    """Return the code of some cells, whatever its comments and blank lines."""
    with READING:
        return "\n".join(
            ast.unparse(ast.parse(code)) for code in parsed(c.source for c in cells)
        )
