"""NetworkWidget under the hand: dragged, opened, changed; and what it says."""

import re

import numpy as np
import pytest
import torch
from browsing import RING
from networks import (
    COURSE,
    drag,
    maps,
    percent,
    percents,
    said,
    shares,
    squares_are_done,
)

from helpers.fashion_mnist import CLASS_NAMES
from helpers.widgets import NetworkWidget


def test_dragged_the_bars_are_those_of_torch(wide, widget, pictures):
    page = wide(widget)
    model, image = COURSE["FashionCNN"](), pictures[0][0]
    assert percents(page) == shares(model, image)
    drag(page, 0, 5)
    assert percents(page) == shares(model, image, 0, 5)
    assert "5 right: Sandal 95%" in said(page)
    drag(page, -3, -4)
    assert percents(page) == shares(model, image, -3, 1)


def test_keys_move_the_picture(wide, widget, pictures):
    page = wide(widget)
    page.locator(".cnn-handle").focus()
    for key in ("ArrowRight", "Shift+ArrowDown", "ArrowUp", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert percents(page) == shares(COURSE["FashionCNN"](), pictures[0][0], 3, -3)
    assert "3 down, 3 left" in page.locator(".cnn-handle").get_attribute("aria-label")
    for _ in range(40):  # it stays in sight
        page.keyboard.press("ArrowUp")
    assert "27 up" in said(page)


@pytest.mark.parametrize("tool", ["mouse", "touch", "pen"])
def test_no_gesture_is_lost_after_any_other(wide, widget, tool):
    page = wide(widget, has_touch=True)
    page.evaluate("getSelection().selectAllChildren(document.body)")
    for i in range(10):
        drag(page, 1, 0, tool=tool)
        assert said(page).startswith(f"Trouser, {i + 1} down"), (i, said(page))
        if i == 3:
            page.evaluate("getSelection().selectAllChildren(document.body)")
        if i == 5:
            maps(page, 1).first.click()
        if i == 6:
            page.keyboard.press("Escape")


def test_a_drag_may_leave_the_window_and_only_the_first_button_drags(wide, widget):
    page = wide(widget)
    box = page.locator(".cnn-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(-50, y)
    page.mouse.move(x - 2 * box["width"] / 28, y)
    page.mouse.up()
    assert said(page).startswith("Trouser, 2 left")
    page.mouse.move(x, y)
    page.mouse.down(button="right")
    page.mouse.move(x + 60, y)
    page.mouse.up(button="right")
    assert said(page).startswith("Trouser, 2 left")


def test_deeper_and_back(wide, widget):
    page = wide(widget)
    open_name = page.locator(".cnn-detail b").first
    maps(page, 3).nth(4).click()
    assert open_name.inner_text() == "conv2, map 5 of 10"
    assert page.locator(".cnn-links path").count() > 0
    page.locator(".cnn-of-map .cnn-cells").click(position={"x": 3, "y": 3})
    assert open_name.inner_text() == "conv2, map 5 of 10, row 1, column 1"
    frames = page.locator(".cnn-field:visible")
    lit = frames.count()
    assert lit >= 1 + 6 + 6 + 1  # the picture, both stages before, and itself
    drag(page, 0, 2)  # a pinned number stays
    assert open_name.inner_text() == "conv2, map 5 of 10, row 1, column 1"
    page.keyboard.press("Escape")
    assert open_name.inner_text() == "conv2, map 5 of 10"
    page.keyboard.press("Escape")
    assert page.locator(".cnn-detail").count() == 0
    maps(page, 1).first.click()
    page.locator(".cnn-bar").first.click(position={"x": 900, "y": 5})  # beside it
    assert page.locator(".cnn-detail").count() == 0


def test_from_map_to_map_by_keys_and_one_stop_of_the_tab_key(wide, widget):
    page = wide(widget)
    maps(page, 1).first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.locator(".cnn-hint").inner_text().startswith("conv2, map 2 of 10")
    page.keyboard.press("Enter")
    assert page.locator(".cnn-detail b").first.inner_text() == "conv2, map 2 of 10"
    assert page.locator(".cnn-net [tabindex='0']").count() == 2  # picture, and this map


def written_sum(page):
    """Return the terms, the sign and the result of the sum that is written out."""
    text = page.locator(".cnn-total").inner_text().replace("\N{MINUS SIGN}", "-")
    left, sign, right = re.match(r"(.*?) ([=≈]) (\S+)", text).groups()
    left = re.sub(r"\([^)]*\)", "", left).replace("- ", "-").replace("+ ", "")
    return [float(n) for n in left.split()], sign, float(right)


def test_the_arithmetic_adds_up_or_says_about(wide, widget, pictures):
    page = wide(widget)
    model, image = COURSE["FashionCNN"](), pictures[0][:1]
    with torch.no_grad():
        wanted = model.conv2(torch.max_pool2d(model.conv1(image).relu(), 2))[0]
    signs = set()
    draw = np.random.default_rng(0)
    for _ in range(12):
        map_, row, column = (int(n) for n in draw.integers([10, 8, 8]))
        picked = {"network": 0, "stage": 3, "map": map_, "cell": [row, column]}
        again = NetworkWidget(model, *pictures)
        again.picked = picked
        page = wide(again)
        terms, sign, result = written_sum(page)
        signs.add(sign)
        assert len(terms) == 7  # six maps and a bias
        assert result == pytest.approx(float(wanted[map_, row, column]), abs=0.0051)
        assert (sign == "=") == (abs(sum(terms) - result) < 0.0049)
    assert signs == {"=", "≈"}


def test_a_score_is_the_sum_of_its_products(wide, widget):
    page = wide(widget)
    page.locator(".cnn-bar-of").nth(1).click()
    terms, _, result = written_sum(page)
    assert sum(terms) == pytest.approx(result, abs=0.02)
    assert result == pytest.approx(float(widget.scores[1]), abs=0.0051)
    rows = page.locator(".cnn-products li").all_inner_texts()
    assert rows[-1] == "8 more" and len(rows) == 9
    page.get_by_role("button", name="8 more").click()
    values = [
        float(n.replace("\N{MINUS SIGN}", "-"))
        for n in page.locator(".cnn-value").all_inner_texts()
    ]
    assert len(values) == 16
    assert np.all(np.diff(np.abs(values)) <= 0.01)  # the largest first


def test_an_edited_weight_counts_and_can_be_taken_back(wide, widget, pictures):
    widget.shift = [0, 4]  # where the answer is not sure
    page = wide(widget)
    before = percents(page)
    maps(page, 1).nth(2).click()
    cell = page.locator(".cnn-of-kernel [role=gridcell]").nth(7)
    cell.click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    model = COURSE["FashionCNN"]()
    with torch.no_grad():
        model.conv1.weight[2, 0, 1, 2] = 3
    changed = shares(model, pictures[0][0], 0, 4)
    assert percents(page) == changed != before
    assert page.locator(".cnn-edits").inner_text() == "1 edit"
    assert page.locator(".cnn-edited").count() == 1
    assert page.locator(".cnn-was:visible").count() == 10  # what it was before
    page.get_by_label("Switch off").check()
    with torch.no_grad():
        model.conv1.weight[2] = 0
        model.conv1.bias[2] = 0
    assert percents(page) == shares(model, pictures[0][0], 0, 4)
    assert page.locator(".cnn-edits").inner_text() == "2 edits"
    page.get_by_role("button", name="Undo", exact=True).click()
    assert percents(page) == changed
    page.get_by_role("button", name="Undo all").click()
    assert percents(page) == before
    assert page.locator(".cnn-edits").inner_text() == "no edits"
    page.get_by_role("button", name="Undo", exact=True).click()
    assert percents(page) == changed


def test_a_map_alone(wide, widget, pictures):
    page = wide(widget)
    maps(page, 1).nth(4).click()
    page.get_by_label("Alone").check()
    model = COURSE["FashionCNN"]()
    others = [0, 1, 2, 3, 5]
    with torch.no_grad():
        model.conv1.weight[others] = 0
        model.conv1.bias[others] = 0
    assert percents(page) == shares(model, pictures[0][0])
    assert page.locator(".cnn-map.cnn-off").count() == 5
    page.get_by_label("Alone").uncheck()
    assert page.locator(".cnn-map.cnn-off").count() == 0


def test_the_shift_map_is_that_of_torch_and_a_click_goes_there(wide, widget, pictures):
    page = wide(widget)
    squares_are_done(page)
    box = page.locator(".cnn-shift-box").bounding_box()
    cell = box["width"] / 15
    model, image = COURSE["FashionCNN"](), pictures[0][0]
    for down, right in [(-7, -7), (0, 3), (2, -4), (7, 7)]:
        x, y = box["x"] + (right + 7.5) * cell, box["y"] + (down + 7.5) * cell
        page.mouse.move(x, y)
        text = page.locator(".cnn-shift-said").inner_text()
        assert text.endswith(": " + shares(model, image, down, right)["Trouser"])
        page.mouse.click(x, y)
        assert percents(page) == shares(model, image, down, right)
    page.keyboard.press("ArrowLeft")
    assert percents(page) == shares(model, image, 7, 6)


def test_a_drawing_is_answered(wide, widget):
    page = wide(widget)
    page.get_by_role("button", name="Draw").click()
    drag(page, 8, 6)
    drag(page, -8, 6)
    assert said(page).startswith("Your drawing, in its place")
    page.get_by_role("button", name="Move").click()
    drag(page, 2, 0)
    assert said(page).startswith("Your drawing, 2 down")
    page.get_by_role("button", name="Reset").click()
    assert said(page).startswith("Trouser, in its place")


def test_a_blank_sheet_is_drawn_on_and_filled(wide):
    model = COURSE["FashionCNN"]()
    page = wide(NetworkWidget(model, np.zeros((28, 28)), controls=["draw"]))
    shades = """() => { const c = document.querySelector('.cnn-seen');
      const d = c.getContext('2d').getImageData(0, 0, 28, 28).data;
      return Array.from({length: 784}, (_, i) => d[4 * i] / 255); }"""
    page.get_by_role("button", name="Draw").click()
    box = page.locator(".cnn-handle").bounding_box()
    cell = box["width"] / 28
    places = [(box["x"] + x * cell, box["y"] + y * cell) for x, y in RING]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=3)
    page.mouse.up()
    ring = np.reshape(page.evaluate(shades), (28, 28))
    assert ring[8, 14] > 0.9 and ring[14, 14] == 0
    page.get_by_role("button", name="Fill").click()
    page.mouse.click(box["x"] + 14.5 * cell, box["y"] + 14.5 * cell)
    filled = np.reshape(page.evaluate(shades), (28, 28))
    assert filled[9:20, 9:20].min() == 1 and filled[3, 3] == 0
    with torch.no_grad():
        scores = model(torch.tensor(filled, dtype=torch.float32)[None, None])[0]
    best = CLASS_NAMES[int(scores.argmax())]
    assert percents(page)[best] == percent(float(scores.softmax(0).max()))
    page.get_by_role("button", name="Erase").click()
    drag(page, 0, 8)
    assert np.reshape(page.evaluate(shades), (28, 28))[14, 15:20].max() < 0.1


def test_the_slider_says_the_moment(wide, pictures):
    model = COURSE["FashionCNN"]()
    page = wide(NetworkWidget(model, *pictures, history={"1/8": model.state_dict()}))
    slider = page.get_by_label("Epoch")
    assert slider.get_attribute("aria-valuetext") == "trained"
    slider.fill("0")
    assert slider.get_attribute("aria-valuetext") == "1/8"
    assert page.locator(".cnn-epoch").inner_text() == "1/8"
