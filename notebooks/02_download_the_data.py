# ---
# jupyter:
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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/02_download_the_data.ipynb)
#
# # 2 · How do you know that these are the right pictures?
#
# Step 2 of ten: download the data. [Lesson 1](01_import_the_libraries.ipynb) played
# with digits of 8 × 8 pixels; from here on it is 70,000 pictures of clothes. Before a
# network learns from them, you make sure that they are what they claim to be.
#
# You will
# - open Fashion-MNIST with torchvision's own class and read what it holds,
# - prove by a digest that every byte is right,
# - measure how many, how bright and how alike the pictures are.
#
# *45 minutes with the exercises. All cells run in 8 s on two CPU cores.*

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
# ## Seventy thousand pictures
#
# Zalando, a shop for clothes, published Fashion-MNIST in 2017: photographs from its
# catalogue, shrunk to 28 × 28, made grey, and turned into negatives. The white behind
# the clothes became black, and light cloth is dark here. There is a training set to
# learn from and a test set to be examined on. We open both:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)

# %% [markdown]
# Each line says where the files came from. (If one ends in `sample`, nothing could be
# downloaded. All ten lessons run on 2,000 + 500 pictures too, but your numbers will not
# be ours, and an `assert` that holds ours to a band lets yours pass.) The class is in
# `helpers/fashion_mnist.py`, and it is torchvision's: it inherits everything, but finds
# and checks the files in its own way. Is it a subclass?

# %%
import torchvision

isinstance(train_set, torchvision.datasets.FashionMNIST)

# %% [markdown]
# Why not torchvision's as it is? It knows one server. If that is down, so is your
# lesson. Ours looks on your disk first, then asks two servers, and reads the bytes
# critically. What it downloads, it keeps here:

# %%
Path(train_set.raw_folder).as_posix()

# %% [markdown]
# **Notice.** One folder serves both sets. The article sends the training set to `/usr`
# and the test set to `./data`. On your own computer you may not write to `/usr`, and
# torchvision fetches all four files into each folder, so everything is downloaded
# twice.
#
# The pictures are in `train_set.data`, their labels in `train_set.targets`. What shape
# have they?

# %%
train_set.data.shape, train_set.data.dtype, train_set.targets.shape

# %% [markdown]
# `uint8` is a whole number from 0 to 255 in one byte. A label is a number too. What
# does it stand for?

# %%
dict(enumerate(train_set.classes))

# %% [markdown]
# With square brackets you get one item, a pair of picture and label:

# %%
image, label = train_set[0]
image.shape, image.dtype, train_set.classes[label]

# %% [markdown]
# **Predict.** The same picture, once from `train_set.data` and once through the
# brackets. The largest number in the first is 255. What is it in the second?

# %%
train_set.data[0].max().item(), image.max().item()

# %% [markdown]
# **Notice.** `ToTensor` did three things: it divided by 255, made floats, and put the
# channel in front, `(1, 28, 28)`. The stored picture is not touched. `ToTensor` runs
# each time that you ask for an item; lesson 4 shows what that costs.
#
# Now the pictures. Five of each class, one class a column:

# %%
import torch
from helpers.plots import show_images

rows = [(train_set.targets == c).nonzero()[:5, 0] for c in range(10)]
five = train_set.data[torch.stack(rows).T.flatten()]
show_images(five, train_set.classes + [""] * 40);

# %% [markdown]
# ## Are they the right ones?
#
# The data set is four files. MNIST, the older set of handwritten digits after which it
# is named, comes in four files too, with the same names and the same sizes. A download
# may be cut off, a disk may lose a bit. Not all of this stops a training: the numbers
# come out a little wrong, or very wrong.
#
# The remedy is a **digest**: a function that turns any number of bytes into 32
# characters (0 to 9 and a to f), stirred so thoroughly that two files never get the
# same one by accident. We begin small. What does one capital letter change?

# %%
import hashlib


