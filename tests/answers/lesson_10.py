"""Answers to the exercises of lesson 10, as code that sets `answer`."""

DATA_SET = """\
import os
import numpy as np
from pathlib import Path
from PIL import Image
from torch.utils.data import Dataset
class answer(Dataset):
    def __init__(self, folder, size):
        folder = Path(folder)
        self.size = size
        self.classes = {classes}
        self.files = [
            (file, label) for label, name in enumerate(self.classes)
            for file in (folder / name).iterdir() if file.suffix in {endings}
        ]

    def __len__(self):
        return {length}

    def __getitem__(self, place):
        file, label = self.files[place]
        picture = Image.open(file).convert("{mode}").resize(({size}))
        {do}
        return {item}
"""
RIGHT_PARTS = {
    "classes": "sorted(f.name for f in folder.iterdir() if f.is_dir())",
    "endings": "('.jpg', '.png')", "length": "len(self.files)", "mode": "RGB",
    "size": "self.size, self.size", "do": "picture = ToTensor()(picture)",
    "item": "picture, label",
}  # fmt: skip


def data_set(**parts):
    """Return the code of a data set that differs in some parts from a right one."""
    code = DATA_SET
    for name, part in (RIGHT_PARTS | parts).items():
        code = code.replace("{" + name + "}", part)
    return code


ASK = """\
def answer(photograph, model):
    image = {image}
    {mode}
    with torch.inference_mode():
        scores = model(image.view(1, 1, 28, 28))
    return {names}[scores.argmax()]
"""
ASK_PARTS = {
    "image": "1 - torch.as_tensor(photograph).float() / 255", "mode": "model.eval()",
    "names": "CLASS_NAMES",
}  # fmt: skip


def ask(**parts):
    """Return the code of a prediction that differs in some parts from a right one."""
    code = ASK
    for name, part in (ASK_PARTS | parts).items():
        code = code.replace("{" + name + "}", part)
    return code


WRONG = {
    "check_1": [
        "class answer(Dataset):\n    def __init__(self, folder, size): ...",
        data_set(classes="['apple', 'kiwi', 'plum', 'melon']"),
        data_set(classes="sorted((f.name for f in folder.iterdir()), reverse=True)"),
        data_set(classes="sorted(f.name for f in folder.iterdir())[1:]"),
        data_set(endings="('.jpg',)"),
        data_set(endings="('.jpg', '.png', '.txt')"),
        data_set(length="len(self.classes)"),
        data_set(length="len(self.files) - 1"),
        data_set(mode="L"),
        data_set().replace('.convert("RGB")', ""),
        data_set(do="picture = ToTensor()(picture)[[1, 2, 0]]"),
        data_set(size="self.size, self.size), box=(0, 0, self.size, self.size"),
        data_set(item="picture, label / 1"),
        data_set(do="picture = 2 * ToTensor()(picture) - 1"),
        data_set(size="28, 28"),
        data_set(do="picture = torch.tensor(np.array(picture)).permute(2, 0, 1)"),
        data_set(do="picture = torch.tensor(np.array(picture)) / 255"),
        data_set(
            do="picture = (torch.tensor(np.array(picture)) / 255).permute(2, 1, 0)"
        ),
        data_set(do="picture = ToTensor()(picture).flip(0)"),
        data_set(do="picture = ToTensor()(picture) / 255"),
        data_set(do="picture = 1 - ToTensor()(picture)"),
        data_set(do=""),
        data_set(item="picture"),
        data_set(item="label, picture"),
        data_set(item="picture, self.classes[label]"),
        data_set(item="picture, label + 1"),
        data_set(item="picture, 0"),
        data_set(item="picture, place % len(self.classes)"),
        data_set(item="ToTensor()(Image.open(file)), label"),
    ],
    "check_2": [
        ask(
            image="torch.as_tensor(photograph).float()",
            mode="pass",
            names="sorted(CLASS_NAMES)",
        ),
        ask(mode="pass"),
        ask(mode="model.eval"),
        ask(image="(1 - torch.as_tensor(photograph) // 255).float()"),
        ask(names="[CLASS_NAMES]"),
        ask(mode="model.train()"),
        ask(names="sorted(CLASS_NAMES)"),
        ask(names="CLASS_NAMES[::-1]"),
        ask(image="torch.as_tensor(photograph).float() / 255"),
        ask(image="255 - torch.as_tensor(photograph).float()"),
        ask(image="1 - torch.as_tensor(photograph).float()"),
        ask(image="(1 - torch.as_tensor(photograph).float() / 255).T.contiguous()"),
        ask(image="(1 - torch.as_tensor(photograph).float() / 255) / 255"),
        "def answer(photograph, model): return 'T-shirt/top'",
        "def answer(photograph, model): return 0",
        """\
def answer(photograph, model):
    model.eval()
    image = 1 - torch.as_tensor(photograph).float() / 255
    return model(image.view(1, 1, 28, 28)).argmax().item()""",
        """\
def answer(photograph, model):
    image = 1 - torch.as_tensor(photograph).float() / 255
    name = CLASS_NAMES[model(image.view(1, 1, 28, 28)).argmax()]
    model.eval()
    return name""",
    ],
    "check_3": [
        # right once, and the next call gets other probabilities, or other names
        """\
def answer(p, names, least):
    p[p < least] = 0
    return [names[r.argmax()] if r.sum() > 0 else 'no' for r in p]""",
        """\
def answer(p, names, least):
    names.append('no')
    return [names[i if v >= least else -1] for v, i in zip(*p.max(1))]""",
        "def answer(p, names, least): return [names[i] for i in p.argmax(1)]",
        "def answer(p, names, least): return p.argmax(1)",
        "def answer(p, names, least): return names[p[0].argmax()]",
        """\
def answer(p, names, least):
    return [names[i] if v < least else 'no' for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    return [names[i] if v >= 0.8 else 'no' for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    return [names[i] if v > least else 'no' for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    return [names[i] if v >= least else 'no' for v, i in zip(*p.softmax(1).max(1))]""",
        """\
def answer(p, names, least):
    return [next((n for n, v in zip(names, r) if v >= least), 'no') for r in p]""",
        """\
def answer(p, names, least):
    return [names[i] if v >= least else 'no' for v, i in zip(*p[:, :10].max(1))]""",
        """\
def answer(p, names, least):
    top = p.topk(2).values
    sure = (top[:, 0] - top[:, 1]) >= least
    return [names[i] if s else 'no' for s, i in zip(sure, p.argmax(1))]""",
        "def answer(p, names, least): return (names[i] for i in p.argmax(1))",
        """\
def answer(p, names, least):
    return [names[i] if v >= least else None for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    return [names[i] for v, i in zip(*p.max(1)) if v >= least]""",
        """\
def answer(p, names, least):
    return [CLASS_NAMES[i] if v >= least else 'no' for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    return [names[i % len(names)] if v >= least else 'no' for v, i in zip(*p.max(0))]
""",
        """\
def answer(p, names, least):
    return [n if (p >= least).any() else 'no' for n in names]""",
        """\
def answer(p, names, least):
    return [names[i] if v >= least else 'no' for v, i in zip(*p.min(1))]""",
    ],
}

