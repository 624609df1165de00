"""The plan of a network: what its run says, and what is refused."""

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from helpers.models import MLP, ArticleNet, DeepCNN, FashionCNN, GlobalPoolCNN, NormCNN
from helpers.widgets.plan import read_plan, run
from helpers.widgets.recorder import Recorder


def pictures(count=4, channels=1, side=28):
    shape = count, channels, side, side
    return torch.rand(shape, generator=torch.Generator().manual_seed(0))


def words(model, images=None):
    """Return the stages of a model in short."""
    stages, _ = read_plan(model, pictures() if images is None else images)
    return [(s.get("name") or s["kind"], *s["then"]) for s in stages]


def test_the_networks_of_the_course():
    assert words(FashionCNN()) == [
        ("conv1", "relu"), ("pool",), ("conv2", "relu"), ("pool",), ("flatten",),
        ("fc1", "relu"), ("fc2",),
    ]  # fmt: skip
    article = words(ArticleNet())
    assert article[0] == ("conv1",) and article[-1] == ("fc2", "sigmoid")
    assert words(MLP()) == [("flatten",), ("fc1", "relu"), ("fc2",)]
    assert words(GlobalPoolCNN())[3] == ("global",)
    deep = words(DeepCNN(((4,), (6, 6))))
    assert deep[3] == (
        "features.3.conv",
        "relu",
        3,
    )  # the third is added


def test_it_does_not_matter_how_forward_is_written():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Conv2d(1, 3, 3)
            self.last = nn.Linear(3 * 13 * 13, 10)

        def forward(self, x):
            if x.ndim == 3:
                x = x[None]
            x = self.first(x).relu_()
            x = torch.max_pool2d(x, (2, 2))
            x = x.view(x.size(0), -1)
            return self.last(x)

    class Functional(Own):
        def forward(self, x):
            x = F.relu(F.conv2d(x, self.first.weight, self.first.bias))
            x = nn.MaxPool2d(2)(x)
            return F.linear(torch.flatten(x, 1), self.last.weight, self.last.bias)

    torch.manual_seed(0)
    same = [("first", "relu"), ("pool",), ("flatten",), ("last",)]
    assert words(Own()) == words(Functional()) == same
    sequential = nn.Sequential(
        nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.5), nn.Flatten(),
        nn.Linear(507, 10),
    )  # fmt: skip
    assert words(sequential.train()) == [("0", "relu"), ("pool",), ("flatten",), ("5",)]
    assert sequential.training  # the model itself is left as it was


def test_what_is_computed_is_what_the_model_computes():
    torch.manual_seed(1)
    model = NormCNN(dropout=0.3)
    nn.init.uniform_(model.norm1.running_var, 0.5, 2)
    nn.init.normal_(model.norm2.running_mean)
    stages, weights = read_plan(model, pictures())
    assert [s.get("norm") for s in stages if s["kind"] == "conv"] == ["norm1", "norm2"]
    images = pictures(7)
    with torch.no_grad():
        torch.testing.assert_close(
            run(stages, weights, images)[-1], model.eval()(images)
        )


def test_half_and_double_models_are_read():
    for kind in (torch.float64, torch.bfloat16):
        assert words(FashionCNN().to(kind)) == words(FashionCNN())


class Twice(FashionCNN):
    def forward(self, x):
        return 2 * super().forward(x)


class Branch(FashionCNN):
    def forward(self, x):
        x = torch.cat([self.conv1(x)[:, :3], self.conv1(x)[:, 3:]], dim=1)
        x = F.max_pool2d(self.conv2(F.max_pool2d(x, 2)), 2)
        return self.fc2(self.fc1(x.flatten(1)))


