"""Whatever data set a learner has, the loaders read it, or say why not."""

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset
from torchvision import datasets, transforms

from helpers.any_model import class_names
from helpers.datasets import PictureSet, as_tensors, labels_of, names_of, share_out
from helpers.loaders import TensorLoader, split_dataset
from helpers.models import SmallCNN
from helpers.training import get_optimizer, train

criterion = nn.CrossEntropyLoss()


def pictures(n=40, shape=(3, 16, 16), classes=("cup", "plate"), seed=0):
    """Bright and dark pictures, so that the first two classes can be told apart."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(n) % len(classes)
    images = torch.randint(0, 100, (n, *shape), generator=generator, dtype=torch.uint8)
    images[labels == 1] += 100
    return PictureSet(images, labels, list(classes))


class FakeCIFAR(datasets.CIFAR10):
    """CIFAR10 without its files: the attributes are the real one's."""

    def __init__(self, n=30, transform=None, target_transform=None):
        self.transform, self.target_transform = transform, target_transform
        self.data = np.random.default_rng(0).integers(0, 256, (n, 32, 32, 3), np.uint8)
        self.targets = [place % 10 for place in range(n)]
        self.classes = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog",
                        "horse", "ship", "truck"]  # fmt: skip


@pytest.mark.parametrize("transform", [None, transforms.ToTensor()])
def test_cifar_is_read_as_it_is(transform):
    cifar = FakeCIFAR(transform=transform)
    images, labels = as_tensors(cifar)
    assert images.shape == (30, 3, 32, 32) and images.dtype == torch.uint8
    by_torch = FakeCIFAR(transform=transforms.ToTensor())
    for place, (image, label) in enumerate(by_torch):
        torch.testing.assert_close(images[place] / 255, image)
        assert labels[place] == label
        if place == 29:
            break
    part = TensorLoader(Subset(cifar, [3, 9]))
    assert part.classes == cifar.classes and part.labels.tolist() == [3, 9]


def test_a_transform_that_chance_does_not_change_is_honoured():
    change = transforms.Compose([
        transforms.ToTensor(),
        transforms.Normalize([0.5] * 3, [0.25] * 3),
        transforms.Grayscale(),
        transforms.Resize((20, 18)),
    ])  # fmt: skip
    cifar = FakeCIFAR(transform=change, target_transform=lambda label: 9 - label)
    images, labels = next(iter(TensorLoader(cifar, 30)))
    assert images.shape == (30, 1, 20, 18)
    for place in range(30):
        assert torch.equal(images[place], cifar[place][0])
        assert labels[place] == cifar[place][1] == 9 - place % 10


@pytest.mark.parametrize(
    "change",
    [transforms.RandomCrop(28), transforms.RandomHorizontalFlip(),
     transforms.ColorJitter(0.5), transforms.RandomRotation(20)],
)  # fmt: skip
def test_a_transform_that_chance_changes_goes_to_torchs_loader(change):
    cifar = FakeCIFAR(transform=transforms.Compose([change, transforms.ToTensor()]))
    with pytest.raises(ValueError, match="^FakeCIFAR changes its pictures at random"):
        TensorLoader(cifar)
    loaders = {
        "train": DataLoader(cifar, 10, shuffle=True),
        "valid": DataLoader(cifar, 10),
    }
    size = cifar[0][0].shape[1]
    model = SmallCNN(10, channels=3, size=size)
    assert len(train(1, loaders, model, get_optimizer(model), criterion)) == 1
    assert class_names(model) == cifar.classes


class Own(Dataset):
    """A data set as a learner writes it: the label before it is asked for, arrays."""

    def __init__(self, image, label=1, n=6):
        self.item, self.n = (image, label), n

    def __len__(self):
        return self.n

    def __getitem__(self, place):
        return self.item


HWC = np.random.default_rng(1).integers(0, 256, (9, 7, 3), np.uint8)


@pytest.mark.parametrize(
    ("image", "shape"),
    [
        (Image.fromarray(HWC), (3, 9, 7)),
        (HWC, (3, 9, 7)),
        (np.moveaxis(HWC, -1, 0), (3, 9, 7)),
        (HWC[..., :1], (1, 9, 7)),
        (HWC[..., 0], (1, 9, 7)),
        (torch.from_numpy(HWC[..., 0].copy()), (1, 9, 7)),
        (Image.fromarray(HWC[..., 0]), (1, 9, 7)),
        (transforms.ToTensor()(HWC), (3, 9, 7)),
    ],
)
def test_images_of_any_kind(image, shape):
    [(images, labels)] = TensorLoader(Own(image), 6)
    assert images.shape == (6, *shape) and labels.tolist() == [1] * 6
    truth = transforms.ToTensor()(HWC)
    truth = truth if shape[0] == 3 else truth[:1]
    torch.testing.assert_close(images[3], truth)


