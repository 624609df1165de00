"""Answers to the exercises of lesson 9, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "def answer(matrix): return matrix.diagonal() / matrix.sum(dim=1)",
        "def answer(matrix): return matrix.diagonal() / matrix.sum()",
        "def answer(matrix): return matrix.diagonal().sum() / matrix.sum()",
        "def answer(matrix): return 1 - matrix.diagonal() / matrix.sum(dim=0)",
        "def answer(matrix): return matrix / matrix.sum(dim=0)",
    ],
    "check_2": [
        "answer = 0.88 * 0.12 / 0.001**2",
        "answer = 1.96 * 0.88 * 0.12 / 0.001**2",
        "answer = 1.96**2 * 0.88 * 0.12 / 0.1**2",
        "answer = 1.96**2 * 0.88 * 0.12 / 0.002**2",
        "answer = 10_000",
    ],
    "check_3": [
        "def answer(maps): return maps.amax(dim=(2, 3))",
        "def answer(maps): return maps.mean(dim=1)",
        "def answer(maps): return maps.flatten(start_dim=1)",
        "def answer(maps): return maps.mean(dim=(2, 3), keepdim=True)",
        "def answer(maps): return maps.sum(dim=(2, 3))",
    ],
}

RIGHT = {}
