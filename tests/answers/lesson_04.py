"""Answers to the exercises of lesson 4, as code that sets `answer`."""

KEEP = "self.images, self.labels, self.transform = images, labels, transform"
CHANGED = "(self.transform(image) if self.transform else image)"
IMAGE = "image = self.images[i].unsqueeze(0).float() / 255"


def data_set(*item, init=KEEP, length="len(self.images)"):
    """Write a class, from the lines of its `__init__` and `__getitem__`."""
    lines = ["class answer(Dataset):",
             "    def __init__(self, images, labels, transform=None):",
             *(f"        {line}" for line in init.splitlines()),
             "    def __len__(self):", f"        return {length}",
             "    def __getitem__(self, i):",
             *(f"        {line}" for line in item)]  # fmt: skip
    return "\n".join(lines)


# A pass in some order, and pictures taken from a whole loader.
ROWS = """\
def answer(images, labels, batch_size):
    order = {}
    for rows in order.split(batch_size):
        yield images[rows], labels[rows]"""
MIXED = "torch.randperm(len(images))"
WHOLE = """\
def answer(loader, k):
    images = torch.cat([images for images, _ in loader])
    return {}"""


# fmt: off
WRONG = {
    "check_1": [
        data_set(IMAGE, "return image, int(self.labels[i])"),
        data_set("return self.images[i], int(self.labels[i])", init="""\
images = images.unsqueeze(1).float() / 255
if transform is not None:
    images = torch.stack([transform(image) for image in images])
self.images, self.labels = images, labels"""),
        data_set("image = self.images[i].float() / 255",
                 f"return {CHANGED}, self.labels[i]"),
        data_set("image = self.images[i].unsqueeze(0).float()",
                 f"return {CHANGED}, self.labels[i]"),
        data_set(IMAGE, f"return {CHANGED}, self.labels[i]", length="28"),
        data_set(IMAGE, f"{CHANGED}", "return image, self.labels[i]"),
        data_set("image = self.images[i].T.unsqueeze(0).float() / 255",
                 f"return {CHANGED}, self.labels[i]"),
        data_set(IMAGE, f"return {CHANGED}, self.labels[0]"),
        data_set(IMAGE, f"return {CHANGED}"),
        data_set(IMAGE, f"return {CHANGED}, float(self.labels[i])"),
        data_set(IMAGE, f"return {CHANGED}, str(self.labels[i].item())"),
        data_set("if i not in self.seen:", f"    {IMAGE}",
                 f"    self.seen[i] = {CHANGED}",
                 "return self.seen[i], self.labels[i]",
                 init=f"{KEEP}\nself.seen = {{}}"),
        data_set("image = self.images[i].unsqueeze(0)",
                 "image = self.transform(image) if self.transform else image / 255",
                 "return image, self.labels[i]"),
        data_set(IMAGE, f"return self.labels[i], {CHANGED}"),
        data_set("image = (self.images[i].unsqueeze(0).float() - 128) / 128",
                 f"return {CHANGED}, self.labels[i]"),
        data_set("image = self.images[i].unsqueeze(0).double() / 255",
                 f"return {CHANGED}, self.labels[i]"),
    ],
    "check_2": [
        # The rest of the file, always the same, at the end of every pass.
        ROWS.format("torch.cat([torch.randperm(len(images) // batch_size * batch_size),"
                    " torch.arange(len(images) // batch_size * batch_size,"
                    " len(images))])"),
        ROWS.format("torch.cat([torch.randperm(len(images) - 1),"
                    " torch.tensor([len(images) - 1])])"),
        ROWS.format("torch.cat([torch.tensor([0]),"
                    " 1 + torch.randperm(len(images) - 1)])"),
        "def answer(images, labels, batch_size): return images, labels",
        ROWS.replace("labels[rows]", "labels[rows][:, None]").format(MIXED),
        ROWS.format(f"{MIXED}; labels += 1"),
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    images, labels = images[order], labels[order]
    for start in range(0, len(images) - batch_size + 1, batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
        """\
def answer(images, labels, batch_size):
    images, labels = (x[torch.randperm(len(x))] for x in (images, labels))
    for start in range(0, len(images), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
        ROWS.format("torch.arange(len(images))"),
        ROWS.format("torch.randperm(len(images), generator=torch.manual_seed(0))"),
        """\
def answer(images, labels, batch_size):
    for rows in torch.arange(len(images)).split(batch_size):
        rows = rows[torch.randperm(len(rows))]
        yield images[rows], labels[rows]""",
        ROWS.format("torch.randint(len(images), (len(images),))"),
        ROWS.format("torch.arange(len(images)).roll(int(torch.randint(1, 9, ())))"),
        ROWS.format("torch.randperm(len(images)); images[:], labels[:] = images[order],"
                    " labels[order]; order = torch.arange(len(images))"),
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    for start in range(0, len(images) + 1, batch_size):
        rows = order[start : start + batch_size]
        yield images[rows], labels[rows]""",
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    for start in range(0, len(images), batch_size):
        rows = order[start : start + batch_size + 1]
        yield images[rows], labels[rows]""",
        "def answer(images, labels, batch_size): return [(images, labels)]",
        """\
def answer(images, labels, batch_size):
    parts = torch.arange(len(images)).split(batch_size)
    whole = [p for p in parts if len(p) == batch_size]
    for i in torch.randperm(len(whole)).tolist():
        yield images[whole[i]], labels[whole[i]]
    if len(parts[-1]) < batch_size:
        yield images[parts[-1]], labels[parts[-1]]""",
        ROWS.replace("split(", "tensor_split(-(-len(images) // ").replace(
            "size):\n        y", "size)):\n        y").format(MIXED),
        "import itertools\n"
        "def answer(x, y, n): return itertools.cycle([(x[:n], y[:n])])",
    ],
    "check_3": [
        "def answer(loader, k): return next(iter(loader))[0][:k]",
        """\
def answer(loader, k):
    images = next(iter(loader))[0]
    return images[images.mean(dim=(1, 2, 3)).argsort()[:k]]""",
        WHOLE.format("images[(images.sum((1, 2, 3))"
                     " / (images > 0).sum((1, 2, 3))).argsort()[:k]]"),
        # right, but it keeps the whole folder
        WHOLE.format("images[images.mean(dim=(1, 2, 3)).argsort()[:k]]"),
        WHOLE.format("torch.stack([image for _, image in sorted("
                     "{x.mean().item(): x for x in images}.items())[:k]])"),
        WHOLE.format("images[images.mean(dim=(1, 2, 3)).argsort(descending=True)[:k]]"),
        """\
def answer(loader, k):
    images = torch.cat([images for images, _ in loader])
    order = images.mean(dim=(1, 2, 3)).argsort()[:k]
    return images[order.sort().values]""",
        WHOLE.format("images[images.amax(dim=(1, 2, 3)).argsort()[:k]]"),
        """\
def answer(loader, k):
    kept = []
    for images, _ in loader:
        kept.append(images[images.mean(dim=(1, 2, 3)).argmin()])
    return torch.stack(kept)[:k]""",
        """\
def answer(loader, k):
    kept = None
    for images, _ in loader:
        images = images[images.mean(dim=(1, 2, 3)).argsort()[:k]]
        kept = images if kept is None else torch.cat([kept, images])[:k]
    return kept""",
        WHOLE.format("images.mean(dim=(1, 2, 3)).argsort()[:k]"),
        WHOLE.format("images[images.mean(dim=(1, 2, 3)).argsort()[:k], 0]"),
        WHOLE.format("images[images.amin(dim=(1, 2, 3)).argsort()[:k]]"),
        """\
def answer(loader, k):
    kept = []
    for images, _ in loader:
        if len(images) < 4: break
        kept.extend(images)
    kept.sort(key=lambda image: image.mean())
    return torch.stack(kept[:k])""",
    ],
}

RIGHT = {
    "check_1": [
        data_set("image = self.images[i].clone()", f"return {CHANGED}, self.labels[i]",
                 init="""\
self.images = images[:, None].float() / 255
self.labels, self.transform = labels.tolist(), transform""",
                 length="len(self.labels)"),
        data_set("image = self.images[i : i + 1] / 255", "if self.transform:",
                 "    image = self.transform(image)", "return [image, self.labels[i]]",
                 length="self.images.shape[0]"),
        "import numpy as np\n"
        + data_set("image = torch.from_numpy(self.images[i].astype(np.float32) / 255)",
                   "image = image.view(1, *image.shape)",
                   "return self.transform(image), self.labels[i]", init="""\
self.images, self.labels = images.numpy(), labels.numpy()
self.transform = transform or (lambda image: image)""", length="self.labels.size"),
        data_set("image, label = (part[i] for part in self.parts)",
                 "image = ToTensor()(image.numpy())", f"return {CHANGED}, label",
                 init="self.parts, self.transform = (images, labels), transform",
                 length="len(self.parts[1])"),
        "from PIL import Image\n"
        + data_set("image = ToTensor()(Image.fromarray(self.images[i].numpy()))",
                   f"return {CHANGED}, self.labels[i].view(())"),
        data_set("image, label = self.pairs[i]",
                 "image = image.unsqueeze(0).to(torch.float32).mul(1 / 255)",
                 f"return {CHANGED}, int(label)",
                 init="self.transform = transform\nself.pairs = [*zip(images, labels)]",
                 length="len(self.pairs)").replace("(Dataset)", ""),
    ],
    "check_2": [
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    images, labels = images[order], labels[order]
    for start in range(0, len(images), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows], labels[rows]""",
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images)).tolist()
    while order:
        rows, order = order[:batch_size], order[batch_size:]
        yield images[rows], labels[rows]""",
        """\
def answer(images, labels, batch_size):
    order = torch.randperm(len(images))
    return list(zip(images[order].split(batch_size), labels[order].split(batch_size)))
""",
        """\
import numpy as np
def answer(images, labels, batch_size):
    order = np.random.permutation(len(images))
    for start in range(0, len(order), batch_size):
        rows = torch.from_numpy(order[start : start + batch_size])
        yield [images[rows], labels[rows]]""",
        """\
from torch.utils.data import TensorDataset
def answer(images, labels, batch_size):
    return DataLoader(TensorDataset(images, labels), batch_size, shuffle=True)""",
        """\
import random
def answer(images, labels, batch_size):
    order = list(range(len(images)))
    random.shuffle(order)
    for start in range(0, len(order), batch_size):
        rows = order[start : start + batch_size]
        yield torch.stack([images[i] for i in rows]), labels[rows]""",
        """\
def answer(images, labels, batch_size):
    order = torch.rand(len(images)).argsort()
    yield from zip(images[order].split(batch_size), labels[order].split(batch_size))
""",
    ],
    "check_3": [
        """\
def answer(loader, k):
    kept = torch.tensor([])
    for images, _ in loader:
        kept = torch.cat([kept, images])
        kept = kept[kept.mean(dim=(1, 2, 3)).topk(min(k, len(kept)), largest=False)[1]]
    return kept""",
        """\
def answer(loader, k):
    kept = []
    for images, _ in loader:
        kept = sorted([*kept, *images], key=lambda image: image.mean().item())[:k]
    return torch.stack(kept)""",
        """\
import heapq
def answer(loader, k):
    heap, count = [], 0
    for images, _ in loader:
        for image in images:
            heapq.heappush(heap, (-image.mean().item(), count, image))
            count += 1
            if len(heap) > k:
                heapq.heappop(heap)
    return torch.stack([image for _, _, image in sorted(heap, reverse=True)])""",
        """\
def answer(loader, k):
    every = (image for images, _ in loader for image in images)
    kept = []
    for image in every:
        kept.append(image)
        kept.sort(key=lambda image: float(image.sum()))
        del kept[k:]
    return torch.stack(kept)""",
        """\
import numpy as np
def answer(loader, k):
    kept = None
    for images, _ in loader:
        new = images.numpy()
        kept = new if kept is None else np.concatenate([kept, new])
        kept = kept[np.argsort(kept.mean(axis=(1, 2, 3)))[:k]]
    return torch.from_numpy(kept)""",
        """\
def answer(loader, k):
    kept, means = torch.tensor([]), torch.tensor([])
    for images, _ in loader:
        kept = torch.cat([kept, images])
        means = torch.cat([means, images.flatten(1).mean(1)])
        order = means.argsort()[:k]
        kept, means = kept[order], means[order]
    return kept""",
    ],
}
