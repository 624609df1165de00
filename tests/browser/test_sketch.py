"""The sheet to draw on: mouse, touch and keyboard, with and without a kernel."""

import itertools

import numpy as np
from browsing import RING, draw, image, places, work

from helpers.widgets import SketchWidget


def take(page, tool):
    page.get_by_role("button", name=tool).click()


def covered(points, radius=1):
    """What a round brush with a soft edge covers: sampled, not computed by distance."""
    steps = np.linspace(0, 1, 200)[:, None]
    path = np.concatenate(
        [np.add(a, steps * np.subtract(b, a)) for a, b in itertools.pairwise(points)]
    )  # fmt: skip
    y, x = np.mgrid[:28, :28] + 0.5
    distance = np.hypot(x[..., None] - path[:, 0], y[..., None] - path[:, 1]).min(-1)
    return (radius + 0.5 - distance).clip(0, 1)


def test_strokes_fill_erase_undo_and_clear(show):
    page = show(SketchWidget())
    assert not image(page).any()
    draw(page, RING)
    ring = image(page)
    np.testing.assert_allclose(ring, covered(RING), atol=0.03)
    take(page, "Fill")
    page.mouse.click(*places(page)(14, 14))
    filled = image(page)
    assert (filled[8:20, 8:20] == 1).all()
    np.testing.assert_array_equal(filled[:7], ring[:7])
    take(page, "Erase")
    draw(page, [(10.5, 8), (17.5, 8)])
    assert image(page)[8, 10:18].max() == 0.0 or image(page)[7, 10:18].max() == 0.0
    take(page, "Undo")
    np.testing.assert_array_equal(image(page), filled)
    take(page, "Undo")
    np.testing.assert_array_equal(image(page), ring)
    take(page, "Clear")
    assert not image(page).any()
    take(page, "Undo")
    np.testing.assert_array_equal(image(page), ring)
    take(page, "Undo")
    take(page, "Undo")
    assert not image(page).any()
    assert "nothing to undo" in page.locator(".cnn-say").inner_text()


def test_paint_that_runs_out_of_a_gap_is_said(show):
    page = show(SketchWidget())
    draw(page, RING[:-1])  # the left side is open
    take(page, "Fill")
    page.mouse.click(*places(page)(14, 14))
    assert "ran to the edge" in page.locator(".cnn-say").inner_text()
    assert image(page).min() == 1
    take(page, "Undo")
    np.testing.assert_allclose(image(page), covered(RING[:-1]), atol=0.03)
    assert page.locator(".cnn-say").inner_text() == ""


def test_only_the_first_button_draws_and_leaving_the_sheet_ends_nothing(show):
    page = show(SketchWidget())
    page.mouse.move(*places(page)(14, 14))
    page.mouse.down(button="right")
    page.mouse.move(*places(page)(20, 14))
    page.mouse.up(button="right")
    assert not image(page).any()
    draw(page, [(14, 14), (40, 14), (40, 20), (14, 20)])  # out to the right, and back
    found = image(page)
    np.testing.assert_allclose(
        found, covered([(14, 14), (40, 14), (40, 20), (14, 20)]), atol=0.03
    )
    page.mouse.move(*places(page)(5, 5))  # let go: no more paint
    np.testing.assert_array_equal(image(page), found)


def test_keyboard_alone(show):
    page = show(SketchWidget())
    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "document.activeElement.ariaLabel || document.activeElement.textContent"
            )
        )
    assert order[:5] == ["Draw", "Erase", "Fill", "Undo", "Clear"]
    assert order[5].startswith("row 1, column 1")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.role") == "gridcell"
    for key in ["ArrowDown"] * 9 + ["ArrowRight"] * 12 + [" "]:
        page.keyboard.press(key)
    np.testing.assert_allclose(image(page), covered([(12.5, 9.5)] * 2), atol=0.03)
    assert page.evaluate("document.activeElement.ariaLabel") == "row 10, column 13: 1"
    page.get_by_role("button", name="Erase").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Erase").get_attribute("aria-pressed") == (
        "true"
    )
    for key in ["Tab"] * 4 + [" "]:
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.ariaLabel") == "row 10, column 13: 0"
    assert image(page).max() < 0.51
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press(" ")
    assert not image(page).any()


def test_touch_draws_and_does_not_scroll(show):
    page = show(
        SketchWidget(),
        viewport={"width": 360, "height": 300},
        has_touch=True,
        is_mobile=True,
    )
    place = places(page)
    client = page.context.new_cdp_session(page)

    def touch(kind, *points):
        at = [dict(zip("xy", place(*point), strict=True)) for point in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", (5, 3))
    for y in range(4, 13):
        touch("touchMove", (5, y))
    touch("touchEnd")
    np.testing.assert_allclose(image(page), covered([(5, 3), (5, 12)]), atol=0.03)
    assert page.evaluate("scrollY") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_two_sheets_and_a_saved_drawing(show):
    page = show(SketchWidget(np.eye(28), "a line"), SketchWidget(np.eye(28), "a line"))
    np.testing.assert_array_equal(image(page.locator(".cnn").nth(1)), np.eye(28))
    assert page.locator(".cnn-caption").all_inner_texts() == ["a line"] * 2
    take(page.locator(".cnn").nth(0), "Clear")
    assert page.locator(".cnn-caption").all_inner_texts() == ["", "a line"]
    np.testing.assert_array_equal(image(page.locator(".cnn").nth(1)), np.eye(28))


def test_without_scripts_the_picture_stands_there(new_page, tmp_path):
    file = tmp_path / "plain.html"
    file.write_text(SketchWidget()._repr_mimebundle_()[0]["text/html"], "utf-8")
    page = new_page(java_script_enabled=False)
    page.goto(file.as_uri())
    seen = page.get_by_alt_text("A sheet of 28×28 cells to draw on")
    assert seen.evaluate("img => img.complete && img.naturalWidth") == 224
    assert "run this cell" in page.locator("p").inner_text()


def test_a_caption_is_text(show):
    page = show(SketchWidget(caption="<img src=x onerror=alert(1)>"))
    assert page.locator("img").count() == 0
    assert page.locator(".cnn-caption").inner_text() == "<img src=x onerror=alert(1)>"


def test_nothing_moves_by_itself(show):
    page = show(SketchWidget(), reduced_motion="reduce")
    draw(page, RING)
    assert page.evaluate("document.getAnimations().length") == 0


STROKE = """(i) => {
  const body = document.querySelector('.cnn-of-sketch .cnn-cells');
  const box = body.getBoundingClientRect();
  const send = (kind, x, y) => body.dispatchEvent(new PointerEvent(kind, {
    isPrimary: true, pointerId: 1, button: 0, clientX: box.left + x * box.width,
    clientY: box.top + y * box.height }));
  body.setPointerCapture = () => {}; // no real pointer presses here
  if (i === 0) send('pointerdown', 0, 0);
  send('pointermove', (i * 7 % 20) / 20, (i * 3 % 20) / 20);
}"""


def test_a_stroke_touches_what_it_covers(show):
    """Of 784 cells, whose distance to the stroke is asked."""
    page = show(SketchWidget())
    changes, layouts, blocks = work(page, STROKE)
    print(f"{changes} changes, {layouts} layouts, {blocks} blocks")
    assert image(page).sum() > 100
    assert changes < 2 and layouts < 1 and 784 < blocks < 10_000
