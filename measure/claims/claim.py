"""What a claim is made of: how it was measured, which number, and its bounds."""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

ON_DIGITS = (
    "1,438 centred digits of scikit-learn, 20 epochs, batches of 20, lr 0.1;"
    " accuracy on the 359 others"
)
MOVED_DIGITS = f"{ON_DIGITS}; trained 40 epochs on digits moved by up to 8 px each way"
SETTINGS = "batches of 20, lr 0.04; 12,000 validation pictures"
SMALL = f"6,000 clothes, 5 epochs, {SETTINGS}"
LONGER = SMALL.replace("5 epochs", "10 epochs").replace("0.04", "0.1")
CURVES = LONGER.replace("12,000 validation", "2,000 validation")
MOVED_CURVES = f"{CURVES}; trained on clothes moved by up to 8 px each way"
FIFTEEN = f"48,000 clothes, 15 epochs, {SETTINGS}"
FULL = f"{FIFTEEN}, at the epoch with the lowest validation loss"
ON_TEST = FULL.replace("12,000 validation", "10,000 test")
TEN = (
    "48,000 clothes, 10 epochs, batches of 128, momentum 0.9, one cycle of rates up to"
    " 0.1; 12,000 validation pictures"
)

# How the numbers of the seeds become a verdict; `judge` says what each of them does.
Kind = Literal["mean", "share", "every", "often"]


class Claim(NamedTuple):
    """One row of the table: it holds between `low` and `high`.

    `value` gets what the experiments named in `needs` returned for one seed. The bounds
    say what the sentence means, and stand here before anything is measured.
    """

    lesson: int
    whose: str
    claim: str
    how: str
    needs: tuple[str, ...]
    value: Callable[..., float]
    low: float = -math.inf
    high: float = math.inf
    kind: Kind = "mean"


class Cited(NamedTuple):
    """A figure of somebody else, which is not measured here."""

    lesson: int
    claim: str
    source: str


def best(run: dict, name: str = "valid_loss") -> int:
    """Return the place of the epoch with the lowest loss."""
    return run[name].index(min(run[name]))


def chosen(run: dict) -> float:
    """Return the validation accuracy of the epoch with the lowest validation loss."""
    return run["valid_accuracy"][best(run)]


def key(name: str) -> Callable[[dict], float]:
    """Return a function that looks up a number of a run."""
    return lambda run: run[name]


def less(name: str) -> Callable[[dict, dict], float]:
    """Return a function that subtracts a number of the second run from the first's."""
    return lambda run, other: run[name] - other[name]


def at(pixels: int, name: str = "curve") -> Callable[[dict], float]:
    """Return a function that reads a curve at a shift."""
    return lambda run: run[name][pixels]


def flattery(run: dict) -> float:
    """Return by how much a choice on the second half of the pictures flatters there."""
    second, first = run["second_accuracy"], run["first_accuracy"]
    return max(second) - second[first.index(max(first))]
