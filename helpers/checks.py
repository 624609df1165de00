"""One check that many modules share."""


def require_whole(name: str, value, least: int = 1) -> None:
    """Raise ValueError unless a value is a whole number, `least` or larger."""
    try:
        fits = not isinstance(value, (bool, float)) and value >= least
        whole = fits and value.__index__() == value
    except (TypeError, AttributeError):
        whole = False
    if not whole:
        raise ValueError(
            f"{name} must be a whole number from {least} up, not {value!r}"
        )
