"""The house rules: what may import what, how long a file is, where refusals live."""

import ast
import inspect
import io
import re
import tokenize

import pytest

import helpers
from tests.conftest import ROOT
from tools import graph

HOUSE = (*graph.PACKAGES, "tests")
SOURCES = graph.sources(HOUSE)
HELPERS = {name: text for name, text in SOURCES.items() if name.startswith("helpers")}
# From the ground up. Within a floor any order will do that has no circle.
FLOORS = [
    {"helpers.checks"},
    {"helpers"},
    {"helpers.exercises", "helpers.widgets"},
    {"measure"},
    {"tools"},
    {"tests"},
]
LONGEST = 300  # lines of a file
GUARDS_UP_TO = 0.05  # of the code lines
OTHER_ROOMS = ("helpers.checks", "helpers.exercises", "helpers.widgets")
LAID_OUT = re.compile(r"(?ms)^## How the code is laid out\n.*?(?=^## |\Z)")


# ---- who imports whom


def floor(module):
    """Return the floor of a module: that of the longest name which it begins with."""
    parts = module.split(".")
    names = [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next(i for name in names for i, names in enumerate(FLOORS) if name in names)


def upward(modules):
    """List the imports that go from a lower floor to a higher one."""
    return [
        f"{name} imports {other}"
        for name, imported in modules.items()
        for other in sorted(imported)
        if floor(other) > floor(name)
    ]


@pytest.mark.parametrize("for_types", [False, True])
def test_imports_go_downwards_and_never_in_a_circle(for_types):
    modules = graph.module_graph(SOURCES, for_types)
    assert len(modules) > 80 and sum(map(len, modules.values())) > 200
    assert upward(modules) == []
    assert graph.circle(modules) == []
    assert graph.circle(graph.room_graph(modules)) == []


LATE = "def f():\n    with x:\n        from helpers import b"
TYPED = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import helpers.b"


@pytest.mark.parametrize("line", ["import helpers.b", "from helpers.b import x", LATE])
def test_a_planted_circle_is_found(line):
    sources = {"helpers.a": line, "helpers.b": "import helpers.c as c"}
    closed = sources | {"helpers.c": "from helpers import a"}
    assert graph.circle(graph.module_graph(sources | {"helpers.c": ""})) == []
    assert set(graph.circle(graph.module_graph(closed))) == set(closed)


def test_a_circle_of_types_alone_is_told_apart():
    sources = {"helpers.a": TYPED, "helpers.b": "import helpers.a"}
    assert graph.circle(graph.module_graph(sources)) == []
    assert graph.circle(graph.module_graph(sources, for_types=True))
    sources["helpers.a"] = TYPED + "\nelse:\n    import helpers.b"
    assert graph.circle(graph.module_graph(sources))


def test_rooms_in_a_circle_are_found_though_their_modules_are_in_none():
    sources = {
        "helpers.checks.a": "import helpers.b",
        "helpers.b": "import helpers.checks.c",
        "helpers.checks.c": "",
    }
    modules = graph.module_graph(sources)
    assert graph.circle(modules) == []
    assert set(graph.circle(graph.room_graph(modules))) == {"b", "checks"}


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("helpers.checks.ops", "helpers.ops"),
        ("helpers.plots", "helpers.widgets.drawing"),
        ("helpers.ops", "measure.record"),
        ("helpers.ops", "tests.conftest"),
        ("measure.speed.table", "tools.badges"),
        ("measure.record", "tests.conftest"),
        ("tools.badges", "tests.conftest"),
    ],
)
@pytest.mark.parametrize("line", ["import {}", "def f():\n    import {}"])
def test_a_planted_arrow_upwards_is_found(low, high, line):
    assert upward(graph.module_graph({low: line.format(high), high: ""})) == [
        f"{low} imports {high}"
    ]
    assert upward(graph.module_graph({high: line.format(low), low: ""})) == []


def test_an_import_by_dots_is_refused():
    with pytest.raises(ValueError, match=r"an import from \.\.: write its name out"):
        graph.imports("from .. import a", {"helpers.a"})


# ---- the picture


def test_the_picture_is_what_the_command_would_draw_now():
    text = graph.PAGE.read_text("utf-8")
    assert graph.picture(graph.sources()) in text
    assert graph.page(text) == text, "run `make graph`"


def test_the_page_stays_short():
    (part,) = LAID_OUT.findall(graph.PAGE.read_text("utf-8"))
    assert len(part.splitlines()) <= 66


