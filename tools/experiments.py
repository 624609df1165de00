"""The trainings behind the table of claims: each takes a seed and returns numbers.

`tools/claims.py` runs them, keeps what they return, and judges the claims by it. What
is trained here is short and often: the full trainings of 15 epochs come from
`tools/checkpoints.py`.
"""

import math
from functools import cache, partial

import numpy as np
import torch
from sklearn.neighbors import KNeighborsClassifier
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Subset, TensorDataset

from helpers.augment import Augment, shift
from helpers.checks.models import check_images
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.evaluation import evaluate, predict
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN
from helpers.training import get_optimizer, train_one_epoch

SHIFTS = range(9)  # pixels to the right
criterion = nn.CrossEntropyLoss()


class NoSigmoid(ArticleNet):
    """The article's network without its last sigmoid, and nothing else changed."""

    def forward(self, x):
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        check_images(x)
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(start_dim=1))))


class SigmoidReLU(FashionCNN):
    """The article's network with ReLU after its convolutions; the sigmoid stays."""

    def forward(self, x):
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        return torch.sigmoid(super().forward(x))


class Strided(FashionCNN):
    """The mended network with convolutions of stride 2 in place of pooling.

    The sizes, 28, 12 and 4, and so the 11,252 parameters, are the same.
    """

    def forward(self, x):
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        check_images(x)
        x = F.relu(F.conv2d(x, self.conv1.weight, self.conv1.bias, stride=2))
        x = F.relu(F.conv2d(x, self.conv2.weight, self.conv2.bias, stride=2))
        return self.fc2(F.relu(self.fc1(x.flatten(start_dim=1))))


class NoPooling(FashionCNN):
    """The mended network without pooling: 226,292 parameters, most of them in fc1."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10 * 20 * 20, 56)

    def forward(self, x):
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        check_images(x)
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        return self.fc2(F.relu(self.fc1(x.flatten(start_dim=1))))


class FlattenCNN(GlobalPoolCNN):
    """GlobalPoolCNN with flatten as its last step, as in lesson 9."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(40 * 14 * 14, 10)

    def forward(self, x):
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, 14, 14)
        x = F.relu(self.conv2(x))  # (N, 40, 14, 14)
        return self.fc(x.flatten(start_dim=1))


@cache
def clothes() -> tuple[FashionMNIST, FashionMNIST]:
    """Open the training set and the test set; refuse the sample."""
    sets = [FashionMNIST("notebooks/data", train, download=True) for train in (1, 0)]
    if any(dataset.source == "sample" for dataset in sets):
        raise SystemExit("claims are not measured on the sample")
    return tuple(sets)


def shift_right(images: torch.Tensor, pixels: int) -> torch.Tensor:
    """Move images (N, 1, 28, 28) to the right; black comes in on the left."""
    return F.pad(images, (pixels, -pixels))


def moved_about(seed: int) -> Augment:
    """Move training pictures by up to 8 pixels each way, as far as the curves go."""
    return Augment(partial(shift, most=8), seed=seed)


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
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


def neighbours(pixels, labels):
    return KNeighborsClassifier(n_neighbors=1).fit(pixels, labels)


def copies(seed):
    """Copy pictures in two darker shades before or after the split (lesson 3)."""
    train_set = clothes()[0]
    chosen = torch.randperm(60_000, generator=torch.Generator().manual_seed(seed))
    own, fresh = train_set.data[chosen[:2000]], train_set.data[chosen[2000:4000]]
    shades = torch.cat([own, (0.9 * own).byte(), (0.8 * own).byte()])
    many = shades.flatten(1).float().numpy()
    labels = train_set.targets[chosen].numpy()
    names = np.tile(labels[:2000], 3)
    rng = np.random.default_rng(seed)
    order, first = rng.permutation(6000), rng.permutation(2000)
    leaky = neighbours(many[order[:4800]], names[order[:4800]])
    rows = np.concatenate([first[:1600] + 2000 * k for k in range(3)])
    honest = neighbours(many[rows], names[rows])
    asked, truth = fresh.flatten(1).float().numpy(), labels[2000:4000]
    return {
        "leaky": leaky.score(many[order[4800:]], names[order[4800:]]),
        "leaky_fresh": leaky.score(asked, truth),
        "honest": honest.score(many[first[1600:]], names[first[1600:]]),
        "honest_fresh": honest.score(asked, truth),
        "by_heart": honest.score(many[rows], names[rows]),
    }


