"""Anything goes in; what comes out is an answer of the right form, or one plain line.

2,000 examples for each way in. A failure prints the call that led to it.
"""

import io

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers import ops
from helpers.evaluation import predict
from helpers.fashion_mnist import read_idx
from helpers.images import prepare_image
from helpers.loaders import TensorLoader, as_tensors
from helpers.models import FashionCNN
from helpers.widgets import ConvolutionWidget, MaxPoolingWidget
from tests.anything import (
    given_shapes,
    many,
    only_value_error,
    plausible,
    seeds,
    shapes,
    sides,
    whole,
)

# ---- pictures


def check_picture(picture, invert=None):
    tensor = only_value_error(prepare_image, picture, invert)
    if tensor is not None:
        assert tensor.shape == (1, 28, 28) and tensor.dtype == torch.float32
        assert tensor.isfinite().all() and tensor.min() >= 0 and tensor.max() == 1
        assert tensor.min() < 0.96


@many
@given(given_shapes(plausible | shapes), st.sampled_from([None, None, True, False]))
def test_prepare_image_takes_anything(picture, invert):
    if isinstance(picture, str):
        picture += "/no such file"
        try:
            prepare_image(picture)
        except FileNotFoundError as error:
            assert "\n" not in str(error)
    else:
        check_picture(picture, invert)


def some_file(kind):
    grid = np.full((24, 20, 3), 240, np.uint8)
    grid[6:20, 5:9], grid[6:10, 5:15] = 20, 90
    buffer = io.BytesIO()
    Image.fromarray(grid).save(buffer, kind)
    return buffer.getvalue()


KINDS = ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "PCX", "ICO", "SGI"]
CONTENTS = [some_file(kind) for kind in KINDS]
wounds = st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=4))


@many
@given(
    st.sampled_from([*CONTENTS, b"", b"II*\0", b"%!PS-Adobe-3.0 EPSF", b"<svg/>"]),
    st.lists(wounds, max_size=4),
    st.none() | st.integers(0, 10**6),
    st.binary(max_size=20),
)
def test_prepare_image_takes_any_bytes(content, wounds, cut, more):
    damaged = bytearray(content + more)
    for place, patch in wounds if damaged else ():
        place %= len(damaged)
        damaged[place : place + len(patch)] = patch
    check_picture(bytes(damaged[: cut and cut % (len(damaged) + 1)]))


# ---- predictions

torch.manual_seed(0)
MODEL = FashionCNN()


@many
@given(given_shapes(plausible | shapes))
def test_predict_takes_anything(images):
    probabilities = only_value_error(predict, MODEL, images)
    if probabilities is not None:
        assert probabilities.shape[1:] == (10,) and probabilities.ndim == 2
        torch.testing.assert_close(probabilities.sum(1), torch.ones(len(probabilities)))


# ---- convolution and pooling

small = st.lists(st.integers(0, 6), min_size=1, max_size=5).map(tuple)


@many
@given(whole, whole, whole, whole)
def test_output_size_takes_anything(size, kernel, stride, padding):
    count = only_value_error(ops.output_size, size, kernel, stride, padding)
    if count is not None:
        last = (count - 1) * stride + kernel  # where the last window ends
        assert count >= 1 and last <= size + 2 * padding < last + stride


few = st.integers(0, 3)
nearly_fitting = st.builds(
    lambda c_in, c_out, h, w, k, bias: ((c_in, h, w), (c_out, c_in, k, k), bias(c_out)),
    few, few, sides, sides, few,
    st.sampled_from([lambda n: (n,), lambda n: (), lambda n: (1,), lambda n: (1, n)]),
)  # fmt: skip


@many
@given(
    nearly_fitting | st.tuples(small, small, small | st.just(())), whole, whole, seeds
)
def test_conv2d_takes_anything(three, stride, padding, seed):
    image, weight, bias = three
    random = np.random.default_rng(seed)
    if padding in (10**6, 2**70):
        padding = 5  # a border of a million cells is a wish for terabytes
    arrays = [random.integers(-9, 10, shape) for shape in (image, weight, bias)]
    output = only_value_error(ops.conv2d, *arrays[:2], arrays[2] if bias else None,
                              stride, padding)  # fmt: skip
    if output is not None:
        x, w, b = (torch.tensor(array).double() for array in arrays)
        theirs = F.conv2d(x[None], w, b if bias else None, min(stride, 99), padding)[0]
        np.testing.assert_array_equal(output, theirs)


