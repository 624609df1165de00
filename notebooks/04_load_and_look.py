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
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/04_load_and_look.ipynb)
#
# # 4 · What does a loader do all day?
#
# Step 4 of ten: load the pictures and look at them. [Lesson 3](03_split.ipynb) left two
# lists of positions. A network wants batches: twenty pictures and their labels at a
# time, mixed well. You serve them with PyTorch's loader, time it, and then do it
# faster.
#
# You will
# - draw batches from a `DataLoader` and say when to shuffle,
# - mend the article's picture loop, which shows nothing,
# - find out where a loader's time goes, and cut the same batches in far less.
#
# *45 minutes with the exercises. All cells run in 11 s on two CPU cores.*

# %% [markdown]
# The set-up cell, the same in every lesson. If a later cell says `No module named
# 'helpers'`, run this one first. If all is well, it prints nothing:

# %%
import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # our networks are too small for more
REPO, REVISION = "cnn-step-by-step/cnn-step-by-step", "main"

folders = [Path.cwd(), *Path.cwd().parents, Path.cwd() / "cnn-step-by-step"]
if "google.colab" in sys.modules or Path("/kaggle").is_dir():
    if not folders[-1].is_dir():
        clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={REVISION}"]
        url = f"https://github.com/{REPO}"
        subprocess.run([*clone, url, str(folders[-1])], check=True)
home = next((f for f in folders if (f / "helpers" / "training.py").is_file()), None)
if home is None:
    raise SystemExit(f"Open this notebook from its own folder, not {Path.cwd()}.")
sys.path.insert(0, str(home))
import helpers

if str(home / "helpers") not in helpers.__path__:
    raise SystemExit("Another helpers is loaded. Restart the kernel, then run again.")

# %% [markdown]
# ## Twenty pictures at a time
#
# Both sets, and the split of lesson 3. The test set is here so that it gets a loader
# too; you ask no network about its pictures before lesson 9. This time `split_dataset`
# is imported:

# %%
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import split_dataset
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
train_part, valid_part = split_dataset(train_set)

# %% [markdown]
# Why batches? One picture gives a poor hint how to change the network, and all 48,000
# give a good one, but only after a long time. Twenty are a compromise, and the
# article's choice. `DataLoader` cuts them:

# %%
import torch
from torch.utils.data import DataLoader

train_loader = DataLoader(train_part, batch_size=20, shuffle=True)
valid_loader = DataLoader(valid_part, batch_size=20)

# %% [markdown]
# A loader is not a list. You go through it with `for`, or ask for one batch: `iter`
# begins a pass, `next` takes the next batch of it. What is a batch?

# %%
images, labels = next(iter(train_loader))
images.shape, images.dtype, labels.shape, labels.dtype

# %% [markdown]
# `(N, C, H, W)` again, with N = 20, and twenty labels. The loader stacked what the data
# set gave it one by one. How many batches make a pass over all training pictures, an
# **epoch**?

# %%
len(train_loader), len(valid_loader)

# %% [markdown]
# `shuffle=True` means a new order in every pass. Here are the first labels of two
# passes:

# %% tags=["nbval-ignore-output"]
[next(iter(train_loader))[1][:10].tolist() for _ in range(2)]

# %% [markdown]
# Without it, every pass is like the one before. Is that so?

# %%
[next(iter(valid_loader))[1][:10].tolist() for _ in range(2)]

# %% [markdown]
# What is shuffling for? Suppose the file were sorted by class. This is the first batch
# that a network would learn from:

# %%
from helpers.plots import show_images
from torch.utils.data import Subset

sorted_set = Subset(train_set, train_set.targets.argsort(stable=True).tolist())
sorted_images, _ = next(iter(DataLoader(sorted_set, batch_size=20)))
show_images(sorted_images);

# %% [markdown]
# **Notice.** T-shirts, and 299 more batches of them. The network would learn to say
# *T-shirt* to everything, then *trouser* to everything. So the training set is
# shuffled.
#
# The article shuffles the validation set too. Nothing is learned from it, so its order
# cannot change the score. All that shuffling does is to put the same picture in another
# place each time you look for it. We leave it in order.
#
# Twenty divides 48,000. Not every batch size is so kind.

