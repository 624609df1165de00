"""The dataset, its split and the loaders, on the real files."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import torchvision
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.data import DataLoader, Subset, TensorDataset
from torchvision import transforms

from helpers import augment, fashion_mnist, loaders as data
from helpers import fashion_mnist_files as files
from helpers.atomic_write import write_atomically
from helpers.evaluation import evaluate
from helpers.models import MLP
from helpers.training import get_optimizer, train

ROOT = Path(__file__).parents[1]


@pytest.fixture
def nowhere(monkeypatch):
    """No Debian package and no mirror: only what a test lays out itself."""
    monkeypatch.setattr(files, "DEBIAN", Path("/nowhere"))
    monkeypatch.setattr(files, "MIRRORS", ("http://127.0.0.1:9/",))
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)


def test_the_whole_of_it_is_here(train_set, test_set):
    assert train_set.data.shape == (60_000, 28, 28)
    assert test_set.data.shape == (10_000, 28, 28)
    assert train_set.data.dtype == torch.uint8
    assert train_set.targets.bincount().tolist() == [6000] * 10
    assert test_set.targets.bincount().tolist() == [1000] * 10


def test_it_is_torchvisions_dataset(train_set):
    assert isinstance(train_set, torchvision.datasets.FashionMNIST)
    assert train_set.classes[9] == "Ankle boot"
    image, label = train_set[0]
    assert image.shape == (1, 28, 28) and label == 9
    assert torch.equal(image[0], train_set.data[0] / 255)
    assert "Split: Train" in repr(train_set)


def test_torchvision_reads_the_same(tmp_path, test_set):
    """torchvision's own class, on the same bytes, gives the same pictures."""
    raw = tmp_path / "FashionMNIST" / "raw"
    for name in files.FILES:
        shape = b""
        dataset = test_set
        if name.startswith("t10k"):
            what = dataset.data if "images" in name else dataset.targets.to(torch.uint8)
            shape = b"".join(size.to_bytes(4, "big") for size in what.shape)
            content = bytes([0, 0, 8, what.ndim]) + shape + what.numpy().tobytes()
        else:
            content = b"\0"  # torchvision only asks whether it is there
        write_atomically(raw / name, content)
    theirs = torchvision.datasets.FashionMNIST(tmp_path, train=False)
    assert torch.equal(theirs.data, test_set.data)
    assert torch.equal(theirs.targets, test_set.targets)


def test_both_sets_load_within_a_second(train_set, test_set):
    """Of this process's own work: how busy the machine is does not matter."""
    times = []
    for _ in range(3):
        start = time.process_time()
        fashion_mnist.FashionMNIST(train_set.root, True)
        fashion_mnist.FashionMNIST(train_set.root, False)
        times.append(time.process_time() - start)
    assert min(times) < 1


def test_it_says_which_set_it_found(train_set, capsys):
    fashion_mnist.FashionMNIST(train_set.root, True)
    said = f"Fashion-MNIST: 60,000 training images from {train_set.source}\n"
    assert capsys.readouterr().out == said


def test_transforms_are_applied(test_set):
    flip = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.5, 0.5)])
    other = fashion_mnist.FashionMNIST(test_set.root, False, flip, lambda label: label + 100)
    image, label = other[3]
    torch.testing.assert_close(image, (test_set[3][0] - 0.5) / 0.5)
    assert label == test_set[3][1] + 100


def copy_test_files(test_set, folder, suffix=""):
    for what, name in (
        (test_set.data, "images-idx3"),
        (test_set.targets, "labels-idx1"),
    ):
        shape = b"".join(size.to_bytes(4, "big") for size in what.shape)
        header = bytes([0, 0, 8, what.ndim]) + shape
        content = header + what.to(torch.uint8).numpy().tobytes()
        write_atomically(folder / f"t10k-{name}-ubyte{suffix}", content)


