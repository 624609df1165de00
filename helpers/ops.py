"""Convolution and max-pooling in NumPy, all windows at once.

Lesson 5 does the same in plain loops. Every animation and every number by hand is held
to these functions, and a test holds these functions to `torch.nn.functional`.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.checks.ops import check_conv2d, check_output_size, check_windows


def output_size(size: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """Count the positions of a window of `kernel` cells along `size` cells.

    floor((size + 2 * padding - kernel) / stride) + 1, as in `torch.nn.Conv2d`.

    >>> output_size(28, 5)
    24
    >>> output_size(24, 2, stride=2)
    12
    """
    check_output_size(size, kernel, stride, padding)
    return (size + 2 * padding - kernel) // stride + 1


def windows(image: np.ndarray, kernel: tuple[int, int], stride: int = 1) -> np.ndarray:
    """Return every window of an image, (C, H, W) -> (C, H_out, W_out, kH, kW).

    `windows(x, (3, 3))[:, i, j]` is the patch under the window at position (i, j).
    The result is a read-only view: no pixel is copied.
    """
    check_windows(image, kernel, stride)
    every = sliding_window_view(image, kernel, axis=(1, 2))
    return every[:, ::stride, ::stride]


def conv2d(
    image: np.ndarray,
    weight: np.ndarray,
    bias: np.ndarray | None = None,
    stride: int = 1,
    padding: int = 0,
) -> np.ndarray:
    """Slide kernels over an image, multiply and sum, like `F.conv2d`.

    image (C_in, H, W), weight (C_out, C_in, kH, kW), bias (C_out,) or None; returns
    (C_out, H_out, W_out). The border is padded with zeros. As in every deep-learning
    library the kernel is not flipped: mathematicians call this cross-correlation.

    >>> conv2d(np.arange(9).reshape(1, 3, 3), np.array([[[[0, 1], [2, 3]]]]))
    array([[[19, 25],
            [37, 43]]])
    """
    image, weight = np.asarray(image), np.asarray(weight)
    check_conv2d(image, weight, bias, stride, padding)
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    patches = windows(padded, weight.shape[2:], stride)
    # c: input channel, i j: position, a b: place in the window, o: output channel
    kind = np.result_type(patches, weight, np.int64)  # 8 bits would overflow
    output = np.einsum("cijab,ocab->oij", patches, weight, dtype=kind)
    return output if bias is None else output + np.reshape(bias, (-1, 1, 1))


def max_pool2d(image: np.ndarray, kernel: int, stride: int | None = None) -> np.ndarray:
    """Keep the largest number of every window, like `F.max_pool2d`.

    image (C, H, W) -> (C, H_out, W_out). Without a stride the windows do not overlap.

    >>> max_pool2d(np.arange(16).reshape(1, 4, 4), 2)
    array([[[ 5,  7],
            [13, 15]]])
    """
    stride = kernel if stride is None else stride
    return windows(np.asarray(image), (kernel, kernel), stride).max(axis=(3, 4))