def test_how_a_picture_is_drawn():
    sources = {
        "helpers": '"""All."""\nimport helpers.ground',
        "helpers.ground": '"""Carries the others (lessons 3 and 4)."""',
        "helpers.middle": f'"""Stands on it: all clauses that fit, {"x" * 50}, no."""\n'
        "import helpers.ground",
        "helpers.folder": f'"""{"long words " * 9}."""',
        "helpers.folder.part": '"""Above."""\nfrom helpers import ground, middle',
    }
    cut = "long words " * 5 + "…"
    assert graph.picture(sources).splitlines() == [
        f" 2  folder/             {cut:<59}→ middle",
        f" 1  middle              {'Stands on it: all clauses that fit':<59}→ ground",
        " 0  ground              Carries the others",
    ]


def test_help_names_every_room():
    """`help(helpers)` is the list of what a lesson can import from."""
    rooms = {graph.room(name) for name in HELPERS if name != "helpers"}
    assert set(re.findall(r"`(\w+)`", helpers.__doc__)) == rooms


@pytest.mark.parametrize("name", HELPERS)
def test_every_module_says_what_it_is_for(name):
    first = (ast.get_docstring(ast.parse(HELPERS[name])) or "").split("\n")[0]
    assert len(first.split()) >= 3


# ---- refusals


def is_guard(node):
    """Tell whether a statement is an `if` that does nothing but raise."""
    return isinstance(node, ast.If) and all(
        isinstance(part, ast.Raise) or is_guard(part)
        for part in [*node.body, *node.orelse]
    )


def lines_of(nodes):
    return {i for node in nodes for i in range(node.lineno, node.end_lineno + 1)}


def code_lines(source):
    """Return the numbers of the lines with code: no docstrings, comments, blanks."""
    empty = (
        tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT,
        tokenize.DEDENT, tokenize.ENDMARKER,
    )  # fmt: skip
    lines = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in empty:
            lines |= set(range(token.start[0], token.end[0] + 1))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            lines -= lines_of(node.body[:1])
    return lines


def guard_lines(source):
    return lines_of(filter(is_guard, ast.walk(ast.parse(source)))) & code_lines(source)


def guarded_functions(source):
    """List the functions that have more guard lines than other lines."""
    guards, code, found = guard_lines(source), code_lines(source), []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = lines_of(node.body) & code
            if len(body & guards) > len(body - guards):
                found.append(node.name)
    return found


IDEAS = {
    name: text for name, text in HELPERS.items() if not name.startswith(OTHER_ROOMS)
}


def test_guards_do_not_stand_before_the_ideas():
    guards = sum(len(guard_lines(text)) for text in IDEAS.values())
    code = sum(len(code_lines(text)) for text in IDEAS.values())
    print(f"{guards} of {code} lines are guards")
    assert code > 1000
    assert guards <= GUARDS_UP_TO * code
    heavy = {name: guarded_functions(text) for name, text in IDEAS.items()}
    assert not any(heavy.values()), heavy


GUARDED = '''
def heavy(x):
    """Say two things."""
    if x < 0:
        raise ValueError(
            "negative"  # too small
        )

    elif x > 9:
        raise ValueError("large")
    y = x + 1
    return y


async def light(x):
    if x < 0:
        return 0
    for y in x:
        if y:
            raise ValueError
    return x
'''


def test_a_planted_guard_is_counted():
    assert guard_lines(GUARDED) == {4, 5, 6, 7, 9, 10, 19, 20}
    assert len(code_lines(GUARDED)) == 16
    assert guarded_functions(GUARDED) == ["heavy"]
    assert guarded_functions(inspect.getsource(is_guard)) == []


def test_every_room_of_refusals_has_its_module():
    """`values` holds what they share; each widget has a module of its own."""
    rooms = {graph.room(name) for name in HELPERS} | {"values"}
    rooms |= {name.split(".")[-1] for name in HELPERS if "helpers.widgets." in name}
    checks = [name.split(".")[2] for name in HELPERS if "helpers.checks." in name]
    assert len(checks) > 10 and set(checks) <= rooms


# ---- length


def test_no_file_is_too_long():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for top in ROOT.iterdir()
        if top.is_dir()
        and top.name[0] != "."
        and top.name not in ("notebooks", "mutants")
        for path in top.rglob("*.py")
    }
    assert len(lengths) > 80
    too_long = {name: lines for name, lines in lengths.items() if lines > LONGEST}
    assert too_long == {}
