"""Answers to confuse, and what a page shows of a confusion matrix that opens."""

import numpy as np

NAMES = ["T-shirt/top", "<b>x</b>", "$y$", "Ankle boot"]
SEEN = """() => [...document.querySelectorAll('.cnn-face:not(.cnn-no-face) canvas')]
  .map((canvas) => [canvas.getContext('2d'), canvas.height, canvas.width])
  .map(([context, h, w]) =>
    ({h, w, data: [...context.getImageData(0, 0, w, h).data]}))"""


def make_answers():
    """400 answers for four classes: none of class 3 is called 1."""
    random = np.random.default_rng(0)
    probabilities = random.dirichlet(np.full(4, 0.4), 400)
    labels = random.integers(0, 4, 400)
    labels[(labels == 3) & (probabilities.argmax(1) == 1)] = 0
    return probabilities, labels, random.integers(0, 256, (400, 9, 7), np.uint8)


def count(page, true, predicted, widget=0):
    matrix = page.locator(".cnn").nth(widget).locator(".cnn-matrix tbody tr").nth(true)
    return matrix.locator("button").nth(predicted)


def title(page, widget=0):
    return page.locator(".cnn-opened-said").nth(widget).inner_text()


def faces(page):
    return page.locator(".cnn-face:not(.cnn-no-face)").count()


def members(answers, true, predicted):
    """Return the pictures of a cell, the surest first."""
    probabilities, labels, _ = answers
    which = np.flatnonzero((labels == true) & (probabilities.argmax(1) == predicted))
    return which[np.argsort(-probabilities[which].max(1), kind="stable")]


def focused(page):
    """Return what a reader of the screen says of where the keys go."""
    return page.evaluate(
        "document.activeElement.ariaLabel ?? document.activeElement.textContent"
    )
