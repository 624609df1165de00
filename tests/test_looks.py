"""What figures look like, as somebody approved it by eye.

`tests/looks.txt` describes one figure of each function in words and numbers: sizes,
colours, places, texts. After a change that you have looked at and like,
`python -m tests.test_looks` writes it anew; its difference shows what has changed.
"""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from helpers import plots
from helpers.calibration import reliability
from helpers.figures.heat import show_heat
from helpers.training import History
from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget

LOOKS = Path(__file__).with_name("looks.txt")
RAMP = torch.arange(48.0).view(3, 4, 4) / 48
SQUARE = torch.zeros(28, 28)
SQUARE[8:20, 6:16] = 0.8
HISTORY = History([2.0, 1.0, 0.5], [1.9, 1.2, 1.4], [0.1, 0.5, 0.6], [1, 1, 1])
SURE = torch.tensor([0.9, 0.9, 0.9, 0.6])
BINS = reliability(torch.stack([SURE, 1 - SURE], 1), torch.tensor([0, 0, 1, 0]), 5)
FIGURES = {
    "show_images": lambda: plots.show_images(RAMP, ["one", "$two", "three"], columns=2),
    "show_images, no titles": lambda: plots.show_images(RAMP),
    "show_kernels": lambda: plots.show_kernels(RAMP.view(3, 1, 4, 4) - 0.5),
    "show_kernels, two inputs": lambda: plots.show_kernels(RAMP[None, :2]),
    "show_feature_maps": lambda: plots.show_feature_maps(RAMP - 0.2, columns=3),
    "show_grid": lambda: plots.show_grid([[1, -2.5], [12, 0]], "a $", (0, 1, 2, 1)),
    "show_grid, a picture": lambda: plots.show_grid([[1, 9, 0]], picture=True),
    "show_heat": lambda: show_heat(SQUARE[None], RAMP[:1] - 0.2, 3, ["a"]),
    "plot_history": lambda: plots.plot_history(HISTORY),
    "plot_history, nothing": lambda: plots.plot_history(History()),
    "plot_confusion_matrix": lambda: plots.plot_confusion_matrix(
        np.array([[90, 10, 0], [5, 80, 15], [0, 9, 100]]), ["a", "b", "$c"]
    ),
    "plot_reliability": lambda: plots.plot_reliability({"raw": BINS, "mended": BINS}),
    "ConvolutionWidget": lambda: ConvolutionWidget(
        [[1, 2, 0], [0, 5, 3]], [[1, -1], [0, 2]], 0.5, stride=2, padding=1
    ).figure(3),
    "ConvolutionWidget, two inputs": lambda: ConvolutionWidget(
        np.arange(18).reshape(2, 3, 3) - 4, np.eye(2)[[[0, 1], [1, 0]]], step=2
    ).figure(),
    "ConvolutionWidget, a picture": lambda: ConvolutionWidget(SQUARE).figure(40),
    "MaxPoolingWidget": lambda: MaxPoolingWidget(
        [[1, 2, 0], [0, 5, 3], [9, 0, 4]], 2, 1, padding=1
    ).figure(6),
    "MaxPoolingWidget, below zero": lambda: MaxPoolingWidget(
        [[-1, 2], [3, -4]], 2
    ).figure(),
    "ConvolutionWidget, tables": lambda: ConvolutionWidget(
        [[1, 2], [3, 4]], [[1, 1], [0, 1]], 0.5
    )._tables(),
    "ConvolutionWidget, tables of many": lambda: ConvolutionWidget(
        np.arange(18).reshape(2, 3, 3), np.eye(2)[[[[0, 1], [1, 0]]] * 2], step=3
    )._tables(),
    "MaxPoolingWidget, tables": lambda: MaxPoolingWidget(RAMP[:, :3] * 48)._tables(),
    "SketchWidget, tables": lambda: SketchWidget()._tables(),
}  # fmt: skip


def numbers(values) -> str:
    """Write numbers with at most three decimals, whatever holds them."""
    flat = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan).ravel()
    return " ".join(f"{number + 0.0:.6g}" for number in np.round(flat, 3))


def style(drawn) -> str:
    """Describe how a text looks."""
    return (
        f"{to_hex(drawn.get_color())} {drawn.get_fontsize():g}pt {drawn.get_weight()}"
        f" {drawn.get_rotation():g} {drawn.get_ha()} {drawn.get_va()}"
        f" math={drawn.get_parse_math()}"
    )


def texts(drawn) -> list[str]:
    """Describe texts, a line for all that look alike."""
    alike = {}
    for one in drawn:
        words = f"{one.get_text()!r} {numbers(one.get_position())}"
        alike.setdefault(style(one), []).append(words)
    return [f"text {look}: {', '.join(words)}" for look, words in alike.items()]


def name(drawn) -> str:
    """Return a label for the legend; nothing for those that Matplotlib makes up."""
    return "" if drawn.get_label().startswith("_") else drawn.get_label()


