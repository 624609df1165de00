"""Pictures, curves, kernels and feature maps: each takes an ax and returns it.

Colours mean the same everywhere: pictures are grey; what a network computes diverges
about zero, blue above and red below; one amber accent marks what to look at.
Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from helpers.checks import plots as checks
from helpers.style import ACCENT, DIVERGING, FIRST, FULL, SECOND, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def _new_ax(width: float, height: float, ax: Axes | None) -> Axes:
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
    ax = _new_ax(size * columns, size * rows * step_y / step_x, ax)
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


def _mark_minus(ax: Axes, tiles: np.ndarray, limit: float) -> Axes:
    """Write a minus where a tile (H, W) of `ax` is below a third of `-limit`."""
    for drawn, tile in zip(ax.images[-len(tiles) :], tiles, strict=True):
        left, _, _, top = drawn.get_extent()
        down, right = np.nonzero(tile < -limit / 3)
        x = left + right
        ax.hlines(top + down + 0.5, x + 0.3, x + 0.7, color="white", linewidth=1.2)
    return ax


def _array(numbers) -> np.ndarray:
    """Return a tensor from anywhere, or an array, as an array that NumPy knows."""
    numbers = torch.as_tensor(numbers, device="cpu").detach()
    return np.asarray(numbers.float() if numbers.dtype == torch.bfloat16 else numbers)


def as_tiles(images, colour: bool = False) -> np.ndarray:
    """Return pictures (N, H, W) or (N, 1, H, W), or a list of them, as (N, H, W).

    With `colour`, (N, 3, H, W) become (N, H, W, 3).
    """
    if not torch.is_tensor(images) and not isinstance(images, np.ndarray):
        images = np.stack(
            [_array(p) if torch.is_tensor(p) else np.asarray(p) for p in images]
        )
    tiles = _array(images)
    if tiles.ndim == 4 and tiles.shape[1] == 1:
        tiles = tiles[:, 0]
    if colour and tiles.ndim == 4 and tiles.shape[1] == 3:
        tiles = np.moveaxis(tiles, 1, -1)
    checks.check_tiles(tiles, colour)
    return tiles


def show_images(
    images, titles: Sequence[str] | None = None, columns: int = 10, ax=None
) -> Axes:
    """Show pictures (N, H, W) or (N, 1, H, W) in grey, (N, 3, H, W) in colour.

    All share one scale, from black: 0..1 for floats that fit, 0..255 for uint8, else
    their range.
    """
    tiles = as_tiles(images, colour=True)
    low, high = (0, 255) if tiles.dtype == np.uint8 else (0, 1)
    if tiles.min() < low or tiles.max() > high:
        low, high = tiles.min(), tiles.max()
    if tiles.ndim == 4 and tiles.dtype != np.uint8:  # colours are in 0..1 by themselves
        tiles = (tiles - low) / (high - low)
    return mosaic(tiles, titles, columns, ax, cmap="gray", vmin=low, vmax=high)


def show_kernels(weight, titles: Sequence[str] | None = None, ax=None) -> Axes:
    """Show kernels (C_out, C_in, kH, kW): one row each output, one column each input.

    A layer with one input channel fills rows of ten. Blue weights are positive, red
    ones negative, white ones zero; all share one scale. What is below a third of it
    bears a minus, to be told apart without colour.
    """
    weight = _array(weight)
    checks.check_kernels(weight)
    columns = weight.shape[1] if weight.shape[1] > 1 else 10
    limit = float(np.abs(weight).max())
    tiles = weight.reshape(-1, *weight.shape[2:])
    ax = mosaic(tiles, titles, columns, ax, cmap=DIVERGING, vmin=-limit, vmax=limit)
    return _mark_minus(ax, tiles, limit)


def show_feature_maps(maps, titles=None, columns: int = 10, ax=None) -> Axes:
    """Show the feature maps (C, H, W) of one picture: blue above zero, red below.

    In maps that are no larger than 9 x 9 what is far below bears a minus.
    """
    tiles = as_tiles(maps)
    limit = float(np.abs(tiles).max())
    ax = mosaic(tiles, titles, columns, ax, cmap=DIVERGING, vmin=-limit, vmax=limit)
    return _mark_minus(ax, tiles, limit) if max(tiles.shape[1:]) <= 9 else ax


def show_grid(
    numbers, title: str = "", window=None, ax=None, picture: bool = False
) -> Axes:
    """Write a grid of numbers (H, W), coloured about zero; grey if it is a picture.

    `window` is (row, column, height, width): the cells to frame in the accent colour.
    """
    numbers = _array(numbers)
    checks.check_grid(numbers)
    height, width = numbers.shape
    ax = _new_ax(0.5 * width + 0.2, 0.5 * height + 0.5, ax)
    limit = max(float(np.abs(numbers).max()), 1)
    if picture:  # black would hide the digits: zero is a middle grey
        ax.imshow(numbers, cmap="gray", vmin=-1.5 * limit, vmax=limit)
    else:
        ax.imshow(numbers, cmap=DIVERGING, vmin=-2 * limit, vmax=2 * limit)
    for (row, column), number in np.ndenumerate(numbers):
        said = f"{number:.4g}".replace("-", "−")
        ax.text(column, row, said, ha="center", va="center", fontsize=10)
    ax.set_xticks(np.arange(-0.5, width), labels=[])
    ax.set_yticks(np.arange(-0.5, height), labels=[])
    ax.grid(color="#999999", linewidth=0.6)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    if window is not None:
        from matplotlib.patches import Rectangle

        row, column, rows, columns = window
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), columns, rows, fill=False,
                               edgecolor=ACCENT, linewidth=3, zorder=3,
                               clip_on=False))  # fmt: skip
    ax.set_title(title, fontsize=10, parse_math=False)
    return ax


def plot_history(history, ax=None) -> Axes:
    """Plot training and validation loss by epoch, and mark the best epoch.

    Says so if there is no epoch to plot.
    """
    ax = _new_ax(FULL, 3.2, ax)
    if not len(history.valid_loss):
        ax.text(0.5, 0.5, "no epoch was finished", ha="center", transform=ax.transAxes)
    epochs = range(1, len(history.valid_loss) + 1)
    ax.plot(epochs, history.train_loss, "--", color=SECOND, label="training")
    ax.plot(epochs, history.valid_loss, "-", color=FIRST, label="validation")
    if history.best_epoch:
        best = history.valid_loss[history.best_epoch - 1]
        ax.plot(history.best_epoch, best, "o", color=ACCENT,
                label=f"best: {best:.3f} after epoch {history.best_epoch}")  # fmt: skip
    ax.set(xlabel="epoch", ylabel="loss (nats per picture)")
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.legend(frameon=False, loc="upper right", ncols=3)
    return ax


def live_history(epochs: int):
    """Show axes for so many epochs in the notebook; return a function that fills them.

    The function takes a History, redraws in place, and prints a line for the last
    epoch. The axes hold still, up to ln 10 or to the highest loss if that is more.
    After the last epoch they end above the highest: so the curves can be told apart.
    """
    import matplotlib.pyplot as plt
    from IPython.display import display

    ax = _new_ax(FULL, 3.2, None)
    ax.set(xlabel="epoch", xlim=(0.5, max(epochs, 1) + 0.5), ylim=(0, 2.4))
    ax.text(0.5, 0.5, "epoch 1 is under way", ha="center", transform=ax.transAxes)
    handle = display(ax.figure, display_id=True)
    plt.close(ax.figure)  # or the notebook would show it a second time

    def redraw(history) -> None:
        top = max(*history.train_loss, *history.valid_loss)
        ax.clear()
        plot_history(history, ax=ax)
        room = (0.1, 1.2 * top) if len(history) == epochs else (2.4, 1.04 * top)
        ax.set(xlim=(0.5, max(epochs, 1) + 0.5), ylim=(0, max(room)))
        ax.set_title("the loss, epoch by epoch")
        if handle is not None:  # None outside a notebook
            handle.update(ax.figure)
        print(history.last_line())

    return redraw


def plot_confusion_matrix(matrix, names: Sequence[str], ax=None) -> Axes:
    """Draw counts (true class by row, predicted class by column); mistakes stand out.

    The colour scale ends at the largest mistake, so that the diagonal does not drown
    the rest. Shares in place of counts are rounded to hundredths.
    """
    counts = _array(matrix)
    checks.check_confusion(counts, names)
    ax = _new_ax(6.2, 5.6, ax)
    mistakes = counts - np.diag(np.diag(counts))
    top = mistakes.max() or 1
    form = "d" if counts.dtype.kind in "iu" else ".2f"
    ax.imshow(mistakes, cmap="Blues", vmin=0, vmax=top)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            dark = row != column and count > 0.6 * top
            ax.text(column, row, f"{count:{form}}", ha="center", va="center",
                    fontsize=8, color="white" if dark else "black",
                    weight="bold" if row == column else "normal")  # fmt: skip
    plain = {"parse_math": False}  # a $ in a name is a dollar
    ax.set_xticks(range(len(names)), labels=names, rotation=45, ha="right", **plain)
    ax.set_yticks(range(len(names)), labels=names, **plain)
    ax.set(xlabel="predicted", ylabel="true")
    return ax


def plot_reliability(kinds: dict, ax=None) -> Axes:
    """Plot how many answers are right against how sure they are, for each kind.

    `kinds` gives a `helpers.calibration.Reliability` for one name or two. A larger
    marker stands for more answers. What lies below the diagonal is too sure.
    """
    checks.check_kinds(kinds)
    ax = _new_ax(4, 3.8, ax)
    ax.plot([0, 1], [0, 1], color="black", linewidth=0.8, linestyle=":")
    looks = zip(("s--", "o-"), (SECOND, FIRST), strict=True)
    for (name, bins), (style, colour) in zip(kinds.items(), looks, strict=False):
        label = f"{name}: off by {bins.error:.1%}"
        full = bins.count > 0
        sure, right = bins.confidence[full], bins.accuracy[full]
        ax.plot(sure, right, style[1:], color=colour, linewidth=1)
        area = 25 + 150 * bins.count[full] / bins.count.sum()
        ax.scatter(sure, right, area, edgecolor=colour, facecolor="none",
                   marker=style[0], label=label)  # fmt: skip
    ax.set(xlabel="how sure (mean probability)", ylabel="share right")
    ax.set(xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
    ax.legend(frameon=False, loc="upper left", fontsize=9)
    return ax
