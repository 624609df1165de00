"""The quick recipe: the same parameters, the same function, another way to learn."""

import pytest
import torch
from torch import nn
from torch.utils.data import Subset

from helpers.data import TensorLoader
from helpers.models import FashionCNN, count_parameters
from helpers.recipes import (
    QuickCNN,
    QuickPoolCNN,
    conv_and_pool,
    max_pool,
    train_quickly,
)


def test_normalising_adds_no_parameters():
    assert count_parameters(QuickCNN()) == 11_252


def test_it_is_a_chain_of_torchs_own_layers():
    torch.manual_seed(0)
    net, images = QuickCNN(), torch.rand(6, 1, 28, 28)
    chain = nn.Sequential(
        net.conv1, nn.ReLU(), nn.MaxPool2d(2), net.conv2, nn.ReLU(), nn.MaxPool2d(2),
        nn.BatchNorm2d(10, affine=False), nn.Flatten(), net.fc1,
        nn.BatchNorm1d(56, affine=False), nn.ReLU(), net.fc2,
    )  # fmt: skip
    for training in (True, False):  # the first round moves the running means
        net.train(training), chain.train(training)
        outputs, expected = net(images), chain((images - 0.286) / 0.353)
        torch.testing.assert_close(outputs, expected)
        weight = net.conv1.weight
        gradients = (torch.autograd.grad(o.sum(), weight) for o in (outputs, expected))
        torch.testing.assert_close(*gradients)


def test_the_pictures_are_standardised(train_set):
    pixels = train_set.data / 255
    assert abs(pixels.mean() - 0.286) < 5e-4 and abs(pixels.std() - 0.353) < 5e-4


def test_quick_pooling_is_pooling_to_the_last_bit():
    torch.manual_seed(0)
    for layout in (torch.contiguous_format, torch.channels_last):
        x = torch.randn(3, 6, 8, 12).to(memory_format=layout)
        expected = nn.functional.max_pool2d(x, 2)
        assert torch.equal(max_pool(x), expected)
        with torch.inference_mode():
            assert torch.equal(max_pool(x), expected)


@pytest.mark.parametrize("kernel", [1, 2, 5])
def test_one_convolution_pools_too(kernel):
    """Both sizes after the convolution are even, as in the network."""
    torch.manual_seed(0)
    conv = nn.Conv2d(3, 4, kernel)
    x = torch.randn(2, 3, kernel + 7, kernel + 11)
    for layout in (torch.contiguous_format, torch.channels_last):
        x = x.to(memory_format=layout)
        torch.testing.assert_close(
            conv_and_pool(x, conv), nn.functional.max_pool2d(conv(x), 2)
        )


def test_the_quick_network_is_the_mended_one():
    torch.manual_seed(0)
    mended, quick, images = FashionCNN(), QuickPoolCNN(), torch.rand(9, 1, 28, 28)
    quick.load_state_dict(mended.state_dict())
    with torch.inference_mode():
        torch.testing.assert_close(quick(images), mended(images))


def test_it_learns_and_a_seed_repeats_it(train_set, test_set):
    def trained(seed):
        part = Subset(train_set, range(2000))
        shuffler = torch.Generator().manual_seed(0)
        loaders = {
            "train": TensorLoader(part, 50, True, shuffler),
            "valid": TensorLoader(test_set, 1000),
        }
        return train_quickly(1, loaders, seed)

    (model, history), (same, _), (other, _) = trained(0), trained(0), trained(1)
    assert torch.equal(model.conv1.weight, same.conv1.weight)
    assert not torch.equal(model.conv1.weight, other.conv1.weight)
    assert history.valid_accuracy[0] > 0.6
