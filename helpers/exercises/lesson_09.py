"""Checks of lesson 9: precision, the size of a test, global average-pooling."""

import torch

from helpers.exercises import exercise, require


@exercise
def check_1(precision) -> str:
    """Expect a function from a confusion matrix (10, 10) to ten shares."""
    generator = torch.Generator().manual_seed(0)
    matrix = torch.randint(1, 50, (10, 10), generator=generator)
    matrix += torch.diag(torch.randint(100, 900, (10,), generator=generator))
    original = matrix.clone()
    found = precision(matrix)
    require(found is not ... and found is not None, "It returns nothing yet.")
    require(torch.equal(matrix, original), "It changes the matrix that it was given.")
    found = torch.as_tensor(found, dtype=torch.float64)
    require(
        found.numel() != 1,
        "That is one number for all classes. Each class has a precision of its own.",
    )
    require(
        found.shape == (10,),
        f"It returns the shape {tuple(found.shape)}; expected are ten numbers, (10,).",
    )
    right = matrix.diagonal().double()
    require(
        not torch.allclose(found, right / matrix.sum(dim=1), atol=1e-4),
        "That is the recall: of the true shirts, how many were found? Now start from"
        " the answers: of all that was called a shirt, how much is one?",
    )
    require(
        not torch.allclose(found, right / matrix.sum(), atol=1e-4),
        "You divide by all pictures. Divide by those that got this answer.",
    )
    expected = right / matrix.sum(dim=0)
    require(
        not torch.allclose(found, 1 - expected, atol=1e-4),
        "That is the share of wrong answers. Look for the right ones.",
    )
    require(
        torch.allclose(found, expected, atol=1e-4),
        f"For my matrix, class 0 has {right[0]:.0f} on the diagonal, and was the answer"
        f" {matrix[:, 0].sum()} times. Yours says {found[0]:.3f}.",
    )
    return "Recall reads along a row, precision along a column."


@exercise
def check_2(pictures) -> str:
    """Expect about 405,673 pictures."""
    pictures, expected = float(pictures), 1.96**2 * 0.88 * 0.12 / 0.001**2
    require(pictures > 0, "A test needs a number of pictures above 0.")
    hints = {
        expected / 1.96**2: "That gives one standard deviation on either side. Where is"
        " the 1.96?",
        expected / 1.96: "The 1.96 stands outside the root. What becomes of it when you"
        " square both sides?",
        expected / 4: "Plus or minus 0.1 means 0.1 on either side, not in all.",
        expected / 10_000: "A tenth of a point is a thousandth: 0.001, if the accuracy"
        " is 0.88.",
        expected / 1e6: "You have not divided by the square of the margin.",
        expected / 1e3: "The margin has to be squared, like everything outside the"
        " root.",
        expected
        ** 0.5: "That is the square root of it. The margin falls with the root of"
        " n, so n itself grows with a square.",
    }
    for wrong, hint in hints.items():
        require(abs(pictures / wrong - 1) > 0.02, hint)
    require(
        abs(pictures / expected - 1) < 0.02,
        f"With {pictures:,.0f} pictures the margin is not 0.001. Put your n into the"
        " formula and try.",
    )
    return "About 406,000: forty times as many as this test set has."


@exercise
def check_3(global_average_pool) -> str:
    """Expect the mean over height and width, (N, C, H, W) -> (N, C)."""
    maps = torch.randn(3, 5, 4, 7, generator=torch.Generator().manual_seed(0))
    pooled = global_average_pool(maps.clone())
    require(pooled is not ... and pooled is not None, "It returns nothing yet.")
    shape = tuple(pooled.shape)
    require(
        shape != (3, 140),
        "That is flatten: every place has kept a number of its own.",
    )
    require(shape != (3, 4, 7), "You took the mean over the maps. Keep every map.")
    require(
        shape != (3, 5, 1, 1),
        "The numbers may be right, but the shape keeps two dimensions of size 1.",
    )
    require(
        shape == (3, 5),
        f"Maps (3, 5, 4, 7) became {shape}. Expected is (3, 5): one number a map.",
    )
    require(
        not torch.allclose(pooled, maps.amax(dim=(2, 3))),
        "That is the strongest number of each map, as before. Take the mean.",
    )
    require(
        not torch.allclose(pooled, maps.sum(dim=(2, 3)), atol=1e-5),
        "That is the sum. How many numbers does a map have?",
    )
    require(
        torch.allclose(pooled, maps.mean(dim=(2, 3)), atol=1e-5),
        "The shape is right, the numbers are not. Is it the mean over both, height and"
        " width?",
    )
    rolled = global_average_pool(maps.roll((1, 2), dims=(2, 3)))
    require(torch.allclose(pooled, rolled, atol=1e-5), "It minds where things are.")
    return "The mean does not mind where a thing is, either."
