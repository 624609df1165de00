"""The arithmetic of NetworkWidget, as it is shipped, against torch."""

import base64

import numpy as np
import pytest
import torch
from networks import COURSE, IMPORT, ODD, RUN, decoded, shown

from helpers.widgets import NetworkWidget
from helpers.widgets.network import moved
from helpers.widgets.plan import read_plan, run

SHIFTS = [[down, right] for down in (-4, 0, 3) for right in (-7, 0, 1)]


@pytest.fixture
def shipped(new_page):
    """Return a page that has imported the module as it is shipped."""
    page = new_page()
    page.evaluate(IMPORT, NetworkWidget._esm)
    return page


def noise(*shape) -> torch.Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(1))


def names_of(model, images):
    with torch.inference_mode():
        return [str(i) for i in range(model(images[:1]).shape[1])]


def every_number(model, images) -> np.ndarray:
    """Return what all stages give, (N, numbers), computed by torch alone."""
    stages, weights = read_plan(model, images)
    return torch.cat([x.flatten(1) for x in run(stages, weights, images)], 1).numpy()


def compare(page, model, images, shifts, edits=()):
    """Return the largest difference from torch, over all maps and pictures."""
    widget = NetworkWidget(model, images, classes=names_of(model, images))
    found = page.evaluate(RUN, [shown(widget), shifts, list(edits)])
    widget.edits = list(edits)
    seen = torch.stack(
        [moved(x, *shifts[i % len(shifts)], 0) for i, x in enumerate(images)]
    )
    wanted = every_number(widget.model(), seen)
    found = np.stack([decoded(text) for text in found])
    assert found.shape == wanted.shape
    return np.abs(found - wanted).max()


@pytest.mark.parametrize("name", COURSE)
def test_every_map_equals_torch(shipped, test_set, name):
    """200 pictures, each at 9 shifts."""
    images = test_set.data[:200, None] / 255
    worst = [compare(shipped, COURSE[name](), images, [shift]) for shift in SHIFTS]
    print(f"{name}: at most {max(worst):.1e}")
    assert max(worst) < 1e-4


@pytest.mark.parametrize("name", ODD)
def test_every_kind_of_layer_equals_torch(shipped, name):
    model = ODD[name]()
    channels = 3 if name == "in colour" else 1
    side = 28 if name == "normalised" else 17
    images = noise(12, channels, side, side)
    assert compare(shipped, model, images, SHIFTS) < 1e-4


@pytest.mark.parametrize("name", COURSE)
def test_edits_and_maps_switched_off_equal_torch(shipped, test_set, name):
    draw = np.random.default_rng(5)
    images = test_set.data[300:310, None] / 255
    model = COURSE[name]()
    widget = NetworkWidget(model, images)
    for _ in range(3):
        edits = []
        for stage in widget.plan:
            if "shape" not in stage:
                continue
            for kind, count in (("weight", np.prod(stage["shape"])),
                                ("bias", stage["shape"][0])):  # fmt: skip
                for index in draw.integers(count, size=2):
                    value = float(np.float32(draw.normal()))
                    edits.append([f"{stage['name']}.{kind}", int(index), value])
        assert compare(shipped, model, images, SHIFTS, edits) < 2e-4


def gradients(model, image, unit):
    """Return the slopes of one score by every result and every weight, by autograd."""
    stages, weights = read_plan(model, image)
    weights = {name: w.requires_grad_() for name, w in weights.items()}
    image = image.clone().requires_grad_()
    results = run(stages, weights, image)
    names = [f"{s['name']}.{kind}" for s in stages if "shape" in s
             for kind in ("weight", "bias")]  # fmt: skip
    inputs = [image, *results[:-1], *(weights[name] for name in names)]
    slopes = torch.autograd.grad(results[-1][0, unit], inputs, allow_unused=True)
    return torch.cat([
        (torch.zeros_like(x) if slope is None else slope).flatten()
        for x, slope in zip(inputs, slopes, strict=True)
    ]).numpy()  # fmt: skip


