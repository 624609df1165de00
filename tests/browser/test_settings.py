"""What a learner sets, pins, copies and takes back; what is hidden until predicted."""

import numpy as np
import pytest
import torch
from browsing import DIAGONAL, SMALL, cell_of, cells, numbers, pixels, type_into, where

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget
from helpers.widgets.presets import boot

# ---- back to what Python gave


def test_reset_brings_back_what_python_gave(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL, 1, padding=1, step=2))
    before = [numbers(page, kind) for kind in ("input", "kernel", "output")]
    type_into(page, cells(page, "input").nth(6), "50")
    page.get_by_label("Bias").fill("7")
    page.get_by_label("Padding").select_option("0")
    page.get_by_role("combobox", name="Kernel").select_option("Laplacian")
    page.get_by_label("Hide the rest").check()
    page.get_by_text("Reset").click()
    assert before == [numbers(page, kind) for kind in ("input", "kernel", "output")]
    assert where(page).startswith("row 1 of 4, column 3")
    assert page.get_by_label("Bias").input_value() == "1"
    assert not page.get_by_label("Hide the rest").is_checked()


def test_the_original_is_in_the_menus(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL, 3), MaxPoolingWidget(SMALL))
    for label in ("Picture", "Kernel"):
        menu = page.get_by_role("combobox", name=label).first
        assert menu.locator("option:checked").inner_text() == "the one given"
    picture = page.get_by_role("combobox", name="Picture")
    for i in range(2):
        picture.nth(i).select_option("digit")
        picture.nth(i).select_option(label="the one given")
        assert numbers(page, "input", i) == [str(n) for n in range(1, 10)]
    page.get_by_role("combobox", name="Kernel").select_option("blur")
    page.get_by_role("combobox", name="Kernel").select_option(label="the one given")
    assert numbers(page, "kernel") == ["1", "0", "0", "1"]
    page = show(ConvolutionWidget())  # of a picture that has a name
    assert page.get_by_text("the one given").count() == 0


# ---- pinned


@pytest.mark.parametrize("how", ["click", "tap"])
def test_a_cell_stays_pinned_until_escape_or_another_click(show, how):
    page = show(
        ConvolutionWidget(SMALL, DIAGONAL), MaxPoolingWidget(), has_touch=how == "tap"
    )
    linked = page.locator(".cnn-linked")
    press = lambda cell: getattr(cell, how)()  # noqa: E731
    press(cells(page, "input").nth(4))
    page.locator("h1").hover()
    assert linked.count() == 4
    page.keyboard.press("Escape")  # the editor
    cells(page, "kernel").nth(1).hover()
    assert linked.count() == 4, "a mouse on its way does not unpin"
    page.keyboard.press("Escape")
    page.locator("h1").hover()
    assert linked.count() == 0
    press(cells(page, "kernel").nth(0))
    assert linked.count() == 4
    press(cells(page, "input").nth(0))
    page.locator("h1").hover()
    assert linked.count() == 1
    press(page.locator(".cnn-title").first)
    assert linked.count() == 0
    press(cells(page, "input", 1).nth(0))
    page.locator("h1").hover()
    assert linked.count() == 2  # in the maximum and in the average
    # the arrows lead on
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    assert "row 1, column 2" in page.locator(".cnn-hint").nth(1).inner_text()


# ---- the sum


def sum_of(page):
    row = page.locator(".cnn-sum").first
    texts = row.locator("b, .cnn-sign, .cnn-result").all_inner_texts()
    texts.insert(-2, page.get_by_label("Bias").first.input_value())
    return " ".join(texts)


def test_the_sum_is_written_out_term_by_term(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL, 0.5))
    assert sum_of(page) == "1 + 0 + 0 + 5 + 0.5 = 6.5"
    page.get_by_label("Step on").click()
    assert sum_of(page) == "2 + 0 + 0 + 6 + 0.5 = 8.5"
    page = show(ConvolutionWidget([[1 / 3, 1 / 3]], [[1, 1]]))
    assert sum_of(page) == "0.33 + 0.33 + 0 ≈ 0.66667"
    page = show(ConvolutionWidget(np.ones((6, 6)), np.ones((4, 4))))
    assert sum_of(page) == "16 + 0 = 16"
    assert page.locator(".cnn-term small").first.inner_text() == "sum of products"
    page = show(ConvolutionWidget(np.ones((2, 3, 3)), np.ones((1, 2, 2, 2))))
    assert sum_of(page) == " + ".join(["1"] * 8) + " + 0 = 8"


# ---- copied, it runs


def copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("Copy").click()
    page.wait_for_selector("text=Copied")
    *lines, call = page.evaluate("navigator.clipboard.readText()").splitlines()
    found = {}
    exec("\n".join([*lines, f"result = {call}"]), found)  # noqa: S102, it is ours
    return found["result"]


