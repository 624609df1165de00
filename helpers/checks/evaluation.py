"""Refusals of `helpers.evaluation`: criteria, pictures, answers and classes."""

import functools

import numpy as np
import torch

from helpers.checks.datasets import check_labels
from helpers.checks.loaders import beyond
from helpers.checks.models import check_model
from helpers.checks.values import brief_repr


def check_criterion(criterion) -> None:
    """Raise ValueError for a criterion that does not give the mean of its batch."""
    if isinstance(criterion, type):
        name = criterion.__name__
        raise ValueError(f"{name} is a class, not a criterion yet: {name}() makes one")
    if not callable(criterion):
        raise ValueError(
            "a criterion makes a loss of logits and labels, such as"
            f" nn.CrossEntropyLoss(), not {brief_repr(criterion)}"
        )
    given = criterion.keywords if isinstance(criterion, functools.partial) else {}
    how = given.get("reduction", getattr(criterion, "reduction", "mean"))
    if how != "mean":
        raise ValueError(
            f"the criterion must give the mean of its batch, not reduction={how!r}"
        )


def check_measuring(model, criterion) -> None:
    """Raise ValueError for what is no model, or gives no mean loss."""
    check_model(model)
    check_criterion(criterion)


def check_has_test(loaders) -> None:
    """Raise ValueError unless there is a loader for testing."""
    if not isinstance(loaders, dict) or "test" not in loaders:
        raise ValueError(
            "loaders must be a dict of loaders, with 'test' in it:"
            " make_loaders(train_set, test_set) makes one"
        )


def check_some_batches(parts: list) -> None:
    """Raise ValueError if a loader gave nothing."""
    if not parts:
        raise ValueError("the loader has no pictures")


def check_width(logits: torch.Tensor, labels: torch.Tensor) -> None:
    """Raise ValueError for a label that is beyond the model's classes."""
    if len(labels) and labels.max() >= logits.shape[1]:
        raise ValueError(beyond(logits.shape[1], int(labels.max())))


def check_answer(answer) -> None:
    """Raise ValueError unless a model answers with one row of scores a picture."""
    if answer is None:
        raise ValueError("the model answers None: end its `forward` with `return`")
    if not torch.is_tensor(answer) or answer.ndim != 2:
        given = [*answer.shape] if torch.is_tensor(answer) else type(answer).__name__
        raise ValueError(f"the model's answer is {given}, not (N, classes)")


def check_loss(criterion, loss, logits: torch.Tensor, labels: torch.Tensor) -> None:
    """Raise ValueError for a loss below 0, or one that is no mean over the pictures."""
    if not torch.is_tensor(loss) or loss.numel() != 1:
        given = type(loss).__name__
        if torch.is_tensor(loss):
            given = f"{loss.numel():,} of them"
        raise ValueError(
            f"the criterion must give one loss, the mean of its batch, not {given}"
        )
    if loss < 0:
        raise ValueError("the loss is negative: is the criterion made for logits?")
    few, theirs = logits[:100], labels[:100]
    once, twice = criterion(few, theirs), criterion(few.repeat(2, 1), theirs.repeat(2))
    if 1.9 < twice / once < 2.1:
        raise ValueError("the criterion must give the mean of its batch, not the sum")


def as_numbers(images) -> torch.Tensor:
    """Return a tensor, an array or a list of numbers as a dense tensor; or ValueError.

    Whatever torch says of other things, the sentence names the type.
    """
    given, dtype = type(images).__name__, getattr(images, "dtype", None)
    try:
        if isinstance(images, (list, np.ndarray)):
            images = torch.tensor(np.array(images), device="cpu")
        numbers = images.to_dense()
        bool(numbers.real.float().isfinite().all())  # can it be computed with?
        return numbers
    except Exception:
        what = given if dtype is None else f"{given} of {dtype}"
        raise ValueError(
            f"pictures must be a tensor or an array of numbers, not {what}."
            " helpers.images.prepare_image reads files and other pictures."
        ) from None


