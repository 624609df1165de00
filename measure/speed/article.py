"""The article's way to load, train and test: what `make bench` compares with.

Its algorithm as it stands, slow habits included, in our own words: a picture at a time
through Pillow, 20 a batch, validation shuffled and with gradients on, `.item()` at
every step, and averages of batch averages.
"""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Sampler

from helpers.loaders import split_dataset


class Shuffled(Sampler):
    """A new order every epoch: the orders of TensorLoader.

    torch's RandomSampler draws a second order every epoch, and uses nothing of it.
    """

    def __init__(self, n: int, seed: int):
        self.n, self.generator = n, torch.Generator().manual_seed(seed)

    def __iter__(self) -> Iterator[int]:
        """Yield every position once."""
        return iter(torch.randperm(self.n, generator=self.generator).tolist())

    def __len__(self) -> int:
        """Count the positions."""
        return self.n


def make_loaders(train_set, test_set, seed: int = 0) -> dict[str, DataLoader]:
    """Split as `helpers.loaders.make_loaders` does, in the same order; 20 a batch."""
    train_part, valid_part = split_dataset(train_set, seed=seed)
    order = Shuffled(len(train_part), seed)
    return {
        "train": DataLoader(train_part, batch_size=20, sampler=order),
        "valid": DataLoader(valid_part, batch_size=20, shuffle=True),
        "test": DataLoader(test_set, batch_size=20),
    }


def train(
    loaders, model, criterion, device, save_path: Path
) -> Iterator[tuple[float, float]]:
    """Train an epoch each time it is asked; yield training and validation loss."""
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.04)
    lowest = float("inf")
    while True:
        train_loss = valid_loss = 0.0
        model.train()
        for step, (images, labels) in enumerate(loaders["train"], start=1):
            images, labels = images.to(device), labels.to(device)
            optimizer.zero_grad()
            loss = criterion(model(images), labels)
            loss.backward()
            optimizer.step()
            train_loss += (loss.item() - train_loss) / step
        model.eval()
        for step, (images, labels) in enumerate(loaders["valid"], start=1):
            images, labels = images.to(device), labels.to(device)
            loss = criterion(model(images), labels)
            valid_loss += (loss.item() - valid_loss) / step
        if valid_loss < lowest:
            lowest = valid_loss
            torch.save(model.state_dict(), save_path)
        yield train_loss, valid_loss


def test(loaders, model, criterion, device) -> tuple[float, float]:
    """Return mean loss and accuracy on the test set, batch by batch."""
    model.to(device)
    model.eval()
    test_loss, correct, total = 0.0, 0, 0
    for step, (images, labels) in enumerate(loaders["test"], start=1):
        images, labels = images.to(device), labels.to(device)
        scores = model(images)
        loss = criterion(scores, labels)
        test_loss += (loss.item() - test_loss) / step
        correct += (scores.argmax(dim=1) == labels).sum().item()
        total += len(labels)
    return test_loss, correct / total
