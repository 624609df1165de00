"""Where to compute, and how to make a run repeatable (lesson 1)."""

import functools
import os
import random
import warnings

import numpy as np
import torch
from torch.nn import functional as F

from helpers.checks.device import check_device
from helpers.checks.values import require_whole


def get_device(name: str | None = None) -> torch.device:
    """Return the device to compute on: the one named, or the best one here.

    Without a name the environment variable CNN_DEVICE chooses, and without that a CUDA
    GPU that computes, else the CPU. Apple's MPS must be named: on batches as small as
    ours the CPU is as quick, and some of torch's gradients are wrong there. Warns and
    returns the CPU if the device is not in this machine or cannot compute. Raises
    ValueError for other names.
    """
    given = name
    if name is None:
        best = "cuda" if torch.cuda.is_available() else "cpu"
        given = os.environ.get("CNN_DEVICE") or best
    try:
        device = torch.device(given)
    except (RuntimeError, TypeError):
        device = None
    check_device(given, device, "" if name is not None else " (see CNN_DEVICE)")
    if trouble := absence(device) or failure(device):
        warnings.warn(f"{trouble}: the CPU takes its place", stacklevel=2)
        return torch.device("cpu")
    if device.type == "cuda":
        # TF32 drops 13 of the 23 binary digits: a picture's scores would
        # depend on the batch it is in. torch's newer `fp32_precision` makes every later
        # reading of this one an error.
        torch.backends.cudnn.allow_tf32 = False
    return device


def absence(device: torch.device) -> str:
    """Say that a device is not here, or nothing."""
    here = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    is_here = here.get(device.type, lambda: True)()
    return "" if is_here else f"this machine has no {str(device)!r} device"


@functools.cache
def failure(device: torch.device) -> str:
    """Say why a device that is here does not compute, or nothing; it is tried once.

    A GPU that is older than torch's kernels, or whose memory is taken, calls itself
    available all the same.
    """
    if device.type == "cpu":
        return ""
    try:
        with torch.inference_mode(False), torch.enable_grad():
            image = torch.ones(1, 1, 4, 4, dtype=torch.float32, device=device)
            kernel = torch.ones_like(image[..., :2, :2]).requires_grad_()
            F.conv2d(image, kernel).sum().backward()
            kernel.grad.sum().item()
    except (RuntimeError, AssertionError) as error:
        reason = str(error).strip().split("\n", 1)[0][:150]
        return f"{str(device)!r} is here but does not compute ({reason})"
    return ""


def set_seed(seed: int) -> torch.Generator:
    """Seed Python's, NumPy's and torch's random numbers; return a new generator.

    The generator has the same seed. Give it to a loader, so that shuffling does not
    depend on how many random numbers were drawn before. On a GPU two runs of one seed
    begin alike and may differ in the last digits, and later in more: it adds in the
    order in which its cores are ready. Raises ValueError for a seed that is not a whole
    number from 0 up.
    """
    require_whole("seed", seed, least=0)
    seed = int(seed)  # NumPy's whole numbers too
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    return torch.Generator().manual_seed(seed)
