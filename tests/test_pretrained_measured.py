"""What a pretrained network is worth: numbers, page and code agree."""

import copy
import json
from statistics import mean

import pytest
import torch
from torch import nn
from torch.utils.data import TensorDataset

from helpers import results
from measure import pretrained, pretrained_net, pretrained_page
from measure.pretrained import HELD_BACK, PICTURES, SEEDS, WAYS


@pytest.fixture(scope="module")
def rows():
    record = results.load("pretrained")
    assert set(record) == {"command", "hardware", "versions", "rows"}
    return pretrained.read_rows()


def test_every_way_is_measured_with_every_number_and_seed(rows):
    assert set(rows) == {(way, n) for way, n, _ in pretrained.plan()}
    assert {way for way, _ in rows} == set(WAYS) and {n for _, n in rows} == set(
        PICTURES
    )
    for (way, pictures), row in rows.items():
        assert row["settings"] == pretrained.settings(way, pictures)
        assert row["seeds"] == list(SEEDS) and len(SEEDS) >= 3
        assert len(row["accuracy"]) == len(row["seconds"]) == len(SEEDS)
        assert all(0.1 < accuracy <= 1 for accuracy in row["accuracy"])
        shares = [accuracy * HELD_BACK for accuracy in row["accuracy"]]
        assert shares == pytest.approx([round(share) for share in shares], abs=0.02)
        assert all(0 < seconds < 3600 for seconds in row["seconds"])


def test_more_pictures_are_never_worse_by_much(rows):
    for way in set(WAYS) - set(pretrained.LAST):
        few, many = (mean(rows[way, n]["accuracy"]) for n in (100, 5000))
        assert many > few + 0.05


def test_the_page_is_that_of_the_file(rows):
    written = pretrained.PAGE.read_text("utf-8")
    assert written == pretrained_page.markdown(results.load("pretrained"))
    assert all(f"| {way} |" in written for way in WAYS)


def test_claims_read_it_by_seed(rows):
    experiment = pretrained.runs()["pretrained"]
    assert list(experiment) == [str(seed) for seed in SEEDS]
    for seed, ways in experiment.items():
        assert set(ways) == set(WAYS)
        for way, by_number in ways.items():
            assert set(by_number) == {str(n) for w, n in rows if w == way}
            for number, accuracy in by_number.items():
                row = rows[way, int(number)]
                assert accuracy == row["accuracy"][row["seeds"].index(int(seed))]


def test_a_run_gives_the_number_that_is_written_down(rows):
    for way in ("raw pixels", "FashionCNN"):
        accuracy, seconds = pretrained.learn(way, 100, 1)
        assert accuracy == pytest.approx(rows[way, 100]["accuracy"][1], abs=0.03)
        assert seconds > 0


# ---- the pictures


def test_fewer_are_the_first_of_more_and_none_of_them_is_asked():
    train_part, asked = pretrained.parts()
    few, many, other = (
        pretrained.draw(*which).indices for which in ((100, 0), (5000, 0), (100, 1))
    )
    assert few == many[:100] and few != other and len(set(many)) == 5000
    places = {train_part.indices[place] for place in many}
    asked_places = {asked.dataset.indices[place] for place in asked.indices}
    assert len(asked_places) == HELD_BACK and not places & asked_places


# ---- the ways to learn, with a network that is small


class Tiny(nn.Module):
    """Stands in for EfficientNet: a convolution with its norm, and a last layer."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.norm = nn.BatchNorm2d(4)
        self._fc = nn.Linear(4, 1000)

    def forward(self, x):
        return self._fc(self.norm(self.conv(x)).relu().mean(dim=(2, 3)))


def fresh():
    torch.manual_seed(0)
    return Tiny()


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Few pictures, ways and seeds, in a folder of its own; yield the networks."""
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(70, 1, 28, 28, generator=generator)
    labels = torch.arange(70) % 3
    learned, asked = (
        TensorDataset(images[part], labels[part])
        for part in (slice(40), slice(40, None))
    )
    networks = []

    def load_network():
        networks.append(fresh())
        return networks[-1]

    pretrained.inputs.cache_clear()
    for name, value in {
        "RESULT": tmp_path / "pretrained.json", "PAGE": tmp_path / "pretrained.md",
        "SEEDS": (0, 1), "PICTURES": (20, 40), "HELD_BACK": 30,
        "FINE_TUNED": {20: (2, 1e-3), 40: (1, 1e-3)}, "LAST": {"all layers, 8": (40,)},
        "FROM_NOTHING": {20: 1, 40: 1},
        "WAYS": {"raw pixels": None, "last layer, 8": 8, "all layers, 8": 8,
                 "FashionCNN": None},
        "parts": lambda: (learned, asked),
    }.items():  # fmt: skip
        monkeypatch.setattr(pretrained, name, value)
    monkeypatch.setattr(pretrained_net, "load_network", load_network)
    yield networks
    pretrained.inputs.cache_clear()


