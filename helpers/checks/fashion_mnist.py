"""Refusals of `helpers.fashion_mnist`: no files, and files that are no IDX."""

import math


def check_download(allowed: bool, folders) -> None:
    """Raise FileNotFoundError where nothing was found and nothing may be fetched."""
    if not allowed:
        raise FileNotFoundError(
            f"no Fashion-MNIST in {', '.join(map(str, folders))}."
            "\nPass download=True, or set FASHION_MNIST_ROOT to its folder."
        )


def check_idx(content: bytes, dimensions: int, shape: list[int]) -> None:
    """Raise ValueError unless a header and as many numbers as it names are there."""
    numbers = len(content) - 4 - 4 * dimensions
    if not 0 < dimensions == len(shape) or math.prod(shape) != numbers:
        raise ValueError(
            f"these {len(content):,} bytes are no IDX file of uint8, or not all of it"
        )
