"""Answers, the stages of a photograph, and pictures that are odd (lesson 10).

Matplotlib is imported when something is drawn, so that `import helpers` stays quick.
"""

from __future__ import annotations

import textwrap

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import nn

from helpers import plots
from helpers.any_model import class_names
from helpers.digits import digits_in_frame
from helpers.evaluation import predict, predict_image
from helpers.images import preparation_stages
from helpers.style import FIRST, FULL, new_axes

FINE = 8  # a picture is drawn so many times larger, and made smaller


def show_answer(image, model: nn.Module) -> None:
    """Show one picture with its name, and a bar for the probability of every class.

    `image` is what `predict_image` takes.
    """
    if isinstance(image, tuple):
        image = image[0]
    probabilities = predict(model, image)[0].numpy()
    names = class_names(model, len(probabilities))
    left, right = new_axes(2, width=FULL, height=3.2, width_ratios=(1, 2))
    predict_image(image, model, ax=left)
    right.barh(names, probabilities, color=FIRST)
    right.invert_yaxis()
    right.set(xlim=(0, 1), xlabel="probability")
    right.set_title(f"the {len(names)} probabilities")


def show_answers(pictures: dict, model: nn.Module, columns: int = 3) -> None:
    """Show pictures (28, 28) by name, each with the class that the model gives it."""
    probabilities = predict(model, torch.stack([*pictures.values()]))
    names = class_names(model, probabilities.shape[1])
    titles = [
        f"{what}: {names[row.argmax()]}, {row.max():.0%}"
        for what, row in zip(pictures, probabilities, strict=True)
    ]
    rows = -(-len(pictures) // columns)
    ax = new_axes(width=FULL, height=FULL * rows * 1.15 / columns)
    plots.show_images([*pictures.values()], titles, columns, ax)


def show_stages(picture) -> None:
    """Show all that `prepare_image` does to a picture, from left to right."""
    stages = preparation_stages(picture)
    axes = new_axes(len(stages), width=FULL, height=2.5)
    for ax, (name, stage) in zip(axes, stages.items(), strict=True):
        ax.imshow(stage, cmap="gray", vmin=0)
        ax.set_title(textwrap.fill(name, 110 // len(stages)), fontsize=9)
        height, width = stage.shape[:2]  # the first may be in colour
        ax.set(xticks=[], yticks=[], xlabel=f"{width} × {height}")
        ax.spines[:].set(visible=True, color="#bbbbbb")  # white paper needs an edge


def odd_pictures() -> dict[str, torch.Tensor]:
    """Return pictures (28, 28) in 0..1 of what is no piece of clothing, by name."""
    side = 28 * FINE
    face, heart, tree = (Image.new("L", (side, side)) for _ in range(3))
    draw = ImageDraw.Draw(face)
    draw.ellipse((16, 16, side - 16, side - 16), outline=255, width=18)
    for eye in (76, 148):
        draw.ellipse((eye - 13, 74, eye + 13, 100), 255)
    draw.arc((62, 76, side - 62, 166), 20, 160, 255, 16)
    draw = ImageDraw.Draw(heart)
    for left in (24, 105):
        draw.ellipse((left, 34, left + 95, 129), 255)
    draw.polygon([(33, 108), (112, 62), (191, 108), (112, 200)], 255)
    draw = ImageDraw.Draw(tree)
    draw.rectangle((98, 160, 126, 212), 150)
    for top, half in ((12, 50), (62, 70), (110, 88)):
        draw.polygon([(112, top), (112 + half, top + 72), (112 - half, top + 72)], 255)
    drawn = {"a face": face, "a heart": heart, "a tree": tree}
    small = {
        name: torch.tensor(np.array(picture.resize((28, 28), Image.Resampling.BOX)))
        for name, picture in drawn.items()
    }
    squares = torch.arange(28) // 7
    board = ((squares + squares[:, None]) % 2).float()
    noise = torch.rand(28, 28, generator=torch.Generator().manual_seed(0))
    digits, _ = digits_in_frame()
    nine = digits[9].squeeze(0)
    return (
        {"a nine": nine}
        | {name: picture / 255 for name, picture in small.items()}
        | {"a chessboard": board, "noise": noise}
    )
