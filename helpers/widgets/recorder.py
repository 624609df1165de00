"""How a network is read while it runs: each call that takes the picture further."""

from __future__ import annotations

import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from helpers.checks.plan import (
    check_convolution,
    check_layer,
    check_normalisation,
    check_pooling,
)


class Recorder(TorchFunctionMode):
    """Writes down what torch is asked to do with pictures on their way to an answer.

    `last` is what the next call is expected to take. A call that takes it and is not
    understood gives a stranger, whom `check_chain` names if the answer comes from it.
    """

    def __init__(self, model: nn.Module, images: torch.Tensor):
        super().__init__()
        self.names = {id(p): name for name, p in model.named_parameters()}
        self.modules = {id(m.weight): n for n, m in model.named_modules()
                        if isinstance(m, nn.BatchNorm2d) and m.affine}  # fmt: skip
        self.stages, self.weights = [], {}
        self.results = [images]  # what each stage gives, the pictures first
        self.copies = [images]  # of the same: a later call may write over it
        self.strangers = []

    @property
    def last(self) -> torch.Tensor:
        """What the last stage gave."""
        return self.results[-1]

    def __torch_function__(self, func, types, args=(), kwargs=None):
        """Call `func` as if nobody listened, and note what it has done."""
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        if torch.is_tensor(result) and any(x is self.last for x in flat(args, kwargs)):
            note = getattr(self, f"note_{func.__name__.strip('_')}", None)
            if note is None or note(result, *args, **kwargs) is False:
                self.strangers.append((result, func.__name__.strip("_")))
        return result

    def begin(self, result: torch.Tensor, kind: str, **settings) -> None:
        """Note a new stage."""
        self.stages.append({"kind": kind, **settings, "then": []})
        self.results.append(result)
        self.copies.append(result.clone())

    def follow(self, result: torch.Tensor, step: str | int | None) -> None:
        """Note what follows in the last stage: an activation, a sum, or nothing new."""
        if not self.stages:
            self.begin(self.last, "same")
        if step is not None:
            self.stages[-1]["then"].append(step)
        self.results[-1], self.copies[-1] = result, result.clone()

    def layer(self, result, kind, weight, bias, **settings) -> None:
        """Note a layer with weights."""
        name = self.names.get(id(weight), "").removesuffix("weight").removesuffix(".")
        check_layer(
            kind, name, weight, self.names, [s.get("name") for s in self.stages]
        )
        self.weights[f"{name}.weight"] = weight.detach().clone()
        none = weight.new_zeros(len(weight))
        self.weights[f"{name}.bias"] = none if bias is None else bias.detach().clone()
        shape = list(weight.shape)
        self.begin(result, kind, name=name, shape=shape, **settings)

    def note_conv2d(self, result, x, weight, bias=None, stride=1, padding=0,
                    dilation=1, groups=1):  # fmt: skip
        """Note a convolution."""
        stride, padding = one(stride), padded(padding, weight, stride)
        check_convolution(stride, padding, one(dilation), groups)
        self.layer(result, "conv", weight, bias, stride=stride, padding=padding)

    def note_linear(self, result, x, weight, bias=None):
        """Note a fully connected layer."""
        self.layer(result, "linear", weight, bias)

    def note_batch_norm(self, result, x, mean, variance, weight=None, bias=None,
                        training=False, momentum=0.1, eps=1e-5):  # fmt: skip
        """Work batch normalisation into the layer before it."""
        stage = self.stages[-1] if self.stages else {}
        check_normalisation(stage, training, weight, mean)
        scale = weight / (variance + eps).sqrt()
        name = stage["name"]
        kernel, before = (self.weights[f"{name}.{kind}"] for kind in ("weight", "bias"))
        shape = (-1, *[1] * (kernel.ndim - 1))
        self.weights[f"{name}.weight"] = kernel * scale.view(shape)
        self.weights[f"{name}.bias"] = (before - mean) * scale + bias
        self.follow(result, None)
        stage["norm"] = self.modules[id(weight)]

    def note_max_pool2d(self, result, x, kernel_size, stride=None, padding=0,
                        dilation=1, ceil_mode=False, return_indices=False):  # fmt: skip
        """Note max pooling."""
        size, dilation = one(kernel_size), one(dilation)
        self.note_pool(result, "max", size, stride, padding, ceil_mode, dilation == 1)

    def note_avg_pool2d(self, result, x, kernel_size, stride=None, padding=0,
                        ceil_mode=False, count_include_pad=True,
                        divisor_override=None):  # fmt: skip
        """Note average pooling."""
        plain = count_include_pad and divisor_override is None
        size = one(kernel_size)
        self.note_pool(result, "average", size, stride, padding, ceil_mode, plain)

    def note_pool(self, result, how, size, stride, padding, ceil, plain):
        """Note pooling of either kind."""
        stride, padding = one(stride) if stride else size, one(padding)
        check_pooling(how, size, stride, padding, plain)
        self.begin(result, "pool", how=how, size=size, stride=stride, padding=padding,
                   ceil=bool(ceil))  # fmt: skip

    def note_global(self, result, how):
        """Note pooling of whole maps, if that is what was done."""
        maps = self.last.shape[:2]
        if self.last.ndim != 4 or result.shape[:2] != maps or result[0, 0].numel() > 1:
            return False
        self.begin(result, "global", how=how)

    def note_adaptive_max_pool2d(self, result, *_, **__):
        """Note global max pooling."""
        return self.note_global(result, "max")

    def note_adaptive_avg_pool2d(self, result, *_, **__):
        """Note global average pooling."""
        return self.note_global(result, "average")

    def note_amax(self, result, *_, **__):
        """Note global max pooling."""
        return self.note_global(result, "max")

    def note_mean(self, result, *_, **__):
        """Note global average pooling."""
        return self.note_global(result, "average")

    def note_flatten(self, result, *_, **__):
        """Note that maps become a row, if there are any."""
        images, row = self.last.shape[0], self.last[0].numel()
        if result.shape != (images, row):
            return False
        if self.last.ndim == 4 and self.last[0, 0].numel() > 1:
            self.begin(result, "flatten")
        else:
            self.follow(result, None)

    note_view = note_reshape = note_squeeze = note_flatten

    def note_dropout(self, result, *_, training=False, **__):
        """Note nothing: it is off."""
        self.follow(result, None)

    note_contiguous = note_dropout2d = note_dropout

    def note_add(self, result, a, b, *_, **__):
        """Note that the result of an earlier stage is added."""
        other = b if a is self.last else a
        found = [i for i, x in enumerate(self.results[:-1]) if x is other]
        if not found:
            return False
        self.follow(result, found[0])

    def note_relu(self, result, *_, **__):
        """Note ReLU."""
        self.follow(result, "relu")

    def note_sigmoid(self, result, *_, **__):
        """Note a sigmoid."""
        self.follow(result, "sigmoid")

    def note_tanh(self, result, *_, **__):
        """Note a hyperbolic tangent."""
        self.follow(result, "tanh")

    def note_softmax(self, result, *_, dim=-1, **__):
        """Note a softmax over the classes."""
        if self.last.ndim != 2:
            return False
        self.follow(result, "softmax")


def flat(args: tuple, kwargs: dict) -> list:
    """Return what a call was given, and what stands in its lists."""
    given = [*args, *kwargs.values()]
    lists = [x for x in given if isinstance(x, (list, tuple))]
    return [*given, *(y for x in lists for y in x)]


def one(sizes) -> int | tuple:
    """Return 2 for 2 and for (2, 2): one number where both sides are the same."""
    if not isinstance(sizes, (list, tuple)):
        return sizes
    return sizes[0] if len(set(sizes)) == 1 else tuple(sizes)


def padded(padding, weight: torch.Tensor, stride) -> int | tuple | str:
    """Return the padding of a convolution in cells; "same" is half of an odd kernel."""
    if padding == "valid":
        return 0
    sides = weight.shape[2:]
    if padding == "same" and all(side % 2 for side in sides):
        return one([side // 2 for side in sides])
    return padding if isinstance(padding, str) else one(padding)
