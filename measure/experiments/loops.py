"""Experiments of lessons 6 to 8: the loss, and what a training loop does with it."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Subset

from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader, split_dataset
from helpers.models import MLP, FashionCNN
from helpers.training import get_optimizer, train_one_epoch
from measure.experiments.trainings import accuracy, clothes, criterion


def learning_rates(seed):
    """Give FashionCNN 300 steps on a thousand pictures at three rates (lesson 6)."""
    rows = torch.randperm(60_000, generator=torch.Generator().manual_seed(seed))[:1000]
    record = {}
    for lr in (0.001, 0.04, 1.0):
        loader = TensorLoader(Subset(clothes()[0], rows), 20)
        set_seed(seed)
        model = FashionCNN()
        optimizer = get_optimizer(model, lr)
        for _ in range(6):
            loss = train_one_epoch(model, loader, optimizer, criterion, "cpu")
        spread = model(loader.images.float() / 255).std(dim=0).max().item()
        record |= {f"loss_{lr}": loss, f"spread_{lr}": spread}
    return record


def zero_grad(seed):
    """Learn twenty pictures by heart, with and without zero_grad (lesson 7)."""
    loader = TensorLoader(clothes()[0], 20, True, set_seed(seed))
    images, labels = next(iter(loader))
    record = {}
    for clear in (True, False):
        set_seed(seed)
        model, losses = FashionCNN(), []
        optimizer = get_optimizer(model, lr=0.05)
        for _ in range(800):
            if clear:
                optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        name = "with" if clear else "without"
        record[f"{name}_best_of_50"] = min(losses[:50])
        record[f"{name}_end"] = sum(losses[-100:]) / 100
        record[f"{name}_right"] = accuracy(model, images, labels)
    return record


def few_pictures(seed):
    """Train a large MLP on 300 pictures, 30 epochs; where is its best? (lesson 7).

    One half of the validation pictures chooses an epoch, the other judges it.
    """
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    few = TensorLoader(Subset(train_part, range(300)), 20, True, set_seed(seed))
    halves = [Subset(valid_part, range(at, 12_000, 2)) for at in (0, 1)]
    choosing, judging = (TensorLoader(half, 1000) for half in halves)
    model, chooses, judges = MLP(hidden=100), [], []
    optimizer = get_optimizer(model, lr=0.2)
    for _ in range(30):
        train_loss = train_one_epoch(model, few, optimizer, criterion, "cpu")
        chooses.append(evaluate(model, choosing, criterion).loss)
        judges.append(evaluate(model, judging, criterion).loss)
    best = int(np.argmin(chooses))
    return {"best_epoch": best + 1, "lost_by_last": judges[-1] - judges[best],
            "train_loss": train_loss, "valid_loss": judges[best]}  # fmt: skip


def dropout(seed):
    """Measure a network with dropout in training mode and after eval (lesson 7)."""
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    loader = TensorLoader(Subset(train_part, range(2010)), 20, True, set_seed(seed))
    layers = [nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Dropout(0.5)]
    model = nn.Sequential(*layers, nn.Linear(32, 10))
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(2):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    images, labels = next(iter(TensorLoader(valid_part, 1000)))
    scores = {}
    for mode in (True, False):
        model.train(mode)
        scores[mode] = [
            (model(images).argmax(dim=1) == labels).float().mean().item()
            for _ in range(20)
        ]
    return {"too_low": scores[False][0] - float(np.mean(scores[True])),
            "scores_in_training_mode": len(set(scores[True])),
            "scores_after_eval": len(set(scores[False]))}  # fmt: skip


def many_or_few(seed):
    """Take 1,200 steps over 200 pictures or over 24,000 (lesson 8)."""
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    record = {}
    for pictures, epochs in ((200, 120), (24_000, 1)):
        part = Subset(train_part, range(pictures))
        loader = TensorLoader(part, 20, True, set_seed(seed))
        model = FashionCNN()
        optimizer = get_optimizer(model, lr=0.1)
        for _ in range(epochs):
            train_one_epoch(model, loader, optimizer, criterion, "cpu")
        for name, data in (("own", part), ("valid", valid_part)):
            loss = evaluate(model, TensorLoader(data, 1000), criterion).loss
            record[f"{name}_{pictures}"] = loss
    return record


def batch_means(seed):
    """Compare the mean of batch means with the mean per picture (lessons 4, 6, 7)."""
    set_seed(seed)
    model = FashionCNN()
    learn_from, valid_part = split_dataset(clothes()[0], seed=seed)
    loader = TensorLoader(Subset(learn_from, range(6000)), 20, True)
    train_one_epoch(model, loader, get_optimizer(model, 0.1), criterion, "cpu")
    images, labels = next(iter(TensorLoader(valid_part, 12_000)))
    with torch.no_grad():
        losses = F.cross_entropy(model(images), labels, reduction="none").double()
    record = {}
    for n, size in ((12_000, 20), (12_000, 64), (50, 20)):
        off = []
        for _ in range(1000):
            some = losses[torch.randperm(12_000)[:n]]
            means = torch.stack([part.mean() for part in some.split(size)])
            off.append(abs(means.mean() - some.mean()).item())
        record[f"off_{n}_by_{size}"] = float(np.mean(off))
    return record


def untrained(seed):
    """Measure how far the loss of FashionCNN is from ln 10 before training."""
    set_seed(seed)
    _, valid_part = split_dataset(clothes()[0], seed=seed)
    loss = evaluate(FashionCNN(), TensorLoader(valid_part, 1000), criterion).loss
    return {"off_ln_10": abs(loss - math.log(10))}
