"""Measure what loading, training and testing cost: the article's way, and ours.

Run it as `make bench`, and let nothing else run. The arms of a comparison take turns (A
B A B) in one process with two threads, after a turn on few pictures to warm up. It
writes `results.json`, `table.md` and `cost.png` in `tests/benchmarks`, and the README's
table. With a CUDA GPU it measures there too. `python -m tools.bench lessons` measures
instead how long it takes to test all ten lessons.
"""

import copy
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import matplotlib.pyplot as plt
import torch
import torchvision
from matplotlib.ticker import FixedLocator, LogLocator
from torch import nn
from torch.utils.data import Dataset, Subset
from torchvision.transforms import ToTensor

from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN
from helpers.plots import FIRST
from helpers.recipes import QuickPoolCNN, train_quickly, train_to_88_percent
from helpers.training import get_optimizer, train, train_one_epoch
from tests.benchmarks import article

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "benchmarks"
THREADS = 2
REPEATS = 5
EPOCHS = 15  # the article's
QUICK_PICTURES = 10_000  # enough for what the article reaches
criterion = nn.CrossEntropyLoss()


@dataclass
class Setting:
    """What to measure on.

    `folder` is for the weights that are saved on the way, and `goal` is the test
    accuracy to be reached, 0 to 1.
    """

    train_set: Dataset
    test_set: Dataset
    folder: Path
    device: str = "cpu"
    goal: float = 0.88

    def few(self) -> "Setting":
        """Return the same with 500 + 100 pictures, and nothing to be reached."""
        train_set = Subset(self.train_set, range(500))
        test_set = Subset(self.test_set, range(100))
        return replace(self, train_set=train_set, test_set=test_set, goal=0.0)


