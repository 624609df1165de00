"""SmallCNN: what it computes, what it refuses, and that it learns from little."""

import copy

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers.any_model import class_names, image_shape
from helpers.augment import Augment, mirror, shift
from helpers.checkpoints import load_checkpoint
from helpers.datasets import PictureSet
from helpers.device import set_seed
from helpers.evaluation import evaluate, predict
from helpers.explain import grad_cam, occlusion
from helpers.loaders import TensorLoader, make_loaders
from helpers.models import SmallCNN, count_parameters, layer_shapes
from helpers.training import get_optimizer, train
from helpers.widgets import NetworkWidget
from helpers.widgets.plan import read_plan, run
from tests.test_models import with_statistics

NAMES = ["disc", "square", "stripes"]
criterion = nn.CrossEntropyLoss()


def drawn(count, size=32, classes=3, seed=0):
    """Draw shapes (count, 3, size, size) of any colour, size and place, on any ground.

    Class 0 is a disc, class 1 a square, class 2 stripes; more classes begin again.
    """
    seeded = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    y, x = np.mgrid[:size, :size]
    pictures = []
    for label in labels:
        half = seeded.uniform(0.2, 0.4) * size
        down, right = seeded.uniform(half, size - half, 2)
        square = (abs(y - down) < half) & (abs(x - right) < half)
        mask = [
            (y - down) ** 2 + (x - right) ** 2 < half**2,
            square,
            square & ((y - down) % (size / 8) < size / 16),
        ][label % 3]
        ground, colour = seeded.uniform(0, 120, 3), seeded.uniform(140, 255, 3)
        picture = np.where(mask[..., None], colour, ground)
        pictures.append(picture + seeded.normal(0, 5, picture.shape))
    pixels = torch.tensor(np.clip(pictures, 0, 255)).permute(0, 3, 1, 2)
    names = [f"{NAMES[n % 3]} {n // 3}".removesuffix(" 0") for n in range(classes)]
    return PictureSet(pixels.to(torch.uint8), torch.tensor(labels), names)


def learned(pictures, epochs, augment=None):
    """Train by the recipe of the README."""
    set_seed(0)
    channels, size = pictures.data.shape[1:3]
    model = SmallCNN(pictures.classes, channels, size)
    loaders = make_loaders(pictures, augment=augment)
    history = train(epochs, loaders, model, get_optimizer(model), criterion)
    assert not history.stopped
    return model, loaders


@pytest.fixture(scope="module")
def trained():
    return learned(drawn(180), 20, Augment(mirror, shift))[0]


# ---- what it computes


@pytest.mark.parametrize("channels", [1, 3])
def test_every_size_from_8_to_128(channels):
    for size in range(8, 129):
        model = SmallCNN(10, channels, size).eval()
        picture = torch.rand(1, channels, size, size)
        assert model(picture).shape == (1, 10)
        assert 4 <= model.features(picture).shape[-1] <= 7
        assert count_parameters(model) <= 300_000  # NetworkWidget shows no more


def test_it_is_a_chain_of_torchs_own_layers():
    torch.manual_seed(0)
    model = with_statistics(SmallCNN(5, 3, 33))
    x = torch.rand(6, 3, 33, 33)
    maps, state, convolutions = x, model.state_dict(), (0, 4, 8, 12)
    for place in convolutions:
        maps = F.conv2d(maps, state[f"features.{place}.weight"], padding=1)
        scale, bias = (state[f"features.{place + 1}.{n}"] for n in ("weight", "bias"))
        maps = F.batch_norm(maps, None, None, scale, bias, training=True).clamp(min=0)
        maps = maps if place == 12 else F.max_pool2d(maps, 2)
    assert maps.shape == (6, 64, 4, 4)
    expected = maps.reshape(6, 1024) @ state["fc.weight"].T + state["fc.bias"]
    torch.testing.assert_close(model(x), expected)


def test_classes_by_name_or_number():
    names = ("mug", "spoon", "x" * 99)
    model = SmallCNN(names, channels=3, size=40)
    assert class_names(model) == list(names) and image_shape(model) == (3, 40, 40)
    assert model.fc.out_features == 3
    assert class_names(SmallCNN(np.int64(2))) == ["class 0", "class 1"]
    assert SmallCNN(2).image_shape == (1, 28, 28)
    assert SmallCNN(100, 3, 64)(torch.rand(2, 3, 64, 64)).shape == (2, 100)


# ---- what it refuses


@pytest.mark.parametrize("size", [7, 0, -64, 28.0, "64", (64, 64), None, True])
def test_sizes_that_make_no_network(size):
    with pytest.raises(ValueError, match="^size must be a whole number from 8 up, not"):
        SmallCNN(3, size=size)


@pytest.mark.parametrize("channels", [0, 2, 4, "3", None])
def test_channels_that_no_picture_has(channels):
    words = f"^channels is 1 for grey pictures or 3 for colour, not {channels!r}$"
    with pytest.raises(ValueError, match=words):
        SmallCNN(3, channels)


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        (1, "^classes must be a whole number from 2 up, not 1$"),
        (0, "^classes must be a whole number from 2 up, not 0$"),
        ([], "^a network tells two classes apart or more, not 0$"),
        (["mug"], "^a network tells two classes apart or more, not 1$"),
        ("mug", "^classes are the names of the classes, as dataset.classes, or their"),
        (2.0, r"dataset\.classes, or their number, not 2\.0$"),
        ({"mug", "spoon"}, "dataset.classes, or their number, not {"),
        (None, "dataset.classes, or their number, not None$"),
        (object(), "dataset.classes, or their number, not a object$"),
    ],
)
def test_classes_that_cannot_be_told_apart(classes, words):
    with pytest.raises(ValueError, match=words):
        SmallCNN(classes)


