"""Refusals of `helpers.device`."""

from helpers.checks.values import brief_repr

DEVICES = ("cpu", "cuda", "mps")


def check_device(name, device) -> None:
    """Raise ValueError for a name of which torch made no device that we know."""
    if device is None or device.type not in DEVICES:
        raise ValueError(
            f"no device is called {brief_repr(name)}. Use 'cpu', 'cuda' or 'mps'."
        )
