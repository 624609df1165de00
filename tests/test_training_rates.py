"""Optimizers and their rates: plain descent, and one cycle."""

import math
import re

import pytest
import torch
from torch import nn

from helpers import training
from helpers.models import MLP
from tests.small_training import criterion, fresh


@pytest.mark.parametrize("lr", [0, -0.1, "0.1", None, float("nan"), float("inf"), True])
def test_get_optimizer_refuses_rates(lr):
    words = re.escape(f"lr must be a number above 0, not {lr!r}")
    with pytest.raises(ValueError, match=words):
        training.get_optimizer(MLP(), lr)


def test_get_optimizer_is_plain_sgd():
    optimizer = training.get_optimizer(MLP())
    assert type(optimizer) is torch.optim.SGD
    group = optimizer.param_groups[0]
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (0.04, 0, 0)
    assert len(group["params"]) == 4


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_one_cycle_is_the_formula(momentum):
    """Up from lr / 25 for 30% of the steps, down to lr / 250,000: half cosines."""
    weight = nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=5, momentum=momentum)
    steps, top = 51, 0.4
    training.one_cycle(optimizer, top, steps)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        weight.grad = torch.ones(1)
        optimizer.step()
    turn, last = 0.3 * steps - 1, steps - 1

    def half_cosine(start, end, share):
        return end + (start - end) * (1 + math.cos(math.pi * share)) / 2

    expected = [
        half_cosine(top / 25, top, step / turn)
        if step <= turn
        else half_cosine(top, top / 250_000, (step - turn) / (last - turn))
        for step in range(steps)
    ]
    assert rates == pytest.approx(expected)
    assert optimizer.param_groups[0]["momentum"] == momentum
    if not momentum:
        assert weight.item() == pytest.approx(1 - sum(expected))
    with pytest.raises(ValueError, match="51"):
        optimizer.step()


def test_train_goes_round_one_cycle(loaders):
    model, optimizer = fresh()
    steps = 3 * len(loaders["train"])
    training.one_cycle(optimizer, 0.1, steps)
    training.train(3, loaders, model, optimizer, criterion)
    assert optimizer.param_groups[0]["lr"] < 1e-4
    with pytest.raises(ValueError, match=str(steps)):
        training.train(1, loaders, model, optimizer, criterion)


def test_training_on_after_one_cycle_says_how(loaders):
    """Whether one_cycle is called again or not: the old one still counts the steps."""
    model, optimizer = fresh()
    training.one_cycle(optimizer, 0.1, len(loaders["train"]))
    training.train(1, loaders, model, optimizer, criterion)
    words = (
        "^one_cycle was made for 51 steps, and they are done. To train on, make a new"
    )
    with pytest.raises(ValueError, match=words):
        training.train(1, loaders, model, optimizer, criterion)
    training.one_cycle(optimizer, 0.1, len(loaders["train"]))
    with pytest.raises(ValueError, match=words):
        training.train_one_epoch(model, loaders["train"], optimizer, criterion, "cpu")
    optimizer = training.get_optimizer(model)
    training.one_cycle(optimizer, 0.1, len(loaders["train"]))
    training.train(1, loaders, model, optimizer, criterion)


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"lr": 0}, "^lr must be a number above 0, not 0$"),
     ({"lr": "0.1"}, "^lr must be a number above 0, not '0.1'$"),
     ({"steps": 0}, "^steps must be a whole number from 1 up, not 0$"),
     ({"lr": 2400, "steps": 0.1}, "^steps must be a whole number from 1 up, not 0.1$"),
     ({"optimizer": MLP()}, "^an optimizer is one of torch.optim, not a MLP$")],
)  # fmt: skip
def test_one_cycle_refuses(changed, words):
    _, optimizer = fresh()
    given = {"optimizer": optimizer, "lr": 0.1, "steps": 51} | changed
    with pytest.raises(ValueError, match=words):
        training.one_cycle(**given)
    assert not optimizer._optimizer_step_post_hooks
