"""Answers to the exercises of lesson 7, as code that sets `answer`."""


def loop(order, value="loss.item() * len(labels)", mean="total / count", before=""):
    """Return a `fit` with its statements in some order."""
    steps = "\n".join(f"            {line}" for line in order)
    return f"""\
def answer(model, loader, lr, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    means = []
    for _ in range(epochs):
        total, count = 0, 0
        for images, labels in loader:
            {before}
{steps}
            total += {value}
            count += len(labels)
        means.append({mean})
    return means"""


CLEAR, BACK, STEP = "optimizer.zero_grad()", "loss.backward()", "optimizer.step()"
LOSS = "loss = criterion(model(images), labels)"
SOUND = [CLEAR, LOSS, BACK, STEP]

ASK = """\
def answer(model, learn_from, ask_about, optimizer, criterion, epochs):
    losses = []
    {first}
    for _ in range(epochs):
        {train}
        for images, labels in learn_from:
            {each}
            optimizer.zero_grad()
            criterion(model(images), labels).backward()
            optimizer.step()
        {eval}
        with torch.inference_mode():
            parts = [(model(images), labels) for images, labels in ask_about]
            losses.append(criterion(*join(parts)).item())
        {last}
    return losses"""
NOTHING = dict.fromkeys(("first", "train", "each", "eval", "last"), "pass")
BOTH = {"train": "model.train()", "eval": "model.eval()"}


def ask(**lines):
    """Return the loop of exercise 2 with these lines in their places."""
    return ASK.format(**NOTHING | lines)


PARTS = """\
def answer(model, images, labels, criterion, size):
    {first}
    for some, names in zip(images.split(size), labels.split(size)):
        loss = criterion(model(some), names)
        {part}"""
SHARE = "(loss * len(some) / len(images)).backward()"


def parts(part=SHARE, first="model.zero_grad()"):
    """Return an `in_parts` with these lines in their places."""
    return PARTS.format(first=first, part=part)


WRONG = {
    "check_1": [
        loop([LOSS, BACK, STEP]),
        loop([CLEAR, LOSS, BACK]),
        loop([CLEAR, LOSS, STEP, BACK]),
        loop([LOSS, BACK, CLEAR, STEP]),
        loop(SOUND, value="loss.item()", mean="total / len(loader)"),
        loop(SOUND, value="loss.item()"),
        loop(SOUND, mean="total"),
        loop([CLEAR, LOSS, BACK, STEP, LOSS]),
        loop(SOUND).replace("lr=lr", "lr=0.04"),
        loop(SOUND).replace("lr=lr", "lr=lr, momentum=0.9"),
        loop(SOUND).replace("return means", "return means[-1:]"),
        loop(SOUND).replace("range(epochs)", "range(1)"),
        loop(SOUND).replace("return means", ""),
        loop(SOUND, before="if len(labels) < 7: continue"),
        loop(SOUND).replace("model.parameters()", "[*model.parameters()][:1]"),
        loop(SOUND).replace("return means", "return means[-1]"),
        loop(SOUND).replace("return means", "return torch.tensor(means[-1])"),
        loop(SOUND).replace("return means", "return list(map(str, means))"),
        loop(SOUND).replace("return means", "return dict(enumerate(means))"),
        loop(SOUND, before="model = copy.deepcopy(model)"),
        "answer = [2.3, 2.2]",
    ],
    "check_2": [
        ask(first="model.train()", eval="model.eval()"),
        ask(first="model.train()"),
        ask(train="model.train()"),
        ask(train="model.eval()"),
        ask(train="model.eval()", eval="model.train()"),
        ask(**BOTH).replace("torch.inference_mode()", "torch.enable_grad()"),
        ask(**BOTH).replace("ask_about]", "learn_from]"),
        ask(**BOTH).replace("range(epochs)", "range(1)"),
        ask(first="model.train()", eval="model.eval()", last="break"),
        ask(**BOTH).replace("return losses", ""),
        ask(**BOTH).replace("optimizer.step()", "pass"),
        ask(train="model.train()", eval="return losses"),
        ask(**BOTH).replace("return losses", "return losses[-1]"),
        ask(**BOTH).replace("in ask_about]", "in ask_about[:1]]"),
        ask(**BOTH).replace("optimizer.zero_grad()", "pass"),
    ],
    "check_3": [
        parts("loss.backward()"),
        parts("(loss / len(images.split(size))).backward()"),
        parts(f"model.zero_grad(); {SHARE}"),
        parts(first="pass"),
        parts("(loss * size / len(images)).backward()"),
        parts("(loss * len(some)).backward()"),
        parts("loss"),
        parts(f"{SHARE}; torch.optim.SGD(model.parameters(), lr=0.1).step()"),
        parts().replace("images.split(size)", "[]"),
        parts().replace("split(size)", "chunk(size)"),
        parts().replace("split(size)", "split(len(images))"),
        parts("pass").replace("model(some), names", "model(images), labels"),
        """\
def answer(model, images, labels, criterion, size):
    model.zero_grad()
    pairs = zip(images.split(size), labels.split(size))
    sum(criterion(model(x), y) * len(y) / len(labels) for x, y in pairs).backward()""",
        """\
def answer(model, images, labels, criterion, size):
    model.zero_grad()
    scores = torch.cat([model(some) for some in images.split(size)])
    criterion(scores, labels).backward()""",
        "answer = 3",
    ],
}  # fmt: skip

