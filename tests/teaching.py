"""The teacher's texts and the lessons' headings, for the tests that compare them."""

import functools
import re

from tests.conftest import ROOT
from tests.lessons import STEPS, prose_cells, read

TEACHING = ROOT / "teaching"
TEXTS = {
    name: (TEACHING / f"{name}.md").read_text("utf-8")
    for name in ("guide", "schedule", "profiles", "misconceptions")
}
LESSONS = {str(number): step for number, step in enumerate(STEPS, start=1)}
PAGES = {
    found[1]: page
    for page in re.split(r"(?m)^(?=## )", TEXTS["guide"])
    if (found := re.match(r"## (\d+) · ", page))
}


@functools.cache
def headings(step):
    """Return a lesson's headings, from its notebook: `minutes` reads the other half."""
    prose = "\n".join(cell.source for cell in prose_cells(read(step)))
    return ["Opening", *re.findall(r"(?m)^## (.+)$", prose)]


def paragraphs(page):
    """Return a page's parts, {bold beginning: text}, in their order."""
    found = re.findall(r"(?ms)^\*\*([^*]+)\*\*(.*?)(?=\n\n|\Z)", page)
    return {name: " ".join(text.split()) for name, text in found}
