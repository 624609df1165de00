"""What is drawn is what was given: read back from the artists."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from matplotlib.patches import Rectangle

from helpers import plots
from helpers.calibration import reliability
from helpers.figures.heat import show_heat
from helpers.training import History


def shown(ax):
    return [np.asarray(image.get_array()) for image in ax.images]


def test_show_images_shows_all_of_them_in_order():
    tiles = torch.rand(7, 1, 28, 28)
    ax = plots.show_images(tiles, [f"no. {i}" for i in range(7)], columns=3)
    np.testing.assert_array_equal(np.stack(shown(ax)), tiles[:, 0].numpy())
    assert [text.get_text() for text in ax.texts] == [f"no. {i}" for i in range(7)]
    assert all(image.get_clim() == (0, 1) for image in ax.images)
    lefts = [image.get_extent()[0] for image in ax.images]
    tops = [image.get_extent()[3] for image in ax.images]
    assert lefts[0] == lefts[3] == lefts[6] < lefts[1] < lefts[2]
    assert tops[0] == tops[2] < tops[3] < tops[6]
    left, right, bottom, top = ax.images[0].get_extent()
    assert (right - left, bottom - top) == (28, 28)


def test_black_is_zero_whatever_the_type():
    pixels = torch.randint(0, 200, (2, 5, 4), dtype=torch.uint8)
    assert plots.show_images(pixels).images[0].get_clim() == (0, 255)
    assert plots.show_images(list(pixels)).images[1].get_clim() == (0, 255)
    low, high = pixels.min().item() * 2.0, pixels.max().item() * 2.0
    assert plots.show_images(pixels * 2.0).images[0].get_clim() == (low, high)


@pytest.mark.parametrize("bad", [torch.rand(28, 28), torch.rand(2, 4, 5, 5),
                                 torch.rand(0, 5, 5)])  # fmt: skip
def test_show_images_names_a_wrong_shape(bad):
    words = (
        "pictures must be (N, H, W) or (N, 1, H, W), in colour (N, 3, H, W), at least"
        " one of them, not ("
    )
    with pytest.raises(ValueError, match=re.escape(words)):
        plots.show_images(bad)


def test_titles_must_be_as_many():
    with pytest.raises(ValueError, match="2 pictures, but 3 titles"):
        plots.show_images(torch.rand(2, 5, 5), ["a", "b", "c"])


@pytest.mark.parametrize("show", [plots.show_kernels, plots.show_feature_maps])
def test_zero_is_white_and_the_sign_has_a_colour(show):
    numbers = torch.tensor([[-2.0, 0.0], [1.0, 0.5]])
    ax = show(numbers[None, None] if show is plots.show_kernels else numbers[None])
    image = ax.images[0]
    assert image.get_clim() == (-2, 2)
    red, white, blue = (image.cmap(image.norm(v)) for v in (-2.0, 0.0, 2.0))
    assert min(white[:3]) > 0.95 and red[0] > red[2] and blue[2] > blue[0]


def test_show_kernels_gives_each_input_a_column():
    weight = torch.nn.Conv2d(3, 4, 5).weight
    ax = plots.show_kernels(weight)
    assert len(ax.images) == 12
    lefts = {image.get_extent()[0] for image in ax.images}
    assert len(lefts) == 3
    np.testing.assert_array_equal(shown(ax)[4], weight[1, 1].detach())
    with pytest.raises(ValueError, match=r"\(4, 5, 5\)"):
        plots.show_kernels(weight[:, 0])


def test_show_grid_writes_the_numbers_and_frames_the_window():
    numbers = np.array([[1, -2, 0.5], [3, 4, 123456]])
    ax = plots.show_grid(numbers, "a title", window=(0, 1, 2, 2))
    assert [text.get_text() for text in ax.texts] == [
        "1", "−2", "0.5", "3", "4", "1.235e+05"]  # fmt: skip
    assert ax.texts[5].get_position() == (2, 1)
    (frame,) = [p for p in ax.patches if isinstance(p, Rectangle)]
    assert frame.get_xy() == (0.5, -0.5)
    assert (frame.get_width(), frame.get_height()) == (2, 2)
    assert ax.get_title() == "a title"


def test_show_kernels_marks_what_is_clearly_negative():
    """Red and blue are alike in grey print."""
    ax = plots.show_kernels([[[[3.0, -3.0], [-0.9, -1.1]]]])
    (marks,) = [part.get_segments() for part in ax.collections]
    middles = [tuple(segment.mean(axis=0)) for segment in marks if len(segment)]
    assert middles == [(1.5, 0.5), (1.5, 1.5)]


def test_plot_history_marks_the_best():
    history = History([2.0, 1.0, 0.5], [1.9, 1.2, 1.4], [0.1, 0.5, 0.6], [1, 1, 1])
    ax = plots.plot_history(history)
    lines = {line.get_label(): line for line in ax.lines}
    assert list(lines["training"].get_ydata()) == [2.0, 1.0, 0.5]
    assert list(lines["validation"].get_xdata()) == [1, 2, 3]
    best = lines["best: 1.200 after epoch 2"]
    assert (list(best.get_xdata()), list(best.get_ydata())) == ([2], [1.2])
    assert ax.get_xlabel() == "epoch" and "loss" in ax.get_ylabel()


def test_plot_history_of_nothing_says_so():
    ax = plots.plot_history(History())
    assert [text.get_text() for text in ax.texts] == ["no epoch was finished"]
    assert not plots.plot_history(History([1.0], [1.0], [0.5], [1.0])).texts


def test_live_history_redraws_one_figure_on_axes_that_hold_still(monkeypatch, capsys):
    updates, limits = [], []

    class Handle:
        def update(self, figure):
            (ax,) = figure.axes
            updates.append([list(line.get_ydata()) for line in ax.lines])
            limits.append((ax.get_xlim(), ax.get_ylim()))
            assert not ax.texts

    def display(figure, display_id):
        (ax,) = figure.axes
        assert display_id is True
        assert [text.get_text() for text in ax.texts] == ["epoch 1 is under way"]
        assert list(figure.get_size_inches()) == [9, 3.2]
        limits.append((ax.get_xlim(), ax.get_ylim()))
        return Handle()

    plt.figure()  # somebody else's, which stays open
    monkeypatch.setattr("IPython.display.display", display)
    redraw = plots.live_history(5)
    history = History([2.0], [1.9], [0.1], [1])
    redraw(history)
    for train_loss, valid_loss in ((1.0, 1.1), (0.5, 1.2), (3.0, 1.3), (0.4, 0.9)):
        history.train_loss.append(train_loss)
        history.valid_loss.append(valid_loss)
        redraw(history)
    assert updates[0][:2] == [[2.0], [1.9]]
    assert updates[1][:2] == [[2.0, 1.0], [1.9, 1.1]]
    assert set(limits[:-2]) == {((0.5, 5.5), (0, 2.4))}
    assert limits[-2] == ((0.5, 5.5), (0, pytest.approx(3.12)))  # a loss above ln 10
    assert capsys.readouterr().out.splitlines() == [
        "epoch  1: training loss 2.000, validation loss 1.900, lower: kept",
        "epoch  2: training loss 1.000, validation loss 1.100, lower: kept",
        "epoch  3: training loss 0.500, validation loss 1.200",
        "epoch  4: training loss 3.000, validation loss 1.300",
        "epoch  5: training loss 0.400, validation loss 0.900, lower: kept",
    ]
    assert plt.get_fignums() == [1]
    plots.live_history(1)(History([0.6], [0.5], [0.8], [1]))
    assert limits[-1][1] == (0, pytest.approx(0.72))  # the last: above the highest loss
    plots.live_history(1)(History([float("nan")], [float("nan")], [0.1], [1]))
    assert limits[-1][1] == (0, 0.1)


def test_confusion_matrix_shows_the_mistakes():
    counts = np.diag([90, 80, 100]) + np.array([[0, 10, 0], [5, 0, 15], [0, 0, 0]])
    ax = plots.plot_confusion_matrix(counts, ["a", "b", "c"])
    assert ax.images[0].get_clim() == (0, 15)
    written = {tuple(t.get_position()): t.get_text() for t in ax.texts}
    assert written == {(0, 0): "90", (1, 0): "10", (0, 1): "5", (1, 1): "80",
                       (2, 1): "15", (2, 2): "100"}  # fmt: skip
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    with pytest.raises(ValueError, match="2 names"):
        plots.plot_confusion_matrix(counts, ["a", "b"])


def box(paths):
    """The left, top, right and bottom of the longest of some paths."""
    (left, top), (right, bottom) = max(paths, key=len).get_extents().get_points()
    return left, top, right, bottom


def test_shares_in_place_of_counts_are_written_as_such():
    """scikit-learn's normalised matrix; cut to whole numbers it would be all zeros."""
    shares = np.eye(3) * 0.875 + [[0, 0.125, 0], [0, 0, 0.125], [0.125, 0, 0]]
    ax = plots.plot_confusion_matrix(shares, "abc")
    assert sorted(text.get_text() for text in ax.texts) == ["0.12"] * 3 + ["0.88"] * 3
    assert ax.images[0].get_clim() == (0, 0.125)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_are_none_are_not_drawn(bad):
    """One would spoil the scale of all: the others would look like zeros."""
    numbers = torch.randn(6, 1, 5, 5)
    numbers[0, 0, 0, 0] = bad
    heat = lambda maps: show_heat(torch.rand(6, 28, 28), maps)  # noqa: E731
    shows = plots.show_images, plots.show_kernels, plots.show_feature_maps, heat
    for show in shows:
        with pytest.raises(ValueError, match="^1 of the 150 numbers are NaN or inf"):
            show(numbers)
    with pytest.raises(ValueError, match="^1 of the 25 numbers are NaN or infinite"):
        plots.show_grid(numbers[0, 0])
    with pytest.raises(ValueError, match=r"^a grid is \(H, W\), not \(1, 5, 5\)"):
        plots.show_grid(numbers[0])


