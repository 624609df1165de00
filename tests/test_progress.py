"""The bars: there when they are wanted, gone when they are done."""

import pytest

from helpers import progress


@pytest.fixture
def asked(monkeypatch):
    """What tqdm is asked for."""
    seen = {}

    def tqdm(iterable, **how):
        seen.update(how, iterable=iterable)

    monkeypatch.setattr(progress, "tqdm", tqdm)
    return seen


@pytest.mark.parametrize(
    ("value", "off"), [(None, False), ("", False), ("0", False), ("1", True)]
)
def test_a_variable_turns_them_off(value, off, asked, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    if value is not None:
        monkeypatch.setenv("TQDM_DISABLE", value)
    progress.progress([1, 2], unit="B")
    assert asked == {"iterable": [1, 2], "leave": False, "disable": off, "unit": "B"}


def test_they_count(monkeypatch):
    monkeypatch.setenv("TQDM_DISABLE", "1")
    assert list(progress.progress(range(3))) == [0, 1, 2]
