# ---
# jupyter:
#   accelerator: GPU
#   colab:
#     gpuType: T4
#     provenance: []
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["slide"]
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/04_load_and_look.ipynb)
#
# # 4 · What do you find when you look?
#
# Step 4 of ten: [lesson 3](03_split.ipynb) left two lists of positions. Here they
# become batches of twenty pictures, well mixed. Then you look for what should not be
# there.
#
# You will
# - draw batches from a `DataLoader`, and see what happens if nobody shuffles,
# - see why a picture loop shows nothing,
# - find dark pictures and near copies among 48,000, and doubtful labels among 5,000.
#
# *75 minutes with the exercises. All cells run in 12 s on two CPU cores.*

# %% [markdown]
# The set-up cell, the same in every lesson. If a later cell says
# `No module named 'helpers'`, run this one first. If all is well, it prints nothing:

# %%
import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # our networks are too small for more
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # a thread that waits is still
REPO, REVISION = "cnn-step-by-step/cnn-step-by-step", "v1.0.0"

folders = [Path.cwd(), *Path.cwd().parents, Path.cwd() / "cnn-step-by-step"]
home = next((f for f in folders if (f / "helpers" / "training.py").is_file()), None)
if home is None and ("google.colab" in sys.modules or Path("/kaggle").is_dir()):
    home = folders[-1]
    if home.exists():
        raise SystemExit(f"{home} is half a clone: delete it, then run this again.")
    clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={REVISION}"]
    clone += [f"https://github.com/{REPO}", str(home)]
    git = subprocess.run(clone, capture_output=True, text=True)
    if git.returncode:
        raise SystemExit(f"Switch the internet on, then run this again. {git.stderr}")
if home is None:
    raise SystemExit(f"Open this notebook from its own folder, not {Path.cwd()}.")
sys.path.insert(0, str(home))
import helpers

if str(home / "helpers") not in getattr(helpers, "__path__", []):
    raise SystemExit("Another helpers is loaded. Restart the kernel, then run again.")
from helpers.runtime import check_runtime

check_runtime()

# %% [markdown]
# > **The article's step 4.** [A Hands-on Guide to Build Your First Convolutional Neural
# > Network
# > Model](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > (Adwait Dathan R, 2021) gives both parts of the training set to a `DataLoader`, with
# > batches of 20 and `shuffle=True`, and then goes through a batch to show its
# > pictures. We keep the twenty.
#
# The data and the split are those of lesson 3. We search the training pictures only:

# %%
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.loaders import split_dataset
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
train_part, valid_part = split_dataset(train_set)
images = train_set.data[train_part.indices]  # (48000, 28, 28) uint8
labels = train_set.targets[train_part.indices]

# %% [markdown]
# We measure how far each picture is from the mean picture of its own class. Here are
# the forty that are farthest. What are they?

# %% tags=["slide"] alt="A sheet of forty bright, unusual clothes: shorts that fill the frame, tops without sleeves, open boots with heels, a flat bag. They carry no names."
import torch
from helpers.models import NUM_CLASSES
from helpers.plots import show_images

pictures = images.float().div(255)
means = torch.stack([pictures[labels == c].mean(dim=0) for c in range(NUM_CLASSES)])
own = means[labels]  # for each picture the mean of its class
distance = (pictures - own).square().mean(dim=(1, 2))
strange = distance.argsort(descending=True)[:40]
show_images(images[strange]);

# %% [markdown]
# **Predict.** How many of the forty are labelled *Trouser*? Point at them, then see the
# names that the data set gives:

# %% tags=["slide"] alt="The same forty pictures with their labels. Many are labelled Trouser, most of them short or broad; others T-shirt/top, Sandal, Shirt and Bag."
def names(rows):
    return [CLASS_NAMES[label] for label in labels[rows]]


show_images(images[strange], names(strange));

# %% [markdown]
# **Notice.** Fifteen of the forty. The mean trouser is a narrow pair of legs, so
# whatever is broad lies far from it. A network is to learn these names from these
# pictures. If you have not looked, you do not know what you ask of it.
#
# ## Twenty at a time
#
# One picture says little about how to change a network. All 48,000 say it well, but
# slowly. Twenty at a time is a compromise. `DataLoader` cuts the set into such
# **batches**. It asks the set for two things: its length, `len(data)`, and one item at
# a time, `data[i]`. What is in a batch, and how many are there?

