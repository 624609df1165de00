"""How cost grows with pictures, batch size, width and threads, on the CPU."""

from collections.abc import Callable

import torch
from torch import nn
from torch.utils.benchmark import Timer, timer
from torch.utils.data import Dataset, Subset

from helpers.loaders import TensorLoader
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN
from helpers.training import get_optimizer, train_one_epoch

THREADS = 2
criterion = nn.CrossEntropyLoss()


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

    Each timing is of about `pictures` pictures, after two steps to warm up. Returns
    a record a step: those three, and `milliseconds` a step, one a repeat.
    """
    timings = {key: [] for key in steps}
    for _ in range(repeats):
        for key, one_step in steps.items():
            _, batch_size, threads = key
            clock = Timer("step()", globals={"step": one_step}, num_threads=threads)
            took = clock.timeit(max(1, pictures // batch_size)).mean
            timings[key].append(round(1000 * took, 4))
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
            start = timer()
            train_one_epoch(model, loader, optimizer, criterion, "cpu")
            seconds[n].append(round(timer() - start, 5))
    return {
        "threads": milliseconds(threads, repeats, pictures),
        "batch": milliseconds(batch, repeats, pictures),
        "width": milliseconds(width, repeats, pictures),
        "pictures": [{"pictures": n, "seconds": s} for n, s in seconds.items()],
    }
