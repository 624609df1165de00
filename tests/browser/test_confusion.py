"""The confusion matrix that opens: hand, keys, touch, and the pictures themselves."""

import numpy as np
import pytest
from browsing import assert_accessible

from helpers.widgets import ConfusionWidget

NAMES = ["T-shirt/top", "<b>x</b>", "$y$", "Ankle boot"]
SEEN = """() => [...document.querySelectorAll('.cnn-face:not(.cnn-no-face) canvas')]
  .map((canvas) => ({h: canvas.height, w: canvas.width, data: Array.from(canvas.getContext(
    '2d').getImageData(0, 0, canvas.width, canvas.height).data)}))"""
BOXES = """() => ['.cnn', '.cnn-matrix', '.cnn-faces', '.cnn-listed', '.cnn-tally']
  .flatMap((name) => { const box = document.querySelector(name).getBoundingClientRect();
    return [box.x, box.y + scrollY, box.width, box.height]; })"""


@pytest.fixture(scope="module")
def answers():
    """400 answers for four classes: none of class 3 is called 1."""
    random = np.random.default_rng(0)
    probabilities = random.dirichlet(np.full(4, 0.4), 400)
    labels = random.integers(0, 4, 400)
    labels[(labels == 3) & (probabilities.argmax(1) == 1)] = 0
    return probabilities, labels, random.integers(0, 256, (400, 9, 7), np.uint8)


@pytest.fixture
def page(show, answers):
    return show(ConfusionWidget(*answers, NAMES))


def count(page, true, predicted, widget=0):
    matrix = page.locator(".cnn").nth(widget).locator(".cnn-matrix tbody tr").nth(true)
    return matrix.locator("button").nth(predicted)


def title(page, widget=0):
    return page.locator(".cnn-opened-said").nth(widget).inner_text()


def faces(page):
    return page.locator(".cnn-face:not(.cnn-no-face)").count()


def lines(page):
    seen = page.locator(".cnn-mistakes button span:first-child").all_text_contents()
    return [line.replace(" called ", "") for line in seen]


def members(answers, true, predicted):
    """Return the pictures of a cell, the surest first."""
    probabilities, labels, _ = answers
    which = np.flatnonzero((labels == true) & (probabilities.argmax(1) == predicted))
    return which[np.argsort(-probabilities[which].max(1), kind="stable")]


def focused(page):
    """Return what a reader of the screen says of where the keys go."""
    return page.evaluate(
        "document.activeElement.ariaLabel ?? document.activeElement.textContent"
    )


def test_a_click_opens_a_cell_and_a_second_closes_it(page, answers):
    assert title(page).startswith("Press a number")
    which = members(answers, 2, 0)
    total = int((answers[1] == 2).sum())
    count(page, 2, 0).click()
    assert title(page) == (
        f"{len(which)} of {total} “$y$” pictures were called “T-shirt/top”. The 12"
        " surest, and how sure each answer was:"
    )
    assert (
        faces(page) == 12 and count(page, 2, 0).get_attribute("aria-pressed") == "true"
    )
    sure = page.locator(".cnn-face b").all_inner_texts()
    best = answers[0][which].max(1)[:12]
    assert sure == [
        f"{100 * p:.1f}%" if p < 0.9995 else ">99.9%" for p in best.round(4)
    ]
    numbers = page.locator(".cnn-face-words span").all_inner_texts()
    assert numbers == [f"no. {n}" for n in which[:12]]
    words = page.locator(".cnn-face canvas").first.get_attribute("aria-label")
    assert words == f"Picture {which[0]}: $y$, called T-shirt/top, {sure[0]} sure"
    count(page, 2, 0).click()
    assert title(page).startswith("Press a number")
    count(page, 1, 1).click()
    assert "“<b>x</b>” pictures were named rightly." in title(page)
    page.locator(".cnn-shades").click(position={"x": 3, "y": 3})
    assert title(page).startswith("Press a number"), "a click beside closes"


@pytest.mark.parametrize("colour", [False, True])
def test_pictures_are_those_of_the_data_set_to_the_pixel(show, answers, colour):
    probabilities, labels, images = answers
    if colour:
        images = np.stack([images, images[::-1], 255 - images], axis=1)
    page = show(ConfusionWidget(probabilities, labels, images, NAMES))
    for cell in ((0, 1), (3, 3), (1, 2)):
        count(page, *cell).click()
        which = members(answers, *cell)
        seen = page.evaluate(SEEN)
        assert 3 < len(seen) <= 12
        for picture, n in zip(seen, which, strict=False):
            got = np.reshape(picture["data"], (picture["h"], picture["w"], 4))
            wanted = images[n] if colour else np.stack([images[n]] * 3)
            np.testing.assert_array_equal(got[..., :3], wanted.transpose(1, 2, 0))
            assert (got[..., 3] == 255).all()