@pytest.mark.parametrize("under", ["", "FashionMNIST/raw"])
def test_the_folder_that_the_environment_names_comes_first(
    under, tmp_path, monkeypatch, test_set, capsys
):
    copy_test_files(test_set, tmp_path / under)
    monkeypatch.setenv("FASHION_MNIST_ROOT", str(tmp_path))
    found = fashion_mnist.FashionMNIST("elsewhere", train=False)
    assert found.source == str(tmp_path / under)
    assert capsys.readouterr().out == (
        f"Fashion-MNIST: 10,000 test images from {tmp_path / under}\n"
    )


def test_files_under_the_root_come_before_debians(tmp_path, test_set, monkeypatch):
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)
    copy_test_files(test_set, tmp_path / "FashionMNIST" / "raw")
    assert fashion_mnist.FashionMNIST(tmp_path, False).source == str(
        tmp_path / "FashionMNIST" / "raw"
    )


def test_without_data_and_download_it_says_where_it_looked(nowhere, tmp_path):
    with pytest.raises(FileNotFoundError, match="download=True") as error:
        fashion_mnist.FashionMNIST(tmp_path)
    assert str(tmp_path) in str(error.value)


def test_one_changed_pixel_is_never_trained_on(nowhere, tmp_path, test_set):
    copy_test_files(test_set, tmp_path)
    path = tmp_path / "t10k-images-idx3-ubyte"
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)
    with (
        pytest.warns(UserWarning, match="damaged"),
        pytest.raises(FileNotFoundError),
    ):
        fashion_mnist.FashionMNIST(tmp_path, train=False)


def test_the_sample_is_the_last_resort_and_shouts(nowhere, tmp_path, train_set):
    with pytest.warns(match="not downloaded"), pytest.warns(match="SAMPLE of 2,000"):
        sample = fashion_mnist.FashionMNIST(tmp_path, download=True)
    assert sample.source == "sample" and len(sample) == 2000
    assert sample.targets.bincount().tolist() == [200] * 10
    whole = {row.tobytes() for row in train_set.data.numpy()}
    assert all(row.tobytes() in whole for row in sample.data.numpy())
    with pytest.warns(match="not downloaded"), pytest.warns(match="SAMPLE of 500"):
        assert len(fashion_mnist.FashionMNIST(tmp_path, train=False, download=True)) == 500


def test_the_command_fails_on_the_sample(tmp_path, monkeypatch):
    """`make data` must not take the sample for the data."""
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)
    code = (
        "import sys; from pathlib import Path; from helpers import fashion_mnist_files as files;"
        "files.DEBIAN = Path('/nowhere'); files.MIRRORS = ();"
        f"sys.argv = ['data', {str(tmp_path)!r}];"
        "import runpy; runpy.run_module('helpers.fashion_mnist', run_name='__main__')"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert run.returncode == 1 and b"SAMPLE" in run.stderr


def test_split_is_seeded_and_complete(train_set):
    train_part, valid_part = data.split_dataset(train_set, seed=3)
    assert (len(train_part), len(valid_part)) == (48_000, 12_000)
    assert sorted([*train_part.indices, *valid_part.indices]) == list(range(60_000))
    again, _ = data.split_dataset(train_set, seed=3)
    other, _ = data.split_dataset(train_set, seed=4)
    assert again.indices == train_part.indices != other.indices


@pytest.mark.parametrize("fraction", [0, 1, -0.5, 1.5])
def test_split_refuses_a_fraction_that_is_none(fraction, train_set):
    with pytest.raises(ValueError, match="between 0 and 1"):
        data.split_dataset(train_set, fraction)


@pytest.mark.parametrize(("n", "fraction"), [(1, 0.2), (2, 0.9), (2, 0.2), (0, 0.5)])
def test_split_refuses_too_few(n, fraction):
    with pytest.raises(ValueError, match=f"^{n} images are too few for a split$"):
        data.split_dataset(TensorDataset(torch.zeros(n, 28, 28)), fraction)


def test_split_of_two_and_what_it_does_unless_told(train_set):
    one, other = data.split_dataset(TensorDataset(torch.zeros(2)), 0.5)
    assert len(one) == len(other) == 1
    untold, told = data.split_dataset(train_set), data.split_dataset(train_set, 0.2, 0)
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
    ours = data.TensorLoader(
        pairs, batch_size, shuffle, torch.Generator().manual_seed(seed)
    )
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
        next(iter(data.TensorLoader(part, 4))),
        next(iter(DataLoader(part, 4))),
    )
    assert torch.equal(images, their_images) and torch.equal(labels, their_labels)
    assert images.dtype == torch.float32 and labels.dtype == torch.int64


