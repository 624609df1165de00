"""Run the ten scripts, broken and mended, and keep what they print."""

import contextlib
import io
import json
import re
import runpy
from hashlib import sha256

import torch

from tools.bugs import FOLDER, NUMBERS, mended, script

RECORD = FOLDER / "symptoms.json"
SEEDS = (0, 1)
WAYS = {"broken": script, "mended": mended}


def fingerprint(number: int) -> str:
    """Return what changes when a script or its mended lines change."""
    sources = "".join(way(number) for way in WAYS.values())
    return sha256(sources.encode()).hexdigest()[:16]


def printed(source: str, seed: int) -> list[str]:
    """Run a script with another seed, in this process; return its lines.

    What it says of the data set, which differs from machine to machine, is left out.
    """
    line = "torch.manual_seed(0)\n"
    if source.count(line) != 1:
        raise ValueError("a script sets its seed once, to 0")
    path, out = FOLDER / "my_run.py", io.StringIO()
    path.write_text(source.replace(line, f"torch.manual_seed({seed})\n"), "utf-8")
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(path), run_name="__main__")
    finally:
        path.unlink()
        (FOLDER / "best.pt").unlink(missing_ok=True)
    lines = out.getvalue().splitlines()
    if any("from sample" in line for line in lines):
        raise SystemExit("the symptoms are measured on the full Fashion-MNIST")
    return [line for line in lines if not line.startswith("Fashion-MNIST:")]


def numbers(lines: list[str]) -> list[dict[str, float]]:
    """Return the numbers of each line by name: {"epoch": 1, "training loss": 0.8}."""
    found = []
    for line in lines:
        pairs = re.findall(r"([a-z][a-z ,]*?) +(-?\d[\d.e+-]*|nan|inf)\b", line)
        found.append({name.strip(): float(value) for name, value in pairs})
    return found


def load() -> dict:
    """Read what was recorded; an empty record if nothing was."""
    empty = {"bugs": {}}
    return json.loads(RECORD.read_text("utf-8")) if RECORD.is_file() else empty


def measure() -> dict:
    """Run what is missing or has changed, saving after every script."""
    record = load()
    torch.set_num_threads(1)
    for number in NUMBERS:
        bug, mark = record["bugs"].get(str(number), {}), fingerprint(number)
        if bug.get("fingerprint") == mark:
            continue
        bug = {"fingerprint": mark}
        for way, source in WAYS.items():
            bug[way] = [printed(source(number), seed) for seed in SEEDS]
        record |= {"command": "python -m tools.bugs", "torch": torch.__version__,
                   "seeds": list(SEEDS)}  # fmt: skip
        record["bugs"][str(number)] = bug
        print(f"bug {number}: {bug['broken'][0][-1]} | {bug['mended'][0][-1]}")
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        RECORD.write_text(text, "utf-8", newline="\n")
    return record
