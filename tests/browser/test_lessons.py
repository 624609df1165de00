"""The lessons themselves, opened in JupyterLab as a learner opens them."""

import json
import platform
import re
import shutil

import pytest
from browsing import ROOT
from networks import drag
from PIL import Image, ImageDraw
from playwright.sync_api import expect

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def project(lab):
    """Lay the project out in JupyterLab's folder, as a clone would."""
    folder = lab[1]
    shutil.copytree(ROOT / "helpers", folder / "helpers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for script in (ROOT / "notebooks").glob("*.py"):
        shutil.copy(script, folder)
    for lesson in LESSONS:  # after the scripts: newer than they are, like after a run
        shutil.copy(lesson, folder)
    return folder


@pytest.mark.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
def test_every_lesson_opens_and_closes_without_a_trace(lesson, project, open_notebook):
    notebook = open_notebook(project / lesson.name)
    page = notebook.page
    page.locator("h1", has_text=re.compile(rf"^{int(lesson.stem[:2])} · ")).wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    assert "not found" not in page.locator(".jp-Notebook").inner_text()
    version = notebook.do(
        """async () => { const panel = jupyterapp.shell.currentWidget;
        await panel.sessionContext.session.kernel.info;
        return panel.model.getMetadata('language_info').version; }"""
    )
    assert version == platform.python_version()
    assert not notebook.do("jupyterapp.shell.currentWidget.context.model.dirty")
    notebook.do("jupyterapp.shell.currentWidget.context.save()")
    assert (project / lesson.name).read_bytes() == lesson.read_bytes()


def test_a_lesson_plays_before_a_cell_has_run(project, open_notebook):
    page = open_notebook(project / "05_architecture.ipynb").page
    page.locator(".cnn").first.wait_for()
    expect(page.locator(".jp-OutputArea-output table >> visible=true")).to_have_count(0)
    page.get_by_label("Step on").first.click()
    assert "column 2" in page.locator(".cnn-where").first.inner_text()


def test_an_answer_is_folded_until_its_cell_runs(project, open_notebook):
    """One that is a number: in its place stands a line that does not tell it."""
    path = project / "folded.ipynb"
    lesson = json.loads((project / "07_training_algorithm.ipynb").read_text("utf-8"))
    cell = next(c for c in lesson["cells"] if "a deep copy of it" in str(c["source"]))
    assert cell["metadata"]["jupyter"] == {"outputs_hidden": True}
    cell["source"] = 'from helpers.table import Table\nTable({"a": "new answer"})'
    path.write_text(json.dumps(lesson | {"cells": [cell]}), "utf-8")
    notebook = open_notebook(path)
    folded = notebook.page.locator(".jp-OutputPlaceholder")
    folded.wait_for()
    assert "folded" in folded.inner_text() and "old" not in folded.inner_text().split()
    expect(notebook.page.locator("table >> visible=true")).to_have_count(0)
    notebook.run(0)
    notebook.page.locator("td", has_text="new answer").wait_for()
    expect(folded).to_have_count(0)


def test_lesson_5_is_played_stepped_and_edited(project, open_notebook):
    path = project / "05_played.ipynb"
    lesson = json.loads((project / "05_architecture.ipynb").read_text("utf-8"))
    made = ["".join(cell["source"]).endswith("\ngrids") for cell in lesson["cells"]]
    ask = "print(grids.step, int(grids.input[0, 0, 0]), int(grids.output[0, 0, 0]))"
    question = {"cell_type": "code", "id": "ask", "metadata": {}, "outputs": [],
                "execution_count": None, "source": ask}  # fmt: skip
    lesson["cells"].insert(made.index(True) + 1, question)
    path.write_text(json.dumps(lesson), "utf-8")

    notebook = open_notebook(path)
    page = notebook.page
    notebook.run(2)  # the set-up cell
    notebook.run(made.index(True))
    page.locator(".cnn").wait_for()
    page.get_by_label("Step on").click()
    answers = (notebook.text(made.index(True) + 1) for _ in range(20))
    assert "1 0 2" in answers
    cell = page.locator(".cnn-of-input [role=gridcell]").first
    cell.focus()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    answers = (notebook.text(made.index(True) + 1) for _ in range(20))
    assert "1 1 1" in answers
    page.get_by_label("Speed").select_option("60")
    page.get_by_text("Play", exact=True).click()
    page.locator(".cnn-where", has_text="row 3 of 3, column 3 of 3").wait_for()


def test_lesson_10_answers_a_drawing_and_a_file(project, open_notebook, tmp_path):
    path = project / "10_own.ipynb"
    lesson = json.loads((project / "10_predict.ipynb").read_text("utf-8"))
    needed = (
        "REPO, REVISION = ", "model, device = ", "NetworkWidget(", "def predict_image",
        "drawing = t_shirt()", "import show_answer", "photograph = on_green_cloth",
        "import prepare_image", "chooser = ", "mine = ",
    )  # fmt: skip
    cells = [
        cell
        for cell in lesson["cells"]
        if cell["cell_type"] == "code"
        and any(part in "".join(cell["source"]) for part in needed)
    ]
    ask = "print(predict_image(prepare_image(chooser.image), model))"
    question = {"cell_type": "code", "id": "ask", "metadata": {}, "outputs": [],
                "execution_count": None, "source": ask}  # fmt: skip
    path.write_text(json.dumps(lesson | {"cells": [*cells, question]}), "utf-8")
    last = len(cells) - 1

    notebook = open_notebook(path)
    page = notebook.page
    for i in range(len(cells)):
        notebook.run(i)

    # a stroke, and the network's answer
    said = page.locator(".cnn-network .cnn-say")
    page.get_by_role("button", name="Draw").click()
    page.locator(".cnn-handle").first.scroll_into_view_if_needed()
    drag(page, 9, 0)
    said.filter(
        has_text=re.compile(r"^Your drawing, in its place: [A-Z].* \d+%")
    ).wait_for()
    page.get_by_role("button", name="Reset").click()
    said.filter(has_text="Picture 1, in its place").wait_for()

    # a file: its stages and the answer, in the next cell
    drawing = Image.new("RGB", (300, 400), "white")
    outline = [100, 60, 20, 150, 60, 190, 90, 150, 90, 340, 210, 340, 210, 150, 240,
               190, 280, 150, 200, 60]  # fmt: skip
    ImageDraw.Draw(drawing).polygon(outline, fill="navy")
    drawing.save(tmp_path / "mine.jpg")
    (tmp_path / "no_picture.jpg").write_text("<img src=x onerror=alert(1)>")

    def choose(name, says):
        with page.expect_file_chooser() as dialog:
            page.get_by_role("button", name="Choose a picture").click()
        dialog.value.set_files(tmp_path / name)
        page.locator(".cnn-chooser .cnn-say", has_text=says).wait_for()

    assert notebook.text(last).startswith("No picture yet: choose one above")
    choose("mine.jpg", "Python has it.")
    answers = (notebook.text(last + 1) for _ in range(20))
    assert any(text.startswith("T-shirt/top") for text in answers)
    choose("no_picture.jpg", "“no_picture.jpg” is no picture that this browser")
    notebook.run(last)
    expect(notebook.output(last).locator("img")).to_have_count(2)
