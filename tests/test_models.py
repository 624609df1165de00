"""The networks: their sizes, what they compute, and what they refuse."""

import copy

import pytest
import torch
from torch import nn

from helpers import models
from helpers.device import set_seed
from helpers.loaders import make_loaders

ALL = [models.ArticleNet, models.FashionCNN, models.MLP, models.GlobalPoolCNN,
       models.NormCNN, models.DeepCNN]  # fmt: skip
PARAMETERS = {"ArticleNet": 11_252, "FashionCNN": 11_252, "MLP": 11_140,
              "GlobalPoolCNN": 8_658, "NormCNN": 11_268, "DeepCNN": 96_978}  # fmt: skip


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


def with_statistics(net):
    """As if it had learned: means and variances that are not 0 and 1."""
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.running_mean, std=0.2)
            nn.init.uniform_(layer.running_var, 0.1, 0.5)
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias)
    return net


@pytest.mark.parametrize("training", [True, False])
def test_the_normalised_net_is_a_chain(training):
    net = with_statistics(models.NormCNN((4, 7), hidden=9)).train(training)
    x = torch.rand(5, 1, 28, 28)
    theirs = nn.Sequential(
        net.conv1, net.norm1, nn.ReLU(), nn.MaxPool2d(2), net.conv2, net.norm2,
        nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), net.fc1, nn.ReLU(), net.fc2,
    )(x)  # fmt: skip
    torch.testing.assert_close(net(x), theirs)
    shapes = [tuple(p.shape) for p in net.parameters() if p.ndim > 1]
    assert shapes == [(4, 1, 5, 5), (7, 4, 5, 5), (9, 112), (10, 9)]


def test_dropout_silences_hidden_neurons_while_training_and_never_after():
    net = models.NormCNN(hidden=1000, dropout=0.25)
    silenced = []
    net.fc2.register_forward_hook(lambda _, inputs, __: silenced.append(inputs[0] == 0))
    x = torch.rand(20, 1, 28, 28)
    with torch.no_grad():
        net.fc1.bias += 100  # no neuron is silent by itself
        net.eval()(x)
        net.train()(x)
    assert not silenced[0].any()
    assert 0.24 < silenced[1].double().mean() < 0.26


def test_a_block_adds_its_input_where_the_channels_agree():
    x = torch.rand(3, 6, 9, 9)
    same, wider = models.Block(6, 6), models.Block(6, 8)
    by_torch = nn.Sequential(same.conv, same.norm, nn.ReLU())
    torch.testing.assert_close(same(x), x + by_torch(x))
    by_torch = nn.Sequential(wider.conv, wider.norm, nn.ReLU())
    torch.testing.assert_close(wider(x), by_torch(x))


def test_the_deep_net_is_a_chain_of_groups():
    net = with_statistics(models.DeepCNN(((5,), (6, 6), (7, 8)))).eval()
    x = torch.rand(2, 1, 28, 28)
    layers = list(net.features)
    blocks = [layer for layer in layers if isinstance(layer, models.Block)]
    widths = [(block.conv.in_channels, block.conv.out_channels) for block in blocks]
    assert widths == [(1, 5), (5, 6), (6, 6), (6, 7), (7, 8)]
    theirs = nn.Sequential(
        blocks[0], nn.MaxPool2d(2), *blocks[1:3], nn.MaxPool2d(2), *blocks[3:],
        nn.AdaptiveMaxPool2d(1), nn.Flatten(), net.fc,
    )(x)  # fmt: skip
    torch.testing.assert_close(net(x), theirs)


@pytest.mark.parametrize("model_class", [models.NormCNN, models.DeepCNN])
def test_one_picture_is_enough_to_train_on(model_class):
    assert model_class().train()(torch.rand(1, 1, 28, 28)).isfinite().all()


def test_flip_averaging_is_the_mean_of_a_picture_and_its_mirror_image():
    net, x = models.FashionCNN(), torch.rand(4, 1, 28, 28)
    backwards = torch.tensor([row.tolist()[::-1] for row in x.view(-1, 28)])
    mirrored = backwards.view(4, 1, 28, 28)
    both = models.FlipAverage(net)
    torch.testing.assert_close(both(x), (net(x) + net(mirrored)) / 2)
    torch.testing.assert_close(both(x), both(mirrored))
    assert models.count_parameters(both) == 11_252
    assert not both.eval().model.training


@pytest.mark.parametrize("model_class", ALL)
@pytest.mark.parametrize(
    ("images", "message"),
    [
        (torch.zeros(2, 3, 28, 28), r"\(2, 3, 28, 28\)"),
        *(
            (
                torch.zeros(2, 1, side, side),
                rf"not \(2, 1, {side}, {side}\).*prepare_image",
            )
            for side in (27, 29, 30, 31, 32)
        ),
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


def test_layer_shapes_changes_nothing():
    net = models.NormCNN(dropout=0.5).train()  # a mode in which statistics move
    before = copy.deepcopy(net.state_dict())
    shapes = models.layer_shapes(net, torch.rand(1, 1, 28, 28))
    assert shapes["norm2"] == (1, 10, 8, 8)
    assert all(torch.equal(before[k], v) for k, v in net.state_dict().items())
    assert all(module.training for module in net.modules())


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


FIRST_LOSS = {
    "ArticleNet": 2.3129027, "FashionCNN": 2.3333726, "MLP": 2.3164175,
    "GlobalPoolCNN": 2.3402143, "NormCNN": 2.4250948, "DeepCNN": 3.7306976,
}  # fmt: skip


@pytest.mark.parametrize("name", FIRST_LOSS)
def test_the_first_loss_is_the_published_one(name, train_set):
    """Split, shuffle and first weights come from seed 0 on every machine."""
    loaders = make_loaders(train_set, train_set, seed=0)
    images, labels = next(iter(loaders["train"]))
    set_seed(0)
    loss = nn.CrossEntropyLoss()(getattr(models, name)()(images), labels).item()
    assert loss == pytest.approx(FIRST_LOSS[name], rel=1e-4)


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_layer_shapes_of_a_model_of_other_numbers(kind):
    net, images = models.FashionCNN().to(kind), torch.rand(2, 1, 28, 28)
    assert models.layer_shapes(net, images)["conv2"] == (2, 10, 8, 8)
    with pytest.raises(ValueError, match="not torch.uint8. Divide the pixels by 255"):
        models.layer_shapes(net, (images * 255).to(torch.uint8))


@pytest.mark.parametrize("ask", [models.count_parameters, models.FlipAverage])
def test_what_is_no_model_yet(ask):
    with pytest.raises(ValueError, match=r"^MLP is a class, .*: MLP\(\) makes one$"):
        ask(models.MLP)
    with pytest.raises(ValueError, match="^a list of 2 is no model: ask one after the"):
        ask([models.MLP(), models.MLP()])
