"""Faults of the training: what the curves show."""

from __future__ import annotations

from helpers.diagnosis.evidence import (
    Evidence,
    loss_by_heart,
    loss_while_training,
    say,
    stuck,
)
from helpers.diagnosis.network import is_new
from helpers.diagnosis.pictures import beyond_likeness

TOO_LARGE = (
    "the learning rate is too large",
    "make the model and the optimizer anew and try a tenth of it",
)
TOO_SMALL = "the learning rate is too small", "try ten times the rate"


# ---- no training that came to its end


def diverged(e: Evidence) -> str | None:
    """Find a loss or a score that is no number, or a loss far beyond guessing."""
    stopped = getattr(e.history, "stopped", "")
    last = e.history.train_loss[-1] if e.history.train_loss else 0
    if last > 3 * e.guessing:
        seen = f"The training loss ends at {last:.3g}, and guessing has"
        return say(f"{seen} {e.guessing:.3f}", *TOO_LARGE)
    if not stopped.startswith("diverged") and e.valid.scores.isfinite().all():
        return None
    when = stopped.split(" (")[0] or "left a model that answers NaN"
    return say(f"Training {when}", *TOO_LARGE)


def not_trained(e: Evidence) -> str | None:
    """Find a history without an epoch."""
    if e.history.valid_loss:
        return None
    why = getattr(e.history, "stopped", "") or "none was asked for"
    return say(
        f"The history has 0 epochs ({why})",
        "the training was too short",
        "train for some epochs",
    )


# ---- a training loss that stays high


def does_not_learn(e: Evidence) -> str | None:
    """Find why a training loss stayed near ln C, in weights and answers first."""
    if not stuck(e):
        return None
    losses = e.history.train_loss
    seen = (
        f"The training loss ends at {losses[-1]:.3f}, and guessing has {e.guessing:.3f}"
    )
    moved = not all(is_new(layer, 1.1) for layer in e.layers.values())
    apart = (e.valid.scores - e.valid.scores.median(dim=0).values).abs().amax(dim=1)
    alike = float((apart < 1e-4).double().mean())
    if moved and alike > 0.95:
        return say(
            f"{seen}, and {alike:.0%} of the pictures have equal scores", *TOO_LARGE
        )
    if losses[-1] > max(min(losses), e.guessing) + 0.1 * e.guessing:
        return say(f"{seen}, after {min(losses):.3f}", *TOO_LARGE)
    if (by_heart := loss_by_heart(e)) > 0.5 * e.guessing:
        return say(
            f"{seen}, and sixty steps on twenty pictures alone bring it to"
            f" {by_heart:.2f} only",
            "the network hides the picture",
            "follow one picture through `forward`, layer by layer",
        )
    return say(f"{seen}, though twenty pictures can be learned by heart", *TOO_SMALL)


def jumped(e: Evidence) -> str | None:
    """Find a training loss that rose again, far above its lowest."""
    low, last = min(e.history.train_loss), e.history.train_loss[-1]
    if last < low + 0.25 * e.guessing:
        return None
    return say(f"The training loss rose from {low:.2f} to {last:.2f}", *TOO_LARGE)


# ---- training and validation apart


def augmented_too_much(e: Evidence) -> str | None:
    """Find augmented pictures that the model knows far less well than plain ones."""
    theirs, ours = e.train.accuracy, e.valid.accuracy
    high = min(e.history.train_loss) > 0.8 * e.guessing
    if not e.augmented or e.few or not (high or theirs < ours - 0.1):
        return None
    if theirs > ours - 0.25 and not beyond_likeness(e):
        return None
    return say(
        f"The network names {theirs:.0%} of the augmented training pictures and"
        f" {ours:.0%} of the plain validation pictures",
        "the augmentation is too strong",
        "show twenty augmented pictures, and weaken what hides their class",
    )


def learned_by_heart(e: Evidence) -> str | None:
    """Find a validation loss that ends far above the training loss."""
    train, valid = e.history.train_loss[-1], e.history.valid_loss[-1]
    if valid < max(1.5 * train, train + 0.2 * e.guessing):
        return None
    return say(
        f"Losses end at {train:.2f} in training and {valid:.2f} in validation",
        "too few pictures for its size",
        "get or augment more pictures, or take a smaller network",
    )


def harder_in_training(e: Evidence) -> str | None:
    """Explain a validation loss below the training loss, by what only trains."""
    train, valid = e.history.train_loss[-1], e.history.valid_loss[-1]
    plain = e.plain.loss
    if valid > min(0.7 * train, train - 0.05 * e.guessing):
        return None
    if not e.augmented and loss_while_training(e) < 1.2 * plain:
        return None
    why = "augmentation" if e.augmented else "dropout or batch normalisation"
    return say(
        f"Losses end at {train:.2f} in training and {valid:.2f} in validation, and"
        f" {plain:.2f} for training pictures asked in the same way",
        f"only training is made harder (by {why})",
        "this is normal, and there is nothing to mend",
    )


def too_short(e: Evidence) -> str | None:
    """Find a validation loss that still falls fast at the end."""
    losses = e.history.valid_loss
    if len(losses) < 2 or losses[-2] > min(losses[:-1]):
        return None
    if losses[-1] > min(0.8 * losses[-2], losses[-2] - 0.05 * e.guessing):
        return None
    return say(
        f"The validation loss fell from {losses[-2]:.2f} to {losses[-1]:.2f} in the"
        " last epoch",
        "the training was too short",
        "train for twice as many epochs",
    )
