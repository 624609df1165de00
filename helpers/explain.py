"""Why this answer? Heat maps over a picture (lesson 9)."""

from __future__ import annotations

import torch
from torch import nn

from helpers.checks.explain import check_classes, check_maps, check_odd
from helpers.checks.models import check_model
from helpers.evaluation import at_least_32_bits, evaluating, to_images


def grad_cam(model: nn.Module, layer: nn.Module, images, classes) -> torch.Tensor:
    """Show which cells of a convolution speak for a class: Grad-CAM, (N, H, W), >= 0.

    `classes` (N,) names one class a picture. With Z_k the layer's feature maps and a_k
    the mean over all cells of the derivative of the class's logit by Z_k, it is
    relu(sum over k of a_k relu(Z_k)) (Selvaraju et al. 2017, equations 1 and 2).
    Raises ValueError unless the model runs the layer once, and it makes feature maps,
    and for classes of another shape.
    """
    check_model(model)
    images, classes = to_images(images), torch.as_tensor(classes)
    check_classes(images, classes)
    weight, maps = next(model.parameters()), []
    handle = layer.register_forward_hook(lambda _, inputs, output: maps.append(output))
    with evaluating(model), torch.inference_mode(False):  # derivatives are needed
        try:
            # It asks for the derivatives of the images, so weights may be frozen.
            logits = model(images.to(weight).clone().requires_grad_())
        finally:
            handle.remove()
        check_maps(maps)
        chosen = logits[torch.arange(len(logits)), classes.tolist()]
        (slopes,) = torch.autograd.grad(chosen.sum(), maps)  # (N, K, H, W)
        weights = slopes.mean(dim=(2, 3), keepdim=True)  # (N, K, 1, 1)
        heat = (weights * maps[0].relu()).sum(dim=1).relu()
    return at_least_32_bits(heat.detach().cpu())


def occlusion(model: nn.Module, images, classes, size: int = 5) -> torch.Tensor:
    """Hide each place in turn; return by how much the class's logit drops (N, 28, 28).

    A black square of `size` x `size` pixels, an odd number, is laid around each pixel;
    at the border a part of it falls outside. `classes` (N,) names one class a picture
    (Zeiler and Fergus 2014, section 4.2, with black in place of grey).
    """
    check_model(model)
    check_odd(size)
    images, classes = to_images(images), torch.as_tensor(classes)
    check_classes(images, classes)
    images = images.to(next(model.parameters()))
    pixel = torch.arange(28, device=images.device)
    near = (pixel[:, None] - pixel).abs() <= size // 2  # (28 centres, 28 pixels)
    hidden = near[:, None, :, None] & near[None, :, None, :]  # (28, 28, 28, 28)
    hidden = hidden.view(-1, 1, 28, 28)
    black = images.min().clamp(max=0)  # below 0 where pictures were normalised
    drops = []
    with evaluating(model):
        for image, wanted in zip(images, classes, strict=True):
            whole = model(image[None])[:, wanted]
            drops.append(whole - model(image.where(~hidden, black))[:, wanted])
    return at_least_32_bits(torch.stack(drops).view(-1, 28, 28).cpu())
