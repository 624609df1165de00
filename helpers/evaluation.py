"""Measuring a model, in validation and test; asking about a picture (lessons 7–10)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import nn

from helpers import plots
from helpers.any_model import class_names, evaluating, image_shape, number_type
from helpers.checks.evaluation import (
    as_numbers,
    check_answer,
    check_confusion_matrix,
    check_has_test,
    check_loss,
    check_measuring,
    check_not_nan,
    check_one_picture,
    check_pictures,
    check_predictions,
    check_some_batches,
    check_width,
    maker,
    normalised,
)
from helpers.checks.models import check_model
from helpers.device import get_device
from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import batches


class Score(NamedTuple):
    """How a model did on a data set: the mean loss per picture, and counts."""

    loss: float
    correct: int
    total: int

    @property
    def accuracy(self) -> float:
        """The share of pictures named correctly, 0 to 1."""
        return self.correct / self.total


def evaluate(model: nn.Module, loader, criterion, device="cpu") -> Score:
    """Measure a model on all batches of a loader, without learning from them.

    The criterion is asked once, for all pictures together: the loss is the mean per
    picture, whatever the size of the batches, and with weights for the classes too.
    Nothing leaves the device before the end. Raises ValueError for a criterion that
    does not give a mean, or gives less than 0, and for what `batches` refuses.
    """
    check_measuring(model, criterion)
    device = get_device(device)
    model.to(device)
    parts = []
    with evaluating(model):
        for images, labels in batches(loader, model):
            parts.append((model(images.to(device)), labels.to(device)))
        logits, labels = join(parts)
        loss = criterion(logits, labels)
        correct = (logits.argmax(dim=1) == labels).sum()
    check_scores(model, criterion, images, logits, labels, loss)
    return Score(loss.item(), correct.item(), len(labels))


def check_scores(model: nn.Module, criterion, images, logits, labels, loss) -> None:
    """Refuse a loss that is no mean; warn of probabilities where logits are wanted."""
    check_loss(criterion, loss, logits, labels)
    if ends_in_softmax(model, logits, images.shape[1:]):
        warnings.warn(
            f"{type(model).__name__} ends in softmax, and cross-entropy has one of its"
            " own. Return the logits: with both, the network hardly learns.",
            stacklevel=3,
        )


def ends_in_softmax(model: nn.Module, answers: torch.Tensor, shape) -> bool:
    """Tell whether a model's answers (N, classes) sum to 1 whatever it is shown.

    A few rows that do prove nothing: ten sigmoids sum to 1 too when one of them is
    sure. So a model of which all rows do is asked about noise, from faint to strong, in
    images of `shape` (C, H, W).
    """
    if not are_probabilities(answers):
        return False
    generator = torch.Generator().manual_seed(0)
    noise = torch.rand(32, *shape, generator=generator, device="cpu")
    strength = torch.linspace(0, 1, 32, device="cpu").view(-1, 1, 1, 1)
    with evaluating(model):
        return are_probabilities(scores_of(model, strength * noise))


def are_probabilities(answers: torch.Tensor) -> bool:
    """Tell whether all rows of answers (N, classes) are from 0 up and sum to 1."""
    off = (answers.float().sum(dim=1) - 1).abs()
    return len(answers) > 0 and bool((off < 1e-2).all() and (answers >= 0).all())


def join(parts: list[tuple]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the answers (N, classes) and the labels (N,) of all batches as one.

    Answers of 16 bits become 32, or their mean would be rounded to two digits.
    """
    check_some_batches(parts)
    answers, labels = zip(*parts, strict=True)
    check_answer(answers[0])
    answers, labels = torch.cat(answers), torch.cat(labels)
    check_width(answers, labels)
    return at_least_32_bits(answers), labels


def at_least_32_bits(numbers: torch.Tensor) -> torch.Tensor:
    """Return floats of 16 bits as float32, and others as they are."""
    return numbers.to(torch.promote_types(numbers.dtype, torch.float32))


def test(loaders: dict, model: nn.Module, criterion, device="cpu") -> Score:
    """Measure a model on `loaders["test"]`, print loss and accuracy, return both."""
    check_has_test(loaders)
    score = evaluate(model, loaders["test"], criterion, device)
    print(f"Test loss: {score.loss:.4f}")
    print(f"Test accuracy: {score.accuracy:.1%} ({score.correct:,} of {score.total:,})")
    return score


