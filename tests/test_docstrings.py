"""The examples in docstrings are true, and every public name has a docstring."""

import doctest
import importlib
import pkgutil

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
        text = open(source, encoding="utf-8").read()
        for later in listed[place + 1 :]:
            assert f"helpers.{later}" not in text, f"{name} imports {later}"
            assert f"from helpers import {later}\n" not in text
