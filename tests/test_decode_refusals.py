"""What is no picture is refused by one sentence, before it costs memory."""

import os
import re
import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import decode
from helpers.checks.decode import MAX_BYTES
from helpers.images import prepare_image
from tests.drawings import check_form, drawing, refused, saved


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


class Unreadable:
    """It looks like an array."""

    def __array__(self, *_, **__):
        raise RuntimeError("not today\nand not tomorrow")


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
        (saved(drawing(), "EPS"), r"^the picture is a program that draws \(EPS\): save"
         " it as PNG$"),
        (Unreadable(), "^the array is damaged: not today$"),
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
    """As many pixels as may be, or a few more: decoded once at most, and refused."""
    Image.init()
    if kind not in Image.SAVE:
        kind = "PNG"  # Pillow 11 may lack AVIF
    sheet = Image.new("L" if kind == "GIF" else "RGB", (side, side), "white")
    content = saved(sheet, kind, **LARGEST[kind])
    if len(content) > MAX_BYTES:
        assert not refused(content, "exceeds 20,000,000 bytes")
    elif kind == "JPEG":  # at half its size
        assert refused(content, "blank") == {((side + 1) // 2,) * 2}
    elif side > 4_000:
        assert not refused(content, "4,001 x 4,001 pixels")
    else:
        assert refused(content, "blank") == {(side, side)}


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
    assert len(decode.read_file(tmp_path / "huge", "huge")) == 20_000_001


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
