"""Write the kit of a class: `make kit`, or `python -m tools.kit FOLDER`."""

import sys
import zipfile
from pathlib import Path

from tools.kit import cards, copies, quiz, slides

ARCHIVE = "cnn-step-by-step-kit.zip"


def write(folder: Path) -> None:
    """Write the whole kit into a folder, and all of it into one ZIP there."""
    folder.mkdir(parents=True, exist_ok=True)
    copies.write(folder)
    quiz.write(folder)
    cards.write(folder)
    slides.write(folder)
    (folder / ARCHIVE).unlink(missing_ok=True)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    with zipfile.ZipFile(folder / ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
