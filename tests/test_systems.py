"""Windows and macOS: what can be known here of systems that are not here."""

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import PurePosixPath, PureWindowsPath

import pytest

from tests.conftest import ROOT
from tools.notebooks import without_names

README = (ROOT / "README.md").read_text("utf-8")
PROACTOR = (
    "Proactor event loop does not implement add_reader family of methods required"
    " for zmq. Registering an additional selector thread for add_reader support via"
    " tornado."
)


def test_a_kernel_on_windows_fails_no_test():
    """pyzmq warns there, and a warning is an error here."""
    warnings.warn(PROACTOR, RuntimeWarning, stacklevel=1)
    with pytest.raises(RuntimeWarning):
        warnings.warn("another warning", RuntimeWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("home", "frame", "shown"),
    [
        (PureWindowsPath(r"C:\Users\ann"), r"C:\Users\ann\cnn\helpers\ops.py:7",
         r"helpers\ops.py:7"),
        (PureWindowsPath(r"C:\Users\ann"), r"C:\Users\ann\env\Lib\torch\nn.py:7",
         r"~\env\Lib\torch\nn.py:7"),
        (PurePosixPath("/home/ann"), "/home/ann/cnn/helpers/ops.py:7",
         "helpers/ops.py:7"),
        (PurePosixPath("/home/ann"), "/home/ann/cnn2/ops.py:7", "~/cnn2/ops.py:7"),
    ],
)  # fmt: skip
def test_saved_errors_name_nobody(home, frame, shown):
    assert without_names(f"File {frame}, in f", home / "cnn", home) == (
        f"File {shown}, in f"
    )


def test_windows_gets_the_same_bytes():
    """Text gets the same ends of lines everywhere, and nothing else is touched."""
    git = shutil.which("git")
    files = subprocess.run(
        [git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    ask = [git, "check-attr", "-z", "--stdin", "text", "eol"]
    told = subprocess.run(ask, cwd=ROOT, input=files, capture_output=True, check=True)
    words = told.stdout.decode().split("\0")
    attributes = {}
    for name, key, value in zip(*[iter(words)] * 3, strict=False):
        attributes.setdefault(name, {})[key] = value
    assert len(attributes) > 300
    for name, kept in attributes.items():
        head = (ROOT / name).read_bytes()[:8000] if (ROOT / name).exists() else b""
        if b"\0" in head:
            assert kept["text"] == "unset", f"{name} is binary: name it"
        else:
            assert kept == {"text": "auto", "eol": "lf"}, name
            assert b"\r\n" not in head, name


def commands(kind):
    return [
        line
        for block in re.findall(rf"```{kind}\n(.*?)```", README, re.DOTALL)
        for line in block.splitlines()
    ]


def test_powershell_runs_no_script_and_no_slash():
    """PowerShell refuses `activate`, and the Store's `python` opens a shop."""
    lines = commands("powershell")
    assert lines[2] == "py -3.13 -m venv .venv" and len(lines) == 7
    for line in lines[3:]:
        assert re.match(r"\.venv\\Scripts\\python -m (pip|tools\.lab|pytest)\b", line)
        assert "/" not in line
    assert "activate" not in README.replace("conda activate", "")


def test_both_systems_do_the_same():
    plain = "\n".join(commands("sh"))
    here = plain[plain.index("python3 -m venv") :].splitlines()[1:5]
    there = [
        line.replace("\\", "/").replace("/Scripts/", "/bin/")
        for line in commands("powershell")[3:]
    ]
    assert here == there


def make(*words):
    """Return what make says; the tests may run under a make, which hands flags down."""
    env = {name: v for name, v in os.environ.items() if not name.startswith("MAKE")}
    command = [shutil.which("make"), "--no-print-directory", *words]
    return subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=True
    ).stdout


def test_the_help_of_make_needs_no_gnu():
    """BSD's sed, on macOS, does not know \\t; awk is the same everywhere."""
    text = (ROOT / "Makefile").read_text("utf-8")
    assert "sed" not in re.findall(r"(?m)^\t@?(\w+)", text)
    told = make()
    targets = re.findall(r"(?m)^([a-z-]+):.*## ", text)
    assert [line.split()[1] for line in told.splitlines()] == targets
    assert {line[:5] for line in told.splitlines()} == {"make "}


def test_no_test_needs_a_link():
    """On Windows a symbolic link needs a privilege."""
    linking = [
        path.name
        for path in (ROOT / "tests").rglob("*.py")
        if re.search(r"\.(symlink|hardlink)_to\(", path.read_text("utf-8"))
    ]
    assert linking == ["test_live.py"]  # which is about Linux


@pytest.mark.parametrize(("given", "handed"), [(["FOLDER=a b"], ' "a b"'), ([], "")])
def test_a_folder_to_grade_may_have_a_space_in_its_name(given, handed):
    told = make("--dry-run", "grade", *given)
    assert told.rstrip().endswith(f"-m tools.grade{handed}")


@pytest.mark.parametrize("given", [[], [""], ["no such folder"]])
def test_grading_asks_which_folder(given):
    command = [sys.executable, "-m", "tools.grade", *given]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "Which folder?" in done.stderr
