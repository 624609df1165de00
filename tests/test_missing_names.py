"""In a real kernel a missing name gets a word of help."""

import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def outputs():
    """Run a few cells, wrong ones too; return the outputs of each."""
    cells = [
        "import helpers",
        "len(loaders)",
        "def look():\n    return train_part\nlook()",
        "1 / 0",
        "def late():\n    print(x)\n    x = 1\nlate()",
        "loaders = [1, 2]",
        "len(loaders)",
    ]
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    where = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, resources=where, allow_errors=True).execute()
    return [cell.outputs for cell in notebook.cells]


@pytest.mark.parametrize(("cell", "name"), [(1, "loaders"), (2, "train_part")])
def test_the_cell_to_run_is_named(outputs, cell, name):
    error, help_ = outputs[cell]
    assert (error.ename, error.evalue) == ("NameError", f"name '{name}' is not defined")
    assert error.traceback[-1].endswith(f": name '{name}' is not defined")
    assert help_.name == "stderr"
    assert help_.text == (
        f"Run the cell that defines {name} first, or check the spelling.\n"
    )


def test_other_errors_are_left_as_they_are(outputs):
    assert [len(outputs[cell]) for cell in (0, 3, 4, 5)] == [0, 1, 1, 0]
    assert [outputs[cell][0].ename for cell in (3, 4)] == [
        "ZeroDivisionError",
        "UnboundLocalError",
    ]
    assert outputs[6][0].data["text/plain"] == "2"


def test_without_a_notebook_nothing_happens():
    code = "import helpers, sys; print('IPython' in sys.modules); loaders"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert run.stdout == "False\n"
    assert run.stderr.splitlines()[-1].startswith("NameError: name 'loaders'")
    assert "Run the cell" not in run.stderr


def test_who_helped_before_still_helps():
    """Colab explains an ImportError in the one place that IPython has for such help."""
    code = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
def colab(shell, kind, error, traceback, tb_offset=None):
    print("colab:", kind.__name__)
shell.set_custom_exc((ImportError,), colab)
import helpers
from helpers.missing_names import help_with_missing_names
help_with_missing_names()  # once more changes nothing
for cell in "import nowhere", "nothing", "1 / 0":
    shell.run_cell(cell)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert run.stdout.count("colab:") == 1, run.stdout + run.stderr
    assert "colab: ModuleNotFoundError" in run.stdout
    assert run.stderr.count("Run the cell that defines nothing first") == 1
    assert "ZeroDivisionError" in run.stdout
