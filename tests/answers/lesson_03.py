"""Answers to the exercises of lesson 3, as code that sets `answer`."""

WRONG = {
    "check_1": [
        """\
parts = [split_dataset(train_set, seed=seed) for seed in (0, 1)]
answer = len(set(parts[0][1].indices) & set(parts[1][1].indices))""",
        """\
parts = [split_dataset(train_set, seed=seed) for seed in (0, 1)]
answer = len(set(parts[0][0].indices) & set(parts[1][0].indices))""",
        "answer = 12_000",
        "answer = 0.8",
    ],
    "check_2": [
        """\
def answer(targets, fraction, seed):
    order = torch.randperm(len(targets), generator=torch.Generator().manual_seed(seed))
    n = round(len(targets) * fraction)
    return order[n:], order[:n]""",
        """\
def answer(targets, fraction, seed):
    train, valid = [], []
    for c in targets.unique():
        members = (targets == c).nonzero()[:, 0]
        n = round(len(members) * fraction)
        valid.append(members[:n])
        train.append(members[n:])
    return torch.cat(train), torch.cat(valid)""",
        """\
def answer(targets, fraction, seed):
    train, valid = [], []
    for c in targets.unique():
        members = (targets == c).nonzero()[:, 0]
        members = members[torch.randperm(len(members))]
        n = round(len(members) * fraction)
        valid.append(members[:n])
        train.append(members[n:])
    return torch.cat(train), torch.cat(valid)""",
        """\
def answer(targets, fraction, seed):
    rows = torch.arange(len(targets))
    return rows, rows[: round(len(targets) * fraction)]""",
    ],
    "check_3": [
        """\
def answer(groups, fraction, seed):
    order = torch.randperm(len(groups), generator=torch.Generator().manual_seed(seed))
    n = round(len(groups) * fraction)
    return order[n:], order[:n]""",
        """\
def answer(groups, fraction, seed):
    names = groups.unique()
    chosen = names[: round(len(names) * fraction)]
    valid = torch.isin(groups, chosen)
    return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]""",
        """\
def answer(groups, fraction, seed):
    g = torch.Generator().manual_seed(seed)
    names = groups.unique()
    chosen = names[torch.randperm(len(names), generator=g)[:3]]
    valid = torch.isin(groups, chosen)
    return (~valid).nonzero()[:, 0], valid.nonzero()[:, 0]""",
        """\
def answer(groups, fraction, seed):
    valid = torch.isin(groups, groups.unique()[:10])
    return ~valid, valid""",
    ],
}

RIGHT = {}
