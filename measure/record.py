"""What all measurements share: their data, their folders, and how they are written."""

import json
import math
import os
import platform
import re
import statistics
from collections.abc import Callable
from pathlib import Path

import numpy
import scipy.stats
import sklearn
import torch
import torchvision

from helpers.atomic_write import write_atomically
from helpers.fashion_mnist import FashionMNIST

ROOT = Path(__file__).parents[1]
DATA = ROOT / "notebooks" / "data"
RESULTS = ROOT / "helpers" / "results"
WEIGHTS = ROOT / "helpers" / "weights"
VERSIONS = {
    "python": platform.python_version(),
    "torch": torch.__version__,
    "torchvision": torchvision.__version__,
    "numpy": numpy.__version__,
    "scikit-learn": sklearn.__version__,
}


def full_sets(transform: Callable | None = None) -> tuple[FashionMNIST, FashionMNIST]:
    """Open the training set and the test set; end the program on the sample."""
    sets = [FashionMNIST(DATA, train, transform, download=True) for train in (1, 0)]
    if any(dataset.source == "sample" for dataset in sets):
        raise SystemExit("nothing is measured on the sample: make data")
    return tuple(sets)


def about(command: str) -> dict:
    """Say what was run, on what hardware, with which versions."""
    return {"command": command, "hardware": hardware(), "versions": VERSIONS}


def hardware() -> str:
    """Name the processor, its cores and the threads that torch may use now."""
    cpuinfo = Path("/proc/cpuinfo")  # Linux; elsewhere Python knows the name
    text = cpuinfo.read_text("utf-8") if cpuinfo.is_file() else ""
    model = re.search(r"model name\s*: (.+)", text)
    name = model[1] if model else platform.processor() or platform.machine()
    threads = torch.get_num_threads()
    threads = f"{threads} thread{'s' if threads > 1 else ''}"
    return f"{name}, {os.cpu_count()} cores, {threads}"


def interval(values: list[float]) -> tuple[float, float]:
    """Return the 95% interval of the mean of two runs or more, by Student's t."""
    quantile = float(scipy.stats.t.ppf(0.975, len(values) - 1))
    margin = quantile * statistics.stdev(values) / math.sqrt(len(values))
    mean = statistics.mean(values)
    return mean - margin, mean + margin


def save(path: Path, record: dict) -> None:
    """Write a record as JSON, whole or not at all; lists of numbers take one line."""
    text = json.dumps(record, indent=1) + "\n"
    text = re.sub(r'\[[^][{}"]*\]', lambda match: " ".join(match[0].split()), text)
    write_atomically(path, text.encode())
