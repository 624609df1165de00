"""The training loop and its checkpoints keep their promises."""

import copy
import math
import os
import pickle
import warnings

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Subset

from helpers import training
from helpers.data import TensorLoader
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.models import MLP, FashionCNN

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
    assert training.load_checkpoint(path, other) == {"epoch": 2, "loss": 0.5}
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
    assert all(p.isfinite().all() for p in model.parameters())


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


@pytest.mark.parametrize("epochs", [0, -1, 1.5, "3", None, True])
def test_train_refuses_epochs(epochs, loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="n_epochs must be a whole number"):
        training.train(epochs, loaders, model, optimizer, criterion)


def test_train_refuses_a_device_that_is_none(loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="'gpu'"):
        training.train(1, loaders, model, optimizer, criterion, device="gpu")


@pytest.mark.parametrize("lr", [0, -0.1, "0.1", None, float("nan"), float("inf"), True])
def test_get_optimizer_refuses_rates(lr):
    with pytest.raises(ValueError, match="lr must be a number above 0"):
        training.get_optimizer(MLP(), lr)


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
    training.save_checkpoint(path, model, epoch=3, loss=0.25)
    return path, model


def test_a_checkpoint_comes_back(saved):
    path, model = saved
    other = MLP()
    assert training.load_checkpoint(path, other) == {"epoch": 3, "loss": 0.25}
    assert same(other, model.state_dict())


def test_saving_is_all_or_nothing(saved, monkeypatch):
    path, model = saved
    before = path.read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        training.save_checkpoint(path, MLP())
    assert path.read_bytes() == before and len(list(path.parent.iterdir())) == 1


def refuses(path, message, error=ValueError):
    model = MLP()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(error, match=message) as caught:
        training.load_checkpoint(path, model)
    assert str(caught.value).count("\n") < 3 and str(path) in str(caught.value)
    assert same(model, before)


def test_a_missing_checkpoint(tmp_path):
    refuses(tmp_path / "none.pt", "no checkpoint at", FileNotFoundError)


def test_a_truncated_checkpoint(saved):
    path, _ = saved
    whole = path.read_bytes()
    for length in range(0, len(whole), 1000):
        path.write_bytes(whole[:length])
        refuses(path, "damaged or no checkpoint")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"\x80\x04."])
def test_no_checkpoint_at_all(tmp_path, content):
    path = tmp_path / "x.pt"
    path.write_bytes(content)
    refuses(path, "damaged or no checkpoint")


@pytest.mark.parametrize("other", [[1, 2], {"epoch": 3}, {"state_dict": 5}, 7])
def test_something_else_that_torch_saved(tmp_path, other):
    path = tmp_path / "x.pt"
    torch.save(other, path)
    refuses(path, "no checkpoint of these lessons|another model")


def test_another_models_checkpoint(tmp_path):
    path = tmp_path / "x.pt"
    training.save_checkpoint(path, FashionCNN())
    refuses(path, "another model")
    training.save_checkpoint(path, MLP(hidden=15))  # same names, other shapes
    refuses(path, "another model")


@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_weights_that_are_not_finite(tmp_path, bad):
    model = MLP()
    with torch.no_grad():
        model.fc2.bias[3] = bad
    path = tmp_path / "x.pt"
    training.save_checkpoint(path, model)
    refuses(path, "NaN or infinite weights in fc2.bias")


def test_a_pickle_that_runs_code_does_not(tmp_path):
    flag = tmp_path / "it_ran"

    class Attack:
        def __reduce__(self):
            return open, (str(flag), "w")

    for name, write in (
        ("torch.pt", lambda path: torch.save({"state_dict": Attack()}, path)),
        ("plain.pt", lambda path: path.write_bytes(pickle.dumps(Attack()))),
    ):
        write(tmp_path / name)
        refuses(tmp_path / name, "damaged or no checkpoint")
    assert not flag.exists()
    Attack().__reduce__()[0](*Attack().__reduce__()[1]).close()
    assert flag.exists()  # the attack itself is real


def test_find_checkpoint_prefers_your_own(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ours = training.find_checkpoint("fashion_cnn.pt")
    assert ours.parent.name == "checkpoints"
    (tmp_path / "fashion_cnn.pt").write_bytes(b"")
    assert training.find_checkpoint("fashion_cnn.pt").resolve().parent == tmp_path
    assert capsys.readouterr().out.splitlines() == [
        "fashion_cnn.pt: the course's weights",
        "fashion_cnn.pt: your own weights",
    ]
    with pytest.raises(FileNotFoundError, match="called nothing.pt"):
        training.find_checkpoint("nothing.pt")
