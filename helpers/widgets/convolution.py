"""A kernel slides over a picture, and each product and sum is written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import traitlets

from helpers.checks.widgets import PADDING_MODES, check_convolution
from helpers.ops import windows
from helpers.widgets.drawing import draw, new_figure, number, tables
from helpers.widgets.front_end import front_end
from helpers.widgets.grid import GridWidget
from helpers.widgets.presets import EDGE, KERNELS, pictures
from helpers.widgets.traits import Bias, Grid, Whole, as_choices, as_grid, as_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure


CONTROLS = (
    "picture", "kernel", "size", "stride", "padding", "padding_mode", "dilation",
)  # fmt: skip


class ConvolutionWidget(GridWidget):
    """Show `F.conv2d` position by position; every number in it can be changed.

    image (H, W) or (C_in, H, W), kernel (kH, kW), (C_in, kH, kW) or
    (C_out, C_in, kH, kW), bias a number or (C_out,): tensors, arrays or lists.
    `padding_mode` is "zeros", "reflect" or "replicate". With `hide=True` the output
    cells after the current one are hidden, to be predicted, and all that tells them.
    `inputs` and `kernels` offer more pictures and kernels to choose from, as
    {name: grid}. `controls` names what is shown of the settings below the grids:
    "picture", "kernel", "size", "stride", "padding", "padding_mode", "dilation".

    The traits `input` (C_in, H, W), `kernel` (C_out, C_in, kH, kW), `bias` (C_out,),
    `stride`, `padding`, `padding_mode`, `dilation` and `step` follow what the learner
    does, and can be observed and set; `output` (C_out, H_out, W_out) follows them.
    Raises ValueError for shapes that do not fit, NaN, and impossible settings.

    >>> ConvolutionWidget([[1, 2], [3, 4]], [[1, 1], [1, 1]]).output
    array([[[10.]]], dtype=float32)
    """

    _esm = front_end("convolution.js")

    kernel = Grid(4).tag(sync=True)
    bias = Bias(np.zeros(1, np.float32)).tag(sync=True, to_json=as_json)
    stride = Whole(1, 1)
    padding = Whole(0, 0)
    padding_mode = traitlets.Any("zeros").tag(sync=True)
    dilation = Whole(1, 1)
    kernels = traitlets.Dict().tag(sync=True)

    computed_from = (
        "input", "kernel", "bias", "stride", "padding", "padding_mode", "dilation",
    )  # fmt: skip
    choices = ("inputs", "kernels")
    known_controls = CONTROLS

    def __init__(
        self,
        image=EDGE,
        kernel=KERNELS["Sobel x"],
        bias=None,
        *,
        stride=1,
        padding=0,
        padding_mode="zeros",
        dilation=1,
        step=0,
        hide=False,
        inputs=None,
        kernels=None,
        controls=CONTROLS,
    ):
        """Check everything and show the picture; see the class."""
        kernel = as_grid("kernel", kernel, 4)
        super().__init__(
            input=image, kernel=kernel,
            bias=np.zeros(len(kernel)) if bias is None else bias,
            stride=stride, padding=padding, padding_mode=padding_mode,
            dilation=dilation, step=step, hide=hide,
            inputs=as_choices(pictures() | (inputs or {}), 3),
            kernels=as_choices(KERNELS | (kernels or {}), 4),
            controls=list(controls),
        )  # fmt: skip

    _check = staticmethod(check_convolution)

    @traitlets.validate(
        "input", "kernel", "bias", "stride", "padding", "padding_mode", "dilation"
    )
    def _validate_together(self, proposal):
        """Refuse what torch would refuse, in words that name both shapes."""
        self._check(**(self._settings() | {proposal.trait.name: proposal.value}))
        return proposal.value

    def _output_size(self) -> tuple[int, int]:
        reach = self.dilation * (np.array(self.kernel.shape[2:]) - 1) + 1
        room = np.array(self.input.shape[1:]) + 2 * self.padding - reach
        return tuple(int(size) for size in room // self.stride + 1)

    def _padded(self) -> np.ndarray:
        """Return the input with its border, (C_in, H + 2 * padding, ...), float64."""
        border = [(0, 0)] + [(self.padding, self.padding)] * 2
        return np.pad(
            self.input.astype(float), border, PADDING_MODES[self.padding_mode]
        )

    def _compute(self) -> np.ndarray:
        gap, (height, width) = self.dilation, self._window(0)[2:]
        patches = windows(self._padded(), (height, width), self.stride)
        maps = np.einsum("cijab,ocab->oij", patches[..., ::gap, ::gap], self.kernel)
        return maps + self.bias[:, None, None]

    def _window(self, step: int) -> tuple[int, int, int, int]:
        """Return row, column, height, width of the window on the padded input."""
        row, column = divmod(step, self._output_size()[1])
        reach = (self.dilation * (side - 1) + 1 for side in self.kernel.shape[2:])
        return row * self.stride, column * self.stride, *reach

    def _patch(self, step: int) -> np.ndarray:
        """Return the numbers under the window, (C_in, kH, kW)."""
        row, column, height, width = self._window(step)
        padded, gap = self._padded(), self.dilation
        return padded[:, row : row + height : gap, column : column + width : gap]

    def _tables(self) -> str:
        row, column, height, width = self._window(self.step)
        window = row - self.padding, column - self.padding, height, width
        parts = [tables("Input", self.input[:4], window, self.input.min() >= 0)]
        for o, kernel in enumerate(self.kernel[:4], 1):
            name = f"Kernel {o}" if len(self.kernel) > 1 else "Kernel"
            if len(kernel) > 1:
                name += ", input"
            parts.append(tables(name, kernel[:3]))
        if self.hide:
            return "".join(parts)
        _, row, column = self._locate(None)
        parts.append(tables("Output", self.output[:4], (row, column, 1, 1)))
        products = self._patch(self.step) * self.kernel[0]
        total, bias = products.sum(), self.bias[0]
        parts.append(
            f"<p>At row {row + 1}, column {column + 1} of the first output: the"
            f" products sum to {number(total)}, the bias is {number(bias)}, the result"
            f" {number(total + bias)}.</p>"
        )
        return "".join(parts)

    def figure(self, step: int | None = None) -> Figure:
        """Draw one step: input and window, products in their place, output."""
        step, row, column = self._locate(step)
        first_map = self._known(self.output[0], step)
        products = self._patch(step) * self.kernel[0]
        rows = len(self.input[:3])
        grey = self.input.min() >= 0
        figure, axes = new_figure(rows, 4)
        for c in range(rows):
            title = "input" if rows == 1 else f"input {c + 1}"
            draw(axes[c, 0], self._padded()[c], title, self._window(step), grey)
            draw(axes[c, 1], self.kernel[0, c], "kernel")
            draw(axes[c, 2], products[c], f"products: {number(products[c].sum())}")
            axes[c, 3].axis("off")
        axes[0, 3].axis("on")
        total = f"{number(products.sum())} + bias {number(self.bias[0])}"
        title = f"{total} = {number(first_map[row, column])}"
        draw(axes[0, 3], first_map, title, (row, column, 1, 1))
        return figure