def digest(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


digest(b"coat"), digest(b"Coat")

# %% [markdown]
# Nothing in the second reminds you of the first. MD5 is an old digest. A forger can
# outwit it; an accident cannot, and accidents are what we fear.
#
# So we need the bytes of the file. The format, called IDX, is simple: four bytes (two
# zeros, 8 for `uint8`, the number of dimensions), then each dimension in four bytes,
# the big end first, then the pixels. We can rebuild it from the tensor. The header
# first:

# %%
def idx_header(shape):
    sizes = b"".join(size.to_bytes(4, "big") for size in shape)
    return bytes([0, 0, 8, len(shape)]) + sizes


idx_header(train_set.data.shape).hex(" ")

# %% [markdown]
# Read it in fours: 3 dimensions; `ea60` is 60,000; `1c` is 28, twice. The pixels follow
# in their order. Does the whole have the digest that is written down in
# `helpers/fashion_mnist_files.py`?

# %%
from helpers.fashion_mnist_files import FILES

content = idx_header(train_set.data.shape) + train_set.data.numpy().tobytes()
published, size = FILES["train-images-idx3-ubyte"]
digest(content), published, len(content)

# %%
right = digest(content) == published and len(content) == size
assert right or train_set.source == "sample"

# %% [markdown]
# All 47,040,016 bytes are right. How sharp is this test? We make one pixel of one
# picture brighter by 1, of 255. Can you find it?

# %%
changed = train_set.data.clone()
changed[8, 10, 14] += 1
show_images(torch.stack([train_set.data[8], changed[8]]), ["as it was", "changed"]);

# %% [markdown]
# **Predict.** A digest has 32 characters. How many of them are now different?

# %%
new = digest(idx_header(changed.shape) + changed.numpy().tobytes())
sum(a != b for a, b in zip(new, published, strict=True)), new

# %% [markdown]
# **Notice.** Almost all, for one step of brightness in 47 million pixels. The five that
# stayed did so by chance: there are only sixteen different characters. Your eyes found
# nothing; the digest did.
#
# `helpers.fashion_mnist.FashionMNIST` makes this comparison for each file, every time.
# torchvision makes it once, on the packed file when it arrives, and later trusts the
# name.
#
# It is not fussiness. Zalando's own first files had [ten training pictures that were in
# the test set too](https://github.com/zalandoresearch/fashion-mnist/issues/44); they
# were replaced after 31 August 2017. A network could know those ten by heart. Are there
# any in yours?

# %%
seen = {picture.tobytes() for picture in train_set.data.numpy()}
fresh = {picture.tobytes() for picture in test_set.data.numpy()}
len(seen), len(fresh), len(seen & fresh)

# %% [markdown]
# **Notice.** 60,000 different pictures, 10,000 different pictures, and no picture in
# both, byte for byte. A near copy would slip through; lesson 3 shows what near copies
# do. A digest says that you have the published file. Whether the published file is any
# good, you must ask the data itself.

# %% [markdown]
# ## How many, and how bright?
#
# If nine of ten pictures were shirts, a machine that always says *shirt* would be right
# in nine of ten cases. So we count before we believe any accuracy. How many of each
# class are there?

# %%
train_set.targets.bincount().tolist(), test_set.targets.bincount().tolist()

# %% [markdown]
# Perfectly balanced: 6,000 and 1,000 of each. Whoever guesses is right once in ten, and
# this 10 % is the floor under all the accuracies to come. Next, how are the
# brightnesses spread? We count the pixels of the first 10,000 pictures:

# %%
import matplotlib.pyplot as plt
from helpers.plots import FIRST

counts = train_set.data[:10_000].flatten().float().histc(256, 0, 255)
fig, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
ax.bar(range(256), counts / counts.sum(), width=1, color=FIRST)
ax.set(xlabel="brightness of a pixel (0 to 255)", ylabel="share, log scale")
black = f"{counts[0] / counts.sum():.0%}"
ax.set(yscale="log", title=f"First 10,000 pictures: {black} of the pixels are black");

# %% [markdown]
# Many programs subtract the mean of all pixels and divide by their standard deviation,
# so that the numbers lie about zero. You will meet two figures for this on the web,
# 0.1307 and 0.3081, in countless programs for Fashion-MNIST. What do our pictures say?

# %%
pixels = train_set.data.float() / 255
round(pixels.mean().item(), 4), round(pixels.std().item(), 4)

# %% [markdown]
# **Notice.** 0.2860 and 0.3530. The other two belong to MNIST's digits, whose thin
# strokes leave more of the picture black, and were copied along with the code. What
# comes out if we use them?

# %%
wrong = (pixels - 0.1307) / 0.3081
round(wrong.mean().item(), 2), round(wrong.std().item(), 2)

# %% [markdown]
# It should be 0 and 1. A network can live with that, so nobody notices. This series
# does without: its pixels stay in 0..1, as the article has them.

# %% [markdown]
# ## What does a typical coat look like?
#
# The average of 6,000 pictures is a picture again: every pixel is the mean of 6,000
# pixels. Where all coats are bright, their mean is bright:

# %%
means = torch.stack([pixels[train_set.targets == c].mean(dim=0) for c in range(10)])
show_images(means, train_set.classes);

# %% [markdown]
# **Predict.** Which two of these ten are most alike? Choose a pair. Then look for the
# darkest square off the diagonal. Each number is the distance of two mean pictures, the
# root of the mean squared difference of their pixels:

# %%
distances = torch.cdist(means.flatten(1), means.flatten(1)) / 28  # sqrt(784) is 28
fig, ax = plt.subplots(figsize=(6.4, 5.2), layout="constrained")
ax.imshow(distances, cmap="gray", vmin=0)
for row in range(10):
    for column in range(10):
        tone = "white" if distances[row, column] < 0.18 else "black"
        text = f"{distances[row, column]:.2f}"
        ax.text(column, row, text, ha="center", va="center", color=tone, fontsize=8)
ax.set_xticks(range(10), train_set.classes, rotation=45, ha="right")
ax.set_yticks(range(10), train_set.classes)
ax.set_title("Distance of mean pictures: the darker, the more alike");

# %% [markdown]
# **Notice.** Pullover and coat, then pullover and shirt, then shirt and coat, then
# T-shirt and shirt: all four are a body with two sleeves. If a network is going to
# confuse anything, it is these. Sandal, sneaker and boot stand far from them.
#
# The mean pictures can already recognise clothes, without a network: a picture gets the
# class whose mean it is nearest to. How often is that right?

# %% tags=["nbval-ignore-output"]
guesses = torch.cdist(pixels.flatten(1), means.flatten(1)).argmin(dim=1)
right = guesses == train_set.targets
round(right.float().mean().item(), 2)

# %% [markdown]
# Guessing gives 0.10. Whatever we train in this series has to beat this machine of ten
# pictures, so we write its band down. (And you? People without expertise in fashion
# name 83.5%, says [Zalando](https://github.com/zalandoresearch/fashion-mnist#benchmark).)
# The band:

# %%
assert 0.66 < right.float().mean() < 0.71 or train_set.source == "sample"

# %% [markdown]
# One number hides ten. Is it equally good at all classes?

# %%
shares = torch.stack([right[train_set.targets == c].float().mean() for c in range(10)])
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.barh(train_set.classes, shares, color=FIRST)
ax.axvline(0.1, color="black", linestyle=":", label="guessing")
ax.invert_yaxis()
ax.set(xlabel="share recognised", xlim=(0, 1), title="Recognised by the nearest mean")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** Trousers are no riddle. Of the shirts it knows one in five, because the
# mean shirt lies in the middle of everything that has sleeves. What does it take the
# others for?

# %% tags=["nbval-ignore-output"]
taken_for = guesses[train_set.targets == 6].bincount(minlength=10).tolist()
dict(zip(train_set.classes, taken_for, strict=True))

# %% [markdown]
# **Notice.** Coats and T-shirts, as expected, but also a thousand sandals. A light
# shirt makes a dark picture, for it is a negative, and the sandals have the darkest
# mean. The machine compares brightness, pixel by pixel; it knows nothing of sleeves.
# The lesson relies on two of the shares in the figure:

# %%
assert shares[6] < 0.3 and shares[1] > 0.85

# %% [markdown]
# ## Summary
#
# Fashion-MNIST is 60,000 pictures to learn from and 10,000 to be examined on, ten
# classes, equally many of each. They are stored as `uint8`, 0 to 255; `ToTensor` makes
# floats from 0 to 1. A digest proves that the bytes are the published ones, and a
# change of one step in one pixel breaks it. The digest cannot tell whether the
# published data is good: for that we counted classes and looked for pictures in both
# sets. Mean and deviation are 0.2860 and 0.3530, not MNIST's. The nearest of ten mean
# pictures names more than two thirds correctly.

# %% [markdown]
# ## Exercises
#
# ### 1. Check the test labels
#
# Rebuild the bytes of `t10k-labels-idx1-ubyte` from `test_set.targets`, and take their
# digest. Labels have one dimension, and the file has one byte for each.
# (`x.to(torch.uint8)` makes one byte of each number.) What does `targets` have?

# %%
from helpers.exercises.lesson_02 import check_1, check_2, check_3

labels_digest = ...
check_1(labels_digest)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# labels = test_set.targets.to(torch.uint8)
# labels_digest = digest(idx_header(labels.shape) + labels.numpy().tobytes())
# check_1(labels_digest)
# ```
#
# `targets` is int64, eight bytes a label, as PyTorch's losses want it.
#
# </details>
#
# ### 2. Which class is the brightest?
#
# Write `class_brightness(data, targets)`: the mean brightness of each class, in 0..1,
# as a tensor of ten numbers. `data` is `uint8`, as in `train_set.data`. Which class do
# you expect on top?

# %%
def class_brightness(data, targets):
    return ...


check_2(class_brightness)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def class_brightness(data, targets):
#     return torch.stack(
#         [data[targets == c].float().mean() / 255 for c in range(10)]
#     )
#
#
# check_2(class_brightness)
# ```
#
# `class_brightness(train_set.data, train_set.targets)` puts the coat first and the
# sandal last: a coat fills its picture.
#
# </details>
#
# ### 3. What file is this?
#
# Somebody hands you bytes without a name. Write `identify(content, known)`: `known`
# maps names to digests, as in `{"a.txt": "9a0364b9…"}`. Return the name whose digest
# fits, or `None` if none does. What must it say of a file that was cut off?

# %%
def identify(content, known):
    return ...


check_3(identify)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def identify(content, known):
#     found = digest(content)
#     for name, published in known.items():
#         if found == published:
#             return name
#     return None
#
#
# check_3(identify)
# ```
#
# `helpers/fashion_mnist_files.py` uses the same idea to say "this is a file of MNIST",
# and a file that was cut off has another digest, like any other change.
#
# </details>

# %% [markdown]
# What is still wrong: the nearest-mean machine was examined on the very pictures that
# made its means. We have counted and compared the test pictures, but you examine no
# machine on them until lesson 9. So where do we measure? [Lesson 3](03_split.ipynb)
# cuts a third set out of the first, and shows how quickly that goes wrong.
