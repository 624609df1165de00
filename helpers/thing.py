"""The one thing in a photograph: the largest, with what belongs to it (lesson 10)."""

from __future__ import annotations

import numpy as np


def find_thing(stands_out: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Return where the thing is, of all that stands out, both (H, W) of booleans."""
    solid = without_wires(largest_parts(stands_out))
    return without_hand(largest_parts(solid), lab)


def largest_parts(mask: np.ndarray) -> np.ndarray:
    """Keep the largest part, and others of a seventh of its size or more."""
    from scipy import ndimage

    reach = max(1, round(0.005 * min(mask.shape)))
    near = ndimage.binary_dilation(mask, iterations=reach)
    labels, count = ndimage.label(near, np.ones((3, 3)))
    sizes = np.bincount(labels[mask], minlength=count + 1)
    keep = sizes > sizes.max() / 7
    return mask & keep[labels]


def without_wires(mask: np.ndarray) -> np.ndarray:
    """Leave out what would be thinner than a pixel at 28 x 28: hooks, cords, threads."""
    from scipy import ndimage

    thick = round(extent(mask) / 32)
    solid = ndimage.binary_opening(mask, np.ones((thick, thick))) if thick > 1 else mask
    return mask & ndimage.binary_dilation(solid) if solid.any() else mask


def without_hand(mask: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Leave out a part of another colour that comes in over the edge."""
    from scipy import ndimage

    edge = np.ones_like(mask)
    edge[3:-3, 3:-3] = False
    contact = mask & edge
    if not contact.any():
        return mask
    colour = np.median(lab[contact], axis=0)
    alike = mask & (np.linalg.norm(lab - colour, axis=2) < 12)
    labels, _ = ndimage.label(ndimage.binary_opening(alike, np.ones((3, 3))))
    hand = np.isin(labels, np.unique(labels[contact & (labels > 0)])) & (labels > 0)
    rest = without_wires(largest_parts(mask & ~ndimage.binary_dilation(hand, iterations=2)))
    apart = np.linalg.norm(np.median(lab[rest], axis=0) - colour) if rest.any() else 0
    if hand.sum() < 0.7 * rest.sum() and not (rest & edge).any() and apart > 15:
        return rest
    return mask


def extent(mask: np.ndarray) -> int:
    """Return the longest side of the box round what is marked."""
    return max(np.ptp(axis) + 1 for axis in np.nonzero(mask)) if mask.any() else 0
