"""Fashion-MNIST that always arrives, its split, and a fast loader (lessons 2 to 4)."""

import math
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch.utils.data import Dataset, Subset, TensorDataset, random_split
from torchvision.transforms import ToTensor

from helpers import files, mirrors
from helpers.checks import require_whole, short
from helpers.device import get_device

SAMPLE = Path(__file__).with_name("sample")


class FashionMNIST(torchvision.datasets.FashionMNIST):
    """torchvision's dataset, made dependable: same arguments, same attributes.

    It looks in this order, and says in one line what it used: the folder named by the
    environment variable FASHION_MNIST_ROOT; files already under `root`; Debian's
    package dataset-fashion-mnist; with `download=True` the mirrors, and, when they fail
    too, a bundled sample of 2,000 + 500 images, with a warning. Every byte of the full
    set is verified. The attribute `source` is where it came from, or "sample".

    `data` is (N, 28, 28) uint8, `targets` is (N,) int64. Raises FileNotFoundError if
    nothing is found and `download` is false.
    """

    def __init__(self, root, train=True, transform=None, target_transform=None,
                 download=False):  # fmt: skip
        # Not torchvision's own __init__: that one would read and download by itself.
        torchvision.datasets.VisionDataset.__init__(
            self, root, transform=transform, target_transform=target_transform
        )
        self.train = train
        images, labels, self.source = self._find(download)
        self.data, self.targets = read_idx(images), read_idx(labels).long()
        what = "training" if train else "test"
        print(f"Fashion-MNIST: {len(self):,} {what} images from {self.source}")
        if self.source == "sample":
            warnings.warn(
                "the full Fashion-MNIST could not be had. This is a SAMPLE of"
                f" {len(self):,} images: numbers are not comparable with the lessons'.",
                stacklevel=2,
            )

    def _find(self, download: bool) -> tuple[bytes, bytes, str]:
        """Return images, labels and where they came from."""
        prefix = "train" if self.train else "t10k"
        names = (f"{prefix}-images-idx3-ubyte", f"{prefix}-labels-idx1-ubyte")
        folders = [Path(self.root), Path(self.raw_folder), files.DEBIAN]
        if named := os.environ.get("FASHION_MNIST_ROOT"):
            folders = [Path(named), Path(named, "FashionMNIST", "raw"), *folders]
        for folder in folders:
            contents = [files.read(name, folder) for name in names]
            if None not in contents:
                return *contents, str(folder)
        if not download:
            raise FileNotFoundError(
                f"no Fashion-MNIST in {', '.join(map(str, folders))}."
                "\nPass download=True, or set FASHION_MNIST_ROOT to its folder."
            )
        try:
            folder = Path(self.raw_folder)
            return *(mirrors.download(name, folder) for name in names), "download"
        except OSError as error:
            warnings.warn(
                f"Fashion-MNIST was not downloaded: {error}.\nBy hand: put"
                f" {' and '.join(f'{name}.gz' for name in names)} into {folder}",
                stacklevel=3,
            )
        packed = [(SAMPLE / f"{name}.gz").read_bytes() for name in names]
        return *map(files.unpack, packed), "sample"


