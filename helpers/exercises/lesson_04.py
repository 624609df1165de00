"""Checks of lesson 4: counting batches, reading a loader, changing its batches."""

import torch

from helpers.exercises import exercise, require


class CountingLoader:
    """Serves fixed batches and counts how many were taken."""

    def __init__(self, images: torch.Tensor, labels: torch.Tensor, batch_size: int):
        self.parts = list(
            zip(images.split(batch_size), labels.split(batch_size), strict=True)
        )
        self.taken = 0

    def __len__(self) -> int:
        """Count the batches."""
        return len(self.parts)

    def __iter__(self):
        """Yield copies, so that an answer cannot change what the check compares."""
        for images, labels in self.parts:
            self.taken += 1
            yield images.clone(), labels.clone()


@exercise
def check_1(n_batches) -> str:
    """Expect n / batch_size, rounded up, or down with drop_last."""
    for n, size in ((48_000, 20), (12_000, 64), (5, 20), (40, 1), (41, 20), (39, 20)):
        for drop_last in (False, True):
            found = n_batches(n, size, drop_last)
            require(found is not ... and found is not None, "It returns nothing yet.")
            case = f"For {n:,} pictures, batches of {size} and drop_last={drop_last}"
            expected = n // size if drop_last else -(-n // size)
            require(
                found == int(found) if found == found else False,
                f"{case} it says {found}. There are no broken batches: round.",
            )
            hint = "Is a last batch that is not full left out?"
            if not drop_last:
                hint = "A last batch that is not full counts too."
            if n % size == 0:
                hint = "All batches are full. How many fit?"
            require(found == expected, f"{case} it says {found}. {hint}")
            require(
                isinstance(found, int),
                f"{case} it says {found!r}. A count is an int: divide with //.",
            )
    return "Rounded up, or down if the last one is dropped."


@exercise
def check_2(one_of_each) -> str:
    """Expect the first picture of each class, and no batch taken in vain."""
    labels = torch.tensor([3, 3, 1, 0, 2, 9, 4, 5, 5, 8, 7, 1, 6, 6, 0, 2, 1, 3, 4, 9])
    labels = torch.cat([labels, labels.flip(0)])
    images = torch.arange(40.0).view(40, 1, 1, 1).expand(40, 1, 28, 28) / 40
    loader = CountingLoader(images, labels, 4)
    found = one_of_each(loader)
    require(found is not ... and found is not None, "It returns nothing yet.")
    require(
        torch.is_tensor(found),
        f"It returns a {type(found).__name__}. Stack the pictures to one tensor.",
    )
    require(
        found.shape == (10, 1, 28, 28),
        f"The shape is {tuple(found.shape)}, not (10, 1, 28, 28).",
    )
    rows = (found[:, 0, 0, 0] * 40).round().long()
    seen = labels[rows.clamp(0, 39)].tolist()
    require(sorted(seen) == list(range(10)), f"Its classes are {seen}: not all ten.")
    require(seen == list(range(10)), f"The classes come as {seen}. Sort by label.")
    firsts = [labels.tolist().index(c) for c in range(10)]
    wrong = [c for c in range(10) if rows[c] != firsts[c]]
    require(not wrong, f"Of class {wrong[:1]} it keeps a later picture, not the first.")
    require(
        loader.taken == 4,
        f"It took {loader.taken} batches; after 4 it had seen all classes. Stop there.",
    )
    return "Ten pictures, and not one batch too many."


@exercise
def check_3(mirrored) -> str:
    """Expect a generator that flips the last dimension and keeps the labels."""
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(45, 1, 28, 28, generator=generator)
    labels = torch.randint(10, (45,), generator=generator)
    loader = CountingLoader(images, labels, 20)
    result = mirrored(loader)
    require(result is not ... and result is not None, "It returns nothing yet.")
    require(
        not isinstance(result, (tuple, list, torch.Tensor)) and loader.taken <= 1,
        "It reads the whole loader before it gives the first batch. Use yield.",
    )
    parts = list(result)
    require(len(parts) == 3, f"It gives {len(parts)} batches; the loader has 3.")
    for (found, names), (given, given_names) in zip(parts, loader.parts, strict=True):
        require(
            torch.equal(names, given_names),
            "The labels have changed. Leave them alone.",
        )
        require(found.shape == given.shape, f"The shape became {tuple(found.shape)}.")
        hints = {
            "Nothing is mirrored.": given,
            "The order of the pictures is turned round. Which dimension is that?": (
                given.flip(0)
            ),
            "The pictures stand on their heads: those were the rows.": given.flip(2),
            "The pictures are turned by half a circle: one dimension too many.": (
                given.flip(2, 3)
            ),
        }
        for hint, mistake in hints.items():
            require(not torch.equal(found, mistake), hint)
        require(torch.equal(found, given.flip(3)), "The pixels are not mirrored ones.")
    return "Left is right, and every label is still true."
