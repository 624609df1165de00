"""The cell that begins every lesson finds the package, or says what to do."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools.badges import address

ROOT = Path(__file__).parents[1]
LESSON = ROOT / "notebooks" / "01_import_the_libraries.ipynb"
SETUP = nbformat.read(LESSON, as_version=4).cells[2].source
SHOW = "\nprint(helpers.__path__[0])"

# On Colab: no package in sight, and a `git clone` that needs no network.
COLAB = f"""
import shutil, subprocess, sys, types
sys.modules["google.colab"] = types.ModuleType("google.colab")
def clone(command, check):
    print(command)
    shutil.copytree({str(ROOT / "helpers")!r}, command[-1] + "/helpers")
subprocess.run = clone
"""


def run(code, folder):
    command = [sys.executable, "-I", "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("folder", [ROOT, ROOT / "notebooks", ROOT / "tests/browser"])
def test_it_finds_the_package_above(folder):
    done = run(SETUP + SHOW, folder)
    assert Path(done.stdout.strip()) == ROOT / "helpers", done.stderr


def test_from_another_folder_it_says_where_to_open(tmp_path):
    done = run(SETUP, tmp_path)
    assert done.returncode == 1
    message = f"Open this notebook from its own folder, not {tmp_path}."
    assert done.stderr.strip() == message


def test_a_foreign_package_is_recognised(tmp_path):
    (tmp_path / "helpers").mkdir()
    (tmp_path / "helpers" / "__init__.py").touch()
    before = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    done = run(f"{before}import helpers\n{SETUP}", ROOT / "notebooks")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("Another helpers is loaded. Restart")
    # on the path, but not loaded: ours comes first
    done = run(before + SETUP + SHOW, ROOT / "notebooks")
    assert Path(done.stdout.strip()) == ROOT / "helpers", done.stderr


def test_on_colab_it_clones_once_at_the_revision(tmp_path):
    for times in (1, 0):
        done = run(COLAB + SETUP + SHOW, tmp_path)
        assert done.returncode == 0, done.stderr
        *cloned, found = done.stdout.splitlines()
        assert len(cloned) == times
        assert Path(found) == tmp_path / "cnn-step-by-step" / "helpers"
        if times:
            repo, revision = address()
            assert f"'--branch={revision}', 'https://github.com/{repo}'" in cloned[0]


def test_it_leaves_a_choice_of_threads_alone(tmp_path):
    show = "\nprint(os.environ['OMP_NUM_THREADS'])"
    chosen = "import os; os.environ['OMP_NUM_THREADS'] = '3'\n"
    default = "import os; os.environ.pop('OMP_NUM_THREADS', None)\n"
    assert run(chosen + SETUP + show, ROOT).stdout.strip() == "3"
    assert run(default + SETUP + show, ROOT).stdout.strip() == "1"
