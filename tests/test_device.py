"""Devices and seeds."""

import random

import numpy as np
import pytest
import torch

from helpers.device import failure, get_device, set_seed
from tests.card import card

CUDA = torch.device("cuda")


def test_the_cpu_is_always_there():
    assert get_device("cpu") == torch.device("cpu")
    assert get_device(torch.device("cpu")).type == "cpu"


def test_without_a_name_a_card_that_computes_is_taken(monkeypatch):
    here = torch.cuda.is_available()
    assert get_device().type == ("cuda" if here and not failure(CUDA) else "cpu")
    with card(monkeypatch):
        assert get_device() == CUDA == get_device("cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert get_device().type == "cpu"


def test_a_mac_computes_on_its_cpu_unless_mps_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    monkeypatch.setattr("helpers.device.failure", lambda device: "")
    assert get_device().type == "cpu"
    assert get_device("mps").type == "mps"
    monkeypatch.setenv("CNN_DEVICE", "mps")
    assert get_device().type == "mps"


@pytest.mark.parametrize("name", [None, "cuda", "cuda:0"])
def test_a_card_that_is_too_old_gives_way_with_one_sentence(name, monkeypatch):
    def old(*_, **__):
        raise RuntimeError(
            "CUDA error: no kernel image is available for execution on the device\n"
            "CUDA kernel errors might be asynchronously reported at some other API call"
        )

    with card(monkeypatch):
        monkeypatch.setattr("helpers.device.F.conv2d", old)
        for _ in range(2):
            with pytest.warns(UserWarning) as caught:
                assert get_device(name) == torch.device("cpu")
            (text,) = [str(warning.message) for warning in caught]
            assert text == (
                f"'{name or 'cuda'}' is here but does not compute (CUDA error: no"
                " kernel image is available for execution on the device): the CPU takes"
                " its place"
            )


def test_what_is_tried_once_can_be_tried_while_no_gradients_are_kept(monkeypatch):
    with card(monkeypatch), torch.no_grad():
        assert get_device() == CUDA
        assert not torch.is_grad_enabled()


def test_the_environment_chooses_where_nobody_names_a_device(monkeypatch):
    with card(monkeypatch):
        monkeypatch.setenv("CNN_DEVICE", "cpu")
        assert get_device().type == "cpu" and get_device("cuda") == CUDA
        monkeypatch.setenv("CNN_DEVICE", "")
        assert get_device() == CUDA
    monkeypatch.setenv("CNN_DEVICE", "gpu")
    assert get_device("cpu").type == "cpu"
    with pytest.raises(ValueError) as error:
        get_device()
    assert str(error.value) == (
        "no device is called 'gpu' (see CNN_DEVICE). Use 'cpu', 'cuda' or 'mps'."
    )


def test_convolutions_on_a_card_keep_all_their_digits(monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", True)
    get_device("cpu")
    assert torch.backends.cudnn.conv.fp32_precision == "tf32"
    with card(monkeypatch):
        get_device()
    assert torch.backends.cudnn.conv.fp32_precision != "tf32"
    assert not torch.backends.cudnn.allow_tf32  # and others can still ask


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
