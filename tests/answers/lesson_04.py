"""Answers to the exercises of lesson 4, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "def answer(n, batch_size, drop_last): return n // batch_size",
        """\
def answer(n, batch_size, drop_last): return n // batch_size + (not drop_last)""",
        "def answer(n, batch_size, drop_last): return n / batch_size",
        "def answer(n, batch_size, drop_last): return -(-n // batch_size)",
    ],
    "check_2": [
        "def answer(loader): return next(iter(loader))[0][:10]",
        """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found.setdefault(label, image)
    return torch.stack([found[c] for c in range(10)])""",
        """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found[label] = image
        if len(found) == 10:
            break
    return torch.stack([found[c] for c in range(10)])""",
        """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found.setdefault(label, image)
        if len(found) == 10:
            break
    return torch.stack(list(found.values()))""",
    ],
    "check_3": [
        """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(2), labels""",
        """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(0), labels""",
        """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(3), labels.flip(0)""",
        """\
def answer(loader): return [(images.flip(3), labels) for images, labels in loader]""",
        "def answer(loader): return loader",
    ],
}

RIGHT = {}