# %% tags=["slide-90", "slide-code"]
from torch.utils.data import DataLoader

train_loader = DataLoader(train_part, batch_size=20, shuffle=True)
valid_loader = DataLoader(valid_part, batch_size=20)
batch, its_labels = next(iter(train_loader))
batch.shape, its_labels.shape, len(train_loader), len(valid_loader)

# %% [markdown]
# The shape is `(N, C, H, W)` with N = 20. `iter` begins a pass through the loader, and
# `next` takes its next batch. A pass over all training pictures is an **epoch**.
#
# `shuffle=True` means a new order in each epoch, so the same twenty do not meet again.
# Here are the first ten labels of two passes through the training loader, then of two
# through the other, which does not shuffle:

# %% tags=["nbval-ignore-output"]
def first_ten(loader):
    _, its_labels = next(iter(loader))  # a new pass, its first batch
    return its_labels[:10].tolist()


[first_ten(loader) for loader in [train_loader] * 2 + [valid_loader] * 2]

# %% [markdown]
# Does the order matter? We try it with 500 pictures of each class, in ten parts. They
# are sorted, so that each part is one class, or mixed:

# %%
by_class = [(labels == c).nonzero().flatten()[:500] for c in range(NUM_CLASSES)]
every = torch.cat(by_class)
order = torch.randperm(len(every), generator=torch.Generator().manual_seed(0))
mixed = every[order].tensor_split(NUM_CLASSES)
[len(part) for part in by_class], [len(part) for part in mixed]

# %% [markdown]
# The MLP of lesson 1 learns from one part after the other. After each part it names
# 1,000 validation pictures, and we count its answers:

# %%
from helpers.models import MLP
from helpers.training import train_one_epoch
from torch import nn
from torch.utils.data import Subset

asked = torch.stack([valid_part[i][0] for i in range(min(1000, len(valid_part)))])
truth = train_set.targets[valid_part.indices[: len(asked)]]


def answers_after(parts):
    torch.manual_seed(0)
    model, rows = MLP(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.04)
    for part in parts:
        part = Subset(train_part, part.tolist())
        loader = DataLoader(part, batch_size=20, shuffle=True)
        train_one_epoch(model, loader, optimizer, nn.CrossEntropyLoss(), "cpu")
        answers = model(asked).argmax(dim=1)
        rows.append(answers.bincount(minlength=NUM_CLASSES))
    return torch.stack(rows), (answers == truth).float().mean()


# %% [markdown]
# **Predict.** First it learns 500 T-shirts, then 500 trousers, up to 500 ankle boots.
# What does it answer after the trousers, and what at the end? And if they are mixed?

# %% tags=["nbval-ignore-output", "slide"] alt="Two grids of ten rows and ten columns, and a last row, the truth, which is even. Left, sorted by class: only the diagonal is dark, so after each part nearly all answers are the class of that part. Right, mixed: the answers spread over the classes in every row."
from helpers.style import new_axes

axes = new_axes(2, width=9, height=5)
parts_of = {"sorted by class": by_class, "mixed": mixed}
for ax, (name, parts) in zip(axes, parts_of.items(), strict=True):
    rows, right = answers_after(parts)
    rows = torch.stack([*rows, truth.bincount(minlength=NUM_CLASSES)])
    ax.imshow(rows.sqrt(), cmap="Blues", vmin=0, vmax=len(asked) ** 0.5)
    for y, x in (rows >= 50).nonzero().tolist():
        shade = "white" if rows[y, x] > 400 else "black"
        ax.text(x, y, rows[y, x].item(), ha="center", va="center", size=7, color=shade)
    ax.set_title(f"{name}: {100 * right:.0f}% right in the end")
    ax.set_xticks(range(NUM_CLASSES), CLASS_NAMES, rotation=60, ha="right")
    ax.set_yticks(range(NUM_CLASSES + 1), [*range(1, NUM_CLASSES + 1), "truth"])
    ax.set(xlabel="answer", ylabel="after part")

