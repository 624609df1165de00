"""Compare tests/colab.txt with the packages that Colab publishes.

Run it as `python tools/colab_pins.py`. It needs Python alone, and ends with 1 where a
pin is not what Colab has.
"""

import re
import sys
import urllib.request
from pathlib import Path

PINS = Path(__file__).parents[1] / "tests" / "colab.txt"
PUBLISHED = (
    "https://raw.githubusercontent.com/googlecolab/backend-info/main/pip-freeze.txt"
)
# "numpy==2.1.3", or "torch @ https://…/torch-2.11.0%2Bcu128-cp313-….whl#sha256=…"
LINE = re.compile(r"^([\w.-]+)(?:==| @ \S+/[\w.]+-)(\d[\w.]*)", re.MULTILINE)


def versions(text: str) -> dict[str, str]:
    """Return {package: version} of what pip froze, without CUDA's part of a version.

    >>> versions("Pillow==11.3.0\\ntorch @ https://x.org/torch-2.11.0%2Bcu128-a.whl\\n")
    {'pillow': '11.3.0', 'torch': '2.11.0'}
    """
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in LINE.findall(text)
    }


def differences(ours: str, theirs: str) -> list[str]:
    """Return a line for each pin of ours that is not theirs."""
    published = versions(theirs)
    return [
        f"{name}: {version} here, {published.get(name, 'none')} in Colab"
        for name, version in versions(ours).items()
        if published.get(name) != version
    ]


def main() -> None:
    with urllib.request.urlopen(PUBLISHED, timeout=60) as answer:  # noqa: S310, https
        found = differences(PINS.read_text("utf-8"), answer.read().decode())
    sys.exit("\n".join(found) or None)


if __name__ == "__main__":
    main()
