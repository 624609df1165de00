"""What people pass: numbers of all kinds, in grids of all shapes, and other things."""

import warnings

import numpy as np
import torch
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image

many = settings(
    max_examples=2000, deadline=None, print_blob=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def only_value_error(call, *args, **kwargs):
    """Return what a call gives, or None if it raises ValueError, in three lines."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", ".* is read as three grey pictures")
        warnings.filterwarnings("ignore", ".* are taken as normalised")
        warnings.simplefilter("ignore", DeprecationWarning)  # of ipywidgets 7
        try:
            return call(*args, **kwargs)
        except ValueError as error:
            text = str(error)
            assert 10 < len(text) < 400 and text.count("\n") < 3, text
            assert " at 0x" not in text, text
            return None


# ---- what people pass: numbers of all kinds, in grids of all shapes

seeds = st.integers(0, 2**32 - 1)
sides = st.integers(0, 5)
shapes = st.lists(sides, max_size=5).map(tuple) | st.tuples(
    sides, *[st.sampled_from([1, 3, 27, 28, 29, 32])] * 2
)
whole = st.integers(-3, 6) | st.sampled_from([10**6, 2**70, True, None, 1.5, "2", [1]])
kinds = ("uint8 int8 bool int32 uint16 int64 uint64 float16 float32 float64 >f4 >u2"
         " complex64 object str datetime64[s] V4").split()  # fmt: skip
specials = [np.nan, np.inf, -np.inf, -1.0, 0.0, 1.0, 255.0, 65535.0, 1e30, -1e-9]


def numbers(seed, shape, kind, span, special):
    """Make an array of a shape and dtype, with some special values in it."""
    random = np.random.default_rng(seed)
    grid = np.asarray(random.random(shape) * span)
    flat = grid.reshape(-1)
    if special is not None and flat.size:
        flat[: 1 + seed % flat.size] = special
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if kind == "V4":
            return np.zeros(shape, "V4")
        if kind == "datetime64[s]":
            return np.zeros(shape, kind)
        return grid.astype(kind)


def as_given(array, way):
    """Give an array the way a learner might."""
    if way == "list":
        return array.tolist()
    if way == "tensor":
        try:
            tensor = torch.tensor(array)
        except (TypeError, ValueError):
            return array
        return tensor.requires_grad_() if tensor.is_floating_point() else tensor
    if way == "flipped":
        return array[..., ::-1] if array.ndim else array
    if way == "Pillow":
        try:
            return Image.fromarray(array)
        except (TypeError, ValueError, OSError, IndexError):
            return array
    return array


def given_shapes(shapes):
    """Strategies for arrays, as_tensors, lists and Pillow images of these shapes."""
    arrays = st.builds(
        numbers, seeds, shapes, st.sampled_from(kinds),
        st.sampled_from([0, 1e-3, 1, 1, 1, 10, 255, 255, 4095, 65535, 1e9]),
        st.none() | st.sampled_from(specials),
    )  # fmt: skip
    ways = st.sampled_from(["array", "tensor", "list", "flipped", "Pillow"])
    odd = st.sampled_from(
        [None, "x", b"", 7, 1.5, (), {}, object, [[1], [1, 2]], "a\0"]
    )
    return st.builds(as_given, arrays, ways) | odd


plausible = st.sampled_from([(28, 28), (1, 28, 28), (28, 28, 1), (3, 28, 28),
                             (28, 28, 3), (28, 28, 4), (2, 28, 28), (2, 1, 28, 28),
                             (40, 30), (5, 5, 3), (0, 28, 28), (1, 1)])  # fmt: skip
