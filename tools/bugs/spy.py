"""Run a script on marked pictures and watch what reaches the network and the disk."""

import contextlib
import io
import runpy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import torch
import torchvision
from torch import nn
from torch.nn.modules import module as hooks
from torch.optim import optimizer as steps

from helpers import fashion_mnist
from tools.bugs.pictures import Marked, marked, recognise

LAYERS = (nn.Linear, nn.modules.conv._ConvNd)


class Enough(BaseException):
    """End a script that has shown what is asked for."""


@dataclass
class Call:
    """One batch that went through the network, as its first and last layer saw it."""

    ids: torch.Tensor = None  # (B,), -1 for a picture that is not known
    in_place: torch.Tensor = None
    change: torch.Tensor = None
    mean: float = None  # of all numbers that the first layer got
    mean_square: float = None
    scores: torch.Tensor = None  # (B, 10), what the last layer gave
    weights: list[torch.Tensor] = field(default_factory=list)
    loss: float = None  # what was differentiated; None if nothing was learned
    excess: float = None  # of the step's gradients over those of this batch

    @property
    def labels(self) -> torch.Tensor:
        """The true labels of the pictures, whatever the script says."""
        return marked()[1][self.ids]

    @property
    def true_loss(self) -> float:
        """The cross-entropy of the scores and the true labels."""
        return nn.functional.cross_entropy(self.scores, self.labels).item()


@dataclass
class Seen:
    """All batches in order, what was printed, and what was saved: {name: tensors}."""

    calls: list[Call] = field(default_factory=list)
    printed: str = ""
    saved: dict[str, list[torch.Tensor]] = field(default_factory=dict)

    @property
    def learned(self) -> list[Call]:
        """The batches that something was learned from."""
        return [call for call in self.calls if call.loss is not None]

    @property
    def asked(self) -> list[Call]:
        """The batches that the network was only asked about."""
        return [call for call in self.calls if call.loss is None]

    def passes(self) -> list[list[Call]]:
        """Return the batches asked about, in groups between which weights changed."""
        groups = []
        for call in self.asked:
            pairs = zip(groups[-1][0].weights, call.weights) if groups else ()  # noqa: B905
            if groups and all(torch.equal(a, b) for a, b in pairs):
                groups[-1].append(call)
            else:
                groups.append([call])
        return groups

    def epochs(self) -> list[list[Call]]:
        """Return the batches learned from, in groups between which it was asked."""
        groups, fresh = [], True
        for call in self.calls:
            if call.loss is None:
                fresh = True
            elif fresh:
                groups.append([call])
                fresh = False
            else:
                groups[-1].append(call)
        return groups


def tensors(saved) -> list[torch.Tensor]:
    """Return copies of the tensors in a model, in a dict, or in dicts within it."""
    if isinstance(saved, nn.Module):
        saved = saved.state_dict()
    if torch.is_tensor(saved):
        return [saved.detach().clone()]
    parts = saved.values() if isinstance(saved, dict) else ()
    return [tensor for part in parts for tensor in tensors(part)]


