"""The split and the loaders, against torch's own."""

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset

from helpers import augment
from helpers.loaders import TensorLoader, batches, make_loaders, split_dataset


def test_split_is_seeded_and_complete(train_set):
    train_part, valid_part = split_dataset(train_set, seed=3)
    assert (len(train_part), len(valid_part)) == (48_000, 12_000)
    assert sorted([*train_part.indices, *valid_part.indices]) == list(range(60_000))
    again, _ = split_dataset(train_set, seed=3)
    other, _ = split_dataset(train_set, seed=4)
    assert again.indices == train_part.indices != other.indices


def test_split_of_two_and_what_it_does_unless_told(train_set):
    one, other = split_dataset(TensorDataset(torch.zeros(2)), 0.5)
    assert len(one) == len(other) == 1
    untold, told = split_dataset(train_set), split_dataset(train_set, 0.2, 0)
    assert untold[0].indices == told[0].indices


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(1, 25), st.integers(0, 99), st.booleans())
@example(2500, 300, 0, True)  # more than are turned into floats at once
@example(1500, 1200, 0, True)
def test_tensor_loader_equals_dataloader(n, batch_size, seed, shuffle):
    torch.manual_seed(seed)
    images = torch.randint(0, 256, (n, 28, 28), dtype=torch.uint8)
    pairs = TensorDataset(images, torch.randint(0, 10, (n,)))
    as_floats = TensorDataset(images[:, None] / 255, pairs.tensors[1])
    ours = TensorLoader(pairs, batch_size, shuffle, torch.Generator().manual_seed(seed))
    assert len(ours) == len(DataLoader(as_floats, batch_size))
    generator = torch.Generator().manual_seed(seed)
    for _ in range(2):  # the second epoch has another order, and the same one
        order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
        theirs = DataLoader(as_floats, batch_size, sampler=order.tolist())
        for (x, y), (their_x, their_y) in zip(ours, theirs, strict=True):
            assert torch.equal(x, their_x) and torch.equal(y, their_y)


def test_tensor_loader_reads_a_subset_as_dataloader_does(train_set):
    part = Subset(train_set, [5, 3, 59_999, 3])
    (images, labels), (their_images, their_labels) = (
        next(iter(TensorLoader(part, 4))),
        next(iter(DataLoader(part, 4))),
    )
    assert torch.equal(images, their_images) and torch.equal(labels, their_labels)
    assert images.dtype == torch.float32 and labels.dtype == torch.int64


def test_batches_have_their_channels_last_in_memory(test_set):
    for dataset in (test_set, TensorDataset(torch.rand(9, 3, 28, 28), torch.arange(9))):
        images, _ = next(iter(TensorLoader(dataset, 4, augment=lambda x: x + 0)))
        _, channels, height, width = images.shape
        expected = (channels * height * width, 1, channels * width, channels)
        assert images.stride() == expected


def test_a_batch_size_beyond_all_data_gives_one_batch(test_set):
    some = Subset(test_set, range(50))
    for batch_size in (50, 51, 10**9, 2**70):  # torch's numbers end at 2**63
        loader = TensorLoader(some, batch_size)
        assert [len(labels) for _, labels in loader] == [50]
        assert len(loader) == 1


def test_batches_of_any_loader_are_handed_on_as_they_are(test_set):
    for loader in (DataLoader(test_set, 4000), TensorLoader(test_set, 4000)):
        for ours, theirs in zip(batches(loader), loader, strict=True):
            assert all(map(torch.equal, ours, theirs))
    small = torch.tensor([3, 0], dtype=torch.uint8)
    [(_, labels)] = batches([(torch.zeros(2, 1, 28, 28), small)])
    assert labels.dtype == torch.int64 and labels.tolist() == [3, 0]
    with pytest.raises(ValueError, match="^3 images, but 2 labels$"):
        list(batches([(torch.zeros(3, 1, 28, 28), small)]))


def test_what_a_tensor_loader_has_looked_at_is_not_looked_at_again(
    test_set, monkeypatch
):
    loader = TensorLoader(Subset(test_set, range(50)), 20)
    look = "helpers.loaders.check_batch"
    monkeypatch.setattr(look, lambda *_: pytest.fail("a second look"))
    assert [len(labels) for _, labels in batches(loader)] == [20, 20, 10]


