"""A picture of your own, from Python: what the page sends, whole or in pieces."""

import base64
import io
import re
from unittest.mock import Mock

import numpy as np
import pytest
from ipykernel.kernelbase import Kernel
from PIL import Image

from helpers.checks import decode
from helpers.images import prepare_image
from helpers.widgets import PictureChooser, grid
from tests.drawings import TRUTH, drawing, same, saved

NOT_WHOLE = "the picture did not arrive whole: "


def text(picture, kind="PNG", **options):
    """Return a picture as the page sends it."""
    return base64.b64encode(saved(picture, kind, **options)).decode()


def arrive(chooser, picture, name="a.png", size="60 × 80"):
    """Send what the page sends in one message."""
    state = {"picture": picture, "name": name, "size": size, "problem": None}
    chooser.set_state(state)


def test_nothing_was_chosen_yet():
    chooser = PictureChooser()
    assert chooser.image is None
    assert chooser.name == chooser.size == chooser.picture == chooser.problem == ""
    assert repr(chooser) == "PictureChooser(image=None)"


@pytest.mark.parametrize(
    ("mode", "want"),
    [("L", "RGB"), ("RGB", "RGB"), ("P", "RGB"), ("RGBA", "RGB"), ("LA", "RGB")],
)
def test_what_is_chosen_is_a_pillow_image(mode, want):
    chooser = PictureChooser()
    arrive(chooser, text(drawing().convert(mode)))
    assert chooser.image.mode == want and chooser.image.size == (60, 80)
    same(chooser.image)
    assert chooser.problem == "" and chooser.name == "a.png"
    assert repr(chooser) == "PictureChooser(image=(60, 80))"


def test_what_can_be_seen_through_stays_so():
    picture = drawing().convert("RGBA")
    picture.putpixel((0, 0), (0, 0, 0, 254))
    chooser = PictureChooser()
    arrive(chooser, text(picture))
    assert chooser.image.mode == "RGBA"
    assert chooser.image.tobytes() == picture.tobytes()


def test_a_jpeg_of_any_noise():
    draw = np.random.default_rng(3)
    for shape in [(1, 1), (3, 90), (64, 48), (200, 7)]:
        pixels = draw.integers(0, 256, (*shape, 3), dtype=np.uint8)
        sent = saved(Image.fromarray(pixels), "JPEG", quality=80)
        chooser = PictureChooser()
        arrive(chooser, base64.b64encode(sent).decode())
        with Image.open(io.BytesIO(sent)) as truth:
            np.testing.assert_array_equal(chooser.image, truth)


def test_it_can_be_observed_and_the_name_is_there_by_then():
    chooser, seen = PictureChooser(), []
    chooser.observe(
        lambda change: seen.append((change.new.size, chooser.name)), "image"
    )
    arrive(chooser, text(drawing()), "first.png")
    arrive(chooser, text(drawing((30, 90))), "second.png")
    assert seen == [((60, 80), "first.png"), ((30, 90), "second.png")]


@pytest.fixture
def told(monkeypatch):
    """List what is sent to the page, a dict a message."""
    told = []
    monkeypatch.setattr(
        PictureChooser, "_send",
        lambda self, message, buffers=None: told.append(message),
    )  # fmt: skip
    return told


def states(told):
    return [m["state"] for m in told if m["method"] == "update"]


def test_the_page_hears_that_it_came_and_not_the_picture_once_more(told):
    chooser = PictureChooser()
    chooser.comm.kernel = Mock(spec=Kernel)  # ipywidgets 7 tells nothing without
    told.clear()
    arrive(chooser, text(drawing()))
    assert states(told) == [{"problem": ""}]
    assert all("picture" not in message["state"] for message in told)


