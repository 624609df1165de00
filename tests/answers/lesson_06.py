"""Answers to the exercises of lesson 6, as code that sets `answer`."""

LEARN = """\
def answer(w, pictures, labels, lr=0.1, steps=50):
    losses = []
    for _ in range(steps):
        w = w.detach().requires_grad_()
        loss = {loss}
        loss.backward()
        losses.append({kept})
        w = {step}
    return {end}"""


def learn(loss="F.cross_entropy(pictures @ w.T, labels)", kept="loss.item()",
          step="w - lr * w.grad", end="w, losses"):  # fmt: skip
    """Return a `learn` that is right but for what is given."""
    return LEARN.format(loss=loss, kept=kept, step=step, end=end)


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


WRONG = {
    "check_1": [
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
        back("    return", "    if before <= 0:\n"
             "        return 0, 0, 0, -2 * target\n    return"),
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
    ],
    "check_2": [
        """\
def answer(scores, label):
    total = sum(math.exp(s) for s in scores)
    return -math.log(math.exp(scores[label]) / total)""",
        """\
def answer(scores, label):
    top = max(scores)
    e = [math.exp(s - top) for s in scores]
    return -math.log(e[label] / sum(e))""",
        """\
def answer(scores, label):
    s = torch.tensor(scores)
    e = (s - s.max()).exp()
    return -(e[label] / e.sum()).log()""",
        "def answer(scores, label): return math.log(sum(math.exp(s) for s in scores))",
        """\
def answer(scores, label):
    top = max(scores)
    return math.log(sum(math.exp(s - top) for s in scores)) - scores[label]""",
        """\
def answer(scores, label):
    top = max(scores)
    return scores[label] - top - math.log(sum(math.exp(s - top) for s in scores))""",
        """\
def answer(scores, label):
    return F.cross_entropy(torch.tensor([scores]), torch.tensor([label]))""",
        """\
def answer(scores, label):
    return nn.CrossEntropyLoss()(torch.tensor([scores]), torch.tensor([label]))"""
        .replace("nn.", "torch.nn."),
        "def answer(scores, label): return -torch.tensor(scores).log_softmax(0)[label]",
        """\
def answer(scores, label):
    s = torch.tensor(scores, dtype=torch.float64)
    return torch.logsumexp(s, 0) - s[label]""",
        """\
def answer(scores, label):
    from scipy.special import logsumexp
    return logsumexp(scores) - scores[label]""",
        """\
def answer(scores, label):
    top = max(scores)
    e = [math.exp(s - top) for s in scores]
    return e[label] / sum(e)""",
        """\
def answer(scores, label):
    top = max(scores)
    total = math.log2(sum(math.exp(s - top) for s in scores))
    return total - (scores[label] - top)""",
        """\
def answer(scores, label):
    top = max(scores)
    return math.log(sum(math.exp(s - top) for s in scores)) - (scores[0] - top)""",
        """\
def answer(scores, label):
    scores = [max(-50, min(50, s)) for s in scores]
    return math.log(sum(math.exp(s) for s in scores)) - scores[label]""",
        """\
def answer(scores, label):
    s = torch.tensor(scores)
    return -(s.exp() / s.exp().sum() + 1e-9).log()[label]""",
        "def answer(scores, label): print(max(scores) - scores[label])",
        """\
def answer(scores, label):
    return math.log(sum(math.exp(s - scores[label]) for s in scores))""",
        """\
def answer(scores, label):
    low = min(scores)
    return math.log(sum(math.exp(s - low) for s in scores)) - scores[label] + low""",
        """\
def answer(scores, label):
    try:
        return math.log(sum(map(math.exp, scores))) - scores[label]
    except (OverflowError, ValueError):
        return math.inf""",
    ],
    "check_3": [
        learn("F.cross_entropy((pictures @ w.T).softmax(1), labels)",
              step="w + lr * w.grad"),
        learn("F.cross_entropy((pictures @ w.T).softmax(1), labels)"),
        learn(step="w + lr * w.grad"),
        learn("F.cross_entropy((pictures @ w.T).sigmoid(), labels)"),
        learn("F.cross_entropy((pictures @ w.T).softmax(0), labels)"),
        learn("F.cross_entropy((pictures @ w.T).log_softmax(1).exp(), labels)"),
        learn("-F.cross_entropy(pictures @ w.T, labels)"),
        learn("-F.cross_entropy(pictures @ w.T, labels)", step="w + lr * w.grad"),
        learn("F.cross_entropy(pictures @ w.T, labels, reduction='sum')"),
        learn(step="w - w.grad"),
        learn(step="w - 0.1 * w.grad"),
        learn(end="w"),
        learn(end="losses, w"),
        learn(end="w, losses[-1:]"),
        learn(end="torch.zeros_like(w), losses"),
        "answer = 0.5",
        learn(kept="F.cross_entropy(pictures @ (w - lr * w.grad).T, labels).item()"),
        learn(end="w, losses + losses[-1:]"),
        learn(end="w, losses[-1]"),
        learn(step="w - lr * w.grad / len(labels)"),
        learn("F.nll_loss((pictures @ w.T).softmax(1), labels)"),
        """\
def answer(w, pictures, labels, lr=0.1, steps=50):
    w, losses = w.requires_grad_(), []
    for _ in range(steps):  # the gradients add up
        loss = F.cross_entropy(pictures @ w.T, labels)
        loss.backward()
        losses.append(loss.item())
        w.data -= lr * w.grad
    return w, losses""",
    ],
}  # fmt: skip

