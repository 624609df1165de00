"""The minutes of the guide, and what is planned with them: do they add up?"""

import re
from datetime import timedelta

import pytest

from tests.conftest import ROOT
from tests.lessons import FURTHER, STEPS, code_cells, outputs, prose_cells, read
from tests.teaching import LESSONS, PAGES, TEXTS, headings, paragraphs
from tools import minutes

SPARE = {45: 5, 90: 10}  # minutes that a plan leaves of its slot


def test_the_minutes_are_in_step_with_the_lessons():
    assert minutes.renewed(TEXTS["guide"]) == TEXTS["guide"], (
        "run python -m tools.minutes"
    )


@pytest.mark.parametrize("step", STEPS + FURTHER)
def test_a_lesson_promises_what_the_guide_reckons(step):
    for ending in (".py", ".ipynb"):
        text = (ROOT / "notebooks" / (step + ending)).read_text("utf-8")
        told = re.search(r"\*(\d+) minutes[^*\n]*\. All cells run", text)[1]
        assert abs(int(told) - sum(minutes.timetable(step).values())) <= 2.5
        assert minutes.promised(step, text) == text, "run python -m tools.minutes"
        assert minutes.promised(step, text.replace(f"*{told} m", "*7 m")) == text


@pytest.mark.parametrize("kind", [r" \((\d+) by the table", r"\| Exercises \| (\d+)"])
def test_a_number_typed_by_hand_is_found(kind):
    start, end = re.search(kind, TEXTS["guide"]).span(1)
    typed = f"{TEXTS['guide'][:start]}99{TEXTS['guide'][end:]}"
    assert typed != TEXTS["guide"] == minutes.renewed(typed)


@pytest.mark.parametrize("step", STEPS + FURTHER)
def test_everything_is_counted_once(step):
    """Against the notebook; the tool reads the other half."""
    notebook = read(step)
    prose = "\n".join(cell.source for cell in prose_cells(notebook))
    counted = {name: minutes.count(p) for name, p in minutes.sections(step).items()}
    assert list(counted) == headings(step)
    total = {what: sum(n[what] for n in counted.values()) for what in minutes.PACE}
    assert total["cells"] == len(code_cells(notebook)) - 1  # but for the set-up
    assert total["Predicts"] == prose.count("**Predict.**")
    assert total["exercises"] == (0 if step in FURTHER else 3)
    saved = [str(output.get("data", {})) for output in outputs(notebook)]
    assert total["widgets"] == sum('class="cnn-output"' in data for data in saved)
    assert 0.6 * len(prose.split()) < total["words"] < len(prose.split())


def test_words_are_those_that_are_read():
    text = (
        "## A\n[![Open](a.svg)](b) Read **this**, [that](c.md).\n<details>no</details>"
    )
    n = minutes.count([("markdown", text), ("code", "w = NetworkWidget(\n    1\n)\nw")])
    assert n == {"words": 4, "cells": 1, "widgets": 1, "Predicts": 0, "exercises": 0}
    pace = minutes.PACE
    alone = 4 * pace["words"] + pace["cells"] + pace["widgets"]
    assert minutes.minutes(n) == pytest.approx(alone)
    assert minutes.minutes(n | {"exercises": 2}) == 2 * pace["exercises"]


@pytest.mark.parametrize("number", LESSONS)
def test_a_plan_fits_its_slot_and_leaves_some_of_it(number):
    step, page = LESSONS[number], paragraphs(PAGES[number])
    for slot, spare in SPARE.items():
        plan = page[f"{slot} minutes"].partition(". ")[0]
        named = re.findall(r"\*([^*]+)\*", plan)
        names = headings(step)
        places = [names.index(name) for name in named]
        assert places == sorted(places) and "Exercises" not in named
        assert slot - 3 * spare <= minutes.planned(step, plan + ". ") <= slot - spare


# ---- schedules and learners


