"""Without a network and without the full data, every lesson runs on the sample."""

import ast
import os
import re
import shutil
from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks").rglob("*.py"))

# Runs before a lesson. An audit hook sees every connection and every file that is
# opened, whoever asks, and nothing can take it away again.
GUARD = """
def guard():
    import os, sys
    from pathlib import Path
    from helpers import fashion_mnist, fashion_mnist_files

    def watch(event, given):
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            raise OSError("the network is cut")
        if event == "open" and "-ubyte" in (name := str(given[0])):
            if Path(name).resolve().parent != sample:
                raise RuntimeError(f"{name} is not the sample's")

    sample = fashion_mnist.SAMPLE.resolve()
    if HIDE:
        fashion_mnist_files.DEBIAN = Path("nowhere")
    sys.addaudithook(watch)

guard()
del guard
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Copy what lessons read to where there is neither data nor their checkpoints."""
    folder = tmp_path_factory.mktemp("clone")
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=leave)
    (folder / "notebooks" / "further").mkdir(parents=True)
    return folder


def run(notebook, clone, hide=True, folder="notebooks"):
    """Run a notebook behind the guard; return what its code cells printed, in order."""
    guard = nbformat.v4.new_code_cell(GUARD.replace("HIDE", str(hide)))
    notebook.cells.insert(0, guard)
    environment = os.environ | {"PYTHONPATH": str(clone), "TQDM_DISABLE": "1"}
    environment["OMP_NUM_THREADS"] = "1"  # the guard imports torch first
    if hide:
        environment.pop("FASHION_MNIST_ROOT", None)
    where = {"metadata": {"path": str(clone / folder)}}
    client = NotebookClient(notebook, timeout=600, resources=where)
    client.execute(env=environment)
    return [
        (cell.source, "".join(output.get("text", "") for output in cell.outputs))
        for cell in notebook.cells[1:]
        if cell.cell_type == "code"
    ]


@pytest.mark.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
def test_a_lesson_runs_on_the_sample_and_says_so(lesson, clone):
    folder = lesson.parent.relative_to(ROOT)
    printed = run(jupytext.read(lesson), clone, folder=folder)
    text = "".join(output for _, output in printed)
    sources = re.findall(r"^Fashion-MNIST: .* images from (.*)$", text, re.M)
    assert set(sources) <= {"sample"}
    assert bool(sources) == (lesson.stem != "01_import_the_libraries")
    if sources:  # the first lesson has other pictures
        opens, said = printed[1]  # right after the set-up cell
        assert "= FashionMNIST(" in opens and "the network is cut" in said
        assert re.search(r"SAMPLE of [\d,]+ images: numbers are not comparable", said)


def test_the_guard_lets_no_full_set_through(clone, train_set, monkeypatch):
    """Otherwise the tests above could pass on the full data."""
    monkeypatch.setenv("FASHION_MNIST_ROOT", train_set.source)
    code = "from helpers.fashion_mnist import FashionMNIST\n"
    code += "FashionMNIST('data', download=True)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with pytest.raises(CellExecutionError, match="is not the sample's"):
        run(notebook, clone, hide=False)


@pytest.mark.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
def test_no_lesson_asks_whether_it_has_the_sample(lesson):
    for cell in jupytext.read(lesson).cells:
        code = ast.unparse(ast.parse(cell.source)) if cell.cell_type == "code" else ""
        assert ".source" not in code and "'sample'" not in code, code
