"""What harms strangers is not in the tree; planted, it is found.

The rules read syntax trees, and plain text where there is no Python to parse.
"""

import ast
import re

import pytest
import yaml

from helpers import mirrors
from tests.conftest import ROOT

# Tests that do such things on purpose, none of them with what a stranger sent.
ON_PURPOSE = {
    "tests/test_training.py",  # pickles that run code, to see them refused
    "tests/test_security.py",  # examples of what is to be found
    "tests/test_exercises.py",  # the lessons' own cells, with wrong answers put in
    "tests/browser/conftest.py",  # pages and servers of this machine
}
HOSTS = {
    "github.com",  # the repository itself, and Zalando's
    "fashion-mnist.s3-website.eu-central-1.amazonaws.com",  # torchvision's mirror
    "colab.research.google.com",  # badges
}
RUNS_CODE = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle.load",
    "pickle.loads", "pickle.Unpickler", "marshal.loads", "shelve.open", "yaml.load",
    "yaml.unsafe_load", "yaml.full_load", "joblib.load", "dill.load", "dill.loads",
    "cloudpickle.load", "cloudpickle.loads", "torch.hub.load", "subprocess.getoutput",
    "subprocess.getstatusoutput", "torch.jit.load", "pandas.read_pickle",
}  # fmt: skip
FETCHES = {"urllib.request.urlopen", "urllib.request.urlretrieve", "requests.get",
           "wget.download", "torch.hub.download_url_to_file"}  # fmt: skip
# What may stand between tags as it is: made of numbers and of escaped text.
SAFE_IN_HTML = {"number", "html.escape", "mark", "run", "rows", "total", "row",
                "column", "self._tables", "self._css", "SIDE"}  # fmt: skip


def full_name(node):
    """Return "a.b.c" for such an expression, "" for others."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *parts[::-1]]) if isinstance(node, ast.Name) else ""


def imported(tree):
    """Return what short names stand for: {"load": "pickle.load", "t": "torch"}."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {a.asname: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return names


def python_faults(source):
    """List what is dangerous in a Python source."""
    tree = ast.parse(source)
    short, faults = imported(tree), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            first, _, rest = full_name(node.func).partition(".")
            name = ".".join(filter(None, [short.get(first, first), rest]))
            given = {k.arg: getattr(k.value, "value", None) for k in node.keywords}
            if name in RUNS_CODE:
                faults.append(f"{name} runs what it is given")
            if name == "torch.load" and given.get("weights_only") is not True:
                faults.append("torch.load without weights_only=True")
            if given.get("weights_only", True) is not True:
                faults.append("weights_only is not True")
            if given.get("allow_pickle"):
                faults.append("allow_pickle")
            if given.get("shell"):
                faults.append("shell=True")
            if given.get("verify", True) is False:
                faults.append("certificates are not verified")
            if name in FETCHES or name.endswith("_create_unverified_context"):
                faults.append(f"{name}: helpers.mirrors fetches with limits")
            if name.split(".")[-1] in ("HTML", "display_html", "Javascript"):
                if not all(isinstance(a, ast.Constant) for a in node.args):
                    faults.append(f"{name} of something that is not fixed text")
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                p.value if isinstance(p, ast.Constant) else "\0" for p in node.values
            )
            if re.search(r"</?[a-z]+[ >\0]", text):
                for part in node.values:
                    if isinstance(part, ast.FormattedValue):
                        value = part.value
                        value = value.func if isinstance(value, ast.Call) else value
                        if isinstance(value, ast.BinOp):  # text + 1 is an error
                            assert isinstance(value.right.value, int)
                            value = value.left
                        if full_name(value) not in SAFE_IN_HTML:
                            faults.append(f"in HTML, unescaped: {ast.unparse(part)}")
    return faults


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
    faults = []
    for scheme, host in re.findall(r"\b(https?|ftp)://([\w.-]+)", source):
        if host not in HOSTS:
            faults.append(f"unknown host {host}")
        elif scheme != "https" and f"{scheme}://{host}/" not in mirrors.MIRRORS:
            faults.append(f"{host} is asked without HTTPS")
    return faults


