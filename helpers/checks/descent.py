"""Refusals of `helpers.widgets.descent`: curves and rates that nobody could draw."""

import math

from helpers.checks.values import brief_repr
from helpers.checks.widgets import GridError

STEPS_UP_TO = 40
POWERS_UP_TO = 8


def check_descent(curve, start, lr, span, most, steps) -> None:
    """Raise GridError unless a ball can be drawn on this curve, and says why."""
    low, high = span if len(span) == 2 else (0, 0)
    numbers = [*curve, start, lr, *span, most]
    wrong = {
        "all numbers must be finite": not all(map(math.isfinite, numbers)),
        f"curve must hold 2 to {POWERS_UP_TO + 1} numbers, a constant first,"
        f" not {len(curve)}": not 2 <= len(curve) <= POWERS_UP_TO + 1,
        f"span must be two numbers, the lower one first, not"
        f" {brief_repr(list(span))}": not low < high,
        f"start must lie in span, not at {start:g}": not low <= start <= high,
        f"lr must be above 0 and at most {most:g}, not {lr:g}": not 0 < lr <= most,
        f"steps must be from 1 to {STEPS_UP_TO}, not {steps}": not 1
        <= steps
        <= STEPS_UP_TO,
    }
    for words, found in wrong.items():
        if found:
            raise GridError(words)