GOOD = text(drawing())
PIECES = {
    "nothing": ("", "it is empty"),
    "no base64": ("<img src=x>", "its text is damaged"),
    "cut between letters": (GOOD[:-7], "its text is damaged"),
    "a letter too many": (f"{GOOD[:40]}*{GOOD[40:]}", "its text is damaged"),
    "cut elsewhere": (GOOD[:-5], "its text is damaged"),
    "letters of another kind": ("\N{SNOWMAN}" * 8, "ASCII"),
    "cut in the middle": (GOOD[: len(GOOD) // 8 * 4], "it is damaged"),
    "a JPEG that is cut": (text(drawing((500, 500)), "JPEG")[:1600], "it is damaged"),
    "words": (base64.b64encode(b"Dear diary").decode(), "it is no picture"),
    "another format": (text(drawing(), "GIF"), "it is no picture"),
    "a drawing program": (base64.b64encode(b"%!PS-Adobe-3.0").decode(), "no picture"),
}


@pytest.mark.parametrize("case", PIECES)
def test_what_came_in_pieces_is_refused_in_a_sentence_and_undone(case, told):
    piece, words = PIECES[case]
    chooser = PictureChooser()
    arrive(chooser, GOOD)
    kept = chooser.image
    for _ in range(2):  # the second sentence is the same, and is sent all the same
        told.clear()
        arrive(chooser, piece, "b.png")
        assert chooser.problem.startswith(NOT_WHOLE) and words in chooser.problem
        assert chooser.problem.endswith(". Choose it again.")
        assert "\n" not in chooser.problem and len(chooser.problem) < 250
        want = {"picture": GOOD, "name": "a.png", "size": "60 × 80"}
        assert states(told)[-1] == want | {"problem": chooser.problem}
        assert chooser.image is kept and chooser.name == "a.png"
    with pytest.raises(ValueError, match=NOT_WHOLE):
        chooser.picture = piece
    assert chooser.image is kept and chooser.picture == GOOD


@pytest.mark.parametrize("case", [case for case in PIECES if case != "nothing"])
def test_a_first_picture_in_pieces_leaves_none(case):
    chooser = PictureChooser()
    arrive(chooser, PIECES[case][0])
    assert chooser.problem.startswith(NOT_WHOLE)
    assert chooser.image is None and chooser.picture == chooser.name == ""
    arrive(chooser, GOOD)
    assert chooser.problem == "" and chooser.image.size == (60, 80)


@pytest.mark.parametrize("value", [7, None, {"a": 1}, [1]])
def test_what_is_no_text_is_refused_too(value):
    chooser = PictureChooser()
    arrive(chooser, GOOD)
    arrive(chooser, value, "b.png")
    assert "picture" in chooser.problem and chooser.picture == GOOD
    assert chooser.name == "a.png"


def test_bytes_and_pixels_are_counted_before_anything_is_decoded(monkeypatch):
    chooser = PictureChooser()
    bomb = Image.new("1", (20_000, 20_000))
    arrive(chooser, text(bomb))
    assert "400,000,000" in chooser.problem or "16,000,000 pixels" in chooser.problem
    arrive(chooser, text(Image.new("1", (5000, 4000))))
    assert "5,000 x 4,000 pixels" in chooser.problem and chooser.image is None
    monkeypatch.setattr(decode, "MAX_BYTES", 100)
    arrive(chooser, GOOD)
    assert "it exceeds 100 bytes" in chooser.problem and chooser.image is None


def test_the_networks_take_it_as_it_is():
    chooser = PictureChooser()
    arrive(chooser, GOOD)
    assert (prepare_image(chooser.image) - TRUTH).abs().max() < 0.01


def test_it_is_not_set_by_hand():
    with pytest.raises(Exception, match="read-only"):
        PictureChooser().image = drawing()


def test_without_a_kernel_a_sentence_says_what_is_needed_and_no_picture_is_saved():
    chooser = PictureChooser()
    arrive(chooser, GOOD, "secret.png")
    page = chooser._repr_mimebundle_()[0]["text/html"]
    assert page == PictureChooser()._html() and len(page) < 1000
    assert GOOD not in page and "secret" not in page and "<script" not in page
    assert "open this notebook in JupyterLab or Colab and run this cell" in page
    assert 'data-cnn="' in page, "or JupyterLab would save a view without its widget"


def test_a_run_without_a_person_stores_the_sentence_alone(monkeypatch):
    monkeypatch.setattr(grid, "_parent", lambda: {"content": {"allow_stdin": False}})
    data = PictureChooser()._repr_mimebundle_()[0]
    assert set(data) == {"text/plain", "text/html"}


def test_the_front_end_is_small_and_whole():
    shipped = PictureChooser._esm + PictureChooser._css
    assert len(shipped.encode()) <= 40_000
    for part in ("createImageBitmap(", "getUserMedia(", ".cnn-zone"):
        assert part in shipped
    assert not re.search(r"https?://|<iframe|@import", shipped)
