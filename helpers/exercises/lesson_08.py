"""Checks of lesson 8: counting steps, the share of the way, comparing weights."""

import copy
import math

import torch
from torch import nn

from helpers.exercises import exercise, require


@exercise
def check_1(steps) -> str:
    """Expect 7,820."""
    require(steps != 782, "That is one epoch. There are ten.")
    require(
        steps not in (7810, 7812, 7813) and not math.isclose(steps, 7812.5),
        "Every epoch ends with a batch of its own, even if it is not full.",
    )
    require(
        steps not in (500_000, 3_200_000),
        "A step learns from a whole batch, not from one picture.",
    )
    require(steps == 7820, f"Not {steps}. How many batches make one epoch?")
    return "10 × 782 = 7,820: a batch that is not full is a step too."


@exercise
def check_2(share_of_the_way) -> str:
    """Expect (start - loss) / (start - floor)."""
    cases = [(2.3, 2.3, 1.4, 0.0), (1.4, 2.3, 1.4, 1.0), (1.5, 3.0, 1.0, 0.75),
             (1.0, 4.0, 0.0, 0.75), (2.5, 2.0, 1.0, -0.5)]  # fmt: skip
    for loss, start, floor, expected in cases:
        share = share_of_the_way(loss, start, floor)
        require(share is not ... and share is not None, "It returns nothing yet.")
        given = (
            f"With loss {loss}, start {start} and floor {floor} it gives {share:.4g}"
        )
        require(
            not math.isclose(share, 1 - expected, abs_tol=1e-6) or expected == 0.5,
            f"{given}: that is what is left. Asked is what has been done.",
        )
        require(
            not math.isclose(share, 100 * expected) or expected == 0,
            f"{given}: a share goes from 0 to 1, not to 100.",
        )
        require(
            math.isclose(share, expected, abs_tol=1e-6),
            f"{given}. How long is the whole way, and how much of it lies behind?",
        )
    return "The same formula works for any floor, also for zero."


@exercise
def check_3(same_weights) -> str:
    """Expect True for equal parameters of equal names only."""
    generator = torch.Generator().manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    last, flipped, slightly = (copy.deepcopy(model) for _ in range(3))
    with torch.no_grad():
        last[2].bias[1] += 1
        flipped[0].weight.copy_(model[0].weight.flip(0))
        slightly[0].weight[1, 2] += 1e-6
    wide = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 2))
    longer = nn.Sequential(*copy.deepcopy(model), nn.Linear(2, 2))
    named = nn.Sequential(copy.deepcopy(model[0]), copy.deepcopy(model[2]))
    cases = [
        (copy.deepcopy(model), True, "a copy. Compare the numbers, not the objects"),
        (last, False, "a model with another last number"),
        (flipped, False, "a model with the same numbers in another order"),
        (slightly, False, "a model with one number a millionth larger"),
        (wide, False, "a model of other shapes"),
        (longer, False, "a model with one layer more"),
        (named, False, "a model with other names"),
    ]
    for other, expected, what in cases:
        for pair in ((model, other), (other, model)):
            try:
                answer = same_weights(*pair)
            except Exception as error:
                name = type(error).__name__
                require(False, f"It stops with {name} for {what}.")
            require(answer is not ... and answer is not None, "It returns nothing yet.")
            require(
                isinstance(answer, bool),
                f"It returns a {type(answer).__name__}; return True or False.",
            )
            require(answer == expected, f"It says {answer} for {what}.")
    return "Names, shapes and numbers: that is all that a state_dict is."
