"""Answers to exercise 2 of lesson 4, a pass in random order."""

ROWS = """\
def answer(images, labels, batch_size):
    order = {}
    for rows in order.split(batch_size):
        yield images[rows], labels[rows]"""
MIXED = "torch.randperm(len(images))"


# fmt: off
WRONG = [
    # The rest of the file, always the same, at the end of every pass.
    ROWS.format("torch.cat([torch.randperm(len(images) // batch_size * batch_size),"
                " torch.arange(len(images) // batch_size * batch_size,"
                " len(images))])"),
    ROWS.format("torch.cat([torch.randperm(len(images) - 1),"
                " torch.tensor([len(images) - 1])])"),
    ROWS.format("torch.cat([torch.tensor([0]),"
                " 1 + torch.randperm(len(images) - 1)])"),
    "def answer(images, labels, batch_size): return images, labels",
    ROWS.replace("labels[rows]", "labels[rows][:, None]").format(MIXED),
    ROWS.format(f"{MIXED}; labels += 1"),
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    images, labels = images[order], labels[order]
    for start in range(0, len(images) - batch_size + 1, batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
    """\
def answer(images, labels, batch_size):
    images, labels = (x[torch.randperm(len(x))] for x in (images, labels))
    for start in range(0, len(images), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
    ROWS.format("torch.arange(len(images))"),
    ROWS.format("torch.randperm(len(images), generator=torch.manual_seed(0))"),
    """\
def answer(images, labels, batch_size):
    for rows in torch.arange(len(images)).split(batch_size):
        rows = rows[torch.randperm(len(rows))]
        yield images[rows], labels[rows]""",
    ROWS.format("torch.randint(len(images), (len(images),))"),
    ROWS.format("torch.arange(len(images)).roll(int(torch.randint(1, 9, ())))"),
    ROWS.format("torch.randperm(len(images)); images[:], labels[:] = images[order],"
                " labels[order]; order = torch.arange(len(images))"),
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    for start in range(0, len(images) + 1, batch_size):
        rows = order[start : start + batch_size]
        yield images[rows], labels[rows]""",
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    for start in range(0, len(images), batch_size):
        rows = order[start : start + batch_size + 1]
        yield images[rows], labels[rows]""",
    "def answer(images, labels, batch_size): return [(images, labels)]",
    """\
def answer(images, labels, batch_size):
    parts = torch.arange(len(images)).split(batch_size)
    whole = [p for p in parts if len(p) == batch_size]
    for i in torch.randperm(len(whole)).tolist():
        yield images[whole[i]], labels[whole[i]]
    if len(parts[-1]) < batch_size:
        yield images[parts[-1]], labels[parts[-1]]""",
    ROWS.replace("split(", "tensor_split(-(-len(images) // ").replace(
        "size):\n        y", "size)):\n        y").format(MIXED),
    "import itertools\n"
    "def answer(x, y, n): return itertools.cycle([(x[:n], y[:n])])",
    # Parts of the file, each mixed by itself, and a few pairs exchanged.
    ROWS.format("torch.cat([torch.randperm(len(images) // 2),"
                " len(images) // 2 + torch.randperm((len(images) + 1) // 2)])"),
    ROWS.format("torch.cat([start + 2 * torch.randperm(len(range(start, len(images),"
                " 2))) for start in (0, 1)])"),
    """\
def answer(images, labels, batch_size):
    n = len(images)
    order = torch.arange(n).roll(int(torch.randint(n, ())))
    for rows in order.split(batch_size):
        rows = rows[torch.randperm(len(rows))]
        yield images[rows], labels[rows]""",
    """\
def answer(images, labels, batch_size):
    order = torch.arange(len(images))
    for _ in range(10):
        one, two = torch.randint(len(images), (2,))
        order[one], order[two] = order[two].item(), order[one].item()
    for rows in order.split(batch_size):
        yield images[rows], labels[rows]""",
]

RIGHT = [
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    images, labels = images[order], labels[order]
    for start in range(0, len(images), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images)).tolist()
    while order:
        rows, order = order[:batch_size], order[batch_size:]
        yield images[rows], labels[rows]""",
    """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    return list(zip(images[order].split(batch_size), labels[order].split(batch_size)))
""",
    """\
import numpy as np
def answer(images, labels, batch_size):
    order = np.random.permutation(len(images))
    for start in range(0, len(order), batch_size):
        rows = torch.from_numpy(order[start : start + batch_size])
        yield [images[rows], labels[rows]]""",
    """\
from torch.utils.data import TensorDataset
def answer(images, labels, batch_size):
    return DataLoader(TensorDataset(images, labels), batch_size, shuffle=True)""",
    """\
import random
def answer(images, labels, batch_size):
    order = list(range(len(images)))
    random.shuffle(order)
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield torch.stack([images[i] for i in rows]), labels[rows]""",
    """\
def answer(images, labels, batch_size):
    order = torch.rand(len(images)).argsort()
    yield from zip(images[order].split(batch_size), labels[order].split(batch_size))
""",
]