def winner(seed):
    """Let 60 weak machines compete on 100 pictures; ask 2,000 others (lesson 3)."""
    train_set, rng = clothes()[0], np.random.default_rng(seed)
    chosen = rng.permutation(60_000)[:2600]
    pixels = train_set.data[chosen].flatten(1).float().numpy()
    labels = train_set.targets[chosen].numpy()
    scores = []
    for _ in range(60):
        seen = rng.choice(784, 20, replace=False)
        model = neighbours(pixels[:500][:, seen], labels[:500])
        right = model.predict(pixels[500:][:, seen]) == labels[500:]
        scores.append((right[:100].mean(), right[100:].mean()))
    chosen_on, afterwards = np.array(scores).T
    best = chosen_on.argmax()
    return {
        "flattery": float(chosen_on[best] - afterwards[best]),
        "better_ones": int((afterwards > afterwards[best]).sum()),
    }


def two_splits(seed):
    """Split twice, with the seeds 2s and 2s + 1: how many are in both parts?"""
    train, _ = split_dataset(clothes()[0], seed=2 * seed)
    _, valid = split_dataset(clothes()[0], seed=2 * seed + 1)
    return {"learned_from": len(set(train.indices) & set(valid.indices)) / 12_000}


def learning_rates(seed):
    """Give FashionCNN 300 steps on a thousand pictures at three rates (lesson 6)."""
    rows = torch.randperm(60_000, generator=torch.Generator().manual_seed(seed))[:1000]
    record = {}
    for lr in (0.001, 0.04, 1.0):
        loader = TensorLoader(Subset(clothes()[0], rows), 20)
        set_seed(seed)
        model = FashionCNN()
        optimizer = get_optimizer(model, lr)
        for _ in range(6):
            loss = train_one_epoch(model, loader, optimizer, criterion, "cpu")
        spread = model(loader.images.float() / 255).std(dim=0).max().item()
        record |= {f"loss_{lr}": loss, f"spread_{lr}": spread}
    return record


def zero_grad(seed):
    """Learn twenty pictures by heart, with and without zero_grad (lesson 7)."""
    loader = TensorLoader(clothes()[0], 20, True, set_seed(seed))
    images, labels = next(iter(loader))
    record = {}
    for clear in (True, False):
        set_seed(seed)
        model, losses = FashionCNN(), []
        optimizer = get_optimizer(model, lr=0.05)
        for _ in range(800):
            if clear:
                optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        name = "with" if clear else "without"
        record[f"{name}_best_of_50"] = min(losses[:50])
        record[f"{name}_end"] = sum(losses[-100:]) / 100
        record[f"{name}_right"] = accuracy(model, images, labels)
    return record


def few_pictures(seed):
    """Train a large MLP on 300 pictures, 30 epochs; where is its best? (lesson 7)."""
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    few = TensorLoader(Subset(train_part, range(300)), 20, True, set_seed(seed))
    valid = TensorLoader(valid_part, 1000)
    model, losses = MLP(hidden=100), []
    optimizer = get_optimizer(model, lr=0.2)
    for _ in range(30):
        train_loss = train_one_epoch(model, few, optimizer, criterion, "cpu")
        losses.append(evaluate(model, valid, criterion).loss)
    best = int(np.argmin(losses)) + 1
    return {"best_epoch": best, "lost_by_last": losses[-1] - min(losses),
            "train_loss": train_loss, "valid_loss": min(losses)}  # fmt: skip


def dropout(seed):
    """Measure a network with dropout in training mode and after eval (lesson 7)."""
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    loader = TensorLoader(Subset(train_part, range(2010)), 20, True, set_seed(seed))
    layers = [nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Dropout(0.5)]
    model = nn.Sequential(*layers, nn.Linear(32, 10))
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(2):
        train_one_epoch(model, loader, optimizer, criterion, "cpu")
    images, labels = next(iter(TensorLoader(valid_part, 1000)))
    scores = {}
    for mode in (True, False):
        model.train(mode)
        scores[mode] = [
            (model(images).argmax(dim=1) == labels).float().mean().item()
            for _ in range(20)
        ]
    return {"too_low": scores[False][0] - float(np.mean(scores[True])),
            "scores_in_training_mode": len(set(scores[True])),
            "scores_after_eval": len(set(scores[False]))}  # fmt: skip


def many_or_few(seed):
    """Take 1,200 steps over 200 pictures or over 24,000 (lesson 8)."""
    train_part, valid_part = split_dataset(clothes()[0], seed=seed)
    record = {}
    for pictures, epochs in ((200, 120), (24_000, 1)):
        part = Subset(train_part, range(pictures))
        loader = TensorLoader(part, 20, True, set_seed(seed))
        model = FashionCNN()
        optimizer = get_optimizer(model, lr=0.1)
        for _ in range(epochs):
            train_one_epoch(model, loader, optimizer, criterion, "cpu")
        for name, data in (("own", part), ("valid", valid_part)):
            loss = evaluate(model, TensorLoader(data, 1000), criterion).loss
            record[f"{name}_{pictures}"] = loss
    return record


