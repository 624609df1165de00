"""Kernels and pictures to choose from in the widgets."""

import gzip
from functools import cache
from pathlib import Path

import numpy as np

KERNELS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "Sobel x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "blur": [[1 / 9] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
}

EDGE = [
    [1, 0, 2, 7, 8, 9],
    [0, 1, 1, 8, 9, 8],
    [2, 0, 1, 9, 8, 9],
    [1, 1, 0, 7, 9, 8],
    [0, 2, 1, 8, 8, 9],
    [1, 0, 0, 9, 7, 8],
]
CORNER = [
    [1, 0, 1, 0, 1, 0],
    [0, 1, 0, 1, 0, 1],
    [1, 0, 8, 9, 8, 9],
    [0, 1, 9, 8, 9, 8],
    [1, 0, 8, 9, 8, 9],
    [0, 1, 9, 8, 9, 8],
]
CHECKERBOARD = [[9 * ((row + column) % 2) for column in range(6)] for row in range(6)]
SEVEN = [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 7, 9, 9, 9, 9, 8, 0],
    [0, 3, 4, 4, 4, 7, 9, 0],
    [0, 0, 0, 0, 1, 9, 5, 0],
    [0, 0, 0, 0, 6, 9, 1, 0],
    [0, 0, 0, 2, 9, 5, 0, 0],
    [0, 0, 0, 7, 9, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
]
# Two of its four windows hold their largest number twice.
TIES = [[1, 3, 2, 1], [4, 6, 5, 5], [3, 1, 0, 2], [2, 3, 4, 1]]


@cache
def boot() -> list[list[float]]:
    """Return the first test picture of Fashion-MNIST, (28, 28), from 0 to 1.

    From the bundled sample (MIT licence, Zalando SE: see `helpers/sample/LICENSE`).
    """
    sample = Path(__file__).parents[1] / "sample" / "t10k-images-idx3-ubyte.gz"
    with gzip.open(sample) as file:
        header_and_picture = file.read(16 + 28 * 28)
    pixels = np.frombuffer(header_and_picture, np.uint8, offset=16)
    return (pixels.reshape(28, 28) / 255).round(3).tolist()


def pictures() -> dict[str, list]:
    """Return every picture to choose from, by name."""
    return {
        "edge": EDGE,
        "corner": CORNER,
        "checkerboard": CHECKERBOARD,
        "digit": SEVEN,
        "ankle boot, 28×28": boot(),
    }
