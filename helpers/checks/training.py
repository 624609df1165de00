"""Refusals of `helpers.training`: what would teach nothing, or fail after an epoch."""

import dis
import errno
import math
import traceback
from collections.abc import Iterator
from multiprocessing.connection import wait
from numbers import Real
from pathlib import Path

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from helpers.checks.evaluation import check_criterion, check_some_batches
from helpers.checks.loaders import check_not_empty
from helpers.checks.models import check_model
from helpers.checks.values import brief_repr, require_whole


def check_rate(lr) -> None:
    """Raise ValueError unless a learning rate is a number above 0."""
    number = isinstance(lr, Real) and not isinstance(lr, bool)
    if not number or not math.isfinite(lr) or lr <= 0:
        raise ValueError(f"lr must be a number above 0, not {lr!r:.60}")


def check_one_cycle(optimizer, lr, steps) -> None:
    """Raise ValueError for no optimizer, a rate that is none, or a number of steps."""
    check_is_optimizer(optimizer)
    check_rate(lr)
    require_whole("steps", steps)


def check_cycle(steps_done: int, steps: int) -> None:
    """Raise ValueError for a step after the last of a one-cycle schedule."""
    if steps_done >= steps:
        raise ValueError(
            f"one_cycle was made for {steps} steps, and they are done. To train on,"
            " make a new optimizer and call one_cycle with the steps to come."
        )


def check_finite_loss(what: str, loss: float) -> None:
    """Raise FloatingPointError for a loss that is NaN or infinite."""
    if not math.isfinite(loss):
        raise FloatingPointError(f"the {what} is {loss:g}")


def check_losses(losses: list[torch.Tensor]) -> None:
    """Refuse no batches at all, and name the first step whose loss is not finite."""
    check_some_batches(losses)
    for step, loss in enumerate(torch.stack(losses).tolist(), start=1):
        check_finite_loss(f"loss of step {step}", loss)


def check_is_optimizer(optimizer) -> None:
    """Raise ValueError unless it is one of torch's."""
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(
            f"an optimizer is one of torch.optim, not {brief_repr(optimizer)}"
        )


def check_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    """Raise ValueError if an optimizer cannot teach this model anything."""
    check_model(model)
    check_is_optimizer(optimizer)
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


