"""The training loop, its history, and checkpoints (lessons 6 to 8)."""

from __future__ import annotations

import copy
import io
import math
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from helpers import plots
from helpers.checks import require_whole, short
from helpers.data import checked
from helpers.device import get_device
from helpers.evaluation import Score, check_criterion, evaluate
from helpers.files import write_atomically
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
        if not math.isfinite(valid.loss):
            raise FloatingPointError(f"the validation loss is {valid.loss:g}")
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

    def __len__(self) -> int:
        """Count the finished epochs."""
        return len(self.valid_loss)


def get_optimizer(model: nn.Module, lr: float = 0.04) -> torch.optim.SGD:
    """Return plain stochastic gradient descent on all parameters of a model."""
    number = isinstance(lr, (int, float)) and not isinstance(lr, bool)
    if not number or not math.isfinite(lr) or lr <= 0:
        raise ValueError(f"lr must be a number above 0, not {lr!r:.60}")
    return torch.optim.SGD(model.parameters(), lr=lr)


def one_cycle(optimizer: torch.optim.Optimizer, lr: float, steps: int) -> None:
    """Let the learning rate rise from lr / 25 to `lr` and sink to nearly 0.

    It rises during the first 30% of `steps` and follows a cosine both ways. The
    optimizer itself moves it after every step, so a training loop needs no line more.
    Raises ValueError at the step after the last. Source: Smith and Topin,
    "Super-Convergence", 2018.
    """
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, lr, total_steps=steps, cycle_momentum=False
    )
    optimizer.register_step_post_hook(lambda *_: schedule.step())


def check_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    """Raise ValueError if an optimizer cannot teach this model anything."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(f"an optimizer is one of torch.optim, not {short(optimizer)}")
    own = set(model.parameters())
    taught = [p for group in optimizer.param_groups for p in group["params"]]
    if not own.issuperset(taught):
        raise ValueError(
            "the optimizer belongs to another model. Run the cell that makes the model,"
            " then the one that makes the optimizer."
        )
    if not any(parameter.requires_grad for parameter in taught):
        raise ValueError("all parameters that the optimizer holds are frozen")
    rates = [float(group["lr"]) for group in optimizer.param_groups]
    wrong = [rate for rate in rates if not 0 <= rate < math.inf]  # NaN too
    if wrong or max(rates) == 0:
        raise ValueError(f"lr must be a number above 0, not {(wrong or rates)[0]}")


def check_training(loaders, model: nn.Module, optimizer, criterion, save_path) -> None:
    """Raise ValueError for what would teach nothing, or fail when an epoch is over."""
    for name in ("train", "valid"):
        if not isinstance(loaders, dict) or name not in loaders:
            raise ValueError(f"loaders must be a dict of loaders, with {name!r} in it")
        if isinstance(loaders[name], Iterator):
            raise ValueError(
                f"loaders[{name!r}] can be read only once, and every epoch reads it."
                " Make it with TensorLoader."
            )
    check_criterion(criterion)
    if save_path is not None and Path(save_path).is_dir():
        raise ValueError(f"save_path {str(save_path)!r} is a folder: name a file in it")
    check_optimizer(optimizer, model)


def train_one_epoch(model: nn.Module, loader, optimizer, criterion, device) -> float:
    """Learn from every batch once; return the mean loss per picture.

    Leaves the model in training mode. Raises FloatingPointError, and names the step,
    if a loss was not finite, and ValueError for what `check_optimizer` and `checked`
    refuse. Losses stay on the device until the epoch is over: to ask for one earlier
    would make a GPU wait.
    """
    check_optimizer(optimizer, model)
    model.train()
    losses, sizes = [], []
    for images, labels in checked(loader):
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
    if not losses:
        raise ValueError("the loader has no pictures")
    losses = torch.stack(losses).cpu().double()
    if not losses.isfinite().all():
        step = int((~losses.isfinite()).nonzero()[0]) + 1
        raise FloatingPointError(f"the loss of step {step} is {losses[step - 1]:g}")
    sizes = torch.tensor(sizes, dtype=torch.float64)
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
    there; with `live` the curves are drawn as they grow. An interrupt or a loss that is
    not finite ends the run with a warning; the history so far and the best weights
    stay. The optimizer keeps its own state, which belongs to the last weights.
    """
    require_whole("n_epochs", n_epochs, least=0)
    check_training(loaders, model, optimizer, criterion, save_path)
    device = get_device(device)
    model.to(device)
    history = History()
    redraw = plots.live_history() if live else None
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
                    save_checkpoint(save_path, model, epoch=epoch, loss=valid.loss)
            if redraw:
                redraw(history)
    return history


@contextmanager
def best_weights(model: nn.Module, history: History) -> Iterator[Callable[[], None]]:
    """Give a function that remembers the weights; put the last ones remembered back.

    They come back, and the mode of every layer too, however the block ends. What
    `early_end` knows ends it with a warning, and `history.stopped` says why.
    """
    modes = {module: module.training for module in model.modules()}
    best = copy.deepcopy(model.state_dict())

    def keep() -> None:
        best.update(copy.deepcopy(model.state_dict()))

    try:
        yield keep
    except (KeyboardInterrupt, Exception) as error:
        history.stopped = early_end(error, len(history) + 1)
    finally:
        model.load_state_dict(best)
        for module, mode in modes.items():
            module.training = mode
    if history.stopped:
        warnings.warn(f"{history.stopped}; the best weights are kept", stacklevel=4)


