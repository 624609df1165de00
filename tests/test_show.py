"""Answers beside pictures, stages, odd pictures, and a Python that starts afresh."""

import matplotlib.pyplot as plt
import pytest
import torch

from helpers.figures.answers import odd_pictures, show_answer, show_answers, show_stages
from helpers.figures.measured import (
    IDEAS,
    ideas,
    plot_ideas,
    plot_ladder,
    plot_pretrained,
    plot_transfer,
)
from helpers.fresh_python import run_fresh
from helpers.images import preparation_stages, prepare_image
from helpers.models import FashionCNN, SmallCNN
from helpers.results import load
from helpers.toy_photographs import on_green_cloth, t_shirt


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_odd_pictures_are_pictures_of_ours():
    odd = odd_pictures()
    assert len(odd) == 6
    for picture in odd.values():
        assert picture.shape == (28, 28) and picture.dtype == torch.float32
        assert 0 <= picture.min() < 0.1 and 0.9 < picture.max() <= 1


def test_an_answer_has_a_bar_for_each_class_by_name():
    show_answer((torch.rand(3, 16, 16), 1), SmallCNN(["cup", "pot"], 3, 16))
    left, right = plt.gcf().axes
    assert [tick.get_text() for tick in right.get_yticklabels()] == ["cup", "pot"]
    assert sum(bar.get_width() for bar in right.patches) == pytest.approx(1, abs=1e-5)
    assert right.get_title() == "the 2 probabilities"


def test_answers_stand_above_their_pictures():
    torch.manual_seed(0)
    show_answers(odd_pictures(), FashionCNN(), columns=2)
    texts = [text.get_text() for text in plt.gca().texts]
    assert [text.split(":")[0] for text in texts] == list(odd_pictures())
    assert all(text.endswith("%") for text in texts)


def test_every_stage_is_shown():
    photograph = on_green_cloth(t_shirt())
    show_stages(photograph)
    assert len(plt.gcf().axes) == len(preparation_stages(photograph))
    assert plt.gcf().axes[-1].get_xlabel() == "28 × 28"


def test_the_photograph_shows_the_drawing():
    drawn, taken = prepare_image(t_shirt()) > 0.5, prepare_image(
        on_green_cloth(t_shirt())
    ) > 0.5  # fmt: skip
    assert (drawn & taken).sum() > 0.85 * (drawn | taken).sum()


def test_a_fresh_python_knows_helpers_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_fresh("import helpers.table; print(helpers.table.Table({'a': 1}))")
    assert run_fresh("import os; print(os.getcwd())") == str(tmp_path.resolve())
    assert run_fresh("print(tmp_path)").startswith("NameError: name 'tmp_path'")


def test_figures_of_results():
    claims = load("claims")["claims"]
    assert list(ideas(claims)) == list(IDEAS)
    assert len(plot_ideas(claims).get_yticklabels()) == len(IDEAS)
    rows = load("ladder")["rows"]
    assert len(plot_ladder(rows).get_yticklabels()) == len(rows)
    few, many = plot_transfer(load("transfer")["accuracy"])
    assert (few.get_title(), many.get_title()) == ("100 steps", "600 steps")
    shown = load("pretrained")["rows"]
    dots = [d for line in plot_pretrained(shown).lines for d in line.get_ydata()
            if line.get_linestyle() == "None"]  # fmt: skip
    ways = {text.get_text().split(" (")[0] for text in plt.gca().get_legend().texts}
    small = {r["pictures"]: sum(r["accuracy"]) / len(r["accuracy"])
             for r in shown if r["way"] == "small"}  # fmt: skip
    asked = [100 * (a - small[r["pictures"]])
             for r in shown if r["way"] in ways for a in r["accuracy"]]  # fmt: skip
    assert sorted(dots) == pytest.approx(sorted(asked)) and len(ways) == 8
