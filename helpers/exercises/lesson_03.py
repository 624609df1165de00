"""Checks of lesson 3: leaks counted, a split of groups, a split of every class."""

import torch

from helpers.checks.values import brief_repr
from helpers.exercises import as_tensor, exercise, require


def reordered(numbers: torch.Tensor, seed: int) -> torch.Tensor:
    """Return the numbers in an order that the seed decides."""
    generator = torch.Generator().manual_seed(seed)
    return numbers[torch.randperm(len(numbers), generator=generator)]


def positions(parts, count: int) -> tuple[list[int], list[int]]:
    """Return the two parts of an answer, if every position is in exactly one."""
    require(parts is not ... and parts is not None, "It returns nothing yet.")
    require(
        isinstance(parts, (tuple, list)) and len(parts) == 2,
        "It should return two things: positions for training, and for validation.",
    )
    for part in parts:
        listed = part if isinstance(part, (tuple, list)) else []
        require(
            not any(getattr(piece, "ndim", 0) for piece in listed),
            "A part is a list of tensors. Join them into one row of positions.",
        )
    tensors = [as_tensor(part) for part in parts]
    for part in tensors:
        require(part.dtype != torch.bool, "These are masks. Positions are numbers.")
        require(
            part.ndim == 1 and (not part.is_floating_point() or len(part) == 0),
            f"Positions are one row of whole numbers, not {brief_repr(part)} of shape"
            f" {tuple(part.shape)}.",
        )
    train, valid = (part.tolist() for part in tensors)
    both = set(train) & set(valid)
    require(not both, f"{len(both)} positions are in both parts.")
    require(
        len(set(train + valid)) == len(train) + len(valid),
        "Some position comes twice in a part.",
    )
    missing = set(range(count)) - set(train) - set(valid)
    require(not missing, f"{len(missing)} of {count} pictures are in neither part.")
    require(len(train) + len(valid) == count, "Some positions are beyond the pictures.")
    return train, valid


def require_seeded(choices: dict[int, list[int]], again: list[int]) -> None:
    """Require that a choice comes back with its seed, 0, and differs with others."""
    require(
        set(again) == set(choices[0]),
        "Called twice with the same seed, it chooses differently.",
    )
    different = {tuple(sorted(choice)) for choice in choices.values()}
    require(
        len(different) > len(choices) / 2,
        f"{len(choices)} seeds give only {len(different)} different choices. Draw at"
        " random.",
    )


@exercise
def check_1(count_leaks) -> str:
    """Expect how many validation pictures have a sibling in training."""
    groups = reordered(5 + 3 * (torch.arange(61) % 19), 0)
    order = reordered(torch.arange(61), 1)
    one = torch.tensor([0])
    cases = [
        ("of a random split", groups, order[12:], order[:12]),
        ("of another, half and half", groups, order[:30], order[30:]),
        ("where some pictures are in neither part", groups, order[:9], order[20:34]),
        ("where no group is on both sides", torch.arange(61), order[12:], order[:12]),
        ("where all pictures are of one garment", groups * 0, order[12:], order[:12]),
        ("of two pictures", torch.tensor([8, 8]), one, one + 1),
        ("of two garments", torch.tensor([8, 7]), one, one + 1),
        ("where `valid` is longer than `train`", groups, order[:5], order[5:]),
    ]
    for what, numbers, train, valid in cases:
        found = count_leaks(numbers.clone(), train.clone(), valid.clone())
        require(found is not ... and found is not None, "It returns nothing yet.")
        found = as_tensor(found)
        require(found.numel() == 1, f"Return one number; yours are {found.numel()}.")
        expected = int(torch.isin(numbers[valid], numbers[train]).sum())
        require(
            float(found) == expected,
            f"Of {len(valid)} validation pictures {what}, it counts {found.item():g}"
            f" with a sibling in training; there are {expected}.",
        )
    return "Every picture with a sibling on the other side, each counted once."


@exercise
def check_2(split_groups) -> str:
    """Expect a seeded split that keeps groups whole."""
    sizes = torch.tensor([3, 1, 7, 2, 2, 5, 1, 4, 9, 3, 2, 6])
    uneven = reordered((4 + 5 * torch.arange(12)).repeat_interleave(sizes), 1)
    even = reordered(6 + 2 * (torch.arange(120) % 40), 2)
    two = torch.tensor([2, 70, 70, 2, 2])
    sorted_ones = torch.arange(30) // 2
    cases = [(uneven, 0.25), (even, 0.2), (even, 0.7), (sorted_ones, 0.4), (two, 0.5),
             (uneven, 0.3), (uneven, 0.2)]  # fmt: skip
    for groups, fraction in cases:
        parts = split_groups(groups.clone(), fraction, 3)
        train, valid = positions(parts, len(groups))
        shared = set(groups[train].tolist()) & set(groups[valid].tolist())
        total = len(groups.unique())
        require(not shared, f"{len(shared)} of {total} groups are on both sides.")
        count, wanted = len(groups[valid].unique()), round(total * fraction)
        require(
            count == wanted,
            f"{count} of {total} groups are in validation; a fraction of {fraction}"
            f" makes it {wanted}.",
        )
    chosen = {}
    for seed in range(60):
        valid = positions(split_groups(uneven.clone(), 0.25, seed), len(uneven))[1]
        chosen[seed] = uneven[valid].unique().tolist()
    torch.rand(3)  # who draws from the global generator must seed it
    again = positions(split_groups(uneven.clone(), 0.25, 0), len(uneven))[1]
    require_seeded(chosen, uneven[again].unique().tolist())
    left_out = set(uneven.tolist()) - {
        name for names in chosen.values() for name in names
    }
    require(
        not left_out,
        f"With 60 seeds, {len(left_out)} of 12 groups are never in validation.",
    )
    return "No sibling is on the other side."


@exercise
def check_3(split_evenly) -> str:
    """Expect a seeded split with the same fraction of every class."""
    sizes = torch.tensor([50, 20, 100, 10, 30, 40, 60, 70, 80, 140])
    mixed = reordered(torch.arange(10).repeat_interleave(sizes), 7)
    few = torch.tensor([4, 1, 4, 4, 4, 4])  # classes 1 and 4 alone, one of them once
    in_order = torch.arange(3).repeat_interleave(torch.tensor([39, 11, 22]))
    for targets, fraction in [(mixed, 0.2), (mixed, 0.5), (in_order, 0.3), (few, 0.2)]:
        train, valid = positions(split_evenly(targets, fraction, 0), len(targets))
        found = targets[valid].bincount(minlength=10)
        size = targets.bincount(minlength=10)
        wanted = (size.double() * fraction).round().long()
        for c in (found != wanted).nonzero()[:1, 0].tolist():
            require(
                False,
                f"Class {c} has {size[c]} pictures and gives {found[c]} of them to"
                f" validation; with a fraction of {fraction} it should give"
                f" {wanted[c]}.",
            )
    chosen = {
        seed: positions(split_evenly(mixed, 0.2, seed), len(mixed))[1]
        for seed in range(8)
    }
    torch.rand(3)  # who draws from the global generator must seed it
    again = positions(split_evenly(mixed, 0.2, 0), len(mixed))[1]
    require_seeded(chosen, again)
    return "Every class gives its share, and every picture is in one part."
