"""Refusals of `helpers.decode`: what is no picture, too large, or damaged."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

MAX_BYTES, MAX_PIXELS = 20_000_000, 16_000_000  # to decode 16 million takes 0.5 s


def check_bytes(name: str, size: int) -> None:
    """Raise ValueError for a file without bytes, or with too many."""
    if not 0 < size <= MAX_BYTES:
        size = "is empty" if not size else f"exceeds {MAX_BYTES:,} bytes"
        raise ValueError(f"{name} {size}")


def check_format(name: str, image: Image.Image) -> None:
    """Raise ValueError for EPS: Pillow would run Ghostscript, a whole interpreter."""
    if image.format == "EPS":
        raise ValueError(f"{name} is a program that draws (EPS): save it as PNG")


def refuse_no_file(name: str, path: Path) -> None:
    """Raise ValueError for a folder, and FileNotFoundError for what is not there."""
    if path.is_dir():
        raise ValueError(f"{name} is a folder: name a file in it")
    raise FileNotFoundError(f"there is no file {name}, seen from {Path.cwd()}")


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what a disk refuses into a ValueError of one sentence."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise ValueError(f"{name} cannot be read: {error.strerror}") from None


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


def check_is_array(numbers) -> None:
    """Raise ValueError for what NumPy could not read."""
    if not hasattr(numbers, "__array__"):
        raise ValueError(
            "a picture is a path, bytes, a Pillow image, an array or a tensor,"
            f" not {type(numbers).__name__}"
        )


def check_array(pixels: np.ndarray, shape: tuple[int, ...]) -> None:
    """Raise ValueError unless pixels are finite numbers (H, W) or (H, W, 2 to 4).

    `shape` is what was given, before axes were moved.
    """
    if pixels.ndim != 2 and (pixels.ndim != 3 or pixels.shape[-1] not in (2, 3, 4)):
        raise ValueError(
            "one picture is (H, W), (H, W, C) or (C, H, W) with 1, 3 or 4 channels C,"
            f" not {shape}"
        )
    check_pixels(pixels.shape[1], pixels.shape[0])
    if pixels.dtype.kind not in "buif":
        raise ValueError(f"pixels must be numbers, not {pixels.dtype}")
    if not np.isfinite(float(pixels.max()) - float(pixels.min())):
        bad = pixels.size - np.count_nonzero(np.isfinite(pixels))
        raise ValueError(f"{bad:,} of the {pixels.size:,} numbers are NaN or infinite")


def check_range(low: float, high: float, white: int | None) -> None:
    """Raise ValueError for one even patch, and for numbers beyond black and white."""
    if low == high:
        raise ValueError(f"the picture is blank: every number in it is {low:g}")
    if white is None or low < -0.001 * white:
        raise ValueError(
            f"pixels must lie in 0..1, 0..255 or 0..65535, not in {low:g}..{high:g}"
        )
