"""Make the course's web site in `.build/site`. Nothing is fetched or executed.

Run it as `make site`, or as `make print` for PDFs besides. The pages are gathered
beside the site, laid out as the repository is so that their links hold, and Sphinx
makes the site of them.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.badges import ROOT
from tools.kit import copies, slides
from tools.site.front import explorer
from tools.site.pages import all_pages
from tools.site.printed import print_lessons


def build(site: Path, printed: bool = False) -> None:
    """Make the site anew in a folder; its sources are beside it, in "pages".

    With `printed` each lesson is there as a PDF, too.
    """
    pages = site.with_name("pages")
    for folder in (site, pages):
        shutil.rmtree(folder, ignore_errors=True)
    texts = all_pages(printed)
    for name, text in texts.items():
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(text, "utf-8")
    (pages / "explorer.html").write_text(explorer(), "utf-8")
    for name in ("notebooks/covers", "teaching/find_the_bug/symptoms"):
        shutil.copytree(ROOT / name, pages / name)
    shutil.copy(ROOT / "helpers/results/cost.png", pages / "helpers/results")
    for name in ("site/colab.svg", "LICENSE"):
        shutil.copy(ROOT / name, pages)
    sphinx = ["sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
    places = ["-c", ROOT / "site", "-d", pages / ".doctrees", pages, site]
    command = [sys.executable, "-m", *sphinx, *map(str, places)]
    subprocess.run(command, check=True)
    written = [(site / name).with_suffix(".html") for name in texts]
    if missing := [path.name for path in written if not path.exists()]:
        sys.exit(f"make: these pages were not written: {', '.join(missing)}")
    slides.write(site)
    if not (site / "slides").exists():
        sys.exit("make: without slides the site has links that lead nowhere")
    with tempfile.TemporaryDirectory() as kit:
        copies.write(Path(kit))
        shutil.copy(Path(kit, copies.CLASS), site)
    if printed:
        print_lessons(site)


if __name__ == "__main__":
    build(ROOT / ".build" / "site", printed="print" in sys.argv)
