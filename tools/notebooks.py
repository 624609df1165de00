"""Rebuild the notebooks from their .py halves and run them from top to bottom.

Run it as `make notebooks`, or `python -m tools.notebooks notebooks/01_*.py` for some.
Outputs under a **Predict** are saved folded: JupyterLab shows them when the cell runs.
What a run took goes to `notebooks/seconds.json`, and from there into the README.
"""

import base64
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SECONDS = NOTEBOOKS / "seconds.json"
KEEP = {"kernelspec", "language_info", "accelerator", "colab", "jupytext"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
CELL_KEEPS = {"tags", "alt"}  # nbconvert makes `alt` the alternative text of a figure
PREDICT = "**Predict.**"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def build(script: Path) -> Path:
    """Bring the .ipynb beside a script up to date; unchanged cells keep their ids."""
    jupytext = [sys.executable, "-m", "jupytext", "--quiet", "--to", "ipynb"]
    subprocess.run([*jupytext, "--update", str(script)], check=True)
    return script.with_suffix(".ipynb")


def execute(path: Path) -> float:
    """Run a notebook in its own folder, save it with outputs, return the seconds."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=900,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    start = time.perf_counter()
    client.execute()
    seconds = time.perf_counter() - start
    tidy(notebook)
    nbformat.write(notebook, path)
    return seconds


def tidy(notebook) -> None:
    """Remove what does not belong in a saved notebook.

    A widget's view needs the state of a kernel that is gone: where it stands, a reader
    sees "model not found". What stands beside it, HTML or text, is kept. The frames of
    an error name files from the top of the repository on. Figures get a palette.
    """
    tidy_metadata(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(WIDGET_VIEW, None)
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
            if "traceback" in output:
                output.traceback = [without_names(frame) for frame in output.traceback]


def without_names(frame: str, root=NOTEBOOKS.parent, home=None) -> str:
    """Return a frame of an error without the folders that name a person.

    Files are named from the top of the repository on, others from the home on.
    """
    within = str(root / "x")[:-1]  # with the separator of this system
    return frame.replace(within, "").replace(str(home or Path.home()), "~")


def tidy_metadata(notebook) -> None:
    """Keep what belongs to a lesson, and write it as JupyterLab does.

    So opening a lesson and saving it changes nothing. Only the version of Python is
    left out: `tools.lab` puts the learner's in while the lesson is open.
    """
    notebook.metadata = {k: v for k, v in notebook.metadata.items() if k in KEEP}
    notebook.metadata["language_info"] = LANGUAGE
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in CELL_KEEPS}
        if cell.cell_type == "code" and before and PREDICT in before.source:
            cell.metadata["jupyter"] = {"outputs_hidden": True}
            cell.metadata["collapsed"] = True  # JupyterLab says it twice


def smaller(picture: str) -> str:
    """Return a PNG (base64) with at most 256 colours: half the bytes, the same look."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    buffer = io.BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


def save_cover(path: Path) -> None:
    """Write the figure under the cell tagged "cover", for those who choose a lesson."""
    for cell in nbformat.read(path, as_version=4).cells:
        if "cover" in cell.metadata.get("tags", []):
            (picture,) = [
                output.data["image/png"]
                for output in cell.outputs
                if "image/png" in output.get("data", {})
            ]
            cover = NOTEBOOKS / "covers" / f"{path.stem}.png"
            cover.parent.mkdir(exist_ok=True)
            cover.write_bytes(base64.b64decode(picture))


def main() -> None:
    os.environ["TQDM_DISABLE"] = "1"  # no progress bars in saved outputs
    scripts = [Path(name) for name in sys.argv[1:]]
    if not scripts:
        scripts = [*sorted(NOTEBOOKS.glob("*.py")), *sorted(NOTEBOOKS.glob("*/*.py"))]
        for checkpoint in NOTEBOOKS.glob("*.pt"):  # left by an earlier run
            checkpoint.unlink()
    record = json.loads(SECONDS.read_text()) if SECONDS.exists() else {}
    for script in scripts:
        seconds = execute(build(script))
        save_cover(script.with_suffix(".ipynb"))
        record[script.stem] = round(seconds)
        print(f"{script.stem}: {seconds:.0f} s", flush=True)
    SECONDS.write_text(json.dumps(dict(sorted(record.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