def test_an_empty_cell_says_so(page):
    assert count(page, 3, 1).inner_text() == "·"
    count(page, 3, 1).click()
    assert title(page).startswith("None of ") and "called “<b>x</b>”." in title(page)
    assert faces(page) == 0


def test_what_was_set_in_python_is_open(show, answers):
    widget = ConfusionWidget(*answers, NAMES)
    widget.picked, widget.order = [0, 3], "count"
    page = show(widget)
    assert "“T-shirt/top” pictures were called “Ankle boot”" in title(page)
    assert faces(page) == min(12, len(members(answers, 0, 3)))
    assert page.locator("[aria-pressed=true]").all_inner_texts()[1] == "Count"


def test_a_kernel_opens_cells_and_hears_once_of_each_that_is_opened(new_page, answers):
    widget = ConfusionWidget(*answers, NAMES)
    page = new_page()
    state = {name: getattr(widget, name) for name in widget._painted_traits()}
    page.evaluate(
        """async ([code, state]) => {
          const calls = new Set();
          window.saved = [];
          window.model = {
            calls, get: (name) => state[name],
            set(name, value) {
              state[name] = value;
              for (const [event, call] of [...calls])
                if (event === `change:${name}`) call();
            },
            save_changes() { saved.push([state.picked, state.order]); },
            on: (event, call) => calls.add([event, call]),
            off(event, call) {
              for (const pair of calls)
                if (pair[0] === event && pair[1] === call) calls.delete(pair);
            },
          };
          const url = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
          const { default: widget } = await import(url);
          window.leave = widget.render({model, el: document.body});
        }""",
        [widget._esm, state],
    )
    page.evaluate("model.set('picked', [1, 0])")
    assert "“<b>x</b>” pictures were called “T-shirt/top”" in title(page)
    page.evaluate("model.set('order', 'count')")
    sizes = page.locator(".cnn-mistakes button span:nth-child(2)").all_text_contents()
    sizes = [int(text.split()[1]) for text in sizes]
    assert sizes == sorted(sizes, reverse=True)
    assert page.evaluate("saved") == [], "what came from the kernel is not sent back"
    count(page, 2, 3).click()
    page.get_by_role("button", name="Confidence").click()
    page.keyboard.press("Escape")
    assert page.evaluate("saved") == [
        [[2, 3], "count"], [[2, 3], "confidence"], [None, "confidence"],
    ]  # fmt: skip
    page.evaluate("leave()")
    assert page.evaluate("model.calls.size") == page.locator(".cnn").count() == 0


def test_sorting(page, answers):
    probabilities, labels, _ = answers
    cells = [(i, j) for i in range(4) for j in range(4)
             if i != j and len(members(answers, i, j))]  # fmt: skip
    keys = {
        "Class": lambda cell: cell,
        "Count": lambda cell: (-len(members(answers, *cell)), cell),
        "Confidence": lambda cell: (
            -probabilities[members(answers, *cell)].max().round(4), cell
        ),
    }  # fmt: skip
    for name in ("Count", "Confidence", "Class"):
        page.get_by_role("button", name=name, exact=True).click()
        wanted = sorted(cells, key=keys[name])
        assert lines(page) == [f"{NAMES[i]} → {NAMES[j]}" for i, j in wanted]
    # Next and Previous walk through the list, and round its ends
    page.get_by_role("button", name="Count", exact=True).click()
    (i, j), *_, last = sorted(cells, key=keys["Count"])
    page.get_by_role("button", name="Next").click()
    assert f"“{NAMES[i]}” pictures were called “{NAMES[j]}”" in title(page)
    page.get_by_role("button", name="Previous").click()
    assert count(page, *last).get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Reset").click()
    assert title(page).startswith("Press") and lines(page)[0].startswith("T-shirt/top")


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


def test_two_on_a_page_do_not_disturb_each_other(show, answers):
    probabilities, labels, images = answers
    page = show(
        ConfusionWidget(*answers, NAMES),
        ConfusionWidget(probabilities, labels, images[::-1].copy(), list("abcd")),
        ConfusionWidget(*answers, NAMES),
    )
    count(page, 0, 1, widget=1).click()
    assert [title(page, i)[:5] for i in (0, 2)] == ["Press"] * 2
    assert "“a” pictures were called “b”" in title(page, 1)
    which = members(answers, 0, 1)[0]
    got = np.reshape(page.evaluate(SEEN)[0]["data"], (9, 7, 4))
    np.testing.assert_array_equal(got[..., 0], images[::-1][which])
