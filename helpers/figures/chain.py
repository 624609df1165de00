"""A chain of numbers, forward and back: what a loss is made of, and its derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from helpers.style import ACCENT, FIRST, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, REACH = 3.0, 0.62  # from one number to the next, and from a number to its arrow
BACK = "#9a5e00"  # the accent colour, dark enough for letters


def show_chain(
    names: Sequence[str],
    values: Sequence[float],
    slopes: Sequence[float | None],
    gaps: Sequence[tuple[str, str, str]],
    ax: Axes | None = None,
) -> Axes:
    """Draw numbers in a row: values above, derivatives of the last one below.

    `slopes` holds the derivative of the last number by each; None leaves it out. Each
    of `gaps` says, between two numbers: what is done forward, the factor on the way
    back, and the derivatives by the weights that stand there.
    """
    ax = new_axes(height=3.3) if ax is None else ax
    for i, (name, value, slope) in enumerate(zip(names, values, slopes, strict=True)):
        x = WIDE * i
        ax.text(x, 1.02, name, ha="center", fontsize=11)
        ax.text(x, 0.5, f"{value:g}", ha="center", va="center", fontsize=17,
                color="white", bbox={"boxstyle": "circle", "color": FIRST})  # fmt: skip
        if slope is not None:
            box = {"boxstyle": "round", "fc": "white", "ec": ACCENT, "linewidth": 2}
            ax.text(x, -0.5, f"{slope:g}", ha="center", va="center", fontsize=15,
                    bbox=box)  # fmt: skip
    for i, (ahead, factor, weights) in enumerate(gaps):
        left, right = WIDE * i + REACH, WIDE * (i + 1) - REACH
        middle = (left + right) / 2
        forward = {"arrowstyle": "->", "color": FIRST, "lw": 2}
        ax.annotate("", (right, 0.5), (left, 0.5), arrowprops=forward)
        ax.text(middle, 0.6, ahead, ha="center", color=FIRST)
        if slopes[i] is not None:
            back = {"arrowstyle": "->", "color": ACCENT, "lw": 2, "linestyle": "--"}
            ax.annotate("", (left, -0.5), (right, -0.5), arrowprops=back)
            ax.text(middle, -0.4, factor, ha="center", color=BACK)
        ax.text(middle, -0.9, weights, ha="center", va="top", fontsize=11,
                weight="bold")  # fmt: skip
    ax.text(-1.1, 0.5, "forward", ha="right", va="center", color=FIRST)
    ax.text(-1.1, -0.5, "back", ha="right", va="center", color=BACK)
    ax.text(-1.1, -0.9, "to the weights", ha="right", va="top")
    ax.set(xlim=(-3.3, WIDE * (len(names) - 1) + 0.8), ylim=(-1.6, 1.3))
    ax.axis("off")
    return ax
