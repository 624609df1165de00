"""What lessons say in numbers stands in an output above, or in the table of claims."""

import re

import nbformat
import pytest

from helpers.results import load
from tests.lessons import ALL, STEPS, prose_cells, read

# What the whole series is about: pixels, pictures, settings of the article, its floor.
SERIES = {28, 784, 10_000, 12_000, 48_000, 60_000, 70_000, 11_252, 15, 20, 1.4612}
# Numbers that the prose of a lesson defines, or that only a figure shows. Everything
# that is measured must stand in an output or in the table: it does not belong here.
ALLOWED = {
    "01_import_the_libraries": {
        64: "8 x 8 pixels of a small digit, and the batch of exercise 1",
        32: "the width in exercise 1",
        1920: "numbers in a picture of exercise 1, 3 x 20 x 32",
        6000: "the pictures of the trainings behind the figure, see `how` in the table",
    },
    "02_download_the_data": {
        70: "seventy thousand pictures, in a heading",
        2000: "the training pictures of the sample",
        500: "its test pictures",
        32: "characters of an MD5 digest",
        16: "different characters that a digest may have, and bytes of a header",
        220: "the hill of the histogram: its text for readers without eyes",
        12: "GB: 2,000 x 2,000 x 784 differences of 4 bytes",
        31: "31 August 2017, when Zalando replaced its files",
        0.835: "what people name, cited on the page of claims",
    },
    "03_split": {
        112_120: "X-rays of ChestX-ray14, from its card and papers that use it",
        30_805: "their patients",
        2.3: "points, from the table: tests/test_lesson_03.py holds it; two more",
        8.9: "points that the winner of sixty flatters itself by",
        0.3: "points that the choice of an epoch is worth",
        0.835: "what people name, cited on the page of claims",
    },
    "04_load_and_look": {
        97: "of a hundred: tests/test_lesson_04.py holds it",
        1.4: "times, in the notebook on speed: tests/test_further_speed.py holds it",
    },
    "05_architecture": {
        180: "degrees, the turn of a kernel",
        25: "5 x 5 weights",
        32: "the width in exercise 1",
    },
    "06_loss_and_optimizer": {
        7.39: "e squared, by hand; the next five numbers too",
        2.72: "e",
        11.11: "their total",
        0.665: "7.39 / 11.11",
        0.245: "2.72 / 11.11",
        0.090: "1.00 / 11.11",
        16: "the loss, and less the slope, at w = 1, by hand",
        2.718: "e",
        300: "steps: six epochs of fifty batches",
        6000: "the pictures of the trainings behind the figures, see the table",
    },
    "07_training_algorithm": {
        2.30: "ln 10",
        0.9: "the usual momentum",
        2400: "batches of 20 in 48,000 pictures",
        14: "the hidden neurons of the MLP",
    },
    "08_train": {
        1200: "steps: 120 epochs of 10 batches, or one of 1,200",
        25: "products in a window of 5 x 5",
    },
    "09_test": {
        410: "parameters of the last layer of GlobalPoolCNN, 40 x 10 + 10",
        78_410: "and of FlattenCNN's, 7,840 x 10 + 10",
    },
    "10_predict": {
        36: "validation pictures: a fifth of 180",
        0.95: "the usual confidence of an interval",
        300: "pixels that a drawing is wide",
        400: "and high",
    },
    "further/pretrained": {
        56: "numbers that the last layer reads",
        4.7: "millions of parameters of EfficientNet-Lite0, see the page",
        5000: "the most pictures of the measurement that is linked",
        97_000: "parameters of the ladder's small network",
        265_000: "and of its large one",
        64: "pixels of an enlarged picture, see the page",
        1.9: "minutes, see the page",
        200: "steps of all layers, see the page",
        160: "numbers that fc1 reads",
        1666: "parameters of the convolutions, 156 + 1,510",
    },
    "further/speed": {
        1.3: "times, the median at 20: tests/test_further_speed.py holds it",
        1.5: "and at 1,000",
        36_000: "steps: 15 epochs of 2,400 batches",
    },
    "further/why_this_answer": {
        0.9: "a probability, as an example",
        14: "the side of what a cell of conv2 has seen: 5 + 2 * (5 - 1) + 1",
        16: "the side of 8 x 8 cells of 2 pixels",
    },
}

NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\s?%)?(?!\w)")
WORDS = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
         "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
         "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
         "ninety": 90}  # fmt: skip


