"""What was measured of speed as Markdown, for the README."""

import statistics

from measure.speed.wholes import EPOCHS


def spread(seconds: list[float]) -> str:
    """Write a median and, in brackets, the quartiles."""
    low, middle, high = statistics.quantiles(seconds, n=4, method="inclusive")
    digits = 3 if middle < 1 else 2 if middle < 10 else 0
    return f"{middle:.{digits}f} s ({low:.{digits}f}–{high:.{digits}f})"


def line(what: str, before: list[float], after: list[float]) -> str:
    """Write one line of the table: what, the time before, ours, how many times."""
    factor = statistics.median(before) / statistics.median(after)
    factor = f"{factor:.0f}" if factor >= 10 else f"{factor:.1f}"
    return f"| {what} | {spread(before)} | {spread(after)} | {factor} |"


def losses_apart(epochs: dict) -> float:
    """Return how far the losses of the two ways lie apart at most."""
    pairs = zip(epochs["article"]["values"], epochs["ours"]["values"], strict=True)
    return max(abs(a - b) for pair in pairs for a, b in zip(*pair, strict=False))


def comparison(measured: dict) -> str:
    """Write what one device needs, the article's way and ours, as a table."""
    exact, epochs, goal = measured["exact"], measured["epochs"], measured["goal"]

    def seconds(section, arm):
        return measured[section][arm]["seconds"]

    turns = len(seconds("epochs", "article"))
    whole = [turns * took for took in seconds("epochs", "article")]
    aim, quick = epochs["ours"]["values"][-1][2], epochs["quick"]["values"]
    passes = [epoch for _, epoch in goal["mended"]["values"]]
    reached = [accuracy for accuracy, _ in goal["ours"]["values"]]
    rows = [
        "| what | before | ours | times faster |",
        "|---|---|---|---|",
        line("serve 48,000 pictures, shuffled, 20 a batch",
             seconds("batches", "article"), seconds("batches", "ours")),
        line("train one epoch and validate, the same mathematics",
             seconds("epochs", "article"), seconds("epochs", "ours")),
        line(f"reach the validation accuracy of the article's {turns} epochs",
             whole, seconds("epochs", "quick")),
        line("reach 88% test accuracy with 11,252 parameters",
             seconds("goal", "mended"), seconds("goal", "ours")),
        line("test 10,000 pictures",
             seconds("testing", "article"), seconds("testing", "ours")),
    ]  # fmt: skip
    ours, bare = (statistics.median(seconds("epochs", arm)) for arm in ("ours", "bare"))
    apart = abs(exact["article"] - exact["ours"])
    notes = [
        "",
        '"Before" is the article\'s way; in the fourth line it is the mended network'
        f" with the course's settings, {min(passes)} to {max(passes)} epochs."
        " The second line's ways have the same losses: in 64-bit arithmetic they differ"
        f" by {apart:.0e} after 200 steps. In 32 bits rounding grows from step to step,"
        f" to {losses_apart(epochs):.0e} at most within {turns} epochs. Our epoch takes"
        f" {ours / bare:.2f} times as long as its training steps alone, on one fixed"
        f" batch. In the third line the article's network ends at {aim:.1%}, and our"
        f" {len(quick)} trainings at {min(quick):.1%} or more; in the fourth, ours end"
        f" at {min(reached):.1%} or more.",
    ]
    return "\n".join(rows + notes)


def threads_table(timings: list[dict]) -> str:
    """Write what a training step costs with one and with two threads."""
    middle = {
        (t["network"], t["batch"], t["threads"]): statistics.median(t["milliseconds"])
        for t in timings
    }
    lines = [
        "| a training step, in milliseconds | batch | one thread | two threads | |",
        "|---|---|---|---|---|",
    ]
    for network, batch_size, threads in middle:
        if threads == 1:
            one, two = (middle[network, batch_size, n] for n in (1, 2))
            times = f"{one:.2f} | {two:.2f} | {one / two:.2f}×"
            lines.append(f"| {network} | {batch_size:,} | {times} |")
    return "\n".join(lines)


WHOLE = (
    ("lessons", "Running and comparing all ten lessons (nbval)"),
    ("suite", "All tests (`make test`)"),
)


def whole(measured: dict, name: str) -> str:
    """Say how long something takes, in minutes and in epochs of the article's way."""
    epoch = statistics.median(measured["article_epoch"])
    text = (
        f"{name}: {measured['seconds'] / 60:.1f} minutes, as long as"
        f" {measured['seconds'] / epoch:.0f} epochs of the article's way on the same"
        f" computer ({measured['hardware']})."
    )
    if "lesson_8" in measured:
        before = EPOCHS * epoch
        text += (
            f" Lesson 8 with all that it does takes {measured['lesson_8']:.0f} s; its"
            f" {EPOCHS} epochs alone would take {before:.0f} s the article's way,"
            f" {before / measured['lesson_8']:.1f} times as long."
        )
    return text


def widgets_table(measured: dict) -> str:
    """Write how large each widget is and how long it takes to make."""
    where = measured["hardware"]
    lines = [
        f"| a widget | kilobytes on the page | seconds to make ({where}) |",
        "|---|---|---|",
    ]
    for record in measured["made"]:
        seconds = statistics.median(record["seconds"])
        name, size = record["widget"], record["kilobytes"]
        lines.append(f"| {name} | {size:,.0f} | {seconds:.3f} |")
    return "\n".join(lines)


def table(results: dict) -> str:
    """Write everything measured as Markdown."""
    repeats = len(results["cpu"]["goal"]["ours"]["seconds"])
    versions = ", ".join(f"{name} {v}" for name, v in results["versions"].items())
    parts = [
        f"Measured by `make bench`: {results['hardware']}; {versions}. Medians of"
        f" {repeats} turns or more, quartiles in brackets; the ways took turns in one"
        " process, and turn *n* had seed *n*.",
        comparison(results["cpu"]),
    ]
    if "cuda" in results:
        parts += ["The same with the GPU:", comparison(results["cuda"])]
    parts += [whole(results[part], name) for part, name in WHOLE if part in results]
    if "widgets" in results:
        parts.append(widgets_table(results["widgets"]))
    parts += [threads_table(results["growth"]["threads"])]
    return "\n\n".join(parts) + "\n"
