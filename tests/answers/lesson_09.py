"""Answers to the exercises of lesson 9, as code that sets `answer`."""

HEAD = "def answer(labels, predicted, n):\n"
COUNTS = (
    HEAD + "    hits = [((labels == c) & (predicted == c)).sum() for c in range(n)]\n"
    "    true = [(labels == c).sum() for c in range(n)]\n"
    "    said = [(predicted == c).sum() for c in range(n)]\n"
)
LOOP = (
    "def answer(model, batches):\n    model.eval()\n    right = total = 0\n"
    "    for images, labels in batches:\n"
    "        found = model(images).argmax(dim=1) == labels\n"
    "        right += found.sum()\n        total += len(labels)\n"
)


def begin(code):
    """Return the right loop with another beginning than `model.eval()`."""
    return LOOP.replace("model.eval()", code) + "    return right / total"


WRONG = {
    "check_1": [
        # the two have changed places
        COUNTS + "    a = [h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [h / max(1, s) for h, s in zip(hits, said)]\n    return b, a",
        # recall twice
        COUNTS + "    a = [h / max(1, t) for h, t in zip(hits, true)]\n    return a, a",
        # nothing is done about 0 / 0
        COUNTS + "    h, t, s = map(torch.stack, (hits, true, said))\n"
        "    return h / t, h / s",
        # a class that nobody names has a precision of 1
        COUNTS + "    a = [h / t if t else 0 for h, t in zip(hits, true)]\n"
        "    b = [h / s if s else 1 for h, s in zip(hits, said)]\n    return a, b",
        # ten classes, whatever n says
        HEAD + "    m = confusion_matrix(labels, predicted)\n    d = m.diagonal()\n"
        "    return d / m.sum(1).clamp(1), d / m.sum(0).clamp(1)",
        # the share of all pictures
        COUNTS + "    a = torch.stack(hits) / len(labels)\n    return a, a",
        # the shares that are wrong
        COUNTS + "    a = [1 - h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [1 - h / max(1, s) for h, s in zip(hits, said)]\n    return a, b",
        # whole numbers
        COUNTS + "    a = [int(h) // max(1, int(t)) for h, t in zip(hits, true)]\n"
        "    b = [int(h) // max(1, int(s)) for h, s in zip(hits, said)]\n"
        "    return a, b",
        # one number each
        HEAD + "    right = (labels == predicted).double().mean()\n"
        "    return right, right",
        # one added below, to have something to divide by
        COUNTS + "    a = [h / (1 + t) for h, t in zip(hits, true)]\n"
        "    b = [h / (1 + s) for h, s in zip(hits, said)]\n    return a, b",
        # recall alone
        COUNTS + "    return [h / max(1, t) for h, t in zip(hits, true)]",
        # it prints
        COUNTS + "    print(hits[0])",
        # per cent
        COUNTS + "    a = [100 * h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [100 * h / max(1, s) for h, s in zip(hits, said)]\n    return a, b",
        # only the classes that occur
        COUNTS + "    a = [h / t for h, t in zip(hits, true) if t]\n"
        "    b = [h / s for h, s in zip(hits, said) if s]\n    return a, b",
        # recall, and both in one
        COUNTS + "    a = [h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [2 * h / max(1, t + s) for h, t, s in zip(hits, true, said)]\n"
        "    return a, b",
        # of the things of another class, the share that is not called this one
        COUNTS + "    b = [h / max(1, s) for h, s in zip(hits, said)]\n"
        "    a = [(predicted[labels != c] != c).double().mean() for c in range(n)]\n"
        "    return a, b",
        # the accuracy of "this class, or another?"
        COUNTS + "    b = [h / max(1, s) for h, s in zip(hits, said)]\n"
        "    is_it = [(labels == c) == (predicted == c) for c in range(n)]\n"
        "    return [x.double().mean() for x in is_it], b",
        # rounded
        COUNTS
        + "    a, b = ([round(float(h / max(1, o)), 1) for h, o in zip(hits, x)]\n"
        "            for x in (true, said))\n    return a, b",
        # a pair for each class
        COUNTS + "    return [(h / max(1, t), h / max(1, s))\n"
        "            for h, t, s in zip(hits, true, said)]",
        # right, but the labels are written over
        COUNTS + "    a = [h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [h / max(1, s) for h, s in zip(hits, said)]\n"
        "    labels[:] = predicted\n    return a, b",
    ],
    "check_2": [
        "answer = 6",
        "answer = '6, 12'",
        "answer = []",
        "answer = [6]",
        "answer = [12]",
        "answer = [4, 8, 12]",
        "answer = [4, 8]",
        "answer = range(2, 13, 2)",
        "answer = range(3, 13, 3)",
        "answer = [1, 2, 3, 6]",
        "answer = [2, 3]",
        "answer = list(range(1, 13))",
        "answer = [0, 6, 12]",
        "answer = [6, 12, 18]",
        "answer = [5, 10]",
        "answer = [6, 9, 12]",
        "answer = [6.5, 12]",
        "answer = [-6, 6]",
        "answer = {6: True, 12: True}",
        "answer = [n % 6 == 0 for n in range(1, 13)]",
        "answer = torch.tensor([False] * 5 + [True]).repeat(2)",
        "answer = lambda s: s % 6 == 0",
    ],
    "check_3": [
        # as it was
        "answer = share_right",
        # dropout alone
        "def answer(model, batches):\n    model.eval()\n"
        "    return share_right(model, batches)",
        # the mean alone
        LOOP.replace("    model.eval()\n", "") + "    return right / total",
        # divided by the number of batches
        LOOP + "    return right / len(batches)",
        # the largest batch taken for all
        LOOP + "    return right / (len(batches) * len(batches[0][1]))",
        # a count
        LOOP + "    return right",
        # per cent
        LOOP + "    return 100 * right / total",
        # the share that is wrong
        LOOP + "    return 1 - right / total",
        # it stops after the first batch
        LOOP + "        return right / total",
        # eval, but train again for the next batch
        LOOP + "        model.train()\n    return right / total",
        # the last batch, too small, is left out
        "def answer(model, batches):\n    model.eval()\n"
        "    return share_right(model, batches[:-1] or batches)",
        # rounded
        LOOP + "    return round(float(right / total), 1)",
        # nothing comes back
        LOOP + "    print(float(right / total))",
        # no derivatives, but dropout
        "@torch.no_grad()\n" + begin("pass"),
        # `eval` is not called
        begin("model.eval"),
        # too late
        LOOP.replace("    model.eval()\n", "")
        + "    model.eval()\n    return right / total",
        # the same chance each time
        begin("torch.manual_seed(0)"),
        # dropout is switched off, batch normalisation is not
        begin("[m.eval() for m in model.modules() if isinstance(m, nn.Dropout)]"),
        begin("[setattr(m, 'p', 0) for m in model.modules()]"),
        # batch normalisation is switched off, dropout is not
        begin("[m.eval() for m in model.modules() if isinstance(m, nn.BatchNorm1d)]"),
        # the last batch alone
        LOOP + "    return found.double().mean()",
        # the median of the batches
        "def answer(model, batches):\n    model.eval()\n"
        "    return torch.stack([(model(x).argmax(1) == y).float().mean()\n"
        "                        for x, y in batches]).median()",
        # an answer for each picture
        "def answer(model, batches):\n    model.eval()\n"
        "    return torch.cat([model(x).argmax(1) == y for x, y in batches])",
        # divided by the pixels
        LOOP.replace("len(labels)", "images.numel()") + "    return right / total",
        # whole numbers
        LOOP + "    return right // total",
    ],
}