# %% [markdown]
# **Notice.** The numbers count answers, of 1,000. (Those below 50 are left out.) On the
# left the network believes whatever it saw last. While all pictures are trousers, every
# step makes that answer more likely, and no other picture speaks against it. After the
# trousers all the world is trousers, and at the end nearly everything is an ankle boot.
# Mixed, most answers are right. More epochs do not mend it: in another trial a CNN went
# ten times through sorted pictures, and named 10% in the end ([table of
# claims](../helpers/results/claims.md)).
#
# Twenty divides 48,000. If you cut the validation pictures into batches of 64, how many
# are in the last?

# %%
from helpers.table import Table

sizes = [len(labels) for _, labels in DataLoader(valid_part, batch_size=64)]
Table({"pictures": len(valid_part), "batches": len(sizes), "in the last": sizes[-1]})

# %% [markdown]
# Nothing is lost. But take the mean of a score over the batches, and these 32 pictures
# count as much as 64 others. So we average over pictures, not over batches.
#
# ## A loop that shows nothing
#
# The article now sets out to show its pictures. Here is its loop in our own words, with
# two counts. (`squeeze` takes the channel out of a picture.)
#
# **Predict.** A batch has twenty pictures. How many does the loop take, and how many
# figures does it show?

# %% tags=["slide", "slide-code"]
import matplotlib.pyplot as plt

taken = shown = 0
for batch, _ in train_loader:
    for picture in batch:
        squeezed = picture.squeeze()
        taken += 1
        shown += len(plt.get_fignums())  # the figures that wait to be shown
        plt.show()
        break
    break
Table({"pictures taken": taken, "figures shown": shown})

# %% [markdown]
# **Notice.** Each `break` leaves the loop that it stands in: after one picture, after
# one batch. And `plt.show()` shows what has been drawn, but nobody drew. Here each
# picture is drawn on an `ax`, Matplotlib's name for one panel of a figure:

# %% tags=["slide-90"] alt="Twenty pictures of the validation set in two rows, each with the name of its class above it."
batch, its_labels = next(iter(valid_loader))
axes = new_axes(10, 2, height=2.6)
for ax, picture, label in zip(axes, batch, its_labels, strict=True):
    ax.imshow(picture[0], cmap="gray", vmin=0, vmax=1)
    ax.set_title(CLASS_NAMES[label], fontsize=9)
    ax.axis("off")

# %% [markdown]
# `vmin=0, vmax=1` fixes the scale: black is 0, white is 1. Left to itself, `imshow`
# makes the brightest pixel of each picture white. What if a fault in your program had
# made all pictures dark?

# %% tags=["slide"] alt="Three times the same sandal. Left as it is; in the middle a dark copy that looks the same as the left one; right the dark copy on the fixed scale, hardly to be seen."
dark = 0.2 * batch[0, 0]
as_it_is, stretched, fixed = new_axes(3, height=3)
as_it_is.imshow(batch[0, 0], cmap="gray", vmin=0, vmax=1)
stretched.imshow(dark, cmap="gray")
fixed.imshow(dark, cmap="gray", vmin=0, vmax=1)
as_it_is.set_title("as it is")
stretched.set_title("dark, and stretched by imshow")
fixed.set_title("dark, on the scale 0 to 1")
for ax in (as_it_is, stretched, fixed):
    ax.axis("off")

# %% [markdown]
# **Notice.** The network gets the picture on the right. The one in the middle hides the
# fault from you. `show_images` from `helpers/plots.py` keeps the scale.
#
# ## Go and look
#
# Twenty pictures tell little of a set, and you will not look at all 48,000. So let the
# computer sort, and look at the ends. Which garments are the darkest?

# %% tags=["slide-90"] alt="The twenty darkest training pictures. Nearly all are sandals: a thin sole and a strap on a black ground."
darkest = images.float().mean(dim=(1, 2)).argsort()[:20]
show_images(images[darkest], names(darkest));

# %% [markdown]
# **Notice.** We asked for dark pictures and got *empty* ones: a sandal covers little of
# its frame. A number answers the question that you asked, not the one that you had in
# mind. To find dark cloth, we take the mean over the pixels above zero only. And we
# draw the root of each pixel, which makes dark grey brighter:

