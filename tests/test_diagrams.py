"""Neurons, layers, and maps of moved pictures: what is drawn is what was computed."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn

from helpers.figures import diagrams


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def said(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize(
    ("bias", "total", "output"), [(-1, "2.5", "2.5"), (-4, "−0.5", "0")]
)
def test_a_neuron_is_drawn_with_its_arithmetic(bias, total, output):
    words = said(diagrams.draw_neuron([0, 0.5, 1, 0.25], [2, -1, 3, 4], bias))
    assert {"× 2 = 0", "× −1 = −0.5", "× 3 = 3", "× 4 = 1", total, output} <= {*words}
    assert {"the products: 0 − 0.5 + 3 + 1", f"the bias: −{-bias}"} <= {*words}


def test_large_layers_are_shortened_and_every_pair_is_joined():
    ax = diagrams.draw_layers({"pixels": 784, "neurons": 3, "answers": 10})
    assert len(ax.patches) == 6 + 3 + 10
    assert len(ax.lines) == 6 * 3 + 3 * 10
    assert said(ax).count("· · ·") == 1 and {"pixels", "answers"} <= {*said(ax)}


def test_a_sum_over_a_window_is_what_conv2d_says():
    torch.manual_seed(0)
    images, layer = torch.rand(2, 1, 9, 8), nn.Conv2d(1, 1, 3)
    axes = diagrams.show_window_sums(
        images, layer.weight[0, 0], layer.bias.item(), [(0, 5), (4, 1)], ["a", "b"]
    )
    maps = layer(images)[:, 0]
    wanted = [maps[0, 0, 5].item(), maps[1, 4, 1].item()]
    assert said(axes[4]) == [f"+ bias\n= {wanted[0]:.1f}".replace("-", "−")]
    assert said(axes[9]) == [f"+ bias\n= {wanted[1]:.1f}".replace("-", "−")]
    assert axes[5].patches[0].get_bbox().bounds == (0.5, 3.5, 3, 3)
    inside = np.asarray(axes[6].images[0].get_array())
    np.testing.assert_array_equal(inside, images[1, 0, 4:7, 1:4])
    products = np.asarray(axes[8].images[0].get_array())
    np.testing.assert_allclose(products.sum() + layer.bias.item(), wanted[1], rtol=1e-5)
    assert [axes[i].get_title() for i in (0, 5)] == ["a", "b"]


def test_a_sum_over_a_picture_is_what_linear_says():
    torch.manual_seed(0)
    images, layer = torch.rand(2, 1, 4, 5), nn.Linear(20, 1)
    axes = diagrams.show_weighted_sums(
        images, layer.weight[0], layer.bias.item(), ["here", "there"]
    )
    wanted = layer(images.flatten(1)).flatten().tolist()
    assert said(axes[3]) == [f"+ bias\n= {wanted[0]:.1f}".replace("-", "−")]
    assert said(axes[7]) == [f"+ bias\n= {wanted[1]:.1f}".replace("-", "−")]
    products = np.asarray(axes[6].images[0].get_array())
    weights = layer.weight.detach().view(4, 5)
    np.testing.assert_allclose(products, images[1, 0] * weights, rtol=1e-6)
    assert [axes[i].get_title() for i in (0, 4)] == ["here", "there"]
    limits = {ax.images[0].get_clim() for i, ax in enumerate(axes) if i % 4 in (1, 2)}
    assert len(limits) == 1  # weights and products share one scale
