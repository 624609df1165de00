"""First slips in training: one sentence says what to write, or it is simply done."""

import copy
import functools
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset

from helpers import training
from helpers.checks.training import returns_nothing
from helpers.loaders import TensorLoader
from helpers.models import MLP, FashionCNN
from tests.small_training import Silent, criterion, fresh, same


def pictures(n=60, kind=torch.float32):
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(n, 1, 28, 28, generator=generator)
    return TensorDataset(images.to(kind), torch.arange(n) % 10)


def learn(model, criterion=criterion, optimizer=None, **loaders):
    """Train one epoch on a few pictures."""
    loader = TensorLoader(pictures(), 20)
    loaders = {"train": loader, "valid": loader} | loaders
    optimizer = optimizer or training.get_optimizer(model)
    return training.train(1, loaders, model, optimizer, criterion)


class Lost(Dataset):
    """Its files have been moved."""

    def __len__(self):
        return 40

    def __getitem__(self, _):
        return open("/nowhere/picture.png")


@pytest.mark.parametrize("name", ["train", "valid"])
def test_a_wrong_path_in_the_data_is_no_full_disk(name):
    """It was taken for a checkpoint that cannot be written."""
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    with pytest.raises(FileNotFoundError, match="/nowhere/picture.png"):
        learn(model, optimizer=optimizer, **{name: DataLoader(Lost(), 20)})
    assert same(model, start)


@pytest.mark.parametrize("name", ["train", "valid"])
@pytest.mark.parametrize("empty", [[], DataLoader(pictures(0), 20, drop_last=True)])
def test_the_loader_that_is_empty_is_named(name, empty):
    words = rf"^loaders\['{name}'\] has no pictures: its data set is empty$"
    with pytest.raises(ValueError, match=words):
        learn(MLP(), **{name: empty})


class Stream(IterableDataset):
    """It does not say how long it is."""

    def __iter__(self):
        return zip(*pictures().tensors, strict=True)


def test_a_loader_over_a_stream_is_learned_from():
    assert len(learn(MLP(), train=DataLoader(Stream(), 20))) == 1


class Nothing:
    """It does not say how long it is, and has nothing."""

    def __iter__(self):
        return iter(())


@pytest.mark.parametrize("name", ["train", "valid"])
def test_a_loader_that_turns_out_to_be_empty(name):
    with pytest.raises(ValueError, match="^the loader has no pictures$"):
        learn(MLP(), **{name: Nothing()})


@pytest.mark.parametrize("off", [torch.no_grad, torch.inference_mode])
def test_gradients_that_are_switched_off(off):
    model, optimizer = fresh()
    loader = TensorLoader(pictures(), 20)
    words = (
        r"^gradients are switched off, .*_grad_enabled\(False\): training needs them$"
    )
    with off(), pytest.raises(ValueError, match=words):
        learn(model)
    with off(), pytest.raises(ValueError, match=words):
        training.train_one_epoch(model, loader, optimizer, criterion, "cpu")
    with off():
        made = MLP()
    if off is torch.no_grad:
        learn(made)
    else:
        words = (
            r"^this MLP was made under .* and cannot learn\. Make another outside\.$"
        )
        with pytest.raises(ValueError, match=words):
            learn(made)


class Cut(MLP):
    """Its scores know nothing of the weights."""

    def forward(self, x):
        return super().forward(x).detach()


