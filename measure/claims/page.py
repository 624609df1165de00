"""The table of claims as a page of Markdown."""

import html
from collections import Counter

from measure.claims.claim import Cited

TITLES = {
    1: "Import the libraries",
    2: "Download the data",
    3: "Split",
    4: "Load and look",
    5: "Architecture",
    6: "Loss and optimizer",
    7: "The training algorithm",
    8: "Train",
    9: "Test",
    10: "Predict",
}
MARKS = {"holds": "✓", "does not hold": "✗", "undecided": "?"}


def number(value: float) -> str:
    """Write a number with four decimals, a large one as a whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4f}"


def bounds(row: dict) -> str:
    """Write the bounds between which a claim holds."""
    low, high = row["holds_above"], row["holds_below"]
    if low is None:
        return f"below {high:g}"
    return f"above {low:g}" if high is None else f"from {low:g} to {high:g}"


def judged_by(row: dict) -> str:
    """Say in words what the seeds gave, and what the verdict rests on."""
    n, mean = len(row["seeds"]), number(row["mean"])
    low, high = map(number, row["interval"])
    if row["kind"] == "often":
        yes = sum(row["values"])
        return f"in {yes:.0f} of {n} seeds; as a share {low} to {high}"
    if low == high:
        return f"{mean} in all {n} seeds"
    if row["kind"] == "every":
        return f"{low} to {high} in {n} seeds; one outside would break it"
    return f"mean {mean}, interval {low} to {high}"


def in_full(rows: list[dict]) -> list[str]:
    """Say how each claim was measured, with what "the same" stands for written out."""
    texts, before = [], ""
    for row in rows:
        how = row["how"]
        if how.startswith("the same"):
            how = before + how.removeprefix("the same")
        else:
            before = how
        texts.append(how)
    return texts


def folded(row: dict, how: str) -> str:
    """Write one claim: the verdict and the claim, and behind them the numbers."""
    values = " ".join(map(number, row["values"]))
    whose = " (the article's)" if row["whose"] == "article" else ""
    mark, verdict = MARKS[row["verdict"]], row["verdict"]
    claim = f"{row['claim']}{whose}"
    return "\n".join(
        [
            f"<details><summary>{html.escape(mark)} <b>{html.escape(verdict)}</b> ·"
            f" {html.escape(claim, quote=False)}</summary>",
            "",
            f"Measured: {judged_by(row)}. To hold: {bounds(row)}.",
            "",
            f"How: {how}.",
            "",
            f"By seed: {values}",
            "",
            "</details>",
        ]
    )


def preface(record: dict) -> list[str]:
    """Write what a reader must know first: the verdicts, and what they mean."""
    verdicts = Counter(row["verdict"] for row in record["claims"])
    intervals = sum(row["kind"] != "every" for row in record["claims"])
    versions = ", ".join(f"{name} {v}" for name, v in record["versions"].items())
    return [
        "# What the claims are worth",
        "",
        f"Of {len(record['claims'])} claims, {verdicts['holds']} hold,"
        f" {verdicts['does not hold']} do not, and {verdicts['undecided']} are"
        " undecided. They are the article's, where they can be measured, and those that"
        " the lessons make in their place. Open one to see its numbers.",
        "",
        "A claim of a mean holds if the whole 95% interval of the mean over the seeds"
        " lies within its bounds, and does not hold if all of it lies outside. A claim"
        " of *every* training is judged by its worst seed, and one of *how often*"
        " something happens by the share of seeds: no number of seeds proves *every*,"
        " and one refutes it. The bounds stood before these runs, but for two of lesson"
        " 6: that some trainings break down at ten times the rate, and that batches of"
        " 100 come close again. Earlier versions had shown similar numbers.",
        "",
        "In most rows a seed changes the split, the order of the pictures and the first"
        " weights; digits are split once, and photographs are shown to one network. The"
        " intervals say what more seeds would give, not what other pictures would. Of"
        f" {intervals} intervals at 95%, about {round(intervals / 20)} can be expected"
        " to miss the mean that they are for, and nobody knows which. Test pictures are"
        " used in the rows of lesson 9 that say so, and nowhere else.",
        "",
        f"Measured by `make claims` on: {record['hardware']}. {versions}. The runs are"
        " in `claims.json`.",
    ]


def markdown(record: dict, cited: list[Cited]) -> str:
    """Return the whole page, lesson by lesson."""
    parts = ["\n".join(preface(record))]
    for lesson, title in TITLES.items():
        rows = [row for row in record["claims"] if row["lesson"] == lesson]
        parts.append(f"## {lesson} · {title}")
        parts += map(folded, rows, in_full(rows))
        for figure in cited:
            if figure.lesson == lesson:
                parts.append(f"Cited, not measured: {figure.claim} {figure.source}")
    return "\n\n".join(parts) + "\n"
