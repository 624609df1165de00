"""The confusion matrix that opens: the hand, and the pictures themselves."""

import numpy as np
import pytest
from mistakes import NAMES, SEEN, count, faces, make_answers, members, title

from helpers.widgets import ConfusionWidget


@pytest.fixture(scope="module")
def answers():
    return make_answers()


@pytest.fixture
def page(show, answers):
    return show(ConfusionWidget(*answers, NAMES))


def lines(page):
    seen = page.locator(".cnn-mistakes button span:first-child").all_text_contents()
    return [line.replace(" called ", "") for line in seen]


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
