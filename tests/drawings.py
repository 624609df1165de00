"""A drawing, every way to save it, and what must come of it: for images and decode."""

import io

import pytest
import torch
from PIL import Image, ImageFile, TiffImagePlugin

from helpers.images import prepare_image


def drawing(size=(60, 80), thing=30, background=230):
    """A lopsided thing, so that a turn, a mirror or a negative cannot go unseen."""
    picture = Image.new("L", size, background)
    picture.paste(thing, (15, 20, 25, 70))
    picture.paste(thing, (15, 20, 45, 35))
    picture.paste((thing + background) // 2, (30, 35, 40, 45))
    return picture


TRUTH = prepare_image(drawing())


def check_form(tensor):
    assert tensor.shape == (1, 28, 28) and tensor.dtype == torch.float32
    assert tensor.isfinite().all() and tensor.min() >= 0 and tensor.max() == 1


def same(picture, truth=TRUTH, tolerance=0.01, **options):
    """Hold what becomes of a picture to the truth; pytest makes warnings errors."""
    tensor = prepare_image(picture, **options)
    check_form(tensor)
    assert (tensor - truth).abs().max() <= tolerance


def saved(picture, kind="PNG", **options):
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def refused(picture, words, kind=ValueError):
    """Refused by one sentence without addresses; return the sizes that were decoded."""
    decoded = set()

    def spy(load):
        def load_and_note(image):
            if image.tile:  # not decoded yet
                decoded.add(image.size)
            return load(image)

        return load_and_note

    with pytest.MonkeyPatch.context() as patch:
        for kind_of_file in (ImageFile.ImageFile, TiffImagePlugin.TiffImageFile):
            patch.setattr(kind_of_file, "load", spy(kind_of_file.load))
        with pytest.raises(kind, match=words) as caught:
            prepare_image(picture)
    assert type(caught.value) is kind and caught.value.__cause__ is None
    message = str(caught.value)
    assert "\n" not in message and 10 < len(message) < 300 and " at 0x" not in message
    assert all(width * height <= 16_000_000 for width, height in decoded)
    return decoded
