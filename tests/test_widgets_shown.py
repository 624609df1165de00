"""The widgets as they are shown: HTML, tables, figures, and what they leave behind."""

import gc
import io
import json
import re
import subprocess
import sys

import ipywidgets
import numpy as np
import pytest

from helpers.widgets import (
    ConvolutionWidget,
    MaxPoolingWidget,
    SketchWidget,
    drawing,
    grid,
)
from tests.conftest import ROOT

SMALL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
DIAGONAL = [[1, 0], [0, 1]]
LIVE = "application/vnd.jupyter.widget-view+json"
ALL = [ConvolutionWidget, MaxPoolingWidget, SketchWidget]


def html(widget):
    return widget._repr_mimebundle_()[0]["text/html"]


# ---- what is shown


@pytest.mark.parametrize(
    ("make", "other"),
    list(zip(ALL, ({"step": 1}, {"step": 1}, {"caption": "a"}), strict=True)),
)
def test_what_is_shown_is_the_same_on_every_run(make, other):
    assert repr(make()) == repr(make())
    assert not re.search("0x[0-9a-f]{6}", repr(make()))
    assert html(make()) == html(make())
    mark = re.compile(r'data-cnn="(\w+)"')
    assert mark.search(html(make()))[1] != mark.search(html(make(**other)))[1]
    data, _ = make()._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", LIVE}


def test_a_run_without_a_person_stores_html_alone(monkeypatch):
    monkeypatch.setattr(grid, "_parent", lambda: {"content": {"allow_stdin": False}})
    assert set(MaxPoolingWidget()._repr_mimebundle_()[0]) == {"text/plain", "text/html"}
    monkeypatch.setattr(grid, "_parent", lambda: {"content": {"allow_stdin": True}})
    assert LIVE in MaxPoolingWidget()._repr_mimebundle_()[0]


WITHOUT = """
import sys
sys.modules["ipywidgets"] = None  # as if it were not installed
from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget
for kind in (ConvolutionWidget, MaxPoolingWidget, SketchWidget):
    widget = kind()
    data, _ = widget._repr_mimebundle_()
    assert list(data) == ["text/plain", "text/html"], list(data)
    print(data["text/html"])
    widget.close()
widget = ConvolutionWidget([[1, 2], [3, 4]], [[1, 1], [1, 1]])
widget.bias = 5
assert widget.output.tolist() == [[[15]]]
"""


def test_without_ipywidgets_the_html_plays_alone():
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "".join(f"{html(kind())}\n" for kind in ALL)


def test_html_needs_nothing_from_elsewhere():
    for make in ALL:
        assert not re.search(
            r"https?://(?!www\.w3\.org/2000/svg)|<iframe|<link|@import", html(make())
        )


def test_names_are_escaped_where_they_stand():
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    text = html(ConvolutionWidget(inputs={"MODULE": SMALL, evil: SMALL}))
    assert text.count("<script>") == text.count("</script>") == 1
    assert "<img" not in text
    state = re.search(r"const state = (\{.*\});\n", text)[1]
    assert json.loads(state)["inputs"][evil] == [SMALL]


@pytest.mark.parametrize("widget", ALL)
def test_front_end_is_small(widget):
    size = len((widget._esm + widget._css).encode())
    print(f"{widget.__name__}: {size / 1000:.1f} KB")
    assert size <= 60_000


def lines_run(do):
    """Count the lines of Python that run: a clock would measure the computer."""
    count, before = 0, sys.gettrace()

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        do()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("make", ALL)
def test_making_one_is_little_work(make):
    """A loop over the cells or a file read each time would multiply it."""
    largest = [] if make is SketchWidget else [np.ones((64, 64))]
    make()
    for given in ([], largest):
        lines = lines_run(lambda given=given: make(*given))
        print(f"{make.__name__}: {lines} lines")
        assert lines <= 50_000


def test_figure_is_the_static_twin():
    import matplotlib.pyplot as plt

    w = ConvolutionWidget(SMALL, DIAGONAL, 1, padding=1)
    figure = w.figure(5)
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == ["input", "kernel", "products: 6", "6 + bias 1 = 7"]
    frame = figure.axes[0].patches[0]
    assert frame.get_xy() == (0.5, 0.5)
    assert (frame.get_width(), frame.get_height()) == (2, 2)
    texts = [text.get_text() for text in figure.axes[2].texts]
    assert texts == ["1", "0", "0", "5"]
    pooled = MaxPoolingWidget().figure(1)
    assert pooled.axes[1].get_title() == "maximum: 5"
    assert plt.get_fignums() == []
    with pytest.raises(ValueError, match="from 0 to 3"):
        MaxPoolingWidget().figure(4)


