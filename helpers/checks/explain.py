"""Refusals of `helpers.explain`."""

import torch


def check_classes(images: torch.Tensor, classes: torch.Tensor) -> None:
    """Raise ValueError unless one class is named for each picture."""
    if classes.shape != (len(images),):
        raise ValueError(
            f"{len(images)} pictures, but classes of shape {[*classes.shape]}"
        )


def check_maps(maps: list) -> None:
    """Raise ValueError unless a layer ran once and made feature maps (N, K, H, W)."""
    if len(maps) != 1 or maps[0].ndim != 4:
        raise ValueError("Grad-CAM needs a convolution that the model runs once")


def check_odd(size: int) -> None:
    """Raise ValueError for a square without a middle."""
    if size % 2 == 0:
        raise ValueError(f"only a square of odd size has a middle, not {size}")
