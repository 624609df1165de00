"""What the confusion matrix that opens refuses, in words for a learner."""

import numpy as np
import pytest

from helpers.widgets import ConfusionWidget

NAMES = ["cat", "dog", "bird"]


@pytest.mark.parametrize(
    "wrong", [3, [0], [0, 3], [0, -1], [0, 0.5], "01", [0, True], [0, 1, 2], {0: 1}]
)
def test_refuses_cells_that_do_not_exist(wrong):
    widget = ConfusionWidget([[1, 0, 0]], [0], np.zeros((1, 4, 4)), NAMES)
    widget.picked = [0, 0]
    with pytest.raises(ValueError, match=r"^picked must be \[true, predicted\], two"):
        widget.picked = wrong
    assert widget.picked == [0, 0] and widget.shown == [0]


@pytest.mark.parametrize("wrong", ["size", None, 3, ["count"], np.array(["count"] * 2)])
def test_refuses_orders_that_do_not_exist(wrong):
    widget = ConfusionWidget([[1, 0, 0]], [0], np.zeros((1, 4, 4)), NAMES)
    with pytest.raises(ValueError, match="^order must be one of 'class', 'count', 'c"):
        widget.order = wrong
    assert widget.order == "class"


SURE = np.eye(3)
PICTURES = np.zeros((3, 4, 4))
FLAWED = SURE.copy()
FLAWED[1, 1] = np.nan
BLOTTED = PICTURES.copy()
BLOTTED[0, 0, 0] = np.inf


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"labels": [0, 1]}, "^2 labels for 3 rows of probabilities$"),
        ({"labels": [0, 1, 3]}, "^labels must .* from 0 to 2; label 2 is 3$"),
        ({"labels": [0, -1, 3]}, "label 1 is -1$"),
        ({"labels": [0.5, 1, 2]}, "label 0 is 0.5$"),
        ({"labels": [np.nan, 1, 2]}, "label 0 is nan$"),
        ({"labels": SURE}, r"^labels must be \(N,\), not \(3, 3\)$"),
        ({"labels": ["a", "b", "c"]}, "^labels must be a grid of numbers: "),
        ({"probabilities": FLAWED}, "^1 of the probabilities are NaN or infinite$"),
        ({"probabilities": SURE * 9}, r"sum to 1\. logits\.softmax"),
        ({"probabilities": SURE * 2 - 1 / 3}, "from 0 up, and each row must sum to 1"),
        (
            {"probabilities": [0.5, 0.5, 0]},
            r"^probabilities must be \(N, 3\), not \(3,",
        ),
        ({"probabilities": np.zeros((0, 3))}, r"must be \(N, 3\), not \(0, 3\)$"),
        ({"probabilities": SURE * 1j}, "^probabilities must be a grid .*complex"),
        ({"probabilities": [[1], [1, 0]]}, "^probabilities must be a grid of numbers"),
        ({"classes": "ab"}, r"^probabilities \(3, 3\) tell 3 classes .* are 2 names"),
        ({"classes": ["one"]}, "^1 classes: a table of 2 to 40 can be shown$"),
        ({"classes": range(41)}, "^41 classes"),
        ({"images": PICTURES[:2]}, "^2 images for 3 rows of probabilities$"),
        ({"images": BLOTTED}, "^1 of the pixels are NaN or infinite$"),
        ({"images": PICTURES[0]}, r"^images are \(N, H, W\), .*not \(4, 4\)$"),
        ({"images": np.zeros((3, 2, 4, 4))}, r"not \(3, 2, 4, 4\)$"),
        ({"images": np.zeros((3, 4, 4, 3))}, r"not \(3, 4, 4, 3\)$"),
        ({"images": np.zeros((3, 0, 4))}, r"not \(3, 1, 0, 4\)$"),
        ({"images": np.zeros((3, 65, 9))}, "^images of 65×9 are too large .* 64×64$"),
        ({"images": [["a"]]}, "^images must be a grid of numbers"),
    ],
)
def test_refuses_what_does_not_belong_together(changed, words):
    given_ = {"probabilities": SURE, "labels": [0, 1, 2], "images": PICTURES,
              "classes": NAMES}  # fmt: skip
    ConfusionWidget(**given_)
    with pytest.raises(ValueError, match=words) as caught:
        ConfusionWidget(**given_ | changed)
    text = str(caught.value)
    assert len(text) < 300 and text.count("\n") < 3 and caught.value.__cause__ is None
