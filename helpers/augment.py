"""Pictures changed at random while training, whole batches at a time (lesson 10).

Each function takes images (N, C, H, W), uint8 or float, on any device, and returns new
ones of the same shape, type and device. The random numbers are drawn on the CPU, so
that a seed gives the same pictures everywhere.
"""

from collections.abc import Callable

import torch
from torch.nn import functional as F


def mirror(images: torch.Tensor, generator=None) -> torch.Tensor:
    """Swap left and right in about half of the pictures."""
    swap = torch.rand(len(images), 1, 1, 1, generator=generator, device="cpu") < 0.5
    return torch.where(swap.to(images.device), images.flip(3), images)


def shift(images: torch.Tensor, generator=None, most: int = 2) -> torch.Tensor:
    """Move every picture by -most to most pixels each way; what comes in is black."""
    n, channels, height, width = images.shape
    start = torch.randint(0, 2 * most + 1, (2, n, 1), generator=generator, device="cpu")
    rows, columns = start.to(images.device)  # (N, 1) each
    rows = rows + torch.arange(height, device=images.device)  # (N, H)
    columns = columns + torch.arange(width, device=images.device)  # (N, W)
    padded = F.pad(images, (most, most, most, most))
    picture = torch.arange(n, device=images.device).view(n, 1, 1, 1)
    channel = torch.arange(channels, device=images.device).view(1, channels, 1, 1)
    return padded[picture, channel, rows[:, None, :, None], columns[:, None, None, :]]


def erase(images: torch.Tensor, generator=None, size: int = 8) -> torch.Tensor:
    """Blacken one square of size x size pixels at a random place in every picture.

    Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural
    Networks with Cutout", 2017; here the whole square lies inside the picture.
    """
    n, _, height, width = images.shape
    on_cpu = {"generator": generator, "device": "cpu"}
    top = torch.randint(0, height - size + 1, (n, 1), **on_cpu)
    left = torch.randint(0, width - size + 1, (n, 1), **on_cpu)
    rows, columns = (torch.arange(side, device="cpu") for side in (height, width))
    rows = (rows >= top) & (rows < top + size)  # (N, H)
    columns = (columns >= left) & (columns < left + size)  # (N, W)
    square = rows[:, None, :, None] & columns[:, None, None, :]  # (N, 1, H, W)
    return images.masked_fill(square.to(images.device), 0)


class Augment:
    """Apply functions of this module in order, each with random numbers of its own.

    One more function at the end changes nothing for those before it, and nothing for
    shuffling, dropout and the first weights. Example: `Augment(mirror, shift, seed=3)`.
    """

    def __init__(self, *functions: Callable, seed: int = 0):
        self.functions = functions
        self.generators = [
            torch.Generator().manual_seed(1000 * seed + place)
            for place in range(len(functions))
        ]

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """Return a changed copy of images (N, C, H, W)."""
        for function, generator in zip(self.functions, self.generators, strict=True):
            images = function(images, generator)
        return images
