"""Write badges, set-up cells and tables from the one address in pyproject.toml.

Run it as `make badges`; `make badges REPO=owner/name` changes the address first. The
set-up cell is edited in lesson 1 and copied from there into the others. The command
also copies the measured seconds of `notebooks/seconds.json` into the lessons' first
cells and the README. Nothing is executed; outputs stay.
"""

import json
import re
import sys
from pathlib import Path

from tools.hosts import ROOT, address, badge, definitions, links

SETUP = re.compile(r"(?ms)(?<=^# %%\n)import os\n.*?(?=\n\n# %%)")


def site() -> str:
    """Return the address of the web site that GitHub Pages shows of the repository."""
    owner, name = address()[0].split("/")
    return f"https://{owner}.github.io/{name}/"


def seconds(lesson: str) -> int:
    """Return what all cells of a lesson took in the last `make notebooks`."""
    record = ROOT / "notebooks" / "seconds.json"
    return json.loads(record.read_text("utf-8")).get(lesson.split("/")[-1], 0)


def lessons() -> list[tuple[str, str, str, str]]:
    """List (name, number, title, minutes), as the first cells have them.

    The ten come first, then those that go further: "further/speed", with a "+".
    """
    rows, folder = [], ROOT / "notebooks"
    for script in [*sorted(folder.glob("*.py")), *sorted(folder.glob("further/*.py"))]:
        text = script.read_text("utf-8")
        number, title = re.search(r"^# # (\d+|\+) · (.+)$", text, re.M).groups()
        minutes = re.search(r"^# \*(\d+) minutes\b", text, re.M).group(1)
        name = script.relative_to(folder).with_suffix("").as_posix()
        rows.append((name, number, title, minutes))
    return rows


def setup_cell() -> str:
    """Return the set-up cell of all lessons: that of lesson 1 with today's address."""
    script = ROOT / "notebooks" / "01_import_the_libraries.py"
    cell = SETUP.search(script.read_text("utf-8"))[0]
    named = 'REPO, REVISION = "{}", "{}"'.format(*address())
    return re.sub(r"REPO, REVISION = .*", named, cell)


def rewritten(text: str, path: Path, lesson: str) -> str:
    """Return a lesson, .py or .ipynb, with badge, set-up cell and seconds renewed."""
    text = re.sub(
        r"\[!\[Open in Colab\]\([^)]*\)\]\([^)]*\)", badge("Colab", lesson), text
    )
    text = re.sub(r"(All cells run in )\d+( s)", rf"\g<1>{seconds(lesson)}\2", text)
    if path.suffix == ".py":
        return SETUP.sub(lambda _: setup_cell(), text, count=1)
    notebook = json.loads(text)
    notebook["cells"][2]["source"] = setup_cell().splitlines(keepends=True)
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def colab_table() -> str:
    """Return colab_badges.md."""
    hosts = "Colab", "Kaggle", "Binder"
    lines = [
        "# Open a lesson with one click",
        "",
        f"| step | lesson | {' | '.join(hosts)} |",
        "|---|---|---|---|---|",
    ]
    for lesson, number, title, _ in lessons():
        row = [number, f"[{title}](notebooks/{lesson}.ipynb)"]
        lines.append(f"| {' | '.join(row + [badge(h, lesson) for h in hosts])} |")
    first = lessons()[0][0]
    return "\n".join([
        *lines,
        "",
        f"All lessons at once: {badge('Codespaces', first)}",
        "",
        "For a class with a JupyterHub that has nbgitpuller: put its address in place"
        " of `https://HUB`, and lesson 1 opens, in each learner's own copy.",
        "",
        f"    {links(first)['nbgitpuller']}",
        "",
        "Before class, on the hub:",
        "",
        "- Its image or kernel has to have what `requirements.txt` names: without it"
        " the first code cell stops and says what is missing. The link brings no"
        " packages.",
        "- For another lesson change the name at the end of the link.",
        "- The link follows `main`, since nbgitpuller fails at a tag when a learner"
        " comes back. What learners changed stays.",
        "- These lessons have folded solutions. For copies without them, unpack"
        " `for-the-class.zip` of `make kit` into a repository of yours, put its address"
        " behind `repo=`, its name and `student` where `cnn-step-by-step/notebooks`"
        " stands.",
        "- `FASHION_MNIST_ROOT`, set for all, names a shared folder with the pictures:"
        " `python -m helpers.fashion_mnist FOLDER` fetches them once.",
        "",
    ])  # fmt: skip


