"""Planted faults are called by their name, and of sound trainings nothing is said."""

import re

import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers import diagnosis
from helpers.augment import Augment, erase, mirror, shift
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.device import set_seed
from helpers.diagnosis import Findings, diagnose
from helpers.digits import digits_in_frame
from helpers.loaders import TensorLoader, make_loaders
from helpers.models import (
    MLP,
    ArticleNet,
    FashionCNN,
    GlobalPoolCNN,
    NormCNN,
    SmallCNN,
)
from helpers.pretrained import new_last_layer
from helpers.training import History, get_optimizer, one_cycle, train
from tests.conftest import ROOT
from tests.planted_trainings import PLANTED, Clothes, criterion, with_last

quiet = pytest.mark.filterwarnings("ignore::UserWarning")  # of softmax and divergence


def rows(text):
    """Return the rows of the table in a text, each a list of cells."""
    lines = re.findall(r"(?m)^\|(.*)\|$", text)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


CAUSES = [cause for _, cause, _ in rows(diagnosis.__doc__)]


def causes_in(sentence):
    return [cause for cause in CAUSES if cause in sentence]


# ---- planted faults


@quiet
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_called_by_its_name(name, train_set):
    cause, fault = PLANTED[name]
    found = diagnose(*fault(Clothes(train_set)))
    print(found)
    assert causes_in(found[0]) == [cause]
    assert len(found) <= 3
    for sentence in found:
        assert len(causes_in(sentence)) == 1
        assert re.search(r"\d", sentence.split(": likely")[0])
        assert re.fullmatch(r"[A-Z\d].*: likely .+; .+\.", sentence)


def test_table_and_function_name_the_same_causes():
    """Every cause in the table is one that a planted fault brings out, and back."""
    assert len(CAUSES) == len(set(CAUSES))
    assert set(CAUSES) == {cause for cause, _ in PLANTED.values()}
    assert all(causes_in(cause) == [cause] for cause in CAUSES)


def test_the_page_names_causes_of_the_table():
    page = (ROOT / "README.md").read_text("utf-8")
    (part,) = re.findall(r"(?ms)^## It does not learn\n.*?(?=^## )", page)
    shown = rows(part)
    assert 5 <= len(shown) <= 8
    assert {cause for _, cause, _ in shown} <= set(CAUSES)
    assert "diagnose(history, model, loaders)" in part
    assert "all twenty causes" in part and len(CAUSES) == 20


@quiet
def test_two_faults_are_both_said(train_set):
    clothes = Clothes(train_set)
    clothes.valid[0] = 1 - clothes.valid[0]
    found = diagnose(*clothes.fit(with_last(torch.sigmoid)))
    assert [causes_in(sentence) for sentence in found] == [
        ["the pixels differ in validation"],
        ["a sigmoid ends the network"],
    ]


@quiet
def test_of_many_faults_three_are_said(train_set):
    clothes = Clothes(train_set)
    for part in (clothes.train, clothes.valid):
        part[0] = part[0] / 255
        part[1] = part[1].roll(1)
    clothes.valid[0][:] = clothes.train[0][:1000]
    clothes.train[0] = clothes.train[0] / 2
    found = diagnose(*clothes.fit(with_last(torch.sigmoid), epochs=1))
    assert len(found) == 3 and "divided by 255 twice" in found[0]


# ---- sound trainings


def digits(seed, model, frozen):
    """Return what `diagnose` takes, after lesson 10's move from clothes to digits."""
    images, labels = digits_in_frame()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    learn, ask = order[:600], order[600:]
    shuffler = set_seed(seed)
    loaders = {
        "train": TensorLoader(TensorDataset(images[learn], labels[learn]), 10, True,
                              shuffler),
        "valid": TensorLoader(TensorDataset(images[ask], labels[ask]), 1000),
    }  # fmt: skip
    if isinstance(model, FashionCNN):
        load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)
        new_last_layer(model.requires_grad_(not frozen))
    optimizer = get_optimizer(model, 0.1)
    one_cycle(optimizer, 0.1, 10 * len(loaders["train"]))
    return train(10, loaders, model, optimizer, criterion), model, loaders


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("frozen", [False, True])
def test_nothing_is_said_of_fine_tuning(seed, frozen):
    assert diagnose(*digits(seed, FashionCNN(), frozen)) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_nothing_is_said_of_lesson_6(seed, train_set):
    """A thousand pictures, six epochs."""
    clothes = Clothes(train_set, seed, n=1000)
    assert diagnose(*clothes.fit(epochs=6)) == []