def artist(drawn) -> str | None:
    """Describe a thing that was drawn, or return None for what every ax has."""
    if isinstance(drawn, Line2D):
        return (
            f"line {name(drawn)!r} {to_hex(drawn.get_color())}"
            f" {drawn.get_linestyle()} {drawn.get_linewidth():g} {drawn.get_marker()}"
            f" {numbers(drawn.get_xdata())} | {numbers(drawn.get_ydata())}"
        )
    if isinstance(drawn, AxesImage):
        bad = to_hex(drawn.cmap.get_bad(), keep_alpha=True)
        middle = drawn.get_array()[len(drawn.get_array()) // 2]
        return (
            f"image {drawn.cmap.name} bad={bad} clim {numbers(drawn.get_clim())}"
            f" extent {numbers(drawn.get_extent())}: {numbers(middle)}"
        )
    if isinstance(drawn, Rectangle):
        size = [*drawn.get_xy(), drawn.get_width(), drawn.get_height()]
        return (
            f"frame {to_hex(drawn.get_edgecolor())} {drawn.get_linewidth():g}"
            f" fill={drawn.get_fill()} z={drawn.zorder} {numbers(size)}"
        )
    if isinstance(drawn, ContourSet):
        corners = np.concatenate([path.vertices for path in drawn.get_paths()])
        return (
            f"contour levels {numbers(drawn.levels)} hatches {drawn.hatches}"
            f" widths {numbers(drawn.get_linewidth())}"
            f" colours {[to_hex(c, True) for c in drawn.get_edgecolor()]}"
            f" from {numbers(corners.min(axis=0))} to {numbers(corners.max(axis=0))}"
        )
    if isinstance(drawn, PathCollection):
        return (
            f"markers {name(drawn)!r} {to_hex(drawn.get_edgecolor()[0])}"
            f" fill {len(drawn.get_facecolor())} sizes {numbers(drawn.get_sizes())}"
            f" at {numbers(drawn.get_offsets())}"
            f" corners {len(drawn.get_paths()[0].vertices)}"
        )
    return None


def ticks(axis) -> str:
    """Describe the ticks of an axis and its grid."""
    if not axis.get_major_ticks():
        return "no ticks"
    tick, drawn = axis.get_major_ticks()[0], axis.get_ticklabels()
    grid = f"{to_hex(tick.gridline.get_color())} {tick.gridline.get_linewidth():g}"
    return (
        f"ticks {numbers(axis.get_majorticklocs())} {[t.get_text() for t in drawn]}"
        f" {', '.join(dict.fromkeys(map(style, drawn)))}"
        f" length {tick.tick1line.get_markersize():g}"
        f" grid {grid if tick.gridline.get_visible() else 'off'}"
    )


def description(drawn) -> str:
    """Describe an ax, a figure with all that it has, or HTML, a line for each look."""
    if isinstance(drawn, str):  # HTML
        return drawn.replace("\n", "").replace("><table", ">\n<table")
    if isinstance(drawn, Figure):
        return "\n".join(map(description, drawn.axes))
    ax = drawn
    ax.figure.canvas.draw()
    spines = [side for side, spine in ax.spines.items() if spine.get_visible()]
    lines = [
        f"figure {numbers(ax.figure.get_size_inches())}, aspect {ax.get_aspect()},"
        f" limits {numbers([*ax.get_xlim(), *ax.get_ylim()])}",
    ]
    lines += texts([ax.title] if ax.get_title() else [])
    if ax.axison:
        lines.append(f"labels {ax.get_xlabel()!r} {ax.get_ylabel()!r}, spines {spines}")
        lines += dict.fromkeys(map(ticks, (ax.xaxis, ax.yaxis)))
    lines += filter(None, map(artist, [*ax.lines, *ax.images, *ax.patches]))
    lines += filter(None, map(artist, ax.collections))
    lines += texts(ax.texts)
    if legend := ax.get_legend():
        names = [(t.get_text(), t.get_fontsize()) for t in legend.get_texts()]
        lines.append(f"legend {names} frame={legend.get_frame_on()} {legend._loc}")
    return "\n".join(lines)


def approved() -> dict[str, str]:
    """Read the descriptions that somebody approved, by name."""
    parts = LOOKS.read_text("utf-8").split("\n\n")
    return dict(part.strip("\n").split("\n", 1) for part in parts)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_as_it_was_approved(name):
    assert description(FIGURES[name]()).splitlines() == approved()[name].splitlines()


def test_every_figure_was_approved():
    assert list(approved()) == list(FIGURES)


if __name__ == "__main__":
    plt.switch_backend("agg")
    parts = [f"{name}\n{description(draw())}" for name, draw in FIGURES.items()]
    LOOKS.write_text("\n\n".join(parts) + "\n", "utf-8", newline="\n")
