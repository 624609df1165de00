"""Grids that stand still: as HTML where nothing may run, and drawn with Matplotlib.

That HTML must survive the sanitizers of notebooks: no style sheet, no script, so every
colour is written where it stands. Its bytes do not depend on versions of libraries.
"""

from __future__ import annotations

import base64
import html
import struct
import zlib
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from helpers.style import ACCENT, DIVERGING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RED_TO_BLUE = (
    "67001f", "b2182b", "d6604d", "f4a582", "fddbc7", "f7f7f7",
    "d1e5f0", "92c5de", "4393c3", "2166ac", "053061",
)  # fmt: skip
TABLE = (
    '<table style="display:inline-table;vertical-align:top;margin:0 16px 12px 0;'
    'color:#111;border-collapse:collapse">'
)
PICTURE = '<div style="display:inline-block;vertical-align:top;margin:0 16px 12px 0">'
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='224' height='224' viewBox='0 0 "
SAFE = "/=+;,' "  # what may stand in an address of data inside double quotes
NUMBERS_UP_TO = 14  # cells a side; above that a grid is a picture without numbers


def number(value: float) -> str:
    """Write a number for a grid: three decimals at most, and a true minus sign.

    What is not known (NaN) is a question mark.
    """
    if np.isnan(value):
        return "?"
    return f"{round(float(value), 3) + 0.0:.6g}".replace("-", "\N{MINUS SIGN}")


def colours(grid: np.ndarray, grey: bool, pale: bool) -> np.ndarray:
    """Return the colours of a grid (H, W) as bytes (H, W, 3), as the widgets show it.

    Grey from 0 up, or red to blue about zero; pale behind numbers.
    """
    if grey:
        low, high = min(0.0, grid.min()), max(0.0, grid.max())
        share = (grid - low) / ((high - low) or 1)
        floor = 158 if pale else 0
        shades = np.repeat((floor + share * (255 - floor))[..., None], 3, axis=2)
    else:
        reach = (0.5 if pale else 1) / (float(np.abs(grid).max()) or 1)
        places = np.linspace(-1, 1, len(RED_TO_BLUE))
        parts = np.array([list(bytes.fromhex(colour)) for colour in RED_TO_BLUE]).T
        shades = np.stack([np.interp(grid * reach, places, p) for p in parts], axis=2)
    return shades.round().astype(np.uint8)


def table(title: str, grid: np.ndarray, window=None, grey=False) -> str:
    """Return one grid (H, W) as an HTML table, everything escaped.

    `window` (row, column, height, width) says which cells to frame.
    """
    shades = colours(grid, grey, pale=True)
    top, left, height, width = window or (0, 0, 0, 0)
    rows = []
    for i, row in enumerate(grid):
        cells = []
        for j, value in enumerate(row):
            style = "background-color:#" + shades[i, j].tobytes().hex()
            if 0 <= i - top < height and 0 <= j - left < width:
                style += ";border:2px solid #b35c00"
            cells.append('<td style="' + style + '">' + number(value) + "</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    caption = f"<caption>{html.escape(title)}</caption>"
    return TABLE + caption + "".join(rows) + "</table>"


def png(pixels: np.ndarray) -> bytes:
    """Return bytes (H, W, 3) as a PNG that is not packed, so the same everywhere."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    height, width = pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    parts = [rows[i : i + 65535] for i in range(0, len(rows), 65535)]
    blocks = [
        struct.pack("<BHH", i == len(parts), len(part), len(part) ^ 0xFFFF) + part
        for i, part in enumerate(parts, 1)
    ]
    data = b"\x78\x01" + b"".join(blocks) + struct.pack(">I", zlib.adler32(rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(title: str, grid: np.ndarray, window=None, grey=False) -> str:
    """Return a grid (H, W) with too many cells for numbers as an HTML image."""
    size = " ".join(map(number, grid.shape[::-1]))
    code = base64.b64encode(png(colours(grid, grey, pale=False))).decode()
    pixels = "' width='100%' height='100%' style='image-rendering:pixelated'/>"
    drawn = [SVG, size, "'><image href='data:image/png;base64,", code, pixels]
    if window:
        values = zip(("y", "x", "height", "width"), map(number, window), strict=True)
        place = " ".join(f"{name}='{value}'" for name, value in values)
        for line in ("'#111' stroke-width='.7'", "'#ffb000' stroke-width='.35'"):
            drawn += ["<rect fill='none' ", place, " stroke=", line, "/>"]
    address = "data:image/svg+xml," + quote("".join([*drawn, "</svg>"]), safe=SAFE)
    low, high = number(grid.min()), number(grid.max())
    words = f"{title}, {'×'.join(map(str, grid.shape))} numbers from {low} to {high}"
    image = f'<br><img alt="{html.escape(words)}" width="224" height="224" src="'
    return PICTURE + html.escape(title) + image + address + '"></div>'


def tables(title: str, grids: np.ndarray, window=None, grey=False) -> str:
    """Return the channels of (C, H, W) as HTML, numbered if there are several."""
    parts = []
    for i, grid in enumerate(grids, 1):
        name = f"{title} {i}" if len(grids) > 1 else title
        if max(grid.shape) <= NUMBERS_UP_TO:
            name = f"{name}, {'×'.join(map(str, grid.shape))}"
            parts.append(table(name, grid, window, grey))
        else:
            parts.append(picture(name, grid, window, grey))
    return "".join(parts)


def draw(ax, grid: np.ndarray, title: str, window=None, grey=False) -> None:
    """Draw one grid (H, W) in grey or diverging about zero, small ones with numbers.

    `window` lists the cells to frame, as (row, column, height, width) of an outline.
    NaN stands for what is still to be predicted.
    """
    from matplotlib.patches import Rectangle

    small = max(grid.shape) <= NUMBERS_UP_TO
    known = grid[np.isfinite(grid)]
    limit = np.abs(known).max(initial=1e-12) * (2 if small else 1)
    low, high = known.min(initial=0), known.max(initial=known.min(initial=0))
    if small:
        low -= 1.5 * (high - low)  # pale, so that the numbers can be read
    scale = {"cmap": "gray", "vmin": low, "vmax": high or 1}
    if not grey:
        scale = {"cmap": DIVERGING, "vmin": -limit, "vmax": limit}
    ax.imshow(grid, **scale)
    height, width = grid.shape
    if small:
        for (row, column), value in np.ndenumerate(grid):
            ax.text(column, row, number(value), ha="center", va="center", fontsize=8)
        ax.set_xticks(np.arange(-0.5, width), labels=[])
        ax.set_yticks(np.arange(-0.5, height), labels=[])
        ax.grid(color="#999999", linewidth=0.5)
        ax.tick_params(length=0)
    else:
        ax.set(xticks=[], yticks=[])
    if window is not None:
        row, column, rows, columns = window
        ax.add_patch(Rectangle((column - 0.5, row - 0.5), columns, rows, fill=False,
                               edgecolor=ACCENT, linewidth=2.5, zorder=3))  # fmt: skip
    ax.set_title(title, fontsize=9)


def new_figure(rows: int, columns: int) -> tuple[Figure, np.ndarray]:
    """Return a figure that a notebook shows once, and its axes (rows, columns)."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(
        rows, columns, figsize=(2.6 * columns, 2.7 * rows),
        squeeze=False, layout="constrained",
    )  # fmt: skip
    plt.close(figure)
    return figure, axes
