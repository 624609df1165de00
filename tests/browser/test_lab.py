"""The widgets in JupyterLab, as a learner has them."""

import re

from browsing import MAKE, RING, START, draw, image, where, write_notebook
from playwright.sync_api import expect


def test_live_from_the_first_run_to_a_restarted_kernel(lab, open_notebook):
    path = write_notebook(
        lab[1] / "live.ipynb", START, MAKE,
        "print(w.input.tolist(), w.output.tolist())", "print(w.step)",
        "w.kernel = [[0, 1], [1, 0]]; w.step = 2",
    )  # fmt: skip
    notebook = open_notebook(path)
    page = notebook.page
    notebook.run(0)
    notebook.run(1)
    widget = page.locator(".cnn")
    widget.wait_for()
    expect(page.locator(".cnn-still"), "the HTML is shown as well").to_have_count(0)
    expect(widget).to_have_count(1)

    # step, and Python knows
    page.get_by_label("Step on").click()
    page.get_by_label("Step on").click()
    assert where(page) == "row 2 of 2, column 1 of 2"
    # ipywidgets sends one message at a time, so the last may come after the question
    assert "2" in (notebook.text(3) for _ in range(20))

    # edit: keys that are shortcuts of JupyterLab (0 0 restarts, d d deletes) are ours
    cell = page.locator(".cnn-of-input [role=gridcell]").nth(4)
    cell.focus()
    page.keyboard.type("00")
    page.keyboard.press("Enter")
    page.keyboard.type("42")
    page.keyboard.press("Enter")
    assert page.locator(".jp-Dialog").count() == 0
    answers = (notebook.text(2) for _ in range(20))
    assert (
        "[[[1.0, 2.0, 3.0], [4.0, 42.0, 6.0], [7.0, 8.0, 9.0]]]"
        " [[[43.0, 8.0], [12.0, 51.0]]]"
    ) in answers

    # Python sets, and the page follows
    notebook.run(4)
    page.wait_for_function(
        "() => document.querySelector('.cnn-result').textContent === '49'"
    )
    assert where(page) == "row 2 of 2, column 1 of 2"

    # play: not one message to the kernel
    notebook.do(
        """() => { window.sentToKernel = 0; const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...a) { sentToKernel++;
        return send.apply(this, a); }; }"""
    )
    page.get_by_label("Speed").select_option("60")
    watch_steps(page)
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function("() => window.steps >= 60")
    assert notebook.do("sentToKernel") == 0
    page.get_by_text("Pause", exact=True).click()
    row, column = map(int, re.findall("row (.) of 2, column (.) of 2", where(page))[0])
    stopped = str(2 * (row - 1) + column - 1)
    assert stopped in (notebook.text(3) for _ in range(20)), "Python was not told"

    # restart the kernel and still play and edit
    restart = notebook.do(
        "() => { window.restarted = jupyterapp.shell.currentWidget.sessionContext"
        ".session.kernel.restart(); }"
    )
    assert restart is None
    notebook.do("() => window.restarted")
    watch_steps(page)
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function("() => window.steps >= 10")
    page.get_by_text("Pause", exact=True).click()
    cell.click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert cell.inner_text() == "5"


def watch_steps(page):
    """Count in `window.steps` how often the window moves."""
    page.evaluate(
        """() => { window.steps = 0; window.watcher?.disconnect();
        window.watcher = new MutationObserver(() => window.steps++);
        watcher.observe(document.querySelector('.cnn-where'), {childList: true}); }"""
    )


def test_a_cell_run_25_times_leaves_one_widget(lab, open_notebook):
    path = write_notebook(
        lab[1] / "again.ipynb", START, MAKE,
        "import ipywidgets.widgets.widget as module\n"
        "live = vars(module).get('_instances') or module.Widget.widgets\n"
        "print(sum('AnyModel' in str(x._model_name) or 'Layout' in str(x._model_name)"
        " for x in live.values()))",
        "w",
    )  # fmt: skip
    notebook = open_notebook(path)
    page = notebook.page
    client = page.context.new_cdp_session(page)

    def alive():
        """Count the widgets in the page's memory, shown or not."""
        client.send("HeapProfiler.collectGarbage")
        ask = {"expression": "HTMLElement.prototype"}
        prototype = client.send("Runtime.evaluate", ask)["result"]["objectId"]
        every = client.send("Runtime.queryObjects", {"prototypeObjectId": prototype})
        count = """function () {
          const ours = (e) => {
            try { return e.className === 'cnn'; } catch { return false; }
          };
          return this.filter(ours).length; }"""  # a prototype has no class name
        return client.send(
            "Runtime.callFunctionOn",
            {"objectId": every["objects"]["objectId"], "functionDeclaration": count},
        )["result"]["value"]

    notebook.run(0)
    for _ in range(5):
        notebook.run(1)
    page.locator(".cnn").wait_for()
    assert notebook.text(2) == "2"  # the widget and its layout
    for _ in range(25):
        notebook.run(1)
    expect(page.locator(".cnn")).to_have_count(1)
    assert notebook.text(2) == "2"
    assert alive() <= 2, "elements and their listeners stay behind"
    # shown a second time it is the same widget, and both are kept
    notebook.run(3)
    page.wait_for_function("() => document.querySelectorAll('.cnn').length === 2")
    page.get_by_label("Step on").first.click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.cnn-where')]"
        ".every(e => e.textContent.startsWith('row 1 of 2, column 2'))"
    )


