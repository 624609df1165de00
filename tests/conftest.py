"""What the tests share: the real data, loaded once, and the lessons' files."""

from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from hypothesis import Phase, settings
from torch.utils.data import Subset
from torchvision.transforms import ToTensor

from helpers import download, fashion_mnist_files
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import TensorLoader
from helpers.models import MLP, FashionCNN
from tests.servers import GOOD, NAME, serve
from tests.sites import BUILD, without_network

matplotlib.use("agg")
# For `make mutants`: a mistake need only be found, not made small.
settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate])
ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "helpers" / "weights"


@pytest.fixture(scope="session")
def train_set():
    dataset = FashionMNIST(ROOT / "notebooks" / "data", True, ToTensor(), download=True)
    assert dataset.source != "sample", (
        "the tests need the full Fashion-MNIST: make data"
    )
    return dataset


@pytest.fixture(scope="session")
def test_set():
    root = ROOT / "notebooks" / "data"
    dataset = FashionMNIST(root, False, ToTensor(), download=True)
    assert dataset.source != "sample", (
        "the tests need the full Fashion-MNIST: make data"
    )
    return dataset


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The web site, made with the network off: the folder of its pages."""
    folder = tmp_path_factory.mktemp("site")
    done = without_network(folder, BUILD, folder / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


@pytest.fixture
def loaders(train_set):
    """1,010 pictures to train (the last batch is ragged), and 300 to validate."""
    shuffler = torch.Generator().manual_seed(0)
    return {
        "train": TensorLoader(Subset(train_set, range(1010)), 20, True, shuffler),
        "valid": TensorLoader(Subset(train_set, range(2000, 2300)), 77),
    }


@pytest.fixture
def mended():
    """The network of lesson 8, as it came with the lessons."""
    model = FashionCNN()
    load_checkpoint(SHIPPED / "fashion_cnn.pt", model)
    return model


@pytest.fixture
def saved(tmp_path):
    """A checkpoint and the model that it was saved from."""
    model, path = MLP(), tmp_path / "model.pt"
    save_checkpoint(path, model, epoch=3, loss=0.25)
    return path, model


@pytest.fixture
def small_file(monkeypatch):
    """Make GOOD the right content of NAME, so that tests need not move megabytes."""
    digest = fashion_mnist_files.md5(GOOD)
    monkeypatch.setitem(fashion_mnist_files.FILES, NAME, (digest, len(GOOD)))


@pytest.fixture
def server(monkeypatch):
    """Two mirrors that give the answers of a list; see `serve`. Patience is short."""
    with serve() as (address, *seen):
        mirrors = f"{address}/one/", f"{address}/two/"
        monkeypatch.setattr(fashion_mnist_files, "MIRRORS", mirrors)
        monkeypatch.setattr(download, "SECONDS_TO_ANSWER", 0.2)
        yield seen


@pytest.fixture(autouse=True)
def one_thread():
    """Small nets gain nothing from threads, and threads that share a core lose much."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def no_open_figures():
    yield
    plt.close("all")
