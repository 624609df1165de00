"""What lesson 1 says of its saved numbers, of the claims, and of its first widget."""

import numpy as np
import pytest
import torch

from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.evaluation import predict
from helpers.loaders import split_dataset
from helpers.models import MLP, FashionCNN
from helpers.results import load
from tests.lessons import STEPS, code_cells, read, shown, table

STEP = STEPS[0]
RUNS = load("claims")["runs"]
FOUR = [719, 1006, 149, 375]


def opened(make, name):
    model = make()
    load_checkpoint(find_checkpoint(name), model)
    return model


@pytest.fixture(scope="module")
def networks():
    return opened(MLP, "digits_mlp.pt"), opened(FashionCNN, "digits_cnn.pt")


def numbers(code):
    return table(STEP, code)


def values(name, key):
    return np.array([run[key] for run in RUNS[name].values()])


# ---- the first thing under the hand


def test_the_widget_opens_the_lesson():
    second = code_cells(read(STEP))[1]
    assert "<script" in second.outputs[-1]["data"]["text/html"]
    assert "hide" in second.source


def test_the_four_nines_are_nines_that_nobody_learned_from():
    images, labels = digits_in_frame()
    _, held_back = split_dataset(torch.utils.data.TensorDataset(images, labels))
    assert labels[FOUR].tolist() == [9] * 4
    assert set(FOUR) <= set(held_back.indices)


def test_both_change_their_minds_about_the_first_nine(networks):
    for model in networks:
        said = [
            predict(model, digits_in_frame(*place)[0][FOUR]).argmax(dim=1)
            for place in ((7, 7), (0, 14))
        ]
        assert said[0].tolist() == [9] * 4 and said[1][0] != 9


def test_what_is_said_of_the_first_nine_in_the_corner(networks):
    nine = digits_in_frame(0, 14)[0][FOUR[:1]]
    five, three = (predict(model, nine)[0] for model in networks)
    assert five.argmax() == 5 and three.argmax() == 3 and three.max() > 0.9
    beyond = torch.nn.functional.pad(nine, (1, -1))  # one pixel further right
    assert predict(networks[0], beyond)[0].argmax() == 7


def test_training_left_the_weights_of_black_pixels_alone(networks):
    images, _ = digits_in_frame()
    lit = (images > 0).any(dim=0).flatten()
    set_seed(0)
    before, after = MLP().fc1.weight, networks[0].fc1.weight
    same = (before == after).all(dim=0)
    assert same[~lit].all() and not same[lit].any()
    cornered = digits_in_frame(0, 14)[0][719].flatten() > 0
    assert (~lit)[cornered].float().mean() > 0.75


# ---- the trainings of the reader


def test_what_is_said_of_the_saved_training():
    centre = numbers('Table({"MLP": accuracy(mlp, 7, 7)')
    assert all(value > 0.9 for (value,) in centre.values())
    table = numbers('places = {"centre"')
    assert all(value < 0.7 for value in table["2 pixels right"])
    assert all(value < 0.2 for value in table["corner"])
    pooled = numbers("pooled = learn(GlobalPoolCNN)")
    assert pooled["centre"][0] > 0.9 and pooled["corner"][0] > 0.8


@pytest.mark.parametrize(
    ("name", "pixels"), [("digits: MLP", 2), ("digits: FashionCNN", 3)]
)
def test_where_the_curves_fall_below_one_half(name, pixels):
    """On average, and in the training that comes along, which is seed 0."""
    curves = values(name, "curve")
    for curve in (curves.mean(axis=0), curves[0]):
        assert curve[pixels - 1] > 0.5 > curve[pixels]


# ---- the table of claims


def test_what_is_said_of_the_nines_in_the_corner():
    mlp = values("digits: MLP", "corner_nines")
    assert len(mlp) == 20 and (mlp == 0).sum() == 18 and mlp.max() < 0.1
    cnn = values("digits: FashionCNN", "corner_nines")
    assert len(cnn) == 20 and (cnn == 0).sum() == 11
    assert abs(cnn.max() - 2 / 3) < 0.02 and abs(cnn.mean() - 1 / 7) < 0.01


def test_what_is_said_of_the_shuffle():
    means = {}
    for name in ("MLP", "FashionCNN"):
        pairs = [
            (RUNS[f"clothes: {name}"][seed]["valid_accuracy"], run["valid_accuracy"])
            for seed, run in RUNS[f"shuffled: {name}"].items()
        ]
        assert len(pairs) == 10
        ordered, shuffled = np.array(pairs).T
        means[name] = ordered.mean(), shuffled.mean()
        if name == "FashionCNN":
            assert 0.02 < (ordered - shuffled).mean() < 0.03
            assert (ordered > shuffled).all()
        else:
            assert abs((ordered - shuffled).mean()) < 0.005
    assert means["FashionCNN"][0] > means["MLP"][0]
    assert means["FashionCNN"][1] < means["MLP"][1]


def test_what_is_said_of_moved_training_pictures():
    curves = {
        (way, name): values(f"{way}: {name}", "curve").mean(axis=0)
        for way in ("clothes", "augmented")
        for name in ("MLP", "FashionCNN", "GlobalPoolCNN")
    }
    mlp, cnn = (
        [curves[way, name] for way in ("clothes", "augmented")]
        for name in ("MLP", "FashionCNN")
    )
    assert mlp[0][8] < 0.2 and mlp[1][8] > 0.5
    assert abs(mlp[0][0] - mlp[1][0] - 0.2) < 0.02
    assert cnn[0][0] - cnn[1][0] < mlp[0][0] - mlp[1][0]
    assert (cnn[1] > mlp[1]).all()
    assert curves["clothes", "GlobalPoolCNN"][8] < 0.6  # "of clothes it keeps less"


def test_what_is_said_of_ten_trainings_with_global_pooling():
    corner = values("digits: GlobalPoolCNN", "corner")
    assert len(corner) == 10 and abs(corner.mean() - 0.88) < 0.005
    nines = values("digits: GlobalPoolCNN", "corner_nines")
    assert abs(nines.mean() - 0.75) < 0.01 and (nines == 0).sum() == 1


# ---- the exercise with a bug


def test_the_bug_says_a_tenth_of_ten_right_ones():
    assert "tensor(0.1000)" in shown(STEP, "print(share_right(")


def test_a_window_sums_up_the_same_wherever_the_nine_stands():
    centred, cornered = digits_in_frame()[0][719], digits_in_frame(0, 14)[0][719]
    cnn = opened(FashionCNN, "digits_cnn.pt")
    here, there = cnn.conv1(centred)[2, 10, 8], cnn.conv1(cornered)[2, 3, 15]
    assert round(here.item(), 1) == round(there.item(), 1) == 4.8
