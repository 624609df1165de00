"""What lesson 2 says of its saved numbers, and of where its digests come from."""

import gzip
import re
import shutil
import struct
import subprocess

import numpy as np
import pytest
import torch
import torchvision

from helpers import fashion_mnist_files as files
from helpers.figures.picture_map import arrange, picture_map
from tests.lessons import code_cells, read, shown

STEP = "02_download_the_data"
# When Zalando packed each file, in seconds since 1970: 31 August 2017, 10:50 UTC.
PACKED_AT = {"train": 1504176606, "t10k": 1504176627}
ZALANDOS = dict(torchvision.datasets.FashionMNIST.resources)


@pytest.mark.parametrize("name", files.FILES)
@pytest.mark.skipif(shutil.which("gzip") is None, reason="packs as Zalando packed")
def test_the_bytes_packed_again_have_zalandos_digests(name, train_set, test_set):
    folders = [train_set.raw_folder, train_set.source, files.DEBIAN]
    paths = [files.Path(folder, f"{name}.gz") for folder in folders]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        pytest.skip("the files are not packed here")
    content = files.verify(name, path.read_bytes())
    tool = [shutil.which("gzip"), "-c", "-n", "-6"]
    packed = subprocess.run(tool, input=content, capture_output=True, check=True).stdout
    head = b"\x1f\x8b\x08\x08" + struct.pack("<I", PACKED_AT[name.split("-")[0]])
    again = head + b"\0\x03" + name.encode() + b"\0" + packed[10:]
    assert gzip.decompress(again) == content
    assert files.md5(again) == ZALANDOS[f"{name}.gz"]


def test_the_digest_answers_as_the_prose_says():
    assert shown(STEP, "digest(content) == expected").startswith("(True, ")
    assert re.search(r"different +30$", shown(STEP, "old, new = digest("))


def test_the_test_set_stays_shut():
    """It is fetched, and its files are verified; nothing of it is looked at."""
    uses = [c.source for c in code_cells(read(STEP)) if "test_set" in c.source]
    assert len(uses) == 1 and uses[0].count("test_set") == 1


def test_half_of_the_pixels_are_black(train_set):
    assert 0.495 < (train_set.data[:10_000] == 0).float().mean() < 0.505


def test_the_nearest_mean_names_more_than_two_thirds():
    percent = float(
        re.search(r"ten mean pictures\s+([\d.]+)", shown(STEP, "% right"))[1]
    )
    assert 66.7 < percent < 71
    taken = dict(re.findall(r"(.+?)\s+([\d,]+)$", shown(STEP, "taken_for"), re.M))
    taken = {name: int(count.replace(",", "")) for name, count in taken.items()}
    assert sum(taken.values()) == 6000 and 0.19 < taken.pop("Shirt") / 6000 < 0.23
    assert sorted(taken, key=taken.get)[-3:] == ["Sandal", "T-shirt/top", "Coat"]
    assert 950 < taken["Sandal"] < 1050


def test_the_sandals_mean_is_the_darkest(train_set):
    data, targets = train_set.data, train_set.targets
    means = [data[targets == c].float().mean() for c in range(10)]
    assert int(np.argmin(means)) == train_set.classes.index("Sandal")


def test_a_nearest_neighbour_names_three_in_four(train_set):
    pixels = train_set.data[:4000].flatten(1).float()
    nearest = torch.cdist(pixels[2000:], pixels[:2000]).argmin(dim=1)
    right = train_set.targets[nearest] == train_set.targets[2000:4000]
    assert 0.75 < right.float().mean() < 0.79


def test_the_map_lays_like_beside_like(train_set):
    data, labels = train_set.data[:96], train_set.targets[:96]
    order = arrange(data, columns=12)
    assert sorted(order.tolist()) == list(range(96))
    grid = labels[order].view(8, 12)
    beside = (grid[:, 1:] == grid[:, :-1]).float().mean()
    assert beside > 2 * (labels[1:] == labels[:-1]).float().mean()
    assert torch.equal(order, arrange(data, columns=12))


def test_the_map_keeps_what_is_marked_bright():
    pictures = torch.full((6, 2, 4), 200, dtype=torch.uint8)
    marked = torch.tensor([0, 0, 1, 0, 0, 0], dtype=torch.bool)
    plain = np.asarray(picture_map(pictures, 3).convert("RGB"))
    assert plain.shape == (4, 12, 3) and (plain == 200).all()
    seen = np.asarray(picture_map(pictures, 3, marked).convert("RGB")).max(axis=2)
    assert (seen[:2, 8:] > 150).all()
    seen[:2, 8:] = 0
    assert seen.max() == 100
