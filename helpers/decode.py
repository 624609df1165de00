"""Any picture that somebody has, as one small 8-bit Pillow image (lesson 10).

Files are kept from doing harm: bytes and pixels are counted before anything is decoded,
and nothing is run that a file asks for. What cannot be read is refused in one sentence.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

from helpers.checks.decode import (
    MAX_BYTES,
    check_array,
    check_bytes,
    check_format,
    check_is_array,
    check_pixels,
    check_range,
    decoding,
    reading,
    refuse_no_file,
)

WORKING_SIZE = (1024, 1024)  # larger pictures are made smaller: it is plenty for 28
WHITES = (1, 255, 1023, 4095, 16383, 65535)  # white in 1, 8, 10, 12, 14 and 16 bits


def read_picture(image, needed: int = WORKING_SIZE[0]) -> Image.Image:
    """Return an upright, opaque Pillow image of mode RGB or L, 1,024 pixels at most.

    A JPEG is decoded at a smaller scale, in less time, as long as both of its sides
    keep the pixels that are `needed`.
    """
    name = "the picture"
    if isinstance(image, (str, os.PathLike)):
        name = repr(os.fspath(image))
        image = read_file(Path(image), name)
    if isinstance(image, (bytes, bytearray, memoryview)):
        check_bytes(name, len(image))
        with decoding(name):
            image = Image.open(io.BytesIO(image))
            image.draft(None, (needed, needed))
    if not isinstance(image, Image.Image):
        image = from_numbers(image)
    check_pixels(*image.size)
    check_format(name, image)
    with decoding(name):
        image = ImageOps.exif_transpose(image)  # a copy, right way up
        if image.mode == "LAB":
            image = image.getchannel("L")
        elif image.mode == "La":
            image = image.convert("LA")
        deep = np.asarray(image) if image.mode[0] in "IF" else None
    if deep is not None:  # more than 8 bits
        image = from_numbers(deep)
    with decoding(name):
        transparent = image.has_transparency_data
        grey = image.mode in ("1", "L")
        image = image.convert("RGBA" if transparent else "L" if grey else "RGB")
        image.thumbnail(WORKING_SIZE, Image.Resampling.BOX, reducing_gap=2.0)
    return lay_on_paper(image) if transparent else image


def read_file(path: Path, name: str) -> bytes:
    """Read a file, or one byte more than the limit of it."""
    with reading(name):
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        refuse_no_file(name, path)


def from_numbers(numbers) -> Image.Image:
    """Turn an array or tensor into an 8-bit Pillow image of 1 to 4 channels.

    Where the shape can be read both ways, a tensor's channels come first, an array's
    last. White is the smallest of 1, 255, 1023, ... 65535 that is not exceeded.
    """
    check_is_array(numbers)
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
    check_array(pixels, shape)
    low, high = float(pixels.min()), float(pixels.max())
    white = next((white for white in WHITES if high <= 1.001 * white), None)
    check_range(low, high, white)
    if pixels.dtype != np.uint8 or white != 255:
        pixels = (pixels * (255 / white)).round().astype(np.uint8)
    return Image.fromarray(pixels)


def lay_on_paper(image: Image.Image) -> Image.Image:
    """Lay an RGBA picture on white or on black, whichever it stands out from more."""
    visible = np.asarray(image.getchannel("A"), dtype=np.float64)
    shades = np.asarray(image.convert("L"))
    light = visible.any() and np.average(shades, weights=visible) > 127
    paper = Image.new("RGBA", image.size, "black" if light else "white")
    return Image.alpha_composite(paper, image).convert("RGB")