# %% tags=["slide-90"] alt="Twenty pictures of nearly black clothes in which a collar or an edge shines. The second of the second row is no garment alone: somebody seems to stand on a grey floor."
covered = (images > 0).sum(dim=(1, 2)).clamp(min=1)  # never divide by 0
darkest = (images.sum(dim=(1, 2)) / covered).argsort()[:20]
show_images((images[darkest] / 255).sqrt(), names(darkest));

# %% [markdown]
# **Notice.** Now the cloth itself is dark. And look at the second picture of the second
# row: that *Shirt* seems to be a whole person, standing on a floor.
#
# Next, copies. A copy counts double in training, and one that lies in training *and*
# validation is a leak. A `set` keeps one of each. How many of the training pictures
# are, pixel for pixel, the same as another?

# %%
different = {picture.numpy().tobytes() for picture in images}
Table({"pictures": len(images), "different pictures": len(different)})

# %% [markdown]
# Not one. But a picture that was saved twice need not have the same pixels. Two
# pictures are *near* if their pixels differ little: we square the differences, sum
# them, and take the root. For each picture this function finds the nearest others:

# %%
def nearest(pictures, k):
    """Return the distances (N, k) to the k nearest others, and their positions."""
    flat = pictures.flatten(start_dim=1)
    distances = torch.cdist(flat, flat).fill_diagonal_(torch.inf)
    return distances.topk(k, largest=False)


# %% [markdown]
# All pairs of 48,000 are more than a billion. So we stay within a class, take every
# second pixel of every second row, and keep the nearest pair of each class:

# %% tags=["slide"] alt="Ten columns, one a class: two pictures that look alike, and below them their difference. It is nearly black for trousers, coat, shirt and sneaker, a spot for the pullover, outlines for sandal and boot."
pairs = []
for c in range(NUM_CLASSES):
    rows = (labels == c).nonzero().flatten()
    distances, positions = nearest(pictures[rows, ::2, ::2], 1)
    first = distances.argmin()
    pairs.append([rows[first], rows[positions[first, 0]]])
pairs = torch.tensor(pairs).T.flatten()
one, other = images[pairs].chunk(2)
gap = (one.float() - other.float()).abs()
off = [f"off by {grey:.1f}" for grey in gap.mean(dim=(1, 2)).tolist()]
tiles = torch.cat([one, other, (4 * gap).clamp(max=255).byte()])
show_images(tiles, names(pairs[:NUM_CLASSES]) + [""] * NUM_CLASSES + off);

# %% [markdown]
# **Notice.** The third row shows the difference, four times as bright. Its titles say
# by how many of 255 grey levels a pixel is off on average. The pairs of trousers,
# coats, shirts and sneakers each look like one picture, saved twice.
#
# Such pairs lie across the split too. A search within each class, not shown here
# (`tests/test_lesson_04.py`), found eight of the 12,000 validation pictures less than
# two grey levels, on average, from a training picture. There may be a few more. Eight
# pictures can move no score by a tenth of a point.
#
# Last, the labels. If a label is wrong, the pictures that look alike should say so. We
# take 5,000 pictures, and for each the ten nearest of the others. Which pictures have
# ten neighbours that agree with each other, but not with the picture's own label?

# %% tags=["nbval-ignore-output"]
asked_rows = min(5000, len(pictures))
_, positions = nearest(pictures[:asked_rows], 10)
votes = labels[positions]  # (5000, 10)
agree = (votes == votes[:, :1]).all(dim=1)
doubtful = (agree & (votes[:, 0] != labels[:asked_rows])).nonzero().flatten()
Table({"neighbours agree": agree.sum(), "on another label": len(doubtful)})

# %% [markdown]
# Where all ten agree, their label is the picture's own 97 times in a hundred. Here are
# fifteen of the rest. Which would *you* change?

# %% tags=["nbval-ignore-output", "cover", "slide"] alt="Fifteen clothes, each titled with its label and the label of its neighbours: shirts that look like T-shirts or dresses, sandals that look like sneakers, a pullover that looks like a dress, a T-shirt with legs, and a top with straps that is no bag."
few = doubtful[:15]
guesses = [CLASS_NAMES[label] for label in votes[few, 0]]
said = [f"{a}, or {b}?" for a, b in zip(names(few), guesses, strict=True)]
show_images(images[few], said, columns=5, ax=new_axes(height=5.9));

