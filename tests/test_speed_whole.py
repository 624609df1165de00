"""Lessons, tests and widgets as wholes: what is timed, and what is said of it."""

from torch.utils.data import Subset

from measure.speed import wholes
from measure.speed.table import whole, widgets_table
from measure.speed.widgets import makers, widgets


def test_a_whole_is_told_in_epochs_of_the_articles_way():
    measured = {"article_epoch": [9.0, 10.0, 11.0, 10.0], "seconds": 240.0,
                "lesson_8": 60.0, "hardware": "two cores"}  # fmt: skip
    text = whole(measured, "All of it")
    assert text.startswith("All of it: 4.0 minutes, as long as 24 epochs")
    assert "two cores" in text
    assert "its 18 epochs alone would take 180 s" in text and "3.0 times" in text


def test_epochs_around_a_whole_are_timed(train_set, test_set, monkeypatch):
    timed = []
    monkeypatch.setattr(wholes, "seconds_of", lambda *what: timed.append(what) or 1.0)
    few = Subset(train_set, range(100)), Subset(test_set, range(20))
    found = wholes.lessons(*few)
    assert timed == [(wholes.LESSON_8,), ("notebooks",)]
    assert len(found["article_epoch"]) == 4 and min(found["article_epoch"]) >= 0
    assert set(wholes.suite(*few)) == {"hardware", "article_epoch", "seconds"}


def test_every_widget_is_made_and_weighed(train_set):
    found = widgets(train_set, repeats=1)
    assert [row["widget"] for row in found["made"]] == list(makers(train_set))
    for row in found["made"]:
        page = makers(train_set)[row["widget"]]()._html()
        assert abs(1000 * row["kilobytes"] - len(page.encode())) < 0.02 * len(page) + 99
        assert len(row["seconds"]) == 1
    assert len(widgets_table(found).splitlines()) == 2 + len(found["made"])
