"""The networks of the lessons (lesson 5), and two ways to look at their size."""

import copy
import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from helpers.checks.models import check_images, check_model, check_small_cnn

NUM_CLASSES = 10


class ArticleNet(nn.Module):
    """The article's network, faults included: 11,252 parameters.

    No activation follows the convolutions, and a sigmoid squeezes the ten scores
    into 0..1 before the loss. Lessons 5 and 6 show what the two do.
    """

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 10, kernel_size=5)
        self.fc1 = nn.Linear(160, 56)
        self.fc2 = nn.Linear(56, NUM_CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to scores (N, 10) between 0 and 1."""
        check_images(x)
        x = F.max_pool2d(self.conv1(x), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(self.conv2(x), 2)  # (N, 10, 4, 4)
        x = x.flatten(start_dim=1)  # (N, 160)
        x = F.relu(self.fc1(x))  # (N, 56)
        return torch.sigmoid(self.fc2(x))  # (N, 10)


class FashionCNN(ArticleNet):
    """The mended network: the same layers, ReLU between them, and no sigmoid."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        check_images(x)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 10, 4, 4)
        x = x.flatten(start_dim=1)  # (N, 160)
        x = F.relu(self.fc1(x))  # (N, 56)
        return self.fc2(x)  # (N, 10)


class MLP(nn.Module):
    """A network without convolutions, for comparison: 11,140 parameters.

    One hidden layer of 14 neurons brings it as close to the CNN's 11,252 as it gets.
    """

    def __init__(self, hidden: int = 14):
        super().__init__()
        self.fc1 = nn.Linear(28 * 28, hidden)
        self.fc2 = nn.Linear(hidden, NUM_CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        check_images(x)
        return self.fc2(F.relu(self.fc1(x.flatten(start_dim=1))))


class GlobalPoolCNN(nn.Module):
    """A CNN that keeps only the strongest response of each feature map.

    Global max-pooling stands in place of flatten: the network knows what it saw, and
    not where. Padding lets the kernels reach the border too. 8,658 parameters.
    """

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=5, padding=2)
        self.conv2 = nn.Conv2d(8, 40, kernel_size=5, padding=2)
        self.fc = nn.Linear(40, NUM_CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        check_images(x)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, 14, 14)
        x = F.relu(self.conv2(x))  # (N, 40, 14, 14)
        return self.fc(x.amax(dim=(2, 3)))  # (N, 40) -> (N, 10)


class NormCNN(nn.Module):
    """The mended network with batch normalisation, and as wide as you like.

    `channels` and `hidden` are the widths of its layers; `dropout` is the share of the
    hidden neurons that are silenced while it trains. 11,268 parameters as it stands.
    """

    def __init__(self, channels=(6, 10), hidden: int = 56, dropout: float = 0.0):
        super().__init__()
        first, second = channels
        # A bias before normalisation would do nothing: the mean is subtracted.
        self.conv1 = nn.Conv2d(1, first, kernel_size=5, bias=False)
        self.norm1 = nn.BatchNorm2d(first)
        self.conv2 = nn.Conv2d(first, second, kernel_size=5, bias=False)
        self.norm2 = nn.BatchNorm2d(second)
        self.fc1 = nn.Linear(second * 4 * 4, hidden)
        self.dropout = nn.Dropout(dropout)
        self.fc2 = nn.Linear(hidden, NUM_CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        check_images(x)
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)  # (N, first, 12, 12)
        x = F.max_pool2d(F.relu(self.norm2(self.conv2(x))), 2)  # (N, second, 4, 4)
        x = F.relu(self.fc1(x.flatten(start_dim=1)))  # (N, hidden)
        return self.fc2(self.dropout(x))  # (N, 10)


class Block(nn.Module):
    """A 3x3 convolution, batch normalisation and ReLU.

    Where as many channels go in as come out, the input is added to the output: the
    block learns a change (He et al., "Deep Residual Learning", 2015).
    """

    def __init__(self, channels_in: int, channels_out: int):
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels_out)
        self.residual = channels_in == channels_out

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map (N, channels_in, H, W) to (N, channels_out, H, W)."""
        y = F.relu(self.norm(self.conv(x)))
        return x + y if self.residual else y


class DeepCNN(nn.Module):
    """Groups of blocks; max-pooling halves the picture between groups.

    `groups` holds the channels of every block, group by group. Global max-pooling ends
    it, as in GlobalPoolCNN, so that nearly all parameters are in convolutions.
    """

    def __init__(self, groups=((24,), (48, 48), (64, 64))):
        super().__init__()
        layers, width = [], 1
        for group in groups:
            for channels in group:
                layers.append(Block(width, channels))
                width = channels
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers[:-1])
        self.fc = nn.Linear(width, NUM_CLASSES)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to logits (N, 10)."""
        check_images(x)
        return self.fc(self.features(x).amax(dim=(2, 3)))


class SmallCNN(nn.Module):
    """A small network for pictures and classes of your own.

    `classes` are the names of the classes, or how many there are; `channels` is 1 for
    grey pictures and 3 for colour; `size` is the side of a picture in pixels. Each time
    the picture is halved there are twice as many channels, from 8 up to 64, until 4 to
    7 pixels are left.

    It was chosen among nine: in five small data sets it named 79% of what it had not
    seen. Twice or four times as wide, none was better; with a global mean at the end
    one named 62%, with sums as in DeepCNN 66%, and FashionCNN for any size 44%.
    `helpers/results/small_cnn.md` is the table.
    """

    def __init__(self, classes: Sequence[str] | int, channels: int = 1, size: int = 28):
        super().__init__()
        names = check_small_cnn(classes, channels, size)
        self.image_shape = (channels, size, size)
        self._learned_from = {"class_names": names, "image_shape": self.image_shape}
        halvings = int(math.log2(size / 4))
        widths = [channels, *(min(8 * 2**n, 64) for n in range(halvings + 1))]
        layers = []
        for before, width in pairwise(widths):
            conv = nn.Conv2d(before, width, kernel_size=3, padding=1, bias=False)
            layers += [conv, nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2)]
        self.features = nn.Sequential(*layers[:-1])
        left = size // 2**halvings
        self.fc = nn.Linear(width * left * left, len(names))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, channels, size, size) to logits (N, classes)."""
        check_images(x, self.image_shape)
        return self.fc(self.features(x).flatten(start_dim=1))


class FlipAverage(nn.Module):
    """A trained model that answers for a picture and for its mirror image.

    The answer is the mean of the two; it costs twice the time, and no training.
    """

    def __init__(self, model: nn.Module):
        super().__init__()
        check_model(model)
        self.model = model

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to scores (N, 10)."""
        return (self.model(x) + self.model(x.flip(3))) / 2


def count_parameters(module: nn.Module) -> int:
    """Count the numbers that training can change."""
    check_model(module)
    return sum(p.numel() for p in module.parameters() if p.requires_grad)


def layer_shapes(model: nn.Module, images: torch.Tensor) -> dict[str, tuple[int, ...]]:
    """Run the model once; return the output shape of every layer that has a name.

    Operations without parameters, such as `F.max_pool2d`, have no name and no entry.
    """
    check_model(model)
    shapes, weight = {}, next(model.parameters(), images)
    if images.is_floating_point():
        images = images.to(weight)
    model = copy.deepcopy(model).eval()  # the statistics of a norm would change
    for name, layer in list(model.named_modules())[1:]:  # the first is the model
        layer.register_forward_hook(
            lambda _layer, _inputs, output, name=name: shapes.update(
                {name: tuple(output.shape)}
            )
        )
    with torch.inference_mode():
        model(images)
    return shapes
