"""Refusals of `helpers.widgets.confusion`: answers, labels and pictures at odds."""

import numpy as np
import torch

from helpers.checks.values import brief_repr, is_whole
from helpers.checks.widgets import CELLS_UP_TO, GridError

CLASSES_UP_TO = 40  # more cells than 40 x 40 could not be told apart


def as_numbers(name: str, value) -> torch.Tensor:
    """Return a tensor, array or list of real numbers as a tensor; or ValueError."""
    try:
        given = value if torch.is_tensor(value) else torch.tensor(np.asarray(value))
        numbers = given.detach().to_dense().cpu()
        if numbers.is_complex():
            raise TypeError("complex numbers")
        numbers[:0].float()  # are they numbers at all?
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        reason = str(error).split("\n", 1)[0][:150]
        raise ValueError(f"{name} must be a grid of numbers: {reason}") from None
    return numbers


def check_classes(classes: list) -> None:
    """Raise ValueError unless there are names enough to confuse, and not too many."""
    if not 2 <= len(classes) <= CLASSES_UP_TO:
        raise ValueError(
            f"{len(classes)} classes: a table of 2 to {CLASSES_UP_TO} can be shown"
        )


def check_probabilities(probabilities: torch.Tensor, classes: list) -> None:
    """Raise ValueError unless they are (N, classes), rows from 0 up that sum to 1."""
    shape = tuple(probabilities.shape)
    if probabilities.ndim != 2 or len(probabilities) == 0:
        raise ValueError(f"probabilities must be (N, {len(classes)}), not {shape}")
    if shape[1] != len(classes):
        raise ValueError(
            f"probabilities {shape} tell {shape[1]} classes apart, but there are"
            f" {len(classes)} names: give `classes` one for each"
        )
    if bad := int((~probabilities.isfinite()).sum()):
        raise ValueError(f"{bad:,} of the probabilities are NaN or infinite")
    sums = probabilities.sum(dim=1)
    if probabilities.min() < -1e-6 or (sums - 1).abs().max() > 1e-2:
        raise ValueError(
            "probabilities must be from 0 up, and each row must sum to 1."
            " logits.softmax(dim=1) makes them of logits; `predict` gives them."
        )


def check_labels(labels: torch.Tensor, count: int, classes: list) -> None:
    """Raise ValueError unless there is one label a row, each the number of a class."""
    if labels.ndim != 1:
        raise ValueError(f"labels must be (N,), not {tuple(labels.shape)}")
    if len(labels) != count:
        raise ValueError(f"{len(labels):,} labels for {count:,} rows of probabilities")
    last = len(classes) - 1
    wrong = (labels.frac() != 0) | (labels < 0) | (labels > last) | labels.isnan()
    if wrong.any():
        at = int(wrong.nonzero()[0])
        raise ValueError(
            f"labels must be whole numbers from 0 to {last}; label {at:,} is"
            f" {labels[at].item():g}"
        )


def check_images(images: torch.Tensor, count: int) -> None:
    """Raise ValueError unless images are (N, 1 or 3, H, W), one a row, and small."""
    shape = tuple(images.shape)
    if images.ndim != 4 or shape[1] not in (1, 3) or images.numel() == 0:
        raise ValueError(
            "images are (N, H, W), (N, 1, H, W) or, in colour, (N, 3, H, W), not"
            f" {shape}"
        )
    if len(images) != count:
        raise ValueError(f"{len(images):,} images for {count:,} rows of probabilities")
    if max(shape[2:]) > CELLS_UP_TO:
        raise ValueError(
            f"images of {shape[2]}×{shape[3]} are too large to show: at most"
            f" {CELLS_UP_TO}×{CELLS_UP_TO}"
        )
    if images.is_floating_point() and (bad := int((~images.isfinite()).sum())):
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")


def check_picked(picked, classes: list) -> None:
    """Raise GridError unless a cell is named by its row and column, or by None."""
    if picked is None:
        return
    pair = list(picked) if isinstance(picked, (list, tuple)) else []
    if len(pair) != 2 or not all(is_whole(n) and 0 <= n < len(classes) for n in pair):
        raise GridError(
            "picked must be [true, predicted], two whole numbers from 0 to"
            f" {len(classes) - 1}, or None, not {brief_repr(picked)}"
        )


def check_order(order, every: tuple) -> None:
    """Raise GridError for an order that does not exist."""
    if not isinstance(order, str) or order not in every:
        names = ", ".join(map(repr, every))
        raise GridError(f"order must be one of {names}, not {brief_repr(order)}")
