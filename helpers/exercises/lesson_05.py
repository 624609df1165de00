"""Checks of lesson 5: a network from scratch, lost layers, a convolution with steps."""

import copy

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from helpers.exercises import HintError, exercise, require


def noise(generator: torch.Generator, *shape: int) -> torch.Tensor:
    """Return random numbers on the CPU, in float32 whatever the defaults are."""
    return torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu")


def build(answer) -> nn.Module:
    """Return the model that the answer is, or makes: a copy on the CPU, in float32."""
    require(
        isinstance(answer, nn.Module) or callable(answer),
        "Hand in the class, by its name.",
    )
    model = answer if isinstance(answer, nn.Module) else answer()
    require(isinstance(model, nn.Module), "What it makes is no nn.Module.")
    return copy.deepcopy(model).cpu().float().train()


def scores_of(model: nn.Module, images: torch.Tensor, classes: int) -> torch.Tensor:
    """Return the model's scores (N, classes), if that is their shape."""
    scores, wanted = model(images), (len(images), classes)
    require(torch.is_tensor(scores), "forward gives no tensor. Has it a return?")
    require(
        scores.shape == wanted,
        f"For images of shape {tuple(images.shape)} the scores have the shape"
        f" {tuple(scores.shape)}, not {wanted}.",
    )
    return scores.detach()


def shuffle_weights(model: nn.Module, generator: torch.Generator) -> list[torch.Tensor]:
    """Give every parameter new random numbers; return the parameters."""
    weights = list(model.parameters())
    for weight in weights:
        require(weight.requires_grad, "Some of its parameters are not to be changed.")
        weight.data.copy_(noise(generator, *weight.shape) / weight[0].numel() ** 0.5)
    return [weight.detach() for weight in weights]


def small_net(x, weights, relus=(torch.relu, torch.relu), pool=F.max_pool2d):
    """Compute exercise 1 with parameters {shape: numbers}."""
    x = F.conv2d(x, weights[8, 3, 3, 3], weights[8,], padding=1)
    x = F.conv2d(pool(relus[0](x), 2), weights[12, 8, 5, 5], weights[12,])
    x = pool(relus[1](x), 2).flatten(start_dim=1)
    return F.linear(x, weights[4, 288], weights[4,])


def forgetful(x, conv1, bias1, conv2, bias2, fc1, bias3, fc2, bias4):
    """Compute exercise 2."""
    x = F.max_pool2d(F.conv2d(x, conv1, bias1), 2)
    x = F.max_pool2d(F.conv2d(x, conv2, bias2), 2).flatten(start_dim=1)
    return F.linear(F.linear(x, fc1, bias3).relu(), fc2, bias4)


def same(a: torch.Tensor, b: torch.Tensor) -> bool:
    """Tell whether two results are equal but for rounding."""
    return torch.allclose(a, b, rtol=1e-3, atol=1e-4)


def slips(images, weights) -> dict[str, list[torch.Tensor]]:
    """Return what frequent slips in exercise 1 compute, by what to say of them."""
    right = small_net(images, weights)
    keep, relu = (lambda x: x), torch.relu
    variants = {(keep, relu): "first", (relu, keep): "second", (keep, keep): "last"}
    linear = [small_net(images, weights, relus) for relus in variants]
    return {
        "Something follows the last layer.": [
            right.relu(), right.sigmoid(), right.softmax(1), right.log_softmax(1)
        ],
        "A ReLU is missing after a convolution.": linear,
        "The pooling does not keep the largest numbers.": [
            small_net(images, weights, pool=F.avg_pool2d)
        ],
    }  # fmt: skip


@exercise
def check_1(answer) -> str:
    """Expect a network for (N, 3, 24, 32): two convolutions and a linear layer."""
    needed = {
        (8, 3, 3, 3): "first convolution", (8,): "first convolution",
        (12, 8, 5, 5): "second convolution", (12,): "second convolution",
        (4, 288): "fully connected layer", (4,): "fully connected layer",
    }  # fmt: skip
    model, generator = build(answer), torch.Generator().manual_seed(5)
    scores_of(model, noise(generator, 3, 3, 24, 32), 4)
    weights = {}
    for weight in shuffle_weights(model, generator):
        shape = tuple(weight.shape)
        require(
            shape in needed and shape not in weights,
            f"It has a parameter of shape {shape} that is not called for.",
        )
        weights[shape] = weight
    for shape, layer in needed.items():
        require(shape in weights, f"It lacks a parameter of its {layer}.")
    for count in (1, 2, 7):
        images = noise(generator, count, 3, 24, 32)
        scores = scores_of(model, images, 4)
        if same(scores, small_net(images, weights)):
            continue
        for hint, results in slips(images, weights).items():
            require(not any(same(scores, slip) for slip in results), hint)
        require(
            False,
            "Its parameters are right, but not what forward does with them. Follow a"
            " picture through it: is each step there, once, and in order?",
        )
    return "A network of your own."