# %% [markdown]
# **Notice.** The *Pullover* of the second row looks like a dress. But the top with
# straps is no bag: there the label is right, and its neighbours are wrong. They are
# near in their pixels, no more. Such a list proves nothing. It tells you where to look.
#
# We change no label: a network that was taught our names would be tested by the old
# ones. But remember: some of what a network will get wrong, you would get wrong too.
#
# ## What loading costs
#
# In lesson 8 a training loads every picture fifteen times. `DataLoader` asks the data
# set for one picture after the other. `TensorLoader` in `helpers/loaders.py` has all of
# them in one tensor and cuts its batches from that. Are they the same batches?

# %%
from helpers.loaders import TensorLoader

part = Subset(train_part, range(min(5000, len(train_part))))
theirs, ours = DataLoader(part, batch_size=20), TensorLoader(part, batch_size=20)
for (x, y), (images_of_ours, labels_of_ours) in zip(theirs, ours, strict=True):
    same = torch.equal(x, images_of_ours) and torch.equal(y, labels_of_ours)
    assert same, "Two batches differ: run the cells above again, in order."

# %% [markdown]
# The same, to the last bit. How many times faster is one than the other?

# %% tags=["nbval-ignore-output", "slide-90"] alt="Two bars. The DataLoader takes a tenth of a second or more for 5,000 pictures; the bar of the TensorLoader is a small stub, many times shorter."
import time
import timeit
from helpers.style import ACCENT, SECOND


def seconds(loader):
    once = {"timer": time.process_time, "number": 1, "repeat": 3}
    return min(timeit.repeat(lambda: list(loader), **once))


best = {"DataLoader": seconds(theirs), "TensorLoader": seconds(ours)}
ax = new_axes(height=1.9)
bars = ax.barh([*best], [*best.values()], color=[SECOND, ACCENT])
ax.bar_label(bars, fmt=" %.3f s")
ax.margins(x=0.12)
ax.invert_yaxis()
ax.set_title(f"{best['DataLoader'] / best['TensorLoader']:.0f} times faster")
ax.set(xlabel="seconds of the processor for 5,000 pictures, best of three");

# %% [markdown]
# **Notice.** Most of these seconds are no fault of `DataLoader`: the data set makes
# each item anew. But in an epoch the network also learns. If loading the training
# pictures took no time, the article's epoch would be only 1.4 times faster, on our
# computer. [Where the time goes](further/speed.ipynb) tells more.
#
# `TensorLoader` reads each picture only once. So it refuses a data set that mirrors its
# pictures at random: whether a picture is mirrored would be decided once, for all
# epochs. But a batch can be mirrored each time it is handed out.
#
# **Predict.** `RandomHorizontalFlip` mirrors with a chance of one half. You give it a
# batch of twenty, six times. How many are mirrored each time?

# %% tags=["slide-90"]
from torchvision.transforms import RandomHorizontalFlip

flip = RandomHorizontalFlip()
torch.manual_seed(0)


def mirrored(changed):
    return (changed != batch).flatten(start_dim=1).any(dim=1).sum().item()


Table({
    "the batch at once": [mirrored(flip(batch)) for _ in range(6)],
    "picture by picture": [mirrored(torch.stack([flip(x) for x in batch]))
                           for _ in range(6)],
}, ["1", "2", "3", "4", "5", "6"])  # fmt: skip

# %% [markdown]
# **Notice.** A call is one toss of the coin: all or none. In the second row every
# picture has a toss of its own. Such random changes are called **augmentation**. With
# `augment=flip`, `TensorLoader` makes them picture by picture.
#
# From now on one function makes all three loaders, each a `TensorLoader`. It splits
# with the seed of lesson 3, and shuffles the training part alone:

# %%
from helpers.loaders import make_loaders

test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
loaders = make_loaders(train_set, test_set, batch_size=20)
{name: (len(loader), loader.batch_size) for name, loader in loaders.items()}