def workflow_faults(source):
    """List what is loose in a workflow of GitHub's."""
    faults, workflow = [], yaml.safe_load(source)
    if workflow.get("permissions") != {"contents": "read"}:
        faults.append("the token may do more than read")
    if "pull_request_target" in workflow.get(True, {}):  # YAML takes `on` for true
        faults.append("strangers' code runs with our token")
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if not re.fullmatch(
                r"[\w./-]+@[0-9a-f]{40}", step.get("uses", "a@" + "0" * 40)
            ):
                faults.append(f"{step['uses']} is not pinned to a commit")
            if "${{" in step.get("run", ""):
                faults.append("a shell line holds an expression")
    return faults


def files(*patterns):
    """Return the paths of the tree that match; something must."""
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    assert found, patterns
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def read(name):
    return (ROOT / name).read_text("utf-8")


FOLDERS = ("helpers", "measure", "tools", "tests", "notebooks")
PYTHON = files(*(f"{folder}/**/*.py" for folder in FOLDERS))


@pytest.mark.parametrize("name", sorted({*PYTHON} - ON_PURPOSE))
def test_python(name):
    assert python_faults(read(name)) == []


@pytest.mark.parametrize("name", files("helpers/widgets/static/*.js"))
def test_front_end(name):
    assert script_faults(read(name)) == []


@pytest.mark.parametrize("name", files("helpers/**/*.py"))
def test_addresses(name):
    assert address_faults(read(name)) == []


@pytest.mark.parametrize("name", files(".github/workflows/*"))
def test_workflows(name):
    assert workflow_faults(read(name)) == []


def test_what_is_fetched_without_https_is_held_to_a_digest():
    """`download` gives nothing back that `check` has not compared."""
    tree = ast.parse(read("helpers/mirrors.py"))
    download = next(n for n in tree.body if getattr(n, "name", "") == "download")
    calls = [full_name(n.func) for n in ast.walk(download) if isinstance(n, ast.Call)]
    assert "check" in calls
    assert ast.unparse(download).count("return unpacked") == 1
    assert "unpacked = check(name, packed)" in ast.unparse(download)
    assert "LARGEST" in read("helpers/mirrors.py")


# ---- each rule finds what it is for


@pytest.mark.parametrize(
    "planted",
    [
        "eval(text)", "exec(code)", "import os\nos.system('ls ' + name)",
        "from os import system as s\ns(name)", "import pickle\npickle.load(file)",
        "import pickle as p\np.loads(data)", "from pickle import load\nload(f)",
        "import torch\ntorch.load(path)", "torch.load(path, weights_only=False)",
        "import torch as t\nt.load(path)", "torch.load(path, weights_only=flag)",
        "load(path, weights_only=False)", "import numpy\nnumpy.load(p, allow_pickle=1)",
        "subprocess.run(line, shell=True)", "import yaml\nyaml.load(text)",
        "from urllib.request import urlopen\nurlopen(url)",
        "import urllib.request\nurllib.request.urlretrieve(url)",
        "requests.post(url, verify=False)",
        "import ssl\nssl._create_unverified_context()",
        "from IPython.display import HTML\nHTML(f'<b>{name}</b>')",
        "HTML(text)", "widgets.HTML(value)", "f'<td>{value}</td>'",
        "f'<img alt=\"{title}\">'", "f'<caption>{str(title)}</caption>'",
    ],
)  # fmt: skip
def test_planted_python_is_found(planted):
    assert len(python_faults(planted)) >= 1


@pytest.mark.parametrize(
    "harmless",
    ["torch.load(path, weights_only=True)", "model.eval()", "re.compile(rule)",
     "f'{a} < {b} and {c} > {d}'", "f'<b>{html.escape(name)}</b>'", "yaml.safe_load(t)",
     "subprocess.run([name])", "json.load(file)", "HTML('<b>fixed</b>')"],
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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("contents: read", "contents: write"),
        ("  pull_request:", "  pull_request_target:"),
        (r"@[0-9a-f]{40}", "@v4"),
        (r"run: make lint", "run: echo ${{ github.head_ref }}; make lint"),
    ],
)
def test_planted_in_a_workflow_it_is_found(old, new):
    text = read(".github/workflows/test.yml")
    assert re.search(old, text)
    assert workflow_faults(re.sub(old, new, text, count=1))
