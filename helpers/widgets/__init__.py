"""Grids that move: a window slides, numbers multiply and sum, maxima survive.

Modules in reading order: `presets` (pictures and kernels to choose from), `traits`
(grids of numbers, checked), `drawing` (grids that stand still: tables and figures),
`grid` (what both widgets share: showing them with and without a kernel),
`convolution`, `max_pooling`. The front end is in `static`: `core.js` and `style.css`
for both, and one short module for each widget.
"""

from helpers.widgets.convolution import ConvolutionWidget
from helpers.widgets.max_pooling import MaxPoolingWidget

__all__ = ["ConvolutionWidget", "MaxPoolingWidget"]
