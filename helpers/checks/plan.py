"""Refusals of `helpers.widgets.plan`: networks that are no chain of known stages."""

import torch
from torch import nn

PARAMETERS_UP_TO = 300_000  # more would be too slow to drag, and too much for a page
WAY_OUT = "NetworkWidget shows convolution, pooling, fully connected layers in a row"


def check_size(model: nn.Module) -> None:
    """Raise ValueError for NaN or infinite weights, and for too many of them."""
    count = 0
    for name, parameter in model.named_parameters():
        count += parameter.numel()
        if bad := int((~parameter.isfinite()).sum()):
            raise ValueError(
                f"{name} {tuple(parameter.shape)} holds {bad:,} numbers that are NaN"
                " or infinite: the training diverged"
            )
    if count > PARAMETERS_UP_TO:
        raise ValueError(
            f"{type(model).__name__} has {count:,} parameters. A page can move with at"
            f" most {PARAMETERS_UP_TO:,}."
        )


def check_chain(recorder, answers) -> None:
    """Raise ValueError if a model's answer is not what the last known stage gave."""
    if recorder.last is answers:
        if not recorder.stages or answers.ndim != 2:
            raise ValueError(
                f"the model must answer with one row of scores a picture,"
                f" not {tuple(answers.shape)}"
            )
        return
    name = recorder.strangers[0][1] if recorder.strangers else "a second branch"
    last = recorder.stages[-1] if recorder.stages else {"kind": "the picture"}
    where = last.get("name") or last["kind"]
    raise ValueError(
        f"after {where}, the model does something that cannot be shown: {name}."
        f" {WAY_OUT}."
    )


def check_layer(kind: str, name: str, weight, names: dict, earlier: list) -> None:
    """Raise ValueError for weights that are no parameter, or that are used twice."""
    if id(weight) not in names:
        raise ValueError(
            f"the weights of a {kind} layer are computed anew each time, and are no"
            " parameter of the model: they cannot be shown"
        )
    if name in earlier:
        raise ValueError(
            f"{name} is used twice: each layer can stand in one place only"
        )


def check_convolution(stride, padding, dilation, groups) -> None:
    """Raise ValueError for a convolution with settings that are not shown."""
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    for name, value in settings.items():
        if not isinstance(value, int):
            raise ValueError(
                f"a convolution with {name}={value!r} cannot be shown: the same whole"
                " number for both sides can"
            )
    if dilation != 1 or groups != 1:
        raise ValueError(
            f"a convolution with dilation={dilation}, groups={groups} cannot be shown:"
            " both must be 1"
        )


def check_normalisation(stage: dict, training: bool, weight, mean) -> None:
    """Raise ValueError unless batch normalisation stands right behind a layer."""
    if stage.get("kind") not in ("conv", "linear") or stage["then"] or "norm" in stage:
        raise ValueError(
            "batch normalisation can be shown right after a convolution or a fully"
            " connected layer only: it is worked into its weights"
        )
    if training or mean is None or weight is None:
        raise ValueError(
            "batch normalisation needs weights and running statistics to be shown"
        )


def check_pooling(how: str, size, stride, padding, plain: bool) -> None:
    """Raise ValueError for pooling with settings that are not shown."""
    for name, value in {"size": size, "stride": stride, "padding": padding}.items():
        if not isinstance(value, int):
            raise ValueError(
                f"{how} pooling with {name}={value!r} cannot be shown: the same whole"
                " number for both sides can"
            )
    if not plain:
        raise ValueError(
            f"{how} pooling can be shown with torch's defaults for dilation,"
            " count_include_pad and divisor_override only"
        )


def check_same(where: str, wanted: torch.Tensor, found: torch.Tensor) -> None:
    """Raise ValueError if a plan computes something else than the model, at 1e-4."""
    found = found.reshape(wanted.shape)
    error = float((found - wanted).abs().max())
    if not error <= 1e-4 * max(1.0, float(wanted.abs().max())):
        raise ValueError(
            f"{where}: what the model computes there depends on more than its layers"
            f" (the plan is off by {error:.2g}), so it cannot be shown"
        )