def read_idx(content: bytes) -> torch.Tensor:
    """Read the IDX format of LeCun's MNIST: a uint8 tensor of the shape it names.

    Four bytes (0, 0, 8 for uint8, number of dimensions), each dimension as a big-endian
    32-bit integer, then the numbers. Raises ValueError for anything else.
    """
    dimensions = content[3] if content[:3] == b"\0\0\x08" and len(content) > 3 else 0
    start = 4 + 4 * dimensions
    shape = np.frombuffer(content[4:start], ">u4", len(content[4:start]) // 4).tolist()
    if not 0 < dimensions == len(shape) or math.prod(shape) != len(content) - start:
        raise ValueError(
            f"these {len(content):,} bytes are no IDX file of uint8, or not all of it"
        )
    numbers = np.frombuffer(content, np.uint8, offset=start)
    return torch.from_numpy(numbers.reshape(shape).copy())


def split_dataset(
    dataset: Dataset, validation_fraction: float = 0.2, seed: int = 0
) -> tuple[Subset, Subset]:
    """Split at random into training and validation set: the same split for a seed."""
    if not 0 < validation_fraction < 1:
        raise ValueError(
            f"validation_fraction must lie between 0 and 1, not {validation_fraction!r}"
        )
    n_valid = round(len(dataset) * validation_fraction)
    if not 0 < n_valid < len(dataset):
        raise ValueError(f"{len(dataset)} images are too few for a split")
    generator = torch.Generator().manual_seed(seed)
    parts = [len(dataset) - n_valid, n_valid]
    return tuple(random_split(dataset, parts, generator=generator))


def tensors(dataset: Dataset) -> tuple[torch.Tensor, torch.Tensor]:
    """Return all images (N, C, H, W), uint8 or float32, and labels (N,) of a dataset.

    Takes FashionMNIST, TensorDataset, and a Subset of either. Raises ValueError for a
    transform (it would be skipped), lengths that differ, labels that are not integers
    from 0 to 9, and pixels that are NaN or floats up to 255.
    """
    if isinstance(dataset, Subset):
        if torch.as_tensor(dataset.indices).dtype == torch.bool:
            raise ValueError("a Subset takes row numbers, not a mask: mask.nonzero()")
        images, labels = tensors(dataset.dataset)
        return images[dataset.indices], labels[dataset.indices]
    if isinstance(dataset, TensorDataset) and len(dataset.tensors) == 2:
        images, labels = dataset.tensors
    elif isinstance(dataset, torchvision.datasets.MNIST):
        transform, target_transform = dataset.transform, dataset.target_transform
        if not isinstance(transform, (ToTensor, type(None))) or target_transform:
            raise ValueError(
                f"TensorLoader would skip {transform or target_transform}."
                " Use torch's DataLoader for a dataset with a transform."
            )
        images, labels = dataset.data, dataset.targets
    else:
        raise ValueError(
            "TensorLoader reads FashionMNIST, TensorDataset(images, labels) or a Subset"
            f" of them, not {type(dataset).__name__}"
        )
    images = check_images(images)
    return images, check_labels(labels, len(images))


def check_labels(labels: torch.Tensor, n: int) -> torch.Tensor:
    """Return the labels of n images, (n,) int64; ValueError for any but 0 to 9."""
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
    labels = labels.long()
    low, high = labels.aminmax() if n else (0, 9)
    if low < 0 or high > 9:
        raise ValueError(f"labels must lie in 0..9, not in {low}..{high}")
    return labels


def check_images(images: torch.Tensor) -> torch.Tensor:
    """Return images (N, C, H, W), uint8 or float32; ValueError if they are neither."""
    images = images.unsqueeze(1) if images.ndim == 3 else images
    if images.ndim != 4:
        raise ValueError(
            f"images must be (N, H, W) or (N, C, H, W), not {tuple(images.shape)}"
        )
    if images.dtype == torch.uint8:
        return images
    if not images.is_floating_point():
        raise ValueError(f"images must be uint8 or floats, not {images.dtype}")
    check_floats(images)
    return images.float()


def check_floats(images: torch.Tensor) -> None:
    """Raise ValueError for pixels that are NaN, infinite or floats up to 255."""
    if not images.is_floating_point() or not images.numel():
        return
    low, high = images.aminmax()  # NaN if there is one
    if not (high - low).isfinite() and (bad := int((~images.isfinite()).sum())):
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")
    if high > 127:  # far from 0..1, standardised or not
        raise ValueError(f"float pixels reach {high:g}: divide those of 0..255 by 255")


def checked(loader) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the batches (images, labels) of any loader, if they can be learned from.

    Raises ValueError for labels other than 0 to 9, for what `check_floats` refuses, and
    for what is no loader. torch averages labels of -100 away without a word, and on a
    GPU a label of 10 ends the whole process. A TensorLoader has looked already. What is
    on a GPU is left alone: to look at it would make it wait.
    """
    if isinstance(loader, TensorLoader):
        yield from loader
        return
    for batch in loader:
        pair = isinstance(batch, (tuple, list)) and len(batch) == 2
        if not pair or not all(torch.is_tensor(part) and part.ndim for part in batch):
            raise ValueError(
                "a loader yields batches (images, labels): TensorLoader(dataset, 20)"
            )
        images, labels = batch
        if labels.device.type == "cpu":
            check_floats(images)
            labels = check_labels(labels, len(images))
        yield images, labels


class TensorLoader:
    """Batches like a DataLoader's, cut from images that lie in memory as a whole.

    The images stay on `device` as they are (uint8: a quarter of the room) and become
    floats in 0..1 about a thousand at a time, which are then cut into batches. Yields
    images (B, 1, H, W) float32 and labels (B,) int64; the last batch may be smaller.
    `augment` maps images to others of the same shape. Takes what `tensors` takes, and
    raises ValueError for a batch size that is not a whole number from 1 up.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int = 20,
        shuffle: bool = False,
        generator: torch.Generator | None = None,
        device: torch.device | str = "cpu",
        augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
    ):
        require_whole("batch_size", batch_size)
        if not isinstance(generator, (torch.Generator, type(None))):
            raise ValueError(
                f"generator must be one of torch's, not {short(generator)}:"
                " helpers.device.set_seed returns one"
            )
        images, labels = tensors(dataset)
        if len(labels) == 0:
            raise ValueError("the dataset is empty")
        device = get_device(device)
        self.images, self.labels = images.to(device), labels.to(device)
        self.batch_size, self.shuffle = batch_size, shuffle
        self.generator, self.augment = generator, augment

    def __len__(self) -> int:
        """Count the batches."""
        return math.ceil(len(self.labels) / self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield (images, labels), in a new order every time if `shuffle` is set."""
        n = len(self.labels)
        if self.shuffle:
            order = torch.randperm(n, generator=self.generator)
        else:
            order = torch.arange(n)
        size = min(self.batch_size, n)
        for rows in order.to(self.labels.device).split(size * max(1, 1000 // size)):
            images = self.images.index_select(0, rows)  # far quicker than [rows]
            labels = self.labels.index_select(0, rows)
            if images.dtype == torch.uint8:
                images = images.float().div(255)
            if self.augment:
                images = self.augment(images)
            if images.device.type != "mps":  # there, max-pooling cannot learn with it
                # A pixel's channels side by side: the same numbers, quicker pooling.
                images = images.to(memory_format=torch.channels_last)
            yield from zip(images.split(size), labels.split(size), strict=True)


def make_loaders(
    train_set: Dataset,
    test_set: Dataset,
    batch_size: int = 20,
    seed: int = 0,
    device: torch.device | str = "cpu",
    augment: Callable[[torch.Tensor], torch.Tensor] | None = None,
) -> dict[str, TensorLoader]:
    """Split the training set 80:20; return loaders "train", "valid" and "test".

    Only "train" is shuffled and augmented. The other two take 1,000 images a batch:
    nothing is learned from them, so the batch size changes nothing but the time. Warns
    if all training pictures have one label.
    """
    train_part, valid_part = split_dataset(train_set, seed=seed)
    shuffler = torch.Generator().manual_seed(seed)
    loader = TensorLoader(train_part, batch_size, True, shuffler, device, augment)
    if (loader.labels == loader.labels[0]).all():
        warnings.warn(
            f"all training pictures have label {loader.labels[0]}: with nothing to tell"
            " apart, a network always seems right",
            stacklevel=2,
        )
    return {
        "train": loader,
        "valid": TensorLoader(valid_part, 1000, device=device),
        "test": TensorLoader(test_set, 1000, device=device),
    }


if __name__ == "__main__":
    # `python -m helpers.data ROOT` fetches both sets, and fails on the sample.
    root = sys.argv[1] if len(sys.argv) > 1 else "data"
    sets = [FashionMNIST(root, train=train, download=True) for train in (True, False)]
    sys.exit(any(dataset.source == "sample" for dataset in sets))
