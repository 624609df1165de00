"""The quick network: the same parameters, the same function, another way to learn."""

import pytest
import torch
from torch import nn
from torch.utils.data import Subset

from helpers.loaders import TensorLoader
from helpers.models import FashionCNN, count_parameters
from measure.speed import quick_cnn
from measure.speed.quick_cnn import (
    QuickCNN,
    QuickPoolCNN,
    conv_and_pool,
    max_pool,
    train_quickly,
    train_to_88_percent,
)
from tests.test_recipes import follow, go_where_told, watch


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


@pytest.fixture
def asked(monkeypatch):
    return watch(quick_cnn, monkeypatch)


def test_the_way_to_88_percent_is_what_it_says(asked, train_set, test_set):
    model = follow(train_to_88_percent, asked, train_set, test_set)
    assert type(model) is QuickCNN and count_parameters(model) == 11_252
    assert asked["n_epochs"] == 2 and asked["loaders"]["train"].batch_size == 100
    assert asked["loaders"]["train"].augment is None
    (group,) = asked["optimizer"].param_groups
    assert group["weight_decay"] == 0 and group["fused"] is True


def test_the_way_to_88_percent_goes_where_it_is_told(asked, train_set, test_set):
    go_where_told(train_to_88_percent, asked, train_set, test_set)


def test_without_a_gpu_quick_training_stays_on_the_cpu(train_set, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    loaders = {"train": TensorLoader(Subset(train_set, range(100)), 50)}
    loaders["valid"] = loaders["train"]
    with pytest.warns(UserWarning, match="no 'cuda' device: the CPU takes its place"):
        model, history = train_quickly(1, loaders, device="cuda")
    assert model.fc2.weight.device.type == "cpu" and len(history) == 1
    with pytest.raises(ValueError, match="no device is called 'gpu'"):
        train_quickly(1, loaders, device="gpu")


def test_the_seed_of_quick_training_is_0_unless_told(train_set, test_set):
    loaders = {"train": TensorLoader(Subset(train_set, range(100)), 50)}
    loaders["valid"] = loaders["train"]
    untold, told = train_quickly(1, loaders)[0], train_quickly(1, loaders, seed=0)[0]
    assert torch.equal(untold.fc2.weight, told.fc2.weight)
