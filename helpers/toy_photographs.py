"""Photographs that nobody took: mugs, spoons and keys on tables, a T-shirt (lesson 10).

They stand in for a learner's own, so that the lesson runs before there are any: a
folder with one subfolder a class, as `load_folder` reads it.
"""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 96  # pixels of a photograph
FINE = 2 * SIDE  # it is drawn larger, and made smaller: no steps along the outlines


def make_photographs(
    folder: str | Path, count: int = 40, tables: Mapping | None = None, seed: int = 0
) -> Path:
    """Write `count` JPEG files for each of key, mug and spoon, unless they are there.

    `tables` says on which table ("wood", "cloth" or "stone") each class lies; without
    it chance decides. Place, size, turn, colour and light are drawn too; the same seed
    draws the same. Returns the folder.
    """
    folder, random = Path(folder), np.random.default_rng(seed)
    for name in THINGS:
        (folder / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            table = tables[name] if tables else random.choice([*TABLES])
            picture = photograph(name, str(table), random)
            file = folder / name / f"{name}_{number:02}.jpg"
            if not file.is_file():
                picture.save(file, quality=92)
    return folder


def take(name: str, table: str, seed: int) -> Image.Image:
    """Return one photograph of a key, mug or spoon on wood, cloth or stone."""
    return photograph(name, table, np.random.default_rng(seed))


def photograph(name: str, table: str, random: np.random.Generator) -> Image.Image:
    """Return one picture, RGB, SIDE x SIDE, of a thing on a table."""
    ground = TABLES[table](random)  # (FINE, FINE, 3), 0..1
    mask = Image.new("L", (FINE, FINE))
    THINGS[name](ImageDraw.Draw(mask))
    width = int(FINE * random.uniform(0.65, 0.95))
    mask = mask.resize((width, width)).rotate(random.uniform(-180, 180), expand=True)
    room = FINE - mask.width
    left, top = (int(room * random.uniform(0.25, 0.75)) for _ in range(2))
    whole = Image.new("L", (FINE, FINE))
    whole.paste(mask, (left, top))
    shadow = ImageChops.offset(whole, 6, 8).filter(ImageFilter.GaussianBlur(6))
    thing, shadow = (np.asarray(m)[..., None] / 255 for m in (whole, shadow))
    dark = random.random() < 0.5
    value = random.uniform(0.1, 0.3) if dark else random.uniform(0.85, 1)
    colour = colorsys.hsv_to_rgb(random.random(), random.uniform(0, 0.6), value)
    picture = ground * (1 - 0.45 * shadow) * (1 - thing) + np.array(colour) * thing
    across, down = random.uniform(-0.25, 0.25, 2)  # the light fades to one side
    y, x = np.mgrid[-0.5 : 0.5 : FINE * 1j, -0.5 : 0.5 : FINE * 1j]
    picture = picture * (1 + across * x + down * y)[..., None]
    picture = picture + random.normal(0, 0.03, picture.shape)
    pixels = (255 * picture.clip(0, 1)).astype(np.uint8)
    return Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BOX)


def t_shirt() -> Image.Image:
    """Return a drawing, 300 pixels wide and 400 high: a black T-shirt on white."""
    body = [100, 60, 130, 72, 170, 72, 200, 60, 212, 150, 212, 340, 88, 340, 88, 150]
    sleeves = [100, 60, 20, 150, 60, 190, 150, 90, 240, 190, 280, 150, 200, 60]
    drawing = Image.new("L", (300, 400), "white")
    for outline in (body, sleeves):
        ImageDraw.Draw(drawing).polygon(outline, fill="black")
    return drawing


def on_green_cloth(drawing: Image.Image) -> Image.Image:
    """Return a drawing as a photograph: red on green, in light that fades."""
    light = np.linspace(1, 0.6, drawing.width)[:, None]
    black = np.asarray(drawing)[..., None] < 128
    scene = np.where(black, (150, 60, 60), (110, 150, 120)) * light
    scene = scene + np.random.default_rng(0).normal(0, 6, scene.shape)
    return Image.fromarray(scene.clip(0, 255).astype(np.uint8))


# ---- things: white on black, in the middle of FINE x FINE


def key(draw: ImageDraw.ImageDraw) -> None:
    """Draw a ring, a shaft and a bit with two teeth."""
    draw.ellipse(at(0.06, 0.33, 0.40, 0.67), 255)
    draw.ellipse(at(0.14, 0.41, 0.32, 0.59), 0)
    draw.rectangle(at(0.38, 0.46, 0.94, 0.54), 255)
    draw.rectangle(at(0.72, 0.54, 0.79, 0.66), 255)
    draw.rectangle(at(0.86, 0.54, 0.94, 0.70), 255)


def mug(draw: ImageDraw.ImageDraw) -> None:
    """Draw a body and a handle."""
    draw.ellipse(at(0.52, 0.27, 0.92, 0.67), 255)
    draw.ellipse(at(0.60, 0.35, 0.84, 0.59), 0)
    draw.rounded_rectangle(at(0.14, 0.14, 0.66, 0.84), 0.09 * FINE, 255)
    draw.rectangle(at(0.14, 0.14, 0.66, 0.30), 255)


def spoon(draw: ImageDraw.ImageDraw) -> None:
    """Draw a bowl and a handle that grows wider to its end."""
    draw.ellipse(at(0.05, 0.36, 0.42, 0.64), 255)
    corners = [(0.36, 0.48), (0.93, 0.45), (0.93, 0.55), (0.36, 0.52)]
    draw.polygon([(FINE * x, FINE * y) for x, y in corners], 255)
    draw.ellipse(at(0.89, 0.45, 0.97, 0.55), 255)


def at(*sides: float) -> list[float]:
    """Return shares of the picture in its pixels."""
    return [FINE * side for side in sides]


# ---- tables: (FINE, FINE, 3) in 0..1


def wood(random: np.random.Generator) -> np.ndarray:
    """Return brown boards, side by side."""
    grain = np.cumsum(random.normal(0, 1, FINE))
    grain = 0.06 * (grain - grain.mean()) / grain.std()
    boards = random.uniform(-0.06, 0.06, 5).repeat(FINE // 5 + 1)[:FINE]
    lines = (np.arange(FINE) % (FINE // 5 + 1) < 2) * -0.2
    return brightness(np.tile(boards + grain + lines, (FINE, 1))) * (0.62, 0.42, 0.26)


def cloth(random: np.random.Generator) -> np.ndarray:
    """Return a blue cloth with white checks."""
    width = int(random.uniform(20, 34))
    stripes = (np.arange(FINE) // width % 2) * 0.3
    return 0.4 + brightness(stripes + stripes[:, None] - 0.6) * (0.1, 0.25, 0.55)


def stone(random: np.random.Generator) -> np.ndarray:
    """Return grey stone with dark and light grains."""
    grains = random.normal(0, 0.16, (FINE // 4, FINE // 4))
    grains = np.kron(grains, np.ones((4, 4)))
    return brightness(grains) * (0.60, 0.61, 0.58)


def brightness(changes: np.ndarray) -> np.ndarray:
    """Return factors about 1, with a last axis for the three colours."""
    return 1 + changes[..., None]


THINGS: dict[str, Callable] = {"key": key, "mug": mug, "spoon": spoon}
TABLES: dict[str, Callable] = {"wood": wood, "cloth": cloth, "stone": stone}
