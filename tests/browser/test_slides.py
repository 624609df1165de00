"""Slides open from a disk without a network, fit their screen, and play."""

import re

import pytest

from tests.lessons import STEPS, read
from tools.kit import slides

OVERFLOW = """() => {
  const slide = deck.getCurrentSlide(), wide = [];
  for (const part of slide.querySelectorAll("*")) {
    if (part.closest("aside, .plays")) continue;
    const { width, height, right, bottom } = part.getBoundingClientRect();
    if (width && height && (right > innerWidth + 1 || bottom > innerHeight + 1)) {
      wide.push(`${part.tagName} ${right} ${bottom}`);
    }
  }
  return wide;
}"""
SHOW = "(n) => { deck.slide(n); while (deck.availableFragments().next) deck.next(); }"


@pytest.fixture(scope="module")
def decks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    slides.write(folder)
    return folder / "slides"


@pytest.fixture
def page(new_page):
    page = new_page(viewport={"width": 1280, "height": 720})
    page.outside = []
    page.on("request", lambda r: page.outside.append(r.url) if "://" in r.url else None)
    return page


def opened(page, deck):
    page.goto(deck.as_uri())
    page.wait_for_function("window.deck?.isReady()")
    return page.evaluate("deck.getTotalSlides()")


@pytest.mark.parametrize("step", STEPS)
def test_a_deck_has_at_most_25_slides_that_fit(decks, page, step):
    shorter = opened(page, decks / f"{step}-45.html")
    total = opened(page, decks / f"{step}-90.html")
    assert 8 <= shorter < total <= 25
    for number in range(total):
        page.evaluate(SHOW, number)
        assert page.evaluate(OVERFLOW) == [], number + 1
        assert page.evaluate("deck.getCurrentSlide().innerText.trim()"), number + 1
    assert {url.split(":")[0] for url in page.outside} <= {"file", "blob", "data"}


@pytest.mark.parametrize("step", STEPS)
def test_no_solution_is_on_a_slide(decks, step):
    text = (decks / f"{step}-90.html").read_text("utf-8")
    assert "<details" not in text and "Solution" not in text
    behind = False
    for cell in read(step).cells:
        behind = behind or "## Exercises" in cell.source
        code = cell.cell_type == "code"
        assert not (behind and code and "slide" in cell.metadata.get("tags", []))


def slide_with(page, widget):
    """Turn to the first slide with this widget; return it."""
    number = page.evaluate(
        "(w) => deck.getSlides().findIndex((s) => s.querySelector(w))", widget
    )
    assert number >= 0
    page.evaluate(SHOW, number)
    return page.locator(".present " + widget).first


def test_a_network_answers_to_the_hand_on_a_slide(decks, page):
    opened(page, decks / "05_architecture-45.html")
    network = slide_with(page, ".cnn-network")
    shares = network.locator(".cnn-bar-of")
    before = shares.all_inner_texts()
    box = network.locator(".cnn-handle").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 10 / 28, y, steps=4)
    page.mouse.up()
    said = network.locator(".cnn-handle").get_attribute("aria-label")
    assert re.search(r"\b10\b.*right|right.*\b10\b", said), said
    assert shares.all_inner_texts() != before
    number = page.evaluate("deck.getIndices().h")
    network.locator(".cnn-handle").press("ArrowRight")
    assert page.evaluate("deck.getIndices().h") == number
    page.keyboard.press("PageDown")
    assert page.evaluate("deck.getIndices().h") == number + 1


def test_a_grid_plays_on_a_slide(decks, page):
    opened(page, decks / "05_architecture-45.html")
    grid = slide_with(page, ".cnn-convolution, .cnn:not(.cnn-network)")
    before = grid.inner_text()
    grid.get_by_role("button", name="Play").click()
    page.wait_for_function("([el, was]) => el.innerText !== was",
                           arg=[grid.element_handle(), before])  # fmt: skip
