"""Answers to the exercises of lesson 5, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "answer = [30, 15, 11, 5]",
        "answer = [32, 31, 27, 26]",
        "answer = [32, 16, 16, 8]",
        "answer = [32, 16, 12]",
        "answer = [32, 16, 12, 11]",
    ],
    "check_2": [
        "answer = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])",
        "answer = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])",
        "answer = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0]])",
        "answer = np.zeros((3, 3))",
        "answer = np.array([[1, 1], [-1, -1]])",
        "answer = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])",
    ],
    "check_3": [
        "answer = (6, 660)",
        "answer = (3, 660)",
        "answer = (5, 648)",
        "answer = (5, 330)",
        "answer = (5, 906)",
        "answer = 5",
    ],
}

RIGHT = {}
