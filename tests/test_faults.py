"""What has no module of its own: figures, names that are HTML, repeated cells."""

import io
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch

from helpers import plots
from helpers.training import History
from helpers.widgets import ConvolutionWidget

EVIL = [
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    "a$b$c",
    r"$\frac{$",
    "100% {x} \\n",
]


def drawn(ax):
    """Return a figure as SVG, every text in it as text."""
    with plt.rc_context({"svg.fonttype": "none"}), warnings.catch_warnings():
        warnings.simplefilter("error")
        buffer = io.StringIO()
        ax.figure.savefig(buffer, format="svg")
    return buffer.getvalue()


@pytest.mark.parametrize("text", EVIL)
def test_names_are_text_in_figures(text):
    picture = torch.rand(1, 4, 4)
    matrix = np.eye(2, dtype=int)
    for draw, *what in (
        (plots.show_images, picture, [text]),
        (plots.show_feature_maps, picture, [text]),
        (plots.show_grid, picture[0], text),
        (plots.plot_confusion_matrix, matrix, [text, "other"]),
    ):
        svg = drawn(draw(*what, ax=plt.subplots(figsize=(8, 6))[1]))
        assert "<img" not in svg and "<script" not in svg
        assert text.replace("<", "&lt;").replace(">", "&gt;") in svg


@pytest.mark.parametrize("text", EVIL)
def test_names_are_text_in_widgets(text):
    widget = ConvolutionWidget(inputs={text: [[1, 2, 3]] * 3}, kernels={text: [[1]]})
    page = widget._html()
    assert page.count("<script") == 1 and "<img" not in page
    assert text in widget.inputs and text in widget.kernels


def test_a_history_without_epochs_says_so():
    ax = plots.plot_history(History())
    assert [text.get_text() for text in ax.texts] == ["no epoch was finished"]
    assert "no epoch was finished" in drawn(ax)
    some = plots.plot_history(History([1.0], [1.0], [0.5], [1.0]))
    assert not some.texts


def test_live_curves_run_25_times_leave_no_figure_open():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(25):
            plots.live_history()(History([1.0], [1.0], [0.5], [1.0]))
    assert plt.get_fignums() == []
