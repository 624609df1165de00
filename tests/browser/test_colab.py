"""The widgets with the versions that Colab pins, in a kernel."""

import base64
import os
import sys

import numpy as np
import pytest
from browsing import ROOT
from jupyter_client import KernelManager
from PIL import Image

from helpers.widgets import ConvolutionWidget
from tests.drawings import saved

MAKE = """
import anywidget, ipykernel, IPython, ipywidgets, json, traitlets
from helpers.widgets import ConvolutionWidget, MaxPoolingWidget
print(json.dumps([m.__version__ for m in (ipywidgets, anywidget, traitlets, IPython)]))
"""
SHOW = "w = ConvolutionWidget([[1, 2], [3, 4]], [[1, 0], [0, 1]], padding=1)\nw"


@pytest.fixture(scope="module")
def kernel():
    pinned = next((ROOT / ".venv-colab").glob("[Ll]ib/**/site-packages"), None)
    if not pinned and sys.version_info >= (3, 14):
        pytest.skip("Colab's numpy has no wheels for Python 3.14")
    assert pinned, "there is no .venv-colab: `make test` makes it"
    manager = KernelManager()
    path = os.pathsep.join(map(str, (pinned, ROOT)))
    manager.start_kernel(env=os.environ | {"PYTHONPATH": path})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def answers(client, request):
    """Return the messages that follow a request, until the kernel is idle again."""
    messages = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["content"].get("execution_state") == "idle":
            return messages
        assert message["msg_type"] != "error", "\n".join(
            message["content"]["traceback"]
        )
        messages.append(message)


def printed(client, code):
    messages = answers(client, client.execute(code))
    return "".join(m["content"].get("text", "") for m in messages)


def test_constructs_syncs_and_ships_the_same_page(kernel):
    assert printed(kernel, MAKE).strip() == '["7.7.1", "0.9.21", "5.7.1", "7.34.0"]'
    messages = answers(kernel, kernel.execute(SHOW))
    opened = [m for m in messages if m["msg_type"] == "comm_open"]
    model = next(
        m
        for m in opened
        if m["content"]["data"]["state"].get("_view_name") == "AnyView"
    )
    assert model["content"]["data"]["state"]["input"] == [[[1.0, 2.0], [3.0, 4.0]]]
    shown = [m for m in messages if m["msg_type"] in ("display_data", "execute_result")]
    assert len(shown) == 1
    data = shown[0]["content"]["data"]
    assert set(data) == {
        "text/plain", "text/html", "application/vnd.jupyter.widget-view+json"
    }  # fmt: skip
    # which test_page.py plays in a frame like Colab's
    here = ConvolutionWidget([[1, 2], [3, 4]], [[1, 0], [0, 1]], padding=1)
    assert data["text/html"] == here._repr_mimebundle_()[0]["text/html"]
    assert (
        model["content"]["comm_id"]
        == (data["application/vnd.jupyter.widget-view+json"]["model_id"])
    )

    # the front end edits, Python knows
    edit = {
        "comm_id": model["content"]["comm_id"],
        "data": {
            "method": "update",
            "state": {"input": [[[5, 2], [3, 4]]], "padding": 0, "step": 0},
            "buffer_paths": [],
        },
    }
    message = kernel.session.msg("comm_msg", edit)
    kernel.shell_channel.send(message)
    answers(kernel, message["header"]["msg_id"])
    assert printed(kernel, "print(w.input.tolist(), w.output.tolist())").strip() == (
        "[[[5.0, 2.0], [3.0, 4.0]]] [[[9.0]]]"
    )
    # Python sets, the front end knows
    messages = answers(kernel, kernel.execute("w.kernel = [[2, 0], [0, 0]]"))
    updates = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    assert {"kernel": [[[[2.0, 0.0], [0.0, 0.0]]]]} in [u["state"] for u in updates]
    refused = "try: w.kernel = [[1] * 9] * 9\nexcept ValueError: print(w.kernel.shape)"
    assert printed(kernel, refused) == "(1, 1, 2, 2)\n"


