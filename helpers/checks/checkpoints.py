"""Refusals of `helpers.checkpoints`: files that are none of ours, and unsafe ones."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

OLDER = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."  # torch's magic number, pickled


def check_numbers(numbers: dict) -> None:
    """Raise ValueError for a number that would take the place of the weights."""
    if "state_dict" in numbers:
        raise ValueError(
            "state_dict is the name of the weights in a checkpoint: give your number"
            " another name"
        )


def check_worth_saving(path, weights: dict[str, torch.Tensor]) -> None:
    """Raise ValueError for weights with NaN or infinity in them."""
    if name := not_finite(weights):
        raise ValueError(f"NaN or infinite weights in {name}: {path} is not written")


def not_finite(weights: dict[str, torch.Tensor]) -> str:
    """Return the name of the first tensor with NaN or infinity in it, or nothing."""
    return next((k for k, value in weights.items() if not value.isfinite().all()), "")


@contextmanager
def refusing_what_cannot_be_loaded(path, numbers: dict) -> Iterator[None]:
    """Turn what torch says of unsafe contents into a ValueError, before saving."""
    try:
        yield
    except Exception:
        raise ValueError(
            f"{', '.join(numbers)} must be numbers, text, or lists of them:"
            f" {path} is not written"
        ) from None


def check_archive(path: Path) -> None:
    """Raise an error for no file, or one that is no whole archive of torch's."""
    if not path.is_file():
        raise FileNotFoundError(f"no checkpoint at {path}")
    if is_older(path):
        raise ValueError(
            f"{path} is in torch's older format, which cannot tell whether it is whole."
            " Save it anew: torch.save(torch.load(old), new)."
        )
    if not is_whole(path):
        raise ValueError(
            f"{path} is damaged or no checkpoint: {path.stat().st_size:,} bytes."
            " Delete it, and train again or use the course's own."
        )


def is_older(path: Path) -> bool:
    """Tell whether a file begins as torch wrote them before 1.6."""
    with path.open("rb") as file:
        return file.read(len(OLDER)) == OLDER


def is_whole(path: Path) -> bool:
    """Tell whether a file is a ZIP archive as torch writes it, every checksum right."""
    try:
        with zipfile.ZipFile(path) as archive:
            stored = all(info.compress_type == 0 for info in archive.infolist())
            return stored and archive.testzip() is None
    except Exception:  # zipfile raises a dozen kinds for what is no archive
        return False


@contextmanager
def refusing_more_than_weights(path: Path) -> Iterator[None]:
    """Turn torch's advice to load a file less safely into a ValueError."""
    try:
        yield
    except Exception:
        raise ValueError(
            f"{path} holds more than weights and plain numbers, and loading that could"
            " run a stranger's code. Save with helpers.checkpoints.save_checkpoint."
        ) from None


def check_is_checkpoint(path: Path, checkpoint) -> None:
    """Raise ValueError unless a file held a dictionary with weights."""
    if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
        raise ValueError(
            f"{path} is no checkpoint of these lessons."
            " Save with helpers.checkpoints.save_checkpoint."
        )


def check_fits(path: Path, found, expected: dict[str, torch.Tensor]) -> None:
    """Raise ValueError unless weights have the model's names and shapes, and no NaN."""
    if difference := differences(found, expected):
        raise ValueError(f"{path} holds the weights of another model: {difference}")
    if name := not_finite(found):
        raise ValueError(f"{path} holds NaN or infinite weights in {name}")


def differences(found, expected: dict[str, torch.Tensor]) -> str:
    """Say how named tensors differ in names and shapes; nothing if they do not."""
    if not isinstance(found, dict) or not all(map(torch.is_tensor, found.values())):
        return "not a dictionary of tensors"
    both = found.keys() & expected.keys()
    kinds = {
        "lacks": expected.keys() - both,
        "has besides": found.keys() - both,
        "has in other shapes": {n for n in both if found[n].shape != expected[n].shape},
    }
    listed = {kind: sorted(map(str, names)) for kind, names in kinds.items() if names}
    return "; ".join(
        f"{kind} {', '.join(names[:3])}{' and more' * (len(names) > 3)}"
        for kind, names in listed.items()
    )
