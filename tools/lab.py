"""Open the lessons in JupyterLab, trusted, and leave no trace in those only opened.

Run it as `make lab`, or `python -m tools.lab`, with options of JupyterLab's if need be.
The lessons are trusted at every start, so their grids move after a pull too; notebooks
of your own are not touched. JupyterLab notes in each notebook which version of Python
opened it, and takes it for changed where another version is noted. So an open notebook
has the version that is here, and a saved one has none.
"""

import platform
import sys
from pathlib import Path

import nbformat
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyterlab.labapp import LabApp
from nbformat.sign import NotebookNotary

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
FIRST = "notebooks/01_import_the_libraries.ipynb"


class Notebooks(AsyncLargeFileManager):
    """Files as JupyterLab has them, and notebooks without the version of Python."""

    async def get(self, path, *args, **options):
        """Return a file or folder; a notebook with the version that runs here."""
        model = await super().get(path, *args, **options)
        if model["type"] == "notebook" and model["content"]:
            language = model["content"]["metadata"].get("language_info", {})
            if language.get("name") == "python":
                language["version"] = platform.python_version()
        return model

    async def save(self, model, path=""):
        """Write a file; a notebook without the version."""
        if model["type"] == "notebook" and model.get("content"):
            language = model["content"]["metadata"].get("language_info", {})
            language.pop("version", None)
        return await super().save(model, path)


def trust_lessons() -> None:
    """Have JupyterLab show what is saved in the lessons: what has a .py beside it."""
    notary = NotebookNotary()
    for script in NOTEBOOKS.rglob("*.py"):
        notary.sign(nbformat.read(script.with_suffix(".ipynb"), as_version=4))


def main() -> None:
    trust_lessons()
    contents = "--ServerApp.contents_manager_class=tools.lab.Notebooks"
    LabApp.launch_instance([contents, *(sys.argv[1:] or [FIRST])])


if __name__ == "__main__":
    main()
