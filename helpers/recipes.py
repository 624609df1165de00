"""A way to get far in little time, made of what the lessons teach (lesson 10)."""

import torch
from torch import nn

from helpers.augment import Augment, mirror
from helpers.device import set_seed
from helpers.loaders import make_loaders
from helpers.models import NormCNN
from helpers.training import History, one_cycle, train


def one_minute(train_set, test_set, seed=0, device="cpu") -> tuple[nn.Module, History]:
    """Train a wider network with batch normalisation for a minute on two CPU cores.

    Half of the pictures are mirrored, by a random stream of its own. Learns from 48,000
    pictures; the test set is only passed on.
    """
    augment = Augment(mirror, seed=seed)
    loaders = make_loaders(train_set, test_set, 125, seed, device, augment)
    set_seed(seed)
    model = NormCNN(channels=(16, 32), hidden=64)
    optimizer = torch.optim.SGD(
        model.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    one_cycle(optimizer, 0.1, steps=10 * len(loaders["train"]))
    history = train(10, loaders, model, optimizer, nn.CrossEntropyLoss(), device)
    return model, history