def check_pictures(images: torch.Tensor, given: torch.Tensor, wanted) -> None:
    """Raise ValueError unless pixels are (N, C, H, W) of 0..1, none of them blank.

    `given` is what they were made of: its shape and dtype are what the learner knows.
    `wanted` is (C, H, W); a side that is None may have any length.
    """
    shape, dtype = tuple(given.shape), given.dtype
    fits = images.ndim == 4 and all(
        side in (None, found)
        for side, found in zip(wanted, images.shape[1:], strict=True)
    )
    if not fits:
        raise ValueError(wrong_shape(shape, wanted))
    if dtype != torch.uint8 and not dtype.is_floating_point:
        raise ValueError(f"pixels must be uint8 or float, not {dtype}")
    if bad := int((~images.isfinite()).sum()):
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")
    low, high = images.flatten(1).aminmax(dim=1)
    if len(images) and (low.min() < 0 or high.max() > 1) and not normalised(images):
        raise ValueError(
            f"float pixels must lie in 0..1, not in {low.min():g}..{high.max():g}."
            " Divide pixels of 0..255 by 255."
        )
    if len(blank := (high - low < 0.05).nonzero()):
        which = f"picture {int(blank[0])} of {len(images):,}"
        which = "the picture" if len(images) == 1 else which
        low, high = low[blank[0, 0]], high[blank[0, 0]]
        what = f"every pixel in it is {low:g}"
        if low < high:
            what = f"its pixels lie in {low:.2g}..{high:.2g}. Divided by 255 twice?"
        raise ValueError(f"{which} is blank: {what}")


def wrong_shape(shape: tuple, wanted) -> str:
    """Say which pictures (C, H, W) a network reads, and how to make one."""
    channels, height, width = wanted
    size = "" if height is None else f" of {height} x {width}"
    if channels == 1:
        return (
            f"the networks read grey pictures{size}, not shape {shape}: ({height},"
            f" {width}) or (N, 1, {height}, {width})."
            f" {maker(wanted)} makes one from any other."
        )
    return (
        f"this network reads pictures{size} with {channels} channels, (C, H, W) or"
        f" (N, C, H, W), not shape {shape}. {maker(wanted)} makes one from any other."
    )


def maker(wanted) -> str:
    """Name the function that makes pictures of a shape (C, H, W) from any other."""
    if tuple(wanted) == (1, 28, 28):
        return "helpers.images.prepare_image"
    channels, size, _ = wanted
    how = f", size={size}" if size else ""
    how += ", colour=True" if channels == 3 else ""
    return f"helpers.picture_folder.load_picture(image{how})"


def normalised(images: torch.Tensor) -> bool:
    """Tell whether pixels lie around 0, as `transforms.Normalize` leaves them."""
    return len(images) > 0 and -10 < images.min() < -0.25 and 0 < images.max() < 10


def check_one_picture(images: torch.Tensor) -> None:
    """Raise ValueError unless images are a batch of one."""
    if len(images) != 1:
        ours = images.shape[1:] == (1, 28, 28)
        colours = "; colours need prepare_image" if ours else ""
        raise ValueError(f"one picture, not {len(images)}{colours}")


def check_not_nan(probabilities: torch.Tensor) -> None:
    """Raise ValueError for the answers of a model that diverged."""
    if probabilities.isnan().any():
        raise ValueError(
            "the model answers NaN: its training diverged. Train it again with a"
            " tenth of the learning rate, or load a checkpoint."
        )


def check_predictions(labels: torch.Tensor, predicted: torch.Tensor, classes) -> None:
    """Raise ValueError unless there is one prediction a label, and each has a name."""
    if labels.shape != predicted.shape:
        raise ValueError(f"labels {[*labels.shape]}, predictions {[*predicted.shape]}")
    for numbers in (labels, predicted):
        check_labels(numbers, len(labels))
        if len(numbers) and numbers.max() >= len(classes):
            raise ValueError(
                f"labels must lie in 0..{len(classes) - 1}, for {len(classes)} classes"
                f" have a name, but one is {int(numbers.max())}:"
                " classes=dataset.classes gives other names"
            )


def check_confusion_matrix(matrix: torch.Tensor, classes) -> None:
    """Raise ValueError unless the matrix has a row and a column for each name."""
    n = len(classes)
    if matrix.shape != (n, n):
        raise ValueError(
            f"with {n} names a confusion matrix is ({n}, {n}), not"
            f" {tuple(matrix.shape)}: give its names, classes=dataset.classes"
        )
