"""What JupyterLab shows before a notebook is trusted, and the keys that are its own."""

from browsing import MAKE, START, where, write_notebook
from playwright.sync_api import expect


def test_untrusted_it_is_drawn_side_by_side_and_says_how_to_wake_it(
    lab, open_notebook, jupyter
):
    path = write_notebook(
        lab[1] / "still.ipynb", START,
        "from helpers.widgets.presets import boot\n"
        "ConvolutionWidget([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]])",
        "ConvolutionWidget(boot(), [[1, 0], [0, -1]], step=9)",
    )  # fmt: skip
    jupyter("nbconvert", "--execute", "--to", "notebook", "--inplace", path)
    page = open_notebook(path, viewport={"width": 1200, "height": 900}).page
    parts = page.locator(".jp-OutputArea-output").first.locator("table")
    expect(parts).to_have_count(3)
    tops = [parts.nth(i).bounding_box()["y"] for i in range(3)]
    assert max(tops) - min(tops) < 2, "they stand side by side"
    framed = parts.first.locator("td").evaluate_all(
        "all => all.map((td) => parseFloat(getComputedStyle(td).borderTopWidth) > 1)"
    )
    assert framed == [True, True, False] * 2 + [False] * 3
    shades = parts.first.locator("td").evaluate_all(
        "cells => cells.map((c) => getComputedStyle(c).backgroundColor)"
    )
    assert len(set(shades)) == 9
    pictures = page.locator(".jp-OutputArea-output img")
    expect(pictures).to_have_count(2)
    loaded = pictures.evaluate_all(
        "all => all.map((i) => i.complete && i.naturalWidth)"
    )
    assert loaded == [224, 224]
    for output in page.locator(".jp-OutputArea-output").all():
        assert output.inner_text().count("run this cell or trust the notebook") == 1


def test_running_the_cell_and_leaving_the_widget_by_key(lab, open_notebook):
    path = write_notebook(
        lab[1] / "keys.ipynb", START, "runs = 0",
        f"runs += 1\n{MAKE}", "print(runs)", "'last'",
    )  # fmt: skip
    notebook = open_notebook(path)
    page = notebook.page
    for cell in (0, 1, 2):
        notebook.run(cell)
    page.locator(".cnn").wait_for()
    runs = 1
    places = [
        page.get_by_label("Step on"),
        page.locator(".cnn-of-input [role=gridcell]").first,
        page.get_by_label("Bias"), page.get_by_label("Position of the window"),
    ]  # fmt: skip
    for key in ("Shift+Enter", "Control+Enter"):
        for place in places:
            place.focus()
            page.keyboard.press(key)
            runs += 1
            assert any(notebook.text(3) == str(runs) for _ in range(20)), (key, runs)
            page.locator(".cnn").wait_for()
            page.wait_for_function(
                "() => document.querySelectorAll('.cnn').length === 1"
            )
            assert where(page) == "row 1 of 2, column 1 of 2"
    assert page.locator(".cnn-edit").count() == 0
    # Escape: to the notebook, whose own keys then work
    places[0].focus()
    page.keyboard.press("Escape")
    assert notebook.do("jupyterapp.shell.currentWidget.content.mode") == "command"
    assert notebook.do("jupyterapp.shell.currentWidget.content.activeCellIndex") == 2
    page.keyboard.press("b")
    page.wait_for_function(
        "() => jupyterapp.shell.currentWidget.content.widgets.length === 6"
    )
