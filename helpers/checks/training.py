"""Refusals of `helpers.training`: what would teach nothing, or fail after an epoch."""

import dis
import errno
import math
from collections.abc import Iterator
from numbers import Real
from pathlib import Path

import torch
from torch import nn

from helpers.checks.evaluation import check_criterion
from helpers.checks.loaders import check_not_empty
from helpers.checks.models import check_model
from helpers.checks.values import brief_repr, require_whole


def check_rate(lr) -> None:
    """Raise ValueError unless a learning rate is a number above 0."""
    number = isinstance(lr, Real) and not isinstance(lr, bool)
    if not number or not math.isfinite(lr) or lr <= 0:
        raise ValueError(f"lr must be a number above 0, not {lr!r:.60}")


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


def check_optimizer(optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
    """Raise ValueError if an optimizer cannot teach this model anything."""
    check_model(model)
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(
            f"an optimizer is one of torch.optim, not {brief_repr(optimizer)}"
        )
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
    """Raise ValueError for layers that training and `state_dict` do not reach.

    torch finds a layer that is an attribute, and not one in a plain list or dictionary.
    """
    own = {id(module) for module in model.modules()}
    for module in model.modules():
        for name, value in vars(module).items():
            inside = value.values() if isinstance(value, dict) else value
            if name.startswith("_") or not isinstance(value, (list, tuple, dict)):
                continue
            if any(isinstance(m, nn.Module) and id(m) not in own for m in inside):
                kind = "ModuleDict" if isinstance(value, dict) else "ModuleList"
                raise ValueError(
                    f"{type(module).__name__} keeps layers in a plain"
                    f" {type(value).__name__}, self.{name}: training and checkpoints"
                    f" pass them over. Make it nn.{kind}(...)."
                )


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
    check_criterion(criterion)
    if save_path is not None and Path(save_path).is_dir():
        raise ValueError(f"save_path {str(save_path)!r} is a folder: name a file in it")
    check_learning(model, optimizer)


def is_full_disk(error: BaseException) -> bool:
    """Tell whether a disk had no room, which no change of the program mends."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


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
    return ""
