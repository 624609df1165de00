"""The training loop and its checkpoints keep their promises."""

import copy
import errno
import math
import os
import pickle
import random
import re
import sys
import time
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Subset

from helpers import checkpoints, plots, training
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader, make_loaders
from helpers.models import MLP, ArticleNet, DeepCNN, FashionCNN, NormCNN

criterion = nn.CrossEntropyLoss()


@pytest.fixture
def loaders(train_set):
    """1,010 pictures to train (the last batch is ragged), and 300 to validate."""
    shuffler = torch.Generator().manual_seed(0)
    return {
        "train": TensorLoader(Subset(train_set, range(1010)), 20, True, shuffler),
        "valid": TensorLoader(Subset(train_set, range(2000, 2300)), 77),
    }


def fresh(seed=0):
    set_seed(seed)
    model = MLP()
    return model, training.get_optimizer(model)


def same(model, weights):
    return all(torch.equal(weights[name], p) for name, p in model.state_dict().items())


class Trouble:
    """A criterion that does something else at one step of training."""

    def __init__(self, step, trouble):
        self.step, self.trouble, self.calls = step, trouble, 0

    def __call__(self, logits, labels):
        if logits.requires_grad:
            self.calls += 1
            if self.calls == self.step:
                return self.trouble(logits)
        return F.cross_entropy(logits, labels)


def interrupt(_):
    raise KeyboardInterrupt


def not_a_number(logits):
    return logits.sum() * torch.nan


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
    assert checkpoints.load_checkpoint(path, other) == {"epoch": 2, "loss": 0.5}
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


@pytest.mark.parametrize("mode", [True, False])
def test_the_mode_comes_back(loaders, mode):
    model, optimizer = fresh()
    model.train(mode)
    modes = []
    model.register_forward_hook(lambda m, *_: modes.append(m.training))
    training.train(1, loaders, model, optimizer, criterion)
    assert modes == [True] * 51 + [False] * 4
    assert model.training is mode


@pytest.mark.parametrize(
    ("step", "epochs"), [(1, 0), (51, 0), (52, 1), (120, 2)]
)  # 51 steps an epoch
def test_an_interrupt_keeps_history_and_best_weights(loaders, step, epochs):
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    trouble = Trouble(step, interrupt)
    with pytest.warns(UserWarning, match=f"interrupted in epoch {epochs + 1}"):
        history = training.train(5, loaders, model, optimizer, trouble)
    assert len(history) == epochs and history.stopped
    if epochs == 0:
        assert same(model, start)
    else:
        score = evaluate(model, loaders["valid"], criterion)
        assert score.loss == pytest.approx(min(history.valid_loss))


@pytest.mark.parametrize(("step", "epochs"), [(7, 0), (51, 0), (51 * 2 + 3, 2)])
def test_a_loss_that_is_not_finite_names_the_step(loaders, step, epochs):
    model, optimizer = fresh()
    trouble = Trouble(step, not_a_number)
    where = f"diverged in epoch {epochs + 1}: the loss of step {step - 51 * epochs} is"
    with pytest.warns(UserWarning, match=where):
        history = training.train(5, loaders, model, optimizer, trouble)
    assert len(history) == epochs and where in history.stopped
    assert "(try a tenth of the learning rate)" in history.stopped
    assert all(p.isfinite().all() for p in model.parameters())


def test_weights_that_diverge_in_the_last_step_are_noticed(train_set):
    """The loss of that step was still finite; what it left behind is not."""
    loader = TensorLoader(Subset(train_set, range(20)), 20)  # one step
    model, _ = fresh()
    start = copy.deepcopy(model.state_dict())
    optimizer = torch.optim.SGD(model.parameters(), lr=1e38)
    words = r"diverged in epoch 1: the validation loss is nan \(try a tenth of the lear"
    with pytest.warns(UserWarning, match=words):
        history = training.train(
            1, {"train": loader, "valid": loader}, model, optimizer, criterion
        )
    assert len(history) == 0 and same(model, start)


def test_a_layer_frozen_by_itself_keeps_its_mode(loaders):
    model = NormCNN()
    model.norm1.eval()
    training.train(1, loaders, model, training.get_optimizer(model), criterion)
    assert model.training and not model.norm1.training


def out_of_memory_on_a_mac(_):
    raise RuntimeError("MPS backend out of memory (MPS allocated: 5.50 GB). Tried")


