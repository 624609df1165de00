"""Train a network with Adam."""

import sys
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

ROOT = Path(__file__).resolve().parents[2]  # where `helpers` is
sys.path.insert(0, str(ROOT))
from helpers.fashion_mnist import FashionMNIST

torch.manual_seed(0)
train_set = FashionMNIST(ROOT / "notebooks" / "data", download=True)
images = train_set.data[:5_000, None] / 255  # (N, 1, 28, 28)
labels = train_set.targets[:5_000]
train_part, valid_part = random_split(TensorDataset(images, labels), [0.8, 0.2])
train_loader = DataLoader(train_part, batch_size=50, shuffle=True)
valid_loader = DataLoader(valid_part, batch_size=1000)

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 100),
    nn.ReLU(),
    nn.Linear(100, 100),
    nn.ReLU(),
    nn.Linear(100, 10),
)
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def accuracy(loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


for epoch in range(1, 6 + 1):
    total = 0.0
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    print(
        f"epoch {epoch:2}  training loss {total / len(train_part):.3f}"
        f"  validation accuracy {accuracy(valid_loader):.3f}"
    )
