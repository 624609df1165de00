"""Cut the bundled sample, 2,000 + 500 pictures in equal classes, from the full set.

Run it as `python -m tools.sample`; it needs the full set and is needed only once.
"""

import gzip
import sys
from pathlib import Path

import torch

from helpers.fashion_mnist import FashionMNIST

ROOT = Path(__file__).parents[1]
DATA = ROOT / "notebooks" / "data"
FOLDER = ROOT / "helpers" / "sample"


def write_idx(name: str, numbers: torch.Tensor) -> None:
    header = bytes([0, 0, 8, numbers.ndim])
    header += b"".join(size.to_bytes(4, "big") for size in numbers.shape)
    content = header + numbers.to(torch.uint8).numpy().tobytes()
    # mtime=0: the same pictures give the same bytes
    (FOLDER / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def main() -> None:
    for prefix, per_class in (("train", 200), ("t10k", 50)):
        full = FashionMNIST(DATA, train=prefix == "train", download=True)
        if full.source == "sample":
            sys.exit("the sample is cut from the full set, which is not here")
        first = [(full.targets == c).nonzero()[:per_class, 0] for c in range(10)]
        rows = torch.cat(first).sort().values
        write_idx(f"{prefix}-images-idx3-ubyte", full.data[rows])
        write_idx(f"{prefix}-labels-idx1-ubyte", full.targets[rows])


if __name__ == "__main__":
    main()
