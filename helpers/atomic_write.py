"""Files that are written whole or not at all.

The one way in which the package writes: checkpoints, downloads and results.
"""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"  # ends the names of our own new files
PAUSES = (0.05, 0.1, 0.15)  # seconds between attempts to put a file in its place
ABANDONED = 60  # seconds after which an unfinished file has no writer any more


def writable_folder(name: str) -> Path:
    """Return a folder, made if need be; a temporary one, and say so, if none can be."""
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        instead = Path(tempfile.mkdtemp())
        print(f"{folder} cannot be written ({error.strerror}): {instead} is used")
        return instead


def replace(new: str, old: Path) -> None:
    """Put a new file in the place of an old one, at the fourth attempt at the latest.

    Raises what the last attempt raised.
    """
    for pause in PAUSES:
        with suppress(PermissionError):
            return os.replace(new, old)
        time.sleep(pause)
    os.replace(new, old)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that its name never holds half of it.

    The bytes go to a new file beside `path`, which then takes its place in one step.
    Windows refuses that while a virus scanner or OneDrive reads the old file, so it is
    tried again for 0.3 seconds. What a writer that was killed left behind is deleted.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.name}-"
    for left in path.parent.iterdir():
        if left.name.startswith(prefix) and left.name.endswith(UNFINISHED):
            with suppress(OSError):  # another process may be quicker
                if time.time() - left.stat().st_mtime > ABANDONED:
                    left.unlink()
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(UNFINISHED, prefix, path.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)  # mkstemp lets nobody else read
        replace(temporary, path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise
