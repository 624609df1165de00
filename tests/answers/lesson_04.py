"""Answers to the exercises of lesson 4, as code that sets `answer`."""

from tests.answers import shuffled

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


# Pictures taken from a whole loader.
WHOLE = """\
def answer(loader, k):
    images = torch.cat([images for images, _ in loader])
    return {}"""
KEPT = """\
def answer(loader, k):
    kept = None
    for images, _ in loader:
        {}
        kept = images if kept is None else torch.cat([kept, images])
        kept = kept[kept.mean(dim=(1, 2, 3)).argsort()[:{}]]
    return kept[:k]"""


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
    "check_2": shuffled.WRONG,
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
        # a short batch passed over, twenty kept as in the lesson, other numbers
        KEPT.format("""full = len(images) if kept is None else full
        if len(images) < full: continue""", "k"),
        KEPT.format("", 20),
        KEPT.format("images = images / 2", "k"),
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
    "check_2": shuffled.RIGHT,
    "check_3": [
        KEPT.format("", "k"),
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
