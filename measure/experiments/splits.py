"""Experiments of lessons 2 and 3: means, leaks, lucky winners, seeds that differ."""

import numpy as np
import torch
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid

from helpers.loaders import split_dataset
from measure.experiments.trainings import clothes


def neighbours(pixels, labels):
    """Return a machine that names the nearest picture it knows."""
    return KNeighborsClassifier(n_neighbors=1).fit(pixels, labels)


def copies(seed):
    """Copy pictures in two darker shades before or after the split (lesson 3)."""
    train_set = clothes()[0]
    chosen = torch.randperm(60_000, generator=torch.Generator().manual_seed(seed))
    own, fresh = train_set.data[chosen[:2000]], train_set.data[chosen[2000:4000]]
    shades = torch.cat([own, (0.9 * own).byte(), (0.8 * own).byte()])
    many = shades.flatten(1).float().numpy()
    labels = train_set.targets[chosen].numpy()
    names = np.tile(labels[:2000], 3)
    rng = np.random.default_rng(seed)
    order, first = rng.permutation(6000), rng.permutation(2000)
    leaky = neighbours(many[order[:4800]], names[order[:4800]])
    rows = np.concatenate([first[:1600] + 2000 * k for k in range(3)])
    honest = neighbours(many[rows], names[rows])
    asked, truth = fresh.flatten(1).float().numpy(), labels[2000:4000]
    return {
        "leaky": leaky.score(many[order[4800:]], names[order[4800:]]),
        "leaky_fresh": leaky.score(asked, truth),
        "honest": honest.score(many[first[1600:]], names[first[1600:]]),
        "honest_fresh": honest.score(asked, truth),
        "by_heart": honest.score(many[rows], names[rows]),
    }


def winner(seed):
    """Let 60 weak machines compete on 100 pictures; ask 2,000 others (lesson 3)."""
    train_set, rng = clothes()[0], np.random.default_rng(seed)
    chosen = rng.permutation(60_000)[:2600]
    pixels = train_set.data[chosen].flatten(1).float().numpy()
    labels = train_set.targets[chosen].numpy()
    scores = []
    for _ in range(60):
        seen = rng.choice(784, 20, replace=False)
        model = neighbours(pixels[:500][:, seen], labels[:500])
        right = model.predict(pixels[500:][:, seen]) == labels[500:]
        scores.append((right[:100].mean(), right[100:].mean()))
    chosen_on, afterwards = np.array(scores).T
    best = chosen_on.argmax()
    return {
        "flattery": float(chosen_on[best] - afterwards[best]),
        "better_ones": int((afterwards > afterwards[best]).sum()),
    }


def two_splits(seed):
    """Split twice, with the seeds 2s and 2s + 1: how many are in both parts?"""
    train, _ = split_dataset(clothes()[0], seed=2 * seed)
    _, valid = split_dataset(clothes()[0], seed=2 * seed + 1)
    return {"learned_from": len(set(train.indices) & set(valid.indices)) / 12_000}


def nearest_mean(seed):
    """Name validation pictures by the nearest of ten mean pictures (lesson 2)."""
    learned, valid = split_dataset(clothes()[0], seed=seed)
    pixels = clothes()[0].data.flatten(1).float().numpy()
    labels = clothes()[0].targets.numpy()
    machine = NearestCentroid().fit(pixels[learned.indices], labels[learned.indices])
    truth = labels[valid.indices]
    right = machine.predict(pixels[valid.indices]) == truth
    return {
        "accuracy": float(right.mean()),
        "by_class": [float(right[truth == c].mean()) for c in range(10)],
    }
