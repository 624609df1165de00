"""What is named at each place, on networks that know one place or all."""

import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn

from helpers.figures.places import named_at_each_place, show_places


class OneCell(nn.Module):
    """Say 1 if the pixel at (14, 16) is bright, else 0."""

    image_shape = (1, 28, 28)

    def forward(self, x):
        bright = x[:, 0, 14, 16]
        return torch.stack([0.5 - bright, bright - 0.5], dim=1)


def test_a_place_is_where_it_is():
    images = torch.zeros(3, 1, 28, 28)
    images[:, 0, 13, 13] = 1  # the pixel is one down and three to the right
    images[2, 0, 13, 13] = 0.1  # too dark to be seen
    found = named_at_each_place(OneCell(), images, torch.tensor([1, 1, 1]))
    expected = torch.zeros(15, 15)
    expected[7 + 1, 7 + 3] = 2 / 3
    assert torch.allclose(found.float(), expected)
    small = named_at_each_place(OneCell(), images, torch.tensor([0, 0, 0]), reach=3)
    assert small.shape == (7, 7) and small[4, 6] == pytest.approx(1 / 3)


@pytest.mark.parametrize("count", [1, 3])
def test_maps_share_one_scale(count):
    maps = {f"net {i}": torch.rand(15, 15) * (i + 1) / 5 for i in range(count)}
    axes = show_places(maps)
    for ax, name in zip([axes] if count == 1 else axes, maps, strict=True):
        (drawn,) = ax.images
        assert ax.get_title() == name and drawn.get_clim() == (0, 1)
        assert drawn.get_extent() == [-7.5, 7.5, 7.5, -7.5]
    plt.close("all")
