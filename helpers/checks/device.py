"""Refusals of `helpers.device`."""

from helpers.checks.values import brief_repr

DEVICES = ("cpu", "cuda", "mps")


def check_device(name, device, origin: str) -> None:
    """Raise ValueError for a name of which torch made no device that we know.

    `origin` says where the name comes from, where it is not the caller's.
    """
    if device is None or device.type not in DEVICES:
        raise ValueError(
            f"no device is called {brief_repr(name)}{origin}."
            " Use 'cpu', 'cuda' or 'mps'."
        )
