"""Checks of lesson 6: a gradient by hand, cross-entropy, two bugs in a descent."""

import math
from collections.abc import Iterator

import numpy as np
import torch
from torch.nn import functional as F

from helpers.exercises import HintError, exercise, require
from helpers.exercises.small_functions import OnlySmallFunctions, refuse_names


def as_number(found) -> float:
    """Return one number of any kind as a float, or say that it is none."""
    require(found is not None and found is not ..., "It returns nothing yet.")
    size = getattr(found, "numel", lambda: getattr(found, "size", 1))()
    shape = tuple(getattr(found, "shape", ()))
    require(size == 1, f"One number is asked for; it returns a shape of {shape}.")
    kind = "text" if isinstance(found, str) else type(found).__name__
    require(
        not isinstance(found, str | list | tuple | dict),
        f"It returns a {kind}. Return the number itself.",
    )
    return float(found)


def is_near(found: float, wanted: float) -> bool:
    """Return whether two numbers agree, as far as float32 can tell."""
    return math.isclose(found, wanted, rel_tol=1e-4, abs_tol=2e-4)


def chain_gradient(x, target, w1, b1, w2, b2) -> list[float]:
    """Return the derivatives of the chain's loss by its four numbers, by PyTorch."""
    four = torch.tensor([w1, b1, w2, b2], dtype=torch.float64, requires_grad=True)
    w1, b1, w2, b2 = four
    loss = (w2 * torch.relu(w1 * x + b1) + b2 - target) ** 2
    return torch.autograd.grad(loss, four)[0].tolist()


def as_four(found, case: tuple) -> list[float]:
    """Return what should be four numbers in a row, or say what it is."""
    require(found is not ..., "It returns nothing yet.")
    require(found is not None, f"It returns nothing for gradient{case}.")
    if torch.is_tensor(found) or isinstance(found, np.ndarray):
        found = found.reshape(-1)
    found = list(found) if isinstance(found, Iterator) else found
    require(
        not isinstance(found, str | dict | set) and hasattr(found, "__len__"),
        f"A {type(found).__name__} comes back. Return four numbers: return a, b, c, d.",
    )
    require(len(found) == 4, f"Four numbers are asked for, not {len(found)}.")
    require(not any(part is ... for part in found), "Some of the four are still ....")
    require(
        not any(part is None for part in found),
        f"One of the four is None for gradient{case}: no derivative came to it.",
    )
    return [as_number(number) + 0.0 for number in found]  # no -0.0


@exercise
def check_1(gradient) -> str:
    """Expect the derivatives by w1, b1, w2 and b2, with ReLU open and shut."""
    draw = torch.Generator().manual_seed(1)
    cases = [(2, 1, 1, 1, 2, -1), (2, 3, -1, 1, 2, -1), (3, 0, -1, 0.5, -2, 4)]
    cases += [
        tuple(round(5 * n - 2.5, 1) for n in torch.rand(6, generator=draw).tolist())
        for _ in range(12)
    ]
    for case in cases:
        found, right = as_four(gradient(*case), case), chain_gradient(*case)
        again = as_four(gradient(*case), case)
        require(
            all(map(is_near, found, again)),
            f"Asked twice for gradient{case}, it gives two answers. What is left over?",
        )

        def agree(numbers, found=found):
            return all(map(is_near, found, numbers))

        if agree(right):
            continue
        require(not agree([-n for n in right]), "The sign: s less the target.")
        require(not agree([n / 2 for n in right]), "The square gives a factor of 2.")
        as_sets = map(is_near, sorted(found), sorted(right))
        require(not all(as_sets), "The right four, in another order.")
        x, _, w1, b1, _, _ = case
        shut = w1 * x + b1 < 0
        require(
            not (shut and any(found[:2])),
            f"Of gradient{case} ReLU is shut: nothing comes back to w1 and b1.",
        )
        numbers = zip(("w1", "b1", "w2", "b2"), found, right, strict=True)
        name, number = next((n, a) for n, a, b in numbers if not is_near(a, b))
        require(
            False,
            f"Not for gradient{case}: by {name} it gives {number:g}. Make {name} larger"
            " by 0.001. How much does the loss change?",
        )
    return "The chain rule, open and shut."


def asked(cross_entropy, scores: list[float], label: int) -> float:
    """Return what the learner's function gives; it may not change the scores."""
    with OnlySmallFunctions():
        return as_number(cross_entropy(list(scores), label))


def true_loss(scores: list[float], label: int) -> float:
    """Return the cross-entropy of one picture, by PyTorch, in float64."""
    row = torch.tensor([scores], dtype=torch.float64)
    return F.cross_entropy(row, torch.tensor([label])).item()


def random_pictures() -> list[tuple[list[float], int]]:
    """Return scores and a label for each of some pictures, of 1 to 12 classes."""
    generator = torch.Generator().manual_seed(0)
    found = []
    for classes in (3, 10, 2, 1, 7, 12, 5, 10):
        scores = (3 * torch.randn(classes, generator=generator)).tolist()
        label = int(torch.randint(classes, (), generator=generator))
        found.append((scores, label))
    return found


LARGE = [
    ([1000.0, 999.0, 998.0], 2), ([-1000.0, -1001.5, -999.0, -1002.0], 1),
    ([1000.0, 0.0, -1000.0], 0), ([1000.0, 3.0, -1000.0], 2), ([-1000.0, 5.0, 4.0], 1),
]  # fmt: skip


