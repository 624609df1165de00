"""What the widgets take and refuse: their traits, made here, and every message."""

import re

import numpy as np
import pytest
import torch
import traitlets

from helpers.checks.widgets import SHAPES
from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, traits


class Holder(traitlets.HasTraits):
    def __init__(self, **own):
        super().__init__()
        self.add_traits(**own)


@pytest.mark.parametrize("ndim", SHAPES)
def test_a_grid_starts_as_one_zero_and_is_synchronised_as_lists(ndim):
    trait = traits.Grid(ndim, read_only=True)
    holder = Holder(numbers=trait)
    assert holder.numbers.shape == (1,) * ndim
    assert holder.numbers.dtype == np.float32 and not holder.numbers.any()
    assert trait.metadata["to_json"](holder.numbers) == holder.numbers.tolist()
    with pytest.raises(traitlets.TraitError, match="read-only"):
        holder.numbers = [[1]]
    holder.set_trait("numbers", [[1, 2]])
    assert holder.numbers.shape == (1,) * (ndim - 1) + (2,)


def test_a_whole_number_has_its_default_and_its_least():
    trait = traits.Whole(5, 3, read_only=True)
    holder = Holder(count=trait)
    assert holder.count == 5 and trait.metadata["sync"] is True
    with pytest.raises(traitlets.TraitError, match="read-only"):
        holder.count = 4
    holder.set_trait("count", torch.tensor(3))
    assert type(holder.count) is int
    with pytest.raises(ValueError, match="^count must be a whole number from 3 up"):
        holder.set_trait("count", 2)


def test_the_largest_sizes_are_taken_and_one_more_is_not():
    widget = ConvolutionWidget(np.ones((64, 64)), stride=1_000_000, padding=64)
    assert widget.output.shape == (1, 1, 1)
    refused = {
        "stride": (1_000_001, "stride must be at most 1,000,000, not 1000001"),
        "padding": (65, "padding must be at most 64 cells, not 65"),
        "input": (
            np.ones((3, 65)),
            "an input of shape (1, 3, 65) has too many cells to show: crop it or make"
            " it smaller, to at most 64×64",
        ),
    }
    for name, (value, message) in refused.items():
        with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
            setattr(widget, name, value)


def test_a_bias_is_flat_named_and_cannot_be_changed_unseen():
    widget = ConvolutionWidget(kernel=np.ones((2, 1, 3, 3)), bias=[[1], [2]])
    assert widget.bias.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        widget.bias[0] = 3
    with pytest.raises(ValueError, match="^bias is not a regular grid of numbers: "):
        widget.bias = "two"


class Fails:
    """What cannot be an array, and says why."""

    def __init__(self, text):
        self.text = text

    def __array__(self, *_, **__):
        raise ValueError(self.text)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (torch.tensor([[1j]]), "complex numbers"),
        (np.array([[1j]]), "complex numbers"),
        (Fails("first line\nsecond line\nthird line"), "first line"),
        (Fails("a" * 200), "a" * 150),
    ],
)
def test_what_is_no_grid_of_numbers(value, reason):
    message = f"^kernel is not a regular grid of numbers: {reason}$"
    with pytest.raises(ValueError, match=message):
        traits.as_grid("kernel", value, 4)


@pytest.mark.parametrize(
    ("ndim", "wanted"),
    [
        (2, "(H, W)"),
        (3, "(H, W) or (C, H, W)"),
        (4, "(kH, kW) or (C_out, C_in, kH, kW)"),
    ],
)
@pytest.mark.parametrize("shape", [(3,), (0, 3), (2, 1, 1, 1, 1), ()])
def test_another_shape_is_refused_in_full(ndim, wanted, shape):
    message = re.escape(f"mine must be {wanted}, not empty, not {shape}")
    with pytest.raises(ValueError, match=f"^{message}$"):
        traits.as_grid("mine", np.ones(shape), ndim)


def test_numbers_of_every_precision_and_no_negative_zero():
    for dtype in (torch.bfloat16, torch.float16, torch.int8, torch.bool):
        one = traits.as_grid("x", torch.ones(2, 2, dtype=dtype), 3)
        assert one.dtype == np.float32 and one.tolist() == [[[1, 1], [1, 1]]]
    assert not np.signbit(traits.as_grid("x", [[-0.0]], 2)).any()


def test_the_front_end_gets_the_shortest_decimals():
    assert traits.as_json(np.float32([0.1, 1 / 3])) == [0.1, 0.33333334]
    assert traits.as_choices({"a": [[0.1]]}, 3) == {"a": [[[0.1]]]}
    with pytest.raises(ValueError, match=r"^a must be \(H, W\), not empty, not \(1,\)"):
        traits.as_choices({"a": [1]}, 2)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"padding_mode": "wrap"},
            "padding_mode must be one of zeros, reflect, replicate, not 'wrap'",
        ),
        (
            {"kernel": np.ones((1, 3, 2, 4))},
            "a kernel of shape (1, 3, 2, 4) is for 3 input channels, but the input of"
            " shape (1, 5, 8) has 1",
        ),
        (
            {"padding": 5, "padding_mode": "reflect"},
            "reflect padding of 5 needs an input of more than 5 cells a side, not"
            " (1, 5, 8)",
        ),
        (
            {"kernel": np.ones((10, 9)), "padding": 2},
            "a kernel of shape (1, 1, 10, 9) does not fit into an input of shape"
            " (1, 5, 8), 9×12 after padding by 2",
        ),
        (
            {"kernel": np.ones((3, 3)), "dilation": 4, "padding": 1},
            "a kernel of shape (1, 1, 3, 3) with dilation 4 does not fit into an input"
            " of shape (1, 5, 8), 7×10 after padding by 1",
        ),
    ],
)
def test_what_does_not_fit_is_said_in_full(settings, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ConvolutionWidget(np.ones((5, 8)), **settings)


def test_a_window_that_is_too_large_is_said_in_full():
    message = (
        "a window of 8×8 does not fit into an input of shape (1, 3, 9), 7×13 after"
        " padding by 2"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        MaxPoolingWidget(np.ones((3, 9)), 8, padding=2)
