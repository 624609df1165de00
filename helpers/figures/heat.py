"""Where a picture speaks for an answer, and where against it (why_this_answer)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.checks import plots as checks
from helpers.plots import as_tiles, mosaic
from helpers.style import DIVERGING

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def show_heat(
    images, heat, step: int = 1, titles: Sequence[str] | None = None,
    columns: int = 10, ax=None,
) -> Axes:  # fmt: skip
    """Show a heat map (N, h, w) over each picture, which is drawn dark on white.

    Pictures are (N, H, W), (N, 1, H, W) or, in colour, (N, 3, H, W).

    A cell is `step` pixels wide, and the middle of the map lies over the middle of the
    picture. Blue is above zero; red is below, and hatched, to be told apart without
    colour. Each map has a scale of its own, up to its largest number.
    """
    images, heat = as_tiles(images, colour=True).astype(float), as_tiles(heat)
    images = images.mean(axis=-1) if images.ndim == 4 else images
    checks.check_heat(images, heat, step)
    _, height, width = images.shape
    cells = heat.repeat(step, axis=1).repeat(step, axis=2)
    top, left = (height - cells.shape[1]) // 2, (width - cells.shape[2]) // 2
    rims = [(0, 0), (top, top), (left, left)]
    cells = np.pad(cells, rims, constant_values=np.nan)
    limits = np.abs(heat).max(axis=(1, 2), keepdims=True)
    cells = cells / np.where(limits > 0, limits, 1)
    alone = ax is None
    ax = mosaic(cells, titles, columns, ax, cmap=DIVERGING, vmin=-1, vmax=1)
    if alone:  # room for the bar
        ax.figure.set_size_inches(ax.figure.get_size_inches() + [1.1, 0])
    bar = ax.figure.colorbar(ax.images[0], ax=ax, ticks=[-1, 0, 1], shrink=0.7)
    bar.ax.set_yticklabels(["against", "nothing", "for"])
    bar.ax.set_ylim(-1 if heat.min() < 0 else 0, 1)
    for picture, tile, drawn in zip(images, cells, [*ax.images], strict=True):
        extent = left, _, _, top = drawn.get_extent()
        low, high = picture.min(), max(picture.max(), picture.min() + 1e-6)
        ax.imshow(picture, "gray_r", vmin=low, vmax=2 * high - low, extent=extent,
                  zorder=-1)  # fmt: skip
        drawn.set_alpha(np.nan_to_num(np.abs(tile)))
        x, y = left + 0.5 + np.arange(width), top + 0.5 + np.arange(height)
        if picture.max() > picture.min():
            level = picture.min() + (picture.max() - picture.min()) / 4
            ax.contour(x, y, picture, [level], colors="black", linewidths=1)
        if np.nanmin(tile) < -1 / 3:
            ax.contourf(x, y, tile, [-1, -1 / 3], colors="none", hatches=["/////"])
    return ax
