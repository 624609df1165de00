"""A diagnosis changes nothing, looks at few pictures, and says what it cannot read."""

import random
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, get_worker_info
from torchvision import transforms

from helpers.augment import Augment, erase, mirror
from helpers.diagnosis import diagnose
from helpers.diagnosis.traceless import is_augmented, random_sources, randomness_kept
from helpers.loaders import TensorLoader
from helpers.models import MLP, FashionCNN, NormCNN
from helpers.training import History, get_optimizer, train
from tests.planted_trainings import criterion
from tests.small_training import pictures

HISTORY = History([1.2, 1.0], [1.2, 1.1], [0.3, 0.6], [1.0, 1.0])


def of_tensors():
    shuffler = torch.Generator().manual_seed(4)
    return TensorLoader(pictures(300), 20, True, shuffler, augment=Augment(erase))


def of_torch(**how):
    return DataLoader(pictures(300), 20, shuffle=True, **how)


class Moving(Dataset):
    """Pictures that change at random in many ways, and never in a worker."""

    def __init__(self):
        self.generator = np.random.default_rng(1)
        self.dice, self.old = random.Random(2), np.random.RandomState(4)
        self.turn = transforms.RandomRotation(10)
        self.twice = partial(torch.mul, other=1)

    def __len__(self):
        return 300

    def __getitem__(self, row):
        assert get_worker_info() is None
        noise = self.generator.random() + self.dice.random()
        noise += random.random() + np.random.random() + self.old.random_sample()
        image = torch.rand(1, 28, 28) * 0.1 + noise / 10
        return self.turn(image), row % 10


LOADERS = {
    "TensorLoader": of_tensors,
    "DataLoader": of_torch,
    "with a generator": lambda: of_torch(generator=torch.Generator().manual_seed(3)),
    "moving": lambda: DataLoader(Moving(), 20, shuffle=True),
    "a list": lambda: [pictures(50).tensors, pictures(50, seed=1).tensors],
}


def next_epoch(loader):
    """Return all that a loader gives, and what is drawn next everywhere."""
    drawn = [torch.rand(3), torch.tensor([random.random(), np.random.random()])]
    return [part for batch in loader for part in batch] + drawn


@pytest.mark.parametrize("name", LOADERS)
def test_no_random_number_is_lost(name):
    epochs = []
    for look in (False, True):
        random.seed(5)
        np.random.seed(6)
        torch.manual_seed(7)
        loaders = {"train": LOADERS[name](), "valid": LOADERS[name]()}
        next_epoch(loaders["train"])
        if look:
            diagnose(HISTORY, NormCNN(dropout=0.5).eval(), loaders)
        else:
            NormCNN(dropout=0.5)
        epochs.append(next_epoch(loaders["train"]) + next_epoch(loaders["valid"]))
    assert all(map(torch.equal, *epochs))


def test_a_model_stays_as_it_is(loaders):
    """Also where it is stuck, and a copy learns twenty pictures by heart."""
    for history in (HISTORY, History([2.31] * 2, [2.3] * 2, [0.1] * 2, [1.0] * 2)):
        model = NormCNN(dropout=0.5)
        criterion(model(torch.rand(9, 1, 28, 28)), torch.arange(9)).backward()
        model.norm1.eval()
        model.conv1.requires_grad_(False)
        weights = {n: value.clone() for n, value in model.state_dict().items()}
        gradients = [p.grad.clone() for p in model.parameters()]
        modes = [module.training for module in model.modules()]
        told = [p.requires_grad for p in model.parameters()]
        diagnose(history, model, loaders)
        assert all(torch.equal(weights[n], v) for n, v in model.state_dict().items())
        assert all(map(torch.equal, gradients, (p.grad for p in model.parameters())))
        assert modes == [module.training for module in model.modules()]
        assert told == [p.requires_grad for p in model.parameters()]


class Whole(Dataset):
    """Each row is a batch."""

    def __len__(self):
        return 3

    def __getitem__(self, row):
        assert get_worker_info() is None
        return pictures(60, seed=row).tensors


def test_workers_are_not_started():
    """They would draw on, and starting them takes longer than the diagnosis."""
    kept = DataLoader(Moving(), 20, num_workers=2, persistent_workers=True)
    whole = DataLoader(Whole(), None, num_workers=1, persistent_workers=True)
    diagnose(HISTORY, MLP(), {"train": kept, "valid": whole})
    assert kept._iterator is None and whole._iterator is None