@pytest.mark.parametrize("model", [FashionCNN, MLP, GlobalPoolCNN])
def test_nothing_is_said_of_sound_networks(model, train_set):
    """A shortened lesson 8."""
    clothes = Clothes(train_set, seed=3, n=1000 if model is GlobalPoolCNN else 2000)
    assert diagnose(*clothes.fit(model, epochs=4, lr=0.1)) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_nothing_is_said_of_augmentation_as_in_lesson_10(seed, train_set):
    """Of eight epochs: after four the loss falls fast still, and that is said."""
    clothes = Clothes(train_set, seed)
    augment = Augment(mirror, shift, erase, seed=seed)
    how = {"augment": augment, "batch_size": 50, "lr": 0.1, "epochs": 8}
    assert diagnose(*clothes.fit(lambda: NormCNN(dropout=0.25), **how)) == []


@pytest.mark.parametrize("seed", [0, 1])
def test_of_the_article_the_sigmoid_is_said_and_nothing_else(seed, train_set):
    clothes = Clothes(train_set, seed)
    found = diagnose(*clothes.fit(ArticleNet, epochs=3, lr=0.1))
    assert len(found) == 1 and found[0].startswith("All scores lie between 0.0")
    assert "so the loss cannot fall below 1.461: likely a sigmoid ends" in found[0]


# ---- what is said


def test_findings_are_shown_a_sentence_a_line():
    assert repr(Findings(["One.", "Two."])) == "One.\nTwo."
    assert repr(Findings()) == "Nothing odd was found."
    pretty = pytest.importorskip("IPython.lib.pretty")
    assert pretty.pretty(Findings(["One.", "Two."])) == "One.\nTwo."
    assert pretty.pretty(Findings()) == "Nothing odd was found."


class Small(nn.Module):
    """A network for two colours, 20 x 20 pixels and three classes."""

    def __init__(self, last=None):
        super().__init__()
        self.conv = nn.Conv2d(2, 8, 5)
        self.fc = nn.Linear(8 * 16 * 16, 3)
        self.last = last or nn.Identity()

    def forward(self, x):
        return self.last(self.fc(self.conv(x).relu().flatten(1)))


