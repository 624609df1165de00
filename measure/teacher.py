"""Learn from what a better network answers, in place of the labels.

Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
A picture is moved by a pixel or none, down or up and to either side: nine ways, or
eighteen with its mirror image. The teacher is asked once about all pictures in all
ways, and the student meets the very pictures that were answered for, as in Beyer and
others, "Knowledge distillation: A good teacher is patient and consistent", 2022.
"""

import json
from collections.abc import Iterator
from functools import cache
from itertools import product

import torch
from torch.nn import functional as F
from torch.utils.data import Dataset

from helpers import models
from helpers.checkpoints import load_checkpoint
from helpers.evaluation import predict
from helpers.loaders import TensorLoader
from measure.record import WEIGHTS

Way = tuple[int, int, bool]  # pixels down, and to the right; mirrored first


def ways(mirror: bool) -> list[Way]:
    """Return the nine ways to move a picture; with `mirror`, each of them twice."""
    return list(product((1, 0, -1), (1, 0, -1), (False, True) if mirror else (False,)))


def moved(images: torch.Tensor, way: Way) -> torch.Tensor:
    """Move images (N, 1, H, W); what comes in is black."""
    down, right, mirrored = way
    images = images.flip(3) if mirrored else images
    return F.pad(images, (right, -right, down, -down))


def load_teacher(name: str) -> torch.nn.Module:
    """Return a network of helpers/weights."""
    record = json.loads((WEIGHTS / f"{name}.json").read_text("utf-8"))
    model = getattr(models, record["model"])(**record["arguments"])
    load_checkpoint(WEIGHTS / f"{name}.pt", model)
    return model.to(memory_format=torch.channels_last)  # quicker


@cache
def answers(
    teachers: tuple[str, ...], dataset: Dataset, mirror: bool = False
) -> torch.Tensor:
    """Return the probabilities (ways, N, 10), the mean of these in helpers/weights.

    With `mirror` a picture and its mirror image get the mean of the two answers.
    """
    networks = [load_teacher(name) for name in teachers]
    images, all_ways = TensorLoader(dataset).images, ways(mirror)
    asked = torch.stack([
        sum(predict(network, moved(images, way)) for network in networks)
        for way in all_ways
    ]) / len(networks)  # fmt: skip
    if not mirror:
        return asked
    twins = [all_ways.index((down, -right, not m)) for down, right, m in all_ways]
    return (asked + asked[twins]) / 2


class TaughtLoader(TensorLoader):
    """Shuffled batches of moved pictures, with a teacher's answers for labels.

    Yields images (B, 1, H, W) float32 and probabilities (B, 10). `taught` (9, N, 10),
    or (18, N, 10) with mirror images, holds an answer for every way and picture.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int,
        generator: torch.Generator,
        taught: torch.Tensor,
    ):
        super().__init__(dataset, batch_size, True, generator)
        self.taught, self.ways = taught, ways(mirror=len(taught) == 18)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield (images, answers) in a new order, each picture in a way by chance."""
        n = len(self.labels)
        order = torch.randperm(n, generator=self.generator)
        drawn = torch.randint(len(self.ways), (n,), generator=self.generator)
        images = torch.empty_like(self.images)
        for number, way in enumerate(self.ways):
            rows = drawn == number
            images[rows] = moved(self.images[rows], way)
        for rows in order.split(self.batch_size):
            batch = images[rows].float().div(255)
            batch = batch.to(memory_format=torch.channels_last)
            yield batch, self.taught[drawn[rows], rows]
