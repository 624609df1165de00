"""Answers to the exercises of lesson 3, as code that sets `answer`."""

# A split of groups, in which one line may be wrong.
GROUPS = """\
def answer(groups, fraction, seed):
    g = torch.Generator().manual_seed(seed)
    names = groups.unique()
    names = names[torch.randperm(len(names), generator=g)]
    chosen = names[: round(len(names) * fraction)]
    valid = torch.isin(groups, chosen)
    return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]"""
# A split of every class, likewise.
EVENLY = """\
def answer(targets, fraction, seed):
    g = torch.Generator().manual_seed(seed)
    train, valid = [], []
    for c in targets.unique():
        members = (targets == c).nonzero()[:, 0]
        members = members[torch.randperm(len(members), generator=g)]
        n = round(len(members) * fraction)
        valid.append(members[:n])
        train.append(members[n:])
    return torch.cat(train), torch.cat(valid)"""


def changed(code, old, new):
    assert code.count(old) == 1
    return code.replace(old, new)


WRONG = {
    "check_1": [
        "def answer(groups, train, valid): return 0",
        "def answer(groups, train, valid): return len(valid)",
        "def answer(groups, train, valid): return len(set(train) & set(valid))",
        """\
def answer(groups, train, valid):  # groups, not pictures
    return len(set(groups[train].tolist()) & set(groups[valid].tolist()))""",
        """\
def answer(groups, train, valid):  # the other side
    return torch.isin(groups[train], groups[valid]).sum()""",
        """\
def answer(groups, train, valid):  # pairs
    return (groups[train][:, None] == groups[valid]).sum()""",
        """\
def answer(groups, train, valid):  # a share
    return torch.isin(groups[valid], groups[train]).float().mean()""",
        """\
def answer(groups, train, valid):  # those that do not leak
    return (~torch.isin(groups[valid], groups[train])).sum()""",
        """\
def answer(groups, train, valid):  # siblings anywhere
    counts = groups.unique(return_inverse=True, return_counts=True)
    return (counts[2][counts[1][valid]] > 1).sum()""",
        """\
def answer(groups, train, valid):  # positions taken for groups
    return torch.isin(valid, groups[train]).sum()""",
        """\
def answer(groups, train, valid):  # a mask
    return torch.isin(groups[valid], groups[train])""",
        """\
def answer(groups, train, valid):  # place by place
    n = min(len(train), len(valid))
    return (groups[train[:n]] == groups[valid[:n]]).sum()""",
    ],
    "check_2": [
        """\
def answer(groups, fraction, seed):  # pictures, not groups
    order = torch.randperm(len(groups), generator=torch.Generator().manual_seed(seed))
    n = round(len(groups) * fraction)
    return order[n:], order[:n]""",
        changed(GROUPS, "names[torch.randperm(len(names), generator=g)]", "names"),
        changed(GROUPS, ", generator=g", ""),
        changed(GROUPS, "manual_seed(seed)", "manual_seed(0)"),
        changed(GROUPS, "round(len(names) * fraction)", "3"),
        changed(GROUPS, "(len(names) * fraction)", "(len(groups) * fraction)"),
        changed(GROUPS, "names[torch.randperm(len(names), generator=g)]",
                "names.roll(seed)"),
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return ~valid, valid"),
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return valid.nonzero()[:, 0], (~valid).nonzero()[:, 0]"),
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return names, chosen"),
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return (~valid).nonzero(), valid.nonzero()"),
        changed(GROUPS, "(~valid).nonzero()[:, 0], ", ""),
        changed(GROUPS, "round(", "int("),
        changed(GROUPS, "round(", "math.ceil(").replace("def", "import math\ndef", 1),
        changed(GROUPS, "torch.isin(groups, chosen)", "groups > names.median()"),
        """\
def answer(groups, fraction, seed):  # one picture of each chosen group
    g = torch.Generator().manual_seed(seed)
    names = groups.unique()
    names = names[torch.randperm(len(names), generator=g)]
    chosen = names[: round(len(names) * fraction)]
    valid = [(groups == name).nonzero()[0, 0].item() for name in chosen]
    return [i for i in range(len(groups)) if i not in valid], valid""",
    ],
    "check_3": [
        "answer = split_evenly",
        """\
def answer(targets, fraction, seed):
    order = torch.randperm(len(targets), generator=torch.Generator().manual_seed(seed))
    n = round(len(targets) * fraction)
    return order[n:], order[:n]""",
        changed(EVENLY, "[torch.randperm(len(members), generator=g)]", ""),
        changed(EVENLY, ", generator=g", ""),
        changed(EVENLY, "manual_seed(seed)", "manual_seed(0)"),
        changed(EVENLY, "members[n:]", "members"),
        changed(EVENLY, "round(", "int("),
        changed(EVENLY, "return torch.cat(train), torch.cat(valid)",
                "return train, valid"),
        changed(EVENLY, "members[n:]", "members[n + 1 :]"),
        changed(EVENLY, "round(len(members) * fraction)", "10"),
        changed(EVENLY, "valid.append(members[:n])", "valid.append(members[:n] + 0.0)"),
        changed(EVENLY, "return torch.cat(train), torch.cat(valid)",
                "return torch.cat(valid), torch.cat(train)"),
        changed(EVENLY, "return torch.cat(train), torch.cat(valid)",
                "return torch.cat(train).sort()[0], torch.cat(valid)[:-1]"),
        """\
def answer(targets, fraction, seed):
    rows = torch.arange(len(targets))
    return rows, rows[: round(len(targets) * fraction)]""",
    ],
}  # fmt: skip

