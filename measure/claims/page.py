"""The table of claims as a page of Markdown."""


def number(value: float) -> str:
    """Write a number with four decimals, a large one as a whole."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4f}"


def bounds(row: dict) -> str:
    """Write the bounds between which a claim holds."""
    low, high = row["holds_above"], row["holds_below"]
    if low is None:
        return f"< {high:g}"
    return f"> {low:g}" if high is None else f"{low:g} to {high:g}"


def markdown(record: dict) -> str:
    """Return the whole page."""
    versions = ", ".join(f"{name} {v}" for name, v in record["versions"].items())
    lines = [
        "# What the claims are worth",
        "",
        "Every claim of the article that can be measured, and every claim that the"
        " lessons make in its place. `make claims` measures them again and writes this"
        " page; single runs and curves are in `claims.json`, the four improvements of"
        " the article's conclusion in `ladder.json`. A claim holds if the whole 95%"
        " interval of the mean (Student's t over the seeds) lies within the bounds; it"
        " does not hold if the whole interval lies outside.",
        "",
        f"Measured on: {record['hardware']}. {versions}.",
        "",
        "| lesson | whose | claim | measured | bounds | by seed | mean, interval"
        " | verdict |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in record["claims"]:
        low, high = map(number, row["interval"])
        cells = [
            str(row["lesson"]),
            row["whose"],
            row["claim"],
            row["how"],
            bounds(row),
            " ".join(map(number, row["values"])),
            f"{number(row['mean'])} ({low} to {high})",
            row["verdict"],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
