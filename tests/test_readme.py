"""What the README shows is run as it stands there, each block in its own process."""

import os
import re
import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
KINDS = {"ball": "ellipse", "box": "rectangle", "kite": "regular_polygon"}
COLOURS = {"ball": (190, 70, 60), "box": (170, 130, 80), "kite": (70, 90, 190)}


def photograph(kind, seed):
    """A thing anywhere on a ground of any shade; each kind has a colour, roughly."""
    rng = np.random.default_rng(seed)
    thing = (np.array(COLOURS[kind]) + rng.integers(-50, 51, 3)).clip(0, 255)
    ground = (rng.integers(0, 256) + rng.integers(-20, 21, 3)).clip(0, 255)
    picture = Image.new("RGB", (320, 240), tuple(map(int, ground)))
    radius = int(rng.integers(40, 80))
    x, y = (int(rng.integers(*edge)) for edge in ((110, 210), (90, 150)))
    draw, colour = ImageDraw.Draw(picture), tuple(map(int, thing))
    if kind == "kite":
        draw.regular_polygon((x, y, radius), 3, fill=colour)
    else:
        box = (x - radius, y - radius, x + radius, y + radius)
        getattr(draw, KINDS[kind])(box, fill=colour)
    noisy = np.asarray(picture) + rng.normal(0, 8, (240, 320, 3))
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def blocks(section):
    """Return the blocks of Python in a section of the README."""
    text = README.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


def run(code, folder):
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning:helpers", "-c", code], cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split("\n")


def test_from_a_folder_to_the_name_of_a_new_photograph(tmp_path):
    for place, kind in enumerate(KINDS):
        (tmp_path / "my_pictures" / kind).mkdir(parents=True)
        for number in range(24):
            path = tmp_path / "my_pictures" / kind / f"{number}.jpg"
            photograph(kind, 1000 * place + number).save(path)
    learn, ask = blocks("Your own pictures")
    statements = [line for line in (learn + ask).split("\n") if line]
    assert (
        len(statements) <= 22 and sum("import" not in line for line in statements) <= 9
    )
    run(learn, tmp_path)
    # a notebook shows the value of the last line; a program prints it
    *lines, last = ask.rstrip().split("\n")
    again = f"for name in {[f'new {n}.jpg' for n in range(9)]}:"
    loop = f"    print({last})".replace('"new.jpg"', "name")
    for place, kind in enumerate(KINDS):
        for number in range(3):
            path = tmp_path / f"new {3 * place + number}.jpg"
            photograph(kind, 1000 * place + 500 + number).save(path)
    answers = run("\n".join([*lines, again, loop]), tmp_path)[-10:-1]
    assert set(answers) <= set(KINDS)
    right = sum(a == k for a, k in zip(answers, np.repeat([*KINDS], 3), strict=True))
    assert right >= 7, answers
