"""Ten scripts with a fault: they run, the check refuses them, and takes what is mended.

The check itself is tried with unusual right repairs and with half ones.
"""

import json
import re
import subprocess
import sys

import matplotlib.pyplot as plt
import pytest
import torch

from tests.answers.find_the_bug import RIGHT, WRONG
from tests.conftest import ROOT
from tools import bugs
from tools.bugs import page, record
from tools.bugs.check import verdict
from tools.bugs.pictures import marked, recognise
from tools.bugs.rules import judge

README = (bugs.FOLDER / "README.md").read_text("utf-8")
STORIES = bugs.stories()
each_bug = pytest.mark.parametrize("number", bugs.NUMBERS)


def changed(number, pairs):
    source = bugs.script(number)
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in source, old
        source = source.replace(old, new)
    return source


@pytest.fixture
def said(tmp_path):
    def ask(number, source, limit=None):
        path = tmp_path / "my_version.py"
        path.write_text(f"import helpers\n{source}", "utf-8")
        return judge(number, path, limit)

    return ask


# ---- the check


def brief(number):
    """Two epochs tell, except of what stands at the end."""
    return None if number in (7, 10) else 2


@each_bug
def test_the_script_runs_to_its_end_and_is_refused(number, said):
    answer = said(number, bugs.script(number))
    assert answer and not answer.startswith("It stops with")


@each_bug
def test_the_mended_script_passes(number, said):
    assert said(number, bugs.mended(number)) == ""


def test_bug_3_is_told_its_first_wrong_step(said):
    assert said(3, bugs.script(3), 1).startswith("Step 2 does not go by")
    late = changed(3, ("lr=0.1", "lr=0.001"))
    assert said(3, late, 1).startswith("Step 2 does not go by")


def cases(repairs):
    return [(number, pairs) for number in bugs.NUMBERS for pairs in repairs[number]]


@pytest.mark.parametrize(("number", "pairs"), cases(RIGHT))
def test_a_right_repair_passes(number, pairs, said):
    assert said(number, changed(number, pairs), brief(number)) == ""


@pytest.mark.parametrize(("number", "pairs"), cases(WRONG))
def test_a_wrong_or_half_repair_is_refused_in_a_sentence(number, pairs, said):
    answer = said(number, changed(number, pairs), brief(number))
    assert answer and len(answer) < 200 and "\n" not in answer


def test_there_are_enough_repairs():
    for repairs in (RIGHT, WRONG):
        assert set(repairs) == set(bugs.NUMBERS)
        assert all(len(pairs) >= 4 for pairs in repairs.values())


def test_what_the_check_watches_is_given_back(said):
    before = torch.autograd.backward, torch.save, torch.random.get_rng_state()
    said(9, bugs.script(9))
    assert (torch.autograd.backward, torch.save) == before[:2]
    assert torch.equal(torch.random.get_rng_state(), before[2])


def test_a_version_that_crashes_or_never_ends(tmp_path):
    path = tmp_path / "my.py"
    path.write_text("1 / 0", "utf-8")
    assert verdict(3, path) == "It stops with ZeroDivisionError: division by zero"
    path.write_text("import os\nos._exit(0)", "utf-8")
    assert verdict(3, path) == "It ended Python before its last line."
    path.write_text("while True: pass", "utf-8")
    assert verdict(3, path, seconds=1).startswith("It was stopped after 1 seconds")


