"""Judge claims by what the runs gave."""

import json
import math
import statistics

from measure.checkpoints import MODELS
from measure.claims.claim import Claim
from measure.record import WEIGHTS, interval


def full_trainings() -> dict[str, dict]:
    """Read what `make checkpoints` left, as experiments of five seeds."""
    runs = {}
    for name in MODELS:
        record = json.loads((WEIGHTS / f"{name}.json").read_text("utf-8"))
        pairs = zip(
            record["test_accuracy_by_seed"], record["valid_loss_by_seed"], strict=True
        )
        runs[name] = {
            str(seed): {"test_accuracy": accuracy, "valid_loss": loss}
            for seed, (accuracy, loss) in enumerate(pairs)
        }
    return runs


def judge(claim: Claim, runs: dict[str, dict]) -> dict:
    """Return a row of the table: values by seed, mean, 95% interval, verdict.

    Only seeds count that all experiments of the claim have.
    """
    seeds = sorted(
        set.intersection(*(set(runs[name]) for name in claim.needs)), key=int
    )
    values = [
        claim.value(*(runs[name][seed] for name in claim.needs)) for seed in seeds
    ]
    low, high = interval(values)
    if claim.low < low and high < claim.high:
        verdict = "holds"
    elif high <= claim.low or claim.high <= low:
        verdict = "does not hold"
    else:
        verdict = "undecided"
    return {
        "lesson": claim.lesson,
        "whose": claim.whose,
        "claim": claim.claim,
        "how": claim.how,
        "holds_above": None if claim.low == -math.inf else claim.low,
        "holds_below": None if claim.high == math.inf else claim.high,
        "seeds": [int(seed) for seed in seeds],
        "values": [round(value, 5) for value in values],
        "mean": round(statistics.mean(values), 5),
        "interval": [round(low, 5), round(high, 5)],
        "verdict": verdict,
    }