class ExactNet(ArticleNet):
    """The article's network in 64 bits, where rounding is too small to be seen."""

    def __init__(self):
        super().__init__()
        self.double()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to scores (N, 10) between 0 and 1."""
        return super().forward(x.double())


def wait(device: str) -> None:
    """Wait until a GPU has done what it was told; a CPU always has."""
    if device == "cuda":
        torch.cuda.synchronize()


def take_turns(make_arms: Callable[[Setting], dict], setting: Setting, turns: int):
    """Run all arms in turn; return what each took and what it returned.

    An arm is a function of the turn's number, which is also its seed. The result has
    for every arm `seconds` and `values`, one a turn. A round on few pictures comes
    first, is not counted, and has arms of its own.
    """
    for arm in make_arms(setting.few()).values():
        arm(0)
    arms = make_arms(setting)
    records = {name: {"seconds": [], "values": []} for name in arms}
    for turn in range(turns):
        for name, arm in arms.items():
            wait(setting.device)
            start = time.perf_counter()
            value = arm(turn)
            wait(setting.device)
            records[name]["seconds"].append(round(time.perf_counter() - start, 5))
            records[name]["values"].append(value)
    return records


def batches(setting: Setting) -> dict:
    """Serve all training batches once, and do nothing with them."""
    theirs = article.make_loaders(setting.train_set, setting.test_set)
    ours = make_loaders(setting.train_set, setting.test_set, device=setting.device)

    def serve(loader):
        return sum(len(labels) for _, labels in loader)

    return {
        "article": lambda _: serve(theirs["train"]),
        "ours": lambda _: serve(ours["train"]),
    }


def epochs(setting: Setting, network=ArticleNet) -> dict:
    """Train and validate the article's network for one epoch more at every turn.

    Both ways begin with the same weights and see the same batches. "bare" takes as many
    steps, on one fixed batch. "quick" is a whole short training, a new one every turn.
    """
    sets, device = (setting.train_set, setting.test_set), setting.device
    set_seed(0)
    theirs = network()
    ours, fixed = copy.deepcopy(theirs).to(device), copy.deepcopy(theirs).to(device)
    their_loaders = article.make_loaders(*sets)
    loaders = make_loaders(*sets, device=device)
    path, their_path = setting.folder / "ours.pt", setting.folder / "model_scratch.pt"
    their_run = article.train(their_loaders, theirs, criterion, device, their_path)
    optimizer, fixed_optimizer = get_optimizer(ours), get_optimizer(fixed)
    images, labels = next(iter(TensorLoader(setting.test_set, 20, device=device)))

    def our_epoch(_):
        history = train(1, loaders, ours, optimizer, criterion, device, path)
        return history.train_loss[0], history.valid_loss[0], history.valid_accuracy[0]

    def bare(_):
        for _ in range(len(loaders["train"])):
            fixed_optimizer.zero_grad()
            loss = criterion(fixed(images), labels)
            loss.backward()
            fixed_optimizer.step()

    def quick(seed):
        train_part, valid_part = split_dataset(setting.train_set, seed=seed)
        some = Subset(train_part, range(min(QUICK_PICTURES, len(train_part))))
        quick_loaders = {
            "train": TensorLoader(some, 50, True, set_seed(seed), device),
            "valid": TensorLoader(valid_part, 1000, device=device),
        }
        _, history = train_quickly(1, quick_loaders, seed, device)
        return history.valid_accuracy[0]

    return {
        "article": lambda _: next(their_run),
        "ours": our_epoch,
        "bare": bare,
        "quick": quick,
    }


def goal(setting: Setting) -> dict:
    """Train until `setting.goal` of the test pictures are right, 11,252 parameters."""
    sets, device = (setting.train_set, setting.test_set), setting.device

    def mended(seed):
        loaders = make_loaders(*sets, seed=seed, device=device)
        set_seed(seed)
        model = FashionCNN().to(device)
        optimizer = get_optimizer(model)
        for epoch in range(1, 50):
            train(1, loaders, model, optimizer, criterion, device)
            accuracy = evaluate(model, loaders["test"], criterion, device).accuracy
            if accuracy >= setting.goal:
                return accuracy, epoch
        raise RuntimeError(f"50 epochs did not reach {setting.goal:.0%}")

    def ours(seed):
        model, history = train_to_88_percent(*sets, seed, device)
        test_loader = TensorLoader(setting.test_set, 1000, device=device)
        score = evaluate(model, test_loader, criterion, device)
        return score.accuracy, len(history)

    return {"mended": mended, "ours": ours}


def testing(setting: Setting) -> dict:
    """Test the mended network on all test pictures."""
    sets, device = (setting.train_set, setting.test_set), setting.device
    set_seed(0)
    model, same = FashionCNN(), QuickPoolCNN()
    same.load_state_dict(model.state_dict())
    theirs = article.make_loaders(*sets)
    ours = TensorLoader(setting.test_set, 500, device=device)
    return {
        "article": lambda _: article.test(theirs, model, criterion, device),
        "ours": lambda _: evaluate(same, ours, criterion, device)[:2],
    }


def measure(setting: Setting, turns: int, repeats: int) -> dict:
    """Run all comparisons on one device; `turns` are epochs of the article's run.

    "exact" has the training losses of 200 steps in 64 bits: too few for rounding to
    grow into something that can be seen.
    """
    few = Subset(setting.train_set, range(min(5000, len(setting.train_set))))
    exact = epochs(replace(setting, train_set=few), ExactNet)
    return {
        "exact": {way: exact[way](0)[0] for way in ("article", "ours")},
        "batches": take_turns(batches, setting, repeats),
        "epochs": take_turns(epochs, setting, turns),
        "goal": take_turns(goal, setting, repeats),
        "testing": take_turns(testing, setting, repeats),
    }


def step(model: nn.Module, batch_size: int) -> Callable[[], None]:
    """Return a function that takes one step with a batch of noise."""
    optimizer = get_optimizer(model)
    images = torch.rand(batch_size, 1, 28, 28).to(memory_format=torch.channels_last)
    labels = torch.randint(10, (batch_size,))

    def one_step():
        optimizer.zero_grad()
        criterion(model(images), labels).backward()
        optimizer.step()

    return one_step


def milliseconds(steps: dict, repeats: int, pictures: int) -> list[dict]:
    """Time steps in turn, a step for each (network, batch size, threads).

    Each timing is of about `pictures` pictures, after one step to warm up. Returns a
    record a step: those three, and `milliseconds` a step, one a repeat.
    """
    timings = {key: [] for key in steps}
    threads_before = torch.get_num_threads()
    for _ in range(repeats):
        for key, one_step in steps.items():
            _, batch_size, threads = key
            torch.set_num_threads(threads)
            one_step()
            count = max(1, pictures // batch_size)
            start = time.perf_counter()
            for _ in range(count):
                one_step()
            took = (time.perf_counter() - start) / count
            timings[key].append(round(1000 * took, 4))
    torch.set_num_threads(threads_before)
    names = ("network", "batch", "threads", "milliseconds")
    return [dict(zip(names, (*key, t), strict=True)) for key, t in timings.items()]


def wide_cnn(width: int) -> nn.Module:
    """Return the mended network with `width` times as many kernels."""
    first, second = 6 * width, 10 * width
    return nn.Sequential(
        *(nn.Conv2d(1, first, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(first, second, 5), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(16 * second, 56), nn.ReLU(), nn.Linear(56, 10)),
    )


def growth(train_set: Dataset, repeats: int, pictures: int) -> dict:
    """Measure on the CPU how cost grows with pictures, batch, width and threads."""
    networks = (ArticleNet, FashionCNN, MLP, GlobalPoolCNN)
    threads = {
        (network.__name__, batch_size, threads): step(network(), batch_size)
        for network in networks
        for batch_size in (20, 100, 1000)
        for threads in (1, 2)
    }
    batch = {
        ("FashionCNN", size, THREADS): step(FashionCNN(), size)
        for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
    }
    width = {
        (width, 100, THREADS): step(wide_cnn(width), 100) for width in (1, 2, 4, 8)
    }
    model = FashionCNN()
    optimizer = get_optimizer(model)
    loaders = {
        n: TensorLoader(Subset(train_set, range(n)), 20, True)
        for n in (1000, 2000, 5000, 10_000, 20_000)
    }
    seconds = {n: [] for n in loaders}
    for _ in range(repeats):
        for n, loader in loaders.items():
            start = time.perf_counter()
            train_one_epoch(model, loader, optimizer, criterion, "cpu")
            seconds[n].append(round(time.perf_counter() - start, 5))
    return {
        "threads": milliseconds(threads, repeats, pictures),
        "batch": milliseconds(batch, repeats, pictures),
        "width": milliseconds(width, repeats, pictures),
        "pictures": [{"pictures": n, "seconds": s} for n, s in seconds.items()],
    }


def about() -> dict:
    """Say what was measured on, and with what."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text("utf-8") if cpuinfo.is_file() else ""
    model = re.search(r"model name\s*: (.+)", text)
    hardware = f"{model[1] if model else platform.processor()}, {os.cpu_count()} cores"
    if torch.cuda.is_available():
        hardware += f"; {torch.cuda.get_device_name()}"
    return {
        "hardware": hardware,
        "threads": THREADS,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
        },
    }


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


