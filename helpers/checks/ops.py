"""Refusals of `helpers.ops`: shapes that do not fit, and windows too large."""

import numpy as np

from helpers.checks.values import require_whole


def check_output_size(size: int, kernel: int, stride: int = 1, padding: int = 0):
    """Raise ValueError unless the window fits and all are whole numbers."""
    for name, value in {"size": size, "kernel": kernel, "stride": stride}.items():
        require_whole(name, value)
    require_whole("padding", padding, least=0)
    if kernel > size + 2 * padding:
        raise ValueError(
            f"a window of {kernel} cells does not fit into {size} cells"
            f" with padding {padding} on both sides"
        )


def check_windows(image, kernel, stride: int = 1, padding: int = 0) -> None:
    """Raise ValueError unless the image is (C, H, W), and the window fits into it."""
    if image.ndim != 3:
        raise ValueError(f"the image must be (C, H, W), not {image.shape}")
    for size, length in zip(image.shape[1:], kernel, strict=True):
        check_output_size(size, length, stride, padding)


def check_conv2d(image, weight, bias, stride: int, padding: int) -> None:
    """Raise ValueError unless image, weight and bias fit together, as `F.conv2d`'s."""
    if image.ndim != 3 or weight.ndim != 4 or image.shape[0] != weight.shape[1]:
        raise ValueError(
            "conv2d needs an image (C_in, H, W) and a weight (C_out, C_in, kH, kW)"
            f" with the same C_in, not {image.shape} and {weight.shape}"
        )
    if 0 in weight.shape:
        raise ValueError(f"the weight has no numbers: its shape is {weight.shape}")
    if bias is not None and np.shape(bias) != weight.shape[:1]:
        raise ValueError(
            f"the bias must have shape {weight.shape[:1]}, not {np.shape(bias)}"
        )
    check_windows(image, weight.shape[2:], stride, padding)