def out_of_memory(_):
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 MiB." * 9)


def full_disk(_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("step", [2, 60])
@pytest.mark.parametrize(
    ("trouble", "words"),
    [(out_of_memory, r"out of memory in epoch . \(try half the batch_size\)"),
     (out_of_memory_on_a_mac, r"out of memory in epoch . \(try half the batch_size\)"),
     (full_disk, "stopped in epoch .: .*No space left on device")],
)  # fmt: skip
def test_what_the_machine_lacks_costs_no_work(loaders, step, trouble, words):
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    with pytest.warns(UserWarning, match=f"{words}; the best weights are kept$"):
        history = training.train(3, loaders, model, optimizer, Trouble(step, trouble))
    assert len(history) == (step > 51)
    if len(history):
        score = evaluate(model, loaders["valid"], criterion)
        assert score.loss == pytest.approx(history.valid_loss[0])
    else:
        assert same(model, start)


def test_a_checkpoint_that_cannot_be_written_costs_no_work(loaders, tmp_path):
    (tmp_path / "file").write_text("")
    model, optimizer = fresh()
    with pytest.warns(UserWarning, match="stopped in epoch 2: .*file"):
        history = training.train(
            3,
            loaders,
            model,
            optimizer,
            criterion,
            save_path=tmp_path / "file" / "x.pt",
        )
    assert len(history) == 1
    score = evaluate(model, loaders["valid"], criterion)
    assert score.loss == pytest.approx(history.valid_loss[0])


def test_one_picture_and_batch_normalisation(train_set):
    """A batch of one has no spread to normalise by: torch's words are a riddle."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.BatchNorm1d(10))
    loader = TensorLoader(Subset(train_set, range(41)), 20)  # 20 + 20 + 1
    optimizer = training.get_optimizer(model)
    start = copy.deepcopy(model.state_dict())
    words = "batch of one picture. Choose a batch_size that leaves none over"
    with pytest.raises(ValueError, match=words):
        training.train(
            1, {"train": loader, "valid": loader}, model, optimizer, criterion
        )
    assert same(model, start)
    loader = TensorLoader(Subset(train_set, range(41)), 21)
    loaders = {"train": loader, "valid": TensorLoader(Subset(train_set, [0]), 1)}
    assert len(training.train(1, loaders, model, optimizer, criterion)) == 1


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


def test_after_an_interrupt_the_same_cell_runs_cleanly(loaders):
    model, optimizer = fresh()
    with pytest.warns(UserWarning, match="interrupted"):
        training.train(3, loaders, model, optimizer, Trouble(70, interrupt))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = training.train(1, loaders, model, optimizer, criterion)
    assert len(history) == 1 and not history.stopped and model.training


def test_an_interrupt_at_any_line(train_set, tmp_path):
    """At 80 random lines of our code: no half-written file, no mixed weights.

    A KeyboardInterrupt can come between any two lines. `train` returns its history, or,
    for a line outside the loop, the interrupt goes on to the learner.
    """
    part = TensorLoader(Subset(train_set, range(60)), 20)
    loaders, path = {"train": part, "valid": part}, tmp_path / "x.pt"
    folder = str(Path(training.__file__).parent)

    def run(stop_at):
        """Train for three epochs; interrupt at that line, or count the lines."""
        model, optimizer = fresh()
        states, count = [copy.deepcopy(model.state_dict())], 0

        def at_line(frame, event, _):
            nonlocal count
            in_finally = frame.f_code.co_name == "best_weights" and count > 30
            if event == "line" and not in_finally:
                count += 1
                if count == stop_at:
                    raise KeyboardInterrupt
            return at_line

        def at_call(frame, *_):
            if frame.f_code.co_filename.startswith(folder):
                return at_line

        def spy(*args):
            score = evaluate(*args)
            states.append(copy.deepcopy(model.state_dict()))
            return score

        path.unlink(missing_ok=True)
        history = None
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            patch.setattr(training, "evaluate", spy)
            tracer = sys.gettrace()
            sys.settrace(at_call)
            try:
                history = training.train(
                    3, loaders, model, optimizer, criterion, save_path=path
                )
            except KeyboardInterrupt:
                pass
            finally:
                sys.settrace(tracer)
        assert [p.name for p in tmp_path.iterdir()] in ([], ["x.pt"])
        assert any(same(model, state) for state in states)
        if history is not None and len(history):
            # Between the two lines that note an epoch and keep its weights there is
            # room for an interrupt: then the epoch before is the best one kept.
            before = training.History(valid_loss=history.valid_loss[:-1]).best_epoch
            assert any(same(model, states[n]) for n in (history.best_epoch, before))
            kept, _ = fresh(1)
            if path.exists():
                checkpoints.load_checkpoint(path, kept)
                assert any(same(kept, state) for state in states)
        return count, history

    lines, history = run(0)
    assert len(history) == 3 and lines > 200
    stopped = 0
    for stop_at in random.Random(0).sample(range(1, lines + 1), 80):
        _, history = run(stop_at)
        stopped += history is not None and "interrupted" in history.stopped
    assert stopped > 60


def test_other_errors_are_not_swallowed(loaders):
    def broken(_):
        raise RuntimeError("my own mistake")

    model, optimizer = fresh()
    model.eval()
    start = copy.deepcopy(model.state_dict())
    with pytest.raises(RuntimeError, match="my own mistake"):
        training.train(2, loaders, model, optimizer, Trouble(3, broken))
    assert same(model, start) and not model.training


def test_a_clean_run_warns_of_nothing(loaders):
    model, optimizer = fresh()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = training.train(1, loaders, model, optimizer, criterion)
    assert history.stopped == ""


def test_the_best_epoch_skips_losses_that_are_not_finite():
    history = training.History(valid_loss=[float("nan"), 2.0, 1.0, 1.0, float("inf")])
    assert history.best_epoch == 3
    assert training.History().best_epoch == 0
    assert training.History(valid_loss=[float("nan")]).best_epoch == 0


@pytest.mark.parametrize("epochs", [-1, 1.5, "3", None, True])
def test_train_refuses_epochs(epochs, loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="n_epochs must be a whole number"):
        training.train(epochs, loaders, model, optimizer, criterion)


@pytest.mark.parametrize("live", [False, True])
def test_no_epochs_give_an_empty_history_and_leave_the_model(loaders, live):
    model, optimizer = fresh()
    before = copy.deepcopy(model.state_dict())
    history = training.train(0, loaders, model, optimizer, criterion, live=live)
    assert history == training.History() and len(history) == 0
    assert all(torch.equal(before[k], v) for k, v in model.state_dict().items())
    assert [t.get_text() for t in plots.plot_history(history).texts] == [
        "no epoch was finished"
    ]


def test_train_refuses_a_device_that_is_none(loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="'gpu'"):
        training.train(1, loaders, model, optimizer, criterion, device="gpu")


@pytest.mark.parametrize("lr", [0, -0.1, "0.1", None, float("nan"), float("inf"), True])
def test_get_optimizer_refuses_rates(lr):
    words = re.escape(f"lr must be a number above 0, not {lr!r}")
    with pytest.raises(ValueError, match=words):
        training.get_optimizer(MLP(), lr)


@pytest.mark.parametrize("lr", [0, float("nan"), float("inf")])
def test_train_refuses_rates_of_any_optimizer(lr, loaders):
    model, _ = fresh()
    optimizer = torch.optim.Adam(model.parameters())
    optimizer.param_groups[0]["lr"] = lr
    with pytest.raises(ValueError, match="lr must be a number above 0"):
        training.train(1, loaders, model, optimizer, criterion)


@pytest.mark.parametrize("lr", [-0.1, float("nan"), float("inf")])
def test_one_wrong_rate_of_several_is_named(lr, loaders):
    model, _ = fresh()
    start = copy.deepcopy(model.state_dict())
    optimizer = torch.optim.SGD([{"params": [p]} for p in model.parameters()], lr=0.1)
    optimizer.param_groups[1]["lr"] = lr
    with pytest.raises(ValueError, match=f"lr must be a number above 0, not {lr}$"):
        training.train(1, loaders, model, optimizer, criterion)
    assert same(model, start)


def test_one_epoch_refuses_the_optimizer_of_another_model(loaders):
    """The cell that makes the model was run twice, the optimizer's once."""
    (_, old), (model, _) = fresh(0), fresh(1)
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match="belongs to another model"):
        training.train_one_epoch(model, loaders["train"], old, criterion, "cpu")
    assert same(model, before)


