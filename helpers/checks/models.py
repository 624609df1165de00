"""Refusals of `helpers.models`."""

import torch


def check_images(images: torch.Tensor) -> None:
    """Raise ValueError unless images are floats of shape (N, 1, 28, 28)."""
    if images.ndim != 4 or images.shape[1:] != (1, 28, 28):
        raise ValueError(
            "the network reads images of shape (N, 1, 28, 28),"
            f" not {tuple(images.shape)}."
            " helpers.images.prepare_image makes one from any picture."
        )
    if not images.is_floating_point():
        raise ValueError(
            f"the network reads floats between 0 and 1, not {images.dtype}."
            " Divide the pixels by 255."
        )
