"""The measurement of speed: its arms do what they say, and its table is what it found.

Nothing here asks how fast anything is: that differs from machine to machine.
"""

import json
import math
import re
import statistics
from pathlib import Path

import pytest
import torch
from torch import nn

from helpers.models import ArticleNet
from measure import speed
from measure.record import RESULTS
from measure.speed import article
from measure.speed.comparisons import Setting, measure
from measure.speed.figure import draw_growth
from measure.speed.growth import milliseconds
from measure.speed.table import losses_apart, table

ROOT = Path(__file__).parents[1]
ARMS = {
    "batches": ["article", "ours"],
    "epochs": ["article", "ours", "bare", "quick"],
    "goal": ["mended", "ours"],
    "testing": ["article", "ours"],
}


@pytest.fixture(scope="module")
def results():
    return json.loads(speed.FILE.read_text("utf-8"))


@pytest.fixture
def few(train_set, test_set, tmp_path):
    return Setting(train_set, test_set, tmp_path).few()


@pytest.fixture
def measured(few):
    return measure(few, turns=2, repeats=1)


def numbers(value):
    """All numbers in nested lists, tuples and dicts."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [n for item in value for n in numbers(item)]
    return [] if value is None else [value]


def test_every_arm_runs_on_few_pictures(measured):
    assert len(measured.pop("exact")) == 2
    assert {name: list(arms) for name, arms in measured.items()} == ARMS
    assert all(math.isfinite(number) for number in numbers(measured))
    for name, arms in measured.items():
        for record in arms.values():
            assert len(record["seconds"]) == len(record["values"])
            assert len(record["seconds"]) == (2 if name == "epochs" else 1)
    served = {record["values"][0] for record in measured["batches"].values()}
    assert served == {400}
    (article_loss, article_accuracy), (our_loss, correct) = (
        measured["testing"][arm]["values"][0] for arm in ("article", "ours")
    )
    assert math.isclose(article_loss, our_loss, rel_tol=1e-5)
    assert article_accuracy == correct / 100


def test_the_two_ways_are_the_same_mathematics(measured):
    article_loss, our_loss = measured.pop("exact").values()
    assert math.isclose(article_loss, our_loss, rel_tol=1e-12)
    assert losses_apart(measured["epochs"]) < 1e-5
    measured["epochs"]["ours"]["values"][1] = (0.0, 0.0, 0.0)
    assert losses_apart(measured["epochs"]) > 1


def test_the_articles_losses_are_those_of_a_plain_loop(few, tmp_path):
    torch.manual_seed(0)
    model = ArticleNet()
    loaders = article.make_loaders(few.train_set, few.test_set)
    start = {name: value.clone() for name, value in model.state_dict().items()}
    path = tmp_path / "best.pt"
    run = article.train(loaders, model, nn.CrossEntropyLoss(), "cpu", path)
    train_loss, valid_loss = next(run)
    images, labels = zip(*loaders["valid"].dataset, strict=True)
    again = nn.functional.cross_entropy(
        model(torch.stack(images)), torch.tensor(labels)
    )
    assert math.isclose(valid_loss, again.item(), rel_tol=1e-5)
    assert 2.2 < train_loss < 2.4  # guessing costs log(10) = 2.30
    saved = torch.load(path, weights_only=True)
    for name, value in model.state_dict().items():
        assert torch.equal(saved[name], value) and not torch.equal(start[name], value)


def test_steps_are_timed_in_turn():
    order = []
    steps = {(name, 10, 1): lambda name=name: order.append(name) for name in "ab"}
    first, second = milliseconds(steps, repeats=3, pictures=20)
    assert order == list("aaaabbbb") * 3  # two to warm up, then 20 / 10
    assert first["network"] == "a" and second["batch"] == 10
    assert len(first["milliseconds"]) == 3 and min(first["milliseconds"]) >= 0


def test_the_committed_numbers_are_complete(results):
    assert set(ARMS) <= set(results["cpu"])
    for name, arms in ARMS.items():
        assert list(results["cpu"][name]) == arms
        for record in results["cpu"][name].values():
            assert len(record["seconds"]) == len(record["values"]) >= 5
    assert len(results["cpu"]["epochs"]["ours"]["values"]) == 15
    assert "2 threads" in results["hardware"]
    for timings in results["growth"].values():
        for record in timings:
            assert len(record.get("milliseconds") or record["seconds"]) >= 5


def test_the_committed_runs_reached_what_they_claim(results):
    epochs, goal = results["cpu"]["epochs"], results["cpu"]["goal"]
    article_loss, our_loss = results["cpu"]["exact"].values()
    assert math.isclose(article_loss, our_loss, rel_tol=1e-11)
    assert losses_apart(epochs) < 0.05
    assert min(epochs["quick"]["values"]) >= epochs["ours"]["values"][-1][2]
    for record in goal.values():
        assert min(accuracy for accuracy, _ in record["values"]) >= 0.88


def test_the_table_is_what_the_numbers_say(results):
    page = speed.FILE.with_suffix(".md").read_text("utf-8")
    assert page == table(results)
    for name, line in zip(
        ["batches", "epochs", "testing"], ["serve", "train one", "test 10"], strict=True
    ):
        before, ours = (
            statistics.median(results["cpu"][name][arm]["seconds"])
            for arm in ("article", "ours")
        )
        row = next(r for r in page.splitlines() if r.startswith(f"| {line}"))
        factor = float(row.split("|")[-2])
        assert factor == pytest.approx(before / ours, abs=0.06 if factor < 10 else 0.6)


def test_the_readme_shows_the_table(results):
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = re.search(r"(?s)<!-- speed -->\n(.*)<!-- end of speed -->", readme)[1]
    assert shown == table(results)


def test_writing_the_same_numbers_again_changes_nothing(results, tmp_path, monkeypatch):
    before = (ROOT / "README.md").read_text("utf-8")
    (tmp_path / "README.md").write_text(
        before.replace("Medians of 5", "Medians of 4"), "utf-8"
    )
    monkeypatch.setattr(speed, "ROOT", tmp_path)
    monkeypatch.setattr(speed, "RESULTS", tmp_path)
    monkeypatch.setattr(speed, "FILE", tmp_path / "speed.json")
    speed.write(results)
    assert (tmp_path / "README.md").read_text("utf-8") == before
    for name in ("speed.json", "speed.md"):
        written = (tmp_path / name).read_bytes()
        assert written == (RESULTS / name).read_bytes()
    assert (tmp_path / "cost.png").read_bytes()[1:4] == b"PNG"


def test_growth_is_drawn(results):
    axes = draw_growth(results["growth"]).axes
    assert [len(ax.lines[0].get_xdata()) for ax in axes] == [
        len(results["growth"][name]) for name in ("pictures", "batch", "width")
    ]
    assert all(ax.get_xlabel() and ax.get_title() for ax in axes)
