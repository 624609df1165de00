"""Checks of lesson 2: copies counted, the nearest neighbour, an order for two."""

from itertools import pairwise

import torch

from helpers.checks.values import brief_repr
from helpers.exercises import as_tensor, exercise, require


def random_pictures(seed: int, count: int, height: int, width: int) -> torch.Tensor:
    """Return random uint8 pictures (count, height, width), no two alike."""
    generator = torch.Generator().manual_seed(seed)
    size = (count, height, width)
    return torch.randint(0, 256, size, generator=generator).to(torch.uint8)


def as_number(found) -> float:
    """Return a number of any kind, or a tensor of one number, as a float."""
    require(found is not ... and found is not None, "It returns nothing yet.")
    numbers = as_tensor(found)
    require(numbers.numel() == 1, f"Return one number, not {brief_repr(found)}.")
    return float(numbers)


@exercise
def check_1(count_copies) -> str:
    """Expect the number of pictures of the second set that are in the first too."""
    a, b = random_pictures(0, 7, 3, 5), random_pictures(1, 4, 3, 5)
    nearly = a[:2].clone()
    nearly[:, 2, 4] ^= 1  # one step in the last pixel
    black, first = torch.zeros(1, 3, 5, dtype=torch.uint8), torch.cat([a, a[:3]])
    mirrored, upside_down = a[:2].flip(2), a[2:4].flip(1)
    cases = [
        ("no picture is in both", a, b, 0),
        ("three pictures are in both", a, torch.cat([b, a[[5, 0, 3]]]), 3),
        ("the only one is in both", a[:1], a[:1], 1),
        ("the copies stand at the same places in both", a, a[:4], 4),
        ("a copy stands twice in `second`", a, torch.cat([a[[2, 2]], b]), 2),
        ("a copy stands twice in `first`", first, torch.cat([b, a[:2]]), 2),
        ("a picture differs by one step in one pixel", a, nearly, 0),
        ("pictures are mirrored", a, torch.cat([mirrored, upside_down]), 0),
        ("a picture in both is all black", torch.cat([a, black]), black, 1),
    ]
    for what, first, second, expected in cases:
        found = as_number(count_copies(first.clone(), second.clone()))
        require(
            found == expected,
            f"Where {what}, it says {found:g}; it should say {expected}.",
        )
    return "Every copy, and nothing that only looks like one."


def distances(stored: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    """Return the squared distance (M, N) of every asked from every stored picture."""
    stored, asked = stored.flatten(1).long(), asked.flatten(1).long()
    return ((asked[:, None] - stored) ** 2).sum(dim=2)


@exercise
def check_2(nearest_neighbour) -> str:
    """Expect the label of the stored picture that is nearest to each asked one."""
    for seed, (n, m, height, width) in enumerate(
        [(30, 17, 3, 4), (9, 40, 5, 2), (1, 6, 3, 3), (12, 1, 4, 3), (25, 25, 2, 6)]
    ):
        stored = random_pictures(2 * seed, n, height, width)
        asked = random_pictures(2 * seed + 1, m, height, width)
        shuffler = torch.Generator().manual_seed(seed)
        labels = 3 + 2 * (torch.randperm(n, generator=shuffler) % 11)
        found = nearest_neighbour(stored.clone(), labels.clone(), asked.clone())
        require(found is not ... and found is not None, "It returns nothing yet.")
        found = as_tensor(found)
        require(
            found.shape == (m,),
            f"For {m} asked pictures, return {m} labels in one row; yours have the"
            f" shape {tuple(found.shape)}.",
        )
        far = distances(stored, asked)
        nearest = far.argmin(dim=1)
        require(
            not torch.equal(found, nearest) or torch.equal(nearest, labels[nearest]),
            "These are places in `stored`. Return the labels that stand there.",
        )
        wraps = ((asked[:, None] - stored) ** 2).flatten(2).sum(dim=2).argmin(dim=1)
        require(
            not torch.equal(found, labels[wraps])
            or torch.equal(labels[wraps], labels[nearest]),
            "Somewhere numbers run over: `uint8` ends at 255 and begins again at 0.",
        )
        wrong = (found != labels[nearest]).nonzero()[:, 0].tolist()
        if wrong:
            k = wrong[0]
            require(
                False,
                f"With {n} stored pictures, {len(wrong)} of {m} labels are not that of"
                f" the nearest. Asked picture {k} gets {found[k].item():g}; nearest to"
                f" it is stored picture {nearest[k]}, with label {labels[nearest[k]]}.",
            )
    return "Every picture gets the label of its nearest neighbour."


def mixed(shuffled, pictures, labels, seed) -> tuple[list, list[int]]:
    """Return the order that `shuffled` gave the pictures, and its labels.

    The first pixel of each picture is its place.
    """
    parts = shuffled(pictures.clone(), labels.clone(), seed)
    require(
        isinstance(parts, (tuple, list)) and len(parts) == 2,
        "It should return two things: pictures and labels.",
    )
    found, names = (as_tensor(part) for part in parts)
    require(
        found.shape == pictures.shape and names.shape == labels.shape,
        f"Of pictures {tuple(pictures.shape)} and labels {tuple(labels.shape)} it makes"
        f" {tuple(found.shape)} and {tuple(names.shape)}.",
    )
    order = found[:, 0, 0].long().tolist()
    require(
        sorted(order) == list(range(len(pictures))),
        "Some pictures come twice, and others are lost.",
    )
    require(torch.equal(found, pictures[order]), "Pictures came back changed inside.")
    return order, names.tolist()


@exercise
def check_3(shuffled) -> str:
    """Expect one random order for pictures and labels, decided by the seed."""
    orders = {}
    for seed, count in enumerate([40, 41, 1, 60]):
        pictures = torch.rand(
            (count, 2, 3), generator=torch.Generator().manual_seed(seed)
        )
        pictures[:, 0, 0] = torch.arange(count)
        labels = torch.arange(count) * 7 % 10
        order, names = mixed(shuffled, pictures, labels, seed)
        strange = sum(
            a != b for a, b in zip(names, labels[order].tolist(), strict=True)
        )
        require(
            strange == 0,
            f"{strange} of {count} pictures have the label of another picture.",
        )
        if count == 1:
            continue
        kept = sum(a == b for a, b in zip(order, range(count), strict=True))
        require(kept < count / 2, f"{kept} of {count} pictures kept their place.")
        rolled = sum((b - a) % count in (1, count - 1) for a, b in pairwise(order))
        require(rolled < count / 2, "Most neighbours stay neighbours: not random.")
        torch.rand(3)  # who draws from the global generator must seed it
        again = mixed(shuffled, pictures, labels, seed)[0]
        require(order == again, "Called twice with one seed, it gives two orders.")
        orders[seed] = [mixed(shuffled, pictures, labels, s)[0] for s in range(5)]
        require(
            len({tuple(o) for o in orders[seed]}) == 5,
            "Two seeds give the same order. The seed should decide.",
        )
    return "One order for both, and the ghosts are gone."
