"""What the disk or a process of a loader refuses costs no learning."""

import multiprocessing
import os
import time

import pytest
import torch
from torch.utils.data import DataLoader, Dataset

from helpers.checkpoints import load_checkpoint
from helpers.checks.training import is_lost_worker
from helpers.evaluation import evaluate
from helpers.training import train
from tests.small_training import criterion, fresh


def test_a_checkpoint_that_cannot_be_written_costs_no_epoch(loaders, tmp_path):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "x.pt"
    model, optimizer = fresh()
    with pytest.warns(UserWarning, match="x.pt is not written .*Training goes on"):
        history = train(3, loaders, model, optimizer, criterion, "cpu", path)
    assert len(history) == 3 and not history.stopped
    score = evaluate(model, loaders["valid"], criterion)
    assert score.loss == pytest.approx(min(history.valid_loss))


@pytest.mark.parametrize("refusals", [1, 3])
def test_a_file_that_a_scanner_holds_for_a_moment_is_written(
    loaders, tmp_path, monkeypatch, refusals
):
    replace, left = os.replace, [PermissionError] * refusals
    monkeypatch.setattr(os, "replace", lambda *names: raise_or_do(left, replace, names))
    path = tmp_path / "x.pt"
    model, optimizer = fresh()
    history = train(1, loaders, model, optimizer, criterion, "cpu", path)
    assert len(history) == 1 and not left
    assert load_checkpoint(path, fresh()[0])["epoch"] == 1
    assert [p.name for p in tmp_path.iterdir()] == ["x.pt"]


def raise_or_do(errors, function, arguments):
    if errors:
        raise errors.pop()
    return function(*arguments)


class Fatal(Dataset):
    """Pictures, and from the 150th on death to the process that reads them."""

    def __init__(self):
        self.reads = multiprocessing.Value("i", 0)

    def __len__(self):
        return 100

    def __getitem__(self, place):
        self.reads.value += 1
        if self.reads.value > 150:
            os._exit(1)
        return torch.rand(1, 28, 28), place % 10


def test_a_worker_that_dies_leaves_the_history(loaders):
    model, optimizer = fresh()
    parts = loaders | {"train": DataLoader(Fatal(), 20, num_workers=1)}
    words = "stopped in epoch 2: a process that read pictures .*best weights are kept$"
    with pytest.warns(UserWarning, match=words):
        history = train(3, parts, model, optimizer, criterion)
    assert len(history) == 1
    score = evaluate(model, loaders["valid"], criterion)
    assert score.loss == pytest.approx(history.valid_loss[0])


@pytest.mark.parametrize(
    ("error", "lost"),
    [(EOFError(), True), (ConnectionResetError(104, "reset by peer"), True),
     (RuntimeError("DataLoader worker (pid 7) is killed by signal: Killed."), True),
     (EOFError("Compressed file ended before the marker"), False),
     (RuntimeError("Caught KeyError in DataLoader worker process 0."), False)],
)  # fmt: skip
def test_a_lost_worker_is_no_mistake_in_the_data(error, lost):
    assert is_lost_worker(error) is lost


class Loader:
    """As torch's: it has processes, and reads what they send."""

    def __init__(self, code):
        die_soon = multiprocessing.get_context("fork").Process(
            target=lambda: (time.sleep(0.3), os._exit(code))
        )
        die_soon.start()
        self._workers = [die_soon]

    def read(self):
        raise RuntimeError("received 0 items of ancillary data")


@pytest.mark.parametrize("code", [1, 0])
def test_a_worker_that_is_still_dying_is_waited_for(code):
    with pytest.raises(RuntimeError) as caught:
        Loader(code).read()
    assert is_lost_worker(caught.value) is bool(code)


def test_torch_may_tell_of_the_death_while_it_is_waited_for(monkeypatch):
    def told(sentinels, timeout):
        raise RuntimeError("DataLoader worker (pid 7) exited unexpectedly")

    monkeypatch.setattr("helpers.checks.training.wait", told)
    with pytest.raises(RuntimeError) as caught:
        Loader(1).read()
    assert is_lost_worker(caught.value)
