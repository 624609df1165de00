"""Slides of the lessons, chosen by the tags of their cells.

A cell tagged `slide` is a slide, one tagged `slide-90` only where there are ninety
minutes; `slide-code` shows its code, too. Nothing is written twice. A figure stands
under the question or the sentence that the lesson puts before it. What follows a
**Predict**, and the beginning of its **Notice**, appear at the next steps. All prose
around a cell stands in the speaker's notes.
"""

import base64
import re
import struct
from itertools import accumulate
from pathlib import Path

import nbformat
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).parents[2]
DECK = Path(__file__).with_name("deck")
REVEAL = ROOT / ".build/node_modules/reveal.js/dist"
MINUTES = {90: {"slide", "slide-90"}, 45: {"slide"}}
PREDICT, NOTICE = "**Predict.**", "**Notice.**"
BADGE_OR_MINUTES = re.compile(r"(?m)^(?:\[!\[.*|\*\d+ minutes [^*]*\*)$\n?")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]+\)")
SOURCE = re.compile(r"\s*\(\[[^\]]+\]\([^)]+\)\)")  # nothing but a link in brackets
OLD = re.compile(r"^\*\*Notice\.\*\*.*?[.?!]\s+(?=\S)", re.DOTALL)
NEXT = re.compile(r"(?:(?<=[.?!])\s[^.?!]*[?:])+\s*$")
ASIDE = re.compile(r"\s*\([A-Z][^()]*[.?!]\)")
SENTENCE = re.compile(r"(?<=[.?!])\s+|(?<=[.?!][)*])\s+")
IMPORTS = re.compile(r"(?m)^(?:from|import) .*\n+")
WORDS = 45  # of a sentence or two
FEW = 25  # of what stands above sums
TALL = 0.7  # from this height on, in widths, a figure stands beside its question


def write(folder: Path) -> None:
    """Write the slides of all lessons, two cuts of each, into `folder/slides`."""
    if not (REVEAL / "reveal.js").exists():
        print("No slides: reveal.js is missing, which `make kit` fetches with npm.")
        return
    exporter = SlidesExporter(
        template_name=DECK.name,
        extra_template_basedirs=[str(DECK.parent)],
        exclude_anchor_links=True,
    )
    target = folder / "slides"
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        lesson = nbformat.read(path, as_version=4)
        for minutes, tags in MINUTES.items():
            cut = slides(lesson, tags)
            resources = {"deck": look() | {"title": f"{path.stem}, {minutes} minutes"}}
            page, _ = exporter.from_notebook_node(cut, resources=resources)
            (target / f"{path.stem}-{minutes}.html").write_text(page, "utf-8")


def slides(lesson: NotebookNode, tags: set[str]) -> NotebookNode:
    """Return a notebook that holds the cells with one of `tags`, cut into slides.

    A cell behind the first exercise is refused, for solutions stand there.
    """
    steps, section, before, exercises = [], "", "", False
    for cell, after in zip(lesson.cells, [*lesson.cells[1:], None], strict=True):
        chosen = tags & set(cell.metadata.get("tags", []))
        if chosen and exercises:
            raise ValueError(f"A slide behind the first exercise: {cell.source[:60]}")
        if cell.cell_type == "markdown":
            before = plain(BADGE_OR_MINUTES.sub("", cell.source)).strip()
            headings = re.findall(r"(?m)^##+ .*", before)
            section = headings[-1] if headings else section
            exercises = exercises or "## Exercises" in headings
            if chosen:
                whole = before[max(before.rfind("\n## "), 0) :].strip()
                steps.append(step(new_markdown_cell(whole), "slide"))
        elif chosen:
            prose = after.source if after and after.cell_type == "markdown" else ""
            steps += slide_of(cell, section, before, plain(prose))
    return new_notebook(cells=steps, metadata=lesson.metadata)


