"""Refusals of `helpers.widgets.chooser`: a picture that arrived in pieces."""

import binascii
from collections.abc import Iterator
from contextlib import contextmanager

from helpers.checks.widgets import GridError


@contextmanager
def arriving() -> Iterator[None]:
    """Turn whatever is wrong with an arrival into a GridError of one sentence."""
    try:
        yield
    except ValueError as error:
        garbled = isinstance(error, binascii.Error)
        reason = "its text is damaged" if garbled else str(error).rstrip(".")
        raise GridError(
            f"the picture did not arrive whole: {reason}. Choose it again."
        ) from None