def to_images(images, shape=(1, 28, 28)) -> torch.Tensor:
    """Return pictures as a network of this `shape` reads them: float32 (N, C, H, W).

    Takes a tensor, an array or a list of uint8 0..255 or floats 0..1: (N, C, H, W) or
    one picture (C, H, W), and grey ones without C; N may be 0. Height and width of
    `shape` are None where any will do. Floats around 0, as `transforms.Normalize`
    leaves them, stay as they are, with a warning. Raises ValueError for any other shape
    or dtype, for numbers outside the range, NaN and blank pictures.
    """
    given = as_numbers(images)
    images = given.real.to(torch.get_default_dtype())
    grey = shape[0] == 1
    if grey and (images.ndim == 2 or (images.ndim == 3 and len(images) != 1)):
        images = images.unsqueeze(-3)  # the channel: (1, 28, 28) or (N, 1, 28, 28)
    if images.ndim == 3:
        images = images.unsqueeze(0)
    if given.dtype == torch.uint8:
        images = images / 255
    check_pictures(images, given, shape)
    if normalised(images):
        warnings.warn(
            f"pixels from {images.min():.2g} to {images.max():.2g} are taken as"
            " normalised, for a model that learned from such; ours learned from 0..1",
            stacklevel=3,
        )
    return images


def predict(model: nn.Module, images) -> torch.Tensor:
    """Return the model's probabilities, (N, classes) on the CPU: rows that sum to 1.

    `images` is anything that `to_images` takes. The work is done wherever the model
    is. The model's outputs are taken for logits. Warns of (3, H, W) for a model that
    reads grey: it may be one picture in colour. Raises ValueError for pictures that
    `to_images` refuses, and if the model answers NaN.
    """
    shape = image_shape(model)
    prepared = to_images(images, shape)
    three = 3, *shape[1:]
    if shape[0] == 1 and getattr(images, "shape", None) == three:
        warnings.warn(
            f"{three} is read as three grey pictures. If it is one in colour,"
            f" {maker(shape)} makes it grey.",
            stacklevel=2,
        )
    return probabilities_of(model, prepared)


def probabilities_of(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Return the softmax of the model's logits for images (N, C, H, W), on the CPU.

    The answers of a model that ends in softmax are probabilities already.
    """
    check_model(model)
    with evaluating(model):
        scores = torch.cat([scores_of(model, part) for part in images.split(1000)])
        done = ends_in_softmax(model, scores, images.shape[1:])
        probabilities = scores.clone() if done else scores.softmax(dim=1)
    check_not_nan(probabilities)
    return probabilities


def scores_of(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Ask a model, where it is and in its own kind of numbers; (N, C) on the CPU."""
    weight = next(model.parameters(), images)
    scores = model(images.to(weight.device, number_type(model)))
    check_answer(scores)
    return at_least_32_bits(scores.cpu())


def predictions(model: nn.Module, loader) -> tuple[torch.Tensor, torch.Tensor]:
    """Return probabilities (N, classes) and true labels (N,) for a whole loader.

    The images are taken as the loader gives them, as in training.
    """
    return join([(probabilities_of(model, x), y.cpu()) for x, y in batches(loader)])


def predict_image(image, model: nn.Module, ax=None) -> str:
    """Show one picture with the class that the model gives it; return the class name.

    `image` is (C, H, W), or (H, W) if it is grey, or a pair (image, label) from a
    dataset. The names are those of what the model learned from.
    """
    if isinstance(image, tuple):
        image = image[0]
    images = to_images(image, image_shape(model))
    check_one_picture(images)
    probabilities = probabilities_of(model, images)[0]
    name = class_names(model, len(probabilities))[probabilities.argmax()]
    plots.show_images(images.cpu(), [f"{name}, {probabilities.max():.0%}"], ax=ax)
    return name


def confusion_matrix(
    labels, predicted, classes: Sequence[str] = CLASS_NAMES
) -> torch.Tensor:
    """Count how often each true class (row) was given each predicted class (column).

    Both are (N,) whole numbers from 0 up, tensors, arrays or lists, and `classes` names
    what they count. Returns (classes, classes) int64.
    """
    labels = torch.as_tensor(labels, device="cpu")
    predicted = torch.as_tensor(predicted, device="cpu")
    check_predictions(labels, predicted, classes)
    n = len(classes)
    return (labels * n + predicted).bincount(minlength=n * n).view(n, n)


def most_confused(
    matrix: torch.Tensor, count: int = 5, classes: Sequence[str] = CLASS_NAMES
) -> list[tuple[str, str, int]]:
    """List the commonest mistakes that occur, (true name, predicted name, times)."""
    matrix, n = torch.as_tensor(matrix), len(classes)
    check_confusion_matrix(matrix, classes)
    mistakes = matrix.clone().fill_diagonal_(0)
    top = mistakes.flatten().topk(min(count, n * n))
    return [
        (classes[cell // n], classes[cell % n], times)
        for times, cell in zip(top.values.tolist(), top.indices.tolist(), strict=True)
        if times
    ]