class Spy:
    """Hooks for torch; `seen` is what they saw. `spoil` makes later epochs worse.

    After as many epochs as `limit` says the script is ended.
    """

    def __init__(self, spoil: bool, limit: int | None):
        self.seen, self.spoil, self.limit = Seen(), spoil, limit
        self.model = self.call = None
        self.fresh = {}
        self.backward, self.grad = torch.autograd.backward, torch.autograd.grad
        self.save = torch.save

    def before(self, module, inputs) -> None:
        """Begin a call at the outermost module, note what the first layer gets."""
        if self.model is None and any(True for _ in module.parameters()):
            self.model, self.call = module, Call()
        if self.call and self.call.ids is None and isinstance(module, LAYERS):
            pixels = inputs[0].detach().double()
            self.call.ids, self.call.in_place, self.call.change = recognise(pixels)
            self.call.mean = pixels.mean().item()
            self.call.mean_square = pixels.square().mean().item()

    def after(self, module, inputs, output) -> None:
        """Note the last scores, and end the call at the outermost module."""
        if self.call and isinstance(module, nn.Linear):
            self.call.scores = output.detach().clone()
        if module is self.model:
            self.call.weights = [p.detach().clone() for p in module.parameters()]
            if self.call.scores is not None:
                self.seen.calls.append(self.call)
            self.last, self.model, self.call = module, None, None

    def differentiate(self, run: Callable, loss, *args, **kwargs):
        """Note a loss and the gradients of this batch alone, then do as torch does."""
        if torch.is_tensor(loss) and loss.numel() == 1 and self.seen.calls:
            self.seen.calls[-1].loss = loss.item()
            self.seen.calls[-1].weights = []  # many megabytes, and not needed
            weights = [p for p in self.last.parameters() if p.requires_grad]
            alone = self.grad(loss, weights, retain_graph=True, allow_unused=True)
            self.fresh = dict(zip(weights, alone, strict=True))
        return run(loss, *args, **kwargs)

    def before_step(self, optimizer, args, kwargs) -> None:
        """Compare the gradients of a step with those of the last batch alone."""
        off = size = 0.0
        for weight, alone in self.fresh.items():
            if alone is not None:
                held = torch.zeros_like(alone) if weight.grad is None else weight.grad
                off += (held - alone).square().sum().item()
                size += alone.square().sum().item()
        if self.fresh:
            self.seen.calls[-1].excess = (off / max(size, 1e-30)) ** 0.5
        if self.limit and len(self.seen.epochs()) > self.limit:
            raise Enough

    def after_step(self, optimizer, args, kwargs) -> None:
        """Push the weights off their way from the third epoch on, if asked to."""
        if self.spoil and len(self.seen.epochs()) > 2:
            with torch.no_grad():
                for weight in self.fresh:
                    weight.mul_(1.02).add_(torch.randn_like(weight), alpha=0.02)

    def keep(self, saved, file, *args, **kwargs) -> None:
        """Note what is saved, under the name of its file."""
        name = Path(file).name if isinstance(file, str | Path) else "in memory"
        self.seen.saved.pop(name, None)
        self.seen.saved[name] = tensors(saved)
        self.save(saved, file, *args, **kwargs)

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Put the hooks in, and take them out again."""

        def backward(loss, *args, **kwargs):
            return self.differentiate(self.backward, loss, *args, **kwargs)

        def grad(loss, *args, **kwargs):
            return self.differentiate(self.grad, loss, *args, **kwargs)

        handles = [
            hooks.register_module_forward_pre_hook(self.before),
            hooks.register_module_forward_hook(self.after),
            steps.register_optimizer_step_pre_hook(self.before_step),
            steps.register_optimizer_step_post_hook(self.after_step),
        ]
        patches = [
            mock.patch.object(fashion_mnist, "FashionMNIST", Marked),
            mock.patch.object(torchvision.datasets, "FashionMNIST", Marked),
            mock.patch.object(torch.autograd, "backward", backward),
            mock.patch.object(torch.autograd, "grad", grad),
            mock.patch.object(torch, "save", self.keep),
        ]
        with contextlib.ExitStack() as stack:
            for handle in handles:
                stack.callback(handle.remove)
            for patch in patches:
                stack.enter_context(patch)
            yield


def watch(path: Path, spoil: bool = False, limit: int | None = None) -> Seen:
    """Run a script in this process and return what was seen; its errors go through."""
    spy, out = Spy(spoil, limit), io.StringIO()
    with (
        torch.random.fork_rng([]), spy.watching(), contextlib.redirect_stdout(out),
        contextlib.suppress(Enough),
    ):  # fmt: skip
        runpy.run_path(str(path.resolve()), run_name="__main__")
    spy.seen.printed = out.getvalue()
    return spy.seen
