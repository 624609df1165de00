"""The web site: every page is there, says what its source says, and needs nobody."""

import importlib
import inspect
import json
import re
import subprocess
import sys
from urllib.parse import unquote, urlsplit

import pytest
import torch

from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.models import DeepCNN
from tests.lessons import ALL, STEPS
from tests.sites import ROOT, attributes, source, without_network, words
from tools.badges import address
from tools.site import __main__ as tool
from tools.site import front, pages

MODULES = [
    path.stem if path.name != "__init__.py" else path.parent.name
    for path in [*ROOT.glob("helpers/[!_]*.py"), *ROOT.glob("helpers/*/__init__.py")]
    if path.parent.name not in ("checks", "exercises")
]
RESULTS = ["claims", "ladder", "pretrained", "small_cnn", "speed", "speed_tried"]
PAGES = [
    *(f"notebooks/{name}" for name in ALL),
    *(f"helpers/results/{name}" for name in RESULTS),
    *(f"helpers/{name}" for name in MODULES),
    "index", "lessons", "results", "teaching", "helpers", "about", "search",
]  # fmt: skip
MOST = 1_500_000  # bytes of a page with its pictures
A_PAGE = "helpers/results/a.md"
ADDRESSES = ("src", "href", "srcset", "data", "poster", "action")


def code_cells(name):
    path = ROOT / "notebooks" / f"{name}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    return [c for c in notebook["cells"] if c["cell_type"] == "code"]


def inside(site, page, link):
    """Return the file of the site that a link of a page leads to, and its fragment."""
    parts = urlsplit(link)
    path = unquote(parts.path)
    return (page.parent / path).resolve() if path else page, parts.fragment


# ---- it is built


def test_a_python_that_asks_for_the_network_ends(tmp_path):
    ask = "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c',"
    ask += " 'import urllib.request as r; r.urlopen(\"http://127.0.0.1:9\")'])"
    done = without_network(tmp_path, ask + ".returncode)")
    assert done.returncode != 0 and "the network was asked for" in done.stderr


def test_every_page_is_there_and_no_other(site):
    found = {
        p.relative_to(site).with_suffix("").as_posix() for p in site.rglob("*.html")
    }
    decks = {f"slides/{step}-{minutes}" for step in STEPS for minutes in (45, 90)}
    assert {name for name in found if name.startswith("slides/")} == decks
    extra = decks | {name for name in found if name.startswith("teaching/")}
    index = {"genindex", "py-modindex", "_static/webpack-macros"}
    assert found - extra - index == set(PAGES)


def test_a_build_that_writes_no_page_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "all_pages", lambda printed: {A_PAGE: "# Title"})
    run = subprocess.run
    monkeypatch.setattr(tool.subprocess, "run", lambda *a, **k: None)
    with pytest.raises(SystemExit, match="not written: a.html"):
        tool.build(tmp_path / "site")
    monkeypatch.setattr(tool.subprocess, "run", run)
    monkeypatch.setattr(tool, "all_pages", lambda printed: {A_PAGE: "[a](#b)"})
    with pytest.raises(subprocess.CalledProcessError):  # a warning
        tool.build(tmp_path / "site")


@pytest.mark.parametrize("name", ALL)
def test_no_page_is_older_than_its_notebook(site, name):
    page = site / "notebooks" / f"{name}.html"
    notebook = ROOT / "notebooks" / f"{name}.ipynb"
    assert page.stat().st_mtime >= notebook.stat().st_mtime
    blocks = re.findall(r'(?s)<div class="cell_input.*?<pre>(.*?)</pre>', source(page))
    assert [*map(words, blocks)] == [
        " ".join("".join(cell["source"]).split()) for cell in code_cells(name)
    ]


# ---- what is folded


@pytest.mark.parametrize("name", ALL)
def test_plumbing_answers_and_solutions_are_folded(site, name):
    text = (ROOT / "notebooks" / f"{name}.py").read_text("utf-8")
    page = source(site / "notebooks" / f"{name}.html")
    assert page.count("Show the set-up cell") == 1
    assert page.count("Show the answer") == len(
        re.findall(r"^# \*\*Predict", text, re.M)
    )
    solutions = text.count("<summary>Solution</summary>")
    assert page.count("<summary>Solution</summary>") == solutions
    assert not re.search(r"<details[^>]*\bopen\b", page)
    colab = f'href="https://colab.research.google.com/github/{address()[0]}/'
    assert page.count(colab) == 1


@pytest.mark.parametrize("name", ALL)
def test_figures_say_what_they_show(site, name):
    page = site / "notebooks" / f"{name}.html"
    shown = [a["alt"] for tag, a in attributes(page) if tag == "img" and "alt" in a]
    texts = [c["metadata"]["alt"] for c in code_cells(name) if "alt" in c["metadata"]]
    assert texts and set(texts) <= set(shown)


# ---- nothing is asked of anybody else, and every link holds


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_and_no_link_is_broken(site, name):
    page, size, links = site / f"{name}.html", 0, 0
    for tag, values in attributes(page):
        for key in set(values) & set(ADDRESSES):
            link = values[key]
            if link.startswith(("data:", "#")) or not link:
                continue
            if urlsplit(link).scheme or link.startswith("//"):
                assert tag == "a" and link.startswith("https://"), (tag, link)
                continue
            target, fragment = inside(site, page, link)
            assert target.is_relative_to(site) and target.is_file(), link
            if fragment and target.suffix == ".html":
                assert f'id="{fragment}"' in source(target), link
            links += 1
            if tag == "img":
                size += target.stat().st_size
    assert links > 10
    assert size + page.stat().st_size <= MOST


