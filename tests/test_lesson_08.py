"""What lesson 8 says of its saved outputs, held to them."""

import re

import numpy as np
import pytest

from helpers.checkpoints import load_checkpoint
from helpers.device import set_seed
from helpers.models import FashionCNN
from helpers.results import load
from measure.record import WEIGHTS
from tests.lessons import code_cells, read, shown

STEP = "08_train"
FLOOR = 1.4612


def numbers(code):
    """Return all numbers under the one cell that holds this code, as written."""
    return [float(n) for n in re.findall(r"\d+\.\d+", shown(STEP, code))]


def log(code):
    """Return (training losses, validation losses, epochs kept) of a printed log."""
    form = (
        r"epoch +(\d+): training loss (\S+), validation loss ([\d.]+)(, lower: kept)?"
    )
    lines = re.findall(form, shown(STEP, code))
    kept = [int(epoch) for epoch, *_, lower in lines if lower]
    return [float(a) for _, a, _, _ in lines], [float(b) for _, _, b, _ in lines], kept


def test_it_starts_near_the_logarithm_of_ten():
    loss, accuracy = numbers("untrained = evaluate")
    assert 2.25 < loss < 2.35 and accuracy < 0.25


def test_the_articles_three_epochs_crawl_above_the_floor():
    _, valid, kept = log("mine = train(")
    assert len(valid) == 3 and kept[0] == 1
    assert min(valid) > FLOOR + 0.1
    record = load("claims")["runs"]["article"]["0"]["valid_loss"]
    assert valid == pytest.approx(record[:3], abs=0.05)  # "on its curve"
    first, last = (
        (2.3026 - loss) / (2.3026 - FLOOR) for loss in (record[0], record[-1])
    )
    assert first > 0.6 and last > 0.8  # "most of the way"


def test_the_corrected_network_passes_the_articles_in_its_first_epoch():
    train, valid, kept = log("history = train(")
    assert len(train) == 15 and kept == [
        n for n in range(1, 16) if valid[n - 1] == min(valid[:n])
    ]
    article, first, *_, best = numbers('rows[f"corrected')
    assert article < first < best and 0.86 < best < 0.91


def test_all_recorded_trainings_agree():
    runs = load("claims")["runs"]
    pairs = [(runs["mended"][seed], runs["article"][seed]) for seed in "01234"]
    assert len(runs["article"]) == len(runs["mended"]) == len(pairs)
    for ours, theirs in pairs:
        assert ours["valid_accuracy"][0] > theirs["valid_accuracy"][-1]
        assert ours["one_colour"] > 0.9
    jumps = [max(range(1, 15), key=lambda n, a=run["valid_accuracy"]: a[n] - a[n - 1])
             for run in runs["article"].values()]  # fmt: skip
    assert len(set(jumps)) > 2  # "at different epochs"


def test_luck_matters_less_to_the_corrected_network():
    runs = load("claims")["runs"]
    curves = {
        kind: np.array([run["valid_accuracy"] for run in runs[kind].values()])
        for kind in ("article", "mended")
    }
    widths = {kind: np.ptp(c, axis=0)[1:] for kind, c in curves.items()}  # from epoch 2
    assert widths["mended"].max() < 0.03 < widths["article"].max()
    assert widths["mended"].mean() < widths["article"].mean() / 2


def test_kernels_tell_by_their_size():
    set_seed(0)
    before, after = FashionCNN(), FashionCNN()
    load_checkpoint(WEIGHTS / "fashion_cnn.pt", after)
    largest = [net.conv1.weight.abs().amax(dim=(1, 2, 3)) for net in (before, after)]
    assert (largest[1] > 2 * largest[0]).all()
    assert (largest[1] / largest[0]).median() > 4


def test_a_temperature_lifts_the_floor():
    article, theirs, cooler, corrected, ours, after = numbers("finished = ArticleNet()")
    assert article == 1.58 and theirs == 0.2
    assert cooler < 0.7 and 1.5 < cooler / after < 2.5  # "about twice"
    assert ours > 1 and after <= corrected


def test_the_gap_is_small_where_pictures_are_many():
    *_, gap = numbers("seen = evaluate")
    assert 0 < gap < 0.1
    own_few, other_few, own_many, other_many = numbers('rows = {"200 pictures')
    assert own_few < 0.1 < own_many and other_few > other_many + 0.5


def test_the_file_gives_the_network_back():
    assert shown(STEP, "again.loss - unseen.loss") == "(0.0, 0)"
    assert "your own weights" in shown(STEP, "find_checkpoint(")
    assert "11,252" in shown(STEP, "numbers in all")


def test_what_may_be_cut_short_is_guarded_by_no_assert():
    code = "\n".join(cell.source for cell in code_cells(read(STEP)))
    assert "assert" not in code and "[epochs" not in code
