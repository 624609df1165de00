"""Trainings with one fault each, made for real on a few thousand clothes."""

from functools import partial

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers.augment import Augment, shift
from helpers.device import set_seed
from helpers.loaders import TensorLoader
from helpers.models import MLP, ArticleNet, FashionCNN, NormCNN
from helpers.training import get_optimizer, train

criterion = nn.CrossEntropyLoss()


class Clothes:
    """Pictures to learn from and to validate with, as tensors, and how to train."""

    def __init__(self, train_set, seed=0, n=2000, m=1000):
        order = torch.randperm(60_000, generator=torch.Generator().manual_seed(seed))
        images, labels = train_set.data[:, None], train_set.targets
        rows, others = order[:n], order[n : n + m]
        self.seed = seed
        self.train = [images[rows] / 255, labels[rows]]
        self.valid = [images[others] / 255, labels[others]]

    def loaders(self, shuffle=True, augment=None, batch_size=20):
        shuffler = torch.Generator().manual_seed(self.seed)
        learn = TensorDataset(*self.train)
        return {
            "train": TensorLoader(
                learn, batch_size, shuffle, shuffler, augment=augment
            ),
            "valid": TensorLoader(TensorDataset(*self.valid), 500),
        }

    def fit(self, model_class=FashionCNN, epochs=3, lr=0.04, **how):
        """Train; return what `diagnose` takes."""
        loaders = self.loaders(**how)
        set_seed(self.seed)
        model = model_class()
        history = train(epochs, loaders, model, get_optimizer(model, lr), criterion)
        return history, model, loaders


PLANTED = {}  # name: cause, and a function of Clothes


def plant(cause):
    """Note a fault, with the cause that shall be said of it."""

    def note(function):
        PLANTED[function.__name__] = cause, function
        return function

    return note


# ---- the rate and the optimizer


@plant("the learning rate is too large")
def dead_after_a_spike(clothes):
    """It learns for two epochs, and then one step is far too large."""
    loaders = clothes.loaders()
    set_seed(clothes.seed)
    model = FashionCNN()
    optimizer, steps = get_optimizer(model, 0.1), []

    def spike(*_):
        steps.append(1)
        optimizer.param_groups[0]["lr"] = 20 if len(steps) == 200 else 0.1

    optimizer.register_step_post_hook(spike)
    return train(4, loaders, model, optimizer, criterion), model, loaders


# ---- the network


@plant("a layer never learned")
def only_the_last_layer_in_the_optimizer(clothes):
    loaders = clothes.loaders()
    set_seed(clothes.seed)
    model = FashionCNN()
    history = train(4, loaders, model, get_optimizer(model.fc2, 0.1), criterion)
    return history, model, loaders


# ---- the labels


def mixed(labels, seed=1):
    return labels[
        torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    ]


@plant("the labels are of other pictures")
def mixed_labels(clothes):
    clothes.train[1] = mixed(clothes.train[1])
    return clothes.fit()


@plant("the labels are of other pictures")
def mixed_labels_learned_by_heart(clothes):
    clothes.train = [part[:300] for part in clothes.train]
    clothes.train[1] = mixed(clothes.train[1])
    history, *rest = clothes.fit(lambda: MLP(300), lr=0.2, epochs=40)
    assert history.train_loss[-1] < 1.5 < 2.5 < history.valid_loss[-1]
    return history, *rest


@plant("the labels are of other pictures")
def mixed_labels_in_validation(clothes):
    clothes.valid[1] = mixed(clothes.valid[1])
    return clothes.fit()


@plant("the pictures come sorted")
def sorted_and_not_shuffled(clothes):
    order = clothes.train[1].argsort(stable=True)
    clothes.train = [part[order] for part in clothes.train]
    return clothes.fit(shuffle=False)


@plant("one class outnumbers the others")
def one_class_in_twenty_pictures_of_twenty_one(clothes):
    images, labels = clothes.train
    few = (torch.arange(len(labels)) < 90) & (labels != 3)
    many = (labels == 3).nonzero().flatten().repeat(9)
    rows = torch.cat([few.nonzero().flatten(), many])
    clothes.train = [part[rows] for part in clothes.train]
    return clothes.fit()


@plant("the split was not at random")
def split_by_label(clothes):
    for name, kept in {"train": range(8), "valid": range(8, 10)}.items():
        images, labels = getattr(clothes, name)
        rows = torch.isin(labels, torch.tensor(list(kept)))
        setattr(clothes, name, [images[rows], labels[rows]])
    return clothes.fit()


