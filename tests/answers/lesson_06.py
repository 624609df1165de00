"""Answers to the exercises of lesson 6, as code that sets `answer`."""

from tests.answers import chain

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


WRONG = {
    "check_1": chain.WRONG,
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
    "check_1": chain.RIGHT,
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
