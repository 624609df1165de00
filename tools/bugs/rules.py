"""What a mended script does that a broken one does not: one rule a bug.

A rule gets what was seen of a run on marked pictures. It raises `Wrong` with a sentence
about what is still wrong, which does not name the cause.
"""

import math
import re
from pathlib import Path

import torch

from tools.bugs.pictures import TRAIN, marked
from tools.bugs.spy import Call, Seen, watch


class Wrong(Exception):  # noqa: N818
    """Say what is still wrong."""


def require(holds: bool, otherwise: str) -> None:
    """Raise Wrong with a sentence unless something holds."""
    if not holds:
        raise Wrong(otherwise)


def ids(calls: list[Call]) -> set[int]:
    """Return the numbers of the pictures that are known."""
    return {number for call in calls for number in call.ids.tolist()} - {-1}


def share_known(calls: list[Call]) -> float:
    """Return the share of pictures that came whole."""
    return torch.cat([call.ids for call in calls]).ge(0).double().mean().item()


def require_true_losses(seen: Seen, otherwise: str) -> None:
    """Require that losses are the cross-entropy of scores and true labels."""
    for call in seen.learned:
        true, count = call.true_loss, len(call.scores)
        fits = any(math.isclose(call.loss, true * n, rel_tol=1e-3) for n in (1, count))
        require(fits, otherwise.format(loss=call.loss, true=true))


def standardised(seen: Seen) -> None:
    """Bug 1: what enters the network has mean 0 and deviation 1, in both parts."""
    pictures, valid = marked()[0][:TRAIN] / 255, seen.asked
    own = pictures.mean().item(), pictures.std().item()
    for name, calls in (("learns from", seen.learned), ("is asked about", valid)):
        change = torch.cat([call.change for call in calls]).mean(0)
        scale, shift = change.tolist()
        used = -shift / scale, 1 / scale
        fits = any(
            math.isclose(used[0], mean, abs_tol=0.02)
            and math.isclose(used[1], deviation, abs_tol=0.02)
            for mean, deviation in (own, (0.286, 0.353))
        )
        sizes = [len(call.ids) for call in calls]
        mean = sum(c.mean * n for c, n in zip(calls, sizes, strict=True)) / sum(sizes)
        square = sum(c.mean_square * n for c, n in zip(calls, sizes, strict=True))
        deviation = (square / sum(sizes) - mean**2) ** 0.5
        fits |= abs(mean) < 0.03 and abs(deviation - 1) < 0.03
        require(
            fits,
            f"The pictures that the network {name} are not what the first line of the"
            " script says.",
        )


def scores_into_the_loss(seen: Seen) -> None:
    """Bug 2: the loss is the cross-entropy of the last layer's scores."""
    require_true_losses(
        seen,
        "For one batch the last layer's ten numbers have the cross-entropy {true:.3f},"
        " and what your script makes small is {loss:.3f}.",
    )


def gradients_of_one_batch(seen: Seen) -> None:
    """Bug 3: a step goes by the gradients of the batch before it, all of them."""
    steps = [call.excess for call in seen.learned]
    require(
        None not in steps[:-1] and len(steps) > 1,
        "There is a batch after which no optimizer takes a step.",
    )
    for place, excess in enumerate(steps[:-1], 1):  # the first one tells most
        require(
            excess < 1e-3,
            f"Step {place} does not go by the slope that batch {place} found.",
        )


def pairs_in_new_orders(seen: Seen) -> None:
    """Bug 4: all pictures, each with its own label, in a new order each time."""
    require_true_losses(
        seen,
        "A batch was learned from with a loss of {loss:.3f}; by what is on its pictures"
        " it should be {true:.3f}.",
    )
    epochs = seen.epochs()
    require(
        len(ids(seen.learned)) >= TRAIN * 0.7,
        f"It learns from {len(ids(seen.learned))} of {TRAIN} different pictures only.",
    )
    orders = {tuple(torch.cat([c.ids for c in calls]).tolist()) for calls in epochs}
    require(
        len(orders) == len(epochs) > 1,
        "Two epochs had the same order; the script says that each has a new one.",
    )


def plain_validation(seen: Seen) -> None:
    """Bug 5: validates on pictures as they are, trains on changed ones."""
    plain = torch.cat([call.in_place for call in seen.asked])
    require(
        bool(plain.all()),
        f"Of {len(plain)} pictures that the network is asked about,"
        f" {(~plain).sum()} are not as they lie in the data set.",
    )
    changed = 1 - torch.cat([c.in_place for c in seen.learned]).double().mean().item()
    require(
        changed > 0.4, "The pictures that it learns from come as they lie in the file."
    )
    both = ids(seen.learned) & ids(seen.asked)
    require(not both, f"{len(both)} pictures are in both parts.")


