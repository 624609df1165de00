"""Full trainings as in lesson 8: fifteen epochs, batches of 20, a rate of 0.04.

What lessons 3 and 6 to 10 say of such networks comes from here. All pictures asked
about are for validation; numbers that end in `_on_test` are for lesson 9 alone.
"""

import copy
import math
from itertools import count

import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.evaluation import evaluate, predict
from helpers.loaders import TensorLoader, make_loaders
from helpers.models import ArticleNet, FashionCNN
from helpers.training import get_optimizer, train_one_epoch
from measure.experiments.networks import NoSigmoid
from measure.experiments.trainings import accuracy, clothes, criterion

EPOCHS = 15
EARLY = 300  # steps, an eighth of the first epoch: the first picture of lesson 8
BOOT = 9


def follow(model: nn.Module, seed: int, optimizer=None) -> dict:
    """Train a model; leave the weights of the epoch with the lowest validation loss.

    Returns lists, a number an epoch. One half of the validation pictures may choose an
    epoch, the other then says what it is worth. `recall` is the share of each class
    that is named: ten numbers an epoch, one list.
    """
    optimizer = optimizer or get_optimizer(model)
    loaders = make_loaders(*clothes(), seed=seed)
    valid = loaders["valid"]
    pairs = zip(valid.images.chunk(2), valid.labels.chunk(2), strict=True)
    halves = [TensorLoader(TensorDataset(*pair), 1000) for pair in pairs]
    rows, recall, lowest = [], [], math.inf
    for _ in range(EPOCHS):
        loss = train_one_epoch(model, loaders["train"], optimizer, criterion, "cpu")
        whole, first, second = (evaluate(model, p, criterion) for p in (valid, *halves))
        rows.append([loss, whole.loss, whole.accuracy])
        rows[-1] += [first.loss, first.accuracy, second.accuracy]
        recall += by_class(model, valid.images, valid.labels)
        if whole.loss < lowest:
            lowest, best = whole.loss, copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    names = ("train_loss", "valid_loss", "valid_accuracy")
    names += ("first_loss", "first_accuracy", "second_accuracy")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return columns | {"recall": recall}


def by_class(model: nn.Module, images, labels) -> list[float]:
    """Return for each class the share of its pictures that is named."""
    right = predict(model, images).argmax(dim=1) == labels
    return [right[labels == c].float().mean().item() for c in range(10)]


def trained(model_class: type, seed: int) -> dict:
    """Train a new network, and ask nothing more."""
    set_seed(seed)
    return follow(model_class(), seed)


def article(seed: int) -> dict:
    """Train the article's network; look at its scores (lessons 6 and 9)."""
    set_seed(seed)
    model = ArticleNet()
    record = follow(model, seed)
    loaders = make_loaders(*clothes(), seed=seed)
    valid = loaders["valid"]
    with torch.no_grad():
        scores = model(valid.images.float() / 255)
    wrong = (scores.argmax(dim=1) != valid.labels).float()
    several = (scores > 0.999).sum(dim=1) > 1
    return record | {
        "accuracy_on_test": evaluate(model, loaders["test"], criterion).accuracy,
        "off_one": (scores.sum(dim=1) - 1).abs().mean().item(),
        "largest_share": scores.softmax(dim=1).max().item(),
        "several": several.float().mean().item(),
        "several_wrong": wrong[several].mean().item(),
        "others_wrong": wrong[~several].mean().item(),
    }


def without_sigmoid(seed: int) -> dict:
    """Train NoSigmoid; then ask it about another split too (lesson 3)."""
    set_seed(seed)
    model = NoSigmoid()
    record = follow(model, seed)
    other = make_loaders(*clothes(), seed=seed + 100)["valid"]
    return record | {"other_split": evaluate(model, other, criterion).accuracy}


def mended(seed: int) -> dict:
    """Train FashionCNN, then ask it what lessons 8 to 10 ask."""
    set_seed(seed)
    model = FashionCNN()
    kernels, optimizer = {0: model.conv1.weight.detach().clone()}, get_optimizer(model)
    steps = count(1)

    def keep(*_) -> None:
        if next(steps) == EARLY:
            kernels[EARLY] = model.conv1.weight.detach().clone()

    optimizer.register_step_post_hook(keep)
    record = follow(model, seed, optimizer)
    kernels["end"] = model.conv1.weight.detach()
    loaders = make_loaders(*clothes(), seed=seed)
    record["end_train_loss"] = evaluate(model, loaders["train"], criterion).loss
    return record | form(kernels) | about_clothes(model, loaders)


def form(kernels: dict) -> dict:
    """Say how far the first layer has come after EARLY steps (lesson 8).

    The even part of a kernel is its mean, which answers to brightness. The rest sums to
    zero and answers to edges. Of each part, which share of its change is done?
    """
    start, early, end = kernels.values()  # (6, 1, 5, 5) each
    shares = {}
    means = [k.mean(dim=(2, 3), keepdim=True).expand_as(k) for k in kernels.values()]
    rests = [k - mean for k, mean in zip(kernels.values(), means, strict=True)]
    for name, (a, b, c) in (("even", means), ("edges", rests)):
        shares[f"early_{name}"] = 1 - ((c - b).norm() / (c - a).norm()).item()
    one_colour = early.sum(dim=(1, 2, 3)).abs() / early.abs().sum(dim=(1, 2, 3))
    growth = end.abs().max() / start.abs().max()
    return shares | {
        "one_colour": one_colour.max().item(),
        "weight_growth": growth.item(),
    }


def about_clothes(model: FashionCNN, loaders: dict) -> dict:
    """Ask a trained network about test pictures, and about pictures it never met.

    The latter are validation pictures in negative and mirrored, digits, and noise. At
    the end it learns 6,000 pictures more, every second one mirrored (lesson 10).
    """
    learned, valid, test = (loaders[part] for part in ("train", "valid", "test"))
    sure, guesses = predict(model, test.images).max(dim=1)
    right = (guesses == test.labels).float()
    record = {
        "accuracy_on_test": right.mean().item(),
        "by_class_on_test": by_class(model, test.images, test.labels),
        "right_above_99_on_test": right[sure > 0.99].mean().item(),
        "negatives": accuracy(model, 255 - valid.images, valid.labels),
    }
    noise = torch.rand(1000, 28, 28)
    kinds = {"clothes": valid.images, "digits": digits_in_frame()[0], "noise": noise}
    for name, kind in kinds.items():
        record[f"sure_of_{name}"] = predict(model, kind).max(dim=1)[0].mean().item()
    boots = valid.images[valid.labels == BOOT]
    ways = {"boots": boots, "mirrored_boots": boots.flip(-1)}
    nines = torch.full((len(boots),), BOOT)
    record |= {name: accuracy(model, way, nines) for name, way in ways.items()}
    pictures, labels = (t[:6000].clone() for t in (learned.images, learned.labels))
    pictures[::2] = pictures[::2].flip(-1)
    loader = TensorLoader(TensorDataset(pictures, labels), 20, shuffle=True)
    train_one_epoch(model, loader, get_optimizer(model), criterion, "cpu")
    return record | {
        f"{name}_after": accuracy(model, way, nines) for name, way in ways.items()
    }