def test_the_command(tmp_path):
    def run(*words):
        command = [sys.executable, str(bugs.FOLDER / "check.py"), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    path = tmp_path / "my_09.py"
    path.write_text(bugs.mended(9), "utf-8")
    done = run("09", "my_09.py")
    assert (done.returncode, done.stdout) == (0, "Bug 9: mended.\n")
    path.write_text(bugs.script(9), "utf-8")
    done = run(9, path)
    assert done.returncode == 1 and "Bug 9, not yet. A line says" in done.stderr
    assert "usage" in run(11, path).stderr and "no file" in run(1, "x.py").stderr


# ---- marked pictures


def test_a_marked_picture_is_known_after_a_move_and_a_change_of_scale():
    pictures, _, ratios = marked()
    assert len(set(ratios.tolist())) == len(pictures) == 700
    floats = pictures[:, None] / 255
    numbers = torch.arange(len(pictures))
    ids, in_place, change = recognise((floats - 0.25) / 0.5)
    assert torch.equal(ids, numbers) and in_place.all()
    assert torch.allclose(change, torch.tensor([2.0, -0.5]).double(), atol=1e-5)
    ids, in_place, _ = recognise(floats.flip(3))
    assert torch.equal(ids, numbers) and in_place.double().mean() < 0.05
    assert recognise((floats + floats.roll(1, 0)) / 2)[0].eq(-1).double().mean() > 0.9
    assert (recognise(floats.reshape(784, -1).T)[0] == -1).all()


# ---- the pages


def test_the_scripts_are_short_and_keep_away_from_the_test_set():
    for number in bugs.NUMBERS:
        for source in (bugs.script(number), bugs.mended(number)):
            assert len(source.splitlines()) <= 60
            assert "train=False" not in source


def test_a_hunk_that_does_not_fit_is_an_error(monkeypatch):
    story = STORIES[1].replace("-images = ", "-pictures = ")
    monkeypatch.setattr(bugs, "stories", lambda: {1: story})
    with pytest.raises(ValueError, match="a hunk fits 0 times"):
        bugs.mended(1)


def test_the_record_belongs_to_these_scripts():
    noted = record.load()
    assert len(noted["seeds"]) >= 2
    for number in bugs.NUMBERS:
        bug = noted["bugs"][str(number)]
        assert bug["fingerprint"] == record.fingerprint(number), "python -m tools.bugs"
        assert len(bug["broken"]) == len(bug["mended"]) == len(noted["seeds"])


def test_the_pages_show_what_was_recorded():
    noted = record.load()
    for path, text in page.pages(noted).items():
        assert path.read_text("utf-8") == text, "run python -m tools.bugs"
    planted = json.loads(json.dumps(noted))
    planted["bugs"]["9"]["broken"][0][-1] = "epoch  4  validation accuracy 0.5"
    assert page.pages(planted)[bugs.FOLDER / "README.md"] != README


def test_the_figures_are_there_and_light():
    for number in bugs.NUMBERS:
        path = bugs.FOLDER / "symptoms" / f"{number:02}.png"
        assert plt.imread(path).std() > 0.01 and path.stat().st_size < 60_000
        assert f"](symptoms/{path.name})" in README


def last(number, way, name):
    runs = record.load()["bugs"][str(number)][way]
    return [page.curves(lines)[name][-1] for lines in runs]


def highest(number, way, name):
    runs = record.load()["bugs"][str(number)][way]
    return [max(page.curves(lines)[name]) for lines in runs]


def test_the_symptoms_are_what_the_pages_say():
    share, loss = "validation accuracy", "training loss"
    for a, b in zip(last(1, "broken", share), last(1, "mended", share), strict=True):
        assert abs(a - b) < 0.02  # it hardly hurts
    assert min(last(2, "broken", loss)) > 1.6 and max(last(2, "mended", loss)) < 0.6
    assert min(last(3, "broken", loss)) > 2.303
    assert all(abs(value - 2.303) < 0.01 for value in last(4, "broken", loss))
    for way, different in (("broken", True), ("mended", False)):
        for lines in record.load()["bugs"]["5"][way]:
            assert (len(set(lines[-3:])) > 1) is different
    assert (
        max(last(6, "broken", share))
        < 0.15
        < min(last(6, "broken", "training accuracy"))
    )
    assert min(last(7, "broken", loss)) > 2.2
    assert min(highest(8, "broken", share)) > 0.9 > max(highest(8, "mended", share))
    assert min(last(9, "broken", share)) > 10 and max(last(9, "mended", share)) < 1
    for way, same in (("broken", False), ("mended", True)):
        for lines in record.load()["bugs"]["10"][way]:
            ends = [line.rpartition("loss ")[2] for line in lines[-2:]]
            assert (ends[0] == ends[1]) is same


@each_bug
def test_a_bug_has_its_sources_its_lesson_and_three_hints(number):
    story = STORIES[number]
    sources = re.findall(r"https://\S+?/\S+?/\S+?(?=\))", story.split("**Seen in**")[1])
    assert len(sources) >= 2
    ((section, path),) = re.findall(
        r'\[lesson \d+, "(.*?)"\]\(\.\./\.\./(.*?)\)', story
    )
    lesson = (ROOT / path).with_suffix(".py").read_text("utf-8")
    assert f"# ## {section}\n" in lesson
    title = story.splitlines()[0]
    (part,) = re.findall(rf"(?s)^{title}\n(.*?)(?=^## |\Z)", README, re.M)
    assert part.count("<details>") == part.count("</details>") == 3
    hint = part.split("Hint 3")[1]
    assert f'"{section}"' in re.sub(r"\s+", " ", hint)


@each_bug
def test_no_solution_stands_in_the_learners_page(number):
    (diff,) = re.findall(r"(?s)```diff\n(.*?)```", STORIES[number])
    added = [line[1:].strip() for line in diff.splitlines() if line[:1] == "+"]
    own = bugs.script(number)
    telling = [line for line in added if line and line not in own and len(line) > 8]
    assert not [line for line in telling if line in README]
    for word in ("0.2860", "deepcopy", "TensorDataset", "zero_grad", "len(valid_part)"):
        assert word not in README
