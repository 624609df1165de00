"""Neurons and networks as drawings, and what becomes of a moved picture (lesson 1).

Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from helpers.style import ACCENT, DIVERGING, FIRST, SECOND, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BELOW, PALE = "#a6325a", "#f2f2f2"


def signed(number: float) -> str:
    """Write a number with a true minus.

    >>> signed(-0.5)
    '−0.5'
    """
    return f"{number:.3g}".replace("-", "−")


def draw_neuron(inputs: Sequence[float], weights: Sequence[float], bias: float) -> Axes:
    """Draw one neuron: inputs to the left, a weight on every line, the sum, ReLU.

    `inputs` and `weights` are a few numbers each, in the same order.
    """
    inputs, weights = np.asarray(inputs, float), np.asarray(weights, float)
    products = inputs * weights
    total = float(products.sum() + bias)
    heights = np.linspace((len(inputs) - 1) / 2, -(len(inputs) - 1) / 2, len(inputs))
    ax = new_axes(height=0.8 * len(inputs) + 0.5)
    for x, w, y in zip(inputs, weights, heights, strict=True):
        colour = FIRST if w > 0 else BELOW
        ax.plot([0, 4], [y, 0], color=colour, linewidth=1 + abs(w) / 2, zorder=1)
        ax.text(1.35, y * 0.66, f"× {signed(w)} = {signed(x * w)}", ha="center",
                va="center", color=colour, bbox={"fc": "white", "ec": "none", "pad": 2},
                zorder=2)  # fmt: skip
        _circle(ax, 0, y, signed(x))
    first, *others = products
    added = "".join(f" {'−' if v < 0 else '+'} {abs(v):.3g}" for v in others)
    _circle(ax, 4, 0, signed(total), ACCENT, 0.42)
    ax.text(4.2, -0.6, f"the products: {signed(first)}{added}", ha="left", va="top")
    ax.text(4.2, -0.98, f"the bias: {signed(bias)}", ha="left", va="top")
    ax.annotate("", (7.0, 0), (4.45, 0), arrowprops={"arrowstyle": "->"})
    ax.text(5.72, 0.1, "below 0 becomes 0", ha="center", va="bottom")
    _circle(ax, 7.4, 0, signed(max(total, 0)), ACCENT, 0.42)
    for x, y, words in (
        (0, heights[0], "inputs"),
        (4, 0.1, "sum"),
        (7.4, 0.1, "output"),
    ):
        ax.text(x, y + 0.4, words, ha="center", va="bottom")
    ax.set(xlim=(-0.6, 8), ylim=(heights[-1] - 0.45, heights[0] + 0.75))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def draw_layers(layers: Mapping[str, int]) -> Axes:
    """Draw a network: a row of circles each layer, every one joined to every one below.

    `layers` gives a size for each caption, inputs first. Of more than ten circles
    six are drawn, and dots stand for the others.
    """
    ax = new_axes(height=0.9 * len(layers) + 0.2)
    above: list[tuple[float, float]] = []
    for row, (caption, size) in enumerate(layers.items()):
        y, gap = -2.0 * row, 3 if size > 10 else None
        places = np.linspace(-7.5, 7.5, 7 if size > 10 else size)
        shown = [(x, y) for i, x in enumerate(places) if i != gap]
        for spot in shown:
            for other in above:
                ax.plot(*zip(other, spot, strict=True), color=SECOND, linewidth=0.4,
                        zorder=1)  # fmt: skip
            _circle(ax, *spot, "", ACCENT if row else SECOND)
        if gap is not None:
            ax.text(places[gap], y, "· · ·", ha="center", va="center", fontsize=14)
        ax.text(-8.4, y, caption, ha="right", va="center")
        above = shown
    ax.set(xlim=(-12.5, 8), ylim=(-2.0 * (len(layers) - 1) - 0.6, 0.6))
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


def _sum_rows(count: int, squares: int) -> np.ndarray:
    """Return axes for rows of squares and a sum, a row each."""
    ratios = [1] * squares + [0.4]
    axes = new_axes(
        len(ratios), count, height=7.8 / squares * count, width_ratios=ratios
    )
    return axes.reshape(count, len(ratios))


def _show_sum(axes, drawn: Sequence[tuple], total: float) -> None:
    """Fill a row: tiles, each (title, numbers, how to draw them), and the sum."""
    *tiles, end = axes
    for ax, (title, tile, how) in zip(tiles, drawn, strict=True):
        ax.imshow(tile, **how)
        ax.set(title=title, xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color="#bbbbbb")
    said = f"+ bias\n= {total:.1f}".replace("-", "−")
    end.text(0, 0.5, said, va="center", fontsize=14, transform=end.transAxes)
    end.axis("off")


def _signs(weights: np.ndarray) -> dict:
    """Return how weights are drawn: blue above zero, red below."""
    limit = float(np.abs(weights).max())
    return {"cmap": DIVERGING, "vmin": -limit, "vmax": limit}


GREY = {"cmap": "gray", "vmin": 0, "vmax": 1}


def show_weighted_sums(
    images, weight, bias: float, captions: Sequence[str]
) -> np.ndarray:
    """Show pictures, one neuron's weights, and the products, a row each.

    images (N, 1, H, W), weight (H * W,), bias one number. Weights and products are blue
    above zero and red below, on one scale. The sum stands to the right.
    """
    images = torch.as_tensor(images, device="cpu").squeeze(1).numpy()
    weight = torch.as_tensor(weight, device="cpu").detach()
    weights = weight.view(images.shape[1:]).numpy()
    rows = _sum_rows(len(images), squares=3)
    for axes, image, caption in zip(rows, images, captions, strict=True):
        products = image * weights
        drawn = [
            (caption, image, GREY),
            (f"× the neuron's {weights.size} weights", weights, _signs(weights)),
            (f"= {weights.size} products", products, _signs(weights)),
        ]
        _show_sum(axes, drawn, products.sum() + bias)
    return rows.flatten()


def show_window_sums(
    images, kernel, bias: float, places: Sequence[tuple[int, int]], captions
) -> np.ndarray:
    """Show pictures, what lies in a window, a kernel's weights, the products, in rows.

    images (N, 1, H, W), kernel (K, K), bias one number; `places` holds the upper left
    pixel of each window, (row, column). The sum, with the bias, stands to the right.
    """
    from matplotlib.patches import Rectangle

    images = torch.as_tensor(images, device="cpu").squeeze(1).numpy()
    kernel = torch.as_tensor(kernel, device="cpu").detach().numpy()
    rows, size = _sum_rows(len(images), squares=4), len(kernel)
    for axes, image, (y, x), caption in zip(
        rows, images, places, captions, strict=True
    ):
        window = image[y : y + size, x : x + size]
        products = window * kernel
        drawn = [
            (caption, image, GREY),
            (f"{window.size} pixels", window, GREY),
            (f"× {kernel.size} weights", kernel, _signs(kernel)),
            (f"= {window.size} products", products, _signs(kernel)),
        ]
        _show_sum(axes, drawn, products.sum() + bias)
        frame = Rectangle((x - 0.5, y - 0.5), size, size, fill=False)
        frame.set(edgecolor=ACCENT, linewidth=2.5)
        axes[0].add_patch(frame)
    return rows.flatten()


def _circle(ax, x, y, text, colour=SECOND, radius=0.33) -> None:
    """Draw a circle with a number in it."""
    from matplotlib.patches import Circle

    ax.add_patch(Circle((x, y), radius, fc=PALE, ec=colour, linewidth=1.8, zorder=3))
    ax.text(x, y, text, ha="center", va="center", zorder=4)
