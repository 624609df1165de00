"""Read teaching/quiz.yaml, compute its keys, mix its options."""

import ast
import math
import random
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import yaml
from markdown_it import MarkdownIt
from torch import nn
from torch.nn import functional as F

from tools.badges import lessons

ROOT = Path(__file__).parents[2]
QUIZ = ROOT / "teaching" / "quiz.yaml"
LETTERS = "ABCD"


class Option(NamedTuple):
    """An option of a question: its Markdown, and what to say to who chose it."""

    text: str
    feedback: str
    right: bool


class Question(NamedTuple):
    """A question that is ready to be asked.

    `options` are mixed, and empty if a number is asked for. Then `key` is that number,
    `tolerance` how far an answer may be off, and `slips` are (number, feedback) of
    wrong answers that are known.
    """

    id: str
    lesson: int
    section: str
    text: str
    why: str
    options: list[Option]
    key: float | None
    tolerance: float
    slips: list[tuple[float, str]]

    @property
    def letter(self) -> str:
        """The letter of the right option."""
        return LETTERS[[option.right for option in self.options].index(True)]


def compute(code: str | float) -> Any:
    """Return the value of the last expression of some Python.

    It runs with torch, nn, F, np and math, and may import more.
    """
    known = {"torch": torch, "nn": nn, "F": F, "np": np, "math": math}
    *lines, last = ast.parse(str(code)).body
    exec(compile(ast.Module(lines, []), "quiz.yaml", "exec"), known)  # noqa: S102
    return eval(compile(ast.Expression(last.value), "quiz.yaml", "eval"), known)  # noqa: S307


def question(entry: dict) -> Question:
    """Return an entry of the YAML file with its key computed and its options mixed."""
    options, slips, key = [], [], None
    if "right" in entry:
        text, why = entry["right"]["text"], entry["right"]["why"]
    else:
        key, why = compute(entry["key"]), entry["why"]
        text = f"`{key}`"
    if "text" in entry["wrong"][0]:
        wrong = [Option(w["text"], w["answer"], False) for w in entry["wrong"]]
        options, key = [Option(text, why, True), *wrong], None
        random.Random(entry["id"]).shuffle(options)
    else:
        slips = [(float(compute(w["number"])), w["answer"]) for w in entry["wrong"]]
        key = float(key)
    return Question(
        entry["id"],
        int(entry["id"][1:].split("-")[0]),
        entry["section"],
        entry["question"],
        why,
        options,
        key,
        entry.get("tolerance", 0),
        slips,
    )


def entries() -> list[dict]:
    """Return what stands in teaching/quiz.yaml."""
    return yaml.safe_load(QUIZ.read_text("utf-8"))


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, in the order of the lessons."""
    return tuple(map(question, entries()))


def titles() -> dict[int, str]:
    """Return the title of each of the ten lessons by its number."""
    return {int(n): title for _, n, title, _ in lessons() if n.isdigit()}


def number(value: float) -> str:
    """Return a number as a person writes it: no exponent, at most four decimals.

    >>> number(4.60517), number(250.0), number(-4.0)
    ('4.6052', '250', '-4')
    """
    return f"{value:.4f}".rstrip("0").rstrip(".")


def html(text: str) -> str:
    """Return Markdown as HTML. What looks like HTML in it is shown, not obeyed."""
    return MarkdownIt("commonmark", {"html": False}).render(text).strip()
