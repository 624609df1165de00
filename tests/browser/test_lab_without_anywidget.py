"""A server that lacks anywidget, as on many a JupyterHub, and a kernel that has it."""

import json
import os
import shutil
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from browsing import MAKE, START, Notebook, where, write_notebook
from playwright.sync_api import expect

SHARED = Path(sys.prefix) / "share/jupyter"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """An environment for the server: JupyterLab, ipywidgets, the course's kernel."""
    folder = tmp_path_factory.mktemp("hub")
    venv.create(folder, symlinks=os.name != "nt")
    site = sysconfig.get_path("purelib", vars={"base": str(folder)})
    Path(site, "shared.pth").write_text(sysconfig.get_path("purelib"))
    lab = folder / "share/jupyter"
    leave = shutil.ignore_patterns("anywidget", "jupyterlab-jupytext", "kernels")
    shutil.copytree(SHARED, lab, ignore=leave)
    kernel = lab / "kernels/python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    return Path(sysconfig.get_path("scripts", vars={"base": str(folder)})) / "python"


@pytest.mark.skipif(
    sys.platform != "linux", reason="a kernel learns of its server from Linux's /proc"
)
def test_a_widget_plays_in_its_html(hub, serve_lab, new_page):
    live = "import os; os.environ['CNN_WIDGETS'] = 'live'"
    with serve_lab(python=hub) as (address, folder):
        path = write_notebook(folder / "hub.ipynb", START, MAKE, live, "w")
        notebook = Notebook(new_page(offline=False), address, path)
        page = notebook.page
        for cell in range(4):
            notebook.run(cell)
        page.get_by_text("Click to show javascript error").wait_for()  # the fault
        expect(page.locator(".cnn")).to_have_count(1)
        page.get_by_label("Step on").click()
        assert where(page) == "row 1 of 2, column 2 of 2"
