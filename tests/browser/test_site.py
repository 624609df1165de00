"""The web site in a browser: it plays, fits, is found, and asks nobody else."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from browsing import assert_accessible

from tests.sites import attributes

PLAYING = {
    "index": 1,
    "notebooks/01_import_the_libraries": 1,
    "notebooks/05_architecture": 3,
    "notebooks/06_loss_and_optimizer": 1,
    "notebooks/08_train": 2,
    "notebooks/09_test": 2,
    "notebooks/10_predict": 1,
}
WAYS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1000, "height": 900}},
    "phone": {"color_scheme": "dark", "viewport": {"width": 360, "height": 740}},
}
TOO_WIDE = """() => [...document.querySelectorAll('.bd-main *')].filter((e) =>
  e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.cnn, pre, table'))
  .map((e) => e.outerHTML.slice(0, 80))"""


@pytest.fixture
def visit(site, new_page):
    """Return a function that opens pages from disk and lists what was asked for."""

    def opened(way, **more):
        page, asked = new_page(**WAYS[way], **more), []
        page.on("request", lambda request: asked.append(request.url))

        def go(name):
            page.goto((site / f"{name}.html").as_uri())
            page.wait_for_function(
                "n => document.querySelectorAll('.cnn').length === n",
                arg=PLAYING.get(name, 0),
            )
            own = site.as_uri(), "data:", "blob:"
            assert asked and all(url.startswith(own) for url in asked)
            assert (
                page.evaluate("document.documentElement.scrollWidth")
                <= (WAYS[way]["viewport"]["width"])
            ), page.evaluate(TOO_WIDE)
            return page

        return go

    return opened


def react(widget):
    """Do the first thing that a learner would do; assert that the widget answers."""
    before = widget.inner_text()
    if (covered := widget.locator(".cnn-covered .cnn-bar-of")).count():
        covered.first.click()
    elif (handle := widget.locator(".cnn-handle")).count():
        handle.first.focus()
        handle.first.press("ArrowRight")
    elif (step := widget.get_by_label("Step on")).count():
        step.click()
    else:
        widget.locator(".cnn-mistake-sorts button").last.click()
    widget.page.wait_for_function(
        "([widget, before]) => widget.innerText !== before",
        arg=[widget.element_handle(), before],
    )


@pytest.mark.parametrize("way", WAYS)
def test_every_widget_plays_from_disk(visit, way):
    go = visit(way)
    for name in PLAYING:
        page = go(name)
        for widget in page.locator(".cnn").all():
            react(widget)
            scheme = widget.evaluate("widget => getComputedStyle(widget).colorScheme")
            assert scheme == WAYS[way]["color_scheme"]


def pages(site):
    """All but the slides, which are projected; test_slides.py plays them."""
    return [path for path in site.rglob("*.html") if path.parent.name != "slides"]


def test_no_widget_is_forgotten(site):
    """Where a page has one, it is among those that are played with."""
    with_scripts = {
        path.relative_to(site).with_suffix("").as_posix()
        for path in pages(site)
        if 'data-cnn="' in path.read_text("utf-8")
    }
    assert with_scripts == set(PLAYING)
    (name,) = [n for n in PLAYING if n.startswith("notebooks/10")]
    marks = [
        a["data-cnn"] for _, a in attributes(site / f"{name}.html") if "data-cnn" in a
    ]
    assert marks.count("") == 1  # the chooser: it needs Python, and says so


def test_other_pages_fit_on_a_telephone(site, visit):
    go = visit("phone")
    names = {p.relative_to(site).with_suffix("").as_posix() for p in pages(site)}
    for name in sorted(names - set(PLAYING) - {"_static/webpack-macros"}):
        go(name)


def test_it_plays_from_a_server(site, new_page):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))
    )
    threading.Thread(target=server.serve_forever).start()
    try:
        page, asked = new_page(offline=False), []
        page.on("request", lambda request: asked.append(request.url))
        address = f"http://127.0.0.1:{server.server_port}/"
        page.goto(f"{address}notebooks/05_architecture.html")
        page.locator(".cnn").nth(2).wait_for()
        for widget in page.locator(".cnn").all():
            react(widget)
        assert all(url.startswith((address, "data:", "blob:")) for url in asked)
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("way", WAYS)
def test_accessibility_engine_finds_nothing_serious(visit, way):
    go = visit(way)
    for name in ("index", "notebooks/06_loss_and_optimizer", "helpers/results/ladder"):
        assert_accessible(go(name))


def test_the_menu_stays_on_one_line(visit):
    page = visit("dark")("index")
    tops = page.locator(".bd-header .nav-item:visible").evaluate_all(
        "items => items.map(item => item.getBoundingClientRect().top)"
    )
    assert len(tops) == 5 and len(set(tops)) == 1


def test_nothing_jumps_while_a_page_loads(visit):
    go = visit("light")
    for name in ("index", "notebooks/05_architecture"):
        page = go(name)
        moved = page.evaluate(
            """() => new Promise((done) => { new PerformanceObserver((list) =>
              done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
              .observe({type: 'layout-shift', buffered: true});
              setTimeout(() => done(0), 300); })"""
        )
        assert moved < 0.05, name


def test_light_and_dark_can_be_chosen(visit):
    page = visit("light")("index")
    ground = "getComputedStyle(document.querySelector('.cnn')).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Color mode").first.click()
    page.locator("button.theme-change-button[data-mode=dark]").first.click()
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert page.evaluate(ground) != light


def test_search_finds_padding(site, visit):
    page = visit("light")("index")
    page.keyboard.press("Control+k")
    page.keyboard.type("padding")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=padding*")
    page.locator(
        "#search-results li a", has_text="What does a convolution see?"
    ).wait_for()
