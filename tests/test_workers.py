"""How workers share the tests out, and what --fast says of itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers import FIRST, ONE_BY_ONE, SLOW, TOGETHER, kind, share, turn

ROOT = Path(__file__).parents[1]
FILES = [*ROOT.glob("tests/**/test_*.py"), *ROOT.glob("notebooks/*.ipynb")]


def test_every_name_is_that_of_a_file():
    """A file that is renamed loses its place otherwise, and nobody notices."""
    stems, kinds = {path.stem for path in FILES}, set(map(kind, FILES))
    assert {*TOGETHER, *ONE_BY_ONE} <= stems
    assert set(SLOW) <= kinds
    assert set(FIRST) <= kinds | set(TOGETHER.values())


def test_what_lesson_8_saves_is_read_after_it_in_the_same_worker():
    lessons = sorted(path for path in FILES if path.suffix == ".ipynb")
    trained = [path for path in lessons if turn(path) == 0]
    assert [path.stem[:2] for path in trained] == ["08", "09", "10"]
    ids = [f"notebooks/{path.name}::Cell {n}" for path in trained for n in range(3)]
    assert set(map(share, ids)) == {"trained"}


def test_a_file_is_not_torn_apart():
    assert share("tests/test_ops.py::a[x::y]") == share("tests/test_ops.py::b")
    assert share("notebooks/01_a.ipynb::Cell 1") != share(
        "notebooks/02_a.ipynb::Cell 1"
    )
    assert share("tests/test_fuzz.py::a") != share("tests/test_fuzz.py::b")


@pytest.mark.parametrize("workers", [0, 2])
def test_fast_counts_what_it_leaves_out(workers, tmp_path):
    (tmp_path / "browser").mkdir()
    settings = tmp_path / "pytest.ini"
    settings.write_text("[pytest]")
    names = "test_ops", "test_kills", "browser/test_page", "browser/test_lab"
    for name in names:
        text = "def test_one(): pass\ndef test_two(): pass\n"
        (tmp_path / f"{name}.py").write_text(text)
    plugins = f"-p xdist -p tests.workers -p no:cacheprovider -n {workers}".split()
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", tmp_path, tmp_path]
    done = subprocess.run(
        [*command, "-c", settings, "--fast", *plugins],
        cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    *_, passed, said = done.stdout.splitlines()
    assert said.startswith("LEFT OUT by --fast: ") and passed.startswith("2 passed")
    assert "2 tests that kill processes" in said and "4 tests in a real" in said
