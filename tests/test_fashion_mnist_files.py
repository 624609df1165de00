"""The four files: what they are by their digests, and what they are not."""

import errno
import gzip
import hashlib

import pytest
import torchvision

from helpers import atomic_write
from helpers import fashion_mnist_files as files
from tests.servers import GOOD, NAME, PACKED, answer


def test_the_real_digests_are_the_published_ones(train_set, test_set):
    header = bytes.fromhex("00000803 0000ea60 0000001c 0000001c")
    images = header + train_set.data.numpy().tobytes()
    assert hashlib.md5(images).hexdigest() == files.FILES["train-images-idx3-ubyte"][0]
    labels = bytes.fromhex("00000801 00002710") + bytes(test_set.targets.tolist())
    assert files.verify("t10k-labels-idx1-ubyte", labels) == labels


class FullDisk:
    """A file into which only so many bytes fit."""

    def __init__(self, descriptor, mode):
        self.file = open(descriptor, mode)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")


def cannot(number, text):
    def fail(*_, **__):
        raise OSError(number, text)

    return fail


BAD_DISKS = {
    "full": ("fdopen", FullDisk),
    "full at the end": ("replace", cannot(errno.ENOSPC, "No space left on device")),
    "read-only": ("open", cannot(errno.EROFS, "Read-only file system")),
    "forbidden": ("open", cannot(errno.EACCES, "Permission denied")),
}


@pytest.mark.parametrize(("name", "broken"), BAD_DISKS.values(), ids=BAD_DISKS)
def test_a_disk_that_cannot_be_written_costs_only_a_warning(
    name, broken, small_file, server, tmp_path, monkeypatch
):
    server[0].append(answer(PACKED))
    words = "stays in memory.*(No space|Read-only|Permission)"
    with pytest.warns(UserWarning, match=words), monkeypatch.context() as patch:
        patch.setattr(atomic_write.os, name, broken)
        assert files.download(NAME, tmp_path) == GOOD
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_the_folder_should_be(small_file, server, tmp_path):
    (tmp_path / "data").write_text("not a folder")
    server[0].append(answer(PACKED))
    with pytest.warns(UserWarning, match="stays in memory"):
        assert files.download(NAME, tmp_path / "data" / "raw") == GOOD
    assert files.read_verified(NAME, tmp_path / "data" / "raw") is None


def test_a_damaged_file_is_fetched_once_and_then_forgotten(
    small_file, server, tmp_path, recwarn
):
    answers, asked, _ = server
    answers.append(answer(PACKED))
    (tmp_path / NAME).write_bytes(GOOD[:-1] + b"!")
    assert files.read_verified(NAME, tmp_path) is None
    assert files.download(NAME, tmp_path) == GOOD
    recwarn.clear()
    for _ in range(3):
        assert files.read_verified(NAME, tmp_path) == GOOD
    assert len(asked) == 1 and not recwarn.list


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"\n <!DOCTYPE html>",
            "not used: a web page, perhaps an error message or a log-in",
        ),
        (GOOD[:-1], "cut off or another file: 14,999 of 15,000 bytes"),
        (GOOD[:-1] + b"!", "damaged or another file: 15,000 bytes, MD5"),
        (b"", "0 of 15,000"),
    ],
)
def test_a_wrong_file_is_described(small_file, tmp_path, content, message):
    (tmp_path / NAME).write_bytes(content)
    with pytest.warns(UserWarning, match=message):
        assert files.read_verified(NAME, tmp_path) is None


def test_other_datasets_are_recognised(small_file, monkeypatch):
    """By the unpacked bytes, or by the packed ones, whichever digest is known."""
    packed = gzip.compress(b"letters")
    first = gzip.compress(b"clothes")
    monkeypatch.setitem(files.OTHERS, hashlib.md5(b"digits").hexdigest(), files.MNIST)
    monkeypatch.setitem(files.OTHERS, hashlib.md5(packed).hexdigest(), files.KMNIST)
    digest = hashlib.sha1(first).hexdigest()
    monkeypatch.setitem(files.OTHERS, digest, files.FIRST_EDITION)
    for content, name in {
        b"digits": "a file of MNIST",
        gzip.compress(b"digits"): "a file of MNIST",
        packed: "a file of KMNIST",
        first: "before 31 August 2017: pictures of its test set stand in its training",
    }.items():
        with pytest.raises(files.WrongFileError, match=name):
            files.verify(NAME, content)


@pytest.mark.parametrize("name", ["MNIST", "KMNIST"])
def test_others_go_by_torchvisions_digests(name):
    theirs = {digest for _, digest in getattr(torchvision.datasets, name).resources}
    assert {files.OTHERS[digest] for digest in theirs} == {getattr(files, name)}


def test_a_damaged_file_does_not_hide_a_good_one(small_file, tmp_path):
    (tmp_path / NAME).write_bytes(b"damaged")
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(GOOD))
    with pytest.warns(UserWarning, match="not used"):
        assert files.read_verified(NAME, tmp_path) == GOOD


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            gzip.compress(bytes(1001), mtime=0),
            "a gzip archive that is cut off, or far too large",
        ),
        (
            gzip.compress(b"cut" * 9, mtime=0)[:-1],
            "a gzip archive that is cut off, or far too",
        ),
        (
            gzip.compress(b"x", mtime=0)[:10] + b"\xff" * 9,
            r"a damaged gzip archive \(Error -3",
        ),
    ],
)
def test_an_archive_is_never_unpacked_beyond_all_bounds(content, message, monkeypatch):
    monkeypatch.setattr(files, "LARGEST", 1000)
    with pytest.raises(files.WrongFileError, match=f"^{message}"):
        files.unpack(content)
    whole = bytes(1000)
    assert files.unpack(gzip.compress(whole)) == whole == files.unpack(whole)


def test_a_warning_names_the_line_that_read(small_file, tmp_path):
    (tmp_path / NAME).write_bytes(b"damaged")
    with pytest.warns(UserWarning) as caught:
        files.read_verified(NAME, tmp_path)
    assert caught[0].filename == __file__