def test_batches_have_their_channels_last_in_memory(test_set):
    for dataset in (test_set, TensorDataset(torch.rand(9, 3, 28, 28), torch.arange(9))):
        images, _ = next(iter(data.TensorLoader(dataset, 4, augment=lambda x: x + 0)))
        _, channels, height, width = images.shape
        expected = (channels * height * width, 1, channels * width, channels)
        assert images.stride() == expected


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor])
def test_a_mask_is_no_list_of_rows(kind, train_set, test_set):
    mask = kind((train_set.targets < 2).tolist())
    with pytest.raises(ValueError, match=r"takes row numbers, not a mask"):
        data.make_loaders(Subset(train_set, mask), test_set)


@pytest.mark.parametrize("generator", [0, True, np.random.default_rng(0)])
def test_tensor_loader_refuses_a_seed_for_a_generator(generator, test_set):
    with pytest.raises(ValueError, match="^generator must be one of torch's, not"):
        data.TensorLoader(test_set, 20, True, generator)


def test_a_long_argument_does_not_fill_the_page(test_set):
    for wrong in (test_set.data, MLP(), "x" * 59, np.zeros((2, 2))):
        with pytest.raises(ValueError, match=r"\bnot a (Tensor|MLP|str|nd)") as error:
            data.TensorLoader(test_set, wrong)
        assert len(str(error.value)) < 100
    with pytest.raises(ValueError, match="not 'x{58}'$"):
        data.TensorLoader(test_set, "x" * 58)


def test_a_batch_size_beyond_all_data_gives_one_batch(test_set):
    some = Subset(test_set, range(50))
    for batch_size in (50, 51, 10**9, 2**70):  # torch's numbers end at 2**63
        loader = data.TensorLoader(some, batch_size)
        assert [len(labels) for _, labels in loader] == [50]
        assert len(loader) == 1


@pytest.mark.parametrize("batch_size", [0, -1, "20", 2.5, None, True])
def test_tensor_loader_refuses_batch_sizes(batch_size, test_set):
    with pytest.raises(ValueError, match="batch_size must be a whole number") as error:
        data.TensorLoader(test_set, batch_size)
    assert repr(batch_size) in str(error.value)


