"""Kill writers at random moments, and see what the next start finds.

    python -m tests.killing checkpoint FOLDER 50
    python -m tests.killing crowd FOLDER 8

This process imports torch once and has no threads, so it can fork quickly. A child
writes again and again; a random moment after it has begun to write, a timer of the
kernel's kills it, wherever it is. Then this process is the next start. Every round must
end with "old" or "new" and no litter. How long a write takes depends on the disk and
on who else uses it. So the moments are of every size, from a thousandth of a turn to a
whole one, and the rounds go on until enough of them have cut a write short.
A crowd is not killed: so many children fetch the same file at the same time.
"""

import itertools
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import torch

from helpers import atomic_write, checkpoints
from helpers import fashion_mnist_files as files
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.models import MLP

NAME = "t10k-images-idx3-ubyte"
ENOUGH = 10  # kills that leave half a file behind


class Checkpoint:
    """Two checkpoints of 3 MB take turns under one name."""

    def __init__(self, folder):
        self.path = folder / "model.pt"
        self.models = []
        for number in range(2):
            torch.manual_seed(number)
            self.models.append(MLP(hidden=1000))

    def write(self, turn):
        save_checkpoint(self.path, self.models[turn % 2], turn=turn % 2)

    def read(self):
        model = MLP(hidden=1000)
        turn = load_checkpoint(self.path, model)["turn"]
        truth = self.models[turn].state_dict()
        assert all(torch.equal(truth[n], p) for n, p in model.state_dict().items())
        return "new" if turn else "old"


class Data:
    """A file of the dataset is fetched from a mirror that always answers."""

    def __init__(self, folder):
        self.folder = folder
        self.good = os.urandom(2_000_000)
        files.FILES[NAME] = files.md5(self.good), len(self.good)
        files.fetch = lambda _: self.good

    def write(self, turn):
        if turn % 2 == 0:  # as if it had not been there
            (self.folder / f"{NAME}.gz").unlink(missing_ok=True)
        assert files.download(NAME, self.folder) == self.good

    def read(self):
        found = files.read_verified(NAME, self.folder)
        assert found in (None, self.good)
        return "new" if found else "old"


def attack(job, seconds):
    """Let a child write; kill it at most so many seconds after a write begins.

    The timer is the child's own, so it hits as well on a busy machine. Nothing in
    Python sees its signal: no `except` and no `finally` runs.
    """
    child = os.fork()
    if child == 0:
        writes = itertools.count(1)
        last = random.randint(1, 3)

        def write_and_die(path, content):
            if next(writes) == last:
                moment = seconds * 10 ** random.uniform(-3, 0)
                signal.setitimer(signal.ITIMER_REAL, moment)
            atomic_write.write_atomically(path, content)

        checkpoints.write_atomically = files.write_atomically = write_and_die
        end = time.monotonic() + 10
        turn = random.randrange(2)
        while time.monotonic() < end:
            job.write(turn)
            turn += 1
        os._exit(1)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM


def litter(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


def crowd(folder, count):
    """Return how many of the children that fetch at once succeed, and what is left."""
    job = Data(folder)
    wait, start = os.pipe()
    children = []
    for _ in range(count):
        children.append(os.fork())
        if children[-1] == 0:
            os.close(start)
            os.read(wait, 1)  # all begin when the parent closes its end
            for _ in range(10):
                job.write(1)
            os._exit(0)
    os.close(start)
    done = [os.waitpid(child, 0)[1] == 0 for child in children]
    return {"done": sum(done), "left": [path.name for path in folder.iterdir()]}


def main(kind, folder, rounds):
    torch.set_num_threads(1)
    if kind == "crowd":
        print(json.dumps(crowd(folder, rounds)))
        return
    job = {"checkpoint": Checkpoint, "data": Data}[kind](folder)
    atomic_write.ABANDONED = 0  # in here no writer is left
    start = time.perf_counter()
    for turn in range(4):
        job.write(turn)
    seconds = (time.perf_counter() - start) / 4
    found = {"rounds": 0, "killed": 0, "old": 0, "new": 0}
    found |= {"cut short": 0, "clean again": 0}
    while found["rounds"] < rounds or (
        found["cut short"] < ENOUGH and found["rounds"] < 20 * rounds
    ):
        found["killed"] += attack(job, seconds)
        found["rounds"] += 1
        found["cut short"] += bool(litter(folder))
        found[job.read()] += 1
        job.write(1)
        assert job.read() == "new"
        found["clean again"] += not litter(folder)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
