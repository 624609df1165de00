"""What a claim is made of: how it was measured, which number, and its bounds."""

import math
from collections.abc import Callable
from typing import NamedTuple

ON_DIGITS = (
    "1,438 centred digits of scikit-learn, 20 epochs, batches of 20, lr 0.1;"
    " accuracy on the 359 others"
)
MOVED_DIGITS = f"{ON_DIGITS}; trained 40 epochs on digits moved by up to 8 px each way"
SETTINGS = "batches of 20, lr 0.04; 10,000 test pictures"
SMALL = f"6,000 clothes, 5 epochs, {SETTINGS}"
LONGER = SMALL.replace("5 epochs", "10 epochs").replace("0.04", "0.1")
CURVES = LONGER.replace("10,000 test", "2,000 test")
MOVED_CURVES = f"{CURVES}; trained on clothes moved by up to 8 px each way"
FIVE = f"48,000 clothes, 5 epochs, {SETTINGS}"
FIFTEEN = f"48,000 clothes, 15 epochs, {SETTINGS}"
FULL = f"{FIFTEEN}, at the epoch with the lowest validation loss"


class Claim(NamedTuple):
    """One row of the table: it holds if the whole interval lies in (low, high).

    `value` gets what the experiments named in `needs` returned for one seed.
    """

    lesson: int
    whose: str
    claim: str
    how: str
    needs: tuple[str, ...]
    value: Callable[..., float]
    low: float = -math.inf
    high: float = math.inf


def best(run: dict) -> int:
    """Return the place of the epoch with the lowest validation loss."""
    return run["valid_loss"].index(min(run["valid_loss"]))


def key(name: str) -> Callable[[dict], float]:
    """Return a function that looks up a number of a run."""
    return lambda run: run[name]


def less(name: str) -> Callable[[dict, dict], float]:
    """Return a function that subtracts a number of the second run from the first's."""
    return lambda run, other: run[name] - other[name]


def at(pixels: int, name: str = "curve") -> Callable[[dict], float]:
    """Return a function that reads a curve at a shift."""
    return lambda run: run[name][pixels]
