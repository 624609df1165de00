"""Playing, stepping and editing, on a page from disk: no kernel and no network."""

import re

import numpy as np
from browsing import (
    DIAGONAL,
    SMALL,
    cells,
    numbers,
    pixels,
    playing,
    type_into,
    where,
)

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget


def test_plays_to_the_end_and_loops(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    page.get_by_label("Speed").select_option("15")
    seen = page.evaluate(
        """() => new Promise((done) => {
          const seen = [], where = document.querySelector('.cnn-where');
          new MutationObserver(() => {
            seen.push(where.textContent); if (seen.length === 5) done(seen);
          }).observe(where, {childList: true});
          document.querySelector('.cnn-play').click();
        })"""
    )
    assert [re.findall(r"\d", text)[::2] for text in seen] == [
        ["1", "2"], ["2", "1"], ["2", "2"], ["1", "1"], ["1", "2"]
    ]  # fmt: skip
    page.get_by_label("Loop").uncheck()
    page.wait_for_selector(".cnn:not(.cnn-moving)")
    assert where(page) == "row 2 of 2, column 2 of 2"


def test_step_scrub_click_and_hover(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    result = page.locator(".cnn-result")
    assert numbers(page, "output") == ["6", "8", "12", "14"]
    assert result.inner_text() == "6"
    page.get_by_label("Step on").click()
    assert where(page) == "row 1 of 2, column 2 of 2"
    page.get_by_label("Step back").click()
    page.get_by_label("Step back").click()
    assert where(page) == "row 2 of 2, column 2 of 2"
    page.get_by_label("Position of the window").fill("2")
    assert result.inner_text() == "12"
    cells(page, "output").nth(1).click()
    assert result.inner_text() == "8"
    assert page.locator(".cnn-of-products [role=cell]").all_inner_texts() == [
        "2\n2\n× 1", "0\n3\n× 0", "0\n5\n× 0", "6\n6\n× 1"
    ]  # fmt: skip
    # the mouse asks to see a position, and gives it back
    cells(page, "output").nth(3).hover()
    assert result.inner_text() == "14"
    page.locator("h1").hover()
    assert result.inner_text() == "8"
    # the middle cell feeds all four outputs, a corner one; a weight touches four cells
    linked = page.locator(".cnn-linked")
    cells(page, "input").nth(4).hover()
    assert linked.count() == 4
    cells(page, "input").nth(0).hover()
    assert linked.count() == 1
    cells(page, "kernel").nth(0).hover()
    assert linked.count() == 4
    assert "multiplies 4 input cells" in page.locator(".cnn-hint").inner_text()
    page.locator("h1").hover()
    assert linked.count() == 0


def test_a_click_on_an_output_stops_the_animation_there(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    page.get_by_text("Play", exact=True).click()
    assert playing(page)
    cells(page, "output").nth(2).click()
    assert not playing(page)
    page.locator("h1").hover()
    assert where(page) == "row 2 of 2, column 1 of 2"


def test_edits_by_typing_and_by_arrow_keys(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    type_into(page, cells(page, "input").nth(0), "−4,5")
    assert numbers(page, "output")[0] == "0.5"
    cells(page, "kernel").nth(3).click()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert numbers(page, "output")[0] == "5.5"
    page.keyboard.press("Escape")
    assert numbers(page, "output")[0] == "0.5"
    # not a number: marked, and what was there stays
    cells(page, "input").nth(0).click()
    page.keyboard.type("x")
    assert page.locator(".cnn-edit").get_attribute("aria-invalid") == "true"
    page.keyboard.press("Enter")
    assert numbers(page, "input")[0] == "−4.5"
    page.get_by_label("Bias").fill("10")
    assert numbers(page, "output")[0] == "10.5"


def test_settings_follow_torch_and_the_line_follows_them(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    code = page.locator("code").first
    assert code.inner_text() == "F.conv2d(x, w, b, stride=1, padding=0, dilation=1)"
    page.get_by_label("Stride").select_option("2")
    assert numbers(page, "output") == ["6"]
    assert "last row and the last column" in page.locator(".cnn-say").inner_text()
    assert page.locator(".cnn-dropped").count() == 5
    page.get_by_label("Padding").select_option("1")
    page.get_by_label("Padded with").select_option("replicate")
    assert code.inner_text() == (
        'F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), w, b,'
        " stride=2, padding=0, dilation=1)"
    )
    assert numbers(page, "output") == ["2", "5", "11", "14"]


def test_the_impossible_is_explained_and_the_last_result_stays(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    page.get_by_label("Size").select_option("5")
    said = page.locator(".cnn-say")
    assert "A 5×5 kernel does not fit into a 3×3 input." in said.inner_text()
    assert numbers(page, "output") == ["6", "8", "12", "14"]
    page.get_by_label("Padding").select_option("1")  # now it fits
    assert said.inner_text() == ""
    assert cells(page, "kernel").count() == 25
    page.get_by_label("Padded with").select_option("reflect")
    page.get_by_label("Padding").select_option("3")
    assert "Reflection can pad at most 2 cells" in said.inner_text()


def test_presets(show):
    own = {"mine": [[7]], "<b>bold</b>": SMALL}
    page = show(ConvolutionWidget(inputs=own))
    assert page.get_by_role("combobox", name="Kernel").input_value() == "Sobel x"
    page.get_by_role("combobox", name="Kernel").select_option("identity")
    assert numbers(page, "kernel") == list("000010000")
    page.get_by_label("Picture").select_option("<b>bold</b>")
    assert numbers(page, "output") == ["5"]
    page.get_by_label("Picture").select_option("ankle boot, 28×28")
    assert pixels(page, "input").shape == (28, 28, 4)
    assert pixels(page, "output").shape == (26, 26, 4)
    type_into(page, cells(page, "kernel").nth(4), "2")
    assert page.get_by_role("combobox", name="Kernel").input_value() == ""  # your own


def test_several_channels_and_kernels(show):
    image = np.arange(4 * 9).reshape(4, 3, 3)
    kernel = np.ones((6, 4, 2, 2)) * np.arange(6).reshape(6, 1, 1, 1)
    page = show(ConvolutionWidget(image, kernel, range(6)))
    assert page.locator(".cnn-of-output:visible").count() == 4
    assert page.locator(".cnn-of-input:visible").count() == 3
    want = [
        image[c, :2, :2].sum() for c in range(4)
    ]  # kernel 2 is all ones; its bias is 1
    page.locator(".cnn-of-output").nth(1).locator("[role=gridcell]").first.click()
    terms = page.locator(".cnn-term b").all_inner_texts()
    assert terms == [str(n) for n in want]
    assert page.locator(".cnn-result").inner_text() == str(sum(want) + 1)
    page.get_by_label("Kernels 5–6").click()
    assert page.locator(".cnn-of-output:visible").count() == 2
    assert page.locator(".cnn-result").inner_text() == str(sum(want) * 4 + 4)
    page.get_by_label("Input channels 4").click()
    assert page.locator(".cnn-of-input:visible").count() == 1


def test_hidden_outputs_come_one_by_one(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL, hide=True))
    assert numbers(page, "output") == ["6", "", "", ""]
    cells(page, "output").nth(1).hover()
    assert page.locator(".cnn-result").inner_text() == "?"
    page.get_by_label("Step on").click()
    assert numbers(page, "output") == ["6", "8", "", ""]
    page.get_by_label("Hide the rest").uncheck()
    assert numbers(page, "output") == ["6", "8", "12", "14"]


def test_copy_writes_the_line(show):
    page = show(ConvolutionWidget())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Copy").click()
    page.wait_for_selector("text=Copied")
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "import torch"
    assert lines[-1] == page.locator("code").first.inner_text()


def test_pooling_winners_ties_and_gradient(show):
    page = show(MaxPoolingWidget())
    assert numbers(page, "output") == [
        "6",
        "5",
        "3",
        "4",
        "3.5",
        "3.25",
        "2.25",
        "1.75",
    ]
    marked = cells(page, "input").evaluate_all(
        "cells => cells.map((c, i) => c.matches('.cnn-winner') ? i : -1)"
        ".filter(i => i >= 0)"
    )
    assert marked == [5, 6, 8, 14]  # of equals the first, row by row
    page.get_by_label("Step on").click()
    assert "first of 2 equal" in page.locator(".cnn-term-winner").inner_text()
    page.get_by_label("Show where the gradient goes back").check()
    back = page.locator(".cnn-of-back").first.locator("[role=cell]").all_inner_texts()
    assert [i for i, text in enumerate(back) if text == "1"] == marked
    code = page.locator("code").first.inner_text()
    assert (
        code == "F.max_pool2d(x, kernel_size=2, stride=2, padding=0, ceil_mode=False)"
    )


def test_pooling_nudged_says_what_survives(show):
    page = show(
        MaxPoolingWidget([[0, 9, 0, 0], [0, 0, 0, 0], [0, 0, 0, 7], [0, 0, 0, 0]])
    )
    page.get_by_label("Nudge left").click()
    assert numbers(page, "input")[0] == "9"
    assert (
        "1 left: 4 of 4 maxima and 4 of 4" in page.locator(".cnn-survived").inner_text()
    )
    page.get_by_label("Nudge left").click()
    assert "2 left: 1 of 4 maxima" in page.locator(".cnn-survived").inner_text()
    page.get_by_label("Stride").select_option("1")  # the nudge is not forgotten
    assert "2 left: " in page.locator(".cnn-survived").inner_text()
    page.get_by_text("Reset").click()
    assert numbers(page, "input")[1] == "9"
    assert page.locator(".cnn-survived").inner_text() == ""


def test_pooling_settings(show):
    page = show(MaxPoolingWidget([[n for n in range(5)]] * 5))
    assert "last row and the last column" in page.locator(".cnn-say").inner_text()
    page.get_by_label("ceil_mode").check()
    assert numbers(page, "output")[:9] == ["1", "3", "4"] * 3
    page.get_by_label("Padding").select_option("2")
    assert "at most half the window: 1" in page.locator(".cnn-say").inner_text()
    page.get_by_role("combobox", name="Window").select_option("4")
    assert page.locator(".cnn-say").inner_text() == ""
