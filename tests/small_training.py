"""A small model, and what goes wrong at one step: shared by the tests of training."""

import contextlib

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers.device import set_seed
from helpers.models import MLP
from helpers.training import get_optimizer

criterion = nn.CrossEntropyLoss()


@contextlib.contextmanager
def default_dtype(kind):
    """Let torch make floats of this kind for a while."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(kind)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def fresh(seed=0):
    """Return a new model and its optimizer."""
    set_seed(seed)
    model = MLP()
    return model, get_optimizer(model)


def same(model, weights):
    """Tell whether a model's weights are these, bit by bit."""
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


class Silent(nn.Module):
    """Its `forward` has no `return`."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        self.fc(x.flatten(1))


class Noisy(nn.Module):
    """A network whose answers change in training mode."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.dropout = nn.Dropout(0.5)
        self.seen = []

    def forward(self, x):
        self.seen.append((self.training, torch.is_inference_mode_enabled()))
        return self.fc(self.dropout(x.flatten(1)))


def pictures(n, seed=0):
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(n, 1, 28, 28, generator=generator)
    return TensorDataset(images, torch.randint(0, 10, (n,), generator=generator))
