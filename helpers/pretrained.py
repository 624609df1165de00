"""Networks that have learned something already, and new tasks for them (lesson 10)."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torch.utils.data import Dataset

from helpers.any_model import learned_from, unwrap
from helpers.atomic_write import write_atomically
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.checks.models import check_classes, check_model
from helpers.checks.pretrained import (
    check_digest,
    check_linear,
    check_name,
    check_photographs,
)
from helpers.checks.values import is_whole
from helpers.device import get_device
from helpers.download import fetch
from helpers.loaders import TensorLoader
from helpers.models import FashionCNN
from helpers.training import get_optimizer, one_cycle, train_one_epoch


class PhotographNet(nn.Module):
    """A torchvision network that reads our pictures.

    Grey becomes three equal channels. They become `side` x `side` pixels, moved and
    scaled by `mean` and `std`, as the photographs were that the network learned from.
    """

    def __init__(self, network: nn.Module, side: int, mean, std):
        super().__init__()
        self.network, self.side = network, side
        self._learned_from = {"image_shape": (1, 28, 28)}  # until it learns from others
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1 or 3, H, W) to scores, one for each class."""
        check_photographs(x)
        x = F.interpolate(x, size=(self.side, self.side), mode="bilinear")
        return self.network((x - self.mean) / self.std)  # (N, 3, side, side)


def load_pretrained(name: str = "resnet18") -> tuple[nn.Module, str]:
    """Return a network that has learned already, and what: "photographs" or "clothes".

    `name` is a network for single pictures in `torchvision.models`, with a file of
    weights of at most 60 MB (resnet18: 47). If the weights cannot be had, a sentence
    says why, and the FashionCNN of lesson 8 takes its place. Raises ValueError for a
    name that torchvision does not know.
    """
    check_name(name)
    weights = torchvision.models.get_model_weights(name).DEFAULT
    network, preset = torchvision.models.get_model(name), weights.transforms()
    try:
        path = fetch_weights(weights.url)
        network.load_state_dict(torch.load(path, "cpu", weights_only=True))
    except Exception as error:  # no network, a full disk, a damaged file
        reason = str(getattr(error, "reason", error)).strip().split("\n", 1)[0][:100]
        print(f"No weights from photographs ({reason}): ours, from clothes, stand in.")
        ours = FashionCNN()
        load_checkpoint(find_checkpoint("fashion_cnn.pt"), ours)
        return ours, "clothes"
    # Half of the side it learned with: a quarter of the time, and 28 pixels fit well.
    side = preset.crop_size[0] // 2
    return PhotographNet(network, side, preset.mean, preset.std), "photographs"


def fetch_weights(url: str) -> Path:
    """Return the path of a file of weights in torch.hub's folder; fetch it if need be.

    The end of its name is the beginning of its digest. A file that is there and has
    another is fetched anew, with a warning. Raises what `fetch` raises, and OSError for
    bytes of another digest.
    """
    path = Path(torch.hub.get_dir(), "checkpoints", url.rsplit("/", 1)[-1])
    beginning = path.stem.rsplit("-", 1)[-1]
    if path.is_file():
        if hashlib.sha256(path.read_bytes()).hexdigest().startswith(beginning):
            return path
        warnings.warn(f"{path} is damaged: it is fetched anew", stacklevel=3)
    content = fetch(url)
    check_digest(url, hashlib.sha256(content).hexdigest(), beginning)
    write_atomically(path, content)
    return path


def new_last_layer(model: nn.Module, classes: Sequence[str] | int = 10) -> None:
    """Put a new linear layer, which knows nothing, in place of a model's last one.

    `classes` are the names of the new classes, or how many there are. Raises ValueError
    for a model without a linear layer, and for fewer than two classes.
    """
    check_model(model)
    names = check_classes(classes)
    linear = [(n, m) for n, m in model.named_modules() if isinstance(m, nn.Linear)]
    check_linear(model, linear)
    name, last = linear[-1]
    layer = nn.Linear(last.in_features, len(names), device=last.weight.device)
    model.set_submodule(name, layer)
    known = learned_from(model)
    known.pop("class_names", None)  # the old ones are of the old layer
    known |= {} if is_whole(classes) else {"class_names": names}
    unwrap(model)._learned_from = known


def fine_tune(
    model: nn.Module,
    dataset: Dataset,
    steps: int,
    lr: float = 0.1,
    seed: int = 0,
    device: torch.device | str = "cpu",
) -> None:
    """Train a model for `steps` even batches of 10 at most, with a one-cycle rate.

    The last epoch is finished, so there may be a few steps more. What shall stay as it
    is has `requires_grad` set to False. The order of the pictures depends on `seed`.
    """
    device = get_device(device)
    shuffler = torch.Generator().manual_seed(seed)
    loader = TensorLoader(dataset, 10, True, shuffler, device, even=True)
    epochs = -(-steps // len(loader))
    optimizer = get_optimizer(model.to(device), lr)
    one_cycle(optimizer, lr, epochs * len(loader))
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, nn.CrossEntropyLoss(), device)
