"""What further/speed says of its outputs, held to the outputs that it saved."""

import ast
import statistics

import pytest

from helpers.results import load
from tests import lessons
from tests.lessons import prose_cells, read, shown

STEP = "further/speed"


@pytest.fixture(scope="module")
def record():
    return load("speed")


def middle(record, part, way):
    return statistics.median(record["cpu"][part][way]["seconds"])


def table(code):
    """Return the last column of a saved table, {name: number or word}."""
    return {name: row[-1] for name, row in lessons.table(STEP, code).items()}


def says(sentence):
    text = " ".join(c.source for c in prose_cells(read(STEP)))
    return " ".join(sentence.split()) in " ".join(text.split())


def test_it_shows_the_factors_of_the_record(record):
    factors = ast.literal_eval(shown(STEP, 'load("speed")'))
    assert list(factors) == ["batches", "testing", "epochs"]
    for part, factor in factors.items():
        apart = middle(record, part, "article") / middle(record, part, "ours")
        assert factor == pytest.approx(apart, abs=0.06)
    assert factors["epochs"] == min(factors.values())
    assert says("loading a hundred times faster, and the epoch about twice as fast")
    assert factors["batches"] > 95 and factors["epochs"] >= 2


def test_loading_is_about_a_third_of_the_articles_epoch(record):
    load_alone, whole = (
        middle(record, part, "article") for part in ("batches", "epochs")
    )
    assert 0.25 < load_alone / whole < 0.4
    free = float(shown(STEP, 'before["epochs"] / rest[0]'))
    assert round(free, 1) == 1.4  # lesson 4 says so too
    assert free == pytest.approx(whole / (whole - load_alone), abs=0.006)
    assert free < middle(record, "epochs", "article") / middle(record, "epochs", "ours")


def test_two_threads_are_never_twice_as_fast(record):
    steps = {(row["network"], row["batch"], row["threads"]):
             statistics.median(row["milliseconds"])
             for row in record["growth"]["threads"]}  # fmt: skip
    gains = {key[:2]: steps[key] / steps[*key[:2], 2] for key in steps if key[2] == 1}
    assert max(gains.values()) < 2
    assert gains["MLP", 20] < 1.02  # it gains nothing
    said = [round(gains["FashionCNN", batch], 1) for batch in (20, 1000)]
    assert said == [1.3, 1.5]


def test_a_picture_is_cheaper_in_a_batch(record):
    each = {row["batch"]: statistics.median(row["milliseconds"]) / row["batch"]
            for row in record["growth"]["batch"]}  # fmt: skip
    assert says("a picture costs twelve times what it costs in a batch of 20")
    assert each[1] / each[20] == pytest.approx(12, abs=0.5)
    assert each[1000] < each[20] / 2 and each[2000] > each[1000]


def test_batches_cut_by_hand_are_the_same_and_faster():
    for code in ("def same_batches", "RandomSampler(part"):
        assert "all batches are the same" in shown(STEP, code)
    gain = table('"times faster": slow / fast')["times faster"]
    assert gain > 5
    assert min(table('"twenty a call": single / fast').values()) > 2
    sizes = table("as float32")
    assert sizes["as float32"] == pytest.approx(4 * sizes["as bytes"], abs=0.2)


def test_another_recipe_is_better_and_faster(record):
    epochs = record["cpu"]["epochs"]
    found = table("another recipe, at least")
    article, quick = found.values()
    assert article == pytest.approx(epochs["ours"]["values"][-1][2], abs=6e-4)
    assert quick == pytest.approx(min(epochs["quick"]["values"]), abs=6e-4)
    assert quick > article and len(epochs["quick"]["values"]) == 15
    first, ours, mended, other = table('"the other recipe": median').values()
    assert 110 < first < 130 and first / other > 100
    assert round(first / ours) == 2 and round(ours / mended) == 12
    assert 5 < mended / other < 6
    runs = load("claims")["runs"]
    after_one = [run["valid_accuracy"][0] for run in runs["mended"].values()]
    assert len(after_one) == 5 and min(after_one) > article


def test_it_needs_no_gpu():
    assert shown(STEP, "def step_milliseconds").split("\n")[1].startswith("cpu")
