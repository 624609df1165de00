"""What can be known of any model, and how to ask it without changing it (lesson 7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from helpers.checks.models import check_model
from helpers.fashion_mnist import CLASS_NAMES
from helpers.models import FlipAverage


@contextmanager
def modes_kept(model: nn.Module) -> Iterator[None]:
    """Give every layer back the mode it had, also one that was frozen by itself."""
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put a model in evaluation mode, record no gradients; undo both at the end."""
    with modes_kept(model), torch.inference_mode():
        model.eval()
        yield


def number_type(model: nn.Module | None) -> torch.dtype | None:
    """Return the kind of floats that a model computes with; None without weights."""
    parameters = model.parameters() if model is not None else ()
    return next((p.dtype for p in parameters if p.is_floating_point()), None)


def unwrap(model: nn.Module) -> nn.Module:
    """Return the model inside a compiled, parallel, averaged or mirrored one."""
    check_model(model)
    if isinstance(model, FlipAverage):
        return unwrap(model.model)
    if isinstance(model, (nn.DataParallel, torch.optim.swa_utils.AveragedModel)):
        return unwrap(model.module)
    return unwrap(model._orig_mod) if hasattr(model, "_orig_mod") else model


def remember(model: nn.Module, names, shape) -> None:
    """Write into a model what it learns from: names of classes, shape of a picture.

    Names that are None, where the data have none, leave those that the model has; a
    shape other than (C, H, W) is none. `save_checkpoint` saves both, and
    `load_checkpoint` brings them back.
    """
    known = learned_from(model)
    if isinstance(names, list):
        known["class_names"] = list(map(str, names))
    known.pop("image_shape", None)
    if isinstance(shape, tuple) and len(shape) == 3:
        known["image_shape"] = tuple(shape)
    unwrap(model)._learned_from = known


def learned_from(model: nn.Module) -> dict[str, list[str] | tuple[int, int, int]]:
    """Return what `remember` wrote: class_names and image_shape, if it did."""
    return dict(getattr(unwrap(model), "_learned_from", {}))


def class_names(model: nn.Module, count: int | None = None) -> list[str]:
    """Return a name for each of the `count` classes that a model tells apart.

    Those of what it learned from, and numbers for the classes beyond. Without names:
    Fashion-MNIST's if there are ten, else numbers.
    """
    names = learned_from(model).get("class_names")
    if names is None:
        names = CLASS_NAMES if count in (None, 10) else []
    if count is None:
        return names
    return names[:count] + [f"class {n}" for n in range(len(names), count)]


def image_shape(model: nn.Module) -> tuple[int, int | None, int | None]:
    """Return the shape (C, H, W) of the pictures that a model reads.

    That of what it learned from. Of a model that has not learned yet, the channels are
    read off its first convolution: one is taken for Fashion-MNIST, 28 x 28; with more,
    height and width are None, that is not known.
    """
    if known := learned_from(model).get("image_shape"):
        return known
    layers = (m for m in model.modules() if isinstance(m, nn.Conv2d))
    channels = next((layer.in_channels for layer in layers), 1)
    return (1, 28, 28) if channels == 1 else (channels, None, None)
