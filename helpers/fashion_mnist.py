"""Fashion-MNIST that always arrives (lesson 2)."""

import os
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
import torchvision

from helpers import fashion_mnist_files as files
from helpers.checks.fashion_mnist import check_download, check_idx

SAMPLE = Path(__file__).with_name("sample")
CLASS_NAMES = torchvision.datasets.FashionMNIST.classes


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
            named = Path(named).expanduser()
            chosen = [named, named / "FashionMNIST" / "raw"]
            folders = [*chosen, *folders]
        for folder in folders:
            contents = [files.read_verified(name, folder) for name in names]
            if None not in contents:
                if named and folder not in chosen:
                    warn_of_root(named)
                return *contents, str(folder)
        check_download(download, folders)
        if named:
            warn_of_root(named)
        try:
            folder = Path(self.raw_folder)
            return *(files.download(name, folder) for name in names), "download"
        except OSError as error:
            warnings.warn(
                f"Fashion-MNIST was not downloaded: {error}.\nBy hand: put"
                f" {' and '.join(f'{name}.gz' for name in names)} into {folder}",
                stacklevel=3,
            )
        packed = [(SAMPLE / f"{name}.gz").read_bytes() for name in names]
        return *map(files.unpack, packed), "sample"


def warn_of_root(named: Path) -> None:
    """Say that the folder that somebody named is not the one that is used."""
    warnings.warn(
        f"FASHION_MNIST_ROOT names {named}, and the four files are not there:"
        " another source is used",
        stacklevel=4,
    )


def read_idx(content: bytes) -> torch.Tensor:
    """Read the IDX format of LeCun's MNIST: a uint8 tensor of the shape it names.

    Four bytes (0, 0, 8 for uint8, number of dimensions), each dimension as a big-endian
    32-bit integer, then the numbers. Raises ValueError for anything else.
    """
    dimensions = content[3] if content[:3] == b"\0\0\x08" and len(content) > 3 else 0
    start = 4 + 4 * dimensions
    shape = np.frombuffer(content[4:start], ">u4", len(content[4:start]) // 4).tolist()
    check_idx(content, dimensions, shape)
    numbers = np.frombuffer(content, np.uint8, offset=start)
    return torch.from_numpy(numbers.reshape(shape).copy())


if __name__ == "__main__":
    # `python -m helpers.fashion_mnist ROOT` fetches both sets, and fails on the sample.
    root = sys.argv[1] if len(sys.argv) > 1 else "data"
    sets = [FashionMNIST(root, train=train, download=True) for train in (True, False)]
    sys.exit(any(dataset.source == "sample" for dataset in sets))
