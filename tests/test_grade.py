"""A made-up class is graded, and its hostile copies come to nothing."""

import contextlib
import csv
import io
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from tests.made_up_class import OUTSIDE, handed_in
from tools.grade import copy, wall
from tools.grade.__main__ import CSV, grade_class, plain
from tools.grade.copy import Limits, grade

ROOT = Path(__file__).parents[1]


class Graded:
    """What there was before, and what there is after."""


@pytest.fixture(scope="module")
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def place(tmp_path):
    (tmp_path / "precious").write_text("untouched")
    return tmp_path


def is_untouched(place):
    found = {path.name: path.read_text() for path in place.iterdir()}
    return found == {"precious": "untouched"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, listener):
    found = Graded()
    found.folder, found.place, found.private = (
        tmp_path_factory.mktemp(name) for name in ("class", "place", "p")
    )
    (found.place / "precious").write_text("untouched")
    found.copies = handed_in(found.place, listener.getsockname()[1])
    for name, (notebook, _) in found.copies.items():
        nbformat.write(notebook, found.folder / f"{name}.ipynb")
    found.before = {p.name: p.read_bytes() for p in found.folder.iterdir()}
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setattr(tempfile, "tempdir", str(found.private))
        patch.setenv("A_TOKEN", "secret")
        found.grades = grade_class(found.folder, Limits(cell=15), workers=2)
    found.said = said.getvalue()
    return found


def test_each_copy_gets_its_words(graded):
    assert len(graded.copies) == 12
    wanted = {f"{name}.ipynb": words for name, (_, words) in graded.copies.items()}
    assert {name: g.words for name, g in graded.grades.items()} == wanted, graded.grades


def test_the_notes_say_why(graded):
    notes = {name.removesuffix(".ipynb"): g.note for name, g in graded.grades.items()}
    assert "2: stopped after 15 s" in notes["endless"] and "died" in notes["it leaves"]
    assert "SyntaxError" in notes["no Python"] and "NameError" in notes["an error"]
    assert "1: the lesson's check was not asked" in notes["own check"]
    assert "require" in notes["changed checks"]
    assert notes["all right"] == notes["untouched"] == ""


def test_a_row_a_copy_and_a_column_an_exercise(graded):
    text = (graded.folder / CSV).read_text("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["copy", "exercise 1", "exercise 2", "exercise 3", "note"]
    assert {row[0]: tuple(row[1:4]) for row in rows} == {
        name: g.words for name, g in graded.grades.items()
    }


def test_it_says_first_that_it_runs_their_code(graded):
    first, held, *_ = graded.said.splitlines()
    assert first.startswith("This runs the code of 12 notebooks, as you")
    assert held.startswith("Held back by: ")


def test_nothing_is_left_and_nothing_got_out(graded, listener):
    assert is_untouched(graded.place)
    after = {p.name: p.read_bytes() for p in graded.folder.iterdir()}
    after.pop(CSV)
    assert after == graded.before
    assert list(graded.private.iterdir()) == []
    with pytest.raises(BlockingIOError):
        listener.accept()
    running = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert not [line for line in running if bytes(graded.private) in line]


def in_python(code, *before):
    done = subprocess.run(
        [sys.executable, *before, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_the_guard_alone_holds_on_any_system(place, tmp_path_factory, listener):
    own = tmp_path_factory.mktemp("own")
    outside = OUTSIDE.format(place=str(place), port=listener.getsockname()[1])
    begin = f"from tools.grade import guard\nguard.guard({str(own)!r})\n"
    inside = f"open({str(own / 'x')!r}, 'w').close()\n"
    code, said = in_python(begin + inside + outside)
    assert code == 0 and said.count("is refused") == 3, said
    assert said.count("outside of the notebook's folder") == 5, said
    assert is_untouched(place) and (own / "x").exists()


@pytest.mark.skipif(not wall.version(), reason="Landlock is Linux's, since 5.13")
def test_the_wall_holds_in_c_too(place, tmp_path_factory):
    own = tmp_path_factory.mktemp("own")
    code = (
        "import ctypes, os\n"
        "make = lambda path: ctypes.CDLL(None).creat(os.fsencode(path), 0o600)\n"
        f"assert make({str(own / 'x')!r}) >= 0\n"
        f"assert make({str(place / 'y')!r}) < 0\n"
        f"assert os.system('rm {place}/precious') != 0\n"
        "open(os.devnull, 'w').close()\n"
    )
    started = [str(ROOT / "tools/grade/wall.py"), str(own), sys.executable]
    code, said = in_python(code, *started)
    assert code == 0, said
    assert is_untouched(place) and (own / "x").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"[]", b'{"cells": 3}', b'{"nbformat": 4, "cells": []}'],
)
def test_a_file_that_is_no_lesson_gets_a_row_too(tmp_path, content):
    path = tmp_path / "copy.ipynb"
    path.write_bytes(content)
    found = grade(path, [], Limits())
    assert found.words == ("not reached",) * 3 and found.note


def test_copies_side_by_side_are_read_one_at_a_time(monkeypatch):
    """Python 3.11 loses count where two threads make trees of code."""
    reading, together = threading.Lock(), []

    def parse(code):
        together.append(reading.locked())
        with reading:
            time.sleep(0.01)
            return tree(code)

    tree = copy.ast.parse
    monkeypatch.setattr(copy.ast, "parse", parse)
    cells = [nbformat.v4.new_code_cell("1 + 1")]
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(copy.text, [cells] * 8)] == ["1 + 1"] * 8
    assert len(together) == 16 and not any(together)


def test_a_spreadsheet_takes_no_cell_for_a_formula():
    assert plain("=1+1") == "'=1+1" and plain("@SUM(A1)") == "'@SUM(A1)"
    assert plain("a\r\n=b\x1b[31m!") == "a =b !"
    assert len(plain("long " * 1000)) == 300
