"""Photographs of clothes, simulated, with the truth about where the thing is.

A scene is a thing on a ground, with one difficulty or two. The same seed makes the same
scene. The truth is framed as `prepare_image` frames: cut to the thing, longest side 28,
centred. Small things beside it are no part of the thing. A hand that holds it hides
cloth: what lies over the thing counts as thing, what lies beside it does not. Of a
thing that reaches over the edge only what can be seen counts.
"""

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage

from tests.difficulties import AT_28, DIFFICULTIES, LIGHT, ROUND, SIDE, rgb
from tests.silhouettes import silhouette

__all__ = ["AT_28", "DIFFICULTIES", "SIDE", "Scene", "overlap", "scene"]


@dataclass
class Scene:
    """A file, and where the thing is: (28, 28) of booleans, `words` say what it has."""

    content: bytes
    truth: np.ndarray
    words: tuple[str, ...]


class Stage:
    """Everything that a difficulty may change before the shutter opens."""

    def __init__(self, random, size, words):
        self.random, (self.height, self.width) = random, size
        shape, self.words = size, words
        self.light = np.ones(shape)  # falls on ground and thing
        self.ground_light = np.ones(shape)  # falls on the ground alone
        self.ground_colour, self.thing_colour = colours(random, words)
        self.mask, self.shade = self.put_down("edge touched" in words)
        self.paint = []  # (mask, colour) over everything
        self.noise = 0.0
        y, x = np.mgrid[: self.height, : self.width]
        self.y, self.x = y / self.height - 0.5, x / self.width - 0.5

    def put_down(self, cut):
        """Lay the thing somewhere inside, or over an edge."""
        height, width = self.height, self.width
        most = min(height, width)
        share = self.random.uniform(0.45, 0.85) if most > SIDE else 1
        mask, shade = silhouette(self.random, max(SIDE, int(share * most)))
        h, w = mask.shape
        top, left = (height - h + 1) // 2, (width - w + 1) // 2
        if most > SIDE:
            top = self.random.integers(2, height - h - 1)
            left = self.random.integers(2, width - w - 1)
        if cut:
            over = int(self.random.uniform(0, 0.15) * min(h, w))
            side = self.random.integers(4)
            top = [-over, height - h + over, top, top][side]
            left = [left, left, -over, width - w + over][side]
        whole, thick = np.zeros((height, width), bool), np.zeros((height, width))
        y, x = max(top, 0), max(left, 0)
        part = np.s_[y - top : height - top, x - left : width - left]
        seen = mask[part]
        place = np.s_[y : y + seen.shape[0], x : x + seen.shape[1]]
        whole[place], thick[place] = seen, shade[part]
        return whole, thick

    def blob(self, sigma):
        """Return smooth noise (H, W) of mean 0 and deviation 1, `sigma` in pixels."""
        field = ndimage.gaussian_filter(self.random.normal(size=self.mask.shape), sigma)
        return (field - field.mean()) / max(field.std(), 1e-9)


def colours(random, words):
    """Draw a ground and a thing, in Lab, that an eye can tell apart."""
    while True:
        chroma = random.normal(0, 18, (2, 2)) * random.choice([0.15, 1], 2)[:, None]
        lightness = random.uniform(12, 96, 2)
        if "grey paper" in words:
            lightness[0], chroma[0] = random.uniform(45, 75), random.normal(0, 2, 2)
        if "equal brightness" in words:
            lightness = np.full(2, random.uniform(35, 75))
            chroma = random.normal(0, 35, (2, 2))
        ground, thing = np.column_stack([lightness, chroma])
        apart = np.linalg.norm(ground - thing)
        brightness = abs(lightness[0] - lightness[1])
        enough = 35 if "equal brightness" in words else 22
        if apart > enough and (brightness > 22 or "equal brightness" in words):
            return ground, thing


def taken(s):
    """Let light fall on ground and thing, and take the picture: (H, W, 3) in 0..1."""
    ground, ink = rgb(s.ground_colour), rgb(s.thing_colour)
    depth = (0.45 + 0.55 * s.shade)[..., None]  # thin cloth lets the ground through
    picture = ground * s.ground_light[..., None]
    picture = np.where(s.mask[..., None], picture + (ink - ground) * depth, picture)
    for where, colour in s.paint:
        picture[where] = colour
    if min(s.mask.shape) > SIDE:
        picture = ndimage.gaussian_filter(picture, (0.6, 0.6, 0))  # a lens
    picture = picture * s.light[..., None]
    grain = s.random.normal(0, s.noise / 255, picture.shape)
    return (picture + grain).clip(0, 1)


def framed(mask):
    """Cut a mask to the thing; longest side 28, centred, an odd pixel top and left."""
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = SIDE / max(cut.shape)
    h, w = (max(1, round(side * scale)) for side in cut.shape)
    small = Image.fromarray(cut.astype(np.float32)).resize((w, h), Image.Resampling.BOX)
    truth = np.zeros((SIDE, SIDE), bool)
    top, left = (SIDE - h + 1) // 2, (SIDE - w + 1) // 2
    truth[top : top + h, left : left + w] = np.asarray(small) >= 0.5
    return truth


def scene(seed, words, side=None):
    """Photograph something, with the named difficulties; most are 200 to 800 px."""
    random = np.random.default_rng([seed, *(DIFFICULTIES.index(w) for w in words)])
    longest = side or int(200 * 4 ** random.random())
    size = np.array([longest, longest * random.uniform(0.6, 1)]).astype(int)
    size = (SIDE, SIDE) if longest == SIDE else tuple(random.permutation(size))
    s = Stage(random, size, words)
    for word in words:
        LIGHT.get(word, lambda s: None)(s)
    image, truth = taken(s), framed(s.mask) if longest > SIDE else s.mask
    for word in words:
        image = ROUND.get(word, lambda random, image: image)(random, image)
    return Scene(developed(random, image, longest > SIDE), truth, tuple(words))


def developed(random, image, photograph=True):
    """Save as JPEG, sometimes lying on its side with a mark that says so."""
    picture = Image.fromarray((image * 255).round().astype(np.uint8))
    buffer, exif = io.BytesIO(), Image.Exif()
    if not photograph:
        picture.save(buffer, "PNG")
        return buffer.getvalue()
    if random.random() < 0.25:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[0x0112] = 6
    picture.save(buffer, "JPEG", quality=int(random.integers(60, 96)), exif=exif)
    return buffer.getvalue()


def overlap(prepared, truth):
    """Return intersection over union of what is seen and the truth.

    In both, holes are filled and gaps of up to two pixels closed: a stripe in the
    ground's own colour belongs to the thing, though nobody can see it.
    """
    seen = whole(np.asarray(prepared).reshape(SIDE, SIDE) > 0.1)
    truth = whole(truth)
    return (seen & truth).sum() / (seen | truth).sum()


def whole(mask):
    closed = ndimage.binary_closing(np.pad(mask, 2), np.ones((3, 3)))[2:-2, 2:-2]
    return ndimage.binary_fill_holes(closed)
