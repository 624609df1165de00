"""Faults of the pictures and their labels."""

from __future__ import annotations

import math

import torch
from torch.nn import functional as F

from helpers.any_model import class_names
from helpers.diagnosis.evidence import Evidence, Sample, say, scores_for


def one_class(e: Evidence) -> str | None:
    """Find a label that nearly all training pictures have, and nearly all answers."""
    counts = e.train.labels.bincount()
    share, common = float(counts.max() / counts.sum()), int(counts.argmax())
    answers, rare = e.valid.scores.argmax(dim=1), e.valid.labels != common
    answered = float((answers == common).double().mean())
    named = (answers == e.valid.labels)[rare].double().mean()  # NaN if none is rare
    if share < 0.8 or answered < 0.9 or named > 0.5 or come_sorted(e):
        return None
    name = class_names(e.model, e.classes)[common]
    return say(
        f"{share:.0%} of the training pictures are of the class {name!r}, and"
        f" {answered:.0%} of the answers are",
        "one class outnumbers the others",
        "show each class equally often, and count accuracy class by class",
    )


def come_sorted(e: Evidence) -> str | None:
    """Find labels that come in runs, longer than chance makes them."""
    labels, valid = e.train.labels, e.valid.labels
    shares = labels.bincount().double() / len(labels)
    changes = (
        float((labels[1:] != labels[:-1]).double().mean()) if len(labels) > 1 else 1
    )
    alone = len(labels.unique()) == 1 and (valid != labels[0]).double().mean() > 0.5
    if not alone and changes >= 0.5 * (1 - shares.square().sum()):
        return None
    runs = int((labels[1:] != labels[:-1]).sum()) + 1
    return say(
        f"The first {len(labels):,} training labels come in {runs:,} runs",
        "the pictures come sorted",
        "make the loader for training with shuffle=True",
    )


def not_split_at_random(e: Evidence) -> str | None:
    """Find labels of validation that training lacks."""
    asked, known = e.valid.labels, e.train.labels
    counts = torch.where(torch.isin(asked, known), -1, asked)
    values, times = counts[counts >= 0].unique(return_counts=True)
    missing = times * len(known) >= 10 * len(asked)  # ten should have been seen
    if not missing.any() or come_sorted(e):
        return None
    share = float(times[missing].sum() / len(asked))
    which = ", ".join(map(str, values[missing].tolist()))
    return say(
        f"{share:.0%} of the validation pictures have labels that training lacks"
        f" ({which:.40})",
        "the split was not at random",
        "split with `split_dataset`, which shuffles first",
    )


def divided_twice(e: Evidence) -> str | None:
    """Find pixels that are all nearly the same."""
    brightest = float(e.train.images.abs().max())
    if brightest > 0.02:
        return None
    return say(
        f"The brightest training pixel is {brightest:.4f}",
        "pixels were divided by 255 twice",
        "divide once, so that pixels reach 1",
    )


def other_labels(e: Evidence) -> str | None:
    """Find labels that have nothing to do with the pictures."""
    if e.few or knows(e) or one_class(e):
        return None
    wrong = {"training": not labels_fit(e.plain), "validation": not labels_fit(e.valid)}
    where = [name for name, is_wrong in wrong.items() if is_wrong]
    if not where or (e.hidden and where == ["training"]):
        return None
    return say(
        f"Validation accuracy is {e.valid.accuracy:.1%}, and the most similar"
        f" {' and '.join(where)} pictures share labels no more often than by chance",
        "the labels are of other pictures",
        "show twenty pictures with their labels",
    )


def knows(e: Evidence) -> bool:
    """Tell whether the model names validation pictures clearly better than guessing."""
    chance = float(e.valid.labels.bincount().max() / len(e.valid.labels))
    return e.valid.accuracy > chance + 0.1


def learned_validation(e: Evidence) -> str | None:
    """Find validation pictures that are in the training set."""
    count, asked = copies(e.plain.images, e.valid.images), len(e.valid.labels)
    if count < max(3, 0.01 * asked):
        return None
    return say(
        f"{count:,} of {asked:,} validation pictures are among the"
        f" {len(e.plain.labels):,} training pictures looked at",
        "validation pictures were learned",
        "split first, and choose the two parts without overlap",
    )


def written_in(e: Evidence) -> str | None:
    """Find a small spot that tells more of the label than all the rest."""
    if e.few:
        return None
    alone, rest = most_telling_spot(e.plain)
    if alone < 0.9 or alone < rest + 0.1:
        return None
    return say(
        f"One spot or strip, a seventh as wide as the picture, names {alone:.0%} of the"
        f" training pictures, and all the rest {rest:.0%}",
        "the label stands in the picture",
        "look at the edges of twenty pictures, and cover what tells it",
    )


