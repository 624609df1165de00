"""Grids that move: a window slides, numbers multiply and sum, maxima survive.

Modules in reading order: `presets` (pictures and kernels to choose from), `traits`
(grids of numbers, checked), `drawing` (grids that stand still: tables and figures),
`live` (may the page run a live view?), `grid` (what the widgets share: showing them
with and without a kernel), `convolution`,
`max_pooling`, `sketch` (a sheet to draw on), `chooser` (a picture of your own);
`recorder`, `plan` and `network` (a whole network); `sprite` (many pictures in one file)
and `confusion` (mistakes, and the pictures behind them); `descent` (a ball that walks
down a loss). `front_end` joins the modules
of `static` that a widget needs: one module a noun, and below them `player` (a window
that slides), `grid`, `ops` (the arithmetic).
"""

from helpers.widgets.chooser import PictureChooser
from helpers.widgets.confusion import ConfusionWidget
from helpers.widgets.convolution import ConvolutionWidget
from helpers.widgets.descent import DescentWidget
from helpers.widgets.max_pooling import MaxPoolingWidget
from helpers.widgets.network import NetworkWidget
from helpers.widgets.sketch import SketchWidget

__all__ = [
    "ConfusionWidget", "ConvolutionWidget", "DescentWidget", "MaxPoolingWidget",
    "NetworkWidget", "PictureChooser", "SketchWidget",
]  # fmt: skip
