"""A beginner's first slip: one sentence says what to write, or it is simply done."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers.calibration import fit_temperature, likely_label_errors, reliability
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader
from helpers.models import FashionCNN, layer_shapes
from helpers.pretrained import new_last_layer
from helpers.training import get_optimizer, train

criterion = nn.CrossEntropyLoss()


@pytest.fixture
def loader():
    return TensorLoader(TensorDataset(torch.rand(30, 1, 28, 28), torch.arange(30) % 10))


def test_a_model_with_too_few_classes(loader):
    """On a GPU torch would end the process."""
    model = FashionCNN()
    model.fc2 = nn.Linear(56, 3)
    with pytest.raises(ValueError, match="tells 3 classes apart, 0 to 2, but a label"):
        evaluate(model, loader, criterion)
    model.fc2 = nn.Linear(56, 9)  # one too few
    with pytest.raises(ValueError, match="tells 9 classes apart, 0 to 8, but a label"):
        evaluate(model, loader, criterion)
    loaders = {"train": loader, "valid": loader}
    with pytest.raises(ValueError, match="a label is beyond the model's classes"):
        train(1, loaders, model, get_optimizer(model), criterion)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: layer_shapes(FashionCNN, torch.rand(1, 1, 28, 28)),
        lambda: new_last_layer(FashionCNN),
        lambda: save_checkpoint("x.pt", FashionCNN),
    ],
)
def test_the_class_in_place_of_a_model(ask):
    with pytest.raises(
        ValueError, match=r"FashionCNN is a class, .* FashionCNN\(\) ma"
    ):
        ask()


def test_path_and_model_the_wrong_way_round():
    words = "^a model is a torch.nn.Module, not 'x.pt'$"
    with pytest.raises(ValueError, match=words):
        load_checkpoint(FashionCNN(), "x.pt")
    with pytest.raises(ValueError, match=words):
        save_checkpoint(FashionCNN(), "x.pt")


def test_whole_numbers_and_rates_of_numpy_are_numbers(loader):
    first, second = set_seed(np.int64(3)), set_seed(3)
    assert first.initial_seed() == second.initial_seed() == 3
    model = FashionCNN()
    before = model.fc2.bias.clone()
    optimizer = get_optimizer(model, np.float32(0.5))
    train(np.int64(1), {"train": loader, "valid": loader}, model, optimizer, criterion)
    assert not torch.equal(before, model.fc2.bias)


def test_calibration_takes_arrays():
    labels = torch.arange(40) % 10
    scores = torch.rand(40, 10) + torch.eye(10)[labels]
    probabilities = scores.roll(1, dims=1)[:5].softmax(dim=1)  # some are wrong
    probabilities = torch.cat([probabilities, scores[5:].softmax(dim=1)])
    as_arrays = probabilities.numpy(), labels.numpy()
    for ask in (likely_label_errors, lambda *given: reliability(*given).count):
        assert torch.equal(ask(*as_arrays), ask(probabilities, labels))
    logits = probabilities.log()
    found = fit_temperature(logits.numpy(), labels.numpy())
    assert found == fit_temperature(logits, labels)
