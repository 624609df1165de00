"""The confusion matrix for everybody: keys, touch, small pages, forced colours."""

import numpy as np
import pytest
from browsing import assert_accessible
from mistakes import NAMES, SEEN, count, faces, focused, make_answers, members, title

from helpers.widgets import ConfusionWidget

BOXES = """() => ['.cnn', '.cnn-matrix', '.cnn-faces', '.cnn-listed', '.cnn-tally']
  .flatMap((name) => { const box = document.querySelector(name).getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height]; })"""


@pytest.fixture(scope="module")
def answers():
    return make_answers()


@pytest.fixture
def page(show, answers):
    return show(ConfusionWidget(*answers, NAMES))


def test_keyboard_alone(page, answers):
    page.keyboard.press("Tab")
    assert focused(page).endswith("“T-shirt/top” pictures were named rightly.")
    for key in ("ArrowDown", "ArrowRight", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert "“$y$” pictures were called “T-shirt/top”" in title(page)
    page.keyboard.press("End")
    page.keyboard.press(" ")
    assert "“$y$” pictures were called “Ankle boot”" in title(page)
    page.keyboard.press("Escape")
    assert title(page).startswith("Press a number")
    assert "called “Ankle boot”" in focused(page), "the hand stays where it was"
    for key in ("Home", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert focused(page).endswith("“T-shirt/top” pictures were named rightly.")
    stops = []
    for _ in range(7):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.textContent"))
    wanted = ["Reset", "Class", "Count", "Confidence", "Previous", "Next"]
    assert stops[:6] == wanted, "the matrix is one stop"
    assert focused(page).startswith("$y$ →  called Ankle boot: "), "opened before"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "“T-shirt/top” pictures were called “Ankle boot”" in title(page)
    page.keyboard.press("Home")
    assert focused(page).startswith("T-shirt/top →  called <b>x</b>: ")
    assert " of " in focused(page) and ", the surest " in focused(page)


def test_keys_of_the_notebook_stay_its_own(page):
    """As JupyterLab does: keys are heard above, unless an attribute forbids it."""
    page.evaluate(
        """() => {
          window.heard = [];
          const home = document.querySelector('main');
          home.tabIndex = -1;
          document.addEventListener('keydown', (event) => {
            if (!event.target.closest('[data-lm-suppress-shortcuts]'))
              heard.push((event.shiftKey ? 'Shift+' : '') + event.key);
          });
        }"""
    )
    count(page, 0, 1).focus()
    for key in ("d", "d", "ArrowDown", "Shift+ArrowDown", "a"):
        page.keyboard.press(key)
    quiet = page.evaluate("heard")
    assert [key for key in quiet if key != "Shift+Shift"] == []
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Control+Enter")
    assert page.evaluate("heard").count("Shift+Enter") == 1
    assert "Enter" in page.evaluate("heard")
    assert title(page).startswith("Press"), "and open nothing here"
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert "Escape" not in page.evaluate("heard"), "it closed the cell"
    page.keyboard.press("Escape")
    assert page.evaluate("heard").pop() == "Escape"
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


def test_touch(show, answers):
    page = show(
        ConfusionWidget(*answers, NAMES),
        viewport={"width": 360, "height": 700},
        has_touch=True,
        is_mobile=True,
    )
    count(page, 1, 3).tap()
    assert faces(page) == min(12, len(members(answers, 1, 3)))
    page.get_by_role("button", name="Next").tap()
    page.locator(".cnn-mistakes button").first.tap()
    assert "“T-shirt/top” pictures were called “<b>x</b>”" in title(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cnn button')].map((button) =>
          button.getBoundingClientRect()).filter(({width, height}) =>
          width < 22 || height < 24).length"""
    )
    assert small == 0


@pytest.mark.parametrize("width", [360, 700, 1100])
@pytest.mark.parametrize("n_classes", [4, 10, 30])
def test_nothing_jumps_and_nothing_sticks_out(show, width, n_classes):
    random = np.random.default_rng(n_classes)
    probabilities = random.dirichlet(np.full(n_classes, 0.2), 600)
    labels = random.integers(0, n_classes, 600)
    images = random.integers(0, 256, (600, 28, 28), np.uint8)
    names = [*NAMES, *"Dress Coat Sandal Shirt Sneaker Bag".split()]
    names = [names[i % 10] + "." * (i // 10) for i in range(n_classes)]
    widget = ConfusionWidget(probabilities, labels, images, names)
    page = show(widget, viewport={"width": width, "height": 900})
    before = page.evaluate(BOXES)

    def still():  # but for the smallest fraction that a browser counts in
        return np.abs(np.subtract(page.evaluate(BOXES), before)).max() < 0.1

    for cell in ((0, 3), (3, 3), (3, 0), (1, 1)):
        count(page, *cell).click()
        assert still()
    for name in ("Confidence", "Next", "Next", "Previous", "Count"):
        page.get_by_role("button", name=name, exact=True).click()
        assert still()
    page.keyboard.press("Escape")
    assert still()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
@pytest.mark.parametrize("colours", ["none", "active"])
def test_accessibility_engine_finds_nothing_serious(
    show, answers, scheme, width, colours
):
    page = show(
        ConfusionWidget(*answers, NAMES),
        color_scheme=scheme,
        forced_colors=colours,
        viewport={"width": width, "height": 900},
    )
    assert_accessible(page)
    count(page, 0, 2).click()
    page.get_by_role("button", name="Confidence").click()
    page.get_by_role("button", name="Next").click()
    assert_accessible(page)


def test_forced_colours_show_pictures_and_what_is_open(show, answers):
    page = show(ConfusionWidget(*answers, NAMES), forced_colors="active")
    style = "e => getComputedStyle(e).backgroundColor"
    before = count(page, 0, 1).evaluate(style)
    count(page, 0, 1).click()
    assert count(page, 0, 1).evaluate(style) != before
    assert np.ptp([picture["data"][::4] for picture in page.evaluate(SEEN)]) > 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_counts_can_be_read_on_every_shade(show, answers, scheme):
    page = show(ConfusionWidget(*answers, NAMES), color_scheme=scheme)
    worst = page.evaluate(
        """() => {
          const canvas = document.createElement('canvas').getContext('2d');
          const parts = (colour) => {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
          };
          const light = (colour) => parts(colour).map((v) => v / 255).map((v) =>
            v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          return Math.min(...[...document.querySelectorAll('.cnn-tally')].map((one) => {
            const style = getComputedStyle(one);
            const [a, b] = [light(style.color), light(style.backgroundColor)];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          }));
        }"""
    )
    assert worst >= 4.5


def test_sizes_follow_the_font_of_the_page(page):
    size = page.evaluate(
        """() => [10, 20].map((size) => {
          document.querySelector('.cnn').style.fontSize = `${size}px`;
          const small = [...document.querySelectorAll('.cnn-confusion *')].filter((e) =>
            parseFloat(getComputedStyle(e).fontSize) < 0.8 * size);
          return [document.querySelector('.cnn-tally').offsetHeight, small.length];
        })"""
    )
    assert size[1][0] > 1.9 * size[0][0] and size[0][1] == size[1][1] == 0