# %% [markdown]
# **Predict.** You cut the 12,000 validation pictures into batches of 64. How many
# batches are there, and how many pictures are in the last?

# %%
sizes = [len(labels) for _, labels in DataLoader(valid_part, batch_size=64)]
len(sizes), sizes[0], sizes[-1]

# %% [markdown]
# **Notice.** 188 batches, and the last is half empty. That matters later. A **loss** is
# a number that says how wrong a network is about a picture (lesson 6). The article
# averages its losses over batches. With its batches of twenty that does no harm, since
# all are full. With others it does. Say two batches of 20 have a mean loss of 1, and a
# last one of 5 pictures has 4. What is the mean loss of a picture?

# %%
losses, counts = torch.tensor([1.0, 1.0, 4.0]), torch.tensor([20, 20, 5])
wrong = losses.mean().item()
right = ((losses * counts).sum() / counts.sum()).item()
round(wrong, 2), round(right, 2)

# %% [markdown]
# In the first number, five pictures weigh as much as twenty. From lesson 6 on we count
# by pictures.

# %% [markdown]
# ## The picture loop, mended
#
# After loading, the article shows its pictures. Its loop takes a batch, goes through
# the pictures, removes the channel, and calls `plt.show()`. It also has two `break`s on
# one line, which Python refuses, and uses `np` and `plt` without importing them. With
# those repaired, and with a count of the figures that `plt.show()` finds, it is this:

# %%
import matplotlib.pyplot as plt
import numpy as np

figures = 0
for images, _ in train_loader:
    for image in images:
        squeezed = np.squeeze(image)
        figures += len(plt.get_fignums())
        plt.show()
    break

# %% [markdown]
# **Predict.** There was no error and no picture. How many figures did it make: twenty
# empty ones, one, or none?

# %%
figures

# %% [markdown]
# **Notice.** `plt.show()` shows what has been drawn, and nobody drew. The picture went
# into a variable that nothing reads. Mended, it takes one `ax`, Matplotlib's name for
# one panel of a figure, for each picture:

# %%
from helpers.fashion_mnist import CLASS_NAMES

images, labels = next(iter(valid_loader))
fig, axes = plt.subplots(2, 10, figsize=(12, 3), layout="constrained")
for ax, image, label in zip(axes.flat, images, labels, strict=True):
    ax.imshow(image[0], cmap="gray", vmin=0, vmax=1)
    ax.set_title(CLASS_NAMES[label], fontsize=9)
    ax.axis("off")

# %% [markdown]
# `image[0]` takes the one channel, so `(1, 28, 28)` becomes `(28, 28)`. The other
# detail is `vmin=0, vmax=1`: black is 0, and white is 1. Without it, `imshow` stretches
# each picture until its brightest pixel is white. Suppose a fault in your program had
# made all pictures dark. Would you see it?

# %%
dark = 0.3 * images[0, 0]
fig, axes = plt.subplots(1, 3, figsize=(6, 2.3), layout="constrained")
axes[0].imshow(images[0, 0], cmap="gray", vmin=0, vmax=1)
axes[1].imshow(dark, cmap="gray")
axes[2].imshow(dark, cmap="gray", vmin=0, vmax=1)
titles = ["as it is", "dark, stretched", "dark, 0 to 1"]
for ax, title in zip(axes, titles, strict=True):
    ax.set_title(title, fontsize=9)
    ax.axis("off")

# %% [markdown]
# **Notice.** Stretched, the dark picture looks like the one on the left. The network
# gets what stands on the right, and if it fails, you should be able to see why.
# `show_images` from `helpers/plots.py` keeps the scale, and draws any number of
# pictures. Here is a batch for training, well mixed:

# %%
images, labels = next(iter(train_loader))
show_images(images, [CLASS_NAMES[label] for label in labels]);

