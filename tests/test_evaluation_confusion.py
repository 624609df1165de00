"""Tables of mistakes against scikit-learn."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from helpers import evaluation

label_lists = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1)


kinds = st.sampled_from(
    [list, np.array, lambda x: np.array(x, np.int32), lambda x: np.array(x, np.uint8),
     torch.tensor, lambda x: torch.tensor(x, dtype=torch.uint8)]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(label_lists, kinds, kinds)
def test_confusion_matrix_equals_scikit_learns(pairs, kind, other):
    labels, predicted = map(list, zip(*pairs, strict=True))
    theirs = metrics.confusion_matrix(labels, predicted, labels=range(10))
    ours = evaluation.confusion_matrix(kind(labels), other(predicted))
    assert ours.dtype == torch.int64
    np.testing.assert_array_equal(ours, theirs)
    rows = ours, theirs, theirs.tolist()
    assert len({tuple(evaluation.most_confused(matrix)) for matrix in rows}) == 1


@pytest.mark.parametrize("wrong", [[3, 12], [3, -1], [10, 3], [3.0, 4.0]])
def test_confusion_matrix_refuses_what_is_no_class(wrong):
    """12 for 3 would be counted as a 2 for 4."""
    right = torch.tensor([3, 4])
    for pair in ((right, torch.tensor(wrong)), (torch.tensor(wrong), right)):
        with pytest.raises(ValueError, match="^labels (must|count)"):
            evaluation.confusion_matrix(*pair)


def test_most_confused_needs_the_names_in_their_places():
    with pytest.raises(ValueError, match=r"matrix is \(10, 10\), not \(5, 5\): "):
        evaluation.most_confused(torch.ones(5, 5, dtype=torch.int64))


def test_confusion_matrix_refuses_lengths_that_differ():
    with pytest.raises(ValueError, match=r"labels \[3\], predictions \[2\]"):
        evaluation.confusion_matrix(torch.zeros(3), torch.zeros(2))


def test_most_confused_lists_the_largest_off_the_diagonal():
    matrix = torch.eye(10, dtype=torch.int64) * 900
    matrix[6, 0], matrix[2, 4], matrix[0, 6] = 90, 70, 80
    assert evaluation.most_confused(matrix, 3) == [
        ("Shirt", "T-shirt/top", 90),
        ("T-shirt/top", "Shirt", 80),
        ("Pullover", "Coat", 70),
    ]
    assert matrix[3, 3] == 900
    matrix[1, 2:5] = 5
    assert len(evaluation.most_confused(matrix)) == 5, "five unless told otherwise"


def test_who_makes_no_mistakes_confuses_nothing():
    matrix = torch.eye(10, dtype=torch.int64)
    assert evaluation.most_confused(matrix) == []
    matrix[3, 5] = 2
    assert evaluation.most_confused(matrix) == [("Dress", "Sandal", 2)]


def test_names_of_ones_own_for_two_classes_and_a_hundred():
    assert evaluation.most_confused([[5, 1], [3, 4]], 9, ["cup", "plate"]) == [
        ("plate", "cup", 3),
        ("cup", "plate", 1),
    ]
    names = [f"kind {n}" for n in range(100)]
    labels, answers = torch.arange(100), torch.arange(100).roll(1)
    matrix = evaluation.confusion_matrix(labels, answers, names)
    theirs = metrics.confusion_matrix(labels, answers)
    np.testing.assert_array_equal(matrix, theirs)
    assert evaluation.most_confused(matrix, 1, names)[0][2] == 1
