"""Refusals of `helpers.pretrained`."""

import torch
import torchvision


def check_name(name: str) -> None:
    """Raise ValueError for a network that torchvision does not know."""
    if name not in torchvision.models.list_models(module=torchvision.models):
        raise ValueError(f"torchvision.models has no network for pictures {name!r}")


def check_photographs(images: torch.Tensor) -> None:
    """Raise ValueError unless images are floats (N, 1 or 3, H, W)."""
    if images.ndim != 4 or images.shape[1] not in (1, 3):
        raise ValueError(
            "the network reads images of shape (N, 1, H, W) or (N, 3, H, W), not"
            f" {tuple(images.shape)}"
        )
    if not images.is_floating_point():
        raise ValueError(
            f"the network reads floats between 0 and 1, not {images.dtype}."
            " Divide the pixels by 255."
        )


def check_linear(model, names: list[str]) -> None:
    """Raise ValueError for a model without a linear layer."""
    if not names:
        raise ValueError(f"{type(model).__name__} has no linear layer to replace")


def check_digest(url: str, digest: str, beginning: str) -> None:
    """Raise OSError for a file whose digest does not begin as its name says."""
    if not digest.startswith(beginning):
        raise OSError(f"{url} sends another file")
