"""A widget is live only where the page can have its code."""

import os
import sys

import pytest

from helpers.widgets import MaxPoolingWidget, live


@pytest.fixture
def process(tmp_path, monkeypatch):
    """A function that says who started the kernel; nothing has anywidget yet."""
    monkeypatch.setattr(live, "PROC", tmp_path / "proc")
    monkeypatch.delenv("CNN_WIDGETS", raising=False)
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "user"))
    folder = tmp_path / "proc" / str(os.getppid())
    folder.mkdir(parents=True)
    (folder / "cwd").symlink_to(tmp_path)
    (tmp_path / "hub/bin").mkdir(parents=True)
    (tmp_path / "hub/bin/python").touch()

    def started(*command):
        (folder / "cmdline").write_text("\0".join([*command, ""]))

    return started


SERVERS = [
    ["hub/bin/python", "-m", "jupyterlab", "--no-browser"],
    ["hub/bin/python", "/hub/bin/jupyter-lab"],
    ["hub/bin/python", "/hub/bin/jupyterhub-singleuser", "--port=8888"],
]
OTHERS = [
    ["hub/bin/python", "-m", "pytest"],
    ["hub/bin/python"],
    ["hub/bin/python", "-c", "import jupyterlab"],
    ["no/such/python", "-m", "jupyterlab"],
    ["python", "-m", "jupyterlab"],
    ["hub/bin/python", "-m", "ms_toolsai.jupyter"],
    ["hub/bin/python", "/home/jupyter/run.py"],
]
needs_links = pytest.mark.skipif(
    sys.platform == "win32", reason="/proc is Linux's, and a link needs a privilege"
)


@needs_links
@pytest.mark.parametrize("command", SERVERS)
def test_a_server_without_anywidget_gets_html(process, tmp_path, monkeypatch, command):
    process(*command)
    assert not live.live()
    data = MaxPoolingWidget()._repr_mimebundle_()[0]
    assert set(data) == {"text/plain", "text/html"}
    for folder in ("hub/share/jupyter", "user", "more"):
        found = tmp_path / folder / "labextensions/anywidget"
        found.mkdir(parents=True)
        monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "more"))
        assert live.live()
        found.rmdir()
    monkeypatch.setenv("CNN_WIDGETS", "live")
    assert live.live()


@needs_links
@pytest.mark.parametrize("command", OTHERS)
def test_who_is_no_server_leaves_widgets_alone(process, command):
    process(*command)
    assert live.live()


def test_where_nothing_is_known_a_widget_is_live(monkeypatch, tmp_path):
    monkeypatch.setattr(live, "PROC", tmp_path)
    monkeypatch.delenv("CNN_WIDGETS", raising=False)
    assert live.live()
    monkeypatch.setattr(live, "KAGGLE", tmp_path)
    assert not live.live()
    monkeypatch.setenv("CNN_WIDGETS", "live")
    assert live.live()
    monkeypatch.setenv("CNN_WIDGETS", "html")
    assert not live.live()
    assert set(MaxPoolingWidget()._repr_mimebundle_()[0]) == {"text/plain", "text/html"}


def test_another_word_is_refused(monkeypatch):
    monkeypatch.setenv("CNN_WIDGETS", "HTML")
    with pytest.raises(ValueError, match="CNN_WIDGETS is 'HTML'. Set it to 'html' or"):
        live.live()
