"""What has no module of its own: figures, names that are HTML, repeated cells."""

import io
import warnings

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient

from helpers import plots
from helpers.training import History
from helpers.widgets import ConvolutionWidget
from tests.conftest import ROOT

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


def test_a_cell_that_draws_run_25_times_warns_of_nothing():
    first = "import warnings, torch\nwarnings.simplefilter('error')"
    first += "\nwarnings.simplefilter('ignore', DeprecationWarning)"  # of old versions
    first += "\nfrom helpers import plots"
    draw = "plots.show_images(torch.rand(1, 4, 4));"
    last = "import matplotlib.pyplot as plt\nplt.get_fignums()"
    notebook = nbformat.v4.new_notebook()
    cells = [first, *[draw] * 25, last]
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    where = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, resources=where).execute()
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "[]"


def test_live_curves_run_25_times_leave_no_figure_open():
    for _ in range(25):
        plots.live_history(1)(History([1.0], [1.0], [0.5], [1.0]))
    assert plt.get_fignums() == []
