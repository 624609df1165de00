"""The sheet to draw on, from Python."""

import json
import re

import numpy as np
import pytest
import torch

from helpers.evaluation import to_images
from helpers.images import prepare_image
from helpers.widgets import SketchWidget


@pytest.mark.parametrize("kind", [np.asarray, torch.tensor, np.ndarray.tolist])
def test_starts_empty_or_from_a_picture(kind):
    assert not SketchWidget().image.any()
    picture = np.random.default_rng(0).random((28, 28)).astype(np.float32)
    for image in (picture, picture[None]):  # a channel is welcome
        sketch = SketchWidget(kind(image))
        assert sketch.image.dtype == np.float32 and sketch.image.shape == (28, 28)
        np.testing.assert_array_equal(sketch.image, picture)


def test_what_is_drawn_is_observed_and_empties_the_caption():
    sketch, seen = SketchWidget(caption="a bag"), []
    sketch.observe(lambda change: seen.append(float(change.new.sum())), "image")
    drawn = np.zeros((28, 28))
    drawn[3:5] = 1
    sketch.set_state({"image": drawn.tolist(), "caption": ""})  # as the page sends it
    assert seen == [56]
    assert sketch.caption == ""


def test_an_observer_writes_the_caption_while_the_page_empties_it():
    sketch = SketchWidget()

    def answer(change):
        sketch.caption = f"{change.new.sum():g}"

    sketch.observe(answer, "image")
    sketch.set_state({"image": np.eye(28).tolist(), "caption": ""})
    assert sketch.caption == "28"


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (np.ones((27, 28)), ["image", "(28, 28)", "(27, 28)"]),
        (np.ones((2, 28, 28)), ["image", "(H, W)", "(2, 28, 28)"]),
        (np.full((28, 28), 1.5), ["0..1", "1.5..1.5"]),
        (np.full((28, 28), -0.5), ["0..1", "-0.5"]),
        (np.full((28, 28), np.nan), ["784 numbers", "NaN"]),
        ([["a"] * 28] * 28, ["not a regular grid"]),
    ],
)
def test_refuses_what_no_network_could_read(image, words):
    sketch = SketchWidget(np.eye(28))
    for refused in (
        lambda: SketchWidget(image),
        lambda: setattr(sketch, "image", image),
    ):
        with pytest.raises(ValueError) as error:
            refused()
        for word in words:
            assert word in str(error.value)
    np.testing.assert_array_equal(sketch.image, np.eye(28))


def test_the_networks_take_the_drawing_and_refuse_an_empty_sheet():
    sketch = SketchWidget()
    for even in (np.zeros((28, 28)), np.ones((28, 28))):
        sketch.image = even
        with pytest.raises(ValueError, match="the picture is blank") as refused:
            prepare_image(sketch.image)
        assert "\n" not in str(refused.value)
    sketch.image = np.eye(28) / 2
    np.testing.assert_allclose(to_images(sketch.image)[0, 0], np.eye(28) / 2)
    prepared = prepare_image(sketch.image)
    assert prepared.shape == (1, 28, 28)
    np.testing.assert_allclose(prepared[0], np.eye(28), atol=0.01)


def test_the_saved_page_holds_the_drawing():
    sketch = SketchWidget(np.eye(28), caption="</script><img src=x onerror=alert(1)>")
    text = sketch._html()
    state = json.loads(re.search(r"const state = (\{.*\});\n", text)[1])
    assert state["image"] == np.eye(28).tolist()
    assert state["caption"] == sketch.caption
    assert "<img src=x" not in text and text.count("</script>") == 1
