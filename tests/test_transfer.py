"""What was measured about moving from clothes to digits, and that it can be again."""

import json

import numpy as np
import pytest
import torch

from helpers.results import load
from measure import transfer
from measure.transfer import EXAMPLES, HELD_BACK, SEEDS, STEPS, WAYS, learn


def test_every_way_is_measured_with_every_seed():
    accuracy = load("transfer")["accuracy"]
    assert list(accuracy) == list(WAYS)
    for by_steps in accuracy.values():
        assert list(by_steps) == [str(steps) for steps in STEPS]
        for by_examples in by_steps.values():
            assert list(by_examples) == [str(examples) for examples in EXAMPLES]
            runs = np.array([*by_examples.values()])
            assert runs.shape == (len(EXAMPLES), len(SEEDS)) and len(SEEDS) >= 5
            assert ((runs > 0.05) & (runs <= 1)).all()
            shares = runs * HELD_BACK  # whole numbers of digits
            assert np.allclose(shares, shares.round(), atol=0.06)


@pytest.mark.parametrize("way", WAYS)
def test_a_run_gives_the_number_that_is_written_down(way):
    written = load("transfer")["accuracy"][way]["100"]
    assert learn(way, 100, 10, seed=0) == pytest.approx(written["10"][0], abs=0.03)
    assert learn(way, 100, 50, seed=1) == pytest.approx(written["50"][1], abs=0.03)


def test_few_examples_are_the_same_for_every_way_and_never_those_asked():
    seen = []

    def watch(model, dataset, steps, seed):
        seen.append(dataset.tensors[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("measure.transfer.fine_tune", watch)
        asked = []
        patch.setattr(
            "measure.transfer.predict",
            lambda _, images: asked.append(images) or torch.zeros(len(images), 10),
        )
        for way in WAYS:
            learn(way, 100, 500, seed=3)
    assert all(torch.equal(seen[0], other) for other in seen)
    assert all(torch.equal(asked[0], other) for other in asked)
    assert len(seen[0]) == 500 and len(asked[0]) == HELD_BACK
    same = (seen[0].flatten(1)[:, None] == asked[0].flatten(1)[None]).all(2)
    assert not same.any()


def test_the_program_writes_every_way(tmp_path, monkeypatch):
    few = {"STEPS": (2,), "EXAMPLES": (10,), "SEEDS": range(2), "RESULTS": tmp_path}
    for name, value in few.items():
        monkeypatch.setattr(transfer, name, value)
    transfer.main()
    record = json.loads((tmp_path / "transfer.json").read_text())
    assert list(record) == list(load("transfer"))
    assert list(record["accuracy"]) == list(WAYS)
    for by_steps in record["accuracy"].values():
        assert len(by_steps["2"]["10"]) == 2
