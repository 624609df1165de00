"""Refusals of `helpers.widgets.network`: pictures, labels and names that do not fit."""

import math

import torch

from helpers.checks.widgets import CELLS_UP_TO, GridError, check_controls


def check_network(model, images, labels, classes, history, controls, known) -> None:
    """Raise ValueError for anything that NetworkWidget is given and cannot show."""
    check_pictures(images)
    check_labels(labels, images, classes)
    check_controls(controls, known)
    check_history(history, model)


def check_pictures(images: torch.Tensor) -> None:
    """Raise ValueError unless pictures are (N, 1 or 3, H, W), finite, and small."""
    shape = tuple(images.shape)
    if images.ndim != 4 or images.shape[1] not in (1, 3) or images.numel() == 0:
        raise ValueError(
            f"pictures are (N, 1, H, W) or, in colour, (N, 3, H, W), not {shape}"
        )
    if max(images.shape[2:]) > CELLS_UP_TO:
        raise ValueError(
            f"pictures of {shape[2]}×{shape[3]} are too large to show: at most"
            f" {CELLS_UP_TO}×{CELLS_UP_TO}"
        )
    if bad := int((~images.isfinite()).sum()):
        raise ValueError(f"{bad:,} of the pixels are NaN or infinite")


def check_answerable(model, images: torch.Tensor, classes) -> None:
    """Raise ValueError if a model does not take the pictures, or lacks names."""
    try:
        with torch.inference_mode():
            answer = model(images[:1])
    except (RuntimeError, ValueError) as error:
        first = str(error).split("\n", 1)[0]
        raise ValueError(
            f"the model does not take pictures of {tuple(images.shape[1:])}: {first}"
        ) from None
    if torch.is_tensor(answer) and answer.ndim == 2 and answer.shape[1] != len(classes):
        raise ValueError(
            f"the model tells {answer.shape[1]} classes apart, but there are"
            f" {len(classes)} names: give `classes` one for each"
        )


def check_labels(labels: list, images: torch.Tensor, classes) -> None:
    """Raise ValueError unless there is one label a picture, each a class."""
    if labels and len(labels) != len(images):
        raise ValueError(f"{len(labels)} labels for {len(images)} pictures")
    if wrong := [n for n in labels if not 0 <= n < len(classes)]:
        raise ValueError(f"label {wrong[0]} is none of 0 to {len(classes) - 1}")


def check_history(history, model: torch.nn.Module) -> None:
    """Raise ValueError unless a history is a list of state dicts of a model."""
    names = model.state_dict().keys()
    states = history if isinstance(history, (list, tuple)) else [history]
    for state in states:
        if not isinstance(state, dict) or state.keys() != names:
            raise ValueError(
                "history is a list of state dicts of the model, one an epoch, not"
                f" {type(history).__name__}: in your training loop, append"
                " copy.deepcopy(model.state_dict())"
            )


def check_place(name: str, value: int, count: int) -> None:
    """Raise GridError unless a number counts one of so many things, from 0."""
    if not 0 <= value < count:
        raise GridError(f"{name} must be from 0 to {count - 1}, not {value}")


def check_shift(shift, sides: tuple[int, int]) -> None:
    """Raise GridError unless a shift is two whole numbers within the picture."""
    good = len(shift) == 2 and all(
        isinstance(n, int) and abs(n) < side
        for n, side in zip(shift, sides, strict=True)
    )
    if not good:
        raise GridError(
            "shift must be two whole numbers, [down, right], less than"
            f" {sides[0]} and {sides[1]}, not {shift!r}"
        )


def check_edits(edits: list, sizes: dict[str, int]) -> None:
    """Raise GridError unless each edit is [parameter, index, value], and fits.

    `sizes` says how many numbers each parameter has.
    """
    for edit in edits:
        if not isinstance(edit, (list, tuple)) or len(edit) != 3:
            raise GridError(f"an edit is [parameter, index, value], not {edit!r}")
        name, index, value = edit
        if name not in sizes:
            raise GridError(f"no parameter is called {name!r}: {', '.join(sizes)}")
        if not isinstance(index, int) or not 0 <= index < sizes[name]:
            raise GridError(
                f"{name} has the indices 0 to {sizes[name] - 1}, not {index!r}"
            )
        if not isinstance(value, (int, float)) or not math.isfinite(value):
            raise GridError(f"the new value of {name} must be finite, not {value!r}")


def check_off(off: list, plan: list) -> None:
    """Raise GridError unless each of these is [stage, map] of a stage with weights."""
    maps = {i: s["shape"][0] for i, s in enumerate(plan, 1) if "shape" in s}
    for pair in off:
        if len(pair) != 2 or not 0 <= pair[1] < maps.get(pair[0], 0):
            can = ", ".join(f"{i} with {n}" for i, n in maps.items())
            raise GridError(
                f"what is switched off is [stage, map], not {pair!r}; stages with maps"
                f" or numbers to switch off: {can}"
            )


def check_opened(picked: dict | None, plans: list[list]) -> None:
    """Raise GridError unless this says which stage, map and cell are open."""
    if picked is None:
        return
    if set(picked) != {"network", "stage", "map", "cell"}:
        raise GridError(
            "picked is None or a dict of network, stage, map and cell,"
            f" not {sorted(picked)}"
        )
    check_place("network", picked["network"], len(plans))
    check_place("stage", picked["stage"] - 1, len(plans[picked["network"]]))
