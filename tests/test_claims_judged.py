"""Claims are judged as their words demand, and the table is what the runs gave."""

import json
import math
from pathlib import Path

import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from helpers.results import load
from measure import claims, pretrained
from measure.claims.claim import Claim
from measure.claims.judge import at_least, judge, loading
from measure.claims.page import TITLES, again, bounds, folded, judged_by, markdown
from measure.experiments import EXPERIMENTS


def test_the_table_is_what_the_runs_give():
    record = load("claims")
    runs = record["runs"] | loading() | pretrained.runs()
    assert [judge(claim, runs) for claim in claims.CLAIMS] == record["claims"]
    page = claims.FILE.with_suffix(".md").read_text("utf-8")
    assert markdown(record, claims.CITED) == page


def test_at_most_four_claims_are_undecided():
    verdicts = [row["verdict"] for row in load("claims")["claims"]]
    assert verdicts.count("undecided") <= 4


class Watched(dict):
    """A run that remembers which of its numbers were read."""

    def __init__(self, run):
        super().__init__(run)
        self.names = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)


def test_test_pictures_decide_nothing_before_lesson_9():
    """Only claims of lesson 9 read numbers of the test set, and they say so."""
    runs = load("claims")["runs"] | loading() | pretrained.runs()
    for claim in claims.CLAIMS:
        watched = [Watched(runs[name]["0"]) for name in claim.needs]
        claim.value(*watched)
        names = set.union(*(run.names for run in watched))
        on_test = {name for name in names if name.endswith("_on_test")}
        assert bool(on_test) == ("10,000 test pictures" in claim.setting), claim.claim
        assert not on_test or claim.lesson == 9, claim.claim


def test_every_claim_has_its_seeds():
    record = load("claims")
    for name, (_, seeds) in EXPERIMENTS.items():
        assert sorted(map(int, record["runs"][name])) == list(range(seeds)), name
    assert all(len(row["seeds"]) >= 3 for row in record["claims"])
    assert {row["lesson"] for row in record["claims"]} == set(TITLES)


# Quantiles of Student's t at 97.5%, from a printed table: 4.303 for 3 runs, 2.776 for 5
@pytest.mark.parametrize(
    ("values", "mean", "margin"),
    [([1, 2, 3], 2, 4.303 / math.sqrt(3)), ([4, 4, 6, 8, 8], 6, 2.776 * 2 / 5**0.5)],
)
def test_mean_and_interval(values, mean, margin):
    claim = Claim(1, "", "", "", "", ("a",), lambda run: run["x"])
    row = judge(claim, {"a": {str(k): {"x": v} for k, v in enumerate(values)}})
    assert row["mean"] == mean
    assert row["interval"] == pytest.approx([mean - margin, mean + margin], abs=2e-3)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(-9, 9, "holds"), (-math.inf, 9, "holds"), (5, 9, "does not hold"),
     (-9, -5, "does not hold"), (2, 9, "undecided"), (-9, 2, "undecided"),
     (1.9, 2.1, "undecided")],
)  # fmt: skip
def test_verdicts(low, high, verdict):
    """The values 1, 2 and 3 have the interval -0.48 to 4.48."""
    claim = Claim(1, "", "", "", "", ("a",), lambda run: run["x"], low, high)
    runs = {"a": {"0": {"x": 1}, "1": {"x": 2}, "7": {"x": 3}}}
    assert judge(claim, runs)["verdict"] == verdict


def row_of(values, kind="mean", low=-math.inf, high=math.inf, **more):
    claim = Claim(
        1, "", "", "", "", ("a",), lambda run: run["x"], low, high, kind, **more
    )
    return judge(claim, {"a": {str(k): {"x": v} for k, v in enumerate(values)}})


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([0.2, 0.3, 0.4], "holds"), ([0.2, 0.3, 0.6], "does not hold"),
     ([0.6, 0.7, 0.8], "does not hold"), ([0.3, 0.3, 0.3], "holds")],
)  # fmt: skip
def test_what_is_said_of_every_seed_is_judged_by_the_worst(values, verdict):
    assert row_of(values, "every", 0.1, 0.5)["verdict"] == verdict


