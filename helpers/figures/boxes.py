"""Many numbers a name, as boxes on one scale."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.style import ACCENT, FIRST, SECOND, new_axes


def show_boxes(values: Mapping[str, object], xlabel: str, first: int = 0):
    """Draw a box for each name: its line the median, its ends the quarters.

    Each value is a tensor of one dimension of correlations, in -1..1. The whiskers
    reach from the lowest to the highest twentieth. The first `first` boxes are filled
    in blue, the others in grey. Returns the Axes.
    """
    ax = new_axes(height=0.9 + 0.3 * len(values))
    drawn = ax.boxplot(
        [numbers.tolist() for numbers in values.values()], orientation="horizontal",
        tick_labels=[*values], whis=(5, 95), showfliers=False, patch_artist=True,
        medianprops={"color": ACCENT, "linewidth": 2.5},
    )  # fmt: skip
    for place, box in enumerate(drawn["boxes"]):
        box.set(facecolor=FIRST if place < first else SECOND, alpha=0.6)
    ax.axvline(0, color="black", linewidth=0.8)
    ax.set(xlim=(-1, 1), xlabel=xlabel)
    ax.invert_yaxis()
    return ax
