"""Run code in a new Python that knows nothing of the notebook (lesson 10)."""

import os
import subprocess
import sys
from pathlib import Path


def run_fresh(code: str, folder: str | Path = ".") -> str:
    """Run code in a process of its own, in a folder; return what it prints.

    It finds `helpers`, and draws to nowhere. Where it fails, the last line of the error
    is returned.
    """
    home = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": path, "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    return done.stdout.strip()
