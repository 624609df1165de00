"""The one thing in a photograph: the largest, with what belongs to it (lesson 10)."""

from __future__ import annotations

import numpy as np


def find_thing(stands_out: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Return where the thing is, of all that stands out, both (H, W) of booleans."""
    return without_hand(without_wires(largest_parts(stands_out)), lab)


def largest_parts(mask: np.ndarray) -> np.ndarray:
    """Keep the largest part, and others of a seventh of its size or more."""
    from scipy import ndimage

    reach = max(1, round(0.01 * min(mask.shape)))
    near = ndimage.binary_dilation(mask, iterations=reach)
    labels, count = ndimage.label(near, np.ones((3, 3)))
    sizes = np.bincount(labels[mask], minlength=count + 1)
    keep = sizes > sizes.max() / 7
    return mask & keep[labels]


def without_wires(mask: np.ndarray) -> np.ndarray:
    """Leave out what would be thinner than a pixel at 28 x 28: hooks, cords, threads."""
    from scipy import ndimage

    thick = round(extent(mask) / 40)
    solid = ndimage.binary_opening(mask, np.ones((thick, thick))) if thick > 1 else mask
    return mask & ndimage.binary_dilation(solid) if solid.any() else mask


def without_hand(mask: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Leave out a part of another colour that comes in over the edge."""
    from scipy import ndimage
    from scipy.cluster.vq import kmeans2

    edge = np.ones_like(mask)
    edge[1:-1, 1:-1] = False
    if not (mask & edge).any():
        return mask
    (one, other), which = kmeans2(lab[mask], 2, minit="++", seed=0)
    if np.linalg.norm(one - other) < 15:
        return mask
    parts = np.zeros(mask.shape, int)
    parts[mask] = which + 1
    for colour in (1, 2):
        hand = largest_parts(ndimage.binary_opening(parts == colour, np.ones((3, 3))))
        rest = largest_parts(mask & ~ndimage.binary_dilation(hand, iterations=3))
        if (hand & edge).any() and not (rest & edge).any():
            if 0 < hand.sum() < rest.sum():
                return without_wires(rest)
    return mask


def extent(mask: np.ndarray) -> int:
    """Return the longest side of the box round what is marked."""
    return max(np.ptp(axis) + 1 for axis in np.nonzero(mask)) if mask.any() else 0