def comparisons(measured: dict) -> str:
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


def table(results: dict) -> str:
    """Write everything measured as Markdown."""
    about, repeats = results["about"], len(results["cpu"]["goal"]["ours"]["seconds"])
    versions = ", ".join(f"{name} {v}" for name, v in about["versions"].items())
    parts = [
        f"Measured by `make bench`: {about['hardware']}, {about['threads']} threads;"
        f" {versions}. Medians of {repeats} turns or more, quartiles in brackets; the"
        " ways took turns in one process, and turn *n* had seed *n*.",
        comparisons(results["cpu"]),
    ]
    if "cuda" in results:
        parts += ["The same with the GPU:", comparisons(results["cuda"])]
    if "lessons" in results:
        minutes = results["lessons"]["seconds"] / 60
        parts += [
            f"Running and comparing all ten lessons (nbval): {minutes:.1f} minutes."
        ]
    parts += [threads_table(results["growth"]["threads"])]
    return "\n\n".join(parts) + "\n"


def draw_growth(growth: dict) -> plt.Figure:
    """Draw how cost grows: with pictures, with the batch size, with the width."""
    fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for ax, (x, y, title, xlabel, ylabel) in zip(
        axes,
        [
            ([t["pictures"] for t in growth["pictures"]],
             [t["seconds"] for t in growth["pictures"]],
             "an epoch, 20 a batch", "pictures", "seconds"),
            ([t["batch"] for t in growth["batch"]],
             [[1000 * ms / t["batch"] for ms in t["milliseconds"]]
              for t in growth["batch"]],
             "a picture", "batch size", "microseconds"),
            ([t["network"] for t in growth["width"]],
             [t["milliseconds"] for t in growth["width"]],
             "a step, 100 a batch", "width (1: 6 and 10 kernels)", "milliseconds"),
        ],
        strict=True,
    ):  # fmt: skip
        ax.plot(x, [statistics.median(values) for values in y], "o-", color=FIRST)
        ax.set(xscale="log", yscale="log", xlabel=xlabel, ylabel=ylabel)
        ax.set_title(title, fontsize=10)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axis.set_major_formatter("{x:,g}")
        ax.minorticks_off()
        ax.tick_params(labelsize=8)
    axes[1].xaxis.set_major_locator(LogLocator())  # from 1 to 2,000: tens are enough
    axes[2].xaxis.set_major_locator(
        FixedLocator([t["network"] for t in growth["width"]])
    )
    return fig


def write(results: dict) -> None:
    """Write the measured numbers, and what is made of them."""
    (FOLDER / "results.json").write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    text = table(results)
    (FOLDER / "table.md").write_text(text, "utf-8", newline="\n")
    draw_growth(results["growth"]).savefig(FOLDER / "cost.png", dpi=100)
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
    train_set = FashionMNIST("notebooks/data", True, ToTensor(), download=True)
    test_set = FashionMNIST("notebooks/data", False, ToTensor(), download=True)
    if "sample" in (train_set.source, test_set.source):
        sys.exit("nothing is measured on the sample")
    results = {"about": about()}
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(train_set, test_set, Path(folder))
        results["cpu"] = measure(setting, EPOCHS, REPEATS)
        if torch.cuda.is_available():
            results["cuda"] = measure(replace(setting, device="cuda"), EPOCHS, REPEATS)
    results["growth"] = growth(train_set, REPEATS, 1000)
    return results


def main() -> None:
    """Measure, write the numbers and what is made of them, and print the table."""
    path = FOLDER / "results.json"
    results = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if sys.argv[1:] == ["lessons"]:
        start = time.perf_counter()
        command = [sys.executable, "-m", "pytest", "-q", "notebooks"]
        subprocess.run(command, cwd=ROOT, check=True)
        results["lessons"] = {"seconds": round(time.perf_counter() - start)}
    else:
        results |= measure_all()
    write(results)
    print(table(results))


if __name__ == "__main__":
    main()
