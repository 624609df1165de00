"""Grids that stand still: as HTML tables, and drawn with Matplotlib."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np

from helpers.plots import ACCENT, DIVERGING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBERS_UP_TO = 14  # cells a side; above that a grid is a picture without numbers


def number(value: float) -> str:
    """Write a number for a grid: three decimals at most, and a true minus sign."""
    return f"{round(float(value), 3) + 0.0:.6g}".replace("-", "\N{MINUS SIGN}")


def table(title: str, grid: np.ndarray) -> str:
    """Return one grid (H, W) as an HTML table, everything escaped."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{number(value)}</td>" for value in row) + "</tr>"
        for row in grid
    )
    return f"<table><caption>{html.escape(title)}</caption>{rows}</table>"


def table_or_words(title: str, grid: np.ndarray) -> str:
    """Return a grid (H, W) as a table, or in words if it has too many cells."""
    height, width = grid.shape
    if max(height, width) <= NUMBERS_UP_TO:
        return table(f"{title}, {height}×{width}", grid)
    low, high = number(grid.min()), number(grid.max())
    text = f"{title}: {height}×{width} numbers from {low} to {high}"
    return f"<p>{html.escape(text)}</p>"


def tables(title: str, grids: np.ndarray) -> str:
    """Return the channels of (C, H, W) as HTML, numbered if there are several."""
    several = len(grids) > 1
    titles = (f"{title} {i}" if several else title for i in range(1, len(grids) + 1))
    return "".join(map(table_or_words, titles, grids))


def draw(ax, grid: np.ndarray, title: str, window=None, grey=False) -> None:
    """Draw one grid (H, W) in grey or diverging about zero, small ones with numbers.

    `window` lists the cells to frame, as (row, column, height, width) of an outline.
    """
    from matplotlib.patches import Rectangle

    small = max(grid.shape) <= NUMBERS_UP_TO
    limit = max(float(np.abs(grid).max()), 1e-12) * (2 if small else 1)
    low, high = min(float(grid.min()), 0), float(grid.max())
    if small:
        low -= 1.5 * (high - low)  # pale, so that the numbers can be read
    scale = {"cmap": "gray", "vmin": low, "vmax": high or 1}
    if not grey:
        scale = {"cmap": DIVERGING, "vmin": -limit, "vmax": limit}
    ax.imshow(grid, **scale)
    height, width = grid.shape
    if small:
        for (row, column), value in np.ndenumerate(grid):
            ax.text(column, row, number(value), ha="center", va="center", fontsize=8)
        ax.set_xticks(np.arange(-0.5, width), labels=[])
        ax.set_yticks(np.arange(-0.5, height), labels=[])
        ax.grid(color="#999999", linewidth=0.5)
        ax.tick_params(length=0)
    else:
        ax.set(xticks=[], yticks=[])
    if window is not None:
        row, column, rows, columns = window
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), columns, rows, fill=False,
                               edgecolor=ACCENT, linewidth=2.5, zorder=3))  # fmt: skip
    ax.set_title(title, fontsize=9)


def new_figure(rows: int, columns: int) -> tuple[Figure, np.ndarray]:
    """Return a figure that a notebook shows once, and its axes (rows, columns)."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        rows, columns, figsize=(2.6 * columns, 2.7 * rows),
        squeeze=False, layout="constrained",
    )  # fmt: skip
    plt.close(figure)
    return figure, axes
