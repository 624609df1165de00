"""Data from which nothing can be learned is refused in a sentence."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, Subset, TensorDataset
from torchvision import transforms

from helpers import fashion_mnist, loaders
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader, batches, make_loaders, split_dataset
from helpers.models import MLP
from helpers.training import get_optimizer, train, train_one_epoch


class Stream(IterableDataset):
    """Items that come one after the other, nobody knows how many."""

    def __iter__(self):
        return iter(())


@pytest.mark.parametrize("fraction", [0, 1, -0.5, 1.5])
def test_split_refuses_a_fraction_that_is_none(fraction, train_set):
    with pytest.raises(ValueError, match="between 0 and 1"):
        split_dataset(train_set, fraction)


@pytest.mark.parametrize(("n", "fraction"), [(1, 0.2), (2, 0.9), (2, 0.2), (0, 0.5)])
def test_split_refuses_too_few(n, fraction):
    with pytest.raises(ValueError, match=f"^{n} images are too few for a split$"):
        split_dataset(TensorDataset(torch.zeros(n, 28, 28)), fraction)


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor])
def test_a_mask_is_no_list_of_rows(kind, train_set, test_set):
    mask = kind((train_set.targets < 2).tolist())
    words = r"^a Subset takes row numbers, not a mask: mask\.nonzero\(\)$"
    with pytest.raises(ValueError, match=words):
        make_loaders(Subset(train_set, mask), test_set)


@pytest.mark.parametrize("generator", [0, True, np.random.default_rng(0)])
def test_tensor_loader_refuses_a_seed_for_a_generator(generator, test_set):
    with pytest.raises(ValueError) as caught:
        TensorLoader(test_set, 20, True, generator)
    given_ = "a Generator" if isinstance(generator, np.random.Generator) else generator
    assert str(caught.value) == (
        f"generator must be one of torch's, not {given_}: helpers.device.set_seed"
        " returns one"
    )


def test_a_long_argument_does_not_fill_the_page(test_set):
    for wrong in (test_set.data, MLP(), "x" * 59, np.zeros((2, 2))):
        with pytest.raises(ValueError, match=r"\bnot a (Tensor|MLP|str|nd)") as error:
            TensorLoader(test_set, wrong)
        assert len(str(error.value)) < 100
    with pytest.raises(ValueError, match="not 'x{58}'$"):
        TensorLoader(test_set, "x" * 58)


@pytest.mark.parametrize("batch_size", [0, -1, "20", 2.5, None, True])
def test_tensor_loader_refuses_batch_sizes(batch_size, test_set):
    with pytest.raises(ValueError, match="batch_size must be a whole number") as error:
        TensorLoader(test_set, batch_size)
    assert repr(batch_size) in str(error.value)


BAD_LABELS = pytest.mark.parametrize(
    ("labels", "message"),
    [
        (torch.tensor([-1, 3]), "^labels count classes from 0 up, but one is -1$"),
        (torch.tensor([2, -100]), "but one is -100$"),
        (torch.full((2,), -100), "but one is -100$"),
        (torch.tensor([0.0, 1.0]), r"^labels must be one whole number an image, shape"
         r" \(N,\), not torch.float32 of shape \(2,\). Try labels.long\(\)\.$"),
        (torch.tensor([0j, 1]), "complex64"),
        (torch.zeros(2, 10, dtype=torch.int64), r"\(2, 10\). Try labels.argmax\(dim=1"),
        (torch.zeros(2, 1, dtype=torch.int64), r"\(2, 1\). Try labels.squeeze\(1\)"),
    ],
)  # fmt: skip


@BAD_LABELS
def test_tensor_loader_refuses_labels(labels, message):
    with pytest.raises(ValueError, match=message):
        TensorLoader(TensorDataset(torch.zeros(2, 28, 28), labels))


@BAD_LABELS
def test_labels_of_any_loader_are_checked(labels, message):
    good = torch.tensor([0, 9])
    pairs = TensorDataset(torch.rand(4, 1, 28, 28), torch.cat([labels, labels]))
    model, criterion = MLP(), nn.CrossEntropyLoss()
    before = model.fc2.bias.clone()
    loaders = {
        "train": DataLoader(pairs, 2),
        "valid": [(torch.rand(2, 1, 28, 28), good)],
    }
    with pytest.raises(ValueError, match=message):
        train(1, loaders, model, get_optimizer(model), criterion)
    with pytest.raises(ValueError, match=message):
        evaluate(model, loaders["train"], criterion)
    assert torch.equal(model.fc2.bias, before)


@pytest.mark.parametrize(
    ("pixel", "message"),
    [(255.0, "^float pixels reach 255: divide"), (torch.nan, "^1 of the pixels are"),
     (-torch.inf, "^1 of the pixels are NaN or infinite$")],
)  # fmt: skip
def test_pixels_of_any_loader_are_checked(pixel, message):
    images = torch.rand(4, 1, 28, 28)
    images[3, 0, 5, 5] = pixel
    loader = DataLoader(TensorDataset(images, torch.arange(4)), 2)
    with pytest.raises(ValueError, match=message):
        list(batches(loader))
    with pytest.raises(ValueError, match=message):
        evaluate(MLP(), loader, nn.CrossEntropyLoss())


@pytest.mark.parametrize("kind", ["dataset", "pictures", "loaders", "triples"])
def test_what_is_no_loader_is_refused(kind, test_set):
    pairs = TensorDataset(torch.rand(4, 1, 28, 28), torch.arange(4))
    wrong = {
        "dataset": test_set,
        "pictures": pairs,
        "loaders": {"train": DataLoader(pairs, 2)},
        "triples": [(*pairs.tensors, pairs.tensors[1])],
    }[kind]
    words = r"^a loader yields batches \(images, labels\): TensorLoader\(dataset, 20\)$"
    with pytest.raises(ValueError, match=words):
        evaluate(MLP(), wrong, nn.CrossEntropyLoss())


@pytest.mark.parametrize("place", [0, 1])
def test_tensor_loader_refuses_a_tensor_without_axes(place):
    """Not every version of torch refuses it first."""
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.zeros(2, dtype=torch.int64))
    given_ = list(pairs.tensors)
    given_[place] = torch.tensor(3, dtype=torch.uint8)
    pairs.tensors = given_
    with pytest.raises(ValueError, match=r"must be .*not .*\(\)"):
        TensorLoader(pairs)


def with_one(value):
    images = torch.zeros(2, 28, 28)
    images[1, 3, 4] = value
    return images


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (with_one(torch.nan), "1 of the pixels are NaN or infinite"),
        (with_one(-torch.inf), "1 of the pixels are NaN or infinite"),
        (with_one(127.5), "float pixels reach 127.5: divide those of 0..255 by 255"),
        (with_one(255), "float pixels reach 255: divide those of 0..255 by 255"),
        (torch.zeros(2, 28, 28, dtype=torch.int64), "uint8 or floats, not torch.int64"),
        (torch.zeros(2, 784), r"\(N, H, W\) or \(N, C, H, W\), not \(2, 784\)"),
    ],
)
def test_tensor_loader_refuses_images(images, message):
    with pytest.raises(ValueError, match=message):
        TensorLoader(TensorDataset(images, torch.zeros(2, dtype=torch.int64)))


def test_tensor_loader_refuses_lengths_that_differ(test_set):
    broken = fashion_mnist.FashionMNIST(test_set.root, False)
    broken.targets = broken.targets[:-1]
    with pytest.raises(ValueError, match="10,000 images, but 9,999 labels"):
        TensorLoader(broken)


def test_tensor_loader_does_not_skip_a_transform(test_set):
    changed = fashion_mnist.FashionMNIST(
        test_set.root, False, transforms.RandomHorizontalFlip()
    )
    words = (
        "^FashionMNIST changes its pictures at random, and TensorLoader reads them"
        " once. Use torch's DataLoader, or give TensorLoader the change: augment=...$"
    )
    with pytest.raises(ValueError, match=words):
        TensorLoader(changed)
    changed = fashion_mnist.FashionMNIST(test_set.root, False, target_transform=str)
    with pytest.raises(
        ValueError, match="^a label is a whole number, but .* gives '9'"
    ):
        TensorLoader(Subset(changed, [0]))


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ([1, 2], "^an item of a data set is (image, label), but list gives 1$"),
        (
            TensorDataset(torch.zeros(3, 28, 28)),
            "^an item of a data set is (image, label), but TensorDataset gives a tuple"
            " of 1$",
        ),
        (
            torch.zeros(3, 28, 28),
            "^a data set has items (image, label), not a Tensor: ",
        ),
        (
            np.zeros((3, 28, 28)),
            "^a data set has items (image, label), not a ndarray: ",
        ),
        ({"train": 1}, "^a data set has items (image, label), not a dict: "),
        (range(3), "^an item of a data set is (image, label), but range gives 0$"),
        (TensorDataset, "^TensorDataset is a class, not a data set yet"),
        (Stream(), "^TensorLoader reads a data set with a length, not Stream. Use tor"),
        ([("a.png", 1)], "^an image is (H, W) or (C, H, W), but list gives 'a.png'"),
        ([(torch.zeros(2, 1, 5, 5), 1)], "^an image is (H, W) .* gives [2, 1, 5, 5]"),
        ([(torch.zeros(5, 5), 1), (torch.zeros(6, 5), 1)], "^the pictures of list dif"),
    ],
)
def test_tensor_loader_refuses_what_it_cannot_read(other, words):
    words = re.sub(r"([()\[\]])", r"\\\1", words)
    with pytest.raises(ValueError, match=words):
        TensorLoader(other)


def test_tensor_loader_refuses_nothing():
    empty = TensorDataset(torch.zeros(0, 28, 28), torch.zeros(0, dtype=torch.int64))
    with pytest.raises(ValueError, match="^the dataset is empty$"):
        TensorLoader(empty)


def test_a_loader_on_a_device_that_is_not_here(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.tensor([0, 1]))
    with pytest.warns(UserWarning, match="no 'cuda' device: the CPU takes its"):
        assert TensorLoader(pairs, device="cuda").images.device.type == "cpu"
    with pytest.raises(ValueError, match="'gpu'. Use 'cpu', 'cuda' or 'mps'"):
        TensorLoader(pairs, device="gpu")


@pytest.mark.parametrize("label", [-1, -100])
def test_bad_labels_are_found_before_anything_moves(label, monkeypatch):
    """On a GPU they would kill the process."""

    def moved(*_, **__):
        raise AssertionError("moved first")

    monkeypatch.setattr(torch.Tensor, "to", moved)
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.tensor([0, label]))
    with pytest.raises(ValueError, match=f"0 up, but one is {label}$"):
        TensorLoader(pairs)


@pytest.mark.parametrize("make", [DataLoader, TensorLoader])
def test_a_label_beyond_the_model_is_found_before_the_first_step(make, monkeypatch):
    """On a GPU it would kill the process; here only the question is a GPU's."""
    pairs = TensorDataset(torch.rand(4, 1, 28, 28), torch.tensor([0, 1, 2, 10]))
    model, criterion = MLP(), nn.CrossEntropyLoss()
    before, loader = model.fc2.bias.clone(), make(pairs, 4)
    words = "^the model tells 10 classes apart, 0 to 9, but a label is 10$"
    with pytest.raises(ValueError, match=words):
        evaluate(model, loader, criterion)
    with pytest.raises(ValueError, match="^a label is beyond the model's classes: Tar"):
        train(1, {"train": loader, "valid": loader}, model, get_optimizer(model),
              criterion)  # fmt: skip
    monkeypatch.setattr(loaders, "width_on_gpu", lambda *_: 10)
    with pytest.raises(ValueError, match=words):
        train_one_epoch(model, loader, get_optimizer(model), criterion, "cpu")
    assert torch.equal(model.fc2.bias, before)
