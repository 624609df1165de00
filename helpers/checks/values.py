"""Checks that many modules share: of whole numbers and of finite ones."""

from operator import index

import numpy as np


def require_whole(name: str, value, least: int = 1) -> None:
    """Raise ValueError unless a value is a whole number, `least` or larger."""
    if not is_whole(value) or value < least:
        raise ValueError(
            f"{name} must be a whole number from {least} up, not {brief_repr(value)}"
        )


def is_whole(value) -> bool:
    """Tell whether a value can count things: an int of Python, NumPy or torch."""
    try:
        index(value)
    except TypeError:
        return False
    return not isinstance(value, bool)


def brief_repr(value) -> str:
    """Return a value as it would be typed, or only its type if that were long."""
    text = repr(value)
    is_riddle = len(text) > 60 or "\n" in text or " at 0x" in text
    return f"a {type(value).__name__}" if is_riddle else text


def check_finite(numbers: np.ndarray) -> None:
    """Raise ValueError if some are not: one NaN would spoil the scale of all."""
    if bad := int((~np.isfinite(numbers)).sum()):
        raise ValueError(f"{bad:,} of the {numbers.size:,} numbers are NaN or infinite")
