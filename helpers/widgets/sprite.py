"""Many small pictures as one file that travels inside a notebook."""

import base64
import io

import numpy as np
import torch

TRIED = 60  # pictures, to see how small they become


def packed(images: torch.Tensor, ranking, wanted, room: int) -> tuple[np.ndarray, dict]:
    """Return which of the wanted places fit into the sprite, in order, and the sprite.

    The sprite is a PNG of at most `room` bytes, in base64, with `across` pictures side
    by side.
    """
    some = wanted[:: 1 + len(wanted) // TRIED]
    each = len(as_png(as_bytes(images, ranking[some]), len(some))) / len(some)
    count = min(len(wanted), 1 + int(room / each))
    while True:
        kept = np.sort(wanted[:count])
        across = max(1, int(len(kept) ** 0.5))
        png = as_png(as_bytes(images, ranking[kept]), across)
        if len(png) <= room or count == 1:
            break
        count = max(1, int(0.99 * count * room / len(png)))
    height, width = images.shape[2:]
    text = base64.b64encode(png).decode()
    return kept, {"png": text, "h": height, "w": width, "across": across}


def as_bytes(images: torch.Tensor, which: np.ndarray) -> np.ndarray:
    """Return some pictures as uint8: those of floats from 0..1, or from their range."""
    some = images[torch.from_numpy(which)]
    if images.dtype == torch.uint8:
        return some.numpy()
    low, high = (float(n) for n in images.aminmax())
    if low >= 0 and high <= 1:
        low, high = 0, 1
    scaled = (some.double() - low) / (high - low) * 255
    return scaled.round().to(torch.uint8).numpy()


def as_png(pictures: np.ndarray, across: int) -> bytes:
    """Return pictures (N, C, H, W), uint8, as one PNG with so many in a row."""
    from PIL import Image

    n, n_channels, height, width = pictures.shape
    down = -(-n // across)
    sheet = np.zeros((down * across, n_channels, height, width), np.uint8)
    sheet[:n] = pictures
    sheet = sheet.reshape(down, across, n_channels, height, width)
    sheet = sheet.transpose(0, 3, 1, 4, 2).reshape(down * height, across * width, -1)
    file = io.BytesIO()
    Image.fromarray(sheet.squeeze(2) if n_channels == 1 else sheet).save(file, "PNG")
    return file.getvalue()
