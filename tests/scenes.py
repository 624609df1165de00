"""Photographs of clothes, simulated, with the truth about where the thing is.

A scene is a thing on a ground, with one difficulty or two. The same seed makes the same
scene. The truth is framed as `prepare_image` frames: cut to the thing, longest side 28,
centred. Small things beside it are no part of the thing. A hand that holds it hides
cloth: what lies over the thing counts as thing, what lies beside it does not. Of a thing
that reaches over the edge only what can be seen counts.
"""

import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage import color

from tests.silhouettes import silhouette

SIDE = 28


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


def rgb(lab):
    """Turn Lab colours (..., 3) into sRGB in 0..1."""
    lab = np.asarray(lab, float)
    with warnings.catch_warnings(action="ignore"):  # of colours that no screen shows
        return color.lab2rgb(lab.reshape(1, -1, 3)).reshape(lab.shape)


# ---- difficulties


def gradient(s):
    angle, fall = s.random.uniform(0, 2 * np.pi), s.random.uniform(0.15, 0.45)
    s.light *= 1 - fall * (0.5 + s.x * np.cos(angle) + s.y * np.sin(angle)).clip(0, 1)


def vignette(s):
    s.light *= 1 - s.random.uniform(0.2, 0.5) * 2 * (s.x**2 + s.y**2)


def cast_shadow(s):
    side = min(s.mask.shape)
    offset = s.random.uniform(0.01, 0.05, 2) * side * s.random.choice([-1, 1], 2)
    soft = ndimage.gaussian_filter(s.mask.astype(float), 0.02 * side)
    soft = ndimage.shift(soft, offset, order=1)
    s.ground_light *= 1 - s.random.uniform(0.15, 0.35) * soft


def broad_shadow(s):
    angle, width = s.random.uniform(0, 2 * np.pi), s.random.uniform(0.02, 0.1)
    along = s.x * np.cos(angle) + s.y * np.sin(angle) - s.random.uniform(-0.3, 0.3)
    s.light *= 1 - s.random.uniform(0.15, 0.35) / (1 + np.exp(-along / width * 3))


def texture(s):
    side = min(s.mask.shape)
    kind, strength = s.random.integers(3), s.random.uniform(0.02, 0.07)
    if kind == 0:  # wood: long grain
        grain = s.blob((0.003 * side, 0.1 * side)[:: s.random.choice([-1, 1])])
    elif kind == 1:  # carpet
        grain = s.blob(0.008 * side)
    else:  # weave
        waves = s.random.uniform(20, 60)
        grain = np.sin(2 * np.pi * waves * s.x) + np.sin(2 * np.pi * waves * s.y)
    s.ground_light *= (1 + strength * grain).clip(0.5, 1.2)


def noise(s):
    s.noise = s.random.uniform(3, 12)


def specks(s):
    for _ in range(s.random.integers(10, 60)):
        s.paint.append((disc(s, *s.random.uniform(0, 1, 2), 0.004), s.random.random(3)))


def stripes(s):
    """Every other band of the cloth has another colour, which may be the ground's."""
    period = s.random.uniform(0.04, 0.12)
    band = np.sin(2 * np.pi * (s.x if s.random.random() < 0.5 else s.y) / period) > 0.3
    other = rgb(s.ground_colour)
    if s.random.random() < 0.7:
        other = rgb([s.random.uniform(10, 95), *s.random.normal(0, 20, 2)])
    s.paint.append((band & s.mask, other))


def things_beside(s):
    """A coin, a pen or a button, no larger than a twentieth of the thing."""
    away = ndimage.distance_transform_edt(~s.mask) / min(s.mask.shape)
    for _ in range(20):
        y, x = s.random.random(2)
        radius = s.random.uniform(0.01, 0.06)
        radius = min(radius, 0.12 * np.sqrt(s.mask.mean()))
        here = away[int(y * s.height), int(x * s.width)]
        if here > radius + 0.02 and len(s.paint) < s.random.integers(2, 5):
            colour = rgb([s.random.uniform(10, 95), *s.random.normal(0, 20, 2)])
            s.paint.append((disc(s, y, x, radius), colour))


