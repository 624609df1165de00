"""Checks of lesson 6: a step of SGD, cross-entropy for a batch, another floor."""

import math

import torch
from torch.nn import functional as F

from helpers.exercises import exercise, require


@exercise
def check_1(w) -> str:
    """Expect -0.4."""
    w = float(w)
    require(not math.isclose(w, 54), "That is the derivative. Now take the step.")
    require(not math.isclose(w, 10.4), "That is uphill. Which sign has the step?")
    require(not math.isclose(w, -49), "The learning rate is missing.")
    inner = "Derive (3w − 6)² again: first the square, then what stands inside."
    require(not any(math.isclose(w, x) for x in (3.2, 2.3, 4.1)), inner)
    require(
        math.isclose(w, -0.4, abs_tol=1e-6),
        f"Not {w:g}. What is the derivative at w = 5, and what is a tenth of it?",
    )
    return "From 5 to −0.4, across the valley, and yet nearer to 2 than before."


@exercise
def check_2(cross_entropy) -> str:
    """Expect a function that agrees with F.cross_entropy, large scores included."""
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(7, 4, generator=generator)
    labels = torch.tensor([0, 3, 1, 1, 2, 0, 3])
    found = cross_entropy(scores.clone(), labels)
    require(found is not ... and found is not None, "It returns nothing yet.")
    found = torch.as_tensor(found, dtype=torch.float32)
    each = F.cross_entropy(scores, labels, reduction="none")
    require(found.numel() == 1, f"One number, not a shape of {tuple(found.shape)}.")
    found = found.reshape(())

    def is_near(number):
        return torch.isclose(found, number, atol=1e-5)

    require(not is_near(each.sum()), "That is the sum of the pictures, not the mean.")
    require(not is_near(-each.mean()), "Its sign is wrong: a loss is above zero.")
    require(not is_near(each[0]), "That is the first picture alone.")
    require(
        is_near(each.mean()),
        f"For random scores it gives {found:.4f}, PyTorch {each.mean():.4f}. Does each"
        " row use the score of its own label?",
    )
    large = cross_entropy(1000 * scores, labels)
    require(
        torch.isfinite(large).all(),
        f"With scores in the thousands it gives {large.item():g}. Take the maximum away"
        " before you use exp.",
    )
    require(
        torch.isclose(large, F.cross_entropy(1000 * scores, labels)),
        "For small scores it is right, for scores in the thousands it is not.",
    )
    return "It agrees with PyTorch's, on large scores too."


@exercise
def check_3(floor) -> str:
    """Expect ln(1 + 9 / e²) = 0.7967."""
    floor = float(floor)
    require(
        not math.isclose(floor, math.log(1 + 9 / math.e), abs_tol=1e-3),
        "That is the sigmoid's floor. What is the least that tanh can give?",
    )
    require(
        not math.isclose(floor, math.log(1 + math.exp(-2)), abs_tol=1e-3),
        "That is for one other class. There are nine.",
    )
    require(
        not math.isclose(floor, math.log(1 + 10 * math.exp(-2)), abs_tol=1e-3),
        "Ten classes in all, so how many beside the true one?",
    )
    require(floor > 0, "A share is below 1, so its negative logarithm is above 0.")
    require(
        math.isclose(floor, math.log(1 + 9 * math.exp(-2)), abs_tol=1e-3),
        f"Not {floor:.4f}. Which scores are best, for the truth and for the others?",
    )
    return "0.7967: lower than with the sigmoid, and a floor all the same."
