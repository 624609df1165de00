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
