"""Checks of lesson 8: the share of the way, keeping the best weights, when to stop."""

import math
import random

import torch
from torch import nn

from helpers.exercises import exercise, require


def as_number(value) -> float:
    """Return a number of Python's, NumPy's or torch's as a plain one."""
    require(value is not ... and value is not None, "It returns nothing yet.")
    other = f"A number is asked for, not this: {type(value).__name__}."
    require(not isinstance(value, str | bytes), other)
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        require(False, other)


@exercise
def check_1(share_of_the_way) -> str:
    """Expect (start - loss) / (start - floor)."""
    draw = random.Random(0)
    cases = [(1.5, 3.0, 1.0), (2.3, 2.3, 1.4), (1.4, 2.3, 1.4), (1.0, 4.0, 0.0),
             (2.5, 2.0, 1.0), (0.5, 2.0, 1.0)]  # fmt: skip
    for _ in range(30):
        floor = draw.uniform(0, 2)
        start = floor + draw.uniform(0.5, 2)
        cases.append((floor + draw.uniform(-0.5, 2), start, floor))
    for loss, start, floor in cases:
        share = as_number(share_of_the_way(loss, start, floor))
        expected = (start - loss) / (start - floor)
        given = (
            f"With loss {loss:.4g}, start {start:.4g} and floor {floor:.4g} it gives"
            f" {share:.4g}"
        )

        def near(number, share=share):
            return math.isclose(share, number, rel_tol=1e-4, abs_tol=1e-4)

        require(
            near(expected) or not near(1 - expected),
            f"{given}: that is what is left. Asked is what has been done.",
        )
        require(
            near(expected) or not near(100 * expected),
            f"{given}: a share goes from 0 to 1, not to 100.",
        )
        require(
            near(expected),
            f"{given}. How long is the whole way, and how much of it lies behind?",
        )
    return "The same formula works for any floor, also for zero."


class Trained(nn.Module):
    """A model whose weights are the number of epochs it has learned."""

    def __init__(self, losses):
        super().__init__()
        self.layer, self.losses, self.epochs = nn.Linear(2, 3), losses, 0
        self.begun_elsewhere = []  # epochs that did not go on from the one before
        nn.init.zeros_(self.layer.weight)
        nn.init.zeros_(self.layer.bias)

    @torch.no_grad()
    def learn(self, *_) -> None:
        """Change all weights in place, as an optimizer does."""
        if any((parameter != self.epochs).any() for parameter in self.parameters()):
            self.begun_elsewhere.append(self.epochs + 1)
        self.epochs += 1
        for parameter in self.parameters():
            parameter.fill_(self.epochs)

    def measure(self, *_) -> float:
        """Return the loss that belongs to the weights; before the first epoch 9."""
        return [9.0, *self.losses, 9.0][min(int(self.layer.bias[0]), self.epochs)]


@exercise
def check_2(train_and_keep) -> str:
    """Expect the weights of the epoch with the lowest loss."""
    draw = random.Random(1)
    cases = [[0.9, 0.5, 0.8, 0.7], [0.7], [0.5, 0.6], [0.6, 0.5], [0.4, 0.9, 0.8, 0.7],
             [1.5, 1.2, 1.4, 1.1, 1.3, 0.9, 1.0]]  # fmt: skip
    for _ in range(30):
        cases.append(draw.sample([n / 10 for n in range(1, 31)], draw.randint(2, 9)))
    for losses in cases:
        model = Trained(losses)
        train_and_keep(model, len(losses), model.learn, model.measure)
        text = ", ".join(map(str, losses))
        require(
            model.epochs == len(losses),
            f"Of {len(losses)} epochs to train it trains {model.epochs}.",
        )
        require(
            not model.begun_elsewhere,
            f"With the losses {text} epoch {min(model.begun_elsewhere, default=0)} does"
            " not go on from the weights of the epoch before.",
        )
        left = sorted({int(n) for p in model.parameters() for n in p.flatten()})
        best = losses.index(min(losses)) + 1
        require(left != [0], "At the end the model has its first weights.")
        require(
            left == [best],
            f"With the losses {text} the model ends with the weights of epoch"
            f" {left[0]}. Which epoch was the best of all?",
        )
    return "The lowest loss so far changes only when a lower one comes."


def stopping(losses, patience) -> tuple[int, int]:
    """Return (last epoch, best epoch), from 1."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return epoch + 1, best + 1


def as_pair(answer) -> tuple[int, int]:
    """Return two whole numbers, in whatever pair they came."""
    require(answer is not ... and answer is not None, "It returns nothing yet.")
    try:
        pair = [as_number(value) for value in answer]
    except TypeError:
        pair = []
    whole = len(pair) == 2 and all(number.is_integer() for number in pair)
    require(whole, f"It returns {answer!r:.60}; asked are two whole numbers.")
    return int(pair[0]), int(pair[1])


@exercise
def check_3(early_stop) -> str:
    """Expect the epoch after which training stops, and the best one up to there."""
    draw = random.Random(2)
    cases = [([0.9, 0.5, 0.8, 0.7, 0.4], 2), ([0.9, 0.5, 0.8, 0.7, 0.4], 3),
             ([0.7], 1), ([0.7], 3), ([0.5, 0.6], 1), ([0.9, 0.8, 0.7], 1),
             ([0.5, 0.5, 0.5], 2), ([0.6, 0.7, 0.65, 0.6, 0.5], 3)]  # fmt: skip
    for _ in range(200):
        losses = [draw.randint(1, 9) / 10 for _ in range(draw.randint(1, 12))]
        cases.append((losses, draw.randint(1, 5)))
    for losses, patience in cases:
        given = list(losses)
        stop, best = as_pair(early_stop(given, patience))
        told = f"With {losses} and patience {patience}"
        expected = stopping(losses, patience)
        require(given == losses, "It changes the list that it is given.")
        require(
            (stop, best) == expected or (stop, best) != expected[::-1],
            f"{told} it gives {stop, best}: asked is the last epoch first, then the"
            " best.",
        )
        require(
            (stop, best) == expected or (stop + 1, best + 1) != expected,
            f"{told} it gives {stop, best}: epochs are counted from 1.",
        )
        require(
            stop <= expected[0],
            f"{told} it stops after epoch {stop}: too late. Count the epochs in a row"
            " that brought no loss lower than all before.",
        )
        require(
            stop == expected[0],
            f"{told} it stops after epoch {stop}: too early. How many epochs in a row"
            " up to there brought no loss lower than all before?",
        )
        require(
            best == expected[1],
            f"{told} it stops after epoch {stop}. Epoch {best} is not the first with"
            " the lowest loss up to there.",
        )
    return "It looks at no epoch that a real training would not have reached."
