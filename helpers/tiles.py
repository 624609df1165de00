"""Pictures, kernels and maps as tiles, side by side on one ax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from helpers.checks import plots as checks
from helpers.style import DIVERGING, FULL, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def new_ax(width: float, height: float, ax: Axes | None) -> Axes:
    """Return the ax given, or one in a new figure of this size in inches."""
    return new_axes(width=width, height=height) if ax is None else ax


def mosaic(
    tiles: np.ndarray, titles: Sequence[str] | None, columns: int, ax, **how
) -> Axes:
    """Draw tiles (N, H, W) side by side on one ax, each with a title above it.

    Tiles in colour are (N, H, W, 3).
    """
    from matplotlib.patches import Rectangle

    count, height, width = tiles.shape[:3]
    checks.check_titles(count, titles)
    columns = min(columns, count)
    rows = -(-count // columns)
    gap = 0.12 * width
    title_room = (0.34 if titles is not None else 0.12) * height
    step_x, step_y = width + gap, height + title_room
    size = min(1.35, FULL / columns)  # inches a tile: no row is wider than a page
    ax = new_ax(size * columns, size * rows * step_y / step_x, ax)
    for i, tile in enumerate(tiles):
        left, top = (i % columns) * step_x, (i // columns) * step_y
        ax.imshow(tile, extent=(left, left + width, top + height, top), **how)
        if how["cmap"] == DIVERGING:  # zero is white, as the page is
            ax.add_patch(Rectangle((left, top), width, height, fill=False,
                                   edgecolor="#bbbbbb", linewidth=0.6))  # fmt: skip
        if titles is not None:
            ax.text(left + width / 2, top - 0.07 * height, titles[i], ha="center",
                    va="bottom", fontsize=9, parse_math=False)  # fmt: skip
    ax.set(xlim=(-gap / 2, columns * step_x - gap / 2))
    top = gap / 2 if titles is None else title_room
    ax.set(ylim=(rows * step_y - title_room + gap / 2, -top))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def mark_minus(ax: Axes, tiles: np.ndarray, limit: float) -> Axes:
    """Write a minus where a tile (H, W) of `ax` is below a third of `-limit`."""
    for drawn, tile in zip(ax.images[-len(tiles) :], tiles, strict=True):
        left, _, _, top = drawn.get_extent()
        down, right = np.nonzero(tile < -limit / 3)
        x = left + right
        ax.hlines(top + down + 0.5, x + 0.3, x + 0.7, color="white", linewidth=1.2)
    return ax


def as_array(numbers) -> np.ndarray:
    """Return a tensor from anywhere, or an array, as an array that NumPy knows."""
    numbers = torch.as_tensor(numbers, device="cpu").detach()
    return np.asarray(numbers.float() if numbers.dtype == torch.bfloat16 else numbers)


def as_tiles(images, colour: bool = False) -> np.ndarray:
    """Return pictures (N, H, W) or (N, 1, H, W), or a list of them, as (N, H, W).

    With `colour`, (N, 3, H, W) become (N, H, W, 3).
    """
    if not torch.is_tensor(images) and not isinstance(images, np.ndarray):
        images = np.stack(
            [as_array(p) if torch.is_tensor(p) else np.asarray(p) for p in images]
        )
    tiles = as_array(images)
    if tiles.ndim == 4 and tiles.shape[1] == 1:
        tiles = tiles[:, 0]
    if colour and tiles.ndim == 4 and tiles.shape[1] == 3:
        tiles = np.moveaxis(tiles, 1, -1)
    checks.check_tiles(tiles, colour)
    return tiles
