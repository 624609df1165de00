"""Checks of lesson 9: recall and precision, shifts, a test with bugs."""

import torch
from torch import nn

from helpers.exercises import case, exercise, require

CASES = [(0, 10, 500), (1, 4, 60), (2, 7, 30), (3, 6, 1), (4, 12, 9)]  # seed, n, N


@exercise
def check_1(function) -> str:
    """Expect a function of labels, predicted, n; it returns recall and precision."""
    for seed, n, count in CASES:
        generator = torch.Generator().manual_seed(seed)
        labels = torch.randint(n, (count,), generator=generator)
        predicted = (labels + torch.randint(3, (count,), generator=generator) ** 2) % n
        predicted[predicted == n - 1] = 0  # one class is never answered
        given = labels.clone(), predicted.clone()
        where = f"With {n} classes and {count} pictures"
        with case(f"{where}:"):
            found = function(*given, n)
        kept = torch.equal(given[0], labels) and torch.equal(given[1], predicted)
        require(kept, "It changes the labels or the answers that it was given.")
        recall, precision = two_rows(found, n)
        hits = [((labels == c) & (predicted == c)).sum().item() for c in range(n)]
        true, called = (x.bincount(minlength=n).tolist() for x in (labels, predicted))
        right_recall, right_precision = shares(hits, true), shares(hits, called)
        for row in (recall, precision):
            finite = bool(row.isfinite().all())
            require(finite, "A share is not a number. What if there is nothing to"
                    " divide by? The text says: 0.")  # fmt: skip
        swapped = near(recall, right_precision) and near(precision, right_recall)
        require(not swapped or near(recall, right_recall),
                "The two have changed places: recall comes first.")  # fmt: skip
        require_row(recall, right_recall, hits, true, f"{where}, the recall", "true")
        require_row(precision, right_precision, hits, called,
                    f"{where}, the precision", "predicted")  # fmt: skip
    return "Recall starts from the labels, precision from the answers."


