"""Models, losses and data of a learner's own: done as meant, or refused in words."""

import functools

import numpy as np
import pytest
import torch
from sklearn import metrics
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset
from torchvision.transforms import v2

from helpers.calibration import reliability
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.evaluation import (
    confusion_matrix,
    evaluate,
    most_confused,
    predict,
    predict_image,
    predictions,
)
from helpers.explain import grad_cam, occlusion
from helpers.loaders import TensorLoader
from helpers.models import FashionCNN, FlipAverage
from helpers.training import get_optimizer, one_cycle, train, train_one_epoch
from tests.small_training import Silent, criterion

IMAGES = torch.rand(60, 1, 28, 28, generator=torch.Generator().manual_seed(0))
SET = TensorDataset(IMAGES, torch.arange(60) % 10)


def loader(batch_size=20):
    return TensorLoader(SET, batch_size)


def learn(model, **other):
    loaders = {"train": loader(), "valid": loader()} | other
    return train(1, loaders, model, get_optimizer(model), criterion)


# Losses


@pytest.mark.parametrize(
    "total",
    [
        functools.partial(F.cross_entropy, reduction="sum"),
        lambda logits, labels: F.cross_entropy(logits, labels, reduction="sum"),
    ],
)
def test_a_sum_is_no_mean(total):
    with pytest.raises(ValueError, match="must give the mean of its batch"):
        evaluate(FashionCNN(), loader(), total)


@pytest.mark.parametrize(
    "weighted",
    [
        nn.CrossEntropyLoss(weight=torch.arange(1.0, 11)),
        nn.CrossEntropyLoss(ignore_index=3),
        nn.CrossEntropyLoss(label_smoothing=0.1),
    ],
)
def test_the_size_of_the_batches_does_not_matter(weighted):
    model = FashionCNN()
    expected = weighted(model(IMAGES), SET.tensors[1]).item()
    for batch_size in (1, 7, 60):
        found = evaluate(model, loader(batch_size), weighted).loss
        assert found == pytest.approx(expected, rel=1e-5)


# Loaders


class WrongPath(torch.utils.data.Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, _):
        raise FileNotFoundError(2, "No such file", "cat.png")


def test_a_wrong_path_in_a_dataset_is_no_full_disk():
    with pytest.raises(FileNotFoundError, match="cat.png"):
        learn(FashionCNN(), train=DataLoader(WrongPath()))


def test_an_empty_validation_loader_is_named():
    empty = DataLoader(TensorDataset(IMAGES[:0], SET.tensors[1][:0]))
    with pytest.raises(ValueError, match="^loaders.'valid'. has no pictures: its data"):
        learn(FashionCNN(), valid=empty)
    with pytest.raises(ValueError, match="^the loader has no pictures$"):
        predictions(FashionCNN(), [])


def test_torchvisions_transforms_draw_for_each_image():
    flip = v2.RandomHorizontalFlip()
    torch.manual_seed(0)
    ((images, _),) = TensorLoader(SET, 60, augment=flip)
    mirrored = (images == IMAGES.flip(3)).flatten(1).all(dim=1)
    same = (images == IMAGES).flatten(1).all(dim=1)
    assert 10 < mirrored.sum() < 50 and (mirrored | same).all()


# Models


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_models_compute_in_their_own_numbers(kind):
    plain, model = FashionCNN(), FashionCNN()
    model.load_state_dict(plain.state_dict())
    model.to(kind)
    near = {"atol": 0.03, "rtol": 0.05}
    score = evaluate(model, loader(), criterion)
    assert score.loss == pytest.approx(
        evaluate(plain, loader(), criterion).loss, rel=0.02
    )
    for ask in (
        lambda m: predict(m, IMAGES),
        lambda m: grad_cam(m, m.conv2, IMAGES[:2], [1, 2]),
        lambda m: occlusion(m, IMAGES[:1], [1]),
        lambda m: reliability(predict(m, IMAGES), SET.tensors[1]).count.sum(),
    ):
        torch.testing.assert_close(ask(model).float(), ask(plain).float(), **near)
    assert np.isfinite(learn(model).valid_loss[0])


def test_normalised_images_are_taken_as_such():
    model, images = FashionCNN(), (IMAGES - 0.5) / 0.5
    found, _ = predictions(model, TensorLoader(TensorDataset(images, SET.tensors[1])))
    torch.testing.assert_close(found, model(images).softmax(dim=1).detach())
    for ask in (
        lambda: predict_image(images[0], model),
        lambda: grad_cam(model, model.conv1, images[:2], [1, 2]),
        lambda: occlusion(model, images[:1], [1]),
    ):
        with pytest.warns(UserWarning, match="^pixels from -1 to 1 are taken as norm"):
            ask()


