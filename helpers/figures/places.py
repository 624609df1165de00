"""What a network names when things stand elsewhere (lessons 1 and 9)."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import nn

from helpers.evaluation import predict
from helpers.style import new_axes


def named_at_each_place(
    model: nn.Module, images: torch.Tensor, labels: torch.Tensor, reach: int = 7
) -> torch.Tensor:
    """Move pictures by up to `reach` pixels each way; return the shares named there.

    Takes images (N, 1, H, W) whose outer `reach` rows and columns are black, so that
    nothing is lost, and labels (N,). Returns (2 reach + 1, 2 reach + 1) in 0..1: rows
    from above to below, columns from left to right.
    """
    steps, shares, labels = range(-reach, reach + 1), [], labels.cpu()
    for down in steps:
        row = [images.roll((down, right), dims=(2, 3)) for right in steps]
        answers = predict(model, torch.cat(row)).argmax(dim=1)
        right = answers.view(len(row), -1) == labels
        shares.append(right.double().mean(dim=1))
    return torch.stack(shares)


def show_places(maps: Mapping[str, torch.Tensor]):
    """Draw what `named_at_each_place` gives, by name: the darker, the more is named.

    All share one scale from 0 to 1. Returns the Axes, as `new_axes` does.
    """
    axes = new_axes(len(maps), width=2.6 * len(maps) + 1, height=3, sharey=True)
    several = axes if len(maps) > 1 else [axes]
    for ax, (name, shares) in zip(several, maps.items(), strict=True):
        reach, ends = len(shares) // 2, len(shares) / 2
        where, ticks = (-ends, ends, ends, -ends), (-reach, 0, reach)
        drawn = ax.imshow(shares, "Blues", vmin=0, vmax=1, extent=where)
        ax.set(title=name, xlabel="pixels to the right", xticks=ticks, yticks=ticks)
    several[0].set_ylabel("pixels down")
    several[0].figure.colorbar(drawn, ax=axes, label="share named", shrink=0.8)
    return axes
