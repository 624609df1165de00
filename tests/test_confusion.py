"""The confusion matrix that opens, from Python."""

import base64
import io
import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn import metrics

from helpers.evaluation import confusion_matrix, most_confused, predict
from helpers.fashion_mnist import CLASS_NAMES
from helpers.plots import plot_confusion_matrix
from helpers.widgets import ConfusionWidget
from helpers.widgets.confusion import by_worth

NAMES = ["cat", "dog", "<b>x</b>"]
kinds = pytest.mark.parametrize("kind", [np.asarray, torch.tensor, np.ndarray.tolist])


def random_case(seed, n, n_classes=10, shape=(5, 4)):
    """Make probabilities, labels and pictures of n answers."""
    random = np.random.default_rng(seed)
    probabilities = random.dirichlet(np.full(n_classes, 0.5), n).astype(np.float32)
    labels = random.integers(0, n_classes, n)
    return probabilities, labels, random.integers(0, 256, (n, *shape), np.uint8)


def sprite_of(widget):
    """Return the pictures of the sprite, (N, H, W) or (N, H, W, 3)."""
    sprite = widget.sprite
    sheet = np.asarray(Image.open(io.BytesIO(base64.b64decode(sprite["png"]))))
    h, w = sprite["h"], sprite["w"]
    down, across = sheet.shape[0] // h, sprite["across"]
    assert sheet.shape[1] == across * w
    tiles = sheet.reshape(down, h, across, w, -1).swapaxes(1, 2)
    tiles = tiles.reshape(down * across, h, w, -1)
    return tiles if sheet.ndim == 3 else tiles[..., 0]


def came_along(widget):
    """List the pictures that came along, in the order of the sprite."""
    return [which for cell in widget.cells for which in cell[2]]


@pytest.fixture(scope="module")
def fashion(test_set):
    """The network of lesson 8 on all test pictures."""
    from helpers.checkpoints import find_checkpoint, load_checkpoint
    from helpers.models import FashionCNN

    model = FashionCNN()
    load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)
    return predict(model, test_set.data), test_set.targets, test_set.data


# ---- counted


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(2, 12))
def test_counts_equal_scikit_learns_and_pictures_belong_to_their_cells(seed, n, c):
    probabilities, labels, images = random_case(seed, n, c)
    widget = ConfusionWidget(probabilities, labels, images, range(c))
    answers = probabilities.argmax(1)
    theirs = metrics.confusion_matrix(labels, answers, labels=range(c))
    np.testing.assert_array_equal(widget.matrix, theirs)
    seen = set()
    for true, predicted, which, sure in widget.cells:
        everyone = np.flatnonzero((labels == true) & (answers == predicted))
        surest = sorted(everyone, key=lambda i: (-probabilities[i].max(), i))
        assert which == surest[: min(12, len(surest))]
        wanted = np.float64(probabilities[which].max(1))
        np.testing.assert_allclose(sure, wanted, atol=6e-5)
        seen.add((true, predicted))
    assert seen == set(zip(*np.nonzero(theirs), strict=True))
    pictures = sprite_of(widget)[: len(came_along(widget))]
    np.testing.assert_array_equal(
        pictures.reshape(-1, 5, 4), images[came_along(widget)]
    )


def test_matrix_equals_ours_and_is_what_the_still_twin_takes():
    probabilities, labels, images = random_case(0, 300)
    widget = ConfusionWidget(probabilities, labels, images)
    ours = confusion_matrix(labels, probabilities.argmax(1))
    assert widget.matrix.dtype == torch.int64 and torch.equal(widget.matrix, ours)
    assert most_confused(widget.matrix) == most_confused(ours)
    plot_confusion_matrix(widget.matrix, CLASS_NAMES)
    widget.matrix.zero_()
    assert torch.equal(widget.matrix, ours), "a copy"
    with pytest.raises(AttributeError):
        widget.matrix = ours


