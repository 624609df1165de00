"""Write a notebook, drive one in JupyterLab, and look for what keeps people out."""

import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
SMALL = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
DIAGONAL = [[1, 0], [0, 1]]
RING = [(8, 8), (20, 8), (20, 20), (8, 20), (8, 8)]  # to draw: across and down
START = "from helpers.widgets import ConvolutionWidget, MaxPoolingWidget"
MAKE = "w = ConvolutionWidget([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]])\nw"
AXE = ROOT / ".build/node_modules/axe-core/axe.min.js"


def write_notebook(path: Path, *sources: str) -> Path:
    """Write a notebook with these code cells."""
    cells = [
        {"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "outputs": [],
         "execution_count": None, "source": source}
        for i, source in enumerate(sources)
    ]  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4,
                "nbformat_minor": 5}  # fmt: skip
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def where(page):
    """Return where the window of the first widget says that it is."""
    return page.locator(".cnn-where").first.inner_text()


def cells(page, kind, widget=0):
    """Locate the cells of the input, the kernel or the output of a widget."""
    return page.locator(".cnn").nth(widget).locator(f".cnn-of-{kind} [role=gridcell]")


def numbers(page, kind, widget=0):
    return cells(page, kind, widget).all_inner_texts()


def type_into(page, cell, text):
    cell.click()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def playing(page):
    return page.locator(".cnn-moving").count() > 0


def pixels(page, kind, number=0):
    """Read the colours of a large grid off its canvas: (H, W, 4), 0 to 255."""
    width, height, values = (
        page.locator(f".cnn-of-{kind} canvas")
        .nth(number)
        .evaluate(
            """canvas => [canvas.width, canvas.height, [...canvas.getContext('2d')
          .getImageData(0, 0, canvas.width, canvas.height).data]]"""
        )
    )
    return np.reshape(values, (height, width, 4))


def image(page):
    """Read the brightness of each cell of the sheet off the page, (28, 28) in 0..1."""
    return pixels(page, "sketch")[..., 0] / 255


def cell_of(page, kind, row, column, number=0):
    """Return the place of a cell of a large grid on the page, (x, y)."""
    grid = page.locator(f".cnn-of-{kind} .cnn-cells").nth(number)
    grid.scroll_into_view_if_needed()
    rows, columns = pixels(page, kind, number).shape[:2]
    box = grid.bounding_box()
    return (
        box["x"] + (column + 0.5) * box["width"] / columns,
        box["y"] + (row + 0.5) * box["height"] / rows,
    )


def places(page):
    """Return a function from cells (x, y) to pixels of the page."""
    box = page.locator(".cnn-of-sketch .cnn-cells").bounding_box()
    side = box["width"] / 28
    return lambda x, y: (box["x"] + x * side, box["y"] + y * side)


def draw(page, points):
    place = places(page)
    page.mouse.move(*place(*points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(*point))
    page.mouse.up()


def assert_accessible(page) -> None:
    """Assert that axe-core finds nothing serious in a page, and that it looked."""
    assert AXE.exists(), f"{AXE} is missing: `make test` fetches axe-core from npm"
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    serious = [
        (violation["id"], [node["html"][:150] for node in violation["nodes"][:3]])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, serious
    assert len(found["passes"]) > 10


class Notebook:
    """A notebook that is open in JupyterLab."""

    def __init__(self, page, address, path):
        self.page = page
        page.goto(f"{address}/lab/tree/{path.name}?reset")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.content")
        self.do(
            "async () => { const panel = jupyterapp.shell.currentWidget;"
            " await panel.context.ready; await panel.sessionContext.ready; }"
        )

    def do(self, script, argument=None):
        """Run JavaScript in the page."""
        return self.page.evaluate(script, argument)

    def run(self, cell):
        """Run one cell and wait until it is done."""
        self.do(
            """async (cell) => {
              const panel = jupyterapp.shell.currentWidget;
              panel.content.activeCellIndex = cell;
              panel.content.deselectAll();
              await jupyterapp.commands.execute('notebook:run-cell');
            }""",
            cell,
        )

    def output(self, cell):
        """Return the part of the page where the output of a cell is."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(cell).locator(
            ".jp-OutputArea-output"
        )  # fmt: skip

    def text(self, cell):
        """Run a cell that prints, and return what it printed."""
        self.run(cell)
        self.output(cell).first.wait_for()
        return self.output(cell).first.inner_text().strip()


def work(page, act, times=100):
    """Count what the browser does in a turn of `act`, a script that takes its number.

    Returns changes of the page, layouts, and blocks of script that ran: means over the
    turns. A clock would measure the computer.
    """
    client = page.context.new_cdp_session(page)
    for domain in ("Performance", "Profiler"):
        client.send(f"{domain}.enable")
    counting = {"callCount": True, "detailed": True}
    client.send("Profiler.startPreciseCoverage", counting)
    layouts = -metric(client, "LayoutCount")
    changes = page.evaluate(
        """async ([act, times]) => {
          const turn = Function(`return ${act}`)();
          const box = document.querySelector('.cnn');
          let changes = 0;
          const watcher = new MutationObserver((seen) => { changes += seen.length; });
          watcher.observe(box, {subtree: true, childList: true, attributes: true,
            characterData: true});
          for (let i = 0; i < times; i++) {
            turn(i);
            box.getBoundingClientRect();
            await new Promise(requestAnimationFrame);
          }
          watcher.disconnect();
          return changes;
        }""",
        [act, times],
    )
    layouts += metric(client, "LayoutCount")
    scripts = client.send("Profiler.takePreciseCoverage")["result"]
    functions = [function for script in scripts for function in script["functions"]]
    blocks = sum(block["count"] for f in functions for block in f["ranges"])
    return changes / times, layouts / times, blocks / times


def metric(client, name):
    """Return one of the numbers that Chromium keeps of a page."""
    found = client.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in found if metric["name"] == name)
