"""Grids of numbers as traits: checked, float32, and plain lists for the front end."""

import numpy as np
import torch
import traitlets

from helpers.checks.widgets import GridError, check_bias, check_grid, check_whole


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
    check_grid(name, grid, ndim)
    grid = grid.reshape((1,) * (ndim - grid.ndim) + grid.shape)
    grid += 0.0  # no negative zeros
    grid.flags.writeable = False  # or a change could go unnoticed
    return grid


def as_json(grid: np.ndarray, widget=None) -> list:
    """Return a float32 array as lists of the shortest decimals that mean the same.

    traitlets passes the widget; it is not used.
    """
    return grid.astype(str).astype(float).tolist()


def as_choices(grids: dict, ndim: int) -> dict[str, list]:
    """Return grids to choose from, {name: grid}, as the front end takes them."""
    return {name: as_json(as_grid(name, grid, ndim)) for name, grid in grids.items()}


class Grid(traitlets.TraitType):
    """A float32 array with `ndim` axes that takes tensors, arrays and lists."""

    def __init__(self, ndim: int, **kwargs):
        """Say how many axes there must be."""
        super().__init__(default_value=np.zeros((1,) * ndim), **kwargs)
        self.ndim = ndim
        self.tag(to_json=as_json)

    def validate(self, obj, value):
        """Check and convert one value, see `as_grid`."""
        return as_grid(self.name, value, self.ndim)


class Bias(traitlets.TraitType):
    """One number for each kernel, (C_out,), float32."""

    def validate(self, obj, value):
        """Check and convert one value."""
        bias = as_numbers("bias", value).reshape(-1)
        check_bias(bias)
        bias.flags.writeable = False
        return bias


class Whole(traitlets.TraitType):
    """A whole number from `least` up."""

    def __init__(self, default: int, least: int, **kwargs):
        """Say the default and the least value."""
        super().__init__(default_value=default, **kwargs)
        self.least = least
        self.tag(sync=True)

    def validate(self, obj, value):
        """Check one value and return it as Python's own int, which JSON can hold."""
        check_whole(self.name, value, self.least)
        return int(value)
