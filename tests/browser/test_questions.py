"""The questions for a projector, and the cards to print, in a real Chromium."""

import re

import pytest
from browsing import assert_accessible

from tools.kit import cards
from tools.kit.questions import html, number, questions

ASKED = {question.id: question for question in questions()}
CHOICE, TYPED, CODE = "L5-3", "L5-2", "L10-4"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    cards.write(folder)
    return folder


@pytest.fixture
def project(new_page, folder):
    """Return a function that opens the questions from disk, at one of them."""

    def opened(name="", **options):
        page = new_page(**({"viewport": {"width": 1280, "height": 720}} | options))
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / "questions.html").as_uri() + f"#{name}")
        page.asked = asked
        return page

    return opened


def plain(page_text):
    return re.sub(r"\s+", " ", page_text).strip()


def words(markdown):
    """Return what is read of some Markdown: its words, without marks."""
    return plain(re.sub(r"<[^>]+>", " ", html(markdown)))


def spoken(question):
    """List all that would give an answer away."""
    texts = [option.feedback for option in question.options] or [question.why]
    texts += [text for _, text in question.slips]
    return [words(text)[:25] for text in texts]


def test_no_answer_is_seen_before_it_is_asked_for(project):
    page = project()
    screens = page.evaluate(
        """() => { fit = () => {}; return sections.map((_, i) => { show(i);
          return [main.innerText, document.querySelectorAll(".chosen").length,
            sections.filter(one => one.getClientRects().length).length]; }); }"""
    )
    for question, (shown, *chosen) in zip(questions(), screens, strict=True):
        assert words(question.text)[:20] in plain(shown)
        assert not [text for text in spoken(question) if text in plain(shown)]
        assert chosen == [0, 1]  # none is marked, and one question is there
    assert page.asked == [page.url.split("#")[0]]


def test_options_differ_in_nothing_but_their_words(project):
    page = project()
    looks = page.evaluate(
        """() => [...document.querySelectorAll("li")].map(item => item.outerHTML
          .replace(/<div>.*<div class="reply">/s, "").replace(/[A-D]/g, ""))"""
    )
    assert len(looks) > 190 and len(set(looks)) == 1


def test_the_answer_is_told_on_demand_and_forgotten(project):
    page = project(CHOICE)
    page.keyboard.press("Enter")
    (letter,) = page.locator(".chosen .letter").all_inner_texts()
    assert letter == ASKED[CHOICE].letter
    shown = plain(page.inner_text("main"))
    assert [text for text in spoken(ASKED[CHOICE]) if text not in shown] == []
    page.keyboard.press("PageUp")
    page.keyboard.press("PageDown")
    assert page.locator(".chosen").count() == 0
    page = project(TYPED)
    page.get_by_role("button", name="Answer").click()
    shown = plain(page.inner_text("main"))
    assert page.inner_text(".number:visible > b").strip() == number(ASKED[TYPED].key)
    assert words(ASKED[TYPED].why) in shown
    assert str(int(ASKED[TYPED].slips[0][0])) in shown


def test_keys_and_the_list_of_lessons_lead_on(project):
    page = project()
    seen = []
    for key in ("PageDown", " ", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(page.url.split("#")[1])
    last = list(ASKED)[-1]
    assert seen == ["L1-2", "L1-3", "L1-2", last, last, "L1-1", "L1-1"]
    page.get_by_label("Lesson").select_option("7")
    assert page.url.endswith("#L7-1") and page.inner_text("#where").startswith("L7-1")
    page.get_by_role("button", name="On").click()
    page.keyboard.press("Enter")  # the button has the focus, and is pressed again
    assert page.url.endswith("#L7-3")
    page.evaluate("location.hash = 'L5-5'")  # as typed into the line of the address
    page.wait_for_function(
        "document.querySelector('#where').innerText.startsWith('L5-5')"
    )


def test_everything_fits_on_a_projector_in_large_letters(project):
    page = project()
    screens = page.evaluate(
        """() => sections.map((section, i) => [[() => show(i), 26], [answer, 20]]
          .map(([act, least]) => { act();
            const size = parseInt(main.style.fontSize);
            return [section.id, size >= least, tooLarge()]; }))"""
    )
    assert [bad for both in screens for bad in both if bad[1:] != [True, False]] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(project, scheme):
    page = project(CODE, color_scheme=scheme)
    assert_accessible(page)
    page.keyboard.press("Enter")
    assert_accessible(page)


def test_cards_print_on_four_pages_in_large_letters(new_page, folder):
    page = new_page()
    page.goto((folder / "cards.html").as_uri())
    assert_accessible(page)
    page.emulate_media(media="print")
    heights = page.evaluate(
        """() => [...document.querySelectorAll("text")].map(text => {
          const cap = text.getBBox().height * 0.6;  // of a letter, in mm
          return Math.round(cap); })"""
    )
    assert sorted(heights)[-4] >= 100 and sorted(heights)[0] >= 12
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 4