# %% [markdown]
# ## What loading costs
#
# In lesson 8 every picture is loaded fifteen times. What does that cost? We send 10,000
# pictures through a loader, do nothing with them, and look at the clock. Other programs
# disturb it, so the best of three passes counts:

# %% tags=["nbval-ignore-output"]
import time

rows = train_part.indices[:10_000]
part = Subset(train_set, rows)


def seconds(loader):
    start = time.perf_counter()
    for _ in loader:
        pass
    return time.perf_counter() - start


slow = min(seconds(DataLoader(part, batch_size=20)) for _ in range(3))
f"{slow:.1f} s for 10,000 pictures"

# %% [markdown]
# Where does the time go? The pictures already lie in memory, as one tensor. For each,
# torchvision makes a picture of the library Pillow, so that transforms, functions such
# as `ToTensor`, get what they expect. Then `ToTensor` makes a tensor of it again. These
# are the steps, one by one:

# %%
from PIL import Image

stored = train_set.data[0]  # (28, 28) uint8
picture = Image.fromarray(stored.numpy())
tensor = ToTensor()(picture)
type(picture).__name__, picture.size, tensor.shape

# %% [markdown]
# In the end twenty tensors are stacked. But why go through Pillow at all? The stored
# numbers, divided by 255, are what we want. Is it the same tensor?

# %%
def straight(i):
    return train_set.data[i].unsqueeze(0).float().div(255)


torch.equal(straight(0), train_set[0][0])

# %% [markdown]
# So there are two ways to one picture. We go each of them a thousand times, and stack
# as often. Again the best of three counts:

# %%
import timeit
from torch.utils.data import default_collate


def microseconds(step):
    return min(timeit.repeat(step, number=1000, repeat=3)) / 1000 * 1e6


twenty = [train_set[i] for i in range(20)]
costs = {
    "the loader, in all": slow / len(part) * 1e6,
    "through Pillow": microseconds(lambda: train_set[0]),
    "straight": microseconds(lambda: straight(0)),
    "stacking": microseconds(lambda: default_collate(twenty)) / 20,
}

# %% [markdown]
# **Predict.** How much longer is the way through Pillow: a little, several times, fifty
# times? And what costs more, going straight or stacking?

# %%
from helpers.plots import ACCENT, FIRST

fig, ax = plt.subplots(figsize=(6, 2.4), layout="constrained")
ax.barh(list(costs), list(costs.values()), color=FIRST)
ax.invert_yaxis()
ax.set(xlabel="microseconds a picture", title="What one picture costs");

# %% [markdown]
# **Notice.** The way through Pillow takes several times as long as the straight one,
# and stacking is cheaper than either. A large part of the loader's time is the way to
# Pillow and back: to where we were, divided by 255. The exact lengths differ from
# machine to machine; the lesson promises this much:

# %%
assert costs["through Pillow"] > 0.25 * costs["the loader, in all"]
assert costs["through Pillow"] > 2 * costs["straight"] > 2 * costs["stacking"]

# %% [markdown]
# `DataLoader` is not to blame. It is made for photographs on a disk, each of which must
# be read, unpacked, cropped, and it can spread that over several processes
# (`num_workers`). Ours are small, raw, and already here.

# %% [markdown]
# ## Cut the batches yourself
#
# If all pictures are one tensor, a batch is a slice of it. Only the twenty pictures of
# the batch become floats, and only when it is their turn. Four lines:

# %%
def cut(images, labels, batch_size):
    for start in range(0, len(labels), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows].unsqueeze(1).float().div(255), labels[rows]


ours = cut(train_set.data[rows], train_set.targets[rows], 20)
next(ours)[0].shape

# %% [markdown]
# `yield` makes a generator: the loop stands still at this line until somebody asks for
# the next batch. Are they the batches of the `DataLoader`, to the last bit?

# %%
def same_batches(one, other):
    pairs = zip(one, other, strict=True)
    return all(torch.equal(a, x) and torch.equal(b, y) for (a, b), (x, y) in pairs)


ours = cut(train_set.data[rows], train_set.targets[rows], 20)
same_batches(ours, DataLoader(part, batch_size=20))