def test_train_refuses_the_optimizer_of_another_model(loaders):
    """Somebody ran the model's cell again, and not the optimizer's."""
    model, _ = fresh()
    _, optimizer = fresh()
    with pytest.raises(ValueError, match="another model. Run the cell that makes"):
        training.train(1, loaders, model, optimizer, criterion)


def test_train_refuses_an_optimizer_with_nothing_to_teach(loaders):
    model, optimizer = fresh()
    model.requires_grad_(False)
    with pytest.raises(ValueError, match="^all parameters .* are frozen"):
        training.train(1, loaders, model, optimizer, criterion)
    model.fc2.requires_grad_(True)  # as in fine-tuning
    assert len(training.train(1, loaders, model, optimizer, criterion)) == 1
    with pytest.raises(ValueError, match="^lr must be .*, not DeepCNN") as error:
        training.get_optimizer(0.1, DeepCNN())  # not its 27 lines
    assert len(str(error.value)) < 100
    with pytest.raises(ValueError, match="torch.optim, not CrossEntropyLoss"):
        training.train(1, loaders, model, criterion, optimizer)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda own: own["train"], "^loaders must be a dict of loaders, with 'train'"),
        (lambda own: {"train": own["train"]}, "^loaders must .* with 'valid' in it"),
        (lambda own: own | {"train": iter(own["train"])}, "'train'. can be read only"),
        (lambda own: own | {"valid": (b for b in own["valid"])}, "'valid'. can be"),
    ],
)
def test_train_refuses_loaders_before_the_first_step(loaders, how, words):
    model, optimizer = fresh()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match=words):
        training.train(2, how(loaders), model, optimizer, criterion)
    assert same(model, before)


