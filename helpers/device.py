"""Where to compute, and how to make a run repeatable (lesson 1)."""

import random

import numpy as np
import torch


def get_device(name: str | None = None) -> torch.device:
    """Return the device to compute on: the one named, or the best one here.

    Without a name: CUDA if there is a CUDA GPU, else Apple's MPS, else the CPU.
    Raises ValueError if the name is unknown or the device is not in this machine.
    """
    available = ["cpu"]
    if torch.backends.mps.is_available():
        available.insert(0, "mps")
    if torch.cuda.is_available():
        available.insert(0, "cuda")
    if name is None:
        return torch.device(available[0])
    try:
        device = torch.device(name)
    except (RuntimeError, TypeError) as error:
        raise ValueError(
            f"no device is called {name!r}. This machine has: {', '.join(available)}"
        ) from error
    if device.type not in available:
        raise ValueError(
            f"this machine has no {name!r} device. It has: {', '.join(available)}"
        )
    return device


def set_seed(seed: int) -> torch.Generator:
    """Seed Python's, NumPy's and torch's random numbers; return a new generator.

    The generator has the same seed. Give it to a loader, so that shuffling does not
    depend on how many random numbers were drawn before.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)
