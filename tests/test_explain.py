"""Heat maps against sums by hand."""

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from helpers.evaluation import predict
from helpers.explain import grad_cam, occlusion
from helpers.models import FashionCNN


class CornerFinder(nn.Module):
    """Two filters: map 0 answers to upper left corners, map 1 to lower right ones.

    Class 0 wants the first (3 each) and minds the second (-1); class 1 the reverse.
    """

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, kernel_size=2, bias=False)
        self.dropout = nn.Dropout(0.9)
        corner = torch.tensor([[-1.0, -1.0], [-1.0, 1.0]])
        with torch.no_grad():
            self.conv.weight[:, 0] = torch.stack([corner, corner.flip(0, 1)])

    def forward(self, x):
        maps = self.dropout(F.relu(self.conv(x)))
        ups, lows = maps.sum(dim=(2, 3)).unbind(dim=1)
        return torch.stack([3 * ups - lows, 3 * lows - ups], dim=1)


class Linear(nn.Module):
    """Ten weighted sums of the pixels."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)

    def forward(self, x):
        return self.fc(x.flatten(start_dim=1))


def square(top, left, size=6):
    image = torch.zeros(1, 28, 28)
    image[0, top : top + size, left : left + size] = 1
    return image


def test_grad_cam_finds_the_corner_and_gives_the_sum_by_hand():
    model = CornerFinder()
    images = torch.stack([square(4, 9), square(15, 3)])
    heat = grad_cam(model, model.conv, images, [0, 1])
    # Each map has one cell above zero, with the value 1. The derivative of the logit
    # is 3 there and 0 elsewhere, of 27 x 27 cells.
    expected = torch.zeros(2, 27, 27)
    expected[0, 3, 8] = expected[1, 20, 8] = 3 / 27**2
    torch.testing.assert_close(heat, expected)


def test_grad_cam_is_the_formula_written_out_in_loops(mended):
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    heat = grad_cam(mended, mended.conv2, images, torch.tensor([5, 0, 5]))
    for n, c in enumerate([5, 0, 5]):
        x = F.max_pool2d(F.relu(mended.conv1(images[n : n + 1])), 2)
        maps = mended.conv2(x)
        rest = F.max_pool2d(F.relu(maps), 2).flatten(1)
        logit = mended.fc2(F.relu(mended.fc1(rest)))[0, c]
        slopes = torch.autograd.grad(logit, maps)[0][0].numpy()
        maps = maps.detach()[0].numpy()
        by_hand = np.zeros((8, 8))
        for k in range(10):
            weight = sum(slopes[k, i, j] for i in range(8) for j in range(8)) / 64
            by_hand += weight * np.maximum(maps[k], 0)
        np.testing.assert_allclose(heat[n], np.maximum(by_hand, 0), atol=1e-6)
    assert heat.shape == (3, 8, 8) and heat.max() > 0


@pytest.mark.parametrize("look", ["grad_cam", "occlusion"])
def test_looking_changes_nothing(mended, look):
    model = mended.train()
    model.fc1.eval()
    model.conv1.weight.grad = torch.full_like(model.conv1.weight, 7)
    before = copy.deepcopy(model.state_dict())
    images = torch.rand(2, 1, 28, 28).requires_grad_()
    for _ in range(2):
        if look == "grad_cam":
            heat = grad_cam(model, model.conv2, images, [1, 2])
        else:
            heat = occlusion(model, images, [1, 2])
    assert heat.device.type == "cpu" and not heat.requires_grad and len(heat) == 2
    assert model.training and model.conv2.training and not model.fc1.training
    assert all(not m._forward_hooks for m in model.modules())
    assert (model.conv1.weight.grad == 7).all() and model.fc2.weight.grad is None
    assert images.grad is None and torch.is_grad_enabled()
    after = model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_looking_asks_in_evaluation_mode():
    model = CornerFinder().train()
    looks = [grad_cam(model, model.conv, square(4, 9), [0]) for _ in range(4)]
    assert all(torch.equal(heat, looks[0]) for heat in looks) and looks[0].max() > 0
    hidden = [occlusion(model, square(4, 9), [0]) for _ in range(2)]
    assert torch.equal(*hidden)


def test_grad_cam_works_on_frozen_weights_and_under_inference_mode(mended):
    images = torch.rand(2, 28, 28)
    expected = grad_cam(mended, mended.conv2, images, [3, 4])
    mended.requires_grad_(False)
    with torch.inference_mode():
        torch.testing.assert_close(
            grad_cam(mended, mended.conv2, images * 1, [3, 4]), expected
        )
        assert torch.is_inference_mode_enabled()


@pytest.mark.parametrize("wrong", ["fc1", "unused"])
def test_grad_cam_refuses_a_layer_without_maps_and_leaves_no_hook(mended, wrong):
    mended.unused = nn.Conv2d(1, 1, 1)
    layer = getattr(mended, wrong)
    words = "^Grad-CAM needs a convolution that the model runs once$"
    with pytest.raises(ValueError, match=words):
        grad_cam(mended, layer, torch.rand(1, 28, 28), [0])
    assert not layer._forward_hooks


def test_a_model_that_fails_keeps_no_hook(mended):
    layer = mended.conv1
    mended.fc2 = nn.Linear(3, 10)
    with pytest.raises(RuntimeError):
        grad_cam(mended, layer, torch.rand(1, 28, 28), [0])
    assert not layer._forward_hooks and mended.training


def test_occlusion_of_a_linear_model_is_the_sum_under_the_square():
    torch.manual_seed(0)
    model, images = Linear(), torch.rand(2, 28, 28)
    drops = occlusion(model, images, [7, 2], size=5)
    assert drops.shape == (2, 28, 28)
    for n, c in enumerate([7, 2]):
        parts = images[n] * model.fc.weight[c].detach().view(28, 28)
        for row in range(28):
            for column in range(28):
                rows = slice(max(row - 2, 0), row + 3)
                columns = slice(max(column - 2, 0), column + 3)
                expected = parts[rows, columns].sum().item()
                assert math.isclose(drops[n, row, column], expected, abs_tol=1e-5)


def test_occlusion_of_one_pixel_and_of_nothing():
    model = Linear()
    one = occlusion(model, square(3, 4, size=1), [0], size=1)[0]
    assert one.nonzero().tolist() == [[3, 4]]
    dark = occlusion(model, square(3, 4, size=1), [0], size=3)[0]
    assert (dark[2:5, 3:6] == one[3, 4]).all() and dark.count_nonzero() == 9
    with pytest.raises(ValueError, match="odd size"):
        occlusion(model, square(3, 4), [0], size=4)


def similarity(a, b):
    """The mean correlation of two heat maps, pictures with a flat one left out."""
    pairs = zip(a.flatten(1), b.flatten(1), strict=True)
    pairs = [torch.stack(pair) for pair in pairs if min(p.std() for p in pair) > 0]
    return torch.stack([torch.corrcoef(pair)[0, 1] for pair in pairs]).mean().item()


def test_random_weights_lose_the_picture(mended, test_set):
    """The sanity check of Adebayo et al. 2018; a little noise must not lose it."""
    images = test_set.data[:40]
    classes = predict(mended, images).argmax(dim=1)
    torch.manual_seed(0)
    untrained, noisy = FashionCNN(), copy.deepcopy(mended)
    with torch.no_grad():
        for weight in noisy.parameters():
            weight.mul_(1 + 0.03 * torch.randn_like(weight))
    cams = [grad_cam(m, m.conv2, images, classes) for m in (mended, untrained, noisy)]
    assert similarity(cams[0], cams[1]) < 0.3 < 0.8 < similarity(cams[0], cams[2])
    few = images[:15], classes[:15]
    drops = [occlusion(m, *few) for m in (mended, untrained, noisy)]
    assert similarity(drops[0], drops[1]) < 0.3 < 0.8 < similarity(drops[0], drops[2])


@pytest.mark.parametrize("classes", [[7, 5, 9], 7, [[7]]])
def test_grad_cam_needs_one_class_for_each_picture(mended, classes):
    with pytest.raises(ValueError, match="^1 pictures, but classes of shape"):
        grad_cam(mended, mended.conv2, torch.rand(1, 28, 28), classes)


def grad_cam_of(model, images, classes):
    return grad_cam(model, model.conv2, images, classes)


LOOKS = pytest.mark.parametrize("look", [grad_cam_of, occlusion])


@LOOKS
@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ([7, 5, 9], r"^2 pictures, but classes of shape \[3\]$"),
        (7, r"^2 pictures, but classes of shape \[\]$"),
        ([[7, 5]], r"^2 pictures, but classes of shape \[1, 2\]$"),
        ([3, -1], r"^classes are whole numbers from 0 up, not \[3, -1\]$"),
        ([1.5, 2], r"^classes are whole numbers from 0 up, not \[1.5, 2\]$"),
        (["Coat", "Bag"], r"^classes are whole numbers, not \['Coat', 'Bag'\]$"),
        ([3, 10], "^the model tells 10 classes apart, 0 to 9, and none is 10$"),
        ([3, 12], "^the model tells 10 classes apart, 0 to 9, and none is 12$"),
    ],
)
def test_classes_are_numbers_that_the_model_knows(mended, look, classes, words):
    with pytest.raises(ValueError, match=words):
        look(mended, torch.rand(2, 28, 28), classes)
    assert mended.training and not mended.conv2._forward_hooks


@LOOKS
@pytest.mark.parametrize("kind", [list, np.array, torch.tensor, torch.ByteTensor])
def test_classes_of_every_kind(mended, look, kind):
    images = torch.rand(2, 28, 28)
    found = look(mended, images, kind([7, 2]))
    assert torch.equal(found, look(mended, images, [7, 2]))
    assert look(mended, images[:0], []).shape == (0, *found.shape[1:])


@LOOKS
@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_a_model_of_other_numbers(mended, look, kind, test_set):
    images, classes = test_set.data[:2], test_set.targets[:2]
    expected = look(mended, images, classes)
    found = look(mended.to(kind), images, classes)
    assert found.dtype == torch.promote_types(kind, torch.float32)
    error = (found - expected).abs().max() / expected.abs().max()
    assert error < {torch.float64: 1e-5}.get(kind, 0.2)


class Shifted(nn.Module):
    """It wants pictures with mean 0.5 and deviation 0.5 taken off, as many do."""

    def __init__(self, model):
        super().__init__()
        self.model, self.conv2 = model, model.conv2

    def forward(self, x):
        return self.model(x * 0.5 + 0.5)


@LOOKS
def test_normalised_pictures_are_taken(mended, look, test_set):
    """What hides them is their black, which is -1, and not their grey."""
    images, classes = test_set.data[:2, None] / 255, test_set.targets[:2]
    with pytest.warns(UserWarning, match="taken as normalised") as caught:
        found = look(Shifted(mended), (images - 0.5) / 0.5, classes)
    assert len(caught) == 1
    expected = look(mended, images, classes)
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=1e-3)


class Pools(nn.Module):
    """It has no weights: two scores, of the upper left quarter and the upper right."""

    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(14)

    def forward(self, x):
        return self.pool(x)[:, 0, 0]


def test_a_model_without_weights():
    model, images = Pools(), torch.rand(2, 28, 28)
    quarters = F.avg_pool2d(images, 14)
    heat = grad_cam(model, model.pool, images, [0, 1])
    torch.testing.assert_close(heat, quarters / 4)
    drops = occlusion(model, images, [0, 1], size=1)
    expected = torch.zeros(2, 28, 28)
    expected[0, :14, :14] = images[0, :14, :14] / 14**2
    expected[1, :14, 14:] = images[1, :14, 14:] / 14**2
    torch.testing.assert_close(drops, expected)


@LOOKS
def test_a_default_device_leaves_heat_maps_alone(mended, look):
    images = torch.rand(2, 28, 28)
    expected = look(mended, images, [7, 2])
    with torch.device("meta"):  # whatever lands there is lost
        assert torch.equal(look(mended, images, [7, 2]), expected)
