"""Devices and seeds."""

import random

import numpy as np
import pytest
import torch

from helpers.device import get_device, set_seed


def test_the_cpu_is_always_there():
    assert get_device("cpu") == torch.device("cpu")
    assert get_device(torch.device("cpu")).type == "cpu"


def test_without_a_name_the_best_is_taken(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert get_device().type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert get_device().type == "cuda"
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert get_device().type == "cpu"


@pytest.mark.parametrize("name", ["gpu", "", "CPU ", 7.5, "meta", "xla"])
def test_unknown_devices_are_named(name):
    with pytest.raises(ValueError, match="Use 'cpu', 'cuda' or 'mps'") as error:
        get_device(name)
    assert repr(name) in str(error.value) and error.value.__cause__ is None


@pytest.mark.parametrize("name", ["cuda", "cuda:1", torch.device("cuda"), "mps"])
def test_a_device_that_is_not_here(name, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.warns(UserWarning, match=f"no '{name}' device: the CPU takes its"):
        assert get_device(name) == torch.device("cpu")


def test_set_seed_seeds_everything():
    def draw():
        generator = set_seed(3)
        return (random.random(), np.random.rand(), torch.rand(1).item(),
                torch.rand(1, generator=generator).item())  # fmt: skip

    first = draw()
    assert first == draw()
    set_seed(4)
    assert first[0] != random.random() and first[2] != torch.rand(1).item()


def test_set_seed_takes_the_seed_that_it_is_given():
    generator = set_seed(3)
    expected = torch.rand(1, generator=torch.Generator().manual_seed(3))
    assert torch.equal(torch.rand(1), expected)
    assert torch.equal(torch.rand(1, generator=generator), expected)
    set_seed(3)
    assert random.random() == random.Random(3).random()
    assert np.random.rand() == np.random.RandomState(3).rand()


@pytest.mark.parametrize("seed", [None, 1.5, -1, "0"])
def test_seeds_are_whole_numbers(seed):
    with pytest.raises(ValueError, match="^seed must be a whole number from 0 up, not"):
        set_seed(seed)
