"""`make lint` finds nothing here, and what is planted it finds.

Ruff's `S` rules and zizmor look for what harms strangers; what they do not know is in
test_security.py. tsc and eslint look over the front end.
"""

import json
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from helpers.widgets.front_end import front_end
from tests.conftest import ROOT

PROGRAMS = Path(sysconfig.get_path("scripts"))
NODE = ROOT / ".build/node_modules/.bin"


def run(*command, **options):
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", **options
    )


def test_make_lint_finds_nothing():
    done = run(
        "make", "--old-file", ".venv/ready", "--old-file", ".build/ready", "lint"
    )  # and installs nothing
    assert done.returncode == 0, done.stdout + done.stderr
    for program in ("ruff check", "ruff format --check", "tsc", "eslint", "zizmor"):
        assert program in done.stdout


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("eval(text)", "S307"),
        ("exec(code)", "S102"),
        ("from os import system as s\ns(name)", "S605"),
        ("import pickle as p\np.loads(data)", "S301"),
        ("import marshal\nmarshal.loads(data)", "S302"),
        ("import subprocess\nsubprocess.run(line, shell=True)", "S602"),
        ("import yaml\nyaml.load(text)", "S506"),
        ("import tarfile\ntarfile.open(path).extractall()", "S202"),
        ("from urllib.request import urlopen\nurlopen(url)", "S310"),
        ("import urllib.request\nurllib.request.urlretrieve(url)", "S310"),
        ("import requests\nrequests.post(url, verify=False)", "S501"),
        ("import ssl\nssl._create_unverified_context()", "S323"),
        ("import torch as t\nt.hub.load(repository, name)", "TID251"),
        ("from torch.jit import load\nload(path)", "TID251"),
        ("import torch\ntorch.hub.download_url_to_file(url, path)", "TID251"),
    ],
)
@pytest.mark.parametrize("folder", ["helpers", "tools", "notebooks"])
def test_ruff_finds(planted, rule, folder):
    name = f"{folder}/planted.py"
    options = ["--output-format", "concise", "--stdin-filename", name, "-"]
    done = run(PROGRAMS / "ruff", "check", *options, input=planted)
    assert f" {rule} " in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("planted", "finds"),
    [
        ('import { parce } from "./numbers.js";', "has no exported member"),
        ("export const n = 3; parse(String(n)).toFixed().push();", "does not exist"),
    ],
)
def test_tsc_finds(planted, finds, tmp_path):
    text = (
        'import { parse } from "./numbers.js";\n' * ("import" not in planted) + planted
    )
    for file in (ROOT / "helpers/widgets/static").glob("*.js"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "planted.js").write_text(text, "utf-8")
    options = json.loads((ROOT / "jsconfig.json").read_text("utf-8"))
    settings = json.dumps(options | {"include": [str(tmp_path)]})
    (tmp_path / "jsconfig.json").write_text(settings, "utf-8")
    done = run(NODE / "tsc", "-p", tmp_path / "jsconfig.json")
    assert "planted.js" in done.stdout and finds in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("export const f = (a, b) => a;", "no-unused-vars"),
        ("export const f = () => nowhere;", "no-undef"),
        ("export const f = (a) => a == 1;", "eqeqeq"),
        ("export let a = 1;", "prefer-const"),
    ],
)
def test_eslint_finds(planted, rule):
    name = "helpers/widgets/static/planted.js"
    done = run(NODE / "eslint", "--stdin", "--stdin-filename", name, input=planted)
    assert done.returncode == 1 and rule in done.stdout, done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "chooser",
        "confusion",
        "convolution",
        "descent",
        "max_pooling",
        "network",
        "sketch",
    ],
)
def test_nothing_is_missing_in_a_joined_module(name):
    options = ["--stdin", "--stdin-filename", "helpers/widgets/static/joined.js",
               "--rule", "no-unused-vars: off"]  # fmt: skip
    done = run(NODE / "eslint", *options, input=front_end(f"{name}.js"))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("contents: read", "contents: write", "excessive-permissions"),
        ("  pull_request:", "  pull_request_target:", "dangerous-triggers"),
        (r"@[0-9a-f]{40}", "@v4", "unpinned-uses"),
        ("persist-credentials: false", "fetch-depth: 0", "artipacked"),
        ("run: make lint", "run: echo ${{ github.head_ref }}", "template-injection"),
        ("run: make lint", "run: echo ${{ matrix.os }}", "template-injection"),
    ],
)
def test_zizmor_finds(right, wrong, rule, tmp_path):
    text = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert re.search(right, text)
    (tmp_path / "planted.yml").write_text(re.sub(right, wrong, text, count=1), "utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (options,) = re.findall(r"/zizmor (.*) \.github", makefile)
    done = run(PROGRAMS / "zizmor", *options.split(), tmp_path / "planted.yml")
    assert done.returncode != 0 and f"[{rule}]" in done.stdout, done.stdout
