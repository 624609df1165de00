"""From a photograph to one thing, light on black: on a ground that need not be even."""

from __future__ import annotations

import numpy as np
from PIL import Image

from helpers.checks.images import check_told_apart
from helpers.photograph.ground import beside, find_ground, without_noise
from helpers.photograph.thing import extent, find_thing

LOOK = 192  # pixels of the longest side: plenty to find what becomes 28
FAINT = 8.0  # distance in Lab below which a thing may be a trick of the light


def photograph_stages(seen: tuple, invert: bool | None = None) -> dict:
    """Return the stages of a photograph that `look` has seen; keys give the reasons.

    How far off the ground all is; the thing alone; its shades, light on black and cut
    to it. All are float32 (H, W) in 0..1. Raises ValueError where nothing can be told
    from the ground.
    """
    lab, ground, mask = seen
    rest = lab - ground
    distance = np.linalg.norm(rest, axis=2)
    check_told_apart(is_clear(distance, mask))
    if invert is None:
        light, why = distance, "the thing alone, the rest black"
    else:
        light = -rest[..., 0] if invert else rest[..., 0]
        why = f"{'inverted' if invert else 'not inverted'}: as you said"
    light = (light * mask).clip(0).astype(np.float32) / 100
    return {
        "the distance from the ground": (distance / 100).astype(np.float32).clip(0, 1),
        why: light,
        "trimmed": cut_to(mask, light),
    }


def is_clear(distance: np.ndarray, mask: np.ndarray) -> bool:
    """Tell whether a thing stands out well from what its ground does by itself.

    It is solid, too: of an outline or the rim of a shadow next to nothing is left when
    what is thinner than a fourteenth of it is taken away.
    """
    from scipy import ndimage

    rest = beside(mask)
    if not mask.any() or not rest.any():
        return False
    thick = max(2, round(extent(mask) / 14))
    core = ndimage.binary_opening(np.pad(mask, thick), np.ones((thick, thick)))
    unrest = np.percentile(distance[rest], 90)
    stands_out = np.median(distance[mask]) > max(FAINT, 2.5 * unrest)
    return bool(stands_out and core.sum() > 0.15 * mask.sum())


def cut_to(mask: np.ndarray, picture: np.ndarray | None = None) -> np.ndarray:
    """Cut a picture (H, W), or the mask itself, to the box round what is marked."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    picture = mask.astype(np.float32) if picture is None else picture
    return picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def look(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return colours and ground in Lab and the thing's place; small things twice.

    The second look is at the thing and what is near it, in as many pixels.
    """
    lab = without_noise(small(rgb) / 255)
    ground, stands_out = find_ground(lab)
    mask = find_thing(stands_out, lab)
    if extent(mask) < max(mask.shape) / 20:
        return lab, ground, np.zeros_like(mask)  # a speck
    near = around(mask, rgb.shape[:2])
    close = rgb[near]
    where = resized(beside(stands_out), rgb.shape[:2])[near]
    already = 0.6 * rgb[..., 0].size < close[..., 0].size
    if min(rgb.shape[:2]) < 64 or already or where.mean() < 0.1:
        return lab, ground, mask
    lab = without_noise(small(close) / 255)
    ground, stands_out = find_ground(lab, resized(where, lab.shape[:2]))
    return lab, ground, find_thing(stands_out, lab)


def small(rgb: np.ndarray) -> np.ndarray:
    """Make a picture (H, W, 3) smaller until its longest side is LOOK."""
    image = Image.fromarray(rgb)
    image.thumbnail((LOOK, LOOK), Image.Resampling.BOX)
    return np.asarray(image)


def resized(mask: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Bring a mask to another shape (H, W)."""
    return np.asarray(Image.fromarray(mask).resize(shape[::-1]))


def around(mask: np.ndarray, shape: tuple[int, int]) -> tuple[slice, slice]:
    """Return where the thing is in a picture of another shape, and a quarter beyond."""
    if not mask.any():
        return slice(0, shape[0]), slice(0, shape[1])
    beyond = extent(mask) / 4
    cuts = []
    for places, size, large in zip(np.nonzero(mask), mask.shape, shape, strict=True):
        first, last = places.min() - beyond, places.max() + 1 + beyond
        scale = large / size
        cuts.append(slice(max(0, int(first * scale)), min(large, int(last * scale))))
    return tuple(cuts)
