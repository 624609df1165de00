"""What others set for all of torch, or for a model, changes nothing but the digits."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers import augment, plots
from helpers.digits import digits_in_frame
from helpers.evaluation import evaluate, predict
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.models import FashionCNN, layer_shapes
from helpers.training import get_optimizer, train_one_epoch
from tests.small_training import default_dtype

criterion = nn.CrossEntropyLoss()


def pictures(n=60):
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (n, 28, 28), generator=generator, dtype=torch.uint8)
    return TensorDataset(images, torch.arange(n) % 10)


def losses(loaders):
    """Train one epoch from fixed weights; return both losses."""
    torch.manual_seed(0)
    model = FashionCNN()
    with torch.no_grad():  # 64 bits would draw other first weights
        for place, p in enumerate(model.parameters()):
            values = np.random.default_rng(place).normal(0, 0.1, tuple(p.shape))
            p.copy_(torch.as_tensor(values))
    optimizer = get_optimizer(model)
    loss = train_one_epoch(model, loaders["train"], optimizer, criterion, "cpu")
    return loss, evaluate(model, loaders["valid"], criterion).loss


def test_64_bits_by_default_train_the_same_way():
    expected = losses(make_loaders(pictures(), pictures()))
    with default_dtype(torch.float64):
        loaders = make_loaders(pictures(), pictures())
        found = losses(loaders)
        (images, _), *_ = loaders["train"]
        digits, _ = digits_in_frame()
        assert images.dtype == digits.dtype == torch.float64
        assert layer_shapes(FashionCNN(), digits[:2])["fc2"] == (2, 10)
        assert predict(FashionCNN(), digits[:2]).shape == (2, 10)
    assert found == pytest.approx(expected, rel=1e-5)
    assert found != expected  # of 64 bits indeed


def test_a_default_device_leaves_order_and_chance_alone():
    """The meta device computes nothing, so whatever lands there is found."""
    some = pictures()

    def draws():
        changes = augment.Augment(augment.mirror, augment.shift, augment.erase)
        shuffler = torch.Generator().manual_seed(3)
        return (
            split_dataset(some)[0].indices,
            next(iter(TensorLoader(some, 20, True, shuffler)))[1].tolist(),
            next(iter(TensorLoader(some, 20)))[1].tolist(),
            changes(some.tensors[0][:, None]).tolist(),
        )

    expected = draws()
    with torch.device("meta"):
        assert draws() == expected


def test_a_default_device_leaves_answers_alone():
    model = nn.Sequential(FashionCNN(), nn.Softmax(dim=1))
    pixels = (pictures(2).tensors[0] / 255).tolist()
    expected = predict(model, pixels)
    with torch.device("meta"):
        assert torch.equal(predict(model, pixels), expected)


@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16, torch.float64])
def test_weights_and_maps_of_any_kind_are_drawn(kind):
    numbers = torch.rand(2, 1, 5, 5).to(kind).requires_grad_()
    for draw in (plots.show_images, plots.show_kernels, plots.show_feature_maps):
        (shown,) = {image.get_array().shape for image in draw(numbers).images}
        assert shown == (5, 5)
    plt.close("all")