BAD_LABELS = pytest.mark.parametrize(
    ("labels", "message"),
    [
        (torch.tensor([0, 10]), r"^labels must lie in 0\.\.9, not in 0\.\.10$"),
        (torch.tensor([-1, 3]), r"not in -1\.\.3$"),
        (torch.tensor([2, -100]), r"not in -100\.\.2$"),
        (torch.full((2,), -100), r"not in -100\.\.-100$"),
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
        data.TensorLoader(TensorDataset(torch.zeros(2, 28, 28), labels))


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


def test_batches_of_any_loader_are_handed_on_as_they_are(test_set):
    for loader in (DataLoader(test_set, 4000), data.TensorLoader(test_set, 4000)):
        for ours, theirs in zip(data.batches(loader), loader, strict=True):
            assert all(map(torch.equal, ours, theirs))
    small = torch.tensor([3, 0], dtype=torch.uint8)
    [(_, labels)] = data.batches([(torch.zeros(2, 1, 28, 28), small)])
    assert labels.dtype == torch.int64 and labels.tolist() == [3, 0]
    with pytest.raises(ValueError, match="^3 images, but 2 labels$"):
        list(data.batches([(torch.zeros(3, 1, 28, 28), small)]))


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
        list(data.batches(loader))
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
    with pytest.raises(ValueError, match="^a loader yields batches .images, labels"):
        evaluate(MLP(), wrong, nn.CrossEntropyLoss())


def test_what_a_tensor_loader_has_looked_at_is_not_looked_at_again(
    test_set, monkeypatch
):
    loader = data.TensorLoader(Subset(test_set, range(50)), 20)
    for check in ("check_batch",):
        monkeypatch.setattr(data, check, lambda *_: pytest.fail("a second look"))
    assert [len(labels) for _, labels in data.batches(loader)] == [20, 20, 10]


def test_labels_on_a_gpu_are_not_waited_for():
    far = torch.tensor([0, 10], device="meta")  # its numbers cannot be asked for
    [(_, labels)] = data.batches([(torch.zeros(2, 1, 28, 28), far)])
    assert labels is far


@pytest.mark.parametrize("place", [0, 1])
def test_tensor_loader_refuses_a_tensor_without_axes(place):
    """Not every version of torch refuses it first."""
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.zeros(2, dtype=torch.int64))
    given_ = list(pairs.tensors)
    given_[place] = torch.tensor(3, dtype=torch.uint8)
    pairs.tensors = given_
    with pytest.raises(ValueError, match=r"must be .*not .*\(\)"):
        data.TensorLoader(pairs)


def with_one(value):
    images = torch.zeros(2, 28, 28)
    images[1, 3, 4] = value
    return images


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (with_one(torch.nan), "1 of the pixels are NaN or infinite"),
        (with_one(-torch.inf), "1 of the pixels are NaN or infinite"),
        (with_one(255), "float pixels reach 255: divide those of 0..255 by 255"),
        (torch.zeros(2, 28, 28, dtype=torch.int64), "uint8 or floats, not torch.int64"),
        (torch.zeros(2, 784), r"\(N, H, W\) or \(N, C, H, W\), not \(2, 784\)"),
    ],
)
def test_tensor_loader_refuses_images(images, message):
    with pytest.raises(ValueError, match=message):
        data.TensorLoader(TensorDataset(images, torch.zeros(2, dtype=torch.int64)))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
def test_tensor_loader_makes_floats_of_all_kinds_float32(dtype):
    images = torch.linspace(-2.5, 3, 2 * 784).view(2, 28, 28).to(dtype)  # standardised
    pairs = TensorDataset(images, torch.tensor([3, 4], dtype=torch.uint8))
    ((batch, labels),) = data.TensorLoader(pairs)
    assert batch.dtype == torch.float32 and labels.dtype == torch.int64
    assert torch.equal(batch[:, 0], images.float())


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\0\x08", b"\0\0\x08\0", b"\0\0\x08\1", b"\0\0\x08\1\0\0\0",
     b"\0\0\x08\0a", b"\0\0\x08\1\0\0\0\3ab",
     b"\0\0\x08\1\0\0\0\1ab", b"\0\0\x0d\1\0\0\0\1a",
     b"\0\0\x08\2" + b"\xff" * 8, b"<html></html>"],
)  # fmt: skip
def test_read_idx_refuses_what_is_no_idx(content):
    with pytest.raises(ValueError, match=f"these {len(content)} bytes are no IDX file"):
        fashion_mnist.read_idx(content)
    assert fashion_mnist.read_idx(b"\0\0\x08\2\0\0\0\1\0\0\0\2ab").tolist() == [[97, 98]]


def test_the_draws_do_not_shift_each_other(train_set, test_set):
    """Split, shuffle and augmentation have generators of their own."""
    part = Subset(train_set, range(300))
    plain = data.make_loaders(part, part, batch_size=7, seed=2)
    noisy = data.make_loaders(
        part, part, batch_size=7, seed=2, augment=lambda x: x + torch.rand(x.shape) / 99
    )
    torch.rand(5)
    for _ in range(2):
        first, second = ([y for _, y in each["train"]] for each in (plain, noisy))
        assert torch.equal(torch.cat(first), torch.cat(second))


