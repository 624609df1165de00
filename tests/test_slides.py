"""Which cells become slides, and what of them: no solution, and what the guide says."""

import copy
import re

import nbformat
import pytest

from tests.conftest import ROOT
from tests.lessons import STEPS, read
from tests.test_kit_copies import given_away, telling
from tools.kit import slides

TAGS = {"slide", "slide-90", "slide-code"}
LONG, SHORT = slides.MINUTES[90], slides.MINUTES[45]


def starts(deck):
    """List the first cells of the slides."""
    kinds = [cell.metadata.slideshow.slide_type for cell in deck.cells]
    return [c for c, k in zip(deck.cells, kinds, strict=True) if k == "slide"]


def wide_space(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("step", STEPS)
def test_eight_to_twenty_five_slides_and_fewer_in_45_minutes(step):
    long, short = (starts(slides.slides(read(step), t)) for t in (LONG, SHORT))
    assert 8 <= len(short) < len(long) <= 25
    assert {c.source for c in short} < {c.source for c in long}
    assert long[0].source.startswith("# ") and "badge" not in long[0].source
    assert long[-1].source.startswith("## Exercises")
    assert "*" + "minutes" not in long[0].source


@pytest.mark.parametrize("step", STEPS)
def test_only_the_known_tags_and_no_code_without_a_slide(step):
    for cell in read(step).cells:
        tags = {t for t in cell.metadata.get("tags", []) if t.startswith("slide")}
        assert tags <= TAGS
        assert len(tags & LONG) == (1 if tags else 0), cell.source
        assert "slide-code" not in tags or cell.cell_type == "code"


@pytest.mark.parametrize("step", STEPS)
def test_45_minutes_keep_to_the_sections_that_the_guide_names(step):
    guide = (ROOT / "teaching/guide.md").read_text("utf-8")
    page = re.split(r"(?m)^## (?=\d+ · )", guide)[int(step[:2])]
    plan = re.search(r"\*\*45 minutes\*\*(.*?)\n\n", page, re.DOTALL)[1]
    named = {wide_space(name) for name in re.findall(r"\*([^*]+)\*", plan)}
    section, found = "Opening", set()
    for cell in read(step).cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"(?m)^## (.*)", cell.source)
            section = headings[-1] if headings else section
        elif SHORT & set(cell.metadata.get("tags", [])):
            found.add(section)
    assert found <= named | {"Opening"}
    assert len(found) >= 3


@pytest.mark.parametrize("step", STEPS)
def test_no_line_of_a_solution_is_on_a_slide(step):
    lesson = read(step)
    assert given_away(telling(lesson), nbformat.writes(lesson))
    shown = nbformat.writes(slides.slides(lesson, LONG))
    assert given_away(telling(lesson), shown) == []


def test_a_slide_behind_the_first_exercise_is_refused():
    lesson = copy.deepcopy(read("05_architecture"))
    lesson.cells[-1].metadata["tags"] = ["slide"]
    with pytest.raises(ValueError, match="behind the first exercise: What is still"):
        slides.slides(lesson, LONG)


@pytest.mark.parametrize("step", STEPS)
def test_all_prose_is_the_lessons_own(step):
    lesson = read(step)
    prose = "\n\n".join(c.source for c in lesson.cells if c.cell_type == "markdown")
    own = wide_space(slides.ASIDE.sub("", slides.plain(prose)))
    checked = 0
    for cell in slides.slides(lesson, LONG).cells:
        if (
            cell.cell_type == "markdown"
            and cell.metadata.slideshow.slide_type != "notes"
        ):
            for part in re.split(r"\n\n+", cell.source)[1:]:
                assert wide_space(slides.ASIDE.sub("", part)).strip() in own
                checked += 1
    assert checked >= 15


def test_a_paragraph_is_cut_to_the_sentences_near_the_cell():
    many = " ".join(f"This is sentence number {n} of ten." for n in range(10))
    assert slides.short(many).endswith("number 5 of ten.")
    assert slides.short(many, way=-1).startswith("This is sentence number 4")
    old = "**Notice.** It is 0.5. (An aside, told in brackets.) Here are ten of those:"
    assert slides.lead(old) == "Here are ten of those:"
    sums = "A kernel, by hand:\n\n    1 + 1 = 2\n    2 + 2 = 4\n\nDoes PyTorch agree?"
    assert slides.lead(sums) == sums
    assert slides.lead(f"**Notice.** It is new. {sums}") == sums
    assert slides.plain("So it was ([table](../a.md)); see [it](b.ipynb).") == (
        "So it was; see it."
    )


def test_a_kit_without_npm_has_no_slides_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(slides, "REVEAL", tmp_path)
    slides.write(tmp_path)
    assert "No slides: reveal.js is missing" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
