"""What a network computes, read off while it looks at pictures: a chain of stages.

A state dict holds the numbers of a network and not what is done with them. So the
network is run once, and each call of torch that takes the last result further is
written down: `conv2d`, `relu`, `max_pool2d`, ... Whatever the class is called and
however its `forward` is written, that is its plan. `run` computes a plan by itself, and
`read_plan` refuses one that does not give what the model gives.

A stage is a dict: `kind` ("conv", "pool", "global", "flatten", "linear" or "same"), for
layers with weights their `name` and the `shape` of the weights, their settings, and
`then`, what follows before the next stage: "relu", "sigmoid", "tanh", "softmax", or the
number of an earlier stage that is added (0 is the picture, 1 the first stage).
"""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import nn

from helpers.checks.models import check_model
from helpers.checks.plan import check_chain, check_same, check_size
from helpers.widgets.recorder import Recorder

ACTIVATIONS = {
    "relu": torch.relu, "sigmoid": torch.sigmoid, "tanh": torch.tanh,
    "softmax": lambda x: x.softmax(dim=1),
}  # fmt: skip


def read_plan(
    model: nn.Module, images: torch.Tensor
) -> tuple[list, dict[str, torch.Tensor]]:
    """Return the stages of a model, and the weights and biases that they compute with.

    images (N, C, H, W) float32. Weights are {"conv1.weight": ..., "conv1.bias": ...},
    float32 on the CPU, with batch normalisation worked into the layer before it. Raises
    ValueError for a model that is no chain of such stages, for NaN in its weights, for
    more than 300,000 of them, and if plan and model differ, on pictures or on noise.
    """
    model = plain(model)
    check_size(model)
    noise = torch.rand(8, *images.shape[1:], generator=torch.Generator().manual_seed(0))
    both = torch.cat([images[:8], noise])
    recorder = Recorder(model, both)
    with torch.no_grad():
        with recorder:
            answers = model(both)
        check_chain(recorder, answers)
        compare(recorder, both)
        # one by one: what it does may depend on the picture
        each = torch.cat([model(picture[None]) for picture in both])
    check_same("its answer to one picture alone", each, answers)
    return recorder.stages, recorder.weights


def compare(recorder: Recorder, images: torch.Tensor) -> None:
    """Raise ValueError at the first stage whose result is not what the model had."""
    results = run(recorder.stages, recorder.weights, images)
    for stage, wanted, found in zip(
        recorder.stages, recorder.copies[1:], results, strict=True
    ):
        check_same(stage.get("name") or stage["kind"], wanted, found)


def plain(model: nn.Module) -> nn.Module:
    """Return a copy of a model on the CPU, in float32, in evaluation mode."""
    check_model(model)
    return copy.deepcopy(model).cpu().float().eval()


def run(stages: list, weights: dict, images: torch.Tensor) -> list[torch.Tensor]:
    """Compute a plan for images (N, C, H, W): what each stage gives, in order."""
    results = [images]
    for stage in stages:
        x = COMPUTE[stage["kind"]](results[-1], stage, weights)
        for step in stage["then"]:
            x = x + results[step] if isinstance(step, int) else ACTIVATIONS[step](x)
        results.append(x)
    return results[1:]


def parameters(stage: dict, weights: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the weights and the biases of a stage."""
    return weights[f"{stage['name']}.weight"], weights[f"{stage['name']}.bias"]


def pool(x: torch.Tensor, stage: dict, weights: dict) -> torch.Tensor:
    """Pool by the settings of a stage."""
    how = {"max": F.max_pool2d, "average": F.avg_pool2d}[stage["how"]]
    return how(
        x, stage["size"], stage["stride"], stage["padding"], ceil_mode=stage["ceil"]
    )


COMPUTE = {
    "conv": lambda x, s, w: F.conv2d(x, *parameters(s, w), s["stride"], s["padding"]),
    "linear": lambda x, s, w: F.linear(x, *parameters(s, w)),
    "flatten": lambda x, s, w: x.flatten(start_dim=1),
    "pool": pool,
    "global": lambda x, s, w: (
        x.amax(dim=(2, 3)) if s["how"] == "max" else x.mean(dim=(2, 3))
    ),
    "same": lambda x, s, w: x,
}
