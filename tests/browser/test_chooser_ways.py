"""Ways to a picture of one's own: the dialog, drop, paste, the camera, the keyboard."""

import base64
import io

import numpy as np
import pytest
from browsing import assert_accessible
from choosing import file, quarters
from PIL import Image

from tests.drawings import saved

DROP = """([zone, kind, files]) => {
  const data = new DataTransfer();
  for (const [name, type, text] of files) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], name, {type}));
  }
  const options = {bubbles: true, cancelable: true};
  const event = kind === 'paste'
    ? new ClipboardEvent(kind, {...options, clipboardData: data})
    : new DragEvent(kind, {...options, dataTransfer: data});
  return !document.querySelector(zone).dispatchEvent(event);
}"""


# ---- dialog, drop, paste


def test_the_button_opens_the_dialog(choose):
    chosen = choose()
    with chosen.page.expect_file_chooser() as dialog:
        chosen.page.get_by_role("button", name="Choose a picture").click()
    assert not dialog.value.is_multiple()
    dialog.value.set_files(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")


def dispatch(page, kind, *files, zone=".cnn-zone"):
    """Send an event with files; return whether the browser's own answer was stopped."""
    packed = [[name, type_, base64.b64encode(content).decode()]
              for name, type_, content in files]  # fmt: skip
    return page.evaluate(DROP, [zone, kind, packed])


@pytest.mark.parametrize("zone", [".cnn-zone", ".cnn-bar", ".cnn-say"])
@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_drop_and_paste_anywhere_in_the_widget(choose, kind, zone):
    chosen = choose()
    page = chosen.page
    if kind == "drop":
        assert dispatch(page, "dragenter", zone=zone)
        assert dispatch(page, "dragover", zone=zone)
        assert page.locator(".cnn-over").count() == 1
    notes = "notes.txt", "text/plain", b"hello"
    picture = "mine.png", "image/png", saved(quarters())
    assert dispatch(page, kind, notes, picture, zone=zone)
    chosen.wait("Python has it.")
    assert chosen.chooser.name == "mine.png", "the picture among the files"
    assert page.locator(".cnn-over").count() == 0
    assert dispatch(page, kind, zone=zone)
    chosen.wait("No file came.", "Save the picture as a file")
    assert chosen.chooser.name == "mine.png"


def test_leaving_the_zone_takes_its_mark_away(choose):
    page = choose().page
    dispatch(page, "dragover")
    dispatch(page, "dragleave")
    assert page.locator(".cnn-over").count() == 0


COPY = """async (text) => {
  const blob = await (await new Promise((done) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      canvas.getContext('2d').drawImage(image, 0, 0);
      done(new Promise((ready) => canvas.toBlob(ready)));
    };
    image.src = 'data:image/png;base64,' + text;
  }));
  await navigator.clipboard.write([new ClipboardItem({'image/png': blob})]);
}"""
TELEPHONE = {"width": 360, "height": 700}
CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.mark.parametrize("way", ["button", "keys", "keys after a click"])
def test_paste_from_the_real_clipboard(choose, way):
    chosen = choose(CLIPBOARD)
    page = chosen.page
    page.bring_to_front()
    page.evaluate(COPY, base64.b64encode(saved(quarters())).decode())
    if way == "button":
        page.get_by_role("button", name="Paste").click()
    elif way == "keys":
        page.locator(".cnn-zone").focus()
        page.keyboard.press("Control+V")
    else:
        page.locator(".cnn-zone").click()
        page.keyboard.press("Control+V")
    chosen.wait("Python has it.")
    np.testing.assert_array_equal(chosen.pixels(), np.asarray(quarters()))
    assert chosen.chooser.name


def test_a_clipboard_without_a_picture_and_one_that_is_closed(choose):
    chosen = choose(CLIPBOARD)
    page = chosen.page
    page.bring_to_front()
    page.evaluate("navigator.clipboard.writeText('words')")
    page.get_by_role("button", name="Paste").click()
    chosen.wait("There is no picture to paste")
    page.evaluate(
        "void (navigator.clipboard.read = async () => { throw new DOMException(); })"
    )
    page.get_by_role("button", name="Paste").click()
    chosen.wait("keeps its clipboard closed: press Ctrl+V")
    assert page.evaluate("document.activeElement.className") == "cnn-zone"


@pytest.mark.parametrize("end", ["a picture", "words", "no leave"])
def test_what_is_chosen_while_the_browser_asks_stays(choose, end):
    """The question whether to read the clipboard may stand open for minutes."""
    chosen = choose()
    page = chosen.page
    page.evaluate("""() => { navigator.clipboard.read =
      () => new Promise((...ends) => { [window.answer, window.refuse] = ends; }); }""")
    page.get_by_role("button", name="Paste").click()
    page.wait_for_function("Boolean(window.answer)")
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    page.evaluate(
        """async end => {
          const type = end === 'words' ? 'text/plain' : 'image/png';
          const sheet = new OffscreenCanvas(9, 9);
          sheet.getContext('2d').fillRect(0, 0, 9, 9);
          const blob = await sheet.convertToBlob();
          if (end === 'no leave') refuse(new DOMException());
          else answer([{types: [type], getType: async () => blob}]);
          await new Promise((done) => setTimeout(done, 100));
        }""",
        end,
    )
    assert chosen.wait("Python has it.") and len(chosen.sent) == 1
    assert chosen.chooser.name == "a.png" and chosen.shown() == [400, 300]


def test_no_text_is_selected_and_no_picture_dragged(choose):
    chosen = choose()
    page = chosen.page
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    page.evaluate(
        "addEventListener('dragstart', (e) => { window.drags ??= !e.defaultPrevented })"
    )
    for start in (".cnn-preview", ".cnn-about", ".cnn-play"):
        box = page.locator(start).first.bounding_box()
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        page.mouse.down()
        page.mouse.move(box["x"] + 90, box["y"] + 60, steps=5)
        page.mouse.up()
        assert page.evaluate("getSelection().toString()") == ""
    assert not page.evaluate("window.drags")


# ---- how it looks and reads


def test_one_that_is_shown_again_shows_what_python_has_and_leaves_nothing(choose):
    first = choose()
    first.give(file("a.png", saved(quarters()), "image/png"))
    first.wait("Python has it.")
    again = choose(chooser=first.chooser)
    again.wait("Python has it.")
    assert again.shown() == [400, 300]
    assert again.page.locator(".cnn-about strong").inner_text() == "a.png"
    assert again.page.evaluate("listeners.length") == 4
    again.page.evaluate("leave()")
    assert again.page.locator(".cnn").count() == 0
    assert again.page.evaluate("listeners.length") == 0


def test_a_finger_opens_the_dialog_and_reads_of_no_keys(choose):
    chosen = choose(has_touch=True, is_mobile=True, viewport=TELEPHONE)
    page = chosen.page
    assert "Ctrl" not in page.locator(".cnn-zone").inner_text()
    with page.expect_file_chooser() as dialog:
        page.get_by_role("button", name="Choose a picture").tap()
    dialog.value.set_files(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_accessibility_engine_finds_nothing_serious(choose, scheme, width):
    size = {"width": width, "height": 800}
    chosen = choose(color_scheme=scheme, viewport=size)
    page = chosen.page
    assert_accessible(page)
    chosen.give(file("a" * 200 + ".png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    assert_accessible(page)
    chosen.give(file("b.png", b""))
    chosen.wait("is empty")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Camera").click()
    chosen.wait("The camera is on.")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keyboard_alone(choose):
    page = choose().page
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(
            page.evaluate(
                "(({ariaLabel, textContent}) => ariaLabel || textContent)"
                "(document.activeElement)"
            )
        )
    assert order == ["Choose a picture", "Paste", "Camera",
                     "Drop or paste a picture here"]  # fmt: skip
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("size", [13, 20])
def test_it_grows_with_the_font_of_the_notebook(choose, size):
    page = choose().page
    page.add_style_tag(content=f":root {{ --jp-content-font-size1: {size}px }}")
    assert page.locator(".cnn-zone").bounding_box()["height"] >= 7 * size
    button = page.get_by_role("button", name="Paste").bounding_box()
    assert button["height"] > 2 * size


def test_forced_colours_leave_the_picture_and_show_where_to_drop(choose):
    chosen = choose(forced_colors="active")
    page = chosen.page
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    chosen.shown()
    png = page.locator(".cnn-preview").screenshot()
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    np.testing.assert_allclose(seen[20, 20], (250, 20, 20), atol=3)
    dispatch(page, "dragover")
    style = "e => getComputedStyle(e).border{}"
    zone = page.locator(".cnn-zone")
    assert zone.evaluate(style.format("TopStyle")) == "solid"
    assert zone.evaluate(style.format("TopColor")) != "rgb(0, 0, 0)"