@pytest.mark.parametrize("path", ["", "folder"])
def test_train_refuses_a_folder_to_save_in(loaders, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match="^save_path '.*' is a folder: name a file"):
        training.train(1, loaders, *fresh(), criterion, save_path=path)


@pytest.mark.parametrize("reduction", ["sum", "none"])
def test_a_criterion_that_is_no_mean_is_refused(loaders, reduction):
    model, optimizer = fresh()
    wrong = nn.CrossEntropyLoss(reduction=reduction)
    with pytest.raises(ValueError, match=f"mean .* not reduction='{reduction}'"):
        training.train(1, loaders, model, optimizer, wrong)
    with pytest.raises(ValueError, match=f"mean .* not reduction='{reduction}'"):
        evaluate(model, loaders["valid"], wrong)


def test_a_criterion_that_is_not_for_logits_is_refused(loaders, tmp_path):
    """It would fall and fall, and the worst would be kept as the best."""
    model, optimizer = fresh()
    before, path = copy.deepcopy(model.state_dict()), tmp_path / "x.pt"
    with pytest.raises(ValueError, match="the loss is negative"):
        training.train(3, loaders, model, optimizer, nn.NLLLoss(), save_path=path)
    assert same(model, before) and not path.exists()
    model.fc2 = nn.Sequential(model.fc2, nn.LogSoftmax(dim=1))  # for that it is made
    assert evaluate(model, loaders["valid"], nn.NLLLoss()).loss > 2


def test_an_optimizer_may_have_a_part_of_the_model(loaders):
    model, _ = fresh()
    first = model.fc1.weight.clone()
    optimizer = torch.optim.SGD(model.fc2.parameters(), lr=0.1)
    training.train(1, loaders, model, optimizer, criterion)
    assert torch.equal(model.fc1.weight, first)


def test_batches_larger_than_the_data_with_drop_last(train_set):
    loader = DataLoader(Subset(train_set, range(10)), 20, drop_last=True)
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    with pytest.raises(
        ValueError, match="fewer than batch_size.*Choose a smaller batch_size"
    ):
        training.train(
            1, {"train": loader, "valid": loader}, model, optimizer, criterion
        )
    assert same(model, start)


def test_get_optimizer_is_plain_sgd():
    optimizer = training.get_optimizer(MLP())
    assert type(optimizer) is torch.optim.SGD
    group = optimizer.param_groups[0]
    assert (group["lr"], group["momentum"], group["weight_decay"]) == (0.04, 0, 0)
    assert len(group["params"]) == 4


