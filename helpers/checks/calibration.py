"""Refusals of `helpers.calibration`: what are no probabilities, or no logits."""

import torch

from helpers.checks.evaluation import check_width
from helpers.checks.loaders import check_labels, check_some
from helpers.checks.values import require_whole


def check_answers(scores: torch.Tensor, labels: torch.Tensor) -> None:
    """Raise ValueError unless scores are (N, classes), with a label for each row."""
    if scores.ndim != 2:
        raise ValueError(
            "answers must be (N, classes), a row for each picture,"
            f" not {[*scores.shape]}"
        )
    check_labels(labels, len(scores))
    check_some(labels)
    check_width(scores, labels)


def check_bins(bins) -> None:
    """Raise ValueError unless it is a whole number."""
    require_whole("bins", bins)


def check_probabilities(probabilities: torch.Tensor) -> None:
    """Raise ValueError unless every row is of numbers from 0 up that sum to 1."""
    low, sums = probabilities.min(), probabilities.double().sum(dim=1)
    rounding = 1e-3 if probabilities.element_size() > 2 else 2e-2
    if not (low >= 0 and (sums - 1).abs().max() < rounding):  # false for NaN too
        raise ValueError("these are no probabilities: `predictions` returns some")


def check_logits(logits: torch.Tensor, labels: torch.Tensor) -> None:
    """Raise ValueError for logits that are none, or that no temperature improves."""
    if not logits.isfinite().all():
        raise ValueError("some logits are NaN or infinite")
    if (logits.sum(dim=1) - 1).abs().max() < 1e-3:
        raise ValueError("these are probabilities: give logits, or their logarithm")
    if bool((logits.argmax(dim=1) == labels).all()):
        raise ValueError("every answer is right: the lower the temperature the better")


def check_sharpness(sharpness: float) -> None:
    """Raise ValueError for 1 / T of logits that are better turned round."""
    if sharpness <= 0:
        raise ValueError("these logits are worse than guessing: no temperature helps")
