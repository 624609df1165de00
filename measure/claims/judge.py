"""Judge claims by what the runs gave."""

import json
import math
import statistics

import scipy.stats

from measure.claims.claim import Claim
from measure.record import RESULTS, interval


def loading() -> dict[str, dict]:
    """Read the turns of `make bench` as an experiment: times faster, a turn a seed."""
    served = json.loads((RESULTS / "speed.json").read_text("utf-8"))["cpu"]["batches"]
    pairs = zip(served["article"]["seconds"], served["ours"]["seconds"], strict=True)
    turns = {str(turn): {"times": a / b} for turn, (a, b) in enumerate(pairs)}
    return {"loading": turns}


def range_of(kind: str, unit: str, values: list[float]) -> tuple[float, float]:
    """Return the two numbers that a claim is judged by.

    "mean": the 95% interval of the mean (Student's t), of shares kept within 0..1.
    "every": the lowest and the highest seed. "often": the 95% interval of how often the
    seeds say yes (Clopper and Pearson, "The Use of Confidence or Fiducial Limits",
    1934); their values are 0 and 1.
    """
    if kind == "often":
        yes = scipy.stats.binomtest(int(sum(values)), len(values))
        return tuple(yes.proportion_ci(0.95, method="exact"))
    if kind == "every" or min(values) == max(values):
        return min(values), max(values)
    low, high = interval(values)
    return (max(0.0, low), min(1.0, high)) if unit == "%" else (low, high)


def at_least(n: int) -> float:
    """Return in what share of all trainings something happens that did in all of n.

    At least, with 95% confidence: were it a smaller share, n of n would have had a
    chance below 5%.
    """
    return 0.05 ** (1 / n)


def verdict(claim: Claim, seeds: int, low: float, high: float) -> str:
    """Say whether the numbers that a claim is judged by lie between its bounds.

    What is said of every seed does not hold if a single one lies outside. Fewer than
    five equal seeds are too few to judge a mean by: they say nothing of its width.
    """
    if claim.kind == "mean" and low == high and seeds < 5:
        return "undecided"
    if claim.low < low and high < claim.high:
        return "holds"
    if claim.kind == "every" or high <= claim.low or claim.high <= low:
        return "does not hold"
    return "undecided"


def judge(claim: Claim, runs: dict[str, dict]) -> dict:
    """Return a row of the table: values by seed, mean, interval, verdict.

    Only seeds count that all experiments of the claim have, from its first one on.
    """
    common = set.intersection(*(set(runs[name]) for name in claim.needs))
    seeds = sorted(seed for seed in map(int, common) if seed >= claim.first)
    values = [
        float(claim.value(*(runs[name][str(seed)] for name in claim.needs)))
        for seed in seeds
    ]
    fields = ("lesson", "whose", "claim", "setting", "number", "kind", "unit", "after")
    low, high = range_of(claim.kind, claim.unit, values)
    return {name: getattr(claim, name) for name in fields} | {
        "needs": list(claim.needs),
        "holds_above": None if claim.low == -math.inf else claim.low,
        "holds_below": None if claim.high == math.inf else claim.high,
        "seeds": seeds,
        "values": [round(value, 5) for value in values],
        "mean": round(statistics.mean(values), 5),
        "interval": [round(low, 5), round(high, 5)],
        "verdict": verdict(claim, len(seeds), low, high),
    }