def ladder_table() -> str:
    """Return the table of what each step of lesson 10 brings."""
    lines = [
        "| network | what is new | parameters | epochs | seeds | test accuracy"
        " | asked about the mirror image too |",
        "|---|---|---|---|---|---|---|",
    ]
    record = ROOT / "helpers" / "results" / "ladder.json"
    for row in json.loads(record.read_text("utf-8"))["rows"]:
        interval = row.get("test_accuracy_interval")  # one seed alone has none
        sides = " ({:.2%}–{:.2%})".format(*interval) if interval else ""
        lines.append(
            f"| {row['name']} | {row['adds']} | {row['parameters']:,} | {row['epochs']}"
            f" | {len(row['seeds'])} | {row['test_accuracy_mean']:.2%}{sides}"
            f" | {row['flip_test_accuracy_mean']:.2%} |"
        )
    return "\n".join(lines)


def covers() -> str:
    """Return a picture of each of the ten, with the lesson behind it."""
    lines = []
    for lesson, number, title, _ in lessons():
        notebook = json.loads(
            (ROOT / "notebooks" / f"{lesson}.ipynb").read_text("utf-8")
        )
        for cell in notebook["cells"]:
            if "cover" in cell["metadata"].get("tags", []):
                alt = cell["metadata"]["alt"]
                picture = f"![{alt}](notebooks/covers/{lesson}.png)"
                lines.append(f"**{number} · {title}**\n\n"
                             f"[{picture}](notebooks/{lesson}.ipynb)\n")  # fmt: skip
    return "\n".join(lines)


def readme(text: str) -> str:
    """Return the README with its tables and its address renewed."""
    rows = ["| | lesson | minutes | seconds | |", "|---|---|---|---|---|"]
    total = 0
    for lesson, number, title, minutes in lessons():
        link = f"[{title}](notebooks/{lesson}.ipynb)"
        took = seconds(lesson)
        total += took if number != "+" else 0
        colab = badge("Colab", lesson)
        rows.append(f"| {number} | {link} | {minutes} | {took} | {colab} |")
    rows.append(f"| | all ten | | {total} | |")
    tables = {
        "lessons": "\n".join(rows),
        "hosts": definitions(lessons()[0][0]),
        "covers": covers(),
        "ladder": ladder_table(),
    }
    for name, table in tables.items():
        text = re.sub(
            rf"(?s)(<!-- {name} -->\n).*(\n<!-- end of {name} -->)",
            lambda match, table=table: match[1] + table + match[2],
            text,
        )
    repo, release = address()
    zipped = rf"\g<1>{repo}/archive/refs/tags/{release}.zip"
    text = re.sub(r"(https://github\.com/)\S+?\.zip", zipped, text)
    text = re.sub(r"https://[\w.-]+\.github\.io/[\w./-]+", site(), text)
    return re.sub(r"(git clone https://github\.com/)\S+", rf"\g<1>{repo}", text)


def write() -> None:
    """Write all that is generated from what stands in the repository now."""
    files = {ROOT / "colab_badges.md": colab_table()}
    for lesson, *_ in lessons():
        for suffix in (".py", ".ipynb"):
            path = ROOT / "notebooks" / f"{lesson}{suffix}"
            files[path] = rewritten(path.read_text("utf-8"), path, lesson)
    path = ROOT / "README.md"
    files[path] = readme(path.read_text("utf-8"))
    path = ROOT / "CITATION.cff"
    code = f"repository-code: https://github.com/{address()[0]}"
    files[path] = re.sub("repository-code: .*", code, path.read_text("utf-8"))
    for path, text in files.items():
        path.write_text(text, "utf-8", newline="\n")


def main() -> None:
    if len(sys.argv) > 1:
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", sys.argv[1]):
            sys.exit(f"REPO must be owner/name, not {sys.argv[1]!r}")
        path = ROOT / "pyproject.toml"
        line = f'Repository = "https://github.com/{sys.argv[1]}"'
        text = re.sub(r'Repository = ".*"', line, path.read_text("utf-8"))
        path.write_text(text, "utf-8", newline="\n")
    write()


if __name__ == "__main__":
    main()
