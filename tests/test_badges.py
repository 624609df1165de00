"""Badges, set-up cells and tables come from the one address."""

import json
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lessons import ALL, STEPS
from tools.hosts import address

ROOT = Path(__file__).parents[1]
WRITTEN = ["colab_badges.md", "README.md", "pyproject.toml", "CITATION.cff"]


@pytest.fixture
def copy(tmp_path):
    """A copy of what `make badges` reads and writes."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "notebooks" / "further").mkdir(parents=True)
    for path in (ROOT / "notebooks").rglob("*.*"):
        if path.suffix in {".py", ".ipynb", ".json"}:
            shutil.copy(path, tmp_path / path.relative_to(ROOT))
    (tmp_path / "helpers" / "results").mkdir(parents=True)
    shutil.copy(ROOT / "helpers/results/ladder.json", tmp_path / "helpers/results")
    for name in WRITTEN:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def badges(folder, *arguments):
    command = [sys.executable, "-m", "tools.badges", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def contents(folder):
    names = [
        *WRITTEN,
        *(str(p.relative_to(folder)) for p in (folder / "notebooks").rglob("*.*")),
    ]
    return {n: (folder / n).read_text("utf-8") for n in names if (folder / n).is_file()}


def test_what_is_committed_is_what_the_tool_writes(copy):
    before = contents(copy)
    assert badges(copy).returncode == 0
    assert contents(copy) == before


def test_a_new_address_reaches_every_place(copy):
    before = contents(copy)
    assert badges(copy, "test-owner/test-name").returncode == 0
    files = contents(copy)
    old, revision = address()
    for name, text in files.items():
        assert old not in text, name
    assert "https://test-owner.github.io/test-name/" in files["README.md"]
    for step in ALL:
        badge = f"test-owner/test-name/blob/{revision}/notebooks/{step}.ipynb)"
        for name in ("README.md", "colab_badges.md", f"notebooks/{step}.py"):
            assert badge in files[name]
        cells = json.loads(files[f"notebooks/{step}.ipynb"])["cells"]
        assert badge in "".join(cells[0]["source"])
        named = f'REPO, REVISION = "test-owner/test-name", "{revision}"'
        assert named in "".join(cells[2]["source"])
    assert badges(copy, old).returncode == 0
    assert contents(copy) == before


@pytest.mark.parametrize("repo", ["nonsense", "a/b/c", "https://x/y", 'a/b"'])
def test_an_address_that_is_none_changes_nothing(copy, repo):
    before = contents(copy)
    run = badges(copy, repo)
    assert run.returncode != 0 and "owner/name" in run.stderr
    assert contents(copy) == before


def test_the_table_has_a_row_for_each():
    lines = (ROOT / "colab_badges.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ")][1:]
    steps = [row.split("|")[1].strip() for row in rows]
    assert steps == [*map(str, range(1, 11)), "+", "+", "+"]
    assert all(
        f"notebooks/{step}.ipynb" in row for step, row in zip(ALL, rows, strict=True)
    )


def test_the_seconds_are_the_measured_ones():
    seconds = json.loads((ROOT / "notebooks/seconds.json").read_text())
    assert len(seconds) == 13 and max(seconds.values()) <= 240
    assert sum(seconds[step] for step in STEPS) <= 600


def test_the_ladder_is_the_measured_one():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"(?s)<!-- ladder -->\n(.*)\n<!-- end of ladder -->", readme)[1]
    lines = shown.splitlines()[2:]
    rows = json.loads((ROOT / "helpers/results/ladder.json").read_text())["rows"]
    for line, row in zip(lines, rows, strict=True):
        name, _, parameters, epochs, seeds, once, twice = line.split(" | ")
        assert name == f"| {row['name']}" and epochs == str(row["epochs"])
        assert int(parameters.replace(",", "")) == row["parameters"]
        assert int(seeds) == len(row["test_accuracy"])
        mean = statistics.fmean(row["test_accuracy"])
        assert float(once.split("%")[0]) == pytest.approx(100 * mean, abs=0.006)
        mean = statistics.fmean(row["flip_test_accuracy"])
        assert float(twice.split("%")[0]) == pytest.approx(100 * mean, abs=0.006)


def test_a_rung_with_one_seed_has_no_interval(copy):
    path = copy / "helpers/results/ladder.json"
    record = json.loads(path.read_text())
    row = record["rows"][0]
    del row["test_accuracy_interval"]
    row["seeds"] = [0]
    path.write_text(json.dumps(record))
    assert badges(copy).returncode == 0
    line = f"| 1 | {row['test_accuracy_mean']:.2%} | "
    assert line in (copy / "README.md").read_text("utf-8")
