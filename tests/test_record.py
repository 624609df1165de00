"""What all measurements share, and that their programs are there and can start."""

import importlib
import json
import re
import statistics
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from measure import checkpoints, ladder, record, speed
from measure.experiments import trainings
from tools import sample

ROOT = Path(__file__).parents[1]
PROGRAMS = [
    "checkpoints", "claims", "experiments", "ladder", "pretrained", "speed", "transfer",
]  # fmt: skip


@pytest.fixture
def opened(monkeypatch):
    """List the folders that are opened; only the sample is in them."""
    folders = []

    def open_sample(root, train, *_, **__):
        folders.append(Path(root))
        return SimpleNamespace(source="sample")

    monkeypatch.setattr(record, "FashionMNIST", open_sample)
    monkeypatch.setattr(sample, "FashionMNIST", open_sample)
    return folders


@pytest.mark.parametrize(
    "program",
    [checkpoints.main, ladder.main, speed.measure_all, trainings.clothes.__wrapped__],
)
def test_nothing_is_measured_on_the_sample(program, opened):
    with pytest.raises(SystemExit, match="nothing is measured on the sample"):
        program()
    assert opened == [ROOT / "notebooks" / "data"] * 2


def test_the_sample_is_cut_from_the_same_folder(opened):
    with pytest.raises(SystemExit, match="the full set, which is not here"):
        sample.main()
    assert opened == [ROOT / "notebooks" / "data"]


def test_an_interval_is_students():
    """Numbers, t and result from a table: n = 4, s = 2, t(0.975; 3) = 3.182."""
    numbers = [8.0, 10, 10, 12.898979485566356]
    s = statistics.stdev(numbers)
    low, high = record.interval(numbers)
    assert (high - low) / 2 == pytest.approx(3.182446 * s / 2, abs=1e-4)
    assert (low + high) / 2 == pytest.approx(sum(numbers) / 4, abs=1e-4)
    assert record.interval([0.25, 0.25]) == (0.25, 0.25)


def test_a_record_says_what_it_was_measured_with(tmp_path):
    torch.set_num_threads(1)
    about = record.about("make something")
    assert re.fullmatch(r".+, \d+ cores, 1 thread", about["hardware"])
    torch.set_num_threads(2)
    assert record.about("make something")["hardware"] == about["hardware"].replace(
        "1 thread", "2 threads"
    )
    assert about["versions"]["torch"] == torch.__version__
    content = about | {"curve": [0.1, 2], "rows": [{"seeds": [0, 1], "of": ["a", "b"]}]}
    record.save(tmp_path / "record.json", content)
    text = (tmp_path / "record.json").read_text("utf-8")
    assert json.loads(text) == content
    assert ' "curve": [ 0.1, 2 ],\n' in text and '"a",\n' in text


@pytest.mark.parametrize("path", [*record.RESULTS.glob("*.json"),
                                  *record.WEIGHTS.glob("*.json")],
                         ids=lambda path: path.stem)  # fmt: skip
def test_committed_records_are_as_they_are_written(path, tmp_path):
    content = json.loads(path.read_text("utf-8"))
    assert content["command"].startswith("make ") and content["hardware"]
    assert {"python", "torch"} <= set(content["versions"])
    record.save(tmp_path / "again.json", content)
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_says_what_it_does_how_long_and_where_it_writes(name):
    program = importlib.import_module(f"measure.{name}")
    assert callable(program.main)
    text = " ".join(program.__doc__.split())
    assert f"python -m measure.{name}" in text
    assert re.search(r"\b(minutes?|hours?|half an hour)\b", text)
    assert "helpers/results" in text or "helpers/weights" in text


def test_the_makefile_runs_modules_that_exist():
    text = (ROOT / "Makefile").read_text("utf-8")
    ours = re.findall(r"\$\(RUN\) ((?:helpers|measure|tools)\.[\w.]+)", text)
    assert {f"measure.{name}" for name in PROGRAMS} - {"measure.experiments"} <= set(
        ours
    )
    for name in ours:
        assert importlib.util.find_spec(name), name
        package = ROOT / name.replace(".", "/")
        source = package / "__main__.py" if package.is_dir() else f"{package}.py"
        assert "main" in Path(source).read_text("utf-8"), name
