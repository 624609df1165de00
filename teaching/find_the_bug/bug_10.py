"""Train a network, and keep the weights of its best epoch in a file."""

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
images = train_set.data[:1_500, None] / 255  # (N, 1, 28, 28)
labels = train_set.targets[:1_500]
train_part, valid_part = random_split(TensorDataset(images, labels), [0.8, 0.2])
train_loader = DataLoader(train_part, batch_size=50, shuffle=True)
valid_loader = DataLoader(valid_part, batch_size=1000)

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
criterion = nn.CrossEntropyLoss()
path = Path(__file__).with_name("best.pt")
best_loss = float("inf")


def valid_loss():
    with torch.no_grad():
        parts = [criterion(model(x), y).item() * len(y) for x, y in valid_loader]
    return sum(parts) / len(valid_part)


for epoch in range(1, 20 + 1):
    for x, y in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    now = valid_loss()
    print(f"epoch {epoch:2}  validation loss {now:.3f}")
    if now < best_loss:
        best_loss, best_epoch, best = now, epoch, model.state_dict()

torch.save(best, path)
model.load_state_dict(torch.load(path))
print(f"best was epoch {best_epoch}  validation loss {best_loss:.3f}")
print(f"loaded from {path.name}  validation loss {valid_loss():.3f}")
