"""Refusals of `helpers.widgets`: grids that do not fit, settings that torch refuses."""

import numpy as np
from traitlets import TraitError

from helpers.checks.values import brief_repr, require_whole

CELLS_UP_TO = 64  # a side of the input; more would be too slow and too small to see
WHOLE_UP_TO = 1_000_000  # NumPy and torch count in 64 bits, Python without end
# torch's name: np.pad's
PADDING_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge"}
SHAPES = {  # of a grid with so many axes
    2: "(H, W)",
    3: "(H, W) or (C, H, W)",
    4: "(kH, kW) or (C_out, C_in, kH, kW)",
}


class GridError(TraitError, ValueError):
    """A ValueError after which traitlets restores what was there before."""


def check_grid(name: str, grid: np.ndarray, ndim: int) -> None:
    """Raise GridError unless a grid has 2 to `ndim` axes, cells, and finite numbers."""
    if not 2 <= grid.ndim <= ndim or grid.size == 0:
        raise GridError(f"{name} must be {SHAPES[ndim]}, not empty, not {grid.shape}")
    if bad := int((~np.isfinite(grid)).sum()):
        raise GridError(
            f"{name} {grid.shape} holds {bad} numbers that are NaN or infinite"
        )


def check_shown(chosen: str) -> None:
    """Raise ValueError unless CNN_WIDGETS says how widgets are shown."""
    if chosen not in ("html", "live"):
        raise ValueError(
            f"CNN_WIDGETS is {brief_repr(chosen)}. Set it to 'html' or 'live', or not."
        )


def check_bias(bias: np.ndarray) -> None:
    """Raise GridError unless all numbers of a bias (C_out,) are finite."""
    if not np.isfinite(bias).all():
        raise GridError(f"bias {bias.shape} holds NaN or infinity")


def check_whole(name: str, value, least: int) -> None:
    """Raise GridError unless a value is a whole number from `least` to WHOLE_UP_TO."""
    try:
        require_whole(name, value, least)
    except ValueError as error:
        raise GridError(str(error)) from None
    if value > WHOLE_UP_TO:
        raise GridError(
            f"{name} must be at most {WHOLE_UP_TO:,}, not {brief_repr(value)}"
        )


def check_controls(controls, known: tuple[str, ...]) -> None:
    """Raise GridError unless these are names of controls that a widget has."""
    if isinstance(controls, str) or any(name not in known for name in controls):
        raise GridError(
            f"controls must be a tuple of names among {', '.join(known)},"
            f" not {brief_repr(controls)}"
        )


def check_step(step: int, positions: int) -> None:
    """Raise GridError unless the output has a cell of this number."""
    if step >= positions:
        raise GridError(f"step must be from 0 to {positions - 1}, not {step}")


def check_input(image: np.ndarray) -> None:
    """Raise GridError for a picture (C, H, W) that has too many cells to show."""
    if max(image.shape[1:]) > CELLS_UP_TO:
        raise GridError(
            f"an input of shape {image.shape} has too many cells to show: crop it or"
            f" make it smaller, to at most {CELLS_UP_TO}×{CELLS_UP_TO}"
        )


def check_convolution(
    input, kernel, bias, stride, padding, padding_mode, dilation
) -> None:
    """Raise GridError if these cannot be convolved, and say why."""
    check_input(input)
    if padding_mode not in list(PADDING_MODES):  # a list takes what cannot be hashed
        raise GridError(
            f"padding_mode must be one of {', '.join(PADDING_MODES)},"
            f" not {padding_mode!r}"
        )
    if padding > CELLS_UP_TO:
        raise GridError(f"padding must be at most {CELLS_UP_TO} cells, not {padding}")
    if kernel.shape[1] != input.shape[0]:
        raise GridError(
            f"a kernel of shape {kernel.shape} is for {kernel.shape[1]} input"
            f" channels, but the input of shape {input.shape} has {input.shape[0]}"
        )
    if len(bias) != len(kernel):
        raise GridError(
            f"a bias of shape {bias.shape} does not fit {len(kernel)} kernels of"
            f" shape {kernel.shape}: one number each"
        )
    if padding_mode == "reflect" and padding >= min(input.shape[1:]):
        raise GridError(
            f"reflect padding of {padding} needs an input of more than {padding}"
            f" cells a side, not {input.shape}"
        )
    for size, side in zip(input.shape[1:], kernel.shape[2:], strict=True):
        if dilation * (side - 1) + 1 > size + 2 * padding:
            spread = f" with dilation {dilation}" if dilation > 1 else ""
            height, width = (length + 2 * padding for length in input.shape[1:])
            raise GridError(
                f"a kernel of shape {kernel.shape}{spread} does not fit into an input"
                f" of shape {input.shape}, {height}×{width} after padding by {padding}"
            )


def check_max_pooling(input, kernel_size, stride, padding, ceil_mode) -> None:
    """Raise GridError if these cannot be pooled, and say why."""
    check_input(input)
    if padding > kernel_size // 2:
        raise GridError(
            f"padding {padding} is more than half of the window of"
            f" {kernel_size}×{kernel_size}"
        )
    height, width = (size + 2 * padding for size in input.shape[1:])
    if kernel_size > min(height, width):
        raise GridError(
            f"a window of {kernel_size}×{kernel_size} does not fit into an input of"
            f" shape {input.shape}, {height}×{width} after padding by {padding}"
        )


def check_sketch(image: np.ndarray, side: int) -> None:
    """Raise GridError unless a drawing is (side, side), with numbers in 0..1."""
    if image.shape != (side, side):
        raise GridError(f"image must be ({side}, {side}), not {image.shape}")
    if image.min() < 0 or image.max() > 1:
        raise GridError(
            f"image must lie in 0..1, not in {image.min():g}..{image.max():g}"
        )
