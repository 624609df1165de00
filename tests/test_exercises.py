"""Every check, both ways: the folded solution passes, plausible wrong answers do not.

The solutions are taken from the saved lessons, and run where a learner would run them:
after the cells above.
"""

import ast
import importlib
import os
import re
from pathlib import Path

import nbformat
import pytest

from helpers.exercises import HintError, Verdict, exercise, require
from tests.answers import RIGHT, WRONG
from tools.exercises import exercises, needed, solutions
from tools.kit import copies

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def namespace(notebook, codes):
    """Run the statements of a lesson that some code needs, and no others."""
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    names = {"__name__": "lesson"}
    exec(compile(ast.Module(needed(cells, codes), []), "lesson", "exec"), names)
    return names


def test_what_some_code_needs_is_chosen():
    cells = [
        "taken = 0\nother = 1",
        "for x in (1, 2):\n    taken += x\nshown = 2",
    ]
    chosen = [ast.unparse(node) for node in needed(cells, ["print(x, taken)"])]
    assert chosen == ["taken = 0", "for x in (1, 2):\n    taken += x"]


def test_what_a_function_counts_up_is_its_own():
    cells = ["epoch = 1", "def learn(): ..."]
    counts = "def count(n):\n    epoch = 0\n    epoch += n\n    return epoch"
    assert needed(cells, [counts]) == []
    assert len(needed(cells, [counts, "epoch += 1"])) == 1
    assert len(needed(cells, ["def count():\n    global epoch\n    epoch += 1"])) == 1


def cells_of(notebook):
    """The code of the exercises, each as one."""
    found = exercises(notebook.cells)
    assert list(found) == [1, 2, 3]
    return ["\n".join(cell.source for cell in cells) for cells in found.values()]


class LastValue(ast.NodeTransformer):
    """Turn each call of a check into `verdict = check(...)`."""

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call) and getattr(
            node.value.func, "id", ""
        ).startswith("check_"):
            target = ast.Name("verdict", ast.Store())
            return ast.fix_missing_locations(ast.Assign([target], node.value))
        return node


def verdict_of(code, names):
    tree = LastValue().visit(ast.parse(code))
    names = dict(names)
    exec(compile(ast.fix_missing_locations(tree), "solution", "exec"), names)
    return names["verdict"]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=[p.stem for p in NOTEBOOKS])
def lesson(request):
    notebook = nbformat.read(request.param, as_version=4)
    before = os.getcwd()
    os.chdir(request.param.parent)
    answers = [WRONG[request.param.stem], RIGHT[request.param.stem]]
    codes = [*solutions(notebook), *cells_of(notebook), *answers[0]]
    codes += [code for kind in answers for some in kind.values() for code in some]
    yield request.param.stem, notebook, namespace(notebook, codes)
    os.chdir(before)


def test_the_solutions_pass(lesson):
    _, notebook, names = lesson
    assert len(solutions(notebook)) == 3
    for code in solutions(notebook):
        verdict = verdict_of(code, names)
        assert isinstance(verdict, Verdict) and verdict.passed, f"{code}\n{verdict}"
        assert repr(verdict).startswith("Correct.")


def test_a_teachers_copy_passes_where_a_learner_writes(lesson):
    _, notebook, names = lesson
    for code in cells_of(copies.solved(notebook)):
        assert verdict_of(code, names).passed, code


def test_a_students_copy_says_not_yet_and_raises_nothing(lesson):
    _, notebook, names = lesson
    for code in cells_of(copies.student(notebook)):
        assert repr(verdict_of(code, names)).startswith("Not yet. "), code


def test_right_answers_of_unusual_form_pass(lesson):
    step, _, names = lesson
    for check, codes in RIGHT[step].items():
        for code in codes:
            call = "" if f"{check}(" in code else f"\n{check}(answer)"
            verdict = verdict_of(code + call, names)
            assert verdict.passed, f"{check} refuses {code}\n{verdict}"


def test_wrong_answers_fail_with_a_hint(lesson):
    step, _, names = lesson
    answers = WRONG[step]
    assert set(answers) == {"check_1", "check_2", "check_3"}
    for check, codes in answers.items():
        assert len(codes) >= 2
        for code in codes:
            call = "" if f"{check}(" in code else f"\n{check}(answer)"
            verdict = verdict_of(code + call, names)
            assert not verdict.passed, f"{check} takes {code} for right"
            assert 10 < len(verdict.message) < 400
            assert verdict.message.count("\n") <= 2


def test_the_stubs_say_not_yet(lesson):
    _, notebook, _ = lesson
    cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and re.search(r"\bcheck_[123]\b", cell.source)
    ]
    said = [
        output.get("data", {}).get("text/plain", "")
        for cell in cells
        for output in cell.outputs
    ]
    said = [text for text in said if text]
    assert len(said) == 3 and all(text.startswith("Not yet.") for text in said), said


def test_every_check_has_a_module():
    for path in NOTEBOOKS:
        module = importlib.import_module(f"helpers.exercises.lesson_{path.stem[:2]}")
        assert all(callable(getattr(module, f"check_{n}")) for n in (1, 2, 3))


def test_a_check_never_raises():
    @exercise
    def check(answer):
        require(answer != 1, "One is wrong.")
        return f"Good: {1 / answer}"

    assert check(2) == Verdict(True, "Good: 0.5")
    assert check(1) == Verdict(False, "One is wrong.")
    assert check(0).message == "It stops with ZeroDivisionError: division by zero"
    for unfinished in (..., None):
        assert check(unfinished).message.startswith("Replace the ...")
    with pytest.raises(HintError):
        require(False, "no")
