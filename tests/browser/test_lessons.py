"""The lessons themselves, opened in JupyterLab as a learner opens them."""

import json
import re
import shutil

import pytest
from browsing import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def project(lab):
    """Lay the project out in JupyterLab's folder, as a clone would."""
    folder = lab[1]
    (folder / "helpers").symlink_to(ROOT / "helpers")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for script in (ROOT / "notebooks").glob("*.py"):
        shutil.copy(script, folder)
    for lesson in LESSONS:  # after the scripts: newer than they are, like after a run
        shutil.copy(lesson, folder)
    return folder


@pytest.mark.parametrize("lesson", LESSONS, ids=[path.stem for path in LESSONS])
def test_every_lesson_opens(lesson, project, open_notebook):
    page = open_notebook(project / lesson.name).page
    page.locator("h1", has_text=re.compile(rf"^{int(lesson.stem[:2])} · ")).wait_for()
    assert page.locator(".jp-Dialog").count() == 0
    assert "not found" not in page.locator(".jp-Notebook").inner_text()


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
