"""A chain of numbers, forward and back: what a loss is made of, and its derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.style import ACCENT, FIRST, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, REACH = 3.0, 0.62  # from one number to the next, and from a number to its arrow


def show_chain(
    names: Sequence[str],
    values: Sequence[float],
    slopes: Sequence[float | None],
    weights: Sequence[str],
    ax: Axes | None = None,
) -> Axes:
    """Draw numbers in a row: values above, derivatives of the loss below.

    `slopes` holds the derivative of the last number by each; None leaves it out.
    `weights` says what stands between two numbers, a text for each gap.
    """
    ax = new_axes(height=2.9) if ax is None else ax
    for i, (name, value, slope) in enumerate(zip(names, values, slopes, strict=True)):
        x = WIDE * i
        ax.text(x, 1.02, name, ha="center", fontsize=11)
        ax.text(x, 0.5, f"{value:g}", ha="center", va="center", fontsize=17,
                color="white", bbox={"boxstyle": "circle", "color": FIRST})  # fmt: skip
        if slope is not None:
            ax.text(x, -0.5, f"{slope:g}", ha="center", va="center", fontsize=15,
                    bbox={"boxstyle": "round", "fc": "white", "ec": ACCENT,
                          "linewidth": 2})  # fmt: skip
    for i, text in enumerate(weights):
        left, right = WIDE * i + REACH, WIDE * (i + 1) - REACH
        forward = {"arrowstyle": "->", "color": FIRST, "lw": 2}
        ax.annotate("", (right, 0.5), (left, 0.5), arrowprops=forward)
        if slopes[i] is not None:
            back = {"arrowstyle": "->", "color": ACCENT, "lw": 2, "linestyle": "--"}
            ax.annotate("", (left, -0.5), (right, -0.5), arrowprops=back)
        ax.text((left + right) / 2, 0, text, ha="center", va="center", fontsize=10)
    ax.text(-1.1, 0.5, "forward", ha="right", va="center", color=FIRST)
    ax.text(-1.1, -0.5, "back", ha="right", va="center", color="#9a5e00")
    ax.set(xlim=(-2.4, WIDE * (len(names) - 1) + 0.8), ylim=(-0.95, 1.3))
    ax.axis("off")
    return ax