def other_pixels(e: Evidence) -> str | None:
    """Find validation pictures of another range, or inverted."""
    if e.few:
        return None
    gap = e.plain.accuracy - e.valid.accuracy
    mended = gap > 0.15 and repaired(e) > e.valid.accuracy + 0.5 * gap
    if not (mended or (not e.hidden and far_apart(e.plain.images, e.valid.images))):
        return None
    (mean, spread), (their_mean, their_spread) = [
        (float(part.images.mean()), float(part.images.std()))
        for part in (e.valid, e.plain)
    ]
    return say(
        f"Pixels are {mean:.2f} ± {spread:.2f} in validation and {their_mean:.2f} ±"
        f" {their_spread:.2f} in training",
        "the pixels differ in validation",
        "prepare both by the same transform, and look whether one is inverted",
    )


def beyond_likeness(e: Evidence) -> bool:
    """Tell whether augmented pictures have lost most of what makes neighbours alike."""
    return not labels_fit(e.train) or likeness(e.train) < likeness(e.plain) / 3


# ---- how they are measured


def by_neighbour(known, known_labels, asked, asked_labels, own=False) -> float:
    """Return the accuracy of naming each picture as the most similar known one.

    With `own` the two sets are one, and no picture is its own neighbour.
    """
    apart = torch.cdist(asked.flatten(1).float(), known.flatten(1).float())
    if own:
        apart.fill_diagonal_(math.inf)
    nearest = known_labels[apart.argmin(dim=1)]
    return float((nearest == asked_labels).double().mean())


def neighbours_share(sample: Sample) -> tuple[float, float]:
    """Return how often the most similar pictures share labels, and how often by chance.

    A thousand pictures at most are compared, at 14 x 14 pixels.
    """
    images = F.adaptive_avg_pool2d(sample.images[:1000].float(), 14)
    labels = sample.labels[: len(images)]
    shares = labels.bincount().double() / len(labels)
    found = by_neighbour(images, labels, images, labels, own=True)
    return found, float(shares.square().sum())


def likeness(sample: Sample) -> float:
    """Return how far neighbours beat chance: 0 not at all, 1 by all there is."""
    found, chance = neighbours_share(sample)
    return (found - chance) / max(1 - chance, 1e-6)


def labels_fit(sample: Sample) -> bool:
    """Tell whether neighbours share labels more often than by chance."""
    found, chance = neighbours_share(sample)
    sigma = math.sqrt(chance * (1 - chance) / min(1000, len(sample.labels)))
    return chance > 0.8 or found > chance + 4 * sigma


def far_apart(some: torch.Tensor, others: torch.Tensor) -> bool:
    """Tell whether pixels differ far more in mean or spread than by chance."""
    spreads = torch.stack([some.std(), others.std()]).clamp_min(1e-6)
    moved = (some.mean() - others.mean()).abs() > 0.5 * spreads.max()
    return bool(moved or spreads.max() > 1.5 * spreads.min())


def most_telling_spot(sample: Sample) -> tuple[float, float]:
    """Return how well one spot alone names the labels, and how well the rest does.

    Spots are squares, rows and columns, a seventh as wide as the picture; the best one
    counts. Half of the pictures name the other half, by their nearest neighbours.
    """
    images = F.adaptive_avg_pool2d(sample.images[:1000].float(), 28)
    half, labels = len(images) // 2, sample.labels[: len(images)]

    def named(part: torch.Tensor) -> float:
        return by_neighbour(part[:half], labels[:half], part[half:], labels[half:])

    bands, all_of_it = [slice(i, i + 4) for i in range(0, 28, 4)], slice(None)
    spots = [(rows, columns) for rows in bands for columns in bands]
    spots += [spot for band in bands for spot in ((band, all_of_it), (all_of_it, band))]
    best = max(spots, key=lambda spot: named(images[:, :, *spot]))
    rest = images.clone()
    rest[:, :, *best] = 0
    return named(images[:, :, *best]), named(rest)


def copies(known: torch.Tensor, asked: torch.Tensor) -> int:
    """Count the pictures that are known to the last bit; blank ones do not count."""
    low, high = asked.flatten(1).aminmax(dim=1)
    seen = {picture.numpy().tobytes() for picture in known}
    return sum(picture.numpy().tobytes() in seen for picture in asked[low < high])


def repaired(evidence: Evidence) -> float:
    """Return the best accuracy on validation pictures made like those in training.

    They get the mean and the spread of the training pictures, as they are and inverted.
    """
    images, labels, _ = evidence.valid
    spread, mean = torch.std_mean(evidence.plain.images, dim=(0, 2, 3), keepdim=True)
    ours, centre = torch.std_mean(images, dim=(0, 2, 3), keepdim=True)
    alike = (images - centre) / ours.clamp_min(1e-6) * spread
    scores = [scores_for(evidence.model, mean + part) for part in (alike, -alike)]
    return max(Sample(images, labels, some).accuracy for some in scores)
