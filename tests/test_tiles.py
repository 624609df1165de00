"""Tiles: a rim around what may be white, a minus where red may not be told."""

import pytest
import torch

from helpers import plots
from helpers.figures.heat import show_heat


@pytest.mark.parametrize(("size", "marked"), [(9, True), (10, False)])
def test_small_maps_bear_a_minus_where_they_are_far_below_zero(size, marked):
    maps = torch.zeros(2, size, size)
    maps[0, 2, 3], maps[1, 4, 1], maps[1, 0, 0] = -0.5, -1, -0.3
    ax = plots.show_feature_maps(maps)
    places = []
    for drawn, marks in zip(ax.images, ax.collections, strict=marked):
        left, _, _, top = drawn.get_extent()
        middles = [s.mean(axis=0) - (left, top) - 0.5 for s in marks.get_segments()]
        places.append([tuple(round(float(m)) for m in middle) for middle in middles])
    assert places == ([[(3, 2)], [(1, 4)]] if marked else [])


def test_what_is_white_on_a_white_page_has_a_rim():
    for show, tiles in ((plots.show_feature_maps, torch.zeros(3, 4, 5)),
                        (plots.show_kernels, torch.zeros(3, 1, 4, 5))):  # fmt: skip
        ax = show(tiles)
        rims = [rim.get_bbox().bounds for rim in ax.patches]
        extents = [drawn.get_extent() for drawn in ax.images]
        assert rims == [(a, d, b - a, c - d) for a, b, c, d in extents]
    assert not plots.show_images(torch.zeros(3, 4, 5)).patches


def test_the_bar_of_heat_ends_where_nothing_speaks_against():
    pictures, heat = torch.rand(2, 28, 28), torch.rand(2, 8, 8)
    for shift, ends in ((0, (0, 1)), (0.5, (-1, 1))):
        ax = show_heat(pictures, heat - shift)
        _, bar = ax.figure.axes
        assert bar.get_ylim() == ends
