"""Write what a class votes with: cards to print, and questions to project."""

import json
from html import escape
from pathlib import Path
from string import Template

from tools.kit.questions import LETTERS, Question, html, number, questions, titles

PAGE = Path(__file__).with_name("questions.html")
# A card's ground and its letter: apart in hue and in brightness.
COLOURS = {
    "A": ("#12467f", "#fff"),
    "B": ("#f0a020", "#000"),
    "C": ("#7fd0b0", "#000"),
    "D": ("#8f1d45", "#fff"),
}
BESIDE = 50  # characters of code that leave room for the options beside it
STYLE = """
@page { size: A4 portrait; margin: 0 }
body { margin: 0; font-family: Arial, Helvetica, sans-serif }
p { margin: 1rem; max-width: 40rem }
@media print { p { display: none } }
section { width: 210mm; break-after: page }
svg { display: block; width: 210mm; height: 148.4mm }
text { font-weight: bold; text-anchor: middle }
"""


def front(letter: str) -> str:
    """Return a card as the class sees it, half of A4: a letter 120 mm high."""
    ground, ink = COLOURS[letter]
    return (
        f'<svg viewBox="0 0 210 148.4" role="img" aria-label="{letter}">'
        f'<rect x="6" y="6" width="198" height="136.4" rx="6" fill="{ground}"/>'
        f'<text x="105" y="134" font-size="168" fill="{ink}">{letter}</text></svg>'
    )


def back(letter: str) -> str:
    """Return a card as who holds it up sees it: which letter it is, small."""
    ground, ink = COLOURS[letter]
    return (
        f'<svg viewBox="0 0 210 148.4" role="img" aria-label="{letter}, back">'
        f'<circle cx="105" cy="74.2" r="16" fill="{ground}"/>'
        f'<text x="105" y="82" font-size="22" fill="{ink}">{letter}</text></svg>'
    )


def cards() -> str:
    """Return the four cards as HTML: two pages of fronts, each with its backs."""
    pages = [
        f"<section>{''.join(map(side, two))}</section>"
        for two in ("AB", "CD")
        for side in (front, back)
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>Cards A, B, C, D</title><style>{STYLE}</style><main>"
        "<p>Print this page on A4, on both sides, turned over the long edge, at 100%."
        " Cut across the middle. A set is two sheets, four cards. On the back of each"
        " stands what is held up.</p>" + "".join(pages) + "</main></html>\n"
    )


def asked(question: Question) -> str:
    """Return a question as a screen. What answers it is in a template, not on it."""
    options = "".join(
        f'<li><b class="letter" data-letter="{letter}">{letter}</b>'
        f'<div>{html(option.text)}<div class="reply"></div></div></li>'
        for letter, option in zip(LETTERS, question.options, strict=False)
    )
    replies = [html(option.feedback) for option in question.options]
    if question.key is None:
        key, body = question.letter, f"<ol>{options}</ol>"
    else:
        slips = [html(f"**{number(n)}** {said}") for n, said in question.slips]
        replies = [html(question.why), f'<div class="reply">{"".join(slips)}</div>']
        key, body = number(question.key), '<div class="number"></div>'
    answer = escape(json.dumps({"key": key, "replies": replies}))
    code = max(
        map(len, "".join(question.text.split("```")[1::2]).splitlines()), default=0
    )
    shape = ' class="beside"' if 0 < code <= BESIDE and question.options else ""
    return (
        f'<section id="{question.id}" data-lesson="{question.lesson}"{shape} hidden'
        f' aria-label="Question {question.id}">'
        f'<div class="question">{html(question.text)}</div>{body}'
        f"<template>{answer}</template></section>"
    )


def sheet() -> str:
    """Return all questions as one page to project, without a network."""
    each = questions()
    lessons = "".join(
        f'<option value="{n}">{n} · {escape(title)}</option>'
        for n, title in sorted(titles().items())
    )
    colours = "".join(
        f'[data-letter="{letter}"] {{ background: {ground}; color: {ink} }}\n'
        for letter, (ground, ink) in COLOURS.items()
    )
    page = Template(PAGE.read_text("utf-8"))
    return page.substitute(
        colours=colours, lessons=lessons, questions="".join(map(asked, each))
    )


def write(folder: Path) -> None:
    """Write cards.html and questions.html into a folder."""
    (folder / "cards.html").write_text(cards(), "utf-8", newline="\n")
    (folder / "questions.html").write_text(sheet(), "utf-8", newline="\n")
