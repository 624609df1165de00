"""Files that are written whole or not at all.

The one way in which the package writes: checkpoints, downloads and results.
"""

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"  # ends the names of our own new files
ABANDONED = 60  # seconds after which an unfinished file has no writer any more


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that its name never holds half of it.

    The bytes go to a new file beside `path`, which then takes its place in one step.
    What a writer that was killed left behind is deleted.
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
        os.replace(temporary, path)
    except BaseException:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise
