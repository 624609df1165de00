"""The ball that walks down a loss, from Python: its steps are those of torch's SGD."""

import json
import re

import numpy as np
import pytest
import torch

from helpers.widgets import DescentWidget

HILLS = {"curve": (5, 0.3, -3, 0, 1), "span": (-2.2, 2.2), "most": 0.2}
CASES = [
    {},
    {"lr": 0.125},
    {"lr": 0.26, "start": 2.5, "steps": 40},
    {"lr": 0.03, "start": -1.9, "steps": 25, **HILLS},
    {"lr": 0.2, "start": 2.2, "steps": 5, **HILLS},
    {"curve": (1, 2), "lr": 0.1},
]


def descended(widget):
    """Return what torch's SGD does on the same curve: every w and its loss."""
    w = torch.tensor(widget.start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=widget.lr)
    path, losses = [], []
    for _ in range(widget.steps + 1):
        loss = sum(c * w**i for i, c in enumerate(widget.curve))
        path.append(w.item())
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return path, losses


@pytest.mark.parametrize("settings", CASES)
def test_steps_are_those_of_sgd(settings):
    widget = DescentWidget(**settings)
    path, losses = descended(widget)
    np.testing.assert_allclose(widget.path, path, rtol=1e-9)
    np.testing.assert_allclose(widget.losses, losses, rtol=1e-6, atol=1e-9)


def test_what_the_learner_does_is_heard():
    widget, seen = DescentWidget(), []
    widget.observe(lambda change: seen.append(change.new), "lr")
    widget.set_state({"lr": 0.125, "step": 1})  # as the page sends it
    assert seen == [0.125] and widget.path[1] == 3
    widget.steps = 4
    widget.step = 4
    widget.steps = 2
    assert widget.step == 2 and len(widget.path) == len(widget.losses) == 3


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"lr": 0}, "lr must be above 0 and at most 0.3, not 0"),
        ({"lr": 0.4}, "lr must be above 0 and at most 0.3, not 0.4"),
        ({"start": 9}, "start must lie in span, not at 9"),
        ({"span": (2, 2)}, "span must be two numbers"),
        ({"span": (2,)}, "span must be two numbers"),
        ({"curve": (1,)}, "curve must hold 2 to 9 numbers"),
        ({"curve": range(10)}, "curve must hold 2 to 9 numbers"),
        ({"steps": 41}, "steps must be from 1 to 40"),
        ({"steps": 0}, "steps must be a whole number from 1 up"),
        ({"step": 11}, "step must be from 0 to 10, not 11"),
        ({"curve": (1, float("nan"))}, "all numbers must be finite"),
    ],
)
def test_refuses_what_cannot_be_drawn(settings, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        DescentWidget(**settings)


def test_a_refused_rate_changes_nothing():
    widget = DescentWidget(lr=0.1)
    with pytest.raises(ValueError, match="at most"):
        widget.lr = 7
    assert widget.lr == 0.1


def test_overflow_is_shown_as_such():
    widget = DescentWidget(start=2.2, lr=0.2, steps=20, **HILLS)
    assert not np.isfinite(widget.path[-1])
    assert "<td>?</td>" in widget._tables(), "NaN, and no error"


def test_the_saved_page_and_its_still_table():
    widget = DescentWidget(lr=0.125, step=1, hide=True)
    page = widget._html()
    state = json.loads(re.search(r"const state = (\{.*\});\n", page)[1])
    assert state["lr"] == 0.125 and state["curve"] == [36, -24, 4]
    still = page.split("<style>")[0]
    assert still.count("<tr>") == 3, "what is hidden does not stand there either"
    assert "<td>1</td><td>3</td><td>0</td>" in still
    assert page == DescentWidget(lr=0.125, step=1, hide=True)._html()
    assert repr(widget) == "DescentWidget(lr=0.125)"
    assert len((widget._esm + widget._css).encode()) <= 60_000


@pytest.mark.parametrize("hide", [False, True])
def test_the_figure_is_the_static_twin(hide):
    figure = DescentWidget(lr=0.1, step=3, hide=hide).figure()
    valley, by_step = figure.axes
    path = valley.lines[1].get_xydata()
    known = 4 if hide else 11
    np.testing.assert_allclose(path[:, 0], DescentWidget(lr=0.1).path[:known])
    np.testing.assert_allclose(by_step.lines[0].get_ydata(), path[:, 1])
    assert valley.get_ylim() == by_step.get_ylim()
