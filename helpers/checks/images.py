"""Refusals of `helpers.images`: pictures on which nothing can be seen."""

from helpers.checks.values import brief_repr


def check_invert(invert) -> None:
    """Raise ValueError for any but yes, no, and by itself."""
    if invert not in (None, True, False):
        raise ValueError(
            f"invert must be True, False or None, not {brief_repr(invert)}"
        )


def check_stands_out(anything: bool, invert: bool | None) -> None:
    """Raise ValueError if nothing does, on the side that `invert` has chosen."""
    if anything:
        return
    if invert is None:
        raise ValueError("the picture is blank: nothing stands out from its background")
    side = "darker" if invert else "lighter"
    raise ValueError(
        f"nothing is {side} than its background; leave out invert={invert}, or say"
        f" invert={not invert}"
    )


def check_uneven(anything: bool) -> None:
    """Raise ValueError for a picture that is all thing and no background."""
    if not anything:
        raise ValueError("the picture is blank: it is one even patch")


def check_told_apart(anything: bool) -> None:
    """Raise ValueError if no thing can be told from the ground that it lies on."""
    if not anything:
        raise ValueError(
            "the picture is not blank, but no thing in it can be told from its ground:"
            " lay it on a plain ground of another colour, in even light"
        )
