"""The article's layers with batch normalisation while they learn, and without after.

A trained normalisation multiplies and adds, as the layer before it does: the two can be
one layer with other weights (Ioffe and Szegedy, "Batch Normalization", 2015, section
3.1). What is left has the article's layers and its 11,252 parameters.
"""

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

from helpers.models import FashionCNN


class NormalisedFashionCNN(FashionCNN):
    """FashionCNN with batch normalisation after each layer but the last."""

    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.BatchNorm2d(6), nn.BatchNorm2d(10)
        self.norm3 = nn.BatchNorm1d(56)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)  # (N, 10, 4, 4)
        x = F.relu(self.norm3(self.fc1(x.flatten(start_dim=1))))  # (N, 56)
        return self.fc2(x)  # (N, 10)

    def folded(self) -> FashionCNN:
        """Return a FashionCNN that answers as this network does in evaluation mode."""
        self.eval()
        model = FashionCNN().eval()
        model.conv1 = fuse_conv_bn_eval(self.conv1, self.norm1)
        model.conv2 = fuse_conv_bn_eval(self.conv2, self.norm2)
        model.fc1 = fuse_linear_bn_eval(self.fc1, self.norm3)
        model.fc2 = self.fc2
        return model