# %% [markdown] tags=["slide"]
# Validation and test come in batches of 1,000: nothing is learned from them, so the
# size does not matter for the score.
#
# ## Summary
#
# A loader serves batches: `(20, 1, 28, 28)` and twenty labels. Shuffle the training
# pictures, or the network believes what it saw last. The last batch may be smaller, so
# average over pictures, not over batches.
#
# `plt.show()` draws nothing, and `imshow` stretches unless you fix the scale. Sort by a
# number and look at the ends: that is how you find empty pictures and dark ones. Ask
# for the nearest neighbours: that is how you find near copies and doubtful labels. One
# call of a random transform is one toss, for a picture or for a whole batch.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. A data set of your own
#
# Write a class that a `DataLoader` can serve. `Pictures(images, labels, transform)`
# gets images `(N, H, W)`, `uint8`, and labels `(N,)`. `len(…)` is N. Item `i` is a
# pair: the picture as `(1, H, W)`, `float32`, from 0 to 1, and its label, a whole
# number. If `transform` is not `None`, it is called with that picture each time the
# item is asked for, and what it returns is the picture of the pair:

# %%
from helpers.exercises.lesson_04 import check_1, check_2, check_3
from torch.utils.data import Dataset


class Pictures(Dataset):
    def __init__(self, images, labels, transform=None): ...

    def __len__(self): ...

    def __getitem__(self, i): ...


check_1(Pictures)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# class Pictures(Dataset):
#     def __init__(self, images, labels, transform=None):
#         self.images, self.labels, self.transform = images, labels, transform
#
#     def __len__(self):
#         return len(self.images)
#
#     def __getitem__(self, i):
#         image = self.images[i].unsqueeze(0).float().div(255)
#         if self.transform is not None:
#             image = self.transform(image)
#         return image, self.labels[i].item()
#
#
# check_1(Pictures)
# ```
#
# `DataLoader(Pictures(images, labels, flip), batch_size=20)` tosses a coin for each
# picture, in every epoch anew.
#
# </details>
#
# ### 2. Find the bugs
#
# `shuffled` should go through all pictures once, in a new random order on each call, in
# batches of `batch_size`. Each picture keeps its own label, and only the last batch may
# be smaller. The two tensors that `shuffled` gets stay as they are.
#
# It runs, and every label is right. Here is one pass over ten pictures, numbers 0 to 9,
# in batches of four. What are the two bugs?

# %% tags=["nbval-ignore-output"] alt="Eight pictures with their numbers in two rows of four, the batches of one pass. Some numbers come twice, and of the ten several do not come at all."
def shuffled(images, labels, batch_size):
    for _ in range(len(images) // batch_size):
        rows = torch.randint(len(images), (batch_size,))
        yield images[rows], labels[rows]


ten = list(shuffled(images[:10], torch.arange(10), 4))
titles = [f"number {n}" for _, numbers in ten for n in numbers]
show_images(torch.cat([batch for batch, _ in ten]), titles, columns=4);

# %% [markdown]
# Correct `shuffled` above, run that cell again, then the check:

# %%
check_2(shuffled)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def shuffled(images, labels, batch_size):
#     order = torch.randperm(len(images))
#     for rows in order.split(batch_size):
#         yield images[rows], labels[rows]
#
#
# check_2(shuffled)
# ```
#
# `randint` may draw a number twice; `randperm` deals each once. And `//` rounds down,
# so the last two of ten pictures never got a batch; `split` gives them a smaller one.
#
# </details>
#
# ### 3. The darkest of a loader
#
# A large folder of photographs may not fit into memory as a whole, but one batch at a
# time does. Write `darkest(loader, k)`: it goes through the loader once and returns the
# `k` pictures with the smallest mean, the darkest first, as `(k, C, H, W)`. The loader
# gives batches of images `(N, C, H, W)` and labels, and has at least `k` pictures; a
# copy counts like any other. What do you have to keep from one batch to the next?

# %%
def darkest(loader, k):
    return ...


check_3(darkest)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def darkest(loader, k):
#     kept = None
#     for images, _ in loader:
#         both = images if kept is None else torch.cat([kept, images])
#         kept = both[both.flatten(start_dim=1).mean(dim=1).argsort()[:k]]
#     return kept
#
#
# check_3(darkest)
# ```
#
# `show_images(darkest(valid_loader, 20));` shows those of the validation set.
#
# </details>

# %% [markdown]
# What is still wrong: the batches are served, and nobody is there to eat them. Next, in
# [lesson 5](05_architecture.ipynb), you build the network, layer by layer, and
# calculate every size before you run it.
