"""Answers to the exercises of lesson 2, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "answer = digest(test_set.targets.numpy().tobytes())",
        "answer = digest(test_set.targets.to(torch.uint8).numpy().tobytes())",
        """\
labels = test_set.targets
answer = digest(idx_header(labels.shape) + labels.numpy().tobytes())""",
        """\
labels = train_set.targets.to(torch.uint8)
answer = digest(idx_header(labels.shape) + labels.numpy().tobytes())""",
        "answer = 7",
    ],
    "check_2": [
        "def answer(data, targets): return data.float().mean((1, 2))[:10] / 255",
        """\
def answer(data, targets):
    return torch.stack([data[targets == c].float().mean()
                        for c in range(10)])""",
        """\
def answer(data, targets):
    sums = [data[targets == c].sum() / 255 for c in range(10)]
    return torch.stack(sums)""",
        "def answer(data, targets): return (data / 255).mean().expand(10)",
        """\
def answer(data, targets):
    return torch.stack([data[targets == c].float().mean() / 255
                        for c in range(9, -1, -1)])""",
    ],
    "check_3": [
        "def answer(content, known): return 'coat'",
        "def answer(content, known): return digest(content)",
        "def answer(content, known): return None",
        """\
def answer(content, known):
    return min(known, key=lambda name: abs(len(name) - len(content)))""",
    ],
}

RIGHT = {}
