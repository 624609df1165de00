"""Fine-tuning: what learns, for how long, and by which draws."""

import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.digits import digits_in_frame
from helpers.evaluation import predict
from helpers.models import FashionCNN
from helpers.pretrained import fine_tune, new_last_layer


def test_fine_tuning_leaves_what_is_frozen_and_learns_the_rest():
    digits, labels = digits_in_frame()
    torch.manual_seed(0)
    model = FashionCNN()
    load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)
    new_last_layer(model.requires_grad_(False))
    before = {name: value.clone() for name, value in model.state_dict().items()}
    fine_tune(model, TensorDataset(digits[:50], labels[:50]), steps=300)
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]) != name.startswith("fc2")
    guesses = predict(model, digits[500:]).argmax(dim=1)
    assert (guesses == labels[500:]).float().mean() > 0.4


def test_without_a_gpu_fine_tuning_stays_on_the_cpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    model, few = FashionCNN(), TensorDataset(torch.rand(10, 28, 28), torch.arange(10))
    with pytest.warns(UserWarning, match="no 'cuda' device: the CPU takes its place"):
        fine_tune(model, few, steps=1, device="cuda")
    with pytest.raises(ValueError, match="no device is called 'gpu'"):
        fine_tune(model, few, steps=1, device="gpu")
    with pytest.raises(ValueError, match="^Conv2d has no linear layer to replace"):
        new_last_layer(model.conv1)


def test_fine_tuning_shuffles_by_a_stream_of_its_own():
    digits, labels = digits_in_frame()
    part = TensorDataset(digits[:40], labels[:40])

    def learned(**told):
        torch.manual_seed(0)
        model = FashionCNN()
        state = torch.get_rng_state()
        fine_tune(model, part, steps=4, **told)
        assert torch.equal(torch.get_rng_state(), state)
        return model.fc2.weight

    untold = learned()
    assert torch.equal(learned(seed=0, lr=0.1), untold)
    assert not torch.equal(learned(seed=1), untold)
    assert not torch.equal(learned(lr=0.2), untold)


def test_the_last_epoch_is_finished():
    digits, labels = digits_in_frame()
    model, sizes = FashionCNN(), []
    model.register_forward_hook(lambda _, shown, answer: sizes.append(len(answer)))
    fine_tune(model, TensorDataset(digits[:22], labels[:22]), steps=4)
    assert sizes == [8, 7, 7] * 2


def test_no_batch_of_one_picture_meets_batch_normalisation():
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 8), nn.BatchNorm1d(8))
    digits, labels = digits_in_frame()
    fine_tune(model, TensorDataset(digits[:11], labels[:11] % 8), steps=4)
