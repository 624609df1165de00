"""Bars that show how far something has come."""

import os

from tqdm.auto import tqdm


def progress(iterable=None, **how) -> tqdm:
    """Return tqdm's bar, hidden when it is done, or when TQDM_DISABLE is set.

    tqdm reads that variable too, but its bar for notebooks does not.
    """
    off = os.environ.get("TQDM_DISABLE", "") not in ("", "0")
    return tqdm(iterable, leave=False, disable=off, **how)