def three_kinds(n=600, seed=0):
    """Return bars: lying, standing or both, somewhere in two colours."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 3, (n,), generator=generator)
    places = torch.randint(2, 16, (n,), generator=generator)
    images = 0.1 * torch.rand(n, 2, 20, 20, generator=generator)
    for image, label, place in zip(images, labels, places, strict=True):
        if label != 1:
            image[:, place : place + 2] = 1
        if label != 0:
            image[:, :, place : place + 2] = 1
    return TensorDataset(images, labels)


def learned(model, lr, epochs=3):
    loaders = {
        "train": TensorLoader(three_kinds(), 20, True, set_seed(0)),
        "valid": TensorLoader(three_kinds(200, seed=1), 100),
    }
    return train(epochs, loaders, model, get_optimizer(model, lr), criterion), loaders


@quiet
def test_classes_colours_and_sizes_are_the_learners_own():
    set_seed(0)
    model = Small()
    history, loaders = learned(model, 0.03, epochs=5)
    assert history.valid_accuracy[-1] > 0.9
    assert diagnose(history, model, loaders) == []
    model = Small(nn.Sigmoid())
    history, loaders = learned(model, 0.03)
    (found,) = diagnose(history, model, loaders)
    assert "cannot fall below 0.551" in found  # ln(1 + 2 / e)
    model = Small()
    history, loaders = learned(model, 1e-6)
    (found,) = diagnose(history, model, loaders)
    assert "and guessing has 1.099" in found and "rate is too small" in found


def test_losses_of_nearly_nothing_are_not_compared():
    set_seed(0)
    colours = torch.rand(200, 3, 32, 32)
    labels = torch.arange(200) % 2
    colours[labels == 1, 0] *= 0.5
    loaders = make_loaders(TensorDataset(colours, labels))
    model = SmallCNN(2, 3, 32)
    history = train(10, loaders, model, get_optimizer(model), criterion)
    assert history.valid_accuracy[-1] == 1 and history.train_loss[-1] < 0.01
    assert diagnose(history, model, loaders) == []


def test_a_run_without_an_epoch(loaders):
    (found,) = diagnose(History(), FashionCNN(), loaders)
    assert found.startswith("The history has 0 epochs (none was asked for)")
    stopped = History(stopped="interrupted in epoch 1")
    (found,) = diagnose(stopped, FashionCNN(), loaders)
    assert "(interrupted in epoch 1)" in found


@quiet
def test_a_run_that_diverged(loaders):
    model = FashionCNN()
    history = train(3, loaders, model, get_optimizer(model, 1e20), criterion)
    (found,) = diagnose(history, model, loaders)
    assert found.startswith("Training diverged in epoch 1: the loss of step ")
    assert "likely the learning rate is too large; make the model" in found


def test_a_model_that_answers_nan(loaders, mended):
    history = History([1.0], [1.0], [0.5], [1.0])
    with torch.no_grad():
        mended.fc2.bias[3] = torch.nan
    (found,) = diagnose(history, mended, loaders)
    assert found.startswith("Training left a model that answers NaN: likely the lea")


@pytest.mark.parametrize("shift", [0.0, 0.4])
def test_scores_that_happen_to_lie_between_0_and_1_are_no_sigmoid(shift):
    """An untrained network's scores are small, and a bias may lift them all."""
    set_seed(0)
    model = Small()
    with torch.no_grad():
        model.fc.weight.mul_(0.1)
        model.fc.bias.fill_(shift)
    history, loaders = learned(model, 1e-6)
    scores = model(three_kinds().tensors[0])
    assert (scores.min() > 0) == (shift > 0) and scores.max() < 1
    assert "sigmoid" not in repr(diagnose(history, model, loaders))
    model.last = nn.ReLU()
    found = diagnose(history, model, loaders)
    assert ("ReLU" in repr(found)) == (shift == 0)


def test_the_cause_of_a_curve_by_hand(loaders, mended):
    """The same network each time, with curves that were made up."""
    cases = {
        ((0.9, 0.5, 0.4), (0.8, 0.5, 0.42)): None,
        ((0.9, 0.5, 1.2), (0.8, 0.5, 1.1)): "The training loss rose from 0.50 to 1.20",
        ((0.9, 0.2, 0.1), (0.8, 0.6, 0.7)): "Losses end at 0.10 in training and 0.70",
        ((0.9, 0.4, 0.3), (0.8, 0.6, 0.7)): None,
        (
            (0.9, 0.8, 0.6),
            (0.9, 0.8, 0.6),
        ): "The validation loss fell from 0.80 to 0.60",
        ((0.9, 0.8, 0.6), (0.7, 0.8, 0.6)): None,
        ((0.3, 0.2, 0.1), (0.3, 0.2, 0.1)): None,
        ((2.3, 2.1, 2.3), (2.3, 2.3, 2.3)): "The training loss ends at 2.300, and gues",
    }
    for (train_loss, valid_loss), start in cases.items():
        history = History([*train_loss], [*valid_loss], [0.5] * 3, [1.0] * 3)
        found = diagnose(history, mended, loaders)
        assert len(found) == (start is not None), (train_loss, found)
        assert start is None or found[0].startswith(start)