def test_tensor_loader_refuses_lengths_that_differ(test_set):
    broken = fashion_mnist.FashionMNIST(test_set.root, False)
    broken.targets = broken.targets[:-1]
    with pytest.raises(ValueError, match="10,000 images, but 9,999 labels"):
        data.TensorLoader(broken)


def test_tensor_loader_does_not_skip_a_transform(test_set):
    changed = fashion_mnist.FashionMNIST(test_set.root, False, transforms.RandomHorizontalFlip())
    fix = r"\. Use torch's DataLoader for a dataset with a transform\.$"
    with pytest.raises(ValueError, match=rf"would skip RandomHorizontalFlip.*{fix}"):
        data.TensorLoader(changed)
    changed = fashion_mnist.FashionMNIST(test_set.root, False, target_transform=str)
    with pytest.raises(ValueError, match="would skip"):
        data.TensorLoader(Subset(changed, [0]))


@pytest.mark.parametrize("other", [[1, 2], TensorDataset(torch.zeros(3, 28, 28))])
def test_tensor_loader_refuses_what_it_cannot_read(other):
    words = (
        r"^TensorLoader reads FashionMNIST, TensorDataset\(images, labels\) or a Subset"
        f" of them, not {type(other).__name__}$"
    )
    with pytest.raises(ValueError, match=words):
        data.TensorLoader(other)


def test_tensor_loader_refuses_nothing():
    empty = TensorDataset(torch.zeros(0, 28, 28), torch.zeros(0, dtype=torch.int64))
    with pytest.raises(ValueError, match="^the dataset is empty$"):
        data.TensorLoader(empty)


def test_twenty_a_batch_unless_told(test_set):
    assert len(next(iter(data.TensorLoader(test_set)))[1]) == 20


def test_make_loaders(train_set, test_set):
    loaders = data.make_loaders(train_set, test_set, batch_size=32, seed=1)
    sizes = {name: len(loader.labels) for name, loader in loaders.items()}
    assert sizes == {"train": 48_000, "valid": 12_000, "test": 10_000}
    assert [loaders[name].shuffle for name in sizes] == [True, False, False]
    assert loaders["train"].batch_size == 32
    again = data.make_loaders(train_set, test_set, batch_size=32, seed=1)
    (a, _), (b, _) = next(iter(loaders["train"])), next(iter(again["train"]))
    assert torch.equal(a, b)
    expected, _ = data.split_dataset(train_set, seed=1)
    assert torch.equal(loaders["train"].labels, train_set.targets[expected.indices])


def test_make_loaders_unless_told(train_set, test_set):
    untold = data.make_loaders(train_set, test_set)
    told = data.make_loaders(train_set, test_set, 20, 0, "cpu", None)
    for name, size in (("train", 20), ("valid", 1000), ("test", 1000)):
        first, second = (next(iter(loaders[name])) for loaders in (untold, told))
        assert len(first[1]) == size
        assert all(map(torch.equal, first, second))


def test_make_loaders_hands_on_the_device(test_set, monkeypatch):
    asked = []
    monkeypatch.setattr(
        data, "get_device", lambda name: asked.append(name) or torch.device("cpu")
    )
    data.make_loaders(test_set, test_set, device="anywhere")
    assert asked == ["anywhere"] * 3


def test_one_label_alone_is_worth_a_warning():
    same = TensorDataset(torch.zeros(10, 28, 28), torch.full((10,), 3))
    with pytest.warns(UserWarning, match="all training pictures have label 3") as said:
        data.make_loaders(same, same)
    assert said[0].filename == __file__


def test_importing_costs_little():
    """`import helpers.training` adds at most 0.2 s to torch and torchvision."""
    code = (
        "import time, torch, torchvision; start = time.process_time();"
        "import helpers.training; print(time.process_time() - start)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
        for _ in range(2)
    ]
    assert min(float(run.stdout) for run in runs) < 0.2


