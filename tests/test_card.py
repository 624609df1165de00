"""Whatever takes a model or a tensor takes those of a graphics card, and agrees."""

import copy
import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers import augment, calibration, evaluation, explain, pretrained
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.diagnosis import diagnose
from helpers.figures import answers, diagrams, picture_map, places
from helpers.figures.heat import show_heat
from helpers.loaders import TensorLoader, batches, make_loaders
from helpers.models import (
    MLP,
    FashionCNN,
    FlipAverage,
    GlobalPoolCNN,
    NormCNN,
    SmallCNN,
    layer_shapes,
)
from helpers.plots import (
    plot_confusion_matrix,
    show_feature_maps,
    show_grid,
    show_images,
    show_kernels,
)
from helpers.recipes import one_minute
from helpers.training import get_optimizer, one_cycle, train
from helpers.widgets import (
    ConfusionWidget,
    ConvolutionWidget,
    MaxPoolingWidget,
    NetworkWidget,
)
from tests.card import OnCard, card

NAMES = [str(n) for n in range(10)]
LOSS = nn.CrossEntropyLoss()


class Things:
    """A network, pictures, labels and answers, all on one device."""

    def __init__(self, device):
        random = torch.Generator().manual_seed(0)
        self.device, self.shipped = device, FashionCNN()
        load_checkpoint("helpers/weights/fashion_cnn.pt", self.shipped)
        self.images = torch.rand(40, 1, 28, 28, generator=random).to(device)
        self.labels = torch.randint(10, (40,), generator=random).to(device)
        self.scores = torch.randn(40, 10, generator=random).to(device)
        self.sure = self.scores.softmax(dim=1)
        self.model = self.shipped.to(device)
        self.set = TensorDataset(self.images.cpu(), self.labels.cpu())

    def loaders(self):
        return make_loaders(self.set, self.set, 8, device=self.device)


def trained(t):
    network, loaders = copy.deepcopy(t.model), t.loaders()
    optimizer = get_optimizer(network)
    history = train(2, loaders, network, optimizer, LOSS, t.device)
    return history, network, loaders


def tuned(t):
    network = copy.deepcopy(t.model)
    torch.manual_seed(0)
    pretrained.new_last_layer(network, ["a", "b", "c", "d", "e"] * 2)
    pretrained.fine_tune(network, t.set, 4, device=t.device)
    return evaluation.predict(network, t.images)


def cycled(t):
    network = copy.deepcopy(t.model)
    optimizer = torch.optim.SGD(network.parameters(), 0.1, momentum=0.9)
    one_cycle(optimizer, 0.1, 8)
    train(2, t.loaders(), network, optimizer, LOSS, t.device)
    return network


def saved(t, tmp_path):
    save_checkpoint(tmp_path / "model.pt", t.model, loss=t.scores[0, 0])
    state = torch.load(tmp_path / "model.pt", weights_only=True)
    assert not any(isinstance(w, OnCard) for w in state["state_dict"].values())
    network = FashionCNN().to(t.device)
    numbers = load_checkpoint(tmp_path / "model.pt", network)
    return numbers["loss"], network


def widget(t):
    second, states = GlobalPoolCNN().to(t.device), [t.model.state_dict()]
    moved = NetworkWidget(t.model, t.images, t.labels, other=second, history=states)
    moved.shift = [1, 2]
    return moved.scores, moved.numbers, moved.labels


def learned(network):
    def ask(t):
        torch.manual_seed(0)
        made = network().to(t.device)
        history = train(1, t.loaders(), made, get_optimizer(made), LOSS, t.device)
        return history, evaluation.predict(made, t.images)

    return ask


def drawn(change):
    return lambda t: change(t.images, torch.Generator().manual_seed(3))


