"""Finding, checking and fetching the four files: with every source failing."""

import errno
import gzip
import hashlib
import os
import stat
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError

import pytest
import torchvision

from helpers import atomic_write, download as mirrors
from helpers import fashion_mnist_files as files

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
    answers, asked, closing = [], [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            reply = answers.pop(0) if answers else answer(b"", 404)
            try:
                reply(self)
            except OSError:  # nobody listens any more
                self.close_connection = True

        def drip(self, pieces, seconds):
            """Send a piece every so many seconds, until nobody listens."""
            for piece in pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                if closing.wait(seconds):
                    return

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{http.server_port}"
    monkeypatch.setattr(files, "MIRRORS", (f"{address}/one/", f"{address}/two/"))
    monkeypatch.setattr(mirrors, "SECONDS_TO_ANSWER", 0.2)
    yield answers, asked
    closing.set()
    http.shutdown()
    http.server_close()


def answer(body, status=200, **headers):
    """Make a server's ordinary answer."""

    def reply(to):
        to.send_response(status)
        for name, value in ({"Content-Length": len(body)} | headers).items():
            to.send_header(name.replace("_", "-"), str(value))
        to.end_headers()
        to.wfile.write(body)

    return reply


def test_the_real_digests_are_the_published_ones(train_set, test_set):
    header = bytes.fromhex("00000803 0000ea60 0000001c 0000001c")
    images = header + train_set.data.numpy().tobytes()
    assert hashlib.md5(images).hexdigest() == files.FILES["train-images-idx3-ubyte"][0]
    labels = bytes.fromhex("00000801 00002710") + bytes(test_set.targets.tolist())
    assert files.verify("t10k-labels-idx1-ubyte", labels) == labels


def test_a_good_mirror_is_asked_once(small_file, server, tmp_path):
    answers, asked = server
    answers.append(answer(PACKED))
    assert files.download(NAME, tmp_path) == GOOD
    assert asked == [f"/one/{NAME}.gz"]
    assert [p.name for p in tmp_path.iterdir()] == [f"{NAME}.gz"]
    assert files.read_verified(NAME, tmp_path) == GOOD


def drip(seconds, start, pieces):
    """Begin well, then send a piece every so many seconds for ever."""

    def reply(to):
        to.wfile.write(start)
        to.drip(pieces, seconds)

    return reply


def forever(piece):
    while True:
        yield piece


PACKED = gzip.compress(GOOD)
OK = b"HTTP/1.0 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
BAD_ANSWERS = {
    "not found": answer(b"", 404),
    "forbidden": answer(b"no", 403),
    "overloaded": answer(b"later", 503),
    "a web page": answer(b"<html>Please log in</html>"),
    "other bytes": answer(gzip.compress(b"other bytes" * 1000)),
    "a gzip cut off": answer(PACKED[:-9]),
    "a connection cut off": answer(PACKED[:9], Content_Length=999),
    "a gzip damaged": answer(PACKED[:12] + b"\0\0\0\0" * 9),
    "nothing": answer(b""),
    "no HTTP": lambda to: to.wfile.write(b"\0\1\2 hello"),
    "a hang-up": lambda to: to.connection.close(),
    "a chunk cut off": lambda to: to.wfile.write(CHUNKED + b"ff\r\nabc"),
    "a chunk of nonsense": lambda to: to.wfile.write(CHUNKED + b"zz\r\nabc"),
    "no length": answer(b"x", Content_Length="many"),
    "a page elsewhere": answer(b"", 302, Location="http://127.0.0.1:9/"),
    "a local file": answer(b"", 302, Location="file:///etc/passwd"),
    "an impossible address": answer(b"", 302, Location="https://[/"),
    "a silence": drip(60, b"", [b""]),
    "headers for ever": drip(0.05, OK[:-2], forever(b"X-A: b\r\n")),
    "a drip after a good start": drip(0.05, OK + bytes(500_000), forever(b"x")),
    "a byte at a time": drip(0.05, OK, forever(b"x")),
    "a silence in the middle": drip(60, OK + PACKED[:9], [b""]),
    "bytes for ever": drip(0, OK, forever(bytes(100_000))),
}


@pytest.mark.parametrize("error", [TimeoutError("t"), URLError(TimeoutError("t"))])
def test_two_limits_say_the_same(error, monkeypatch):
    """urllib's limit and ours are equal: on a busy computer either comes first."""

    def too_late(*_, **__):
        raise error

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", too_late)
    with pytest.raises(OSError, match="^no answer within 7 seconds$"):
        mirrors.open_url("https://example.org")


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_after_a_bad_answer_the_next_mirror_is_asked(
    bad, small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(mirrors, "LARGEST", 3_000_000)
    answers, asked = server
    answers += [bad, answer(PACKED)]
    start = time.monotonic()
    assert files.download(NAME, tmp_path) == GOOD
    assert time.monotonic() - start < 2  # the limit is 0.2 s here, 7 s for learners
    assert [path.split("/")[1] for path in asked] == ["one", "two"]
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.gz"]


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_when_all_is_bad_nothing_is_kept(
    bad, small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(mirrors, "LARGEST", 3_000_000)
    answers, asked = server
    answers += [bad] * 4
    with pytest.raises(OSError, match="/one/ - .*; .*/two/ - ") as caught:
        files.download(NAME, tmp_path)
    assert len(asked) == 4
    assert list(tmp_path.iterdir()) == []
    assert "\n" not in str(caught.value)


def test_four_attempts_in_vain_take_less_than_a_minute():
    """Each may wait once for the headers, and once more for the first bytes."""
    attempts = len(files.MIRRORS) * 2
    assert 2 * mirrors.SECONDS_TO_ANSWER * attempts < 60


def test_a_mirror_that_is_not_there(small_file, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MIRRORS", ("http://127.0.0.1:9/", "http://x.invalid/"))
    with pytest.raises(OSError, match="refused.*; .*x.invalid/ - "):
        files.download(NAME, tmp_path)


def test_a_gzip_that_unpacks_to_too_much_is_left(
    small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "LARGEST", 20_000)
    answers, _ = server
    answers += [answer(gzip.compress(b"\0" * 100_000)), answer(PACKED)]
    assert files.download(NAME, tmp_path) == GOOD


@pytest.mark.parametrize("to", ["http://x/", "ftp://x/", "file:///x", "//x/", "/x"])
def test_only_https_is_followed(to, small_file, server):
    answers, asked = server
    answers += [answer(b"", 302, Location=to), answer(PACKED)]
    with pytest.raises(OSError, match="302|sends us on to|redirect"):
        mirrors.fetch(f"{files.MIRRORS[0]}{NAME}.gz")
    assert len(asked) == 1
    follow = mirrors.OnlyToHTTPS().redirect_request
    request = mirrors.urllib.request.Request("https://x/")
    assert follow(request, None, 302, "", {}, "https://y/z").full_url == "https://y/z"


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
    answers, asked = server
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


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file"
    atomic_write.write_atomically(path, b"old")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_write.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        atomic_write.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_others_may_read_what_was_written(tmp_path):
    atomic_write.write_atomically(tmp_path / "file", b"new")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) & 0o444 == 0o444


def test_what_a_killed_writer_left_is_cleaned_away(tmp_path):
    old, fresh, other = (tmp_path / n for n in (".f-old", ".f-fresh", ".g-old"))
    for path in (old, fresh, other):
        path.write_bytes(b"half")
    past = time.time() - atomic_write.ABANDONED - 1
    for path in (old, other):
        os.utime(path, (past, past))
    atomic_write.write_atomically(tmp_path / "f", b"whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".f-fresh", ".g-old", "f"]


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


def test_a_file_is_written_beside_its_place_and_all_may_read_it(tmp_path, monkeypatch):
    """On another disk it could not take its place in one step."""
    replace, places = os.replace, []
    monkeypatch.setattr(
        os, "replace", lambda a, b: (places.append(Path(a)), replace(a, b))
    )
    atomic_write.write_atomically(tmp_path / "x", b"1")
    assert places[0].parent == tmp_path and places[0].name.startswith(".x-")
    if os.name == "posix":
        assert (tmp_path / "x").stat().st_mode & 0o777 == 0o644


def test_a_warning_names_the_line_that_read(small_file, tmp_path):
    (tmp_path / NAME).write_bytes(b"damaged")
    with pytest.warns(UserWarning) as caught:
        files.read_verified(NAME, tmp_path)
    assert caught[0].filename == __file__
