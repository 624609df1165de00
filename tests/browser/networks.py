"""Networks for the tests of NetworkWidget, and how its front end is asked."""

import base64
import re

import numpy as np
import torch
from torch import nn

from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.fashion_mnist import CLASS_NAMES
from helpers.models import MLP, ArticleNet, DeepCNN, FashionCNN, GlobalPoolCNN, NormCNN
from helpers.widgets.network import moved

IMPORT = """async (text) => {
  const url = URL.createObjectURL(new Blob([text], {type: 'text/javascript'}));
  window.shipped = await import(url);
}"""


def trained(make, name: str) -> nn.Module:
    """Return one of the networks that come along, in evaluation mode."""
    model = make()
    load_checkpoint(find_checkpoint(name), model)
    return model.eval()


def normalised() -> nn.Module:
    """Return a network with batch normalisation that has seen something."""
    torch.manual_seed(0)
    model = NormCNN(dropout=0.5)
    for layer in (model.norm1, model.norm2):
        nn.init.normal_(layer.running_mean)
        nn.init.uniform_(layer.running_var, 0.5, 2)
        nn.init.normal_(layer.weight)
    return model.eval()


def in_colour() -> nn.Module:
    """Return a network with other sides, strides, paddings and activations."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 5, (3, 5), stride=2, padding=1),
        nn.Tanh(),
        nn.AvgPool2d(3, 2, 1),
        nn.Conv2d(5, 4, 3, padding="same"),
        nn.ReLU(inplace=True),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 3),
        nn.Softmax(dim=1),
    ).eval()


def with_ceil() -> nn.Module:
    """Return a network that begins with pooling and has no biases."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.MaxPool2d(3, 2, 1, ceil_mode=True),
        nn.Conv2d(1, 3, 2, bias=False),
        nn.Sigmoid(),
        nn.AdaptiveMaxPool2d(1),
        nn.Flatten(),
        nn.Linear(3, 4, bias=False),
    ).eval()


# The networks that a learner meets, and others with every kind of layer and setting.
COURSE = {
    "ArticleNet": lambda: trained(ArticleNet, "article_net.pt"),
    "FashionCNN": lambda: trained(FashionCNN, "fashion_cnn.pt"),
    "MLP": lambda: trained(MLP, "mlp.pt"),
    "GlobalPoolCNN": lambda: trained(GlobalPoolCNN, "global_pool_cnn.pt"),
    "smallest of the ladder": lambda: trained(
        lambda: DeepCNN(((8,), (16, 16), (20, 20))), "deep_cnn_10k.pt"
    ),
}
ODD = {"normalised": normalised, "in colour": in_colour, "with ceil": with_ceil}


def decoded(text: str) -> np.ndarray:
    """Return the numbers of a base64 text of float32."""
    return np.frombuffer(base64.b64decode(text), "<f4")


RUN = """([widget, shifts, edits]) => {
  const s = shipped;
  const stages = s.network(widget.plan, s.floats(widget.numbers));
  for (const [name, index, value] of edits) {
    const cut = name.lastIndexOf('.');
    const stage = stages.find((one) => one.name === name.slice(0, cut));
    stage[name.slice(cut + 1) === 'bias' ? 'bias' : 'weights'][index] = value;
  }
  const pack = (parts) => {
    const all = Float32Array.from(parts.flatMap((part) => [...part]));
    const bytes = new Uint8Array(all.buffer);
    let text = '';
    for (let i = 0; i < bytes.length; i += 30000)
      text += String.fromCharCode(...bytes.subarray(i, i + 30000));
    return btoa(text);
  };
  return s.pixels(widget.pictures).map((picture, i) => {
    const seen = s.moved(picture, ...shifts[i % shifts.length], 0);
    const results = s.forward(stages, seen);
    if (widget.unit === undefined) return pack(results.slice(1).map((r) => r.data));
    const back = s.backward(stages, results, widget.unit[i]);
    return pack([...back.maps.slice(0, -1),
      ...back.weights.flatMap((w, k) => (w ? [w, back.bias[k]] : []))]);
  });
}"""


def shown(widget, **more) -> dict:
    """Return what the front end needs of a widget."""
    return {"plan": widget.plan, "numbers": widget.numbers,
            "pictures": widget.pictures, **more}  # fmt: skip


def percents(page, net: int = 0) -> dict[str, str]:
    """Return what the bars say, {class: share}."""
    bars = page.locator(".cnn-net").nth(net).locator(".cnn-bar-of")
    return dict(bars.evaluate_all(
        "bars => bars.map(b => [b.querySelector('.cnn-class').firstChild.textContent,"
        " b.querySelector('.cnn-share').textContent])"
    ))  # fmt: skip


def percent(share: float) -> str:
    """Write a share as the widget does."""
    if 0.995 < share < 1 or share < 0.005:
        return ">99%" if share > 0.5 else "<1%"
    return f"{int(100 * share + 0.5)}%"


def drag(
    page, down: int, right: int, net: int = 0, tool: str = "mouse", steps: int = 4
):
    """Drag the picture of 28 cells by whole cells."""
    box = page.locator(".cnn-handle").nth(net).bounding_box()
    cell = box["width"] / 28
    x, y = box["x"] + 14.5 * cell, box["y"] + 14.5 * cell
    to = x + right * cell, y + down * cell
    way = [(x + (to[0] - x) * i / 4, y + (to[1] - y) * i / 4) for i in range(5)]
    if tool == "mouse":
        page.mouse.move(*way[0])
        page.mouse.down()
        for place in way[1:]:
            page.mouse.move(*place)
        page.mouse.up()
        return
    names = {"touch": ("touchStart", "touchMove", "touchEnd"),
             "pen": ("mousePressed", "mouseMoved", "mouseReleased")}[tool]  # fmt: skip
    client = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(names[:1] + names[1:2] * 4 + names[2:], [*way, way[-1]],
                            strict=True):  # fmt: skip
        if tool == "touch":
            points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
            event = {"type": kind, "touchPoints": points}
            client.send("Input.dispatchTouchEvent", event)
        else:
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1,
                     "buttons": 1, "pointerType": "pen"}  # fmt: skip
            client.send("Input.dispatchMouseEvent", event)


def shares(model, image, down=0, right=0) -> dict[str, str]:
    """Return what the bars must say, by torch."""
    with torch.no_grad():
        scores = model(moved(image, down, right, 0)[None])[0]
    return {
        name: percent(float(p))
        for name, p in zip(CLASS_NAMES, scores.softmax(0), strict=True)
    }


def said(page) -> str:
    """Return the sentence below the network."""
    return page.locator(".cnn-say").text_content()  # under a hint too


def maps(page, stage):
    """Locate the maps of a stage, counted from 1."""
    return page.locator(".cnn-columns .cnn-column").nth(stage).locator(".cnn-map")


def squares_are_done(page) -> None:
    """Wait until the square of the last shift has its share: they come in order."""
    box = page.locator(".cnn-shift-box").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] - 2)
    page.locator(".cnn-shift-said", has_text=re.compile(r"7 right: \W?\d+%")).wait_for()
    page.locator("h1").hover()
