"""The checks of the lessons' exercises: one module a lesson, one check an exercise.

A check never raises: it returns a Verdict, whose message says what is right or what to
look at next. The answer may be unfinished (`...`), of a wrong type, or a function that
fails; each gets a hint in place of a traceback.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch

NOT_THE_LEARNERS = {"helpers", "torch", "numpy", "contextlib"}  # packages


class Verdict(NamedTuple):
    """What a check found; shown in a notebook as its message."""

    passed: bool
    message: str

    def __repr__(self) -> str:
        """Return the message, with a word in front that tells the outcome."""
        return f"{'Correct.' if self.passed else 'Not yet.'} {self.message}"


class HintError(Exception):
    """Says what is wrong with an answer; `exercise` turns it into a Verdict."""


def require(condition, hint: str) -> None:
    """Stop the check with a hint unless the condition holds."""
    if not condition:
        raise HintError(hint)


@contextmanager
def case(description: str) -> Iterator[None]:
    """Say which case it was, if the learner's code fails in it."""
    try:
        yield
    except Exception as error:
        error.add_note(description)
        raise


def failure(error: Exception) -> str:
    """Say what failed: the learner's code, or the reading of what it returned."""
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    packages = {
        frame.f_globals.get("__name__", "").partition(".")[0] for frame in frames
    }
    reason = str(error).strip().split("\n", 1)[0][:200]
    reason = f"{type(error).__name__}: {reason}"
    if packages <= NOT_THE_LEARNERS:
        return f"It is not of the form that the text asks for: {reason}"
    described = "".join(f"{note} " for note in getattr(error, "__notes__", []))
    return f"{described}It stops with {reason}"


def as_tensor(found) -> torch.Tensor:
    """Return what an answer returned, a set or a list of tensors, too, as a tensor."""
    if isinstance(found, (set, frozenset, map)):
        found = list(found)
    if isinstance(found, (tuple, list)) and found:
        tensors = [part for part in found if isinstance(part, torch.Tensor)]
        if len(tensors) == len(found) and any(part.numel() > 1 for part in tensors):
            return torch.stack(tensors)
    return torch.as_tensor(found)


def exercise(check: Callable[..., str]) -> Callable[..., Verdict]:
    """Turn a function that returns praise, or raises, into one that gives a Verdict."""

    @functools.wraps(check)
    def checked(*answers) -> Verdict:
        if any(answer is ... or answer is None for answer in answers):
            return Verdict(False, "Replace the ... with your answer, then run again.")
        try:
            return Verdict(True, check(*answers))
        except HintError as hint:
            return Verdict(False, str(hint))
        except Exception as error:  # the learner's code may raise anything
            return Verdict(False, failure(error))

    return checked
