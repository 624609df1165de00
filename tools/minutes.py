"""Reckon how long a lesson takes from what can be counted in it.

Run it as `python -m tools.minutes`: it renews the minutes in `teaching/guide.md` and
below the titles of the lessons; `python -m tools.badges` copies these into the README.
What it assumes stands in `PACE` and nowhere else. Correct it by what your class took.
"""

import math
import re

from tools.badges import ROOT, lessons, seconds

GUIDE = ROOT / "teaching" / "guide.md"
# Minutes for one of each. Assumed, all of it; most adults read 175 to 300 words of
# English non-fiction a minute (Brysbaert, https://doi.org/10.1016/j.jml.2019.104047).
PACE = {"words": 1 / 175, "cells": 1, "widgets": 2, "Predicts": 2, "exercises": 10}
WIDGET = re.compile(r"^(\w+ = )?\w*(Widget|PictureChooser)\(", re.M)
UNREAD = re.compile(r"(?s)<details>.*?</details>|\[!\[[^]]*\]\([^)]*\)|\]\([^)]*\)")
MARKS = re.compile(r"(?s)(<!-- minutes -->\n).*?(\n<!-- end of minutes -->)")
TITLE = re.compile(r"\*\d+ minutes(?=[^*\n]*\. All cells run in)")
PLAN = re.compile(r"(?ms)^(\*\*\d+ minutes\*\*)( \(\d+ by the table\))?(: .*?)(?=\n\n)")


def sections(lesson: str) -> dict[str, list[tuple[str, str]]]:
    """Return a lesson's cells, (kind, source), by heading.

    What stands before the first heading is "Opening"; the set-up cell is left out.
    """
    script = (ROOT / "notebooks" / f"{lesson}.py").read_text("utf-8")
    name, parts = "Opening", {}
    for cell in re.split(r"(?m)^# %%", script)[1:]:
        head, _, source = cell.partition("\n")
        if "sys.path.insert(0, str(home))" in source:
            continue
        if "[markdown]" not in head:
            parts.setdefault(name, []).append(("code", source))
            continue
        for piece in re.split(r"(?m)^(?=## )", re.sub(r"(?m)^# ?", "", source)):
            if piece.startswith("## "):
                name = piece[3:].partition("\n")[0]
            parts.setdefault(name, []).append(("markdown", piece))
    return parts


def count(parts: list[tuple[str, str]]) -> dict[str, int]:
    """Count words, code cells, widgets, Predicts and exercises of a section."""
    prose = "\n".join(source for kind, source in parts if kind == "markdown")
    code = [source for kind, source in parts if kind == "code"]
    return {
        "words": len(re.findall(r"\w[\w'.,-]*", UNREAD.sub(" ", prose))),
        "cells": len(code),
        "widgets": sum(bool(WIDGET.search(source)) for source in code),
        "Predicts": prose.count("**Predict.**"),
        "exercises": len(re.findall(r"(?m)^### \d\. ", prose)),
    }


def minutes(n: dict[str, int]) -> float:
    """Return the minutes of a section; an exercise's include its text and cells."""
    if n["exercises"]:
        return n["exercises"] * PACE["exercises"]
    return sum(PACE[what] * times for what, times in n.items())


def timetable(lesson: str) -> dict[str, int]:
    """Return minutes by section and those that all cells run, at least 1 of each."""
    spent = {n: max(1, round(minutes(count(p)))) for n, p in sections(lesson).items()}
    return spent | {"all cells run": math.ceil(seconds(lesson) / 60)}


def planned(lesson: str, plan: str) -> int:
    """Return the minutes of a plan: its *sections* or all, and its "exercises 1, 2"."""
    spent, named = timetable(lesson), " ".join(plan.split()).partition(". ")[0]
    names = re.findall(r"\*([^*]+)\*", named)
    if "all sections" in named:
        names = spent.keys() - {"Exercises"}
    exercises = re.findall(r"\d", named.partition("exercise")[2])
    return sum(map(spent.get, names)) + len(exercises) * PACE["exercises"]


def table(lesson: str) -> str:
    """Return the minutes of one lesson, a row a section."""
    rows = "".join(f"\n| {name} | {n} |" for name, n in timetable(lesson).items())
    return f"| section | minutes |\n|---|--:|{rows}"


def overview() -> str:
    """Return the minutes of all lessons, without the exercises and with them."""
    rows = "".join(
        f"\n| {number} | [{title}](../notebooks/{lesson}.ipynb)"
        f" | {planned(lesson, 'all sections')} | {sum(timetable(lesson).values())} |"
        for lesson, number, title, _ in lessons()
    )
    each = "; ".join(f"{what} {PACE[what]}" for what in [*PACE][1:])
    top = f"{1 / PACE['words']:.0f} words a minute; minutes for one of each: {each}."
    head = "| | lesson | without exercises | with |\n|---|---|--:|--:|"
    return f"{top}\n\n{head}{rows}"


def renewed(text: str) -> str:
    """Return the guide with its tables, and the sum of each plan, renewed."""
    names = {number: lesson for lesson, number, *_ in lessons()}

    def renewed_page(page: str) -> str:
        found = re.match(r"## (\d+) · ", page)
        lesson = names[found[1]] if found else ""
        new = table(lesson) if found else overview()
        page = MARKS.sub(lambda m: m[1] + new + m[2], page)
        return PLAN.sub(
            lambda m: f"{m[1]} ({planned(lesson, m[3])} by the table){m[3]}", page
        )

    return "".join(map(renewed_page, re.split(r"(?m)^(?=## )", text)))


def promised(lesson: str, text: str) -> str:
    """Return either half of a lesson with the minutes below its title renewed."""
    whole = 5 * round(sum(timetable(lesson).values()) / 5)
    return TITLE.sub(f"*{whole} minutes", text)


def main() -> None:
    GUIDE.write_text(renewed(GUIDE.read_text("utf-8")), "utf-8", newline="\n")
    for lesson, *_ in lessons():
        for ending in (".py", ".ipynb"):
            path = ROOT / "notebooks" / (lesson + ending)
            text = promised(lesson, path.read_text("utf-8"))
            path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
