"""The largest number of every window survives, and shows where the gradient goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F
import traitlets

from helpers.checks.widgets import check_max_pooling
from helpers.widgets.drawing import draw, new_figure, number, tables
from helpers.widgets.front_end import front_end
from helpers.widgets.grid import GridWidget
from helpers.widgets.presets import TIES, pictures
from helpers.widgets.traits import Whole, as_choices

if TYPE_CHECKING:
    from matplotlib.figure import Figure


CONTROLS = (
    "picture", "kernel_size", "stride", "padding", "ceil_mode", "nudge", "gradient",
)  # fmt: skip


class MaxPoolingWidget(GridWidget):
    """Show `F.max_pool2d` position by position, beside average pooling.

    image (H, W) or (C, H, W): tensor, array or list. Without a stride the windows do
    not overlap. With `hide=True` the output cells after the current one are hidden, to
    be predicted, and all that tells them. `inputs` offers more pictures to choose from,
    as {name: grid}. `controls` names what is shown below the grids: "picture",
    "kernel_size", "stride", "padding", "ceil_mode", "nudge", "gradient".

    The traits `input` (C, H, W), `kernel_size`, `stride`, `padding`, `ceil_mode` and
    `step` follow what the learner does, and can be observed and set; `output`
    (C, H_out, W_out) follows them, and so does `average`. Raises ValueError for NaN and
    for settings that torch refuses.

    >>> MaxPoolingWidget([[1, 2], [3, 4]], 2).output
    array([[[4.]]], dtype=float32)
    """

    _esm = front_end("max_pooling.js")

    kernel_size = Whole(2, 1)
    stride = Whole(2, 1)
    padding = Whole(0, 0)
    ceil_mode = traitlets.Bool(False).tag(sync=True)

    computed_from = ("input", "kernel_size", "stride", "padding", "ceil_mode")

    def __init__(
        self,
        image=TIES,
        kernel_size=2,
        stride=None,
        *,
        padding=0,
        ceil_mode=False,
        step=0,
        hide=False,
        inputs=None,
        controls=CONTROLS,
    ):
        """Check everything and show the picture; see the class."""
        super().__init__(
            input=image, kernel_size=kernel_size,
            stride=kernel_size if stride is None else stride,
            padding=padding, ceil_mode=ceil_mode, step=step, hide=hide,
            inputs=as_choices({"ties": TIES} | pictures() | (inputs or {}), 3),
            controls=list(controls),
        )  # fmt: skip

    known_controls = CONTROLS
    _check = staticmethod(check_max_pooling)

    @traitlets.validate("input", "kernel_size", "stride", "padding", "ceil_mode")
    def _validate_together(self, proposal):
        """Refuse what torch would refuse, in words that name both shapes."""
        self._check(**(self._settings() | {proposal.trait.name: proposal.value}))
        return proposal.value

    def _pool(self, how, image: torch.Tensor) -> torch.Tensor:
        """Pool an image (C, H, W) by `F.max_pool2d` or `F.avg_pool2d`."""
        return how(
            image, self.kernel_size, self.stride, self.padding, ceil_mode=self.ceil_mode
        )

    def _output_size(self) -> tuple[int, int]:
        blank = torch.zeros(1, *self.input.shape[1:])
        return tuple(self._pool(F.max_pool2d, blank).shape[1:])

    def _compute(self) -> np.ndarray:
        return self._pool(F.max_pool2d, torch.tensor(self.input)).numpy()

    @property
    def average(self) -> np.ndarray:
        """The average of every window, like `F.avg_pool2d`: (C, H_out, W_out)."""
        image = torch.tensor(self.input).double()
        return self._pool(F.avg_pool2d, image).float().numpy()

    def _tables(self) -> str:
        _, row, column = self._locate(None)
        top, left = (place * self.stride - self.padding for place in (row, column))
        window = top, left, self.kernel_size, self.kernel_size
        grey = self.input.min() >= 0
        parts = [tables("Input", self.input[:4], window, grey)]
        if not self.hide:
            here = row, column, 1, 1
            parts.append(tables("Maximum", self.output[:4], here, grey))
            parts.append(tables("Average", self.average[:4], here, grey))
        return "".join(parts) + self._dropped()

    def _dropped(self) -> str:
        """Say so if no window reaches the last rows or columns."""
        size, places = self.input.shape[1:], self._output_size()
        for length, count in zip(size, places, strict=True):
            if (count - 1) * self.stride + self.kernel_size < length + self.padding:
                return "<p>No window reaches the end: what is left over is dropped.</p>"
        return ""

    def figure(self, step: int | None = None) -> Figure:
        """Draw one step: input and window, maximum, average, and the gradient back."""
        step, row, column = self._locate(step)
        image = torch.tensor(self.input, requires_grad=True)
        self._pool(F.max_pool2d, image).sum().backward()
        top, left = (place * self.stride - self.padding for place in (row, column))
        figure, axes = new_figure(1, 4)
        window = top, left, self.kernel_size, self.kernel_size
        grey = self.input.min() >= 0
        draw(axes[0, 0], self.input[0], "input", window, grey)
        best, mean = (self._known(m[0], step) for m in (self.output, self.average))
        gradient = image.grad[0].numpy()
        if self.hide and step < self.positions - 1:  # it tells where the winners are
            gradient = np.full_like(gradient, np.nan)
        here = row, column, 1, 1
        draw(axes[0, 1], best, f"maximum: {number(best[row, column])}", here, grey)
        draw(axes[0, 2], mean, f"average: {number(mean[row, column])}", here, grey)
        draw(axes[0, 3], gradient, "gradient of the maximum")
        return figure
