"""Why this answer? Heat maps over a picture (lesson 9)."""

from __future__ import annotations

import torch
from torch import nn

from helpers.any_model import evaluating, image_shape
from helpers.checks.explain import (
    check_classes,
    check_layer,
    check_logits,
    check_maps,
    check_odd,
)
from helpers.checks.models import check_model
from helpers.evaluation import at_least_32_bits, to_images


def grad_cam(model: nn.Module, layer: nn.Module, images, classes) -> torch.Tensor:
    """Show which cells of a convolution speak for a class: Grad-CAM, (N, H, W), >= 0.

    `classes` (N,) names one class a picture. With Z_k the layer's feature maps and a_k
    the mean over all cells of the derivative of the class's logit by Z_k, it is
    relu(sum over k of a_k relu(Z_k)) (after Selvaraju et al. 2017, equations 1 and 2,
    where the derivative is by relu(Z_k)).
    Raises ValueError unless the model runs the layer once, and it makes feature maps,
    and for classes of another shape.
    """
    check_model(model)
    check_layer(layer)
    images = to_images(images, image_shape(model))
    check_classes(images, classes)
    images = images.to(next(model.parameters(), images))
    classes, maps = torch.as_tensor(classes, device="cpu").tolist(), []
    handle = layer.register_forward_hook(lambda _, inputs, output: maps.append(output))
    with evaluating(model), torch.inference_mode(False):  # derivatives are needed
        try:
            # It asks for the derivatives of the images, so weights may be frozen.
            logits = model(images.clone().requires_grad_())
        finally:
            handle.remove()
        check_maps(maps)
        check_logits(logits, classes)
        chosen = logits[range(len(logits)), classes]
        (slopes,) = torch.autograd.grad(chosen.sum(), maps)  # (N, K, H, W)
        weights = slopes.mean(dim=(2, 3), keepdim=True)  # (N, K, 1, 1)
        heat = (weights * maps[0].relu()).sum(dim=1).relu()
    return at_least_32_bits(heat.detach().cpu())


def occlusion(model: nn.Module, images, classes, size: int = 5) -> torch.Tensor:
    """Hide each place in turn; return by how much the class's logit drops (N, H, W).

    A black square of `size` x `size` pixels, an odd number, is laid around each pixel;
    at the border a part of it falls outside. `classes` (N,) names one class a picture
    (Zeiler and Fergus 2014, section 4.2, with black in place of grey).
    """
    check_model(model)
    check_odd(size)
    images = to_images(images, image_shape(model))
    check_classes(images, classes)
    images = images.to(next(model.parameters(), images))
    classes = torch.as_tensor(classes, device="cpu").tolist()
    height, width = images.shape[2:]
    hidden = squares(height, width, size).to(images.device)
    # Below 0 where pictures were normalised.
    black = min(0, images.min().item()) if len(images) else 0
    drops = images.new_empty(len(images), height * width)
    with evaluating(model):
        logits = model(images)
        check_logits(logits, classes)
        for n, (image, wanted) in enumerate(zip(images, classes, strict=True)):
            covered = torch.cat(
                [model(image.where(~part, black)) for part in hidden.split(1000)]
            )  # (pixels, classes)
            drops[n] = logits[n, wanted] - covered[:, wanted]
    return at_least_32_bits(drops.view(-1, height, width).cpu())


def squares(height: int, width: int, size: int) -> torch.Tensor:
    """Return which pixels lie in a square around each pixel, (H * W, 1, H, W) bool."""
    down, across = (
        (torch.arange(n, device="cpu")[:, None] - torch.arange(n, device="cpu")).abs()
        <= size // 2
        for n in (height, width)
    )  # (centres, pixels) each
    hidden = down[:, None, :, None] & across[None, :, None, :]
    return hidden.view(-1, 1, height, width)
