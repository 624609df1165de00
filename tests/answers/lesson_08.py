"""Answers to the exercises of lesson 8, as code that sets `answer`."""

WRONG = {
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
}

RIGHT = {}
