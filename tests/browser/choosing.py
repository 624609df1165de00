"""A page on which a real PictureChooser is shown, its messages carried to and fro."""

import numpy as np
from PIL import Image

from helpers.widgets import PictureChooser

ADDRESS = "http://localhost/chooser"  # where the camera and the clipboard are allowed
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Chooser</title>
<meta name="viewport" content="width=device-width">
<main><h1>Chooser</h1><div id="here"></div></main></html>"""
TRAITS = ("picture", "name", "size", "problem")
# The model that anywidget gives a front end. `busy` holds messages back, as a kernel
# does while a cell runs.
MODEL = """async ([code, state, traits]) => {
  const listeners = [];
  const changed = {};
  const tell = (name) => listeners.filter(([event]) => event === 'change:' + name)
    .forEach(([, call]) => call());
  const model = {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = changed[name] = value;
      tell(name);
    },
    async save_changes() {
      const sent = {...changed};
      for (const name of Object.keys(changed)) delete changed[name];
      while (window.busy) await new Promise((done) => setTimeout(done, 10));
      const answer = await window.toPython(sent);
      for (const name of traits)
        if (state[name] !== answer[name]) { state[name] = answer[name]; tell(name); }
    },
    on: (event, call) => listeners.push([event, call]),
    off(event, call) {
      const at = listeners.findIndex((pair) => pair[0] === event && pair[1] === call);
      if (at >= 0) listeners.splice(at, 1);
    },
  };
  const url = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
  const { default: widget } = await import(url);
  window.listeners = listeners;
  window.leave = widget.render({model, el: document.querySelector('#here')});
}"""


class Chosen:
    """A chooser in Python, and the page on which it is shown."""

    def __init__(self, page, chooser=None):
        self.page, self.chooser = page, chooser or PictureChooser()
        self.sent, self.asked = [], []
        page.on("request", lambda request: self.asked.append(request.url))
        page.expose_function("toPython", self.receive)
        page.route(
            ADDRESS, lambda route: route.fulfill(body=PAGE, content_type="text/html")
        )
        page.goto(ADDRESS)
        page.add_style_tag(content=self.chooser._css)
        page.evaluate(MODEL, [self.chooser._esm, self.state(), TRAITS])

    def state(self):
        return {name: getattr(self.chooser, name) for name in TRAITS}

    def receive(self, sent):
        self.sent.append(sent)
        self.chooser.set_state(sent)
        return self.state()

    def give(self, *files):
        """Choose files as the dialog does: paths, or dicts of name, type and bytes."""
        self.page.locator("input[type=file]").set_input_files(list(files))

    def wait(self, *words):
        """Wait until the widget says this, and return all that it says."""
        said = self.page.locator(".cnn-say")
        for word in words:
            said = said.filter(has_text=word)
        said.wait_for()
        return said.inner_text()

    def pixels(self):
        """Return what Python has, (H, W, 3 or 4), 0 to 255."""
        return np.asarray(self.chooser.image).astype(int)

    def shown(self):
        """Return the width and height of the preview's own picture."""
        return self.page.locator(".cnn-preview").evaluate(
            "e => e.decode().then(() => [e.naturalWidth, e.naturalHeight])"
        )


def file(name, content, kind=""):
    """Return a file as playwright takes it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def quarters(size=(400, 300)):
    """Return a picture whose four quarters differ: no turn goes unseen."""
    width, height = size
    picture = Image.new("RGB", size, (250, 20, 20))
    picture.paste((20, 250, 20), (width // 2, 0, width, height))
    picture.paste((20, 20, 250), (0, height // 2, width // 2, height))
    picture.paste((250, 250, 20), (width // 2, height // 2, width, height))
    return picture


def photograph(width, height):
    """Return a picture with broad colours and a fine grain, like a photograph's."""
    y, x = np.ogrid[:height, :width]
    shades = np.empty((height, width, 3), np.float32)
    for i, wave in enumerate((np.sin(x / 300), np.cos(y / 200), np.sin((x + y) / 90))):
        shades[..., i] = 127 + 100 * wave
    grain = np.random.default_rng(0).integers(-14, 15, shades.shape, dtype=np.int8)
    return Image.fromarray((shades + grain).astype(np.uint8))
