"""The split, and a fast loader (lessons 3 and 4)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator

import torch
from torch import nn
from torch.utils.data import Dataset, Subset

from helpers.any_model import evaluating, number_type, remember
from helpers.checks.loaders import (
    check_augmented,
    check_batch,
    check_highest,
    check_loader_arguments,
    check_some,
    check_split,
)
from helpers.datasets import as_tensors, names_of, share_out
from helpers.device import get_device


def split_dataset(
    dataset: Dataset, validation_fraction: float = 0.2, seed: int = 0
) -> tuple[Subset, Subset]:
    """Split at random into training and validation set, as torch's `random_split` does.

    The same seed gives the same split. Where a class has fewer than 100 pictures, and
    the data set holds its labels side by side, every class gives its share to each part
    (the split is stratified); of a class with very few, validation may have none.
    """
    n_valid = round(len(dataset) * validation_fraction)
    check_split(len(dataset), n_valid, validation_fraction)
    generator = torch.Generator().manual_seed(seed)  # it draws on the CPU
    order = torch.randperm(len(dataset), generator=generator, device="cpu").tolist()
    order = share_out(order, dataset)
    return Subset(dataset, order[:-n_valid]), Subset(dataset, order[-n_valid:])


def batches(
    loader, model: nn.Module | None = None
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the batches (images, labels) of any loader, if they can be learned from.

    With a model, images of float32 become what its weights are, such as float64; and a
    model that has learned from the first batch remembers the names and the shape of
    what it learns from. Raises ValueError for labels below 0 or beyond the model's
    classes, for pixels that are NaN or floats up to 255, and for what is no loader.
    torch averages labels of -100 away without a word, and on a GPU a label that is too
    large ends the whole process. A TensorLoader has looked already. What is on a GPU is
    left alone: to look at it would make it wait.
    """
    kind, width = number_type(model), None
    for place, batch in enumerate(loader):
        if not isinstance(loader, TensorLoader):
            check_batch(batch)
        images, labels = batch
        if kind is not None and images.is_floating_point():
            images = images.to(kind)
        learning = model is not None and model.training
        if learning and place == 0:
            width = width_on_gpu(model, images)
        if width is not None:
            check_highest(loader, labels, width)
        yield images, labels if labels.is_floating_point() else labels.long()
        if learning and place == 0:  # it could read them
            remember(model, names_of(loader), images.shape[1:])


def width_on_gpu(model: nn.Module, images: torch.Tensor) -> int | None:
    """Count the classes that a model on a GPU tells apart, by asking about one picture.

    None on the CPU, where torch itself refuses a label that is too large.
    """
    device = next(model.parameters(), images).device
    if device.type == "cpu":
        return None
    with evaluating(model):
        answer = model(images[:1].to(device))
    is_row = torch.is_tensor(answer) and answer.ndim == 2
    return answer.shape[1] if is_row else None  # training itself refuses the others


def image_by_image(augment):
    """Return a change of batches; torchvision's transforms get one image at a time.

    They draw once a call: `RandomHorizontalFlip` would mirror all of a batch or none.
    """
    parts = augment.modules() if isinstance(augment, nn.Module) else [augment]
    homes = {type(part).__module__ for part in parts}
    if not any(home.startswith("torchvision.transforms") for home in homes):
        return augment
    return lambda images: torch.stack([augment(image) for image in images])


class TensorLoader:
    """Batches like a DataLoader's, cut from images that lie in memory as a whole.

    The images stay on `device` as they are (uint8: a quarter of the room) and become
    floats in 0..1 about a thousand at a time, which are then cut into batches. Yields
    images (B, C, H, W) float32 and labels (B,) int64. The last batch may be smaller; if
    `even` is set, as many batches differ by one picture at most. `augment` maps images
    to others of the same shape. Takes what `as_tensors` does, and raises ValueError for
    a batch size that is not a whole number from 1 up. `classes` are the names of the
    classes, or None where the data set has none.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 20,
        shuffle: bool = False,
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
        even: bool = False,
    ):
        check_loader_arguments(batch_size, generator, augment)
        images, labels = as_tensors(dataset)
        check_some(labels)
        self.classes, self.highest = names_of(dataset), int(labels.max())
        device = get_device(device)
        self.images, self.labels = images.to(device), labels.to(device)
        self.batch_size, self.shuffle, self.even = batch_size, shuffle, even
        self.generator, self.augment = generator, image_by_image(augment)

    def __len__(self) -> int:
        """Count the batches."""
        return math.ceil(len(self.labels) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield (images, labels), in a new order every time if `shuffle` is set."""
        n = len(self.labels)
        if self.shuffle:
            order = torch.randperm(n, generator=self.generator, device="cpu")
        else:
            order = torch.arange(n, device="cpu")
        sizes = self.sizes()
        step = max(1, 1000 // sizes[0])
        parts = [sizes[at : at + step] for at in range(0, len(sizes), step)]
        order = order.to(self.labels.device).split(list(map(sum, parts)))
        for rows, part in zip(order, parts, strict=True):
            images = self.images.index_select(0, rows)  # far quicker than [rows]
            labels = self.labels.index_select(0, rows)
            if images.dtype == torch.uint8:
                images = images.to(torch.get_default_dtype()).div(255)
            if self.augment:
                images = self.augment(images)
                check_augmented(images, len(labels))
            if images.device.type == "cpu":  # GPUs pool and flatten quicker without
                # A pixel's channels side by side: the same numbers, quicker pooling.
                images = images.to(memory_format=torch.channels_last)
            yield from zip(images.split(part), labels.split(part), strict=True)

    def sizes(self) -> list[int]:
        """Count the pictures of each batch."""
        n, count = len(self.labels), len(self)
        if self.even:
            return [n // count + (place < n % count) for place in range(count)]
        size = min(self.batch_size, n)
        return [min(size, n - at) for at in range(0, n, size)]


def make_loaders(
    train_set: Dataset,
    test_set: Dataset | None = None,
    batch_size: int = 20,
    seed: int = 0,
    device: torch.device | str = "cpu",
    augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> dict[str, TensorLoader]:
    """Split the training set 80:20; return loaders "train", "valid" and "test".

    Only "train" is shuffled and augmented, and its batches are even: a small one at the
    end would spoil batch normalisation. The other two take 1,000 images a batch:
    nothing is learned from them, so the batch size changes nothing but the time. There
    is no "test" without a test set. Warns if all training pictures have one label.
    """
    train_part, valid_part = split_dataset(train_set, seed=seed)
    shuffler = torch.Generator().manual_seed(seed)
    loader = TensorLoader(train_part, batch_size, True, shuffler, device, augment, True)
    if (loader.labels == loader.labels[0]).all():
        warnings.warn(
            f"all training pictures have label {loader.labels[0]}: with nothing to tell"
            " apart, a network always seems right",
            stacklevel=2,
        )
    loaders = {"train": loader, "valid": TensorLoader(valid_part, 1000, device=device)}
    if test_set is not None:
        loaders["test"] = TensorLoader(test_set, 1000, device=device)
    return loaders