RIGHT = {
    "check_1": [
        back(),
        back("dh * x, dh, ds * h, ds", "map(float, (dh * x, dh, ds * h, ds))"),
        back("return dh * x, dh, ds * h, ds", "yield from (dh * x, dh, ds * h, ds)"),
        back("return dh * x, dh, ds * h, ds",
             "return torch.tensor([[dh * x], [dh], [ds * h], [ds]])"),
        back("return dh * x, dh, ds * h, ds", "return [dh * x, dh, ds * h, ds]"),
        back("return dh * x, dh, ds * h, ds",
             "import numpy as np\n    return np.array([dh * x, dh, ds * h, ds])"),
        back("return dh * x, dh, ds * h, ds",
             "return torch.tensor([dh * x, dh, ds * h, ds])"),
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
    ],
    "check_2": [
        """\
def answer(scores, label):
    top = max(scores)
    return math.log(sum(math.exp(s - top) for s in scores)) + top - scores[label]""",
        """\
def answer(scores, label):
    s = torch.tensor(scores)
    s = s - s.max()
    return s.exp().sum().log() - s[label]""",
        """\
def answer(scores, label):
    s = torch.tensor(scores, dtype=torch.float64)
    s -= s.max()
    return (torch.log(torch.sum(torch.exp(s))) - s[label]).item()""",
        """\
import numpy as np
def answer(scores, label):
    s = np.array(scores) - np.max(scores)
    return np.log(np.exp(s).sum()) - s[label]""",
        """\
def answer(scores, label):
    scores.sort(reverse=False) if False else None
    top, total = scores[0], 0.0
    for s in scores:
        top = max(top, s)
    for s in scores:
        total += math.exp(s - top)
    return torch.tensor([math.log(total) - scores[label] + top])""",
        """\
def highest(scores): return sorted(scores)[-1]
def answer(scores, label):
    m = highest(scores)
    total = math.fsum(math.exp(s - m) for s in scores)
    return -(scores[label] - m - math.log(total))""",
        """\
def softmax(scores):  # a name of one's own
    return [math.exp(s - max(scores)) for s in scores]
def answer(scores, label):
    return math.log(sum(softmax(scores))) - scores[label] + max(scores)""",
        """\
answer = lambda scores, label: math.log(
    sum(math.exp(s - max(scores)) for s in scores)) + max(scores) - scores[label]""",
        """\
import functools
def answer(scores, label):
    def both(a, b): return max(a, b) + math.log1p(math.exp(-abs(a - b)))
    return functools.reduce(both, scores) - scores[label]""",
        """\
from decimal import Decimal
def answer(scores, label):
    return sum(Decimal(s).exp() for s in scores).ln() - Decimal(scores[label])""",
        """\
class Loss:
    def softmax(self, s): return [math.exp(x - max(s)) for x in s]
    def loss(self, s, k): return math.log(sum(self.softmax(s))) + max(s) - s[k]
answer = Loss().loss""",
    ],
    "check_3": [
        learn("torch.nn.CrossEntropyLoss()(pictures @ w.T, labels)"),
        learn("F.nll_loss((pictures @ w.T).log_softmax(dim=1), labels)"),
        learn("F.nll_loss((pictures @ w.T).softmax(dim=1).log(), labels)"),
        learn("F.cross_entropy(F.linear(pictures, w), labels)", step="w - w.grad * lr"),
        learn(kept="loss", end="w.detach(), torch.stack(losses)"),
        learn(kept="float(loss.detach())", end="[w, tuple(losses)]"),
        learn("-F.cross_entropy(pictures @ w.T, labels)", "-loss.item()",
              "w + lr * w.grad"),
        """\
def answer(w, pictures, labels, lr=0.1, steps=50):
    w, losses = w.clone().requires_grad_(), []
    optimizer = torch.optim.SGD([w], lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(pictures @ w.T, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return w, losses""",
        """\
def answer(w, pictures, labels, lr=0.1, steps=50):
    losses, truth = [], F.one_hot(labels, len(w)).float()
    for _ in range(steps):
        scores = pictures @ w.T
        losses.append(F.cross_entropy(scores, labels).numpy())
        w = w - lr * (scores.softmax(1) - truth).T @ pictures / len(labels)
    return w.numpy(), losses""",
        learn("F.cross_entropy((pictures @ w.T).log_softmax(1), labels)"),
        learn("F.cross_entropy((pictures @ w.T).softmax(1).log(), labels)"),
        """\
def answer(w, pictures, labels, lr=0.1, steps=50):
    if steps == 0:
        return w, []
    w = w.detach().requires_grad_()
    loss = F.cross_entropy(pictures @ w.T, labels)
    (way,) = torch.autograd.grad(loss, w)
    last, rest = answer(w - lr * way, pictures, labels, lr, steps - 1)
    return last, [loss.item(), *rest]""",
    ],
}  # fmt: skip
