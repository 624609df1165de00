"""Weights and a few numbers in a file, and back (lesson 8)."""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path

import torch
from torch import nn

from helpers.any_model import learned_from, remember, unwrap
from helpers.atomic_write import write_atomically
from helpers.checks.checkpoints import (
    check_archive,
    check_fits,
    check_is_checkpoint,
    check_numbers,
    check_worth_saving,
    refusing_more_than_weights,
    refusing_what_cannot_be_loaded,
)
from helpers.checks.training import check_registered
from helpers.checks.values import brief_repr

# What wraps a model puts its own name in front of the names of the weights.
WRAPPERS = ("_orig_mod.", "module.", "model.")


class NotWrittenError(OSError):
    """A checkpoint could not be written; the model is as it was."""


def save_checkpoint(path: str | Path, model: nn.Module, **numbers: float) -> None:
    """Save a model's weights and a few numbers, whole or not at all.

    The weights are saved as they are on the CPU, so that any computer can load them.
    The names of its classes and the shape of its pictures go along. Numbers of NumPy
    and torch become plain ones, which can be loaded safely, and a tensor of several a
    list. Of a compiled, parallel or averaged model the model inside is saved. Raises
    ValueError for what `load_checkpoint` would refuse, and NotWrittenError where the
    disk refuses; an older file is then kept.
    """
    model, path = unwrap(model), Path(path).expanduser()
    check_numbers(numbers)
    check_registered(model)
    weights = model.state_dict()
    weights.update({name: numbers.cpu() for name, numbers in weights.items()})
    check_worth_saving(path, weights)
    plain = {k: v.tolist() if hasattr(v, "tolist") else v for k, v in numbers.items()}
    plain = learned_from(model) | plain
    plain |= {"model": type(model).__name__, "state_dict": weights}
    buffer = io.BytesIO()
    with refusing_what_cannot_be_loaded(path, numbers):
        torch.save(plain, buffer)
        buffer.seek(0)
        torch.load(buffer, "cpu", weights_only=True)
    try:
        write_atomically(path, buffer.getvalue())
    except OSError as error:
        raise NotWrittenError(error.errno, error.strerror, str(path)) from error


def try_to_save(path: str | Path, model: nn.Module, **numbers: float) -> None:
    """Save a checkpoint; only warn where the disk refuses, so that training goes on."""
    try:
        save_checkpoint(path, model, **numbers)
    except NotWrittenError as error:
        warnings.warn(
            f"{path} is not written ({error.strerror}). Training goes on, and the best"
            " weights stay in the model.",
            stacklevel=3,
        )


def load_checkpoint(path: str | Path, model: nn.Module) -> dict[str, float]:
    """Load weights into a model, wherever it is; return the numbers saved with them.

    The names of its classes are among them, and the model has them again: its answers
    are names. Raises FileNotFoundError, and ValueError for a file that is damaged, is
    no checkpoint, belongs to another model or holds NaN. The model is then as it was.
    Warns if the model that was saved had the same layers, but another class.
    """
    model, path = unwrap(model), Path(path).expanduser()
    check_registered(model)
    check_archive(path)
    with refusing_more_than_weights(path):
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    check_is_checkpoint(path, checkpoint)
    weights = unwrap_names(checkpoint.pop("state_dict"), model.state_dict())
    check_fits(path, weights, model.state_dict())
    model.load_state_dict(weights)
    saved, own = checkpoint.pop("model", None), type(model).__name__
    if saved not in (None, own):
        warnings.warn(
            f"{path} was saved from {brief_repr(saved)}, and this is {own!r}. If the"
            " two use their layers differently, the answers will be wrong.",
            stacklevel=2,
        )
    known = learned_from(model) | checkpoint
    remember(model, known.get("class_names"), known.get("image_shape"))
    return checkpoint


def unwrap_names(found, expected: dict[str, torch.Tensor]):
    """Return weights without what a wrapper put in front of their names, if that fits.

    `AveragedModel` counts in `n_averaged`, which is no weight.
    """
    while isinstance(found, dict) and found.keys() != expected.keys():
        names = [n for n in found if n != "n_averaged"]
        prefix = os.path.commonprefix([str(name) for name in names])
        prefix = next((p for p in WRAPPERS if prefix.startswith(p)), None)
        if prefix is None:
            break
        found = {name.removeprefix(prefix): found[name] for name in names}
    return found


def find_checkpoint(name: str) -> Path:
    """Return the checkpoint that you trained, or the one that came with the lessons.

    Looks in the current folder, where lesson 8 saves, then in `helpers/weights`, and
    prints which it took. Raises FileNotFoundError if neither has it.
    """
    yours, ours = Path(name), Path(__file__).with_name("weights") / name
    for path, whose in ((yours, "your own"), (ours, "the course's")):
        if path.is_file():
            print(f"{name}: {whose} weights")
            return path
    raise FileNotFoundError(f"no checkpoint called {name}, here or in {ours.parent}")