@pytest.mark.parametrize("name", COURSE | ODD)
def test_every_gradient_equals_torch(shipped, test_set, name):
    model = (COURSE | ODD)[name]()
    images = test_set.data[400:410, None] / 255
    if name == "in colour":
        images = noise(10, 3, 17, 17)
    widget = NetworkWidget(model, images, classes=names_of(model, images))
    units = np.random.default_rng(6).integers(len(widget.classes), size=10).tolist()
    found = shipped.evaluate(RUN, [shown(widget, unit=units), [[0, 0]], []])
    for image, unit, text in zip(images, units, found, strict=True):
        wanted = gradients(model, image[None], unit)
        scale = max(1, np.abs(wanted).max())
        assert np.abs(decoded(text) - wanted).max() < 1e-4 * scale


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("(x) => (x > 0 ? x : 0)", "(x) => x"),
        ("slope * kernel.data[line + b]", "slope * kernel.data[line]"),
        ("data[plane + winner[at]] += g.data[at]", "data[plane + winner[at]] = 1"),
        ("y * (1 - y)", "y"),
    ],
)
def test_a_planted_mistake_is_found(new_page, test_set, right, wrong):
    page = new_page()
    assert right in NetworkWidget._esm
    page.evaluate(IMPORT, NetworkWidget._esm.replace(right, wrong))
    model = COURSE["ArticleNet"]()
    images = test_set.data[:5, None] / 255
    widget = NetworkWidget(model, images)
    found = page.evaluate(RUN, [shown(widget, unit=[3] * 5), [[0, 0]], []])
    assert any(
        np.abs(decoded(text) - gradients(model, image[None], 3)).max() > 1e-3
        for image, text in zip(images, found, strict=True)
    )


def test_halves_are_those_of_numpy(shipped):
    draw = np.random.default_rng(7)
    numbers = np.r_[draw.normal(size=300), 1e-6 * draw.normal(size=50), 0, -1, 65504]
    numbers = numbers.astype("<f2")
    text = base64.b64encode(numbers.tobytes()).decode()
    found = shipped.evaluate("(text) => [...shipped.halves(text)]", text)
    np.testing.assert_array_equal(found, numbers.astype(float))


@pytest.mark.parametrize("name", COURSE)
def test_receptive_fields_are_where_a_gradient_can_come_from(shipped, name):
    """With positive weights, every cell that is reached has a slope above zero."""
    model = COURSE[name]()
    image = noise(1, 1, 28, 28)
    stages, weights = read_plan(model, image)
    weights = {key: w.abs() * 0.02 + 0.001 for key, w in weights.items()}
    for stage in stages:
        if "how" in stage:
            stage["how"] = "average"  # of max pooling only the winner has a slope
    image.requires_grad_()
    results = run(stages, weights, image)
    widget = NetworkWidget(model, image.detach())
    draw = np.random.default_rng(8)
    for _ in range(20):
        at = int(draw.integers(1, len(results) + 1))
        result = results[at - 1]
        cell = [int(draw.integers(n)) for n in (*result.shape[1:], 1, 1)[:3]]
        where = (0, *cell[: result.ndim - 1])
        (slope,) = torch.autograd.grad(result[where], image, retain_graph=True)
        rows, columns = (slope[0, 0].abs().sum(1), slope[0, 0].abs().sum(0))
        wanted = [x.nonzero().aminmax() for x in (rows, columns)]
        wanted = [[int(low), int(high)] for low, high in wanted]
        field = shipped.evaluate(
            """([widget, at, cell]) => {
              const s = shipped;
              const stages = s.network(widget.plan, s.floats(widget.numbers));
              const results = s.forward(stages, s.pixels(widget.pictures)[0]);
              return s.receptiveField(stages, results, at, cell)[0]; }""",
            [shown(widget), at, cell],
        )
        assert [field["rows"], field["columns"]] == wanted