def test_few_pictures_are_looked_at():
    class Many(Dataset):
        read = 0

        def __len__(self):
            return 10**9

        def __getitem__(self, row):
            Many.read += 1
            return torch.full((1, 28, 28), 1 / (1 + row % 997)), row % 10

    loader, asked = DataLoader(Many(), 100), []
    model = MLP()
    model.fc1.register_forward_hook(lambda _, shown, answer: asked.append(len(answer)))
    stuck = History([2.31] * 2, [2.3] * 2, [0.1] * 2, [1.0] * 2)
    diagnose(stuck, model, {"train": loader, "valid": loader})
    assert 4000 <= Many.read <= 4100 and sum(asked) < 15_000


def test_generators_are_found_however_deep():
    inside = [torch.Generator(), random.Random(), np.random.default_rng()]
    inside.append(np.random.RandomState())

    def closed(images, generator=inside[0]):
        return images, inside[1], generator

    class Slots:
        __slots__ = ("kept",)

    slots = Slots()
    slots.kept = {"deep": [(inside[2], inside[3], slots)]}  # and a circle
    found = set(map(id, random_sources({"a": closed, "b": [slots]})))
    assert found == set(map(id, inside))
    assert list(random_sources(random, np.random, torch, Slots, 3, "x")) == []


def test_randomness_is_kept_though_something_fails():
    generator = torch.Generator().manual_seed(0)
    expected = torch.rand(3, generator=torch.Generator().manual_seed(0))
    before = random.getstate()
    with pytest.raises(ZeroDivisionError), randomness_kept([generator]):
        torch.rand(5, generator=generator)
        random.random()
        raise ZeroDivisionError
    assert torch.equal(torch.rand(3, generator=generator), expected)
    assert random.getstate() == before


def test_augmentation_is_noticed():
    assert is_augmented(of_tensors()) and is_augmented(DataLoader(Moving()))
    for plain in (TensorLoader(pictures(20)), of_torch(), [pictures(5).tensors]):
        assert not is_augmented(plain)


@pytest.mark.parametrize("kind", [torch.float64, torch.float32])
def test_other_floats_and_inference_mode(kind, loaders):
    model = FashionCNN().to(kind)
    stuck = History([2.31] * 2, [2.3] * 2, [0.1] * 2, [1.0] * 2)
    expected = diagnose(stuck, model, loaders)
    assert "learning rate is too small" in expected[0]
    with torch.inference_mode():
        assert diagnose(stuck, model, loaders) == expected


def test_what_happened_in_training_is_all_that_is_needed(loaders):
    """A history of another make, and loaders with more in them."""

    class Mine:
        train_loss, valid_loss, valid_accuracy = [1.2, 0.9], [1.0, 0.9], [0.5, 0.7]
        stopped = ""

    model = FashionCNN()
    train(1, loaders, model, get_optimizer(model), criterion)
    assert diagnose(Mine(), model, loaders | {"test": None}) == []


# ---- refusals


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (0.31, r"^a history is what `train` returns, not 0.31: history = train\("),
        (None, "^a history is what `train` returns, not None"),
        (FashionCNN(), "^a history is what `train` returns, not a FashionCNN"),
    ],
)  # fmt: skip
def test_what_is_no_history(history, words, loaders):
    with pytest.raises(ValueError, match=words):
        diagnose(history, MLP(), loaders)


def test_what_is_no_model(loaders):
    with pytest.raises(ValueError, match="^MLP is a class, not a model yet"):
        diagnose(HISTORY, MLP, loaders)


def test_what_are_no_loaders(loaders):
    with pytest.raises(ValueError, match="with 'train' in it, not a TensorLoader$"):
        diagnose(HISTORY, MLP(), loaders["train"])
    with pytest.raises(ValueError, match="^loaders must be the dict .* with 'valid'"):
        diagnose(HISTORY, MLP(), {"train": loaders["train"]})
    read = {"train": loaders["train"], "valid": iter(loaders["valid"])}
    with pytest.raises(ValueError, match=r"^loaders\['valid'\] can be read only once"):
        diagnose(HISTORY, MLP(), read)
    empty = {"train": loaders["train"], "valid": []}
    with pytest.raises(ValueError, match="^the loader has no pictures$"):
        diagnose(HISTORY, MLP(), empty)


def test_a_label_beyond_the_models_classes(loaders):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 5))
    with pytest.raises(ValueError, match="^the model tells 5 classes apart, 0 to 4, b"):
        diagnose(HISTORY, model, loaders)


def test_few_pictures_give_no_reason_for_alarm():
    """Where they are too few to count anything."""
    few = TensorLoader(TensorDataset(torch.rand(1, 28, 28), torch.tensor([3])), 1)
    other = TensorLoader(pictures(5, seed=1), 5, augment=mirror)
    assert diagnose(HISTORY, MLP(), {"train": other, "valid": few}) == []
