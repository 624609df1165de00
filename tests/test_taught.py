"""What a lesson writes out is what later lessons import, as syntax trees."""

import re

import pytest

from tests.conftest import ROOT
from tests.lessons import ALL, code_cells, definitions, read

# What each lesson teaches: written out there, then imported from the package.
TAUGHT = {
    "01_import_the_libraries": ["digits_in_frame"],
    "03_split": ["split_dataset"],
    "05_architecture": ["ArticleNet"],
    "06_loss_and_optimizer": ["FashionCNN"],
    "07_training_algorithm": ["train_one_epoch", "mean_loss", "evaluate", "evaluating",
                              "train"],
    "09_test": ["test", "confusion_matrix", "most_confused"],
    "10_predict": ["predict_image", "one_minute"],
}  # fmt: skip


def gather(sources):
    """Return what modules define: {"conv2d": {"ops": its tree}, ...}."""
    found = {}
    for module, source in sources.items():
        for name, tree in definitions(source).items():
            found.setdefault(name, {})[module] = tree
    return found


def named_modules(text):
    """Return the modules of the package that a text imports, or names by their path."""
    text = text.replace("/", ".")
    listed = re.findall(r"from helpers import ([\w, ]+)", text)
    names = set(re.findall(r"\w+", " ".join(listed)))
    for dotted in re.findall(r"\bhelpers\.([\w.]*\w)", text):
        parts = dotted.split(".")
        names |= {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return names


def counterparts(name, package, text):
    """Return the definitions one of which a lesson's own must equal, by module.

    Those of modules that its text names, where there are any; else all.
    """
    found, named = package.get(name, {}), named_modules(text)
    return {module: found[module] for module in found if module in named} or found


FOLDER = ROOT / "helpers"
PACKAGE = gather({
    ".".join(path.relative_to(FOLDER).with_suffix("").parts): path.read_text("utf-8")
    for path in FOLDER.rglob("*.py")
})  # fmt: skip


@pytest.mark.parametrize("step", ALL)
def test_what_is_taught_is_what_is_imported(step):
    notebook, taught = read(step), set()
    text = "\n".join(cell.source for cell in notebook.cells)
    for cell in code_cells(notebook):
        for name, tree in definitions(cell.source).items():
            if theirs := counterparts(name, PACKAGE, text):
                assert tree in theirs.values(), (
                    f"{name} differs from that of {[*theirs]}"
                )
                taught.add(name)
    assert taught >= set(TAUGHT.get(step, []))


@pytest.mark.parametrize("order", [("a", "checks.b"), ("checks.b", "a")])
@pytest.mark.parametrize(
    ("text", "modules"),
    [
        ("no module is named", {"a", "checks.b"}),
        ("from helpers.a import f", {"a"}),
        ("from helpers import plots, a", {"a"}),
        ("It lives in `helpers/checks/b.py`.", {"checks.b"}),
        ("`helpers.checks.b.f` is the same", {"checks.b"}),
        ("from helpers.abc import f", {"a", "checks.b"}),
    ],
)
def test_two_functions_of_one_name_are_told_apart(order, text, modules):
    sources = {"a": "def f(): return 1", "checks.b": "def f(): return 2"}
    package = gather({module: sources[module] for module in order})
    theirs = counterparts("f", package, text)
    assert theirs == {m: definitions(sources[m])["f"] for m in modules}
    assert counterparts("g", package, text) == {}


def test_a_difference_of_one_sign_is_seen():
    assert definitions("def f(x: int):\n  'doc'\n  return x + 1") == definitions(
        "def f(x):\n  return x + 1"
    )
    assert definitions("def f(x): return x + 1") != definitions(
        "def f(x): return x - 1"
    )
