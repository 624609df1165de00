"""helpers.ops against torch.nn.functional, over random shapes, strides, paddings."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from helpers import ops

sizes = st.integers(1, 9)


def numbers(seed, *shape):
    """Integers, so that both sides must be exactly equal."""
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float64)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 4), sizes, sizes,
    st.integers(1, 5), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3),
    st.booleans(),
)  # fmt: skip
def test_conv2d_equals_torch(
    seed, c_in, c_out, height, width, k_h, k_w, stride, padding, with_bias
):
    image = numbers(seed, c_in, height, width)
    weight = numbers(seed + 1, c_out, c_in, k_h, k_w)
    bias = numbers(seed + 2, c_out) if with_bias else None
    if k_h > height + 2 * padding or k_w > width + 2 * padding:
        with pytest.raises(ValueError, match="does not fit"):
            ops.conv2d(image, weight, bias, stride, padding)
        return
    ours = ops.conv2d(image, weight, bias, stride, padding)
    theirs = F.conv2d(
        torch.tensor(image)[None],
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        stride,
        padding,
    )
    np.testing.assert_array_equal(ours, theirs[0].numpy())


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(1, 3), sizes, sizes, st.integers(1, 5),
    st.none() | st.integers(1, 4),
)  # fmt: skip
def test_max_pool2d_equals_torch(seed, channels, height, width, kernel, stride):
    image = numbers(seed, channels, height, width)
    if kernel > min(height, width):
        with pytest.raises(ValueError, match="does not fit"):
            ops.max_pool2d(image, kernel, stride)
        return
    theirs = F.max_pool2d(torch.tensor(image)[None], kernel, stride)[0].numpy()
    np.testing.assert_array_equal(ops.max_pool2d(image, kernel, stride), theirs)


@settings(max_examples=200, deadline=None)
@given(sizes, st.integers(1, 5), st.integers(1, 4), st.integers(0, 3))
def test_output_size_counts_positions(size, kernel, stride, padding):
    positions = range(0, size + 2 * padding - kernel + 1, stride)
    if len(positions) == 0:
        with pytest.raises(ValueError, match=f"window of {kernel} .* {size} cells"):
            ops.output_size(size, kernel, stride, padding)
    else:
        assert ops.output_size(size, kernel, stride, padding) == len(positions)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.int16, bool])
def test_small_whole_numbers_do_not_overflow(kind):
    image = np.full((2, 5, 5), np.array(100).astype(kind))
    weight = np.full((1, 2, 3, 3), np.array(99).astype(kind))
    wide = (part.astype(np.int64) for part in (image, weight))
    np.testing.assert_array_equal(ops.conv2d(image, weight), ops.conv2d(*wide))
    assert ops.conv2d(image, weight).max() == (18 if kind is bool else 18 * 9900)


def test_windows_hold_the_patches_and_cannot_be_written():
    image = numbers(0, 2, 6, 7)
    patches = ops.windows(image, (3, 2), stride=2)
    assert patches.shape == (2, 2, 3, 3, 2)
    np.testing.assert_array_equal(patches[:, 1, 2], image[:, 2:5, 4:6])
    with pytest.raises(ValueError, match="read-only"):
        patches[0, 0, 0, 0, 0] = 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 0), ("kernel", -1), ("stride", 0), ("stride", 1.5), ("padding", -1),
     ("kernel", "3"), ("stride", True)],
)  # fmt: skip
def test_output_size_refuses_and_names_what(name, value):
    arguments = {"size": 5, "kernel": 3, "stride": 1, "padding": 0, name: value}
    with pytest.raises(ValueError, match=f"^{name} must be a whole number"):
        ops.output_size(**arguments)


def test_windows_refuse_a_stride_by_name():
    with pytest.raises(ValueError, match="^stride must be"):
        ops.windows(np.zeros((1, 5, 5)), (2, 2), stride=0)


def test_without_more_said_the_window_moves_by_one_and_there_is_no_border():
    image = np.arange(9).reshape(1, 3, 3)
    assert ops.output_size(3, 2) == 2
    assert ops.windows(image, (2, 2)).shape == (1, 2, 2, 2, 2)
    weight = np.array([[[[0, 1], [2, 3]]]])
    assert ops.conv2d(image, weight).tolist() == [[[19, 25], [37, 43]]]


@pytest.mark.parametrize(
    "shapes", [((3, 5, 5), (1, 2, 3, 3)), ((5, 5), (1, 5, 3, 3)), ((3, 5, 5), (1, 3))]
)
def test_conv2d_names_both_shapes(shapes):
    with pytest.raises(ValueError) as error:
        ops.conv2d(*map(np.zeros, shapes))
    assert str(error.value) == (
        "conv2d needs an image (C_in, H, W) and a weight (C_out, C_in, kH, kW)"
        f" with the same C_in, not {shapes[0]} and {shapes[1]}"
    )


@pytest.mark.parametrize(
    "shapes", [((0, 5, 5), (1, 0, 3, 3)), ((2, 5, 5), (0, 2, 3, 3)),
               ((1, 5, 5), (1, 1, 0, 3))],
)  # fmt: skip
def test_conv2d_refuses_a_weight_without_numbers(shapes):
    """The sum of nothing would be 0, for a picture of no channels."""
    with pytest.raises(ValueError, match="^the weight has no numbers") as error:
        ops.conv2d(*map(np.zeros, shapes))
    assert str(error.value).endswith(f"its shape is {shapes[1]}")


@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 2), (2, 1), (0,)])
def test_conv2d_refuses_a_bias_that_is_not_one_number_a_kernel(shape):
    """NumPy would stretch one number over both maps, and one map to three."""
    image, weight = np.zeros((1, 5, 5)), np.zeros((2, 1, 3, 3))
    with pytest.raises(ValueError, match="^the bias must have shape") as error:
        ops.conv2d(image, weight, np.zeros(shape))
    assert str(error.value).endswith(f"shape (2,), not {shape}")
    with pytest.raises(ValueError, match=r"shape \(1,\), not \(3,\)"):
        ops.conv2d(image, weight[:1], np.zeros(3))


def test_max_pool2d_names_the_shape():
    with pytest.raises(ValueError, match=r"\(5, 5\)"):
        ops.max_pool2d(np.zeros((5, 5)), 2)