SKETCH = """
from helpers.widgets import SketchWidget
sketch = SketchWidget()
def answer(change): sketch.caption = f"{change.new.sum():g} cells"
sketch.observe(answer, "image")
sketch
"""


def state_of(messages, view):
    """Return the id and the state of the model that has a view of this name."""
    opened = [m["content"] for m in messages if m["msg_type"] == "comm_open"]
    found = [c for c in opened if c["data"]["state"].get("_view_name") == view]
    assert len(found) == 1
    return found[0]["comm_id"], found[0]["data"]["state"]


def send(client, comm, state):
    """Send a state as the page does; return the messages that follow."""
    data = {"method": "update", "state": state, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": comm, "data": data})
    client.session.send(client.shell_channel.socket, message)
    return answers(client, message["header"]["msg_id"])


def test_a_sketch_is_observed_and_answered(kernel):
    messages = answers(kernel, kernel.execute(SKETCH))
    comm, state = state_of(messages, "AnyView")
    assert state["image"] == [[0.0] * 28] * 28 and state["caption"] == ""
    drawn = [[1.0] * 3 + [0.0] * 25] + [[0.0] * 28] * 27
    messages = send(kernel, comm, {"image": drawn, "caption": ""})
    updates = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    assert {"caption": "3 cells"} in [update["state"] for update in updates]
    assert printed(kernel, "print(sketch.image[0, :4])") == "[1. 1. 1. 0.]\n"


CHOOSER = """
from helpers.widgets import PictureChooser
chooser = PictureChooser()
seen = []
chooser.observe(lambda change: seen.append(chooser.name), "image")
chooser
"""


def test_a_chosen_picture_arrives_whole_or_is_refused(kernel):
    messages = answers(kernel, kernel.execute(CHOOSER))
    comm, state = state_of(messages, "AnyView")
    assert state["picture"] == "" and state["problem"] == ""
    pixels = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    picture = base64.b64encode(saved(Image.fromarray(pixels))).decode()
    assert 250_000 < len(picture) < 300_000
    asked = "print(chooser.image.size, chooser.name, seen)"
    for name, text in (("mine.jpg", picture), ("cut.jpg", picture[:-9]),
                       ("cut.jpg", picture[: len(picture) // 8 * 4])):  # fmt: skip
        sent = {"picture": text, "name": name, "size": "256 × 256", "problem": None}
        told = {}
        for message in send(kernel, comm, sent):
            data = message["content"].get("data", {})
            if data.get("method") == "update":
                told |= data["state"]
        assert printed(kernel, asked) == "(256, 256) mine.jpg ['mine.jpg']\n"
        if text == picture:
            assert told == {"problem": ""}
        else:
            assert told.pop("problem").startswith("the picture did not arrive whole")
            assert told == {
                "picture": picture,
                "name": "mine.jpg",
                "size": sent["size"],
            }


NETWORK = """
import torch
from helpers.models import FashionCNN
from helpers.widgets import NetworkWidget
torch.manual_seed(0)
w = NetworkWidget(FashionCNN(), torch.rand(2, 1, 28, 28))
w
"""


def test_a_network_is_moved_and_edited(kernel):
    messages = answers(kernel, kernel.execute(NETWORK))
    comm, state = state_of(messages, "AnyView")
    assert len(state["numbers"]) == 60_012 and state["shift"] == [0, 0]
    done = {"shift": [1, 2], "edits": [["conv1.bias", 0, 2.5]], "off": [[3, 1]]}
    send(kernel, comm, done)
    asked = "print(w.shift, float(w.model().conv1.bias[0]), w.model().conv2.bias[1])"
    assert printed(kernel, asked).startswith("[1, 2] 2.5 tensor(0.")
    messages = answers(kernel, kernel.execute("w.chosen = 1"))
    updates = [m["content"]["data"] for m in messages if m["msg_type"] == "comm_msg"]
    assert {"chosen": 1} in [update["state"] for update in updates]
