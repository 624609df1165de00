"""What evaluation refuses: criteria without a mean, and models that do not answer."""

import functools

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from helpers import evaluation
from helpers.loaders import TensorLoader
from helpers.models import FashionCNN
from tests.small_training import Silent, pictures

MEAN = "the criterion must give the mean of its batch, not"
ONE = "the criterion must give one loss, the mean of its batch, not"


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (nn.CrossEntropyLoss(reduction="sum"), f"{MEAN} reduction='sum'"),
        (
            functools.partial(F.cross_entropy, reduction="none"),
            f"{MEAN} reduction='none'",
        ),
        (lambda logits, labels: 7 * F.cross_entropy(logits, labels, reduction="sum"),
         f"{MEAN} the sum"),
        (lambda logits, labels: logits.sum(dim=1), f"{ONE} 1,100 of them"),
        (lambda logits, labels: 2.3, f"{ONE} float"),
        (
            lambda logits, labels: -F.cross_entropy(logits, labels),
            "the loss is negative: is the criterion made for logits?",
        ),
        (
            "mean",
            "a criterion makes a loss of logits and labels, such as"
            " nn.CrossEntropyLoss(), not 'mean'",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_a_criterion(criterion, words):
    with pytest.raises(ValueError) as caught:
        evaluation.evaluate(FashionCNN(), TensorLoader(pictures(1100), 550), criterion)
    assert str(caught.value) == words


def no_scores(model, loader):
    return evaluation.evaluate(model, loader, nn.CrossEntropyLoss())


ASK = pytest.mark.parametrize(
    "ask",
    [
        no_scores,
        lambda model, _: evaluation.predict(model, torch.rand(2, 28, 28)),
        lambda model, _: evaluation.predict_image(torch.rand(28, 28), model),
        evaluation.predictions,
    ],
    ids=["evaluate", "predict", "predict_image", "predictions"],
)


@ASK
def test_a_forward_without_return(ask):
    with pytest.raises(ValueError, match="^the model answers None: end its `forward`"):
        ask(Silent(), TensorLoader(pictures(4), 2))


class Pair(FashionCNN):
    def forward(self, x):
        return super().forward(x), x


@ASK
def test_a_forward_with_two_answers(ask):
    words = r"^the model's answer is tuple, not \(N, classes\)$"
    with pytest.raises(ValueError, match=words):
        ask(Pair(), TensorLoader(pictures(4), 2))


@ASK
@pytest.mark.parametrize(
    ("model", "words"),
    [
        (FashionCNN, r"^FashionCNN is a class, not a model yet: FashionCNN\(\) makes"),
        ([FashionCNN()] * 3, "^a list of 3 is no model: ask one after the other, and"),
        (None, "^a model is a torch.nn.Module, not None$"),
    ],
)
def test_what_is_no_model_yet(ask, model, words):
    with pytest.raises(ValueError, match=words):
        ask(model, TensorLoader(pictures(4), 2))


def test_the_class_of_a_criterion():
    words = r"^CrossEntropyLoss is a class, .*: CrossEntropyLoss\(\) makes one$"
    with pytest.raises(ValueError, match=words):
        evaluation.evaluate(
            FashionCNN(), TensorLoader(pictures(4)), nn.CrossEntropyLoss
        )
