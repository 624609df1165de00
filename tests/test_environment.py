"""The files that name versions agree, and so do the commands that they stand in."""

import ast
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[1]
README_HOSTS = (ROOT / "README.md").read_text("utf-8").split("## Other ways in")[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def lines(name):
    text = (ROOT / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_requirements_are_the_projects():
    assert lines("requirements.txt") == PROJECT["project"]["dependencies"]


def floors(name):
    """Return what an environment of conda asks for, under pip's names."""
    listed = yaml.safe_load((ROOT / name).read_text("utf-8"))["dependencies"]
    return [re.sub(r"^pytorch(-cpu)?\b", "torch", line) for line in listed]


@pytest.mark.parametrize("name", ["environment.yml", ".binder/environment.yml"])
def test_conda_has_the_same_floors(name):
    python, *others = floors(name)
    (jupyterlab,) = [
        r for r in PROJECT["dependency-groups"]["test"] if "jupyterlab" in r
    ]
    assert others == [*PROJECT["project"]["dependencies"], jupyterlab]
    needed = PROJECT["project"]["requires-python"]
    if name == "environment.yml":
        assert python == f"python{needed}"
    else:  # Binder wants one exact version, and has no GPU
        exact = re.fullmatch(r"python=(3\.\d+)", python)[1]
        assert SpecifierSet(needed).contains(exact)
        assert "pytorch-cpu" in (ROOT / name).read_text("utf-8")


def test_codespaces_install_what_the_lessons_need():
    text = (ROOT / ".devcontainer/devcontainer.json").read_text("utf-8")
    container = json.loads(text)
    exact = re.search(r"/python:(3\.\d+)$", container["image"])[1]
    assert SpecifierSet(PROJECT["project"]["requires-python"]).contains(exact)
    first, then = container["onCreateCommand"].split(" && ")
    # PyTorch without CUDA comes first, so that nothing asks for the other one
    assert first.endswith("--index-url https://download.pytorch.org/whl/cpu"
                          " torch torchvision")  # fmt: skip
    assert "--requirement requirements.txt ipykernel" in then
    for opened in container["customizations"]["codespaces"]["openFiles"]:
        assert (ROOT / opened).exists()


WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_named_by_digest(path):
    """A tag can be moved to other code. zizmor asks for the rest, in `make lint`."""
    text = path.read_text("utf-8")
    for job in yaml.safe_load(text)["jobs"].values():
        for step in job["steps"]:
            assert re.fullmatch(
                r"[\w/-]+@[0-9a-f]{40}", step.get("uses", "a@" + 40 * "0")
            )
    assert len(re.findall(r"uses: \S+ # v[\d.]+", text)) == text.count("uses:")


def test_the_oldest_and_the_newest_python_are_tested():
    (path,) = [path for path in WORKFLOWS if path.stem == "test"]
    jobs = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    tested = jobs["test"]["strategy"]["matrix"]["include"]
    assert {row["python"] for row in tested} == {"3.11", "3.12", "3.13", "3.14"}
    assert {row["os"].split("-")[0] for row in tested} == {"ubuntu", "macos", "windows"}
    (oldest,) = [row["python"] for row in tested if "versions" in row]
    assert PROJECT["project"]["requires-python"] == f">={oldest}"


def test_an_issue_asks_for_what_is_needed():
    """Where, what, and with which versions: the cell that prints them runs."""
    (form,) = (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml")
    fields = yaml.safe_load(form.read_text("utf-8"))["body"]
    asked = {field["id"]: field["attributes"] for field in fields}
    assert asked.keys() == {"lesson", "host", "happened", "versions"}
    hosts = re.findall(r"(?m)^\| (\w+)[^|]* \|.*\|.*\|.*\|$", README_HOSTS)
    named = " ".join(asked["host"]["options"])
    assert all(host in named for host in hosts[1:]), hosts
    code = asked["versions"]["value"]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "'torch': '" in done.stdout, done.stderr


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
GROUPS = {
    "measure": ["pretrained"],
    "tools": ["test", "kit", "site"],
    "tests": ["test"],
}
DISTRIBUTIONS = {
    "PIL": "pillow",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
    "markdown_it": "markdown-it-py",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "xdist": "pytest-xdist",
}
# What is not declared because it cannot be missing where the other one is.
ARRIVES_WITH = {
    "ipython": "ipywidgets",
    "traitlets": "ipywidgets",
    "jupyter-client": "nbclient",
    "joblib": "scikit-learn",
    "jupyter-server": "jupyterlab",
    "ipykernel": "jupyterlab",
    "packaging": "matplotlib",
    "pyyaml": "jupytext",
    "pygments": "nbconvert",
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
