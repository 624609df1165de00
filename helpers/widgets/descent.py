"""A ball that walks down a loss: one weight, one slider, the steps of SGD."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
import traitlets

from helpers.checks.descent import check_descent
from helpers.checks.widgets import check_step
from helpers.style import ACCENT, SECOND
from helpers.widgets.drawing import new_figure, number
from helpers.widgets.front_end import front_end, style
from helpers.widgets.grid import ShownWidget
from helpers.widgets.traits import Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SETTINGS = ("curve", "start", "lr", "span", "most", "steps")


class DescentWidget(ShownWidget):
    """Show the steps of SGD on the loss of one weight w, and a slider for its rate.

    `curve` holds the loss as a polynomial, the constant first: (36, -24, 4) is
    36 - 24 w + 4 w², which is (2w - 6)². `span` says which w are drawn, `most` where
    the slider of the learning rate ends. With `hide=True` no step is shown before it is
    taken.

    The traits `start`, `lr` and `step` follow what the learner does, and can be
    observed and set; `path` (steps + 1,) holds every w, and `losses` what it costs,
    float64. Raises ValueError for what cannot be drawn.

    >>> DescentWidget(lr=0.1).path[:2].tolist()
    [1.0, 2.6]
    """

    _esm = front_end("descent.js")
    _css = style("style.css") + style("descent.css")

    curve = traitlets.List(traitlets.Float()).tag(sync=True)
    start = traitlets.Float().tag(sync=True)
    lr = traitlets.Float().tag(sync=True)
    span = traitlets.List(traitlets.Float()).tag(sync=True)
    most = traitlets.Float().tag(sync=True)
    steps = Whole(10, 1)
    step = Whole(0, 0)
    hide = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        curve=(36, -24, 4),
        start=1.0,
        lr=0.02,
        *,
        span=(-0.5, 6.5),
        most=0.3,
        steps=10,
        step=0,
        hide=False,
    ):
        """Check everything and put the ball on the curve; see the class."""
        super().__init__(
            curve=list(curve), start=start, lr=lr, span=list(span), most=most,
            steps=steps, step=step, hide=hide,
        )  # fmt: skip

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"DescentWidget(lr={self.lr:g})"

    @traitlets.validate(*SETTINGS)
    def _validate_together(self, proposal):
        settings = {name: getattr(self, name) for name in SETTINGS}
        check_descent(**(settings | {proposal.trait.name: proposal.value}))
        return proposal.value

    @traitlets.validate("step")
    def _validate_step(self, proposal):
        check_step(proposal.value, self.steps + 1)
        return proposal.value

    @traitlets.observe("steps")
    def _stay_inside(self, change):
        self.step = min(self.step, self.steps)

    @property
    def path(self) -> np.ndarray:
        """Every w, the start first: each is the one before less lr times the slope."""
        slope = np.polynomial.Polynomial(self.curve).deriv()
        path = [self.start]
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(self.steps):
                path.append(path[-1] - self.lr * slope(path[-1]))
        return np.array(path)

    @property
    def losses(self) -> np.ndarray:
        """What each w of the path costs."""
        with np.errstate(over="ignore", invalid="ignore"):
            return np.polynomial.Polynomial(self.curve)(self.path)

    def _painted_traits(self) -> tuple[str, ...]:
        return *SETTINGS, "step", "hide"

    def _known(self) -> int:
        """Return how many places of the path may be seen."""
        return self.step + 1 if self.hide else self.steps + 1

    def _tables(self) -> str:
        places = zip(self.path[: self._known()], self.losses, strict=False)
        rows = "".join(
            f"<tr><td>{number(i)}</td><td>{number(w)}</td><td>{number(loss)}</td></tr>"
            for i, (w, loss) in enumerate(places)
        )
        rate = html.escape(f"{self.lr:g}")
        return (
            "<table><caption>Steps with the learning rate " + rate + "</caption>"
            f"<tr><th>step</th><th>w</th><th>loss</th></tr>{rows}</table>"
        )

    def figure(self) -> Figure:
        """Draw the curve with the steps on it, and the loss after each step."""
        figure, ((valley, by_step),) = new_figure(1, 2)
        w = np.linspace(*self.span, 200)
        curve = np.polynomial.Polynomial(self.curve)(w)
        path, losses = (a[: self._known()] for a in (self.path, self.losses))
        valley.plot(w, curve, color=SECOND)
        valley.plot(path, losses, "o-", color=ACCENT)
        by_step.plot(losses, "o-", color=ACCENT)
        room = 0.06 * (curve.max() - curve.min())
        for ax in (valley, by_step):
            ax.set(ylim=(curve.min() - room, curve.max()), ylabel="loss")
        valley.set(xlabel="w", xlim=self.span, title=f"lr = {self.lr:g}")
        by_step.set(xlabel="step", xlim=(-0.4, self.steps + 0.4))
        return figure
