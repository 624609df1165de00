"""One look for all figures: one width, one size of letters, a colour for each network.

Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FULL = 9.0  # inches: the width of a page
ACCENT = "#e08a00"
FIRST, SECOND = "#1f5fa8", "#7a7a7a"  # legible on white and in grey
DIVERGING = "RdBu"
# A network looks the same in all lessons, and is told apart without its colour too.
NETWORKS = {
    "MLP": {"color": SECOND, "marker": "o", "linestyle": ":"},
    "ArticleNet": {"color": "#a6325a", "marker": "D", "linestyle": "-."},
    "FashionCNN": {"color": FIRST, "marker": "s", "linestyle": "--"},
    "GlobalPoolCNN": {"color": ACCENT, "marker": "^", "linestyle": "-"},
    "NormCNN": {"color": "#1d7a5f", "marker": "v", "linestyle": "-"},
}
LOOK = {
    "font.family": "DejaVu Sans", "font.size": 10,
    "axes.titlesize": 11, "axes.titleweight": "normal", "axes.labelsize": 10,
    "xtick.labelsize": 9, "ytick.labelsize": 9, "legend.fontsize": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": False,
    "figure.facecolor": "white", "axes.facecolor": "white", "text.color": "black",
    "figure.dpi": 100, "lines.linewidth": 1.6, "lines.markersize": 5,
}  # fmt: skip


def new_axes(
    columns: int = 1, rows: int = 1, width: float = FULL, height: float = 3.2, **how
) -> Axes:
    """Return the Axes of a new figure, or an array of them (row by row, flat).

    Sizes are inches of the whole figure. What `how` says goes to `plt.subplots`. The
    look does not depend on the reader's own settings. That pictures have their first
    row on top is set for what follows, too: `imshow` asks when it draws.
    """
    import matplotlib.pyplot as plt

    # Not `rc_context`: it would undo what a notebook's backend sets at first.
    before = {name: plt.rcParams[name] for name in LOOK}
    plt.rcParams.update(LOOK)
    try:
        size = {"figsize": (width, height), "layout": "constrained"}
        axes = plt.subplots(rows, columns, **size, **how)[1]
    finally:
        plt.rcParams.update(before | {"image.origin": "upper"})
    return axes if rows * columns == 1 else axes.ravel()
