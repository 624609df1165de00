"""Figures of what `measure` found: the ladder, the four ideas, old weights (lesson 10).

Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.style import ACCENT, FIRST, FULL, SECOND, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

IDEAS = {  # as a figure says it: how the claim begins
    "batch normalisation": "Batch normalisation improves",
    "dropout of a quarter": "Dropout in the fully",
    "augmentation": "Augmentation improves",
    "pretrained, 500 pictures": "With 500 pictures a pretrained",
    "pretrained, 5,000 pictures": "With 5,000 pictures a pretrained",
}


def plot_ladder(rows: list[dict]) -> Axes:
    """Plot the test accuracy of every network of the ladder, and its interval.

    Below the dotted line each is the one before plus one thing; above it are others.
    """
    ax = new_axes(width=FULL, height=5)
    for place, row in enumerate(rows):
        mean, both = (
            100 * row["test_accuracy_mean"],
            100 * row["flip_test_accuracy_mean"],
        )
        ends = 100 * np.array(row["test_accuracy_interval"] or [])
        ax.plot(ends, [place] * len(ends), color=FIRST, lw=6, alpha=0.35,
                solid_capstyle="butt")  # fmt: skip
        once, twice = (
            ("", "") if place else ("asked once", "averaged with its mirror image")
        )
        ax.plot(mean, place, "o", color=FIRST, label=once)
        ax.plot(both, place, "|", color=ACCENT, ms=12, mew=2, label=twice)
    steps = [row["name"] for row in rows].index("more channels") + 1
    ax.axhline(steps - 0.5, color="black", linewidth=0.8, linestyle=":")
    names = [f"{row['name']} ({row['parameters']:,})" for row in rows]
    ax.set_yticks(range(len(rows)), labels=names)
    ax.set_xticks(range(72, 97, 4))
    ax.grid(axis="x", alpha=0.3)
    ax.legend(frameon=False, loc="upper left")
    ax.set(xlabel="test accuracy in percent", ylabel="network (parameters)")
    ax.set_title("from the article's network upwards")
    return ax


def ideas(claims: list[dict]) -> dict[str, dict]:
    """Return the row of the table of claims for each of the conclusion's ideas."""
    return {
        name: next(row for row in claims if row["claim"].startswith(beginning))
        for name, beginning in IDEAS.items()
    }


def plot_ideas(claims: list[dict]) -> Axes:
    """Plot what each of the conclusion's ideas brings, in percentage points.

    A dot is a training, a band the 95% interval of the mean over the seeds.
    """
    ax = new_axes(width=FULL, height=3.0)
    rows = ideas(claims)
    for place, row in enumerate(rows.values()):
        ends, values = 100 * np.array(row["interval"]), 100 * np.array(row["values"])
        ax.plot(ends, [place] * 2, color=FIRST, lw=8, alpha=0.3, solid_capstyle="butt")
        ax.plot(values, [place] * len(values), "o", color=FIRST, ms=4)
        ax.plot(100 * row["mean"], place, "|", color=ACCENT, ms=18, mew=2.5)
    ax.axvline(0, color="black", lw=1)
    ax.set_yticks(range(len(rows)), labels=list(rows))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set(xlabel="percentage points more, or fewer, than without")
    ax.set_title("one dot a training, the bar their mean, the band its interval")
    return ax


def plot_transfer(accuracy: dict) -> list[Axes]:
    """Plot accuracy by the number of digits learned from, for each way and time."""
    axes = new_axes(2, width=FULL, height=3.4, sharey=True)
    looks = zip((SECOND, ACCENT, FIRST), (":", "--", "-"), "o^s", strict=True)
    for (way, by_steps), (colour, style, marker) in zip(
        accuracy.items(), looks, strict=True
    ):
        for ax, (steps, by_examples) in zip(axes, by_steps.items(), strict=True):
            counts, runs = (
                list(map(int, by_examples)),
                np.array([*by_examples.values()]),
            )
            ax.plot(counts, runs.mean(axis=1), color=colour, linestyle=style,
                    marker=marker, label=way)  # fmt: skip
            ax.fill_between(counts, runs.min(1), runs.max(1), color=colour, alpha=0.15)
            ax.set(xscale="log", xlabel="digits to learn from", title=f"{steps} steps")
            ax.set_xticks(counts, labels=counts)
            ax.minorticks_off()
    axes[0].set(ylabel="share of new digits named", ylim=(0, 1))
    axes[1].legend(frameon=False, loc="lower right")
    return list(axes)


def plot_pretrained(rows: list[dict]) -> Axes:
    """Plot accuracy against that of "small", by the clothes learned from.

    A dot is a draw; the lines join the means.
    """
    ax = new_axes(width=FULL, height=4)
    looks = {
        "all layers, 96": (FIRST, "D", "-"), "all layers, 64": (FIRST, "s", "-"),
        "last layer, 96": (FIRST, "^", "--"), "last layer, 64": (FIRST, "<", ":"),
        "small": (ACCENT, "o", "-"), "large": (ACCENT, "v", ":"),
        "FashionCNN": (SECOND, "x", "--"), "raw pixels": (SECOND, "+", ":"),
    }  # fmt: skip
    small = {row["pictures"]: 100 * np.mean(row["accuracy"])
             for row in rows if row["way"] == "small"}  # fmt: skip
    for way, (colour, marker, style) in looks.items():
        mine = [row for row in rows if row["way"] == way]
        counts = [row["pictures"] for row in mine]
        runs = np.array([100 * np.array(row["accuracy"]) - small[row["pictures"]]
                         for row in mine])  # fmt: skip
        kind = "saw photographs" if "layer" in way else "from nothing"
        ax.plot(counts, runs.mean(1), color=colour, marker=marker, linestyle=style,
                label=f"{way} ({kind})")  # fmt: skip
        ax.plot(counts, runs, ".", color=colour, alpha=0.4)
    counts = sorted({row["pictures"] for row in rows})
    ax.set(xscale="log", xlabel="clothes to learn from")
    ax.set_xticks(counts, labels=[f"{count:,}" for count in counts])
    ax.minorticks_off()
    ax.set(ylabel='points above "small"', ylim=(-9.5, 2.5))
    below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.18)}
    ax.legend(frameon=False, **below, ncols=4, fontsize=8)
    return ax
