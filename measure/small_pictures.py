"""Small data sets of different kinds, to choose a network by (`measure.small_cnn`).

Clothes come from Fashion-MNIST's training set, never from its test set; digits are
scikit-learn's. Photographs are clothes with colour, size, place, light and ground of
their own, in place of what a learner would bring.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import torch
from torch.nn import functional as F

from helpers.augment import mirror, shift
from helpers.datasets import PictureSet
from helpers.digits import digits_in_frame
from measure.record import full_sets

HELD_BACK = 500  # pictures to be named, never learned from
SIDE = 64  # pixels of a photograph
THREE = (3, 7, 8)  # dress, sneaker, bag


@dataclass(frozen=True)
class Kind:
    """One small data set: what it shows, how many of each class, and how they change.

    `draw` maps a number of pictures a class and a seed to what is learned from and
    what is held back.
    """

    name: str
    draw: Callable
    each: int
    changes: tuple = (mirror, shift)


@cache
def all_clothes() -> tuple[torch.Tensor, torch.Tensor]:
    """Return Fashion-MNIST's training set, (60000, 1, 28, 28) uint8 and (60000,)."""
    train_set, _ = full_sets()
    return train_set.data.unsqueeze(1), train_set.targets


def clothes(each: int, seed: int) -> tuple[PictureSet, PictureSet]:
    """Draw clothes of all ten classes, grey, 28 x 28."""
    return share(*all_clothes(), range(10), each, seed)


def photographs(each: int, seed: int) -> tuple[PictureSet, PictureSet]:
    """Draw three kinds of clothes as photographs, in colour, 64 x 64."""
    sets = share(*all_clothes(), THREE, each, seed)
    for place, part in enumerate(sets):
        seeded = torch.Generator().manual_seed(2 * seed + place)
        part.data = photograph(part.data, seeded)
    return sets


def digits(each: int, seed: int) -> tuple[PictureSet, PictureSet]:
    """Draw digits of all ten classes, grey, 14 x 14 in a frame of 28 x 28."""
    images, labels = digits_in_frame()
    return share((images * 255).to(torch.uint8), labels, range(10), each, seed)


def share(images, labels, classes, each, seed) -> tuple[PictureSet, PictureSet]:
    """Draw `each` pictures of every class to learn from, and HELD_BACK others."""
    seeded = torch.Generator().manual_seed(seed)
    parts, ends = ([], []), (each, each + HELD_BACK // len(classes))
    for wanted in classes:
        rows = (labels == wanted).nonzero().flatten()
        rows = rows[torch.randperm(len(rows), generator=seeded)]
        parts[0].append(rows[: ends[0]])
        parts[1].append(rows[ends[0] : ends[1]])
    names = [str(name) for name in classes]
    return tuple(
        PictureSet(
            images[torch.cat(rows)],
            torch.arange(len(classes)).repeat_interleave(len(rows[0])),
            names,
        )
        for rows in parts
    )


def photograph(pictures: torch.Tensor, seeded: torch.Generator) -> torch.Tensor:
    """Lay clothes (N, 1, 28, 28) on coloured grounds, (N, 3, 64, 64) uint8.

    A garment fills 60% to 100% of the side, wherever it fits. The ground has a colour
    that changes a little from place to place, and so has the light; the sensor adds
    noise.
    """
    n = len(pictures)

    def chance(*shape):
        return torch.rand(n, *shape, generator=seeded)

    size = 0.6 + 0.4 * chance(1)
    place = (2 * chance(2) - 1) * (1 - size)  # of its middle, from -1 to 1
    turn = torch.diag_embed(1 / size.expand(n, 2))  # (N, 2, 2)
    theta = torch.cat([turn, (-place / size)[:, :, None]], dim=2)
    grid = F.affine_grid(theta, [n, 1, SIDE, SIDE], align_corners=False)
    garment = F.grid_sample(pictures / 255, grid, align_corners=False)
    solid = (4 * garment).clamp(max=1)
    colour = chance(3, 1, 1) * (0.4 + 0.6 * garment)
    ground = 0.7 * chance(3, 1, 1) + 0.3 * smooth(chance(3, 4, 4))
    light = 0.4 + 0.6 * smooth(chance(1, 2, 2))
    noise = 0.03 * torch.randn(n, 3, SIDE, SIDE, generator=seeded)
    scene = light * (solid * colour + (1 - solid) * ground) + noise
    return (255 * scene.clamp(0, 1)).to(torch.uint8)


def smooth(coarse: torch.Tensor) -> torch.Tensor:
    """Enlarge (N, C, h, w) to the side of a photograph, without steps."""
    return F.interpolate(coarse, size=(SIDE, SIDE), mode="bilinear")


KINDS = [
    Kind("clothes, 10 x 20", clothes, 20),
    Kind("clothes, 10 x 60", clothes, 60),
    Kind("digits, 10 x 20", digits, 20, (shift,)),
    Kind("photographs, 3 x 33", photographs, 33),
    Kind("photographs, 3 x 60", photographs, 60),
]
