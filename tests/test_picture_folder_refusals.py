"""Folders from which nothing can be learned are refused in a sentence."""

import shutil

import pytest

from helpers.picture_folder import load_folder, load_picture
from tests.test_picture_folder import three_classes


@pytest.fixture
def folder(tmp_path):
    return three_classes(tmp_path)


def empty_class(folder):
    (folder / "bowl").mkdir()


def only_broken(folder):
    (folder / "bowl").mkdir()
    (folder / "bowl" / "a.jpg").write_bytes(b"no picture")


def one_class(folder):
    shutil.rmtree(folder / "cup")
    shutil.rmtree(folder / "Plate")


def no_class(folder):
    one_class(folder)
    (folder / "spoon é" / "1.png").rename(folder / "1.png")
    shutil.rmtree(folder / "spoon é")


@pytest.mark.filterwarnings("ignore:1 file")
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (empty_class, "^no picture can be read in 'bowl' of '.*': put some there, or"),
        (only_broken, "^no picture can be read in 'bowl' of '.*': put some there, or"),
        (one_class, "' needs two subfolders or more, .*there is only 'spoon é'$"),
        (no_class, "' needs two subfolders or more, .*there is none$"),
    ],
)
def test_folders_from_which_nothing_can_be_learned(folder, spoil, words):
    spoil(folder)
    with pytest.raises(ValueError, match=words):
        load_folder(folder)


def test_what_is_no_folder(folder, tmp_path):
    with pytest.raises(FileNotFoundError, match="^no folder 'pictures' in /"):
        load_folder("pictures")
    packed = tmp_path / "pictures.zip"
    packed.write_bytes(b"PK")
    with pytest.raises(ValueError, match="is a file, not a folder: unpack it first$"):
        load_folder(packed)
    with pytest.raises(ValueError, match="is a file, not a folder: name the folder th"):
        load_folder(folder / "cup" / "0.png")
    with pytest.raises(FileNotFoundError, match=r"^\[|no file|there is no"):
        load_picture(folder / "cup" / "100.png")


@pytest.mark.parametrize("size", [0, 7, -28, "28", 28.0, (28, 28), None, True])
def test_a_size_is_a_whole_number_of_pixels(folder, size):
    for read in (lambda: load_folder(folder, size),
                 lambda: load_picture(folder / "cup" / "0.png", size)):  # fmt: skip
        with pytest.raises(
            ValueError, match="^size must be a whole number from 8 up, "
        ):
            read()


def test_more_than_memory_holds_is_refused_before_anything_is_read(folder):
    with pytest.raises(
        ValueError, match="^12 pictures of 20000 x 20000 take 14.4 GB of"
    ):
        load_folder(folder, 20_000, colour=True)