def test_saved_notebook_untrusted_shows_the_table_and_trusted_plays(
    lab, open_notebook, jupyter, stored
):
    path = lab[1] / "saved.ipynb"
    path.write_text(stored, "utf-8")
    notebook = open_notebook(path)
    page = notebook.page
    table = page.locator(".jp-OutputArea-output table").first
    table.wait_for()
    assert "5" in table.inner_text()
    assert page.locator(".cnn").count() == 0
    assert "not found" not in page.locator(".jp-Notebook").inner_text()
    assert page.locator(".jp-OutputArea-output script").count() == 0

    jupyter("jupyter", "trust", path)
    page = open_notebook(path).page
    page.wait_for_function("() => document.querySelectorAll('.cnn').length === 2")
    watch_steps(page)
    page.get_by_text("Play", exact=True).first.click()
    page.wait_for_function("() => window.steps >= 3")
    assert "not found" not in page.locator(".jp-Notebook").inner_text()


def test_a_learners_own_saved_notebook_plays_when_opened_again(
    lab, open_notebook, jupyter, new_page
):
    path = write_notebook(lab[1] / "own.ipynb", START, MAKE, "print(w.input[0, 0, 0])")
    notebook = open_notebook(path)
    page = notebook.page
    notebook.run(0)
    notebook.run(1)
    type_into_first_cell(page, "30")
    save = "() => jupyterapp.commands.execute('docmanager:save')"
    notebook.do(save)
    # saving has not disturbed the live widget
    type_into_first_cell(page, "31")
    assert "31.0" in (notebook.text(2) for _ in range(20))
    notebook.do(save)
    notebook.do("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")

    page = open_notebook(path).page  # with a new kernel, in which nothing has run
    plays_by_itself(page)
    assert "not found" not in page.locator(".jp-Notebook").inner_text()

    jupyter("nbconvert", "--to", "html", path)
    page = new_page()
    page.goto(path.with_suffix(".html").as_uri(), wait_until="commit")
    plays_by_itself(page)


def plays_by_itself(page):
    page.locator(".cnn").wait_for()
    watch_steps(page)
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function("() => window.steps >= 3")
    type_into_first_cell(page, "40")
    assert page.locator(".cnn-of-output [role=gridcell]").first.inner_text() == "45"


def type_into_first_cell(page, text):
    page.locator(".cnn-of-input [role=gridcell]").first.click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_sheet_is_drawn_on_and_drawn_by_python(lab, open_notebook):
    path = write_notebook(
        lab[1] / "sketch.ipynb",
        "from helpers.widgets import SketchWidget\n"
        "sketch = SketchWidget()\n"
        "def answer(change): sketch.caption = f'{(change.new > 0.4).sum()} cells'\n"
        "sketch.observe(answer, 'image')\n"
        "sketch",
        "print(sketch.image.shape, sketch.image.dtype, (sketch.image > 0.9).sum())",
        "sketch.image = [[1.0] * 28] * 28",
    )
    notebook = open_notebook(path)
    page = notebook.page
    notebook.run(0)
    expect(page.locator(".cnn")).to_have_count(1)
    draw(page, RING)
    drawn = image(page)
    page.locator(".cnn-caption", has_text=f"{(drawn > 0.4).sum()} cells").wait_for()
    assert notebook.text(1) == f"(28, 28) float32 {(drawn > 0.9).sum()}"
    # a letter that JupyterLab knows is not its shortcut here
    page.locator("[role=gridcell]").first.focus()
    for key in "dd00":
        page.keyboard.press(key)
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == 3
    # Python draws, and the page follows
    notebook.run(2)
    page.locator(".cnn-caption", has_text="784 cells").wait_for()
    assert image(page).min() == 1
