"""The one thing in a photograph: the largest, with what belongs to it (lesson 10)."""

from __future__ import annotations

import numpy as np

ALIKE = 12  # colours in Lab that an eye takes for shades of one


def find_thing(stands_out: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Return where the thing is (H, W), of all that stands out in colours (H, W, 3)."""
    solid = without_wires(largest_parts(stands_out, lab))
    return without_hand(largest_parts(solid, lab), lab)


def largest_parts(mask: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Keep the largest part, those not much smaller, and those near in its colour."""
    from scipy import ndimage

    labels, count = ndimage.label(ndimage.binary_dilation(mask), np.ones((3, 3)))
    sizes = np.bincount(labels[mask], minlength=count + 1)
    keep = sizes > sizes.max() / 7
    main = mask & keep[labels]
    away = ndimage.distance_transform_edt(~main) if main.any() else main
    for part in np.flatnonzero(~keep & (sizes > sizes.max() / 100)):
        here = mask & (labels == part)
        near = away[here].min() < extent(main) / 12
        keep[part] = near and far_apart(lab, here, main) < ALIKE
    return mask & keep[labels]


def far_apart(lab: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """Return the distance between the median colours of two parts."""
    return float(
        np.linalg.norm(np.median(lab[one], axis=0) - np.median(lab[other], axis=0))
    )


def without_wires(mask: np.ndarray) -> np.ndarray:
    """Leave out what is thinner than a pixel at 28 x 28: hooks, cords, threads."""
    from scipy import ndimage

    thick = round(extent(mask) / 32)
    solid = ndimage.binary_opening(mask, np.ones((thick, thick))) if thick > 1 else mask
    return mask & ndimage.binary_dilation(solid) if solid.any() else mask


def without_hand(mask: np.ndarray, lab: np.ndarray) -> np.ndarray:
    """Leave out a smaller part of another, even colour that comes in over the edge."""
    from scipy import ndimage

    edge = np.ones_like(mask)
    edge[2:-2, 2:-2] = False
    runs, count = ndimage.label(mask & edge)
    for run in (runs == i + 1 for i in range(count)):
        off = np.linalg.norm(lab - np.median(lab[run], axis=0), axis=2)
        alike = ndimage.binary_opening(mask & (off < ALIKE), np.ones((3, 3)))
        labels, _ = ndimage.label(alike | (run & (off < ALIKE)))
        hand = np.isin(labels, labels[run & (labels > 0)])
        rest = mask & ~ndimage.binary_dilation(hand, iterations=2)
        smaller = 0 < 2 * hand.sum() < rest.sum() and run.sum() > extent(mask) / 16
        even = (off[run] < ALIKE).mean() > 0.8
        if smaller and even and far_apart(lab, hand, rest) > ALIKE:
            return largest_parts(without_wires(rest), lab)
    return mask


def extent(mask: np.ndarray) -> int:
    """Return the longest side of the box round what is marked."""
    return max(np.ptp(axis) + 1 for axis in np.nonzero(mask)) if mask.any() else 0
