"""The pages of the site as Markdown and notebooks, laid out as the repository is."""

import json
import os.path
import re
from pathlib import Path, PurePosixPath

from tools.badges import ROOT, address, lessons
from tools.kit.slides import MINUTES
from tools.site.front import cards
from tools.site.package import module_pages

LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)\s#]+)(?=[)#])")
OUTSIDE_PICTURE = re.compile(r"!\[([^\]]*)\]\(https?://[^)]*\)")


def all_pages(printed: bool) -> dict[str, str]:
    """Return the text of every page by its path, links as the site needs them.

    With `printed` each lesson has a button for its PDF.
    """
    pages = {name: (ROOT / name).read_text("utf-8") for name in notebooks() + texts()}
    for path in sorted((ROOT / "site").glob("*.md")):
        pages[path.name] = filled(path.read_text("utf-8"))
    pages["helpers/results/ladder.md"] = section("How good it gets")
    pages["helpers/results/speed.md"] = section("How fast it is")
    pages["helpers/results/small_cnn.md"] = (
        "# A network for pictures of your own\n\n"
        + pages["helpers/results/small_cnn.md"]
    )
    pages |= module_pages()
    known = set(pages)
    for name, text in pages.items():
        if name.endswith(".ipynb"):
            pages[name] = folded(json.loads(text), name, known, printed)
        else:
            pages[name] = linked(text, name, known)
    return pages


def notebooks() -> list[str]:
    """List the lessons' notebooks."""
    return [f"notebooks/{name}.ipynb" for name, *_ in lessons()]


def texts() -> list[str]:
    """List the pages that the repository has as Markdown."""
    found = [*ROOT.glob("helpers/results/*.md"), *ROOT.glob("teaching/**/*.md")]
    return [path.relative_to(ROOT).as_posix() for path in sorted(found)]


def section(title: str) -> str:
    """Return a section of the README as a page of `helpers/results`."""
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(rf"(?ms)^## {title}\n.*?(?=^## )", text)[0][1:]
    return LINK.sub(lambda link: os.path.relpath(link[1], "helpers/results"), found)


def filled(text: str) -> str:
    """Return a text of ours with the address, the cards and the list in place."""
    for stand_in, make in (
        ("ADDRESS", lambda: f"https://github.com/{address()[0]}"),
        ("TEN", lambda: cards(further=False)),
        ("THREE", lambda: cards(further=True)),
        ("DECKS", decks),
        ("TEACHING", lambda: "\n".join(n for n in texts() if n.startswith("teaching"))),
    ):
        if stand_in in text:
            text = text.replace(stand_in, make())
    return text


def decks() -> str:
    """Return a table of the slides, which `build` writes beside the pages."""
    rows = ["| lesson | slides for | |", "|---|---|---|"]
    for name, number, title, _ in lessons():
        if number != "+":
            cuts = [
                f'<a href="slides/{name}-{m}.html">{m} minutes</a>' for m in MINUTES
            ]
            rows.append(f"| {number} · {title} | {' | '.join(cuts[::-1])} |")
    return "\n".join(rows)


def folded(notebook: dict, name: str, known: set[str], printed: bool) -> str:
    """Return a notebook as a page: plumbing and answers folded, links renewed."""
    for cell in notebook["cells"]:
        text, metadata = "".join(cell["source"]), cell["metadata"]
        tags = metadata.setdefault("tags", [])
        metadata["mystnb"] = {"image": {"alt": metadata.get("alt", "")}}
        for part, what, wanted in (
            ("input", "the set-up cell", "REPO, REVISION =" in text),
            ("output", "the answer", "outputs_hidden" in metadata.get("jupyter", {})),
        ):
            if wanted:
                tags.append(f"hide-{part}")
                for word in ("Show", "Hide"):
                    prompt = f"code_prompt_{word.lower()}"
                    metadata["mystnb"][prompt] = f"{word} {what}"
        if cell["cell_type"] == "markdown":
            cell["source"] = linked(text, name, known)
    if printed:
        first, pdf = notebook["cells"][0], PurePosixPath(name).with_suffix(".pdf").name
        button = f'<a class="paper" href="{pdf}">PDF</a>'
        first["source"] = first["source"].replace("\n", f" {button}\n", 1)
    return json.dumps(notebook)


def linked(text: str, name: str, known: set[str]) -> str:
    """Return a page's text with links that hold on the site.

    What is no page is linked where the repository is. The buttons of Colab get a
    picture that comes along; other pictures from elsewhere become their words.
    """
    repository, revision = address()
    folder = PurePosixPath(name).parent

    def target(link: re.Match) -> str:
        path = os.path.normpath(folder / link[1]).replace(os.sep, "/")
        if path in known or Path(path).suffix in (".png", ".svg"):
            return link[1]
        return f"https://github.com/{repository}/blob/{revision}/{path}"

    def picture(found: re.Match) -> str:
        if "Colab" not in found[1]:
            return found[1]
        return f"![{found[1]}]({os.path.relpath('colab.svg', folder)})"

    return OUTSIDE_PICTURE.sub(picture, LINK.sub(target, text))