def test_of_equal_answers_the_first_class_is_meant():
    widget = ConfusionWidget([[0.5, 0.5, 0]], [2], np.zeros((1, 4, 4)), NAMES)
    assert widget.matrix[2].tolist() == [1, 0, 0]


# ---- what it takes


@kinds
def test_takes_tensors_arrays_and_lists(kind):
    given_ = random_case(1, 20, 3)
    widget = ConfusionWidget(*map(kind, given_), NAMES)
    assert widget.matrix.sum() == 20
    assert widget.counts == ConfusionWidget(*given_, NAMES).counts


@pytest.mark.parametrize("shape", [(4, 6), (1, 4, 6), (3, 4, 6)])
def test_takes_pictures_in_grey_and_in_colour(shape):
    probabilities, labels, images = random_case(2, 40, 3, shape)
    widget = ConfusionWidget(probabilities, labels, images, NAMES)
    wanted = images[came_along(widget)].reshape(-1, *shape[-3:])
    if shape[0] == 3:
        wanted = wanted.transpose(0, 2, 3, 1)
    got = sprite_of(widget)[: len(wanted)]
    np.testing.assert_array_equal(got, wanted.reshape(got.shape))
    assert (widget.sprite["h"], widget.sprite["w"]) == (4, 6)


def test_floats_from_0_to_1_are_their_bytes_and_others_are_stretched():
    probabilities, labels, images = random_case(3, 30, 3)
    plain = ConfusionWidget(probabilities, labels, images, NAMES)
    images[0, 0, :2] = 0, 255
    plain = ConfusionWidget(probabilities, labels, images, NAMES)
    floats = images.astype(np.float32) / 255
    for others in (
        floats,
        floats / 0.3 - 2,
        floats * 1.5,
        images.astype(int),
        torch.tensor(floats),
    ):
        widget = ConfusionWidget(probabilities, labels, others, NAMES)
        assert widget.sprite == plain.sprite
    dim = ConfusionWidget(probabilities, labels, floats / 3, NAMES)
    assert sprite_of(dim).max() == 85, "faint pictures stay faint"
    flags = ConfusionWidget(probabilities, labels, images > 99, NAMES)
    assert set(np.unique(sprite_of(flags))) <= {0, 255}


def test_answers_of_16_bits_and_with_gradients():
    probabilities, labels, images = random_case(4, 30, 3)
    half = torch.tensor(probabilities, requires_grad=True).half()
    assert ConfusionWidget(half, labels, images, NAMES).matrix.sum() == 30


@pytest.mark.parametrize("side", [1, 64])
def test_the_smallest_and_the_largest_pictures(side):
    images = np.full((3, 3, side, side), 7, np.uint8)
    widget = ConfusionWidget(np.eye(3), [0, 1, 2], images, NAMES)
    assert sprite_of(widget).shape[1:] == (side, side, 3)


# ---- what follows the learner


def test_what_is_open_can_be_set_and_observed():
    probabilities, labels, images = random_case(5, 100, 3)
    widget, seen = ConfusionWidget(probabilities, labels, images, NAMES), []
    assert (widget.picked, widget.order, widget.shown) == (None, "class", [])
    widget.observe(lambda change: seen.append(change.new), ["picked", "shown", "order"])
    widget.set_state({"picked": [1, 2]})  # as the page sends it
    wanted = np.flatnonzero((labels == 1) & (probabilities.argmax(1) == 2))
    assert set(widget.shown) <= set(wanted.tolist())
    assert len(widget.shown) == min(12, len(wanted)) > 1
    assert seen == [widget.shown, [1, 2]] or seen == [[1, 2], widget.shown]
    widget.picked = (np.int64(0), 0)
    assert widget.picked == [0, 0] and type(widget.picked[0]) is int
    widget.picked = None
    assert widget.shown == []
    widget.order = "count"
    assert seen[-1] == "count"


