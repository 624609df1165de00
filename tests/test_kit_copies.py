"""The class's copies give nothing away; the teacher's have every answer in its cell."""

import copy
import json
import re
import zipfile

import nbformat
import pytest

from tests.lessons import ALL, STEPS, read
from tools.bugs import mended
from tools.kit import copies
from tools.kit.__main__ import ARCHIVE, write

BLOCK = re.compile(r"(?s)<details>.*?</details>")


def telling(notebook):
    """List the lines of folded blocks, code and prose, that stand nowhere else."""
    text = "\n".join(cell.source for cell in notebook.cells)
    open_text = BLOCK.sub("", text)
    folded = "\n".join(BLOCK.findall(text)).split("\n")
    lines = [line.strip() for line in folded]
    return [line for line in lines if len(line) > 10 and line not in open_text]


def given_away(lines, text):
    """List the lines that stand in the text of a notebook's file."""
    return [
        line for line in lines if json.dumps(line, ensure_ascii=False)[1:-1] in text
    ]


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit") / "kit"
    write(folder)
    return folder


def copies_of(kit, kind):
    return {
        step: nbformat.read(kit / kind / f"{step}.ipynb", as_version=4) for step in ALL
    }


def test_every_lesson_has_both_copies_and_they_are_valid(kit):
    for kind in ("student", "solutions"):
        found = {p.relative_to(kit / kind) for p in (kit / kind).rglob("*.ipynb")}
        assert {path.with_suffix("").as_posix() for path in found} == set(ALL)
        for notebook in copies_of(kit, kind).values():
            nbformat.validate(notebook)
            ids = [cell.id for cell in notebook.cells]
            assert len(set(ids)) == len(ids)
            assert all(cell.source for cell in notebook.cells)


@pytest.mark.parametrize("step", STEPS)
def test_no_line_of_a_solution_is_in_a_students_file(kit, step):
    lines = telling(read(step))
    assert len(lines) >= 9
    text = (kit / "student" / f"{step}.ipynb").read_text("utf-8")
    assert given_away(lines, text) == []
    shown = (kit / "solutions" / f"{step}.ipynb").read_text("utf-8")
    assert len(given_away(lines, shown)) > len(lines) / 2  # they would be found


@pytest.mark.parametrize("step", ALL)
def test_a_students_copy_has_no_outputs_and_no_metadata(kit, step):
    notebook = copies_of(kit, "student")[step]
    assert set(notebook.metadata) <= {"kernelspec", "accelerator", "colab"}
    for cell in notebook.cells:
        assert cell.metadata == {}
        assert not cell.get("outputs") and not cell.get("execution_count")
        assert "<details>" not in cell.source and "colab-badge" not in cell.source
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code == [c.source for c in read(step).cells if c.cell_type == "code"]


@pytest.mark.parametrize(
    "plant",
    [
        lambda nb, line: nb.cells[2].outputs.append(
            nbformat.v4.new_output("stream", text=line)
        ),
        lambda nb, line: nb.metadata.update(widgets={"state": {"a": line}}),
        lambda nb, line: nb.cells[4].metadata.update(alt=line),
        lambda nb, line: nb.cells[3].update(
            attachments={"a.txt": {"text/plain": line}}
        ),
        lambda nb, line: nb.cells[3].metadata.update(answer=line),
    ],
    ids=["output", "widget state", "alternative text", "attachment", "metadata"],
)
def test_a_solution_that_lies_elsewhere_goes_too(plant):
    lesson = copy.deepcopy(read(STEPS[0]))
    line = telling(lesson)[0]
    plant(lesson, line)
    assert given_away([line], nbformat.writes(lesson))
    assert not given_away([line], nbformat.writes(copies.student(lesson)))


@pytest.mark.parametrize("step", ALL)
def test_each_prediction_has_a_box_right_below(kit, step):
    cells = copies_of(kit, "student")[step].cells
    asked = [i for i, cell in enumerate(cells) if "**Predict.**" in cell.source]
    assert len(asked) == sum("**Predict.**" in c.source for c in read(step).cells) > 0
    assert all(cells[i + 1].source == copies.BOX for i in asked)
    assert all(cells[i + 2].cell_type == "code" for i in asked)


@pytest.mark.parametrize("step", STEPS)
def test_a_teachers_copy_is_the_lesson_but_for_its_exercises(kit, step):
    notebook, lesson = copies_of(kit, "solutions")[step], read(step)
    before = [c for c in lesson.cells if "## Exercises" in c.source]
    place = lesson.cells.index(before[0])
    assert [c.source for c in notebook.cells[1:place]] == [
        c.source for c in lesson.cells[1:place]
    ]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "<details>" not in text
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    assert "Not yet." not in json.dumps(outputs)


def test_links_between_files_hold(kit):
    for path in [*kit.rglob("student/**/*.ipynb"), *kit.rglob("solutions/**/*.ipynb")]:
        for cell in nbformat.read(path, as_version=4).cells:
            for link in re.findall(r"\]\(([^)\s]+)\)", cell.source):
                if cell.cell_type == "markdown" and not link.startswith(("http", "#")):
                    assert (path.parent / link.split("#")[0]).exists(), link


def test_what_the_class_gets_has_nothing_of_the_teachers(kit):
    """Elsewhere a quick start opened the folder with the solutions."""
    with zipfile.ZipFile(kit / "for-the-class.zip") as archive:
        names = archive.namelist()
        assert not [n for n in names if "solution" in n or n.endswith(".zip")]
        assert "helpers/training.py" in names and "requirements.txt" in names
        assert sum(n.endswith(".ipynb") for n in names) == len(ALL)
        start = archive.read("README.md").decode()
    assert "student/01_import_the_libraries.ipynb" in start
    assert "solution" not in start


def test_the_class_gets_the_bugs_and_not_what_mends_them(kit):
    with zipfile.ZipFile(kit / "for-the-class.zip") as archive:
        bugs = [n for n in archive.namelist() if n.startswith("teaching/")]
        texts = "\n".join(archive.read(n).decode() for n in bugs if n[-3:] != "png")
    assert len([n for n in bugs if re.search(r"/bug_\d\d\.py$", n)]) == 10
    assert not [n for n in range(1, 11) if mended(n) in texts]
    assert "How it is found" not in texts
    page = kit / "teaching/find_the_bug/README.md"
    for link in re.findall(r"\]\(([^)\s#]+)", page.read_text("utf-8")):
        assert link.startswith("http") or (page.parent / link).exists(), link


def test_one_zip_holds_all_of_it(kit):
    with zipfile.ZipFile(kit / ARCHIVE) as archive:
        inside = set(archive.namelist())
    files = {p.relative_to(kit).as_posix() for p in kit.rglob("*") if p.is_file()}
    assert inside == files - {ARCHIVE}
