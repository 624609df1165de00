"""Any picture that somebody has, as one small 8-bit Pillow image (lesson 10).

Files are kept from doing harm: bytes and pixels are counted before anything is decoded,
and nothing is run that a file asks for. What cannot be read is refused in one sentence.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES, MAX_PIXELS = 20_000_000, 16_000_000  # to decode 16 million takes 0.5 s
WORKING_SIZE = (1024, 1024)  # larger pictures are made smaller: it is plenty for 28
WHITES = (1, 255, 1023, 4095, 16383, 65535)  # white in 1, 8, 10, 12, 14 and 16 bits


def read_picture(picture) -> Image.Image:
    """Return an upright, opaque Pillow image of mode RGB or L, 1,024 pixels at most."""
    name = "the picture"
    if isinstance(picture, (str, os.PathLike)):
        name = repr(os.fspath(picture))
        picture = read_file(Path(picture), name)
    if isinstance(picture, (bytes, bytearray, memoryview)):
        if not 0 < len(picture) <= MAX_BYTES:
            size = "is empty" if not len(picture) else f"exceeds {MAX_BYTES:,} bytes"
            raise ValueError(f"{name} {size}")
        with decoding(name):
            picture = Image.open(io.BytesIO(picture))
            picture.draft(None, WORKING_SIZE)  # a JPEG is decoded at a smaller scale
    if not isinstance(picture, Image.Image):
        picture = from_numbers(picture)
    check_pixels(*picture.size)
    if picture.format == "EPS":  # Pillow would run Ghostscript, a whole interpreter
        raise ValueError(f"{name} is a program that draws (EPS): save it as PNG")
    with decoding(name):
        picture = ImageOps.exif_transpose(picture)  # a copy, right way up
        if picture.mode == "LAB":
            picture = picture.getchannel("L")
        elif picture.mode == "La":
            picture = picture.convert("LA")
        deep = np.asarray(picture) if picture.mode[0] in "IF" else None
    if deep is not None:  # more than 8 bits
        picture = from_numbers(deep)
    with decoding(name):
        transparent = picture.has_transparency_data
        grey = picture.mode in ("1", "L")
        picture = picture.convert("RGBA" if transparent else "L" if grey else "RGB")
        picture.thumbnail(WORKING_SIZE, Image.Resampling.BOX, reducing_gap=2.0)
    return lay_on_paper(picture) if transparent else picture


def read_file(path: Path, name: str) -> bytes:
    """Read a file, or one byte more than the limit of it."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        is_folder = path.is_dir()
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}") from None
    if is_folder:
        raise ValueError(f"{name} is a folder: name a file in it")
    raise FileNotFoundError(f"there is no file {name}, seen from {Path.cwd()}")


@contextmanager
def decoding(name: str) -> Iterator[None]:
    """Turn whatever Pillow or torch raises into a ValueError of one sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks about tags in the file
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValueError(f"{name} has more than {MAX_PIXELS:,} pixels") from None
    except UnidentifiedImageError:
        formats = "PNG, JPEG, WebP, GIF, BMP or TIFF"
        raise ValueError(f"{name} is no picture. Try a file in {formats}.") from None
    except Exception as error:
        reason = str(error).strip().split("\n", 1)[0][:100] or type(error).__name__
        raise ValueError(f"{name} is damaged: {reason}") from None


def check_pixels(width: int, height: int) -> None:
    """Raise ValueError for a picture without pixels, or with too many."""
    if not 0 < width * height <= MAX_PIXELS:
        raise ValueError(
            f"the picture has {width:,} x {height:,} pixels, but should have"
            f" at least one, and {MAX_PIXELS:,} at most"
        )


def from_numbers(numbers) -> Image.Image:
    """Turn an array or tensor into an 8-bit Pillow image of 1 to 4 channels.

    Where the shape can be read both ways, a tensor's channels come first, an array's
    last. White is the smallest of 1, 255, 1023, ... 65535 that is not exceeded.
    """
    if not hasattr(numbers, "__array__"):
        raise ValueError(
            "a picture is a path, bytes, a Pillow image, an array or a tensor,"
            f" not {type(numbers).__name__}"
        )
    channels_first = torch.is_tensor(numbers)
    with decoding("the tensor" if channels_first else "the array"):
        if channels_first:
            numbers = numbers.detach().cpu()
            numbers = numbers.float() if numbers.dtype == torch.bfloat16 else numbers
        pixels = np.asarray(numbers)
        shape = pixels.shape
    while pixels.ndim > 2 and pixels.shape[0] == 1:  # a batch of one, one channel
        pixels = pixels[0]
    if pixels.ndim == 3 and pixels.shape[0] in (3, 4):
        if channels_first or pixels.shape[-1] not in (1, 2, 3, 4):
            pixels = np.moveaxis(pixels, 0, -1)
    if pixels.ndim == 3 and pixels.shape[-1] == 1:
        pixels = pixels[..., 0]
    if pixels.ndim != 2 and (pixels.ndim != 3 or pixels.shape[-1] not in (2, 3, 4)):
        raise ValueError(
            "one picture is (H, W), (H, W, C) or (C, H, W) with 1, 3 or 4 channels C,"
            f" not {shape}"
        )
    check_pixels(pixels.shape[1], pixels.shape[0])
    if pixels.dtype.kind not in "buif":
        raise ValueError(f"pixels must be numbers, not {pixels.dtype}")
    low, high = float(pixels.min()), float(pixels.max())
    if not np.isfinite(high - low):
        bad = pixels.size - np.count_nonzero(np.isfinite(pixels))
        raise ValueError(f"{bad:,} of the {pixels.size:,} numbers are NaN or infinite")
    if low == high:
        raise ValueError(f"the picture is blank: every number in it is {low:g}")
    white = next((white for white in WHITES if high <= 1.001 * white), None)
    if white is None or low < -0.001 * white:
        raise ValueError(
            f"pixels must lie in 0..1, 0..255 or 0..65535, not in {low:g}..{high:g}"
        )
    if pixels.dtype != np.uint8 or white != 255:
        pixels = (pixels * (255 / white)).round().astype(np.uint8)
    return Image.fromarray(pixels)


def lay_on_paper(picture: Image.Image) -> Image.Image:
    """Lay an RGBA picture on white or on black, whichever it stands out from more."""
    visible = np.asarray(picture.getchannel("A"), dtype=np.float64)
    shades = np.asarray(picture.convert("L"))
    light = visible.any() and np.average(shades, weights=visible) > 127
    paper = Image.new("RGBA", picture.size, "black" if light else "white")
    return Image.alpha_composite(paper, picture).convert("RGB")
