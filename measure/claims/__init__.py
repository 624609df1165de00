"""Measure what the article and the lessons claim; write the table of claims.

Run it as `make claims`, or as `python -m measure.claims`. It takes about half an hour
on one CPU core. What each run of an experiment returns is kept in
`helpers/results/claims.json` as soon as it is there, so a run that is cut off goes on
where it stopped; to measure all anew, delete the file. Where no run is missing, it only
judges, in seconds. `helpers/results/claims.md` is the table.
"""

import json
import sys

import torch

from helpers.atomic_write import write_atomically
from measure.claims.judge import full_trainings, judge
from measure.claims.lessons_1_to_5 import CLAIMS as FIRST_CLAIMS
from measure.claims.lessons_6_to_10 import CLAIMS as LAST_CLAIMS
from measure.claims.page import markdown
from measure.experiments import EXPERIMENTS
from measure.record import RESULTS, VERSIONS, about, save

CLAIMS = FIRST_CLAIMS + LAST_CLAIMS
FILE = RESULTS / "claims.json"


def rounded(value):
    """Round numbers, and lists of numbers, to five decimals."""
    return [round(v, 5) for v in value] if isinstance(value, list) else round(value, 5)


def run_missing(record: dict) -> None:
    """Run what has not been run yet; save the record after every run.

    The first seed of all experiments comes before the second of any.
    """
    for seed in range(max(seeds for _, seeds in EXPERIMENTS.values())):
        for name, (experiment, seeds) in EXPERIMENTS.items():
            runs = record["runs"].setdefault(name, {})
            if seed >= seeds or str(seed) in runs:
                continue
            if record["versions"] != VERSIONS:
                sys.exit("the rest was measured with other versions: delete the file")
            result = experiment(seed=seed)
            runs[str(seed)] = {key: rounded(v) for key, v in result.items()}
            save(FILE, record)
            print(name, seed, flush=True)


def main() -> None:
    """Measure what is missing, judge all claims, write the record and the table."""
    torch.set_num_threads(1)  # as in the lessons: the networks are too small for more
    if FILE.exists():
        record = json.loads(FILE.read_text("utf-8"))
    else:
        record = about("make claims") | {"claims": [], "runs": {}}
    run_missing(record)
    runs = record["runs"] | full_trainings()
    record["claims"] = [judge(claim, runs) for claim in CLAIMS]
    save(FILE, record)
    write_atomically(FILE.with_suffix(".md"), markdown(record).encode())