def test_a_loss_without_a_way_back_to_the_weights():
    words = (
        "the loss does not depend on the weights: look for detach(), .data, .item() or"
        " no_grad() in `forward` and in the criterion"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        learn(Cut())


class SilentInTraining(MLP):
    """It forgets to return in one branch."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)


class BareReturn(Silent):
    """It returns, and not what it has."""

    def forward(self, x):
        for layer in (self.fc,):
            x = layer(x.flatten(1))
        return


@pytest.mark.parametrize("model_class", [Silent, BareReturn])
def test_a_forward_without_return(model_class):
    words = f"^`forward` of {model_class.__name__} returns nothing: end it with `return"
    model, loader = model_class(), TensorLoader(pictures(), 20)
    with pytest.raises(ValueError, match=words):
        learn(model)
    optimizer = training.get_optimizer(model)
    with pytest.raises(ValueError, match=words):
        training.train_one_epoch(model, loader, optimizer, criterion, "cpu")


class Turned(MLP):
    """Its last step has no argument, as None has none."""

    def forward(self, x):
        return -super().forward(x)


def test_a_forward_that_returns_in_its_own_way():
    assert len(learn(Turned())) == 1
    assert not returns_nothing(torch.relu)  # there is no Python in it to look at


@pytest.mark.parametrize("model", [nn.Sequential(Silent()), SilentInTraining()])
def test_a_forward_that_returns_nothing_now(model):
    with pytest.raises(ValueError, match="^the model answers None: end its `forward`"):
        learn(model)


class Pair(MLP):
    """Its answer has two parts."""

    def forward(self, x):
        return super().forward(x), x


def test_an_answer_that_is_a_pair():
    words = r"^the model answers with a tuple: return its scores \(N, classes\) alone$"
    with pytest.raises(ValueError, match=words):
        learn(Pair())


CLASS = r"^FashionCNN is a class, not a model yet: FashionCNN\(\) makes one$"


@pytest.mark.parametrize(
    ("model", "words"),
    [(FashionCNN, CLASS), ([MLP(), MLP()], "^a list of 2 is no model: ask one after"),
     ((MLP(),), "^a tuple of 1 is no model"), ("mlp", "torch.nn.Module, not 'mlp'$"),
     (MLP().parameters(), "torch.nn.Module, not a generator$")],
)  # fmt: skip
def test_what_is_no_model_yet(model, words):
    _, optimizer = fresh()
    with pytest.raises(ValueError, match=words):
        training.get_optimizer(model)
    with pytest.raises(ValueError, match=words):
        learn(model, optimizer=optimizer)
    loader = TensorLoader(pictures(), 20)
    with pytest.raises(ValueError, match=words):
        training.train_one_epoch(model, loader, optimizer, criterion, "cpu")


def test_the_class_of_an_optimizer_and_of_a_criterion():
    with pytest.raises(ValueError, match="one of torch.optim, not <class 'torch.optim"):
        learn(MLP(), optimizer=torch.optim.SGD)
    words = r"^CrossEntropyLoss is a class, .*: CrossEntropyLoss\(\) makes one$"
    with pytest.raises(ValueError, match=words):
        learn(MLP(), nn.CrossEntropyLoss)
    with pytest.raises(ValueError, match="such as nn.CrossEntropyLoss.., not 'mean'$"):
        learn(MLP(), "mean")


def summed(logits, labels):
    return F.cross_entropy(logits, labels, reduction="sum")


def one_by_one(logits, labels):
    return F.cross_entropy(logits, labels, reduction="none")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(summed, "not the sum$"), (one_by_one, "not a loss a picture"),
     (functools.partial(F.cross_entropy, reduction="sum"), "not reduction='sum'$")],
)  # fmt: skip
def test_a_criterion_of_your_own_gives_the_mean(wrong, words):
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    with pytest.raises(
        ValueError, match=f"^the criterion must give the mean .* {words}"
    ):
        learn(model, wrong, optimizer)
    assert same(model, start)


class InAList(nn.Module):
    """Its second layer is kept where torch does not look."""

    def __init__(self, keep):
        super().__init__()
        self.first, self.more = nn.Linear(784, 10), keep(nn.Linear(10, 10))

    def forward(self, x):
        return self.first(x.flatten(1))


@pytest.mark.parametrize(
    ("keep", "words"),
    [
        (lambda layer: [layer], r"layers in a plain list, .*Make it nn.ModuleList\("),
        (lambda layer: ([nn.ReLU(), layer],), "layers in a plain tuple, .*ModuleList"),
        (lambda layer: {"a": layer}, r"layers in a plain dict, .*nn.ModuleDict"),
        (lambda layer: layer.weight.detach().requires_grad_(),
         r"weights in a plain Tensor, .* checkpoints pass them over. .*nn.Parameter\("),
        (lambda layer: [layer.weight], r"weights in a plain list, .*nn.ParameterList"),
    ],
)  # fmt: skip
def test_what_training_would_not_reach(keep, words):
    model = InAList(keep)
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    for ask in (lambda: learn(model, optimizer=sgd), lambda: learn(model)):
        with pytest.raises(ValueError, match=f"^InAList keeps {words}"):
            ask()


def test_layers_that_are_in_a_list_besides():
    """And tensors that are no weights: they are not lost."""
    model = InAList(lambda layer: [])
    model.second = nn.Linear(10, 10)
    model.more = [model.first, model.second, torch.zeros(3), "a name", None]
    model.seen = torch.ones(3, requires_grad=True) * 2
    model._own = [nn.Linear(10, 10)]
    learn(model)


def test_layers_that_do_not_know_their_size_yet():
    model = nn.Sequential(nn.Flatten(), nn.LazyLinear(10))
    with pytest.raises(ValueError, match="show it some images first, model.images.$"):
        training.get_optimizer(model)
    model(torch.rand(2, 1, 28, 28))
    learn(model)


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_a_model_of_other_numbers_learns(kind):
    model = MLP().to(kind)
    before = model.fc2.bias.clone()
    history = learn(model, train=DataLoader(pictures(), 20))
    assert model.fc2.bias.dtype == kind and not torch.equal(model.fc2.bias, before)
    assert history.train_loss[0] == pytest.approx(2.3, abs=0.2)
    learn(MLP(), train=DataLoader(pictures(kind=kind), 20))