def slot(what):
    """Return the minutes that a row promises, if it names a plan or a notebook."""
    found = re.fullmatch(r"(lesson (\d+)|further/\w+), (\d+) minutes", what)
    if not found:
        return None
    if found[2] is None:
        spent = sum(minutes.timetable(found[1]).values())
        assert spent <= int(found[3]) - 5, what
    else:
        assert int(found[3]) in SPARE and found[2] in LESSONS
    return int(found[3])


def rows(text, first):
    """Return the rows of the tables that begin with a heading, cell by cell."""
    tables = re.findall(rf"(?m)^\| {first} \|.*\n\|[-:|]+\|\n((?:\|.*\n)+)", text)
    return [[[c.strip() for c in line.split("|")[1:-1]] for line in t.splitlines()]
            for t in tables]  # fmt: skip


SCHEDULES = re.findall(
    r"(?ms)^## ([^\n]+): (\d+) minutes\n(.*?)(?=^## |\Z)", TEXTS["schedule"]
)


def wrong_in(text, promised):
    """List what does not add up in a schedule."""
    wrong, total = [], 0
    for kind in ("from", "meeting", "week"):
        for table in rows(text, kind):
            for (start, what, length), after in zip(
                table, [*table[1:], None], strict=True
            ):
                total += int(length)
                if slot(what) not in (None, int(length)):
                    wrong.append(f"{what} in {length}")
                if kind == "from" and after and clock(start, length) != after[0]:
                    wrong.append(f"after {start} comes {after[0]}")
    if total != promised:
        wrong.append(f"{total} in all")
    for table in rows(text, "at home"):
        for what, about in table:
            number, rest = re.search(r"lesson (\d+), (all|the rest)", what).groups()
            step = LESSONS[number]
            left = sum(minutes.timetable(step).values())
            if rest == "the rest":
                plan = paragraphs(PAGES[number])["45 minutes"]
                left -= minutes.planned(step, plan)
            if abs(left - int(about)) > 5:
                wrong.append(f"{what}: {left}")
    return wrong


def clock(start, length):
    hours, past = map(int, start.split(":"))
    end = timedelta(hours=hours, minutes=past + int(length))
    return f"{end.seconds // 3600:02}:{end.seconds // 60 % 60:02}"


@pytest.mark.parametrize(("name", "promised", "text"), SCHEDULES)
def test_a_schedule_adds_up(name, promised, text):
    assert wrong_in(text, int(promised)) == []
    taught = set(re.findall(r"lesson (\d+), (?:\d+ minutes|all)", text))
    assert taught == set(LESSONS), name


def test_there_are_four_schedules():
    assert [name for name, *_ in SCHEDULES] == [
        "One day", "Two days", "Ten hours", "A semester beside a lecture",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [("| break | 15 |", "| break | 10 |"), ("| 10:45 |", "| 10:50 |"),
     ("lesson 2, all | 70", "lesson 2, all | 40"),
     ("lesson 1, the rest | 40", "lesson 1, the rest | 70"),
     ("lesson 1, 45 minutes |", "lesson 1, 90 minutes |")],
)  # fmt: skip
def test_a_planted_mistake_in_a_schedule_is_found(old, new):
    _, promised, text = SCHEDULES[0]
    assert old in text and wrong_in(text.replace(old, new, 1), int(promised))


def test_four_learners_each_with_a_path_that_adds_up():
    learners = re.split(r"(?m)^## ", TEXTS["profiles"])[1:]
    assert len(learners) == 4
    for learner in learners:
        parts = paragraphs(learner)
        assert list(parts) == ["Knows.", "Wants.", "Fears.", "Path"]
        steps = re.findall(r"(?:lesson \d+|further/\w+), \d+ minutes", parts["Path"])
        assert sum(map(slot, steps)) == int(
            re.match(r"\((\d+) minutes\)", parts["Path"])[1]
        )
