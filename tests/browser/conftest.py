"""A real Chromium and a real JupyterLab for the tests of the widgets."""

import json
import os
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest
from browsing import ROOT, Notebook, write_notebook
from choosing import Chosen
from networks import COURSE
from playwright.sync_api import Error, expect, sync_playwright

from helpers.widgets import NetworkWidget
from tools.site.printed import found_browser

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
    " --use-fake-device-for-media-stream --use-fake-ui-for-media-stream"
).split()
PATIENCE = 60_000  # a busy computer opens JupyterLab slowly
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests: the system's, else the one that playwright brought."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=found_browser(), args=QUIET
            )
        except Error as error:
            pytest.fail(
                "no Chromium starts; install one with `playwright install chromium`"
                f" or your system's packages\n{error}"
            )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium):
    """Return a function that opens an empty page; errors on a page fail the test."""
    contexts, errors = [], []

    def new(offline=True, **options):
        context = chromium.new_context(**{"viewport": {"width": 1000, "height": 800},
                                          **options})  # fmt: skip
        context.set_offline(offline)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def show(new_page, tmp_path):
    """Return a function that shows HTML of widgets from disk, without a network."""

    def opened(*widgets, **options):
        html = "".join(widget._repr_mimebundle_()[0]["text/html"] for widget in widgets)
        file = tmp_path / "page.html"
        file.write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            "<title>Widgets</title>"
            '<meta name="viewport" content="width=device-width"><main>'
            f"<h1>Widgets</h1>{html}</main></html>",
            "utf-8",
        )
        page = new_page(**options)
        page.goto(file.as_uri())
        page.wait_for_function(
            "n => document.querySelectorAll('.cnn').length === n", arg=len(widgets)
        )
        return page

    return opened


@pytest.fixture
def choose(new_page):
    """Return a function that shows a chooser on a page without a network."""
    opened = []

    def shown(permissions=(), lacks=(), chooser=None, **options):
        page = new_page(**options)
        page.context.grant_permissions(list(permissions))
        for name in lacks:
            undefined = f"Object.defineProperty(navigator, '{name}', {{}})"
            page.add_init_script(undefined)
        opened.append(Chosen(page, chooser))
        return opened[-1]

    yield shown
    for chosen in opened:
        assert set(chosen.asked) <= {chosen.page.url}, "nothing is fetched"


@pytest.fixture
def wide(show):
    """Return `show` for a page that holds a whole network."""
    size = {"width": 1060, "height": 1000}
    return lambda *widgets, **more: show(*widgets, **({"viewport": size} | more))


@pytest.fixture
def pictures(test_set):
    """A pair of trousers, a boot, a shirt; and their labels."""
    places = [int((test_set.targets == c).nonzero()[0]) for c in (1, 9, 0)]
    return test_set.data[places, None] / 255, test_set.targets[places]


@pytest.fixture
def widget(pictures):
    """The network of lesson 8, with these."""
    return NetworkWidget(COURSE["FashionCNN"](), *pictures)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """Return a function that runs `python -m jupyter ...` with settings of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    names = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR", "LAB_SETTINGS", "LAB_WORKSPACES")
    environment = os.environ | {f"JUPYTER_{n}": str(home / n.lower()) for n in names}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }

    def run(module, *arguments, start=False, check=True, python=sys.executable):
        command = [str(python), "-m", module, *map(str, arguments)]
        if start:
            with run.log.open("w") as log:
                return subprocess.Popen(
                    command, env=environment, stdout=log, stderr=log
                )
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert not check or done.returncode == 0, done.stderr
        return done

    run.log = home / "server.log"
    return run


@pytest.fixture(scope="session")
def stored(jupyter, tmp_path_factory):
    """Return the text of a notebook as `nbconvert --execute` leaves it."""
    path = write_notebook(
        tmp_path_factory.mktemp("stored") / "stored.ipynb",
        "from helpers.widgets import ConvolutionWidget, MaxPoolingWidget",
        "ConvolutionWidget([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]])",
        "MaxPoolingWidget(step=1)",
    )
    jupyter("nbconvert", "--execute", "--to", "notebook", "--inplace", path)
    text = path.read_text("utf-8")
    shown = [cell["outputs"][0]["data"] for cell in json.loads(text)["cells"][1:]]
    assert [set(data) for data in shown] == [{"text/plain", "text/html"}] * 2
    return text


@pytest.fixture(scope="session")
def serve_lab(jupyter, tmp_path_factory):
    """Return a context in which a JupyterLab runs: its address and its folder."""

    @contextmanager
    def serving(module="jupyterlab", **options):
        folder = tmp_path_factory.mktemp("notebooks")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = jupyter(
            module, "--no-browser", "--allow-root", f"--port={port}",
            "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ip=127.0.0.1",
            f"--ServerApp.root_dir={folder}", "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=", start=True, **options,
        )  # fmt: skip
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(1200):
                if server.poll() is not None:
                    break
                try:
                    status = f"{address}/api/status"
                    urllib.request.urlopen(status, timeout=1).close()  # noqa: S310, ours
                except OSError:
                    try:  # a wait for the port: 1200 tries, then a failure
                        server.wait(0.1)
                    except subprocess.TimeoutExpired:
                        continue
                else:
                    yield address, folder
                    return
            pytest.fail(f"JupyterLab did not start:\n{jupyter.log.read_text()}")
        finally:
            server.terminate()
            server.wait(60)

    return serving


@pytest.fixture(scope="session")
def lab(serve_lab):
    """Start JupyterLab once; return its address and its folder."""
    with serve_lab("tools.lab") as served:
        yield served


@pytest.fixture
def open_notebook(lab, new_page):
    """Return a function that opens a notebook of the lab's folder."""
    address, _ = lab
    return lambda path, **options: Notebook(
        new_page(offline=False, **options), address, path
    )
