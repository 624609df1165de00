"""However a training ends, what was learned is kept."""

import copy
import errno
import math
import random
import sys
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.data import Subset

from helpers import checkpoints, training
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader
from tests.small_training import Trouble, criterion, fresh, interrupt, same


def not_a_number(logits):
    return logits.sum() * torch.nan


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


def test_after_an_interrupt_the_same_cell_runs_cleanly(loaders):
    model, optimizer = fresh()
    with pytest.warns(UserWarning, match="interrupted"):
        training.train(3, loaders, model, optimizer, Trouble(70, interrupt))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = training.train(1, loaders, model, optimizer, criterion)
    assert len(history) == 1 and not history.stopped and model.training


def interrupted_at(stops, loaders, path):
    """Train for three epochs, interrupted before these lines of ours, counted from 1.

    Returns the number of lines, the model, its weights before and after each epoch, and
    the history, or None if the interrupt went on to the learner.
    """
    model, optimizer = fresh()
    states, lines = [copy.deepcopy(model.state_dict())], 0
    folder = str(Path(training.__file__).parent)

    def at_line(frame, event, _):
        nonlocal lines
        if event == "line":
            lines += 1
            if lines in stops:
                raise KeyboardInterrupt
        return at_line

    def at_call(frame, *_):
        return at_line if frame.f_code.co_filename.startswith(folder) else None

    def spy(*args):
        score = evaluate(*args)
        states.append(copy.deepcopy(model.state_dict()))
        return score

    path.unlink(missing_ok=True)
    history, tracer = None, sys.gettrace()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr(training, "evaluate", spy)
        sys.settrace(at_call)
        try:
            history = training.train(
                3, loaders, model, optimizer, criterion, save_path=path
            )
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(tracer)
    return lines, model, states, history


def test_an_interrupt_at_any_line(train_set, tmp_path):
    """At random lines of our code, and at all of the last: no mixed weights or modes.

    A KeyboardInterrupt can come between any two lines, and a second one while the best
    weights are put back. `train` returns its history, or, for a line outside the loop,
    the interrupt goes on to the learner. Not tried are the lines of Python's own
    `contextlib`: an interrupt there, before it goes on with `best_weights`, leaves that
    function waiting until Python throws it away.
    """
    part = TensorLoader(Subset(train_set, range(60)), 20)
    loaders, path = {"train": part, "valid": part}, tmp_path / "x.pt"
    lines, _, _, history = interrupted_at((), loaders, path)
    assert len(history) == 3 and lines > 200
    draw = random.Random(0)
    once = [(line,) for line in draw.sample(range(1, lines - 50), 60)]
    last = [(line,) for line in range(lines - 50, lines + 1)]
    twice = [
        (line, line + more) for (line,) in once[:20] for more in (4, 9, 14, 19, 24)
    ]
    stopped = 0
    for stops in once + last + twice:
        _, model, states, history = interrupted_at(stops, loaders, path)
        assert [p.name for p in tmp_path.iterdir()] in ([], ["x.pt"])
        assert any(same(model, state) for state in states), stops
        assert all(module.training for module in model.modules()), stops
        if history is not None and len(history):
            # Between the two lines that note an epoch and keep its weights there is
            # room for an interrupt: then the epoch before is the best one kept.
            before = training.History(valid_loss=history.valid_loss[:-1]).best_epoch
            assert any(same(model, states[n]) for n in (history.best_epoch, before))
        if path.exists():
            kept, _ = fresh(1)
            checkpoints.load_checkpoint(path, kept)
            assert any(same(kept, state) for state in states)
        stopped += history is not None and "interrupted" in history.stopped
    assert stopped > 120


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


def test_train_refuses_the_optimizer_of_another_model(loaders):
    """Somebody ran the model's cell again, and not the optimizer's."""
    model, _ = fresh()
    _, optimizer = fresh()
    with pytest.raises(ValueError, match="another model. Run the cell that makes"):
        training.train(1, loaders, model, optimizer, criterion)


def test_the_loss_that_is_named_is_that_of_the_step_that_is_named():
    losses = [torch.tensor(value) for value in (1.5, math.inf, math.nan)]
    with pytest.raises(FloatingPointError, match="^the loss of step 2 is inf$"):
        training.mean_loss(losses, [1, 1, 1])