def weights(network):
    """Return the parameters of all but the last layer."""
    state = {name: p for name, p in network.named_parameters() if "_fc" not in name}
    assert state
    return copy.deepcopy(state)


def test_last_layer_only_leaves_all_others_as_they_were(tiny):
    pretrained.learn("last layer, 8", 40, 0)
    assert len(tiny) == 2  # for the pictures learned from, and for those asked
    for network in tiny:
        assert not network.training
        for name, weight in weights(fresh()).items():
            assert torch.equal(dict(network.named_parameters())[name], weight)


def test_all_layers_move(tiny):
    pretrained.learn("all layers, 8", 40, 0)
    network, before = tiny[-1], weights(fresh())
    for name, weight in before.items():
        assert not torch.equal(dict(network.named_parameters())[name], weight)
    assert network._fc.out_features == 3
    assert torch.equal(network.norm.running_var, torch.ones(4))


def test_all_layers_begin_with_the_last_layer_that_was_found(tiny, monkeypatch):
    monkeypatch.setattr(pretrained, "train", lambda *_: None)
    same = [
        pretrained.learn(way, 20, 0)[0] for way in ("last layer, 8", "all layers, 8")
    ]
    assert same[0] == same[1]


def test_the_linear_layer_reads_values_that_are_not_standardised():
    torch.manual_seed(0)
    labels = torch.arange(300) % 3
    values = torch.rand(300, 5) * 40 + 100
    values[:, 1] += 60 * labels
    layer = pretrained_net.linear_layer(values, labels, C=0.1)
    assert (layer(values).argmax(dim=1) == labels).float().mean() > 0.7


# ---- the program


def test_a_run_that_was_cut_goes_on_where_it_was(tiny, monkeypatch):
    learn, calls = pretrained.learn, []

    def cut(*which):
        calls.append(which)
        if len(calls) == 11:
            raise KeyboardInterrupt
        return learn(*which)

    monkeypatch.setattr(pretrained, "learn", cut)
    with pytest.raises(KeyboardInterrupt):
        pretrained.main()
    assert not pretrained.PAGE.exists()
    pretrained.main()
    first = ("raw pixels", "last layer, 8", "FashionCNN")
    plan = [(way, n, seed) for seed in (0, 1) for n in (20, 40) for way in first]
    plan += [("all layers, 8", 40, seed) for seed in (0, 1)]
    assert calls == [*plan[:11], *plan[10:]]
    rows = json.loads(pretrained.RESULT.read_text("utf-8"))["rows"]
    assert [row["seeds"] for row in rows] == [[0, 1]] * 7
    assert pretrained.PAGE.read_text("utf-8").count("| FashionCNN |") == 2


def test_other_settings_are_measured_anew(tiny, monkeypatch):
    pretrained.measure("all layers, 8", 20, 0)
    before = pretrained.read_rows()
    monkeypatch.setattr(pretrained, "FINE_TUNED", {20: (3, 1e-3)})
    pretrained.measure("all layers, 8", 20, 0)
    after = pretrained.read_rows()
    assert [r["settings"]["epochs"] for r in (*before.values(), *after.values())] == [
        2,
        3,
    ]
    assert [row["seeds"] for row in after.values()] == [[0]]


# ---- the page


@pytest.mark.parametrize(
    ("ours", "words"),
    [
        (
            [0.8, 0.81, 0.79],
            "With 100 pictures the pretrained network is ahead of all other ways",
        ),
        (
            [0.6, 0.61, 0.59],
            "With 100 pictures a way without the pretrained network is ahead",
        ),
        ([0.6, 0.8, 0.7], "With 100 pictures the draws do not decide"),
    ],
)
def test_the_verdict_follows_the_numbers(ours, words):
    rows = {
        ("last layer, 64", 100): {"accuracy": ours},
        ("all layers, 64", 100): {"accuracy": [0.3, 0.3, 0.3]},
        ("raw pixels", 100): {"accuracy": [0.7, 0.71, 0.69]},
        ("FashionCNN", 100): {"accuracy": [0.5, 0.6, 0.7]},
    }
    assert words in pretrained_page.verdict(rows)
    assert "100: last layer, 64, less raw pixels" in pretrained_page.verdict(rows)
