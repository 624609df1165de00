"""Refusals of `helpers.explain`."""

import torch
from torch import nn

from helpers.checks.evaluation import check_answer
from helpers.checks.values import brief_repr, require_whole


def check_classes(images: torch.Tensor, classes) -> None:
    """Raise ValueError unless one class, a whole number, is named for each picture."""
    given = brief_repr(classes)
    try:
        classes = torch.as_tensor(classes, device="cpu")
    except (TypeError, ValueError, RuntimeError):
        raise ValueError(f"classes are whole numbers, not {given}") from None
    if classes.shape != (len(images),):
        raise ValueError(
            f"{len(images)} pictures, but classes of shape {[*classes.shape]}"
        )
    fractions = classes.is_floating_point() or classes.is_complex()
    if len(images) and (fractions or classes.min() < 0):
        raise ValueError(f"classes are whole numbers from 0 up, not {given}")


def check_layer(layer) -> None:
    """Raise ValueError for the name or the class of a layer."""
    if not isinstance(layer, nn.Module):
        raise ValueError(
            f"a layer is a part of the model, such as model.conv1, not"
            f" {brief_repr(layer)}"
        )


def check_logits(logits, classes: list[int]) -> None:
    """Raise ValueError for no scores, or a class that is beyond them."""
    check_answer(logits)
    if classes and max(classes) >= logits.shape[1]:
        raise ValueError(
            f"the model tells {logits.shape[1]} classes apart, 0 to"
            f" {logits.shape[1] - 1}, and none is {max(classes)}"
        )


def check_maps(maps: list) -> None:
    """Raise ValueError unless a layer ran once and made feature maps (N, K, H, W)."""
    if len(maps) != 1 or maps[0].ndim != 4:
        raise ValueError("Grad-CAM needs a convolution that the model runs once")


def check_odd(size: int) -> None:
    """Raise ValueError for a square without a middle."""
    require_whole("size", size)
    if size % 2 == 0:
        raise ValueError(f"only a square of odd size has a middle, not {size}")