def slide_of(cell, section, before, after) -> list[NotebookNode]:
    """Return the steps of a slide: what is asked, what comes out, what to notice."""
    noticed = [part for part in paragraphs(after)[:1] if part.startswith(NOTICE)]
    question = lead(before)
    steps = [
        step(new_markdown_cell(f"{section}\n\n{question}"), "slide"),
        step(new_markdown_cell("\n\n".join([before, *noticed])), "notes"),
    ]
    if "slide-code" in cell.metadata.tags:
        idea = IMPORTS.sub("", cell.source).replace("\n\n\n", "\n\n")
        steps.append(step(new_code_cell(idea), "-"))
    outputs = rich(cell.outputs)
    if outputs:
        result = new_code_cell(outputs=outputs, metadata=cell.metadata)
        result.metadata["transient"] = {"remove_source": True}
        steps.append(step(result, "fragment" if PREDICT in question else "-"))
    if noticed and not any("data-cnn" in html_of(output) for output in outputs):
        steps.append(
            step(new_markdown_cell(short(NEXT.sub("", noticed[0]))), "fragment")
        )
    steps[0].metadata["beside"] = any(map(tall, outputs))
    return steps


def plain(prose: str) -> str:
    """Take the links out: those of a lesson lead to files that lie elsewhere."""
    return LINK.sub(r"\1", SOURCE.sub("", prose))


def step(cell: NotebookNode, kind: str) -> NotebookNode:
    """Mark a cell as nbconvert wants it for this kind of step."""
    cell.metadata = nbformat.from_dict(
        {**cell.metadata, "slideshow": {"slide_type": kind}}
    )
    return cell


def html_of(output: NotebookNode) -> str:
    return output.get("data", {}).get("text/html", "")


def tall(output: NotebookNode) -> bool:
    """Tell whether an output is a figure that is hardly wider than high."""
    if not (png := output.get("data", {}).get("image/png")):
        return False
    width, height = struct.unpack(">2I", base64.b64decode(png)[16:24])
    return height > TALL * width


def rich(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Keep the figures, if there are none the widgets and tables, else the text.

    reveal.js takes each <section> for a slide, so widgets are made of a <div> here.
    """
    kinds = ["image/png", "text/html"]
    found = [[o for o in outputs if kind in o.get("data", {})] for kind in kinds]
    kept = nbformat.from_dict(next(filter(None, [*found, outputs]), []))
    for output in kept:
        if page := html_of(output):
            output.data["text/html"] = page.replace(
                r"make(\"section\"", r"make(\"div\""
            )
    return kept


def paragraphs(prose: str) -> list[str]:
    """Cut Markdown at its empty lines; quotations and tables are left out."""
    parts = re.split(r"\n\s*\n", prose.strip("\n"))
    return [part for part in parts if not part.startswith((">", "|"))]


def lead(prose: str) -> str:
    """Return what leads up to a cell: sums by hand, then a question or a sentence.

    Above the sums stands what they are.
    """
    *others, last = paragraphs(prose)
    sums = [part for part in others[-1:] if part.startswith("    ")]
    if sums and others[:-1]:
        sums.insert(0, short(OLD.sub("", others[-2]), way=-1, words=FEW))
    if PREDICT not in last:
        last = short(OLD.sub("", last), way=-1)
    return "\n\n".join([*sums, last])


def short(paragraph: str, way: int = 1, words: int = WORDS) -> str:
    """Return the first few sentences, or with `way` -1 the last, without asides."""
    sentences = SENTENCE.split(ASIDE.sub("", paragraph).strip())[::way]
    sums = accumulate(len(sentence.split()) for sentence in sentences)
    return " ".join(sentences[: max(1, sum(n <= words for n in sums))][::way])


def look() -> dict:
    """Return styles and scripts, which stand in the page: nothing is fetched."""
    colours = [
        f"@media (prefers-color-scheme: {scheme}) {{"
        f"{HtmlFormatter(style=style).get_style_defs('.code')} }}"
        for scheme, style in (("light", "default"), ("dark", "github-dark"))
    ]
    styles = [(REVEAL / "reveal.css").read_text("utf-8"), *colours]
    styles.append((DECK / "deck.css").read_text("utf-8"))
    files = [REVEAL / "reveal.js", REVEAL / "plugin/notes.js", DECK / "deck.js"]
    scripts = [
        file.read_text("utf-8").replace("</script", r"<\/script") for file in files
    ]
    return {"style": "\n".join(styles), "scripts": scripts}
