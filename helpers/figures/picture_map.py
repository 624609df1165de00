"""Pictures laid out on a grid so that like lies beside like (lesson 2)."""

from __future__ import annotations

import numpy as np
import torch

from helpers.style import ACCENT


def arrange(pictures: torch.Tensor, columns: int = 24, seed: int = 0) -> torch.Tensor:
    """Return the order (N,) that lays pictures (N, H, W) out in rows of `columns`.

    t-SNE (van der Maaten and Hinton, 2008) puts pictures with like pixels close
    together on a plane. Then each moves to a cell of its own, so that all of them
    together move as little as can be. N must be a multiple of `columns`, and at least
    30. No label is looked at.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist
    from sklearn.manifold import TSNE

    pixels = pictures.flatten(1).float().cpu().numpy() / 255
    plane = TSNE(perplexity=20, max_iter=500, random_state=seed).fit_transform(pixels)
    plane = (plane - plane.min(axis=0)) / np.ptp(plane, axis=0)  # (N, 2) in 0..1
    rows = len(pictures) // columns
    down, across = np.indices((rows, columns)).reshape(2, -1)
    cells = np.stack([(across + 0.5) / columns, (down + 0.5) / rows], axis=1)
    _, order = linear_sum_assignment(cdist(cells, plane, "sqeuclidean"))
    return torch.from_numpy(order)


def picture_map(pictures: torch.Tensor, columns: int = 24, marked=None):
    """Return pictures (N, H, W) uint8 as one PIL picture, in rows of `columns`.

    `marked`, a mask (N,), keeps these bright, in the accent colour, and dims the rest.
    """
    from matplotlib.colors import to_rgb
    from PIL import Image

    sheet = pictures.unsqueeze(-1).cpu().numpy() * np.ones(3)  # (N, H, W, 3)
    if marked is not None:
        mask = torch.as_tensor(marked, device="cpu").numpy()
        sheet[mask] *= 0.35 + 0.65 * np.array(to_rgb(ACCENT))
        sheet[~mask] *= 0.5
    count, height, width, _ = sheet.shape
    sheet = sheet.reshape(count // columns, columns, height, width, 3).swapaxes(1, 2)
    sheet = sheet.reshape(-1, columns * width, 3).round().astype(np.uint8)
    return Image.fromarray(sheet).quantize(48)  # colours enough, and a small file
