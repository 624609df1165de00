"""Checks of lesson 5: sizes, a kernel of one's own, two small kernels for a large."""

import numpy as np

from helpers.exercises import exercise, require
from helpers.ops import conv2d


@exercise
def check_1(four_sizes) -> str:
    """Expect the sizes 32, 16, 12 and 6."""
    sizes = [int(size) for size in four_sizes]
    require(len(sizes) == 4, f"Four steps give four sizes, not {len(sizes)}.")
    require(sizes[0] != 30, "The first convolution has a border of zeros around it.")
    require(sizes[0] == 32, "Look at the first size again: 32 pixels, a border of 1.")
    require(sizes[1] != 31, "The pooling windows do not overlap.")
    require(sizes[1] == 16, "Pooling of 2 × 2 halves. Look at the second size again.")
    require(sizes[2] == 12, "The third step: how many places has a 5 in a row of 16?")
    require(sizes[3] == 6, "Three are right. The last step is pooling again.")
    return "32, 16, 12, 6."


@exercise
def check_2(kernel) -> str:
    """Expect a 3 x 3 kernel that finds the edge from bright above to dark below."""
    kernel = np.asarray(kernel, dtype=float)
    require(kernel.shape == (3, 3), f"Its shape is {kernel.shape}, not (3, 3).")
    falling = np.zeros((1, 6, 6))
    falling[:, :3] = 1

    def answers(picture):
        return conv2d(picture, kernel[None, None])[0]

    require(kernel.any(), "It is zero everywhere, and so are all its answers.")
    require(
        np.allclose(answers(np.ones((1, 6, 6))), 0),
        "On a picture that is the same everywhere it does not answer zero. What must"
        " its nine numbers add up to?",
    )
    sideways = falling.transpose(0, 2, 1)
    require(
        np.allclose(answers(sideways), 0) and np.allclose(answers(1 - sideways), 0),
        "It also answers to an edge between left and right. What must each column"
        " add up to?",
    )
    edge = answers(falling)[1:3]
    require(
        not (edge < 0).all(),
        "It answers with negative numbers: it looks for dark above, bright below.",
    )
    require(
        (edge > 0).all(),
        "Its answer is not positive in every window that has the edge in it.",
    )
    return "Slide it over the shirt: every stripe has a lower edge."


@exercise
def check_3(pair) -> str:
    """Expect a receptive field of 5 and 660 parameters."""
    require(np.shape(pair) == (2,), "Give both numbers, (field, parameters).")
    field, parameters = pair
    require(field != 3, "The second kernel sees nine numbers, each of which sees nine.")
    require(
        field != 6,
        "3 + 3 counts the middle pixel twice. How much does each layer add to 1?",
    )
    require(field == 5, f"The field is not {field} wide. Draw the pair in one row.")
    require(parameters != 330, "That is one of the two layers.")
    require(parameters != 648, "Those are the weights. Each kernel has a bias too.")
    require(parameters != 906, "That is the single layer of 5 × 5, not the pair.")
    require(
        parameters == 660,
        f"The field is right. For the parameters, {parameters} is not it: how many"
        " kernels are there, how deep is each?",
    )
    return "The same view for 660 parameters in place of 906."
