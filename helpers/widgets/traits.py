"""Grids of numbers as traits: checked, float32, and plain lists for the front end."""

import numpy as np
import torch
import traitlets

CELLS_UP_TO = 64  # a side of the input; more would be too slow and too small to see


class GridError(traitlets.TraitError, ValueError):
    """A ValueError that traitlets knows how to undo."""


def as_numbers(name: str, value) -> np.ndarray:
    """Return a tensor, array or list of real numbers as a float32 array of its own."""
    try:
        if torch.is_tensor(value):
            value = value.detach().cpu()
            value = value.numpy() if value.is_complex() else value.double().numpy()
        if np.iscomplexobj(value):
            raise TypeError("complex numbers")
        with np.errstate(over="ignore"):
            return np.array(value, dtype=np.float32)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        reason = str(error).split("\n", 1)[0][:150]
        raise GridError(f"{name} is not a regular grid of numbers: {reason}") from None


def as_grid(name: str, value, ndim: int) -> np.ndarray:
    """Return a tensor, array or list of numbers as a float32 array with `ndim` axes.

    Missing leading axes are added, leading axes of length 1 may be left out: one
    picture (H, W), (1, H, W) or (1, 1, H, W) is (1, H, W) with `ndim=3`. Raises
    ValueError for another shape, an empty grid, NaN and infinity.
    """
    grid = as_numbers(name, value)
    if grid.ndim == ndim + 1 and len(grid) == 1:
        grid = grid[0]
    given = grid.shape
    if grid.ndim >= 2:
        grid = grid.reshape((1,) * (ndim - grid.ndim) + grid.shape)
    if grid.ndim != ndim or grid.size == 0:
        wanted = {
            2: "(H, W)",
            3: "(H, W) or (C, H, W)",
            4: "(kH, kW) or (C_out, C_in, kH, kW)",
        }
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
    fits = not isinstance(value, bool) and value == int(value)
    if not fits or not least <= value <= 1_000_000:
        raise GridError(
            f"{name} must be a whole number from {least} up to 1,000,000, not {value!r}"
        )
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
        except (TypeError, ValueError, OverflowError) as error:
            if isinstance(error, GridError):
                raise
            raise GridError(
                f"{self.name} must be a whole number from {self.least} up,"
                f" not {value!r}"
            ) from None


class Bias(traitlets.TraitType):
    """One number for each kernel, (C_out,), float32."""

    def validate(self, obj, value):
        """Check and convert one value."""
        bias = as_numbers("bias", value).reshape(-1)
        if not np.isfinite(bias).all():
            raise GridError(f"bias {bias.shape} holds NaN or infinity")
        bias.flags.writeable = False
        return bias
