"""The weights that come with the lessons are what the files beside them say."""

import json

import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers import models
from helpers.checkpoints import load_checkpoint
from helpers.digits import digits_in_frame
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader, split_dataset
from helpers.results import load
from measure import checkpoints
from measure.experiments.trainings import asked_about_digits
from measure.record import WEIGHTS

RECORDS = {p.stem: json.loads(p.read_text()) for p in sorted(WEIGHTS.glob("*.json"))}
CLOTHES = {name for name, record in RECORDS.items() if "test_accuracy" in record}
criterion = nn.CrossEntropyLoss()


def test_every_checkpoint_has_its_record_and_is_small():
    weights = sorted(WEIGHTS.glob("*.pt"))
    assert [path.stem for path in weights] == list(RECORDS)
    assert all(path.stat().st_size < 1_300_000 for path in weights)


@pytest.mark.parametrize("name", sorted(CLOTHES))
def test_a_checkpoint_reaches_what_its_record_says(name, test_set):
    """Exactly: the same number of correct pictures."""
    record = RECORDS[name]
    model = getattr(models, record["model"])(**record.get("arguments", {}))
    load_checkpoint(WEIGHTS / f"{name}.pt", model)
    assert models.count_parameters(model) == record["parameters"]
    tests = TensorLoader(test_set, 1000)
    score = evaluate(model, tests, criterion)
    assert score.correct == round(10_000 * record["test_accuracy"])
    assert record["test_accuracy_by_seed"][record["seed"]] == record["test_accuracy"]
    if "flip_test_accuracy" in record:
        both = evaluate(models.FlipAverage(model), tests, criterion)
        assert both.correct == round(10_000 * record["flip_test_accuracy"])


def test_the_program_writes_weights_that_reach_what_it_says(tmp_path, monkeypatch):
    """A bright stripe in 200 pictures says which of the ten classes each belongs to."""
    labels = torch.arange(200) % 10
    pixels = torch.zeros(200, 28, 28, dtype=torch.uint8)
    for label in range(10):
        pixels[labels == label, 2 * label + 3 : 2 * label + 6] = 200
    dataset = TensorDataset(pixels, labels)
    monkeypatch.setattr(checkpoints, "full_sets", lambda: (dataset, dataset))
    monkeypatch.setattr(checkpoints, "WEIGHTS", tmp_path)
    monkeypatch.setattr(checkpoints, "EPOCHS", 4)
    monkeypatch.setattr(checkpoints, "SEEDS", range(2))
    monkeypatch.setattr("sys.argv", ["checkpoints", "mlp"])
    checkpoints.main()
    assert {path.name for path in tmp_path.iterdir()} == {"mlp.json", "mlp.pt"}
    record = json.loads((tmp_path / "mlp.json").read_text())
    assert set(RECORDS["mlp"]) | {"history"} == set(record)
    model = models.MLP()
    load_checkpoint(tmp_path / "mlp.pt", model)
    score = evaluate(model, TensorLoader(dataset, 1000), criterion)
    assert score.accuracy == record["test_accuracy"] > 0.3
    assert (
        len(record["test_accuracy_by_seed"]) == len(record["best_epoch_by_seed"]) == 2
    )
    best = record["best_epoch_by_seed"][0] - 1
    assert record["history"]["valid_loss"][best] == record["valid_loss_by_seed"][0]


@pytest.mark.parametrize("name", sorted({*RECORDS} - CLOTHES))
def test_a_checkpoint_of_digits_is_the_first_training_of_the_claims(name):
    """Its record is what `make claims` found with seed 0, and what it does now."""
    record = RECORDS[name]
    model = checkpoints.DIGITS[name]()
    load_checkpoint(WEIGHTS / f"{name}.pt", model)
    assert models.count_parameters(model) == record["parameters"]
    _, held_back = split_dataset(TensorDataset(*digits_in_frame()))
    rows = torch.tensor(held_back.indices)
    assert len(rows) == record["kept_back"]
    asked = asked_about_digits(model, rows)
    claimed = load("claims")["runs"][f"digits: {record['model']}"]["0"]
    for part, shares in asked.items():
        assert shares == pytest.approx(record[part], abs=1e-5), part
        assert record[part] == claimed[part]


def test_the_program_trains_on_digits_without_the_clothes(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "WEIGHTS", tmp_path)
    monkeypatch.setattr("sys.argv", ["checkpoints", "digits_mlp"])
    monkeypatch.setattr(checkpoints, "full_sets", lambda: pytest.fail("not needed"))
    checkpoints.main()
    record = json.loads((tmp_path / "digits_mlp.json").read_text())
    written = RECORDS["digits_mlp"]
    assert set(record) == set(written) and record["seed"] == 0
    assert record["curve"] == pytest.approx(written["curve"], abs=0.03)
    model, ours = models.MLP(), models.MLP()
    load_checkpoint(tmp_path / "digits_mlp.pt", model)
    load_checkpoint(WEIGHTS / "digits_mlp.pt", ours)
    for theirs, our in zip(model.parameters(), ours.parameters(), strict=True):
        torch.testing.assert_close(theirs, our, atol=1e-2, rtol=0)