def check_learning(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Raise ValueError for what keeps a model from learning, before the first step."""
    check_optimizer(optimizer, model)
    check_registered(model)
    name = type(model).__name__
    if not torch.is_grad_enabled():
        raise ValueError(
            "gradients are switched off, by torch.no_grad() or"
            " torch.set_grad_enabled(False): training needs them"
        )
    if any(parameter.is_inference() for parameter in model.parameters()):
        raise ValueError(
            f"this {name} was made under torch.inference_mode() and cannot learn. Make"
            " another outside."
        )
    if returns_nothing(type(model).forward):
        raise ValueError(f"`forward` of {name} returns nothing: end it with `return`")


def returns_nothing(function) -> bool:
    """Tell whether a function of Python has no `return` with a value."""
    if not hasattr(function, "__code__"):
        return False
    returned, last = [], None
    for step in dis.get_instructions(function):
        if step.opname == "RETURN_CONST":  # Python 3.12 and 3.13
            returned.append(step.argval)
        elif step.opname == "RETURN_VALUE":
            returned.append(last.argval if last.opname == "LOAD_CONST" else ...)
        last = step
    return bool(returned) and all(value is None for value in returned)


def check_registered(model: nn.Module) -> None:
    """Raise ValueError for what should learn, and training and `state_dict` miss.

    torch finds a layer that is an attribute, and not one in a plain list or dictionary;
    of tensors it finds those that are an nn.Parameter.
    """
    if any(map(is_lazy, model.parameters())):
        raise ValueError(
            f"{type(model).__name__} has layers that do not know their size yet: show"
            " it some images first, model(images)"
        )
    own = {id(part) for part in (*model.modules(), *model.parameters())}
    for module in model.modules():
        for name, value in vars(module).items():
            lost = [part for part in learners_in(value) if id(part) not in own]
            if not lost or name.startswith("_"):
                continue
            layers = isinstance(lost[0], nn.Module)
            kind = "Module" if layers else "Parameter"
            if not isinstance(value, torch.Tensor):
                kind += "Dict" if isinstance(value, dict) else "List"
            raise ValueError(
                f"{type(module).__name__} keeps {'layers' if layers else 'weights'} in"
                f" a plain {type(value).__name__}, self.{name}: training and"
                f" checkpoints pass them over. Make it nn.{kind}(...)."
            )


def learners_in(value) -> Iterator[nn.Module | torch.Tensor]:
    """Yield the layers in lists and dictionaries, however deep, and loose weights."""
    if isinstance(value, (list, tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            if isinstance(part, nn.Module):
                yield part
            else:
                yield from learners_in(part)
    elif isinstance(value, torch.Tensor) and value.requires_grad and value.is_leaf:
        yield value


def check_training(
    n_epochs, loaders, model: nn.Module, optimizer, criterion, save_path
) -> None:
    """Raise ValueError for what would teach nothing, or fail when an epoch is over."""
    require_whole("n_epochs", n_epochs, least=0)
    for name in ("train", "valid"):
        if not isinstance(loaders, dict) or name not in loaders:
            raise ValueError(f"loaders must be a dict of loaders, with {name!r} in it")
        if isinstance(loaders[name], Iterator):
            raise ValueError(
                f"loaders[{name!r}] can be read only once, and every epoch reads it."
                " Make it with TensorLoader."
            )
        check_not_empty(name, loaders[name])
    if save_path is not None and is_folder(save_path):
        raise ValueError(f"save_path {str(save_path)!r} is a folder: name a file in it")
    check_learning(model, optimizer)
    check_criterion(criterion)


def is_folder(path) -> bool:
    """Tell whether a path is a folder, or is written like one."""
    return str(path).endswith(("/", "\\")) or Path(path).expanduser().is_dir()


def is_full_disk(error: BaseException) -> bool:
    """Tell whether a disk had no room, which no change of the program mends."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def is_lost_worker(error: BaseException) -> bool:
    """Tell whether a process of a DataLoader died: killed, or out of memory.

    Which error that becomes is chance, so the processes are asked too. One that has
    closed its pipe needs a moment to be dead; torch's handler may raise when it is.
    """
    text = str(error)
    cut = isinstance(error, EOFError) and not text  # that of a file has words
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    loaders = [frame.f_locals.get("self") for frame in frames]
    workers = {w for loader in loaders for w in getattr(loader, "_workers", None) or ()}
    try:
        if workers and not text.startswith("Caught "):  # passed on by a living process
            wait([worker.sentinel for worker in workers], timeout=1)
            for worker in workers:
                worker.join(timeout=0.01)  # where the pipe is closed: until it is dead
    except RuntimeError:
        return True
    told = isinstance(error, ConnectionError) or "DataLoader worker (pid" in text
    return cut or told or any(worker.exitcode for worker in workers)


def explained(error: BaseException) -> str:
    """Say what to do about an error of torch's that is a riddle; nothing of others."""
    text = str(error)
    if "more than 1 value per channel" in text:
        return (
            "batch normalisation cannot learn from a batch of one picture. Choose a"
            " batch_size that leaves none over."
        )
    if isinstance(error, IndexError) and "is out of bounds" in text:
        return f"a label is beyond the model's classes: {text}"
    if isinstance(error, TypeError) and "not NoneType" in text:
        return "the model answers None: end its `forward` with `return`"
    if isinstance(error, TypeError) and "must be Tensor, not tuple" in text:
        return "the model answers with a tuple: return its scores (N, classes) alone"
    if "grad can be implicitly created only for scalar outputs" in text:
        return "the criterion must give the mean of its batch, not a loss a picture"
    if "does not require grad and does not have a grad_fn" in text:
        return (
            "the loss does not depend on the weights: look for detach(), .data, .item()"
            " or no_grad() in `forward` and in the criterion"
        )
    return ""
