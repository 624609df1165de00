"""How long lesson 8, all lessons and the tests take, in epochs of the article's way.

The number of epochs hardly depends on the computer, where seconds do.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch
from torch import nn

from helpers.models import ArticleNet
from measure.record import ROOT, hardware
from measure.speed import article

LESSON_8 = "notebooks/08_train.ipynb"
EPOCHS = 3 + 15  # that lesson 8 trains: the article's network, and the mended one


def seconds_of(*arguments: str) -> float:
    """Run pytest with these arguments; return how long it took, if it passed."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)
    return round(time.perf_counter() - start, 1)


def article_epochs(train_set, test_set, epochs: int) -> list[float]:
    """Train the article's network the article's way; return the seconds an epoch."""
    torch.manual_seed(0)
    loaders = article.make_loaders(train_set, test_set)
    criterion, took = nn.CrossEntropyLoss(), []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model_scratch.pt")
        run = article.train(loaders, ArticleNet(), criterion, "cpu", path)
        for _ in range(epochs):
            start = time.perf_counter()
            next(run)
            took.append(round(time.perf_counter() - start, 2))
    return took


def lessons(train_set, test_set) -> dict:
    """Test lesson 8, then all lessons, with epochs of the article's way around them."""
    epochs = article_epochs(train_set, test_set, 2)
    lesson_8 = seconds_of(LESSON_8)
    epochs += article_epochs(train_set, test_set, 2)
    seconds = seconds_of("notebooks")
    return {
        "hardware": hardware(),
        "article_epoch": epochs,
        "lesson_8": lesson_8,
        "seconds": seconds,
    }


def suite(train_set, test_set) -> dict:
    """Run all tests as `make test` does, on two workers."""
    epochs = article_epochs(train_set, test_set, 2)
    seconds = seconds_of("-n", "2")
    epochs += article_epochs(train_set, test_set, 2)
    return {"hardware": hardware(), "article_epoch": epochs, "seconds": seconds}
