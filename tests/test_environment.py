"""The files that name versions agree, and so do the commands that they stand in."""

import ast
import importlib.metadata
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def lines(name):
    text = (ROOT / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_requirements_are_the_projects():
    assert lines("requirements.txt") == PROJECT["project"]["dependencies"]


def test_conda_has_the_same_floors():
    listed = [
        line.strip().removeprefix("- ").replace("pytorch", "torch")
        for line in lines("environment.yml")
        if line.startswith("  - ") and "conda-forge" not in line
    ]
    python = "python" + PROJECT["project"]["requires-python"]
    (jupyterlab,) = [
        r for r in PROJECT["dependency-groups"]["test"] if "jupyterlab" in r
    ]
    assert listed == [python, *PROJECT["project"]["dependencies"], jupyterlab]


# Which of our own folders a folder may import.
OWN = {
    "helpers": {"helpers"},
    "notebooks": {"helpers"},
    "measure": {"helpers", "measure"},
    "tools": {"helpers", "tools"},
    "tests": {
        "helpers",
        "measure",
        "tools",
        "tests",
        "browsing",
        "choosing",
        "mistakes",
        "networks",
    },  # fmt: skip
}
GROUPS = {"measure": ["pretrained"], "tools": ["test"], "tests": ["test"]}
DISTRIBUTIONS = {
    "PIL": "pillow",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "xdist": "pytest-xdist",
    "yaml": "pyyaml",
}
# What is not declared because it cannot be missing where the other one is.
ARRIVES_WITH = {
    "ipython": "ipywidgets",
    "traitlets": "ipywidgets",
    "jupyter-client": "nbclient",
    "joblib": "scikit-learn",
}


def imported(folder):
    """Return the packages that the Python files of a folder import, wherever."""
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module)
    return {name.split(".")[0] for name in names} - sys.stdlib_module_names


def distribution(requirement):
    """Return the name in a requirement, or of the package that an import is from."""
    name = re.match(r"[\w-]+", requirement)[0]
    return DISTRIBUTIONS.get(name, name.lower().replace("_", "-"))


@pytest.mark.parametrize("folder", OWN)
def test_what_is_imported_is_declared(folder):
    groups = PROJECT["dependency-groups"]
    declared = list(PROJECT["project"]["dependencies"])
    for group in GROUPS.get(folder, []):
        declared += [line for line in groups[group] if isinstance(line, str)]
    declared = set(map(distribution, declared))
    arrives = {name for name, other in ARRIVES_WITH.items() if other in declared}
    foreign = set(map(distribution, imported(folder) - OWN[folder]))
    assert foreign <= declared | arrives


@pytest.mark.parametrize(("name", "other"), ARRIVES_WITH.items())
def test_what_is_not_declared_arrives_with_another(name, other):
    required = importlib.metadata.requires(other)
    assert name in {distribution(line) for line in required if "extra" not in line}


def test_every_package_is_installed_with_its_data():
    setup = PROJECT["tool"]["setuptools"]
    found = {path.parent for path in (ROOT / "helpers").rglob("__init__.py")}
    names = {".".join(path.relative_to(ROOT).parts) for path in found}
    assert set(setup["packages"]) == names
    for package, patterns in setup["package-data"].items():
        for pattern in patterns:
            assert list((ROOT / package.replace(".", "/")).glob(pattern)), pattern


def test_the_oldest_versions_are_the_floors():
    pins = dict(line.split("==") for line in lines("tests/oldest.txt"))
    floors = dict(
        re.match(r"([\w-]+)>=([\d.]+)", line).groups()
        for line in PROJECT["project"]["dependencies"]
    )
    # the front end of ipywidgets 7, which ipywidgets 7 does not pin itself
    assert pins.pop("jupyterlab-widgets").startswith("1.")
    assert pins.keys() == floors.keys()
    for name, floor in floors.items():
        assert f"{pins[name]}.".startswith(f"{floor}."), name


def test_colabs_pins_satisfy_the_floors():
    pins = dict(line.split("==") for line in lines("tests/colab.txt"))
    for line in PROJECT["project"]["dependencies"]:
        name, floor = re.match(r"([\w-]+)>=([\d.]+)", line).groups()
        if name in pins:
            as_numbers = [[int(n) for n in v.split(".")] for v in (pins[name], floor)]
            assert as_numbers[0] >= as_numbers[1], name


NAMING = "README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/test.yml"
COMMANDS = {
    (name, target)
    for name in NAMING
    for line in re.findall(
        r"(?m)(?:^|`|exec |run: )make ([a-z-]+(?: [a-z-]+)*)",
        (ROOT / name).read_text("utf-8"),
    )
    for target in line.split()
}


@pytest.mark.parametrize(("name", "target"), sorted(COMMANDS))
def test_commands_that_are_named_exist(name, target):
    assert {named for named, _ in COMMANDS} == {*NAMING}
    assert re.search(rf"^{target}:.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_files_of_the_readme_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    for link in re.findall(r"\]\((?!https)([^)]+)\)", text):
        assert (ROOT / link).exists(), link


def test_environments_are_never_committed(tmp_path):
    """Neither as folders nor as links to another folder's."""
    ignored = (ROOT / ".gitignore").read_text("utf-8")
    (tmp_path / ".gitignore").write_text(ignored, "utf-8")
    for name in (".venv", ".venv-colab", ".build"):
        (tmp_path / name).touch()  # to git a link is a file too
    git = shutil.which("git")
    subprocess.run([git, "init", "-q", tmp_path], check=True)
    ask = [git, "-C", tmp_path, "status", "--porcelain", "--untracked-files=all"]
    found = subprocess.run(ask, check=True, capture_output=True, text=True).stdout
    assert found.split() == ["??", ".gitignore"]
