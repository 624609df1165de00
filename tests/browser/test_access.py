"""The widgets for everybody: keyboard, touch, small screens, what axe-core finds."""

import numpy as np
import pytest
from browsing import (
    DIAGONAL,
    SMALL,
    assert_accessible,
    cell_of,
    cells,
    numbers,
    playing,
    where,
)

from helpers.widgets import ConvolutionWidget, MaxPoolingWidget, SketchWidget
from helpers.widgets.presets import boot


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_accessibility_engine_finds_nothing_serious(show, scheme, width):
    page = show(
        ConvolutionWidget(
            np.ones((2, 6, 6)), np.ones((6, 2, 3, 3)), padding=1, hide=True
        ),
        MaxPoolingWidget(),
        MaxPoolingWidget(boot()),
        SketchWidget(np.eye(28), "Sandal, 40%"),
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    page.get_by_label("Show where").first.check()
    page.get_by_label("Nudge left").first.click()
    page.get_by_label("Size").first.select_option("7")
    page.get_by_label("Dilation").first.select_option("4")
    page.get_by_role("button", name="Fill").click()
    page.mouse.click(*cell_of(page, "sketch", 0, 5))
    cells(page, "sketch", widget=3).focus()
    assert "does not fit" in page.locator(".cnn-say").first.inner_text()
    assert_accessible(page)


def test_keyboard_alone(show):
    page = show(ConvolutionWidget(SMALL, DIAGONAL))
    order = []
    for _ in range(21):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "document.activeElement.ariaLabel || document.activeElement.textContent"
                " || document.activeElement.closest('label')?.textContent"
            )
        )
        if order[-1] == "Copy":
            break
    for wanted in ("Play", "Step back", "Step on", "Position of the window", "Loop",
                   "Hide the rest", "Reset", "Bias", "Copy"):  # fmt: skip
        assert wanted in order, order
    page.get_by_label("Position of the window").focus()
    page.keyboard.press("End")
    assert where(page) == "row 2 of 2, column 2 of 2"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert where(page) == "row 1 of 2, column 2 of 2"
    page.keyboard.press(" ")
    assert playing(page)
    page.keyboard.press(" ")
    assert not playing(page)
    # into the input, to the second row, and a new number
    cells(page, "input").first.focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    assert numbers(page, "input")[4] == "50"
    assert numbers(page, "output") == ["51", "8", "12", "59"]
    # the focus is back on the cell, and an output is chosen with Enter
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    assert numbers(page, "input")[3] == "9"
    cells(page, "output").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".cnn-result").inner_text() == "17"


def test_reduced_motion_is_obeyed(show):
    for wish, duration in (("reduce", "0s"), ("no-preference", "0.12s")):
        page = show(ConvolutionWidget(), reduced_motion=wish)
        got = page.locator(".cnn-frame").first.evaluate(
            "frame => getComputedStyle(frame).transitionDuration"
        )
        assert got == duration
        assert not playing(page), "nothing moves before it is asked to"


@pytest.mark.parametrize(
    "widget",
    [
        lambda: ConvolutionWidget(),
        lambda: ConvolutionWidget(boot(), np.ones((6, 1, 7, 7)) / 49, padding=2),
        lambda: ConvolutionWidget(np.ones((3, 10, 10)), np.ones((4, 3, 5, 5)) * -0.123),
        lambda: MaxPoolingWidget(boot()),
    ],
)
def test_fits_on_a_telephone(show, widget):
    page = show(widget(), viewport={"width": 360, "height": 700})
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.cnn, .cnn *')].filter((e) =>
          e.getBoundingClientRect().right > 360).map((e) => e.outerHTML.slice(0, 80))"""
    )
    assert not wide
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_touch(show):
    page = show(
        ConvolutionWidget(SMALL, DIAGONAL),
        viewport={"width": 360, "height": 700},
        has_touch=True,
        is_mobile=True,
    )
    page.get_by_label("Step on").tap()
    assert where(page) == "row 1 of 2, column 2 of 2"
    cells(page, "output").nth(3).tap()
    assert where(page) == "row 2 of 2, column 2 of 2"
    cells(page, "input").nth(8).tap()
    assert page.locator(".cnn-edit").get_attribute("inputmode") == "decimal"
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    assert numbers(page, "output")[3] == "5"
