"""The lessons on paper: nothing cut off, solutions at the end, widgets that stand."""

import re

import pytest

from tests.lessons import ALL
from tools.site.printed import laid_out, write_pdf

CUT_OFF = """() => ['pre', 'table', 'img', '.cnn']
  .flatMap((kind) => [...document.querySelectorAll('.bd-article ' + kind)])
  .filter((e) => e.checkVisibility() && !e.closest('.cnn *') &&
    (e.getBoundingClientRect().right > innerWidth + 1 ||
     e.matches('pre') && e.scrollWidth > e.clientWidth + 1))
  .map((e) => e.outerHTML.slice(0, 120))"""
HIDDEN = (
    ".bd-header, .bd-sidebar, .cnn-transport button, .cnn-settings, .prev-next-footer"
)


@pytest.mark.parametrize("name", ALL)
def test_a_lesson_on_paper(site, new_page, name):
    page = new_page(color_scheme="light")
    file = site / "notebooks" / f"{name}.html"
    exercises = len(re.findall("<summary>Solution</summary>", file.read_text("utf-8")))
    laid_out(page, file)
    assert page.evaluate(CUT_OFF) == []
    assert page.locator(HIDDEN).locator("visible=true").count() == 0
    assert page.get_by_text("The solution is at the end.").count() == exercises
    ended = page.locator(".bd-article > section:last-of-type > h3")
    if exercises:
        assert page.locator("h2").last.inner_text() == "Solutions"
        assert ended.count() == exercises
    folded = page.locator("details.below-input")
    assert folded.evaluate_all("all => all.every(one => one.open)")
    assert page.get_by_text("?", exact=True).locator("visible=true").count() <= 4


def test_a_pdf_has_pages(site, new_page):
    page = new_page(color_scheme="light")
    pdf = write_pdf(page, site / "notebooks/05_architecture.html")
    content = pdf.read_bytes()
    pdf.unlink()
    assert content.startswith(b"%PDF-")
    assert 8 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 20
    assert page.locator(".cnn-where").nth(0).inner_text() == "row 2 of 3, column 2 of 3"
