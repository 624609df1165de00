"""Testing a model and asking it about one picture (lessons 7, 9 and 10)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
import torch
import torchvision
from torch import nn

from helpers import plots
from helpers.data import check_labels, checked
from helpers.device import get_device

CLASSES = torchvision.datasets.FashionMNIST.classes


class Score(NamedTuple):
    """How a model did on a data set: the mean loss per picture, and counts."""

    loss: float
    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of pictures named correctly, 0 to 1."""
        return self.correct / self.total


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """Put the model in evaluation mode, record no gradients, and undo both at the end.

    Every layer gets back the mode it had, also one that was frozen by itself.
    """
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module, mode in modes.items():
            module.training = mode


def check_criterion(criterion) -> None:
    """Raise ValueError for a criterion that does not give the mean of its batch."""
    if (how := getattr(criterion, "reduction", "mean")) != "mean":
        raise ValueError(
            f"the criterion must give the mean of its batch, not reduction={how!r}"
        )


def evaluate(model: nn.Module, loader, criterion, device="cpu") -> Score:
    """Measure a model on all batches of a loader, without learning from them.

    The loss is the mean per picture, exact also if the last batch is smaller. Sums stay
    on the device until the end. Raises ValueError for a criterion that does not give
    the mean of its batch, or gives less than 0, and for what `checked` refuses.
    """
    check_criterion(criterion)
    device = get_device(device)
    model.to(device)
    loss = torch.zeros((), device=device)
    correct = torch.zeros((), dtype=torch.int64, device=device)
    total = 0
    with evaluating(model):
        for images, labels in checked(loader):
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss += criterion(logits, labels) * len(labels)
            correct += (logits.argmax(dim=1) == labels).sum()
            total += len(labels)
    if total == 0:
        raise ValueError("the loader has no pictures")
    if loss < 0:
        raise ValueError("the loss is negative: is the criterion made for logits?")
    return Score(loss.item() / total, correct.item(), total)


def test(loaders: dict, model: nn.Module, criterion, device="cpu") -> Score:
    """Measure a model on `loaders["test"]`, print loss and accuracy, return both."""
    score = evaluate(model, loaders["test"], criterion, device)
    print(f"Test loss: {score.loss:.4f}")
    print(f"Test accuracy: {score.accuracy:.1%} ({score.correct:,} of {score.total:,})")
    return score


def to_images(images) -> torch.Tensor:
    """Return pictures as the networks read them: float32 (N, 1, 28, 28) in 0..1.

    Takes a tensor, an array or a list (28, 28), (N, 28, 28), (1, 28, 28) or
    (N, 1, 28, 28), of uint8 0..255 or floats 0..1; N may be 0. Raises ValueError for
    any other shape or dtype, for numbers outside the range, NaN and blank pictures.
    """
    given, dtype = type(images).__name__, getattr(images, "dtype", None)
    try:
        if isinstance(images, (list, np.ndarray)):
            images = torch.tensor(np.array(images))
        shape, dtype = tuple(images.shape), images.dtype
        pixels = images.to_dense().real.float()
        bad = int((~pixels.isfinite()).sum())
    except Exception:
        what = given if dtype is None else f"{given} of {dtype}"
        raise ValueError(
            f"pictures must be a tensor or an array of numbers, not {what}."
            " helpers.images.prepare_image reads files and other pictures."
        ) from None
    if len(shape) == 2 or (len(shape) == 3 and shape[0] != 1):
        pixels = pixels.unsqueeze(-3)  # the channel: (1, 28, 28) or (N, 1, 28, 28)
    if pixels.ndim == 3:
        pixels = pixels.unsqueeze(0)
    if pixels.ndim != 4 or pixels.shape[1:] != (1, 28, 28):
        raise ValueError(
            f"the networks read grey pictures of 28 x 28, not shape {shape}: (28, 28)"
            " or (N, 1, 28, 28). helpers.images.prepare_image makes one from any other."
        )
    if dtype == torch.uint8:
        pixels = pixels / 255
    elif not dtype.is_floating_point:
        raise ValueError(f"pixels must be uint8 or float, not {dtype}")
    if bad:
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")
    low, high = pixels.flatten(1).aminmax(dim=1)
    if len(pixels) and (low.min() < 0 or high.max() > 1):
        raise ValueError(
            f"float pixels must lie in 0..1, not in {low.min():g}..{high.max():g}."
            " Divide pixels of 0..255 by 255."
        )
    if len(blank := (high - low < 0.05).nonzero()):
        which = f"picture {int(blank[0])} of {len(pixels):,}"
        which = "the picture" if len(pixels) == 1 else which
        low, high = low[blank[0, 0]], high[blank[0, 0]]
        what = f"every pixel in it is {low:g}"
        if low < high:
            what = f"its pixels lie in {low:.2g}..{high:.2g}. Divided by 255 twice?"
        raise ValueError(f"{which} is blank: {what}")
    return pixels


