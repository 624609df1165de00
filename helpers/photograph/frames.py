"""What is round a picture and no part of it: bars, frames, margins (lesson 10)."""

from __future__ import annotations

import numpy as np

EVEN = 10  # of 255: what a JPEG makes of an even colour
JUMP = 20
SMALLEST = 20  # pixels of a side: in fewer a line or a ground says nothing


def inner_picture(rgb: np.ndarray) -> tuple[slice, slice]:
    """Return rows and columns of what bars and frames enclose, (H, W, 3) in 0..255."""
    whole = rows, columns = slice(0, rgb.shape[0]), slice(0, rgb.shape[1])
    if min(rgb.shape[:2]) < SMALLEST:
        return whole
    rgb = rgb.astype(np.int16)
    for _ in range(4):
        before = rows, columns
        rows, columns = inside(before, *without_bars(rgb[before]))
        rows, columns = inside((rows, columns), *without_margin(rgb[rows, columns]))
        if (rows, columns) == before:
            break
    empty = np.ptp(rgb[rows, columns], axis=(0, 1)).max() <= EVEN
    return whole if empty else (rows, columns)  # round nothing there is no frame


def inside(outer, rows, columns):
    """Return slices of slices as slices of the whole."""
    return tuple(
        slice(o.start + i.start, o.start + i.stop)
        for o, i in zip(outer, (rows, columns), strict=True)
    )


def without_bars(rgb: np.ndarray) -> tuple[slice, slice]:
    """Cut at lines that run from side to side, with an even colour beyond them."""
    ends = []
    for turned in (rgb, rgb.transpose(1, 0, 2)):
        size = len(turned)
        ends.append(slice(bar(turned), size - bar(turned[::-1])))
    return tuple(ends)


def bar(rgb: np.ndarray) -> int:
    """Return how many of the first rows are a bar."""
    deepest = len(rgb) // 4
    rows = rgb[: deepest + 2]
    if deepest < 1:
        return 0
    outer = np.median(rows, axis=1)
    even = (np.abs(rows - outer[:, None]).max(axis=2) <= EVEN).mean(axis=1) > 0.95
    same = np.abs(outer - outer[0]).max(axis=1) <= EVEN
    for depth in range(deepest, 0, -1):
        inner = rows[min(depth + 1, len(rows) - 1)]
        edge = depth - 1 - (depth > 3)
        jump = (np.abs(inner - outer[edge]).max(axis=1) > JUMP).mean()
        if jump > 0.97 and even[edge] and same[edge] and even[0]:
            return depth + (depth > 3)
    return 0


def without_margin(rgb: np.ndarray) -> tuple[slice, slice]:
    """Cut off an even colour all round, if what is in it is a rectangle, and large."""
    from scipy import ndimage

    whole = slice(0, rgb.shape[0]), slice(0, rgb.shape[1])
    ring = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    colour = np.median(ring, axis=0)
    other = np.abs(rgb - colour).max(axis=2) > EVEN
    if (
        min(other.shape) < SMALLEST
        or (np.abs(ring - colour).max(axis=1) > EVEN).mean() > 0.02
    ):
        return whole
    thick = max(1, min(other.shape) // 60)
    filled = ndimage.binary_fill_holes(np.pad(other, 1))[1:-1, 1:-1]
    solid = ndimage.binary_opening(filled, np.ones((thick, thick)))  # no ticks, no text
    labels, count = ndimage.label(solid)
    if not count:
        return whole
    largest = labels == np.bincount(labels.ravel())[1:].argmax() + 1
    box = ndimage.find_objects(largest.astype(int))[0]
    large = largest[box].size > 0.35 * largest.size
    hole = largest[box] & ~other[box]  # of the margin's colour, so it is a thing
    if not large or largest[box].mean() < 0.97 or hole.mean() > 0.4:
        return whole
    inset = 1 if box != whole else 0
    return tuple(slice(b.start + inset, b.stop - inset) for b in box)
