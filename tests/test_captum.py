"""Heat maps against captum, which has written the same papers out by itself."""

import pytest
import torch
from captum.attr import LayerGradCam, Occlusion
from torch import nn

from helpers.explain import grad_cam, occlusion


def network(seed):
    """Return a CNN whose ReLU is a layer: captum's maps are not cut off at zero."""
    torch.manual_seed(seed)
    return nn.Sequential(
        *(nn.Conv2d(1, 4, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(4, 6, 3), nn.ReLU(), nn.Flatten(), nn.Linear(600, 10)),
    )


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("layer", [1, 4])
def test_grad_cam_is_captums(layer, seed):
    model, images = network(seed).eval(), torch.rand(4, 1, 28, 28)
    classes = torch.randint(0, 10, (4,))
    theirs = LayerGradCam(model, model[layer])
    expected = theirs.attribute(images, classes, relu_attributions=True)
    ours = grad_cam(model, model[layer], images, classes)
    assert ours.max() > 0
    torch.testing.assert_close(ours, expected[:, 0].detach())


@pytest.mark.parametrize("seed", range(3))
def test_occlusion_of_single_pixels_is_captums(seed):
    """Of larger squares captum averages those that overlap; of one pixel none do."""
    model, images = network(seed).eval(), torch.rand(1, 1, 28, 28)
    expected = Occlusion(model).attribute(
        images, (1, 1, 1), target=3, perturbations_per_eval=784
    )
    ours = occlusion(model, images, [3], size=1)
    torch.testing.assert_close(ours, expected[:, 0].detach(), atol=1e-6, rtol=1e-5)