@pytest.mark.parametrize("label", [1, np.int64(1), np.uint8(1), torch.tensor(1), True])
def test_labels_of_any_kind(label):
    assert TensorLoader(Own(HWC, label)).labels.tolist() == [1] * 6


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("cup", "^a label is a whole number, but Own gives 'cup'$"),
        (None, "^a label is a whole number, but Own gives None$"),
        ([0, 1], r"^labels must be one whole number .*\(6, 2\). Try labels.argmax"),
        (0.5, r"^labels must be one whole number an image.*Try labels.long\(\)"),
        (-1, "^labels count classes from 0 up, but one is -1$"),
    ],
)
def test_labels_that_are_none(label, words):
    with pytest.raises(ValueError, match=words):
        TensorLoader(Own(HWC, label))


def test_a_list_of_pairs_is_a_data_set():
    pairs = [(torch.full((1, 8, 8), place / 9), place % 2) for place in range(9)]
    [(images, labels)] = TensorLoader(pairs, 9)
    assert torch.equal(images, torch.stack([image for image, _ in pairs]))
    assert labels.tolist() == [label for _, label in pairs]


def test_names_come_along(test_set):
    some = pictures()
    for source in (some, Subset(some, [1]), Subset(Subset(some, [1, 2]), [0]),
                   DataLoader(some), DataLoader(Subset(some, [1])), TensorLoader(some),
                   TensorLoader(Subset(some, [1, 0]))):  # fmt: skip
        assert names_of(source) == ["cup", "plate"]
    assert names_of(test_set)[9] == "Ankle boot"
    for nameless in (TensorDataset(some.data, some.targets), [(some.data, 1)], None):
        assert names_of(nameless) is None
    some.classes = 2  # not names
    assert names_of(some) is None
    some.classes = ["cup"]
    with pytest.raises(
        ValueError, match=r"^labels must lie in 0\.\.0, for the data set"
    ):
        TensorLoader(some)


def test_a_picture_set_says_what_it_holds():
    some = pictures(5)
    assert repr(some) == "5 pictures (3 × 16 × 16): 3 cup, 2 plate"
    image, label = some[1]
    assert torch.equal(image, some.data[1] / 255) and label == 1 and len(some) == 5
    images, labels = next(iter(DataLoader(some, 5)))
    assert images.dtype == torch.float32 and labels.tolist() == [0, 1, 0, 1, 0]


# ---- the split

labels_lists = st.lists(st.integers(0, 4), min_size=10, max_size=300)


@settings(max_examples=100, deadline=None)
@given(labels_lists, st.sampled_from([0.1, 0.2, 0.5]), st.integers(0, 5))
def test_small_classes_send_their_share(labels, fraction, seed):
    dataset = TensorDataset(torch.zeros(len(labels), 1, 2, 2), torch.tensor(labels))
    learned, asked = split_dataset(dataset, fraction, seed)
    assert sorted([*learned.indices, *asked.indices]) == list(range(len(labels)))
    assert len(asked) == round(fraction * len(labels))
    counts, found = Counter(labels), Counter(labels[row] for row in asked.indices)
    for label, count in counts.items():
        # never more than one picture from its share, up or down a class at the edge
        assert abs(found[label] - fraction * count) <= max(1.0, len(counts) / 2)
        assert found[label] < count, "something must be left to learn from"


def test_the_share_is_scikit_learns():
    labels = np.repeat([0, 1, 2], [50, 30, 20])
    dataset = TensorDataset(torch.zeros(100, 1, 2, 2), torch.from_numpy(labels))
    _, asked = split_dataset(dataset, 0.2, seed=1)
    _, theirs = train_test_split(labels, test_size=0.2, stratify=labels, random_state=1)
    assert Counter(labels[asked.indices]) == Counter(theirs) == {0: 10, 1: 6, 2: 4}
    other = split_dataset(dataset, 0.2, seed=2)[1].indices
    assert (
        asked.indices != other
        and split_dataset(dataset, 0.2, 1)[1].indices == asked.indices
    )


def test_large_classes_are_left_to_chance(train_set):
    order = list(range(60_000))
    assert share_out(order, train_set) is order
    hundred = TensorDataset(torch.zeros(200), torch.arange(200) % 2)
    order = torch.randperm(200).tolist()
    assert share_out(order, hundred) is order
    order = torch.randperm(199).tolist()
    assert share_out(order, Subset(hundred, range(199))) != order, "one less is small"


def test_the_only_picture_of_a_class_is_learned_from():
    dataset = TensorDataset(torch.zeros(11, 1, 2, 2), torch.tensor([0] * 10 + [1]))
    for seed in range(20):
        learned, _ = split_dataset(dataset, 0.5, seed)
        assert 10 in learned.indices


def test_labels_are_found_without_reading_pictures():
    class Unread(Own):
        def __getitem__(self, place):
            raise AssertionError("a picture was read")

    unread = Unread(HWC)
    assert labels_of(unread) is None
    for targets in ([0, 1] * 3, torch.tensor([0, 1] * 3), np.array([0, 1] * 3)):
        unread.targets = targets
        assert labels_of(unread) == [0, 1] * 3
        assert labels_of(Subset(unread, [5, 0])) == [1, 0]
    unread.targets = [0.5] * 6
    assert labels_of(unread) is None
    unread.targets = [0, 1]  # not one each
    assert labels_of(unread) is None
    order = list(range(6))
    assert share_out(order, unread) is order
