"""Pictures and classes of your own: a folder with one subfolder a class (lesson 10)."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps
from torchvision.datasets import ImageFolder

from helpers.atomic_write import write_atomically
from helpers.checks.picture_folder import (
    check_classes,
    check_folder,
    check_room,
    check_size,
    check_subfolders,
    warn_of_left_out,
)
from helpers.datasets import PictureSet
from helpers.decode import read_picture
from helpers.progress import progress

READ_AS = "1"  # another one where pictures are read in another way
MOST_KEPT = 500_000_000  # bytes of pixels, in a file beside the pictures
LITTER = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # what computers leave in folders


def load_folder(folder, size: int = 28, colour: bool = False) -> PictureSet:
    """Read a folder with one subfolder a class, as pictures of `size` x `size` pixels.

    Every file that Pillow opens is read as `load_picture` reads it, in folders within
    a class too; what is no picture or is damaged is left out, and one warning names it.
    Hidden files and folders are passed over. The classes are the names of the
    subfolders, sorted. What was read is kept in a hidden file in the folder, up to half
    a gigabyte, and taken from there as long as no picture changes. Raises
    FileNotFoundError for no folder, and ValueError for a class without pictures or
    fewer than two classes.
    """
    check_size(size)
    folder = Path(folder).expanduser()
    check_folder(folder)
    listed = Listing(folder)
    check_classes(folder, listed.classes, [label for _, label in listed.samples])
    check_room(len(listed.samples), size, colour)
    cache = folder / f".pictures-{size}-{'colour' if colour else 'grey'}.pt"
    key = fingerprint(folder, listed)
    found = from_cache(cache, key)
    if found is None:
        found = read_all(listed.samples, size, colour)
        write_cache(cache, key, found)
    pictures, labels, left_out = found
    warn_of_left_out(folder, left_out)
    check_classes(folder, listed.classes, labels.tolist())
    return PictureSet(pictures, labels, listed.classes)


def load_picture(image, size: int = 28, colour: bool = False) -> torch.Tensor:
    """Return any picture as `load_folder` reads it: (C, size, size) float32 in 0..1.

    `image` is a path, the bytes of a file, a Pillow image, an array or a tensor. It is
    turned the right way up, laid on white or black where it is transparent, cut to its
    middle square, made smaller or larger, and grey unless `colour` is set: C is 1 or 3.
    Raises FileNotFoundError for no file, and ValueError for what is no picture.
    """
    check_size(size)
    return torch.from_numpy(square(image, size, colour)) / 255


def square(image, size: int, colour: bool) -> np.ndarray:
    """Return the middle square of a picture, (C, size, size) uint8."""
    picture = read_picture(image, needed=4 * size)  # four pixels and more make one
    picture = picture.convert("RGB" if colour else "L")
    picture = ImageOps.fit(picture, (size, size), Image.Resampling.LANCZOS)
    pixels = np.asarray(picture)
    return np.moveaxis(pixels, -1, 0).copy() if colour else pixels[None].copy()


class Listing(ImageFolder):
    """torchvision's list of files and classes, without what is hidden or litter."""

    def __init__(self, root: Path):
        self.top = Path(root)
        super().__init__(root, is_valid_file=self.is_visible, allow_empty=True)

    def find_classes(self, directory) -> tuple[list[str], dict[str, int]]:
        """Return the subfolders in alphabetical order, and the place of each."""
        folders = [entry.name for entry in os.scandir(directory) if entry.is_dir()]
        names = sorted(filter(self.is_visible, folders))
        check_subfolders(directory, names)
        return names, {name: place for place, name in enumerate(names)}

    def is_visible(self, path: str) -> bool:
        """Tell whether a file or folder is neither hidden nor litter."""
        path = Path(path)
        inside = path.relative_to(self.top) if path.is_relative_to(self.top) else path
        return not any(p.startswith(".") or p in LITTER for p in inside.parts)


def read_all(samples: list[tuple[str, int]], size: int, colour: bool):
    """Return pictures (N, C, S, S) uint8, labels (N,), and what was left out.

    A thread a core reads files. Each changes, while it decodes, which warnings are
    heard; in the end they are heard as before.
    """

    def read(path: str) -> np.ndarray | Exception:
        try:
            return square(path, size, colour)
        except (ValueError, OSError) as error:
            return error

    pictures, labels, left_out = [], [], []
    with warnings.catch_warnings(), ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = pool.map(read, [path for path, _ in samples])
        bar = progress(zip(samples, answers, strict=True), total=len(samples))
        for (path, label), answer in bar:
            if isinstance(answer, Exception):
                left_out.append([path, str(answer)])
            else:
                pictures.append(answer)
                labels.append(label)
    shape = (len(pictures), 3 if colour else 1, size, size)
    stacked = torch.from_numpy(np.array(pictures, np.uint8).reshape(shape))
    return stacked, torch.tensor(labels, dtype=torch.int64, device="cpu"), left_out


def fingerprint(folder: Path, listed: Listing) -> str:
    """Return a digest of all names, sizes and times of change: it changes with them."""
    lines = [READ_AS]
    for path, _ in listed.samples:
        about = os.stat(path)
        name = Path(path).relative_to(folder).as_posix()
        lines.append(f"{name} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256(
        "\n".join(lines).encode("utf-8", "surrogateescape")
    ).hexdigest()


def from_cache(path: Path, key: str):
    """Return what was read before, if nothing has changed since; else None."""
    try:
        kept = torch.load(path, "cpu", weights_only=True)
        return kept["read"] if kept["key"] == key else None
    except Exception:  # none yet, or damaged: the pictures are there
        return None


def write_cache(path: Path, key: str, read) -> None:
    """Write what was read into a file, unless it is large or the disk refuses."""
    if read[0].numel() > MOST_KEPT:
        return
    buffer = io.BytesIO()
    torch.save({"key": key, "read": read}, buffer)
    try:
        write_atomically(path, buffer.getvalue())
    except OSError:  # a read-only folder: the next time takes as long as this one
        pass
