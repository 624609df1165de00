"""How SmallCNN was chosen: what is written agrees with itself, and can be had again."""

import json
from statistics import mean

import pytest
import torch

from helpers import results
from helpers.datasets import as_tensors
from helpers.models import SmallCNN, count_parameters
from measure import small_cnn
from measure.small_cnn import CHOSEN, NETWORKS, README, RECIPES, SEEDS, build, overall
from measure.small_pictures import HELD_BACK, KINDS, all_clothes, photograph
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def rows():
    record = results.load("small_cnn")
    assert set(record) == {"command", "hardware", "versions", "rows"}
    return small_cnn.read_rows()


def test_every_candidate_is_measured_with_every_kind_and_seed(rows):
    pairs = [(n, README) for n in NETWORKS] + [(CHOSEN, r) for r in RECIPES]
    assert list(rows) == [f"{network.name}, {recipe.name}" for network, recipe in pairs]
    for network, recipe in pairs:
        row = rows[f"{network.name}, {recipe.name}"]
        assert row["settings"] == small_cnn.settings(network, recipe)
        assert row["parameters"] == count_parameters(build(network, 5, 3, 64))
        assert list(row["accuracy"]) == [kind.name for kind in KINDS]
        for runs in row["accuracy"].values():
            assert len(runs) == len(SEEDS) >= 3 and all(0 < x <= 1 for x in runs)


def test_the_table_is_that_of_the_file(rows):
    written = small_cnn.TABLE.read_text("utf-8")
    assert written == small_cnn.table(list(rows.values()))
    assert len(written.splitlines()) == 4 + len(rows)


def test_the_readme_shows_its_recipe():
    shown = (ROOT / "README.md").read_text("utf-8")
    assert f"\ntrain({README.epochs}, loaders, network," in shown


def allowed(network, row):
    """Tell whether the first rule lets a network in."""
    seconds = min(row["seconds"][KINDS[-1].name]) * 300 / 180
    largest = max(count_parameters(build(network, 10, 3, n)) for n in (8, 64, 127, 128))
    return seconds < 60 and largest <= 300_000


def test_the_network_follows_from_the_rule(rows):
    found = {n: rows[f"{n.name}, {README.name}"] for n in NETWORKS}
    found = {n: row for n, row in found.items() if allowed(n, row)}
    best = max(overall(row)[0] for row in found.values())
    close = {n: row for n, row in found.items() if overall(row)[0] > best - 0.005}

    def seconds(network):
        return mean(map(min, close[network]["seconds"].values()))

    assert min(close, key=seconds) == CHOSEN


@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 64), (3, 128), (1, 8)])
def test_small_cnn_is_the_chosen_network(channels, size):
    torch.manual_seed(0)
    ours = SmallCNN(5, channels, size)
    torch.manual_seed(0)
    measured = build(CHOSEN, 5, channels, size)
    images = torch.rand(4, channels, size, size)
    assert torch.equal(ours(images), measured(images))


def test_a_run_gives_the_number_that_is_written_down(rows):
    kind = KINDS[2]
    row = rows[f"{CHOSEN.name}, {README.name}"]
    for seed in SEEDS[::2]:
        accuracy, seconds = small_cnn.learn(CHOSEN, README, kind, seed)
        written = row["accuracy"][kind.name][SEEDS.index(seed)]
        assert accuracy == pytest.approx(written, abs=0.08) and seconds > 0


# ---- the pictures


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_nothing_that_is_asked_was_learned_from(kind):
    learned, asked = (as_tensors(part)[0] for part in kind.draw(kind.each, 1))
    again, _ = kind.draw(kind.each, 1)
    other, _ = kind.draw(kind.each, 2)
    assert torch.equal(again.data, learned) and not torch.equal(other.data, learned)
    assert len(learned) == kind.each * len(again.classes)
    assert again.targets.bincount().eq(kind.each).all()
    assert HELD_BACK - 10 < len(asked) <= HELD_BACK
    flat, seen = asked.flatten(1), learned.flatten(1)
    assert not any((seen == picture).all(dim=1).any() for picture in flat)


def test_clothes_come_from_the_training_set_alone(train_set):
    """Among so many pictures a few are in both sets; these are from the first."""
    images, labels = all_clothes()
    assert torch.equal(images[:, 0], train_set.data) and len(labels) == 60_000


def test_a_photograph_shows_what_it_was_given():
    """A white square stays a square, somewhere in the picture, on a calmer ground."""
    square = torch.zeros(40, 1, 28, 28, dtype=torch.uint8)
    square[:, :, 4:24, 4:24] = 255
    first = photograph(square, torch.Generator().manual_seed(0))
    again = photograph(square, torch.Generator().manual_seed(0))
    bare = photograph(0 * square, torch.Generator().manual_seed(0))
    assert torch.equal(first, again) and first.shape == (40, 3, 64, 64)
    changed = (first != bare).any(dim=1)  # (40, 64, 64)
    for mask in changed:
        rows, columns = (mask.any(dim=side).nonzero().flatten() for side in (1, 0))
        height, width = (int(x.max() - x.min()) + 1 for x in (rows, columns))
        assert abs(height - width) <= 2 and 0.55 * 64 * 20 / 28 < height < 64
        assert mask.float().sum() > 0.8 * height * width
    sizes = changed.sum(dim=(1, 2)).float().sqrt()
    assert sizes.max() > 1.4 * sizes.min()


# ---- the program


@pytest.fixture
def few(tmp_path, monkeypatch):
    """Two networks, one kind of data, one epoch, two seeds, in a folder of its own."""
    quick = small_cnn.Recipe("quick", epochs=1)
    for name, value in {
        "RESULT": tmp_path / "small_cnn.json", "TABLE": tmp_path / "small_cnn.md",
        "NETWORKS": NETWORKS[:2], "KINDS": KINDS[2:3], "SEEDS": (1, 2),
        "README": quick, "RECIPES": [],
    }.items():  # fmt: skip
        monkeypatch.setattr(small_cnn, name, value)
    return tmp_path / "small_cnn.json"


def test_a_run_that_was_cut_goes_on_where_it_was(few, monkeypatch):
    learn, calls = small_cnn.learn, []

    def cut(network, recipe, kind, seed):
        calls.append((network.name, seed))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return learn(network, recipe, kind, seed)

    monkeypatch.setattr(small_cnn, "learn", cut)
    with pytest.raises(KeyboardInterrupt):
        small_cnn.main()
    assert not small_cnn.TABLE.exists()
    small_cnn.main()
    one, other = (network.name for network in NETWORKS[:2])
    assert calls == [(one, 1), (other, 1), (one, 2), (one, 2), (other, 2)]
    rows = json.loads(few.read_text())["rows"]
    assert [len(row["accuracy"][KINDS[2].name]) for row in rows] == [2, 2]
    assert small_cnn.TABLE.read_text("utf-8").count("| quick |") == 2


def test_other_settings_are_measured_anew(few, monkeypatch):
    small_cnn.main()
    monkeypatch.setattr(small_cnn, "README", small_cnn.Recipe("quick", 10, epochs=1))
    before = json.loads(few.read_text())["rows"]
    small_cnn.main()
    after = json.loads(few.read_text())["rows"]
    assert [row["settings"]["batch_size"] for row in before + after] == [20] * 2 + [
        10
    ] * 2
    assert [len(row["seconds"][KINDS[2].name]) for row in after] == [2, 2]