def two_rows(found, n: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what was found as two rows of n doubles, or say what is missing."""
    require(found is not None, "It returns nothing yet.")
    two = isinstance(found, tuple | list) or hasattr(found, "shape")
    require(two and len(found) == 2, "It returns two things: recall, then precision.")
    unfinished = any(row is ... or row is None for row in found)
    require(not unfinished, "Replace the ... with your answer, then run again.")
    each = f"With n = {n}, each of the two has {n} numbers, one a class. One of yours"
    several = all(hasattr(row, "__iter__") for row in found)
    require(several, f"{each} is a single number.")
    rows = [numbers(row) for row in found]
    for row in rows:
        require(row.shape == (n,), f"{each} has the shape {tuple(row.shape)}.")
    return rows[0], rows[1]


def numbers(row) -> torch.Tensor:
    """Return tensors, arrays, and lists of any numbers as doubles."""
    if not hasattr(row, "shape"):
        row = [row[c] for c in range(len(row))] if isinstance(row, dict) else row
        row = [float(x) for x in row]
    return torch.as_tensor(row, dtype=torch.float64, device="cpu").detach()


def shares(hits: list[int], of: list[int]) -> torch.Tensor:
    """Divide, where there is something to divide by; else 0."""
    pairs = zip(hits, of, strict=True)
    return torch.tensor([h / o if o else 0.0 for h, o in pairs], dtype=torch.float64)


def near(found: torch.Tensor, expected: torch.Tensor) -> bool:
    """Tell whether two rows are the same to four decimals."""
    return torch.allclose(found, expected, rtol=0, atol=1e-4)


def require_row(found, expected, hits, of, what: str, which: str) -> None:
    """Stop with the first class whose share differs, and its counts."""
    if near(found, expected):
        return
    c = int(((found - expected).abs() > 1e-4).nonzero()[0])
    rounded = " Is it rounded?" if abs(found[c] - expected[c]) < 2e-3 else ""
    require(False, f"{what} of class {c} is {found[c]:.6g} in yours. It is right"
            f" {hits[c]} times, and {of[c]} of the {which} ones are class {c}.{rounded}"
            )  # fmt: skip


@exercise
def check_2(shifts) -> str:
    """Expect 6 and 12, in whatever holds several numbers."""
    several = hasattr(shifts, "__iter__") and not isinstance(shifts, str | dict)
    require(several, "Give the numbers in a list.")
    given = numbers(shifts if hasattr(shifts, "shape") else list(shifts))
    given = given.flatten().tolist()
    whole = all(n == int(n) and 1 <= n <= 12 for n in given)
    require(whole, "Each should be a whole number of pixels, from 1 to 12.")
    found = {int(n) for n in given}
    for n in sorted(found):
        require(
            n % 2 == 0,
            f"With a shift of {n} the pairs of the first pooling are cut differently.",
        )
        require(
            n % 6 == 0,
            f"A shift of {n} is {n // 2} after the first pooling. What does the second"
            " make of that?",
        )
    require(found, "There are some. Try a shift, and halve it.")
    require(len(found) == 2, f"{found.pop()} is one of them. It is not the only one.")
    return "The first wants an even shift, and halves it; the second wants threes."


class Restless(nn.Module):
    """A network that answers at random in training mode, and well in evaluation.

    Its batch normalisation has learned nothing yet, so in evaluation it changes hardly
    anything; asked in training mode, it learns from the pictures.
    """

    def __init__(self, n: int):
        super().__init__()
        self.layer = nn.Linear(n, n, bias=False)
        self.drop = nn.Dropout(0.6)
        self.norm = nn.BatchNorm1d(n)
        with torch.no_grad():
            self.layer.weight.copy_(torch.eye(n))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Read the answer off the first row of the picture."""
        return self.layer(self.norm(self.drop(images[:, 0, 0] + 0.01)))


@exercise
def check_3(function) -> str:
    """Expect a function of a model and batches; it returns the share that is right."""
    for seed, sizes in enumerate([(8, 8, 8), (60, 3), (1,), (5, 40, 1, 2), (1, 1, 30)]):
        generator = torch.Generator().manual_seed(seed)
        n, total = 5 + seed, sum(sizes)
        labels = torch.randint(n, (total,), generator=generator)
        chance = torch.where(torch.arange(total) < sizes[0], 0.8, 0.3)
        known = torch.rand(total, generator=generator) < chance
        answers = torch.where(known, labels, (labels + 1) % n)
        images = torch.rand(total, 1, 3, n, generator=generator) / 2
        images[range(total), 0, 0, answers] += 1
        batches = [*zip(images.split(sizes), labels.split(sizes), strict=True)]
        model = Restless(n).train()
        weights = model.layer.weight.clone()
        found = [as_share(function(model.train(), batches)) for _ in range(3)]
        require(torch.equal(model.layer.weight, weights), "It changes the model.")
        expected = known.float().mean().item()
        require(max(found) - min(found) < 1e-6, "Asked three times, it gives different"
                " numbers: dropout is still at work.")  # fmt: skip
        require(model.norm.num_batches_tracked == 0, "Batch normalisation goes on"
                " learning from these pictures. What puts the whole model out of"
                " training mode?")  # fmt: skip
        means = [part.float().mean().item() for part in known.split(sizes)]
        of_means = sum(means) / len(means)
        how = f"{total} pictures in batches of {', '.join(map(str, sizes))}"
        if abs(expected - of_means) > 1e-5:
            require(abs(found[0] - of_means) > 1e-5,
                    f"{how}: that is the mean of the batches' shares. Does a picture in"
                    " a small batch count as much as the others?")  # fmt: skip
        require(found[0] <= 1, f"{how}: a share lies between 0 and 1, yours is"
                f" {found[0]:.3g}. What do you divide by?")  # fmt: skip
        require(abs(found[0] - expected) < 1e-5,
                f"{how}: {int(known.sum())} are right, and yours says"
                f" {found[0]:.3f}.")  # fmt: skip
    return "Every picture counts once, whatever its batch, and dropout keeps still."


def as_share(found) -> float:
    """Return a number, a 0-d tensor or an array of one as a float."""
    require(found is not None, "It returns nothing yet.")
    require(found is not ..., "Replace the ... with your answer, then run again.")
    one = not hasattr(found, "shape") or torch.as_tensor(found).numel() == 1
    require(one, "It returns many numbers, in place of one share of all pictures.")
    return float(found)
