"""Measure what loading, training and testing cost: the article's way, and ours.

Run it as `make bench`, or as `python -m measure.speed`, and let nothing else run: it
takes about 15 minutes. The arms of a comparison take turns (A B A B) in one process
with two threads, after a turn on few pictures to warm up. It writes `speed.json`,
`speed.md` and `cost.png` in `helpers/results`, and the README's table. With a CUDA GPU
it measures there too. `python -m measure.speed lessons` measures instead how long it
takes to test the lessons, `suite` the whole test suite, and `widgets` only the widgets.
"""

import json
import re
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import torch
from torchvision.transforms import ToTensor

from helpers.atomic_write import write_atomically
from measure.record import RESULTS, ROOT, about, full_sets, save
from measure.speed.comparisons import Setting, measure
from measure.speed.figure import draw_growth
from measure.speed.growth import THREADS, growth
from measure.speed.table import table
from measure.speed.wholes import lessons, suite
from measure.speed.widgets import widgets

FILE = RESULTS / "speed.json"
REPEATS = 5
EPOCHS = 15  # the article's


def write(results: dict) -> None:
    """Write the measured numbers, and what is made of them."""
    save(FILE, results)
    text = table(results)
    write_atomically(FILE.with_suffix(".md"), text.encode())
    draw_growth(results["growth"]).savefig(RESULTS / "cost.png", dpi=100)
    path = ROOT / "README.md"
    readme = re.sub(
        r"(?s)(<!-- speed -->\n).*(<!-- end of speed -->)",
        lambda match: match[1] + text + match[2],
        path.read_text("utf-8"),
    )
    path.write_text(readme, "utf-8", newline="\n")


def measure_all() -> dict:
    """Measure everything but the lessons, on the CPU and on a CUDA GPU."""
    torch.set_num_threads(THREADS)
    train_set, test_set = full_sets(ToTensor())
    results = about("make bench")
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(train_set, test_set, Path(folder))
        results["cpu"] = measure(setting, EPOCHS, REPEATS)
        if torch.cuda.is_available():
            results["hardware"] += f"; {torch.cuda.get_device_name()}"
            results["cuda"] = measure(replace(setting, device="cuda"), EPOCHS, REPEATS)
    results["growth"] = growth(train_set, REPEATS, 1000)
    results["widgets"] = widgets(train_set, REPEATS)
    return results


def main() -> None:
    """Measure, write the numbers and what is made of them, and print the table."""
    results = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
    part = sys.argv[1] if sys.argv[1:] else "all"
    if part == "all":
        results |= measure_all()
    elif part == "widgets":
        results["widgets"] = widgets(full_sets()[0], REPEATS)
    else:
        results[part] = {"lessons": lessons, "suite": suite}[part](
            *full_sets(ToTensor())
        )
    write(results)
    print(table(results))
