"""All figures look alike, whatever the reader's own settings are."""

import matplotlib.pyplot as plt
import pytest

from helpers.style import FULL, NETWORKS, new_axes


@pytest.mark.parametrize("mine", [{}, {"font.size": 20, "figure.facecolor": "black"}])
def test_the_look_does_not_depend_on_the_readers_settings(mine):
    with plt.rc_context(mine):
        ax = new_axes()
    figure = ax.figure
    assert figure.get_facecolor() == (1, 1, 1, 1) and ax.title.get_fontsize() == 11
    assert tuple(figure.get_size_inches()) == (FULL, 3.2)
    assert not ax.spines["top"].get_visible()


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
