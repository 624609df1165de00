"""Refusals of `helpers.pretrained`."""

import torchvision


def check_name(name: str) -> None:
    """Raise ValueError for a network that torchvision does not know."""
    if name not in torchvision.models.list_models(module=torchvision.models):
        raise ValueError(f"torchvision.models has no network for pictures {name!r}")


def check_linear(model, names: list[str]) -> None:
    """Raise ValueError for a model without a linear layer."""
    if not names:
        raise ValueError(f"{type(model).__name__} has no linear layer to replace")


def check_digest(url: str, digest: str, beginning: str) -> None:
    """Raise OSError for a file whose digest does not begin as its name says."""
    if not digest.startswith(beginning):
        raise OSError(f"{url} sends another file")
