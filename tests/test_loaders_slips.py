"""A learner's own data sets and changes: done as meant, or refused in a sentence."""

import pytest
import torch
from torch import nn
from torch.utils.data import Subset, TensorDataset
from torchvision import transforms
from torchvision.transforms import v2

from helpers import augment
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import TensorLoader


def pictures(n=200):
    """No picture is its own mirror image."""
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (n, 28, 28), generator=generator, dtype=torch.uint8)
    return TensorDataset(images, torch.arange(n) % 10)


def changed(augment, dataset):
    """Return all pictures as a loader changes them, and as they were."""
    loader = TensorLoader(dataset, 50, augment=augment)
    return torch.cat([images for images, _ in loader]), loader.images / 255


@pytest.mark.parametrize(
    "flip",
    [
        v2.RandomHorizontalFlip(),
        transforms.RandomHorizontalFlip(),
        v2.Compose([v2.RandomHorizontalFlip(), v2.Identity()]),
        transforms.Compose([transforms.RandomHorizontalFlip()]),
        v2.RandomApply([v2.RandomHorizontalFlip(1.0)], p=0.5),
        nn.Sequential(transforms.RandomHorizontalFlip()),
    ],
)
def test_torchvisions_flip_mirrors_some_of_a_batch(flip):
    """It draws once a call: it mirrored all of a batch, or none."""
    torch.manual_seed(0)
    images, before = changed(flip, pictures())
    mirrored = (images == before.flip(-1)).all(dim=(1, 2, 3))
    kept = (images == before).all(dim=(1, 2, 3))
    assert (mirrored ^ kept).all()
    for part in mirrored.split(50):
        assert 10 < part.sum() < 40


def test_a_change_of_your_own_still_gets_the_whole_batch():
    seen = []
    for change in (lambda images: images, nn.Identity(), augment.Augment()):
        changed(lambda images, f=change: seen.append(len(images)) or f(images),
                pictures())  # fmt: skip
    assert set(seen) == {200}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            "mirror",
            r"^augment is a function of images, such as Augment\(mirror, shift\), not"
            " 'mirror'$",
        ),
        (
            [augment.mirror],
            r"^augment is a function of images, such as .*, not a list$",
        ),
        (
            v2.RandomHorizontalFlip,
            r"^RandomHorizontalFlip is a class, .*Flip\(\) makes",
        ),
        (lambda images: None, r"^augment gave None, no images: does it end with `retu"),
        (lambda images: images.numpy(), "^augment gave a ndarray, no images"),
        (lambda images: images[1:], "^augment made 199 images of 200$"),
    ],
)
def test_what_is_no_change_of_images(wrong, words):
    with pytest.raises(ValueError, match=words):
        list(TensorLoader(pictures(), 50, augment=wrong))


class Negatives(TensorDataset):
    """A data set that makes its pictures anew."""

    def __getitem__(self, i):
        image, label = super().__getitem__(i)
        return 255 - image, label


class NegativePart(Subset):
    def __getitem__(self, i):
        image, label = super().__getitem__(i)
        return 255 - image, label

    def __getitems__(self, rows):
        return [self[row] for row in rows]


class NegativeFashion(FashionMNIST):
    def __getitem__(self, i):
        image, label = super().__getitem__(i)
        return 1 - image, label


class Renamed(TensorDataset):
    """It changes nothing."""

    def __len__(self):
        return super().__len__()


def test_a_getitem_of_your_own_is_honoured(test_set):
    """The pictures were taken from underneath it, without a word; then refused."""
    own = Negatives(*pictures().tensors)
    fashion = NegativeFashion(test_set.root, False, transforms.ToTensor())
    part = NegativePart(pictures(), range(20))
    for dataset in (own, Subset(fashion, range(50)), part):
        for given in (
            dataset,
            Subset(dataset, [3, 4]),
            Subset(Subset(dataset, [3]), [0]),
        ):
            loader = TensorLoader(given, 1000)
            [(images, labels)] = loader
            for place in range(len(given)):
                image, label = given[place]
                image = image / 255 if image.dtype == torch.uint8 else image
                assert torch.equal(images[place], image.view(1, 28, 28))
                assert labels[place] == label
    TensorLoader(Renamed(*pictures().tensors))
