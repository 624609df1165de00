"""What a claim is made of: how it was measured, which number, and its bounds."""

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

DIGITS = (
    "1,438 centred digits of scikit-learn, 20 epochs, batches of 20, lr 0.1; asked"
    " about the 359 others"
)
MOVED_DIGITS = DIGITS.replace(
    "20 epochs", "moved by up to 8 px each way while it learns, 40 epochs"
)
WIDE_DIGITS = MOVED_DIGITS.replace("40 epochs", "100 epochs")
STEPS = "batches of 20, lr 0.04; asked about 12,000 validation pictures"
SMALL = f"6,000 clothes, 5 epochs, {STEPS}"
LONGER = SMALL.replace("5 epochs", "10 epochs").replace("0.04", "0.1")
CURVES = LONGER.replace("12,000 validation", "2,000 validation")
MOVED_CURVES = CURVES.replace(
    "10 epochs", "moved by up to 8 px each way while they are learned from, 10 epochs"
)
FIFTEEN = f"48,000 clothes, 15 epochs, {STEPS}"
FULL = f"{FIFTEEN}, at the epoch with the lowest validation loss"
ON_TEST = FULL.replace("12,000 validation", "10,000 test")
TEN = (
    "48,000 clothes, 10 epochs, batches of 128, momentum 0.9, one cycle of rates up to"
    " 0.1; asked about 12,000 validation pictures"
)

# How the numbers of the seeds become a verdict; `judge` says what each of them does.
Kind = Literal["mean", "every", "often"]
Unit = Literal["", "%", "points"]


class Claim(NamedTuple):
    """One row of the table: it holds between `low` and `high`.

    `value` gets what the experiments named in `needs` returned for one seed. The bounds
    say what the sentence means, and are written before measuring; where they or the
    number were changed `after` runs that count, the row says so. A share has the unit
    "%", a difference of shares "points"; both are numbers up to 1.
    """

    lesson: int
    whose: str
    claim: str
    setting: str  # what was trained, and on which pictures it was asked
    number: str  # what `value` is
    needs: tuple[str, ...]
    value: Callable[..., float]
    low: float = -math.inf
    high: float = math.inf
    kind: Kind = "mean"
    unit: Unit = ""
    after: bool = False
    first: int = 0  # the first seed that counts; those before helped to find the bounds


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


def ahead(*pixels: int) -> Callable[[dict, dict], float]:
    """Return a function: by how much the first run is ahead, over these shifts."""
    return lambda run, other: (
        sum(run["curve"][p] - other["curve"][p] for p in pixels) / len(pixels)
    )


def flattery(run: dict) -> float:
    """Return by how much a choice among the epochs flatters the half that chose.

    Its accuracy on that half less its accuracy on the other, and the mean of both ways
    round, so that it does not count which half is harder. It is never below zero.
    """
    halves = run["first_accuracy"], run["second_accuracy"]
    gains = []
    for own, other in (halves, halves[::-1]):
        epoch = own.index(max(own))
        gains.append(own[epoch] - other[epoch])
    return sum(gains) / 2