def numbers(text):
    """Yield (as written, value, decimals, percent?) for each number of a text."""
    for match in NUMBER.finditer(text):
        whole, decimals, percent = match.groups()
        decimals = decimals or ""
        value = float(whole.replace(",", "") + decimals)
        yield match[0], value, max(0, len(decimals) - 1), bool(percent)
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in WORDS:
            yield word, float(WORDS[word]), 0, False


def prose(source):
    """Strip what is no statement of the lesson: code, links, years, the first lines."""
    source = re.sub(r"(?s)```.*?```|`[^`]*`|<[^>]*>|\$[^$]*\$", " ", source)
    source = re.sub(r"!?\[([^]]*)\]\([^)]*\)", r"\1", source)  # the text of a link
    source = re.sub(r"(?m)^\*\d+ minutes\b.*$", "", source)
    return re.sub(r"\b(?:19|20)\d\d\b", "year", source)


def shown(cell):
    """Return the text of a code cell's outputs."""
    texts = []
    for output in cell.outputs:
        texts.append(output.get("text", ""))
        texts.append(output.get("data", {}).get("text/plain", ""))
        texts.append(output.get("evalue", ""))
    return "\n".join("".join(text) for text in texts)


def unfounded(notebook, table, allowed):
    """List the numbers of the prose that nothing in the lesson or the table shows."""
    code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
    written = {
        float(n.replace("_", "")) for n in re.findall(r"\d[\d_]*(?:\.\d+)?", code)
    }
    allowed, seen, found = SERIES | set(allowed), list(table), []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            seen += [v / 100 if p else v for _, v, _, p in numbers(shown(cell))]
            continue
        for text, value, decimals, percent in numbers(prose(cell.source)):
            if percent:
                value, decimals = value / 100, decimals + 2
            slack = 0.5001 * 10**-decimals if decimals else 0
            if not (
                value in written
                or (value <= 12 and not decimals)
                or any(abs(v - value) <= slack for v in seen)
                or value in allowed
            ):
                found.append(f"{text} in {cell.source[:60]!r}")
    return found


def claims_of(step):
    """Return what the table says of a step: means, intervals and bounds.

    What goes further may speak of every lesson.
    """
    lesson = int(step[:2]) if step in STEPS else None
    rows = [row for row in load("claims")["claims"] if lesson in (row["lesson"], None)]
    columns = [[row["mean"], *row["interval"], row["holds_above"], row["holds_below"]]
               for row in rows]  # fmt: skip
    return [value for row in columns for value in row if value is not None]


@pytest.mark.parametrize("step", ALL)
def test_numbers_in_prose_are_measured(step):
    table, allowed = claims_of(step), ALLOWED.get(step, {})
    assert unfounded(read(step), table, allowed) == []


def test_nothing_is_allowed_in_vain():
    """An entry that no longer stands in the prose would let a wrong number pass."""
    for step, allowed in ALLOWED.items():
        text = "\n".join(prose(c.source) for c in prose_cells(read(step)))
        stated = {v / 100 if p else v for _, v, _, p in numbers(text)}
        assert set(allowed) <= stated, step


@pytest.mark.parametrize("step", ALL)
def test_a_number_planted_in_a_lesson_is_seen(step):
    notebook, table = read(step), claims_of(step)
    prose_cells(notebook)[-1].source += "\n\nIt reaches 61.37% after 4,321 steps."
    found = unfounded(notebook, table, ALLOWED.get(step, {}))
    assert [line.split()[0] for line in found] == ["61.37%", "4,321"]


PLANTED = [
    ("It is right in 87% of the cases.", True),
    ("It is right in 88% of the cases.", False),
    ("An accuracy of 0.873 is reached.", False),
    ("An accuracy of 0.87 is reached.", True),
    ("The loss is 1.58.", True),
    ("The loss is 1.57.", False),
    ("It took 2,345 steps.", False),
    ("It took 2,346 steps.", True),
    ("After seventeen epochs it stops.", False),
    ("After forty epochs it stops.", True),
    ("See [lesson 9](09_test.ipynb) of 2017, `x = 77` and 28 x 28.", True),
]


@pytest.mark.parametrize(("sentence", "true"), PLANTED)
def test_a_wrong_number_is_seen(sentence, true):
    notebook = nbformat.v4.new_notebook()
    code = nbformat.v4.new_code_cell("epochs = 40")
    output = nbformat.v4.new_output(
        "execute_result", {"text/plain": "(0.8741, '2,346')"}
    )
    code.outputs = [output]
    late = nbformat.v4.new_code_cell("score")
    late.outputs = [nbformat.v4.new_output("stream", text="0.873")]
    notebook.cells = [code, nbformat.v4.new_markdown_cell(sentence), late]
    assert (unfounded(notebook, [1.5798], {}) == []) == true
