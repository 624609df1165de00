"""Checks of lesson 3: two seeds, a split of every class, a split of groups."""

import torch

from helpers.exercises import exercise, require


def positions(parts) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the two parts of an answer as tensors of positions."""
    require(parts is not ... and parts is not None, "It returns nothing yet.")
    require(
        isinstance(parts, (tuple, list)) and len(parts) == 2,
        "It should return two things: positions for training, and for validation.",
    )
    train, valid = (torch.as_tensor(part) for part in parts)
    require(
        train.ndim == valid.ndim == 1 and not train.is_floating_point(),
        f"Positions are one row of whole numbers, not of shape {tuple(train.shape)}.",
    )
    require(train.dtype != torch.bool, "These are masks. Positions are whole numbers.")
    return train, valid


def require_partition(train: torch.Tensor, valid: torch.Tensor, count: int) -> None:
    """Require that every position from 0 to count - 1 is in exactly one part."""
    both = set(train.tolist()) & set(valid.tolist())
    require(not both, f"{len(both)} positions are in both parts.")
    missing = set(range(count)) - set(train.tolist()) - set(valid.tolist())
    require(not missing, f"{len(missing)} of {count} pictures are in neither part.")
    require(
        len(train) + len(valid) == count,
        f"{len(train)} and {len(valid)} do not add up to {count}.",
    )


@exercise
def check_1(learned_from) -> str:
    """Expect how many validation pictures of seed 1 are training pictures of seed 0."""
    generators = [torch.Generator().manual_seed(seed) for seed in (0, 1)]
    orders = [torch.randperm(60_000, generator=g).tolist() for g in generators]
    trains, valids = ([set(o[:48_000]) for o in orders], [o[48_000:] for o in orders])
    both_valid = len(set(valids[0]).intersection(valids[1]))
    require(
        learned_from != both_valid,
        "That many are in both validation sets. The others are the question.",
    )
    require(
        learned_from != len(trains[0] & trains[1]),
        "That many are in both training sets. One of the two must be a validation set.",
    )
    require(
        not 0 < learned_from < 1, "That is a share. How many pictures is it, counted?"
    )
    require(
        learned_from == len(trains[0].intersection(valids[1])),
        "That is not their number. Compare `.indices`, as sets.",
    )
    return "Four in five, as in the lesson: chance knows nothing of the other seed."


@exercise
def check_2(split_evenly) -> str:
    """Expect a seeded split with the same fraction of every class."""
    sizes = torch.tensor([50, 20, 100, 10, 30, 40, 60, 70, 80, 140])
    targets = torch.arange(10).repeat_interleave(sizes)
    shuffler = torch.Generator().manual_seed(7)
    targets = targets[torch.randperm(len(targets), generator=shuffler)]
    for fraction in (0.2, 0.5):
        train, valid = positions(split_evenly(targets, fraction, 0))
        require_partition(train, valid, len(targets))
        found = targets[valid].bincount(minlength=10)
        wanted = (sizes * fraction).round().long()
        if not torch.equal(found, wanted):
            c = int((found != wanted).nonzero()[0])
            require(
                False,
                f"Class {c} has {sizes[c]} pictures and gives {found[c]} of them to"
                f" validation; with a fraction of {fraction} it should give"
                f" {wanted[c]}.",
            )
    again = positions(split_evenly(targets, 0.5, 0))[1]
    require(
        set(again.tolist()) == set(valid.tolist()),
        "Called twice with the same seed, it chooses different pictures.",
    )
    other = positions(split_evenly(targets, 0.5, 1))[1]
    require(
        set(other.tolist()) != set(valid.tolist()),
        "Another seed chooses the same pictures. Shuffle within each class.",
    )
    return "Every class gives its share, and the seed decides which pictures."


@exercise
def check_3(split_groups) -> str:
    """Expect a seeded split that keeps groups whole."""
    shuffler = torch.Generator().manual_seed(3)
    groups = 5 + 2 * (torch.randperm(120, generator=shuffler) % 40)  # 40 groups of 3
    train, valid = positions(split_groups(groups, 0.25, 0))
    require_partition(train, valid, len(groups))
    shared = set(groups[train].tolist()) & set(groups[valid].tolist())
    require(not shared, f"{len(shared)} of 40 groups are on both sides.")
    count = len(groups[valid].unique())
    require(
        count == 10,
        f"{count} of 40 groups are in validation; a fraction of 0.25 makes it 10.",
    )
    again = positions(split_groups(groups, 0.25, 0))[1]
    require(
        set(again.tolist()) == set(valid.tolist()),
        "Called twice with the same seed, it chooses different groups.",
    )
    other = positions(split_groups(groups, 0.25, 1))[1]
    require(
        set(other.tolist()) != set(valid.tolist()),
        "Another seed chooses the same groups. Shuffle their numbers.",
    )
    return "No sibling is on the other side."