@many
@given(small, st.lists(whole, max_size=3).map(tuple), whole, whole, seeds)
def test_windows_and_max_pool2d_take_anything(shape, kernel, side, stride, seed):
    image = np.random.default_rng(seed).integers(-9, 10, shape)
    every = only_value_error(ops.windows, image, kernel, stride)
    if every is not None and every.size:
        assert every.shape[3:] == kernel and (every[:, 0, 0] == image[
            :, : kernel[0], : kernel[1]]).all()  # fmt: skip
    pooled = only_value_error(ops.max_pool2d, image, side, stride)
    if pooled is not None and image.size:
        step = side if stride is None else min(stride, 99)  # torch's have 64 bits
        theirs = F.max_pool2d(torch.tensor(image).double(), side, step)
        np.testing.assert_array_equal(pooled, theirs)


# ---- widgets

grids = given_shapes(small | st.sampled_from([(6, 6), (1, 5, 5), (64, 64), (65, 3)]))
grids = grids | st.just([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
kernels = given_shapes(small | st.sampled_from([(3, 3), (1, 1, 2, 2), (2, 1, 3, 3)]))
counts = st.integers(0, 2) | whole


@many
@given(
    grids, kernels | st.just([[1, 0], [0, 1]]), st.none() | kernels | st.just(0.5),
    counts.filter(lambda n: n != 0) | whole, counts,
    st.sampled_from(["zeros", "reflect", "replicate", "wrap", 3]), counts, counts,
)  # fmt: skip
def test_convolution_widget_takes_anything(
    image, kernel, bias, stride, padding, mode, dilation, step
):
    widget = only_value_error(
        ConvolutionWidget, image, kernel, bias, stride=stride, padding=padding,
        padding_mode=mode, dilation=dilation, step=step,
    )  # fmt: skip
    if widget is not None:
        assert widget.output.size and np.isfinite(widget.output).all()
        assert "nan" not in widget._tables()
        widget.close()


@many
@given(grids, counts, st.none() | counts, counts, st.booleans(), counts)
def test_max_pooling_widget_takes_anything(
    image, kernel_size, stride, padding, ceil_mode, step
):
    widget = only_value_error(
        MaxPoolingWidget, image, kernel_size, stride, padding=padding,
        ceil_mode=ceil_mode, step=step,
    )  # fmt: skip
    if widget is not None:
        assert widget.output.size and np.isfinite(widget.output).all()
        widget.close()


# ---- the data reader


@many
@given(st.binary(max_size=40) | st.builds(
    lambda sizes, missing: bytes([0, 0, 8, len(sizes)])
    + b"".join(size.to_bytes(4, "big") for size in sizes)
    + bytes(range(256))[: max(0, int(np.prod(sizes)) - missing)],
    st.lists(st.integers(0, 6), max_size=3), st.integers(-1, 1),
))  # fmt: skip
def test_read_idx_takes_any_bytes(content):
    tensor = only_value_error(read_idx, content)
    if tensor is not None:
        assert tensor.dtype == torch.uint8
        assert bytes(tensor.flatten().tolist()) == content[4 + 4 * tensor.ndim :]


@many
@given(
    given_shapes(st.sampled_from([(4, 28, 28), (4, 1, 5, 5), (4, 3), (0, 2, 2), (4,)])),
    given_shapes(st.sampled_from([(4,), (4, 1), (4, 10), (3,), (0,), ()])),
    whole,
)  # fmt: skip
def test_the_loader_takes_anything(images, labels, batch_size):
    dataset = images
    if torch.is_tensor(images) and torch.is_tensor(labels):
        try:
            dataset = TensorDataset(images, labels)
        except (AssertionError, IndexError):  # torch's own check of the lengths
            return
    only_value_error(as_tensors, dataset)
    loader = only_value_error(TensorLoader, dataset, batch_size, True)
    if loader is not None:
        seen = [(x.shape, y) for x, y in loader]
        assert sum(len(y) for _, y in seen) == len(dataset)
        assert all(len(shape) == 4 and 0 <= y.min() for shape, y in seen)
