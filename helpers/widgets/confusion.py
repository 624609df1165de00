"""A confusion matrix whose cells open: the pictures behind a number."""

from __future__ import annotations

import html

import numpy as np
import torch
import traitlets

from helpers.checks.confusion import (
    as_numbers,
    check_classes,
    check_images,
    check_labels,
    check_order,
    check_picked,
    check_probabilities,
)
from helpers.fashion_mnist import CLASS_NAMES
from helpers.widgets.drawing import number
from helpers.widgets.front_end import front_end, style
from helpers.widgets.grid import ShownWidget
from helpers.widgets.sprite import packed

ORDERS = ("class", "count", "confidence")
PICTURES_UP_TO = 12  # of one cell
SPRITE_UP_TO = 146_000  # bytes, so that a saved notebook stays small
BYTES_A_CELL = 20  # that its counts and names take elsewhere


class ConfusionWidget(ShownWidget):
    """Show how often each class was taken for each other one, and open any cell.

    probabilities (N, C) as `predict` and `predictions` give them, labels (N,) whole
    numbers, images (N, H, W), (N, 1, H, W) or, in colour, (N, 3, H, W), uint8 or
    floats: tensors, arrays or lists; classes C names. A cell that is open shows the
    pictures behind its number, the surest first: up to 12, fewer where all pictures
    together would make a notebook heavy, and then it says so.

    These follow what the learner does, and can be observed and set: `picked` ([true,
    predicted] of the open cell, or None) and `order` ("class", "count" for the
    commonest confusions first, "confidence" for the surest mistakes first). `shown`
    lists the numbers of the pictures that are open; `matrix` (C, C) holds the counts.
    Raises ValueError for answers, labels and images that do not belong together.
    """

    _esm = front_end("confusion.js")
    _css = style("style.css") + style("confusion.css")

    classes = traitlets.List().tag(sync=True)
    counts = traitlets.List().tag(sync=True)
    cells = traitlets.List().tag(sync=True)
    sprite = traitlets.Dict().tag(sync=True)
    picked = traitlets.Any(None).tag(sync=True)
    order = traitlets.TraitType("class").tag(sync=True)
    shown = traitlets.List(read_only=True)

    def __init__(self, probabilities, labels, images, classes=CLASS_NAMES):
        """Count, choose the pictures that come along, and open no cell yet."""
        classes = [str(name) for name in classes]
        probabilities = as_numbers("probabilities", probabilities).float()
        labels, images = as_numbers("labels", labels), as_images(images)
        check_classes(classes)
        check_probabilities(probabilities, classes)
        check_labels(labels.double(), len(probabilities), classes)
        check_images(images, len(probabilities))
        sure, predicted = probabilities.max(dim=1)
        pairs = (labels.long() * len(classes) + predicted).numpy()
        counts = np.bincount(pairs, minlength=len(classes) ** 2)
        ranking, rank = ranked(pairs, sure.numpy())
        wanted = by_worth(pairs[ranking], rank, counts, len(classes))
        room = SPRITE_UP_TO - BYTES_A_CELL * len(counts)
        kept, sprite = packed(images, ranking, wanted, room)
        super().__init__(
            classes=classes, counts=counts.reshape(len(classes), -1).tolist(),
            cells=cells_of(pairs, sure.numpy(), ranking, rank, kept, len(classes)),
            sprite=sprite,
        )  # fmt: skip

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"ConfusionWidget({int(self.matrix.sum()):,} pictures)"

    @property
    def matrix(self) -> torch.Tensor:
        """The counts, (C, C) int64: a row for each true class, a column each answer."""
        return torch.tensor(self.counts)

    @traitlets.validate("picked")
    def _validate_picked(self, proposal):
        check_picked(proposal.value, self.classes)
        return None if proposal.value is None else [int(n) for n in proposal.value]

    @traitlets.validate("order")
    def _validate_order(self, proposal):
        check_order(proposal.value, ORDERS)
        return proposal.value

    @traitlets.observe("picked")
    def _follow(self, change):
        found = [which for *pair, which, _ in self.cells if pair == self.picked]
        self.set_trait("shown", found[0] if found else [])

    def _painted_traits(self) -> tuple[str, ...]:
        return "classes", "counts", "cells", "sprite", "picked", "order"

    def _tables(self) -> str:
        """Return the counts, and how to wake what opens them."""
        names = [f"<th>{html.escape(name)}</th>" for name in self.classes]
        cells = [["<td>" + number(n) + "</td>" for n in row] for row in self.counts]
        rows = ["<td></td>" + "".join(names)]
        rows += [name + "".join(r) for name, r in zip(names, cells, strict=True)]
        return (
            "<table><caption>How often each true class (row) was called each class"
            " (column)</caption><tr>" + "</tr><tr>".join(rows) + "</tr></table>"
        )


def as_images(images) -> torch.Tensor:
    """Return pictures as a tensor with the channel that they lack, (N, C, H, W)."""
    images = as_numbers("images", images)
    return images.unsqueeze(1) if images.ndim == 3 else images


def ranked(pairs: np.ndarray, sure: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sort pictures by cell, the surest first; return them and their ranks from 0.

    >>> ranked(np.array([7, 3, 7]), np.array([0.5, 0.4, 0.9]))
    (array([1, 2, 0]), array([0, 0, 1]))
    """
    ranking = np.lexsort((-sure, pairs))
    _, first, sizes = np.unique(pairs[ranking], return_index=True, return_counts=True)
    return ranking, np.arange(len(pairs)) - np.repeat(first, sizes)


def by_worth(pairs, rank, counts, n_classes: int) -> np.ndarray:
    """Return places in the ranking, those first whose pictures shall come along.

    At most 12 a cell. Large cells may bring more pictures than small ones, as the root
    of their counts; right answers bring fewer than mistakes.
    """
    worth = (rank + 1) / np.sqrt(counts[pairs])
    worth[pairs % (n_classes + 1) == 0] *= 9
    order = np.lexsort((pairs, worth))
    return order[rank[order] < PICTURES_UP_TO]


def cells_of(pairs, sure, ranking, rank, kept, n_classes: int) -> list:
    """Return [true, predicted, [which picture], [how sure]] for all that occur.

    The pictures are those that came along, in the order of the sprite. The first
    number of how sure is always there, for the surest of all.
    """
    cells = {}
    for at in np.flatnonzero(rank == 0):
        first = int(ranking[at])
        pair = divmod(int(pairs[first]), n_classes)
        cells[pair] = [*pair, [], [round(float(sure[first]), 4)]]
    for place in ranking[kept]:
        *_, which, how_sure = cells[divmod(int(pairs[place]), n_classes)]
        if which:
            how_sure.append(round(float(sure[place]), 4))
        which.append(int(place))
    return list(cells.values())
