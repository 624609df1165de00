"""The web site for the tests: built once, without a network, and read."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORBIDS = """
import sys
def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit(f"the network was asked for: {event} {arguments[1:]}")
sys.addaudithook(forbid)
"""
BUILD = """
import sys
from pathlib import Path
from tools.site.__main__ import build
build(Path(sys.argv[1]))
"""
QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
SCRIPT = re.compile(r"(?s)<(script|style)\b.*?</\1>")


def without_network(folder: Path, code: str, *arguments) -> subprocess.CompletedProcess:
    """Run code in a Python that ends when it, or one that it starts, uses a network."""
    (folder / "sitecustomize.py").write_text(FORBIDS, "utf-8")
    paths = os.pathsep.join([str(folder), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=folder,
        env=os.environ | {"PYTHONPATH": paths}, capture_output=True, text=True,
    )  # fmt: skip


def source(page: Path) -> str:
    """Return the HTML of a page without what is in its scripts and styles."""
    return SCRIPT.sub(r"<\1></\1>", page.read_text("utf-8"))


def words(text: str) -> str:
    """Return what HTML says, white space and quotation marks made alike."""
    plain = html.unescape(re.sub(r"<[^>]*>", "", text)).translate(QUOTES)
    return " ".join(plain.split())


def attributes(page: Path) -> list[tuple[str, dict[str, str]]]:
    """List (tag, attributes) of all elements of a page."""
    found = []
    for tag, rest in re.findall(r"<([a-z]\w*)((?:\s[^<>]*)?)>", source(page)):
        pairs = re.findall(r'([\w-]+)="([^"]*)"', rest)
        found.append((tag, {name: html.unescape(value) for name, value in pairs}))
    return found
