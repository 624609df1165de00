"""A picture of one's own: chosen, dropped, pasted, taken; and what is no picture."""

import numpy as np
import pytest
from choosing import file, photograph, quarters
from PIL import Image

from helpers.images import prepare_image
from tests.drawings import saved

JPEG = {"quality": 95, "subsampling": 0}


# ---- what is chosen arrives


def test_nothing_is_chosen_at_first(choose):
    chosen = choose()
    page = chosen.page
    assert page.locator(".cnn-preview:visible, .cnn-live:visible").count() == 0
    assert "No picture yet" in page.locator(".cnn-zone").inner_text()
    assert page.locator(".cnn-say").inner_text() == "" and chosen.sent == []


def test_a_photograph_of_8_mb_becomes_a_short_text(choose):
    chosen = choose()
    picture = photograph(4000, 3000)
    content = saved(picture, "JPEG", **JPEG)
    assert len(content) > 8_000_000
    chosen.give(file("IMG_1.jpg", content, "image/jpeg"))
    chosen.wait("Python has it.")
    (sent,) = chosen.sent
    assert 50_000 < len(sent["picture"]) <= 300_000
    assert chosen.chooser.name == "IMG_1.jpg" and chosen.chooser.image.mode == "RGB"
    assert chosen.chooser.image.size == (1024, 768) and chosen.shown() == [1024, 768]
    small = picture.resize((1024, 768), Image.Resampling.BOX)
    assert np.abs(chosen.pixels() - np.asarray(small).astype(int)).mean() < 4
    said = chosen.page.locator(".cnn-zone").inner_text()
    assert "IMG_1.jpg" in said and "4000 × 3000, made 1024 × 768" in said


@pytest.mark.parametrize(
    ("size", "small"),
    [((3000, 4000), (768, 1024)), ((5000, 3), (1024, 1)), ((1025, 7), (1024, 7)),
     ((1024, 1024), (1024, 1024)), ((28, 28), (28, 28)), ((1, 1), (1, 1))],
)  # fmt: skip
def test_the_longest_side_has_1024_pixels_at_most(choose, size, small):
    chosen = choose()
    chosen.give(file("a.png", saved(Image.new("RGB", size, "teal")), "image/png"))
    chosen.wait("Python has it.")
    assert chosen.chooser.image.size == small and chosen.shown() == list(small)
    assert ("made" in chosen.chooser.size) == (size != small)


def test_a_small_picture_loses_nothing(choose):
    chosen = choose()
    pixels = np.random.default_rng(1).integers(0, 256, (28, 28, 3), dtype=np.uint8)
    chosen.give(file("a.png", saved(Image.fromarray(pixels)), "image/png"))
    chosen.wait("Python has it.")
    np.testing.assert_array_equal(chosen.pixels(), pixels)


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_what_does_not_pack_fits_all_the_same(choose, mode):
    """Pure noise, opaque or not, is the most that a picture can hold."""
    chosen = choose()
    shape = 1500, 1500, len(mode)
    noise = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    content = saved(Image.fromarray(noise, mode), compress_level=1)
    chosen.give(file("noise.png", content, "image/png"))
    chosen.wait("Python has it.")
    assert 30_000 < len(chosen.chooser.picture) <= 300_000
    assert chosen.chooser.image.mode == mode and min(chosen.shown()) >= 128


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_upright(choose, orientation):
    turns = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # what the mark asks to undo
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    truth = quarters((1600, 1200))
    stored = truth.transpose(back[orientation]) if orientation > 1 else truth
    if orientation > 1:
        assert stored.transpose(turns[orientation]).tobytes() == truth.tobytes()
    exif = Image.Exif()
    exif[0x0112] = orientation
    chosen = choose()
    content = saved(stored, "JPEG", exif=exif, **JPEG)
    chosen.give(file("a.jpg", content, "image/jpeg"))
    chosen.wait("Python has it.")
    assert chosen.chooser.size.startswith("1600 × 1200")
    small = np.asarray(truth.resize((1024, 768))).astype(int)
    assert np.abs(chosen.pixels() - small)[::9, ::9].mean() < 2


def test_transparency_arrives_and_is_laid_on_paper_later(choose):
    picture = Image.new("RGBA", (300, 400), (10, 200, 30, 0))
    picture.paste((20, 20, 90, 255), (100, 80, 200, 330))
    picture.paste((20, 20, 90, 128), (100, 80, 200, 120))
    chosen = choose()
    chosen.give(file("a.png", saved(picture), "image/png"))
    chosen.wait("Python has it.")
    assert chosen.chooser.image.mode == "RGBA"
    alpha = np.asarray(picture)[..., 3]
    np.testing.assert_allclose(chosen.pixels()[..., 3], alpha, atol=1)
    np.testing.assert_allclose(
        prepare_image(chosen.chooser.image), prepare_image(picture), atol=0.03
    )


@pytest.mark.parametrize("kind", ["GIF", "BMP", "WEBP", "PNG", "JPEG"])
def test_formats_and_wrong_names(choose, kind):
    chosen = choose()
    chosen.give(file("picture.txt", saved(quarters(), kind), "text/plain"))
    chosen.wait("Python has it.")
    got = chosen.pixels()[[50, 50, 250, 250], [50, 350, 50, 350]]
    want = np.asarray(quarters())[[50, 50, 250, 250], [50, 350, 50, 350]]
    np.testing.assert_allclose(got, want, atol=12)


