"""NetworkWidget in JupyterLab: Python hears of a gesture once it is over."""

import re

from browsing import write_notebook
from networks import drag, percents
from playwright.sync_api import expect

MAKE = """
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.models import FashionCNN
from helpers.widgets import NetworkWidget
from helpers.widgets.presets import boot
model = FashionCNN()
load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)
w = NetworkWidget(model, [boot()], [9])
"""
ASK = "print(w.shift, w.picked, w.edits, w.off, round(float(w.scores.argmax())))"


def heard(notebook, cell, text):
    """Run a cell until it prints a text: messages come one at a time."""
    return any(text in notebook.text(cell) for _ in range(20))


def test_live_and_saved(lab, open_notebook, jupyter, new_page):
    path = write_notebook(
        lab[1] / "network.ipynb", MAKE + "w", ASK, "w.shift = [0, -3]",
        "print(float((w.model()(__import__('torch').tensor(w.picture.copy())[None])[0]"
        ".detach().numpy() - w.scores).__abs__().max()) < 1e-4)",
    )  # fmt: skip
    notebook = open_notebook(path, viewport={"width": 1400, "height": 1300})
    page = notebook.page
    notebook.run(0)
    expect(page.locator(".cnn-network")).to_have_count(1)

    # a drag: not one message to the kernel before the hand lets go
    notebook.do(
        """() => { window.sent = 0; const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...a) { sent++;
        return send.apply(this, a); }; }"""
    )
    box = page.locator(".cnn-handle").bounding_box()
    cell = box["width"] / 28
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    for i in range(30):
        page.mouse.move(box["x"] + 100 + i % 9 * cell, box["y"] + 100)
    page.mouse.move(box["x"] + 100 + 2 * cell, box["y"] + 100)
    assert notebook.do("sent") == 0
    page.mouse.up()
    assert heard(notebook, 1, "[0, 2] None [] []")
    assert notebook.do("sent") > 0

    # opened, edited, switched off
    page.locator(".cnn-map").nth(1).click()
    page.locator(".cnn-of-kernel [role=gridcell]").first.click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert heard(notebook, 1, "'stage': 1, 'map': 1")
    assert heard(notebook, 1, "[['conv1.weight', 25, 1")
    page.get_by_label("Switch off").check()
    assert heard(notebook, 1, "[[1, 1]]")
    assert notebook.text(3) == "True"

    # Python moves the picture, and the page follows
    notebook.run(2)
    page.wait_for_function(
        "() => document.querySelector('.cnn-handle').ariaLabel.includes('3 left')"
    )
    shown = percents(page)
    notebook.do("() => jupyterapp.commands.execute('docmanager:save')")

    # the saved notebook plays from disk, without a kernel and a network, as it was left
    jupyter("nbconvert", "--to", "html", path)
    page = new_page(viewport={"width": 1200, "height": 1000})
    page.goto(path.with_suffix(".html").as_uri(), wait_until="commit")
    page.locator(".cnn-network").wait_for()
    before = percents(page)
    assert (
        before != shown
    )  # the page holds what was first shown, and says so by playing
    drag(page, 0, 6)
    assert percents(page) != before
    assert re.search("6 right", page.locator(".cnn-say").text_content())


def test_a_cell_run_25_times_leaves_one_widget(lab, open_notebook):
    path = write_notebook(
        lab[1] / "networks.ipynb", MAKE + "w",
        "import ipywidgets.widgets.widget as module\n"
        "live = vars(module).get('_instances') or module.Widget.widgets\n"
        "print(sum('AnyModel' in str(x._model_name) for x in live.values()))",
    )  # fmt: skip
    notebook = open_notebook(path)
    for _ in range(25):
        notebook.run(0)
    expect(notebook.page.locator(".cnn-network")).to_have_count(1)
    assert notebook.text(1) == "1"
