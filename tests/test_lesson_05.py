"""What lesson 5 says of its saved outputs, and of widgets, is so."""

import re

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from helpers.checkpoints import load_checkpoint
from helpers.fashion_mnist import CLASS_NAMES, SAMPLE
from helpers.fashion_mnist_files import unpack
from helpers.models import ArticleNet
from helpers.ops import conv2d, max_pool2d, output_size
from helpers.widgets import NetworkWidget
from tests.conftest import ROOT
from tests.lessons import prose_cells, read, shown

STEP = "05_architecture"
TEXT = " ".join(" ".join(c.source for c in prose_cells(read(STEP))).split())
ROWS = "00022 00122 00122 01222 01222".split()
PICTURE = np.array([list(row) for row in ROWS]).astype(int)
KERNEL = np.array([[-1, 0, 1]] * 3)


@pytest.fixture(scope="module")
def pictures():
    """The T-shirt and the trousers, which the sample has too: (2, 1, 28, 28)."""
    content = unpack((SAMPLE / "train-images-idx3-ubyte.gz").read_bytes())
    pixels = np.frombuffer(content, np.uint8, offset=16).reshape(-1, 1, 28, 28)
    return torch.tensor(pixels[[26, 97]] / 255).float()


@pytest.fixture(scope="module")
def trained():
    model = ArticleNet()
    load_checkpoint(ROOT / "helpers/weights/article_net.pt", model)
    return model


def said(*sentences):
    for sentence in sentences:
        assert sentence in TEXT, sentence


def test_the_window_by_hand():
    said("together 2", "right column of the window held 6, the left one 0")
    assert re.findall(r"-?\d+", shown(STEP, '"one column on"')) == ["2", "6"]
    said("The largest number of each row, 6, 5 and 5")
    maps = conv2d(PICTURE[None], KERNEL[None, None])[0]
    assert maps.max(axis=1).tolist() == [6, 5, 5]
    digits = re.findall(r"\d", shown(STEP, "def slide("))
    assert digits == [str(number) for number in maps.flatten()]
    said("With a stride of 3 one place is left, and no window reads the last two")
    assert output_size(5, 3, stride=3) == 1


def test_one_of_four_maxima_survives_a_nudge():
    said("4 is the largest of 1, 3, 4 and 2; then come 2, 5 and 7", "only the 4 stays")
    numbers = np.array([[[1, 3, 2, 0], [4, 2, 1, 1], [0, 5, 6, 2], [1, 2, 3, 7]]])
    assert max_pool2d(numbers, 2).tolist() == [[[4, 2], [5, 7]]]
    nudged = np.pad(numbers, ((0, 0), (0, 0), (1, 0)))[..., :4]
    stays = max_pool2d(nudged, 2) == max_pool2d(numbers, 2)
    assert stays.tolist() == [[[True, False], [False, False]]]


def test_the_sizes_and_the_parameters():
    sizes = re.findall(r"\d+$", shown(STEP, "steps = {"), re.M)
    assert sizes == ["24", "12", "8", "4", "160"]
    said("The sizes go 28, 24, 12, 8, 4, then 160, 56, 10")
    *counts, total = re.findall(
        r"[\d,]+$", shown(STEP, "count_parameters(layer)"), re.M
    )
    counts = [int(count.replace(",", "")) for count in counts]
    assert total == "11,252" and sum(counts) == 11_252
    said("Four fifths sit in `fc1`", "(1, 1, −2): 3 + 1 − 8 is −4")
    assert counts[2] / sum(counts) == pytest.approx(0.8, abs=0.005)


def test_new_scores_are_near_a_half():
    said("Ten scores near a half")
    scores = re.findall(r"0\.\d+", shown(STEP, "model.to(device)"))
    assert len(scores) == 10 and all(0.4 < float(score) < 0.6 for score in scores)


def test_the_field_is_a_third_of_the_picture():
    said("16 × 16, a third of the picture")
    assert shown(STEP, "field, distance") == "[5, 6, 14, 16]"
    assert 256 / 784 == pytest.approx(1 / 3, abs=0.01)


def test_two_kernels_of_a_row_are_one():
    said("the row 3 1 4 1 5 kernel (1, 2) 5 9 6 11 kernel (1, −1) −4 3 −5")
    row = np.array([3, 1, 4, 1, 5])
    first = np.correlate(row, [1, 2])
    assert first.tolist() == [5, 9, 6, 11]
    assert np.correlate(first, [1, -1]).tolist() == [-4, 3, -5]
    assert np.correlate(row, [1, 1, -2]).tolist() == [-4, 3, -5]
    said("The same numbers, from half the parameters")
    two, one = re.findall(r"[\d,]+$", shown(STEP, "single.numel()"), re.M)
    assert (two, one) == ("1,666", "820")


def test_moved_trousers_are_a_sandal(pictures, trained):
    said(
        "the right they are a sandal", "The same numbers, and the sum changes its sign"
    )
    table = shown(STEP, 'rows, ["in place", "moved"]')
    assert "Trouser  Sandal" in table
    assert re.findall(r"(−?)\d+\.\d", table) == ["", "−", "", "−"]
    widget = NetworkWidget(trained, pictures, controls=())
    names = []
    for widget.chosen, widget.shift in ((1, [0, 0]), (1, [0, 4])):
        names.append(CLASS_NAMES[widget.scores.argmax()])
    assert names == ["Trouser", "Sandal"]
    assert not pictures[1, ..., -4:].any()  # nothing of them is cut off
    moved = F.pad(pictures[1:], (4, -4))
    np.testing.assert_array_equal(moved[0].numpy(), widget.picture)


def test_the_first_kernel_hardly_sees_the_stripes(pictures):
    """Inside the shirt, where there are stripes and no sides."""
    both = np.stack([KERNEL, KERNEL.T])[:, None].astype(float)
    across, down = conv2d(pictures[0].numpy(), both)[:, 3:, 9:16]
    assert np.abs(across).mean() < np.abs(down).mean() / 4
