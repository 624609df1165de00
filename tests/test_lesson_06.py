"""What lesson 6 says of its saved outputs, held to them."""

import pytest

from helpers.results import load
from tests.lessons import code_cells, read, shown, table

STEP = "06_loss_and_optimizer"


def numbers(code):
    return table(STEP, code)


def means(name):
    found = [r["valid_accuracy"] for r in load("claims")["runs"][name].values()]
    return found, sum(found) / len(found)


def test_it_opens_with_the_ball():
    first = code_cells(read(STEP))[2]  # after the set-up and the data
    assert "DescentWidget" in first.source
    assert "<script" in "".join(first.outputs[0].data["text/html"])


def test_the_ball_arrives_stands_and_leaves_where_the_lesson_says():
    rows = numbers("rates = [")
    assert rows["0.125"][1] == 0 and rows["0.25"] == [2, 2, 2]
    assert rows["0.275"][2] > rows["0.275"][1] > 2 > rows["0.225"][1]


def test_the_gradient_of_four_numbers_is_that_of_the_figure():
    assert shown(STEP, "four.grad, by_hand") == "tensor([32., 16., 24.,  8.])"
    assert shown(STEP, "error = (s - target)") == "(3, 5, 16)"
    assert float(shown(STEP, "four - 0.01 * four.grad")) < 16 / 4


def test_large_scores_fail_in_two_steps_alone():
    said = shown(STEP, "naive = ")
    assert said == "(tensor(2.4076), tensor(2.4076), tensor(nan))"


def test_the_untrained_network_begins_at_ln_10():
    rows = numbers("first_loss")
    assert abs(rows["untrained"][0] - rows["ln 10"][0]) < 0.05


def test_the_floor_and_what_came_near_it():
    rows = numbers("best_share = ")
    assert rows == {"share": [0.232], "loss": [1.4612], "loss by PyTorch": [1.4612]}
    curves = [run["valid_loss"] for run in load("claims")["runs"]["article"].values()]
    assert len(curves) == 5 and all(len(curve) == 15 for curve in curves)
    firsts, lasts = [c[0] for c in curves], [c[-1] for c in curves]
    assert all(abs(loss - 1.69) < 0.02 for loss in firsts)
    assert all(abs(loss - 1.58) < 0.01 for loss in lasts)
    slower = [(c[0] - c[7]) > (c[7] - c[14]) > 0 for c in curves]
    assert min(lasts) > 1.4612 and all(slower)


def test_less_than_a_thousandth_of_the_pull_is_left():
    rows = numbers("derivative = {}")
    assert rows["without"] == [-1]
    assert -0.001 < rows["with"][0] < 0


def test_no_share_exceeds_the_one_derived():
    rows = numbers("odd = ")
    assert rows["sum of its ten outputs"][0] > 2
    assert rows["largest share by softmax"][0] <= 0.232


@pytest.mark.parametrize(
    ("name", "tenths"), [("few: article", 5), ("few: no sigmoid", 8)]
)
def test_eight_in_ten_without_the_sigmoid_and_five_with_it(name, tenths):
    assert round(10 * means(name)[1]) == tenths


def test_some_trainings_break_at_ten_times_the_rate_and_none_else():
    broken = {
        name: sum(score < 0.2 for score in means(name)[0])
        for name in ("few: both", "lr 0.004", "lr 0.4", "batch 100")
    }
    assert broken.pop("lr 0.4") > 2 and set(broken.values()) == {0}


def test_only_the_article_s_rate_tells_pictures_apart():
    rows = numbers('"neurons opened"')
    slow, good, broken = (rows[f"lr = {lr}"] for lr in ("0.001", "0.04", "1"))
    assert broken[0] < 0.001 < slow[0] < 0.1 < 0.5 < good[0]
    assert broken[1] == 0 and min(slow[1], good[1]) > 10