class Moody(FashionCNN):
    """ReLU for bright pictures only."""

    def forward(self, x):
        y = self.conv1(x)
        y = F.relu(y) if float(x.mean()) > 0.5 else y
        x = F.max_pool2d(self.conv2(F.max_pool2d(y, 2)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Maps(FashionCNN):
    def forward(self, x):
        return self.conv1(x)


class Anew(FashionCNN):
    def forward(self, x):
        return F.linear(x.flatten(1), torch.ones(10, 784))


class Again(FashionCNN):
    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2).flatten(1)
        return F.linear(F.linear(self.fc1(x), self.fc1.weight.T), self.fc1.weight)


def spoilt():
    model = FashionCNN()
    with torch.no_grad():
        model.conv2.weight[0, 0, 0, :2] = float("nan")
    return model


def line(*layers):
    return nn.Sequential(*layers, nn.Flatten(), nn.LazyLinear(10))


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (Twice, "after fc2, .* mul"),
        (Branch, "after conv1, .* getitem"),
        (Moody, "its answer to one picture alone"),
        (Maps, r"one row of scores a picture, not \(12, 6, 24, 24\)"),
        (Anew, "no parameter of the model"),
        (spoilt, "conv2.weight .* 2 numbers that are NaN"),
        (lambda: MLP(400), "318,010 parameters"),
        (lambda: line(nn.Conv2d(1, 2, 3, dilation=2)), "dilation=2"),
        (lambda: line(nn.Conv2d(1, 2, 3, stride=(1, 2))), r"stride=\(1, 2\)"),
        (lambda: line(nn.Conv2d(1, 2, 3, padding_mode="reflect", padding=1)), "pad"),
        (lambda: line(nn.MaxPool2d((2, 3))), r"size=\(2, 3\)"),
        (lambda: line(nn.AvgPool2d(2, 2, 1, count_include_pad=False)), "defaults"),
        (lambda: line(nn.BatchNorm2d(1), nn.Conv2d(1, 2, 3)), "right after"),
        (lambda: line(nn.Conv2d(1, 2, 3), nn.GELU()), "after 0, .* gelu"),
        (lambda: FashionCNN, "is a class"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_words(model, says):
    made = model()
    if isinstance(made, nn.Sequential):
        made(pictures())  # a lazy layer finds its size
    with pytest.raises(ValueError, match=says) as error:
        read_plan(made, pictures())
    assert str(error.value).count("\n") <= 2


def test_a_wrong_plan_is_found(monkeypatch):
    """A plan that has forgotten its ReLU."""
    monkeypatch.setattr(Recorder, "note_relu", Recorder.note_dropout)
    with pytest.raises(ValueError, match="conv1: what the model computes there"):
        read_plan(FashionCNN(), pictures())


def test_nothing_of_torch_is_changed():
    before = torch.rand(3, generator=torch.Generator().manual_seed(0))
    state = torch.get_rng_state()
    model = FashionCNN()
    kept = {name: w.clone() for name, w in model.state_dict().items()}
    state = torch.get_rng_state()
    read_plan(model, pictures())
    assert torch.equal(torch.get_rng_state(), state)
    for name, w in model.state_dict().items():
        assert torch.equal(w, kept[name])
    after = torch.rand(3, generator=torch.Generator().manual_seed(0))
    assert torch.equal(before, after)


def test_the_model_itself_is_left_as_it_was():
    model = FashionCNN().double().train()
    read_plan(model, pictures())
    assert model.training and model.conv1.training
    assert model.conv1.weight.dtype == torch.float64


def test_settings_of_layers_are_read_whole():
    torch.manual_seed(2)
    model = nn.Sequential(
        nn.AvgPool2d(3, 2, 1),
        nn.Conv2d(1, 3, (3, 5), stride=2, padding=1),
        nn.Sigmoid(),
        nn.MaxPool2d(3, 2, 1, ceil_mode=True),
        nn.Conv2d(3, 2, 3, padding="same"),
        nn.Tanh(),
        nn.AvgPool2d(2, 1, ceil_mode=True),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(2, 4),
        nn.Softmax(dim=1),
    )
    images = pictures(5, side=21)
    stages, weights = read_plan(model, images)
    assert [s["kind"] for s in stages] == [
        "pool", "conv", "pool", "conv", "pool", "global", "linear"
    ]  # fmt: skip
    assert [(s["how"], s["size"], s["stride"], s["padding"], s["ceil"])
            for s in stages if s["kind"] == "pool"] == [
        ("average", 3, 2, 1, False), ("max", 3, 2, 1, True), ("average", 2, 1, 0, True)
    ]  # fmt: skip
    assert [(s["stride"], s["padding"]) for s in stages if s["kind"] == "conv"] == [
        (2, 1), (1, 1)
    ]  # fmt: skip
    results = run(stages, weights, images)
    with torch.no_grad():
        torch.testing.assert_close(results[-1], model(images))
        torch.testing.assert_close(results[0], model[0](images))
        torch.testing.assert_close(results[2], model[:4](images))


def test_global_pooling_of_either_kind_and_a_sum_of_either_order():
    class Summed(nn.Module):
        def __init__(self, how):
            super().__init__()
            self.first, self.last = nn.Conv2d(1, 3, 3, padding=1), nn.Linear(3, 10)
            self.second, self.how = nn.Conv2d(3, 3, 3, padding=1), how

        def forward(self, x):
            x = self.first(x)
            y = self.second(x).tanh()
            x = y + x if self.how == "mean" else torch.add(x, y)
            x = x.mean(dim=(2, 3)) if self.how == "mean" else x.amax(dim=(2, 3))
            return self.last(x)

    for how, name in (("mean", "average"), ("amax", "max")):
        stages, _ = read_plan(Summed(how), pictures())
        assert stages[1]["then"] == ["tanh", 1]
        assert stages[2] == {"kind": "global", "how": name, "then": []}
