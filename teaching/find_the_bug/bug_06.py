"""Train a network on pictures that are laid out as columns of numbers."""

import sys
from pathlib import Path

import torch
from torch import nn

ROOT = Path(__file__).resolve().parents[2]  # where `helpers` is
sys.path.insert(0, str(ROOT))
from helpers.fashion_mnist import FashionMNIST

torch.manual_seed(0)
train_set = FashionMNIST(ROOT / "notebooks" / "data", download=True)
images = train_set.data[:5_000, None] / 255  # (N, 1, 28, 28)
labels = train_set.targets[:5_000]

columns = images.reshape(784, len(images))  # a picture in each column
n_valid = len(images) // 5
train_rows, valid_rows = torch.randperm(len(images)).split(
    [len(images) - n_valid, n_valid]
)

model = nn.Sequential(nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def accuracy(rows):
    with torch.no_grad():
        guesses = model(columns[:, rows].T).argmax(dim=1)
    return (guesses == labels[rows]).float().mean()


for epoch in range(1, 10 + 1):
    for rows in train_rows[torch.randperm(len(train_rows))].split(50):
        optimizer.zero_grad()
        loss = criterion(model(columns[:, rows].T), labels[rows])
        loss.backward()
        optimizer.step()
    print(
        f"epoch {epoch:2}  training accuracy {accuracy(train_rows):.3f}"
        f"  validation accuracy {accuracy(valid_rows):.3f}"
    )