def test_labels_on_a_gpu_are_not_waited_for():
    far = torch.tensor([0, 10], device="meta")  # its numbers cannot be asked for
    for labels in (far, far.float()):
        [(_, found)] = batches([(torch.zeros(2, 1, 28, 28), labels)])
        assert found is labels


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_batches_become_what_a_model_computes_with(kind):
    pair = torch.rand(2, 1, 28, 28), torch.arange(2)
    [(images, _)] = batches([pair], nn.Linear(2, 3).to(kind))
    assert torch.equal(images, pair[0].to(kind)) and images.dtype == kind
    for model in (None, nn.Flatten()):
        [(images, _)] = batches([pair], model)
        assert images is pair[0]
    whole = torch.ones(2, 1, 28, 28, dtype=torch.uint8)
    [(images, _)] = batches([(whole, pair[1])], nn.Linear(2, 3).to(kind))
    assert images is whole, "bytes stay bytes"


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
def test_tensor_loader_makes_floats_of_all_kinds_float32(dtype):
    images = torch.linspace(-2.5, 3, 2 * 784).view(2, 28, 28).to(dtype)  # standardised
    pairs = TensorDataset(images, torch.tensor([3, 4], dtype=torch.uint8))
    ((batch, labels),) = TensorLoader(pairs)
    assert batch.dtype == torch.float32 and labels.dtype == torch.int64
    assert torch.equal(batch[:, 0], images.float())


def test_the_draws_do_not_shift_each_other(train_set, test_set):
    """Split, shuffle and augmentation have generators of their own."""
    part = Subset(train_set, range(300))
    plain = make_loaders(part, part, batch_size=7, seed=2)
    noisy = make_loaders(
        part, part, batch_size=7, seed=2, augment=lambda x: x + torch.rand(x.shape) / 99
    )
    torch.rand(5)
    for _ in range(2):
        first, second = ([y for _, y in each["train"]] for each in (plain, noisy))
        assert torch.equal(torch.cat(first), torch.cat(second))


def test_twenty_a_batch_unless_told(test_set):
    assert len(next(iter(TensorLoader(test_set)))[1]) == 20


def test_make_loaders(train_set, test_set):
    loaders = make_loaders(train_set, test_set, batch_size=32, seed=1)
    sizes = {name: len(loader.labels) for name, loader in loaders.items()}
    assert sizes == {"train": 48_000, "valid": 12_000, "test": 10_000}
    assert [loaders[name].shuffle for name in sizes] == [True, False, False]
    assert loaders["train"].batch_size == 32
    again = make_loaders(train_set, test_set, batch_size=32, seed=1)
    (a, _), (b, _) = next(iter(loaders["train"])), next(iter(again["train"]))
    assert torch.equal(a, b)
    expected, _ = split_dataset(train_set, seed=1)
    assert torch.equal(loaders["train"].labels, train_set.targets[expected.indices])


def test_make_loaders_unless_told(train_set, test_set):
    untold = make_loaders(train_set, test_set)
    told = make_loaders(train_set, test_set, 20, 0, "cpu", None)
    for name, size in (("train", 20), ("valid", 1000), ("test", 1000)):
        first, second = (next(iter(loaders[name])) for loaders in (untold, told))
        assert len(first[1]) == size
        assert all(map(torch.equal, first, second))


def test_make_loaders_hands_on_the_device(test_set, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "helpers.loaders.get_device",
        lambda name: asked.append(name) or torch.device("cpu"),
    )
    make_loaders(test_set, test_set, device="anywhere")
    assert asked == ["anywhere"] * 3


def test_only_the_training_pictures_are_augmented(test_set):
    part = Subset(test_set, range(10))
    loaders = make_loaders(part, part, augment=lambda images: images + 5)
    brightest = {
        name: next(iter(loader))[0].max().item() for name, loader in loaders.items()
    }
    assert brightest == pytest.approx({"train": 6, "valid": 1, "test": 1}, abs=0.2)


def test_one_label_alone_is_worth_a_warning():
    same = TensorDataset(torch.zeros(10, 28, 28), torch.full((10,), 3))
    words = (
        "^all training pictures have label 3: with nothing to tell apart, a network"
        " always seems right$"
    )
    with pytest.warns(UserWarning, match=words):
        make_loaders(same, same)


def test_a_warning_names_the_line_that_made_loaders():
    same = TensorDataset(torch.zeros(10, 28, 28), torch.full((10,), 3))
    with pytest.warns(UserWarning, match="label 3") as said:
        make_loaders(same, same)
    assert said[0].filename == __file__


def test_split_shuffle_and_augmentation_leave_the_first_weights_alone(train_set):
    part = Subset(train_set, range(300))
    torch.manual_seed(3)
    alone = torch.rand(3)
    torch.manual_seed(3)
    augmented = augment.Augment(augment.mirror, augment.shift, augment.erase)
    list(make_loaders(part, part, batch_size=7, augment=augmented)["train"])
    assert torch.equal(torch.rand(3), alone)


class OnMPS(torch.Tensor):
    """A tensor that says it lives on a Mac's GPU."""

    device = property(lambda self: torch.device("mps"))


def test_on_mps_channels_stay_apart(test_set):
    loader = TensorLoader(Subset(test_set, range(6)), 4)
    loader.images = loader.images.as_subclass(OnMPS)
    images, _ = next(iter(loader))
    assert images.device.type == "mps" and images.stride() == (784, 784, 28, 1)
