"""Write what was recorded into README.md and stories.md, and draw the curves."""

import re
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt

from helpers.style import ACCENT, SECOND, new_axes
from tools.bugs import FOLDER, NUMBERS
from tools.bugs.record import numbers


def between(text: str, name: str, content: str) -> str:
    """Return a text with what stands between two marks replaced."""
    marks = rf"(?s)(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
    changed, count = re.subn(marks, lambda m: m[1] + content + m[2], text)
    if count != 1:
        raise ValueError(f"{count} places for {name}")
    return changed


def symptoms(record: dict, number: int) -> str:
    """Return the Markdown of what a learner sees: the printed lines, and the curves."""
    lines = "\n".join(record["bugs"][str(number)]["broken"][0])
    curves = f"![{alt(record, number)}](symptoms/{number:02}.png)"
    return f"```text\n{lines}\n```\n\n{curves}\n"


def curves(lines: list[str]) -> dict[str, list[float]]:
    """Return what was printed in every epoch, by name."""
    rows = [row for row in numbers(lines) if "epoch" in row]
    names = [name for name in rows[0] if name != "epoch"]
    return {name: [row[name] for row in rows if name in row] for name in names}


def alt(record: dict, number: int) -> str:
    """Say in words what the curves show."""
    said = [
        f"{name} goes from {values[0]:.2f} to {values[-1]:.2f}"
        for name, values in curves(record["bugs"][str(number)]["broken"][0]).items()
    ]
    return f"This script: {', '.join(said)}."


def measured(record: dict, number: int) -> str:
    """Return the Markdown of the last line, broken and mended, for each seed."""
    bug = record["bugs"][str(number)]
    head = "| seed | broken, last line | mended, last line |\n|---|---|---|\n"
    ends = zip(record["seeds"], bug["broken"], bug["mended"], strict=True)
    rows = [
        f"| {seed} | {broken[-1]} | {mended[-1]} |\n" for seed, broken, mended in ends
    ]
    return head + re.sub(" +", " ", "".join(rows))


def draw(record: dict, number: int, path: Path) -> None:
    """Draw the curves of all seeds: this script's, and a mended one's in grey."""
    bug = record["bugs"][str(number)]
    names = list(curves(bug["broken"][0]))
    axes = new_axes(len(names), width=3.6 * len(names), height=2.4)
    for ax, name in zip([axes] if len(names) == 1 else axes, names, strict=True):
        for way, color, style in (("mended", SECOND, ":"), ("broken", ACCENT, "-")):
            for place, lines in enumerate(bug[way]):
                values = curves(lines)[name]
                label = {"mended": "as it should be", "broken": "this script"}[way]
                ax.plot(range(1, len(values) + 1), values, style, color=color,
                        label=label if place == 0 else None)  # fmt: skip
        ax.set(xlabel="epoch", ylabel=name)
        ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(integer=True))
    ax.legend(frameon=False)
    ax.figure.savefig(path, dpi=100, metadata={"Software": None})
    plt.close(ax.figure)


def pages(record: dict) -> dict[Path, str]:
    """Return README.md and stories.md as the record would have them."""
    found = {}
    for name, mark, part in (
        ("README.md", "symptoms", symptoms),
        ("stories.md", "measured", measured),
    ):
        text = (FOLDER / name).read_text("utf-8")
        for number in NUMBERS:
            text = between(text, f"{mark} {number}", part(record, number))
        found[FOLDER / name] = text
    return found


def write(record: dict) -> None:
    """Write both pages and all figures."""
    matplotlib.use("agg")
    (FOLDER / "symptoms").mkdir(exist_ok=True)
    for number in NUMBERS:
        draw(record, number, FOLDER / "symptoms" / f"{number:02}.png")
    for path, text in pages(record).items():
        path.write_text(text, "utf-8", newline="\n")
