"""What lesson 10 says of its saved outputs."""

import re

import pytest

from helpers.figures.measured import ideas
from helpers.models import FashionCNN, count_parameters
from helpers.results import load
from tests.lessons import read, shown, table

STEP = "10_predict"


def numbers(code):
    return table(STEP, code)


def test_the_network_is_less_sure_of_digits_than_of_clothes():
    sure = numbers('"share above 0.8"')
    assert sure["clothes"][0] > sure["digits"][0] + 0.1 > 0.4
    assert 0.15 < 1 - sure["clothes"][1] < 0.25, "a fifth of the clothes is refused"
    assert 0.28 < sure["digits"][1] < 0.6, "a third to a half of the digits pass"


def test_negatives_mislead_it():
    named = numbers('"negatives": 255')
    assert named["as they are"][0] > 0.8 and named["negatives"][0] < 0.3


def test_the_file_alone_gives_a_name():
    assert shown(STEP, 'run_fresh("""') == "'mug'"


def test_tables_mislead_and_no_curve_shows_it():
    assert numbers('save_path=place / "things.pt"')["validation"][0] > 0.8
    named = numbers('hurried = {"key"')
    assert named["validation, on the same tables"][0] > 0.95
    assert named["new, the tables changed"][0] < 0.1


def test_the_diagnosis_names_the_rate():
    assert "the learning rate is too small" in shown(STEP, "diagnose(history, slow")


def test_better_in_a_minute():
    named = numbers('"mirrored boots"')
    before, after, both = (named[n] for n in ("lesson 8", "one minute", "and mirror"))
    assert before[0] < after[0] and both[0] > before[0]
    assert before[1] < 0.1 and after[1] > 0.9


def test_it_has_five_times_the_parameters():
    channels = [1, 16, 48, 96]
    pairs = list(zip(channels, channels[1:], strict=False))
    count = sum(9 * a * b + 2 * b for a, b in pairs) + 96 * 9 * 10 + 10
    assert round(count / count_parameters(FashionCNN())) == 5


def test_one_of_four_ideas_helps():
    rows = ideas(load("claims")["claims"])
    verdicts = [row["verdict"] for row in rows.values()]
    assert verdicts == ["holds", *["does not hold"] * 2, *["undecided"] * 2]
    norm, dropout, augmentation, *_ = rows.values()
    assert 0.4 < 100 * norm["mean"] < 0.7 and dropout["interval"][1] < 0
    assert augmentation["interval"][1] < 0
    (cell,) = [c for c in read(STEP).cells if "plot_ideas(load(" in c.source]
    alt = cell.metadata["alt"].replace("minus ", "-").replace("plus ", "")
    said = [float(n) for n in re.findall(r"-?\d\.\d", alt)]
    assert said == [round(100 * row["mean"], 1) for row in rows.values()]


def test_to_leave_out_the_sigmoid_brought_most():
    means = {r["name"]: r["test_accuracy_mean"] for r in load("ladder")["rows"]}
    gain = means["no sigmoid"] - means["article"]
    assert gain > 0.09 and max(means.values()) - means["no sigmoid"] < gain


@pytest.mark.parametrize("size", ["tiny", "small", "large"])
def test_to_halve_later_helped_in_each_size(size):
    rows = {r["name"]: r for r in load("ladder")["rows"]}
    before, after = rows[size], rows[f"{size}, halving later"]
    assert after["test_accuracy_mean"] > before["test_accuracy_mean"]
    assert abs(after["parameters"] / before["parameters"] - 1) < 0.06
    groups = [row["settings"]["arguments"].pop("groups") for row in (before, after)]
    assert before["settings"] == after["settings"]
    one, two = map(multiplications, groups)
    assert 1.33 < two / one < 1.5


def multiplications(groups):
    """Count those of the convolutions, for a picture; a group halves it afterwards."""
    total, width, side = 0, 1, 28
    for group in groups:
        for channels in group:
            total += 9 * width * channels * side**2
            width = channels
        side //= 2
    return total


def test_batch_normalisation_helped_in_all_six_trainings():
    norm, *_ = ideas(load("claims")["claims"]).values()
    assert len(norm["values"]) == 6 and min(norm["values"]) > 0


@pytest.mark.parametrize("name", ["schedule", "large"])
def test_what_else_the_rungs_change(name):
    rows = {r["name"]: r["settings"] for r in load("ladder")["rows"]}
    if name == "schedule":
        before, after = rows["ReLU"], rows["schedule"]
        changed = {k for k in before if before[k] != after[k]}
        assert changed == {"epochs", "batch_size", "lr", "momentum", "one_cycle",
                           "bfloat16"}  # fmt: skip
    else:
        smooth = [name for name, s in rows.items() if s["label_smoothing"]]
        assert smooth == ["large", "large, halving later"]
        top = [*rows.values()][8:]
        for setting in ("epochs", "lr", "weight_decay"):
            assert len({s[setting] for s in top}) > 1
