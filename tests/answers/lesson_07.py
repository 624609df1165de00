"""Answers to the exercises of lesson 7, as code that sets `answer`."""

WRONG = {
    "check_1": [
        """\
def answer(model, images, labels, optimizer, criterion):
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss.item()""",
        """\
def answer(model, images, labels, optimizer, criterion):
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return loss.item()""",
        """\
def answer(model, images, labels, optimizer, criterion):
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    loss.backward()
    optimizer.step()
    return loss""",
        """\
def answer(model, images, labels, optimizer, criterion):
    optimizer.zero_grad()
    loss = criterion(model(images), labels)
    optimizer.step()
    loss.backward()
    return loss.item()""",
        """\
def answer(model, images, labels, optimizer, criterion):
    optimizer.zero_grad()
    criterion(model(images), labels).backward()
    optimizer.step()
    return criterion(model(images), labels).item()""",
    ],
    "check_2": [
        """\
def answer(model, images, labels, criterion, size):
    model.zero_grad()
    for some, names in zip(images.split(size), labels.split(size)):
        criterion(model(some), names).backward()""",
        """\
def answer(model, images, labels, criterion, size):
    model.zero_grad()
    parts = images.split(size)
    for some, names in zip(parts, labels.split(size)):
        (criterion(model(some), names) / len(parts)).backward()""",
        """\
def answer(model, images, labels, criterion, size):
    for some, names in zip(images.split(size), labels.split(size)):
        model.zero_grad()
        loss = criterion(model(some), names)
        (loss * len(some) / len(images)).backward()""",
        """\
def answer(model, images, labels, criterion, size):
    for some, names in zip(images.split(size), labels.split(size)):
        loss = criterion(model(some), names)
        (loss * len(some) / len(images)).backward()""",
    ],
    "check_3": [
        """\
def answer(losses, patience):
    for epoch in range(1, len(losses)):
        if losses[epoch] > losses[epoch - 1]:
            return epoch + 1
    return len(losses)""",
        """\
def answer(losses, patience):
    best = losses.index(min(losses)) + 1
    return min(len(losses), best + patience)""",
        "def answer(losses, patience): return len(losses)",
        """\
def answer(losses, patience):
    waited = 0
    for epoch in range(1, len(losses)):
        waited = waited + 1 if losses[epoch] >= losses[epoch - 1] else 0
        if waited == patience:
            return epoch + 1
    return len(losses)""",
    ],
}

RIGHT = {}
