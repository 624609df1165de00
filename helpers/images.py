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
from helpers.photograph import cut_to, look, photograph_stages
from helpers.photograph.frames import SMALLEST, inner_picture

SIDE = 28
CLOSE = 0.05  # what differs from the background by less is background


def prepare_image(image, invert: bool | None = None) -> torch.Tensor:
    """Return any picture as the networks read it: (1, 28, 28) float32 in 0..1.

    `image` is a path, the bytes of a file, a Pillow image, or an array or tensor
    (H, W), (H, W, C) or (C, H, W) of any numbers from 0 up. What is darker than its
    ground is inverted, so that it is light on black; `invert` overrules that. A picture
    of 28 x 28 is taken to be framed already. Raises FileNotFoundError for a file that
    is not there, and ValueError for what is no picture, is blank, or is too large, and
    where no thing can be told from its ground.
    """
    *_, final = preparation_stages(image, invert).values()
    return torch.from_numpy(final).unsqueeze(0)


def preparation_stages(image, invert: bool | None = None) -> dict[str, np.ndarray]:
    """Return every stage of `prepare_image` in order; the keys say what was done.

    As given, uint8 (H, W) or (H, W, 3); then float32 (H, W) in 0..1: grey; light on
    dark; trimmed; 28 x 28. A photograph has one more after grey: how far all is off
    its ground, where 1 is from black to white.
    """
    check_invert(invert)
    given = read_picture(image)
    rgb = np.asarray(given.convert("RGB"))
    framed = rgb.shape[:2] == (SIDE, SIDE)  # already: change no more than must be
    inside = np.s_[:, :] if framed else inner_picture(rgb)
    grey = np.asarray(given.convert("L"), dtype=np.float32)[inside] / 255
    stages = drawing_stages(grey, invert, framed)
    *_, light = stages.values()
    if not is_clean(grey, rgb[inside], light, invert):
        seen = look(rgb[inside])
        if not same_thing(seen[-1], grey, rgb[inside], light):
            stages = photograph_stages(seen, invert)
    light, trimmed = list(stages.values())[-2:]
    check_stands_out(trimmed.max() >= CLOSE, invert)
    final = light if framed else fit(trimmed / trimmed.max())
    final = final / final.max()
    check_uneven(final.min() <= 1 - CLOSE)
    cut = "" if grey.shape == rgb.shape[:2] else ", without what is round it"
    return {
        "as given": np.asarray(given),
        f"grey{cut}": grey,
        **stages,
        "28 x 28, as the model sees it": final,
    }


def drawing_stages(grey: np.ndarray, invert: bool | None, framed: bool) -> dict:
    """Return the stages of a thing on an even ground (H, W): light, and trimmed."""
    border = np.median(ring(grey))
    if invert is None:
        negate, background = bool(grey.mean() < border), border
        why = f"the border is {'lighter' if negate else 'darker'} than the rest"
    else:
        negate, background, why = invert, float(invert), "as you said"
    light = (background - grey if negate else grey - background).clip(0)
    trimmed = light
    if light.max() >= CLOSE:
        rows, columns = (np.flatnonzero((light > CLOSE).any(axis=a)) for a in (1, 0))
        trimmed = light[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        if framed and (is_spread(grey) or not CLOSE < background < 1 - CLOSE):
            light = trimmed = 1 - grey if negate else grey
        elif framed:
            trimmed = light
    return {f"{'inverted' if negate else 'not inverted'}: {why}": light,
            "trimmed": trimmed}  # fmt: skip


def is_clean(grey, rgb, light, invert) -> bool:
    """Tell, without looking for it, whether a thing alone lies on an even ground.

    `light` is what a drawing would be. Where the learner has decided about `invert`, an
    even ground is enough.
    """
    if min(grey.shape) < SMALLEST:
        return True
    if is_framed(grey, rgb, light):
        return is_spread(grey) or is_even(grey)
    one = not is_coloured(rgb) and is_one_piece(light)
    return is_even(grey) and (invert is not None or one)


def same_thing(mask, grey, rgb, light) -> bool:
    """Tell whether what a look has found, `mask`, is what a drawing would be, `light`.

    A framed picture whose thing fills a quarter of the border has no ground to take
    off. On an even ground the two are compared as the model would see them.
    """
    if is_framed(grey, rgb, light):
        return ring(mask).mean() > 0.25
    if not is_even(grey) or not mask.any():
        return is_even(grey)
    drawn = (light > CLOSE).astype(np.float32)
    found, drawn = fit(cut_to(mask)) > 0.5, fit(drawn) > 0.5
    return (found & drawn).sum() > 0.85 * (found | drawn).sum()


def is_framed(grey, rgb, light) -> bool:
    """Tell whether this is grey, 28 x 28, and not blank: perhaps a picture of ours."""
    return grey.shape == (SIDE, SIDE) and light.max() >= CLOSE and not is_coloured(rgb)


def is_even(grey: np.ndarray) -> bool:
    """Tell whether half of the border has one shade: a thing may cover the rest."""
    border = ring(grey)
    return (np.abs(border - np.median(border)) < 1.5 / 255).mean() >= 0.5


def is_coloured(rgb: np.ndarray) -> bool:
    """Tell whether any pixel has more colour than a JPEG gives to grey."""
    return np.ptp(rgb.astype(int), axis=2).max() > 10


def is_one_piece(light: np.ndarray) -> bool:
    """Tell whether all that is not black hangs together, with hardly a soft seam.

    What a pixel of 28 x 28 would cover hangs together.
    """
    from scipy import ndimage

    reach = max(1, round(max(light.shape) / SIDE))
    mask = np.pad(light > CLOSE, reach)
    near = ndimage.binary_dilation(mask, iterations=reach)
    _, count = ndimage.label(near, np.ones((3, 3)))
    return count == 1 and (light > CLOSE + 0.03).sum() > 0.8 * mask.sum()


def is_spread(grey: np.ndarray) -> bool:
    """Tell whether shades reach from black to white, as in Fashion-MNIST."""
    return np.ptp(grey) > 0.99


def ring(grey: np.ndarray) -> np.ndarray:
    """Return the outermost lines of a picture (H, W), one after another."""
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


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