def test_a_third_kind_of_reliability_is_not_left_out():
    with pytest.raises(ValueError, match="^3 kinds, but only two looks"):
        plots.plot_reliability({"a": None, "b": None, "c": None})


def test_show_heat_lays_the_cells_over_the_middle_of_the_picture():
    pictures = torch.zeros(2, 28, 28, dtype=torch.uint8)
    pictures[:, 10:20, 8:20] = 200
    heat = torch.tensor([[0.0, 4.0], [-1.0, 1.0]]).repeat(2, 4, 3)  # (2, 8, 6)
    heat[1] *= 5
    ax = show_heat(pictures, heat, step=2, titles=["a", "b"])
    for image, below in zip(ax.images[:2], ax.images[2:], strict=True):
        cells = np.asarray(image.get_array().filled(np.nan))  # on a scale of its own
        np.testing.assert_array_equal(image.get_alpha(), np.nan_to_num(abs(cells)))
        np.testing.assert_array_equal(below.get_array(), pictures[0])
        assert below.get_zorder() < image.get_zorder() and below.get_clim() == (0, 400)
        assert below.get_extent() == image.get_extent()
        np.testing.assert_array_equal(cells[6:22:2, 8:20:2], heat[0] / 4)
        np.testing.assert_array_equal(cells[7:22:2, 9:20:2], heat[0] / 4)
        assert np.isfinite(cells).sum() == 16 * 12 and image.get_clim() == (-1, 1)
    second = ax.images[1].get_extent()[0]
    outlines = [box(lines.get_paths()) for lines in ax.collections]
    for (left, top, right, bottom), start in zip(outlines, [0, second], strict=True):
        assert 7.5 < left - start < 8.5 and 19.5 < right - start < 20.5
        assert 9.5 < top < 10.5 and 19.5 < bottom < 20.5
    assert [text.get_text() for text in ax.texts] == ["a", "b"]
    words = [label.get_text() for label in ax.figure.axes[1].get_yticklabels()]
    assert words == ["against", "nothing", "for"]