RIGHT = {
    "check_1": [
        # lists of 0-d tensors
        COUNTS + "    a = [h / max(1, t) for h, t in zip(hits, true)]\n"
        "    b = [h / max(1, s) for h, s in zip(hits, said)]\n    return a, b",
        # Python floats and whole numbers
        COUNTS + "    a = [float(h / t) if t else 0 for h, t in zip(hits, true)]\n"
        "    b = [float(h / s) if s else 0 for h, s in zip(hits, said)]\n"
        "    return [a, b]",
        # NaN becomes 0
        COUNTS + "    h, t, s = map(torch.stack, (hits, true, said))\n"
        "    return (h / t).nan_to_num(0), (h / s).nan_to_num(0)",
        # the matrix of the lesson
        "def answer(labels, predicted, n):\n"
        "    m = confusion_matrix(labels, predicted, range(n))\n    d = m.diagonal()\n"
        "    return d / m.sum(1).clamp(1), d / m.sum(0).clamp(1)",
        # NumPy
        "import numpy as np\n" + HEAD + "    t, p = labels.numpy(), predicted.numpy()\n"
        "    m = np.zeros((n, n))\n    np.add.at(m, (t, p), 1)\n    d = np.diag(m)\n"
        "    return d / np.maximum(m.sum(1), 1), d / np.maximum(m.sum(0), 1)",
        # scikit-learn, whose 1.6 takes no tensors here
        HEAD + "    found = metrics.precision_recall_fscore_support(\n"
        "        [*map(int, labels)], [*map(int, predicted)], labels=range(n),\n"
        "        zero_division=0)\n"
        "    return found[1], found[0]",
        # one tensor of two rows
        HEAD + "    one = torch.eye(n, dtype=torch.float64)\n"
        "    m = one[labels].T @ one[predicted]\n    d = m.diagonal()\n"
        "    return torch.stack([d / m.sum(1).clamp(1), d / m.sum(0).clamp(1)])",
        # by hand, with a tuple
        HEAD + "    pairs = list(zip(labels.tolist(), predicted.tolist()))\n"
        "    def share(c, k):\n        of = [p for p in pairs if p[k] == c]\n"
        "        return sum(p == (c, c) for p in of) / len(of) if of else 0.0\n"
        "    return tuple([share(c, k) for c in range(n)] for k in (0, 1))",
        # counters
        "from collections import Counter\n"
        + HEAD
        + "    t, p = labels.tolist(), predicted.tolist()\n"
        "    hits = Counter(a for a, b in zip(t, p) if a == b)\n"
        "    return [[hits[c] / max(1, of[c]) for c in range(n)]\n"
        "            for of in (Counter(t), Counter(p))]",
        # generators
        HEAD + "    def shares(a, b):\n        for c in range(n):\n"
        "            of = (a == c).sum().item()\n"
        "            yield ((a == c) & (b == c)).sum().item() / of if of else 0\n"
        "    return shares(labels, predicted), shares(predicted, labels)",
        # fractions
        "from fractions import Fraction\n"
        + COUNTS
        + "    return [[Fraction(int(h), max(1, int(o)))"
        " for h, o in zip(hits, of)] for of in (true, said)]",
        # a very small number below
        COUNTS + "    h, t, s = map(torch.stack, (hits, true, said))\n"
        "    return h / (t + 1e-9), h / (s + 1e-9)",
        # sets of places
        HEAD
        + "    t, p = ([set((x == c).nonzero()[:, 0].tolist()) for c in range(n)]\n"
        "            for x in (labels, predicted))\n"
        "    return ([len(a & b) / (len(a) or 1) for a, b in zip(t, p)],\n"
        "            [len(a & b) / (len(b) or 1) for a, b in zip(t, p)])",
        # zero is caught
        COUNTS + "    def share(h, of):\n        try:\n"
        "            return h.item() / of.item()\n"
        "        except ZeroDivisionError:\n            return 0\n"
        "    return [*map(share, hits, true)], [*map(share, hits, said)]",
    ],
    "check_2": [
        "answer = [6, 12]",
        "answer = (12, 6)",
        "answer = {6, 12}",
        "answer = range(6, 13, 6)",
        "answer = torch.tensor([6, 12])",
        "import numpy as np\nanswer = np.array([[6.0, 12.0]])",
        "answer = (n for n in range(1, 13) if n % 6 == 0)",
        "answer = map(int, ('6', '12'))",
        "answer = [6, 12, 12]",
        "answer = (torch.tensor(([0] * 5 + [1]) * 2).nonzero() + 1)",
    ],
    "check_3": [
        LOOP + "    return right / total",
        LOOP + "    return float(right) / total",
        LOOP + "    return (right / total).numpy()",
        LOOP.replace("eval()", "train(False)") + "    return (right / total).item()",
        # all at once
        "def answer(model, batches):\n    model.eval()\n"
        "    images, labels = (torch.cat(x) for x in zip(*batches))\n"
        "    return (model(images).argmax(1) == labels).float().mean()",
        # a weighted mean, and the mode is put back
        "def answer(model, batches):\n    was = model.training\n    model.eval()\n"
        "    shares, sizes = [], []\n    for images, labels in batches:\n"
        "        found = model(images).argmax(dim=1) == labels\n"
        "        shares.append(found.double().mean())\n"
        "        sizes.append(len(labels))\n"
        "    model.train(was)\n    sizes = torch.tensor(sizes).double()\n"
        "    return torch.stack(shares) @ sizes / sizes.sum()",
        # without derivatives
        "@torch.no_grad()\n" + LOOP + "    return right / total",
        # the lesson's own
        "def answer(model, batches):\n"
        "    return evaluate(model, batches, criterion).accuracy",
        # every picture alone
        "def answer(model, batches):\n    model.eval()\n    right = [\n"
        "        int(model(x[None]).argmax()) == int(y)\n"
        "        for images, labels in batches for x, y in zip(images, labels)\n    ]\n"
        "    return sum(right) / len(right)",
        # a copy is asked
        "import copy\n" + begin("model = copy.deepcopy(model).eval()"),
        # every part is told
        begin("[setattr(m, 'training', False) for m in model.modules()]"),
        # a mean that runs along
        LOOP.replace(
            "right += found.sum()",
            "right += (found.double().mean() - right)"
            " * len(labels) / (total + len(labels))",
        )
        + "    return right",
        # the wrong ones are counted
        LOOP.replace("found.sum()", "(~found).sum()") + "    return 1 - right / total",
        # the diagonal of the matrix
        "def answer(model, batches):\n    model.eval()\n    m = sum(\n"
        "        confusion_matrix(y, model(x).argmax(1)) for x, y in batches)\n"
        "    return m.trace() / m.sum()",
        # scikit-learn
        "def answer(model, batches):\n    x, y = map(torch.cat, zip(*batches))\n"
        "    return metrics.accuracy_score(y, model.eval()(x).argmax(1))",
    ],
}
