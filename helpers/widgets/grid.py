"""What both widgets share: grids as traits, shown with and without a kernel.

With a kernel a widget is an ordinary live ipywidget. Without one (a saved notebook, an
exported page) its output also carries HTML in which the same front end and its state
are written out: nothing is fetched, and a plain table stays where scripts may not run.
"""

from __future__ import annotations

import hashlib
import html
import json
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

import anywidget
import numpy as np
import torch
import traitlets
from IPython import get_ipython

from helpers.plots import ACCENT, DIVERGING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATIC = Path(__file__).with_name("static")
CELLS_UP_TO = 64  # a side of the input; more would be too slow and too small to see
NUMBERS_UP_TO = 14  # cells a side; above that a grid is a picture without numbers


class GridError(traitlets.TraitError, ValueError):
    """A ValueError that traitlets knows how to undo."""


def as_grid(name: str, value, ndim: int) -> np.ndarray:
    """Return a tensor, array or list of numbers as a float32 array with `ndim` axes.

    Missing leading axes are added, leading axes of length 1 may be left out: one
    picture (H, W), (1, H, W) or (1, 1, H, W) is (1, H, W) with `ndim=3`. Raises
    ValueError for another shape, an empty grid, NaN and infinity.
    """
    if torch.is_tensor(value):
        value = value.detach().cpu().double().numpy()
    try:
        with np.errstate(over="ignore"):
            grid = np.array(value, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise GridError(f"{name} is not a regular grid of numbers: {error}") from None
    if grid.ndim == ndim + 1 and len(grid) == 1:
        grid = grid[0]
    given = grid.shape
    if grid.ndim >= 2:
        grid = grid.reshape((1,) * (ndim - grid.ndim) + grid.shape)
    if grid.ndim != ndim or grid.size == 0:
        wanted = {3: "(H, W) or (C, H, W)", 4: "(kH, kW) or (C_out, C_in, kH, kW)"}
        raise GridError(f"{name} must be {wanted[ndim]}, not empty, not {given}")
    if not np.isfinite(grid).all():
        bad = int((~np.isfinite(grid)).sum())
        raise GridError(f"{name} {given} holds {bad} numbers that are NaN or infinite")
    grid += 0.0  # no negative zeros
    grid.flags.writeable = False  # or a change could go unnoticed
    return grid


def check_size(image: np.ndarray) -> None:
    """Raise ValueError for a picture (C, H, W) that has too many cells to show."""
    if max(image.shape[1:]) > CELLS_UP_TO:
        raise GridError(
            f"an input of shape {image.shape} has too many cells to show: crop it or"
            f" make it smaller, to at most {CELLS_UP_TO}×{CELLS_UP_TO}"
        )


def as_json(grid: np.ndarray, widget=None) -> list:
    """Return a float32 array as lists of the shortest decimals that mean the same."""
    return grid.astype(str).astype(float).tolist()


class Grid(traitlets.TraitType):
    """A float32 array with `ndim` axes that takes tensors, arrays and lists."""

    def __init__(self, ndim: int, **kwargs):
        """Say how many axes there must be."""
        super().__init__(default_value=np.zeros((1,) * ndim, np.float32), **kwargs)
        self.ndim = ndim
        self.tag(to_json=as_json)

    def validate(self, obj, value):
        """Check and convert one value, see `as_grid`."""
        return as_grid(self.name, value, self.ndim)


def whole(name: str, value, least: int) -> int:
    """Return a whole number that is at least `least`, or raise ValueError."""
    if isinstance(value, bool) or value != int(value) or value < least:
        raise GridError(f"{name} must be a whole number from {least} up, not {value!r}")
    return int(value)


class Whole(traitlets.TraitType):
    """A whole number from `least` up."""

    def __init__(self, default: int, least: int, **kwargs):
        """Say the default and the least value."""
        super().__init__(default_value=default, **kwargs)
        self.least = least
        self.tag(sync=True)

    def validate(self, obj, value):
        """Check one value, see `whole`."""
        try:
            return whole(self.name, value, self.least)
        except (TypeError, ValueError) as error:
            if isinstance(error, GridError):
                raise
            raise GridError(
                f"{self.name} must be a whole number from {self.least} up,"
                f" not {value!r}"
            ) from None


def front_end(noun: str) -> str:
    """Return one ES module: what the widgets share, then the part of this one."""
    return "\n".join((STATIC / file).read_text("utf-8") for file in ("core.js", noun))


class GridWidget(anywidget.AnyWidget):
    """A picture, a window that slides over it, and what comes out at each step.

    `input` (C, H, W) and `step` can be read, observed and set; `output` is computed
    here and can be read and observed. `inputs` are further pictures to choose from.
    """

    _css = (STATIC / "style.css").read_text("utf-8")

    input = Grid(3).tag(sync=True)
    inputs = traitlets.Dict().tag(sync=True)
    step = Whole(0, 0)
    hide = traitlets.Bool(False).tag(sync=True)
    output = Grid(3, read_only=True)

    settings = ()  # the names of the traits on which the output depends
    offers = ("inputs",)  # the names of what there is to choose from
    # Which widgets the last run of a cell made: {cell: (run, [widget, ...])}
    _made: dict = {}
    # ipywidgets 7 would show the live view alone through this method
    _ipython_display_ = None

    def __init__(self, **state):
        """Set all traits at once, then check them together."""
        super().__init__(**state)
        self._cells = set()
        self._replace()

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"{type(self).__name__}(input={self.input.shape})"

    @traitlets.observe(traitlets.All)
    def _recompute(self, change):
        """Bring the output up to date, and the step back into it."""
        if change.name in self.settings:
            self.set_trait("output", self._compute())
            self.step = min(self.step, self.positions - 1)

    @traitlets.validate("step")
    def _step_exists(self, proposal):
        self._check(**self._now())  # or there might be no output to step through
        return self._at(proposal.value)[0]

    def _now(self) -> dict:
        return {name: getattr(self, name) for name in self.settings}

    def _at(self, step: int | None) -> tuple[int, int, int]:
        """Return a step that exists, the current one for None, its row and column."""
        step = self.step if step is None else whole("step", step, 0)
        if step >= self.positions:
            raise GridError(f"step must be from 0 to {self.positions - 1}, not {step}")
        return step, *divmod(step, self._output_size()[1])

    @property
    def positions(self) -> int:
        """The number of steps: how many cells one output channel has."""
        height, width = self._output_size()
        return height * width

    def _replace(self) -> None:
        """Close the widgets that an earlier run of this cell made.

        Otherwise each run would leave a widget behind in the kernel and in the page.
        A widget that another cell shows as well stays.
        """
        cell, run = _running()
        if cell is None:
            return
        last_run, made = self._made.get(cell, (None, []))
        if run != last_run:
            for old in (reference() for reference in made):
                if old is not None and old._cells <= {cell}:
                    old.close()
            made = []
        self._made[cell] = run, [*made, weakref.ref(self)]

    def close(self) -> None:
        """Close the live view and its layout, which is a widget of its own."""
        self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        """Offer HTML for where there is no kernel, and the live view where there is.

        A run without a person before it (nbconvert, nbclient) stores the HTML alone.
        """
        self._cells.add(_running()[0])
        data, metadata = super()._repr_mimebundle_(**kwargs)
        if not _parent().get("content", {}).get("allow_stdin", True):
            data, metadata = {"text/plain": repr(self)}, {}
        return {**data, "text/html": self._html()}, metadata

    def _html(self) -> str:
        """Return HTML that needs nothing else: a table, and the front end to run.

        The front end is imported from a Blob and given a small stand-in for the model.
        Nothing in it depends on the time or on the run.
        """
        names = (*self.settings, "step", "hide", *self.offers)
        state = {name: getattr(self, name) for name in names}
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                state[name] = as_json(value)
        code = _script(state)
        mark = hashlib.sha256(f"{type(self).__name__}{code}".encode()).hexdigest()[:12]
        run = (STATIC / "still.js").read_text("utf-8")
        for place, value in {"MARK": mark, "STATE": state, "MODULE": self._esm}.items():
            run = run.replace(f'"{place}"', _script(value), 1)
        return (
            f'<div class="cnn-output" data-cnn="{mark}"><div class="cnn-still">'
            f"{self._tables()}</div><style>{self._css}</style>"
            f"<script>{run}</script></div>"
        )


def _script(value) -> str:
    """Return a value as JavaScript that can stand inside a script element."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")


def _parent() -> dict:
    """Return the message that asked for what runs now, empty outside a notebook."""
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel.get_parent() if hasattr(kernel, "get_parent") else {}


def _running() -> tuple[str | None, str | None]:
    """Return the cell that runs now, and which run of it this is, if that is known."""
    message = _parent()
    cell = message.get("metadata", {}).get("cellId")
    return cell, message.get("header", {}).get("msg_id")


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


def picture(title: str, grid: np.ndarray) -> str:
    """Return a grid as a table, or in words if it is a picture of many cells."""
    height, width = grid.shape
    if max(height, width) <= NUMBERS_UP_TO:
        return table(f"{title}, {height}×{width}", grid)
    low, high = number(grid.min()), number(grid.max())
    text = f"{title}: {height}×{width} numbers from {low} to {high}"
    return f"<p>{html.escape(text)}</p>"


def stack(title: str, grids: np.ndarray) -> str:
    """Return the channels of (C, H, W), numbered if there are several."""
    several = len(grids) > 1
    titles = (f"{title} {i}" if several else title for i in range(1, len(grids) + 1))
    return "".join(map(picture, titles, grids))


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