CALLS = {
    "training": lambda t: (trained(t)[0], trained(t)[1]),
    "one cycle": cycled,
    "fine-tuning": tuned,
    "one minute": lambda t: one_minute(t.set, t.set, device=t.device)[1].valid_loss,
    **{net.__name__: learned(net) for net in (MLP, GlobalPoolCNN, NormCNN)},
    "small": lambda t: (
        evaluation.predict(SmallCNN(10, size=28).to(t.device).eval(), t.images).shape
    ),
    "evaluate": lambda t: evaluation.evaluate(
        t.model, t.loaders()["valid"], LOSS, t.device
    ),
    "evaluate, pictures on the CPU": lambda t: evaluation.evaluate(
        t.model, TensorLoader(t.set, 7), LOSS, t.device
    ),
    "predict": lambda t: evaluation.predict(t.model, t.images),
    "predict, pictures on the CPU": lambda t: evaluation.predict(
        t.model, t.images.cpu()
    ),
    "predict bytes": lambda t: evaluation.predict(t.model, (t.images * 255).byte()),
    "mirrored too": lambda t: evaluation.predict(FlipAverage(t.model), t.images),
    "predictions": lambda t: evaluation.predictions(t.model, t.loaders()["valid"]),
    "one picture": lambda t: evaluation.predict_image(t.images[0], t.model),
    "counts": lambda t: evaluation.confusion_matrix(t.labels, t.labels),
    "counts of both": lambda t: evaluation.confusion_matrix(
        t.labels, t.sure.argmax(dim=1).cpu()
    ),
    "mistakes": lambda t: evaluation.most_confused(
        torch.arange(100).view(10, 10).to(t.device)
    ),
    "grad_cam": lambda t: explain.grad_cam(t.model, t.model.conv2, t.images, t.labels),
    "occlusion": lambda t: explain.occlusion(t.model, t.images[:2], t.labels[:2]),
    "reliability": lambda t: calibration.reliability(t.sure, t.labels),
    "reliability of both": lambda t: calibration.reliability(t.sure, t.labels.cpu()),
    "temperature": lambda t: calibration.fit_temperature(
        t.scores, t.sure.argmax(dim=1) * (t.labels % 3 > 0)
    ),
    "label errors": lambda t: calibration.likely_label_errors(t.sure, t.labels),
    "mirror": drawn(augment.mirror),
    "shift": drawn(augment.shift),
    "erase": drawn(augment.erase),
    "shapes": lambda t: layer_shapes(t.model, t.images),
    "batches": lambda t: list(batches(TensorLoader(t.set, 16, device=t.device))),
    "a network": widget,
    "confusion": lambda t: ConfusionWidget(t.sure, t.labels, t.images, NAMES).sprite,
    "convolution": lambda t: (
        ConvolutionWidget(
            t.images[0], t.model.conv1.weight[:1], bias=t.model.conv1.bias[:1]
        ).output
    ),
    "pooling": lambda t: MaxPoolingWidget(t.images[0]).output,
    "places": lambda t: places.named_at_each_place(t.model, t.images[:2], t.labels[:2]),
    "an arrangement": lambda t: picture_map.arrange(t.images[:, 0] * 255, columns=8),
}
FIGURES = {
    "images": lambda t: show_images(t.images[:3]),
    "kernels": lambda t: show_kernels(t.model.conv1.weight),
    "maps": lambda t: show_feature_maps(t.model.conv1(t.images[:1])[0]),
    "grid": lambda t: show_grid(t.images[0, 0, :5, :5]),
    "heat": lambda t: show_heat(t.images[:2], t.images[:2, 0]),
    "matrix": lambda t: plot_confusion_matrix(
        torch.arange(100).view(10, 10).to(t.device), NAMES
    ),
    "answer": lambda t: answers.show_answer(t.images[0], t.model),
    "answers": lambda t: answers.show_answers({"a": t.images[0]}, t.model),
    "sums": lambda t: diagrams.show_weighted_sums(
        t.images[:2, 0],
        t.model.conv1.weight[0, 0, :1].new_ones(28, 28),
        0.5,
        ["a", "b"],
    ),
    "windows": lambda t: diagrams.show_window_sums(
        t.images[:2], t.model.conv1.weight[0, 0], 0.5, [(0, 0), (3, 4)], ["a", "b"]
    ),
}


