"""Refusals of `helpers.datasets`: what nothing can be learned from."""

import numpy as np
import torch
from torch.utils.data import IterableDataset, Subset

from helpers.checks.values import brief_repr


def whole(dataset):
    """Return a data set, or of a part of one that of which it is a part."""
    return whole(dataset.dataset) if isinstance(dataset, Subset) else dataset


def kind_of(dataset) -> str:
    """Return the name of a data set's class; of a part of one, that of the whole."""
    return type(whole(dataset)).__name__


def check_rows(subset: Subset) -> None:
    """Raise ValueError for a mask, which a Subset would read as rows 0 and 1."""
    if torch.as_tensor(subset.indices).dtype == torch.bool:
        raise ValueError("a Subset takes row numbers, not a mask: mask.nonzero()")


def check_readable(dataset) -> None:
    """Raise ValueError for what has no length, or no items."""
    name, dataset = kind_of(dataset), whole(dataset)
    if isinstance(dataset, type):
        raise ValueError(f"{dataset.__name__} is a class, not a data set yet")
    if isinstance(dataset, IterableDataset) or not hasattr(dataset, "__len__"):
        raise ValueError(
            f"TensorLoader reads a data set with a length, not {name}. Use torch's"
            " DataLoader for a stream."
        )
    numbers = isinstance(dataset, (torch.Tensor, np.ndarray, str, dict))
    if numbers or not hasattr(dataset, "__getitem__"):
        fix = "TensorDataset(images, labels) makes one of tensors"
        if isinstance(dataset, str):
            fix = "helpers.picture_folder.load_folder makes one of a folder"
        raise ValueError(f"a data set has items (image, label), not a {name}: {fix}")


def check_item(dataset, item) -> None:
    """Raise ValueError unless an item is (image, label), and the image is one."""
    name = kind_of(dataset)
    if not isinstance(item, (tuple, list)) or len(item) != 2:
        given = brief_repr(item)
        if isinstance(item, (tuple, list)):
            given = f"a {type(item).__name__} of {len(item)}"
        raise ValueError(
            f"an item of a data set is (image, label), but {name} gives {given}"
        )
    image, label = item
    if isinstance(label, (str, bytes, dict, type(None))):
        raise ValueError(
            f"a label is a whole number, but {name} gives {brief_repr(label)}"
        )
    if not hasattr(image, "size") or getattr(image, "ndim", 2) not in (2, 3):
        given = [*image.shape] if hasattr(image, "shape") else brief_repr(image)
        raise ValueError(f"an image is (H, W) or (C, H, W), but {name} gives {given}")


def check_same_twice(dataset, once: torch.Tensor, twice: torch.Tensor) -> None:
    """Raise ValueError for a data set that gives another picture when asked again."""
    if once.shape != twice.shape or not torch.equal(once, twice):
        raise ValueError(
            f"{kind_of(dataset)} changes its pictures at random, and TensorLoader"
            " reads them once. Use torch's DataLoader, or give TensorLoader the change:"
            " augment=..."
        )


def check_one_size(dataset, images: list[torch.Tensor]) -> None:
    """Raise ValueError for pictures of more than one shape or kind of number."""
    kinds = {(tuple(image.shape), image.dtype) for image in images}
    if len(kinds) > 1:
        first, second = sorted(map(str, kinds))[:2]
        raise ValueError(
            f"the pictures of {kind_of(dataset)} differ, {first} and {second}:"
            " give it a transform that makes them alike, such as Resize((28, 28))"
        )


def check_names(labels: torch.Tensor, names: list[str] | None) -> None:
    """Raise ValueError for a label that has no name."""
    if names is not None and len(labels) and labels.max() >= len(names):
        raise ValueError(
            f"labels must lie in 0..{len(names) - 1}, for the data set names"
            f" {len(names)} classes, but one is {int(labels.max())}"
        )


def check_labels(labels: torch.Tensor, n: int) -> None:
    """Raise ValueError unless labels are those of n images: (n,) integers from 0 up."""
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
    if n and (low := labels.long().min()) < 0:
        raise ValueError(f"labels count classes from 0 up, but one is {low}")


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
