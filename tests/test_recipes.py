"""The quick recipe: the same parameters, the same function, another way to learn."""

import torch
from torch import nn
from torch.utils.data import Subset

from helpers.data import TensorLoader
from helpers.models import count_parameters
from helpers.recipes import QuickCNN, train_quickly


def test_normalising_adds_no_parameters():
    assert count_parameters(QuickCNN()) == 11_252


def test_it_is_the_chain_with_relu_before_pooling():
    torch.manual_seed(0)
    net, images = QuickCNN(), torch.rand(6, 1, 28, 28)
    chain = nn.Sequential(
        nn.BatchNorm2d(1, affine=False), net.conv1, nn.ReLU(), nn.MaxPool2d(2),
        nn.BatchNorm2d(6, affine=False), net.conv2, nn.ReLU(), nn.MaxPool2d(2),
        nn.BatchNorm2d(10, affine=False), nn.Flatten(), net.fc1, nn.ReLU(), net.fc2,
    )  # fmt: skip
    for training in (True, False):  # the first round moves the running means
        net.train(training), chain.train(training)
        outputs, expected = net(images), chain(images)
        torch.testing.assert_close(outputs, expected)
        weight = net.conv1.weight
        gradients = (torch.autograd.grad(o.sum(), weight) for o in (outputs, expected))
        torch.testing.assert_close(*gradients)


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
