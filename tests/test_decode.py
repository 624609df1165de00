"""Every way to give a picture leads to the same numbers."""

import io

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from helpers import decode
from helpers.images import preparation_stages, prepare_image
from tests.drawings import drawing, refused, same, saved


@pytest.mark.parametrize("mode", ["L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa",
                                  "RGBX", "CMYK", "YCbCr", "HSV", "LAB", "I", "F",
                                  "I;16", "I;16B"])  # fmt: skip
def test_every_mode(mode):
    picture = drawing()
    if mode == "LAB":
        grey = Image.new("L", picture.size, 128)
        picture = Image.merge("LAB", [picture, grey, grey])
    elif mode in ("La", "PA"):
        picture = picture.convert("LA").convert(mode)
    elif mode == "RGBa":
        picture = picture.convert("RGBA").convert(mode)
    elif mode == "HSV":
        picture = picture.convert("RGB").convert(mode)
    else:
        picture = picture.convert(mode)
    same(picture, tolerance=0.02)
    before = picture.copy()
    prepare_image(picture)
    assert picture.mode == mode and picture.tobytes() == before.tobytes()


@pytest.mark.parametrize("kind", [None, "PNG", "TIFF"])
def test_16_bits_through_pillow(kind):
    deep = Image.fromarray(np.asarray(drawing()).astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    same(saved(deep, kind) if kind else deep)


def test_floats_in_0_1_through_pillow():
    picture = Image.fromarray((np.asarray(drawing()) / 255).astype(np.float32))
    assert picture.mode == "F"
    same(picture)
    same(saved(picture, "TIFF"))


def test_colours_of_other_modes_become_the_same_grey():
    colours = Image.merge("RGB", [drawing(thing=t) for t in (200, 20, 90)])
    truth = prepare_image(colours)
    same(colours.quantize(8), truth)
    for mode in ("CMYK", "YCbCr", "HSV"):
        same(colours.convert(mode), truth, tolerance=0.02)
    same(saved(colours.convert("CMYK"), "JPEG", quality=95), truth, tolerance=0.05)


def test_fine_stripes_become_grey():
    """Without antialiasing some would vanish and others grow."""
    sheet = np.full((480, 640), 255, dtype=np.uint8)
    sheet[40:440, 100:540] = 0
    sheet[42:438, 102:538][:, ::2] = 255
    inside = prepare_image(sheet)[0, 4:24, 2:26]
    assert inside.max() - inside.min() < 0.05


def test_one_bit():
    picture = drawing(thing=0, background=255)
    picture = picture.point(lambda shade: 255 * (shade > 127))
    same(picture.convert("1"), prepare_image(picture))
    same(saved(picture.convert("1")), prepare_image(picture))


@pytest.mark.parametrize("kind", ["PNG", "BMP", "GIF", "TIFF", "WEBP", "JPEG", "PPM"])
def test_files_and_bytes(tmp_path, kind):
    content = saved(drawing().convert("RGB"), kind, quality=95)
    tolerance = 0.1 if kind in ("JPEG", "WEBP") else 0.01
    path = tmp_path / "<img src=x onerror=alert(1)> $x^2$.file"
    path.write_bytes(content)
    for picture in (content, bytearray(content), memoryview(content), path, str(path)):
        same(picture, tolerance=tolerance)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "scale",
    [
        lambda x: x.astype(np.uint16) * 257,  # 16 bits
        lambda x: x.astype(np.uint16) * 16,  # 12 bits
        lambda x: x.astype(np.uint16),  # 8 bits, in a wider type
        lambda x: x.astype(np.int64),
        lambda x: x / 255,
        lambda x: (x / 255).astype(np.float16),
        lambda x: x.astype(np.float32),  # floats in 0..255
        lambda x: x.astype(">u2") * 257,
        lambda x: x[:, :, None],
        lambda x: x[None],
        lambda x: x[None, None],
        lambda x: x.repeat(3).reshape(80, 60, 3),
        lambda x: np.stack([x, x, x]),
        lambda x: np.stack([x, x, x])[None],
        lambda x: np.dstack([x, x, x, np.full_like(x, 255)]),
        lambda x: np.stack([x, x, x, np.full_like(x, 255)]) / 255,
        lambda x: x[::-1][::-1],
        lambda x: np.asfortranarray(x),
        lambda x: torch.tensor(x),
        lambda x: torch.tensor(x)[None] / 255,
        lambda x: torch.tensor(x / 255, requires_grad=True),
        lambda x: torch.tensor(x).expand(3, -1, -1),
        lambda x: torch.tensor(x).bfloat16(),
        lambda x: torch.tensor(x).expand(1, 3, -1, -1),
    ],
)
def test_arrays_and_tensors(scale):
    numbers = scale(np.array(drawing()))
    tolerance = 0.05 if getattr(numbers, "dtype", None) == torch.bfloat16 else 0.02
    same(numbers, tolerance=tolerance)


def test_masks_of_zeros_and_ones():
    mask = np.array(drawing(thing=255, background=0)) > 200
    for dtype in (bool, np.uint8, np.int32, np.float64):
        same(mask.astype(dtype), prepare_image(Image.fromarray(mask)))
    # A file of 0 and 1 may be fractions that lost their digits: no guessing there.
    refused(saved(Image.fromarray(mask.astype(np.uint8))), "blank")


