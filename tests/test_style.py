"""All figures look alike, whatever the reader's own settings are."""

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from helpers.plots import show_images
from helpers.style import FULL, NETWORKS, new_axes
from tests.conftest import ROOT


@pytest.mark.parametrize("mine", [{}, {"font.size": 20, "figure.facecolor": "black"}])
def test_the_look_does_not_depend_on_the_readers_settings(mine):
    with plt.rc_context(mine):
        ax = new_axes()
    figure = ax.figure
    assert figure.get_facecolor() == (1, 1, 1, 1) and ax.title.get_fontsize() == 11
    assert tuple(figure.get_size_inches()) == (FULL, 3.2)
    assert not ax.spines["top"].get_visible()


def test_pictures_stand_upright_whatever_the_reader_has_set():
    with plt.rc_context({"image.origin": "lower"}):
        assert new_axes().imshow([[1, 2], [3, 4]]).origin == "upper"
        assert show_images(np.zeros((2, 4, 4))).images[0].origin == "upper"


def test_several_come_row_by_row():
    axes = new_axes(2, 3, height=6, sharey=True)
    assert axes.shape == (6,)
    places = [ax.get_subplotspec().num1 for ax in axes]
    assert places == [*range(6)]


def test_no_two_networks_look_alike():
    """Neither in colour, nor without it."""
    colours = {look["color"] for look in NETWORKS.values()}
    grey = {(look["marker"], look["linestyle"]) for look in NETWORKS.values()}
    assert len(colours) == len(grey) == len(NETWORKS)


def test_figures_of_a_notebook_are_shown(tmp_path):
    """Also the second: the notebook's own backend is not undone."""
    code = "from helpers.style import new_axes\nnew_axes().plot([1, 2]);"
    cells = [nbformat.v4.new_code_cell(code) for _ in range(2)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=120, resources=where).execute()
    for cell in notebook.cells:
        assert ["image/png" in output.get("data", {}) for output in cell.outputs] == [
            True
        ]
