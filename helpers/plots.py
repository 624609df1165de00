"""Pictures, curves, kernels and feature maps: each takes an ax and returns it.

Colours mean the same everywhere: pictures are grey; what a network computes diverges
about zero, blue above and red below; one amber accent marks what to look at.
Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.checks import plots as checks
from helpers.style import ACCENT, DIVERGING, FIRST, FULL, SECOND
from helpers.tiles import as_array, as_tiles, mark_minus, mosaic, new_ax

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    weight = as_array(weight)
    checks.check_kernels(weight)
    columns = weight.shape[1] if weight.shape[1] > 1 else 10
    limit = float(np.abs(weight).max())
    tiles = weight.reshape(-1, *weight.shape[2:])
    ax = mosaic(tiles, titles, columns, ax, cmap=DIVERGING, vmin=-limit, vmax=limit)
    return mark_minus(ax, tiles, limit)


def show_feature_maps(maps, titles=None, columns: int = 10, ax=None) -> Axes:
    """Show the feature maps (C, H, W) of one picture: blue above zero, red below.

    In maps that are no larger than 9 x 9 what is far below bears a minus.
    """
    tiles = as_tiles(maps)
    limit = float(np.abs(tiles).max())
    ax = mosaic(tiles, titles, columns, ax, cmap=DIVERGING, vmin=-limit, vmax=limit)
    return mark_minus(ax, tiles, limit) if max(tiles.shape[1:]) <= 9 else ax


def show_grid(
    numbers, title: str = "", window=None, ax=None, picture: bool = False
) -> Axes:
    """Write a grid of numbers (H, W), coloured about zero; grey if it is a picture.

    `window` is (row, column, height, width): the cells to frame in the accent colour.
    """
    numbers = as_array(numbers)
    checks.check_grid(numbers)
    height, width = numbers.shape
    ax = new_ax(0.5 * width + 0.2, 0.5 * height + 0.5, ax)
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


def plot_history(history, ax=None) -> Axes:
    """Plot training and validation loss by epoch, and mark the best epoch.

    Says so if there is no epoch to plot.
    """
    ax = new_ax(FULL, 3.2, ax)
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
    epoch. The axes hold still: up to ln 10, or to the highest loss if that is more.
    """
    import matplotlib.pyplot as plt
    from IPython.display import display

    ax = new_ax(FULL, 3.2, None)
    ax.set(xlabel="epoch", xlim=(0.5, max(epochs, 1) + 0.5), ylim=(0, 2.4))
    ax.text(0.5, 0.5, "epoch 1 is under way", ha="center", transform=ax.transAxes)
    handle = display(ax.figure, display_id=True)
    plt.close(ax.figure)  # or the notebook would show it a second time

    def redraw(history) -> None:
        top = max(*history.train_loss, *history.valid_loss)
        ax.clear()
        plot_history(history, ax=ax)
        ax.set(xlim=(0.5, max(epochs, 1) + 0.5), ylim=(0, max(2.4, 1.04 * top)))
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
    counts = as_array(matrix)
    checks.check_confusion(counts, names)
    ax = new_ax(6.2, 5.6, ax)
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
    ax = new_ax(4, 3.8, ax)
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