def test_a_shape_that_can_be_read_two_ways():
    numbers = np.random.default_rng(0).random((3, 9, 3))
    last = prepare_image(numbers.repeat(2, axis=0))  # (6, 9, 3): plain
    assert prepare_image(numbers).shape == last.shape
    given = preparation_stages(numbers)["as given"]
    assert given.shape == (3, 9, 3)
    assert preparation_stages(torch.tensor(numbers))["as given"].shape == (9, 3, 3)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_the_right_way_up(orientation, kind):
    turns = Image.Transpose
    # What a camera stores, so that the mark brings the picture upright again.
    stored = {
        2: turns.FLIP_LEFT_RIGHT, 3: turns.ROTATE_180, 4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE, 6: turns.ROTATE_90, 7: turns.TRANSVERSE,
        8: turns.ROTATE_270,
    }  # fmt: skip
    picture = drawing()
    if orientation in stored:
        picture = picture.transpose(stored[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = saved(picture.convert("RGB"), kind, exif=exif, quality=95)
    same(content, tolerance=0.1 if kind == "JPEG" else 0.01)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_the_first_frame_of_many(kind):
    others = [drawing(thing=230, background=30).rotate(90), Image.new("L", (60, 80))]
    options = {"save_all": True, "append_images": others}
    same(saved(drawing().convert("RGB"), kind, **options), tolerance=0.1)


@pytest.mark.parametrize("hidden", [0, 90, 255])
@pytest.mark.parametrize("thing", [0, 255])
def test_what_is_transparent_has_no_colour(hidden, thing):
    mask = drawing(thing=255, background=0)
    truth = prepare_image(mask)
    shades = Image.composite(
        Image.new("L", mask.size, thing), Image.new("L", mask.size, hidden),
        mask.point(lambda alpha: 255 * (alpha > 0)),
    )  # fmt: skip
    for mode in ("LA", "RGBA"):
        picture = Image.merge("LA", [shades, mask]).convert(mode)
        same(picture, truth, tolerance=0.02)
        same(saved(picture), truth, tolerance=0.02)
        same(np.asarray(picture), truth, tolerance=0.02)
        same(np.asarray(picture) / 255, truth, tolerance=0.02)


def test_a_transparent_palette_entry():
    indices = np.array(drawing(thing=0, background=1).point(lambda i: min(i, 1)))
    for shade in (0, 90, 255):  # of the entry that nobody sees
        picture = Image.fromarray(indices.astype(np.uint8), "L").convert("P")
        picture.putdata(indices.ravel().tolist())
        picture.putpalette([20, 20, 20, shade, shade, shade])
        truth = prepare_image(Image.fromarray(((1 - indices) * 255).astype(np.uint8)))
        same(saved(picture, "PNG", transparency=1), truth)
        same(saved(picture, "GIF", transparency=1), truth)


def test_large_pictures_are_made_small_first():
    large = drawing().resize((3000, 4000), Image.Resampling.NEAREST)
    assert max(preparation_stages(large)["as given"].shape) == decode.WORKING_SIZE[0]
    same(large, tolerance=0.05)
    assert large.size == (3000, 4000)


def test_a_large_jpeg_is_decoded_small(monkeypatch):
    """The file is read at an eighth of its size; an image of yours is left alone."""
    content = saved(drawing().resize((4500, 6000), Image.Resampling.NEAREST), "JPEG")
    decoded, load = [], ImageFile.ImageFile.load
    monkeypatch.setattr(
        ImageFile.ImageFile,
        "load",
        lambda self: decoded.append(self.size) or load(self),
    )
    same(content, tolerance=0.1)
    assert decoded[-1] == (1125, 1500)
    yours = Image.open(io.BytesIO(content))
    with pytest.raises(ValueError, match="4,500 x 6,000 pixels"):
        prepare_image(yours)
    yours.draft("L", (2000, 2000))
    same(yours, tolerance=0.1)
    assert yours.size == (2250, 3000)


@pytest.mark.parametrize(
    ("numbers", "shades"),
    [
        ([[0, 1.001]], [[0, 255]]),
        ([[0, 1.5]], [[0, 2]]),  # of 255, then
        ([[-0.25, 255.25]], [[0, 255]]),
        ([[0, 1023]], [[0, 255]]),
        ([[-65, 65_600]], [[0, 255]]),
        ([[-0.001, 1]], [[0, 255]]),
    ],
)
def test_what_is_white(numbers, shades):
    assert np.asarray(decode.read_picture(np.array(numbers))).tolist() == shades


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_an_arrays_channels_come_last_where_they_may(channels):
    numbers = np.arange(3.0 * 7 * channels).reshape(3, 7, channels)
    assert decode.read_picture(numbers).size == (7, 3)


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA"])
def test_grey_stays_grey(mode):
    expected = "RGB" if "RGB" in mode else "L"
    assert decode.read_picture(drawing().convert(mode)).mode == expected


sides = st.integers(1, 40)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**6), sides, sides, st.sampled_from([2, 3]), st.booleans())
def test_any_picture_comes_out_the_same_by_every_way(seed, h, w, levels, negate):
    """As an array, a tensor, a Pillow image, floats, 16 bits and a file."""
    grid = np.random.default_rng(seed).integers(0, levels, (h, w))
    pixels = (grid * (250 // (levels - 1))).astype(np.uint8)
    pixels = 250 - pixels if negate else pixels
    image = Image.fromarray(pixels)
    ways = [image, torch.tensor(pixels), pixels.astype(np.uint16) * 257,
            saved(image), np.stack([pixels] * 3, axis=2)]  # fmt: skip
    if min(h, w) in (1, 3, 4):
        ways = ways[:-1]  # a side that can be taken for channels
    try:
        truth = prepare_image(pixels)
    except ValueError as error:
        assert "blank" in str(error)
        for way in ways:
            refused(way, "blank")
        return
    if pixels.max() > 1:
        ways.append(pixels / 255)
    for way in ways:
        same(way, truth)
