"""Checks of lesson 7: one step, a batch in parts, stopping in time."""

import copy
import math

import torch
from torch import nn

from helpers.exercises import exercise, require


def _problem() -> tuple[nn.Module, torch.Tensor, torch.Tensor]:
    """Return a small model, 20 pictures (20, 1, 2, 2) and their labels."""
    generator = torch.Generator().manual_seed(0)
    model = nn.Sequential(nn.Flatten(), nn.Linear(4, 3))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    images = torch.rand(20, 1, 2, 2, generator=generator)
    return model, images, torch.randint(3, (20,), generator=generator)


def _same(a: list[torch.Tensor], b: list[torch.Tensor]) -> bool:
    pairs = zip(a, b, strict=True)
    return all(torch.allclose(x, y, rtol=1e-4, atol=1e-6) for x, y in pairs)


@exercise
def check_1(one_step) -> str:
    """Expect the five statements in their order, and the loss as a number."""
    model, images, labels = _problem()
    criterion, expected = nn.CrossEntropyLoss(), copy.deepcopy(model)
    optimizers = [torch.optim.SGD(m.parameters(), lr=0.1) for m in (model, expected)]
    criterion(model(images), labels.flip(0)).backward()  # left over
    for call in ("first", "second"):
        optimizers[1].zero_grad()
        expected_loss = criterion(expected(images), labels)
        expected_loss.backward()
        before = [p.detach().clone() for p in model.parameters()]
        loss = one_step(model, images, labels, optimizers[0], criterion)
        require(loss is not ... and loss is not None, "It returns nothing yet.")
        after = list(model.parameters())
        require(
            not _same(before, after),
            f"After the {call} call the weights are what they were. Is `step` called,"
            " and are there gradients when it is?",
        )
        optimizers[1].step()
        require(
            _same(after, list(expected.parameters())),
            f"The {call} call takes a step, but not in the direction of this batch's"
            " gradient. What stood in `.grad` when `backward` was called?",
        )
        require(
            isinstance(loss, float),
            f"The loss is a {type(loss).__name__}. Return a plain number.",
        )
        require(
            math.isclose(loss, expected_loss.item(), rel_tol=1e-4),
            "The loss is not the mean over this batch before the step.",
        )
    return "Five statements, one order, and no gradient left over."


@exercise
def check_2(in_parts) -> str:
    """Expect the gradient of the whole batch, for parts of any size."""
    model, images, labels = _problem()
    criterion = nn.CrossEntropyLoss()
    parameters = list(model.parameters())
    whole = torch.autograd.grad(criterion(model(images), labels), parameters)
    weights = [p.detach().clone() for p in parameters]
    for size in (20, 20, 10, 8, 1):
        in_parts(model, images, labels, criterion, size)
        found = [p.grad for p in parameters]
        require(
            all(grad is not None for grad in found),
            "There is no gradient yet. `backward` writes it into `.grad`.",
        )
        require(_same(weights, parameters), "The weights have changed. No step yet.")
        parts = math.ceil(20 / size)
        require(
            parts == 1 or not _same(found, [g * parts for g in whole]),
            f"With {parts} parts the gradient is {parts} times too large.",
        )
        require(
            _same(found, whole),
            f"With parts of {size} it is not the gradient of the whole batch. Does each"
            " part count by its share of the pictures, do the parts add up, and is"
            " nothing left of an earlier call?",
        )
    return "The same gradient, with less memory. It is called gradient accumulation."


@exercise
def check_3(last_epoch) -> str:
    """Expect the epoch at which the best loss is `patience` epochs old."""
    cases = [
        ([5, 3, 4, 4, 2], 2, 4, "It is the example above."),
        ([5, 4, 3, 2], 2, 4, "The best loss never gets old here."),
        ([5, 4, 3, 3, 3], 1, 4, "A loss that is equal is no better."),
        ([5, 3, 4, 3.5, 3.2], 2, 4, "Compare with the best loss so far."),
        ([5, 4, 6, 3, 5, 4, 6], 3, 7, "A new best starts the wait again."),
        ([2, 3, 3, 3], 3, 4, "Count from the best epoch on."),
    ]
    for losses, patience, expected, hint in cases:
        answer = last_epoch(list(losses), patience)
        require(answer is not ... and answer is not None, "It returns nothing yet.")
        require(
            answer == expected,
            f"With losses {losses} and patience {patience} it says {answer}. {hint}",
        )
    return "Early stopping: the best loss, its epoch, and some patience."
