"""May a widget be live here, or is its HTML shown alone?

The kernel makes a live widget, and the page asks the server for anywidget's code. A
server that lacks it puts an error in place of every grid, although the HTML lies beside
it: so Kaggle's, and that of a JupyterHub where a learner brought a kernel of their own.
"""

import os
from pathlib import Path

from helpers.checks.widgets import check_shown

PROC = Path("/proc")  # on Linux, where the hubs are
KAGGLE = Path("/kaggle")


def live() -> bool:
    """Return False where the page could not run a live widget, as far as can be known.

    CNN_WIDGETS, "html" or "live", decides where it is set; else ValueError.
    """
    if chosen := os.environ.get("CNN_WIDGETS"):
        check_shown(chosen)
        return chosen == "live"
    server = _server_prefix(PROC / str(os.getppid()))
    return not KAGGLE.is_dir() and (server is None or _has_anywidget(server))


def _server_prefix(process: Path) -> Path | None:
    """Return where a Jupyter server is installed, None if the process is none."""
    try:
        command = (process / "cmdline").read_text("utf-8").split("\0")
        python = (process / "cwd").readlink() / command[0]
    except (OSError, UnicodeDecodeError):
        return None
    program = command[2:3] if command[1:2] == ["-m"] else command[1:2]
    serves = program and Path(program[0]).name.startswith("jupyter")
    return python.parents[1] if serves and python.is_file() else None


def _has_anywidget(server: Path) -> bool:
    """Look into the folders where JupyterLab looks; the kernel has its settings."""
    own = os.environ.get("JUPYTER_DATA_DIR") or Path.home() / ".local/share/jupyter"
    shared = (Path(f) / "share/jupyter" for f in (server, "/usr/local", "/usr"))
    folders = [*os.environ.get("JUPYTER_PATH", "").split(os.pathsep), own, *shared]
    return any((Path(f) / "labextensions/anywidget").is_dir() for f in folders if f)