def test_pictures_of_another_shape():
    words = r"^the network reads images of shape \(N, 3, 64, 64\), not \(2, 1, 64, 64\)"
    with pytest.raises(ValueError, match=words):
        SmallCNN(3, 3, 64)(torch.rand(2, 1, 64, 64))
    with pytest.raises(ValueError, match=r"\(N, 1, 28, 28\), not \(2, 1, 32, 32\)"):
        SmallCNN(3)(torch.rand(2, 1, 32, 32))


# ---- that it learns


def test_it_learns_three_classes_in_seconds(trained):
    unseen = TensorLoader(drawn(600, seed=1), 100)
    assert evaluate(trained, unseen, criterion).accuracy > 0.9


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (101, [17, 16, 16, 16, 16]),  # of 81 pictures one would be left over
        (100, [20, 20, 20, 20]),
        (26, [11, 10]),
        (4, [3]),
    ],
)
def test_no_batch_is_much_smaller_than_the_others(count, sizes):
    loaders = make_loaders(drawn(count, size=8), augment=Augment(mirror, shift))
    assert [len(labels) for _, labels in loaders["train"]] == sizes
    assert len(loaders["train"]) == len(sizes)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 700), st.integers(0, 99))
@example(1001, 20, 0)
def test_even_batches_hold_every_picture_once(n, batch_size, seed):
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed))
    pairs = TensorDataset(torch.zeros(n, 1, 1), torch.arange(n))
    seeded = torch.Generator().manual_seed(seed)
    loader = TensorLoader(pairs, batch_size, True, seeded, even=True)
    batches = [labels for _, labels in loader]
    sizes = [len(labels) for labels in batches]
    assert len(batches) == len(loader) == -(-n // batch_size)
    assert max(sizes) <= batch_size and max(sizes) - min(sizes) <= 1
    assert torch.equal(torch.cat(batches), order)


def test_a_batch_of_one_picture_can_be_learned_from():
    """Batch normalisation has 16 numbers of each map to average, or more."""
    for size in (8, 15):
        model = SmallCNN(2, size=size)
        before = copy.deepcopy(model.state_dict())
        optimizer = get_optimizer(model)
        alone = PictureSet(torch.rand(1, 1, size, size), torch.tensor([1]), ["a", "b"])
        one = TensorLoader(alone)
        train(1, {"train": one, "valid": one}, model, optimizer, criterion)
        assert not torch.equal(before["fc.weight"], model.fc.weight)


def test_two_pictures_a_class_or_a_hundred_classes_are_no_trouble():
    learned(drawn(4, classes=2), 2)
    model, _ = learned(drawn(300, classes=100), 1)
    assert class_names(model)[99] == "disc 33"


def test_a_class_twenty_times_as_small_is_learned_too():
    """200 discs, 200 squares and 10 stripes; the stripes are not passed over."""
    many = drawn(600)
    rows = torch.cat([torch.arange(0, 600, 3), torch.arange(1, 600, 3),
                      torch.arange(2, 32, 3)])  # fmt: skip
    uneven = PictureSet(many.data[rows], many.targets[rows], NAMES)
    model, _ = learned(uneven, 10)
    asked = drawn(300, seed=1)
    right = predict(model, asked.data).argmax(dim=1) == asked.targets
    assert right[2::3].float().mean() > 0.5


# ---- that it works with everything


@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 64), (3, 31), (1, 8)])
def test_the_page_computes_what_torch_does(channels, size):
    torch.manual_seed(0)
    model = with_statistics(SmallCNN(["a", "b", "c"], channels, size)).eval()
    images = torch.rand(3, channels, size, size)
    widget = NetworkWidget(model, images)
    assert widget.classes == ["a", "b", "c"]
    with torch.no_grad():
        scores = model(images)
        torch.testing.assert_close(torch.tensor(widget.scores), scores[0])
        stages, weights = read_plan(model, images)
        results = run(stages, weights, images)
    torch.testing.assert_close(results[-1], scores, atol=1e-4, rtol=1e-4)
    maps = [r for r, s in zip(results, stages, strict=True) if s["kind"] == "conv"]
    layers = [layer for layer in model.features if isinstance(layer, nn.Conv2d)]
    assert len(maps) == len(layers)


def test_heat_lies_on_what_was_drawn(trained):
    """Where nothing but the ground is, there is less to see than on the shape."""
    asked = drawn(30, seed=2)
    images = asked.data / 255
    bright = images.mean(dim=1) > 0.5
    drops = occlusion(trained, images[:3], asked.targets[:3])
    assert drops.shape == (3, 32, 32) and drops.isfinite().all()
    heat = grad_cam(trained, trained.features[4], images, asked.targets)
    assert heat.shape == (30, 16, 16) and (heat >= 0).all() and heat.sum() > 0
    heat = F.interpolate(heat[:, None], size=32)[:, 0]
    assert heat[bright].mean() > heat[~bright].mean()


def test_it_comes_back_from_a_file_with_names_and_shape(trained, tmp_path):
    pictures = drawn(30)
    path = tmp_path / "my_network.pt"
    model, loaders = SmallCNN(NAMES, 3, 32), make_loaders(pictures)
    train(1, loaders, model, get_optimizer(model), criterion, save_path=path)
    other = SmallCNN(3, 3, 32)
    load_checkpoint(path, other)
    assert class_names(other) == NAMES and image_shape(other) == (3, 32, 32)
    assert torch.equal(predict(other, pictures.data), predict(model, pictures.data))


def test_its_layers_have_names():
    shapes = layer_shapes(SmallCNN(3), torch.rand(2, 1, 28, 28))
    assert shapes["features.0"] == (2, 8, 28, 28)
    assert shapes["features"] == (2, 32, 7, 7) and shapes["fc"] == (2, 3)