def batch_means(seed):
    """Compare the mean of batch means with the mean per picture (lessons 4, 6, 7)."""
    set_seed(seed)
    model = FashionCNN()
    learn_from, valid_part = split_dataset(clothes()[0], seed=seed)
    loader = TensorLoader(Subset(learn_from, range(6000)), 20, True)
    train_one_epoch(model, loader, get_optimizer(model, 0.1), criterion, "cpu")
    images, labels = next(iter(TensorLoader(valid_part, 12_000)))
    with torch.no_grad():
        losses = F.cross_entropy(model(images), labels, reduction="none").double()
    record = {}
    for n, size in ((12_000, 20), (12_000, 64), (50, 20)):
        means = torch.stack([part.mean() for part in losses[:n].split(size)])
        record[f"off_{n}_by_{size}"] = abs(means.mean() - losses[:n].mean()).item()
    return record


def untrained(seed):
    """Measure how far the loss of FashionCNN is from ln 10 before training."""
    set_seed(seed)
    loader = TensorLoader(clothes()[1], 1000)
    loss = evaluate(FashionCNN(), loader, criterion).loss
    return {"off_ln_10": abs(loss - math.log(10))}


# name: (experiment, number of seeds). The longest has three.
EXPERIMENTS = {
    "untrained": (untrained, 5),
    "batch means": (batch_means, 5),
    "two splits": (two_splits, 5),
    "copies": (copies, 5),
    "winner": (winner, 20),
    "learning rates": (learning_rates, 5),
    "zero_grad": (zero_grad, 5),
    "few pictures": (few_pictures, 5),
    "dropout": (dropout, 5),
    "many or few": (many_or_few, 5),
    "digits: MLP": (partial(on_digits, MLP), 5),
    "digits: FashionCNN": (partial(on_digits, FashionCNN), 5),
    "digits: GlobalPoolCNN": (partial(on_digits, GlobalPoolCNN), 5),
    "digits: FlattenCNN": (partial(on_digits, FlattenCNN), 5),
    "digits, augmented: MLP": (partial(on_digits, MLP, epochs=40, augment=True), 5),
    "digits, augmented: FashionCNN": (
        partial(on_digits, FashionCNN, epochs=40, augment=True),
        5,
    ),
    "digits, augmented: GlobalPoolCNN": (
        partial(on_digits, GlobalPoolCNN, epochs=40, augment=True),
        5,
    ),
    "clothes: MLP": (partial(on_clothes, MLP, shifts=True), 5),
    "clothes: FashionCNN": (partial(on_clothes, FashionCNN, shifts=True), 5),
    "clothes: GlobalPoolCNN": (partial(on_clothes, GlobalPoolCNN, shifts=True), 5),
    "augmented: MLP": (partial(on_clothes, MLP, shifts=True, augment=True), 5),
    "augmented: FashionCNN": (
        partial(on_clothes, FashionCNN, shifts=True, augment=True),
        5,
    ),
    "augmented: GlobalPoolCNN": (
        partial(on_clothes, GlobalPoolCNN, shifts=True, augment=True),
        5,
    ),
    "shuffled: MLP": (partial(on_clothes, MLP, shuffle_pixels=True), 5),
    "shuffled: FashionCNN": (partial(on_clothes, FashionCNN, shuffle_pixels=True), 5),
    "strided": (partial(on_clothes, Strided, shifts=True), 5),
    "no pooling": (partial(on_clothes, NoPooling), 5),
    "article": (article, 5),
    "sigmoid and ReLU": (partial(on_clothes, SigmoidReLU, epochs=5, lr=0.04), 5),
    "no sigmoid, no ReLU": (partial(on_clothes, NoSigmoid, epochs=5, lr=0.04), 5),
    "no sigmoid, ReLU": (partial(on_clothes, FashionCNN, epochs=5, lr=0.04), 5),
    "lr 0.004": (partial(on_clothes, FashionCNN, epochs=5, lr=0.004), 5),
    "lr 0.4": (partial(on_clothes, FashionCNN, epochs=5, lr=0.4), 5),
    "batch 100": (
        partial(on_clothes, FashionCNN, epochs=5, lr=0.04, batch_size=100),
        5,
    ),
    "batch 100, lr 0.2": (
        partial(on_clothes, FashionCNN, epochs=5, lr=0.2, batch_size=100),
        5,
    ),
    "mended": (mended, 5),
    "without sigmoid": (without_sigmoid, 3),
}