@exercise
def check_2(cross_entropy) -> str:
    """Expect the cross-entropy of one picture, large scores included."""
    refuse_names(cross_entropy)
    pictures = random_pictures()
    found = [asked(cross_entropy, *picture) for picture in pictures]
    wanted = [true_loss(*picture) for picture in pictures]

    def agree(numbers):
        return all(map(is_near, found, numbers))

    require(
        not agree([-number for number in wanted]),
        "Its sign is wrong: a loss is never below zero.",
    )
    require(
        not agree([math.exp(-number) for number in wanted]),
        "That is the share of the true class. Which loss does it make?",
    )
    require(
        not agree(
            [
                number + s[label]
                for number, (s, label) in zip(wanted, pictures, strict=True)
            ]
        ),
        "That is the logarithm of the sum. The true score is still to be subtracted.",
    )
    for (scores, label), number, right in zip(pictures, found, wanted, strict=True):
        brief = [round(score, 2) for score in scores]
        require(
            is_near(number, right),
            f"For scores {brief} and label {label} it gives {number:.4f}, PyTorch"
            f" {right:.4f}.",
        )
    for scores, label in LARGE:
        survive(cross_entropy, scores, label)
    return "It agrees with PyTorch's, on large scores too."


def survive(cross_entropy, scores: list[float], label: int) -> None:
    """Stop with a hint if large scores are too much for a function."""
    words = f"scores {scores} and label {label}"
    try:
        number = asked(cross_entropy, scores, label)
    except HintError:
        raise
    except (ArithmeticError, ValueError) as error:
        raise HintError(
            f"Right for small scores. For {words} it stops: {error}. Which number is"
            " too large or too small for a float?"
        ) from None
    require(
        is_near(number, true_loss(scores, label)),
        f"Right for small scores. For {words} it gives {number:g}. Which number is too"
        " large or too small for a float?",
    )


def descend(w, pictures, labels, lr, steps, shares=False, way=-1):
    """Return the last w and the losses of gradient descent, right or with bugs."""
    losses = []
    for _ in range(steps):
        w = w.detach().requires_grad_()
        scores = pictures @ w.T
        loss = F.cross_entropy(scores.softmax(dim=1) if shares else scores, labels)
        (gradient,) = torch.autograd.grad(loss, w)
        losses.append(loss.item())
        w = w + way * lr * gradient
    return w.detach(), losses


def descents():
    """Yield (w, pictures, labels, lr, steps) of several sizes, one picture included."""
    generator = torch.Generator().manual_seed(1)
    sizes = [(12, 7, 4, 0.3, 6), (1, 5, 3, 0.5, 4), (9, 3, 6, 0.05, 8)]
    for n, pixels, classes, lr, steps in [*sizes, (20, 11, 2, 1.0, 1)]:
        w = torch.randn(classes, pixels, generator=generator) / 2
        pictures = torch.randn(n, pixels, generator=generator)
        labels = torch.randint(classes, (n,), generator=generator)
        yield w, pictures, labels, lr, steps


HINTS = {
    (True, 1): "Its loss still rises. Which way does each step go?",
    (True, -1): "It falls now, and stays too high. What does cross_entropy want?",
    (False, 1): "The loss gets the right thing now, and it rises. Which way does each"
    " step go?",
}


def judge(found, w, pictures, labels, lr, steps) -> None:
    """Stop with a hint unless what `learn` returned is what SGD does."""
    require(
        isinstance(found, tuple | list) and len(found) == 2,
        "It must return two things: the last w, and the list of losses.",
    )
    require(
        not isinstance(found[1], float | int | str) and np.ndim(found[0]) > 0,
        "The last w comes first, then a list of losses, one for each step.",
    )
    last = torch.as_tensor(found[0]).detach()
    losses = torch.tensor([float(torch.as_tensor(x).detach()) for x in found[1]])
    require(
        len(losses) == steps,
        f"{steps} steps were asked for; it returns {len(losses)} losses.",
    )
    require(
        last.shape == w.shape,
        f"w was {tuple(w.shape)}, the last one is {tuple(last.shape)}.",
    )

    def like(shares, way):
        wanted, theirs = descend(w, pictures, labels, lr, steps, shares, way)
        near = torch.allclose(losses, torch.tensor(theirs), atol=1e-4)
        return near, near and torch.allclose(last.float(), wanted, atol=1e-5)

    for settings, hint in HINTS.items():
        require(not like(*settings)[1], hint)
    right_losses, right = like(False, -1)
    wanted = torch.tensor(descend(w, pictures, labels, lr, steps)[1])
    same = torch.isclose(losses, wanted, atol=1e-4).int().cumprod(0).sum()
    require(
        same > 0,
        f"With {len(labels)} pictures of {pictures.shape[1]} pixels and {len(w)}"
        f" classes its first loss is {losses[0]:.4f}. The w that goes in"
        f" has {wanted[0]:.4f}.",
    )
    require(
        right_losses,
        f"With lr {lr} its first losses, {same} of {steps}, are those of gradient"
        " descent; the next is not. What did the step before it do?",
    )
    require(
        right,
        "Its losses are right, but the w that it returns is not the one after the last"
        " step.",
    )


@exercise
def check_3(learn) -> str:
    """Expect gradient descent on the cross-entropy of logits."""
    for w, pictures, labels, lr, steps in descents():
        found = learn(w.clone(), pictures.clone(), labels.clone(), lr, steps)
        judge(found, w, pictures, labels, lr, steps)
    return "Down, against the gradient, and from logits."
