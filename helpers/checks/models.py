"""Refusals of `helpers.models`: what is no image, and what is no model."""

from collections.abc import Sequence

import torch
from torch import nn

from helpers.checks.values import brief_repr, is_whole, require_whole


def check_images(images: torch.Tensor, shape=(1, 28, 28)) -> None:
    """Raise ValueError unless images are floats (N, C, H, W) of `shape` (C, H, W)."""
    if images.ndim != 4 or images.shape[1:] != shape:
        channels, height, width = shape
        grey = " helpers.images.prepare_image makes one from any picture."
        raise ValueError(
            f"the network reads images of shape (N, {channels}, {height}, {width}),"
            f" not {tuple(images.shape)}.{grey if shape == (1, 28, 28) else ''}"
        )
    if not images.is_floating_point():
        raise ValueError(
            f"the network reads floats between 0 and 1, not {images.dtype}."
            " Divide the pixels by 255."
        )


def check_small_cnn(classes, channels, size) -> list[str]:
    """Return the names of the classes; ValueError for what makes no network."""
    require_whole("size", size, least=8)
    if channels not in (1, 3):
        raise ValueError(
            "channels is 1 for grey pictures or 3 for colour,"
            f" not {brief_repr(channels)}"
        )
    return check_classes(classes)


def check_classes(classes) -> list[str]:
    """Return the names of the classes; ValueError for what are none, or one alone."""
    if is_whole(classes):
        require_whole("classes", classes, least=2)
        return [f"class {n}" for n in range(classes)]
    if isinstance(classes, str) or not isinstance(classes, Sequence):
        raise ValueError(
            "classes are the names of the classes, as dataset.classes, or their number,"
            f" not {brief_repr(classes)}"
        )
    if len(classes) < 2:
        raise ValueError(
            f"a network tells two classes apart or more, not {len(classes)}"
        )
    return list(map(str, classes))


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
