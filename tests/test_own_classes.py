"""The loop trains a learner's own classes, colours and sizes, or says why not."""

from collections import Counter

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset

from helpers.any_model import class_names, image_shape
from helpers.augment import Augment, mirror, shift
from helpers.device import set_seed
from helpers.evaluation import evaluate, predict, predictions
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.models import MLP, SmallCNN
from helpers.training import get_optimizer, train
from tests.test_datasets import pictures

criterion = nn.CrossEntropyLoss()


@pytest.mark.parametrize("classes", [2, 3, 100])
@pytest.mark.parametrize("shape", [(1, 28, 28), (3, 28, 28), (1, 40, 40), (3, 17, 17)])
def test_the_loop_takes_any_number_of_classes_and_any_pictures(classes, shape):
    some = pictures(3 * classes, shape, [f"kind {n}" for n in range(classes)])
    loaders = make_loaders(some, batch_size=10, augment=Augment(mirror, shift))
    assert set(loaders) == {"train", "valid"}
    model = SmallCNN(some.classes, shape[0], shape[1])
    history = train(2, loaders, model, get_optimizer(model, 0.01), criterion)
    assert len(history) == 2 and history.stopped == ""
    score = evaluate(model, loaders["valid"], criterion)
    assert score.total == len(loaders["valid"].labels)
    probabilities, labels = predictions(model, loaders["valid"])
    assert probabilities.shape == (score.total, classes)
    torch.testing.assert_close(predict(model, some.data[:4]).sum(dim=1), torch.ones(4))


@pytest.mark.parametrize("workers", [0, 2])
def test_torchs_loaders_and_their_workers(workers):
    some = pictures(60)
    learned, asked = split_dataset(some)
    loaders = {
        "train": DataLoader(learned, 8, shuffle=True, num_workers=workers),
        "valid": DataLoader(asked, 8, num_workers=workers),
    }
    set_seed(0)
    model = SmallCNN(2, channels=3, size=16)
    history = train(5, loaders, model, get_optimizer(model), criterion)
    assert history.valid_accuracy[-1] == 1 and class_names(model) == ["cup", "plate"]
    assert image_shape(model) == (3, 16, 16)


def test_imbalance_is_learned_with_weights():
    some = pictures(400, (1, 16, 16))
    few = [row for row in range(400) if row % 2 == 0 or row % 40 == 1]
    loaders = make_loaders(Subset(some, few))
    assert Counter(loaders["valid"].labels.tolist()) == {0: 40, 1: 2}
    set_seed(0)
    model = SmallCNN(2, 1, 16)
    weights = torch.tensor([1.0, 20.0])
    criterion = nn.CrossEntropyLoss(weight=weights)
    train(8, loaders, model, get_optimizer(model), criterion)
    probabilities, labels = predictions(model, loaders["valid"])
    assert (probabilities.argmax(1) == labels).all()


def test_a_model_for_other_pictures_says_so():
    some = pictures(20)
    loaders = make_loaders(some)
    for model, words in (
        (SmallCNN(2, 1, 16), r"shape \(N, 1, 16, 16\), not \((8|10), 3, 16, 16\)\.$"),
        (SmallCNN(2, 3, 28), r"shape \(N, 3, 28, 28\), not "),
        (MLP(), r"shape \(N, 1, 28, 28\), not "),
    ):
        with pytest.raises(ValueError, match=words):
            train(1, make_loaders(some, batch_size=10), model, get_optimizer(model),
                  criterion)  # fmt: skip
        with pytest.raises(ValueError, match=words):
            evaluate(model, TensorLoader(some, 10), criterion)
    with pytest.raises(
        ValueError, match="the model tells 2 classes apart, 0 to 1, but"
    ):
        evaluate(SmallCNN(2, 3, 16), TensorLoader(pictures(classes="abc")), criterion)
    assert len(loaders["train"]) == 1
