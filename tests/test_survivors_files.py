"""What the other tests of files and downloads let pass: found by `make mutants`."""

import hashlib
import os
import threading
import time
import urllib.request

import pytest

from helpers import atomic_write, download, fashion_mnist_files
from helpers.atomic_write import ABANDONED, UNFINISHED, write_atomically

NAME = "t10k-labels-idx1-ubyte"


# ---- fashion_mnist_files


def test_digests_are_had_where_md5_is_forbidden_for_security(monkeypatch):
    """As on computers that follow FIPS 140."""

    def strict(real):
        def digest(content, usedforsecurity=True):
            if usedforsecurity:
                raise ValueError("disabled for FIPS")
            return real(content)

        return digest

    monkeypatch.setattr(hashlib, "md5", strict(hashlib.md5))
    monkeypatch.setattr(hashlib, "sha1", strict(hashlib.sha1))
    with pytest.raises(fashion_mnist_files.WrongFileError, match="2 of 10,008 bytes"):
        fashion_mnist_files.verify(NAME, b"no")


def test_what_each_mirror_answered_is_said_once(monkeypatch, tmp_path):
    def no(url):
        raise OSError(f"no {url[7]}")

    monkeypatch.setattr(fashion_mnist_files, "MIRRORS", ("http://a/", "http://b/"))
    monkeypatch.setattr(fashion_mnist_files, "fetch", no)
    with pytest.raises(OSError, match="^http://a/ - no a; http://b/ - no b$"):
        fashion_mnist_files.download(NAME, tmp_path)


def test_a_warning_names_the_line_that_downloaded(monkeypatch, tmp_path):
    monkeypatch.setattr(fashion_mnist_files, "fetch", lambda url: b"packed")
    monkeypatch.setattr(fashion_mnist_files, "verify", lambda name, packed: b"whole")
    (tmp_path / "file").touch()
    with pytest.warns(UserWarning, match="stays in memory, not on disk") as caught:
        fashion_mnist_files.download(NAME, tmp_path / "file" / "folder")
    assert caught[0].filename == __file__


# ---- atomic_write


def test_all_missing_folders_are_made(tmp_path):
    write_atomically(tmp_path / "a" / "b" / "c", b"1")
    assert (tmp_path / "a" / "b" / "c").read_bytes() == b"1"


def test_a_writer_has_its_full_time(tmp_path, monkeypatch):
    left = tmp_path / f".f-left{UNFINISHED}"
    left.write_bytes(b"half")
    started = left.stat().st_mtime
    for age, stays in ((ABANDONED, True), (ABANDONED + 1, False)):
        monkeypatch.setattr(time, "time", lambda age=age: started + age)
        write_atomically(tmp_path / "f", b"whole")
        assert left.exists() == stays


def test_what_another_process_deletes_first_is_no_fault(tmp_path, monkeypatch):
    left = tmp_path / f".f-left{UNFINISHED}"
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    unlink = type(left).unlink

    def too_late(path, missing_ok=False):
        if path == left:
            raise FileNotFoundError(path)
        unlink(path, missing_ok)

    monkeypatch.setattr(type(left), "unlink", too_late)
    write_atomically(tmp_path / "f", b"whole")
    assert (tmp_path / "f").read_bytes() == b"whole"


def test_an_unfinished_file_bears_our_ending(tmp_path, monkeypatch):
    """By it a later writer knows what it may delete."""
    replace, names = os.replace, []

    def spy(source, target):
        names.append(os.path.basename(source))
        replace(source, target)

    monkeypatch.setattr(atomic_write.os, "replace", spy)
    write_atomically(tmp_path / "f", b"whole")
    assert names[0].startswith(".f-") and names[0].endswith(UNFINISHED)


def test_the_first_fault_is_told_when_the_file_is_gone_too(tmp_path, monkeypatch):
    def gone(source, _):
        os.unlink(source)
        raise OSError("the first fault")

    monkeypatch.setattr(atomic_write.os, "replace", gone)
    with pytest.raises(OSError, match="^the first fault$"):
        write_atomically(tmp_path / "f", b"whole")


# ---- download: with a clock and an answer of its own


class Answer:
    """What a server sends: pairs (seconds that it takes, bytes)."""

    def __init__(self, pieces, length=None):
        self.pieces = list(pieces)
        self.headers = {} if length is None else {"Content-Length": length}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def read1(self, size):
        if not self.pieces:
            return b""
        seconds, content = self.pieces.pop(0)
        self.now += seconds
        return content


class Bar:
    """What draws nothing and remembers all."""

    def __init__(self, **how):
        self.how, self.seen = how, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def update(self, count):
        self.seen += count


@pytest.fixture
def fetch(monkeypatch):
    """Fetch an Answer; return (bytes, the bar)."""

    def run(*pieces, length=None):
        answer, bars = Answer(pieces, length), []
        answer.now = 0.0
        monkeypatch.setattr(download, "open_url", lambda url: answer)
        monkeypatch.setattr(download.time, "monotonic", lambda: answer.now)
        monkeypatch.setattr(
            download, "progress", lambda **how: bars.append(Bar(**how)) or bars[0]
        )
        content = download.fetch(f"https://example.org/folder/{NAME}.gz")
        return content, bars[0]

    return run


@pytest.mark.parametrize(
    ("length", "total"), [("9", 9), (None, None), ("many", None), ("", None)]
)
def test_the_bar_says_what_comes_and_how_much(fetch, length, total):
    content, bar = fetch((0, b"four"), (0, b"five5"), length=length)
    assert content == b"fourfive5" and bar.seen == 9
    how = {"total": total, "desc": f"{NAME}.gz", "unit": "B", "unit_scale": True}
    assert bar.how == how


def test_as_much_as_is_allowed_and_not_one_byte_more(fetch, monkeypatch):
    monkeypatch.setattr(download, "LARGEST", 1000)
    assert fetch((0, bytes(1000)))[0] == bytes(1000)
    with pytest.raises(OSError, match="^sends more than 1,000 bytes$"):
        fetch((0, bytes(1000)), (0, b"1"))


def test_how_slow_a_server_may_be(fetch):
    limit, least = download.SECONDS_TO_ANSWER, download.SLOWEST
    words = "^sends less than 50,000 bytes a second$"
    enough = bytes(least * (limit + 1))
    assert fetch((limit + 1, enough))[0] == enough
    with pytest.raises(OSError, match=words):
        fetch((limit + 1, enough[:-1]))
    # it is judged after the limit, not at it
    assert fetch((limit, b"1"))[0] == b"1"
    # each stretch is judged by itself: a good one before does not help
    with pytest.raises(OSError, match=words):
        fetch((limit + 1, enough), (limit + 1, enough[:-1]))
    assert fetch((limit + 1, enough), (limit + 1, enough))[0] == enough * 2


def test_a_thread_that_still_waits_does_not_keep_python_from_ending(monkeypatch):
    answered = threading.Event()

    def wait(*_, **__):
        answered.wait(60)
        raise OSError("at last")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", wait)
    monkeypatch.setattr(download, "SECONDS_TO_ANSWER", 0.05)
    before = set(threading.enumerate())
    with pytest.raises(OSError, match="^no answer within 0.05 seconds$"):
        download.open_url("https://example.org")
    (waiting,) = set(threading.enumerate()) - before
    assert waiting.daemon
    answered.set()
    waiting.join()
