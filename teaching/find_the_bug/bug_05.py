"""Train with augmented pictures, then validate the finished network."""

import sys
from pathlib import Path

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import transforms

ROOT = Path(__file__).resolve().parents[2]  # where `helpers` is
sys.path.insert(0, str(ROOT))
from helpers.fashion_mnist import FashionMNIST

torch.manual_seed(0)
augment = transforms.Compose(
    [
        transforms.RandomHorizontalFlip(),
        transforms.RandomCrop(28, padding=3),
        transforms.ToTensor(),
    ]
)
data = FashionMNIST(ROOT / "notebooks" / "data", transform=augment, download=True)
order = torch.randperm(min(len(data), 6000)).tolist()
n_valid = len(order) // 5
train_part = Subset(data, order[n_valid:])
valid_part = Subset(data, order[:n_valid])
train_loader = DataLoader(train_part, batch_size=50, shuffle=True)
valid_loader = DataLoader(valid_part, batch_size=1000)

model = nn.Sequential(nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()


def accuracy(loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(dim=1) == y).sum().item()
    return correct / len(loader.dataset)


for epoch in range(1, 4 + 1):
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
for _ in range(3):
    print(f"finished, measured again  accuracy {accuracy(valid_loader):.3f}")