@pytest.mark.parametrize(
    "wrap",
    [
        torch.compile,
        nn.DataParallel,
        torch.optim.swa_utils.AveragedModel,
        FlipAverage,
        lambda model: FlipAverage(nn.DataParallel(model)),
    ],
)
def test_what_wraps_a_model_is_taken_off(wrap, tmp_path):
    inside, plain = FashionCNN(), FashionCNN()
    wrapped = wrap(inside)
    save_checkpoint(tmp_path / "ours.pt", wrapped, epoch=1)
    torch.save({"state_dict": wrapped.state_dict()}, tmp_path / "theirs.pt")
    for name in ("ours.pt", "theirs.pt"):
        plain = FashionCNN()
        load_checkpoint(tmp_path / name, plain)
        assert torch.equal(plain(IMAGES), inside(IMAGES))
    another = FashionCNN()
    save_checkpoint(tmp_path / "plain.pt", another)
    load_checkpoint(tmp_path / "plain.pt", wrapped)
    pairs = zip(wrapped.parameters(), another.parameters(), strict=True)
    assert all(torch.equal(one, other) for one, other in pairs)


def test_numbers_beside_the_weights(tmp_path):
    path = tmp_path / "x.pt"
    save_checkpoint(path, FashionCNN(), curve=torch.ones(3), shape=np.ones((1, 2)))
    found = load_checkpoint(path, FashionCNN())
    assert found == {"curve": [1.0, 1.0, 1.0], "shape": [[1.0, 1.0]]}
    with pytest.raises(ValueError, match="^state_dict is the name of the weights"):
        save_checkpoint(path, FashionCNN(), state_dict=5)


class PlainList(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers, self.fc = [nn.Linear(784, 20)], nn.Linear(20, 10)

    def forward(self, x):
        return self.fc(self.layers[0](x.flatten(1)))


def test_layers_in_a_plain_list_are_found(tmp_path):
    words = r"^PlainList keeps layers in a plain list, self.layers: .* nn.ModuleList"
    with pytest.raises(ValueError, match=words):
        learn(PlainList())
    with pytest.raises(ValueError, match=words):
        save_checkpoint(tmp_path / "x.pt", PlainList())


def test_a_model_that_ends_in_softmax_is_as_sure_as_it_says():
    model = nn.Sequential(FashionCNN(), nn.Softmax(dim=1))
    torch.testing.assert_close(predict(model, IMAGES), model(IMAGES).detach())
    with pytest.warns(UserWarning, match="ends in softmax, and cross-entropy has one"):
        evaluate(model, loader(), criterion)


def test_a_forward_without_return():
    words = "returns nothing: end it with `return`|answers None: end its `forward`"
    model = Silent()
    for ask in (
        lambda: learn(model),
        lambda: train_one_epoch(
            model, loader(), get_optimizer(model), criterion, "cpu"
        ),
        lambda: evaluate(model, loader(), criterion),
        lambda: predict(model, IMAGES),
    ):
        with pytest.raises(ValueError, match=words):
            ask()


@pytest.mark.parametrize("wrong", [FashionCNN, [FashionCNN(), FashionCNN()]])
def test_what_is_no_model_is_named(wrong):
    words = "FashionCNN is a class, not a model yet|a list of 2 is no model"
    for ask in (
        lambda: get_optimizer(wrong),
        lambda: evaluate(wrong, loader(), criterion),
        lambda: predict(wrong, IMAGES),
        lambda: load_checkpoint("x.pt", wrong),
    ):
        with pytest.raises(ValueError, match=words):
            ask()
    with pytest.raises(
        ValueError, match="CrossEntropyLoss is a class, not a criterion"
    ):
        evaluate(FashionCNN(), loader(), nn.CrossEntropyLoss)


def test_gradients_that_are_switched_off():
    with (
        torch.no_grad(),
        pytest.raises(ValueError, match="^gradients are switched off"),
    ):
        learn(FashionCNN())


def test_after_one_cycle_training_says_what_to_do():
    model = FashionCNN()
    optimizer = get_optimizer(model)
    one_cycle(optimizer, 0.1, 3)
    train_one_epoch(model, loader(), optimizer, criterion, "cpu")
    with pytest.raises(ValueError, match="made for 3 steps, .* make a new optimizer"):
        train_one_epoch(model, loader(), optimizer, criterion, "cpu")


@pytest.mark.parametrize("kind", [np.asarray, list, torch.as_tensor])
def test_confusion_of_arrays_and_lists_is_scikit_learns(kind):
    labels, guesses = np.arange(50) % 10, np.arange(50) // 5
    ours = confusion_matrix(kind(labels), kind(guesses))
    assert ours.tolist() == metrics.confusion_matrix(labels, guesses).tolist()
    assert most_confused(ours.numpy(), 3) == most_confused(ours, 3)
