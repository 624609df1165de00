"""The dataset, on the real files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torchvision
from torchvision import transforms

from helpers import fashion_mnist
from helpers import fashion_mnist_files as files
from helpers.atomic_write import write_atomically
from tests.conftest import ROOT


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


def test_every_file_is_read_once(train_set, monkeypatch):
    """Two passes over 55 MB would take twice as long as one."""
    read, read_bytes = [], Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: read.append(path.name) or read_bytes(path)
    )
    for train in (True, False):
        fashion_mnist.FashionMNIST(train_set.root, train)
    assert [name.removesuffix(".gz") for name in read] == list(files.FILES)


def test_it_says_which_set_it_found(train_set, capsys):
    fashion_mnist.FashionMNIST(train_set.root, True)
    said = f"Fashion-MNIST: 60,000 training images from {train_set.source}\n"
    assert capsys.readouterr().out == said


def test_transforms_are_applied(test_set):
    flip = transforms.Compose([transforms.ToTensor(), transforms.Normalize(0.5, 0.5)])
    other = fashion_mnist.FashionMNIST(
        test_set.root, False, flip, lambda label: label + 100
    )
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


def test_a_mistyped_folder_is_not_passed_over_in_silence(
    tmp_path, monkeypatch, test_set
):
    copy_test_files(test_set, tmp_path / "root")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("FASHION_MNIST_ROOT", "~/rot")
    words = f"FASHION_MNIST_ROOT names {tmp_path / 'rot'}, and the four files"
    with pytest.warns(UserWarning, match=re.escape(words)) as caught:
        found = fashion_mnist.FashionMNIST(tmp_path / "root", train=False)
    assert found.source == str(tmp_path / "root")
    assert [Path(w.filename).name for w in caught] == [Path(__file__).name]
    monkeypatch.setenv("FASHION_MNIST_ROOT", "~/root")
    assert fashion_mnist.FashionMNIST("elsewhere", train=False).source == found.source


def test_files_under_the_root_come_before_debians(tmp_path, test_set, monkeypatch):
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)
    copy_test_files(test_set, tmp_path / "FashionMNIST" / "raw")
    assert fashion_mnist.FashionMNIST(tmp_path, False).source == str(
        tmp_path / "FashionMNIST" / "raw"
    )


def test_without_data_and_download_it_says_where_it_looked(nowhere, tmp_path):
    with pytest.raises(FileNotFoundError) as error:
        fashion_mnist.FashionMNIST(tmp_path)
    folders = tmp_path, tmp_path / "FashionMNIST" / "raw", files.DEBIAN
    assert str(error.value) == (
        f"no Fashion-MNIST in {', '.join(map(str, folders))}."
        "\nPass download=True, or set FASHION_MNIST_ROOT to its folder."
    )


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
        assert (
            len(fashion_mnist.FashionMNIST(tmp_path, train=False, download=True)) == 500
        )


def test_the_command_fails_on_the_sample(tmp_path, monkeypatch):
    """`make data` must not take the sample for the data."""
    monkeypatch.delenv("FASHION_MNIST_ROOT", raising=False)
    code = (
        "import sys; from pathlib import Path;"
        "from helpers import fashion_mnist_files as files;"
        "files.DEBIAN = Path('/nowhere'); files.MIRRORS = ();"
        f"sys.argv = ['data', {str(tmp_path)!r}];"
        "import runpy; runpy.run_module('helpers.fashion_mnist', run_name='__main__')"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert run.returncode == 1 and b"SAMPLE" in run.stderr


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
    assert fashion_mnist.read_idx(b"\0\0\x08\2\0\0\0\1\0\0\0\2ab").tolist() == [
        [97, 98]
    ]


def test_nothing_is_written_where_data_is_read(tmp_path, test_set):
    copy_test_files(test_set, tmp_path / "one")
    before = sorted(p.name for p in (tmp_path / "one").iterdir())
    fashion_mnist.FashionMNIST(tmp_path / "one", train=False)
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == before


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
    assert fashion_mnist.FashionMNIST(tmp_path, False).source == str(
        raw
    )  # without a warning
    assert asked.count(bad.name) == 1 and mended.source == "download"
