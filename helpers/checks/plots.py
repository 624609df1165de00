"""Refusals of `helpers.plots`: what has no place on an ax."""

import numpy as np

from helpers.checks.values import check_finite, require_whole


def check_titles(count: int, titles) -> None:
    """Raise ValueError unless there is a title for each picture, or none at all."""
    if titles is not None and len(titles) != count:
        raise ValueError(f"{count} pictures, but {len(titles)} titles")


def check_tiles(tiles: np.ndarray, colour: bool = False) -> None:
    """Raise ValueError unless tiles are (N, H, W), some of them, and finite.

    With `colour` they may be (N, H, W, 3) too.
    """
    in_colour = colour and tiles.ndim == 4 and tiles.shape[-1] == 3
    if not (tiles.ndim == 3 or in_colour) or len(tiles) == 0:
        also = ", in colour (N, 3, H, W)" if colour else ""
        raise ValueError(
            f"pictures must be (N, H, W) or (N, 1, H, W){also}, at least one of them,"
            f" not {tiles.shape}"
        )
    check_finite(tiles)


def check_kernels(weight: np.ndarray) -> None:
    """Raise ValueError unless kernels are (C_out, C_in, kH, kW) and finite."""
    if weight.ndim != 4:
        raise ValueError(
            f"kernels must be (C_out, C_in, kH, kW), not {tuple(weight.shape)}"
        )
    check_finite(weight)


def check_grid(numbers: np.ndarray) -> None:
    """Raise ValueError unless a grid of numbers is (H, W) and finite."""
    if numbers.ndim != 2:
        raise ValueError(f"a grid is (H, W), not {numbers.shape}")
    check_finite(numbers)


def check_heat(pictures: np.ndarray, heat: np.ndarray, step: int) -> None:
    """Raise ValueError unless maps (N, h, w) of `step`-pixel cells fit on pictures.

    A map is laid over the middle of its picture, so the room that it leaves on a side
    must be the same above and below, left and right.
    """
    require_whole("step", step)
    room = [
        side - step * cells
        for side, cells in zip(pictures.shape[1:], heat.shape[1:], strict=True)
    ]
    if len(pictures) != len(heat) or min(room) < 0 or any(left % 2 for left in room):
        raise ValueError(
            f"maps {heat.shape} of {step}-pixel cells on pictures {pictures.shape}"
        )


def check_confusion(counts: np.ndarray, names) -> None:
    """Raise ValueError unless the matrix has a row and a column for each name."""
    if counts.shape != (len(names), len(names)):
        raise ValueError(f"{len(names)} names for a matrix of shape {counts.shape}")


def check_kinds(kinds) -> None:
    """Raise ValueError for more kinds than there are looks."""
    if len(kinds) > 2:
        raise ValueError(f"{len(kinds)} kinds, but only two looks to tell them apart")
