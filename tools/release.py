"""Set the version of a release wherever it stands: python -m tools.release 1.1.0.

It is written to pyproject.toml and CITATION.cff, the section "Unreleased" of
CHANGELOG.md gets its name, and all badges and set-up cells open its tag. Commit and tag
are left to you.
"""

import datetime
import re
import sys

from tools import badges
from tools.hosts import ROOT, address

NUMBER = re.compile(r"\d+\.\d+\.\d+")
UNRELEASED = "## Unreleased\n"


def released(files: dict[str, str], version: str, day: str) -> dict[str, str]:
    """Return the files {name: text} with a version and the day of its release."""
    heading = f"## {version} ({day})\n"
    cited = re.sub(r"(?m)^version: .*", f"version: {version}", files["CITATION.cff"])
    return {
        "pyproject.toml": re.sub(
            r'(?m)^version = ".*"', f'version = "{version}"', files["pyproject.toml"]
        ),
        "CITATION.cff": re.sub(
            r"(?m)^date-released: .*", f'date-released: "{day}"', cited
        ),
        "CHANGELOG.md": files["CHANGELOG.md"].replace(UNRELEASED, heading),
    }


def main() -> None:
    version = sys.argv[1] if len(sys.argv) > 1 else ""
    if not NUMBER.fullmatch(version):
        sys.exit(f"VERSION must be three numbers, such as 1.1.0, not {version!r}")
    now = address()[1].removeprefix("v")
    if [*map(int, version.split("."))] <= [*map(int, now.split("."))]:
        sys.exit(f"VERSION must be above {now}, the last one, not {version}")
    names = "pyproject.toml", "CITATION.cff", "CHANGELOG.md"
    files = {name: (ROOT / name).read_text("utf-8") for name in names}
    if UNRELEASED not in files["CHANGELOG.md"]:
        sys.exit('CHANGELOG.md needs a section "## Unreleased" that says what is new')
    day = datetime.date.today().isoformat()
    for name, text in released(files, version, day).items():
        (ROOT / name).write_text(text, "utf-8", newline="\n")
    badges.write()
    print(f"Now: git commit -a; git tag v{version}; git push origin main v{version}")


if __name__ == "__main__":
    main()
