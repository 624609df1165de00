"""Pretrained networks: torchvision's by name, and ours where they cannot be had."""

import hashlib
import io
import pickle
import socket
from urllib.error import URLError

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers import download, fashion_mnist_files, pretrained
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.evaluation import predict
from helpers.models import DeepCNN, FashionCNN
from helpers.pretrained import (
    PhotographNet,
    fetch_weights,
    fine_tune,
    load_pretrained,
    new_last_layer,
)
from tests.servers import SILENCE, answer

FILE = "resnet18-f37072fd.pth"


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """Give torch.hub a folder of its own, and no network at all."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))

    def unreachable(*_):
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    monkeypatch.setattr(socket.socket, "connect", unreachable)
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def made_up():
    """Weights of the right names and shapes, which nobody has trained."""
    torch.manual_seed(7)
    return torchvision.models.resnet18(weights=None).state_dict()


def as_file(weights):
    """Return weights as torch saves them."""
    buffer = io.BytesIO()
    torch.save(weights, buffer)
    return buffer.getvalue()


def put_in(hub, content, monkeypatch):
    """Make a file the one that torchvision names, and put it where torch.hub looks."""
    path = hub / f"resnet18-{hashlib.sha256(content).hexdigest()[:8]}.pth"
    path.write_bytes(content)
    url = f"https://somewhere/models/{path.name}"
    monkeypatch.setattr(torchvision.models.ResNet18_Weights.DEFAULT.value, "url", url)
    return path


def test_takes_the_weights_by_name(hub, capsys, monkeypatch):
    weights = made_up()
    put_in(hub, as_file(weights), monkeypatch)
    network, knows = load_pretrained()
    assert knows == "photographs" and capsys.readouterr().out == ""
    found = network.network.state_dict()
    assert all(torch.equal(found[name], value) for name, value in weights.items())

    # what it reads: what torchvision's own transforms would give, at half the size
    preset = torchvision.models.ResNet18_Weights.DEFAULT.transforms()
    assert network.side == preset.crop_size[0] // 2 == 112
    images = torch.rand(2, 1, 28, 28)
    rgb = images.expand(-1, 3, -1, -1)
    large = F.interpolate(rgb, size=(112, 112), mode="bilinear")
    norm = torchvision.transforms.Normalize(preset.mean, preset.std)
    reference = torchvision.models.resnet18()
    reference.load_state_dict(weights)
    network.eval(), reference.eval()
    with torch.inference_mode():
        torch.testing.assert_close(network(images), reference(norm(large)))
    colours = torch.rand(2, 3, 40, 30)
    large = F.interpolate(colours, size=(112, 112), mode="bilinear")
    with torch.inference_mode():
        torch.testing.assert_close(network(colours), reference(norm(large)))
    with pytest.raises(ValueError, match=r"\(N, 3, H, W\), not \(2, 2, 32, 32\)"):
        network(torch.rand(2, 2, 32, 32))
    with pytest.raises(ValueError, match="floats between 0 and 1, not torch.uint8"):
        network(torch.zeros(2, 1, 28, 28, dtype=torch.uint8))


def test_a_network_from_photographs_learns_clothes(hub, test_set, monkeypatch):
    put_in(hub, as_file(made_up()), monkeypatch)
    torch.manual_seed(0)
    network, _ = load_pretrained("resnet18")
    new_last_layer(network)
    few = TensorDataset(test_set.data[:10].unsqueeze(1), test_set.targets[:10])
    before = {n: p.clone() for n, p in network.named_parameters()}
    fine_tune(network, few, steps=4)
    assert all(not torch.equal(before[n], p) for n, p in network.named_parameters())
    assert predict(network, test_set.data[:4]).shape == (4, 10)


def falls_back(capsys):
    """Load without success; return what was said."""
    network, knows = load_pretrained("resnet18")
    assert knows == "clothes"
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2 and said[1].startswith("fashion_cnn.pt: ")
    ours = FashionCNN()
    load_checkpoint(find_checkpoint("fashion_cnn.pt"), ours)
    for name, value in ours.state_dict().items():
        assert torch.equal(network.state_dict()[name], value)
    return said[0]


def test_without_a_network_one_sentence_and_ours(hub, capsys):
    said = falls_back(capsys)
    assert "Network is unreachable" in said and "ours, from clothes" in said
    assert len(said) < 160
    assert list(hub.iterdir()) == []


def test_the_reason_is_given_without_brackets(hub, capsys, monkeypatch):
    def fetch(url):
        raise URLError("no route to the host")

    monkeypatch.setattr(pretrained, "fetch", fetch)
    assert falls_back(capsys) == (
        "No weights from photographs (no route to the host): ours, from clothes, stand"
        " in."
    )


def test_weights_from_a_gpu(hub, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(torch.serialization, "location_tag", lambda _: "cuda:0")
        content = as_file(made_up())
    put_in(hub, content, monkeypatch)
    assert load_pretrained()[1] == "photographs"


def test_downloads_once_and_checks_the_digest(hub, monkeypatch):
    content, asked = as_file(made_up()), []
    monkeypatch.setattr(pretrained, "fetch", lambda url: asked.append(url) or content)
    digest = hashlib.sha256(content).hexdigest()[:8]
    for _ in range(2):
        path = fetch_weights(f"https://somewhere/models/res-net18-{digest}.pth")
        assert path == hub / f"res-net18-{digest}.pth"
        assert path.read_bytes() == content
    assert len(asked) == 1
    url = "https://somewhere/models/resnet18-00000000.pth"
    with pytest.raises(OSError, match=f"^{url} sends another file$"):
        fetch_weights(url)
    assert [path.name for path in hub.iterdir()] == [f"res-net18-{digest}.pth"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [(SILENCE, "no answer within 0.2 seconds"),
     (answer(b"<html>log in</html>"), "another file")],
)  # fmt: skip
def test_servers_that_misbehave(bad, reason, server, tmp_path, monkeypatch, capsys):
    answers, *_ = server
    answers.append(bad)
    url = f"{fashion_mnist_files.MIRRORS[0]}{FILE}"
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr(pretrained, "fetch", lambda _: download.fetch(url))
    assert reason in falls_back(capsys)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


class Evil:
    def __reduce__(self):
        return open, ("evil-ran", "w")


@pytest.mark.parametrize("kind", ["pickle", "cut", "empty", "other"])
def test_a_file_that_is_none_is_not_loaded(kind, hub, capsys, monkeypatch, tmp_path):
    """Not even if its digest is the one that is wanted."""
    monkeypatch.chdir(tmp_path)
    contents = {
        "pickle": pickle.dumps(Evil()),
        "cut": as_file(made_up())[:1000],
        "empty": b"",
        "other": as_file(nn.Linear(3, 3).state_dict()),
    }
    put_in(hub, contents[kind], monkeypatch)
    assert "No weights from photographs (" in falls_back(capsys)
    assert not (tmp_path / "evil-ran").exists()


@pytest.mark.parametrize("damage", ["empty", "changed"])
def test_a_damaged_file_is_fetched_again_once(damage, hub, capsys, monkeypatch):
    """It was loaded, or the fallback taken, for ever."""
    weights = made_up()
    whole, asked = as_file(weights), []
    path = put_in(hub, whole, monkeypatch)
    changed = {"empty": b"", "changed": whole[:-1] + bytes([whole[-1] ^ 1])}
    path.write_bytes(changed[damage])
    monkeypatch.setattr(pretrained, "fetch", lambda url: asked.append(url) or whole)
    with pytest.warns(UserWarning, match="is damaged: it is fetched anew$"):
        network, knows = load_pretrained("resnet18")
    assert load_pretrained("resnet18")[1] == knows == "photographs"
    assert len(asked) == 1 and path.read_bytes() == whole
    assert torch.equal(network.network.fc.bias, weights["fc.bias"])
    assert capsys.readouterr().out == ""


def test_a_warning_names_the_line_that_loaded(hub, monkeypatch):
    whole = as_file(made_up())
    put_in(hub, whole, monkeypatch).write_bytes(b"half")
    monkeypatch.setattr(pretrained, "fetch", lambda url: whole)
    with pytest.warns(UserWarning, match="is damaged: it is fetched anew$") as caught:
        load_pretrained("resnet18")
    assert [warning.filename for warning in caught] == [__file__]


def test_a_damaged_file_without_a_network(hub, capsys, monkeypatch):
    put_in(hub, as_file(made_up()), monkeypatch).write_bytes(b"half")
    with pytest.warns(UserWarning, match="is damaged: it is fetched anew$"):
        said = falls_back(capsys)
    assert "Network is unreachable" in said


@pytest.mark.parametrize(
    "name", ["resnet", "", "fasterrcnn_resnet50_fpn", "raft_small"]
)
def test_an_unknown_name_is_refused(name, hub):
    with pytest.raises(ValueError, match="no network for pictures"):
        load_pretrained(name)


def test_a_new_last_layer_is_where_the_others_are():
    model = FashionCNN().to("meta")
    new_last_layer(model)
    assert model.fc2.weight.device.type == "meta" and model.fc2.out_features == 10


def photograph_net():
    return PhotographNet(torchvision.models.resnet18(), 64, [0.5] * 3, [0.2] * 3)


@pytest.mark.parametrize(
    ("make", "features"),
    [
        (FashionCNN, 56),
        (DeepCNN, 64),
        (torchvision.models.resnet18, 512),
        (torchvision.models.mobilenet_v3_small, 1024),
        (photograph_net, 512),
    ],
)
def test_a_new_last_layer(make, features):
    model = make()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    new_last_layer(model.requires_grad_(False), classes=7)
    after = model.state_dict()
    assert before.keys() == after.keys()
    changed = [n for n in before if before[n].shape != after[n].shape]
    assert len(changed) == 2
    assert [tuple(after[name].shape) for name in changed] == [(7, features), (7,)]
    learns = [n for n, p in model.named_parameters() if p.requires_grad]
    assert learns == changed
    assert all(torch.equal(before[n], after[n]) for n in before if n not in changed)
