"""The questions as others read them: Moodle's GIFT, Canvas's QTI, cards on paper."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tools.kit import cards, quiz
from tools.kit.questions import Option, Question, html, number, questions

MODULES = ROOT / ".build" / "node_modules"
READER = """
const { parse } = require("gift-pegjs");
require("readline").createInterface({ input: process.stdin }).on("line", line => {
  try { console.log(JSON.stringify(parse(JSON.parse(line)))); }
  catch (error) { console.log(JSON.stringify({ error: String(error) })); }
});
"""


@pytest.fixture(scope="module")
def read_gift():
    """Return a function that reads GIFT with gift-pegjs, written by others than us."""
    assert (MODULES / "gift-pegjs").exists(), "gift-pegjs is missing: make test"
    node = subprocess.Popen(
        [shutil.which("node"), "-e", READER],
        env=os.environ | {"NODE_PATH": str(MODULES)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip

    def read(text):
        node.stdin.write(json.dumps(text) + "\n")
        node.stdin.flush()
        found = json.loads(node.stdout.readline())
        assert "error" not in found, found
        return found

    yield read
    node.communicate()


class Shape(HTMLParser):
    """What HTML shows: its tags and its words, blank lines between blocks left out."""

    def __init__(self, page):
        super().__init__()
        self.parts, self.words = [], ""
        self.feed(page)
        self.close()
        self.take()

    def take(self):
        if self.words.strip():
            self.parts.append(self.words)
        self.words = ""

    def handle_starttag(self, tag, attrs):
        self.take()
        self.parts.append((tag, attrs))

    def handle_endtag(self, tag):
        self.take()
        self.parts.append(tag)

    def handle_data(self, data):
        self.words += data


def shape(page):
    return Shape(page).parts


def as_gift_shows(question):
    """Return a question as the reader ought to report it."""
    right = {option.text: option for option in question.options}
    return [
        (option.right, html(option.text), html(option.feedback))
        for option in right.values()
    ]


def assert_read_as_it_is(question, found):
    assert found["title"] == question.id
    assert found["stem"] == {"format": "html", "text": html(question.text)}
    assert found["globalFeedback"]["text"] == html(quiz.where(question))
    if question.key is None:
        assert found["type"] == "MC"
        assert as_gift_shows(question) == [
            (c["isCorrect"], c["text"]["text"], c["feedback"]["text"])
            for c in found["choices"]
        ]
        return
    assert found["type"] == "Numerical"
    said = [(c["text"], c["weight"], c["feedback"]["text"]) for c in found["choices"]]
    wanted = [(question.key, None, html(question.why))]
    wanted += [(slip, 0, html(text)) for slip, text in question.slips]
    for (range_, weight, text), (key, worth, feedback) in zip(
        said, wanted, strict=True
    ):
        assert range_["number"] == pytest.approx(key, abs=5e-5)
        assert range_["range"] == question.tolerance
        assert (weight, text) == (worth, feedback)


def test_moodle_reads_what_was_written(read_gift):
    found = read_gift(quiz.gift_file(questions()))
    categories = [one["title"] for one in found if one["type"] == "Category"]
    assert categories == [f"CNN step by step/Lesson {n:02}" for n in range(1, 11)]
    found = [one for one in found if one["type"] != "Category"]
    for question, one in zip(questions(), found, strict=True):
        assert_read_as_it_is(question, one)


# What Moodle's own documentation warns of, and what code and prose may hold.
ODD = ["{}", "=a ~b #c", "a:b", "::t::", "\\n \\\\ \\{", "%50%half", "[html]x", "// no",
       "3 × 4 → 12", "####", "$CATEGORY: x", "a\n\nb", "```\n{\n\n  x = 1\n}\n```",
       "$x$ and $y$", "`a\\b`", "&&058; &amp; <b>", "1) a\n2) b", "-> b",
       "| a | b |"]  # fmt: skip
odd = st.sampled_from(ODD) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"])
    | st.sampled_from("~=#{}:\\%$[]`*_<>&|\n\t'\"/ "),
    min_size=1,
).filter(html)  # a link's definition shows nothing; fmt: skip


def with_texts(texts):
    text, why, *pairs = texts
    options = [Option(a, b, i == 1) for i, (a, b) in enumerate(pairs)]
    return Question("L1-1", 1, "What does help", text, why, options, None, 0, [])


pairs = st.lists(
    st.tuples(odd, odd), min_size=3, max_size=4, unique_by=lambda p: html(p[0])
)


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(odd, odd, pairs, st.floats(-1000, 1000))
@example("x", "y", [(text, text) for text in ODD[:4]], 0.5)
@example("x", "y", [(text, text) for text in ODD[4:8]], 0.5)
@example("x", "y", [(text, text) for text in ODD[8:12]], 0.5)
@example("x", "y", [(text, text) for text in ODD[12:16]], 0.5)
@example("x", "y", [(text, text) for text in ODD[16:]], 0.5)
def test_odd_characters_come_through(read_gift, text, why, options, key):
    choice = with_texts([text, why, *options])
    text = f"Typed: {text}"  # text2qti refuses the same question twice
    typed = Question("L1-2", 1, "Exercises", text, why, [], key, 0.25, [(1.5, why)])
    found = read_gift(quiz.gift_file((choice, typed)))[1:]
    for question, one in zip((choice, typed), found, strict=True):
        assert_read_as_it_is(question, one)
    if abs(key) > 1:  # text2qti takes no key near zero
        assert_qti_is(quiz_items((choice, typed)), (choice, typed))


# ---- Canvas


def quiz_items(asked):
    """Return the items of the QTI of some questions, read as XML."""
    source = quiz.Quiz(quiz.qti_source(asked), config=quiz.Config())
    tree = ElementTree.fromstring(quiz.QTI(source).assessment)  # noqa: S314, ours
    return list(tree.iter(f"{SPACE}item"))


SPACE = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


def words(item, path):
    return [node.text for node in item.findall(path.replace("/", f"/{SPACE}"))]


def assert_qti_is(items, asked):
    for question, item in zip(asked, items, strict=True):
        assert item.get("title") == question.id
        (text,) = words(item, "./presentation/material/mattext")
        assert shape(text) == shape(f"<div>{html(question.text)}</div>")
        paid = [node for node in item.iter(f"{SPACE}respcondition")
                if node.find(f"{SPACE}setvar") is not None]  # fmt: skip
        (condition,) = paid
        assert condition.find(f"{SPACE}setvar").text == "100"
        if question.key is None:
            labels = list(item.iter(f"{SPACE}response_label"))
            texts = [words(label, "./material/mattext")[0] for label in labels]
            assert list(map(shape, texts)) == [
                shape(f"<div>{html(option.text)}</div>") for option in question.options
            ]
            (equal,) = condition.iter(f"{SPACE}varequal")
            place = [label.get("ident") for label in labels].index(equal.text)
            assert question.options[place].right
        else:
            low, high = (
                [float(node.text) for node in condition.iter(SPACE + name)]
                for name in ("vargte", "varlte")
            )
            written = float(number(question.key))
            exact = [float(n.text) for n in condition.iter(f"{SPACE}varequal")]
            assert exact == [pytest.approx(written, abs=1e-4)]
            assert low == [pytest.approx(written - question.tolerance, abs=1e-4)]
            assert high == [pytest.approx(written + question.tolerance, abs=1e-4)]


def test_canvas_gets_valid_xml_with_one_right_answer_each(tmp_path):
    quiz.write(tmp_path)
    with zipfile.ZipFile(tmp_path / "quiz.qti.zip") as file:
        names = file.namelist()
        manifest = file.read("imsmanifest.xml").decode()
        (path,) = [n for n in names if re.fullmatch(r"(\w+)/\1\.xml", n)]
        for name in names:
            if name.endswith(".xml"):
                tree = ElementTree.fromstring(file.read(name))  # noqa: S314, ours
                if name == path:
                    items = list(tree.iter(f"{SPACE}item"))
    assert set(re.findall(r'href="([^"]+)"', manifest)) <= set(names)
    assert_qti_is(items, questions())
    assert (tmp_path / "quiz.gift").read_text("utf-8") == quiz.gift_file(questions())


# ---- paper


def test_there_are_four_cards_each_with_its_back():
    page = cards.cards()
    for letter in "ABCD":
        assert page.count(f">{letter}</text>") == 2
        ground, ink = cards.COLOURS[letter]
        assert page.count(f'fill="{ground}"') == 2
        assert contrast(ground, ink) >= 4.5
    assert len({ground for ground, _ in cards.COLOURS.values()}) == 4


def contrast(one, other):
    """Return the contrast of two colours, 1 to 21, as WCAG defines it."""

    def luminance(colour):
        digits = colour.lstrip("#")
        digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        ]
        return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)