@exercise
def check_2(answer) -> str:
    """Expect the forgetful network with all its parameters registered."""
    shapes = [
        (6, 1, 5, 5), (6,), (10, 6, 5, 5), (10,), (56, 160), (56,), (10, 56), (10,)
    ]  # fmt: skip
    model, generator = build(answer), torch.Generator().manual_seed(6)
    scores_of(model, noise(generator, 2, 1, 28, 28), 10)
    weights = shuffle_weights(model, generator)
    count = sum(weight.numel() for weight in weights)
    require(
        count != 1_666,
        "It still has 1,666 parameters. What holds the layers that are not counted?",
    )
    found = [tuple(weight.shape) for weight in weights]
    require(
        sorted(found) == sorted(shapes),
        f"It has {count:,} parameters now, but not those of the four layers.",
    )
    saved = [tuple(numbers.shape) for numbers in model.state_dict().values()]
    require(
        set(saved) >= set(shapes),
        "parameters() finds them, but state_dict() does not: they would not be saved.",
    )
    by_shape = {shape: weights[found.index(shape)] for shape in shapes}
    ten = [weight for weight in weights if weight.shape == (10,)]  # two biases
    for count in (1, 2, 7):
        images = noise(generator, count, 1, 28, 28)
        scores, matches = scores_of(model, images, 10), False
        for bias2, bias4 in (ten, ten[::-1]):
            parts = [by_shape[shape] for shape in shapes]
            parts[3], parts[7] = bias2, bias4
            matches = matches or same(scores, forgetful(images, *parts))
        require(
            matches,
            "All parameters are found, but it computes something else than before."
            " Does forward use these layers, all of them, in the old order?",
        )
    return "Now training reaches every layer."


def as_grid(found) -> torch.Tensor:
    """Return what an answer returned as numbers in float64, or say that it is none."""
    if torch.is_tensor(found):
        return found.detach().cpu().double()
    try:
        return torch.as_tensor(np.asarray(found, dtype=float))
    except (TypeError, ValueError):
        raise HintError(f"It returns a {type(found).__name__}, no grid.") from None


def check_slide(slide_by, image, kernel, stride: int, padding: int) -> None:
    """Hold an answer to torch's convolution of image (H, W) with kernel (K, K)."""
    found = slide_by(image.numpy().copy(), kernel.numpy().copy(), stride, padding)
    require(found is not ... and found is not None, "It returns nothing yet.")
    found = as_grid(found)

    def slid(stride=stride, padding=padding, kernel=kernel, image=image):
        four = image[None, None], kernel[None, None]
        return F.conv2d(*four, stride=stride, padding=padding)[0, 0]

    def is_like(slip):
        return found.shape == slip.shape and same(found, slip)

    right = slid()
    if is_like(right):
        return
    case = (
        f"With an image of {tuple(image.shape)}, a kernel of {len(kernel)}, stride"
        f" {stride} and padding {padding}"
    )
    if stride > 1:
        require(not is_like(slid(stride=1)), "The window takes steps of one.")
    if padding:
        bare = min(image.shape) >= len(kernel) and is_like(slid(padding=0))
        require(not bare, "The image has no border.")
        ones = image.new_ones(image.shape), kernel.new_ones(kernel.shape)
        inside = slid(image=ones[0], kernel=ones[1]) == kernel.numel()
        good = found.shape == right.shape and same(found[inside], right[inside])
        require(
            not good or not inside.any(),
            f"{case} only the numbers at the border are wrong. Is it of zeros?",
        )
    require(not is_like(slid(kernel=kernel.flip(0, 1))), "The kernel lies turned.")
    require(not is_like(slid(kernel=kernel.T)), "The kernel lies on its side.")
    require(
        found.shape == right.shape,
        f"{case} its result is {tuple(found.shape)}, not {tuple(right.shape)}.",
    )
    off = (found - right).abs().nan_to_num(nan=torch.inf)
    y, x = divmod(int(off.argmax()), right.shape[1])
    require(
        False,
        f"{case} the shape is right, but in row {y}, column {x}, counted from 0, stands"
        f" {found[y, x]:.3g}, not {right[y, x]:.3g}.",
    )


@exercise
def check_3(slide_by) -> str:
    """Expect a convolution with a stride and padding, as torch computes it."""
    require(callable(slide_by), "Hand in the function, by its name.")
    generator = torch.Generator().manual_seed(7)
    for height, width, size, stride, padding in (
        (5, 5, 3, 1, 0), (6, 8, 3, 2, 0), (5, 7, 3, 1, 1), (7, 9, 3, 2, 1),
        (8, 6, 1, 2, 2), (9, 7, 4, 3, 2), (2, 5, 3, 1, 1), (28, 28, 5, 2, 2),
    ):  # fmt: skip
        image = noise(generator, height, width).double()
        kernel = noise(generator, size, size).double()
        check_slide(slide_by, image, kernel, stride, padding)
    return "You have written what nn.Conv2d computes for one picture and one kernel."