@pytest.mark.parametrize("momentum", [0, 0.9])
def test_one_cycle_is_the_formula(momentum):
    """Up from lr / 25 for 30% of the steps, down to lr / 250,000: half cosines."""
    weight = nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=5, momentum=momentum)
    steps, top = 51, 0.4
    training.one_cycle(optimizer, top, steps)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        weight.grad = torch.ones(1)
        optimizer.step()
    turn, last = 0.3 * steps - 1, steps - 1

    def half_cosine(start, end, share):
        return end + (start - end) * (1 + math.cos(math.pi * share)) / 2

    expected = [
        half_cosine(top / 25, top, step / turn)
        if step <= turn
        else half_cosine(top, top / 250_000, (step - turn) / (last - turn))
        for step in range(steps)
    ]
    assert rates == pytest.approx(expected)
    assert optimizer.param_groups[0]["momentum"] == momentum
    if not momentum:
        assert weight.item() == pytest.approx(1 - sum(expected))
    with pytest.raises(ValueError, match="51"):
        optimizer.step()


def test_train_goes_round_one_cycle(loaders):
    model, optimizer = fresh()
    steps = 3 * len(loaders["train"])
    training.one_cycle(optimizer, 0.1, steps)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        training.train(3, loaders, model, optimizer, criterion)
    assert optimizer.param_groups[0]["lr"] < 1e-4
    with pytest.raises(ValueError, match=str(steps)):
        training.train(1, loaders, model, optimizer, criterion)


# Checkpoints


@pytest.fixture
def saved(tmp_path):
    model = MLP()
    path = tmp_path / "model.pt"
    checkpoints.save_checkpoint(path, model, epoch=3, loss=0.25)
    return path, model


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


def refuses(path, message, error=ValueError):
    model = MLP()
    before = copy.deepcopy(model.state_dict())
    start = time.process_time()
    with pytest.raises(error, match=message) as caught:
        checkpoints.load_checkpoint(path, model)
    assert time.process_time() - start < 1
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
    refuses(path, f"damaged or no checkpoint: {len(content)} bytes")


def test_a_compressed_archive_is_not_unpacked(saved):
    """A few bytes could unpack to more than there is memory for."""
    path, _ = saved
    bomb = path.with_name("bomb.pt")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bomb, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    refuses(bomb, "damaged or no checkpoint")


@pytest.mark.parametrize(
    "number", [np.float64(0.5), np.ones(3), MLP(), FashionCNN, Path("x")]
)
def test_more_than_weights_and_numbers(tmp_path, number):
    path = tmp_path / "x.pt"
    torch.save({"state_dict": MLP().state_dict(), "loss": number}, path)
    refuses(path, r"holds more than .* code\. Save with helpers.checkpoints.save_checkp")


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
    how = r"no checkpoint of these lessons\. Save with helpers.checkpoints.save_checkpoint"
    refuses(path, rf"{how}\.$|another model: not a dictionary of tensors$")


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
        checkpoints.load_checkpoint(checkpoints.find_checkpoint("article_net.pt"), model)
    torch.save({"state_dict": model.state_dict()}, path)  # nobody knows of which class
    assert checkpoints.load_checkpoint(path, model) == {}


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
    refuses(path, "damaged or no checkpoint")
    path.write_bytes(pickle.dumps(Attack()))
    refuses(path, "damaged or no checkpoint")
    assert not flag.exists()
    Attack().__reduce__()[0](*Attack().__reduce__()[1]).close()
    assert flag.exists()  # the attack itself is real


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
        assert checkpoints.load_checkpoint(path, MLP())["loss"] == loss


def test_the_seconds_of_every_epoch_are_kept(loaders, monkeypatch):
    ticks = iter([100, 103, 200, 207])
    monkeypatch.setattr(training.time, "perf_counter", lambda: next(ticks))
    model, optimizer = fresh()
    assert training.train(2, loaders, model, optimizer, criterion).seconds == [3, 7]


@pytest.mark.parametrize("live", [True, False, None])
def test_live_curves_grow_epoch_by_epoch_if_asked_for(live, loaders, monkeypatch):
    seen = []
    monkeypatch.setattr(
        plots, "live_history", lambda: lambda history: seen.append(len(history))
    )
    told = {} if live is None else {"live": live}
    model, optimizer = fresh()
    training.train(2, loaders, model, optimizer, criterion, **told)
    assert seen == ([1, 2] if live else [])


def test_the_loss_that_is_named_is_that_of_the_step_that_is_named():
    losses = [torch.tensor(value) for value in (1.5, math.inf, math.nan)]
    with pytest.raises(FloatingPointError, match="^the loss of step 2 is inf$"):
        training.mean_loss(losses, [1, 1, 1])
