"""What heat maps refuse: names of layers, sizes, and models that are none."""

import pytest
import torch
from torch import nn

from helpers.explain import grad_cam, occlusion
from helpers.models import MLP, FashionCNN
from tests.small_training import Silent


@pytest.mark.parametrize("layer", ["conv2", nn.Conv2d, None])
def test_grad_cam_needs_the_layer_itself(mended, layer):
    words = f"^a layer is a part of the model, such as model.conv1, not {layer!r}$"
    with pytest.raises(ValueError, match=words):
        grad_cam(mended, layer, torch.rand(1, 28, 28), [0])


@pytest.mark.parametrize("size", [0, -1, "5", 2.5, None])
def test_occlusion_needs_a_size(size):
    with pytest.raises(ValueError, match="^size must be a whole number from 1 up, not"):
        occlusion(MLP(), torch.rand(1, 28, 28), [0], size=size)


@pytest.mark.parametrize("look", [grad_cam, occlusion])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [(lambda model: FashionCNN, r"FashionCNN\(\) makes one$"),
     (lambda model: [model] * 2, "^a list of 2 is no model")],
)  # fmt: skip
def test_what_is_no_model_yet(mended, look, wrong, words):
    model = wrong(mended)
    with pytest.raises(ValueError, match=words):
        if look is occlusion:
            occlusion(model, torch.rand(1, 28, 28), [0])
        else:
            grad_cam(model, mended.conv2, torch.rand(1, 28, 28), [0])


def test_a_forward_without_return():
    with pytest.raises(ValueError, match="^the model answers None: end its `forward`"):
        occlusion(Silent(), torch.rand(1, 28, 28), [0])
