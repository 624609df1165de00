"""Answers to the exercises of lesson 8, as code that sets `answer`."""

KEEP = """\
def answer(model, epochs, learn, measure):
    kept, lowest = copy.deepcopy(model.state_dict()), math.inf
    for epoch in range(epochs):
        learn(model)
        loss = measure(model)
"""
PUT_BACK = "    model.load_state_dict(kept)"


def stop(than="<", wait="== patience", said="epoch + 1, best + 1"):
    """Return an early stop that compares, waits and answers in these ways."""
    return f"""\
def answer(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss {than} losses[best]:
            best = epoch
        if epoch - best {wait}:
            break
    return {said}"""


WRONG = {
    "check_1": [
        "def answer(loss, start, floor): return (loss - floor) / (start - floor)",
        """\
def answer(loss, start, floor): return 100 * (start - loss) / (start - floor)""",
        "def answer(loss, start, floor): return floor / loss",
        "def answer(loss, start, floor): return (start - loss) / start",
        "def answer(loss, start, floor): return (start - loss) / (loss - floor + 1e-9)",
        "def answer(loss, start, floor): return (loss - start) / (start - floor)",
        """\
def answer(loss, start, floor):
    return min(1, max(0, (start - loss) / (start - floor)))""",
        "def answer(loss, start, floor): return (start - loss) // (start - floor)",
        "def answer(loss, start, floor): return (2.3026 - loss) / (2.3026 - 1.4612)",
        "def answer(loss, start, floor): return abs(start - loss) / (start - floor)",
        "def answer(loss, start, floor): return 'most of it'",
        "def answer(loss, start, floor): return str((start - loss) / (start - floor))",
        "def answer(loss, start, floor): return start - loss / start - floor",
        "def answer(loss, start, floor): return round((start-loss) / (start-floor), 2)",
    ],
    "check_2": [
        KEEP + "        if loss < lowest:\n            kept = model.state_dict()\n"
        "            lowest = loss\n" + PUT_BACK,
        KEEP + "        if loss < lowest:\n"
        "            kept = copy.deepcopy(model.state_dict())\n" + PUT_BACK,
        KEEP + "        if loss <= lowest:\n"
        "            kept = copy.deepcopy(model.state_dict())\n"
        "        lowest = loss\n" + PUT_BACK,
        KEEP + "        if loss > lowest:\n            break\n"
        "        kept, lowest = copy.deepcopy(model.state_dict()), loss\n" + PUT_BACK,
        KEEP + "        if loss < lowest:\n"
        "            kept, lowest = copy.deepcopy(model.state_dict()), loss\n",
        KEEP + "        if loss > lowest or lowest == math.inf:\n"
        "            kept, lowest = copy.deepcopy(model.state_dict()), loss\n"
        + PUT_BACK,
        KEEP + "        if loss < lowest:\n"
        "            kept, lowest = copy.deepcopy(model.state_dict()), loss\n    "
        + PUT_BACK,
        KEEP + "        lowest = min(lowest, loss)\n        if loss < lowest:\n"
        "            kept = copy.deepcopy(model.state_dict())\n" + PUT_BACK,
        KEEP + "        if loss < lowest:\n"
        "            kept, lowest = copy.copy(model.state_dict()), loss\n" + PUT_BACK,
        """\
def answer(model, epochs, learn, measure):
    losses = []
    for _ in range(epochs):
        learn(model)
        losses.append(measure(model))
    for _ in range(losses.index(min(losses)) + 1):
        learn(model)""",
        """\
def answer(model, epochs, learn, measure):
    kept, lowest = None, math.inf
    for _ in range(epochs - 1):
        learn(model)
        loss = measure(model)
        if loss < lowest:
            kept, lowest = copy.deepcopy(model.state_dict()), loss
    model.load_state_dict(kept)""",
    ],
    "check_3": [
        """\
def answer(losses, patience): return len(losses), losses.index(min(losses)) + 1""",
        """\
def answer(losses, patience):
    best = losses.index(min(losses)) + 1
    return min(len(losses), best + patience), best""",
        stop(said="epoch, best"),
        stop(than="<="),
        stop(wait="> patience"),
        stop(said="best + 1, epoch + 1"),
        """\
def answer(losses, patience):
    bad = 0
    for epoch in range(1, len(losses)):
        bad = bad + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if bad == patience:
            break
    else:
        epoch = len(losses) - 1
    seen = losses[: epoch + 1]
    return epoch + 1, seen.index(min(seen)) + 1""",
        """\
def answer(losses, patience):
    best, bad = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch:
            bad += 1
        if bad == patience:
            break
    return epoch + 1, best + 1""",
        stop(wait="== 2"),
        stop(said="epoch + 1, losses.index(min(losses)) + 1"),
        stop(said="best + 1"),
    ],
}

