"""Checks of lesson 7: a loop, a mode that is forgotten, a batch in parts."""

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


def _near(a: list[float], b: list[float]) -> bool:
    return len(a) == len(b) and all(
        math.isclose(x, y, rel_tol=1e-4) for x, y in zip(a, b, strict=True)
    )


@exercise
def check_1(teach) -> str:
    """Expect the weights and the mean losses of plain SGD, for batches of any size."""
    for sizes, lr, epochs in [((7, 7, 6), 0.1, 3), ((20,), 0.5, 1), ((1, 19), 0.02, 2)]:
        model, images, labels = _problem()
        expected = copy.deepcopy(model)
        batches = list(zip(images.split(sizes), labels.split(sizes), strict=True))
        optimizer = torch.optim.SGD(expected.parameters(), lr=lr)
        means, per_batch = [], []
        for _ in range(epochs):
            losses = []
            for some, theirs in batches:
                optimizer.zero_grad()
                losses.append(nn.functional.cross_entropy(expected(some), theirs))
                losses[-1].backward()
                optimizer.step()
            weights = torch.tensor(sizes) / 20
            means.append(float(torch.stack(losses).detach() @ weights))
            per_batch.append(float(torch.stack(losses).detach().mean()))
        before = [p.detach().clone() for p in model.parameters()]
        said = teach(model, batches, lr, epochs)
        after = list(model.parameters())
        require(
            not _same(before, after),
            "The weights are what they were. Is `step` called, and are there gradients"
            " when it is?",
        )
        require(
            _same(after, list(expected.parameters())),
            f"With batches of {sizes}, lr={lr} and {epochs} epochs the weights are not"
            " those of plain SGD. What stands in `.grad` when `step` is called, and how"
            " often is each batch seen?",
        )
        require(said is not ... and said is not None, "It returns nothing yet.")
        require(
            len(said) == epochs,
            f"It returns {len(said)} numbers for {epochs} epochs: one each, please.",
        )
        numbers = [float(loss) for loss in said]
        require(
            sizes == (20,) or not _near(numbers, per_batch),
            "That is the mean of the batches. A small batch counts less.",
        )
        require(
            _near(numbers, means),
            "The losses are not the means per picture of those with which the steps"
            " were made.",
        )
    return "A training loop, from nothing. Everything else is comfort."


class _Diary(nn.Module):
    """Answer with a layer's scores, and note the mode of every call."""

    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer, self.modes = layer, []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.modes.append((self.training, torch.is_grad_enabled()))
        return self.layer(x)


@exercise
def check_2(fit_and_ask) -> str:
    """Expect each epoch to learn in training mode and to ask in evaluation mode."""
    for epochs in (1, 3):
        layer, images, labels = _problem()
        model, expected = _Diary(layer).eval(), copy.deepcopy(layer)
        criterion = nn.CrossEntropyLoss()
        learn_from = list(zip(images.split(8), labels.split(8), strict=True))
        ask_about = [(images[:5], labels[:5]), (images[5:8], labels[5:8])]
        optimizer = torch.optim.SGD(expected.parameters(), lr=0.1)
        losses = []
        for _ in range(epochs):
            for some, theirs in learn_from:
                optimizer.zero_grad()
                criterion(expected(some), theirs).backward()
                optimizer.step()
            with torch.inference_mode():
                losses.append(float(criterion(expected(images[:8]), labels[:8])))
        own = torch.optim.SGD(model.parameters(), lr=0.1)
        said = fit_and_ask(model, learn_from, ask_about, own, criterion, epochs)
        learning = [mode for mode, grad in model.modes if grad]
        asking = [mode for mode, grad in model.modes if not grad]
        require(
            len(learning) == 3 * epochs and len(asking) >= 2 * epochs,
            "It should learn from each batch once an epoch, with gradients, and ask"
            " about the others once an epoch, without.",
        )
        require(
            all(learning),
            f"Of {len(learning)} batches it learns from {learning.count(False)} in"
            " evaluation mode.",
        )
        require(not any(asking), "It validates in training mode now.")
        require(
            _same(list(layer.parameters()), list(expected.parameters())),
            "Its weights are no longer those of the same steps.",
        )
        require(
            said is not None and _near([float(loss) for loss in said], losses),
            "The validation losses have changed. They were right.",
        )
    return "Each part of an epoch sets its own mode, whatever was before."


@exercise
def check_3(in_parts) -> str:
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
