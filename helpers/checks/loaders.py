"""Refusals of `helpers.loaders`: what nothing can be learned from."""

from collections.abc import Sized

import torch
import torchvision
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchvision.transforms import ToTensor

from helpers.checks.values import brief_repr, require_whole


def check_split(n: int, n_valid: int, validation_fraction: float) -> None:
    """Raise ValueError unless both parts of a split of n images have some."""
    if not 0 < validation_fraction < 1:
        raise ValueError(
            f"validation_fraction must lie between 0 and 1, not {validation_fraction!r}"
        )
    if not 0 < n_valid < n:
        raise ValueError(f"{n} images are too few for a split")


def check_rows(subset: Subset) -> None:
    """Raise ValueError for a mask, which a Subset would read as rows 0 and 1."""
    check_getitem(subset)
    if torch.as_tensor(subset.indices).dtype == torch.bool:
        raise ValueError("a Subset takes row numbers, not a mask: mask.nonzero()")


def check_getitem(dataset) -> None:
    """Raise ValueError for a data set with a `__getitem__` of its own."""
    name = type(dataset).__name__
    for kind in (torchvision.datasets.MNIST, TensorDataset, Subset):
        if isinstance(dataset, kind) and type(dataset).__getitem__ != kind.__getitem__:
            raise ValueError(
                f"TensorLoader would skip {name}.__getitem__, for it reads the tensors"
                f" themselves. Use torch's DataLoader for a {name}."
            )


def check_dataset(dataset) -> None:
    """Raise ValueError unless a data set is tensors, and nothing changes them."""
    check_getitem(dataset)
    if isinstance(dataset, torchvision.datasets.MNIST):
        transform, target_transform = dataset.transform, dataset.target_transform
        if not isinstance(transform, (ToTensor, type(None))) or target_transform:
            raise ValueError(
                f"TensorLoader would skip {transform or target_transform}."
                " Use torch's DataLoader for a dataset with a transform."
            )
    elif not isinstance(dataset, TensorDataset) or len(dataset.tensors) != 2:
        raise ValueError(
            "TensorLoader reads FashionMNIST, TensorDataset(images, labels) or a Subset"
            f" of them, not {type(dataset).__name__}"
        )


def check_labels(labels: torch.Tensor, n: int) -> None:
    """Raise ValueError unless labels are those of n images: (n,) integers, 0 to 9."""
    if labels.ndim != 1 or labels.is_floating_point() or labels.is_complex():
        fix = "labels.long()"
        if labels.ndim == 2:
            fix = f"labels.{'squeeze(1)' if labels.shape[1] == 1 else 'argmax(dim=1)'}"
        raise ValueError(
            "labels must be one whole number an image, shape (N,),"
            f" not {labels.dtype} of shape {tuple(labels.shape)}. Try {fix}."
        )
    if n != len(labels):
        raise ValueError(f"{n:,} images, but {len(labels):,} labels")
    low, high = labels.long().aminmax() if n else (0, 9)
    if low < 0 or high > 9:
        raise ValueError(f"labels must lie in 0..9, not in {low}..{high}")


def check_images(images: torch.Tensor) -> None:
    """Raise ValueError unless images are (N, C, H, W), uint8 or sound floats."""
    if images.ndim != 4:
        raise ValueError(
            f"images must be (N, H, W) or (N, C, H, W), not {tuple(images.shape)}"
        )
    if images.dtype != torch.uint8 and not images.is_floating_point():
        raise ValueError(f"images must be uint8 or floats, not {images.dtype}")
    check_floats(images)


def check_floats(images: torch.Tensor) -> None:
    """Raise ValueError for pixels that are NaN, infinite or floats up to 255."""
    if not images.is_floating_point() or not images.numel():
        return
    low, high = images.aminmax()  # NaN if there is one
    if not (high - low).isfinite() and (bad := int((~images.isfinite()).sum())):
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")
    if high > 127:  # far from 0..1, standardised or not
        raise ValueError(f"float pixels reach {high:g}: divide those of 0..255 by 255")


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
