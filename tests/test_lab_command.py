"""`make lab`: whose notebooks it trusts, and that git never sees which Python ran."""

import asyncio
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
from nbformat import read
from nbformat.sign import NotebookNotary

from tests.conftest import ROOT
from tests.lessons import ALL
from tools import lab

NAME = "05_architecture"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A lesson, one that goes further, and a notebook of one's own."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    notebooks = tmp_path / "notebooks"
    (notebooks / "further").mkdir(parents=True)
    for name in (NAME, "further/speed"):
        for ending in (".py", ".ipynb"):
            shutil.copy(ROOT / "notebooks" / (name + ending),
                        notebooks / (name + ending))  # fmt: skip
    shutil.copy(ROOT / "notebooks" / "02_download_the_data.ipynb",
                notebooks / "mine.ipynb")  # fmt: skip
    monkeypatch.setattr(lab, "NOTEBOOKS", notebooks)
    return notebooks


def waited(coroutine):
    """Run it in a thread of its own: the browser's loop may run in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()


def trusted(folder):
    notary = NotebookNotary()
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.ipynb")
        if notary.check_signature(read(path, 4))
    }


def test_lessons_are_trusted_at_every_start_and_nothing_else(folder):
    lessons = {f"{NAME}.ipynb", "further/speed.ipynb"}
    assert trusted(folder) == set()
    lab.trust_lessons()
    assert trusted(folder) == lessons
    lesson = folder / f"{NAME}.ipynb"  # a pull brings another
    lesson.write_text(lesson.read_text("utf-8").replace("striped", "spotted"), "utf-8")
    assert trusted(folder) == {"further/speed.ipynb"}
    lab.trust_lessons()
    assert trusted(folder) == lessons


@pytest.mark.parametrize("version", ["3.11.0", "3.16.1"])
@pytest.mark.parametrize("name", ALL)
def test_opened_by_any_python_a_lesson_is_saved_as_it_was(
    name, version, tmp_path, monkeypatch
):
    monkeypatch.setattr("platform.python_version", lambda: version)
    path = tmp_path / "lesson.ipynb"
    shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", path)
    before = path.read_bytes()
    contents = lab.Notebooks(root_dir=str(tmp_path))
    model = waited(contents.get("lesson.ipynb"))
    assert model["content"]["metadata"]["language_info"]["version"] == version
    waited(contents.save(json.loads(json.dumps(model, default=str)), "lesson.ipynb"))
    assert path.read_bytes() == before


def test_other_files_and_languages_are_left_alone(tmp_path):
    contents = lab.Notebooks(root_dir=str(tmp_path))
    (tmp_path / "text.txt").write_text("language_info")
    assert waited(contents.get("text.txt"))["content"] == "language_info"
    assert waited(contents.get(""))["type"] == "directory"
    metadata = {"language_info": {"name": "julia"}}
    notebook = {"cells": [], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "julia.ipynb").write_text(json.dumps(notebook))
    content = waited(contents.get("julia.ipynb"))["content"]
    assert content["metadata"] == metadata
    without = waited(contents.get("julia.ipynb", content=False))
    assert without["content"] is None


def written_by(text):
    """List the files that code names where it saves or downloads something."""
    calls = r"(?:save_path=|\.save\(|\.savefig\(|_folder\(|FashionMNIST\()"
    return re.findall(rf'{calls}"([^"]+)"', text)


@pytest.mark.parametrize("name", ALL)
def test_git_does_not_see_what_a_lesson_saves(name):
    script = ROOT / "notebooks" / f"{name}.py"
    for path in written_by(script.read_text("utf-8")):
        path += "" if "." in path.removeprefix("..") else "/FashionMNIST/raw/x"
        path = (script.parent / path).resolve()
        command = ["git", "check-ignore", "--quiet", "--no-index", str(path)]
        assert subprocess.run(command, cwd=ROOT).returncode == 0, path


def test_what_is_saved_is_found():
    found = [
        path
        for name in ALL
        for path in written_by((ROOT / "notebooks" / f"{name}.py").read_text("utf-8"))
    ]
    assert {*found} == {"fashion_cnn.pt", "data", "../data"}
    assert written_by('x.savefig("mine.pdf")') == ["mine.pdf"]
