"""What the notebook on pretrained networks says of its saved outputs and its source."""

import numpy as np

from helpers.results import load
from tests import lessons

STEP = "further/pretrained"


def table(code):
    """Return the last column of a saved table, {name: number or word}."""
    return {name: row[-1] for name, row in lessons.table(STEP, code).items()}


def test_a_new_head_knows_nothing():
    assert table("moved = with_new_head()")["named"] < 0.25


def test_a_frozen_network_changes_its_head_alone():
    changed = table("before = {")
    assert {n for n, said in changed.items() if said == "changed"} == {
        "fc2.weight",
        "fc2.bias",
    }
    assert table("frozen.fc2.requires_grad_(True)\nTable")["free"] == 570


def test_a_second_layer_set_free_changes_too():
    said = table("frozen.fc1.requires_grad_(True)")
    assert said["free"] == 570 + 160 * 56 + 56
    assert said["changed"] == "fc1.weight, fc1.bias, fc2.weight, fc2.bias"


def test_after_100_steps_the_old_weights_are_far_ahead():
    named = table("Table(three_ways(100))")
    nothing = named["from nothing"]
    assert min(named["last layer only"], named["all layers"]) > nothing + 0.2


def test_after_600_steps_the_one_from_nothing_has_caught_up():
    named = {way: float(n) for way, n in table("Table(three_ways(600))").items()}
    assert abs(named["from nothing"] - named["all layers"]) < 0.1


def means(way, steps):
    runs = load("transfer")["accuracy"][way][steps]
    return np.array([np.mean(runs[count]) for count in runs])


def test_ten_draws_say_the_same():
    nothing, last, every = (
        {steps: means(way, steps) for steps in ("100", "600")}
        for way in ("from nothing", "last layer only", "all layers")
    )
    assert (every["100"][1:] > nothing["100"][1:] + 0.4).all()
    assert (last["100"][1:] > nothing["100"][1:] + 0.3).all()
    assert (abs(every["600"] - nothing["600"]) < 0.03).all()
    assert (last["600"] < nothing["600"] - 0.05).all()


def test_photographs_are_not_clearly_worth_it():
    said = table('beginnings = {"500 pictures"')
    assert said["500 pictures"] == said["5,000 pictures"] == "undecided"
    (row,) = [r for r in load("claims")["claims"] if "the features of a" in r["claim"]]
    assert row["verdict"] == "holds" and round(100 * row["mean"]) == 3


def test_minutes_and_parameters_are_the_measured_ones():
    rows = {(r["way"], r["pictures"]): r for r in load("pretrained")["rows"]}
    minutes = {way: np.mean(rows[way, 5000]["seconds"]) / 60
               for way in ("all layers, 64", "small")}  # fmt: skip
    assert round(minutes["all layers, 64"], 1) == 1.9 and 0.4 < minutes["small"] < 0.6
    ladder = {r["name"]: r["parameters"] for r in load("ladder")["rows"]}
    assert (
        round(ladder["small"], -3) == 97_000 and round(ladder["large"], -3) == 265_000
    )
