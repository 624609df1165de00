"""The ball that walks down a loss, on a page."""

import numpy as np
import pytest
import torch
from browsing import assert_accessible, playing, where

from helpers.widgets import DescentWidget

HILLS = {"curve": (5, 0.3, -3, 0, 1), "span": (-2.2, 2.2), "most": 0.2}


def items(page, tag):
    """Return the numbers beneath the plots, without their sign of typography."""
    texts = page.locator(f".cnn-losses {tag}").all_inner_texts()
    return [text.removeprefix("w ").replace("\N{MINUS SIGN}", "-") for text in texts]


def set_rate(page, value, name="Learning rate"):
    page.get_by_label(name).fill(str(value))


def ball(page):
    """Return the middle of the ball on the valley, in pixels of the page."""
    box = page.locator(".cnn-plot-valley .cnn-ball").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("lr", [0.005, 0.125, 0.24, 0.3])
def test_a_rate_shows_all_its_steps_at_once(show, lr):
    page = show(DescentWidget(), reduced_motion="reduce")
    set_rate(page, lr)
    wanted = DescentWidget(lr=lr)
    for tag, values in (("b", wanted.losses), ("span", wanted.path)):
        shown = [float(text) for text in items(page, tag)]
        np.testing.assert_allclose(shown, values, rtol=0.07, atol=0.006)
    assert page.locator(".cnn-plot-valley .cnn-dot").count() == 11


def test_steps_walk_the_ball_down(show):
    page = show(DescentWidget(lr=0.1), reduced_motion="reduce")
    places = [ball(page)]
    for step in range(1, 4):
        page.get_by_label("Step on").click()
        assert where(page) == f"{step} of 10 steps"
        places.append(ball(page))
    x, y = np.transpose(places)
    assert (np.diff(x) > 0).all() and (np.diff(y) > 0).all(), "right, and down"
    text = page.locator(".cnn-next").inner_text()
    assert text.startswith(
        "Here the loss is 0.001024 and its slope \N{MINUS SIGN}0.128."
    )
    assert page.locator(".cnn-losses [aria-current]").inner_text().startswith("step 3")


def test_what_is_hidden_is_nowhere(show):
    page = show(DescentWidget(lr=0.1, step=1, hide=True))
    assert items(page, "b")[:3] == ["16", "0.64", "?"]
    assert page.locator(".cnn-plot-valley .cnn-dot").count() == 2
    assert page.locator(".cnn-next").inner_text().endswith("= ?")
    page.get_by_label("Hide the rest").uncheck()
    assert page.locator(".cnn-plot-fall .cnn-dot").count() == 11


def test_play_and_pause_and_reset(show):
    page = show(DescentWidget(lr=0.1))
    page.get_by_label("Speed, steps").select_option("60")
    page.get_by_label("Loop").uncheck()
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => document.querySelector('.cnn-where').innerText === '10 of 10 steps'"
    )
    page.wait_for_function("() => !document.querySelector('.cnn-moving')")
    set_rate(page, 0.2)
    assert where(page) == "10 of 10 steps", "another rate, the same step"
    page.get_by_role("button", name="Reset").click()
    assert where(page) == "0 of 10 steps"
    assert page.get_by_label("Learning rate").input_value() == "0.1"


def test_the_keys_of_the_sliders_are_their_own(show):
    page = show(DescentWidget(lr=0.1))
    page.get_by_label("Learning rate").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".cnn-rate b").inner_text() == "0.105"
    assert where(page) == "0 of 10 steps"
    page.get_by_label("Steps taken").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert where(page) == "2 of 10 steps"
    page.keyboard.press("End")
    assert where(page) == "10 of 10 steps"
    page.keyboard.press(" ")
    assert playing(page)


def test_a_ball_beyond_the_picture_is_told(show):
    page = show(DescentWidget(lr=0.3, step=10))
    assert "At step 2 the ball leaves" in page.locator(".cnn-say").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    page = show(DescentWidget(start=2.2, lr=0.2, steps=20, step=20, **HILLS))
    assert {"nan", "∞"} & set(items(page, "b"))


def test_what_is_copied_runs_and_takes_the_same_steps(show):
    widget = DescentWidget(lr=0.03, start=-1.9, steps=12, **HILLS)
    page = show(widget)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy").click()
    names = {}
    exec(page.locator(".cnn-lines").text_content(), names)  # noqa: S102, ours
    assert isinstance(names["w"], torch.Tensor)
    assert names["w"].item() == pytest.approx(widget.path[-1], rel=1e-9)


def test_reduced_motion_is_obeyed(show):
    for wish, duration in (("reduce", "0s"), ("no-preference", "0.15s")):
        page = show(DescentWidget(), reduced_motion=wish)
        got = page.locator(".cnn-ball").first.evaluate(
            "e => getComputedStyle(e).transitionDuration"
        )
        assert got == duration and not playing(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_accessibility_engine_finds_nothing_serious(show, scheme, width, colours):
    page = show(
        DescentWidget(lr=0.29, step=4),
        color_scheme=scheme,
        forced_colors=colours,
        viewport={"width": width, "height": 900},
    )
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    name = page.locator(".cnn-plot-valley svg[role=img]").get_attribute("aria-label")
    assert "at step 4 w is" in name
    heights = page.locator(".cnn-plot").evaluate_all(
        "all => all.map((e) => e.offsetHeight)"
    )
    assert max(heights) < 0.85 * width, "no empty room below a plot"
