"""What lesson 3 says of its saved numbers, and how it draws a split."""

import ast
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from helpers.figures.sides import show_sides
from helpers.results import load
from tests.lessons import shown, table

STEP = "03_split"
CLAIMS = {row["claim"]: row for row in load("claims")["claims"]}


def percents(code):
    """Return the numbers of a saved table of one column, by name."""
    return {name: row[-1] for name, row in table(STEP, code).items()}


def test_the_leak_and_new_garments():
    said = percents('"new garments": 100')
    assert said["kept back"] > 98 and 75 < said["new garments"] < 80
    assert 18.5 < said["kept back"] - said["new garments"] < 21.5


def test_four_in_five_were_learned_from():
    numbers = re.findall(r"[\d,]+$", shown(STEP, '"learned from"'), re.M)
    asked, learned = (int(n.replace(",", "")) for n in numbers)
    assert asked == 12_000 and 0.78 < learned / asked < 0.82


def test_the_split_is_torchs_and_leaves_nothing_out():
    assert ast.literal_eval(shown(STEP, "everything == list(")) == (True, True)
    last = ast.literal_eval(shown(STEP, "targets.sort()"))
    assert last == ["Bag", "Ankle boot"]


def test_it_knows_by_heart_what_it_has_stored():
    said = percents('"stored": 100')
    assert said["stored"] == 100 and 70 < said["validation"] < 82


def test_the_best_guess_is_almost_twice_as_good(train_set):
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    held = order[48_000:48_100]
    guesses = torch.randint(10, (200, 100), generator=torch.Generator().manual_seed(0))
    scores = (guesses == train_set.targets[held]).sum(dim=1)
    assert scores.max() == 19 and 9.5 < scores.float().mean() < 10.5


def test_the_bug_scores_nearly_everything():
    assert float(shown(STEP, "def split_evenly")) > 0.99


@pytest.mark.parametrize(
    ("start", "mean"),
    [
        ("Validation on such a second split flatters", 2.3),
        ("The best of 60 machines on 100 pictures", 8.9),
        ("Pictures that choose one of fifteen epochs", 0.3),
    ],
)
def test_what_prose_takes_from_the_table(start, mean):
    (row,) = [row for claim, row in CLAIMS.items() if claim.startswith(start)]
    assert row["verdict"] == "holds"
    assert round(row["mean"] * (1 if row["mean"] > 0.2 else 100), 1) == mean


def test_what_is_kept_back_is_framed():
    pictures = torch.arange(12 * 6).view(12, 2, 3).to(torch.uint8)
    groups = [5, 2, 9, 5, 2, 9, 5, 2, 9, 5, 2, 9]
    ax = show_sides(pictures, groups, kept_back=[3, 7, 11], count=2)
    shown_tiles = [np.asarray(tile.get_array())[0, 0] // 6 for tile in ax.images]
    assert shown_tiles == [1, 0, 4, 3, 7, 6, 10, 9]  # groups 2 and 5, a column each
    framed = []
    for patch in ax.patches:
        box = patch.get_bbox()
        framed += [
            place
            for place, tile in zip(shown_tiles, ax.images, strict=True)
            if tile.get_extent()[0] == box.x0 and tile.get_extent()[3] == box.y0
        ]
    assert framed == [3, 7]
    plt.close(ax.figure)
