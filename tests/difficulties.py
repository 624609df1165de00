"""What makes a photograph difficult: light, grounds, noise, and what lies beside."""

import warnings

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage import color

SIDE = 28


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
    grey = rgb([s.random.uniform(20, 70), 0, 0])
    s.paint.append((np.asarray(canvas) & ~s.mask, grey))


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