# %% [markdown]
# The same. Now the clock again, on the same 10,000 pictures. How many times faster?

# %% tags=["nbval-ignore-output"]
data, targets = train_set.data[rows], train_set.targets[rows]
fast = min(seconds(cut(data, targets, 20)) for _ in range(3))
f"{slow / fast:.0f} times faster"

# %% [markdown]
# The factor depends on the machine. Five is the least that this lesson promises:

# %%
assert slow > 5 * fast

# %% [markdown]
# One could go further, and turn all pictures into floats once and for all.
#
# **Predict.** The 60,000 pictures fill 47 million bytes. How many would they fill as
# `float32`?

# %%
stored_bytes, float_bytes = train_set.data.nbytes, train_set.data.numel() * 4
f"{stored_bytes:,}", f"{float_bytes:,}"

# %% [markdown]
# **Notice.** Four times as many, to save one division. So the pictures stay `uint8`,
# also on a GPU, where room is dear.
#
# Our four lines cannot shuffle yet. `TensorLoader` in `helpers/loaders.py` is the same
# idea, finished: it shuffles with a random generator of its own (the kind of lesson 3,
# which has nothing to do with `yield`), knows its length, begins again at each `for`,
# and keeps the pictures on the device. Does it give what a shuffled `DataLoader` gives?
# Both get a random generator with the same seed:

# %%
from helpers.loaders import TensorLoader
from torch.utils.data import RandomSampler

one, other = (torch.Generator().manual_seed(4) for _ in range(2))
theirs = DataLoader(part, batch_size=20, sampler=RandomSampler(part, generator=one))
ours = TensorLoader(part, batch_size=20, shuffle=True, generator=other)
same_batches(ours, theirs)

# %% [markdown]
# Bit for bit. `RandomSampler` is what `shuffle=True` uses inside; we name it because a
# `DataLoader` draws one more number from its generator before it shuffles. What would
# fifteen epochs of 48,000 pictures cost, 72 times as many?

# %% tags=["nbval-ignore-output"]
passes = {"DataLoader": slow, "TensorLoader": min(seconds(ours) for _ in range(3))}
fig, ax = plt.subplots(figsize=(6, 1.9), layout="constrained")
bars = ax.barh(list(passes), [72 * s for s in passes.values()], color=[FIRST, ACCENT])
ax.bar_label(bars, fmt=" %.1f s")
ax.margins(x=0.15)
ax.invert_yaxis()
ax.set(xlabel="seconds", title="Loading alone, 15 epochs of 48,000 pictures");

# %% [markdown]
# Loading is one part of the work. `make bench` measures all parts, the article's way
# and ours in turn, and its numbers lie in the repository. How many times faster is
# each of ours, by the medians?

# %%
from helpers.results import load
from statistics import median

measured = load("speed")["cpu"]
parts = ["batches", "epochs", "testing"]
before, after = (
    [median(measured[part][way]["seconds"]) for part in parts]
    for way in ("article", "ours")
)
{part: round(a / b, 1) for part, a, b in zip(parts, before, after, strict=True)}

# %% [markdown]
# **Notice.** `batches` is what you did here. `testing` asks a network about 10,000
# pictures, with such batches and a quicker way through its layers. `epochs`, training
# and validation together, gain far less. Why?

# %%
fig, ax = plt.subplots(figsize=(6, 1.9), layout="constrained")
ax.plot(before, parts, "o", color=FIRST, label="the article's way")
ax.plot(after, parts, "s", color=ACCENT, label="ours")
ax.margins(y=0.2)
ax.invert_yaxis()
ax.legend()
ax.set(xlabel="seconds", xscale="log", title="Measured by make bench, two threads");

# %% [markdown]
# Batches were only a part of an epoch. Most of what is left is learning: the same
# mathematics, somewhat quicker in ours. A second thread would help learning little:
# with twenty pictures a batch, a step of lesson 1's `FashionCNN` takes a fifth less
# time. So the set-up cell asks for one.
#
# What do we lose? Transforms that draw at random. `TensorLoader` reads each picture
# once, so a flip would stay as it fell in every epoch. It refuses:

