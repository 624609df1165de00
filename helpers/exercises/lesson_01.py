"""Checks of lesson 1: shapes, shifting a picture, counting parameters."""

import torch

from helpers.exercises import exercise, require


@exercise
def check_1(shape) -> str:
    """Expect the shape (64, 3, 20, 32)."""
    shape = tuple(shape)
    require(len(shape) == 4, f"A batch has four dimensions, not {len(shape)}.")
    require(shape[0] == 64, "The number of pictures, N, comes first.")
    require(shape[1] == 3, "A colour picture has three channels, right after N.")
    require(shape != (64, 3, 32, 20), "Rows come before columns: height, then width.")
    require(shape == (64, 3, 20, 32), "N and C are right. Look at H and W again.")
    return "N, C, H, W: this order holds in all ten lessons."


@exercise
def check_2(shift_right) -> str:
    """Expect a function that shifts to the right and fills with zeros."""
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    original = images.clone()
    for pixels in (1, 0, 5, 28):
        try:
            moved = shift_right(images, pixels)
        except (RuntimeError, ValueError, IndexError):
            require(pixels != 0, "It moves by 1, and fails by 0. What does [:-0] hold?")
            raise
        require(moved is not ... and moved is not None, "It returns nothing yet.")
        require(
            torch.equal(images, original),
            "It changes the pictures that it was given. Make new ones.",
        )
        require(
            moved.shape == images.shape,
            f"The shape becomes {tuple(moved.shape)}; it must stay (3, 1, 28, 28).",
        )
        expected = torch.zeros_like(images)
        expected[..., pixels:] = images[..., : 28 - pixels]
        wrapped = images.roll(pixels, dims=-1)
        require(
            not torch.equal(moved, wrapped) or torch.equal(wrapped, expected),
            "What leaves on the right comes back on the left. That should be black.",
        )
        require(
            not torch.equal(moved, images) or pixels == 0,
            f"With pixels={pixels} nothing has moved.",
        )
        require(
            torch.equal(moved, expected),
            f"With pixels={pixels} some numbers are not where they belong. Is it to the"
            " right, along the columns, with zeros on the left?",
        )
    return "The same move as in the lesson, for any picture."


@exercise
def check_3(total) -> str:
    """Expect 11,140."""
    require(
        total != 784 * 14 + 14 * 10,
        "Those are the weights. Each neuron has a bias too.",
    )
    require(total == 11_140, f"That makes {total}, not 11,140. Count layer by layer.")
    return "785 × 14 + 15 × 10 = 11,140."