def test_what_is_to_be_predicted_is_not_in_the_figure():
    axes = ConvolutionWidget(SMALL, DIAGONAL, hide=True).figure(1).axes
    assert [text.get_text() for text in axes[3].texts] == ["6", "8", "?", "?"]
    axes = MaxPoolingWidget(hide=True).figure(1).axes
    for i, want in ((1, ["6", "5", "?", "?"]), (3, ["?"] * 16)):
        assert [text.get_text() for text in axes[i].texts] == want
    axes = MaxPoolingWidget(hide=True).figure(3).axes
    assert "?" not in [text.get_text() for text in axes[3].texts]


def test_a_still_picture_is_one():
    from PIL import Image

    draw = np.random.default_rng(5)
    for shape in [(1, 1), (28, 28), (64, 40), (200, 190)]:
        pixels = draw.integers(0, 256, (*shape, 3), dtype=np.uint8)
        with Image.open(io.BytesIO(drawing.png(pixels))) as image:
            image.load()
            np.testing.assert_array_equal(np.array(image), pixels)


def test_still_colours_are_those_of_the_widgets():
    from matplotlib import colormaps

    grid = np.linspace(-2, 2, 41).reshape(1, -1)
    want = colormaps["RdBu"]((grid + 2) / 4)[..., :3] * 255
    np.testing.assert_allclose(drawing.colours(grid, False, False), want, atol=4)
    grey = drawing.colours(np.array([[0, 4, 9]]), True, False)
    assert grey[0, :, 0].tolist() == [0, 113, 255]
    assert drawing.colours(grid, False, True).min() > 90, "pale behind numbers"


def test_the_still_picture_says_what_it_shows():
    page = ConvolutionWidget(np.eye(28), DIAGONAL)._html()
    assert 'alt="Input, 28×28 numbers from 0 to 1"' in page
    assert 'alt="Output, 27×27 numbers from 0 to 2"' in page
    hidden = ConvolutionWidget(np.eye(28), DIAGONAL, hide=True)._html()
    assert 'alt="Input' in hidden and 'alt="Output' not in hidden
    assert "result" not in hidden.split("<style>")[0]
    assert page.count("run this cell or trust the notebook") == 1


# ---- what is left behind


def live_widgets():
    gc.collect()
    if ipywidgets.__version__ < "8":
        return len(ipywidgets.Widget.widgets)
    return len(ipywidgets.widgets.widget._instances)


def test_a_cell_that_runs_again_closes_what_it_made(monkeypatch):
    before = live_widgets()
    made = []
    for run in range(25):
        monkeypatch.setattr(grid, "_running", lambda run=run: ("cell 1", f"run {run}"))
        made += [make() for make in ALL]
        made[-1]._repr_mimebundle_()
    assert live_widgets() - before == 6  # three widgets, each with its layout
    # one that another cell shows stays
    monkeypatch.setattr(grid, "_running", lambda: ("cell 2", "run 25"))
    made[-1]._repr_mimebundle_()
    monkeypatch.setattr(grid, "_running", lambda: ("cell 1", "run 26"))
    ConvolutionWidget()
    assert made[-1].comm is not None
    assert made[-2].comm is None


@pytest.mark.parametrize("widget", [ConvolutionWidget, MaxPoolingWidget])
def test_what_is_to_be_predicted_is_not_in_the_table(widget):
    tables = [
        re.search('(?s)cnn-still">(.*?)<style>', widget(hide=hide)._html())[1].count(
            "<table"
        )
        for hide in (False, True)
    ]
    assert tables[0] > tables[1] > 0


def test_the_table_says_the_sum_of_the_current_position():
    widget = ConvolutionWidget(SMALL, DIAGONAL, bias=[0.5], step=3)
    assert "row 2, column 2" in html(widget)
    assert "sum to 14, the bias is 0.5, the result 14.5." in html(widget)


def test_the_table_says_what_is_dropped():
    def table(size, *settings, **more):
        return html(MaxPoolingWidget(np.ones((size, size)), *settings, **more))

    def says(page):
        return "left over is dropped" in page.split("<style>")[0]

    for numbers in [(5, 2), (6, 2, 3), (8, 3, 2)]:
        assert says(table(*numbers))
    for numbers in [(4, 2), (7, 3, 2), (5, 1, 4)]:
        assert not says(table(*numbers))
    assert not says(table(5, 2, ceil_mode=True)) and not says(table(3, 2, padding=1))
