"""Files that are no checkpoint of ours: refused in a sentence, and nothing is run."""

import copy
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from helpers import checkpoints
from helpers.models import MLP, FashionCNN
from tests.small_training import same


def refuses(path, message, error=ValueError):
    model = MLP()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(error, match=message) as caught:
        checkpoints.load_checkpoint(path, model)
    text = str(caught.value)
    assert text.count("\n") == 0 and str(path) in text and len(text) < 300
    assert "weights_only" not in text and caught.value.__cause__ is None
    assert same(model, before)


def test_a_missing_checkpoint(tmp_path):
    refuses(tmp_path / "none.pt", "no checkpoint at", FileNotFoundError)


def test_a_truncated_checkpoint(saved):
    """Cut at every thousandth byte, and at the last ones."""
    path, _ = saved
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 1000), *range(len(whole) - 30, len(whole))]:
        path.write_bytes(whole[:length])
        refuses(path, f"damaged or no checkpoint: {length:,} bytes")


def test_a_flipped_bit_is_never_loaded(saved):
    """Refused, or it fell where nothing is stored, and the weights are right."""
    path, model = saved
    whole, refused, places = path.read_bytes(), 0, 0
    other = MLP()
    before = copy.deepcopy(other.state_dict())
    for place in range(0, len(whole), 211):
        changed = bytearray(whole)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        places += 1
        try:
            checkpoints.load_checkpoint(path, other)
            assert same(other, model.state_dict())
            other.load_state_dict(before)
        except ValueError:
            refused += 1
            assert same(other, before)
    assert refused > 0.9 * places


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<html>", b"PK\x03\x04", b"\x80\x04."]
)
def test_no_checkpoint_at_all(tmp_path, content):
    path = tmp_path / "x.pt"
    path.write_bytes(content)
    way_out = r"\. Delete it, and train again or use the course's own\.$"
    refuses(path, f"damaged or no checkpoint: {len(content)} bytes{way_out}")


def test_a_compressed_archive_is_not_unpacked(saved, monkeypatch):
    """A few bytes could unpack to more than there is memory for."""
    path, _ = saved
    bomb = path.with_name("bomb.pt")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    refuses(bomb, "damaged or no checkpoint")


@pytest.mark.parametrize(
    "number", [np.float64(0.5), np.ones(3), MLP(), FashionCNN, Path("x")]
)
def test_more_than_weights_and_numbers(tmp_path, number):
    path = tmp_path / "x.pt"
    torch.save({"state_dict": MLP().state_dict(), "loss": number}, path)
    refuses(
        path, r"holds more than .* code\. Save with helpers.checkpoints.save_checkp"
    )


def test_a_whole_model(tmp_path):
    path = tmp_path / "x.pt"
    torch.save(MLP(), path)
    refuses(path, "holds more than weights")


@pytest.mark.parametrize("other", [[1, 2], {"epoch": 3}, {"state_dict": 5}, 7,
                                   {"state_dict": {"fc1.weight": 3}},
                                   MLP().state_dict()])  # fmt: skip
def test_something_else_that_torch_saved(tmp_path, other):
    path = tmp_path / "x.pt"
    torch.save(other, path)
    how = r"of these lessons\. Save with helpers.checkpoints.save_checkpoint"
    refuses(
        path, rf"no checkpoint {how}\.$|another model: not a dictionary of tensors$"
    )


def test_another_models_checkpoint(tmp_path):
    path = tmp_path / "x.pt"
    checkpoints.save_checkpoint(path, FashionCNN())
    more = r"has besides conv1.bias, conv1.weight, conv2.bias and more; has in other"
    refuses(path, f"another model: {more}")
    checkpoints.save_checkpoint(path, MLP(hidden=15))  # same names, other shapes
    refuses(path, "has in other shapes fc1.bias, fc1.weight, fc2.weight$")
    weights = MLP().state_dict()
    del weights["fc2.bias"]
    torch.save({"state_dict": weights}, path)
    refuses(path, "lacks fc2.bias$")


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_weights_that_are_not_finite(tmp_path, bad):
    model = MLP()
    with torch.no_grad():
        model.fc2.bias[3] = bad
    path = tmp_path / "x.pt"
    torch.save({"state_dict": model.state_dict()}, path)
    refuses(path, "NaN or infinite weights in fc2.bias")


def test_a_pickle_that_runs_code_does_not(tmp_path):
    flag = tmp_path / "it_ran"

    class Attack:
        def __reduce__(self):
            return open, (str(flag), "w")

    path = tmp_path / "x.pt"
    for content in ({"state_dict": Attack()}, {"state_dict": {"fc1.bias": Attack()}}):
        torch.save(content, path)
        refuses(path, "loading that could run a stranger's code")
    torch.save(Attack(), path, _use_new_zipfile_serialization=False)
    refuses(path, "older format")
    path.write_bytes(pickle.dumps(Attack()))
    refuses(path, "damaged or no checkpoint")
    assert not flag.exists()
    Attack().__reduce__()[0](*Attack().__reduce__()[1]).close()
    assert flag.exists()  # the attack itself is real


def test_torchs_older_format_is_named_and_the_way_out_works(tmp_path):
    old, new = tmp_path / "old.pt", tmp_path / "new.pt"
    model, other = MLP(), MLP()
    content = {"state_dict": model.state_dict(), "epoch": 3}
    torch.save(content, old, _use_new_zipfile_serialization=False)
    refuses(old, r"older format.*Save it anew: torch.save\(torch.load\(old\), new\)\.$")
    torch.save(torch.load(old, weights_only=True), new)
    assert checkpoints.load_checkpoint(new, other) == {"epoch": 3}
    assert same(model, other.state_dict())
