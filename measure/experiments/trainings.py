"""Trainings on clothes and on digits, and what the trained networks are asked."""

from functools import cache, partial

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers.augment import Augment, shift
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.evaluation import evaluate, predict
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.recipes import one_minute
from helpers.training import get_optimizer, one_cycle, train_one_epoch
from measure.record import full_sets

SHIFTS = range(9)  # pixels to the right
criterion = nn.CrossEntropyLoss()


@cache
def clothes() -> tuple[FashionMNIST, FashionMNIST]:
    """Open the training set and the test set once."""
    return full_sets()


def shift_right(images: torch.Tensor, pixels: int) -> torch.Tensor:
    """Move images (N, 1, 28, 28) to the right; black comes in on the left."""
    return F.pad(images, (pixels, -pixels))


def moved_about(seed: int) -> Augment:
    """Move training pictures by up to 8 pixels each way, as far as the curves go."""
    return Augment(partial(shift, most=8), seed=seed)


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    """Return the share of the images that are named rightly."""
    return (predict(model, images).argmax(dim=1) == labels).float().mean().item()


def learn(model, seed, epochs, lr, batch_size=20, way="shuffled", augment=False):
    """Train on 6,000 clothes; return the loaders.

    `way` says what the loop meets: "shuffled" pictures, pictures with all "pixels"
    shuffled in one order, or pictures "sorted" by class, in the same order each epoch.
    """
    loaders = make_loaders(*clothes(), batch_size, seed)
    loader = loaders["train"]
    loader.images, loader.labels = loader.images[:6000], loader.labels[:6000]
    if way == "sorted":
        order = loader.labels.argsort(stable=True)
        loader.images, loader.labels = loader.images[order], loader.labels[order]
        loader.shuffle = False
    if way == "pixels":
        order = torch.randperm(784, generator=torch.Generator().manual_seed(seed))
        for part in loaders.values():
            part.images = part.images.flatten(1)[:, order].view(-1, 1, 28, 28)
    if augment:
        loader.augment = moved_about(seed)
    optimizer = get_optimizer(model, lr)
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    return loaders


def curve(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> list[float]:
    """Ask about images that moved by each of SHIFTS; return the accuracies."""
    return [accuracy(model, shift_right(images, s), labels) for s in SHIFTS]


def on_clothes(model_class, seed, epochs=10, lr=0.1, shifts=False, **settings):
    """Train a new network, and ask it about the 12,000 validation pictures.

    With `shifts`, ask about 2,000 of them that moved, too, and about all of which the
    eight columns on the right are black, so that nothing is cut off.
    """
    set_seed(seed)
    model = model_class()
    valid = learn(model, seed, epochs, lr, **settings)["valid"]
    record = {"valid_accuracy": evaluate(model, valid, criterion).accuracy}
    if shifts:
        images, labels = valid.images, valid.labels
        narrow = images[..., 20:].amax(dim=(1, 2, 3)) == 0
        record["curve"] = curve(model, images[:2000], labels[:2000])
        record["curve_narrow"] = curve(model, images[narrow], labels[narrow])
    return record


def improved(seed, model_class, changes=(), **arguments):
    """Train on 48,000 for ten epochs, with what the conclusion proposes (lesson 10).

    Batches of 128, momentum and one cycle of rates, as on the ladder.
    """
    augment = Augment(*changes, seed=seed) if changes else None
    loaders = make_loaders(*clothes(), 128, seed, augment=augment)
    set_seed(seed)
    model = model_class(**arguments)
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, nesterov=True)
    one_cycle(optimizer, 0.1, 10 * len(loaders["train"]))
    for _ in range(10):
        train_one_epoch(model, loaders["train"], optimizer, criterion, "cpu")
    return {"valid_accuracy": evaluate(model, loaders["valid"], criterion).accuracy}


def best_minute(seed):
    """Follow lesson 10's recipe of a minute (on one thread here)."""
    _, history = one_minute(*clothes(), seed)
    return {"valid_accuracy": history.valid_accuracy[history.best_epoch - 1]}


def learned_digits(model_class, seed, epochs=20, augment=False):
    """Train on centred digits as in lesson 1; return the model and the rows kept back.

    With seed 0 that is the training of the lesson itself.
    """
    centred, labels = digits_in_frame()
    train_part, test_part = split_dataset(TensorDataset(centred, labels), seed=seed)
    loader = TensorLoader(train_part, 20, True, set_seed(seed))
    if augment:
        loader.augment = moved_about(seed)
    model = model_class()
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    return model, torch.tensor(test_part.indices)


def on_digits(model_class, seed, epochs=20, augment=False):
    """Train on centred digits as in lesson 1, then move those that were held back."""
    return asked_about_digits(*learned_digits(model_class, seed, epochs, augment))


def asked_about_digits(model: nn.Module, rows: torch.Tensor) -> dict:
    """Ask about digits by row: moved by each of SHIFTS, and top right in the corner."""
    cornered, labels = digits_in_frame(0, 14)
    cornered, truth = cornered[rows], labels[rows]
    moved = [digits_in_frame(7, 7 + s)[0][rows] for s in SHIFTS]
    return {
        "curve": [accuracy(model, images, truth) for images in moved],
        "corner": accuracy(model, cornered, truth),
        "corner_nines": accuracy(model, cornered[truth == 9], truth[truth == 9]),
    }
