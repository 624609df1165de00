"""Refusals of `helpers.models`: what is no image, and what is no model."""

import torch
from torch import nn

from helpers.checks.values import brief_repr


def check_images(images: torch.Tensor) -> None:
    """Raise ValueError unless images are floats of shape (N, 1, 28, 28)."""
    if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
        raise ValueError(
            "the network reads images of shape (N, 1, 28, 28),"
            f" not {tuple(images.shape)}."
            " helpers.images.prepare_image makes one from any picture."
        )
    if not images.is_floating_point():
        raise ValueError(
            f"the network reads floats between 0 and 1, not {images.dtype}."
            " Divide the pixels by 255."
        )


def check_model(model) -> None:
    """Raise ValueError for what is no model, such as its class or a list of models."""
    if isinstance(model, type) and issubclass(model, nn.Module):
        name = model.__name__
        raise ValueError(f"{name} is a class, not a model yet: {name}() makes one")
    if isinstance(model, (list, tuple)):
        raise ValueError(
            f"a {type(model).__name__} of {len(model)} is no model: ask one after the"
            " other, and take the mean of their answers"
        )
    if not isinstance(model, nn.Module):
        raise ValueError(f"a model is a torch.nn.Module, not {brief_repr(model)}")
