"""The recipe of a minute is what its docstring says."""

import pytest
import torch
from torch import nn
from torch.utils.data import Subset

from helpers import recipes
from helpers.augment import mirror
from helpers.loaders import split_dataset
from helpers.models import count_parameters
from helpers.recipes import one_minute


def watch(module, monkeypatch):
    """Note what a module's `train` and `one_cycle` are asked to do, and do it."""
    seen = {}
    train, one_cycle = module.train, module.one_cycle

    def watched_train(*given):
        names = ("n_epochs", "loaders", "model", "optimizer", "criterion", "device")
        seen.update(zip(names, given, strict=True))
        return train(*given)

    def watched_one_cycle(optimizer, lr, steps):
        seen.update(peak=lr, steps=steps)
        one_cycle(optimizer, lr, steps)

    monkeypatch.setattr(module, "train", watched_train)
    monkeypatch.setattr(module, "one_cycle", watched_one_cycle)
    return seen


def follow(recipe, asked, train_set, test_set):
    """Follow a recipe with seed 3, check what all recipes promise; return the model."""
    part = Subset(train_set, range(1000))
    model, history = recipe(part, test_set, seed=3)
    assert len(history) == asked["n_epochs"]
    assert isinstance(asked["criterion"], nn.CrossEntropyLoss)
    loaders, (group,) = asked["loaders"], asked["optimizer"].param_groups
    train_part, _ = split_dataset(part, seed=3)
    labels = train_set.targets[train_part.indices]
    assert torch.equal(loaders["train"].labels, labels)
    assert len(loaders["test"].labels) == 10_000
    assert asked["steps"] == len(history) * len(loaders["train"])
    assert asked["peak"] == group["max_lr"] == 0.1
    assert (group["momentum"], group["nesterov"]) == (0.9, True)
    watched = asked.copy()

    torch.rand(7)  # what was drawn before must not matter
    same, _ = recipe(part, test_set, seed=3)
    other, _ = recipe(part, test_set)
    zero, _ = recipe(part, test_set, seed=0)
    ends = [list(m.parameters())[-2] for m in (model, same, other, zero)]
    assert torch.equal(ends[0], ends[1]) and torch.equal(ends[2], ends[3])
    assert not torch.equal(ends[0], ends[2])
    asked.update(watched)
    return model


def go_where_told(recipe, asked, train_set, test_set):
    """Check that a recipe refuses a device that is none, and passes on one that is."""
    part = Subset(train_set, range(300))
    with pytest.raises(ValueError, match="'gpu'. Use"):
        recipe(part, test_set, device="gpu")
    recipe(part, test_set, device=torch.device("cpu"))
    assert asked["device"] == torch.device("cpu")


@pytest.fixture
def asked(monkeypatch):
    return watch(recipes, monkeypatch)


def test_a_minute_is_what_its_docstring_says(asked, train_set, test_set):
    model = follow(one_minute, asked, train_set, test_set)
    kernels = 9 * (16 + 16 * 48 + 48 * 96)
    norms, last = 2 * (16 + 48 + 96), 10 * (96 * 3 * 3 + 1)
    assert count_parameters(model) == kernels + norms + last
    assert asked["n_epochs"] == 5 and asked["loaders"]["train"].batch_size == 125
    assert asked["loaders"]["train"].augment.functions == (mirror,)
    (group,) = asked["optimizer"].param_groups
    assert group["weight_decay"] == 5e-4 and group["fused"] is None


def test_a_minute_is_spent_where_it_is_told(asked, train_set, test_set):
    go_where_told(one_minute, asked, train_set, test_set)
