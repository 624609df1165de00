"""Faults of the network: what its scores and its weights show."""

from __future__ import annotations

import math

import torch
from torch import nn

from helpers.diagnosis.evidence import Evidence, say, scores_for
from helpers.evaluation import are_probabilities, ends_in_softmax


def floor(e: Evidence) -> str:
    """Say how low the loss of scores between 0 and 1 can fall."""
    return f"the loss cannot fall below {math.log(1 + (e.classes - 1) / math.e):.3f}"


def softmax_last(e: Evidence) -> str | None:
    """Find scores that are probabilities."""
    if not ends_in_softmax(e.model, e.valid.scores, e.valid.images.shape[1:]):
        return None
    return say(
        f"The {e.classes} scores sum to 1 for every picture, so {floor(e)}",
        "softmax ends the network",
        "return the scores before it, for cross-entropy has a softmax of its own",
    )


def sigmoid_last(e: Evidence) -> str | None:
    """Find scores that all lie between 0 and 1, and would for any picture."""
    scores = torch.cat([e.valid.scores, strained(e)])
    low, high = e.valid.scores.aminmax()
    if not (0 <= scores.min() < scores.max() <= 1) or are_probabilities(scores):
        return None
    return say(
        f"All scores lie between {low:.2f} and {high:.2f}, so {floor(e)}",
        "a sigmoid ends the network",
        "return the scores before it",
    )


def relu_last(e: Evidence) -> str | None:
    """Find scores that are exactly 0, where none is below, and some are above 1."""
    scores = torch.cat([e.valid.scores, strained(e)])
    zeros = float((e.valid.scores == 0).double().mean())
    if scores.min() < 0 or scores.max() <= 1 or zeros < 0.05:
        return None
    return say(
        f"{zeros:.0%} of the scores are exactly 0, and none is below",
        "a ReLU ends the network",
        "return the scores before it, and make the model anew",
    )


def strained(e: Evidence) -> torch.Tensor:
    """Return the scores (32, classes) of noise, a thousand times too strong."""
    generator = torch.Generator().manual_seed(0)
    noise = torch.rand(32, *e.valid.images.shape[1:], generator=generator, device="cpu")
    return scores_for(e.model, 2000 * noise - 1000)


def began_alike(e: Evidence) -> str | None:
    """Find a layer before the last whose neurons are all the same."""
    same = [name for name, layer in [*e.layers.items()][:-1] if all_alike(layer)]
    if not same:
        return None
    return say(
        f"All {len(e.layers[same[0]].weight)} rows of weights in {same[0]} are equal",
        "all weights began alike",
        "leave the first weights to torch, which draws them at random",
    )


def never_learned(e: Evidence) -> str | None:
    """Find layers that hold their first random numbers, where others have learned."""
    still = [name for name, layer in e.layers.items() if is_new(layer)]
    if not still or max(map(reach, e.layers.values())) < 1.2:
        return None
    return say(
        f"{len(still)} of {len(e.layers)} layers ({', '.join(still):.40}) still"
        " hold the random numbers of a new layer",
        "a layer never learned",
        "give the optimizer all parameters, with requires_grad=True",
    )


# ---- how weights are judged


def reach(layer: nn.Module) -> float:
    """Return the largest weight, as a multiple of the largest that torch begins with.

    A new layer's weights are even from -b to b; b is 1 / sqrt(inputs of a neuron).
    """
    weight = layer.weight.detach()
    return float(weight.abs().max()) * math.sqrt(weight[0].numel())


def is_new(layer: nn.Module, farthest: float = 1 + 1e-5) -> bool:
    """Tell whether weights are spread evenly, as those of a new layer, and no farther.

    Learning soon drives some beyond. Fewer than a hundred weights tell nothing.
    """
    weight = layer.weight.detach().cpu().double()
    squares = weight.square().flatten() * weight[0].numel()  # even: their mean is 1/3
    sigmas = (squares.mean() - 1 / 3).abs() / math.sqrt(4 / 45 / len(squares))
    return len(squares) >= 100 and reach(layer) <= farthest and bool(sigmas < 4)


def all_alike(layer: nn.Module) -> bool:
    """Tell whether all neurons or kernels of a layer, two at least, are the same."""
    rows = layer.weight.detach().flatten(1)
    apart = (rows - rows[0]).abs().max()
    return len(rows) > 1 and bool(apart <= 1e-4 * rows.abs().max())
