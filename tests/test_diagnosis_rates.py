"""A rate that is too small, and one that is too large; a rare class is no excuse."""

import pytest
import torch
from torch import nn

from helpers.datasets import PictureSet
from helpers.device import set_seed
from helpers.diagnosis import diagnose
from helpers.loaders import make_loaders
from helpers.models import SmallCNN
from helpers.training import get_optimizer, train


def said_of(counts, rate, seed):
    """Train on three kinds, each with a square in a colour of its own; diagnose it."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(3).repeat_interleave(torch.tensor(counts))
    shape = len(labels), 3, 32, 32
    images = torch.randint(0, 60, shape, generator=generator, dtype=torch.uint8)
    for image, label in zip(images, labels, strict=True):
        image[label, 8:24, 8:24] += 120
    set_seed(seed)
    loaders = make_loaders(PictureSet(images, labels, ["ball", "mug", "star"]))
    model, criterion = SmallCNN(3, 3, 32), nn.CrossEntropyLoss()
    history = train(5, loaders, model, get_optimizer(model, rate), criterion)
    return " ".join(diagnose(history, model, loaders))


@pytest.mark.parametrize("counts", [(60, 60, 60), (200, 20, 20)])
@pytest.mark.parametrize("rate", [1e-5, 1e-6])
def test_hardly_a_step_is_not_called_too_large(counts, rate):
    """It wobbles about ln C, and one class may be most of the data."""
    for seed in range(2):
        said = said_of(counts, rate, seed)
        assert "the learning rate is too small" in said and "too large" not in said


@pytest.mark.parametrize("counts", [(60, 60, 60), (200, 20, 20)])
def test_a_training_that_learns_is_not_blamed_for_its_rate_or_its_classes(counts):
    """It may be told that it was too short: its loss still falls."""
    for seed in range(2):
        said = said_of(counts, 0.04, seed)
        assert "rate" not in said and "outnumbers" not in said


def test_a_class_has_its_name_if_all_answers_are_that():
    said = said_of((400, 5, 5), 0.003, 0)
    assert "are of the class 'ball'" in said and "one class outnumbers" in said


def test_a_loss_far_beyond_guessing_speaks_of_the_rate():
    assert "likely the learning rate is too large" in said_of((200, 20, 20), 1000, 0)