def test_an_empty_cell_opens_and_shows_nothing():
    widget = ConfusionWidget([[1, 0, 0]], [0], np.zeros((1, 4, 4)), NAMES)
    widget.picked = [2, 1]
    assert widget.picked == [2, 1] and widget.shown == []


# ---- what comes along


def test_right_answers_bring_fewer_pictures_than_mistakes():
    pairs = np.array([0] * 20 + [1] * 20)
    rank = np.tile(np.arange(20), 2)
    first = by_worth(pairs, rank, np.bincount(pairs, minlength=4), 2)
    assert len(first) == 24 and rank[first].max() == 11, "twelve of each"
    assert first[:8].tolist() == list(range(20, 28))
    assert (first[8], first[9]) == (28, 0) or first[8:10].tolist() == [0, 28]


def test_commoner_mistakes_bring_more():
    pairs = np.array([1] * 4 + [2] * 100)
    rank = np.concatenate([np.arange(4), np.arange(100)])
    first = by_worth(pairs, rank, np.bincount(pairs, minlength=9), 3)
    ten = pairs[first[:12]]
    assert (ten == 1).sum() == 2 and (ten == 2).sum() == 10


def test_all_test_pictures_fit_into_a_notebook(fashion):
    """≤ 250 KB, and the large mistakes bring all twelve."""
    probabilities, labels, images = fashion
    widget = ConfusionWidget(*fashion)
    assert torch.equal(widget.matrix, confusion_matrix(labels, probabilities.argmax(1)))
    html = widget._repr_mimebundle_()[0]["text/html"]
    assert 150_000 < len(html.encode()) <= 250_000
    for *pair, which, sure in widget.cells:
        assert which, "each cell brings the surest at least"
        count = widget.counts[pair[0]][pair[1]]
        assert pair[0] == pair[1] or count < 60 or len(which) == 12
        assert len(sure) == len(which) <= min(12, count)
        assert sure == sorted(sure, reverse=True)
    which = came_along(widget)
    assert len(which) > 280
    np.testing.assert_array_equal(sprite_of(widget)[: len(which)], images[which])
    again = ConfusionWidget(*fashion)
    assert again._html() == html, "the same on every run"


@pytest.mark.parametrize("n_classes", [30, 40])
@pytest.mark.parametrize("shape", [(28, 28), (3, 64, 64)])
def test_many_classes_fit_too_and_the_commonest_come_first(n_classes, shape):
    probabilities, labels, _ = random_case(6, 3000, n_classes)
    images = np.random.default_rng(0).integers(0, 256, (3000, *shape), np.uint8)
    names = [f"class number {i}" for i in range(n_classes)]
    widget = ConfusionWidget(probabilities, labels, images, names)
    html = widget._repr_mimebundle_()[0]["text/html"]
    assert len(html.encode()) <= 250_000
    matrix = widget.matrix.numpy()
    mistakes = [c for c in widget.cells if c[0] != c[1]]
    sizes = {bool(c[2]): [] for c in mistakes}
    for cell in mistakes:
        assert len(cell[3]) == max(1, len(cell[2]))
        sizes[bool(cell[2])].append(matrix[cell[0], cell[1]])
    assert min(sizes[True]) >= max(sizes[False])


# ---- shown


def test_what_is_shown_is_the_same_on_every_run_and_escaped():
    probabilities, labels, images = random_case(7, 1234, 3)
    widget = ConfusionWidget(probabilities, labels, images, NAMES)
    assert repr(widget) == "ConfusionWidget(1,234 pictures)"
    data = widget._repr_mimebundle_()[0]
    assert data["text/plain"] == repr(widget)
    still = widget._tables()
    assert "<b>x" not in still and still.count("&lt;b&gt;x&lt;/b&gt;") == 2
    assert still.count("<td>") == 10
    for count in widget.counts[1]:
        assert "<td>" + str(count) + "</td>" in still
    assert "<b>x</b>" not in data["text/html"]
    json.dumps(widget.get_state())  # what a kernel sends
    assert "shown" not in widget.get_state()
