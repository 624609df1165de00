"""Write the questions for Moodle (GIFT) and for Canvas (QTI).

Both files hold the keys: they are for teachers alone.
"""

import re
from pathlib import Path

from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from tools.kit.questions import Question, html, number, questions

NAME = "CNN step by step"


def where(question: Question) -> str:
    """Return the Markdown that says where the answer stands."""
    return f"Lesson {question.lesson}, “{question.section}”."


def gift_text(text: str) -> str:
    """Return Markdown as HTML on one line, with GIFT's own characters escaped."""
    escaped = re.sub(r"([\\~=#{}:])", r"\\\1", html(text))
    return escaped.replace("\n", r"\n")


def gift(question: Question) -> str:
    r"""Return a question in GIFT, without a blank line.

    Newlines are written as `\n`. Every text is HTML and begins with a tag, so none can
    begin like a weight (`%50%`), a format (`[html]`) or a comment (`//`).
    """
    answers = []
    for option in question.options:
        sign, text = "~="[option.right], gift_text(option.text)
        answers.append(f"{sign}{text}#{gift_text(option.feedback)}")
    if question.key is not None:
        key = f"{number(question.key)}:{number(question.tolerance)}"
        answers = [f"={key}#{gift_text(question.why)}"]
        for slip, feedback in question.slips:
            near = f"{number(slip)}:{number(question.tolerance)}"
            answers.append(f"=%0%{near}#{gift_text(feedback)}")
    start = "{" if question.key is None else "{#"
    lines = [f"::{question.id}::[html]{gift_text(question.text)}{start}"]
    lines += [f"\t{answer}" for answer in answers]
    return "\n".join([*lines, f"\t####{gift_text(where(question))}", "}"])


def gift_file(asked: tuple[Question, ...]) -> str:
    """Return all questions in GIFT, those of a lesson in a category of their own."""
    parts, lesson = [], None
    for question in asked:
        if question.lesson != lesson:
            lesson = question.lesson
            parts.append(f"$CATEGORY: {NAME}/Lesson {lesson:02}")
        parts.append(gift(question))
    return "\n\n".join(parts) + "\n"


def qti_text(text: str) -> str:
    """Return Markdown as HTML on one line, for text2qti to hand on as it is.

    It reads Markdown of its own, with formulas, so all that could mean something there
    is written by its number.
    """
    page = re.sub(r">\n+<", "><", html(text))  # between blocks; within <pre> they stay
    page = re.sub(r"[^\w <>&;/=\".,-]", lambda char: f"&#{ord(char[0])};", page)
    return f"<div>{page}</div>"


def qti_source(asked: tuple[Question, ...]) -> str:
    """Return all questions as text2qti reads them."""
    lines = [f"Quiz title: {NAME}", "shuffle answers: false"]
    for place, question in enumerate(asked, start=1):
        lines += ["", f"Title: {question.id}", f"{place}.  {qti_text(question.text)}"]
        again = qti_text(f"Read again: {where(question)}")
        if question.key is None:
            lines.append(f"... {qti_text(where(question))}")
            for letter, option in zip("abcd", question.options, strict=False):
                mark = "*" if option.right else ""
                lines.append(f"{mark}{letter})  {qti_text(option.text)}")
                lines.append(f"... {qti_text(option.feedback)}")
        else:
            lines += [f"+ {qti_text(question.why)}", f"- {again}"]
            margin = f" +- {number(question.tolerance)}" if question.tolerance else ""
            lines.append(f"=   {number(question.key)}{margin}")
    return "\n".join(lines) + "\n"


def write(folder: Path) -> None:
    """Write quiz.gift and quiz.qti.zip into a folder."""
    asked = questions()
    (folder / "quiz.gift").write_text(gift_file(asked), "utf-8", newline="\n")
    QTI(Quiz(qti_source(asked), config=Config())).save(folder / "quiz.qti.zip")
