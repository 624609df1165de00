"""Where a lesson opens with one click, and from which address.

Badges and set-up cells name a release, never a branch: a copy of a lesson, kept for a
year, still gets the package that it was written for. Only nbgitpuller gets a branch: it
clones a tag once, and fails when the same learner opens the link again.
"""

import tomllib
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parents[1]
BADGES = {
    "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
    "Kaggle": "https://kaggle.com/static/images/open-in-kaggle.svg",
    "Binder": "https://mybinder.org/badge_logo.svg",
    "Codespaces": "https://github.com/codespaces/badge.svg",
}
BRANCH = "main"
CLASS = "https://HUB"  # a teacher puts the address of the class's JupyterHub here


def address() -> tuple[str, str]:
    """Return (owner/name, tag of the release) as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    url = project["urls"]["Repository"]
    return url.removeprefix("https://github.com/"), f"v{project['version']}"


def links(lesson: str) -> dict[str, str]:
    """Return {host: the address that opens a lesson there}.

    Codespaces opens the repository. `nbgitpuller` copies it to whoever opens the link.
    """
    repo, release = address()
    path = f"notebooks/{lesson}.ipynb"
    github = quote(f"https://github.com/{repo}", safe="")
    blob = f"{repo}/blob/{release}/{path}"
    tree = quote(f"lab/tree/{path}", safe="")
    pulled = quote(f"lab/tree/{repo.split('/')[1]}/{path}", safe="")
    return {
        "Colab": f"https://colab.research.google.com/github/{blob}",
        "Kaggle": f"https://kaggle.com/kernels/welcome?src=https://github.com/{blob}",
        "Binder": f"https://mybinder.org/v2/gh/{repo}/{release}?urlpath={tree}",
        "Codespaces": f"https://codespaces.new/{repo}",
        "nbgitpuller": f"{CLASS}/hub/user-redirect/git-pull?repo={github}"
        f"&branch={BRANCH}&urlpath={pulled}",
    }


def badge(host: str, lesson: str) -> str:
    """Return the Markdown of the badge that opens a lesson on a host."""
    return f"[![Open in {host}]({BADGES[host]})]({links(lesson)[host]})"


def definitions(lesson: str) -> str:
    """Return the link definitions that the README's table of hosts uses."""
    found = links(lesson)
    pictures = [f"[{host} badge]: {url}" for host, url in BADGES.items()]
    return "\n".join(
        [*pictures, *(f"[{host}]: {found[host]}" for host in found if host in BADGES)]
    )
