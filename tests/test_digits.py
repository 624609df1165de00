"""The digits in their frame."""

import numpy as np
import torch
from PIL import Image
from sklearn.datasets import load_digits

from helpers.digits import digits_in_frame


def test_the_frame_moves_and_the_digit_does_not_change():
    centred, labels = digits_in_frame()
    assert centred.shape == (1797, 1, 28, 28) and centred.dtype == torch.float32
    assert labels.tolist() == load_digits().target.tolist()
    assert 0 <= centred.min() and centred.max() <= 1
    assert centred[..., :7, :].sum() == centred[..., 21:].sum() == 0
    for top, left in ((0, 14), (3, 9), (14, 0)):
        moved, _ = digits_in_frame(top, left)
        digit = moved[..., top : top + 14, left : left + 14]
        assert torch.equal(digit, centred[..., 7:21, 7:21])
        assert torch.isclose(moved.sum(), centred.sum())


def test_pillow_enlarges_the_digits_to_the_same_pixels():
    framed = digits_in_frame()[0][:50, 0, 7:21, 7:21]
    for digit, small in zip(framed, load_digits().images, strict=False):
        picture = Image.fromarray((small / 16).astype("float32"))
        theirs = np.asarray(picture.resize((14, 14), Image.Resampling.BILINEAR))
        np.testing.assert_allclose(digit, theirs, atol=1e-6)
