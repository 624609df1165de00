"""The four files of Fashion-MNIST: found, checked, fetched (lesson 2).

Whatever the source, the unpacked bytes are compared with the digests of the files
that Zalando published after 31 August 2017. Bytes that differ are never trained on.
"""

import hashlib
import os
import tempfile
import time
import urllib.request
import warnings
import zlib
from pathlib import Path

from helpers.progress import progress

# name: (MD5 of the unpacked bytes, their number)
FILES = {
    "train-images-idx3-ubyte": ("f4a8712d7a061bf5bd6d2ca38dc4d50a", 47_040_016),
    "train-labels-idx1-ubyte": ("9018921c3c673c538a1fc5bad174d6f9", 60_008),
    "t10k-images-idx3-ubyte": ("8181f5470baa50b63fa0f6fddb340f0a", 7_840_016),
    "t10k-labels-idx1-ubyte": ("15d484375f8d13e6eb1aabb0c3f46965", 10_008),
}
# MNIST's files have the same names and sizes, and are the likeliest mistake.
MNIST = {
    "6bbc9ace898e44ae57da46a324031adb",
    "a25bea736e30d166cdddb491f175f624",
    "2646ac647ad5339dbf082846283269ea",
    "27ae3e4e09519cfbb04c329615203637",
}
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
MIRRORS = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)
SECONDS_TO_ANSWER = 10
SLOWEST = 50_000  # bytes a second, on average; less is given up
LARGEST = 60_000_000  # bytes, packed or unpacked; more is not one of our files


class WrongFileError(ValueError):
    """The bytes are not the file that they should be."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that its name never holds half of it.

    The bytes go to a new file beside `path`, which then takes its place in one step.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def unpack(content: bytes) -> bytes:
    """Gunzip bytes that are gzipped; return others as they are."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    unzip = zlib.decompressobj(wbits=31)  # 31: a gzip header and checksum
    try:
        unpacked = unzip.decompress(content, LARGEST)
    except zlib.error as error:
        raise WrongFileError(f"a damaged gzip archive ({error})") from None
    if not unzip.eof:
        raise WrongFileError("a gzip archive that is cut off, or far too large")
    return unpacked


def check(name: str, content: bytes) -> bytes:
    """Return the unpacked bytes of the file `name`; WrongFileError if they differ."""
    unpacked = unpack(content)
    digest, size = FILES[name]
    found = hashlib.md5(unpacked, usedforsecurity=False).hexdigest()
    if found == digest:
        return unpacked
    if found in MNIST:
        seems = "a file of MNIST (digits), not of Fashion-MNIST"
    elif unpacked.lstrip()[:1] == b"<":
        seems = "a web page, perhaps an error message or a log-in"
    elif len(unpacked) < size:
        seems = f"cut off or another file: {len(unpacked):,} of {size:,} bytes"
    else:
        seems = f"damaged or another file: {len(unpacked):,} bytes, MD5 {found}"
    raise WrongFileError(seems)


def read(name: str, folder: Path) -> bytes | None:
    """Return the verified bytes of a file in a folder, packed or not.

    None if it is not there, and, after a warning, if it cannot be read or is wrong.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        try:
            if path.is_file():
                return check(name, path.read_bytes())
        except (OSError, WrongFileError) as error:
            warnings.warn(f"{path} is not used: {error}", stacklevel=2)
    return None


def fetch(url: str) -> bytes:
    """Return what an address answers, at most LARGEST bytes of it.

    Raises OSError if nothing answers within SECONDS_TO_ANSWER or it is too slow.
    """
    content = bytearray()
    start = time.monotonic()
    with urllib.request.urlopen(url, timeout=SECONDS_TO_ANSWER) as answer:
        total = int(answer.headers.get("Content-Length") or 0) or None
        how = {"desc": url.rsplit("/", 1)[-1], "unit": "B", "unit_scale": True}
        with progress(total=total, **how) as bar:
            while chunk := answer.read1(1 << 16):
                content += chunk
                bar.update(len(chunk))
                seconds = time.monotonic() - start
                if len(content) > LARGEST:
                    raise OSError(f"{url} sends more than {LARGEST:,} bytes")
                if seconds > SECONDS_TO_ANSWER and len(content) < SLOWEST * seconds:
                    raise OSError(f"{url} sends less than {SLOWEST:,} bytes a second")
    return bytes(content)


def download(name: str, folder: Path) -> bytes:
    """Fetch a file from the first mirror that has the right one; keep it in `folder`.

    Every mirror is asked once, then once more. Returns the unpacked bytes. Raises
    OSError, which says what each mirror answered.
    """
    answers = []
    for mirror in MIRRORS * 2:
        try:
            packed = fetch(f"{mirror}{name}.gz")
            unpacked = check(name, packed)
        except (OSError, WrongFileError) as error:
            answers.append(f"{mirror} - {error}")
            continue
        try:
            write_atomically(folder / f"{name}.gz", packed)
        except OSError as error:
            warnings.warn(f"{name} stays in memory, not on disk: {error}", stacklevel=2)
        return unpacked
    raise OSError("; ".join(dict.fromkeys(answers)))