def test_a_name_that_is_html_is_text(choose):
    name = "<img src=x onerror=alert(1)>.png"
    chosen = choose()
    chosen.page.on("dialog", lambda _: pytest.fail("the name ran"))
    chosen.give(file(name, saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    assert chosen.page.locator(".cnn-about strong").inner_text() == name
    assert chosen.page.locator(".cnn img").count() == 1
    chosen.give(file(name, b""))
    chosen.wait(f"“{name}” is empty.")
    assert chosen.page.locator(".cnn img").count() == 1
    assert chosen.chooser.name == name


# ---- what is no picture


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["is empty", "Choose another file"]),
        (b"\0\0\0\x24ftypheic" + bytes(90), ["is a HEIC picture", "as JPEG"]),
        (saved(quarters(), "TIFF"), ["is a TIFF picture", "as JPEG"]),
        (b"%PDF-1.7\n" + bytes(90), ["is a PDF file", "as JPEG"]),
        (b'<svg width="9" height="9"/>', ["is an SVG drawing", "as JPEG"]),
        (b"Dear diary, today", ["is no picture that this browser can read"]),
        (saved(quarters())[:60], ["is no picture", "or it is damaged"]),
        (b"GIF89a" + bytes(3), ["is no picture", "or it is damaged"]),
    ],
)  # fmt: skip
def test_what_cannot_be_decoded_says_so_and_the_earlier_picture_stays(
    choose, content, words
):
    chosen = choose()
    chosen.give(file("b.jpg", content, "image/jpeg"))
    first = chosen.wait("“b.jpg”", *words)
    assert first.count(".") <= 3 and chosen.chooser.image is None
    assert chosen.page.locator(".cnn-say.cnn-wrong").count() == 1
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    assert chosen.page.locator(".cnn-wrong").count() == 0
    chosen.give(file("b.jpg", content, "image/jpeg"))
    assert chosen.wait("“b.jpg”", *words) == first
    assert len(chosen.sent) == 1 and chosen.chooser.name == "a.png"
    assert chosen.chooser.image.size == (400, 300) and chosen.shown() == [400, 300]
    assert chosen.page.locator(".cnn-about strong").inner_text() == "a.png"


def test_an_arrival_in_pieces_is_told_and_undone(choose):
    chosen = choose()
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    whole = chosen.chooser.set_state
    for cut in (slice(-51), slice(80), slice(0)):
        chosen.chooser.set_state = lambda state, cut=cut: whole(
            state | {"picture": state["picture"][cut]}
        )
        other = quarters((40, 30)).rotate(90)
        chosen.give(file("b.png", saved(other), "image/png"))
        chosen.wait("Python says: the picture did not arrive whole", "Choose it again")
        assert chosen.chooser.name == "a.png"
        assert chosen.page.locator(".cnn-about strong").inner_text() == "a.png"
        assert chosen.chooser.image.size == (400, 300)
        chosen.page.wait_for_function(
            "document.querySelector('.cnn-preview').naturalWidth === 400"
        )
        chosen.chooser.set_state = whole
    chosen.give(file("a.png", saved(quarters()), "image/png"))  # Python has it still
    chosen.wait("Python has it.")
    assert chosen.chooser.problem == ""
    chosen.give(file("b.png", saved(other), "image/png"))
    chosen.wait("Python has it.")
    assert chosen.chooser.name == "b.png"


def test_an_empty_canvas_says_so(choose):
    """As where a browser hides what pages draw, or has no memory left."""
    chosen = choose()
    chosen.page.evaluate("HTMLCanvasElement.prototype.toDataURL = () => 'data:,'")
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("The browser gave an empty picture.")
    assert chosen.chooser.image is None and chosen.sent == []


# ---- one after another


def test_two_in_a_row_the_second_counts(choose):
    chosen = choose()
    page = chosen.page
    slow = saved(photograph(1000, 800), "JPEG", **JPEG)
    page.evaluate(
        """() => {
          const make = createImageBitmap;
          window.createImageBitmap = async (source, ...more) => {
            const made = await make(source, ...more);
            if (source.name === 'slow.jpg')
              await new Promise((done) => { window.go = done; });
            return made;
          };
        }"""
    )
    chosen.give(file("slow.jpg", slow, "image/jpeg"))
    page.wait_for_function("!!window.go")
    chosen.give(file("quick.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    page.evaluate("go()")
    page.wait_for_timeout(300)
    assert [state["name"] for state in chosen.sent] == ["quick.png"]
    assert chosen.wait("Python has it.") and chosen.chooser.image.size == (400, 300)


def test_the_same_file_again(choose):
    chosen = choose()
    content = saved(quarters())
    for name in ("a.png", "a.png", "copy of a.png"):
        chosen.give(file(name, content, "image/png"))
        chosen.wait("Python has it.")
        chosen.page.locator(".cnn-about strong").filter(has_text=name).wait_for()
    assert chosen.chooser.name == "copy of a.png"
    kept = "document.querySelector('input[type=file]').files.length"
    assert chosen.page.evaluate(kept) == 0, "or a browser would not tell of it again"
    assert ["picture" in sent for sent in chosen.sent] == [True, False, False]


def test_while_a_cell_runs_it_says_that_python_is_busy(choose):
    chosen = choose()
    chosen.page.evaluate("window.busy = true")
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("On its way. Python takes it when no cell is running.")
    assert chosen.chooser.image is None and chosen.shown() == [400, 300]
    chosen.page.evaluate("window.busy = false")
    chosen.wait("Python has it.")
