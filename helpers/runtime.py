"""The runtime of a lesson: is what it needs there, and new enough?

The set-up cell asks before anything is imported that could fail in the midst of a
lesson. Versions are read without importing what has them.
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

PYTHON = (3, 11)
REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"  # none in a wheel
IMPORTED = {"pillow": "PIL", "scikit-image": "skimage", "scikit-learn": "sklearn"}


def lacking(requirement: str) -> str | None:
    """Return what is here in place of a requirement, None if it is met.

    >>> lacking("packaging>=0"), lacking("no-such-package>=1")
    (None, 'no no-such-package')
    """
    needed = Requirement(requirement)
    try:
        there = version(needed.name)
    except PackageNotFoundError:  # a system's own packages may have another name
        found = find_spec(IMPORTED.get(needed.name, needed.name))
        return None if found else f"no {needed.name}"
    met = needed.specifier.contains(there, prereleases=True)
    return None if met else f"{needed.name} {there}, not {needed.specifier}"


def check_runtime() -> None:
    """Leave the cell with one sentence where something is missing or too old.

    It is a SystemExit because the set-up cell ends with it: no traceback helps there.
    """
    if sys.version_info[:2] < PYTHON:
        needed, here = (".".join(map(str, v[:2])) for v in (PYTHON, sys.version_info))
        raise SystemExit(f"The lessons need Python {needed} or newer, this is {here}.")
    lines = (
        REQUIREMENTS.read_text("utf-8").splitlines() if REQUIREMENTS.exists() else []
    )
    odd = [lacking(line) for line in lines if line and not line.startswith("#")]
    if odd := ", ".join(filter(None, odd)):
        way = f"run  {sys.executable} -m pip install -r {REQUIREMENTS}"
        if "google.colab" in sys.modules or Path("/kaggle").is_dir():
            way = (
                "choose the newest runtime"
                " (Colab: Runtime, Change runtime type; Kaggle: Settings, Environment)"
            )
        raise SystemExit(f"Here is {odd}: {way}, then restart the kernel.")
