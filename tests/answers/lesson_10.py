"""Answers to the exercises of lesson 10, as code that sets `answer`."""

WRONG = {
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
}

RIGHT = {}