def test_show_heat_hatches_what_is_below_zero():
    pictures = torch.rand(1, 1, 28, 28)
    heat = torch.zeros(1, 28, 28)
    heat[0, 3:9, 5:15] = 1
    assert len(show_heat(pictures, heat).collections) == 1
    heat[0, 18:24, 5:15] = -1
    _, hatched = show_heat(pictures, heat).collections
    left, top, right, bottom = box(hatched.get_paths())
    assert 4.5 < left < 6 and 14 < right < 15.5 and 17.5 < top and bottom < 24.5
    assert hatched.hatches == ["/////"]


def test_show_heat_of_nothing_is_drawn_too():
    assert show_heat(torch.ones(1, 28, 28), torch.zeros(1, 4, 4)).images


@pytest.mark.parametrize("size", [(2, 8, 8), (1, 7, 8), (1, 30, 30), (1, 28, 30)])
def test_show_heat_names_maps_that_do_not_fit(size):
    with pytest.raises(ValueError, match="of 1-pixel cells on pictures"):
        show_heat(torch.ones(1, 28, 28), torch.ones(size))


def test_show_heat_names_the_width_of_its_cells():
    words = r"^maps \(1, 15, 15\) of 2-pixel cells on pictures \(1, 28, 28\)$"
    with pytest.raises(ValueError, match=words):
        show_heat(torch.ones(1, 28, 28), torch.ones(1, 15, 15), step=2)
    for step in (0, -1, 2.5, "2"):
        with pytest.raises(ValueError, match="^step must be a whole number from 1 up"):
            show_heat(torch.ones(1, 28, 28), torch.ones(1, 4, 4), step=step)


