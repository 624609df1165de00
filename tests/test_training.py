"""The training loop: what it computes, keeps and gives back."""

import copy
import subprocess
import sys

import pytest
import torch
from torch.nn import functional as F
from torch.utils.data import Subset

from helpers import plots, training
from helpers.checkpoints import load_checkpoint
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import make_loaders
from helpers.models import MLP, FashionCNN, NormCNN
from tests.conftest import ROOT
from tests.small_training import criterion, default_dtype, fresh, same


def test_one_epoch_equals_a_loop_by_hand(loaders):
    model, optimizer = fresh()
    by_hand = copy.deepcopy(model)
    loss = training.train_one_epoch(
        model, loaders["train"], optimizer, criterion, "cpu"
    )
    loaders["train"].generator.manual_seed(0)
    total = 0.0
    for images, labels in loaders["train"]:
        batch_loss = F.cross_entropy(by_hand(images), labels)
        gradients = torch.autograd.grad(batch_loss, list(by_hand.parameters()))
        with torch.no_grad():
            for p, g in zip(by_hand.parameters(), gradients, strict=True):
                p -= 0.04 * g
        total += batch_loss.item() * len(labels)
    assert loss == pytest.approx(total / 1010, rel=1e-6)
    for ours, theirs in zip(model.parameters(), by_hand.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_averages_are_per_picture_not_per_batch():
    losses = [torch.tensor(1.0), torch.tensor(4.0)]
    assert training.mean_loss(losses, [3, 1]) == 1.75
    with pytest.raises(ValueError, match="no pictures"):
        training.mean_loss([], [])


def test_the_best_weights_are_kept_not_the_last(loaders, tmp_path, monkeypatch):
    """Validation is scripted: the second epoch is the best of four."""
    model, optimizer = fresh()
    scripted = iter([0.9, 0.5, 0.7, 0.6])
    seen = []

    def scripted_evaluate(model, *_):
        seen.append(copy.deepcopy(model.state_dict()))
        return training.Score(next(scripted), 1, 2)

    monkeypatch.setattr(training, "evaluate", scripted_evaluate)
    path = tmp_path / "best.pt"
    history = training.train(
        4, loaders, model, optimizer, criterion, "cpu", save_path=path
    )
    assert history.best_epoch == 2 and history.valid_loss == [0.9, 0.5, 0.7, 0.6]
    assert same(model, seen[1]) and not same(model, seen[3])
    other, _ = fresh(1)
    assert load_checkpoint(path, other) == {
        "epoch": 2,
        "loss": 0.5,
        "class_names": CLASS_NAMES,
        "image_shape": (1, 28, 28),
    }
    assert same(other, seen[1])


def test_it_learns_and_the_history_is_true(loaders):
    model, optimizer = fresh()
    history = training.train(5, loaders, model, optimizer, criterion)
    assert history.train_loss[-1] < history.train_loss[0] - 0.3
    assert len(history) == len(history.seconds) == len(history.valid_accuracy) == 5
    score = evaluate(model, loaders["valid"], criterion)
    assert score.loss == pytest.approx(min(history.valid_loss))
    assert score.accuracy == history.valid_accuracy[history.best_epoch - 1] > 0.5


def test_the_same_seed_gives_the_same_bits(loaders):
    def run():
        loaders["train"].generator.manual_seed(0)
        set_seed(5)
        model = FashionCNN()
        training.train(2, loaders, model, training.get_optimizer(model), criterion)
        return model

    first, second = run(), run()
    assert same(first, second.state_dict())


@pytest.mark.parametrize(
    "state", [lambda: torch.device("meta"), lambda: default_dtype(torch.float64)]
)
def test_what_is_set_for_all_of_torch_changes_no_training(loaders, state):
    """The meta device computes nothing, so whatever lands there is found."""

    def run(model, optimizer):
        loaders["train"].generator.manual_seed(0)
        return training.train(2, loaders, model, optimizer, criterion)

    first, second = fresh(), fresh()
    expected = run(*first)
    with state():
        found = run(*second)
    assert found.train_loss == expected.train_loss
    assert found.valid_loss == expected.valid_loss
    assert same(first[0], second[0].state_dict())


@pytest.mark.parametrize("mode", [True, False])
def test_the_mode_comes_back(loaders, mode):
    model, optimizer = fresh()
    model.train(mode)
    modes = []
    model.register_forward_hook(lambda m, *_: modes.append(m.training))
    training.train(1, loaders, model, optimizer, criterion)
    assert modes == [True] * 51 + [False] * 4
    assert model.training is mode


def test_a_layer_frozen_by_itself_keeps_its_mode(loaders):
    model = NormCNN()
    model.norm1.eval()
    training.train(1, loaders, model, training.get_optimizer(model), criterion)
    assert model.training and not model.norm1.training


def test_one_class_is_learned_and_said(train_set, test_set):
    boots = Subset(train_set, (train_set.targets == 9).nonzero().flatten()[:200])
    with pytest.warns(UserWarning, match="all training pictures have label 9"):
        loaders = make_loaders(boots, boots)
    model, optimizer = fresh()
    assert training.train(1, loaders, model, optimizer, criterion).valid_accuracy == [1]


def test_the_same_cell_twice_goes_on_from_the_best_weights(loaders):
    model, optimizer = fresh()
    first = training.train(2, loaders, model, optimizer, criterion)
    best = evaluate(model, loaders["valid"], criterion).loss
    assert best == pytest.approx(min(first.valid_loss))
    second = training.train(2, loaders, model, optimizer, criterion)
    assert len(second) == 2 and min(second.valid_loss) < best


def test_an_optimizer_may_have_a_part_of_the_model(loaders):
    model, _ = fresh()
    first = model.fc1.weight.clone()
    optimizer = torch.optim.SGD(model.fc2.parameters(), lr=0.1)
    training.train(1, loaders, model, optimizer, criterion)
    assert torch.equal(model.fc1.weight, first)


def test_the_best_epoch_skips_losses_that_are_not_finite():
    history = training.History(valid_loss=[float("nan"), 2.0, 1.0, 1.0, float("inf")])
    assert history.best_epoch == 3
    assert training.History().best_epoch == 0
    assert training.History(valid_loss=[float("nan")]).best_epoch == 0


@pytest.mark.parametrize("live", [False, True])
def test_no_epochs_give_an_empty_history_and_leave_the_model(loaders, live):
    model, optimizer = fresh()
    before = copy.deepcopy(model.state_dict())
    history = training.train(0, loaders, model, optimizer, criterion, live=live)
    assert history == training.History() and len(history) == 0
    assert same(model, before)


def test_a_second_run_begins_a_new_record(loaders, tmp_path, monkeypatch):
    """The file too, even if the first run was better."""
    scripted = iter([0.5, 0.9])
    monkeypatch.setattr(
        training, "evaluate", lambda *_: training.Score(next(scripted), 1, 2)
    )
    model, optimizer = fresh()
    path = tmp_path / "x.pt"
    for loss in (0.5, 0.9):
        training.train(1, loaders, model, optimizer, criterion, save_path=path)
        assert load_checkpoint(path, MLP())["loss"] == loss


def test_the_seconds_of_every_epoch_are_kept(loaders, monkeypatch):
    ticks = iter([100, 103, 200, 207])
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(ticks))
    model, optimizer = fresh()
    assert training.train(2, loaders, model, optimizer, criterion).seconds == [3, 7]


@pytest.mark.parametrize("live", [True, False, None])
def test_live_curves_grow_epoch_by_epoch_if_asked_for(live, loaders, monkeypatch):
    seen = []
    monkeypatch.setattr(
        plots, "live_history", lambda n: lambda h: seen.append((n, len(h)))
    )
    told = {} if live is None else {"live": live}
    model, optimizer = fresh()
    training.train(2, loaders, model, optimizer, criterion, **told)
    assert seen == ([(2, 1), (2, 2)] if live else [])


def test_importing_it_brings_little():
    """Matplotlib, scikit-learn and IPython are slow: they come when they are needed."""
    code = (
        "import sys, torch, torchvision; before = set(sys.modules);"
        "import helpers.training; print(*set(sys.modules) - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    roots = {name.split(".")[0] for name in run.stdout.split()}
    tqdm = {"tqdm", "colorama"}  # the second on Windows
    assert roots - sys.stdlib_module_names - tqdm == {"helpers"}
