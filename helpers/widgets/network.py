"""A whole network on one page: it answers to the hand, down to the last number."""

from __future__ import annotations

import base64
import copy
import html

import numpy as np
import torch
import traitlets

from helpers.any_model import class_names
from helpers.checks.network import (
    check_answerable,
    check_edits,
    check_network,
    check_off,
    check_opened,
    check_place,
    check_shift,
)
from helpers.widgets.drawing import number, tables
from helpers.widgets.front_end import front_end, style
from helpers.widgets.grid import ShownWidget
from helpers.widgets.plan import plain, read_plan, run
from helpers.widgets.traits import Grid, Whole, as_numbers

CONTROLS = ("draw", "shifts", "gradient", "edit")


class NetworkWidget(ShownWidget):
    """Show what a model does with pictures, live: its maps, numbers, and arithmetic.

    model: a network that is a chain of convolutions, pooling and fully connected
    layers, with one row of scores a picture. images (N, 1, H, W) or (N, 3, H, W):
    tensor, array or list, floats or uint8; one picture may leave out N. labels (N,)
    whole numbers; classes one name a score, unless the model knows them. `other` is a
    second model, shown below under the same hand; `history` is a list of state dicts of
    `model`, one an epoch, or {"1/8": state dict}, for a slider through its training.
    With `hide=True` the answer is covered until a class is guessed. `controls` names
    what can be done beyond opening maps: "draw", "shifts", "gradient", "edit".

    These follow what the learner does, and can be observed and set: `chosen` (which
    picture), `shift` [down, right], `picked` (what is open: a dict of network, stage,
    map and cell, or None), `edits` [[parameter, index, value]], `off` [[stage, map]],
    `epoch`. Computed from them, to be read and observed: `picture` (C, H, W) as the
    network sees it, and `scores` (classes,). `model()` is the edited network.
    Raises ValueError for a model that cannot be shown, and says which layer is why.
    """

    _esm = front_end("network.js")
    _css = style("style.css") + style("network.css")

    plan = traitlets.List().tag(sync=True)
    numbers = traitlets.Unicode().tag(sync=True)
    pictures = traitlets.Dict().tag(sync=True)
    labels = traitlets.List().tag(sync=True)
    classes = traitlets.List().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    other = traitlets.Dict(allow_none=True).tag(sync=True)
    history = traitlets.List().tag(sync=True)
    moments = traitlets.List().tag(sync=True)
    hide = traitlets.Bool(False).tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    chosen = Whole(0, 0)
    drawing = traitlets.Unicode().tag(sync=True)
    shift = traitlets.List([0, 0]).tag(sync=True)
    picked = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
    edits = traitlets.List().tag(sync=True)
    off = traitlets.List().tag(sync=True)
    epoch = traitlets.Int(-1).tag(sync=True)
    picture = Grid(3, read_only=True)
    scores = traitlets.Any(read_only=True)

    def __init__(
        self, model, images, labels=None, classes=None, *, other=None,
        history=None, hide=False, controls=CONTROLS, titles=("", ""),
    ):  # fmt: skip
        """Read the plan of the model, compare the two, and show the first picture."""
        self._images = as_images(images)
        labels = [] if labels is None else labels
        labels = torch.as_tensor(labels).flatten().long().tolist()
        moments, history = as_moments(history)
        self._model = plain(model)
        classes = class_names(model) if classes is None else classes
        check_network(
            self._model, self._images, labels, classes, history, controls, CONTROLS
        )
        plan, weights = self._read(self._model, classes)
        super().__init__(
            plan=plan, numbers=packed(plan, weights, np.float32),
            pictures=as_pixels(self._images), labels=labels, classes=list(classes),
            title=titles[0], hide=hide, controls=list(controls),
            other=self._second(other, classes, titles[1]), moments=moments,
            history=[self._snapshot(state, classes) for state in history],
        )  # fmt: skip
        self._recompute()

    def _read(self, model, classes) -> tuple[list, dict]:
        check_answerable(model, self._images, classes)
        return read_plan(model, self._images)

    def _second(self, model, classes, title: str) -> dict | None:
        """Return what the front end needs of a second model."""
        if model is None:
            return None
        plan, weights = self._read(plain(model), classes)
        return {
            "plan": plan, "numbers": packed(plan, weights, np.float32), "title": title,
        }  # fmt: skip

    def _snapshot(self, state: dict, classes) -> str:
        """Return the numbers of an earlier state of the model, in 16 bits."""
        model = copy.deepcopy(self._model)
        model.load_state_dict(state)
        return packed(*self._read(model, classes), np.float16)

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return (
            f"NetworkWidget({type(self._model).__name__}, {len(self._images)} pictures)"
        )

    # ---- what follows from what the learner does

    @traitlets.validate("chosen")
    def _validate_chosen(self, proposal):
        check_place("chosen", proposal.value, len(self._images))
        return proposal.value

    @traitlets.validate("shift")
    def _validate_shift(self, proposal):
        check_shift(proposal.value, self._images.shape[2:])
        return proposal.value

    @traitlets.validate("edits")
    def _validate_edits(self, proposal):
        if proposal.value:
            sizes = {name: w.numel() for name, w in self._weights().items()}
            check_edits(proposal.value, sizes)
        return proposal.value

    @traitlets.validate("off")
    def _validate_off(self, proposal):
        check_off(proposal.value, self.plan)
        return proposal.value

    @traitlets.validate("picked")
    def _validate_picked(self, proposal):
        others = [self.other["plan"]] if self.other else []
        check_opened(proposal.value, [self.plan, *others])
        return proposal.value

    @traitlets.validate("epoch")
    def _validate_epoch(self, proposal):
        check_place("epoch", proposal.value + 1, len(self.history) + 1)
        return proposal.value

    @traitlets.observe("chosen", "drawing", "shift", "edits", "off", "epoch")
    def _follow(self, change):
        if self.numbers:  # not while it is made
            self._recompute()

    def _recompute(self) -> None:
        """Bring `picture` and `scores` up to date."""
        image = self._images[self.chosen]
        if self.drawing:
            drawn = np.frombuffer(base64.b64decode(self.drawing), "<f4")
            image = torch.tensor(drawn).view_as(image)
        seen = moved(image, *self.shift, float(self._images.min()))
        self.set_trait("picture", seen.numpy())
        with torch.inference_mode():
            scores = run(self.plan, self._weights(), seen[None])[-1][0]
        self.set_trait("scores", scores.numpy())

    def _weights(self) -> dict[str, torch.Tensor]:
        """Return the weights and biases as they are now, edits and all."""
        numbers = unpacked(self.numbers, np.float32)
        if 0 <= self.epoch < len(self.history):
            numbers = unpacked(self.history[self.epoch], np.float16)
        weights, at = {}, 0
        for stage in self.plan:
            if "shape" in stage:
                for kind, shape in (("weight", stage["shape"]),
                                    ("bias", stage["shape"][:1])):  # fmt: skip
                    count = int(np.prod(shape))
                    name = f"{stage['name']}.{kind}"
                    weights[name] = torch.tensor(numbers[at : at + count]).view(*shape)
                    at += count
        for name, index, value in self.edits:
            weights[name].view(-1)[index] = value
        for stage, unit in self.off:
            name = self.plan[stage - 1]["name"]
            weights[f"{name}.weight"][unit] = 0
            weights[f"{name}.bias"][unit] = 0
        return weights

    def model(self) -> torch.nn.Module:
        """Return a copy of the model with the edited weights, ready to be tested.

        On the CPU, in float32. Where batch normalisation stands behind a layer, it is
        left neutral: the layer's weights contain it.
        """
        model, weights = copy.deepcopy(self._model), self._weights()
        modules = dict(model.named_modules())
        with torch.no_grad():
            for stage in self.plan:
                if "shape" not in stage:
                    continue
                layer = modules[stage["name"]]
                bias = layer
                if "norm" in stage:
                    bias = modules[stage["norm"]]
                    bias.running_mean.zero_()
                    bias.running_var.fill_(1 - bias.eps)
                    bias.weight.fill_(1)
                    if layer.bias is not None:
                        layer.bias.zero_()
                layer.weight.copy_(weights[f"{stage['name']}.weight"])
                if bias.bias is not None:
                    bias.bias.copy_(weights[f"{stage['name']}.bias"])
        return model

    # ---- shown

    def _painted_traits(self) -> tuple[str, ...]:
        return (
            "plan", "numbers", "pictures", "labels", "classes", "title", "other",
            "history", "moments", "hide", "controls", "chosen", "drawing", "shift",
            "picked", "edits", "off", "epoch",
        )  # fmt: skip

    def _tables(self) -> str:
        """Return the picture, and the scores unless they are to be guessed."""
        drawn = tables("Picture", self.picture, grey=True)
        if self.hide:
            return drawn
        rows = "".join(
            f"<tr><td>{html.escape(name)}</td><td>{number(score)}</td></tr>"
            for name, score in zip(self.classes, self.scores, strict=True)
        )
        return drawn + f"<table><caption>Scores</caption>{rows}</table>"


