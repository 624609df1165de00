"""Slides in a real browser: nothing overflows or is fetched, and the widgets play."""

import pytest

from tests.lessons import STEPS
from tools.kit import slides

DECKS = [f"{step}-{minutes}" for step in STEPS for minutes in (45, 90)]
DRAWN = """() => window.deck?.isReady() && document.querySelectorAll('.cnn').length
  === document.querySelectorAll('[data-cnn]').length"""
# What is wrong on any slide, with all its steps shown; and how many slides there are.
MEASURE = """() => {
  const wrong = [];
  const box = (e) => e.getBoundingClientRect();
  deck.getSlides().forEach((slide, i) => {
    deck.slide(i, 0, 99);
    const say = (what, e) =>
      wrong.push(`slide ${i + 1}: ${what} ${e.className || e.tagName}`);
    const parts = [...slide.querySelectorAll("*")].filter((e) => !e.closest("aside"));
    for (const e of parts) {
      const widget = e.closest(".plays") && !e.matches(".plays");
      if (!widget && (box(e).bottom > innerHeight - 20 || box(e).right > innerWidth - 35
          || box(e).left < 0 || box(e).top < 0)) say("outside", e);
      const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      if (!widget && text && !e.matches("script, style")
          && parseFloat(getComputedStyle(e).fontSize) < 24) say("small type", e);
      if (e.matches(".shown, .plays") && (e.scrollHeight > e.clientHeight + 1
          || e.scrollWidth > e.clientWidth + 1)) say("too large", e);
      if (e.matches(".shown > img") && box(e).height < 240) say("small figure", e);
      if (e.matches("section")) say("taken for a slide", e);
    }
    const below = parts.filter((e) => e.parentElement === slide);
    for (const [j, e] of below.entries())
      if (j && !slide.matches(".beside") && box(e).top < box(below[j - 1]).bottom)
        say("overlapped", e);
  });
  return [wrong, deck.getTotalSlides()];
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("kit")
    slides.write(home)
    return home / "slides"


@pytest.fixture
def show(folder, new_page):
    """Return a function that opens slides from disk; they ask for nothing else."""
    asked = []

    def opened(name, **options):
        page = new_page(**{"viewport": {"width": 1280, "height": 720}, **options})
        page.on("request", lambda request: asked.append(request.url))
        page.goto((folder / f"{name}.html").as_uri())
        page.wait_for_function(DRAWN)
        return page

    yield opened
    files = [url for url in asked if not url.startswith(("data:", "blob:"))]
    assert len(files) == 1 and files[0].startswith("file:")


def place(page):
    return page.evaluate("deck.getIndices().h")


def go_to(page, selector):
    """Show the slide with the first element that a selector finds, all its steps."""
    page.evaluate(
        """s => deck.slide(deck.getSlides().findIndex(
          (slide) => slide.querySelector(s)), 0, 99)""",
        selector,
    )
    return place(page)


def test_there_are_two_cuts_of_each_lesson(folder):
    assert sorted(path.stem for path in folder.iterdir()) == sorted(DECKS)


@pytest.mark.parametrize("name", [*DECKS[1::2], "05_architecture-45"])
def test_nothing_overflows(show, name):
    wrong, count = show(name).evaluate(MEASURE)
    assert wrong == []
    assert 8 <= count <= 25


@pytest.mark.parametrize(
    "plant",
    ["img {min-height: 900px !important}", ".said p {font-size: 20px}",
     ".shown {max-height: 40px; overflow: hidden}", ".code {width: 1300px}",
     ".fragment {margin-top: -80px !important}", ".code pre {margin-bottom: 500px}"],
)  # fmt: skip
def test_what_overflows_would_be_found(show, plant):
    page = show("05_architecture-45")
    page.add_style_tag(content=plant)
    assert page.evaluate(MEASURE)[0]


def test_a_grid_plays_and_keys_do_not_get_mixed_up(show):
    page = show("05_architecture-45")
    start = go_to(page, ".cnn-of-kernel")
    slide = page.locator("section.present")
    slide.get_by_role("button", name="Play").click()
    page.wait_for_function("document.querySelector('.present .cnn-moving')")
    slide.get_by_role("button", name="Pause").click()
    slide.get_by_role("slider").press("Home")
    for key, said in (("ArrowRight", "column 2"), ("ArrowLeft", "column 1")):
        page.keyboard.press(key)
        assert said in slide.locator(".cnn-where").inner_text()
    page.keyboard.press("Space")
    assert slide.locator(".cnn-moving").count() == 1
    page.keyboard.press("Space")
    assert place(page) == start
    page.keyboard.press("PageDown")  # of a clicker, from inside the widget
    assert place(page) == start + 1
    page.keyboard.press("ArrowLeft")  # the widget that is gone does not get it
    assert place(page) == start
    slide.get_by_role("slider").press("End")
    page.keyboard.press("PageUp")
    assert place(page) == start - 1
    page.keyboard.press("PageDown")
    assert place(page) == start
    page.mouse.click(640, 30)
    where = slide.locator(".cnn-where").inner_text()
    page.keyboard.press("ArrowRight")
    assert place(page) == start + 1
    page.keyboard.press("ArrowLeft")
    assert slide.locator(".cnn-where").inner_text() == where


@pytest.mark.parametrize("width, height", [(1280, 720), (1920, 1080), (1024, 768)])
def test_a_network_follows_the_hand_on_a_screen_of_any_size(show, width, height):
    page = show("05_architecture-45", viewport={"width": width, "height": height})
    go_to(page, ".cnn-network")
    handle = page.locator("section.present .cnn-handle").first
    box = handle.bounding_box()
    pixel = box["width"] / 28
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 2 * pixel, y)
    page.mouse.move(x + 4 * pixel, y - 2 * pixel)
    page.mouse.up()
    label = handle.get_attribute("aria-label")
    assert "4 right" in label and "2 up" in label, label


def test_an_answer_comes_after_its_question(show):
    page = show("05_architecture-45")
    go_to(page, ".fragment .shown")
    page.evaluate("deck.slide(deck.getIndices().h, 0, -1)")
    asked = page.locator("section.present > .said").first
    answer, noticed = page.locator("section.present > .fragment").all()
    assert "Predict." in asked.inner_text()
    answer.wait_for(state="hidden", timeout=5_000)
    page.keyboard.press("ArrowRight")
    answer.wait_for(timeout=5_000)
    assert not noticed.is_visible()
    page.keyboard.press("ArrowRight")
    noticed.wait_for(timeout=5_000)
    assert "Notice." in noticed.inner_text()


def test_what_a_widget_opens_stays_on_the_slide(show):
    page = show("05_architecture-45")
    go_to(page, ".cnn-network")
    large = page.locator("section.present .cnn").bounding_box()
    page.locator("section.present .cnn-map").first.click()
    page.locator("section.present .cnn-detail").wait_for()
    room = "document.querySelector('.present .plays')"
    page.wait_for_function(f"{room}.scrollHeight <= {room}.clientHeight")
    assert (
        page.locator(".present .cnn-detail canvas").first.bounding_box()["width"] > 150
    )
    page.get_by_role("button", name="Close").click()
    page.wait_for_function(
        "h => Math.abs(document.querySelector('.present .cnn')"
        ".getBoundingClientRect().height - h) < 2",
        arg=large["height"],
    )


@pytest.mark.parametrize("width, height", [(1280, 720), (1024, 768), (1280, 800)])
def test_six_kernels_and_their_sum_stay_on_the_slide(show, width, height):
    """The guide has the teacher open a number of conv2."""
    page = show("05_architecture-45", viewport={"width": width, "height": height})
    go_to(page, ".cnn-network")
    slide = page.locator("section.present")
    slide.get_by_role("button", name="conv2, map 1 of 10").click()
    slide.locator(".cnn-detail").get_by_text("6.45").first.click()
    slide.locator(
        ".cnn-of-products canvas, .cnn-of-products .cnn-cells"
    ).first.wait_for()
    room = "document.querySelector('.present .plays')"
    page.wait_for_function(f"{room}.scrollHeight <= {room}.clientHeight")
    grids = slide.locator(".cnn-channel .cnn-of-products").all()
    edges = [grid.bounding_box() for grid in grids]
    assert len(edges) == 3
    assert all(e["x"] + e["width"] < width - 20 for e in edges)
    assert all(e["y"] + e["height"] < height - 20 for e in edges)
    stage = "document.querySelector('.present .cnn-stage')"
    assert page.evaluate(f"{stage}.scrollWidth <= {stage}.clientWidth")


@pytest.mark.parametrize("scheme, dark", [("light", False), ("dark", True)])
def test_slides_are_light_or_dark_as_the_computer_is(show, scheme, dark):
    page = show("03_split-45", color_scheme=scheme)
    ground, ink = page.evaluate(
        """['.reveal-viewport', '.said p'].map((s, i) => getComputedStyle(
          document.querySelector(s))[i ? 'color' : 'backgroundColor']
          .match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 3)"""
    )
    assert (ground < 60, ink > 200) == (dark, dark)
    assert (ground > 250, ink < 60) == (not dark, not dark)
