"""Write a notebook, and drive one that is open in JupyterLab."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]


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
