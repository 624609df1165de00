"""Finding, checking and fetching the four files: with every source failing."""

import gzip
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from helpers import files

GOOD = b"the right bytes" * 1000
NAME = "t10k-labels-idx1-ubyte"


@pytest.fixture
def small_file(monkeypatch):
    """Make GOOD the right content of NAME, so that tests need not move megabytes."""
    digest = hashlib.md5(GOOD).hexdigest()
    monkeypatch.setitem(files.FILES, NAME, (digest, len(GOOD)))


@pytest.fixture
def server(monkeypatch):
    """A server that gives the answers of a list, one a request, then 404."""
    answers, asked = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body, length = answers.pop(0) if answers else (404, b"", None)
            self.send_response(status)
            self.send_header("Content-Length", str(length or len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{http.server_port}"
    monkeypatch.setattr(files, "MIRRORS", (f"{address}/one/", f"{address}/two/"))
    yield answers, asked
    http.shutdown()


def answer(body, status=200, length=None):
    return status, body, length


def test_the_real_digests_are_the_published_ones(train_set, test_set):
    header = bytes.fromhex("00000803 0000ea60 0000001c 0000001c")
    images = header + train_set.data.numpy().tobytes()
    assert hashlib.md5(images).hexdigest() == files.FILES["train-images-idx3-ubyte"][0]
    labels = bytes.fromhex("00000801 00002710") + bytes(test_set.targets.tolist())
    assert files.check("t10k-labels-idx1-ubyte", labels) == labels


def test_a_good_mirror_is_asked_once(small_file, server, tmp_path):
    answers, asked = server
    answers.append(answer(gzip.compress(GOOD)))
    assert files.download(NAME, tmp_path) == GOOD
    assert asked == [f"/one/{NAME}.gz"]
    assert [p.name for p in tmp_path.iterdir()] == [f"{NAME}.gz"]
    assert files.read(NAME, tmp_path) == GOOD


BAD_ANSWERS = {
    "not found": answer(b"", 404),
    "forbidden": answer(b"no", 403),
    "a web page": answer(b"<html>Please log in</html>"),
    "other bytes": answer(gzip.compress(b"other bytes" * 1000)),
    "a gzip cut off": answer(gzip.compress(GOOD)[:-9]),
    "a connection cut off": answer(gzip.compress(GOOD)[:9], length=999),
    "a gzip damaged": answer(gzip.compress(GOOD)[:12] + b"\0\0\0\0" * 9),
    "nothing": answer(b""),
}


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_after_a_bad_answer_the_next_mirror_is_asked(bad, small_file, server, tmp_path):
    answers, asked = server
    answers += [bad, answer(gzip.compress(GOOD))]
    assert files.download(NAME, tmp_path) == GOOD
    assert [path.split("/")[1] for path in asked] == ["one", "two"]


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_when_all_is_bad_nothing_is_kept(bad, small_file, server, tmp_path):
    answers, asked = server
    answers += [bad] * 4
    with pytest.raises(OSError, match="/one/ - .*; .*/two/ - "):
        files.download(NAME, tmp_path)
    assert len(asked) == 4
    assert list(tmp_path.iterdir()) == []


def test_a_mirror_that_sends_too_much_is_left(
    small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "LARGEST", 20_000)
    answers, _ = server
    answers += [answer(b"x" * 100_000), answer(gzip.compress(b"\0" * 100_000))]
    answers += [answer(gzip.compress(GOOD))]
    assert files.download(NAME, tmp_path) == GOOD


def test_a_slow_mirror_is_given_up(small_file, server, tmp_path, monkeypatch):
    ticks = iter(range(0, 1000, 11))
    monkeypatch.setattr(files.time, "monotonic", lambda: next(ticks))
    answers, _ = server
    answers += [answer(gzip.compress(GOOD))]
    with pytest.raises(OSError, match="less than 50,000 bytes a second"):
        files.fetch(f"{files.MIRRORS[0]}x")


def test_a_disk_that_cannot_be_written_costs_only_a_warning(
    small_file, server, tmp_path, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    answers, _ = server
    answers.append(answer(gzip.compress(GOOD)))
    with pytest.warns(UserWarning, match="stays in memory.*No space left"):
        assert files.download(NAME, tmp_path) == GOOD
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<!DOCTYPE html><p>503</p>", "a web page"),
        (GOOD[:-1], "cut off or another file: 14,999 of 15,000 bytes"),
        (GOOD[:-1] + b"!", "damaged or another file: 15,000 bytes, MD5"),
        (b"", "0 of 15,000"),
    ],
)
def test_a_wrong_file_is_described(small_file, tmp_path, content, message):
    (tmp_path / NAME).write_bytes(content)
    with pytest.warns(UserWarning, match=message):
        assert files.read(NAME, tmp_path) is None


def test_mnist_is_recognised(small_file, tmp_path, monkeypatch):
    digits = b"digits"
    monkeypatch.setattr(files, "MNIST", {hashlib.md5(digits).hexdigest()})
    with pytest.raises(files.WrongFileError, match="MNIST"):
        files.check(NAME, digits)


def test_a_damaged_file_does_not_hide_a_good_one(small_file, tmp_path):
    (tmp_path / NAME).write_bytes(b"damaged")
    (tmp_path / f"{NAME}.gz").write_bytes(gzip.compress(GOOD))
    with pytest.warns(UserWarning, match="not used"):
        assert files.read(NAME, tmp_path) == GOOD


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file"
    files.write_atomically(path, b"old")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        files.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["file"]
