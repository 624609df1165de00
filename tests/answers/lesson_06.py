"""Answers to the exercises of lesson 6, as code that sets `answer`."""

WRONG = {
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
}

RIGHT = {}
