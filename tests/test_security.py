"""What harms strangers is not in the tree, where no library looks: see test_lint.py.

The rules read syntax trees, and plain text where there is no Python to parse. Each is
shown a planted fault.
"""

import ast
import re

import pytest

from helpers.fashion_mnist_files import MIRRORS
from tests.conftest import ROOT

# Tests that do such things on purpose, none of them with what a stranger sent.
ON_PURPOSE = {
    "tests/test_security.py",  # examples of what is to be found
    "tests/browser/conftest.py",  # pages of our own
    "tests/test_quiz_exports.py",
    "tools/kit/cards.py",
    "tools/kit/quiz.py",
    "tools/site/pages.py",
}
HOSTS = {
    "github.com",  # the repository itself, and Zalando's
    "fashion-mnist.s3-website.eu-central-1.amazonaws.com",  # torchvision's mirror
    "colab.research.google.com",  # badges
}
# What may stand between tags as it is: made of numbers and of escaped text.
SAFE_IN_HTML = {"number", "html.escape", "mark", "run", "rows", "total", "row",
                "column", "self._tables", "self._css", "self._how"}  # fmt: skip


def import_faults(node):
    """List imports after which `torch.load` would have another name."""
    module = getattr(node, "module", "")
    for name in node.names:
        if (module, name.name) == ("torch", "load") or (
            name.name == "torch" and name.asname
        ):
            yield f"{ast.unparse(node)}: nobody would know torch.load again"


def call_faults(node):
    """List what a call gives that lets a file run code, or a text be HTML."""
    called = ast.unparse(node.func)
    given = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
    if called == "torch.load" and given.get("weights_only") is not True:
        yield "torch.load without weights_only=True"
    if given.get("weights_only", True) is not True:
        yield "weights_only is not True"
    if given.get("allow_pickle"):
        yield "allow_pickle"
    if called.split(".")[-1] in ("HTML", "display_html", "Javascript"):
        if not all(isinstance(a, ast.Constant) for a in node.args):
            yield f"{called} of something that is not fixed text"


def html_faults(node):
    """List what an f-string with tags in it leaves unescaped."""
    parts = [p.value if isinstance(p, ast.Constant) else "\0" for p in node.values]
    if re.search(r"</?[a-z]+[ >\0]", "".join(parts)):
        for part in node.values:
            value = getattr(part, "value", None)
            if isinstance(part, ast.FormattedValue):
                value = value.func if isinstance(value, ast.Call) else value
                if isinstance(value, ast.BinOp):  # text + 1 is an error
                    assert isinstance(value.right.value, int)
                    value = value.left
                if ast.unparse(value) not in SAFE_IN_HTML:
                    yield f"in HTML, unescaped: {ast.unparse(part)}"


def python_faults(source):
    """List what is dangerous in a Python source."""
    rules = {ast.Import: import_faults, ast.ImportFrom: import_faults,
             ast.Call: call_faults, ast.JoinedStr: html_faults}  # fmt: skip
    nodes = [node for node in ast.walk(ast.parse(source)) if type(node) in rules]
    return [fault for node in nodes for fault in rules[type(node)](node)]


SCRIPT_FAULTS = {
    r"\.(inner|outer)HTML\b(?!\s*===?)": "HTML out of text",
    r"insertAdjacentHTML|document\.write|createContextualFragment|srcdoc": "HTML",
    r"\beval\s*\(|\bnew Function\b|set(Timeout|Interval)\s*\(\s*[\"'`]": "runs text",
    r"https?://(?!www\.w3\.org/)": "something from elsewhere",
    r"\bfetch\s*\(|XMLHttpRequest|WebSocket|importScripts": "talks to others",
    r"javascript:|\[\"on\w+\"\]": "code in an attribute",
}


def script_faults(source):
    """List what is dangerous in a JavaScript source."""
    return [why for rule, why in SCRIPT_FAULTS.items() if re.search(rule, source)]


def address_faults(source):
    """List addresses that are not over HTTPS, or not of the hosts that we know."""
    source = source.replace("http://www.w3.org/2000/svg", "")  # a name: nobody asks it
    faults = []
    for scheme, host in re.findall(r"\b(https?|ftp)://([\w.-]+)", source):
        if host not in HOSTS:
            faults.append(f"unknown host {host}")
        elif scheme != "https" and f"{scheme}://{host}/" not in MIRRORS:
            faults.append(f"{host} is asked without HTTPS")
    return faults


def faults_of_files(rule, *patterns):
    """Return what a rule finds in the files of the tree that match; some must."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert found, patterns
    names = {path.relative_to(ROOT).as_posix() for path in found} - ON_PURPOSE
    faults = {name: rule((ROOT / name).read_text("utf-8")) for name in sorted(names)}
    return {name: list_ for name, list_ in faults.items() if list_}


def test_python():
    folders = ("helpers", "measure", "tools", "tests", "notebooks")
    patterns = [f"{folder}/**/*.py" for folder in folders]
    assert faults_of_files(python_faults, *patterns) == {}


def test_front_end():
    assert faults_of_files(script_faults, "helpers/widgets/static/*.js") == {}


def test_addresses():
    assert faults_of_files(address_faults, "helpers/**/*.py") == {}


# ---- each rule finds what it is for


@pytest.mark.parametrize(
    "planted",
    ["torch.load(path)", "torch.load(path, weights_only=False)", "import torch as t",
     "from torch import load as l", "torch.load(path, weights_only=flag)",
     "load(path, weights_only=False)", "np.load(path, allow_pickle=1)",
     "HTML(f'<b>{name}</b>')", "HTML(text)", "widgets.HTML(value)",
     "f'<td>{value}</td>'", "f'<img alt=\"{title}\">'",
     "f'<caption>{str(title)}</caption>'"],
)  # fmt: skip
def test_planted_python_is_found(planted):
    assert python_faults(planted)


@pytest.mark.parametrize(
    "harmless",
    ["torch.load(path, weights_only=True)", "f'{a} < {b} and {c} > {d}'",
     "f'<b>{html.escape(name)}</b>'", "json.load(file)", "HTML('<b>fixed</b>')"],
)  # fmt: skip
def test_what_is_harmless_passes(harmless):
    assert python_faults(harmless) == []


@pytest.mark.parametrize(
    "planted",
    ["el.innerHTML = title", "el.insertAdjacentHTML('beforeend', x)", "eval (x)",
     "setTimeout('go()')", "new Function(x)", "import x from 'https://cdn.example/x.js'",
     "fetch('/x')", "frame.srcdoc = x", "a.href = `javascript:${x}`"],
)  # fmt: skip
def test_planted_script_is_found(planted):
    assert script_faults(planted)


@pytest.mark.parametrize(
    "planted", ["http://github.com/x", "https://evil.example/x", "ftp://github.com/x"]
)
def test_planted_addresses_are_found(planted):
    assert address_faults(f"URL = '{planted}'")
