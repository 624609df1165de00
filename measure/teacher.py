"""Learn from what a better network answers, in place of the labels.

Source: Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015.
A picture is moved by up to a pixel each way, and perhaps mirrored: 9 or 18 ways. The
teacher is asked once about all pictures in all ways, and the student meets the very
pictures that were answered for, as in Beyer and others, "Knowledge distillation: A good
teacher is patient and consistent", 2022.
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

Way = tuple[int, int, int]  # mirrored or not, pixels down, pixels to the right
IN_PLACE = list(product((0,), (0, 1, 2), (0, 1, 2)))
MIRRORED = [(1, down, right) for _, down, right in IN_PLACE]


def changed(images: torch.Tensor, way: Way) -> torch.Tensor:
    """Mirror images (N, 1, H, W) or not, and move them by a pixel or none each way."""
    flip, down, right = way
    images = images.flip(3) if flip else images
    height, width = images.shape[2:]
    return F.pad(images, (1, 1, 1, 1))[..., down : down + height, right : right + width]


@cache
def answers(teacher: str, dataset: Dataset, way: Way) -> torch.Tensor:
    """Return the probabilities (N, 10) of a teacher in helpers/weights."""
    record = json.loads((WEIGHTS / f"{teacher}.json").read_text("utf-8"))
    model = getattr(models, record["model"])(**record["arguments"])
    load_checkpoint(WEIGHTS / f"{teacher}.pt", model)
    return predict(model, changed(TensorLoader(dataset).images, way))


class TaughtLoader(TensorLoader):
    """Shuffled batches of changed pictures, with a teacher's answers for labels.

    Yields images (B, 1, H, W) float32 and probabilities (B, 10). `taught` holds the
    teacher's answers (N, 10) for every way in which a picture may be changed.
    """

    def __init__(
        self,
        dataset: Dataset,
        batch_size: int,
        generator: torch.Generator,
        taught: dict[Way, torch.Tensor],
    ):
        super().__init__(dataset, batch_size, True, generator)
        self.ways, self.taught = list(taught), torch.stack(list(taught.values()))

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Yield (images, answers) in a new order, each picture in a way by chance."""
        n = len(self.labels)
        order = torch.randperm(n, generator=self.generator)
        ways = torch.randint(len(self.ways), (n,), generator=self.generator)
        images = torch.empty_like(self.images)
        for number, way in enumerate(self.ways):
            rows = ways == number
            images[rows] = changed(self.images[rows], way)
        for rows in order.split(self.batch_size):
            batch = images[rows].float().div(255)
            batch = batch.to(memory_format=torch.channels_last)
            yield batch, self.taught[ways[rows], rows]
