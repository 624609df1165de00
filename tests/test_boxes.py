"""Boxes stand in order, on one scale."""

import matplotlib.pyplot as plt
import torch

from helpers.figures.boxes import show_boxes


def test_boxes():
    values = {"a": torch.linspace(-1, 1, 101), "b": torch.zeros(5), "c": torch.ones(1)}
    ax = show_boxes(values, "correlation", first=1)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", "b", "c"]
    assert ax.get_xlim() == (-1, 1) and ax.yaxis_inverted()
    blue, grey, _ = (patch.get_facecolor() for patch in ax.patches)
    assert blue != grey and len(ax.patches) == 3
    corners = ax.patches[0].get_path().vertices[:, 0]
    assert round(corners.min(), 2) == -0.5 and round(corners.max(), 2) == 0.5
    plt.close("all")
