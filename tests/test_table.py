"""A table says the same in plain text and in HTML, and folded it tells no answer."""

import re
from html import unescape

import numpy as np
import pytest
import torch

from helpers.table import Table


def cells(html):
    """Return the texts of a table's cells, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [
        [unescape(text) for text in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_names_and_numbers():
    table = Table({"MLP": 0.361, "a <b>": -1234}, digits=2)
    assert repr(table) == "MLP      0.36\na <b>  −1,234"
    assert cells(table._repr_html_()) == [["MLP", "0.36"], ["a <b>", "−1,234"]]


def test_columns_have_heads():
    table = Table({"MLP": [0.5, "yes"], "CNN": [12.0, None]}, ["share", "won"], 1)
    want = [["", "share", "won"], ["MLP", "0.5", "yes"], ["CNN", "12.0", "None"]]
    assert cells(table._repr_html_()) == want
    assert [line.split() for line in repr(table).splitlines()] == [
        [cell for cell in row if cell] for row in want
    ]


@pytest.mark.parametrize(
    "number", [torch.tensor(0.25), np.float32(0.25), np.array(0.25)]
)
def test_numbers_of_numpy_and_torch_are_numbers(number):
    assert repr(Table({"a": number})) == "a  0.25"
    assert repr(Table({"a": torch.tensor(7)})) == "a  7"


def test_its_first_line_tells_nothing():
    first, second = Table({"a": 1})._repr_html_().splitlines()[:2]
    assert "folded" in first and not re.search(r"\d", first) and second == "<table>"
