"""A picture of your own, chosen in the notebook: a file, a drop, a paste, a camera.

The browser decodes the picture and makes it small, so that a telephone's photograph
of 8 MB becomes a short text: longer messages are lost on their way to Python, in Colab
from 1 MB on.
"""

from __future__ import annotations

import base64
import io

import traitlets
from PIL import Image

from helpers.checks.chooser import arriving
from helpers.checks.decode import check_bytes, check_pixels, decoding
from helpers.widgets.front_end import front_end, style
from helpers.widgets.grid import ShownWidget

NAME = "it"  # in sentences that begin with "the picture did not arrive"


class PictureChooser(ShownWidget):
    """A button, a place to drop or paste a picture, and the camera where there is one.

    `image` is None until a picture has come. Then it is a Pillow image, upright, mode
    RGB, or RGBA if it is transparent, its longest side 1,024 pixels at most;
    `prepare_image` takes it as it is. `name` is the name of its file. Both can be
    read and observed. What the browser cannot decode is refused there, in a sentence,
    and the earlier picture stays.

    >>> chooser = PictureChooser()
    >>> chooser.image is None
    True
    """

    _esm = front_end("chooser.js")
    _css = style("style.css") + style("chooser.css")
    _how = (
        "<p><em>To choose a picture, open this notebook in JupyterLab or Colab and run"
        " this cell. A file needs no button: prepare_image(&quot;name.jpg&quot;).</em>"
        "</p>"
    )

    picture = traitlets.Unicode().tag(sync=True, echo_update=False)  # base64
    name = traitlets.Unicode().tag(sync=True)
    size = traitlets.Unicode().tag(sync=True)  # before and after, in words
    # None while a picture is on its way, then empty, or what is wrong with it
    problem = traitlets.Unicode("", allow_none=True).tag(sync=True)
    image = traitlets.Any(None, allow_none=True, read_only=True)

    def __repr__(self) -> str:
        """Return a text that is the same on every run."""
        return f"{type(self).__name__}(image={self.image and self.image.size})"

    @traitlets.validate("picture")
    def _validate_picture(self, proposal):
        with arriving():
            decoded(proposal.value)
        return proposal.value

    @traitlets.observe("picture")
    def _arrive(self, change):
        self.set_trait("image", decoded(change.new))
        self.problem = ""

    def set_state(self, sync_data) -> None:
        """Take what the page sends. If it is damaged, the page is told, and goes back.

        Raises nothing: an error in a message would be seen by nobody.
        """
        try:
            super().set_state(sync_data)
        except traitlets.TraitError as error:
            self.problem = str(error)
            self.send_state(["picture", "name", "size", "problem"])

    def _html(self) -> str:
        """Return a sentence: without a kernel there is nobody to choose a picture for.

        The picture itself is not saved with the notebook.
        """
        return f'<div class="cnn-output" data-cnn="">{self._how}</div>'


def decoded(text: str) -> Image.Image:
    """Return the picture of a JPEG or PNG in base64: RGB, or RGBA if transparent.

    Raises ValueError for what is cut off, no such picture, or too large.
    """
    data = base64.b64decode(text, validate=True)
    check_bytes(NAME, len(data))
    with decoding(NAME):
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    check_pixels(*image.size)
    with decoding(NAME):
        image = image.convert("RGBA")
    (least, _) = image.getchannel("A").getextrema()
    return image if least < 255 else image.convert("RGB")
