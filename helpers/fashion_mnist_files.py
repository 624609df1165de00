"""The four files of Fashion-MNIST: found, fetched, verified (lesson 2).

Whatever the source, the unpacked bytes are compared with the digests of the files
that Zalando published after 31 August 2017. Bytes that differ are never trained on.
"""

import hashlib
import warnings
import zlib
from http.client import HTTPException
from pathlib import Path

from helpers.atomic_write import write_atomically
from helpers.download import LARGEST, fetch

# name: (MD5 of the unpacked bytes, their number)
FILES = {
    "train-images-idx3-ubyte": ("f4a8712d7a061bf5bd6d2ca38dc4d50a", 47_040_016),
    "train-labels-idx1-ubyte": ("9018921c3c673c538a1fc5bad174d6f9", 60_008),
    "t10k-images-idx3-ubyte": ("8181f5470baa50b63fa0f6fddb340f0a", 7_840_016),
    "t10k-labels-idx1-ubyte": ("15d484375f8d13e6eb1aabb0c3f46965", 10_008),
}
# Files of the same names and sizes, the likeliest mistake, by a digest of what people
# have: MNIST's bytes packed and unpacked (MD5), KMNIST's packed (MD5), Fashion-MNIST's
# first edition packed, as MXNet listed it on 29 August 2017 (SHA-1).
MNIST = "a file of MNIST (digits), not of Fashion-MNIST"
KMNIST = "a file of KMNIST (old Japanese letters), not of Fashion-MNIST"
FIRST_EDITION = (
    "a file of Fashion-MNIST as it was before 31 August 2017: pictures of its test set"
    " stand in its training set too"
)
OTHERS = {
    "f68b3c2dcbeaaa9fbdd348bbdeb94873": MNIST,
    "d53e105ee54ea40749a09fcbcd1e9432": MNIST,
    "9fb629c4189551a2d022fa330f9573f3": MNIST,
    "ec29112dd5afa0611ce80d1b7f02629c": MNIST,
    "6bbc9ace898e44ae57da46a324031adb": MNIST,
    "a25bea736e30d166cdddb491f175f624": MNIST,
    "2646ac647ad5339dbf082846283269ea": MNIST,
    "27ae3e4e09519cfbb04c329615203637": MNIST,
    "bdb82020997e1d708af4cf47b453dcf7": KMNIST,
    "e144d726b3acfaa3e44228e80efcd344": KMNIST,
    "5c965bf0a639b31b8f53240b1b52f4d7": KMNIST,
    "7320c461ea6c1c855c0b718fb2a4b134": KMNIST,
    "0cf37b0d40ed5169c6b3aba31069a9770ac9043d": FIRST_EDITION,
    "236021d52f1e40852b06a4c3008d8de8aef1e40b": FIRST_EDITION,
    "626ed6a7c06dd17c0eec72fa3be1740f146a2863": FIRST_EDITION,
    "17f9ab60e7257a1620f4ad76bbbaf857c3920701": FIRST_EDITION,
}
DEBIAN = Path("/usr/share/datasets/fashion-mnist")
MIRRORS = (
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
)


class WrongFileError(ValueError):
    """The bytes are not the file that they should be."""


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


def md5(content: bytes) -> str:
    """Return a digest that tells files apart; it is no guard against forgers."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def verify(name: str, content: bytes) -> bytes:
    """Return the unpacked bytes of the file `name`; WrongFileError if they differ."""
    unpacked = unpack(content)
    digest, size = FILES[name]
    found = md5(unpacked)
    if found == digest:
        return unpacked
    packed = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    if seen := {found, md5(content), packed} & OTHERS.keys():
        seems = OTHERS[seen.pop()]
    elif unpacked.lstrip()[:1] == b"<":
        seems = "a web page, perhaps an error message or a log-in"
    elif len(unpacked) < size:
        seems = f"cut off or another file: {len(unpacked):,} of {size:,} bytes"
    else:
        seems = f"damaged or another file: {len(unpacked):,} bytes, MD5 {found}"
    raise WrongFileError(seems)


def read_verified(name: str, folder: Path) -> bytes | None:
    """Return the verified bytes of a file in a folder, packed or not.

    None if it is not there, and, after a warning, if it cannot be read or is wrong.
    """
    for path in (folder / name, folder / f"{name}.gz"):
        try:
            if path.is_file():
                return verify(name, path.read_bytes())
        except (OSError, WrongFileError) as error:
            warnings.warn(f"{path} is not used: {error}", stacklevel=2)
    return None


def download(name: str, folder: Path) -> bytes:
    """Fetch a file from the first mirror that has the right one; keep it in `folder`.

    Every mirror is asked once, then once more. Returns the unpacked bytes. Raises
    OSError, which says what each mirror answered. A disk that cannot be written to
    costs no more than a warning.
    """
    answers = []
    for mirror in MIRRORS * 2:
        try:
            packed = fetch(f"{mirror}{name}.gz")
            unpacked = verify(name, packed)
        except (OSError, HTTPException, ValueError) as error:
            answers.append(f"{mirror} - {error}")
            continue
        try:
            write_atomically(folder / f"{name}.gz", packed)
            (folder / name).unlink(missing_ok=True)  # it was damaged
        except OSError as error:
            warnings.warn(f"{name} stays in memory, not on disk: {error}", stacklevel=2)
        return unpacked
    raise OSError("; ".join(dict.fromkeys(answers)))
