"""The camera: seen live, and off as soon as nobody looks."""

import pytest
from choosing import file, quarters

from tests.drawings import saved

WATCH = """() => {
  window.tracks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wish) => {
    window.asked = wish;
    while (window.slow) await new Promise((done) => setTimeout(done, 10));
    const stream = await ask(wish);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
}"""
LIVE = "tracks.filter(({readyState}) => readyState === 'live').length"
FOCUS = "document.activeElement.textContent"


def camera_on(chosen):
    chosen.page.get_by_role("button", name="Camera").click()
    chosen.wait("The camera is on.")


def test_the_camera_is_seen_live_and_takes_a_picture(choose):
    chosen = choose()
    page = chosen.page
    page.evaluate(WATCH)
    camera_on(chosen)
    video = page.locator(".cnn-live")
    assert video.evaluate("v => [v.paused, v.videoWidth > 100]") == [False, True]
    assert not page.evaluate("Boolean(asked.audio)")
    assert page.evaluate(FOCUS) == "Take" and page.evaluate(LIVE) == 1
    page.keyboard.press("Enter")
    chosen.wait("Python has it.")
    assert page.evaluate(LIVE) == 0 and not video.is_visible()
    assert page.evaluate(FOCUS) == "Camera"
    assert chosen.chooser.name == "camera" and chosen.chooser.image.mode == "RGB"
    assert max(chosen.chooser.image.size) <= 1024
    red, green, blue = chosen.pixels().reshape(-1, 3).mean(0)
    assert green > 60 and red < 60 and blue < 60, "the fake camera's green"


@pytest.mark.parametrize("way", ["button", "Escape", "another cell run", "unplugged"])
def test_the_camera_is_off_afterwards(choose, way):
    chosen = choose()
    page = chosen.page
    page.evaluate(WATCH)
    camera_on(chosen)
    if way == "button":
        page.get_by_role("button", name="Cancel").click()
    elif way == "Escape":
        page.keyboard.press("Escape")
    elif way == "unplugged":
        page.evaluate("tracks[0].dispatchEvent(new Event('ended'))")
        chosen.wait("The camera has stopped.")
    else:
        page.evaluate("leave()")
    assert page.evaluate(LIVE) == 0 and chosen.sent == []
    assert page.locator("video:visible").count() == 0
    if way in ("button", "Escape"):
        chosen.wait("The camera is off.")
        assert page.evaluate(FOCUS) == "Camera"
        camera_on(chosen)  # and on again
        assert page.evaluate(LIVE) == 1


def test_a_file_that_comes_instead_puts_it_off(choose):
    chosen = choose()
    page = chosen.page
    page.evaluate(WATCH)
    camera_on(chosen)
    chosen.give(file("a.png", saved(quarters()), "image/png"))
    chosen.wait("Python has it.")
    assert page.evaluate(LIVE) == 0 and chosen.shown() == [400, 300]
    assert page.get_by_role("button", name="Camera").is_visible()
    assert chosen.chooser.name == "a.png"


@pytest.mark.parametrize("leave", ["Cancel", "removed"])
def test_a_camera_that_comes_too_late_is_put_off_at_once(choose, leave):
    chosen = choose()
    page = chosen.page
    page.evaluate(WATCH)
    page.evaluate("window.slow = true")
    page.get_by_role("button", name="Camera").click()
    chosen.wait("Waiting for the camera …")
    assert page.get_by_role("button", name="Take").is_disabled()
    if leave == "Cancel":
        page.get_by_role("button", name="Cancel").click()
    else:
        page.evaluate("leave()")
    page.evaluate("window.slow = false")
    page.wait_for_function("tracks.length === 1")
    page.wait_for_function(f"{LIVE} === 0")
    assert page.locator("video:visible").count() == 0


def test_a_camera_that_is_on_again_stays_on(choose):
    """The first frame is made small only after the second look has begun."""
    chosen = choose()
    page = chosen.page
    page.evaluate(WATCH)
    page.evaluate("""() => {
      const make = window.createImageBitmap;
      window.createImageBitmap = async (...given) => {
        while (!window.ready) await new Promise((done) => setTimeout(done, 10));
        return make(...given);
      };
    }""")
    camera_on(chosen)
    page.get_by_role("button", name="Take").click()
    page.get_by_role("button", name="Cancel").click()
    camera_on(chosen)
    page.evaluate("window.ready = true")
    chosen.wait("Python has it.")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert page.evaluate(LIVE) == 1 and page.locator("video:visible").count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "may not be used here: allow it in the browser"),
        ("NotFoundError", "There is no camera: choose a file."),
        ("NotReadableError", "Another program holds the camera"),
        ("OddError", "The camera does not start: choose a file. (because)"),
    ],
)
def test_a_camera_that_does_not_start_says_why(choose, name, words):
    chosen = choose()
    page = chosen.page
    page.evaluate(
        """name => { navigator.mediaDevices.getUserMedia = async () => {
          throw Object.assign(new Error('because'), {name}); }; }""",
        name,
    )
    page.get_by_role("button", name="Camera").click()
    chosen.wait(words)
    assert page.locator(".cnn-wrong").count() == 1
    assert page.get_by_role("button", name="Choose a picture").is_visible()
    assert page.evaluate(FOCUS) == "Camera"


def test_what_a_browser_lacks_is_not_offered(choose):
    """As in a page that was not fetched safely, or in an older browser."""
    chosen = choose(lacks=["mediaDevices", "clipboard"])
    shown = chosen.page.locator(".cnn button:visible").all_inner_texts()
    assert shown == ["Choose a picture"]