@given(st.lists(st.floats(0, 1), min_size=3, max_size=8))
def test_the_interval_of_shares_stays_between_0_and_1(shares):
    low, high = row_of(shares, unit="%")["interval"]
    assert 0 <= low <= high <= 1
    wide_low, wide_high = row_of(shares)["interval"]
    assert low == max(0, wide_low) and high == min(1, wide_high)


@given(st.lists(st.booleans(), min_size=3, max_size=25))
def test_how_often_has_the_exact_interval(events):
    """Clopper and Pearson's interval, written as quantiles of beta distributions."""
    yes, n = sum(events), len(events)
    low = beta.ppf(0.025, yes, n - yes + 1) if yes else 0
    high = beta.ppf(0.975, yes + 1, n - yes) if yes < n else 1
    row = row_of(events, "often", low=0.5)
    assert row["interval"] == pytest.approx([low, high], abs=2e-5)
    assert row["mean"] == pytest.approx(yes / n, abs=1e-5)


def test_equal_seeds_are_not_printed_as_certainty():
    assert judged_by(row_of([0.5] * 5, unit="%")) == "50.0% in all 5 seeds"
    assert "interval" in judged_by(row_of([0.4, 0.5, 0.6], unit="%"))
    assert row_of([0.5] * 5, low=0.4)["verdict"] == "holds"
    assert row_of([0.5] * 4, low=0.4)["verdict"] == "undecided"


def test_what_held_in_every_seed_says_of_how_many_that_is_shown():
    """At the share that is printed, n of n have a chance of one in twenty."""
    for n in range(1, 30):
        assert scipy.stats.binom.pmf(n, n, at_least(n)) == pytest.approx(0.05)
    held = judged_by(row_of([0.2, 0.3, 0.3, 0.4, 0.3], "every", low=0.1))
    assert held == "0.2000 to 0.4000; held in all 5 seeds, so in 55% of all or more"
    broke = judged_by(row_of([0.2, 0.3], "every", low=0.25))
    assert broke == "0.2000 to 0.3000 in 2 seeds; one outside breaks it"


@pytest.mark.parametrize(
    ("row", "measured", "to_hold"),
    [
        (row_of([0.5, 0.625], low=0.4, unit="%"), "mean 56.2%, interval 0.0% to 100.0%",
         "above 40%"),
        (row_of([0.01, 0.02], low=-0.06, high=0.0215, unit="points"),
         "mean +1.5 points, interval -4.9 to +7.9", "-6 to 2.15 points"),
        (row_of([1, 0, 1], "often", low=0.5),
         "in 2 of 3 seeds, so in 9.4% to 99.2% of all", "above 50% of all trainings"),
        (row_of([1100, 1200], high=2000), "mean 1,150, interval 515 to 1,785",
         "below 2000"),
    ],
)  # fmt: skip
def test_numbers_are_printed_in_their_units(row, measured, to_hold):
    assert (judged_by(row), bounds(row)) == (measured, to_hold)


def test_what_can_be_measured_again_says_how():
    assert again("digits: MLP") == 'python -m measure.experiments "digits: MLP" 0'
    for name in {name for claim in claims.CLAIMS for name in claim.needs}:
        command = again(name)
        assert command.startswith("make ") or name in EXPERIMENTS


def test_the_verdict_stands_in_front_and_the_numbers_are_folded():
    summary, *behind = folded(row_of([1, 2, 3], low=5)).split("</summary>")
    assert "<b>does not hold</b>" in summary and "mean 2" not in summary
    assert "mean 2, interval" in behind[0] and behind[0].endswith("</details>")
    assert "changed after" not in behind[0]
    assert "above 5 (changed after some of these runs)" in folded(
        row_of([1, 2, 3], low=5, after=True)
    )
    assert "Seeds 0 to 2: yes no yes" in folded(row_of([1, 0, 1], "often"))