# %%
from torchvision.transforms import RandomHorizontalFlip

flipped = FashionMNIST("data", transform=RandomHorizontalFlip(), download=True)
try:
    TensorLoader(flipped)
except ValueError as error:
    message = str(error)
message

# %% [markdown]
# From now on, one function makes all three loaders: it splits with the seed of lesson
# 3, and shuffles the training set alone:

# %%
from helpers.loaders import make_loaders

loaders = make_loaders(train_set, test_set, batch_size=20)
{name: (len(loader), loader.batch_size) for name, loader in loaders.items()}

# %% [markdown]
# **Notice.** Validation and test come in batches of 1,000. Nothing is learned from
# them, so the batch size changes nothing but the time. These are the `loaders` that the
# article hands to `train` and `test`, and forgets to make. Is anything lost?

# %%
assert sum(len(labels) for _, labels in loaders["train"]) == len(train_part)
assert sum(len(labels) for _, labels in loaders["valid"]) == len(valid_part)

# %% [markdown]
# ## Summary
#
# A loader serves batches, `(20, 1, 28, 28)` and twenty labels. Shuffle what is learned
# from, and nothing else. The last batch may be smaller, so averages go by pictures, not
# by batches. `plt.show()` draws nothing, and `imshow` stretches the scale if you let
# it. Much of the time of loading goes into turning each picture into a Pillow picture
# and back. Pictures that lie in memory as one tensor can be cut into the same batches
# many times faster, and stay `uint8` until their turn comes.

# %% [markdown]
# ## Exercises
#
# ### 1. How many batches?
#
# Write `n_batches(n, batch_size, drop_last)`: the number of batches that a loader gives
# for `n` pictures. With `drop_last=True` it leaves out a last batch that is not full:

# %%
from helpers.exercises.lesson_04 import check_1, check_2, check_3


def n_batches(n, batch_size, drop_last):
    return ...


check_1(n_batches)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def n_batches(n, batch_size, drop_last):
#     if drop_last:
#         return n // batch_size
#     return (n + batch_size - 1) // batch_size
#
#
# check_1(n_batches)
# ```
#
# `-(-n // batch_size)` rounds up as well.
#
# </details>
#
# ### 2. One of each class
#
# Write `one_of_each(loader)`: it takes batches until it has seen every class, and
# returns ten pictures, the first of each class, in the order of the labels, as `(10, 1,
# 28, 28)`. It stops as soon as it has them all. Take the labels as plain numbers,
# `labels.tolist()`: two tensors with the same number are different keys of a dict. What
# do you keep while you wait for the last class?

# %%
def one_of_each(loader):
    return ...


check_2(one_of_each)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def one_of_each(loader):
#     found = {}
#     for images, labels in loader:
#         for image, label in zip(images, labels.tolist()):
#             found.setdefault(label, image)
#         if len(found) == 10:
#             break
#     return torch.stack([found[c] for c in range(10)])
#
#
# check_2(one_of_each)
# ```
#
# `show_images(one_of_each(valid_loader), CLASS_NAMES);` shows them.
#
# </details>
#
# ### 3. Mirror the batches
#
# `TensorLoader` knows no transforms, but you can change its batches on the way. Write a
# generator `mirrored(loader)`: it yields every batch with its pictures mirrored left to
# right, and with the same labels. A tensor has no `[::-1]`; `images.flip(d)` turns
# dimension `d` round. Which of the four dimensions is the width?

# %%
def mirrored(loader):
    return ...


check_3(mirrored)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def mirrored(loader):
#     for images, labels in loader:
#         yield images.flip(3), labels
#
#
# check_3(mirrored)
# ```
#
# `show_images(next(mirrored(valid_loader))[0]);` shows all shoes walking the other way.
# In lesson 10 such changes, made at random, are called augmentation.
#
# </details>

# %% [markdown]
# What is still wrong: the batches are served, and nobody is there to eat them. Next, in
# [lesson 5](05_architecture.ipynb), you build the network, layer by layer, and
# calculate every size before you run it.
