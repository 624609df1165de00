"""The form of the lessons: what nbval cannot see.

nbval runs every cell and compares every text. These tests read the saved notebooks:
their pairs, their order, their pictures, and how they are written.
"""

import ast
import base64
import copy
import io
import re
import statistics
import symtable

import jupytext
import nbformat
import numpy as np
import pytest
from PIL import Image

from helpers.table import FOLDED
from tests.conftest import ROOT
from tests.lessons import ALL, FURTHER, STEPS, code_cells, outputs, prose_cells, read
from tools.exercises import names_of
from tools.notebooks import tidy_metadata

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# How the first lines of a figure, a picture and a widget begin.
PICTURES = "<Figure size", "<PIL.Image", "<style>"


@pytest.fixture(params=ALL)
def step(request):
    return request.param


@pytest.fixture
def notebook(step):
    return read(step)


@pytest.mark.parametrize("ending", [".ipynb", ".py"])
def test_there_are_ten_and_three_that_go_further(ending):
    folder = ROOT / "notebooks"
    found = {p.relative_to(folder).as_posix() for p in folder.rglob(f"*{ending}")}
    assert found == {name + ending for name in ALL}


def test_the_pair_has_the_same_cells(step):
    script = jupytext.read(ROOT / "notebooks" / f"{step}.py")
    cells = [
        [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in half.cells]
        for half in (script, read(step))
    ]
    assert cells[0] == cells[1]


