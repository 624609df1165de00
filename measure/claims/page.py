"""The table of claims as a page of Markdown."""

import html
from collections import Counter

from measure.claims.claim import Cited
from measure.claims.judge import at_least

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
WORDS = [
    "<details><summary>The words</summary>",
    "",
    "A *seed* is the number from which a training's chance begins: another seed is"
    " another training. An *interval* says where the mean of very many seeds would lie."
    " *So in x of all or more* is said with 95% confidence, and so is the range of how"
    " often something happens. *Undecided* means that the interval reaches across a"
    " bound. *px* are pixels of a picture of 28 x 28, moved to the right. *Points*"
    " are percentage points."
    " *Features* are the numbers that a network hands to its last layer. *Small* and"
    " *large* are networks of the ladder in the README.",
    "",
    "*ArticleNet* is the article's network. *NoSigmoid* is the same without its last"
    " sigmoid. *FashionCNN*, the mended network, has ReLU after its convolutions, too;"
    " *NormCNN* has batch normalisation besides. An *MLP* has no convolutions."
    " *GlobalPoolCNN* keeps the strongest answer of each map, wherever it is;"
    " *FlattenCNN* is the same network with flatten in that place.",
    "",
    "</details>",
]
MARKS = {"holds": "✓", "does not hold": "✗", "undecided": "?"}


def number(value: float, unit: str) -> str:
    """Write a share in percent, a difference of shares in points, others as they are.

    Those have one decimal, others four; whole numbers and those from 100 up are whole.
    """
    if unit == "%":
        return f"{100 * value:.1f}%"
    if unit == "points":
        return f"{100 * value:+.1f}"
    whole = abs(value) >= 100 or value == int(value)
    return f"{value:,.0f}" if whole else f"{value:.4f}"


def bounds(row: dict) -> str:
    """Write the bounds between which a claim holds."""
    unit = {"": "", "%": "%", "points": " points"}[row["unit"]]
    if row["kind"] == "often":
        unit = "% of all trainings"
    times = 100 if unit else 1
    low, high = (
        None if side is None else f"{times * side:.4g}"
        for side in (row["holds_above"], row["holds_below"])
    )
    if low is None:
        return f"below {high}{unit}"
    return f"above {low}{unit}" if high is None else f"{low} to {high}{unit}"


def judged_by(row: dict) -> str:
    """Say in words what the seeds gave, and what the verdict rests on."""
    n, unit = len(row["seeds"]), row["unit"]
    mean, low, high = (number(v, unit) for v in (row["mean"], *row["interval"]))
    points = " points" if unit == "points" else ""
    if row["kind"] == "often":
        low, high = (number(side, "%") for side in row["interval"])
        return f"in {sum(row['values']):.0f} of {n} seeds, so in {low} to {high} of all"
    if row["kind"] == "every":
        seeds = f"{low} to {high}{points}" if low != high else f"{low}{points}"
        if row["verdict"] != "holds":
            return f"{seeds} in {n} seeds; one outside breaks it"
        return f"{seeds}; held in all {n} seeds, so in {at_least(n):.0%} of all or more"
    if low == high:
        return f"{mean}{points} in all {n} seeds"
    return f"mean {mean}{points}, interval {low} to {high}"


def again(name: str) -> str:
    """Return the command that measures seed 0 of an experiment once more."""
    commands = {"loading": "make bench", "pretrained": "make pretrained"}
    return commands.get(name, f'python -m measure.experiments "{name}" 0')


def folded(row: dict) -> str:
    """Write one claim: the verdict and the claim, and behind them the numbers."""
    values = [number(value, row["unit"]) for value in row["values"]]
    if row["kind"] == "often":
        values = ["yes" if value else "no" for value in row["values"]]
    whose = "the article: " if row["whose"] == "article" else ""
    mark, verdict = MARKS[row["verdict"]], row["verdict"]
    after = " (changed after some of these runs)" if row["after"] else ""
    commands = ", ".join(f"`{again(name)}`" for name in row["needs"])
    return "\n".join(
        [
            f"<details><summary>{html.escape(mark)} <b>{html.escape(verdict)}</b> ·"
            f" {html.escape(whose + row['claim'], quote=False)}</summary>",
            "",
            f"Trained and asked: {row['setting']}.",
            "",
            f"The number: {row['number']}. Measured: {judged_by(row)}."
            f" To hold: {bounds(row)}{after}.",
            "",
            f"Seeds {row['seeds'][0]} to {row['seeds'][-1]}: {' '.join(values)}",
            "",
            f"Again: {commands}",
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
        "A claim about a mean holds if the whole 95% interval of the mean over the"
        " seeds lies within its bounds, and does not hold if all of it lies outside. A"
        " claim about *every* training is judged by its worst seed: one refutes it, and"
        " no number of them proves it. A claim about *how often* something happens is"
        " judged by the share of seeds. Most bounds were set after earlier runs of the"
        " same experiments, on other pictures. Where bounds or number were changed"
        " after runs that count here, the row says so; where seeds begin with 20, the"
        " seeds before helped to find the bounds.",
        "",
        "A seed changes all that chance decides in a row: the split or the pictures"
        " drawn, their order, the first weights, the shuffle of the pixels. The"
        " pretrained network met three draws of pictures from one split. The"
        " intervals say what more seeds would give, not"
        f" what other pictures would. Of {intervals} intervals at 95%, about"
        f" {round(intervals / 20)} can be expected to miss the mean that they are for,"
        " and nobody knows which; rows that share trainings miss together. Most lie far"
        " from their bounds, so a missed mean is seldom a wrong verdict. Test pictures"
        " are used in the rows of lesson 9 that say so, and nowhere else.",
        "",
        f"Measured by `make claims` on: {record['hardware']}. {versions}. The runs are"
        " in `claims.json`.",
        "",
        *WORDS,
    ]


def markdown(record: dict, cited: list[Cited]) -> str:
    """Return the whole page, lesson by lesson."""
    parts = ["\n".join(preface(record))]
    for lesson, title in TITLES.items():
        rows = [row for row in record["claims"] if row["lesson"] == lesson]
        parts.append(f"## {lesson} · {title}")
        parts += map(folded, rows)
        for figure in cited:
            if figure.lesson == lesson:
                parts.append(f"Cited, not measured: {figure.claim} {figure.source}")
    return "\n\n".join(parts) + "\n"
