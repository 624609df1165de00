"""The parts of the widgets, each by itself: presets, the page, cells and runs."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy import ndimage
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from helpers.checks.widgets import PADDING_MODES
from helpers.widgets import (
    ConvolutionWidget,
    MaxPoolingWidget,
    SketchWidget,
    front_end,
    grid,
    presets,
)

# ---- presets: against SciPy, the real test set and what each is meant to show


def test_kernels_are_those_of_scipy():
    image = np.random.default_rng(0).random((6, 7))
    theirs = {
        "identity": image,
        "Sobel x": ndimage.sobel(image, axis=1),
        "Sobel y": ndimage.sobel(image, axis=0),
        "Laplacian": ndimage.laplace(image),
        "blur": ndimage.uniform_filter(image, 3),
        "sharpen": image - ndimage.laplace(image),
    }
    assert theirs.keys() == presets.KERNELS.keys()
    for name, filtered in theirs.items():
        ours = ConvolutionWidget(image, presets.KERNELS[name]).output[0]
        np.testing.assert_allclose(ours, filtered[1:-1, 1:-1], atol=1e-5, err_msg=name)


def test_padding_is_that_of_torch():
    image = torch.arange(12.0).reshape(1, 3, 4)
    for mode in PADDING_MODES:
        layer = torch.nn.Conv2d(1, 1, 1, padding=2, bias=False, padding_mode=mode)
        torch.nn.init.ones_(layer.weight)
        ours = ConvolutionWidget(image, [[1]], padding=2, padding_mode=mode).output
        np.testing.assert_array_equal(ours, layer(image).detach())


def test_pictures_and_their_names(test_set):
    pictures = presets.pictures()
    names = ["edge", "corner", "checkerboard", "digit", "ankle boot, 28×28"]
    assert list(pictures) == names
    assert [pictures[name] for name in names[:4]] == [
        presets.EDGE, presets.CORNER, presets.CHECKERBOARD, presets.SEVEN,
    ]  # fmt: skip
    boot = test_set.data[0].numpy() / 255
    np.testing.assert_allclose(pictures[names[4]], boot, atol=5e-4)
    assert list(ConvolutionWidget().inputs) == names
    assert list(MaxPoolingWidget().inputs) == ["ties", *names]


def test_pictures_show_what_they_are_called():
    edge, corner, board = map(
        np.array, (presets.EDGE, presets.CORNER, presets.CHECKERBOARD)
    )
    assert edge[:, :3].max() < 3 and edge[:, 3:].min() > 6
    bright = corner > 4
    assert bright[2:, 2:].all() and bright.sum() == 16
    assert board.tolist() == [[0, 9] * 3, [9, 0] * 3] * 3
    digits = load_digits()
    nearest = KNeighborsClassifier().fit(digits.data, digits.target)
    assert nearest.predict(np.reshape(presets.SEVEN, (1, 64)) * 16 / 9) == [7]
    windows = np.reshape(presets.TIES, (2, 2, 2, 2)).swapaxes(1, 2).reshape(4, 4)
    ties = (windows == windows.max(axis=1, keepdims=True)).sum(axis=1)
    assert sorted(ties) == [1, 1, 2, 2]


# ---- the page


def test_the_front_end_is_read_as_utf8(monkeypatch):
    """Elsewhere than on Linux and macOS another encoding may be the default."""
    read, encodings = Path.read_text, []

    def spy(path, encoding=None):
        encodings.append(encoding)
        return read(path, encoding)

    monkeypatch.setattr(Path, "read_text", spy)
    names = front_end.modules("sketch.js")
    assert names[-1] == "sketch.js" and len(names) == len(set(names))
    front_end.style("style.css")
    MaxPoolingWidget()._html()
    assert set(encodings) == {"utf-8"} and len(encodings) > len(names)


def test_names_are_unique_where_modules_are_joined():
    """They share one scope then: a second `const paint` would stop the widget."""
    kinds = "const|let|function|class"
    top = re.compile(rf"^(?:export )?(?:async )?(?:{kinds}) (\w+)", re.M)
    for module in front_end.STATIC.glob("*.js"):
        names = [n for part in front_end.modules(module.name)
                 for n in top.findall(front_end.read(part))]  # fmt: skip
        assert len(names) == len(set(names)), module.name


def test_comments_and_indents_are_left_out_and_code_is_not():
    joined = front_end.front_end("sketch.js")
    assert not re.search(r"^\s|^//|^/\*|^import", joined, re.M)
    code = re.sub(r"(?m)^ *//.*\n|^ */\*\*.*\*/\n", "", front_end.read("sketch.js"))
    for line in filter(None, map(str.strip, code.splitlines())):
        assert line in joined or "import" in line or 'from "./' in line, line


def test_what_a_widget_does_not_use_does_not_travel_with_it():
    joined = front_end.front_end("max_pooling.js")
    assert "function pool(" in joined and "function conv2d(" not in joined
    needed = "export const c = 'b.c';\nexport default c;\n"
    assert front_end.used(f"const a = 1;\nexport const b = a;\n{needed}") == needed


def test_the_page_holds_mark_state_and_module():
    class Other(MaxPoolingWidget):
        """The same state by another name."""

    page = MaxPoolingWidget()._html()
    mark = re.search(r'data-cnn="([0-9a-f]{12})"', page)[1]
    assert page.count(f'"{mark}"') == 2, "in the element and in the script"
    assert mark not in Other()._html()
    module = json.dumps(MaxPoolingWidget._esm).replace("<", "\\u003c")
    assert module in page
    assert grid._as_javascript({"a": [1, "<b>"]}) == r'{"a":[1,"\u003cb>"]}'


def test_texts_without_a_front_end(monkeypatch):
    text = "MaxPoolingWidget(input=(1, 4, 4))"
    assert repr(MaxPoolingWidget()) == text
    monkeypatch.setattr(grid, "_parent", lambda: {"content": {"allow_stdin": False}})
    assert MaxPoolingWidget()._repr_mimebundle_()[0]["text/plain"] == text
    alone = grid.NoLiveView()
    assert alone._repr_mimebundle_() == ({"text/plain": repr(alone)}, {})


@pytest.mark.parametrize("step", [-1, 0.5, "x"])
def test_a_step_is_refused_by_its_name(step):
    with pytest.raises(ValueError, match="^step must be a whole number from 0 up"):
        MaxPoolingWidget().figure(step)


def test_what_there_is_to_choose_from_has_all_its_axes():
    convolution = ConvolutionWidget(kernels={"mine": [[1]]}, inputs={"mine": [[1]]})
    assert list(convolution.kernels) == [*presets.KERNELS, "mine"]
    assert convolution.kernels["mine"] == [[[[1]]]]
    for widget in (convolution, MaxPoolingWidget(inputs={"mine": [[1]]})):
        assert widget.inputs["mine"] == [[[1]]]
        assert np.shape(widget.inputs["digit"]) == (1, 8, 8)
    with pytest.raises(ValueError, match="^kernel is not a regular grid of numbers"):
        ConvolutionWidget(kernel="x")


def test_steps_of_a_window_that_is_not_square():
    widget = ConvolutionWidget(np.arange(20).reshape(4, 5), np.ones((3, 2)))
    assert widget.output.shape == (1, 2, 4) and widget.positions == 8
    assert widget.figure(6).axes[0].patches[0].get_xy() == (1.5, 0.5)
    pooled = MaxPoolingWidget(np.arange(49).reshape(7, 7), 3, 2, padding=1)
    frame = pooled.figure(6).axes[0].patches[0]  # row 1, column 2
    assert frame.get_xy() == (2.5, 0.5)


def test_the_page_says_what_padding_leaves_over():
    assert (
        "left over is dropped"
        in MaxPoolingWidget(np.ones((6, 6)), 3, padding=1)._html()
    )
    assert MaxPoolingWidget(np.ones((4, 4)))._tables().endswith("</table>")


def test_the_page_shows_four_kernels_and_three_inputs_of_each():
    page = ConvolutionWidget(np.ones((4, 2, 2)), np.ones((5, 4, 1, 1)))._tables()
    captions = re.findall("<caption>(Kernel.*?), 1×1<", page)
    assert captions == [
        f"Kernel {o}, input {c}" for o in range(1, 5) for c in (1, 2, 3)
    ]


def test_a_sheet_starts_without_a_caption():
    assert SketchWidget().caption == ""
    assert repr(SketchWidget()) == "SketchWidget(image=(28, 28))"


# ---- cells and runs


def test_cell_and_run_are_those_of_the_message(monkeypatch):
    message = {"metadata": {"cellId": "cell 7"}, "header": {"msg_id": "run 3"}}
    for shell, parent, running in (
        (None, {}, (None, None)),
        (SimpleNamespace(), {}, (None, None)),
        (SimpleNamespace(kernel=object()), {}, (None, None)),
        (
            SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda: message)),
            message,
            ("cell 7", "run 3"),
        ),
    ):
        monkeypatch.setattr(grid, "get_ipython", lambda shell=shell: shell)
        assert grid._parent() == parent
        assert grid._running() == running


@pytest.fixture
def run(monkeypatch):
    """Make a widget in a run of a cell: run("cell", "run")."""
    monkeypatch.setattr(grid.ShownWidget, "_made", {})
    now = []
    monkeypatch.setattr(grid, "_running", lambda: now[-1])

    def make(cell, number):
        now.append((cell, number))
        return MaxPoolingWidget()

    return make


def is_open(*widgets):
    return [widget.comm is not None for widget in widgets]


def test_a_new_run_closes_what_the_last_run_of_its_cell_made(run):
    first, second, elsewhere = run("a", 1), run("a", 1), run("b", 1)
    assert is_open(first, second, elsewhere) == [True, True, True]
    first._repr_mimebundle_()  # shown by b
    elsewhere._repr_mimebundle_()
    third = run("a", 2)
    assert is_open(first, second, elsewhere, third) == [True, False, True, True]
    third._repr_mimebundle_()  # shown by a, which made it
    assert is_open(third, run("a", 3)) == [False, True]


def test_a_widget_that_is_gone_need_not_be_closed(run):
    made = grid.ShownWidget._made
    kept = run("a", 1)
    made["a"] = made["a"][0], [lambda: None, *made["a"][1]]
    assert is_open(run("a", 2), kept) == [True, False]


def test_outside_a_notebook_nothing_is_closed(run):
    assert is_open(run(None, None), run(None, 1), run(None, 2)) == [True] * 3
    assert grid.ShownWidget._made == {}
