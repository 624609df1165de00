"""Answers to the exercises of lesson 2, as code that sets `answer`."""

WRONG = {
    "check_1": [
        "def answer(first, second): return 0",
        "def answer(first, second): return int((first[:4] == second[:4]).all())",
        """\
def answer(first, second):  # the places must agree
    n = min(len(first), len(second))
    return int((first[:n] == second[:n]).flatten(1).all(dim=1).sum())""",
        """\
def answer(first, second):  # a copy twice in the second counts once
    sets = [{p.numpy().tobytes() for p in part} for part in (first, second)]
    return len(sets[0] & sets[1])""",
        """\
def answer(first, second):  # counts pairs
    return int((first[:, None] == second).flatten(2).all(dim=2).sum())""",
        """\
def answer(first, second):  # copies in the first that are in the second
    known = {p.numpy().tobytes() for p in second}
    return sum(p.numpy().tobytes() in known for p in first)""",
        """\
def answer(first, second):  # equal sums
    known = set(first.flatten(1).sum(1).tolist())
    return sum(s in known for s in second.flatten(1).sum(1).tolist())""",
        """\
def answer(first, second):  # nearly equal
    far = torch.cdist(first.flatten(1).float(), second.flatten(1).float())
    return int((far.amin(dim=0) < 2).sum())""",
        """\
def answer(first, second):  # what is not in both
    known = {p.numpy().tobytes() for p in first}
    return sum(p.numpy().tobytes() not in known for p in second)""",
        """\
def answer(first, second):  # a share
    known = {p.numpy().tobytes() for p in first}
    return sum(p.numpy().tobytes() in known for p in second) / len(second)""",
        """\
def answer(first, second):  # tensors are told apart by where they lie
    known = {p for p in first}
    return sum(p in known for p in second)""",
        """\
def answer(first, second):
    known = {digest(p.numpy().tobytes()) for p in first}
    return [digest(p.numpy().tobytes()) in known for p in second]""",
        """\
def answer(first, second):  # the pixels of a picture, in any order
    known = {tuple(p.flatten().sort().values.tolist()) for p in first}
    return sum(tuple(p.flatten().sort().values.tolist()) in known for p in second)""",
        "def answer(first, second): return sum(p in first for p in second)",
    ],
    "check_2": [
        "def answer(stored, labels, asked): return labels[: len(asked)]",
        """\
def answer(stored, labels, asked):  # uint8 runs over
    far = ((asked[:, None] - stored[None]) ** 2).flatten(2).sum(dim=2)
    return labels[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # places
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return far.argmin(dim=1)""",
        """\
def answer(stored, labels, asked):  # the furthest
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return labels[far.argmax(dim=1)]""",
        """\
def answer(stored, labels, asked):  # sums of absolute differences
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float(), p=1)
    return labels[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # the product in place of the distance
    near = asked.flatten(1).float() @ stored.flatten(1).float().T
    return labels[near.argmax(dim=1)]""",
        """\
def answer(stored, labels, asked):  # the nearest mean
    names = labels.unique()
    means = [stored[labels == c].float().mean(dim=0) for c in names]
    means = torch.stack(means).flatten(1)
    far = torch.cdist(asked.flatten(1).float(), means)
    return names[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # the wrong axis
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return labels[far.argmin(dim=0)]""",
        """\
def answer(stored, labels, asked):  # only the brightness
    far = asked.float().mean((1, 2))[:, None] - stored.float().mean((1, 2))
    return labels[far.abs().argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # differences cancel
    far = (asked[:, None].float() - stored.float()).flatten(2).sum(dim=2)
    return labels[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # one answer for all
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return labels[far.min(dim=0).values.argmin()]""",
        """\
def answer(stored, labels, asked):  # floats too late
    far = ((asked[:, None] - stored).float() ** 2).flatten(2).mean(dim=2)
    return labels[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):  # three have a vote
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return labels[far.topk(min(3, len(stored)), largest=False).indices].mode(1)[0]""",
    ],
    "check_3": [
        "def answer(pictures, labels, seed): return pictures, labels",
        "answer = shuffled",
        """\
def answer(pictures, labels, seed):  # labels alone
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(pictures), generator=generator)
    return pictures, labels[order]""",
        """\
def answer(pictures, labels, seed):  # no seed
    order = torch.randperm(len(pictures))
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # always the same
    order = torch.randperm(len(pictures), generator=torch.Generator().manual_seed(0))
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # some come twice
    generator = torch.Generator().manual_seed(seed)
    order = torch.randint(len(pictures), (len(pictures),), generator=generator)
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # sorted by class
    order = labels.argsort()
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # rolled, not mixed
    return pictures.roll(seed + 3, 0), labels.roll(seed + 3, 0)""",
        """\
def answer(pictures, labels, seed):  # the labels go back
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(pictures), generator=generator)
    return pictures[order], labels[order.argsort()]""",
        """\
def answer(pictures, labels, seed):  # one is lost
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(pictures), generator=generator)[1:]
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # only pictures
    generator = torch.Generator().manual_seed(seed)
    return pictures[torch.randperm(len(pictures), generator=generator)]""",
        """\
def answer(pictures, labels, seed):  # pixels are mixed
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(pictures), generator=generator)
    return pictures[order].flip(2), labels[order]""",
        """\
def answer(pictures, labels, seed):  # the second half stays
    generator = torch.Generator().manual_seed(seed)
    order = torch.arange(len(pictures))
    half = len(order) // 2
    order[:half] = torch.randperm(half, generator=generator)
    return pictures[order], labels[order]""",
        """\
def answer(pictures, labels, seed):  # only odd and even seeds differ
    generator = torch.Generator().manual_seed(seed % 2)
    order = torch.randperm(len(pictures), generator=generator)
    return pictures[order], labels[order]""",
    ],
}

