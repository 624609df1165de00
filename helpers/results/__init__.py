"""What `measure` found, for lessons to plot: it takes too long to run in one."""

import json
from pathlib import Path


def load(name: str) -> dict:
    """Read a measurement by name: "claims", "ladder", "pretrained" and others.

    The others are "small_cnn", "speed" and "transfer". All name the command, the
    versions and the hardware that they come from; `runs`, in "claims", holds what every
    experiment gave for every seed. Raises FileNotFoundError for a name not there.
    """
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