RIGHT = {
    "check_1": [
        loop(SOUND),
        loop([LOSS, CLEAR, BACK, STEP]),
        loop([LOSS, BACK, STEP, CLEAR], before="model.zero_grad()"),
        loop([CLEAR, LOSS, BACK, STEP], value="loss.detach() * len(labels)"),
        loop([*SOUND, "model.zero_grad(set_to_none=False)"]),
        loop([CLEAR, "model.train()", LOSS, BACK, STEP]),
        loop(SOUND, mean="np.float64(total / count)"),
        loop(SOUND, mean="total / len(loader.dataset)"),
        loop(SOUND).replace("return means", "return torch.tensor(means)"),
        """\
def answer(model, loader, lr, epochs):
    def step(images, labels):
        loss = nn.functional.cross_entropy(model(images), labels)
        grads = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for p, g in zip(model.parameters(), grads):
                p -= lr * g
        return loss.item() * len(labels), len(labels)
    def epoch():
        totals, counts = zip(*[step(*batch) for batch in loader])
        return sum(totals) / sum(counts)
    return [epoch() for _ in range(epochs)]""",
        """\
def answer(model, loader, lr, epochs):
    optimizer = get_optimizer(model, lr)
    how = model, loader, optimizer, criterion, "cpu"
    return tuple(train_one_epoch(*how) for _ in range(epochs))""",
    ],
    "check_2": [
        ask(**BOTH),
        ask(each="model.train()", eval="model.eval()"),
        ask(first="model.train()", eval="model.eval()", last="model.train()"),
        ask(train="model.train(True)", eval="model.train(False)"),
        ask(**BOTH, last="model.train()"),
        ask(**BOTH).replace("inference_mode", "no_grad"),
        ask(train="model.train()", last="model.eval()").replace(
            "parts = [", "asked = copy.deepcopy(model).eval(); parts = ["
        ).replace("(model(images), labels) for", "(asked(images), labels) for"),
        ask(**BOTH).replace(
            "parts = [(model(images), labels) for images, labels in ask_about]",
            "x, y = map(torch.cat, zip(*ask_about)); parts = [(model(x), y)]",
        ),
        """\
def answer(model, learn_from, ask_about, optimizer, criterion, epochs):
    losses = []
    for _ in range(epochs):
        train_one_epoch(model, learn_from, optimizer, criterion, "cpu")
        losses.append(evaluate(model, ask_about, criterion).loss)
    return losses""",
    ],
    "check_3": [
        parts(),
        parts("(len(names) / len(labels) * loss).backward()"),
        parts(first="[setattr(p, 'grad', None) for p in model.parameters()]"),
        parts("loss.backward(torch.tensor(len(some) / len(images)))"),
        """\
def answer(model, images, labels, criterion, size):
    model.zero_grad(set_to_none=False)
    for start in range(0, len(images), size):
        some = slice(start, start + size)
        loss = criterion(model(images[some]), labels[some])
        (loss * len(labels[some]) / len(labels)).backward()""",
        """\
def answer(model, images, labels, criterion, size):
    weights, seen = list(model.parameters()), 0
    model.zero_grad()
    for x, y in zip(images.split(size), labels.split(size)):
        grads = torch.autograd.grad(criterion(model(x), y), weights)
        seen += len(y)
        for p, g in zip(weights, grads):
            p.grad = g if p.grad is None else p.grad + (g - p.grad) * len(y) / seen""",
        """\
def answer(model, images, labels, criterion, size):
    def loss(weights, x, y):
        answers = torch.func.functional_call(model, weights, (x,))
        return criterion(answers, y) * len(y) / len(labels)
    weights = {name: p.detach() for name, p in model.named_parameters()}
    model.zero_grad()
    for x, y in zip(images.split(size), labels.split(size)):
        for name, g in torch.func.grad(loss)(weights, x, y).items():
            p = model.get_parameter(name)
            p.grad = g if p.grad is None else p.grad + g""",
    ],
}  # fmt: skip
