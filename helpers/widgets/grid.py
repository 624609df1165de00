"""What the widgets share: shown with and without a kernel; a window that slides.

With a kernel a widget is an ordinary live ipywidget. Without one (a saved notebook, an
exported page), and where ipywidgets is missing, its output carries HTML in which the
same front end and its state are written out: nothing is fetched, and a plain table
stays where scripts may not run.
"""

from __future__ import annotations

import hashlib
import json
import re
import weakref

import numpy as np
import traitlets
from IPython import get_ipython

from helpers.checks.widgets import check_controls, check_step, check_whole
from helpers.widgets.front_end import read, style
from helpers.widgets.live import live
from helpers.widgets.traits import Grid, Whole, as_json

try:
    from anywidget import AnyWidget
except ImportError:  # without ipywidgets
    AnyWidget = None


class NoLiveView(traitlets.HasTraits):
    """AnyWidget's stand-in without ipywidgets: Python does not hear what is played."""

    def close(self) -> None:
        """There is nothing to close."""

    def _repr_mimebundle_(self, **kwargs):
        return {"text/plain": repr(self)}, {}


class ShownWidget(AnyWidget or NoLiveView):
    """An ipywidget where there is a kernel, and HTML that plays where there is none.

    A widget says which traits its front end paints from (`_painted_traits`), and what
    stands in its place where scripts may not run (`_tables`).
    """

    # Where scripts may not run, below what stands in the place of the widget
    _how = (
        "<p><em>To play with it, run this cell or trust the notebook (Ctrl+Shift+C,"
        " \u201cTrust Notebook\u201d).</em></p>"
    )
    _css = style("style.css")

    # Which widgets the last run of a cell made: {cell: (run, [widget, ...])}
    _made: dict = {}
    # ipywidgets 7 would show the live view alone through this method
    _ipython_display_ = None

    def __init__(self, **state):
        """Set all traits at once, then check them together."""
        super().__init__(**state)
        self._shown_in = set()  # cells
        self._close_earlier_runs()

    def _close_earlier_runs(self) -> None:
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
                if old is not None and old._shown_in <= {cell}:
                    old.close()
            made = []
        self._made[cell] = run, [*made, weakref.ref(self)]

    def close(self) -> None:
        """Close the live view and its layout, which is a widget of its own."""
        if AnyWidget:
            self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        """Offer HTML for where there is no kernel, and the live view where there is.

        A run without a person before it (nbconvert, nbclient) stores the HTML alone,
        and so does one whose page could not run the live view.
        """
        self._shown_in.add(_running()[0])
        data, metadata = super()._repr_mimebundle_(**kwargs)
        if not (_parent().get("content", {}).get("allow_stdin", True) and live()):
            data, metadata = {"text/plain": repr(self)}, {}
        return {**data, "text/html": self._html()}, metadata

    def _html(self) -> str:
        """Return HTML that needs nothing else: a table, and the front end to run.

        The front end is imported from a Blob and given a small stand-in for the model.
        Nothing in it depends on the time or on the run.
        """
        state = {name: getattr(self, name) for name in self._painted_traits()}
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                state[name] = as_json(value)
        code = _as_javascript(state)
        mark = hashlib.sha256(f"{type(self).__name__}{code}".encode()).hexdigest()[:12]
        values = {
            "MARK": _as_javascript(mark),
            "STATE": code,
            "MODULE": _as_javascript(self._esm),
        }
        standin = read("standin.js")
        run = re.sub('"(MARK|STATE|MODULE)"', lambda place: values[place[1]], standin)
        return (
            f'<div class="cnn-output" data-cnn="{mark}"><div class="cnn-still">'
            f"{self._tables()}{self._how}</div><style>{self._css}</style>"
            f"<script>{run}</script></div>"
        )


class GridWidget(ShownWidget):
    """A picture, a window that slides over it, and what comes out at each step.

    `input` (C, H, W) and `step` can be read, observed and set; `output` is computed
    here and can be read and observed. `inputs` are further pictures to choose from.
    """

    input = Grid(3).tag(sync=True)
    inputs = traitlets.Dict().tag(sync=True)
    step = Whole(0, 0)
    hide = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    output = Grid(3, read_only=True)

    computed_from = ()  # the names of the traits on which the output depends
    choices = ("inputs",)  # the names of the traits that hold what can be chosen

    known_controls = ()  # the names that `controls` may hold

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"{type(self).__name__}(input={self.input.shape})"

    @traitlets.validate("controls")
    def _validate_controls(self, proposal):
        check_controls(proposal.value, self.known_controls)
        return proposal.value

    @traitlets.observe(traitlets.All)
    def _recompute(self, change):
        """Bring the output up to date, and the step back into it."""
        if change.name in self.computed_from:
            self.set_trait("output", self._compute())
            self.step = min(self.step, self.positions - 1)

    @traitlets.validate("step")
    def _validate_step(self, proposal):
        self._check(**self._settings())  # or there might be no output to step through
        return self._locate(proposal.value)[0]

    def _settings(self) -> dict:
        """Return what the output is computed from, {name: value}."""
        return {name: getattr(self, name) for name in self.computed_from}

    def _locate(self, step: int | None) -> tuple[int, int, int]:
        """Return a step that exists, the current one for None, its row and column."""
        if step is None:
            step = self.step
        check_whole("step", step, 0)
        check_step(step, self.positions)
        return int(step), *divmod(int(step), self._output_size()[1])

    def _known(self, grid: np.ndarray, step: int) -> np.ndarray:
        """Return a map (H, W), NaN where it is still to be predicted after a step."""
        if not self.hide:
            return grid
        return np.where(np.arange(grid.size).reshape(grid.shape) > step, np.nan, grid)

    @property
    def positions(self) -> int:
        """The number of steps: how many cells one output channel has."""
        height, width = self._output_size()
        return height * width

    def _painted_traits(self) -> tuple[str, ...]:
        return *self.computed_from, "step", "hide", "controls", *self.choices


def _as_javascript(value) -> str:
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
