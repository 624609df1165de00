"""Things to photograph: real clothes of the test set, enlarged, and drawn outlines."""

import gzip
from functools import cache

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from helpers import fashion_mnist

DRAWN = {  # corners across and down, in hundredths
    "shirt": "30,2 42,8 58,8 70,2 99,35 82,52 74,42 74,98 26,98 26,42 18,52 1,35",
    "trousers": "24,1 76,1 90,99 62,99 50,35 38,99 10,99",
    "dress": "34,1 42,12 58,12 66,1 70,40 92,99 8,99 30,40",
    "boot": "30,2 66,2 66,48 97,66 99,92 18,92 18,60",
    "bag": "5,40 22,40 24,10 76,10 78,40 95,40 99,95 1,95",
    "jumper": "32,3 68,3 96,30 99,96 84,96 78,45 78,90 22,90 22,45 16,96 1,96 4,30",
}


@cache
def clothes():
    """The 500 test pictures of the sample: they are there without the internet."""
    path = fashion_mnist.__file__.replace(
        "fashion_mnist.py", "sample/t10k-images-idx3-ubyte.gz"
    )
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28)


def enlarged(image, side):
    """Enlarge a picture (28, 28) smoothly: where the thing is, and how thick it is."""
    size = (side, side)
    cloth = ndimage.binary_closing(np.pad(image > 25, 1), np.ones((2, 2)))[1:-1, 1:-1]
    holes, _ = ndimage.label(ndimage.binary_fill_holes(cloth) & ~cloth)
    cloth |= (holes > 0) & (np.bincount(holes.ravel())[holes] <= 20)  # a dark print
    outline = Image.fromarray(np.where(cloth, 255, 0).astype(np.uint8))
    mask = np.asarray(outline.resize(size, Image.Resampling.BICUBIC)) > 127
    shade = np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))
    return mask, shade.astype(np.float32) / 255


def drawn(random, side):
    """Draw one of the outlines with corners moved a little, evenly thick."""
    corners = random.choice(list(DRAWN.values())).split()
    points = np.array([list(map(float, corner.split(","))) for corner in corners])
    points += random.uniform(-1, 1, points.shape)
    points *= [random.uniform(0.6, 1), 1]
    canvas = Image.new("L", (side, side))
    ImageDraw.Draw(canvas).polygon([tuple(p) for p in points * side / 100], fill=255)
    return np.asarray(canvas) > 127, np.full((side, side), random.uniform(0.6, 1))


def silhouette(random, side):
    """Return mask and thickness (side, side) of some thing, cut to its outline."""
    if random.random() < 0.4:
        mask, shade = drawn(random, side)
    else:
        image = clothes()[random.integers(500)]
        mask, shade = enlarged(image, side)
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return mask[box], shade[box]
