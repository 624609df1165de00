"""The links that open a lesson with one click, taken apart again."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import ROOT
from tests.lessons import ALL
from tools.hosts import BADGES, address, badge, links

REPO, RELEASE = address()
GITHUB = f"https://github.com/{REPO}"


@pytest.mark.parametrize("lesson", ALL)
def test_a_link_names_the_lesson_and_the_release(lesson):
    file = f"notebooks/{lesson}.ipynb"
    found = {host: urlsplit(link) for host, link in links(lesson).items()}
    asked = {host: parse_qs(link.query) for host, link in found.items()}
    assert all(link.scheme == "https" for link in found.values())
    assert found["Colab"].path == f"/github/{REPO}/blob/{RELEASE}/{file}"
    assert asked["Kaggle"] == {"src": [f"{GITHUB}/blob/{RELEASE}/{file}"]}
    assert found["Binder"].path == f"/v2/gh/{REPO}/{RELEASE}"
    assert asked["Binder"] == {"urlpath": [f"lab/tree/{file}"]}
    assert found["Codespaces"].path == f"/{REPO}"
    # nbgitpuller's own parameters; the clone is called like the repository. A tag would
    # be cloned, but it is no branch of the clone: the second click would fail.
    name = REPO.split("/")[1]
    assert asked["nbgitpuller"] == {
        "repo": [GITHUB], "branch": ["main"], "urlpath": [f"lab/tree/{name}/{file}"],
    }  # fmt: skip
    assert found["nbgitpuller"].path == "/hub/user-redirect/git-pull"
    assert (ROOT / file).exists()


@pytest.mark.parametrize("host", BADGES)
def test_a_badge_is_a_picture_with_words_and_a_link(host):
    picture, link = re.fullmatch(
        rf"\[!\[Open in {host}\]\((\S+\.svg)\)\]\((\S+)\)", badge(host, ALL[0])
    ).groups()
    assert picture == BADGES[host] and link == links(ALL[0])[host]


def test_the_readmes_table_uses_every_definition_and_no_other():
    text = (ROOT / "README.md").read_text("utf-8")
    defined = dict(re.findall(r"(?m)^\[([^]]+)\]: (https\S+)$", text))
    assert defined.pop("article")
    used = re.findall(r"\[!\[[^]]+\]\[([^]]+)\]\]\[([^]]+)\]", text)
    assert used == [(f"{host} badge", host) for host in BADGES]
    assert defined == {f"{host} badge": url for host, url in BADGES.items()} | {
        host: links(ALL[0])[host] for host in BADGES
    }
