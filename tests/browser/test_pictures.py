"""Large grids, one canvas each: what is drawn, marked, read aloud and clicked."""

import io

import numpy as np
import pytest
from browsing import DIAGONAL, SMALL, cell_of, cells, pixels, type_into, where
from PIL import Image

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget
from helpers.widgets.presets import boot

BOOT = np.array(boot())
WIDGETS = {
    "picture": lambda: ConvolutionWidget(BOOT, np.ones((6, 1, 5, 5)) / 25, padding=1),
    "numbers": lambda: ConvolutionWidget(padding=1, step=7),
    "pooling": lambda: MaxPoolingWidget(BOOT),
    "sketch": lambda: SketchWidget(BOOT, "Ankle boot"),
}


def elements(page):
    return page.evaluate("document.querySelectorAll('.cnn *').length")


def seen(page, kind):
    """Return the picture of a grid as it is seen on the screen, (H, W, 3)."""
    png = page.locator(f".cnn-of-{kind} .cnn-cells").first.screenshot()
    return np.array(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


@pytest.mark.parametrize("name", WIDGETS)
def test_there_are_few_elements(show, name):
    assert elements(show(WIDGETS[name]())) < 500


def test_the_pixels_are_the_numbers(show):
    page = show(ConvolutionWidget(BOOT, [[-1, 0], [0, 1]]), MaxPoolingWidget(BOOT))
    np.testing.assert_allclose(pixels(page, "input")[..., 0], BOOT * 255, atol=1)
    out = BOOT[1:, 1:] - BOOT[:-1, :-1]
    red, _, blue, alpha = np.moveaxis(pixels(page, "output").astype(int), 2, 0)
    assert ((blue > red) == (out > 0))[np.abs(out) > 0.05].all()
    assert (alpha == 255).all()
    best = BOOT.reshape(14, 2, 14, 2).max((1, 3))
    pooled = pixels(page, "output", number=1)[..., 0]
    np.testing.assert_allclose(pooled, best * 255, atol=1)


def test_a_click_finds_its_cell(show):
    page = show(ConvolutionWidget(BOOT, DIAGONAL))
    for row, column in [(0, 0), (13, 20), (26, 26)]:
        page.mouse.click(*cell_of(page, "output", row, column))
        assert where(page) == f"row {row + 1} of 27, column {column + 1} of 27"
    page.mouse.click(*cell_of(page, "input", 3, 4))
    assert page.locator(".cnn-edit").get_attribute("aria-label") == (
        "Input 28×28, row 4, column 5"
    )
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert (pixels(page, "input")[3, 4, :3] == 255).all()
    assert page.evaluate("document.activeElement.ariaLabel") == "row 4, column 5: 1"


def test_keyboard_and_reader_of_the_screen(show):
    page = show(ConvolutionWidget(BOOT, DIAGONAL, padding=1))
    grid = page.locator(".cnn-of-input .cnn-cells").first
    assert grid.get_attribute("aria-rowcount") == "30"
    assert cells(page, "input").count() == 1
    told = "[e.ariaLabel, e.parentElement.ariaRowIndex, e.ariaColIndex, e.ariaSelected]"
    active = f"(() => {{ const e = document.activeElement; return {told}; }})()"
    cells(page, "input").focus()
    assert page.evaluate(active) == ["padding: 0", "1", "1", "true"]
    for key in ["ArrowDown"] * 9 + ["ArrowRight"] * 5:
        page.keyboard.press(key)
    value = f"{BOOT[8, 4]:g}"
    assert page.evaluate(active) == [f"row 9, column 5: {value}", "10", "6", "false"]
    assert "in 4 windows" in page.locator(".cnn-hint").inner_text()
    page.keyboard.press("End")
    assert page.evaluate(active)[:3] == ["padding: 0", "10", "30"]
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    assert page.evaluate(active)[0] == "row 9, column 28: 0.5"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")  # there is nothing
    assert page.evaluate(active)[1:3] == ["10", "1"]
    assert cells(page, "input").count() == 1
    cells(page, "output").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert where(page) == "row 2 of 29, column 1 of 29"


def test_a_hovered_weight_outlines_what_it_touches(show):
    page = show(ConvolutionWidget(BOOT, DIAGONAL))
    cells(page, "kernel").first.hover()
    path = page.locator(".cnn-of-input path.cnn-line.cnn-linked")
    box = path.evaluate("p => { const b = p.getBBox(); return [b.x, b.y, b.width]; }")
    assert box == [0, 0, 27]
    page.locator("h1").hover()
    assert path.get_attribute("d") == ""


@pytest.mark.parametrize("name", WIDGETS)
def test_everything_is_there_in_forced_colours(show, name):
    page = show(WIDGETS[name](), forced_colors="active")
    page.locator("h1").hover()
    kind = "sketch" if name == "sketch" else "input"
    if name != "numbers":
        picture = seen(page, kind)
        side = picture.shape[0] / pixels(page, kind).shape[0]
        centres = (np.arange(pixels(page, kind).shape[0]) + 0.5) * side
        shown = picture[np.ix_(centres.astype(int), centres.astype(int))][..., 0]
        wrong = np.abs(shown - pixels(page, kind)[..., 0]) > 8
        assert wrong.mean() < 0.2, "all but what is below a mark"
        assert shown.max() - shown.min() > 200
    if name == "numbers":
        texts = seen(page, kind)
        assert (texts.min(2) < 60).mean() > 0.02, "numbers and lines"
    frames = page.locator(".cnn-frame:visible")
    if name != "sketch":
        colour = frames.first.evaluate("f => getComputedStyle(f).borderTopColor")
        assert colour != "rgb(255, 255, 255)"


def test_a_small_picture_keeps_its_numbers_when_it_is_padded(show):
    page = show(ConvolutionWidget(np.arange(25).reshape(5, 5)))
    for padding in (3, 4, 5):
        page.get_by_label("Padding").select_option(str(padding))
        texts = cells(page, "input").all_inner_texts()
        assert len(texts) == (5 + 2 * padding) ** 2 and "24" in texts
    wide = page.locator(".cnn-of-input .cnn-cells").first.bounding_box()["width"]
    assert 300 < wide < 400
    page = show(ConvolutionWidget(np.ones((9, 9)) * 3, DIAGONAL, padding=4))
    assert pixels(page, "input")[8, 8, 0] == 255, "a picture in its own range"


def test_two_pictures_do_not_share_a_canvas(show):
    page = show(
        ConvolutionWidget(BOOT, DIAGONAL), ConvolutionWidget(1 - BOOT, DIAGONAL)
    )
    first, second = (pixels(page, "input", i)[..., 0].astype(int) for i in (0, 1))
    assert np.abs(first + second - 255).max() <= 1


def test_from_numbers_to_a_picture_and_back(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    page.get_by_label("Picture").select_option("ankle boot, 28×28")
    assert pixels(page, "input").shape == (28, 28, 4)
    page.get_by_label("Picture").select_option("edge")
    assert cells(page, "input").count() == 36
    type_into(page, cells(page, "input").nth(35), "9")
    assert cells(page, "input").last.inner_text() == "9"
