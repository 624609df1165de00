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
    return all(torch.allclose(x.cpu(), y.cpu(), rtol=1e-4, atol=1e-6) for x, y in pairs)


class _Loader(list):
    """A list of batches that knows, as a loader does, the data they come from."""

    @property
    def dataset(self) -> list:
        return [pair for batch in self for pair in zip(*batch, strict=True)]


def _numbers(said, epochs: int) -> list:
    """Return what an answer returned, if that is one number for each epoch."""
    require(said is not ... and said is not None, "It returns nothing yet.")
    require(
        hasattr(said, "__len__")
        and getattr(said, "ndim", 1) == 1
        and not isinstance(said, (dict, str)),
        f"It returns a {type(said).__name__}, not a list with a number for each epoch.",
    )
    require(
        len(said) == epochs,
        f"With epochs={epochs} the list has {len(said)} numbers, not {epochs}.",
    )
    for loss in said:
        require(
            hasattr(loss, "__float__"),
            f"A {type(loss).__name__} is in the list in place of a number.",
        )
    return list(said)


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
        batches = _Loader(zip(images.split(sizes), labels.split(sizes), strict=True))
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
            "The weights of `model` are what they were. Is `step` called, on these"
            " weights, and are there gradients when it is?",
        )
        require(
            _same(after, list(expected.parameters())),
            f"With batches of {sizes}, lr={lr} and epochs={epochs} the weights are not"
            " those of plain SGD. What stands in `.grad` when `step` is called? Is each"
            " batch seen once an epoch? Are loss, rate and parameters as asked for?",
        )
        numbers = _numbers(said, epochs)
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


class _Notes(list):
    """A list that a copied model shares with the original."""

    def __deepcopy__(self, memo: dict) -> "_Notes":
        return self


class _Diary(nn.Module):
    """Answer with a layer's scores; note of every call what the checks ask about."""

    def __init__(self, layer: nn.Module):
        super().__init__()
        self.layer, self.calls = layer, _Notes()
        self.open, self.most_open = set(), 0  # calls without their backward yet

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls.append((self.training, torch.is_grad_enabled(), len(x)))
        scores = self.layer(x)
        if scores.requires_grad:
            call = len(self.calls)
            self.open.add(call)
            self.most_open = max(self.most_open, len(self.open))
            scores.register_hook(lambda _: self.open.discard(call))
        return scores


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
        learning = [mode for mode, grad, _ in model.calls if grad]
        asking = [mode for mode, grad, _ in model.calls if not grad]
        asked = sum(count for *_, grad, count in model.calls if not grad)
        require(
            len(learning) == 3 * epochs,
            f"With epochs={epochs} and three batches to learn from, the model is asked"
            f" {len(learning)} times with gradients, not {3 * epochs} times.",
        )
        require(
            asked >= 8 * epochs,
            f"With epochs={epochs} and 8 pictures to ask about, it is asked about"
            f" {asked} in all without gradients, not {8 * epochs}.",
        )
        require(
            all(learning),
            f"Of {len(learning)} batches it learns as it should from"
            f" {learning.count(True)} only.",
        )
        require(not any(asking), "It validates in training mode now.")
        require(
            _same(list(layer.parameters()), list(expected.parameters())),
            "Its weights are no longer those of the same steps.",
        )
        require(
            _near(_numbers(said, epochs), losses),
            "The validation losses have changed. They were right.",
        )
    return "Each part of an epoch sets its own mode, whatever was before."


@exercise
def check_3(in_parts) -> str:
    """Expect the gradient of the whole batch, for parts of any size."""
    layer, images, labels = _problem()
    model, criterion = _Diary(layer), nn.CrossEntropyLoss()
    parameters = list(model.parameters())
    whole = torch.autograd.grad(criterion(layer(images), labels), parameters)
    weights = [p.detach().clone() for p in parameters]
    for size in (20, 20, 10, 8, 1):
        model.calls.clear()
        model.open.clear()
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
            " part count by its share of the pictures, do all parts add up, and is"
            " nothing left of an earlier call?",
        )
        largest = max(count for *_, count in model.calls)
        require(
            largest <= size,
            f"The gradient is right, but the model is asked about {largest} pictures at"
            f" once, with size={size}.",
        )
        require(
            model.most_open <= 1,
            f"The gradient is right, but the computations of {model.most_open} parts"
            " are in memory at once. When is each part's freed?",
        )
    return "The same gradient, with less memory. It is called gradient accumulation."
