"""Plausible wrong answers to the exercises of lessons 1 to 5, as code."""

WRONG_ANSWERS = {
    "01_import_the_libraries": {
        "check_1": [
            "answer = (64, 3, 32, 20)",
            "answer = (64, 20, 32, 3)",
            "answer = (3, 64, 20, 32)",
            "answer = (64, 20, 32)",
        ],
        "check_2": [
            "def answer(images, pixels): return images.roll(pixels, dims=-1)",
            "def answer(images, pixels): return images.roll(pixels, dims=-2)",
            "def answer(images, pixels): return images",
            "def answer(images, pixels): return F.pad(images, (pixels, 0))",
            """\
def answer(images, pixels):
    images[..., pixels:] = images[..., :28 - pixels].clone()
    images[..., :pixels] = 0
    return images""",
            """\
def answer(images, pixels):
    moved = torch.zeros_like(images)
    moved[..., :28 - pixels] = images[..., pixels:]
    return moved""",
            "def answer(images, pixels): return images[no_such_name]",
        ],
        "check_3": [
            "answer = 784 * 14 + 14 * 10",
            "answer = 784 * 14 + 10",
            "answer = '11140'",
        ],
    },
    "02_download_the_data": {
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
    },
    "03_split": {
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
    },
    "04_load_and_look": {
        "check_1": [
            "def answer(n, batch_size, drop_last): return n // batch_size",
            """\
def answer(n, batch_size, drop_last): return n // batch_size + (not drop_last)""",
            "def answer(n, batch_size, drop_last): return n / batch_size",
            "def answer(n, batch_size, drop_last): return -(-n // batch_size)",
        ],
        "check_2": [
            "def answer(loader): return next(iter(loader))[0][:10]",
            """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found.setdefault(label, image)
    return torch.stack([found[c] for c in range(10)])""",
            """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found[label] = image
        if len(found) == 10:
            break
    return torch.stack([found[c] for c in range(10)])""",
            """\
def answer(loader):
    found = {}
    for images, labels in loader:
        for image, label in zip(images, labels.tolist()):
            found.setdefault(label, image)
        if len(found) == 10:
            break
    return torch.stack(list(found.values()))""",
        ],
        "check_3": [
            """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(2), labels""",
            """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(0), labels""",
            """\
def answer(loader):
    for images, labels in loader:
        yield images.flip(3), labels.flip(0)""",
            """\
def answer(loader): return [(images.flip(3), labels) for images, labels in loader]""",
            "def answer(loader): return loader",
        ],
    },
    "05_architecture": {
        "check_1": [
            "answer = [30, 15, 11, 5]",
            "answer = [32, 31, 27, 26]",
            "answer = [32, 16, 16, 8]",
            "answer = [32, 16, 12]",
            "answer = [32, 16, 12, 11]",
        ],
        "check_2": [
            "answer = np.array([[-1, -1, -1], [0, 0, 0], [1, 1, 1]])",
            "answer = np.array([[1, 0, -1], [1, 0, -1], [1, 0, -1]])",
            "answer = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0]])",
            "answer = np.zeros((3, 3))",
            "answer = np.array([[1, 1], [-1, -1]])",
            "answer = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])",
        ],
        "check_3": [
            "answer = (6, 660)",
            "answer = (3, 660)",
            "answer = (5, 648)",
            "answer = (5, 330)",
            "answer = (5, 906)",
            "answer = 5",
        ],
    },
}
