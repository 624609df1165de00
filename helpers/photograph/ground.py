"""What a thing lies on: a smooth surface of colour, and how far each pixel is off it.

Colours are in Lab, where the same distance looks the same: 100 from black to white.
"""

from __future__ import annotations

import numpy as np

LEAST = 5.0  # a smaller distance in Lab is hardly seen
STEP = 3.0
WALL = 2.5  # steps in Lab from pixel to pixel: shadows are softer


def without_noise(rgb: np.ndarray) -> np.ndarray:
    """Return (H, W, 3) in 0..1 as Lab; where there is noise, mean over neighbours."""
    from scipy import ndimage
    from skimage import color

    calm = ndimage.median_filter(rgb, (3, 3, 1))
    if np.median(np.abs(rgb - calm)) < 1 / 255 or min(rgb.shape[:2]) < 64:
        return color.rgb2lab(rgb)
    return ndimage.gaussian_filter(color.rgb2lab(calm), (1, 1, 0))


def find_ground(lab: np.ndarray, where: np.ndarray | None = None) -> tuple:
    """Return the ground (H, W, 3) of a picture in Lab, and what stands out (H, W).

    The first ground is fitted to the border, or to `where`. The next ones are fitted to
    all that did not stand out from the one before.
    """
    rounds = (False, False, True) if where is None else (False, True)
    where = border(lab.shape[:2]) if where is None else where
    slope = steepness(lab)
    for bend in rounds:
        ground, noise = fit_surface(lab, where)
        if bend:
            ground = ground + local_light(lab - ground, where)
        distance = np.linalg.norm(lab - ground, axis=2)
        level = steady_level(distance, max(LEAST, 3 * noise))
        mask = (distance > level) & (wall(slope, distance <= level) > WALL)
        where = beside(mask)
        if where.mean() < 0.1:
            break
    return ground, mask


def beside(mask: np.ndarray) -> np.ndarray:
    """Return what is not marked, and not next to it either."""
    from scipy import ndimage

    reach = max(1, round(min(mask.shape) / 50))
    return ~ndimage.binary_dilation(mask, iterations=reach)


def steepness(lab: np.ndarray) -> np.ndarray:
    """Return how much the colour changes from one pixel to the next (H, W)."""
    from scipy import ndimage

    channels = np.moveaxis(lab, 2, 0)
    slopes = [ndimage.gaussian_gradient_magnitude(c, 0.7) for c in channels]
    return np.linalg.norm(slopes, axis=0)


def wall(slope: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Return the steepest step of the gentlest way from the border to each pixel.

    The way begins where the border is ground. A soft shadow can be walked into. A
    thing has steep edges all round.
    """
    from skimage.morphology import reconstruction

    edge = np.ones_like(ground)
    edge[1:-1, 1:-1] = False
    start = np.where(edge & ground, slope, slope.max())
    return reconstruction(start, slope, method="erosion")


def border(shape: tuple[int, int]) -> np.ndarray:
    """Mark a band all round, a twenty-fifth of the shorter side wide."""
    wide = max(1, round(min(shape) / 25))
    band = np.ones(shape, dtype=bool)
    band[wide:-wide, wide:-wide] = False
    return band


def fit_surface(lab: np.ndarray, where: np.ndarray) -> tuple[np.ndarray, float]:
    """Fit a paraboloid to marked pixels; return it, and how far off half of them are.

    It is fitted ten times, to every nth pixel. At first corners count most. What is far
    off counts less the next time, so a sleeve or a coin in the border does not bend it.
    """
    height, width = where.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)
    nth = 1 + where.sum() // 3000
    rows, seen = terms[where][::nth], lab[where][::nth]
    trust = 0.05 + np.abs(rows[:, 1:3]).min(axis=1, keepdims=True) ** 2
    for _ in range(10):
        surface = np.linalg.lstsq(rows * trust, seen * trust, rcond=None)[0]
        off = np.linalg.norm(seen - rows @ surface, axis=1)
        half = np.median(off)
        trust = 1 / (1 + (off / max(1, 2 * half)) ** 2)[:, None]
    return terms @ surface, float(half)


def local_light(rest: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Return what the surface missed, as a mean of the ground nearby: shadows."""
    from scipy import ndimage

    reach = 0.05 * min(where.shape)
    weights = ndimage.gaussian_filter(where.astype(float), reach)
    total = ndimage.gaussian_filter(rest * where[..., None], (reach, reach, 0))
    return total / (weights + 0.05)[..., None]


def steady_level(distance: np.ndarray, lowest: float) -> float:
    """Raise a level until the outline of what is above it stays where it is.

    Noise and soft shadows shrink while the level rises. A thing with an edge does not.
    """
    highest = max(lowest, 0.8 * np.percentile(distance, 99.5))
    levels = np.linspace(lowest, highest, 40)
    ordered = np.sort(distance, axis=None)
    area, later = (
        len(ordered) - np.searchsorted(ordered, at, side="right")
        for at in (levels, levels + STEP)
    )
    loss = 1 - later / np.maximum(area, 1)
    steady = [
        loss[i] < 0.02 or loss[i] <= loss[i : i + 10].min() for i in range(len(loss))
    ]
    return float(levels[steady.index(True)])