def test_plot_reliability_shows_both_kinds_and_leaves_out_empty_bins():
    labels = torch.tensor([0, 0, 1, 0])
    sure = torch.tensor([0.9, 0.9, 0.9, 0.6])
    bins = reliability(torch.stack([sure, 1 - sure], dim=1), labels, bins=5)
    ax = plots.plot_reliability({"before": bins, "after": bins})
    first, second = ax.collections
    points = [[0.6, 1], [0.9, 2 / 3]]
    np.testing.assert_allclose(first.get_offsets(), points, rtol=1e-6)
    assert first.get_sizes()[1] > first.get_sizes()[0]
    assert first.get_label() == f"before: off by {bins.error:.1%}"
    assert second.get_label().startswith("after")
    assert first.get_paths()[0] != second.get_paths()[0], "two markers, for grey"
    diagonal = ax.lines[0]
    assert list(diagonal.get_xdata()) == list(diagonal.get_ydata()) == [0, 1]
    assert "sure" in ax.get_xlabel() and "right" in ax.get_ylabel()


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: show_heat(torch.rand(1, 28, 28), torch.rand(1, 8, 8), ax=ax),
        lambda ax: plots.plot_reliability(
            {"as it is": reliability(torch.eye(2), torch.tensor([0, 1]))}, ax=ax
        ),
        lambda ax: plots.show_images(torch.rand(1, 5, 5), ax=ax),
        lambda ax: plots.show_kernels(torch.rand(1, 1, 5, 5), ax=ax),
        lambda ax: plots.show_feature_maps(torch.rand(1, 5, 5), ax=ax),
        lambda ax: plots.show_grid(np.ones((2, 2)), ax=ax),
        lambda ax: plots.plot_history(History(), ax=ax),
        lambda ax: plots.plot_confusion_matrix(np.ones((1, 1)), ["a"], ax=ax),
    ],
)
def test_each_takes_and_returns_an_ax(draw):
    _, ax = plt.subplots()
    assert draw(ax) is ax and len(plt.get_fignums()) == 1
