"""Why this answer, and how sure? Heat maps, doubtful labels, calibration (lesson 9)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from helpers.evaluation import evaluating, to_images


def grad_cam(model: nn.Module, layer: nn.Module, images, classes) -> torch.Tensor:
    """Show which cells of a convolution speak for a class: Grad-CAM, (N, H, W), >= 0.

    `classes` (N,) names one class a picture. With Z_k the layer's feature maps and a_k
    the mean over all cells of the derivative of the class's logit by Z_k, it is
    relu(sum over k of a_k relu(Z_k)) (Selvaraju et al. 2017, equations 1 and 2).
    Raises ValueError unless the model runs the layer once, and it makes feature maps,
    and for classes of another shape.
    """
    images = to_images(images).to(next(model.parameters()).device)
    if (shape := torch.as_tensor(classes).shape) != (len(images),):
        raise ValueError(f"{len(images)} pictures, but classes of shape {[*shape]}")
    maps = []
    handle = layer.register_forward_hook(lambda _, inputs, output: maps.append(output))
    with evaluating(model), torch.inference_mode(False):  # derivatives are needed
        try:
            logits = model(
                images.clone().requires_grad_()
            )  # also if weights are frozen
        finally:
            handle.remove()
        if len(maps) != 1 or maps[0].ndim != 4:
            raise ValueError("Grad-CAM needs a convolution that the model runs once")
        chosen = logits[torch.arange(len(logits)), torch.as_tensor(classes)]
        (slopes,) = torch.autograd.grad(chosen.sum(), maps)  # (N, K, H, W)
        weights = slopes.mean(dim=(2, 3), keepdim=True)  # (N, K, 1, 1)
        heat = (weights * maps[0].relu()).sum(dim=1).relu()
    return heat.detach().cpu()


def occlusion(model: nn.Module, images, classes, size: int = 5) -> torch.Tensor:
    """Hide each place in turn; return by how much the class's logit drops (N, 28, 28).

    A black square of `size` x `size` pixels, an odd number, is laid around each pixel;
    at the border a part of it falls outside. `classes` (N,) names one class a picture
    (Zeiler and Fergus 2014, section 4.2, with black in place of grey).
    """
    if size % 2 == 0:
        raise ValueError(f"only a square of odd size has a middle, not {size}")
    device = next(model.parameters()).device
    images = to_images(images).to(device)
    pixel = torch.arange(28, device=device)
    near = (pixel[:, None] - pixel).abs() <= size // 2  # (28 centres, 28 pixels)
    hidden = near[:, None, :, None] & near[None, :, None, :]  # (28, 28, 28, 28)
    hidden = hidden.view(-1, 1, 28, 28)
    drops = []
    with evaluating(model):
        for image, wanted in zip(images, torch.as_tensor(classes), strict=True):
            whole = model(image[None])[:, wanted]
            drops.append(whole - model(image * ~hidden)[:, wanted])
    return torch.stack(drops).view(-1, 28, 28).cpu()


def likely_label_errors(
    probabilities: torch.Tensor, labels: torch.Tensor
) -> torch.Tensor:
    """Order pictures by how far the best other class lies above the given label.

    Takes probabilities (N, 10) of a model that has not learned from these pictures, and
    labels (N,); returns row numbers (N,), the furthest first (the normalised margin of
    Northcutt et al. 2021, "Confident learning"). Whether a label is wrong, only a
    person can say.
    """
    check_probabilities(probabilities)
    given = probabilities.gather(1, labels[:, None])[:, 0]
    others = probabilities.scatter(1, labels[:, None], 0).amax(dim=1)
    return (others - given).argsort(descending=True, stable=True)


def check_probabilities(probabilities: torch.Tensor) -> None:
    """Raise ValueError unless every row is of numbers from 0 up that sum to 1."""
    low, sums = probabilities.min(), probabilities.double().sum(dim=1)
    if not (low >= 0 and (sums - 1).abs().max() < 1e-3):  # false for NaN too
        raise ValueError("these are no probabilities: `predictions` returns some")


class Reliability(NamedTuple):
    """Answers sorted into bins by how sure they are: (bins,) each, NaN where empty."""

    confidence: torch.Tensor
    accuracy: torch.Tensor
    count: torch.Tensor

    @property
    def error(self) -> float:
        """The expected calibration error: the mean gap between the two, 0 to 1."""
        gaps = (self.accuracy - self.confidence).abs().nan_to_num()
        return float(gaps @ self.count.double() / self.count.sum())


def reliability(
    probabilities: torch.Tensor, labels: torch.Tensor, bins: int = 10
) -> Reliability:
    """Compare, bin by bin, how sure the answers are with how many of them are right.

    Takes probabilities (N, 10) and labels (N,). Bin m of equal width holds what lies
    above (m - 1) / bins and up to m / bins (Guo et al. 2017, equations 1 to 3).
    """
    check_probabilities(probabilities)
    confidence, guesses = probabilities.double().max(dim=1)
    inner = torch.linspace(0, 1, bins + 1)[1:-1]
    place = torch.bucketize(confidence, inner)
    count = place.bincount(minlength=bins)
    right = (guesses == labels).double()
    sums = [place.bincount(values, bins) for values in (confidence, right)]
    return Reliability(sums[0] / count, sums[1] / count, count)


def fit_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """Find the T for which softmax(logits / T) has the lowest cross-entropy.

    Takes logits (N, 10) and labels (N,) of a validation set. Above 1 the model was too
    sure, below 1 not sure enough; no answer changes (Guo et al. 2017, section 4.2).
    Raises ValueError where no T is best: every answer right, or worse than guessing.
    Raises it for probabilities too: their logarithm would do as logits.
    """
    logits = logits.detach().double()
    if not logits.isfinite().all():
        raise ValueError("some logits are NaN or infinite")
    if (logits.sum(dim=1) - 1).abs().max() < 1e-3:
        raise ValueError("these are probabilities: give logits, or their logarithm")
    if bool((logits.argmax(dim=1) == labels).all()):
        raise ValueError("every answer is right: the lower the temperature the better")
    sharpness = torch.ones((), dtype=torch.float64, requires_grad=True)  # 1 / T
    optimizer = torch.optim.LBFGS(
        [sharpness], max_iter=100, line_search_fn="strong_wolfe"
    )

    def loss():
        optimizer.zero_grad()
        value = F.cross_entropy(logits * sharpness, labels)
        value.backward()
        return value

    optimizer.step(loss)
    if sharpness.item() <= 0:
        raise ValueError("these logits are worse than guessing: no temperature helps")
    return 1 / sharpness.item()
