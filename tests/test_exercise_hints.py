"""What a learner reads when an answer is nearly right, of another form, or fails."""

from importlib import import_module

import pytest
import torch
from torch import nn

from helpers.exercises import Verdict, case, exercise


def rounded(labels, predicted, n):
    """Return recall and precision as lesson 9 asks for them, to three digits."""
    hits = labels[labels == predicted].bincount(minlength=n)
    counts = (x.bincount(minlength=n).clamp(min=1) for x in (labels, predicted))
    return [[round(share, 3) for share in (hits / c).tolist()] for c in counts]


SHAPE = (64, 3, 20, 32)
SAID = [  # lesson, check, answers, part of what it says
    (1, 1, (SHAPE, 27034), "One layer has no biases"),
    (1, 1, (SHAPE, nn.Linear(1, 1).parameters), "not of the form"),
    (4, 2, (lambda images, labels, size: len,), "not of the form"),
    (4, 3, (lambda loader, k: [x.topk(99) for x, _ in loader],), "Of 37 pictures in"),
    (4, 3, (lambda loader, k: loader.dataset[:k],), "'Loader' object has no"),
    (9, 1, (lambda labels, predicted, n: (0.5, 0.5),), "is a single number"),
    (9, 1, (lambda labels, predicted, n: labels[0],), "not of the form"),
    (9, 1, (lambda labels, predicted, n: ([None] * n,) * 2,), "not of the form"),
    (9, 1, (lambda labels, predicted, n: labels.view(7),), "With 10 classes and 500"),
    (9, 1, (rounded,), "Is it rounded?"),
    (9, 2, ([[6, 12]],), "not of the form"),
    (9, 2, ([6, None],), "not of the form"),
    (9, 2, ([],), "There are some"),
    (10, 3, (lambda p, names, least: ["No"] * len(p),), "it says 'No', not 'thing"),
]


@pytest.mark.parametrize(("lesson", "check", "answers", "said"), SAID)
def test_a_hint_names_what_is_wrong(lesson, check, answers, said):
    module = import_module(f"helpers.exercises.lesson_{lesson:02}")
    verdict = getattr(module, f"check_{check}")(*answers)
    assert not verdict.passed and said in verdict.message, verdict


def test_what_fails_is_told_with_its_case():
    @exercise
    def check(function):
        with case("With 3:"):
            found = function(3)
        return f"Good: {float(found)}"

    assert check(lambda n: n) == Verdict(True, "Good: 3.0")
    failed = check(lambda n: n / 0)
    assert failed.message == "With 3: It stops with ZeroDivisionError: division by zero"
    failed = check(lambda n: torch.ones(n).reshape(2))
    assert failed.message.startswith("With 3: It stops with RuntimeError: shape")
