"""How sure is the answer? Calibration, and labels in doubt (lesson 9)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch.nn import functional as F

from helpers.checks.calibration import (
    check_answers,
    check_bins,
    check_logits,
    check_probabilities,
    check_sharpness,
)


def as_answers(scores, labels) -> tuple[torch.Tensor, torch.Tensor]:
    """Return scores (N, classes) and labels (N,), tensors or arrays, on the CPU.

    Raises ValueError unless there is a label for each row, and a column for each label.
    """
    scores = torch.as_tensor(scores, device="cpu").detach()
    labels = torch.as_tensor(labels, device="cpu")
    check_answers(scores, labels)
    return scores, labels.long()


def likely_label_errors(
    probabilities: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Order pictures by how far the best other class lies above the given label.

    Takes probabilities (N, classes) of a model that has not learned from these
    pictures, and labels (N,); returns row numbers (N,), the furthest first (the
    normalised margin of Northcutt et al. 2021, "Confident learning"). Whether a label
    is wrong, only a person can say.
    """
    probabilities, labels = as_answers(probabilities, labels)
    check_probabilities(probabilities)
    given = probabilities.gather(1, labels[:, None])[:, 0]
    others = probabilities.scatter(1, labels[:, None], 0).amax(dim=1)
    return (others - given).argsort(descending=True, stable=True)


class Reliability(NamedTuple):
    """Answers sorted into bins by how sure they are: (bins,) each, NaN where empty."""

    confidence: torch.Tensor
    accuracy: torch.Tensor
    count: torch.Tensor

    @property
    def error(self) -> float:
        """The expected calibration error: the mean gap between the two, 0 to 1."""
        gaps = (self.accuracy - self.confidence).abs().nan_to_num()
        return float(gaps @ self.count.double() / self.count.sum())


def reliability(
    probabilities: torch.Tensor, labels: torch.Tensor, bins: int = 10
) -> Reliability:
    """Compare, bin by bin, how sure the answers are with how many of them are right.

    Takes probabilities (N, classes) and labels (N,). Bin m of equal width holds what
    lies above (m - 1) / bins and up to m / bins (Guo et al. 2017, equations 1 to 3).
    """
    probabilities, labels = as_answers(probabilities, labels)
    check_probabilities(probabilities)
    check_bins(bins)
    confidence, guesses = probabilities.double().max(dim=1)
    inner = torch.linspace(0, 1, bins + 1, device="cpu")[1:-1]
    place = torch.bucketize(confidence, inner)
    count = place.bincount(minlength=bins)
    right = (guesses == labels).double()
    sums = [place.bincount(values, bins) for values in (confidence, right)]
    return Reliability(sums[0] / count, sums[1] / count, count)


@torch.inference_mode(False)  # derivatives are needed
def fit_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Find the T for which softmax(logits / T) has the lowest cross-entropy.

    Takes logits (N, classes) and labels (N,) of a validation set. Above 1 the model was
    too sure, below 1 not sure enough; no answer changes (Guo et al. 2017, section 4.2).
    Raises ValueError where no T is best: every answer right, or worse than guessing.
    Raises it for probabilities too: their logarithm would do as logits.
    """
    logits, labels = as_answers(logits, labels)
    logits, labels = logits.double().clone(), labels.clone()
    check_logits(logits, labels)
    sharpness = torch.ones_like(logits[0, 0], requires_grad=True)  # 1 / T
    optimizer = torch.optim.LBFGS(
        [sharpness], max_iter=100, line_search_fn="strong_wolfe"
    )

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy(logits * sharpness, labels)
        value.backward()
        return value

    optimizer.step(loss)
    check_sharpness(sharpness.item())
    return 1 / sharpness.item()
