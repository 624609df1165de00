"""The networks: their sizes, what they compute, and what they refuse."""

import pytest
import torch
from torch import nn

from helpers import models

ALL = [models.ArticleNet, models.FashionCNN, models.MLP, models.GlobalPoolCNN]
PARAMETERS = {"ArticleNet": 11_252, "FashionCNN": 11_252, "MLP": 11_140,
              "GlobalPoolCNN": 8_658}  # fmt: skip


def sequential(net, *between):
    """The same layers, chained by torch itself."""
    return nn.Sequential(
        net.conv1, between[0], nn.MaxPool2d(2), net.conv2, between[0], nn.MaxPool2d(2),
        nn.Flatten(), net.fc1, nn.ReLU(), net.fc2, between[1],
    )  # fmt: skip


@pytest.mark.parametrize("model_class", ALL)
def test_parameters_and_output(model_class):
    net = model_class()
    assert models.count_parameters(net) == PARAMETERS[model_class.__name__]
    assert net(torch.rand(3, 1, 28, 28)).shape == (3, 10)


def test_the_article_net_is_the_articles():
    net, x = models.ArticleNet(), torch.rand(5, 1, 28, 28)
    assert torch.equal(net(x), sequential(net, nn.Identity(), nn.Sigmoid())(x))


def test_the_mended_net_has_relus_and_no_sigmoid():
    net, x = models.FashionCNN(), torch.rand(5, 1, 28, 28)
    assert torch.equal(net(x), sequential(net, nn.ReLU(), nn.Identity())(x))


def test_the_mlp_is_two_layers():
    net, x = models.MLP(hidden=7), torch.rand(5, 1, 28, 28)
    theirs = nn.Sequential(nn.Flatten(), net.fc1, nn.ReLU(), net.fc2)(x)
    assert torch.equal(net(x), theirs)


def test_global_pooling_does_not_mind_even_shifts():
    torch.manual_seed(0)
    net = models.GlobalPoolCNN()
    picture = torch.zeros(1, 1, 28, 28)
    picture[..., 12:16, 12:16] = torch.rand(4, 4)
    moved = picture.roll((2, -2), dims=(2, 3))
    torch.testing.assert_close(net(picture), net(moved))
    assert not torch.allclose(models.FashionCNN()(picture), models.FashionCNN()(moved))


def test_global_pooling_is_a_chain_too():
    net, x = models.GlobalPoolCNN(), torch.rand(2, 1, 28, 28)
    theirs = nn.Sequential(
        net.conv1, nn.ReLU(), nn.MaxPool2d(2), net.conv2, nn.ReLU(),
        nn.AdaptiveMaxPool2d(1), nn.Flatten(), net.fc,
    )(x)  # fmt: skip
    torch.testing.assert_close(net(x), theirs)


@pytest.mark.parametrize("model_class", ALL)
@pytest.mark.parametrize(
    ("images", "message"),
    [
        (torch.zeros(2, 3, 28, 28), r"\(2, 3, 28, 28\)"),
        (torch.zeros(2, 1, 32, 32), r"\(2, 1, 32, 32\)"),
        (torch.zeros(28, 28), r"\(28, 28\)"),
        (torch.zeros(2, 1, 28, 28, dtype=torch.uint8), "uint8"),
    ],
)
def test_wrong_images_are_named(model_class, images, message):
    with pytest.raises(ValueError, match=message):
        model_class()(images)


def test_count_parameters_skips_frozen_ones():
    net = models.FashionCNN()
    net.conv1.requires_grad_(False)
    assert models.count_parameters(net) == 11_252 - 156


def test_layer_shapes_leaves_no_hooks():
    net = models.ArticleNet()
    shapes = models.layer_shapes(net, torch.zeros(2, 1, 28, 28))
    assert shapes == {
        "conv1": (2, 6, 24, 24), "conv2": (2, 10, 8, 8), "fc1": (2, 56), "fc2": (2, 10)
    }  # fmt: skip
    assert not any(m._forward_hooks for m in net.modules())
    with pytest.raises(ValueError, match="28"):
        models.layer_shapes(net, torch.zeros(2, 1, 9, 9))
    assert not any(m._forward_hooks for m in net.modules())
