"""A split drawn as pictures: what belongs together, what is kept back (lesson 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from helpers.plots import show_images
from helpers.style import ACCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def show_sides(pictures, groups, kept_back, count: int = 8) -> Axes:
    """Show the pictures of the first groups, a column each; frame those kept back.

    `pictures` is (N, H, W); `groups` (N,) has a number for each, equally often;
    `kept_back` are positions.
    """
    from matplotlib.patches import Rectangle

    groups = torch.as_tensor(groups, device="cpu").numpy()
    names = np.unique(groups)[:count]
    places = np.stack([np.flatnonzero(groups == name) for name in names], axis=1)
    ax = show_images(pictures[places.ravel()], columns=count)
    framed = np.isin(places.ravel(), kept_back)
    for tile, is_framed in zip(ax.images, framed, strict=True):
        left, right, bottom, top = tile.get_extent()
        if is_framed:
            frame = Rectangle((left, top), right - left, bottom - top, fill=False)
            frame.set(edgecolor=ACCENT, linewidth=5, clip_on=False)
            ax.add_patch(frame)
    return ax
