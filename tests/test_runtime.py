"""What a lesson needs of its runtime is there, or one sentence says what is not."""

import importlib.metadata
import re
import sys
from importlib.metadata import PackageNotFoundError

import pytest

from helpers import runtime
from helpers.runtime import check_runtime, lacking
from tests.test_environment import PROJECT


def test_this_one_is_new_enough():
    check_runtime()
    assert PROJECT["project"]["requires-python"] == ">={}.{}".format(*runtime.PYTHON)


@pytest.mark.parametrize("requirement", PROJECT["project"]["dependencies"])
def test_each_requirement_is_asked(monkeypatch, requirement):
    name = re.match(r"[\w-]+", requirement)[0]

    def version(asked):
        return "0.1" if asked == name else importlib.metadata.version(asked)

    monkeypatch.setattr(runtime, "version", version)
    with pytest.raises(SystemExit, match=f"^Here is {name} 0.1, not .*restart the"):
        check_runtime()


@pytest.mark.parametrize(
    ("there", "met"),
    [("2.10.0", True), ("2.10.0a0+git1", False), ("2.11.0+cu128", True),
     ("2.9.1", False), ("2.15.0.dev1", True), ("3", True), ("1.13", False)],
)  # fmt: skip
def test_versions_are_compared_as_versions(monkeypatch, there, met):
    monkeypatch.setattr(runtime, "version", lambda _: there)
    assert (lacking("torch>=2.10") is None) == met


@pytest.mark.parametrize("requirement", PROJECT["project"]["dependencies"])
def test_a_package_of_another_distribution_is_no_lack(monkeypatch, requirement):
    def version(_):
        raise PackageNotFoundError

    monkeypatch.setattr(runtime, "version", version)
    assert lacking(requirement) is None
    monkeypatch.setattr(runtime, "find_spec", lambda _: None)
    assert lacking(requirement) == "no " + re.match(r"[\w-]+", requirement)[0]


def test_an_old_python_is_named(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    with pytest.raises(SystemExit, match="need Python 3.11 or newer, this is 3.10."):
        check_runtime()


def test_where_pip_has_installed_the_course_pip_has_looked(monkeypatch, tmp_path):
    monkeypatch.setattr(runtime, "REQUIREMENTS", tmp_path / "requirements.txt")
    monkeypatch.setattr(runtime, "lacking", lambda _: "never asked")
    check_runtime()
