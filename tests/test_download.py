"""Fetching, from servers that misbehave in every way."""

import gzip
import urllib.request
from urllib.error import URLError

import pytest

from helpers import download
from helpers import fashion_mnist_files as files
from tests.servers import GOOD, NAME, PACKED, SILENCE, answer, drip


def test_a_good_mirror_is_asked_once(small_file, server, tmp_path):
    answers, asked, _ = server
    answers.append(answer(PACKED))
    assert files.download(NAME, tmp_path) == GOOD
    assert asked == [f"/one/{NAME}.gz"]
    assert [p.name for p in tmp_path.iterdir()] == [f"{NAME}.gz"]
    assert files.read_verified(NAME, tmp_path) == GOOD


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
    "a silence": SILENCE,
    "headers for ever": drip(0.05, OK[:-2], b"X-A: b\r\n"),
    "a drip after a good start": drip(0.05, OK + bytes(500_000), b"x"),
    "a byte at a time": drip(0.05, OK, b"x"),
    "a silence in the middle": drip(60, OK + PACKED[:9], b"", pieces=1),
    "bytes for ever": drip(0, OK, bytes(100_000)),
}


@pytest.mark.parametrize("error", [TimeoutError("t"), URLError(TimeoutError("t"))])
def test_two_limits_say_the_same(error, monkeypatch):
    """urllib's limit and ours are equal: on a busy computer either comes first."""

    def too_late(*_, **__):
        raise error

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", too_late)
    with pytest.raises(OSError, match="^no answer within 7 seconds$"):
        download.open_url("https://example.org")


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_after_a_bad_answer_the_next_mirror_is_asked(
    bad, small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(download, "LARGEST", 3_000_000)
    answers, asked, outlasted = server
    answers += [bad, answer(PACKED)]
    assert files.download(NAME, tmp_path) == GOOD
    assert outlasted == []  # whoever drips for ever was not waited for
    assert [path.split("/")[1] for path in asked] == ["one", "two"]
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.gz"]


@pytest.mark.parametrize("bad", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_when_all_is_bad_nothing_is_kept(
    bad, small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(download, "LARGEST", 3_000_000)
    answers, asked, outlasted = server
    answers += [bad] * 4
    with pytest.raises(OSError, match="/one/ - .*; .*/two/ - ") as caught:
        files.download(NAME, tmp_path)
    assert len(asked) == 4 and outlasted == []
    assert list(tmp_path.iterdir()) == []
    assert "\n" not in str(caught.value)


def test_four_attempts_in_vain_take_less_than_a_minute():
    """Each may wait once for the headers, and once more for the first bytes."""
    attempts = len(files.MIRRORS) * 2
    assert 2 * download.SECONDS_TO_ANSWER * attempts < 60


def test_a_mirror_that_is_not_there(small_file, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MIRRORS", ("http://127.0.0.1:9/", "http://x.invalid/"))
    with pytest.raises(OSError, match="refused.*; .*x.invalid/ - "):
        files.download(NAME, tmp_path)


def test_a_gzip_that_unpacks_to_too_much_is_left(
    small_file, server, tmp_path, monkeypatch
):
    monkeypatch.setattr(files, "LARGEST", 20_000)
    answers, *_ = server
    answers += [answer(gzip.compress(b"\0" * 100_000)), answer(PACKED)]
    assert files.download(NAME, tmp_path) == GOOD


@pytest.mark.parametrize("to", ["http://x/", "ftp://x/", "file:///x", "//x/", "/x"])
def test_only_https_is_followed(to, small_file, server):
    answers, asked, _ = server
    answers += [answer(b"", 302, Location=to), answer(PACKED)]
    with pytest.raises(OSError, match="302|sends us on to|redirect"):
        download.fetch(f"{files.MIRRORS[0]}{NAME}.gz")
    assert len(asked) == 1
    follow = download.OnlyToHTTPS().redirect_request
    request = urllib.request.Request("https://x/")
    assert follow(request, None, 302, "", {}, "https://y/z").full_url == "https://y/z"