CASES = {
    "small": lambda: ConvolutionWidget(SMALL, DIAGONAL, 0.25, padding=1),
    "picture": lambda: ConvolutionWidget(boot(), np.ones((2, 1, 3, 3)) / 7, dilation=2),
    "channels": lambda: ConvolutionWidget(
        np.arange(18).reshape(2, 3, 3) / 8, np.ones((3, 2, 2, 2)), [1, -1e-7, 3],
        padding=2, padding_mode="reflect", stride=2,
    ),
    "edge": lambda: ConvolutionWidget(padding=1, padding_mode="replicate"),
    "pooling": lambda: MaxPoolingWidget(boot(), 3, 2, padding=1, ceil_mode=True),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_copied_runs_and_gives_the_same(show, name):
    widget = CASES[name]()
    result = copied(show(widget))
    torch.testing.assert_close(result, torch.tensor(widget.output))


def test_what_is_copied_follows_the_edits(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    type_into(page, cells(page, "input").nth(0), "-41.5")
    page.get_by_label("Bias").fill("2")
    assert copied(page).tolist() == [[[-34.5, 10.0], [14.0, 16.0]]]


# ---- typed wrongly


@pytest.mark.parametrize("wrong", ["abc", "1e12", "--3", "NaN", "Infinity", ""])
def test_what_cannot_be_used_is_explained(show, wrong):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    why = "is too large" if wrong == "1e12" else "is not a number"
    said = page.locator(".cnn-say")
    cells(page, "input").nth(4).click()
    page.locator(".cnn-edit").fill(wrong)
    page.keyboard.press("Enter")
    assert said.inner_text().startswith(f"“{wrong}” {why}")
    assert said.inner_text().endswith("5 stays.")
    assert numbers(page, "input")[4] == "5"
    page.get_by_label("Bias").fill(wrong)
    page.keyboard.press("Tab")
    assert f"“{wrong}” {why}" in said.inner_text()
    assert page.get_by_label("Bias").input_value() == "0"
    type_into(page, cells(page, "input").nth(4), "6")
    assert said.inner_text() == ""


# ---- hidden


def test_nothing_tells_a_convolution_that_is_to_be_predicted(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL, hide=True, step=1))
    output = cells(page, "output")
    assert output.nth(3).get_attribute("aria-label") == "hidden"
    assert "14" not in page.locator(".cnn").inner_text()
    output.nth(3).hover()
    text = page.locator(".cnn").inner_text()
    assert "14" not in text and "hidden" in text
    assert sum_of(page) == "? + ? + ? + ? + 0 = ?"
    products = page.locator(".cnn-of-products [role=cell]")
    assert products.all_inner_texts()[3] == "?\n9\n× 1"
    assert products.nth(3).get_attribute("aria-label") == "9 times 1 is hidden"
    shades = products.evaluate_all("all => all.map((c) => c.style.backgroundColor)")
    assert len(set(shades)) == 1, "colours tell as well"
    page.get_by_label("Step on").click()
    page.get_by_label("Step on").click()
    output.nth(3).hover()
    assert sum_of(page) == "5 + 0 + 0 + 9 + 0 = 14"


def test_nothing_tells_a_maximum_that_is_to_be_predicted(show):
    page = show(MaxPoolingWidget(hide=True))
    assert page.locator(".cnn-of-input .cnn-winner").count() == 1
    page.get_by_label("Show where").check()
    back = page.locator(".cnn-of-back [role=cell]")
    assert set(back.all_inner_texts()) == {""}
    page.get_by_label("Nudge left").click()
    assert "hidden" in page.locator(".cnn-survived").inner_text()
    assert "survive." not in page.locator(".cnn-survived").inner_text()
    cells(page, "output").nth(1).hover()
    terms = page.locator(".cnn-term b").all_inner_texts()
    assert terms == ["?", "?", "?"]
    assert page.locator(".cnn-of-window .cnn-winner").count() == 0
    for _ in range(3):
        page.get_by_label("Step on").click()
    assert page.locator(".cnn-of-input .cnn-winner").count() == 4
    assert "" not in back.all_inner_texts()
    assert "survive." in page.locator(".cnn-survived").inner_text()


def test_hidden_pixels_are_transparent(show):
    page = show(ConvolutionWidget(boot(), DIAGONAL, hide=True, step=27 * 10))
    alpha = pixels(page, "output")[..., 3]
    assert (alpha.reshape(-1)[: 27 * 10 + 1] == 255).all()
    assert (alpha.reshape(-1)[27 * 10 + 1 :] == 0).all()
    x, y = cell_of(page, "output", 20, 20)
    page.mouse.move(x, y)
    assert "row 21, column 21: hidden" in page.locator(".cnn-hint").inner_text()


def test_what_is_seen_can_be_heard(show):
    page = show(ConvolutionWidget(SMALL, [[-1, 0], [0, 1]], padding=1))
    first = page.locator(".cnn-of-products [role=cell]").nth(3)
    assert first.get_attribute("aria-label") == "1 times 1 is 1"
    assert cells(page, "input").and_(page.locator("[aria-selected=true]")).count() == 4
    page.get_by_label("Step on").click()
    window = cells(page, "input").evaluate_all(
        "all => all.flatMap((c, i) => c.ariaSelected === 'true' ? [i] : [])"
    )
    assert window == [1, 2, 6, 7]
    cells(page, "input").first.hover()
    assert page.locator(".cnn-hint").inner_text() == (
        "Input 3×3, padding: 0, in 1 window"
    )


# ---- fewer controls


def test_only_the_controls_that_are_asked_for(show):
    page = show(
        ConvolutionWidget(controls=("kernel", "stride")), MaxPoolingWidget(controls=())
    )
    shown = page.locator("select:visible").evaluate_all(
        "all => all.map(s => s.ariaLabel)"
    )
    speed = "Speed, steps a second"
    assert shown == [speed, "Kernel", "Stride", speed]
    assert not page.get_by_label("Nudge left").is_visible()
    assert not page.get_by_label("Show where").is_visible()
    assert not page.get_by_label("ceil_mode").is_visible()
    page.get_by_label("Stride").first.select_option("2")
    assert len(numbers(page, "output")) == 4
