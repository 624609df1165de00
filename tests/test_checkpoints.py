"""Checkpoints: what is saved comes back, and nothing is written by halves."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from helpers import checkpoints, training
from helpers.models import MLP, ArticleNet, FashionCNN
from tests.small_training import same


def test_a_checkpoint_comes_back(saved):
    path, model = saved
    other = MLP()
    assert checkpoints.load_checkpoint(path, other) == {"epoch": 3, "loss": 0.25}
    assert same(other, model.state_dict())


def test_saving_is_all_or_nothing(saved, monkeypatch):
    path, model = saved
    before = path.read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        checkpoints.save_checkpoint(path, MLP())
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1


class Opaque:
    """Something that can be pickled, and is no number."""


@pytest.mark.parametrize(
    "number", [training.History([1.0]), Path("x"), [np.float64(1)], Opaque, lambda: 1]
)
def test_what_could_not_be_loaded_is_not_saved(saved, number):
    path, model = saved
    before = path.read_bytes()
    with pytest.raises(ValueError, match="^epoch, extra must be numbers, text") as e:
        checkpoints.save_checkpoint(path, model, epoch=4, extra=number)
    assert str(e.value).endswith(f"{path} is not written") and "\n" not in str(e.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("bad", [torch.nan, -torch.inf])
def test_weights_that_diverged_do_not_replace_good_ones(saved, bad):
    path, model = saved
    before = path.read_bytes()
    with torch.no_grad():
        model.fc2.bias[3] = bad
    with pytest.raises(ValueError, match="weights in fc2.bias: .* not written$"):
        checkpoints.save_checkpoint(path, model)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_the_same_layers_in_another_class_are_said(tmp_path):
    """FashionCNN has ArticleNet's layers, and uses them differently."""
    path = tmp_path / "x.pt"
    checkpoints.save_checkpoint(path, ArticleNet(), epoch=2)
    model = FashionCNN()
    with pytest.warns(UserWarning, match="saved from 'ArticleNet', .* is 'FashionCNN'"):
        assert checkpoints.load_checkpoint(path, model) == {"epoch": 2}
    assert checkpoints.load_checkpoint(path, ArticleNet()) == {"epoch": 2}
    with pytest.warns(UserWarning, match="saved from 'ArticleNet'"):
        checkpoints.load_checkpoint(
            checkpoints.find_checkpoint("article_net.pt"), model
        )
    torch.save({"state_dict": model.state_dict()}, path)  # nobody knows of which class
    assert checkpoints.load_checkpoint(path, model) == {}


def test_find_checkpoint_prefers_your_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ours = checkpoints.find_checkpoint("fashion_cnn.pt")
    assert ours.parent.name == "weights"
    (tmp_path / "fashion_cnn.pt").write_bytes(b"")
    assert checkpoints.find_checkpoint("fashion_cnn.pt").resolve().parent == tmp_path
    assert capsys.readouterr().out.splitlines() == [
        "fashion_cnn.pt: the course's weights",
        "fashion_cnn.pt: your own weights",
    ]
    with pytest.raises(FileNotFoundError, match="called nothing.pt"):
        checkpoints.find_checkpoint("nothing.pt")


def test_numbers_of_numpy_and_torch_are_saved_as_plain_ones(tmp_path):
    path = tmp_path / "x.pt"
    numbers = {"epoch": np.int64(3), "loss": np.float64(0.25), "lr": torch.tensor(0.5)}
    checkpoints.save_checkpoint(path, MLP(), **numbers)
    found = checkpoints.load_checkpoint(path, MLP())
    assert found == {"epoch": 3, "loss": 0.25, "lr": 0.5}
    assert {type(number) for number in found.values()} == {int, float}


def test_a_checkpoint_from_a_gpu(tmp_path, monkeypatch):
    path, model, other = tmp_path / "x.pt", MLP(), MLP()
    with monkeypatch.context() as patch:
        patch.setattr(torch.serialization, "location_tag", lambda _: "cuda:0")
        checkpoints.save_checkpoint(path, model, epoch=3)
    if not torch.cuda.is_available():
        with pytest.raises(RuntimeError, match="CUDA"):
            torch.load(path, weights_only=True)
    assert checkpoints.load_checkpoint(path, other) == {"epoch": 3}
    assert same(other, model.state_dict())
