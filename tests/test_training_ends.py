"""However a training ends, what was learned is kept."""

import copy
import errno
import math
import random
import sys
import warnings
from contextlib import contextmanager, suppress
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
def test_an_interrupt_keeps_history_and_best_weights(loaders, step, epochs, capsys):
    """Who stops a training is told so calmly: no warning in red."""
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    trouble = Trouble(step, interrupt)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = training.train(5, loaders, model, optimizer, trouble)
    said = capsys.readouterr().out
    sentence = f"Training was interrupted in epoch {epochs + 1}. The best weights"
    assert said == f"{sentence} so far are kept.\n"
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
    stopped = training.train(3, loaders, model, optimizer, Trouble(70, interrupt))
    assert stopped.stopped == "interrupted in epoch 2"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = training.train(1, loaders, model, optimizer, criterion)
    assert len(history) == 1 and not history.stopped and model.training


@contextmanager
def interrupts(stops, traced):
    """Raise KeyboardInterrupt before these lines, counted from 1; give the count.

    `traced` tells of a function's code whether its lines count.
    """
    lines, tracer = [0], sys.gettrace()

    def at_line(frame, event, _):
        if event == "line":
            lines[0] += 1
            if lines[0] in stops:
                raise KeyboardInterrupt
        return at_line

    sys.settrace(lambda frame, *_: at_line if traced(frame.f_code) else None)
    try:
        yield lines
    finally:
        sys.settrace(tracer)


def is_ours(code):
    return code.co_filename.startswith(str(Path(training.__file__).parent))


def test_an_interrupt_at_any_line(train_set, tmp_path):
    """At 80 random lines of our code: no half-written file, no mixed weights.

    A KeyboardInterrupt can come between any two lines. `train` returns its history, or,
    for a line outside the loop, the interrupt goes on to the learner.
    """
    part = TensorLoader(Subset(train_set, range(60)), 20)
    loaders, path = {"train": part, "valid": part}, tmp_path / "x.pt"

    def run(stop_at):
        """Train for three epochs; interrupt at that line, or count the lines."""
        model, optimizer = fresh()
        states, history = [copy.deepcopy(model.state_dict())], None

        def spy(*args):
            score = evaluate(*args)
            states.append(copy.deepcopy(model.state_dict()))
            return score

        path.unlink(missing_ok=True)
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            patch.setattr(training, "evaluate", spy)
            with interrupts({stop_at}, is_ours) as lines, suppress(KeyboardInterrupt):
                history = training.train(
                    3, loaders, model, optimizer, criterion, save_path=path
                )
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
        return lines[0], history

    lines, history = run(0)
    assert len(history) == 3 and lines > 200
    stopped = 0
    for stop_at in random.Random(0).sample(range(1, lines + 1), 80):
        _, history = run(stop_at)
        stopped += history is not None and "interrupted" in history.stopped
    assert stopped > 60


@pytest.mark.parametrize("early", [False, True])
def test_an_interrupt_while_the_best_weights_are_put_back(early):
    """Before each line, torch's own among them, after a whole training or a cut one.

    Not tried are the lines of Python's `contextlib`: an interrupt there, before it goes
    on with `best_weights`, leaves the weights of the last step, none of them mixed. The
    modes of some layers may be left; training and evaluation set them anew.
    """
    putting_back = {"load_state_dict", "load", "_load_from_state_dict"}

    def is_ending(code):
        return is_ours(code) or code.co_name in putting_back

    def run(stop_at):
        """Keep weights of 1, go on to weights of 2; return two counts and the model."""
        model, history = nn.Linear(2, 3), training.History()
        with (
            warnings.catch_warnings(),
            torch.set_grad_enabled(True),  # torch's own `with` may be cut short too
            suppress(KeyboardInterrupt),
            interrupts({stop_at}, is_ending) as lines,
        ):
            warnings.simplefilter("ignore")
            with training.best_weights(model, history) as keep:
                fill(model, 1)
                keep()
                fill(model, 2)
                start = lines[0]
                if early:
                    raise KeyboardInterrupt
        return start, lines[0], model

    start, end, _ = run(0)
    assert end - start > 100
    for stop_at in range(start + 1, end + 1):
        *_, model = run(stop_at)
        assert all((p == 1).all() for p in model.parameters()), f"line {stop_at}"


def fill(model, number):
    """Give every weight of a model one value."""
    for value in model.state_dict().values():
        value.fill_(number)


@pytest.mark.parametrize("error", [RuntimeError, IndexError, TypeError])
def test_other_errors_are_not_swallowed(loaders, error):
    def broken(_):
        raise error("my own mistake")

    model, optimizer = fresh()
    model.eval()
    start = copy.deepcopy(model.state_dict())
    with pytest.raises(error, match="my own mistake"):
        training.train(2, loaders, model, optimizer, Trouble(3, broken))
    assert same(model, start) and not model.training


def test_the_loss_that_is_named_is_that_of_the_step_that_is_named():
    losses = [torch.tensor(value) for value in (1.5, math.inf, math.nan)]
    with pytest.raises(FloatingPointError, match="^the loss of step 2 is inf$"):
        training.mean_loss(losses, [1, 1, 1])
