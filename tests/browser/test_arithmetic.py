"""The arithmetic of the shipped front end against torch, over random cases."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget

IMPORT = """async (text) => {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
  window.shipped = await import(url);
}"""

CONVOLVE = """(cases) => cases.map(({x, w, b, stride, padding, mode, dilation}) => {
  const flat = (nested) => ({c: nested.length, h: nested[0].length,
    w: nested[0][0].length, data: Float64Array.from(nested.flat(2))});
  const kernel = {o: w.length, c: w[0].length, h: w[0][0].length,
    w: w[0][0][0].length, data: Float64Array.from(w.flat(3))};
  const out = shipped.conv2d(shipped.pad(flat(x), padding, mode), kernel, b, stride,
    dilation);
  return {shape: [out.c, out.h, out.w], data: [...out.data]};
})"""

POOL = """(cases) => cases.map(({x, ...settings}) => {
  const out = shipped.pool({c: x.length, h: x[0].length, w: x[0][0].length,
    data: Float64Array.from(x.flat(2))}, settings);
  return {shape: [out.c, out.h, out.w], maximum: [...out.maximum],
    average: [...out.average], winner: [...out.winner],
    backMaximum: [...out.back.maximum], backAverage: [...out.back.average]};
})"""


def numbers(draw, *shape):
    """Draw small whole numbers (so that ties are common) or fractions."""
    if draw.random() < 0.5:
        return draw.integers(-3, 4, shape).astype(float)
    return draw.normal(size=shape).round(4)


def convolution_cases(count):
    draw = np.random.default_rng(2026)
    while count:
        inputs, outputs = draw.integers(1, 4, 2)
        height, width = draw.integers(1, 11, 2)
        rows, columns = draw.integers(1, 6, 2)
        stride, dilation = draw.integers(1, 4, 2)
        mode = str(draw.choice(["zeros", "reflect", "replicate"]))
        padding = int(draw.integers(0, min(height, width) if mode == "reflect" else 5))
        room = np.array([height, width]) + 2 * padding
        if (dilation * (np.array([rows, columns]) - 1) + 1 > room).any():
            continue
        count -= 1
        yield {
            "x": numbers(draw, inputs, height, width).tolist(),
            "w": numbers(draw, outputs, inputs, rows, columns).tolist(),
            "b": numbers(draw, outputs).tolist(), "mode": mode, "padding": padding,
            "stride": int(stride), "dilation": int(dilation),
        }  # fmt: skip


def pooling_cases(count):
    draw = np.random.default_rng(2027)
    while count:
        channels, kernel = (int(n) for n in draw.integers(1, [4, 6]))
        height, width = draw.integers(1, 12, 2)
        padding = int(draw.integers(0, kernel // 2 + 1))
        if kernel > min(height, width) + 2 * padding:
            continue
        count -= 1
        yield {
            "x": numbers(draw, channels, height, width).tolist(), "kernel_size": kernel,
            "stride": int(draw.integers(1, 6)), "padding": padding,
            "ceil_mode": bool(draw.integers(2)),
        }  # fmt: skip


@pytest.fixture
def shipped(new_page):
    """Return a function that opens a page with the module that a widget ships."""

    def load(widget):
        page = new_page()
        page.evaluate(IMPORT, widget._esm)
        return page

    return load


def convolution_mistakes(page, cases):
    mistakes = []
    for case, got in zip(cases, page.evaluate(CONVOLVE, cases), strict=True):
        x, w, b = (torch.tensor(case[name], dtype=torch.float64) for name in "xwb")
        mode = {"zeros": "constant"}.get(case["mode"], case["mode"])
        x = F.pad(x, [case["padding"]] * 4, mode)
        want = F.conv2d(x, w, b, case["stride"], dilation=case["dilation"])
        same = got["shape"] == list(want.shape)
        if not same or not np.allclose(got["data"], want.flatten(), atol=1e-9):
            mistakes.append(case)
    return mistakes


def test_convolution_equals_torch_on_2000_random_cases(shipped):
    cases = list(convolution_cases(2000))
    assert {case["mode"] for case in cases} == {"zeros", "reflect", "replicate"}
    mistakes = convolution_mistakes(shipped(ConvolutionWidget), cases)
    assert not mistakes, f"{len(mistakes)} of {len(cases)} differ, first {mistakes[0]}"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("row + b * dilation]", "row + b]"),
        ("sum += padded", "sum -= padded"),
        ("2 * (size - 1) - i", "2 * size - 1 - i"),
        ("let sum = bias[o]", "let sum = bias[0]"),
    ],
)
def test_a_planted_mistake_is_found(new_page, right, wrong):
    page = new_page()
    assert right in ConvolutionWidget._esm
    page.evaluate(IMPORT, ConvolutionWidget._esm.replace(right, wrong))
    assert convolution_mistakes(page, list(convolution_cases(100)))


def pooling_mistakes(page, cases):
    mistakes = []
    for case, got in zip(cases, page.evaluate(POOL, cases), strict=True):
        x = torch.tensor(case["x"], dtype=torch.float64, requires_grad=True)
        how = {name: value for name, value in case.items() if name != "x"}
        best, winner = F.max_pool2d(x, **how, return_indices=True)
        mean = F.avg_pool2d(x, **how)
        (to_best,) = torch.autograd.grad(best.sum(), x)
        (to_mean,) = torch.autograd.grad(mean.sum(), x)
        want = {
            "maximum": best, "average": mean, "winner": winner,
            "backMaximum": to_best, "backAverage": to_mean,
        }  # fmt: skip
        if got["shape"] != list(best.shape) or not all(
            np.allclose(got[name], value.detach().flatten(), atol=1e-9)
            for name, value in want.items()
        ):
            mistakes.append(case)
    return mistakes


def test_pooling_its_ties_and_its_gradient_equal_torch_on_2000_random_cases(shipped):
    cases = list(pooling_cases(2000))
    mistakes = pooling_mistakes(shipped(MaxPoolingWidget), cases)
    assert not mistakes, f"{len(mistakes)} of {len(cases)} differ, first {mistakes[0]}"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "if (value > best)",
            "if (value >= best)",
        ),  # the last of equals, not the first
        ("Math.min(start + kernel, size + padding)", "start + kernel"),
        (">= size + padding ?", "> size + padding ?"),
    ],
)
def test_a_planted_mistake_in_pooling_is_found(new_page, right, wrong):
    page = new_page()
    assert right in MaxPoolingWidget._esm
    page.evaluate(IMPORT, MaxPoolingWidget._esm.replace(right, wrong))
    assert pooling_mistakes(page, list(pooling_cases(200)))