def test_nothing_is_written_where_data_is_read(tmp_path, test_set):
    copy_test_files(test_set, tmp_path / "one")
    before = sorted(p.name for p in (tmp_path / "one").iterdir())
    fashion_mnist.FashionMNIST(tmp_path / "one", train=False)
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == before


def test_a_loader_on_a_device_that_is_not_here(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.tensor([0, 1]))
    with pytest.warns(UserWarning, match="no 'cuda' device: the CPU takes its"):
        assert data.TensorLoader(pairs, device="cuda").images.device.type == "cpu"
    with pytest.raises(ValueError, match="'gpu'. Use 'cpu', 'cuda' or 'mps'"):
        data.TensorLoader(pairs, device="gpu")


def test_split_shuffle_and_augmentation_leave_the_first_weights_alone(train_set):
    part = Subset(train_set, range(300))
    torch.manual_seed(3)
    alone = torch.rand(3)
    torch.manual_seed(3)
    augmented = augment.Augment(augment.mirror, augment.shift, augment.erase)
    list(data.make_loaders(part, part, batch_size=7, augment=augmented)["train"])
    assert torch.equal(torch.rand(3), alone)


@pytest.mark.parametrize("label", [10, -1, -100])
def test_bad_labels_are_found_before_anything_moves(label, monkeypatch):
    """On a GPU they would kill the process."""

    def moved(*_, **__):
        raise AssertionError("moved first")

    monkeypatch.setattr(torch.Tensor, "to", moved)
    pairs = TensorDataset(torch.zeros(2, 28, 28), torch.tensor([0, label]))
    with pytest.raises(ValueError, match=r"labels must lie in 0\.\.9"):
        data.TensorLoader(pairs)


class OnMPS(torch.Tensor):
    """A tensor that says it lives on a Mac's GPU."""

    device = property(lambda self: torch.device("mps"))


def test_on_mps_channels_stay_apart(test_set):
    loader = data.TensorLoader(Subset(test_set, range(6)), 4)
    loader.images = loader.images.as_subclass(OnMPS)
    images, _ = next(iter(loader))
    assert images.device.type == "mps" and images.stride() == (784, 784, 28, 1)


def test_without_a_network_it_says_what_to_do_and_that_works(
    nowhere, tmp_path, test_set
):
    raw = tmp_path / "FashionMNIST" / "raw"
    with pytest.warns(UserWarning) as caught:
        fashion_mnist.FashionMNIST(tmp_path, False, download=True)
    first, second = (str(warning.message) for warning in caught)
    names = "t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz"
    assert first.endswith(f"\nBy hand: put {names} into {raw}")
    assert "SAMPLE of 500 images: numbers are not comparable" in second
    copy_test_files(test_set, raw, ".gz")
    assert fashion_mnist.FashionMNIST(tmp_path, False).source == str(raw)


def test_a_flipped_byte_is_mended_once(nowhere, tmp_path, test_set, monkeypatch):
    raw = tmp_path / "FashionMNIST" / "raw"
    copy_test_files(test_set, raw)
    good = {path.name: path.read_bytes() for path in raw.iterdir()}
    bad = raw / "t10k-labels-idx1-ubyte"
    bad.write_bytes(good[bad.name][:-1] + b"\xff")
    asked = []

    def fetch(url):
        asked.append(url.rsplit("/", 1)[1].removesuffix(".gz"))
        return good[asked[-1]]

    monkeypatch.setattr(files, "fetch", fetch)
    with pytest.warns(UserWarning, match="is not used: damaged"):
        mended = fashion_mnist.FashionMNIST(tmp_path, False, download=True)
    assert torch.equal(mended.targets, test_set.targets)
    assert fashion_mnist.FashionMNIST(tmp_path, False).source == str(raw)  # without a warning
    assert asked.count(bad.name) == 1 and mended.source == "download"