# ---- the pixels


@plant("pixels were divided by 255 twice")
def divided_by_255_twice(clothes):
    for part in (clothes.train, clothes.valid):
        part[0] = part[0] / 255
    return clothes.fit()


@plant("the pixels differ in validation")
def inverted_in_validation(clothes):
    clothes.valid[0] = 1 - clothes.valid[0]
    return clothes.fit()


@plant("the pixels differ in validation")
def normalised_in_training_only(clothes):
    clothes.train[0] = (clothes.train[0] - 0.286) / 0.353
    return clothes.fit()


@plant("the pixels differ in validation")
def divided_twice_in_validation(clothes):
    clothes.valid[0] = clothes.valid[0] / 255
    return clothes.fit()


@plant("validation pictures were learned")
def a_leak(clothes):
    """Half of the validation pictures are in the training set."""
    for kept, other in zip(clothes.train, clothes.valid, strict=True):
        kept[:500] = other[:500]
    return clothes.fit(lr=0.1)


@plant("the label stands in the picture")
def a_label_in_the_corner(clothes):
    for images, labels in (clothes.train, clothes.valid):
        images[:, 0, 26:, 26:] = labels[:, None, None] / 9
    return clothes.fit()


@plant("the label stands in the picture")
def a_label_in_the_first_row(clothes):
    for images, labels in (clothes.train, clothes.valid):
        images[:, 0, 0, :10] = F.one_hot(labels, 10).float()
    return clothes.fit()


# ---- the curves


@plant("too few pictures for its size")
def learned_by_heart(clothes):
    clothes.train = [part[:200] for part in clothes.train]
    return clothes.fit(lambda: MLP(100), lr=0.2, epochs=40)


@plant("the augmentation is too strong")
def moved_out_of_sight(clothes):
    def away(images, generator):
        return shift(images, generator, most=20)

    return clothes.fit(augment=Augment(away, seed=clothes.seed), lr=0.1, epochs=5)


@plant("the augmentation is too strong")
def drowned_in_noise(clothes):
    def noise(images, generator):
        return images + 5 * torch.randn(images.shape, generator=generator)

    return clothes.fit(augment=Augment(noise, seed=clothes.seed))


class Blind(FashionCNN):
    """It looks at noise."""

    def forward(self, x):
        return super().forward(torch.rand_like(x))


# ---- what one line plants


def with_last(step):
    """Return FashionCNN with one more step at its end."""

    class Longer(FashionCNN):
        def forward(self, x):
            return step(super().forward(x))

    return Longer


def filled(kind, value):
    """Return a network whose weights all begin with a value, and its biases with 0."""
    model = kind()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(value if parameter.ndim > 1 else 0.0)
    return model


def with_frozen(layer):
    """Return FashionCNN with a layer that keeps its first weights."""
    model = FashionCNN()
    model.get_submodule(layer).requires_grad_(False)
    return model


# Name: cause, network, and how it is trained.
PLAIN = {
    "far too large a rate": ("the learning rate is too large", FashionCNN, {"lr": 1e4}),
    "too large a rate": ("the learning rate is too large", FashionCNN, {"lr": 1.0}),
    "rate near 0": ("the learning rate is too small", FashionCNN, {"lr": 1e-5}),
    "too small a rate": ("the learning rate is too small", FashionCNN, {"lr": 1e-3}),
    "softmax": ("softmax ends the network", with_last(partial(F.softmax, dim=1)),
                {"lr": 0.1}),
    "sigmoid": ("a sigmoid ends the network", ArticleNet, {}),
    "ReLU": ("a ReLU ends the network", with_last(F.relu), {}),
    "weights of 0": ("all weights began alike", partial(filled, FashionCNN, 0.0), {}),
    "equal weights": ("all weights began alike", partial(filled, FashionCNN, 0.01), {}),
    "equal, no kernels": ("all weights began alike", partial(filled, MLP, 0.01), {}),
    "frozen": ("a layer never learned", partial(with_frozen, "conv2"), {"lr": 0.1}),
    "dropout": ("only training is made harder", partial(NormCNN, dropout=0.85),
                {"lr": 0.1, "epochs": 6}),
    "two epochs": ("the training was too short", FashionCNN, {"epochs": 2}),
    "blind": ("the network hides the picture", Blind, {}),
}  # fmt: skip
for name, (cause, network, how) in PLAIN.items():
    PLANTED[name] = cause, partial(Clothes.fit, model_class=network, **how)