RIGHT = {
    "check_1": [
        """\
def answer(first, second):
    equal = (first[:, None] == second[None]).flatten(2).all(dim=2)
    return equal.any(dim=0).sum()""",
        """\
def answer(first, second):
    return sum(any(torch.equal(a, b) for a in first) for b in second)""",
        """\
def answer(first, second):
    known = {tuple(p.flatten().tolist()) for p in first}
    return float(sum(tuple(p.flatten().tolist()) in known for p in second))""",
        """\
import numpy as np
def answer(first, second):
    a, b = first.numpy(), second.numpy()
    return np.sum([(a == picture).all(axis=(1, 2)).any() for picture in b])""",
        """\
def answer(first, second):
    known = [digest(p.numpy().tobytes()) for p in first]
    return len([1 for p in second if digest(p.numpy().tobytes()) in known])""",
        """\
def answer(first, second):
    count = torch.tensor(0)
    for picture in second.long():
        far = (first.long() - picture).abs().sum(dim=(1, 2))
        count += (far == 0).any()
    return count""",
        """\
import numpy as np
def answer(first, second):  # an array of one number
    return np.array([sum(p in first.tolist() for p in second.tolist())])""",
    ],
    "check_2": [
        """\
def answer(stored, labels, asked):
    far = ((asked[:, None].float() - stored.float()) ** 2).mean(dim=(2, 3)).sqrt()
    return labels[far.argmin(dim=1)]""",
        """\
def answer(stored, labels, asked):
    named = []
    for picture in asked.int():
        far = ((stored.int() - picture) ** 2).sum(dim=(1, 2))
        named.append(labels[far.argmin()])
    return named""",
        """\
import numpy as np
def answer(stored, labels, asked):
    a, b = asked.numpy().astype(float), stored.numpy().astype(float)
    far = np.sqrt(((a[:, None] - b) ** 2).mean(axis=(2, 3)))
    return np.asarray(labels)[far.argmin(axis=1)]""",
        """\
from sklearn.neighbors import KNeighborsClassifier
def answer(stored, labels, asked):
    machine = KNeighborsClassifier(n_neighbors=1)
    machine.fit(stored.flatten(1).numpy(), labels.numpy())
    return machine.predict(asked.flatten(1).numpy())""",
        """\
def answer(stored, labels, asked):
    def far(a, b):
        return (((a / 255 - b / 255) ** 2).mean() ** 0.5).item()
    return [labels[min(range(len(stored)), key=lambda i: far(stored[i], p))].item()
            for p in asked]""",
        """\
def answer(stored, labels, asked):
    x, y = asked.flatten(1).double(), stored.flatten(1).double()
    far = (x ** 2).sum(1, keepdim=True) - 2 * x @ y.T + (y ** 2).sum(1)
    return torch.stack([labels[i] for i in far.argmin(1)]).float()""",
        """\
def answer(stored, labels, asked):
    far = torch.cdist(asked.flatten(1).float(), stored.flatten(1).float())
    return map(int, labels[far.argmin(1)])""",
    ],
    "check_3": [
        """\
def answer(pictures, labels, seed):
    order = []
    for part in (pictures, labels):
        generator = torch.Generator().manual_seed(seed)
        order.append(part[torch.randperm(len(part), generator=generator)])
    return order""",
        """\
def answer(pictures, labels, seed):
    torch.manual_seed(seed)
    order = torch.randperm(len(labels))
    return pictures[order], labels[order]""",
        """\
import numpy as np
def answer(pictures, labels, seed):
    order = np.random.default_rng(seed).permutation(len(labels))
    return pictures[order], labels[order]""",
        """\
import random
def answer(pictures, labels, seed):
    pairs = list(zip(pictures, labels, strict=True))
    random.Random(seed).shuffle(pairs)
    return torch.stack([a for a, _ in pairs]), torch.stack([b for _, b in pairs])""",
        """\
def answer(pictures, labels, seed):
    generator = torch.Generator().manual_seed(seed)
    order = torch.rand(len(labels), generator=generator).argsort()
    return pictures[order].numpy(), labels[order].tolist()""",
        """\
import numpy as np
def answer(pictures, labels, seed):
    np.random.seed(seed)
    order = torch.from_numpy(np.random.permutation(len(pictures)))
    return pictures.index_select(0, order), labels.index_select(0, order)""",
        """\
def answer(pictures, labels, seed):  # lists
    order = sorted(range(len(labels)), key=lambda i: digest(f"{seed} {i}".encode()))
    return [pictures[i] for i in order], [labels[i] for i in order]""",
    ],
}
