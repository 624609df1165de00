"""Photographs that nobody took: repeatable, left alone once they are there."""

import numpy as np
from PIL import Image

from helpers.picture_folder import load_folder
from helpers.toy_photographs import SIDE, THINGS, make_photographs, photograph


def test_the_same_seed_takes_the_same_photographs(tmp_path):
    folders = [make_photographs(tmp_path / name, 3) for name in "ab"]
    first, second = (load_folder(folder, size=32, colour=True) for folder in folders)
    assert first.classes == ["key", "mug", "spoon"] and len(first) == 9
    assert (first.data == second.data).all()
    other = make_photographs(tmp_path / "c", 3, seed=1)
    assert (load_folder(other, size=32, colour=True).data != first.data).any()


def test_photographs_that_are_there_are_left_alone(tmp_path):
    file = make_photographs(tmp_path, 2) / "mug" / "mug_01.jpg"
    file.write_bytes(b"mine")
    make_photographs(tmp_path, 2, seed=5)
    assert file.read_bytes() == b"mine"


def test_a_class_lies_on_the_table_that_is_told(tmp_path):
    folder = make_photographs(tmp_path, 4, dict.fromkeys(THINGS, "wood"))
    for file in folder.rglob("*.jpg"):
        corner = np.asarray(Image.open(file))[:6, :6].mean(axis=(0, 1))
        assert corner[0] > corner[1] > corner[2]  # brown


def test_every_thing_is_in_its_picture():
    for name in THINGS:
        for table in ("wood", "cloth", "stone"):
            picture = photograph(name, table, np.random.default_rng(0))
            assert picture.size == (SIDE, SIDE) and picture.mode == "RGB"
            assert np.asarray(picture).std() > 10
