"""A picture of one's own in JupyterLab: a telephone's photograph, up to the kernel."""

from browsing import write_notebook
from choosing import photograph

from tests.drawings import saved

MAKE = """from helpers.widgets import PictureChooser
chooser = PictureChooser()
seen = []
chooser.observe(lambda change: seen.append(chooser.name), "image")
chooser"""
ASK = "print(chooser.image and chooser.image.size, seen)"


def test_a_photograph_of_8_mb_arrives_in_the_kernel(lab, open_notebook, tmp_path):
    path = write_notebook(lab[1] / "chooser.ipynb", MAKE, ASK, "0", "chooser")
    content = saved(photograph(4000, 3000), "JPEG", quality=95, subsampling=0)
    (tmp_path / "IMG_1.jpg").write_bytes(content)
    assert len(content) > 8_000_000
    notebook = open_notebook(path)
    page = notebook.page
    notebook.run(0)
    page.locator(".cnn-chooser").wait_for()
    assert notebook.text(1) == "None []"
    with page.expect_file_chooser() as dialog:
        page.get_by_role("button", name="Choose a picture").click()
    dialog.value.set_files(tmp_path / "IMG_1.jpg")
    page.locator(".cnn-say", has_text="Python has it.").wait_for()
    assert notebook.text(1) == "(1024, 768) ['IMG_1.jpg']"
    # a letter that JupyterLab knows is not its shortcut here, nor is its paste
    page.locator(".cnn-zone").focus()
    for key in ("d", "d", "x", "Control+v"):
        page.keyboard.press(key)
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 4
    # what cannot be read leaves the picture; shown once more, it is the same
    files = {
        "name": "b.heic",
        "mimeType": "image/heic",
        "buffer": b"\0\0\0\x18ftypheic",
    }
    page.locator(".cnn-chooser input[type=file]").set_input_files(files)
    page.locator(".cnn-say", has_text="“b.heic” is a HEIC picture").wait_for()
    notebook.run(3)
    again = notebook.output(3)
    again.locator(".cnn-say", has_text="Python has it.").wait_for()
    assert "IMG_1.jpg" in again.locator(".cnn-zone").inner_text()
    assert notebook.text(1) == "(1024, 768) ['IMG_1.jpg']"


def test_saved_and_opened_again_it_says_that_a_cell_must_run(lab, open_notebook):
    path = write_notebook(lab[1] / "chooser_saved.ipynb", MAKE)
    notebook = open_notebook(path)
    notebook.run(0)
    notebook.page.locator(".cnn-chooser").wait_for()
    notebook.do("jupyterapp.commands.execute('docmanager:save')")
    page = open_notebook(path).page
    output = page.locator(".jp-OutputArea-output").first
    output.get_by_text("open this notebook in JupyterLab or Colab").wait_for()
    assert "not found" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".cnn-chooser").count() == 0
