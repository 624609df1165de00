"""Refusals of `helpers.loaders`: what nothing can be learned from."""

from collections.abc import Sized

import torch
from torch.utils.data import DataLoader

from helpers.checks.datasets import check_floats, check_labels
from helpers.checks.values import brief_repr, require_whole


def check_split(n: int, n_valid: int, validation_fraction: float) -> None:
    """Raise ValueError unless both parts of a split of n images have some."""
    if not 0 < validation_fraction < 1:
        raise ValueError(
            f"validation_fraction must lie between 0 and 1, not {validation_fraction!r}"
        )
    if not 0 < n_valid < n:
        raise ValueError(f"{n} images are too few for a split")


def check_loader_arguments(batch_size, generator, augment) -> None:
    """Raise ValueError for a batch size, a generator or a change that is none."""
    require_whole("batch_size", batch_size)
    if not isinstance(generator, (torch.Generator, type(None))):
        raise ValueError(
            f"generator must be one of torch's, not {brief_repr(generator)}:"
            " helpers.device.set_seed returns one"
        )
    if isinstance(augment, type):
        name = augment.__name__
        raise ValueError(f"{name} is a class, not a function yet: {name}() makes one")
    if augment is not None and not callable(augment):
        raise ValueError(
            "augment is a function of images, such as Augment(mirror, shift), not"
            f" {brief_repr(augment)}"
        )


def check_augmented(images, n: int) -> None:
    """Raise ValueError unless `augment` gave back as many images as it got."""
    if not torch.is_tensor(images):
        raise ValueError(
            f"augment gave {brief_repr(images)}, no images: does it end with `return`?"
        )
    if len(images) != n:
        raise ValueError(f"augment made {len(images):,} images of {n:,}")


def check_some(labels: torch.Tensor) -> None:
    """Raise ValueError for a data set without images."""
    if len(labels) == 0:
        raise ValueError("the dataset is empty")


def check_batch(batch) -> None:
    """Raise ValueError unless a batch is two tensors that can be learned from.

    What is on a GPU is left alone: to look at it would make it wait.
    """
    pair = isinstance(batch, (tuple, list)) and len(batch) == 2
    if not pair or not all(torch.is_tensor(part) and part.ndim for part in batch):
        raise ValueError(
            "a loader yields batches (images, labels): TensorLoader(dataset, 20)"
        )
    images, labels = batch
    if images.device.type == "cpu":
        check_floats(images)
    if labels.device.type == "cpu":
        check_labels(labels, len(images))


def check_highest(loader, labels: torch.Tensor, width: int) -> None:
    """Raise ValueError for a label beyond the classes of a model.

    A TensorLoader knows its highest label; others have their labels on the CPU still.
    """
    highest = getattr(loader, "highest", None)
    if highest is None and labels.device.type == "cpu" and len(labels):
        highest = int(labels.max())
    if highest is not None and highest >= width:
        raise ValueError(beyond(width, highest))


def beyond(width: int, label: int) -> str:
    """Say that a label is none of a model's classes."""
    return (
        f"the model tells {width} classes apart, 0 to {width - 1}, but a label is"
        f" {label}"
    )


def check_not_empty(name: str, loader) -> None:
    """Raise ValueError for a loader that is known to have no batch."""
    if not has_no_batch(loader):
        return
    if isinstance(loader, DataLoader) and loader.drop_last and len(loader.dataset):
        raise ValueError(
            "the loader has no pictures: they are fewer than batch_size, and drop_last"
            " drops them. Choose a smaller batch_size, or drop_last=False."
        )
    raise ValueError(f"loaders[{name!r}] has no pictures: its data set is empty")


def has_no_batch(loader) -> bool:
    """Tell whether a loader knows its length, and it is 0."""
    try:
        return isinstance(loader, Sized) and len(loader) == 0
    except TypeError:  # a DataLoader over a stream has no length
        return False
