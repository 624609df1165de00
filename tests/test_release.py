"""A release has one number, wherever it stands, and a wheel that installs."""

import datetime
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.lessons import ALL
from tests.test_badges import copy  # noqa: F401, a fixture
from tests.test_environment import PROJECT
from tools.hosts import address

VERSION = PROJECT["project"]["version"]


def release(folder, *arguments):
    command = [sys.executable, "-m", "tools.release", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def versions(folder):
    """Return the version and its day as each file has it."""
    read = {
        name: (folder / name).read_text("utf-8")
        for name in ("pyproject.toml", "CITATION.cff", "CHANGELOG.md")
    }
    cited = yaml.safe_load(read["CITATION.cff"])
    heading = re.search(r"(?m)^## (\S+) \((.+)\)$", read["CHANGELOG.md"])
    project = re.search(r'(?m)^version = "(.+)"', read["pyproject.toml"])[1]
    return {project, cited["version"], heading[1]}, {cited["date-released"], heading[2]}


def test_one_number_wherever_it_stands():
    numbers, days = versions(ROOT)
    assert numbers == {VERSION} and address()[1] == f"v{VERSION}"
    (day,) = days
    assert datetime.date.fromisoformat(day)


def test_the_citation_has_what_is_asked_for():
    """By the schema of the Citation File Format 1.2.0."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "software"
    assert cited["license"] == PROJECT["project"]["license"]
    assert cited["repository-code"] == PROJECT["project"]["urls"]["Repository"]
    assert all(set(author) == {"name"} for author in cited["authors"])


def test_a_release_reaches_every_place(copy):  # noqa: F811
    shutil.copy(ROOT / "CHANGELOG.md", copy)
    log = copy / "CHANGELOG.md"
    log.write_text(
        log.read_text().replace("\n## ", "\n## Unreleased\n\nNew.\n\n## ", 1)
    )
    done = release(copy, "7.8.9")
    assert done.returncode == 0 and "git tag v7.8.9" in done.stdout, done.stderr
    today = datetime.date.today().isoformat()
    assert versions(copy) == ({"7.8.9"}, {today})
    assert f"\n## 7.8.9 ({today})\n\nNew.\n\n## {VERSION} (" in log.read_text()
    for step in ALL:
        for suffix in ("py", "ipynb"):
            text = (copy / f"notebooks/{step}.{suffix}").read_text("utf-8")
            assert text.count("v7.8.9") == 2 and f"v{VERSION}" not in text
    for name in ("README.md", "colab_badges.md"):
        assert f"v{VERSION}/" not in (copy / name).read_text("utf-8")


@pytest.mark.parametrize("version", ["", "1.1", "v9.0.0", "1.0.0", "0.9.12", "9.0.0"])
def test_what_is_no_release_changes_nothing(copy, version):  # noqa: F811
    shutil.copy(ROOT / "CHANGELOG.md", copy)  # without a section of what is new
    done = release(copy, *filter(None, [version]))
    wanted = {"9.0.0": "Unreleased", "1.0.0": "above 1.0.0", "0.9.12": "above 1.0.0"}
    assert done.returncode == 1 and wanted.get(version, "VERSION must") in done.stderr
    assert versions(copy) == versions(ROOT)


def test_the_wheel_builds_without_a_warning_and_installs(tmp_path):
    """It needs no network: setuptools is there, and pip asks for nothing else."""
    tracked = subprocess.run(
        [shutil.which("git"), "-C", ROOT, "ls-files", "-z", "helpers"],
        capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    source = tmp_path / "source"
    for name in [*filter(None, tracked), "pyproject.toml", "README.md", "LICENSE"]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    code = "from setuptools.build_meta import build_wheel as b; print(b({!r}))"
    silent = "PYTHONDONTWRITEBYTECODE"  # setuptools warns of it
    built = subprocess.run(
        [sys.executable, "-c", code.format(str(tmp_path))], cwd=source,
        env={name: value for name, value in os.environ.items() if name != silent},
        capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    assert "warning" not in built.stderr.lower(), built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"cnn_step_by_step-{VERSION}-py3-none-any.whl"
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith("helpers/")}
    assert inside == {n for n in tracked if n}

    empty = tmp_path / "empty"
    venv.create(empty, with_pip=False)
    scripts = sysconfig.get_path("scripts", vars={"base": str(empty)})
    python = Path(scripts, "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    pip += ["--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True)
    show = "import helpers; print(helpers.__path__[0])"
    told = subprocess.run([python, "-I", "-c", show], capture_output=True, text=True)
    assert Path(told.stdout.strip()).is_relative_to(empty), told.stderr
