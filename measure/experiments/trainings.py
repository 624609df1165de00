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
from helpers.models import ArticleNet, FashionCNN
from helpers.training import get_optimizer, train_one_epoch
from measure.experiments.networks import NoSigmoid
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


def learn(model, seed, epochs, lr, batch_size=20, shuffle_pixels=False, augment=False):
    """Train on 6,000 clothes; return the accuracy on all 10,000 test pictures."""
    loaders = make_loaders(*clothes(), batch_size, seed)
    loader = loaders["train"]
    loader.images, loader.labels = loader.images[:6000], loader.labels[:6000]
    if shuffle_pixels:
        order = torch.randperm(784, generator=torch.Generator().manual_seed(seed))
        for part in loaders.values():
            part.images = part.images.flatten(1)[:, order].view(-1, 1, 28, 28)
    if augment:
        loader.augment = moved_about(seed)
    optimizer = get_optimizer(model, lr)
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    return {"test_accuracy": evaluate(model, loaders["test"], criterion).accuracy}


def follow(model, seed, epochs):
    """Train on all 48,000; return losses and scores of every epoch."""
    loaders, optimizer = make_loaders(*clothes(), seed=seed), get_optimizer(model)
    rows = []
    for _ in range(epochs):
        train_loss = train_one_epoch(
            model, loaders["train"], optimizer, criterion, "cpu"
        )
        valid = evaluate(model, loaders["valid"], criterion)
        test = evaluate(model, loaders["test"], criterion)
        rows.append((train_loss, valid.loss, valid.accuracy, test.accuracy))
    names = ("train_loss", "valid_loss", "valid_accuracy", "test_accuracy")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


def curve(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> list[float]:
    """Ask about images that moved by each of SHIFTS; return the accuracies."""
    return [accuracy(model, shift_right(images, s), labels) for s in SHIFTS]


def on_clothes(model_class, seed, epochs=10, lr=0.1, shifts=False, **settings):
    """Train a new network; with `shifts`, ask it about clothes that moved, too."""
    set_seed(seed)
    model = model_class()
    record = learn(model, seed, epochs, lr, **settings)
    if shifts:
        images, labels = clothes()[1].data.unsqueeze(1), clothes()[1].targets
        narrow = images[..., 20:].amax(dim=(1, 2, 3)) == 0  # nothing is cut off
        record["curve"] = curve(model, images[:2000], labels[:2000])
        record["curve_narrow"] = curve(model, images[narrow], labels[narrow])
    return record


def without_sigmoid(seed):
    """Train NoSigmoid as the article trains; then ask it about another split too."""
    set_seed(seed)
    model = NoSigmoid()
    record = follow(model, seed, 15)
    other = make_loaders(*clothes(), seed=seed + 100)["valid"]
    record["other_split_accuracy"] = evaluate(model, other, criterion).accuracy
    return record


def mended(seed):
    """Train FashionCNN on all pictures; ask it what lessons 8 to 10 ask."""
    set_seed(seed)
    model = FashionCNN()
    before = model.conv1.weight.abs().max().item()
    record = follow(model, seed, 5)
    record["weight_growth"] = model.conv1.weight.abs().max().item() / before
    loaders = make_loaders(*clothes(), seed=seed)
    record["end_train_loss"] = evaluate(model, loaders["train"], criterion).loss

    train_set, test = clothes()
    images, labels = test.data.unsqueeze(1), test.targets
    boots, nines = images[labels == 9], torch.full((1000,), 9)
    probabilities = predict(model, images)
    confidence, guesses = probabilities.max(dim=1)
    right = guesses == labels
    record["by_class"] = [right[labels == c].float().mean().item() for c in range(10)]
    record["right_above_99"] = right[confidence > 0.99].float().mean().item()
    record["negatives"] = accuracy(model, 255 - images, labels)
    noise = torch.rand(1000, 28, 28)
    kinds = {"clothes": images, "digits": digits_in_frame()[0], "noise": noise}
    for name, kind in kinds.items():
        record[f"sure_of_{name}"] = predict(model, kind).max(dim=1)[0].mean().item()
    record["boots"] = accuracy(model, boots, nines)
    record["mirrored_boots"] = accuracy(model, boots.flip(-1), nines)
    pictures = train_set.data[:6000].unsqueeze(1).clone()
    pictures[::2] = pictures[::2].flip(-1)
    data = TensorDataset(pictures, train_set.targets[:6000])
    loader = TensorLoader(data, 20, shuffle=True)
    train_one_epoch(model, loader, get_optimizer(model), criterion, "cpu")
    record["boots_after"] = accuracy(model, boots, nines)
    record["mirrored_boots_after"] = accuracy(model, boots.flip(-1), nines)
    return record


def article(seed):
    """Train the article's network and look at its scores."""
    set_seed(seed)
    model, test = ArticleNet(), clothes()[1]
    images, labels = test.data.unsqueeze(1).float() / 255, test.targets
    with torch.no_grad():
        untrained = F.cross_entropy(model(images), labels).item()
    record = learn(model, seed, 5, 0.04)
    with torch.no_grad():
        scores = model(images)
    return record | {
        "untrained_loss": untrained,
        "off_one": (scores.sum(dim=1) - 1).abs().mean().item(),
        "largest_share": scores.softmax(dim=1).max().item(),
    }


def on_digits(model_class, seed, epochs=20, augment=False):
    """Train on centred digits as in lesson 1, then move those that were held back."""
    centred, labels = digits_in_frame()
    train_part, test_part = split_dataset(TensorDataset(centred, labels))
    rows = torch.tensor(test_part.indices)
    loader = TensorLoader(train_part, 20, True, set_seed(seed))
    if augment:
        loader.augment = moved_about(seed)
    model = model_class()
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    cornered, truth = digits_in_frame(0, 14)[0][rows], labels[rows]
    moved = [digits_in_frame(7, 7 + s)[0][rows] for s in SHIFTS]
    return {
        "curve": [accuracy(model, images, truth) for images in moved],
        "corner": accuracy(model, cornered, truth),
        "corner_nines": accuracy(model, cornered[truth == 9], truth[truth == 9]),
    }
