"""The teacher's texts: in step with the lessons, the quiz and the claims."""

import json
import re

import pytest
import yaml

from tests.conftest import ROOT
from tests.teaching import LESSONS, PAGES, TEACHING, TEXTS, headings, paragraphs

PARTS = [
    "Idea.", "Where learners stick.", "Misconception.", "Project.", "Late?",
    "45 minutes", "90 minutes",
]  # fmt: skip
ITALIC = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
QUESTION = re.compile(r"\bL\d+-\d+\b")
ROWS = {
    number: [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
             for line in text.splitlines() if re.match(r"\| (?!belief)", line)]
    for number, text in re.findall(r"(?ms)^## Lesson (\d+)\n(.*?)(?=^## |\Z)",
                                   TEXTS["misconceptions"])
}  # fmt: skip
BELIEFS = [(number, *row) for number, table in ROWS.items() for row in table]


@pytest.fixture(scope="module")
def questions():
    """Return the quiz by the ids of its questions."""
    quiz = yaml.safe_load((TEACHING / "quiz.yaml").read_text("utf-8"))
    return {question["id"]: question for question in quiz}


# ---- a page a lesson


@pytest.mark.parametrize("number", LESSONS)
def test_each_lesson_has_a_page_with_all_its_parts(number):
    page, step = PAGES[number], LESSONS[number]
    script = (ROOT / "notebooks" / f"{step}.py").read_text("utf-8")
    assert f"\n# # {page.splitlines()[0].removeprefix('## ')}\n" in script
    assert list(paragraphs(page)) == PARTS
    assert all(paragraphs(page).values())
    assert len(re.findall(r"\w+(?:[-'.]\w+)*", page)) <= 350


def test_no_page_is_about_another_lesson():
    assert list(PAGES) == list(LESSONS)


@pytest.mark.parametrize("number", LESSONS)
def test_a_page_asks_a_question_before_a_section_of_its_lesson(number, questions):
    text = paragraphs(PAGES[number])["Misconception."]
    asked, beliefs = QUESTION.findall(text), {row[2] for row in ROWS[number]}
    assert asked and set(asked) <= beliefs & set(questions)
    assert set(ITALIC.findall(text)) <= set(headings(LESSONS[number]))


@pytest.mark.parametrize("number", LESSONS)
def test_a_difficulty_has_a_source(number):
    text = paragraphs(PAGES[number])["Where learners stick."]
    kind = r"(?:(?:check|exercise) [123]|checks \d and \d|seen|text)"
    for difficulty in text.split(" · "):
        said = difficulty.partition(': "')[0]
        assert re.search(rf"\({kind}(?:, {kind})*\)", said), difficulty


@pytest.fixture(scope="module")
def front_end():
    """Return what the widgets are made of, as one text."""
    folder = ROOT / "helpers" / "widgets"
    files = [*folder.rglob("*.js"), *folder.rglob("*.py")]
    return "".join(path.read_text("utf-8") for path in files)


@pytest.mark.parametrize("number", LESSONS)
def test_what_is_to_be_projected_is_there(number, front_end):
    names = headings(LESSONS[number])
    for label in ITALIC.findall(paragraphs(PAGES[number])["Project."]):
        assert label in names or label in front_end


# ---- beliefs

# Beliefs that the quiz must have: what it calls them, and words of this list.
NAMED = {
    "pooling makes a CNN indifferent to position": "Pooling makes a CNN indifferent",
    "sigmoid outputs are probabilities": "Sigmoid outputs are probabilities",
    "more epochs are always better": "More epochs are always better",
    "a high probability is a proof": "A high probability is a proof",
    "validation loss computed by calling the training function on the test loader":
        "The training function will do for validation",
    "eval() forgotten": "`eval()` can be left out",
    "batch norm defined and never called": "such as batch normalisation, is used",
    "a fast-mode subset left in the final test": "A part of it, left from trying",
    "mean of batch means divided again": "means, divided by the pictures",
    "each model saved over the last": "though all are saved under one name",
    "why is it 4·4·10?": "Why 4 · 4 · 10?",
}  # fmt: skip


def test_every_lesson_has_beliefs_and_no_belief_comes_twice():
    assert list(ROWS) == list(LESSONS) and all(ROWS.values())
    beliefs = [belief for _, belief, *_ in BELIEFS]
    assert len(set(beliefs)) == len(beliefs) >= 20


@pytest.mark.parametrize(("name", "part"), NAMED.items())
def test_list_and_quiz_mean_the_same(name, part, questions):
    (ask,) = [ask for _, belief, _, ask, _ in BELIEFS if part in belief]
    assert questions[ask]["misconception"] == name


@pytest.mark.parametrize(
    ("number", "belief", "seen", "ask", "answered"), BELIEFS,
    ids=[row[1][:40] for row in BELIEFS],
)  # fmt: skip
def test_a_belief_has_a_source_a_question_and_an_answer(
    number, belief, seen, ask, answered, questions
):
    assert "](https://" in seen or "No public source found." in seen
    assert QUESTION.fullmatch(ask) and ask in questions
    section, link = re.fullmatch(r"\[(.+)\]\((.+)\)", answered).groups()
    step = link.removeprefix("../notebooks/").removesuffix(".ipynb")
    assert step in list(LESSONS.values())[: int(number)]  # it, or an earlier one
    assert section in headings(step)
    assert ask.split("-")[0] == f"L{number}"


# ---- all four


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name):
    links = re.findall(r"\]\(([^)\s]+)\)", TEXTS[name])
    assert links
    for link in links:
        if not re.match(r"https?://", link):
            assert (TEACHING / link.partition("#")[0]).exists(), link


def recorded():
    """Return all percentages of the claims and the ladder, as they are written."""
    results = ROOT / "helpers" / "results"
    claims = json.loads((results / "claims.json").read_text("utf-8"))["claims"]
    ladder = json.loads((results / "ladder.json").read_text("utf-8"))["rows"]
    found = [n for row in claims for n in (row["mean"], *(row["interval"] or ()))
             if n is not None]  # fmt: skip
    found += [row["test_accuracy_mean"] for row in ladder]
    return {f"{100 * n:.{digits}f}" for n in found for digits in (1, 2)}


def accuracies(text):
    """Return what looks like an accuracy: 88%, 88 per cent, 2.3 points, 0.88."""
    text = text.replace("zoom the browser to 67%", "").replace("0 percent", "")
    return re.findall(r"(\d+(?:\.\d+)?) ?(?:%|per ?cent|points\b)", text)


@pytest.mark.parametrize("name", TEXTS)
def test_no_accuracy_that_was_not_measured(name):
    assert set(accuracies(TEXTS[name])) <= recorded()


def test_an_accuracy_out_of_thin_air_is_found():
    assert accuracies("It names 97.7% of them, 3 points more.") == ["97.7", "3"]
    assert not {"97.7", "3", "88"} & recorded() and "79.21" in recorded()


def test_one_policy_on_assistants():
    assert TEXTS["guide"].count("\n## AI assistants: one policy\n") == 1
    assert not any("AI assist" in TEXTS[name] for name in TEXTS if name != "guide")
