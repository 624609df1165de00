"""How cost grows, as a figure for the README."""

import statistics

import matplotlib.pyplot as plt
from matplotlib.ticker import FixedLocator, LogLocator

from helpers.style import FIRST


def draw_growth(growth: dict) -> plt.Figure:
    """Draw how cost grows: with pictures, with the batch size, with the width."""
    fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for ax, (x, y, title, xlabel, ylabel) in zip(
        axes,
        [
            ([t["pictures"] for t in growth["pictures"]],
             [t["seconds"] for t in growth["pictures"]],
             "an epoch, 20 a batch", "pictures", "seconds"),
            ([t["batch"] for t in growth["batch"]],
             [[1000 * ms / t["batch"] for ms in t["milliseconds"]]
              for t in growth["batch"]],
             "a picture", "batch size", "microseconds"),
            ([t["network"] for t in growth["width"]],
             [t["milliseconds"] for t in growth["width"]],
             "a step, 100 a batch", "width (1: 6 and 10 kernels)", "milliseconds"),
        ],
        strict=True,
    ):  # fmt: skip
        ax.plot(x, [statistics.median(values) for values in y], "o-", color=FIRST)
        ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
        ax.set_title(title, fontsize=10)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter("{x:,g}")
        ax.minorticks_off()
        ax.tick_params(labelsize=8)
    axes[1].xaxis.set_major_locator(LogLocator())  # from 1 to 2,000: tens are enough
    axes[2].xaxis.set_major_locator(
        FixedLocator([t["network"] for t in growth["width"]])
    )
    return fig
