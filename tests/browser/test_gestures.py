"""Strokes that must not be lost, and keys that belong to the notebook."""

import numpy as np
import pytest
from browsing import DIAGONAL, SMALL, cells, draw, image, numbers, places, where

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget
from helpers.widgets.presets import boot

ROWS = [3 + 2 * row for row in range(10)]


class Hand:
    """A mouse or a pen, or a finger, as Chromium gets them from the system."""

    def __init__(self, page, kind):
        self.client = page.context.new_cdp_session(page)
        self.kind = kind

    def send(self, what, x, y):
        if self.kind == "touch":
            names = {"Pressed": "Start", "Moved": "Move", "Released": "End"}
            points = [] if what == "Released" else [{"x": x, "y": y}]
            self.client.send(
                "Input.dispatchTouchEvent",
                {"type": f"touch{names[what]}", "touchPoints": points},
            )
        else:
            down = {"buttons": 1} if what != "Released" else {"buttons": 0}
            self.client.send(
                "Input.dispatchMouseEvent",
                {"type": f"mouse{what}", "x": x, "y": y, "button": "left",
                 "clickCount": 1, "pointerType": self.kind, **down},
            )  # fmt: skip

    def stroke(self, *points):
        self.send("Pressed", *points[0])
        for point in points[1:]:
            self.send("Moved", *point)
        self.send("Released", *points[-1])


@pytest.mark.parametrize("kind", ["mouse", "pen", "touch"])
@pytest.mark.parametrize("selected", [False, True])
def test_ten_strokes_after_each_other_are_all_there(show, kind, selected):
    page = show(SketchWidget(), has_touch=kind == "touch")
    place, hand = places(page), Hand(page, kind)
    if selected:
        page.keyboard.press("Control+A")  # each stroke starts on selected text
    for row in ROWS:
        hand.stroke(place(4, row), place(12, row + 0.5), place(24, row))
    drawn = image(page)
    assert [row for row in ROWS if drawn[row, 6:22].max() < 0.9] == []
    assert page.evaluate("getSelection().toString()") == ""
    for _ in ROWS:
        page.get_by_role("button", name="Undo").click()
    assert not image(page).any()


def test_strokes_that_cross_and_leave_the_window(show):
    page = show(SketchWidget())
    place = places(page)
    for row in ROWS:  # over what was drawn before, out to the left, and back
        page.mouse.move(*place(20, row))
        page.mouse.down()
        page.mouse.move(-30, place(0, row)[1])
        page.mouse.move(*place(8, 26))
        page.mouse.up()
    assert (image(page)[ROWS, 10:20] > 0.9).all()


def test_strokes_after_other_gestures(show):
    page = show(SketchWidget(), ConvolutionWidget(boot(), DIAGONAL))
    place = places(page)

    def select_text():
        page.locator("h1").dblclick()

    def drag_over_a_grid():
        box = page.locator(".cnn-of-output .cnn-cells").first.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 70, steps=4)
        page.mouse.up()

    others = [
        select_text, drag_over_a_grid, lambda: page.keyboard.press("Control+A"),
        lambda: page.mouse.click(*place(2, 2), button="right"),
        lambda: page.mouse.dblclick(*place(2, 2)),
        lambda: page.get_by_label("Step on").click(),
    ]  # fmt: skip
    for row, gesture in zip(ROWS, others, strict=False):
        gesture()
        page.evaluate("scrollTo(0, 0)")
        draw(page, [(6, row), (14, row), (24, row)])
        assert image(page)[row, 8:22].min() > 0.9, row
        assert not page.evaluate("document.querySelector('.cnn-of-input .cnn-edit')")


def test_no_text_is_selected_by_dragging_over_a_grid(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL), MaxPoolingWidget())
    for kind in ("input", "output", "products", "window"):
        box = page.locator(f".cnn-of-{kind} .cnn-cells").first.bounding_box()
        page.mouse.move(box["x"] + 3, box["y"] + 3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 3, box["y"] + box["height"] - 3)
        page.mouse.up()
        page.keyboard.press("Escape")
        assert page.evaluate("getSelection().toString()") == "", kind


def test_a_stroke_that_changes_nothing_changes_nothing(show):
    page = show(SketchWidget(np.tri(28), "Bag, 40%"))
    caption = page.locator(".cnn-caption")
    draw(page, [(4, 20), (10, 24)])  # white on white
    page.get_by_role("button", name="Fill").click()
    page.mouse.click(*places(page)(4, 20))
    assert caption.inner_text() == "Bag, 40%"
    page.get_by_role("button", name="Undo").click()
    assert "nothing to undo" in page.locator(".cnn-say").inner_text()
    page.get_by_role("button", name="Draw").click()
    draw(page, [(20, 4), (24, 4)])
    assert caption.inner_text() == ""
    page.get_by_role("button", name="Undo").click()
    assert caption.inner_text() == "Bag, 40%"
    np.testing.assert_array_equal(image(page), np.tri(28))
    page.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="Reset").click()
    assert caption.inner_text() == "Bag, 40%"
    np.testing.assert_array_equal(image(page), np.tri(28))


# ---- keys that run the cell, and the one that leads back


@pytest.mark.parametrize("key", ["Shift+Enter", "Control+Enter"])
def test_keys_that_run_a_cell_do_nothing_in_a_widget(show, key):
    page = show(ConvolutionWidget(SMALL, DIAGONAL), SketchWidget())
    page.get_by_label("Step on").focus()
    page.keyboard.press(key)
    assert where(page) == "row 1 of 2, column 1 of 2"
    cells(page, "input").first.focus()
    page.keyboard.press(key)
    assert page.locator(".cnn-edit").count() == 0
    page.keyboard.type("5")
    page.keyboard.press(key)  # what was typed counts
    assert numbers(page, "input")[0] == "5"
    cells(page, "sketch", 1).focus()
    page.keyboard.press(key)
    assert not image(page).any()


def test_escape_leaves_a_widget_once_nothing_is_open(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    focus = "document.activeElement.className || document.activeElement.tagName"
    cell = cells(page, "input").first
    cell.click()
    page.keyboard.press("Escape")  # the editor
    assert page.evaluate("document.activeElement.role") == "gridcell"
    page.keyboard.press("Escape")  # what is pinned
    assert page.locator(".cnn-linked").count() == 0
    assert page.evaluate("document.activeElement.role") == "gridcell"
    page.keyboard.press("Escape")
    assert page.evaluate(focus) == "BODY"
    for control in ("Play", "Copy"):
        page.get_by_text(control, exact=True).focus()
        page.keyboard.press("Escape")
        assert page.evaluate(focus) == "BODY"
    page.get_by_label("Bias").focus()
    page.keyboard.press("Escape")
    assert page.evaluate(focus) == "BODY"
