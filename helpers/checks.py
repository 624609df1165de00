"""Checks that many modules share."""

from operator import index


def require_whole(name: str, value, least: int = 1) -> None:
    """Raise ValueError unless a value is a whole number, `least` or larger."""
    try:
        whole = not isinstance(value, bool) and index(value) >= least
    except TypeError:
        whole = False
    if not whole:
        raise ValueError(
            f"{name} must be a whole number from {least} up, not {short(value)}"
        )


def short(value) -> str:
    """Return a value as it would be typed, or only its type if that were long."""
    text = repr(value)
    is_long = len(text) > 60 or "\n" in text
    return f"a {type(value).__name__}" if is_long else text
