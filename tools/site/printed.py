"""Print the lessons: a PDF of each, beside its page."""

import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tools.badges import ROOT, lessons

PAPER = (ROOT / "site" / "static" / "paper.js").read_text("utf-8")
# The first opens a page in a quarter of the time. With none of them, playwright's own.
BROWSERS = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
NUMBERS = """<div style="width: 100%; font: 8px sans-serif; text-align: center">
<span class="pageNumber"></span> / <span class="totalPages"></span></div>"""


def found_browser() -> str | None:
    """Return the program of the system's Chromium, None for playwright's own."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def laid_out(shown: Page, page: Path) -> None:
    """Show the page of a lesson as it is to be printed, solutions at its end."""
    shown.emulate_media(media="print")
    shown.set_viewport_size({"width": 673, "height": 1000})  # as wide as the paper
    shown.goto(page.as_uri())
    wanted = shown.locator("[data-cnn] script").count()
    shown.wait_for_function(
        "n => document.querySelectorAll('.cnn').length === n", arg=wanted
    )
    shown.evaluate(PAPER)


def write_pdf(shown: Page, page: Path) -> Path:
    """Print the page of a lesson; return the file, which is beside it."""
    laid_out(shown, page)
    pdf = page.with_suffix(".pdf")
    shown.pdf(path=pdf, prefer_css_page_size=True, display_header_footer=True,
              header_template="<div></div>", footer_template=NUMBERS,
              outline=True, tagged=True, print_background=True)  # fmt: skip
    return pdf


def print_lessons(site: Path) -> None:
    """Print all lessons of a site, with the system's Chromium or playwright's."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found_browser(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, *_ in lessons():
            with browser.new_context(offline=True, color_scheme="light") as context:
                write_pdf(context.new_page(), site / "notebooks" / f"{name}.html")
