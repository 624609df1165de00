"""What `measure.pretrained` found, as a page of Markdown: verdict, table, minutes."""

from statistics import mean

from measure.record import interval

PRETRAINED = ("last layer", "all layers")  # how the names of their ways begin


def markdown(record: dict) -> str:
    """Return the whole page."""
    rows = {(row["way"], row["pictures"]): row for row in record["rows"]}
    versions = ", ".join(f"{name} {v}" for name, v in record["versions"].items())
    seeds = sorted({seed for row in rows.values() for seed in row["seeds"]})
    return "\n".join([
        "# What a pretrained network is worth on Fashion-MNIST",
        "",
        verdict(rows),
        "",
        "Share of 2,000 validation pictures that is named rightly, in %, by the number"
        f" of pictures learned from: the mean of {len(seeds)} draws, and in brackets"
        " the lowest and the highest.",
        "",
        *table(rows, accuracies),
        "",
        "Minutes of one processor core for learning once, the mean over the draws;"
        f" all runs together took {total(rows):.0f} minutes. Features of the pictures"
        " learned from are among them, the naming of the 2,000 is not.",
        "",
        *table(rows, minutes),
        "",
        "The pretrained network is EfficientNet-Lite0 (4.7 million parameters, weights"
        " from ImageNet). It sees pictures of 28 x 28 pixels enlarged to 64 or 96; it"
        " learned from photographs of 224. \"Last layer\" is logistic regression on its"
        f" features; \"all layers\" begins there and moves every weight, for"
        f" {steps(rows, True)} steps. FashionCNN and the networks \"small\" and"
        f" \"large\" of the ladder learn from nothing, for {steps(rows, False)} steps."
        " All take batches of 25. More steps take more time and raise \"all layers\""
        " further: in a trial with 500 pictures they did. The settings, the trials and"
        " what was changed stand in `measure/pretrained.py`.",
        "",
        "One network, enlarged pictures and a few seeds: this says nothing of larger"
        " networks, of photographs or of other data. The best of several ways was"
        " chosen by the same pictures that its number comes from, on both sides.",
        "",
        f"Measured on: {record['hardware']}. {versions}.",
        "",
    ])  # fmt: skip


def compare(rows: dict, pictures: int) -> tuple[str, str, float, str]:
    """Compare the best pretrained way with the best other for a number of pictures.

    Returns the two names, the mean of the difference over the seeds, and whether the
    pretrained one is "ahead", "behind" or "undecided" by its 95% interval.
    """
    found = {way: row["accuracy"] for (way, n), row in rows.items() if n == pictures}
    ours = [way for way in found if way.startswith(PRETRAINED)]
    others = [way for way in found if way not in ours]
    best, other = (max(ways, key=lambda w: mean(found[w])) for ways in (ours, others))
    differences = [a - b for a, b in zip(found[best], found[other], strict=True)]
    low, high = interval(differences)
    word = "ahead" if low > 0 else "behind" if high < 0 else "undecided"
    return best, other, mean(differences), word


def verdict(rows: dict) -> str:
    """Say in a sentence or two where the pretrained network is ahead."""
    numbers = sorted({n for _, n in rows})
    found = {n: compare(rows, n) for n in numbers}
    clauses = []
    for word, clause in {
        "ahead": "the pretrained network is ahead of all other ways",
        "behind": "a way without the pretrained network is ahead",
        "undecided": "the draws do not decide",
    }.items():
        if some := [f"{n:,}" for n in numbers if found[n][3] == word]:
            clauses.append(f"With {listed(some)} pictures {clause}")
    each = [
        f"{n:,}: {best}, less {other}, {100 * points:+.1f}"
        for n, (best, other, points, _) in found.items()
    ]
    return (
        f"**{'. '.join(clauses)}.** The best pretrained way less the best other one, in"
        f" percentage points, by the number of pictures: {'; '.join(each)}."
        " It counts as decided where its 95% interval over the draws leaves out zero."
    )


def listed(names: list[str]) -> str:
    """Join names by commas and "and"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def table(rows: dict, cell) -> list[str]:
    """Return the lines of a table, a way a row, a number of pictures a column."""
    numbers = sorted({n for _, n in rows})
    lines = [
        f"| way | {' | '.join(f'{n:,}' for n in numbers)} |",
        f"|---|{'---|' * len(numbers)}",
    ]
    for way in dict.fromkeys(way for way, _ in rows):
        cells = [cell(rows[way, n]) if (way, n) in rows else "–" for n in numbers]
        lines.append(f"| {way} | {' | '.join(cells)} |")
    return lines


def accuracies(row: dict) -> str:
    """Write the mean, the lowest and the highest accuracy of a row in percent."""
    values = [100 * value for value in row["accuracy"]]
    return f"{mean(values):.1f} ({min(values):.1f}–{max(values):.1f})"


def steps(rows: dict, pretrained: bool) -> str:
    """Say how many steps it took where all layers learn, pretrained or from nothing."""
    counts = [
        row["settings"]["epochs"] * -(-pictures // row["settings"]["batch_size"])
        for (way, pictures), row in rows.items()
        if "epochs" in row["settings"] and way.startswith(PRETRAINED) == pretrained
    ]
    return f"{min(counts):,} to {max(counts):,}"


def minutes(row: dict) -> str:
    """Write how long a row's runs took, on the average."""
    return f"{mean(row['seconds']) / 60:.2f}"


def total(rows: dict) -> float:
    """Return the minutes of all runs."""
    return sum(sum(row["seconds"]) for row in rows.values()) / 60
