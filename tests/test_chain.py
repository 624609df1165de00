"""The drawing of a chain of numbers, forward and back."""

from helpers.figures.chain import show_chain


def test_all_numbers_and_texts_are_drawn():
    gaps = [("× 4", "", "w: 7"), ("²", "× 16", "")]
    ax = show_chain(["x", "s", "loss"], [2, 8, 64], [None, 16, 1], gaps)
    texts = [text.get_text() for text in ax.texts]
    for wanted in ("x", "2", "8", "64", "16", "1", "× 4", "²", "× 16", "w: 7"):
        assert wanted in texts
    arrows = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    assert len(arrows) == 3, "two forward, one back: nothing leads back to x"
