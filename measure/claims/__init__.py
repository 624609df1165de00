"""Measure what the article and the lessons claim; write the table of claims.

Run it as `make claims`, or as `python -m measure.claims`. It takes about an hour on two
CPU cores. What each run of an experiment returns is kept in
`helpers/results/claims.json` as soon as it is there, so a run that is cut off goes on
where it stopped; to measure all anew, delete the file. Where no run is missing, it only
judges, in seconds. `helpers/results/claims.md` is the page.
"""

import json
import sys
from itertools import starmap

import torch
from joblib import Parallel, delayed

from helpers.atomic_write import write_atomically
from measure import pretrained
from measure.claims.judge import judge, loading
from measure.claims.lessons_1_to_5 import CITED
from measure.claims.lessons_1_to_5 import CLAIMS as FIRST_CLAIMS
from measure.claims.lessons_6_to_8 import CLAIMS as MIDDLE_CLAIMS
from measure.claims.lessons_9_and_10 import CLAIMS as LAST_CLAIMS
from measure.claims.page import markdown
from measure.experiments import EXPERIMENTS
from measure.record import RESULTS, VERSIONS, about, hardware, save

CLAIMS = FIRST_CLAIMS + MIDDLE_CLAIMS + LAST_CLAIMS
CORES = 2
FILE = RESULTS / "claims.json"


def rounded(value):
    """Round numbers, and lists of numbers, to five decimals."""
    return [round(v, 5) for v in value] if isinstance(value, list) else round(value, 5)


def run(name: str, seed: int) -> tuple[str, int, dict]:
    """Run an experiment with one seed; return its name, the seed and its numbers."""
    experiment, _ = EXPERIMENTS[name]
    torch.set_num_threads(1)  # as in the lessons: the networks are too small for more
    numbers = experiment(seed=seed)
    return name, seed, {key: rounded(value) for key, value in numbers.items()}


def run_missing(record: dict) -> None:
    """Run what has not been run yet, CORES at a time; save after every run.

    The first seed of all experiments comes before the second of any.
    """
    missing = [
        (name, seed)
        for seed in range(max(seeds for _, seeds in EXPERIMENTS.values()))
        for name, (_, seeds) in EXPERIMENTS.items()
        if seed < seeds and str(seed) not in record["runs"].get(name, {})
    ]
    if missing and record["versions"] != VERSIONS:
        sys.exit("the rest was measured with other versions: delete the file")
    if missing and hardware() not in record["hardware"]:
        record["hardware"] += f"; {hardware()}"
    workers = Parallel(n_jobs=CORES, return_as="generator_unordered")
    for name, seed, numbers in workers(starmap(delayed(run), missing)):
        record["runs"].setdefault(name, {})[str(seed)] = numbers
        save(FILE, record)
        print(name, seed, flush=True)


def main() -> None:
    """Measure what is missing, judge all claims, write the record and the table."""
    torch.set_num_threads(1)
    if FILE.exists():
        record = json.loads(FILE.read_text("utf-8"))
    else:
        record = about("make claims") | {"claims": [], "runs": {}}
    run_missing(record)
    runs = record["runs"] | loading() | pretrained.runs()
    record["claims"] = [judge(claim, runs) for claim in CLAIMS]
    save(FILE, record)
    write_atomically(FILE.with_suffix(".md"), markdown(record, CITED).encode())