def flat(something):
    """List the numbers and texts in a result, wherever they were computed."""
    if isinstance(something, nn.Module):
        something = something.state_dict()
    if dataclasses.is_dataclass(something):
        something = [v for k, v in vars(something).items() if k != "seconds"]
    if isinstance(something, dict):
        something = list(something.values())
    if isinstance(something, torch.Tensor):
        something = something.detach().cpu().double().numpy()
    if isinstance(something, np.ndarray):
        return something.ravel().tolist()
    if isinstance(something, (list, tuple)):
        return [number for part in something for number in flat(part)]
    return [something]


@pytest.mark.parametrize("name", CALLS)
def test_it_agrees_with_the_cpu(name, monkeypatch):
    expected = flat(CALLS[name](Things(torch.device("cpu"))))
    with card(monkeypatch) as device:
        found = flat(CALLS[name](Things(device)))
    assert len(found) == len(expected) > 0
    for one, other in zip(found, expected, strict=True):
        if isinstance(other, float):
            other = pytest.approx(other, rel=1e-3, abs=1e-4, nan_ok=True)
        assert one == other


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_drawn_as_from_the_cpu(name, monkeypatch):
    def drawn(device):
        plt.close("all")
        FIGURES[name](Things(device))
        canvas = plt.gcf().canvas
        canvas.draw()
        return np.asarray(canvas.buffer_rgba()).astype(int)

    expected = drawn(torch.device("cpu"))
    with card(monkeypatch) as device:
        found = drawn(device)
    assert found.shape == expected.shape and expected.std() > 0
    assert np.abs(found - expected).max() <= 1


def test_a_checkpoint_holds_nothing_of_the_card(monkeypatch, tmp_path):
    with card(monkeypatch) as device:
        loss, network = saved(Things(device), tmp_path)
        assert {p.device for p in network.parameters()} == {torch.device("cuda", 0)}
    things = Things(torch.device("cpu"))
    other = FashionCNN()
    assert load_checkpoint(tmp_path / "model.pt", other) == {"loss": loss}
    assert flat(other) == flat(things.model)


def test_diagnose_looks_at_what_is_on_the_card(monkeypatch):
    said = []
    with card(monkeypatch) as device:
        said.append(list(diagnose(*trained(Things(device)))))
    said.append(list(diagnose(*trained(Things(torch.device("cpu"))))))
    assert said[0] == said[1]


def test_the_memory_of_a_picture_is_laid_out_for_the_device(monkeypatch):
    pictures = TensorDataset(torch.rand(8, 3, 4, 4), torch.arange(8))
    (images, _), *_ = TensorLoader(pictures, 8)
    assert images.is_contiguous(memory_format=torch.channels_last)
    with card(monkeypatch) as device:
        (images, _), *_ = TensorLoader(pictures, 8, device=device)
        assert images.inside.is_contiguous()


def test_the_card_refuses_what_a_card_refuses(monkeypatch):
    """Or these tests would prove nothing."""
    with card(monkeypatch) as device:
        things = Things(device)
        for mistake, said in (
            (lambda: things.model(things.images.cpu()), "same device"),
            (lambda: things.images + torch.ones(28), "same device"),
            (lambda: torch.bucketize(things.images, torch.rand(3)), "same device"),
            (lambda: things.images.numpy(), "can't convert"),
            (lambda: np.asarray(things.images), "can't convert"),
            (lambda: things.images.double(), "float64"),
            (lambda: torch.rand(3, generator=torch.Generator(), device=device), "gen"),
        ):
            with pytest.raises((RuntimeError, TypeError), match=said):
                mistake()
        assert (things.images + torch.tensor(1)).device == torch.device("cuda", 0)