RIGHT = {
    "check_1": [
        data_set(),
        data_set(endings="{'.png', '.jpg'}", length="sum(1 for _ in self.files)"),
        data_set(do="picture = torch.tensor(np.array(picture)).permute(2, 0, 1) / 255"),
        data_set(item="(picture, np.int64(label))"),
        data_set(item="(picture, torch.tensor(label))"),
        data_set(item="[picture, label]"),
        data_set(classes="tuple(sorted(os.listdir(folder)))"),
        """\
from torchvision.datasets import ImageFolder
from torchvision.transforms import Compose, Resize
class answer(ImageFolder):
    def __init__(self, folder, size):
        change = Compose([Resize((size, size)), ToTensor()])
        super().__init__(folder, change, is_valid_file=self.is_picture)
    def is_picture(self, file): return file.endswith(('.jpg', '.png'))""",
        data_set(size="self.size, self.size), Image.Resampling.NEAREST").replace(
            "NEAREST)", "NEAREST"
        ),
        """\
from pathlib import Path
from torchvision.transforms import Compose, Resize
class answer:
    def __init__(self, folder, size):
        self.change = Compose([Resize((size, size)), ToTensor()])
        self.items = sorted(
            (f.parent.name, str(f)) for f in Path(folder).rglob('*')
            if f.name.endswith(('jpg', 'png')))
        self.classes = sorted({name for name, _ in self.items})
    def __len__(self): return len(self.items)
    def __getitem__(self, i):
        name, file = self.items[i]
        picture = self.change(Image.open(file).convert('RGB'))
        return picture, self.classes.index(name)""",
    ],
    "check_2": [
        ask(),
        """\
import copy
def answer(photograph, model):
    own = copy.deepcopy(model).eval()
    scores = own(1 - torch.as_tensor(photograph)[None, None] / 255)
    return dict(enumerate(CLASS_NAMES))[scores.argmax().item()]""",
        ask(image="(255 - torch.as_tensor(photograph).float()) / 255"),
        ask(image="torch.tensor((255 - photograph) / 255).float()"),
        ask(image="torch.tensor(255 - photograph) / 255"),
        ask(mode="model.train(False)"),
        ask(image="ToTensor()(255 - photograph)"),
        """\
def answer(photograph, model):
    return predict_image(255 - photograph, model, ax=new_axes())""",
        """\
def answer(photograph, model):
    return CLASS_NAMES[predict(model, 255 - photograph).argmax()]""",
        """\
def answer(photograph, model):
    model.eval()
    image = 1 - torch.from_numpy(photograph).div(255)
    where = next(model.parameters()).device
    scores = model(image[None, None].to(where))
    model.train()
    return CLASS_NAMES[scores.softmax(1).argmax().item()]""",
        """\
def answer(photograph, model):
    return CLASS_NAMES[predict(model, prepare_image(photograph)).argmax()]""",
    ],
    "check_3": [
        """\
def answer(p, names, least):
    return [names[i] if v >= least else 'no' for v, i in zip(*p.max(1))]""",
        """\
def answer(p, names, least):
    found = [names[i] for i in p.argmax(-1)]
    for place, sure in enumerate(p.amax(-1)):
        if sure < least:
            found[place] = 'no'
    return found""",
        """\
def answer(p, names, least):
    found = []
    for row in p.tolist():
        best = max(row)
        found.append('no' if best < least else names[row.index(best)])
    return found""",
        """\
def answer(p, names, least):
    p = p.numpy()
    return tuple(names[r.argmax()] if r.max() >= least else 'no' for r in p)""",
        """\
import numpy as np
def answer(p, names, least):
    p = p.numpy()
    return np.where(p.max(1) < least, 'no', np.array(names)[p.argmax(1)])""",
        """\
def answer(p, names, least):
    labels = torch.where(p.amax(1) < least, len(names), p.argmax(1))
    return [(names + ['no'])[n] for n in labels]""",
        """\
def answer(p, names, least):
    return list(map(lambda r: 'no' if not (r >= least).any() else names[r.argmax()], p))
""",
    ],
}
