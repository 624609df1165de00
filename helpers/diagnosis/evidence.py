"""What a training that is over shows to somebody who only looks."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from helpers.any_model import evaluating
from helpers.checks.datasets import check_images
from helpers.checks.evaluation import check_some_batches, check_width
from helpers.diagnosis.traceless import (
    draws_undone,
    in_this_process,
    is_augmented,
    randomness_kept,
    without_augmentation,
)
from helpers.evaluation import scores_of
from helpers.loaders import TensorLoader, batches

MOST_PICTURES = 2000  # of a loader
MOST_NUMBERS = 20_000_000  # in their pixels: 80 MB
KINDS_WITH_WEIGHTS = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d)


class Sample(NamedTuple):
    """Pictures (N, C, H, W), labels (N,), and scores (N, classes), on the CPU."""

    images: torch.Tensor
    labels: torch.Tensor
    scores: torch.Tensor

    @property
    def accuracy(self) -> float:
        """The share of pictures named correctly, 0 to 1."""
        return float((self.scores.argmax(dim=1) == self.labels).double().mean())

    @property
    def loss(self) -> float:
        """The cross-entropy, a mean per picture in nats."""
        return float(F.cross_entropy(self.scores, self.labels))


@dataclass
class Evidence:
    """A copy of the model, its history, and some pictures that it was asked about.

    `train` and `valid` come as the loaders give them, `plain` from "train" without
    augmentation, where that can be left out. The model answers in evaluation mode.
    """

    history: object
    model: nn.Module
    train: Sample
    plain: Sample
    valid: Sample
    augmented: bool

    @property
    def hidden(self) -> bool:
        """Whether plain training pictures cannot be seen: all come augmented."""
        return self.augmented and self.plain is self.train

    @property
    def few(self) -> bool:
        """Whether fewer than a hundred pictures of either kind can be compared."""
        return min(len(self.train.labels), len(self.valid.labels)) < 100

    @property
    def classes(self) -> int:
        """The number of classes that the model tells apart."""
        return self.train.scores.shape[1]

    @property
    def guessing(self) -> float:
        """The loss of a network that knows nothing: ln of the number of classes."""
        return math.log(self.classes)

    @cached_property
    def layers(self) -> dict[str, nn.Module]:
        """The layers with weights, by name, in the model's order."""
        named = self.model.named_modules()
        return {n: m for n, m in named if isinstance(m, KINDS_WITH_WEIGHTS)}


def look(history, model: nn.Module, loaders: dict) -> Evidence:
    """Ask a copy of the model about some thousand pictures; leave no trace."""
    model, loader = copy.deepcopy(model), loaders["train"]
    with randomness_kept(loaders):
        train = plain = sample(loader, model)
        augmented = is_augmented(loader)
        if augmented and isinstance(loader, TensorLoader):
            plain = sample(without_augmentation(loader), model)
        valid = sample(loaders["valid"], model)
    return Evidence(history, model, train, plain, valid, augmented)


def sample(loader, model: nn.Module) -> Sample:
    """Read a loader's first pictures, in its order, and ask the model about them."""
    images, labels, count = [], [], 0
    for some, truth in batches(in_this_process(loader), model):
        check_images(some)
        most = min(MOST_PICTURES, max(100, MOST_NUMBERS // some[0].numel()))
        images.append(some[: most - count].cpu().float())
        labels.append(truth[: most - count].cpu())
        count += len(labels[-1])
        if count == most:
            break
    check_some_batches(images)
    images, labels = torch.cat(images), torch.cat(labels)
    scores = scores_for(model, images)
    check_width(scores, labels)
    return Sample(images, labels, scores)


def scores_for(model: nn.Module, images: torch.Tensor) -> torch.Tensor:
    """Return the model's scores (N, classes) in evaluation mode."""
    with evaluating(model):
        parts = [scores_of(model, part) for part in images.split(200)]
    return torch.cat(parts).clone()  # no inference tensor


def loss_while_training(evidence: Evidence) -> float:
    """Return the loss on plain training pictures in training mode, dropout and all."""
    images, labels, _ = evidence.plain
    model = copy.deepcopy(evidence.model).train()
    with draws_undone(), torch.inference_mode():
        parts = [scores_of(model, part) for part in images.split(200)]
        return float(F.cross_entropy(torch.cat(parts), labels))


@torch.inference_mode(False)  # derivatives are needed
@torch.enable_grad()
def loss_by_heart(evidence: Evidence) -> float:
    """Return the loss on twenty pictures after a copy has taken sixty steps on them."""
    images, labels, _ = (part[:20].clone() for part in evidence.plain)
    model = copy.deepcopy(evidence.model).train().requires_grad_(True)
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    with draws_undone():
        for _ in range(60):
            loss = F.cross_entropy(scores_of(model, images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return loss.item()


def stuck(e: Evidence) -> bool:
    """Tell whether no loss ever came far below that of guessing."""
    return min(e.history.train_loss + e.history.valid_loss) > 0.9 * e.guessing


def say(seen: str, cause: str, remedy: str) -> str:
    """Put a finding into one sentence."""
    return f"{seen}: likely {cause}; {remedy}."
