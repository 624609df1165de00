"""Train a network, with the pictures in a new order in every epoch."""

import sys
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader

ROOT = Path(__file__).resolve().parents[2]  # where `helpers` is
sys.path.insert(0, str(ROOT))
from helpers.fashion_mnist import FashionMNIST

torch.manual_seed(0)
train_set = FashionMNIST(ROOT / "notebooks" / "data", download=True)
images = train_set.data[:10_000, None] / 255  # (N, 1, 28, 28)
labels = train_set.targets[:10_000]

n_valid = len(images) // 5
valid_images, valid_labels = images[:n_valid], labels[:n_valid]
train_images = DataLoader(images[n_valid:], batch_size=50, shuffle=True)
train_labels = DataLoader(labels[n_valid:], batch_size=50, shuffle=True)

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()

for epoch in range(1, 6 + 1):
    total = 0.0
    for x, y in zip(train_images, train_labels, strict=True):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    with torch.no_grad():
        right = model(valid_images).argmax(dim=1) == valid_labels
    print(
        f"epoch {epoch:2}  training loss {total / (len(images) - n_valid):.3f}"
        f"  validation accuracy {right.float().mean():.3f}"
    )
