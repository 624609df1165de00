"""A picture of your own becomes like those that the networks learned from."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from helpers.evaluation import predict
from helpers.fashion_mnist import CLASS_NAMES
from helpers.images import preparation_stages, prepare_image
from tests.drawings import check_form, drawing, same


def test_fashion_mnist_goes_through_unchanged(test_set):
    for image in test_set.data[:500]:
        truth = image / 255
        for picture in (image, truth, truth[None], image.numpy(), 255 - image):
            prepared = prepare_image(picture)
            check_form(prepared)
            assert (prepared[0] - truth).abs().max() < 0.005  # its white may be 254


def test_the_border_tells_light_from_dark_on_the_whole_test_set(test_set):
    for image in test_set.data.numpy():
        for picture, word in ((image, "not inverted"), (255 - image, "inverted")):
            assert list(preparation_stages(picture))[2].startswith(word + ":")


def test_fashion_mnist_comes_back_out_of_a_larger_white_sheet(test_set):
    """Enlarged, negated and laid on paper: Zalando's recipe undoes it nearly."""
    distances = []
    for image in test_set.data[:200].numpy():
        large = 255 - image.repeat(6, axis=0).repeat(6, axis=1)
        sheet = np.full((300, 260), 255, dtype=np.uint8)
        sheet[70:238, 30:198] = large
        distances.append(np.abs(prepare_image(sheet)[0].numpy() - image / 255).mean())
    assert np.mean(distances) < 0.04 and np.median(distances) < 0.03


@pytest.mark.parametrize(
    ("size", "box", "rows", "columns"),
    [
        ((300, 400), (10, 20, 150, 300), (0, 27), (7, 20)),  # upright: 14 of 28 wide
        ((300, 400), (10, 20, 290, 160), (7, 20), (0, 27)),
        ((300, 400), (100, 100, 240, 240), (0, 27), (0, 27)),
        ((64, 64), (10, 20, 38, 45), (2, 26), (0, 27)),  # an odd pixel goes on top
        ((40, 40), (30, 5, 33, 33), (0, 27), (13, 15)),
        ((20, 20), (3, 4, 10, 11), (0, 27), (0, 27)),  # too small: enlarged
    ],
)
def test_trimmed_scaled_and_centred(size, box, rows, columns):
    picture = Image.new("L", size, 255)
    picture.paste(0, box)
    x, y = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
    hole = (x, y, x + (box[2] - box[0]) // 3, y + (box[3] - box[1]) // 3)
    picture.paste(255, hole)  # or it would be one even patch
    stages = list(preparation_stages(picture).values())
    assert stages[3].shape == (box[3] - box[1], box[2] - box[0])
    inside = np.argwhere(prepare_image(picture)[0].numpy() > 0.5)
    assert tuple(inside[:, 0][[0, -1]]) == rows
    assert (inside[:, 1].min(), inside[:, 1].max()) == columns


def test_a_hair_stays_visible():
    picture = np.full((200, 200), 255, dtype=np.uint8)
    picture[20:170, 90:92] = 0
    assert (prepare_image(picture)[0] > 0.5).any(dim=0).sum() == 1, "one column"


def test_the_border_is_the_outermost_line_of_every_side():
    sheet = np.full((5, 60), 100, dtype=np.uint8)
    sheet[[0, -1]] = 200
    for picture in (sheet, sheet.T):
        assert list(preparation_stages(picture))[2].startswith("inverted:")
        negative = list(preparation_stages(255 - picture))
        assert negative[2] == "not inverted: the border is darker than the rest"


def test_what_lies_on_the_other_side_of_the_border_is_black():
    sheet = np.full((40, 60), 100, dtype=np.uint8)
    sheet[5:20, 5:20], sheet[10:35, 30:50] = 0, 255
    for stage in list(preparation_stages(sheet).values())[1:]:
        assert 0 <= stage.min() and stage.max() <= 1


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (
            120 + np.arange(784).reshape(28, 28) % 3,
            "nothing stands out from its background",
        ),
        (np.pad(np.ones((50, 50)), 20), "it is one even patch"),
    ],
)
def test_a_blank_picture_is_told_why(picture, words):
    with pytest.raises(ValueError, match=f"^the picture is blank: {words}$"):
        prepare_image(picture)


def test_the_stages():
    picture = Image.merge("RGB", [drawing(thing=t) for t in (200, 20, 90)])
    stages = preparation_stages(picture)
    assert list(stages) == [
        "as given",
        "grey",
        "inverted: the border is lighter than the rest",
        "trimmed",
        "28 x 28, as the model sees it",
    ]
    given, grey, light, trimmed, final = stages.values()
    np.testing.assert_array_equal(given, np.asarray(picture))
    # Luminance, as Rec. 601 defines it.
    shade = (0.299 * 200 + 0.587 * 20 + 0.114 * 90) / 255
    assert abs(grey[30, 20] - shade) < 1 / 255 and abs(grey[0, 0] - 230 / 255) < 1e-6
    assert light[0, 0] == 0 and abs(light[30, 20] - (230 / 255 - shade)) < 1 / 255
    assert trimmed.shape == (50, 30) and final.shape == (28, 28)
    assert all(stage.dtype == np.float32 for stage in list(stages.values())[1:])
    np.testing.assert_array_equal(final, prepare_image(picture)[0])


@pytest.mark.parametrize(("thing", "background"), [(230, 30), (100, 20), (20, 110),
                                                   (120, 200), (150, 100)])  # fmt: skip
def test_polarity_and_contrast_do_not_matter(thing, background):
    same(drawing(thing=thing, background=background), tolerance=0.02)


@pytest.mark.parametrize("invert", ["no", 2, "False"])
def test_invert_is_yes_or_no(invert):
    words = f"^invert must be True, False or None, not {invert!r}$"
    with pytest.raises(ValueError, match=words):
        prepare_image(drawing(), invert=invert)


def test_invert_overrules_the_border():
    full = np.zeros((40, 40), dtype=np.uint8)
    full[10:30, 10:30] = 200  # a dark thing that fills the frame, with a light print
    full[10:20, 20:30] = 100
    assert prepare_image(full)[0, 20, 7] > 0.95
    other = preparation_stages(full, invert=True)
    assert list(other)[2] == "inverted: as you said"
    assert other["28 x 28, as the model sees it"][0, 0] == 1
    assert list(preparation_stages(255 - full, invert=False))[2].startswith("not inv")
    image = np.pad(np.ones((20, 20)), 4) * np.linspace(0.5, 1, 28)
    negative = prepare_image(image, invert=True)[0].numpy()
    np.testing.assert_allclose(negative, 1 - image, atol=0.003)


def test_the_network_names_what_is_drawn(mended):
    """An independent judge: the course's own network."""
    outlines = {
        "Trouser": "95,40 205,40 225,360 172,360 150,120 128,360 75,360",
        "Dress": "120,40 180,40 175,170 220,360 80,360 125,170",
    }
    for name, corners in outlines.items():
        for ink, paper in (("#202060", "#ffffff"), ("#e0e0e0", "#301010")):
            picture = Image.new("RGB", (300, 400), paper)
            points = [tuple(map(int, c.split(","))) for c in corners.split()]
            ImageDraw.Draw(picture).polygon(points, fill=ink)
            answer = predict(mended, prepare_image(picture)).argmax()
            assert CLASS_NAMES[answer] == name
