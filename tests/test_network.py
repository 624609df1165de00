"""NetworkWidget from Python: what is read, what is set, what is given back."""

import copy
import sys

import numpy as np
import pytest
import torch
from torch import nn
from traitlets import TraitError

from helpers.models import MLP, FashionCNN, NormCNN
from helpers.training import History
from helpers.widgets import NetworkWidget
from helpers.widgets.network import as_images, as_pixels, packed, unpacked


@pytest.fixture
def pictures(test_set):
    return test_set.data[:6, None] / 255, test_set.targets[:6]


@pytest.fixture
def widget(mended, pictures):
    return NetworkWidget(mended, *pictures)


def scores(model, image):
    """Ask a model about one picture, an array or a tensor (C, H, W)."""
    image = torch.tensor(image) if isinstance(image, np.ndarray) else image
    with torch.no_grad():
        return model(image[None])[0].numpy()


def test_what_can_be_read_follows_what_is_done(widget, mended, pictures):
    heard = []
    widget.observe(lambda change: heard.append(change.new), ["scores", "picture"])
    np.testing.assert_allclose(widget.scores, scores(mended, pictures[0][0]), atol=1e-4)
    widget.chosen = 2
    widget.shift = [3, -2]
    want = torch.zeros(1, 28, 28)
    want[:, 3:, :-2] = pictures[0][2][:, :-3, 2:]
    np.testing.assert_array_equal(widget.picture, want)
    np.testing.assert_allclose(widget.scores, scores(mended, want), atol=1e-4)
    assert len(heard) == 4
    widget.drawing = packed([{"name": "a", "shape": 1}],
                            {"a.weight": torch.ones(784), "a.bias": torch.ones(0)},
                            np.float32)  # fmt: skip
    assert widget.picture[0, 5, 5] == 1 and widget.picture[0, 0, 5] == 0


def test_the_edited_network_is_a_model_again(widget, mended):
    widget.edits = [["conv1.weight", 7, 2.5], ["fc2.bias", 3, -1.0]]
    widget.off = [[3, 4]]
    edited = widget.model()
    assert type(edited) is FashionCNN
    assert edited.conv1.weight.flatten()[7] == 2.5 and edited.fc2.bias[3] == -1
    assert not edited.conv2.weight[4].any() and edited.conv2.bias[4] == 0
    assert not torch.equal(mended.conv2.weight[4], edited.conv2.weight[4])
    np.testing.assert_allclose(widget.scores, scores(edited, widget.picture), atol=1e-4)


def test_batch_normalisation_is_worked_in_and_given_back(pictures):
    torch.manual_seed(0)
    model = NormCNN()
    nn.init.normal_(model.norm1.running_mean)
    nn.init.uniform_(model.norm2.running_var, 0.5, 2)
    widget = NetworkWidget(model, *pictures)
    images = pictures[0]
    with torch.no_grad():
        torch.testing.assert_close(
            widget.model()(images), model.eval()(images), atol=1e-4, rtol=1e-4
        )
        widget.edits = [["conv1.weight", 0, 1.0]]
        torch.testing.assert_close(
            widget.model()(images)[0], torch.tensor(widget.scores), atol=1e-4, rtol=0
        )


def test_through_the_epochs(mended, pictures):
    early = copy.deepcopy(mended)
    with torch.no_grad():
        early.fc2.bias += 1
    widget = NetworkWidget(mended, *pictures, history=[early.state_dict()])
    now = widget.scores.copy()
    widget.epoch = 0
    np.testing.assert_allclose(widget.scores, now + 1, atol=0.05)  # in 16 bits
    widget.epoch = -1
    np.testing.assert_array_equal(widget.scores, now)


def test_the_moments_of_a_history_may_have_names(mended, pictures):
    states = {"1/8": mended.state_dict(), 3: mended.state_dict()}
    widget = NetworkWidget(mended, *pictures, history=states)
    assert widget.moments == ["1/8", "3"] and len(widget.history) == 2
    assert NetworkWidget(mended, *pictures, history=[*states.values()]).moments == []


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_numbers_survive_the_journey(kind):
    draw = np.random.default_rng(0)
    numbers = [torch.tensor(draw.normal(size=n)).float() for n in (6, 3)]
    weights = dict(zip(("a.weight", "a.bias"), numbers, strict=True))
    text = packed([{"kind": "linear", "name": "a", "shape": [3, 2]}, {"kind": "same"}],
                  weights, kind)  # fmt: skip
    want = np.concatenate([n.numpy() for n in numbers])
    np.testing.assert_array_equal(unpacked(text, kind), want.astype(kind))


