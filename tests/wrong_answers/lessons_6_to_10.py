"""Plausible wrong answers to the exercises of lessons 6 to 10, as code."""

WRONG_ANSWERS = {
    "06_loss_and_optimizer": {
        "check_1": [
            "answer = 54",
            "answer = 5 + 0.1 * 54",
            "answer = 5 - 54",
            "answer = 5 - 0.1 * 2 * (3 * 5 - 6)",
            "answer = 2",
        ],
        "check_2": [
            """\
def answer(scores, labels):
    p = scores.exp() / scores.exp().sum(1, keepdim=True)
    return -p[torch.arange(len(labels)), labels].log().mean()""",
            """\
def answer(scores, labels): return F.cross_entropy(scores, labels, reduction='sum')""",
            "def answer(scores, labels): return -F.cross_entropy(scores, labels)",
            """\
def answer(scores, labels): return F.cross_entropy(scores, labels, reduction='none')""",
            "def answer(scores, labels): return scores.logsumexp(dim=1).mean()",
        ],
        "check_3": [
            "answer = -math.log(math.e / (math.e + 9))",
            "answer = -math.log(math.e / (math.e + 1 / math.e))",
            "answer = -math.log(math.e / (math.e + 10 / math.e))",
            "answer = math.log(math.e / (math.e + 9 / math.e))",
            "answer = 0",
        ],
    },
    "07_training_algorithm": {
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
    },
    "08_train": {
        "check_1": [
            "answer = 782",
            "answer = 10 * (50_000 // 64)",
            "answer = 10 * 50_000 / 64",
            "answer = 500_000",
        ],
        "check_2": [
            "def answer(loss, start, floor): return (loss - floor) / (start - floor)",
            """\
def answer(loss, start, floor): return 100 * (start - loss) / (start - floor)""",
            "def answer(loss, start, floor): return floor / loss",
            "def answer(loss, start, floor): return (start - loss) / start",
        ],
        "check_3": [
            "def answer(a, b): return a.state_dict() == b.state_dict()",
            "def answer(a, b): return a is b",
            "def answer(a, b): return a.state_dict().keys() == b.state_dict().keys()",
            """\
def answer(a, b):
    pairs = zip(a.parameters(), b.parameters())
    return all(torch.equal(x, y) for x, y in pairs)""",
            """\
def answer(a, b):
    a, b = a.state_dict(), b.state_dict()
    return all(torch.allclose(a[name], b[name], atol=1e-3) for name in a)""",
            """\
def answer(a, b):
    sums = [sum(p.sum() for p in model.parameters()) for model in (a, b)]
    return sums[0].item() == sums[1].item()""",
        ],
    },
    "09_test": {
        "check_1": [
            "def answer(matrix): return matrix.diagonal() / matrix.sum(dim=1)",
            "def answer(matrix): return matrix.diagonal() / matrix.sum()",
            "def answer(matrix): return matrix.diagonal().sum() / matrix.sum()",
            "def answer(matrix): return 1 - matrix.diagonal() / matrix.sum(dim=0)",
            "def answer(matrix): return matrix / matrix.sum(dim=0)",
        ],
        "check_2": [
            "answer = 0.88 * 0.12 / 0.001**2",
            "answer = 1.96 * 0.88 * 0.12 / 0.001**2",
            "answer = 1.96**2 * 0.88 * 0.12 / 0.1**2",
            "answer = 1.96**2 * 0.88 * 0.12 / 0.002**2",
            "answer = 10_000",
        ],
        "check_3": [
            "def answer(maps): return maps.amax(dim=(2, 3))",
            "def answer(maps): return maps.mean(dim=1)",
            "def answer(maps): return maps.flatten(start_dim=1)",
            "def answer(maps): return maps.mean(dim=(2, 3), keepdim=True)",
            "def answer(maps): return maps.sum(dim=(2, 3))",
        ],
    },
    "10_predict": {
        "check_1": [
            "def answer(logits): return logits.softmax(dim=0)",
            "def answer(logits): return torch.sigmoid(logits)",
            "def answer(logits): return torch.exp(logits)",
            "def answer(logits): return logits / logits.sum(dim=1, keepdim=True)",
            "def answer(logits): return torch.exp(logits) / torch.exp(logits).sum()",
        ],
        "check_2": [
            "def answer(grey): return bool(grey.mean() > 0.5)",
            "def answer(grey): return bool(np.median(grey) > 0.5)",
            "def answer(grey): return True",
            "def answer(grey): return grey < 0.5",
        ],
        "check_3": [
            "def answer(numbers, p): return numbers * (torch.rand_like(numbers) >= p)",
            """\
def answer(numbers, p): return numbers * (torch.rand_like(numbers) >= p) / p""",
            """\
def answer(numbers, p): return numbers * (torch.rand_like(numbers) < p) / (1 - p)""",
            """\
def answer(numbers, p):
    keep = torch.arange(len(numbers)) % 10 >= 10 * p
    return numbers * keep / (1 - p)""",
            "def answer(numbers, p): return numbers * (1 - p)",
        ],
    },
}
