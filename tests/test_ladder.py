"""The ladder: what is written agrees with itself, and it can be climbed again."""

import dataclasses
import json
import statistics

import pytest
import torch
from torch.utils.data import TensorDataset

from helpers import models, results
from helpers.checkpoints import load_checkpoint, save_checkpoint
from measure import ladder, teacher
from measure.folding import NormalisedFashionCNN
from measure.record import WEIGHTS


def test_every_row_agrees_with_itself_and_its_checkpoint():
    result = results.load("ladder")
    assert set(result) == {"command", "versions", "hardware", "rows"}
    rungs = {rung.name: rung for rung in ladder.RUNGS}
    names = [row["name"] for row in result["rows"]]
    assert names == list(rungs)
    for row in result["rows"]:
        rung = rungs[row["name"]]
        assert row["settings"] == rung.settings() and row["epochs"] == rung.epochs
        model = rung.model(**rung.arguments)
        if isinstance(model, NormalisedFashionCNN):
            model = model.folded()
        assert row["parameters"] == sum(p.numel() for p in model.parameters())
        assert row["seeds"] == list(range(len(row["seeds"])))
        for name in ladder.FIELDS:
            assert len(row[name]) == len(row["seeds"])
        mean = statistics.fmean(row["test_accuracy"])
        assert row["test_accuracy_mean"] == pytest.approx(mean, abs=1e-5)
        if len(row["seeds"]) > 1:
            assert statistics.fmean(row["test_accuracy_interval"]) == pytest.approx(
                mean, abs=2e-5
            )
        if rung.checkpoint:
            record = json.loads((WEIGHTS / f"{rung.checkpoint}.json").read_text())
            assert record["test_accuracy_by_seed"] == row["test_accuracy"]


@pytest.fixture
def small_ladder(tmp_path, monkeypatch):
    """Two rungs that learn from 200 pictures, in a folder of their own.

    A bright stripe says which of the ten classes a picture belongs to.
    """
    monkeypatch.setattr(ladder, "WEIGHTS", tmp_path)
    monkeypatch.setattr(ladder, "RESULT", tmp_path / "ladder.json")
    seeded = torch.Generator().manual_seed(0)
    pixels = torch.randint(64, (200, 28, 28), generator=seeded, dtype=torch.uint8)
    labels = torch.arange(200) % 10
    for label in range(10):
        pixels[labels == label, 2 * label + 3 : 2 * label + 6] = 200
    dataset = TensorDataset(pixels, labels)
    monkeypatch.setattr(ladder, "full_sets", lambda: (dataset, dataset))
    rungs = [
        ladder.Rung("plain", "", models.FashionCNN, epochs=1, seeds=2),
        ladder.Rung("deep", "depth", models.DeepCNN, {"groups": [[4], [6]]}, epochs=1,
                    augment=ladder.ALL_THREE, seeds=2, checkpoint="deep"),
    ]  # fmt: skip
    monkeypatch.setattr(ladder, "RUNGS", rungs)
    monkeypatch.setattr("sys.argv", ["ladder"])
    return tmp_path, rungs


def rows(folder):
    return json.loads((folder / "ladder.json").read_text())["rows"]


def without_seconds(rows):
    return [{name: row[name] for name in row if name != "seconds"} for row in rows]


def test_the_ladder_can_be_climbed_again_and_comes_out_the_same(small_ladder):
    folder, _ = small_ladder
    ladder.main()
    first = rows(folder)
    assert [row["seeds"] for row in first] == [[0, 1], [0, 1]]
    (folder / "ladder.json").unlink()
    ladder.main()
    assert without_seconds(rows(folder)) == without_seconds(first)
    model = models.DeepCNN([[4], [6]])
    load_checkpoint(folder / "deep.pt", model)
    record = json.loads((folder / "deep.json").read_text())
    assert record["test_accuracy_by_seed"] == first[1]["test_accuracy"]


def test_a_climb_that_was_cut_goes_on_where_it_was(small_ladder, monkeypatch):
    folder, _ = small_ladder
    ladder.main()
    whole = rows(folder)
    (folder / "ladder.json").unlink()
    learn, calls = ladder.learn, []

    def cut(rung, seed, *sets):
        calls.append((rung.name, seed))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return learn(rung, seed, *sets)

    monkeypatch.setattr(ladder, "learn", cut)
    with pytest.raises(KeyboardInterrupt):
        ladder.main()
    ladder.main()
    assert calls == [("plain", 0), ("plain", 1), ("deep", 0), ("deep", 0), ("deep", 1)]
    assert without_seconds(rows(folder)) == without_seconds(whole)


def test_other_settings_start_a_row_again(small_ladder, monkeypatch):
    folder, rungs = small_ladder
    monkeypatch.setattr("sys.argv", ["ladder", "plain"])
    ladder.main()
    before = rows(folder)
    assert [row["name"] for row in before] == ["plain"]
    object.__setattr__(rungs[0], "lr", 0.01)
    ladder.main()
    (after,) = rows(folder)
    assert after["seeds"] == [0, 1] and after["settings"]["lr"] == 0.01


def test_half_precision_learns_with_the_weights_of_now(small_ladder):
    """Autocast's cache would answer with the weights of the first step for ever."""
    sets = ladder.full_sets()
    rung = ladder.Rung("", "", models.FashionCNN, epochs=8, batch_size=20, lr=0.2,
                       momentum=0)  # fmt: skip
    _, numbers = ladder.learn(rung, 0, *sets)
    assert numbers["test_accuracy"] > 0.95


def test_a_taught_rung_learns_from_answers_and_not_from_labels(
    small_ladder, monkeypatch
):
    """With labels that say nothing a student names what its teacher names."""
    folder, _ = small_ladder
    monkeypatch.setattr(teacher, "WEIGHTS", folder)
    wise = ladder.Rung("", "", models.FashionCNN, epochs=30, batch_size=20, lr=0.03,
                       bfloat16=False)  # fmt: skip
    pixels, labels = (dataset := ladder.full_sets()[0]).tensors
    model, _ = ladder.learn(wise, 0, dataset, dataset)
    save_checkpoint(folder / "wise.pt", model, epoch=1)
    record = {"model": "FashionCNN", "arguments": {}}
    (folder / "wise.json").write_text(json.dumps(record))
    useless = TensorDataset(pixels, labels[torch.randperm(200)])
    rung = dataclasses.replace(wise, teachers=("wise",))
    assert rung.settings()["teachers"] == ["wise"]
    _, numbers = ladder.learn(rung, 0, useless, dataset)
    assert numbers["test_accuracy"] > 0.9
    assert "teachers" not in wise.settings()
