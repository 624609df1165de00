"""A folder of one's own pictures becomes a data set."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from PIL import Image, ImageFile, ImageOps
from torchvision import datasets

from helpers import picture_folder
from helpers.picture_folder import load_folder, load_picture
from tests.conftest import ROOT
from tests.drawings import saved


def photograph(seed=0, size=(60, 40), mode="RGB"):
    shape = (size[1] // 4, size[0] // 4, 3)
    pixels = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    return Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC).convert(mode)


def three_classes(tmp_path):
    """Make a folder with classes of 3, 4 and 5 pictures."""
    top = tmp_path / "my pictures"
    for place, name in enumerate(["cup", "Plate", "spoon é"]):
        (top / name).mkdir(parents=True)
        for number in range(3 + place):
            photograph(10 * place + number).save(top / name / f"{number}.png")
    return top


@pytest.fixture
def folder(tmp_path):
    return three_classes(tmp_path)


def files_of(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("size", [28, 65])
def test_a_folder_is_what_torchvision_lists_and_pillow_reads(folder, size, colour):
    found = load_folder(folder, size, colour)
    theirs = datasets.ImageFolder(folder)
    assert found.classes == theirs.classes == ["Plate", "cup", "spoon é"]
    assert found.targets.tolist() == theirs.targets
    assert found.data.shape == (12, 3 if colour else 1, size, size)
    for pixels, (image, _) in zip(found.data, theirs, strict=True):
        mode = "RGB" if colour else "L"
        side = min(image.size)
        middle = ImageOps.fit(image, (side, side)).convert(mode).resize((size, size))
        truth = torch.from_numpy(np.array(middle)).view(size, size, -1).permute(2, 0, 1)
        assert (pixels.float() - truth.float()).abs().mean() < 6
    assert repr(found).endswith("4 Plate, 3 cup, 5 spoon é")
    again = load_folder(str(folder), size, colour)
    assert torch.equal(found.data, again.data)


def test_a_new_photograph_is_read_as_the_folder_was(folder):
    for size, colour in ((28, False), (33, True)):
        found = load_folder(folder, size, colour)
        path = folder / "cup" / "1.png"
        for picture in (path, str(path), path.read_bytes(), Image.open(path),
                        np.asarray(Image.open(path))):  # fmt: skip
            image = load_picture(picture, size, colour)
            assert torch.equal(image, found[5][0]) and image.dtype == torch.float32
            assert image.shape == (3 if colour else 1, size, size)


def test_the_middle_square_is_kept_and_nothing_is_squeezed():
    sheet = np.zeros((40, 100), np.uint8)
    sheet[10:30, 40:60] = 255  # a square in the middle stays one
    sheet[:, :25] = sheet[:, 75:] = 99  # beside the middle square
    square = load_picture(sheet, 40)[0]
    expected = torch.zeros(40, 40)
    expected[10:30, 10:30] = 1
    assert torch.equal(square, expected)


@pytest.mark.parametrize("size", [28, 64, 200, 500])
def test_a_large_photograph_is_read_small_and_none_the_worse(size, tmp_path):
    """A JPEG of 3 megapixels need not be decoded in full for 64 pixels."""
    path = tmp_path / "large.jpg"
    photograph(1, (2048, 1536)).save(path, quality=90)
    decoded, load = [], ImageFile.ImageFile.load

    def load_and_note(image):
        decoded.append(image.size)
        return load(image)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ImageFile.ImageFile, "load", load_and_note)
        found = load_picture(path, size, colour=True)
    square = ImageOps.fit(Image.open(path), (size, size), Image.Resampling.LANCZOS)
    truth = torch.from_numpy(np.array(square)).permute(2, 0, 1) / 255
    assert (found - truth).abs().max() < 0.1 and (found - truth).abs().mean() < 0.01
    assert min(decoded[0]) <= max(8 * size, 192)


def test_every_kind_of_file(tmp_path):
    kinds = {"a.jpg": "RGB", "b.JPEG": "L", "c.png": "RGBA", "d.bmp": "RGB",
             "e.gif": "P", "f.webp": "RGB", "g.tiff": "CMYK", "h.png": "I;16",
             "i.png": "1",
             "no ending": "LA"}  # fmt: skip
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    photograph().save(tmp_path / "two" / "x.png")
    for name, mode in kinds.items():
        picture = photograph(mode="L" if mode == "I;16" else mode)
        if mode == "I;16":
            picture = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
        picture.save(tmp_path / "one" / name, "PNG" if name == "no ending" else None)
    found = load_folder(tmp_path)
    assert len(found) == 11
    truth = found.data[-1].float()
    for pixels in found.data[:-1]:
        limit = 90 if pixels is found.data[8] else 40  # 1 bit has no greys
        assert (pixels.float() - truth).abs().mean() < limit


def test_a_picture_on_its_side_is_turned(tmp_path):
    upright = photograph(size=(40, 40))
    on_its_side = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees, clockwise
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    upright.save(tmp_path / "one" / "a.png")
    (tmp_path / "two" / "a.png").write_bytes(saved(on_its_side, exif=exif))
    found = load_folder(tmp_path)
    assert torch.equal(found.data[0], found.data[1])


def test_what_is_hidden_is_passed_over(folder):
    expected = load_folder(folder)
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "__MACOSX").mkdir()
    (folder / "cup" / ".thumbnails").mkdir()
    for place in (".ipynb_checkpoints/a.png", "__MACOSX/a.png", "cup/.thumbnails/a.png",
                  "cup/._1.png", "cup/.DS_Store", "cup/Thumbs.db", "desktop.ini",
                  "beside the classes.png"):  # fmt: skip
        photograph(99).save(folder / place, "PNG")
    found = load_folder(folder)
    assert found.classes == expected.classes
    assert torch.equal(found.data, expected.data)


def test_pictures_in_folders_within_a_class_belong_to_it(folder):
    (folder / "cup" / "from the kitchen").mkdir()
    photograph(7).save(folder / "cup" / "from the kitchen" / "1.png")
    assert load_folder(folder).targets.bincount().tolist() == [4, 4, 5]


def test_a_hidden_folder_above_hides_nothing(folder, tmp_path):
    moved = tmp_path / ".hidden" / "pictures"
    moved.parent.mkdir()
    shutil.copytree(folder, moved)
    assert len(load_folder(moved)) == 12


BROKEN = {
    "cup/empty.png": b"",
    "cup/page.jpg": b"<html>not found</html>",
    "cup/cut.jpg": saved(photograph(3, (300, 200)), "JPEG")[:2000],
    "Plate/notes.txt": b"three plates",
}


def test_what_cannot_be_read_is_named_once_and_left_out(folder):
    for name, content in BROKEN.items():
        (folder / name).write_bytes(content)
    for _ in range(2):  # read, then from the cache
        with pytest.warns(UserWarning) as caught:
            found = load_folder(folder)
        assert len(caught) == 1 and caught[0].filename == __file__
        text = str(caught[0].message)
        assert text.startswith(f"4 files in {str(folder)!r} left out:\n")
        for name in BROKEN:
            assert os.path.join(*name.split("/")) in text
        assert len(text.splitlines()) == 5 and len(found) == 12
    for name in ("x", "y"):
        (folder / "cup" / f"{name}.txt").write_text(name)
    with pytest.warns(UserWarning, match="^6 files .*left out:[^@]*\nand 1 more$"):
        load_folder(folder)


def test_what_the_cache_keeps_is_given_up_with_any_change(folder, monkeypatch):
    first = load_folder(folder)
    read = []
    square = picture_folder.square
    monkeypatch.setattr(
        picture_folder, "square", lambda *given: read.append(given) or square(*given)
    )
    assert torch.equal(load_folder(folder).data, first.data) and not read
    load_folder(folder, colour=True)
    assert len(read) == 12, "colour is another cache"
    load_folder(folder, 30)
    assert len(read) == 24, "and so is a size"
    read.clear()
    path = folder / "cup" / "0.png"
    photograph(77).save(path)
    changed = load_folder(folder)
    assert len(read) == 12 and not torch.equal(changed.data[4], first.data[4])
    os.utime(path, ns=(1, 1))
    load_folder(folder)
    assert len(read) == 24
    path.rename(folder / "cup" / "9.png")
    assert torch.equal(load_folder(folder).data[6], changed.data[4])
    path = folder / "spoon é" / "0.png"
    path.rename(folder / "cup" / "8.png")
    assert load_folder(folder).targets.bincount().tolist() == [4, 4, 4]


@pytest.mark.parametrize("content", [b"", b"rubbish", None, {"key": 1}, [1]])
def test_a_damaged_cache_is_passed_over(folder, content):
    expected = load_folder(folder)
    cache = folder / ".pictures-28-grey.pt"
    if isinstance(content, bytes):
        cache.write_bytes(content)
    else:
        torch.save(content, cache)
    assert torch.equal(load_folder(folder).data, expected.data)


def test_a_folder_that_cannot_be_written_is_read(folder, monkeypatch):
    """A test as root may write anywhere, so the write itself is refused."""

    def refused(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(picture_folder, "write_atomically", refused)
    before = files_of(folder)
    assert len(load_folder(folder)) == 12 and files_of(folder) == before


def test_what_was_read_in_another_way_is_read_again(folder, monkeypatch):
    expected = load_folder(folder)
    monkeypatch.setattr(picture_folder, "READ_AS", "2")
    monkeypatch.setattr(picture_folder, "square", lambda *_: np.zeros((1, 28, 28), "B"))
    assert not torch.equal(load_folder(folder).data, expected.data)


def test_large_folders_leave_no_large_file(folder, monkeypatch):
    monkeypatch.setattr(picture_folder, "MOST_KEPT", 12 * 28 * 28 - 1)
    before = files_of(folder)
    assert len(load_folder(folder)) == 12 and files_of(folder) == before


def test_only_one_hidden_file_is_left_behind(folder):
    before = files_of(folder)
    load_folder(folder)
    assert set(files_of(folder)) - set(before) == {".pictures-28-grey.pt"}


def test_home_is_understood(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    assert len(load_folder("~/my pictures")) == 12


def test_a_bar_shows_how_far_it_is(folder):
    """In a process of its own: the tests themselves run without bars."""
    code = (
        f"from helpers.picture_folder import load_folder; load_folder({str(folder)!r})"
    )
    environment = os.environ | {"TQDM_DISABLE": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=environment,
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert "/12 [" in done.stderr


def test_two_thousand_photographs_are_not_kept_open_or_large(tmp_path):
    """The pictures that are read at once are a few, whatever their number."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    for number in range(300):
        photograph(number % 5).save(
            tmp_path / ("one", "two")[number % 2] / f"{number}.png"
        )
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    assert len(load_folder(tmp_path)) == 300
    if before:
        assert len(os.listdir("/proc/self/fd")) <= before + 2
