"""Write a notebook, drive one in JupyterLab, and look for what keeps people out."""

import json
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".build" / "axe-core" / "axe.min.js"


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


def of_the_quietest(measure):
    """Return the 95th percentile of `measure(turn)`, the least of three turns.

    What else the computer does only adds to the times, and to whole turns at once.
    """
    return min(float(np.percentile(measure(turn), 95)) for turn in range(3))
