"""A picture of your own, made like those that the networks learned from (lesson 10).

Zalando made Fashion-MNIST out of shop photographs: cut off the edges that look like the
corners, shrink the longest side to 28 pixels, sharpen, centre, negate, grey. In every
picture the brightest pixel is white. The same is done here to whatever picture comes.
"""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image

from helpers.checks.images import check_invert, check_stands_out, check_uneven
from helpers.decode import read_picture

SIDE = 28
CLOSE = 0.05  # what differs from the background by less is background


def prepare_image(image, invert: bool | None = None) -> torch.Tensor:
    """Return any picture as the networks read it: (1, 28, 28) float32 in 0..1.

    `image` is a path, the bytes of a file, a Pillow image, or an array or tensor
    (H, W), (H, W, C) or (C, H, W) of any numbers from 0 up. What is darker than its
    border is inverted, so that it is light on black; `invert` overrules that. A picture
    of 28 x 28 is taken to be framed already. Raises FileNotFoundError for a file that
    is not there, and ValueError for what is no picture, is blank, or is too large.
    """
    *_, final = preparation_stages(image, invert).values()
    return torch.from_numpy(final).unsqueeze(0)


def preparation_stages(image, invert: bool | None = None) -> dict[str, np.ndarray]:
    """Return every stage of `prepare_image` in order; the keys say what was done.

    Five arrays: as given, uint8 (H, W) or (H, W, 3); grey; light on dark; trimmed;
    28 x 28. The last four are float32 (H, W) in 0..1.
    """
    check_invert(invert)
    given = read_picture(image)
    grey = np.asarray(given.convert("L"), dtype=np.float32) / 255
    border = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    if invert is None:
        negate, background = bool(grey.mean() < border), border
        why = f"the border is {'lighter' if negate else 'darker'} than the rest"
    else:
        negate, background, why = invert, float(invert), "as you said"
    light = (background - grey if negate else grey - background).clip(0)
    check_stands_out(light.max() >= CLOSE)
    if grey.shape == (SIDE, SIDE):  # framed already: change no more than must be
        light = trimmed = final = 1 - grey if negate else grey
    else:
        rows, columns = (np.flatnonzero((light > CLOSE).any(axis=a)) for a in (1, 0))
        trimmed = light[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        final = fit(trimmed / trimmed.max())
    final = final / final.max()
    check_uneven(final.min() <= 1 - CLOSE)
    return {
        "as given": np.asarray(given),
        "grey": grey,
        f"{'inverted' if negate else 'not inverted'}: {why}": light,
        "trimmed": trimmed,
        "28 x 28, as the model sees it": final,
    }


def fit(grey: np.ndarray) -> np.ndarray:
    """Scale (H, W) until the longest side is 28, and centre it on black (28, 28).

    Lanczos sharpens outlines a little, as Zalando did.
    """
    scale = SIDE / max(grey.shape)
    height, width = (max(1, round(side * scale)) for side in grey.shape)
    small = Image.fromarray(grey).resize((width, height), Image.Resampling.LANCZOS)
    # An odd pixel goes to the top and to the left, as in Fashion-MNIST.
    top, left = (SIDE - height + 1) // 2, (SIDE - width + 1) // 2
    framed = np.zeros((SIDE, SIDE), dtype=np.float32)
    framed[top : top + height, left : left + width] = np.asarray(small).clip(0, 1)
    return framed
