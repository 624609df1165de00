"""teaching/quiz.yaml: every key is computed, or what it rests on is."""

import copy
import re
from collections import Counter

import pytest

from helpers.results import load
from tests.conftest import ROOT
from tests.lessons import STEPS
from tools.kit import questions as kit

ENTRIES = {entry["id"]: entry for entry in kit.entries()}
VERDICTS = {row["claim"]: row["verdict"] for row in load("claims")["claims"]}
FIELDS = {"id", "section", "misconception", "question", "key", "check", "claims",
          "right", "why", "wrong", "tolerance"}  # fmt: skip
SEEDS = [
    "pooling makes a CNN indifferent to position",
    "sigmoid outputs are probabilities",
    "more epochs are always better",
    "a high probability is a proof",
    "validation loss computed by calling the training function on the test loader",
    "eval() forgotten",
    "batch norm defined and never called",
    "a fast-mode subset left in the final test",
    "mean of batch means divided again",
    "each model saved over the last",
    "why is it 4·4·10?",
]
asked = pytest.mark.parametrize("name", ENTRIES)


def headings(lesson):
    """Return the headings of a lesson, without their marks."""
    text = (ROOT / "notebooks" / f"{STEPS[lesson - 1]}.py").read_text("utf-8")
    return set(re.findall(r"^# ##+ (.+)$", text, re.M))


def faults(entry):
    """List what is wrong with an entry."""
    found = []
    question = kit.question(entry)
    if entry.keys() - FIELDS:
        found.append(f"unknown fields {entry.keys() - FIELDS}")
    if question.section not in headings(question.lesson):
        found.append(f"no section {question.section}")
    if not {"key", "check", "claims"} & entry.keys():
        found.append("nothing holds the key")
    if "check" in entry and not kit.compute(entry["check"]):
        found.append("the check fails")
    for claim, verdict in entry.get("claims", {}).items():
        if VERDICTS.get(claim) != verdict:
            found.append(f"{claim}: {VERDICTS.get(claim)}")
    for part in ("belief", "answer"):
        said = [wrong[part].strip() for wrong in entry["wrong"]]
        if len({question.why, *said}) <= len(said) or not all(said):
            found.append(f"a {part} is missing, or there twice")
    if question.key is None:
        texts = [option.text for option in question.options]
        if len(set(texts)) < len(texts) or not 3 <= len(texts) <= 4:
            found.append(f"options {texts}")
        if sum(option.right for option in question.options) != 1:
            found.append("not one right option")
    else:
        slips = [slip for slip, _ in question.slips]
        if any(abs(slip - question.key) <= 2 * question.tolerance for slip in slips):
            found.append("a wrong number is right")
        if len({kit.number(slip) for slip in slips}) < len(slips):
            found.append("a wrong number stands twice")
        if abs(float(kit.number(question.key)) - question.key) > question.tolerance / 2:
            found.append("the key is not what is written")
    return found


@asked
def test_a_question_holds(name):
    assert faults(ENTRIES[name]) == []


PLANTED = {
    "no section": ("L5-3", lambda e: e.update(section="The network in code")),
    "nothing holds the key": ("L5-3", lambda e: e.pop("check")),
    "the check fails": ("L5-3", lambda e: e.update(check="160 == 6 * 4 * 4")),
    "Mirrored ankle boots": (
        "L10-8",
        lambda e: e["claims"].update(
            {"Mirrored ankle boots are hardly ever named": "?"}
        ),
    ),
    "a belief": ("L5-3", lambda e: e["wrong"][0].update(belief="")),
    "a answer": ("L5-3", lambda e: e["wrong"][0].update(e["wrong"][1] | {"text": "x"})),
    "options": ("L1-2", lambda e: e["wrong"][0].update(text="`(16, 3, 30, 40)`")),
    "a wrong number is right": ("L5-4", lambda e: e["wrong"][0].update(number=250)),
    "a wrong number stands": ("L5-4", lambda e: e["wrong"][0].update(number="5 * 5")),
    "the key is not": ("L5-4", lambda e: e.update(key="250.00001")),
    "unknown fields": ("L5-4", lambda e: e.update(keys="250")),
}


@pytest.mark.parametrize("words", PLANTED)
def test_a_planted_fault_is_found(words):
    name, plant = PLANTED[words]
    entry = copy.deepcopy(ENTRIES[name])
    assert faults(entry) == []
    plant(entry)
    assert words in " ".join(faults(entry))


@asked
def test_no_number_of_a_key_is_typed(name):
    """It is computed by some operation, and is not the operation's only number."""
    key = ENTRIES[name].get("key")
    if key is not None:
        assert isinstance(key, str) and re.search(r"[*/\-(\[]", key)


def test_there_are_five_a_lesson_with_ids_in_order():
    assert len(ENTRIES) == len(kit.entries())
    count = Counter(question.lesson for question in kit.questions())
    assert set(count) == set(range(1, 11)) and min(count.values()) >= 5
    assert list(ENTRIES) == [f"L{n}-{i}" for n in count for i in range(1, count[n] + 1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_each_seed_has_a_question(seed):
    assert seed in [entry.get("misconception") for entry in ENTRIES.values()]


def test_no_misconception_is_misspelt():
    found = {entry.get("misconception") for entry in ENTRIES.values()} - {None}
    assert found == set(SEEDS)


def choices():
    return [question for question in kit.questions() if question.options]


def test_the_key_is_spread_over_the_letters_and_stays_where_it_is():
    count = Counter(q.letter for q in choices() if len(q.options) == 4)
    assert min(count[letter] for letter in "ABCD") > sum(count.values()) / 8
    again = [kit.question(entry) for entry in ENTRIES.values() if "right" in entry]
    now = {question.id: question for question in kit.questions()}
    assert all(now[question.id].options == question.options for question in again)


def test_the_length_of_an_option_tells_nothing():
    """Who takes the longest, or the shortest, does little better than who guesses."""
    right = longest = shortest = 0
    lengths = []
    for question in choices():
        (right,) = [len(o.text) for o in question.options if o.right]
        wrong = [len(o.text) for o in question.options if not o.right]
        longest += right > max(wrong)
        shortest += right < min(wrong)
        lengths.append((right, sum(wrong) / len(wrong)))
    mean_right, mean_wrong = map(sum, zip(*lengths, strict=True))
    assert mean_right <= 1.05 * mean_wrong
    assert max(longest, shortest) < 0.35 * len(lengths)


def test_what_computes_a_key():
    assert kit.compute("a = 3\nmath.sqrt(a * a)") == 3
    assert kit.compute(7) == 7
    assert kit.number(1e-4) == "0.0001" and kit.number(12_000.0) == "12000"
