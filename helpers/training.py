"""The training loop and its history (lessons 6 to 8)."""

from __future__ import annotations

import copy
import math
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from helpers import plots
from helpers.any_model import modes_kept
from helpers.checkpoints import try_to_save
from helpers.checks.models import check_model
from helpers.checks.training import (
    check_cycle,
    check_finite_loss,
    check_learning,
    check_losses,
    check_one_cycle,
    check_rate,
    check_registered,
    check_training,
    explained,
    is_full_disk,
    is_lost_worker,
)
from helpers.device import get_device
from helpers.evaluation import Score, evaluate
from helpers.loaders import batches
from helpers.progress import progress


@dataclass
class History:
    """What happened, epoch by epoch: losses are means per picture, in nats."""

    train_loss: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    valid_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    stopped: str = ""  # why the run ended early, or nothing

    def add(self, train_loss: float, valid: Score, seconds: float) -> None:
        """Append one epoch; FloatingPointError if its validation loss is not finite."""
        check_finite_loss("validation loss", valid.loss)
        self.train_loss.append(train_loss)
        self.valid_loss.append(valid.loss)
        self.valid_accuracy.append(valid.accuracy)
        self.seconds.append(seconds)

    @property
    def best_epoch(self) -> int:
        """The epoch with the lowest validation loss, from 1; 0 before there is one."""
        finite = [loss if math.isfinite(loss) else math.inf for loss in self.valid_loss]
        best = min(finite, default=math.inf)
        return 0 if best == math.inf else finite.index(best) + 1

    def last_line(self) -> str:
        """Say what the last epoch brought, as a line of a log."""
        epoch, lower = len(self), ", lower: kept"
        return (
            f"epoch {epoch:2}: training loss {self.train_loss[-1]:.3f}, validation loss"
            f" {self.valid_loss[-1]:.3f}{lower if self.best_epoch == epoch else ''}"
        )

    def __len__(self) -> int:
        """Count the finished epochs."""
        return len(self.valid_loss)


def get_optimizer(model: nn.Module, lr: float = 0.04) -> torch.optim.SGD:
    """Return plain stochastic gradient descent on all parameters of a model."""
    check_rate(lr)
    check_model(model)
    check_registered(model)
    return torch.optim.SGD(model.parameters(), lr=lr)


def one_cycle(optimizer: torch.optim.Optimizer, lr: float, steps: int) -> None:
    """Let the learning rate rise from lr / 25 to `lr` and sink to nearly 0.

    It rises during the first 30% of `steps` and follows a cosine both ways. The
    optimizer itself moves it after every step, so a training loop needs no line more.
    Raises ValueError at the step after the last. Source: Smith and Topin,
    "Super-Convergence", 2018.
    """
    check_one_cycle(optimizer, lr, steps)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, lr, total_steps=steps, cycle_momentum=False
    )

    def move(*_) -> None:
        check_cycle(schedule.last_epoch, steps)
        schedule.step()

    optimizer.register_step_post_hook(move)


def train_one_epoch(model: nn.Module, loader, optimizer, criterion, device) -> float:
    """Learn from every batch once; return the mean loss per picture.

    Leaves the model in training mode. Raises FloatingPointError, and names the step,
    if a loss was not finite, and ValueError for what cannot be learned from. Losses
    stay on the device until the epoch is over: to ask for one earlier would make a GPU
    wait.
    """
    check_learning(model, optimizer)
    model.train()
    losses, sizes = [], []
    for images, labels in batches(loader, model):
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(len(labels))
    return mean_loss(losses, sizes)


def mean_loss(losses: list[torch.Tensor], sizes: list[int]) -> float:
    """Average batch losses, each weighted by the number of pictures in its batch."""
    check_losses(losses)
    losses = torch.stack(losses).cpu().double()
    sizes = losses.new_tensor(sizes)
    return float(losses @ sizes / sizes.sum())


def train(
    n_epochs: int,
    loaders: dict,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    criterion,
    device="cpu",
    save_path: str | Path | None = None,
    live: bool = False,
) -> History:
    """Train, validate after every epoch, and leave the best weights in the model.

    "Best" is the lowest validation loss. With `save_path` every new best is saved
    there, or a warning says why not; with `live` the curves are drawn as they grow, and
    every epoch has a line. An
    interrupt, or with a warning a loss that is not finite, ends the run; the history so
    far and the best weights stay. The optimizer keeps its own state, which belongs to
    the last weights.
    """
    check_training(n_epochs, loaders, model, optimizer, criterion, save_path)
    device = get_device(device)
    model.to(device)
    history = History()
    redraw = plots.live_history(n_epochs) if live else None
    with best_weights(model, history) as keep:
        for epoch in progress(range(1, n_epochs + 1)):
            start = time.perf_counter()
            loader = loaders["train"]
            train_loss = train_one_epoch(model, loader, optimizer, criterion, device)
            valid = evaluate(model, loaders["valid"], criterion, device)
            history.add(train_loss, valid, time.perf_counter() - start)
            if history.best_epoch == epoch:
                keep()
                if save_path is not None:
                    try_to_save(save_path, model, epoch=epoch, loss=valid.loss)
            if redraw:
                redraw(history)
    return history


@contextmanager
def best_weights(model: nn.Module, history: History) -> Iterator[Callable[[], None]]:
    """Give a function that remembers the weights; put the last ones remembered back.

    They come back, and the mode of every layer too, however the block ends. What
    `early_end` knows ends it with a warning, an interrupt with a note, and
    `history.stopped` says why.
    """
    best = copy.deepcopy(model.state_dict())

    def keep() -> None:
        best.update(copy.deepcopy(model.state_dict()))

    with modes_kept(model):
        try:
            try:
                yield keep
            finally:
                model.load_state_dict(best)
        except (KeyboardInterrupt, Exception) as error:
            history.stopped = early_end(error, len(history) + 1)
        finally:
            model.load_state_dict(best)  # an interrupt may have cut the first one short
    if history.stopped.startswith("interrupted"):
        print(f"Training was {history.stopped}. The best weights so far are kept.")
    elif history.stopped:
        warnings.warn(f"{history.stopped}; the best weights are kept", stacklevel=4)


def early_end(error: BaseException, epoch: int) -> str:
    """Say why training ended in this epoch; raise what is a mistake in the program.

    An interrupt, a loss that is not finite, a full memory or disk, and a process of a
    loader that died are no such mistakes: what was learned is worth keeping.
    """
    if isinstance(error, KeyboardInterrupt):
        return f"interrupted in epoch {epoch}"
    if isinstance(error, FloatingPointError):
        return f"diverged in epoch {epoch}: {error} (try a tenth of the learning rate)"
    if is_full_disk(error):
        return f"stopped in epoch {epoch}: {error}"
    if is_lost_worker(error):
        return (
            f"stopped in epoch {epoch}: a process that read pictures has died (with"
            " num_workers=0 there is none)"
        )
    if isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error):
        return f"out of memory in epoch {epoch} (try half the batch_size)"
    if sentence := explained(error):
        raise ValueError(sentence) from None
    raise error
