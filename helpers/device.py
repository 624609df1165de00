"""Where to compute, and how to make a run repeatable (lesson 1)."""

import random
import warnings

import numpy as np
import torch

from helpers.checks.device import check_device
from helpers.checks.values import require_whole


def get_device(name: str | None = None) -> torch.device:
    """Return the device to compute on: the one named, or the best one here.

    Without a name: CUDA if there is a CUDA GPU, else Apple's MPS, else the CPU. Warns
    and returns the CPU if the named device is not in this machine. Raises ValueError
    for other names.
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
    except (RuntimeError, TypeError):
        device = None
    check_device(name, device)
    if device.type not in available:
        warnings.warn(
            f"this machine has no {str(name)!r} device: the CPU takes its place",
            stacklevel=2,
        )
        return torch.device("cpu")
    return device


def set_seed(seed: int) -> torch.Generator:
    """Seed Python's, NumPy's and torch's random numbers; return a new generator.

    The generator has the same seed. Give it to a loader, so that shuffling does not
    depend on how many random numbers were drawn before. Raises ValueError for a seed
    that is not a whole number from 0 up.
    """
    require_whole("seed", seed, least=0)
    seed = int(seed)  # NumPy's whole numbers too
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)