def test_all_cells_ran_once_from_top_to_bottom(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_nothing_is_saved_that_should_not_be(notebook):
    as_saved = copy.deepcopy(notebook)
    tidy_metadata(as_saved)
    assert notebook == as_saved
    assert notebook.metadata.kernelspec.display_name == "Python 3 (ipykernel)"
    assert len(nbformat.writes(notebook)) < 1_000_000
    for output in outputs(notebook):
        assert WIDGET_VIEW not in output.get("data", {})
        assert output.get("name") != "stderr", output.text
        text = str(output.get("text", "")) + str(
            output.get("data", {}).get("text/plain")
        )
        assert not re.search(r"0x[0-9a-f]{6,}", text), "an address changes every run"
        text += "".join(output.get("traceback", []))
        assert not re.search(r"/\w+/helpers/", text), "a path of this machine"


def test_no_error_is_saved(notebook):
    """An error that is the lesson is caught and shown."""
    for cell in code_cells(notebook):
        assert "raises-exception" not in cell.metadata.get("tags", [])
        assert all(output.output_type != "error" for output in cell.outputs)


def test_an_assert_says_a_sentence(notebook):
    for cell in code_cells(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Assert):
                said = ast.unparse(node.msg) if node.msg else ""
                assert len(said.split()) >= 4, f"{ast.unparse(node)} says: {said}"


def test_answers_to_a_predict_are_folded(notebook):
    """And what JupyterLab shows in their place, the first line, tells no answer."""
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        asked = cell.cell_type == "code" and "**Predict.**" in before.source
        folded = cell.metadata.get("jupyter", {}).get("outputs_hidden", False)
        assert folded == asked, before.source
        if asked:
            assert cell.outputs, before.source
            data = cell.outputs[0].get("data", {})
            line = data.get("text/html", data.get("text/plain", "?")).split("\n")[0]
            hidden = line == FOLDED or line.startswith(PICTURES)
            assert hidden, f"seen: {line[:60]}"


def test_a_figure_has_an_alternative_text(notebook):
    for cell in code_cells(notebook):
        if any("image/png" in o.get("data", {}) for o in cell.outputs):
            alt = cell.metadata.get("alt", "")
            assert 40 <= len(alt) <= 300, f"{cell.source}\nalt: {alt}"


@pytest.mark.parametrize("step", STEPS)
def test_one_figure_makes_one_want_to_open_it(step):
    notebook = read(step)
    cells = [c for c in code_cells(notebook) if "cover" in c.metadata.get("tags", [])]
    assert len(cells) == 1
    (png,) = [o.data["image/png"] for o in cells[0].outputs if "image/png" in o.data]
    cover = ROOT / "notebooks" / "covers" / f"{step}.png"
    assert cover.read_bytes() == base64.b64decode(png)
    with Image.open(cover) as picture:
        assert min(picture.size) >= 250
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"![{cells[0].metadata.alt}](notebooks/covers/{step}.png)" in readme


def shows(cell):
    """Whether there is something to see or to move under a cell: no table, no text."""
    data = [output.get("data", {}) for output in cell.outputs]
    html = "".join("".join(d.get("text/html", "")) for d in data)
    return "<script" in html or any("image/png" in d for d in data)


def test_something_is_seen_within_eight_cells(notebook):
    assert any(shows(cell) for cell in code_cells(notebook)[:8])


def test_figures_are_not_blank(notebook):
    count = 0
    for output in outputs(notebook):
        if png := output.get("data", {}).get("image/png"):
            picture = Image.open(io.BytesIO(base64.b64decode(png))).convert("L")
            assert np.asarray(picture).std() > 5
            count += 1
    assert count >= 3


def test_the_first_cells(step, notebook):
    first, _, setup = notebook.cells[:3]
    assert f"/notebooks/{step}.ipynb)" in first.source.splitlines()[0]
    number = r"\+" if step in FURTHER else int(step[:2])
    assert re.search(rf"^# {number} · .+[^.]$", first.source, re.M)
    assert first.source.count("\n- ") == 3 and "You will" in first.source
    assert setup.source == read(STEPS[0]).cells[2].source
    exercised = any("## Exercises" in cell.source for cell in notebook.cells)
    takes = " with the exercises" if exercised else ""
    assert re.search(rf"^\*\d+ minutes{takes}\. All cells run in [1-9]\d* s "
                     r"on two CPU cores\.\*$", first.source, re.M)  # fmt: skip


@pytest.mark.parametrize(
    ("this", "following"), list(zip(STEPS, STEPS[1:], strict=False))
)
def test_the_last_cell_leads_on(this, following):
    assert f"({following}.ipynb)" in read(this).cells[-1].source


def test_links_lead_to_lessons(step):
    for cell in prose_cells(read(step)):
        for link in re.findall(r"\]\(([^)#]+\.(?:ipynb|md))\)", cell.source):
            here = (ROOT / "notebooks" / step).parent
            assert link.startswith("https://") or (here / link).is_file(), link


def test_the_article_is_cited(step):
    """Its step is told, and linked, at the top of each of the ten lessons."""
    top = "\n".join(cell.source for cell in read(step).cells[:6])
    assert ("analyticsvidhya.com/blog/2021/08/" in top) or step in FURTHER


def words(notebook):
    text = " ".join(cell.source for cell in prose_cells(notebook))
    text = re.sub(r"(?s)```.*?```|<[^>]+>|\]\([^)]*\)", " ", text)
    return len(re.findall(r"[A-Za-z0-9’'-]+", text))


def figures(notebook):
    code = code_cells(notebook)
    lines = [len(cell.source.splitlines()) for cell in code if cell is not code[0]]
    whole = re.compile(r"(?m)^(class|def) ")  # a model or a loop may be long
    parts = [len(c.source.splitlines()) for c in code[1:] if not whole.search(c.source)]
    headings = re.findall(
        r"(?m)^(#+) ", "\n".join(c.source for c in prose_cells(notebook))
    )
    pictures = [o for o in outputs(notebook) if "image/png" in o.get("data", {})]
    widths = [len(line) for cell in code for line in cell.source.splitlines()]
    prose = [cell.source for cell in prose_cells(notebook)]
    return {
        "code": len(code),
        "prose": len(prose),
        "median": statistics.median(lines),
        "p90": int(np.percentile(lines, 90)),
        "longest": max(lines),
        "part": max(parts),
        "words": words(notebook),
        "##": headings.count("##"),
        "figures": len(pictures),
        "predict": sum(text.count("**Predict.**") for text in prose),
        "width": max(widths),
        "kB": len(nbformat.writes(notebook)) // 1000,
    }


def test_style_figures(capsys):
    """Print the figures of all; hold each to the style's bounds."""
    table = {step: figures(read(step)) for step in ALL}
    with capsys.disabled():
        print("\n" + " " * 24 + "".join(f"{k:>8}" for k in table[STEPS[0]]))
        for step, row in table.items():
            print(f"{step:24}" + "".join(f"{value:>8}" for value in row.values()))
    bounds = {"code": 30, "prose": 34, "median": 8, "p90": 16, "longest": 26,
              "part": 20, "words": 2100, "##": 7, "figures": 14, "width": 88,
              "kB": 1000}  # fmt: skip
    for step, row in table.items():
        for name, most in bounds.items():
            assert row[name] <= most, f"{step}: {name}"
        assert row["##"] >= 3 and 1 + (step in STEPS) <= row["predict"] <= 4, step


def test_prose_leads_into_code(notebook):
    """Prose before code ends in a colon or a question; code does not pile up."""
    cells = notebook.cells
    for before, after in zip(cells, cells[1:], strict=False):
        if (before.cell_type, after.cell_type) == ("markdown", "code"):
            assert before.source.rstrip()[-1] in ":?", before.source[-60:]
    kinds = "".join(cell.cell_type[0] for cell in cells)
    assert "ccc" not in kinds, "more than two code cells in a row"


def test_no_inline_code_is_cut_by_the_end_of_a_line(notebook):
    for cell in prose_cells(notebook):
        text = re.sub(r"(?s)```.*?```", "", cell.source)
        assert [line for line in text.split("\n") if line.count("`") % 2] == []


def test_headings_and_words(step, notebook):
    text = "\n".join(cell.source for cell in prose_cells(notebook))
    assert len(re.findall(r"(?m)^# ", text)) == 1 and "####" not in text
    assert "\n## Summary" in "\n" + text
    assert ("\n## Exercises" in "\n" + text) == (step in STEPS)
    fillers = "simply powerful let's basically obviously easy easily dive just".split()
    assert set(re.findall(r"[\w']+", text.lower())).isdisjoint(fillers)
    assert not re.search("[\U0001f300-\U0001faff\u2600-\u27bf]", text), "no emoji"
    solutions = len(re.findall(r"<details><summary>Solution</summary>", text))
    assert solutions == (3 if step in STEPS else 0)
    assert "import *" not in "\n".join(c.source for c in code_cells(notebook))
    assert "filterwarnings" not in "\n".join(c.source for c in code_cells(notebook))


def globals_in_functions(table, inside=False):
    """Yield the global names that the functions of some code use."""
    names = "listcomp", "genexpr", "dictcomp", "setcomp"
    inside = inside or (
        table.get_type() == "function" and table.get_name() not in names
    )
    if inside:
        yield from (s.get_name() for s in table.get_symbols() if s.is_global())
    for child in table.get_children():
        yield from globals_in_functions(child, inside)


def test_no_cell_takes_a_name_from_a_function_above_it(step, notebook):
    """Or a learner who goes back and runs that cell again gets an error."""
    sources = [cell.source for cell in code_cells(notebook)]
    used = set()
    for source in sources:
        imports = {
            alias.asname or alias.name
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in node.names
        }
        taken = (names_of(source)[0] - imports) & used
        assert not taken, f"{step}: functions above need {taken}\n{source}"
        used |= set(globals_in_functions(symtable.symtable(source, "cell", "exec")))
