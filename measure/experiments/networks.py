"""Networks that differ from the lessons' in one thing."""

import torch
from torch import nn
from torch.nn import functional as F

from helpers.checks.models import check_images
from helpers.models import ArticleNet, FashionCNN, GlobalPoolCNN


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
