"""The class's copies of the lessons, without solutions, and the teacher's with them.

student/     no solutions, no outputs, no alternative texts (they say what a figure
             shows), a box to write in after each **Predict**
solutions/   the solutions stand where a learner would write them
helpers/     the package, where both find it
teaching/find_the_bug/   ten scripts that are wrong, without their stories
for-the-class.zip   all but solutions/, and nothing of the teacher's
"""

import ast
import copy
import re
import shutil
import zipfile
from pathlib import Path

import nbformat

from tools.exercises import FOLDED, exercises, solutions

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
CLASS = "for-the-class.zip"
KEEP = {"kernelspec", "accelerator", "colab"}
BADGE = re.compile(r"\[!\[Open in Colab\].*\n+")  # it opens the lesson with solutions
PREDICT = "**Predict.**"
BOX = (
    "**Your prediction** (double-click here, and write it down before you go on):\n\n…"
)
README = """# For the class

Open the notebooks in `student/` with JupyterLab; `01_import_the_libraries.ipynb` is the
first. `helpers/` belongs beside `student/`: leave it there.

    python3 -m venv .venv
    .venv/bin/python -m pip install -r requirements.txt jupyterlab
    .venv/bin/python -m jupyterlab student/01_import_the_libraries.ipynb

On Windows it is `py -m venv .venv` and `.venv\\Scripts\\python`. Python 3.11 or newer
is needed. On Linux without an NVIDIA card, add this to the second line, or 6 GB come:
`--extra-index-url https://download.pytorch.org/whl/cpu`.

Or without installing: at <https://colab.research.google.com> sign in, choose *File →
Upload notebook*, and open one from `student/`. Its first code cell fetches the rest.
Before you leave, *File → Download → Download .ipynb* keeps what you did.

`teaching/find_the_bug/README.md` shows what ten scripts did, and asks why.
"""
# What the class gets as it is. The stories of the bugs tell what is wrong.
SHARED = ("helpers", "teaching/find_the_bug", "tools/bugs")
TEACHERS = ("__pycache__", "stories.md", "symptoms.json")


def student(lesson):
    """Return a learner's copy of a lesson, which a teacher can hand out."""
    notebook = bare(lesson)
    cells = []
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = FOLDED.sub("", cell.source).strip()
        if cell.source:
            cells.append(cell)
        if PREDICT in cell.source:
            cells.append(nbformat.v4.new_markdown_cell(BOX, id=f"prediction-{number}"))
    notebook.cells = cells
    return notebook


def solved(lesson):
    """Return a teacher's copy: solutions in the cells, what is said of them below."""
    notebook = bare(lesson)
    found = exercises(notebook.cells)
    for number, solution in enumerate(solutions(lesson), 1):
        put(solution, found[number])
        for cell in found[number]:
            cell.outputs, cell.execution_count = [], None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = FOLDED.sub(said, cell.source).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.source]
    return notebook


def bare(lesson):
    """Copy a lesson without its badge and without what only its own files need."""
    notebook = copy.deepcopy(lesson)
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in KEEP}
    notebook.cells[0].source = BADGE.sub("", notebook.cells[0].source)
    return notebook


def said(folded: re.Match) -> str:
    """Return what stands under the code of a solution."""
    words = folded[2].strip()
    return f"**Solution.** {words}" if words else ""


def put(solution: str, cells) -> None:
    """Write a solution into the cells of its exercise.

    A statement takes the place of the one that gave the same name its value. The call
    of the check takes the place of the old one, after what is new.
    """
    *statements, check = pieces(solution)
    for name, text in statements:
        for cell in cells:
            old = [piece for piece in pieces(cell.source) if piece[0] == name]
            if old:
                room = "\n" in text and "\n" not in old[0][1]  # a class for a line
                new = f"\n{text}\n\n" if room else text
                cell.source = cell.source.replace(old[0][1], new)
                break
        else:
            (call,) = [p for p in pieces(cells[-1].source) if p[0] == check[0]]
            cells[-1].source = cells[-1].source.replace(
                call[1], f"{text}\n\n\n{call[1]}"
            )
    (call,) = [piece for piece in pieces(cells[-1].source) if piece[0] == check[0]]
    cells[-1].source = cells[-1].source.replace(call[1], check[1])


def pieces(source: str) -> list[tuple[str, str]]:
    """Cut code into its statements: [(what it defines, assigns or calls, text)]."""
    lines, found = source.splitlines(), []
    for node in ast.parse(source).body:
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
                name = f"{name}()"
            case _:
                name = ""
        found.append((name, text))
    return found


def write(folder: Path) -> None:
    """Write both copies of every lesson into a folder, and what they need."""
    for name in ("student", "solutions", *SHARED):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in [
        *sorted(NOTEBOOKS.glob("*.ipynb")),
        *NOTEBOOKS.glob("further/*.ipynb"),
    ]:
        lesson = nbformat.read(path, as_version=4)
        for name, make in (("student", student), ("solutions", solved)):
            target = folder / name / path.relative_to(NOTEBOOKS)
            target.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(make(lesson), target)
    leave = shutil.ignore_patterns(*TEACHERS)
    for name in SHARED:
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    page = folder / "teaching/find_the_bug/README.md"
    linked = page.read_text("utf-8").replace("/notebooks/", "/student/")
    page.write_text(linked, "utf-8")
    shutil.copy(ROOT / "requirements.txt", folder)
    with zipfile.ZipFile(folder / CLASS, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", README)
        archive.write(folder / "requirements.txt", "requirements.txt")
        for name in ("student", *SHARED):
            for path in sorted((folder / name).rglob("*.*")):
                archive.write(path, path.relative_to(folder))
