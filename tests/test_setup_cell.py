"""The cell that begins every lesson finds the package, or says in a line what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.hosts import address

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "01_import_the_libraries.ipynb"
SETUP = nbformat.read(LESSON, as_version=4).cells[2].source
SHOW = "\nprint(helpers.__path__[0])"
COLAB = "import sys, types\nsys.modules['google.colab'] = types.ModuleType('colab')\n"
OLD = """
import importlib.metadata as m
m.version = lambda name, version=m.version: {} or version(name)
"""


def run(code, folder, **environment):
    command = [sys.executable, "-I", "-c", code]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True,
        env=os.environ | {"GIT_ALLOW_PROTOCOL": "file"} | environment,
    )  # fmt: skip


def says(done):
    """Return the one line with which the cell ended."""
    assert done.returncode == 1 and done.stdout == ""
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture(scope="module")
def github(tmp_path_factory):
    """The environment in which git finds our address in a folder: a release, then more.

    On the branch the package has another name since.
    """
    folder = tmp_path_factory.mktemp("github")
    leave = shutil.ignore_patterns("__pycache__", "weights", "sample", "results")
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=leave)
    shutil.copy(ROOT / "requirements.txt", folder)
    repo, release = address()
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "."],
        ["commit", "--quiet", "--message=a release"],
        ["tag", release],
        ["mv", "helpers", "renamed"],
        ["commit", "--quiet", "--message=a rename"],
    ):
        who = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
        subprocess.run([shutil.which("git"), *who, *command], cwd=folder, check=True)
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{folder.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{repo}",
    }


@pytest.mark.parametrize("folder", [ROOT, ROOT / "notebooks", ROOT / "tests/browser"])
def test_it_finds_the_package_above(folder):
    done = run(SETUP + SHOW, folder)
    assert Path(done.stdout.strip()) == ROOT / "helpers", done.stderr


def test_from_another_folder_it_says_where_to_open(tmp_path):
    message = f"Open this notebook from its own folder, not {tmp_path}."
    assert says(run(SETUP, tmp_path)) == message


@pytest.mark.parametrize("foreign", ["helpers/__init__.py", "helpers.py"])
def test_a_foreign_package_is_recognised(tmp_path, foreign):
    (tmp_path / foreign).parent.mkdir(exist_ok=True)
    (tmp_path / foreign).touch()
    before = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    done = run(f"{before}import helpers\n{SETUP}", ROOT / "notebooks")
    assert says(done).startswith("Another helpers is loaded. Restart")
    # on the path, but not loaded: ours comes first
    done = run(before + SETUP + SHOW, ROOT / "notebooks")
    assert Path(done.stdout.strip()) == ROOT / "helpers", done.stderr


def test_on_colab_it_clones_the_release_once(tmp_path, github):
    """The release, not the branch: there the package has another name by now."""
    clone = tmp_path / "cnn-step-by-step"
    for folder in (tmp_path, tmp_path, clone, clone / "helpers"):
        done = run(COLAB + SETUP + SHOW, folder, **github)
        assert Path(done.stdout.strip()) == clone / "helpers", done.stderr
    assert [path.parent for path in tmp_path.rglob(".git")] == [clone]


def test_in_a_clone_it_does_not_ask_for_another():
    done = run(COLAB + SETUP + SHOW, ROOT / "notebooks", PATH="")
    assert Path(done.stdout.strip()) == ROOT / "helpers", done.stderr


def test_without_internet_it_says_so(tmp_path):
    line = says(run(COLAB + SETUP, tmp_path))
    assert line.startswith("Switch the internet on, then run this again. fatal: ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("file", [".git/HEAD", "helpers/__init__.py", "."])
def test_half_a_clone_is_named(tmp_path, github, file):
    path = tmp_path / "cnn-step-by-step" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(exist_ok=True)
    half = f"{tmp_path / 'cnn-step-by-step'} is half a clone: delete it, "
    assert says(run(COLAB + SETUP, tmp_path, **github)).startswith(half)


@pytest.mark.parametrize(("host", "way"), [(COLAB, "Colab"), ("", "-m pip install -r")])
def test_an_old_runtime_is_named(host, way):
    old = OLD.format("{'torch': '2.9.1+cu126', 'pillow': '11.0'}.get(name)")
    line = says(run(old + host + SETUP, ROOT))
    assert line.startswith("Here is torch 2.9.1+cu126, not >=2.10: ") and way in line


def test_it_leaves_a_choice_of_threads_alone():
    names = "OMP_NUM_THREADS", "OMP_WAIT_POLICY"
    show = f"\nprint(*map(os.environ.get, {names}))"
    chosen = f"import os; os.environ.update(dict.fromkeys({names}, '3'))\n"
    default = f"import os; [os.environ.pop(name, None) for name in {names}]\n"
    assert run(chosen + SETUP + show, ROOT).stdout.strip() == "3 3"
    assert run(default + SETUP + show, ROOT).stdout.strip() == "1 PASSIVE"
