"""Any picture in, the picture that the networks know out; or one clear sentence."""

import io
import os
import re
import struct
import time
import warnings
import zlib
from types import SimpleNamespace

import numpy as np
import PIL
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from helpers import decode as reading
from helpers.checks.decode import MAX_BYTES
from helpers.images import preparation_stages, prepare_image, uploaded_bytes


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
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tensor = prepare_image(picture, **options)
    check_form(tensor)
    assert (tensor - truth).abs().max() <= tolerance


def saved(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def refused(picture, words, kind=ValueError, seconds=1):
    """Refused within a second of work, by one sentence without addresses."""
    start = time.process_time()
    with pytest.raises(kind, match=words) as caught:
        prepare_image(picture)
    assert time.process_time() - start < seconds
    assert type(caught.value) is kind and caught.value.__cause__ is None
    message = str(caught.value)
    assert "\n" not in message and 10 < len(message) < 300 and " at 0x" not in message


# The recipe


def test_fashion_mnist_goes_through_unchanged(test_set):
    for image in test_set.data[:500]:
        truth = image / 255
        for picture in (image, truth, truth[None], image.numpy(), 255 - image):
            prepared = prepare_image(picture)
            check_form(prepared)
            assert (prepared[0] - truth).abs().max() < 0.005  # its white may be 254


def test_the_border_tells_light_from_dark_on_the_whole_test_set(test_set):
    for image in test_set.data.numpy():
        for picture, word in ((image, "not inverted"), (255 - image, "inverted")):
            assert list(preparation_stages(picture))[2].startswith(word + ":")


def test_fashion_mnist_comes_back_out_of_a_larger_white_sheet(test_set):
    """Enlarged, negated and laid on paper: Zalando's recipe undoes it nearly."""
    distances = []
    for image in test_set.data[:200].numpy():
        large = 255 - image.repeat(6, axis=0).repeat(6, axis=1)
        sheet = np.full((300, 260), 255, dtype=np.uint8)
        sheet[70:238, 30:198] = large
        distances.append(np.abs(prepare_image(sheet)[0].numpy() - image / 255).mean())
    assert np.mean(distances) < 0.04 and np.median(distances) < 0.03


@pytest.mark.parametrize(
    ("size", "box", "rows", "columns"),
    [
        ((300, 400), (10, 20, 150, 300), (0, 27), (7, 20)),  # upright: 14 of 28 wide
        ((300, 400), (10, 20, 290, 160), (7, 20), (0, 27)),
        ((300, 400), (100, 100, 240, 240), (0, 27), (0, 27)),
        ((64, 64), (10, 20, 38, 45), (2, 26), (0, 27)),  # an odd pixel goes on top
        ((40, 40), (30, 5, 33, 33), (0, 27), (13, 15)),
        ((20, 20), (3, 4, 10, 11), (0, 27), (0, 27)),  # too small: enlarged
    ],
)
def test_trimmed_scaled_and_centred(size, box, rows, columns):
    picture = Image.new("L", size, 255)
    picture.paste(0, box)
    x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    hole = (x, y, x + (box[2] - box[0]) // 3, y + (box[3] - box[1]) // 3)
    picture.paste(255, hole)  # or it would be one even patch
    stages = list(preparation_stages(picture).values())
    assert stages[3].shape == (box[3] - box[1], box[2] - box[0])
    inside = np.argwhere(prepare_image(picture)[0].numpy() > 0.5)
    assert tuple(inside[:, 0][[0, -1]]) == rows
    assert (inside[:, 1].min(), inside[:, 1].max()) == columns


def test_the_stages():
    picture = Image.merge("RGB", [drawing(thing=t) for t in (200, 20, 90)])
    stages = preparation_stages(picture)
    assert list(stages) == [
        "as given",
        "grey",
        "inverted: the border is lighter than the rest",
        "trimmed",
        "28 x 28, as the model sees it",
    ]
    given, grey, light, trimmed, final = stages.values()
    np.testing.assert_array_equal(given, np.asarray(picture))
    # Luminance, as Rec. 601 defines it.
    shade = (0.299 * 200 + 0.587 * 20 + 0.114 * 90) / 255
    assert abs(grey[30, 20] - shade) < 1 / 255 and abs(grey[0, 0] - 230 / 255) < 1e-6
    assert light[0, 0] == 0 and abs(light[30, 20] - (230 / 255 - shade)) < 1 / 255
    assert trimmed.shape == (50, 30) and final.shape == (28, 28)
    assert all(stage.dtype == np.float32 for stage in list(stages.values())[1:])
    np.testing.assert_array_equal(final, prepare_image(picture)[0])


@pytest.mark.parametrize(("thing", "background"), [(230, 30), (100, 20), (20, 110),
                                                   (120, 200), (150, 100)])  # fmt: skip
def test_polarity_and_contrast_do_not_matter(thing, background):
    same(drawing(thing=thing, background=background), tolerance=0.02)


@pytest.mark.parametrize("invert", ["no", 2, "False"])
def test_invert_is_yes_or_no(invert):
    with pytest.raises(ValueError, match="^invert must be True, False or None, not"):
        prepare_image(drawing(), invert=invert)


def test_invert_overrules_the_border():
    full = np.zeros((40, 40), dtype=np.uint8)
    full[10:30, 10:30] = 200  # a dark thing that fills the frame, with a light print
    full[10:20, 20:30] = 100
    assert prepare_image(full)[0, 20, 7] > 0.95
    other = preparation_stages(full, invert=True)
    assert list(other)[2] == "inverted: as you said"
    assert other["28 x 28, as the model sees it"][0, 0] == 1
    assert list(preparation_stages(255 - full, invert=False))[2].startswith("not inv")
    image = np.pad(np.ones((20, 20)), 4) * np.linspace(0.5, 1, 28)
    negative = prepare_image(image, invert=True)[0].numpy()
    np.testing.assert_allclose(negative, 1 - image, atol=0.003)


# Every way to give a picture


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
    assert max(preparation_stages(large)["as given"].shape) == reading.WORKING_SIZE[0]
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


def test_the_network_names_what_is_drawn():
    """An independent judge: the course's own network."""
    from PIL import ImageDraw

    from helpers.checkpoints import load_checkpoint
    from helpers.evaluation import predict
    from helpers.fashion_mnist import CLASS_NAMES
    from helpers.models import FashionCNN

    model = FashionCNN()
    path = os.path.join(os.path.dirname(reading.__file__), "weights")
    load_checkpoint(os.path.join(path, "fashion_cnn.pt"), model)
    outlines = {
        "Trouser": "95,40 205,40 225,360 172,360 150,120 128,360 75,360",
        "Dress": "120,40 180,40 175,170 220,360 80,360 125,170",
    }
    for name, corners in outlines.items():
        for ink, paper in (("#202060", "#ffffff"), ("#e0e0e0", "#301010")):
            picture = Image.new("RGB", (300, 400), paper)
            points = [tuple(map(int, c.split(","))) for c in corners.split()]
            ImageDraw.Draw(picture).polygon(points, fill=ink)
            answer = predict(model, prepare_image(picture)).argmax()
            assert CLASS_NAMES[answer] == name


# What cannot be made sense of


def png_header(width, height):
    """A PNG file that claims a size, and has next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n"
    for body in (b"IHDR" + header, b"IDAT" + zlib.compress(bytes(9))):
        content += struct.pack(">I", len(body) - 4) + body
        content += struct.pack(">I", zlib.crc32(body))
    return content


def with_bad_numbers(value):
    numbers = np.array(drawing()) / 255
    numbers[3:5, 7] = value
    return numbers


LINE = np.arange(12.0)


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (Image.new("L", (50, 50), 255), "blank"),
        (Image.new("RGBA", (50, 50)), "blank"),
        (np.zeros((28, 28)), "blank: every number in it is 0"),
        (np.full((300, 400, 3), 0.5), "blank: every number in it is 0.5"),
        (np.full((28, 28), 120) + np.arange(28) % 3, "blank: nothing stands out"),
        (np.pad(np.ones((50, 50)), 20), "one even patch"),
        (with_bad_numbers(np.nan), "2 of the 4,800 numbers are NaN or infinite"),
        (with_bad_numbers(-np.inf), "2 of the 4,800 numbers are NaN or infinite"),
        (with_bad_numbers(-0.5), r"0\.\.1, 0\.\.255 or .*, not in -0\.5"),
        (with_bad_numbers(1e9), r"not in .*\.\.1e\+09"),
        (torch.full((28, 28), torch.nan), "784 of the 784"),
        (Image.fromarray(with_bad_numbers(np.nan).astype(np.float32)), "2 of the"),
        (LINE, r"^one picture is \(H, W\), \(H, W, C\) or \(C, H, W\) with 1, 3 or 4"
         r" channels C, not \(12,\)$"),
        (np.float64(3), r"not \(\)"),
        (LINE.reshape(3, 2, 1, 2), r"not \(3, 2, 1, 2\)"),
        (np.ones((5, 28, 28)), r"not \(5, 28, 28\)"),
        (torch.ones(2, 1, 28, 28), r"not \(2, 1, 28, 28\)"),
        (torch.ones(2, 28, 28), r"not \(2, 28, 28\)"),
        (np.ones((28, 28, 5)), r"not \(28, 28, 5\)"),
        (np.ones((0, 28)), "28 x 0 pixels"),
        (np.ones((28, 28)) * 1j, "complex128"),
        (np.full((28, 28), "a"), "<U1"),
        (np.full((28, 28), None), "object"),
        (torch.eye(28).to_sparse(), "tensor is damaged: .*parse"),
        (torch.empty(28, 28, device="meta"), "tensor is damaged"),
        (None, "^a picture is a path, bytes, a Pillow image, an array or a tensor, not"
         " NoneType$"),
        ([[0, 1], [1, 0]], "not list"),
        ((torch.ones(1, 28, 28), 3), "not tuple"),
        (42, "not int"),
        (b"", "the picture is empty"),
        (b"a", "is no picture"),
        (bytes(20_000_000), "is no picture"),
        (b"<!doctype html><p>Not found", "is no picture. Try a file in PNG, JPEG"),
        (bytes(20_000_001), "exceeds 20,000,000 bytes"),
        (png_header(100_000, 100_000), "more than 16,000,000 pixels"),
        (png_header(10_000, 10_000), "more than 16,000,000 pixels"),
        (png_header(5_100, 5_000), "5,100 x 5,000 pixels"),
        (png_header(28, 28), "is damaged"),
        (saved(Image.new("1", (13_000, 13_000))), "more than 16,000,000 pixels"),
        (Image.new("L", (8_000, 8_000)), "8,000 x 8,000 pixels"),
        (Image.new("L", (0, 5)), "0 x 5 pixels"),
        (np.zeros((8_000, 8_000), dtype=bool), "8,000 x 8,000 pixels"),
        (saved(drawing(), "EPS"), r"draws \(EPS\): save it as PNG"),
    ],
)  # fmt: skip
def test_refused(picture, words):
    refused(picture, words)


LARGEST = {"PNG": {}, "JPEG": {"progressive": True}, "GIF": {}, "BMP": {}, "AVIF":
           {"speed": 10}, "TIFF": {"compression": "tiff_lzw"}, "JPEG2000": {},
           "WEBP": {"lossless": True, "method": 0}}  # fmt: skip


@pytest.mark.parametrize("kind", LARGEST)
@pytest.mark.parametrize("side", [4_000, 4_001])
def test_the_largest_blank_pictures(kind, side):
    """As many pixels as may be, or a few more: refused within a second either way."""
    Image.init()
    if kind not in Image.SAVE:
        kind = "PNG"  # Pillow 11 may lack AVIF
    sheet = Image.new("L" if kind == "GIF" else "RGB", (side, side), "white")
    content = saved(sheet, kind, **LARGEST[kind])
    if len(content) > MAX_BYTES:
        refused(content, "exceeds 20,000,000 bytes")
    elif side > 4_000 and kind != "JPEG":
        refused(content, "4,001 x 4,001 pixels")
    else:
        # Pillow 11 decodes JPEG 2000 in 1.4 s, Pillow 13 in 0.7 s.
        slow = kind == "JPEG2000" and PIL.__version__ < "12"
        refused(content, "blank", seconds=2 if slow else 1)


def test_files_that_are_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused("coat.png", f"no file 'coat.png', seen from .*{tmp_path.name}",
            FileNotFoundError)  # fmt: skip
    refused(tmp_path / "<b>coat</b>", "<b>coat</b>", FileNotFoundError)
    refused("https://example.com/coat.png", "no file", FileNotFoundError)
    refused("coat\0.png", "no file", FileNotFoundError)
    refused(tmp_path, "is a folder")
    refused("", "is a folder")
    refused("a" * 200, "no file", FileNotFoundError)
    for name, content, words in (
        ("empty.png", b"", "'empty.png' is empty"),
        ("page.png", b"<html>", "'page.png' is no picture"),
        ("cut.png", saved(drawing())[:-40], "'cut.png' is damaged"),
        ("large.png", bytes(20_000_001), "'large.png' exceeds"),
    ):
        (tmp_path / name).write_bytes(content)
        refused(name, words)


def test_a_name_too_long_for_the_system():
    with pytest.raises((ValueError, FileNotFoundError)) as caught:
        prepare_image("a" * 5000)
    assert re.search("a' cannot be read: .+|no file 'a", str(caught.value))
    assert "\n" not in str(caught.value)


def test_of_a_file_no_more_is_read_than_is_allowed(tmp_path):
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(1_000_000_000)  # a hole: it takes no room on most disks
    assert len(reading.read_file(tmp_path / "huge", "huge")) == 20_000_001


@pytest.mark.parametrize(
    ("numbers", "shades"),
    [
        ([[0, 1.001]], [[0, 255]]),
        ([[0, 1.5]], [[0, 2]]),  # of 255, then
        ([[-0.25, 255.25]], [[0, 255]]),
        ([[0, 1023]], [[0, 255]]),
        ([[-65, 65_600]], [[0, 255]]),
    ],
)
def test_what_is_white(numbers, shades):
    assert np.asarray(reading.read_picture(np.array(numbers))).tolist() == shades


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_an_arrays_channels_come_last_where_they_may(channels):
    numbers = np.arange(3.0 * 7 * channels).reshape(3, 7, channels)
    assert reading.read_picture(numbers).size == (7, 3)


@pytest.mark.parametrize("mode", ["1", "L", "RGB"])
def test_grey_stays_grey(mode):
    expected = "RGB" if mode == "RGB" else "L"
    assert reading.read_picture(drawing().convert(mode)).mode == expected


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "no file", FileNotFoundError)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_cut_off_anywhere(kind):
    content = saved(drawing().convert("RGB"), kind)
    for length in range(0, len(content) - 1, max(1, len(content) // 60)):
        try:
            check_form(prepare_image(content[:length]))
        except ValueError as error:
            assert "\n" not in str(error)
        else:
            assert length > len(content) // 2, "made sense of half a file"


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


# Uploads


def test_uploaded_bytes_of_both_ipywidgets():
    content = saved(drawing())
    for value in ((), {}):
        assert uploaded_bytes(SimpleNamespace(value=value)) is None
    new = ({"name": "a.png", "type": "image/png", "size": len(content),
            "content": memoryview(content)},)  # fmt: skip
    old = {"a.png": {"metadata": {"name": "a.png"}, "content": content}}
    for value in (new, old):
        assert uploaded_bytes(SimpleNamespace(value=value)) == content
        same(uploaded_bytes(SimpleNamespace(value=value)))


def test_a_real_upload_widget():
    from ipywidgets import FileUpload

    assert uploaded_bytes(FileUpload(accept="image/*", multiple=False)) is None
