"""The front page: a network that plays, and a card for each lesson."""

import re

import torch

from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.fashion_mnist import CLASS_NAMES, SAMPLE, read_idx
from helpers.fashion_mnist_files import unpack
from helpers.models import DeepCNN
from helpers.widgets import NetworkWidget
from tools.badges import ROOT, lessons

# Of the bundled test pictures; the last two are answered wrongly.
SHOWN = (0, 13, 34, 4, 23, 17)
OPENED = {"network": 0, "stage": 1, "map": 1, "cell": [15, 8]}


def bundled() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the bundled test pictures (500, 28, 28), bytes, and their labels."""
    names = "images-idx3", "labels-idx1"
    files = (SAMPLE / f"t10k-{name}-ubyte.gz" for name in names)
    images, labels = (read_idx(unpack(file.read_bytes())) for file in files)
    return images, labels


def explorer() -> str:
    """Return the HTML of our best network with about 11,000 parameters."""
    network = DeepCNN(((8,), (16, 16), (20, 20)))
    load_checkpoint(find_checkpoint("deep_cnn_10k.pt"), network)
    images, labels = bundled()
    rows = list(SHOWN)
    widget = NetworkWidget(
        network.eval(), images[rows], labels[rows].long(), CLASS_NAMES
    )
    widget.picked = OPENED
    return widget._repr_mimebundle_()[0]["text/html"]


def cards(further: bool) -> str:
    """Return a card for each lesson: its cover, its question, what one does.

    The ten, or the three that go further.
    """
    made = []
    for name, number, title, minutes in lessons():
        if (number == "+") != further:
            continue
        text = (ROOT / "notebooks" / f"{name}.py").read_text("utf-8")
        first = re.search(r"(?ms)^# You will\n# - (.+?),\n# - ", text)[1]
        does = first.replace("\n#  ", "")
        cover = ROOT / "notebooks" / "covers" / f"{name}.png"
        picture = f"![](notebooks/covers/{name}.png)\n\n" if cover.exists() else ""
        question = title if further else f"{number} · {title}"
        made.append(
            f":::{{container}} tile\n{picture}"
            f"[{question}](notebooks/{name}.ipynb)"
            f"\n\nYou {does}. *{minutes} minutes*\n:::"
        )
    return "\n".join(made)
