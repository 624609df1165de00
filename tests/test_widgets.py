"""The widgets from Python: what is taken, refused and computed."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as some

from helpers.fashion_mnist import SAMPLE
from helpers.fashion_mnist_files import unpack
from helpers.widgets import (
    ConvolutionWidget,
    MaxPoolingWidget,
    presets,
    traits,
)

SMALL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
DIAGONAL = [[1, 0], [0, 1]]


def html(widget):
    return widget._repr_mimebundle_()[0]["text/html"]


# ---- what is taken, and what comes out


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor, torch.nn.Parameter])
def test_takes_lists_arrays_and_tensors(kind):
    make = {torch.nn.Parameter: lambda x: torch.nn.Parameter(torch.tensor(x).float())}
    given_as = make.get(kind, kind)
    w = ConvolutionWidget(given_as(SMALL), given_as(DIAGONAL), given_as([1]))
    assert w.input.shape == (1, 3, 3)
    assert w.kernel.shape == (1, 1, 2, 2)
    assert w.output.tolist() == [[[7, 9], [13, 15]]]
    assert w.output.dtype == w.input.dtype == np.float32
    assert MaxPoolingWidget(given_as(SMALL), 2, 1).output.tolist() == [[[5, 6], [8, 9]]]


def test_one_picture_may_come_as_a_batch():
    assert ConvolutionWidget(np.ones((1, 1, 5, 5))).input.shape == (1, 5, 5)


numbers = some.integers(0, 2**32 - 1)
sizes = some.integers(1, 3)


@settings(max_examples=60, deadline=None)
@given(
    numbers, sizes, sizes, some.integers(5, 8), sizes, sizes, some.integers(0, 4),
    some.sampled_from(["zeros", "reflect", "replicate"]), some.integers(1, 2),
)  # fmt: skip
def test_convolution_equals_torch(seed, c, o, size, k, stride, padding, mode, dilation):
    torch.manual_seed(seed)
    x, w, b = torch.randn(c, size, size + 1), torch.randn(o, c, k, k), torch.randn(o)
    layer = torch.nn.Conv2d(c, o, k, stride, padding, dilation, padding_mode=mode)
    layer.load_state_dict({"weight": w, "bias": b})
    widget = ConvolutionWidget(
        x, w, b, stride=stride, padding=padding, padding_mode=mode, dilation=dilation
    )
    want = layer(x).detach().numpy()
    np.testing.assert_allclose(widget.output, want, atol=1e-4)
    assert widget.positions == want[0].size


@settings(max_examples=60, deadline=None)
@given(numbers, sizes, some.integers(4, 9), some.integers(1, 4), sizes, some.booleans())
def test_pooling_equals_torch(seed, c, size, k, stride, ceil_mode):
    x = torch.randint(-3, 4, (c, size, size + 1), generator=torch.manual_seed(seed))
    how = {"padding": k // 2, "ceil_mode": ceil_mode}
    widget = MaxPoolingWidget(x, k, stride, **how)
    assert torch.equal(
        torch.tensor(widget.output), F.max_pool2d(x.float(), k, stride, **how)
    )
    mean = F.avg_pool2d(x.float(), k, stride, **how)
    np.testing.assert_allclose(widget.average, mean, atol=1e-5)


def test_can_be_set_and_observed():
    w, seen = ConvolutionWidget(SMALL, DIAGONAL), []
    w.observe(lambda change: seen.append(change.new.tolist()), "output")
    w.bias = 1
    assert seen == [[[[7, 9], [13, 15]]]]
    w.step = 3
    w.stride = 2
    assert w.output.shape == (1, 1, 1)
    assert w.step == 0, "the step goes back to where there still is an output"
    w.input = torch.eye(5)
    assert w.output.shape == (1, 2, 2)
    with pytest.raises(Exception, match="read-only"):
        w.output = SMALL
    with pytest.raises(ValueError, match="read-only"):
        w.input[0, 0, 0] = 1  # would go unnoticed


def test_several_settings_at_once():
    w = ConvolutionWidget(SMALL, DIAGONAL)
    with w.hold_trait_notifications():
        w.kernel = torch.ones(2, 3, 5, 5)
        w.bias = [1, 2]
        w.input = torch.ones(3, 6, 6)
    assert w.output[:, 0, 0].tolist() == [76, 77]


def test_the_front_end_sets_several_settings_at_once():
    w = ConvolutionWidget(SMALL, DIAGONAL)
    w.set_state({"kernel": [[[[1] * 5] * 5]], "padding": 1, "step": 0})
    assert w.output.tolist() == [[[45]]]


def test_a_picture_of_one_cell():
    assert ConvolutionWidget([[5]], [[2]], 1).output.tolist() == [[[11]]]
    assert MaxPoolingWidget([[5]], 1).figure().axes


# ---- what is refused


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"image": np.ones((4, 4)), "kernel": np.ones((5, 5))},
         ["(1, 1, 5, 5)", "(1, 4, 4)", "4×4"]),
        ({"image": np.ones((4, 4)), "kernel": np.ones((3, 3)), "dilation": 2},
         ["(1, 1, 3, 3)", "dilation 2", "(1, 4, 4)"]),
        ({"image": np.ones((3, 4, 4)), "kernel": np.ones((1, 1, 3, 3))},
         ["(1, 1, 3, 3)", "(3, 4, 4)"]),
        ({"bias": [1, 2]}, ["(2,)", "(1, 1, 3, 3)"]),
        ({"image": np.ones((2, 3, 4, 4))}, ["input", "(2, 3, 4, 4)", "(C, H, W)"]),
        ({"image": np.ones((99, 9))}, ["(1, 99, 9)", "64×64"]),
        ({"image": [1, 2, 3]}, ["input", "(3,)"]),
        ({"image": np.ones((0, 5))}, ["input", "empty"]),
        ({"image": [[1, 2], [3]]}, ["input", "not a regular grid"]),
        ({"image": [["a", "b"]]}, ["input", "not a regular grid"]),
        ({"image": [[1, float("nan")], [1, 2]]}, ["input", "1 numbers", "NaN"]),
        ({"image": torch.full((5, 5), 1e39, dtype=torch.float64)}, ["25 numbers"]),
        ({"kernel": [[float("inf")]]}, ["kernel", "infinite"]),
        ({"bias": float("nan")}, ["bias", "NaN"]),
        ({"stride": 0}, ["stride", "from 1 up", "0"]),
        ({"stride": 1.5}, ["stride", "1.5"]),
        ({"stride": "two"}, ["stride", "'two'"]),
        ({"padding": -1}, ["padding", "from 0 up", "-1"]),
        ({"dilation": True}, ["dilation", "True"]),
        ({"padding_mode": "wrap"}, ["padding_mode", "reflect", "'wrap'"]),
        ({"padding": 6, "padding_mode": "reflect"}, ["6", "(1, 6, 6)"]),
        ({"step": 16}, ["step", "from 0 to 15", "16"]),
        ({"inputs": {"mine": [1]}}, ["mine", "(1,)"]),
    ],
)  # fmt: skip
def test_convolution_refuses(arguments, words):
    with pytest.raises(ValueError) as refused:
        ConvolutionWidget(**arguments)
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kernel_size": 5}, ["5×5", "(1, 4, 4)"]),
        ({"padding": 2}, ["padding 2", "2×2"]),
        ({"kernel_size": 0}, ["kernel_size", "from 1 up"]),
        ({"image": [[float("nan")] * 4] * 4}, ["16 numbers"]),
    ],
)
def test_pooling_refuses(arguments, words):
    with pytest.raises(ValueError) as refused:
        MaxPoolingWidget(**arguments)
    for word in words:
        assert word in str(refused.value)


def test_what_is_refused_changes_nothing():
    w = ConvolutionWidget(SMALL, DIAGONAL)
    before = html(w)
    for name, value in {"kernel": np.ones((4, 4)), "stride": 0, "step": 4}.items():
        with pytest.raises(ValueError):
            setattr(w, name, value)
    with pytest.raises(ValueError), w.hold_trait_notifications():
        w.padding = 1
        w.kernel = np.ones((6, 6))
    assert html(w) == before
    assert w.output.tolist() == [[[6, 8], [12, 14]]]


# ---- presets


def test_kernel_presets():
    k = {name: np.array(kernel) for name, kernel in presets.KERNELS.items()}
    assert {kernel.shape for kernel in k.values()} == {(3, 3)}
    x = torch.rand(1, 6, 7)

    def apply(name):
        return F.conv2d(x, torch.tensor(k[name]).float()[None, None])

    assert torch.equal(apply("identity"), x[:, 1:-1, 1:-1])
    torch.testing.assert_close(apply("blur"), F.avg_pool2d(x, 3, 1))
    torch.testing.assert_close(apply("sharpen") + apply("Laplacian"), apply("identity"))
    assert (k["Sobel y"] == k["Sobel x"].T).all()
    smooth, difference = [[1], [2], [1]], [[-1, 0, 1]]
    assert (k["Sobel x"] == np.matmul(smooth, difference)).all()
    for name in ("Sobel x", "Sobel y", "Laplacian"):
        assert k[name].sum() == 0, "an even surface gives nothing"


def test_picture_presets():
    for name, picture in presets.pictures().items():
        assert traits.as_grid(name, picture, 3).min() >= 0
    first = unpack((SAMPLE / "t10k-images-idx3-ubyte.gz").read_bytes())[16 : 16 + 784]
    want = np.frombuffer(first, np.uint8).reshape(28, 28) / 255
    np.testing.assert_allclose(presets.boot(), want, atol=5e-4)


# ---- which controls are shown


@pytest.mark.parametrize("make", [ConvolutionWidget, MaxPoolingWidget])
def test_controls_are_named(make):
    assert make(controls=("stride",)).controls == ["stride"]
    assert make(controls=()).controls == []
    assert "padding" in make().controls
    for wrong in (("stride", "size of it"), "stride", [3]):
        with pytest.raises(
            ValueError, match="^controls must be a tuple of names among"
        ):
            make(controls=wrong)
    widget = make()
    with pytest.raises(ValueError, match="controls"):
        widget.controls = ["nothing"]
    assert "padding" in widget.controls