RIGHT = {
    "check_1": [
        "def answer(a, b, c): return (a - b) / (c - b)",
        "def answer(loss, start, floor): return 1 - (loss - floor) / (start - floor)",
        """\
def answer(loss, start, floor):
    return torch.tensor((start - loss) / (start - floor))""",
        """\
import numpy as np
answer = lambda loss, start, floor: np.float32((start - loss) / (start - floor))""",
        """\
import numpy as np
def answer(loss, start, floor): return np.interp(loss, [floor - 9, start + 9],
    [(start - floor + 9) / (start - floor), -9 / (start - floor)])""",
        """\
def answer(loss, start, floor):
    way, done = start - floor, start - loss
    return torch.tensor([done / way]).double()""",
        """\
import numpy as np
def answer(loss, start, floor):
    return np.linalg.solve([[start, 1], [floor, 1]], [[0], [1]]).T @ [[loss], [1]]""",
    ],
    "check_2": [
        KEEP + "        if loss < lowest:\n            lowest = loss\n"
        "            kept = copy.deepcopy(model.state_dict())\n" + PUT_BACK,
        KEEP + "        if loss <= lowest:\n            lowest = loss\n"
        "            kept = copy.deepcopy(model.state_dict())\n" + PUT_BACK,
        KEEP + "        if loss < lowest:\n            lowest = loss\n"
        "            kept = {k: v.clone() for k, v in model.state_dict().items()}\n"
        + PUT_BACK
        + "\n    return lowest",
        """\
def answer(model, epochs, learn, measure):
    notes = []
    for _ in range(epochs):
        learn(model)
        notes.append((measure(model), copy.deepcopy(model.state_dict())))
    model.load_state_dict(min(notes, key=lambda note: note[0])[1])""",
        """\
def answer(model, epochs, learn, measure):
    best = copy.deepcopy(model)
    lowest = math.inf
    for _ in range(epochs):
        learn(model)
        if (loss := measure(model)) < lowest:
            best, lowest = copy.deepcopy(model), loss
    model.load_state_dict(best.state_dict())
    return model""",
        """\
def answer(model, epochs, learn, measure):
    kept, losses = copy.deepcopy(model.state_dict()), []
    for _ in range(epochs):
        learn(model)
        losses.append(measure(model))
        if losses[-1] == min(losses):
            kept = copy.deepcopy(model.state_dict())
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(kept[name])""",
    ],
    "check_3": [
        """\
def answer(losses, patience):
    lowest, best, bad = math.inf, 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < lowest:
            lowest, best, bad = loss, epoch, 0
        else:
            bad += 1
        if bad >= patience:
            return epoch, best
    return len(losses), best""",
        """\
def answer(losses, patience):
    for stop in range(1, len(losses) + 1):
        best = losses.index(min(losses[:stop])) + 1
        if stop - best >= patience:
            break
    return [stop, best]""",
        """\
def answer(losses, patience):
    losses = torch.tensor(losses)
    for stop in range(1, len(losses) + 1):
        best = losses[:stop].min() == losses[:stop]
        best = int(best.nonzero()[0]) + 1
        if stop - best == patience:
            break
    return torch.tensor([stop, best])""",
        """\
import numpy as np
def answer(losses, patience):
    for stop in range(1, len(losses) + 1):
        best = np.argmin(losses[:stop]) + 1
        if stop - best == patience:
            break
    return np.int64(stop), best""",
        """\
import numpy as np
def answer(losses, patience):
    low = np.minimum.accumulate(losses)
    at = np.array([losses.index(v) for v in low])
    waits = np.arange(len(losses)) - at
    ends = np.flatnonzero(waits >= patience)
    stop = ends[0] if len(ends) else len(losses) - 1
    return np.array([stop, at[stop]]) + 1""",
        """\
def answer(losses, patience):
    best, epoch = 1, 1
    while epoch < len(losses) and epoch - best < patience:
        epoch += 1
        if losses[epoch - 1] < losses[best - 1]:
            best = epoch
    return float(epoch), float(best)""",
        """\
def answer(losses, patience, at=0, best=0):
    best = at if losses[at] < losses[best] else best
    if at - best == patience or at + 1 == len(losses):
        return (n + 1 for n in (at, best))
    return answer(losses, patience, at + 1, best)""",
    ],
}