def predict(model: nn.Module, images) -> torch.Tensor:
    """Return the model's probabilities, (N, 10) on the CPU: rows that sum to 1.

    `images` is anything that `to_images` takes. The work is done wherever the model
    is. The model's outputs are taken for logits. Warns of (3, 28, 28), which may be one
    picture in colour. Raises ValueError for pictures that `to_images` refuses, and if
    the model answers NaN.
    """
    pixels = to_images(images)
    if getattr(images, "shape", None) == (3, 28, 28):
        warnings.warn(
            "(3, 28, 28) is read as three grey pictures. If it is one in colour,"
            " helpers.images.prepare_image makes it grey.",
            stacklevel=2,
        )
    weight = next(model.parameters())  # its device, and its type of number
    with evaluating(model):
        parts = [
            model(part.to(weight)).softmax(dim=1).cpu() for part in pixels.split(1000)
        ]
    probabilities = torch.cat(parts)
    if probabilities.ndim != 2:
        raise ValueError(f"the model's answer is {[*probabilities.shape]}, not (N, 10)")
    if probabilities.isnan().any():
        raise ValueError(
            "the model answers NaN: its training diverged. Train it again with a"
            " tenth of the learning rate, or load a checkpoint."
        )
    return probabilities


def predictions(model: nn.Module, loader) -> tuple[torch.Tensor, torch.Tensor]:
    """Return probabilities (N, 10) and true labels (N,) for a whole loader."""
    parts = [(predict(model, images), labels.cpu()) for images, labels in loader]
    probabilities, labels = zip(*parts, strict=True)
    return torch.cat(probabilities), torch.cat(labels)


def predict_image(image, model: nn.Module, ax=None) -> str:
    """Show one picture with the class that the model gives it; return the class name.

    `image` is (28, 28) or (1, 28, 28), or a pair (image, label) from a dataset.
    """
    if isinstance(image, tuple):
        image = image[0]
    images = to_images(image)
    if len(images) != 1:
        raise ValueError(f"one picture, not {len(images)}; colours need prepare_image")
    probabilities = predict(model, images)[0]
    if len(probabilities) != len(CLASSES):
        raise ValueError(f"the model tells {len(probabilities)} classes apart, not 10")
    name = CLASSES[probabilities.argmax()]
    plots.show_images(images.cpu(), [f"{name}, {probabilities.max():.0%}"], ax=ax)
    return name


def confusion_matrix(labels: torch.Tensor, predicted: torch.Tensor) -> torch.Tensor:
    """Count how often each true class (row) was given each predicted class (column).

    Both are (N,) integers from 0 to 9; returns (10, 10) int64.
    """
    if labels.shape != predicted.shape:
        raise ValueError(f"labels {[*labels.shape]}, predictions {[*predicted.shape]}")
    labels = check_labels(labels, len(labels))
    predicted = check_labels(predicted, len(labels))
    pairs = labels * len(CLASSES) + predicted
    return pairs.bincount(minlength=len(CLASSES) ** 2).view(len(CLASSES), -1)


def most_confused(matrix: torch.Tensor, count: int = 5) -> list[tuple[str, str, int]]:
    """List the commonest mistakes, (true name, predicted name, how often)."""
    if matrix.shape != (len(CLASSES), len(CLASSES)):
        raise ValueError(f"a confusion matrix is (10, 10), not {tuple(matrix.shape)}")
    mistakes = matrix.clone().fill_diagonal_(0)
    top = mistakes.flatten().topk(count)
    return [
        (CLASSES[cell // len(CLASSES)], CLASSES[cell % len(CLASSES)], times)
        for times, cell in zip(top.values.tolist(), top.indices.tolist(), strict=True)
    ]
