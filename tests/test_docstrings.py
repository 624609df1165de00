"""The examples in docstrings are true, and every public name has a docstring."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import helpers

MODULES = [m.name for m in pkgutil.walk_packages(helpers.__path__, "helpers.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_the_reading_order_names_every_module_and_imports_only_upwards():
    listed = [
        line.split("`")[1] for line in helpers.__doc__.splitlines() if ". `" in line
    ]
    modules = [name.split(".")[1] for name in MODULES if name.count(".") == 1]
    assert sorted(listed) == sorted(modules)
    for place, name in enumerate(listed):
        source = importlib.util.find_spec(f"helpers.{name}").origin
        text = Path(source).read_text("utf-8")
        for later in listed[place + 1 :]:
            imported = rf"(?m)^\s*(from|import) helpers(\.| import ){later}\b"
            assert not re.search(imported, text), f"{name} imports {later}"
