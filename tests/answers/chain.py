"""Answers to exercise 1 of lesson 6, the gradient of a chain by hand."""

# The solution of exercise 1.
BACK = """def answer(x, target, w1, b1, w2, b2):
    before = w1 * x + b1
    h = max(0, before)
    ds = 2 * (w2 * h + b2 - target)
    dh = ds * w2 * (before > 0)
    return dh * x, dh, ds * h, ds
"""


def back(*changes):
    """Return an answer to exercise 1 with parts replaced, given as pairs in a row."""
    code = BACK
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in code
        code = code.replace(old, new)
    return code


WRONG = [
    "answer = (32, 16, 24, 8)",
    "def answer(x, target, w1, b1, w2, b2): return 32, 16, 24, 8",
    "def answer(x, target, w1, b1, w2, b2): print(32, 16, 24, 8)",
    "def answer(x, target, w1, b1): return w1, b1",
    back(" * (before > 0)", ""),
    back("(before > 0)", "(before < 0)"),
    back("ds * w2 * (before > 0)", "ds * (before > 0)"),
    back("w2 * (before > 0)", "w1 * (before > 0)"),
    back("= 2 * (", "= ("),
    back("= 2 * (", "= -2 * ("),
    back("+ b2 - target", "+ b2"),
    back("max(0, before)", "before"),
    back("max(0, before)", "abs(before)"),
    back("dh * x, dh, ds * h, ds", "dh, dh, ds * h, ds"),
    back("dh * x, dh, ds * h, ds", "ds * x, ds, ds * h, ds"),
    back("dh * x, dh, ds * h, ds", "dh * x, dh, ds * x, ds"),
    back("dh * x, dh, ds * h, ds", "ds, ds * h, dh, dh * x"),
    back("dh * x, dh, ds * h, ds", "dh * x, ds * h, dh, ds"),
    back("dh * x, dh, ds * h, ds", "dh * x, dh, ds * h"),
    back("dh * x, dh, ds * h, ds", "dict(w1=dh * x, b1=dh, w2=ds * h, b2=ds)"),
    back("dh * x, dh, ds * h, ds", "dh * x + dh + ds * h + ds"),
    back("dh * x, dh, ds * h, ds", "(w2 * h + b2 - target) ** 2"),
    back("dh * x, dh, ds * h, ds", "dh * x, dh, ds * h, ..."),
    back("return dh", "if before > 0:\n        return dh"),
    back(
        "    return",
        "    if before <= 0:\n        return 0, 0, 0, -2 * target\n    return",
    ),
    """\
def answer(x, target, *four):
    four = [torch.tensor(float(n), requires_grad=True) for n in four]
    w1, b1, w2, b2 = four
    ((w2 * max(0, w1 * x + b1) + b2 - target) ** 2).backward()
    return [n.grad for n in four]""",
    """\
FOUR = torch.zeros(4, requires_grad=True)

def answer(x, target, *four):
    FOUR.data[:] = torch.tensor(four)
    w1, b1, w2, b2 = FOUR
    ((w2 * (w1 * x + b1).relu() + b2 - target) ** 2).backward()
    return FOUR.grad""",
]

RIGHT = [
    back(),
    back("dh * x, dh, ds * h, ds", "map(float, (dh * x, dh, ds * h, ds))"),
    back("return dh * x, dh, ds * h, ds", "yield from (dh * x, dh, ds * h, ds)"),
    back(
        "return dh * x, dh, ds * h, ds",
        "return torch.tensor([[dh * x], [dh], [ds * h], [ds]])",
    ),
    back("return dh * x, dh, ds * h, ds", "return [dh * x, dh, ds * h, ds]"),
    back(
        "return dh * x, dh, ds * h, ds",
        "import numpy as np\n    return np.array([dh * x, dh, ds * h, ds])",
    ),
    back(
        "return dh * x, dh, ds * h, ds", "return torch.tensor([dh * x, dh, ds * h, ds])"
    ),
    """\
def answer(x, target, w1, b1, w2, b2):
    four = torch.tensor([w1, b1, w2, b2], dtype=torch.float32, requires_grad=True)
    a, b, c, d = four
    ((c * F.relu(a * x + b) + d - target) ** 2).backward()
    return four.grad""",
    """\
def answer(x, target, *four):
    def loss(w1, b1, w2, b2):
        return (w2 * max(0, w1 * x + b1) + b2 - target) ** 2

    found = []
    for place in range(4):
        up, down = list(four), list(four)
        up[place] += 1e-5
        down[place] -= 1e-5
        found.append((loss(*up) - loss(*down)) / 2e-5)
    return found""",
    """\
def answer(x, target, w1, b1, w2, b2):
    if w1 * x + b1 <= 0:
        return 0, 0, 0, 2 * (b2 - target)
    h = w1 * x + b1
    ds = 2 * w2 * h + 2 * b2 - 2 * target
    return ds * w2 * x, ds * w2, ds * h, ds""",
    """\
def answer(x, target, w1, b1, w2, b2):
    h = torch.relu(torch.tensor(float(w1 * x + b1)))
    ds = 2 * (w2 * h + b2 - target)
    dh = ds * w2 * (h > 0)
    return dh * x, dh, ds * h, ds""",
]
