"""Real processes, killed while they write; and many that write at once."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.killing import ENOUGH, NAME

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork")


def run(kind, folder, count):
    command = [sys.executable, "-m", "tests.killing", kind, str(folder), str(count)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=500,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("kind", ["checkpoint", "data"])
def test_fifty_of_fifty_recover(kind, tmp_path):
    """Old or new, whole, and nothing left over; `read` compares every byte."""
    found = run(kind, tmp_path, 50)
    print(kind, found)
    assert found["rounds"] >= 50
    assert found["killed"] == found["clean again"] == found["rounds"]
    assert found["old"] + found["new"] == found["rounds"]
    assert found["cut short"] >= ENOUGH, "few kills fell into a write: proves little"


def test_all_of_a_crowd_succeed(tmp_path):
    assert run("crowd", tmp_path, 8) == {"done": 8, "left": [f"{NAME}.gz"]}