def hanger(s):
    """A hook of wire on top."""
    row = np.flatnonzero(s.mask.any(axis=1))[0]
    column = int(np.flatnonzero(s.mask[row]).mean())
    side = min(s.mask.shape)
    canvas = Image.new("1", (s.width, s.height))
    pen = ImageDraw.Draw(canvas)
    thick, reach = max(1, round(0.008 * side)), round(0.06 * side)
    pen.line([(column, row), (column, row - reach)], fill=1, width=thick)
    box = (column - reach // 2, row - 2 * reach, column + reach // 2, row - reach)
    if reach >= 4:
        pen.arc(box, 150, 90, fill=1, width=thick)
    s.paint.append((np.asarray(canvas) & ~s.mask, rgb([s.random.uniform(20, 70), 0, 0])))


def hand(s):
    """Fingers hold the thing, an arm comes in from the nearer side."""
    rows, columns = np.nonzero(s.mask)
    left = columns.min() < s.width - columns.max()
    end = columns.min() if left else columns.max()
    row = int(rows[columns == end].mean())
    side = min(s.mask.shape)
    canvas = Image.new("1", (s.width, s.height))
    pen, thick = ImageDraw.Draw(canvas), round(0.09 * side)
    pen.line([(0 if left else s.width, row), (end, row)], fill=1, width=thick)
    tip = end + (1 if left else -1) * 0.02 * side
    pen.ellipse((tip - thick * 0.7, row - thick * 0.6, tip + thick * 0.7,
                 row + thick * 0.6), fill=1)  # fmt: skip
    skin = rgb([s.random.uniform(35, 80), s.random.uniform(8, 16),
                s.random.uniform(14, 24)])  # fmt: skip
    s.paint.append((np.asarray(canvas), skin))


def disc(s, y, x, radius):
    """Return a disc; its place is given in shares, its radius in the shorter side's."""
    side = min(s.mask.shape)
    reach = max(radius * side, 0.5)
    rows, columns = np.ogrid[: s.height, : s.width]
    return (rows - y * s.height) ** 2 + (columns - x * s.width) ** 2 <= reach**2


# ---- what is put round a finished picture


def frame(random, image):
    thick = max(1, round(random.choice([2, 0.01 * min(image.shape[:2])])))
    return around(image, [thick] * 4, random.choice([0.0, 1.0, random.random()]))


def margin(random, image):
    wide = (random.uniform(0.02, 0.15, 4) * max(image.shape[:2])).round().astype(int)
    return around(image, wide + 1, 1.0)


def bars(random, image):
    """A screen-shot: bars on top and below, or at one end, with a word in one."""
    shade = random.choice([0.0, 0.08, 1.0])
    tall = (random.uniform(0.03, 0.15, 2) * image.shape[0]).round().astype(int) + 1
    tall *= random.permutation([1, random.integers(2)])
    if image.shape[0] > SIDE * 4 and tall[0] > 12:
        image = around(image, [tall[0], 0, 0, 0], shade)
        canvas = Image.fromarray((image * 255).astype(np.uint8))
        ink = (255,) * 3 if shade < 0.5 else (0,) * 3
        ImageDraw.Draw(canvas).text((8, tall[0] // 2 - 5), "12:34   81 %", fill=ink)
        return around(np.asarray(canvas) / 255, [0, tall[1], 0, 0], shade)
    return around(image, [tall[0], tall[1], 0, 0], shade)


def around(image, widths, shade):
    top, bottom, left, right = widths
    sides = ((top, bottom), (left, right), (0, 0))
    return np.pad(image, sides, constant_values=shade)


LIGHT = {"even": lambda s: None, "gradient": gradient, "vignette": vignette,
         "cast shadow": cast_shadow, "broad shadow": broad_shadow, "texture": texture,
         "noise": noise, "specks": specks, "equal brightness": lambda s: None,
         "grey paper": lambda s: None, "stripes": stripes,
         "things beside": things_beside, "edge touched": lambda s: None,
         "hanger": hanger, "hand": hand}  # fmt: skip
ROUND = {"frame": frame, "margin": margin, "bars": bars}
DIFFICULTIES = (*LIGHT, *ROUND)
AT_28 = ("even", "gradient", "vignette", "broad shadow", "noise", "equal brightness",
         "grey paper")  # fmt: skip


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
