"""Checks of lesson 1: a shape, a share that is measured wrongly, moving pictures."""

from numbers import Real

import torch
from torch.nn import functional as F

from helpers.exercises import as_tensor, exercise, require


@exercise
def check_1(shape, parameters) -> str:
    """Expect the shape (64, 3, 20, 32) and 27,044 parameters."""
    if hasattr(shape, "tolist"):  # an array or a tensor
        require(
            shape.ndim == 1,
            "A shape is one row of numbers. A tensor of pictures has it as its .shape.",
        )
        shape = shape.tolist()
    require(
        isinstance(shape, list | tuple) and not any(isinstance(n, str) for n in shape),
        "A shape is several numbers in brackets, such as (1797, 1, 28, 28).",
    )
    shape = tuple(shape)
    require(len(shape) == 4, f"A batch has four dimensions, not {len(shape)}.")
    require(shape[0] == 64, "The number of pictures, N, comes first.")
    require(shape[1] == 3, "A colour picture has three channels, right after N.")
    require(shape != (64, 3, 32, 20), "Rows come before columns: height, then width.")
    require(shape == (64, 3, 20, 32), "N and C are right. Look at H and W again.")
    require_count(parameters)
    return "N, C, H, W: this order holds in all ten lessons."


def require_count(parameters) -> None:
    """Stop unless it is 27,044, in whatever holds one number."""
    one = not isinstance(parameters, str | bool) and as_tensor(parameters).numel() == 1
    require(one, "The shape is right. The parameters are one number, their count.")
    count, first, second = float(as_tensor(parameters)), 14 * 3 * 20 * 32, 14 * 10
    require(count < 64 * first, "More pictures are no more weights: leave 64 out.")
    require(count != first + second, "And the biases, one for each neuron?")
    for missing in (14, 10):
        require(count != first + 14 + second + 10 - missing, "One layer has no biases.")
    require(count not in (first, first + 14), "Ten more neurons read those fourteen.")
    require(
        count == first + 14 + second + 10,
        f"The shape is right, but {count:,g} is not. A neuron has a weight for each"
        " number that it reads, and a bias. How many numbers are in one picture?",
    )


@exercise
def check_2(share_right) -> str:
    """Expect a function that returns the share of right guesses, for any N."""
    for seed, count in enumerate((7, 1, 10, 300, 1, 24)):
        generator = torch.Generator().manual_seed(seed)
        scores = torch.randn(count, 10, generator=generator)
        labels = torch.randint(10, (count,), generator=generator)
        guesses = scores.argmax(dim=1)
        known = torch.rand(count, generator=generator) < 0.6
        labels = torch.where(known, guesses, labels)
        kept = scores.clone(), labels.clone()
        share = share_right(scores, labels)
        require(share is not None and share is not ..., "It returns nothing yet.")
        require(
            torch.equal(scores, kept[0]) and torch.equal(labels, kept[1]),
            "It changes the scores or the labels that it was given.",
        )
        share = torch.as_tensor(float(share) if isinstance(share, Real) else share)
        require(
            share.numel() == 1,
            f"Of {count} pictures it returns {share.numel()} numbers. Asked is one.",
        )
        right = (guesses == labels).double()
        crossed = (guesses[:, None] == labels).double().mean()
        require(
            not near(share, crossed) or near(share, right.mean()),
            f"Of {count} pictures it says {share.item():.3f}: as if each guess were"
            " compared with every label. Which shape has guesses == labels?",
        )
        require(
            not near(share, right.sum()) or near(share, right.mean()),
            f"Of {count} pictures it says {share.item():g}: that is how many are right,"
            " not which share of them.",
        )
        require(
            near(share, right.mean()),
            f"Of {count} pictures {int(right.sum())} are named correctly, a share of"
            f" {right.mean():.3f}. It says {share.item():.3f}.",
        )
    return "One guess against one label, and the mean of that."


def near(number: torch.Tensor, wanted: torch.Tensor) -> bool:
    """Tell whether two numbers are the same, up to rounding in 16 bits or more."""
    return abs(float(number) - float(wanted)) < 1e-3


MOVES = [(0, 3), (0, -2), (2, 0), (-4, 0), (2, 1), (-1, 3), (3, -4), (-2, -1), (0, 0)]


@exercise
def check_3(move) -> str:
    """Expect a function that moves pictures by rows and columns, either way."""
    for seed, shape in enumerate(((3, 1, 7, 9), (1, 3, 8, 5), (2, 1, 28, 28))):
        generator = torch.Generator().manual_seed(seed)
        images = torch.rand(shape, generator=generator) + 0.1
        for down, right in MOVES:
            check_move(move, images, down, right)
    return "Any picture, any direction."


def check_move(move, images: torch.Tensor, down: int, right: int) -> None:
    """Require that one move of some pictures is right; say what else it is."""
    call = f"With down={down} and right={right}"
    kept = images.clone()
    moved = move(images, down, right)
    require(moved is not None and moved is not ..., "It returns nothing yet.")
    require(
        torch.equal(images, kept),
        "It changes the pictures that it was given. Make new ones.",
    )
    require(torch.is_tensor(moved), f"It returns a {type(moved).__name__}, no tensor.")
    require(
        moved.shape == images.shape,
        f"{call} pictures of {tuple(images.shape)} become {tuple(moved.shape)}.",
    )
    expected = F.pad(images, (right, -right, down, -down))
    if torch.equal(moved.to(images.dtype), expected):
        return
    others = {
        "nothing moves.": images,
        "they move by columns and rows exchanged.": F.pad(
            images, (down, -down, right, -right)
        ),
        "they move the opposite way.": F.pad(images, (-right, right, -down, down)),
        "what leaves on one side comes back on the other. It should be gone.":
            images.roll((down, right), dims=(2, 3)),
        "the columns do not move.": F.pad(images, (0, 0, down, -down)),
        "the rows do not move.": F.pad(images, (right, -right)),
    }  # fmt: skip
    for said, wrong in others.items():
        require(not torch.equal(moved, wrong), f"{call} {said}")
    inside = expected != 0
    require(
        not torch.equal(moved[inside], expected[inside]),
        f"{call} the pictures move as they should, but what becomes free is not 0.",
    )
    require(False, f"{call} some numbers are not where they belong.")