def as_moments(history) -> tuple[list[str], list]:
    """Return the names of the moments of a training, if any, and the state dicts."""
    if isinstance(history, dict):
        return [str(moment) for moment in history], [*history.values()]
    return [], [] if history is None else history


def as_images(images) -> torch.Tensor:
    """Return pictures as float32 (N, C, H, W); bytes become 0..1."""
    kind = getattr(images, "dtype", None)
    numbers = torch.tensor(as_numbers("images", images))
    if kind in (torch.uint8, np.uint8):
        numbers = numbers / 255
    if numbers.ndim == 2 or (numbers.ndim == 3 and len(numbers) not in (1, 3)):
        numbers = numbers.unsqueeze(-3)
    return numbers.unsqueeze(0) if numbers.ndim == 3 else numbers


def as_pixels(images: torch.Tensor) -> dict:
    """Return pictures as the front end takes them: bytes if they lose nothing so."""
    shape = list(images.shape)
    whole = (images * 255).round().clamp(0, 255).to(torch.uint8)
    if torch.allclose(whole.float() / 255, images, rtol=0, atol=1e-6):
        return {
            "shape": shape,
            "bytes": base64.b64encode(whole.numpy().tobytes()).decode(),
        }
    numbers = images.numpy().astype("<f4").tobytes()
    return {"shape": shape, "floats": base64.b64encode(numbers).decode()}


def packed(plan: list, weights: dict, kind) -> str:
    """Return all weights and biases, stage by stage, in base64, little-endian."""
    names = [stage["name"] for stage in plan if "shape" in stage]
    parts = [
        weights[f"{name}.{k}"].flatten() for name in names for k in ("weight", "bias")
    ]
    numbers = torch.cat(parts).numpy() if parts else np.zeros(0)
    return base64.b64encode(numbers.astype(np.dtype(kind).newbyteorder("<"))).decode()


def unpacked(text: str, kind) -> np.ndarray:
    """Return the numbers that `packed` wrote, as float32."""
    numbers = np.frombuffer(base64.b64decode(text), np.dtype(kind).newbyteorder("<"))
    return numbers.astype(np.float32)


def moved(image: torch.Tensor, down: int, right: int, blank: float) -> torch.Tensor:
    """Return an image (C, H, W) moved by whole cells; `blank` comes in at the edge."""
    _, h, w = image.shape
    result = torch.full_like(image, blank)
    result[:, max(0, down) : h + min(0, down), max(0, right) : w + min(0, right)] = (
        image[:, max(0, -down) : h - max(0, down), max(0, -right) : w - max(0, right)]
    )
    return result
