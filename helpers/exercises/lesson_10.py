"""Checks of lesson 10: softmax, the choice to invert, dropout."""

import numpy as np
import torch

from helpers.exercises import exercise, require


@exercise
def check_1(softmax) -> str:
    """Expect the softmax of every row."""
    logits = torch.randn(7, 10, generator=torch.Generator().manual_seed(0)) * 3
    logits[0] = 0
    original = logits.clone()
    result = softmax(logits)
    require(result is not ... and result is not None, "It returns nothing yet.")
    require(
        torch.is_tensor(result) and result.shape == (7, 10),
        f"(7, 10) goes in, so (7, 10) must come out, not {shape_of(result)}.",
    )
    require(torch.equal(logits, original), "It changes the logits that it was given.")
    require(bool((result >= 0).all()), "A probability is never below zero.")
    expected = logits.softmax(dim=1)
    require(
        not torch.allclose(result, logits.softmax(dim=0), atol=1e-5),
        "The columns sum to 1. It should be the rows: one picture is one row.",
    )
    require(
        not torch.allclose(result, logits.sigmoid(), atol=1e-5),
        "That is the sigmoid: each number by itself, and no row sums to 1.",
    )
    sums = result.sum(dim=1)
    require(
        torch.allclose(sums, torch.ones(7), atol=1e-4),
        f"A row should sum to 1. The second one sums to {sums[1]:.3g}.",
    )
    require(
        torch.allclose(result, expected, atol=1e-5),
        "The rows sum to 1, but the shares are not those of e to the power.",
    )
    return "Every row sums to 1, and the largest logit still wins."


@exercise
def check_2(must_invert) -> str:
    """Expect a decision by the border, not by the mean alone."""
    small, coat, sleeve = (np.zeros((40, 30)) for _ in range(3))
    small[15:25, 10:20] = 0.9
    coat[2:-2, 2:-2] = 0.9  # light all over, yet on black
    sleeve[5:35, 8:22] = 0.7
    sleeve[8:20, 0] = 0.7  # touches the border
    dim = 0.2 + 0.25 * (small > 0)
    light = 0.6 + 0.3 * (small > 0)
    light[0, 0] = 1  # one corner is not the border
    cases = {
        "a small light thing on black": small,
        "a light coat that fills most of a black picture": coat,
        "a light thing that touches the border": sleeve,
        "a dim thing on a background that is darker still": dim,
        "a light thing on light grey, with one bright corner": light,
    }
    for name, grey in cases.items():
        for picture, expected in ((grey, False), (1 - grey, True)):
            answer = must_invert(picture.copy())
            require(answer is not ... and answer is not None, "It returns nothing yet.")
            require(np.ndim(answer) == 0, "It should return one True or False.")
            what = name if not expected else f"the negative of {name}"
            require(bool(answer) == expected, f"It says {bool(answer)} for {what}.")
    return "The border decides, whatever fills the middle."


@exercise
def check_3(drop) -> str:
    """Expect zeros with probability p, and survivors scaled by 1 / (1 - p)."""
    numbers = torch.full((40_000,), 3.0)
    require(drop(numbers.clone(), 0.5) is not ..., "It returns nothing yet.")
    for p in (0.5, 0.2):
        result = drop(numbers.clone(), p)
        require(
            torch.is_tensor(result) and result.shape == numbers.shape,
            f"40,000 numbers go in, {shape_of(result)} come out.",
        )
        zeros = (result == 0).float().mean().item()
        require(
            abs(zeros - p) < 0.02,
            f"With p={p}, {zeros:.0%} of the numbers are zero.",
        )
        survivors = result[result != 0]
        require(
            torch.allclose(survivors, survivors[:1], rtol=1e-4),
            "The survivors should all be scaled alike.",
        )
        mean = result.mean().item()
        require(
            abs(mean - 3) < 0.1,
            f"With p={p} the mean falls or rises from 3 to {mean:.2f}. It should stay.",
        )
    again = drop(numbers.clone(), 0.5), drop(numbers.clone(), 0.5)
    require(
        not torch.equal(*again),
        "The same numbers are dropped every time. Draw anew at each call.",
    )
    return "Zeros at random, and the mean stays where it was."


def shape_of(result) -> str:
    """Describe what came out, for a hint."""
    if torch.is_tensor(result):
        return str(tuple(result.shape))
    return type(result).__name__