def whole_pictures(seen: Seen) -> None:
    """Bug 6: each row that the first layer gets is one picture, with its label."""
    for name, calls in (("learns", seen.learned), ("is asked", seen.asked)):
        share = share_known(calls)
        require(
            share == 1,
            f"{1 - share:.0%} of what the network {name} from is not in the data set."
            if name == "learns"
            else f"{1 - share:.0%} of what the network {name} about is not in the data"
            " set.",
        )
    require_true_losses(
        seen,
        "A batch was learned from with a loss of {loss:.3f}; by what is on its pictures"
        " it should be {true:.3f}.",
    )


def it_learns(seen: Seen) -> None:
    """Bug 7: the loss comes down, by the standards of a small set, and stays there."""
    last = seen.epochs()[-1]
    loss = sum(call.true_loss for call in last) / len(last)
    require(
        loss < 1.0,
        f"On a small set the loss of the last epoch is {loss:.2f}; a network that"
        " learns comes below 1.",
    )


def parts_apart(seen: Seen) -> None:
    """Bug 8: asked about training pictures that it never learns from."""
    learned, asked = ids(seen.learned), ids(seen.asked)
    unseen = asked - learned
    require(
        max(asked, default=0) < TRAIN,
        "Leave the test set where it is: the script validates on the training set.",
    )
    require(
        len(unseen) >= TRAIN * 0.05,
        f"Of the {len(asked)} pictures that it is validated on, {len(unseen)} are new"
        " to it.",
    )
    # a training accuracy may be printed too, from batches of its own
    mixed = [
        call for call in seen.asked if ids([call]) & learned and ids([call]) & unseen
    ]
    require(
        not asked & learned or (learned <= asked and not mixed),
        f"{len(asked & learned)} pictures are in both parts.",
    )
    require(
        len(learned) >= TRAIN * 0.5,
        f"It learns from {len(learned)} of {TRAIN} pictures only.",
    )


def share_of_right_answers(seen: Seen) -> None:
    """Bug 9: what is printed as accuracy is the share of right answers."""
    found = re.findall(r"(?i)accuracy\D*?(-?\d+(?:\.(\d+))?)\s*(%?)", seen.printed)
    require(bool(found), "No line says `accuracy` and then a number.")
    passes = [
        torch.cat([call.scores.argmax(1) == call.labels for call in calls])
        for calls in seen.passes()
    ]
    true = [right.double().mean().item() for right in passes]
    for (number, decimals, percent), share in zip(found, true, strict=False):
        value, room = float(number), 0.51 * 10 ** -len(decimals)
        fits = abs(value - share) <= room or abs(value - 100 * share) <= room
        fits &= not percent or abs(value - 100 * share) <= room
        require(
            fits,
            f"A line says accuracy {number}{percent}, and {share:.4f} of the answers"
            " were right.",
        )
    require(len(found) >= len(true), "Some epoch does not say its accuracy.")


def best_is_kept(seen: Seen) -> None:
    """Bug 10: the file holds the weights of the pass with the lowest loss."""
    require(bool(seen.saved), "Nothing was saved.")
    saved = seen.saved.get("best.pt", list(seen.saved.values())[-1])
    losses = []
    for calls in seen.passes():
        sizes = torch.tensor([float(len(call.scores)) for call in calls])
        losses.append(torch.tensor([c.true_loss for c in calls]) @ sizes / sizes.sum())
    groups = seen.passes()
    holds = [
        len(saved) == len(calls[0].weights)
        and all(map(torch.equal, saved, calls[0].weights))
        for calls in groups
    ]
    best = min(range(len(groups)), key=lambda place: losses[place])
    require(
        best + 1 < len(groups),
        "Its last epoch was its best, so it cannot be seen whether an earlier one would"
        " be kept. Let it run for as many epochs as before.",
    )
    where = f"those of epoch {holds.index(True) + 1}" if any(holds) else "of no epoch"
    require(
        holds[best],
        f"The best epoch of this run was number {best + 1}; the weights in the file are"
        f" {where}.",
    )


RULES = [
    standardised, scores_into_the_loss, gradients_of_one_batch, pairs_in_new_orders,
    plain_validation, whole_pictures, it_learns, parts_apart, share_of_right_answers,
    best_is_kept,
]  # fmt: skip


def judge(number: int, path: Path, limit: int | None = None) -> str:
    """Run a script and return what is still wrong in a sentence, or nothing.

    With a limit it ends after so many epochs, and what comes later is not looked at.
    """
    try:
        seen = watch(path, number == 10, limit)
        require(bool(seen.learned), "It never learns from a batch.")
        require(bool(seen.asked), "It is never asked about pictures without learning.")
        RULES[number - 1](seen)
    except Wrong as wrong:
        return str(wrong)
    except (Exception, SystemExit) as error:
        return f"It stops with {type(error).__name__}: {error}".split("\n")[0]
    return ""