RIGHT = {
    "check_1": [
        """\
def answer(groups, train, valid):
    known = set(groups[train].tolist())
    return sum(number in known for number in groups[valid].tolist())""",
        """\
import numpy as np
def answer(groups, train, valid):
    groups = groups.numpy()
    return np.isin(groups[valid.numpy()], groups[train.numpy()]).sum()""",
        """\
def answer(groups, train, valid):
    return (groups[train][:, None] == groups[valid]).any(dim=0).sum()""",
        """\
def answer(groups, train, valid):
    return float(sum(1 for i in valid if (groups[train] == groups[i]).any()))""",
        """\
def answer(groups, train, valid):
    return len(valid) - torch.isin(groups[valid], groups[train], invert=True).sum()""",
        """\
def answer(groups, train, valid):
    count = 0
    for i in valid.tolist():
        for j in train.tolist():
            if groups[i] == groups[j]:
                count += 1
                break
    return count""",
    ],
    "check_2": [
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return [torch.where(part)[0].tolist() for part in (~valid, valid)]"),
        changed(GROUPS, "return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]",
                "return [set(torch.where(p)[0].tolist()) for p in (~valid, valid)]"),
        """\
from sklearn.model_selection import GroupShuffleSplit
def answer(groups, fraction, seed):
    n = round(len(groups.unique()) * fraction)
    splitter = GroupShuffleSplit(1, test_size=n, random_state=seed)
    return next(splitter.split(groups, groups=groups))""",
        """\
import numpy as np
def answer(groups, fraction, seed):
    groups = groups.numpy()
    names = np.unique(groups)
    n = round(len(names) * fraction)
    chosen = np.random.default_rng(seed).choice(names, n, replace=False)
    inside = np.isin(groups, chosen)
    return np.flatnonzero(~inside), np.flatnonzero(inside)""",
        """\
import random
def answer(groups, fraction, seed):
    groups = groups.tolist()
    names = sorted(set(groups))
    chosen = random.Random(seed).sample(names, round(len(names) * fraction))
    return ([i for i, name in enumerate(groups) if name not in chosen],
            [i for i, name in enumerate(groups) if name in chosen])""",
        """\
def answer(groups, fraction, seed):
    torch.manual_seed(seed)
    names, place = groups.unique(return_inverse=True)
    rank = torch.randperm(len(names))
    inside = rank[place] < round(len(names) * fraction)
    return [torch.where(~inside)[0], torch.where(inside)[0]]""",
        """\
def answer(groups, fraction, seed):
    g = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(groups), generator=g)
    names = list(dict.fromkeys(groups[order].tolist()))
    chosen = names[len(names) - round(len(names) * fraction) :]
    train = [i for i in order.tolist() if groups[i].item() not in chosen]
    return torch.tensor(train), [i for i in order.tolist() if i not in train]""",
        changed(GROUPS, "names[: round(len(names) * fraction)]",
                "names.flip(0)[: round(len(names) * fraction)]"),
    ],
    "check_3": [
        EVENLY,
        changed(EVENLY, "members[:n])", "members[len(members) - n :])").replace(
            "members[n:]", "members[: len(members) - n]"),
        """\
import numpy as np
def answer(targets, fraction, seed):
    rng, targets = np.random.default_rng(seed), targets.numpy()
    train, valid = [], []
    for c in np.unique(targets):
        members = rng.permutation(np.flatnonzero(targets == c))
        n = round(len(members) * fraction)
        valid += members[:n].tolist()
        train += members[n:].tolist()
    return train, valid""",
        """\
def answer(targets, fraction, seed):
    g = torch.Generator().manual_seed(seed)
    order, valid = torch.randperm(len(targets), generator=g), []
    for c in range(10):
        members = order[targets[order] == c]
        valid.append(members[: round(len(members) * fraction)])
    valid = torch.cat(valid)
    rows = torch.arange(len(targets))
    return rows[~torch.isin(rows, valid)], valid""",
        """\
import random
def answer(targets, fraction, seed):
    rng, train, valid = random.Random(seed), [], []
    for c in sorted(set(targets.tolist())):
        members = [i for i, t in enumerate(targets.tolist()) if t == c]
        rng.shuffle(members)
        n = round(len(members) * fraction)
        valid, train = valid + members[:n], train + members[n:]
    return torch.tensor(train), torch.tensor(valid)""",
        changed(EVENLY, "return torch.cat(train), torch.cat(valid)",
                "return [torch.cat(train).sort().values.numpy(), torch.cat(valid)]"),
        """\
def answer(targets, fraction, seed):
    torch.manual_seed(seed)
    train, valid = [], []
    for c in targets.unique():
        members = (targets == c).nonzero()[:, 0]
        order = torch.randperm(len(members))
        n = round(len(members) * fraction)
        valid.append(members[order[:n]])
        train.append(members[order[n:]])
    return torch.cat(train), torch.cat(valid)""",
    ],
}  # fmt: skip