def test_pictures_of_every_kind():
    draw = np.random.default_rng(0)
    whole = draw.integers(0, 256, (5, 28, 28), dtype=np.uint8)
    for given in (whole, torch.tensor(whole), whole / 255, (whole / 255).tolist()):
        assert as_images(given).shape == (5, 1, 28, 28)
        np.testing.assert_allclose(as_images(given)[:, 0], whole / 255, atol=1e-6)
    assert as_images(whole[0]).shape == (1, 1, 28, 28)
    assert as_images(np.zeros((3, 9, 8))).shape == (1, 3, 9, 8)
    assert "bytes" in as_pixels(as_images(whole))
    assert "floats" in as_pixels(as_images(draw.normal(size=(2, 1, 5, 5))))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"images": torch.rand(2, 2, 28, 28)}, r"not \(2, 2, 28, 28\)"),
        ({"images": torch.rand(1, 1, 65, 65)}, "65×65 are too large"),
        (
            {"images": torch.full((1, 1, 28, 28), torch.nan)},
            "784 of the pixels are NaN",
        ),
        (
            {"images": torch.rand(1, 1, 30, 30)},
            r"does not take pictures of \(1, 30, 30\)",
        ),
        ({"labels": [1]}, "1 labels for 6 pictures"),
        ({"labels": [0, 1, 2, 3, 4, 10]}, "label 10 is none of 0 to 9"),
        ({"classes": ["a", "b"]}, "10 classes apart, but there are 2 names"),
        ({"controls": ["fly"]}, r"among draw, shifts, gradient, edit, not \['fly'\]"),
        ({"controls": "draw"}, "a tuple of names"),
        ({"other": nn.Linear(3, 3)}, "does not take pictures"),
        ({"history": History()}, "list of state dicts .* not History"),
        ({"history": [{"a": 1}]}, "append copy.deepcopy"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(mended, pictures, change, says):
    given = {"images": pictures[0], "labels": pictures[1] % 2} | change
    if "images" in change:
        given["labels"] = None
    with pytest.raises(ValueError, match=says) as error:
        NetworkWidget(mended, **given)
    assert str(error.value).count("\n") <= 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [("chosen", 6, "0 to 5, not 6"), ("shift", [28, 0], "less than 28"),
     ("shift", [0.5, 0], "whole numbers"), ("shift", [1], "whole numbers"),
     ("edits", [["conv9.weight", 0, 1.0]], "no parameter is called 'conv9.weight'"),
     ("edits", [["conv1.weight", 150, 1.0]], "indices 0 to 149, not 150"),
     ("edits", [["conv1.bias", 0, float("nan")]], "finite, not nan"),
     ("edits", [3], "is .parameter, index, value., not 3"),
     ("off", [[2, 0]], "stages with maps"), ("off", [[1, 6]], "1 with 6"),
     ("picked", {"stage": 1}, "network, stage, map and cell"),
     ("picked", {"network": 0, "stage": 9, "map": 0, "cell": None}, "0 to 6, not 8"),
     ("epoch", 3, "0 to 0, not 4")],
)  # fmt: skip
def test_what_cannot_be_set_leaves_all_as_it_was(widget, name, value, says):
    before = getattr(widget, name)
    with pytest.raises((ValueError, TraitError), match=says):
        setattr(widget, name, value)
    assert getattr(widget, name) == before


def test_saved_pages_are_small(mended, pictures):
    one = len(NetworkWidget(mended, *pictures)._html().encode())
    two = len(NetworkWidget(mended, *pictures, other=MLP())._html().encode())
    print(f"{one / 1000:.0f} KB with one network, {two / 1000:.0f} KB with two")
    assert one <= 200_000 and two <= 270_000


def test_making_one_is_little_work(mended, pictures):
    """At most 100 ms on any computer: counted, for a clock would measure that one."""
    count, before = 0, sys.gettrace()

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    NetworkWidget(mended, *pictures)
    sys.settrace(trace)
    try:
        NetworkWidget(mended, *pictures)
    finally:
        sys.settrace(before)
    print(f"{count} lines")
    assert count <= 50_000


def test_nothing_is_told_in_the_page_that_is_to_be_guessed(mended, pictures):
    shown = NetworkWidget(mended, *pictures, hide=True)._html().split("<style>")[0]
    assert "<td>" not in shown and "<img" in shown
    assert "<td>" in NetworkWidget(mended, *pictures)._html().split("<style>")[0]


def test_names_are_text(mended, pictures):
    names = ["<b>x</b>", *"abcdefghi"]
    page = NetworkWidget(mended, *pictures, classes=names)._html().split("<script>")[0]
    assert "<b>x</b>" not in page and "&lt;b&gt;x&lt;/b&gt;" in page


def test_repr_is_the_same_on_every_run(widget):
    assert repr(widget) == "NetworkWidget(FashionCNN, 6 pictures)"


def test_what_the_front_end_is_told(mended, pictures):
    other = MLP()
    widget = NetworkWidget(mended, *pictures, other=other, titles=("one", "two"),
                           controls=["edit"])  # fmt: skip
    state = widget.get_state()
    assert state["labels"] == pictures[1].tolist() and state["controls"] == ["edit"]
    assert state["pictures"]["shape"] == [6, 1, 28, 28]
    assert (state["title"], state["other"]["title"]) == ("one", "two")
    assert [s["kind"] for s in state["other"]["plan"]] == [
        "flatten",
        "linear",
        "linear",
    ]
    numbers = unpacked(state["other"]["numbers"], np.float32)
    np.testing.assert_array_equal(numbers[:10976], other.fc1.weight.detach().flatten())


def test_no_model_shares_its_weights_with_another(mended, pictures):
    kept = {name: w.clone() for name, w in mended.state_dict().items()}
    blank = {name: torch.zeros_like(w) for name, w in kept.items()}
    widget = NetworkWidget(mended, *pictures, history=[blank])
    first = widget.model()
    widget.edits = [["conv1.weight", 0, 9.0]]
    widget.model()
    for name, w in kept.items():
        assert torch.equal(mended.state_dict()[name], w)
        assert torch.equal(first.state_dict()[name], w)


def test_a_class_is_no_network_yet(pictures, mended):
    for given in ({"model": FashionCNN}, {"model": mended, "other": MLP}):
        with pytest.raises(ValueError, match="is a class, not a model yet"):
            NetworkWidget(images=pictures[0], **given)
