"""Any data set as tensors, and the names of its classes (lesson 4)."""

from __future__ import annotations

from collections import Counter

import numpy as np
import torch
import torchvision
from torch.utils.data import Dataset, Subset, TensorDataset
from torchvision.transforms import ToTensor
from torchvision.transforms.functional import pil_to_tensor

from helpers.checks.datasets import (
    check_images,
    check_item,
    check_labels,
    check_names,
    check_one_size,
    check_readable,
    check_rows,
    check_same_twice,
)

SMALL = 100  # pictures; a class that has fewer is not left to chance
READ_TWICE = 20  # items, to see whether chance changes them


class PictureSet(Dataset):
    """Pictures in memory, and names for their classes.

    `data` is (N, C, H, W) uint8, `targets` is (N,) int64, `classes` is a list of names.
    An item is (image (C, H, W) float32 in 0..1, label), as with `ToTensor`.
    """

    def __init__(self, data: torch.Tensor, targets: torch.Tensor, classes: list[str]):
        self.data, self.targets, self.classes = data, targets, classes

    def __len__(self) -> int:
        """Count the pictures."""
        return len(self.data)

    def __getitem__(self, place: int) -> tuple[torch.Tensor, int]:
        """Return one picture and the number of its class."""
        return self.data[place].float() / 255, int(self.targets[place])

    def __repr__(self) -> str:
        """Say how many pictures there are, how large, and how many of each class."""
        counts = self.targets.bincount(minlength=len(self.classes)).tolist()
        shape = " × ".join(map(str, self.data.shape[1:]))
        named = zip(self.classes, counts, strict=True)
        each = ", ".join(f"{count:,} {name}" for name, count in named)
        return f"{len(self):,} pictures ({shape}): {each}"


def as_tensors(dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """Return all images (N, C, H, W), uint8 or float32, and labels (N,) of a dataset.

    Tensors are taken as they are where a data set holds them and changes nothing on the
    way out; any other is asked for its items, one after the other, so that transforms
    and a `__getitem__` of your own are honoured. Raises ValueError for what chance
    changes, lengths or sizes that differ, labels that are no whole numbers from 0 up or
    have no name, and pixels that are NaN or floats up to 255.
    """
    found = tensors_inside(dataset)
    images, labels = read_items(dataset) if found is None else found
    images = images.unsqueeze(1) if images.ndim == 3 else images
    check_images(images)
    check_labels(labels, len(images))
    check_names(labels, names_of(dataset))
    if images.dtype != torch.uint8:
        images = images.to(torch.get_default_dtype())
    return images, labels.long()


def tensors_inside(dataset) -> tuple[torch.Tensor, torch.Tensor] | None:
    """Return images and labels that a data set holds and gives as they are, or None."""
    if gives_as_is(dataset, Subset):
        check_rows(dataset)
        inner = tensors_inside(dataset.dataset)
        return inner and (inner[0][dataset.indices], inner[1][dataset.indices])
    if gives_as_is(dataset, TensorDataset) and len(dataset.tensors) == 2:
        return dataset.tensors
    if gives_as_is(dataset, PictureSet):
        return dataset.data, dataset.targets
    kinds = torchvision.datasets.MNIST, torchvision.datasets.CIFAR10
    if any(gives_as_is(dataset, kind) for kind in kinds):
        if dataset.target_transform or not isinstance(
            dataset.transform, (ToTensor, type(None))
        ):
            return None
        images, labels = dataset.data, torch.as_tensor(dataset.targets, device="cpu")
        if isinstance(images, np.ndarray):  # CIFAR10 has its channels last
            images = torch.from_numpy(images).permute(0, 3, 1, 2)
        return images, labels
    return None


def gives_as_is(dataset, kind: type) -> bool:
    """Tell whether a data set is of a kind, and has no `__getitem__` of its own."""
    own = type(dataset)
    return isinstance(dataset, kind) and own.__getitem__ is kind.__getitem__


def read_items(dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """Ask a data set for every item (image, label), and lay them side by side."""
    check_readable(dataset)
    images, labels = [], []
    for place in range(len(dataset)):
        image, label = read_item(dataset, place)
        if place < READ_TWICE:
            check_same_twice(dataset, image, read_item(dataset, place)[0])
        images.append(image)
        labels.append(label)
    check_one_size(dataset, images)
    if not images:
        return torch.zeros(0, 1, 1, 1), torch.zeros(0, dtype=torch.int64)
    return torch.stack(images), torch.tensor(labels, device="cpu")


def read_item(dataset, place: int) -> tuple[torch.Tensor, object]:
    """Return one image, a tensor (C, H, W), and its label, a number if it is sound."""
    item = dataset[place]
    check_item(dataset, item)
    image, label = item
    if isinstance(image, np.ndarray):
        channels_last = image.ndim == 3 and image.shape[-1] in (1, 3)
        image = torch.as_tensor(np.moveaxis(image, -1, 0) if channels_last else image)
    elif not torch.is_tensor(image):
        image = pil_to_tensor(image)
    image = image.detach().as_subclass(torch.Tensor)
    image = image.unsqueeze(0) if image.ndim == 2 else image
    return image, np.asarray(label).tolist()


def names_of(source) -> list[str] | None:
    """Return the names of the classes of a data set, a part of one, or a loader."""
    while not hasattr(source, "classes") and hasattr(source, "dataset"):
        source = source.dataset
    names = getattr(source, "classes", None)
    is_list = isinstance(names, (list, tuple)) and len(names) > 0
    return list(names) if is_list and all(isinstance(n, str) for n in names) else None


def labels_of(dataset) -> list[int] | None:
    """Return the labels of a data set without reading a picture, or None."""
    if isinstance(dataset, Subset):
        check_rows(dataset)
        inner = labels_of(dataset.dataset)
        return inner and [inner[place] for place in dataset.indices]
    tensors = getattr(dataset, "tensors", [])
    labels = tensors[1] if len(tensors) == 2 else getattr(dataset, "targets", None)
    try:
        labels = torch.as_tensor(labels, device="cpu")
    except (TypeError, ValueError, RuntimeError):
        return None
    whole = not (labels.is_floating_point() or labels.is_complex())
    one_each = labels.ndim == 1 and len(labels) == len(dataset)
    return labels.tolist() if whole and one_each else None


def share_out(order: list[int], dataset: Dataset) -> list[int]:
    """Let every class have its share of any end of an order, if one of them is small.

    Large classes have it by chance, and the order stays. Among the pictures of a class
    the order stays too; the first of each comes at the beginning, to be learned from.
    """
    labels = labels_of(dataset)
    counts = Counter(labels)
    if not counts or min(counts.values()) >= SMALL:
        return order
    seen, place = Counter(), {}
    for row in order:
        label = labels[row]
        place[row] = seen[label] / max(1, counts[label] - 1)  # from 0 to 1
        seen[label] += 1
    return sorted(order, key=place.get)