def early_end(error: BaseException, epoch: int) -> str:
    """Say why training ended in this epoch; raise what is a mistake in the program.

    An interrupt, a loss that is not finite, a full memory and a file that cannot be
    written are no such mistakes: what was learned so far is worth keeping.
    """
    if isinstance(error, KeyboardInterrupt):
        return f"interrupted in epoch {epoch}"
    if isinstance(error, FloatingPointError):
        return f"diverged in epoch {epoch}: {error} (try a tenth of the learning rate)"
    if isinstance(error, OSError):
        return f"stopped in epoch {epoch}: {error}"
    if isinstance(error, torch.OutOfMemoryError) or "out of memory" in str(error):
        return f"out of memory in epoch {epoch} (try half the batch_size)"
    if str(error) == "the loader has no pictures":
        raise ValueError(
            "the loader has no pictures: they are fewer than batch_size, and drop_last"
            " drops them. Choose a smaller batch_size, or drop_last=False."
        ) from None
    if "more than 1 value per channel" in str(error):
        raise ValueError(
            "batch normalisation cannot learn from a batch of one picture. Choose a"
            " batch_size that leaves none over."
        ) from None
    raise error


def save_checkpoint(path: str | Path, model: nn.Module, **numbers: float) -> None:
    """Save a model's weights and a few numbers, whole or not at all.

    Numbers of NumPy and torch become plain ones, which can be loaded safely. Raises
    ValueError for what `load_checkpoint` would refuse; an older file is then kept.
    """
    weights = model.state_dict()
    if name := not_finite(weights):
        raise ValueError(f"NaN or infinite weights in {name}: {path} is not written")
    plain = {k: v.item() if hasattr(v, "item") else v for k, v in numbers.items()}
    plain |= {"model": type(model).__name__, "state_dict": weights}
    buffer = io.BytesIO()
    try:
        torch.save(plain, buffer)
        buffer.seek(0)
        torch.load(buffer, "cpu", weights_only=True)
    except Exception:
        raise ValueError(
            f"{', '.join(numbers)} must be numbers, text, or lists of them:"
            f" {path} is not written"
        ) from None
    write_atomically(Path(path), buffer.getvalue())


def load_checkpoint(path: str | Path, model: nn.Module) -> dict[str, float]:
    """Load weights into a model, wherever it is; return the numbers saved with them.

    Raises FileNotFoundError, and ValueError for a file that is damaged, is no
    checkpoint, belongs to another model or holds NaN. The model is then as it was.
    Warns if the model that was saved had the same layers, but another class.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no checkpoint at {path}")
    if not is_whole(path):
        raise ValueError(
            f"{path} is damaged or no checkpoint: {path.stat().st_size:,} bytes."
            " Delete it, and train again or use the course's own."
        )
    device = next(model.parameters()).device
    try:
        checkpoint = torch.load(path, map_location=device, weights_only=True)
    except Exception:  # torch's own advice would be to load it less safely
        raise ValueError(
            f"{path} holds more than weights and plain numbers, and loading that could"
            " run a stranger's code. Save with helpers.training.save_checkpoint."
        ) from None
    if not isinstance(checkpoint, dict) or "state_dict" not in checkpoint:
        raise ValueError(
            f"{path} is no checkpoint of these lessons."
            " Save with helpers.training.save_checkpoint."
        )
    weights = checkpoint.pop("state_dict")
    if difference := differences(weights, model.state_dict()):
        raise ValueError(f"{path} holds the weights of another model: {difference}")
    if name := not_finite(weights):
        raise ValueError(f"{path} holds NaN or infinite weights in {name}")
    model.load_state_dict(weights)
    saved, own = checkpoint.pop("model", None), type(model).__name__
    if saved not in (None, own):
        warnings.warn(
            f"{path} was saved from {short(saved)}, and this is {own!r}. If the two use"
            " their layers differently, the answers will be wrong.",
            stacklevel=2,
        )
    return checkpoint


def not_finite(weights: dict[str, torch.Tensor]) -> str:
    """Return the name of the first tensor with NaN or infinity in it, or nothing."""
    return next((k for k, value in weights.items() if not value.isfinite().all()), "")


def is_whole(path: Path) -> bool:
    """Tell whether a file is a ZIP archive as torch writes it, every checksum right."""
    try:
        with zipfile.ZipFile(path) as archive:
            stored = all(info.compress_type == 0 for info in archive.infolist())
            return stored and archive.testzip() is None
    except Exception:  # zipfile raises a dozen kinds for what is no archive
        return False


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


def find_checkpoint(name: str) -> Path:
    """Return the checkpoint that you trained, or the one that came with the lessons.

    Looks in the current folder, where lesson 8 saves, then in `helpers/checkpoints`,
    and prints which it took. Raises FileNotFoundError if neither has it.
    """
    yours, ours = Path(name), Path(__file__).with_name("checkpoints") / name
    for path, whose in ((yours, "your own"), (ours, "the course's")):
        if path.is_file():
            print(f"{name}: {whose} weights")
            return path
    raise FileNotFoundError(f"no checkpoint called {name}, here or in {ours.parent}")
