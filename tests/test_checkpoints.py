"""Checkpoints: what is saved comes back, and nothing is written by halves."""

import errno
import os
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from helpers import checkpoints, training
from helpers.models import MLP, ArticleNet, FashionCNN, FlipAverage, NormCNN
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


def test_a_disk_that_refuses_says_why(saved, monkeypatch):
    path, model = saved

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "another file")

    monkeypatch.setattr(checkpoints, "write_atomically", full)
    with pytest.raises(checkpoints.NotWrittenError) as caught:
        checkpoints.save_checkpoint(path, model)
    error = caught.value
    assert (error.errno, error.filename) == (errno.ENOSPC, str(path))
    assert error.strerror == "No space left on device"


@pytest.mark.parametrize("bad", [torch.nan, -torch.inf])
def test_weights_that_diverged_do_not_replace_good_ones(saved, bad):
    path, model = saved
    before = path.read_bytes()
    with torch.no_grad():
        model.fc2.bias[3] = bad
    words = (
        f"^NaN or infinite weights in fc2.bias: {re.escape(str(path))} is not written$"
    )
    with pytest.raises(ValueError, match=words):
        checkpoints.save_checkpoint(path, model)
    assert path.read_bytes() == before
    assert [*path.parent.iterdir()] == [path]


def test_the_same_layers_in_another_class_are_said(tmp_path):
    """FashionCNN has ArticleNet's layers, and uses them differently."""
    path = tmp_path / "x.pt"
    checkpoints.save_checkpoint(path, ArticleNet(), epoch=2)
    model = FashionCNN()
    words = (
        "saved from 'ArticleNet', and this is 'FashionCNN'. If the two use their layers"
        " differently, the answers will be wrong.$"
    )
    with pytest.warns(UserWarning, match=words):
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


@pytest.mark.parametrize(
    "curve", [torch.ones(3), np.ones(3, np.float32), [1.0, 1.0, 1.0]]
)
def test_several_numbers_are_saved_as_a_list(saved, curve):
    path, model = saved
    checkpoints.save_checkpoint(path, model, curve=curve, grid=torch.eye(2))
    found = checkpoints.load_checkpoint(path, model)
    assert found == {"curve": [1, 1, 1], "grid": [[1, 0], [0, 1]]}
    assert type(found["curve"]) is list


def test_a_number_does_not_take_the_place_of_the_weights(saved):
    path, model = saved
    before = path.read_bytes()
    words = (
        "^state_dict is the name of the weights in a checkpoint: give your number"
        " another name$"
    )
    with pytest.raises(ValueError, match=words):
        checkpoints.save_checkpoint(path, model, state_dict=5)
    assert path.read_bytes() == before


WRAPPERS = [lambda model: model, torch.compile, nn.DataParallel, AveragedModel,
            FlipAverage, lambda model: AveragedModel(FlipAverage(model)),
            lambda model: FlipAverage(torch.compile(model)),
            lambda model: nn.DataParallel(torch.compile(model))]  # fmt: skip


@pytest.mark.parametrize("by_torch", [False, True])
@pytest.mark.parametrize("load_into", WRAPPERS)
@pytest.mark.parametrize("save_from", WRAPPERS)
def test_a_wrapped_model_is_saved_and_loaded_plain(
    tmp_path, save_from, load_into, by_torch
):
    """None is compiled: a compiled model is another object with the same weights."""
    path, model = tmp_path / "x.pt", NormCNN()
    if by_torch:
        torch.save({"state_dict": save_from(model).state_dict(), "epoch": 3}, path)
    else:
        checkpoints.save_checkpoint(path, save_from(model), epoch=3)
    other = load_into(NormCNN())
    assert checkpoints.load_checkpoint(path, other) == {"epoch": 3}
    inside = checkpoints.unwrap(other)
    assert type(inside) is NormCNN and same(inside, model.state_dict())


def test_names_that_only_look_wrapped_stay(tmp_path):
    class Outer(nn.Module):
        def __init__(self):
            super().__init__()
            self.module = nn.Linear(2, 2)

    model, other = Outer(), Outer()
    checkpoints.save_checkpoint(tmp_path / "x.pt", model)
    checkpoints.load_checkpoint(tmp_path / "x.pt", other)
    assert same(other, model.state_dict())


def test_layers_that_a_file_would_not_hold(saved):
    """They came back as they were drawn: 51% when it was saved, 11% when loaded."""
    path, _ = saved
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    model.more = [nn.Linear(10, 10)]
    for ask in (checkpoints.save_checkpoint, checkpoints.load_checkpoint):
        with pytest.raises(
            ValueError, match="^Sequential keeps layers in a plain list"
        ):
            ask(path, model)


def test_a_model_without_weights(tmp_path):
    checkpoints.save_checkpoint(tmp_path / "x.pt", nn.Flatten(), epoch=1)
    found = checkpoints.load_checkpoint(tmp_path / "x.pt", nn.Flatten())
    assert found == {"epoch": 1}


@pytest.mark.parametrize("wrong", [[MLP()], "mlp", None, MLP().state_dict()])
def test_what_is_no_model_is_neither_saved_nor_loaded(saved, wrong):
    path, _ = saved
    before = path.read_bytes()
    for ask in (checkpoints.save_checkpoint, checkpoints.load_checkpoint):
        with pytest.raises(
            ValueError, match="is no model: ask|^a model is a torch.nn."
        ):
            ask(path, wrong)
    assert path.read_bytes() == before


def test_the_class_in_place_of_a_model_to_load_into(saved):
    with pytest.raises(ValueError, match=r"^MLP is a class, .*: MLP\(\) makes one$"):
        checkpoints.load_checkpoint(saved[0], MLP)


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    """It made a folder called ~ beside the notebook."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    model = MLP()
    checkpoints.save_checkpoint("~/runs/x.pt", model, epoch=2)
    assert (tmp_path / "runs" / "x.pt").is_file()
    assert checkpoints.load_checkpoint("~/runs/x.pt", model) == {"epoch": 2}
