"""scikit-learn's small digits, anywhere in a frame of 28 x 28 (lesson 1)."""

import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F


def digits_in_frame(top: int = 7, left: int = 7) -> tuple[torch.Tensor, torch.Tensor]:
    """Draw 1,797 digits of 14 x 14 in a black frame; 7 and 7 is the centre.

    Returns images (1797, 1, 28, 28) float32 in 0..1, and labels (1797,) int64. Beyond
    0..14 a digit leaves the frame.
    """
    digits = load_digits()
    small = torch.Tensor(digits.images / 16)  # (1797, 8, 8), floats of 32 bits
    small = small.unsqueeze(1)  # (1797, 1, 8, 8): adds the channel
    large = F.interpolate(small, size=(14, 14), mode="bilinear")
    framed = F.pad(large, (left, 14 - left, top, 14 - top))  # left, right, top, bottom
    return framed, torch.tensor(digits.target)
