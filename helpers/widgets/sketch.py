"""A sheet to draw on, and what was drawn as a picture for the networks."""

from __future__ import annotations

import numpy as np
import traitlets

from helpers.checks.widgets import check_sketch
from helpers.widgets.drawing import picture
from helpers.widgets.front_end import front_end
from helpers.widgets.grid import ShownWidget
from helpers.widgets.traits import Grid

SIDE = 28


class SketchWidget(ShownWidget):
    """A black sheet of 28 x 28 cells to draw on in white, like Fashion-MNIST.

    `image` (28, 28), float32 in 0..1, follows the drawing and can be read, observed and
    set: `predict` and `prepare_image` take it as it is. `caption` is a line of text
    below the sheet; drawing empties it, so that it never speaks of an older picture.
    Raises ValueError for another shape, NaN, and numbers outside 0..1.

    >>> sketch = SketchWidget()
    >>> sketch.image.shape
    (28, 28)
    """

    _esm = front_end("sketch.js")

    image = Grid(2).tag(sync=True)
    caption = traitlets.Unicode("").tag(sync=True)

    def __init__(self, image=None, caption=""):
        """Show a picture to draw on, an empty sheet without one."""
        blank = np.zeros((SIDE, SIDE))
        super().__init__(image=blank if image is None else image, caption=caption)

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"{type(self).__name__}(image={self.image.shape})"

    @traitlets.validate("image")
    def _validate_image(self, proposal):
        check_sketch(proposal.value, SIDE)
        return proposal.value

    def _painted_traits(self) -> tuple[str, ...]:
        return "image", "caption"

    def _tables(self) -> str:
        words = f"A sheet of {SIDE}\N{MULTIPLICATION SIGN}{SIDE} cells to draw on"
        return picture(words, self.image, grey=True)
