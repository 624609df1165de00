"""The saved lessons, for the tests that read them."""

import ast
import re
from html import unescape

import nbformat

from tests.conftest import ROOT

STEPS = [
    "01_import_the_libraries", "02_download_the_data", "03_split", "04_load_and_look",
    "05_architecture", "06_loss_and_optimizer", "07_training_algorithm", "08_train",
    "09_test", "10_predict",
]  # fmt: skip
FURTHER = ["further/pretrained", "further/speed", "further/why_this_answer"]
ALL = STEPS + FURTHER


def read(step):
    path = ROOT / "notebooks" / f"{step}.ipynb"
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def outputs(notebook):
    return [o for cell in code_cells(notebook) for o in cell.outputs]


def shown(step, code):
    """Return the text that was saved under the one cell whose code holds `code`."""
    (cell,) = [cell for cell in code_cells(read(step)) if code in cell.source]
    return "\n".join(
        str(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for output in cell.outputs
    )


def table(step, code):
    """Return the `Table` that was saved under a cell, {name: [numbers or words]}."""

    def value(text):
        try:
            return float(text.replace(",", "").replace("−", "-"))
        except ValueError:
            return text

    (cell,) = [cell for cell in code_cells(read(step)) if code in cell.source]
    page = "".join(
        output.get("data", {}).get("text/html", "") for output in cell.outputs
    )
    return {
        unescape(name): [
            value(unescape(text)) for text in re.findall("<td>(.*?)</td>", cells)
        ]
        for name, cells in re.findall('<tr><th scope="row">(.*?)</th>(.*?)</tr>', page)
    }


def plain(tree):
    """Strip docstrings and annotations; return the rest as text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            node.body = node.body[1:]
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
    return ast.dump(tree)


def definitions(source):
    """Return the functions and classes of a source, {name: tree as text}."""
    kinds = ast.FunctionDef | ast.ClassDef
    tree = ast.parse(source)
    return {n.name: plain(n) for n in tree.body if isinstance(n, kinds)}