def test_seeds_that_helped_to_find_the_bounds_do_not_count():
    row = row_of([9, 9, 9, 1, 2], first=3)
    assert row["seeds"] == [3, 4] and row["mean"] == 1.5


def test_only_seeds_that_both_have_are_compared():
    claim = Claim(1, "", "", "", "", ("a", "b"), lambda a, b: a["x"] - b["x"])
    runs = {"a": {"0": {"x": 5}, "1": {"x": 6}, "3": {"x": 9}},
            "b": {"0": {"x": 1}, "1": {"x": 1}, "2": {"x": 0}}}  # fmt: skip
    row = judge(claim, runs)
    assert row["seeds"] == [0, 1] and row["values"] == [4, 5]


calls = []


def cut_once(seed):
    calls.append(seed)
    if len(calls) == 3:
        raise KeyboardInterrupt
    return {"x": seed / 3, "curve": [0.1, 0.2]}


def test_a_cut_run_goes_on_where_it_stopped(tmp_path, monkeypatch):
    calls.clear()
    monkeypatch.setattr(claims, "FILE", tmp_path / "claims.json")
    monkeypatch.setattr(claims, "EXPERIMENTS", {"a": (cut_once, 3)})
    monkeypatch.setattr(claims, "CLAIMS", [])
    monkeypatch.setattr(claims, "CORES", 1)
    with pytest.raises(KeyboardInterrupt):
        claims.main()
    claims.main()
    assert calls == [0, 1, 2, 2]
    monkeypatch.setattr(claims, "hardware", lambda: "another computer")
    claims.main()
    page = (tmp_path / "claims.md").read_text("utf-8")
    assert "another computer" not in page, "it has measured nothing"
    monkeypatch.setattr(claims, "EXPERIMENTS", {"a": (cut_once, 4)})
    claims.main()
    assert calls == [0, 1, 2, 2, 3]
    assert "; another computer." in (tmp_path / "claims.md").read_text("utf-8")
    record = json.loads(Path(tmp_path, "claims.json").read_text("utf-8"))
    assert record["runs"]["a"]["1"] == {"x": 0.33333, "curve": [0.1, 0.2]}
    assert record["versions"]["torch"] == torch.__version__


def test_two_cores_run_what_is_in_the_table(tmp_path, monkeypatch):
    """Real experiments in two processes give what one process wrote down."""
    names = ("two splits", "winner")
    few = {name: (claims.EXPERIMENTS[name][0], 2) for name in names}
    monkeypatch.setattr(claims, "FILE", tmp_path / "claims.json")
    monkeypatch.setattr(claims, "EXPERIMENTS", few)
    record = {"versions": claims.VERSIONS, "hardware": "", "runs": {}}
    claims.run_missing(record)
    written = load("claims")["runs"]
    for name in names:
        for seed in ("0", "1"):
            assert record["runs"][name][seed] == pytest.approx(written[name][seed])


def test_every_seed_is_run_however_many_there_are(tmp_path, monkeypatch):
    experiments = {"few": (lambda seed: {"x": seed}, 2),
                   "many": (lambda seed: {"x": seed}, 25)}  # fmt: skip
    monkeypatch.setattr(claims, "FILE", tmp_path / "claims.json")
    monkeypatch.setattr(claims, "EXPERIMENTS", experiments)
    monkeypatch.setattr(claims, "CORES", 1)
    record = {"versions": claims.VERSIONS, "hardware": "", "runs": {}}
    claims.run_missing(record)
    assert {name: len(runs) for name, runs in record["runs"].items()} == {
        "few": 2,
        "many": 25,
    }


def test_runs_of_two_versions_are_not_mixed(monkeypatch):
    monkeypatch.setattr(claims, "EXPERIMENTS", {"a": (lambda seed: {}, 1)})
    with pytest.raises(SystemExit, match="delete the file"):
        claims.run_missing({"versions": {"torch": "0.1"}, "runs": {}})