def test_a_styles_picture_is_not_from_elsewhere(site):
    for sheet in site.rglob("*.css"):
        text = sheet.read_text("utf-8")
        assert not re.search(
            r"url\(\s*[\"']?(https?:)?//|@import\s+(url\()?[\"']?(https?:)?//", text
        ), sheet.name


def test_the_front_pages_widget_comes_soon(site):
    """What must be read before it plays is small; a clock would measure a computer."""
    page = (site / "index.html").read_text("utf-8")
    before = page[: page.index("</script></div>", page.index("data-cnn="))]
    head = page[: page.index("</head>")]
    blocking = re.findall(
        r'<script src="([^"]+)"|<link href="([^"]+)" rel="style', head
    )
    names = ["".join(pair).split("?")[0] for pair in blocking]
    size = len(before) + sum((site / name).stat().st_size for name in names)
    assert len(names) >= 5 and size < 1_000_000


# ---- what the front page says


def test_the_front_pages_numbers_are_the_networks(site, test_set):
    said = words(source(site / "index.html"))
    record = json.loads((ROOT / "helpers/weights/deep_cnn_10k.json").read_text("utf-8"))
    assert f"{record['parameters']:,} parameters learned from 60,000 pictures" in said
    assert f"Of 100 new pictures it names {100 * record['test_accuracy']:.0f} " in said
    minutes = round(record["seconds"] / 60)
    assert f"for {minutes} minutes on one CPU core" in said
    assert record["hardware"].endswith("1 thread")
    network = DeepCNN(((8,), (16, 16), (20, 20)))
    load_checkpoint(find_checkpoint("deep_cnn_10k.pt"), network)
    images, labels = front.bundled()
    with torch.inference_mode():
        answers = network.eval()(images[:, None] / 255).argmax(1)
    right = [bool(answers[row] == labels[row]) for row in front.SHOWN]
    assert right == [True] * 4 + [False] * 2
    ladder = json.loads((ROOT / "helpers/results/ladder.json").read_text("utf-8"))
    means = [100 * row["test_accuracy_mean"] for row in ladder["rows"]]
    assert f"From {means[0]:.0f} to {means[-1]:.0f} of 100 pictures" in said


def test_the_front_page_has_a_tile_for_each_lesson(site):
    text = source(site / "index.html")
    tiles = re.findall(r'(?s)<div class="tile [^>]*>(.*?)</div>', text)
    assert len(tiles) == 13 + 4
    for name, tile in zip(ALL, tiles, strict=False):
        assert f'href="notebooks/{name}.html"' in tile and "You " in words(tile)
    assert [tile.count("<img") for tile in tiles] == [1] * 10 + [0] * 7


# ---- the package


@pytest.mark.parametrize("name", MODULES)
def test_a_page_has_every_public_name_of_its_module(site, name):
    module = importlib.import_module(f"helpers.{name}")
    page = site / "helpers" / f"{name}.html"
    ids = {values.get("id") for _, values in attributes(page)}
    for key, value in vars(module).items():
        if key not in getattr(module, "__all__", [key]) or key.startswith("_"):
            continue
        named = inspect.isclass(value) or inspect.isfunction(value)
        homes = {module.__name__}
        if hasattr(module, "__all__"):
            homes = {home for home in sys.modules if home.startswith(module.__name__)}
        if named and value.__module__ in homes:
            assert f"helpers.{name}.{key}" in ids, key
            first = re.split(r"[`*<]", value.__doc__)[0].split("\n")[0]
            assert words(first) in words(source(page)), key


# ---- links of the repository become links of the site


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("[a](../helpers/results/claims.md)", "[a](../helpers/results/claims.md)"),
        ("[a](02_download_the_data.ipynb#x)", "[a](02_download_the_data.ipynb#x)"),
        ("[a](../helpers/ops.py)", "[a](https://github.com/{}/helpers/ops.py)"),
        ("[a](https://x.org/y)", "[a](https://x.org/y)"),
        ("[![Open in Colab](https://x/b.svg)](https://c)",
         "[![Open in Colab](../colab.svg)](https://c)"),
        ("[![Open in Binder](https://x/b.svg)](https://c)", "[Open in Binder](https://c)"),
    ],
)  # fmt: skip
def test_links(given, wanted):
    known = {"helpers/results/claims.md", "notebooks/02_download_the_data.ipynb"}
    where = "/blob/".join(address())
    name = "notebooks/01_import_the_libraries.ipynb"
    assert pages.linked(given, name, known) == wanted.format(where)


def test_a_lesson_has_a_button_for_its_pdf_where_there_is_one():
    cell = {
        "cell_type": "markdown",
        "metadata": {},
        "source": ["[badge](https://x)\n", "# A"],
    }
    for printed in (False, True):
        given = {"cells": [json.loads(json.dumps(cell))]}
        text = pages.folded(given, "notebooks/further/speed.ipynb", set(), printed)
        assert ('href=\\"speed.pdf\\"' in text) is printed
