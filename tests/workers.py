"""A pytest plugin: how workers share the tests out, and what `--fast` leaves out.

A file stays in one worker, so that what it makes once is made once. Some files stay
together. The longest come first, so that the workers end together.
"""

import collections
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    # Lessons 9 and 10 load what lesson 8 has learned: their outputs say so.
    "08_train": "trained", "09_test": "trained", "10_predict": "trained",
    # One JupyterLab for all: each worker would start its own.
    "test_lab": "lab", "test_lessons": "lab", "test_network_lab": "lab",
    "test_lab_leaving": "lab", "test_chooser_lab": "lab",
    # One web site for all
    "test_site": "site", "test_site_paper": "site",
}  # fmt: skip
ONE_BY_ONE = (
    "test_offline",
    "test_fuzz",
    "test_photographs",
)  # long files whose tests share little
FIRST = (
    "trained",
    "lab",
    "browser",
    "notebooks",
    "test_kills",
    "test_weights",
    "test_photographs",
    "test_diagnosis",
)

# What takes minutes and is rarely broken by an edit: left out by `make test FAST=1`.
SLOW = {
    "notebooks": "cells of the ten lessons",
    "browser": "tests in a real browser",
    "test_offline": "lessons on the sample, without a network",
    "test_kills": "tests that kill processes",
    "test_weights": "tests of the shipped weights on all test pictures",
    "test_fuzz": "tests with random input of every kind",
    "test_recipes": "full trainings",
    "test_photographs": "tests of 500 photographs",
    "test_diagnosis": "trainings with planted faults",
    "test_site": "tests of the web site",
    "test_readme": "trainings as the README shows them",
}
LEFT_OUT = pytest.StashKey[dict]()


def kind(path: PurePath) -> str:
    """Return the folder of a lesson or of a browser test, else the name of the file."""
    return path.parent.name if path.parent.name in SLOW else path.stem


def turn(path: PurePath) -> int:
    """Return when a file should come: what takes longest first, short ones last."""
    names = TOGETHER.get(path.stem), kind(path)
    places = [FIRST.index(name) for name in names if name in FIRST]
    return min(places, default=len(FIRST) + (path.stem in ONE_BY_ONE))


def share(nodeid: str) -> str:
    """Name what goes to one worker: some files, a file, or a test alone."""
    path = nodeid.split("::")[0]
    stem = PurePath(path).stem
    return nodeid if stem in ONE_BY_ONE else TOGETHER.get(stem, path)


class ByFile(LoadScopeScheduling):
    """Give a worker a whole file at a time, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return share(nodeid)


@pytest.hookimpl(optionalhook=True)  # there is none without xdist
def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # most tests is not longest
    return ByFile(config, log)


def pytest_addoption(parser):
    parser.addoption("--fast", action="store_true", help="leave out what is slow")


def pytest_collection_modifyitems(config, items):
    """Put the tests in order; with --fast, leave some out and count them by kind."""
    items.sort(key=lambda item: turn(item.path))
    if config.getoption("fast"):
        slow = [item for item in items if kind(item.path) in SLOW]
        items[:] = [item for item in items if kind(item.path) not in SLOW]
        config.hook.pytest_deselected(items=slow)
        counts = dict(collections.Counter(kind(item.path) for item in slow))
        config.stash[LEFT_OUT] = counts
        if hasattr(config, "workeroutput"):  # to the process that will print it
            config.workeroutput["left_out"] = counts


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a worker has left out."""
    if counts := getattr(node, "workeroutput", {}).get("left_out"):
        node.config.stash[LEFT_OUT] = counts


def pytest_unconfigure(config):
    """Say last what --fast left out, so that nobody takes a part for the whole."""
    counts = config.stash.get(LEFT_OUT, None)
    if counts and not hasattr(config, "workerinput"):
        parts = [f"{n} {SLOW[name]}" for name, n in counts.items()]
        config.get_terminal_writer().line(f"LEFT OUT by --fast: {'; '.join(parts)}")
