# ---
# jupyter:
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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/02_download_the_data.ipynb)
#
# # 2 · How do you know that these are the right pictures?
#
# Step 2 of ten: download the data. [Lesson 1](01_import_the_libraries.ipynb) played
# with small digits; now come 70,000 pictures of clothes. Before a network learns from
# them, you make sure that they are what they claim to be.
#
# You will
# - see the clothes on a map that nobody drew,
# - check by a digest that every byte of the training pictures is right,
# - build a machine of ten averaged pictures, with no network, and see how far it gets.
#
# *70 minutes with the exercises. All cells run in 8 s on two CPU cores.*

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
# ## Seventy thousand pictures
#
# In 2017 Zalando, a shop for clothes, published Fashion-MNIST: photographs from its
# catalogue, shrunk to 28 × 28 and made grey. They are negatives, so the white behind
# the clothes is black. A network learns from the training set; the test set is its
# examination. Each is two files: the pictures, and their **labels**, which say to which
# of ten **classes** a picture belongs: shirt, coat, bag and so on.
#
# > **The article's step 2.** [Adwait Dathan
# > R](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > downloads both sets through torchvision's `FashionMNIST` and turns the pictures into
# > **tensors**, PyTorch's grids of numbers, with `ToTensor`. So do we.
#
# We fetch both:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)

# %% [markdown]
# Each line says where the files came from. If yours says `sample`, nothing could be
# downloaded, and you have 2,000 + 500 pictures. All lessons run on them too, but your
# numbers will differ from ours, and the test of the bytes below will say `False`. Our
# `FashionMNIST` extends torchvision's: it checks the bytes of all four files. The test
# set stays shut until lesson 9. An examination counts only if nobody has seen the
# questions.
#
# What is in the training set? We hand 384 of its pictures, without their labels, to a
# method called t-SNE. It compares pixels, and lays like near like on a plane. Then each
# picture moves to a nearby free cell of a grid:

# %% tags=["nbval-ignore-output", "cover", "slide"] alt="A mosaic of 384 small pictures of clothes, sorted by likeness: trousers top left, then dresses, T-shirts top right; pullovers, coats and shirts on the right; sandals, sneakers and boots lower left; bags at the bottom."
from helpers.figures.picture_map import arrange, picture_map

some = train_set.data[:384]
order = arrange(some)
picture_map(some[order])

# %% [markdown]
# **Notice.** Nobody told t-SNE what a shoe is. Yet trousers, shoes and sleeves have
# found their places, and sneakers turn into boots step by step.
#
# Each picture has one of ten labels. When [Zalando asked
# people](https://github.com/zalandoresearch/fashion-mnist#benchmark) without expertise
# in fashion, three for each picture, the majority was right for 83.5% of a thousand
# pictures.
#
# **Predict.** One of the ten classes is *shirt*. Where on the map do the shirts lie: in
# a place of their own, in two, or scattered?

# %% tags=["nbval-ignore-output", "slide"] alt="The same mosaic, dimmed, with the 45 shirts in amber: a knot of a dozen among the coats on the right, the others spread singly and in small groups between dresses, T-shirts and pullovers."
shirt = train_set.classes.index("Shirt")
picture_map(some[order], marked=train_set.targets[:384][order] == shirt)

# %% [markdown]
# **Notice.** Scattered, but for a knot of a dozen on the right, among coats and
# pullovers. Some of the others you would have called T-shirts, dresses or pullovers
# yourself.
#
# Now all ten classes. The pictures are in `train_set.data`, their labels in
# `train_set.targets`, the names in `train_set.classes`. Four pictures of each class:

# %% tags=["slide"] alt="Forty pictures in ten columns, one class a column: T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot. Four different garments each."
import torch
from helpers.plots import show_images

# where each class is, its first four; then one of each class, the next of each, …
rows = [(train_set.targets == c).nonzero()[:4, 0] for c in range(10)]
four = train_set.data[torch.stack(rows).T.flatten()]
show_images(four, train_set.classes + [""] * 30);

# %% [markdown]
# Now you. These eight are from the four classes that look most alike: coat, pullover,
# shirt and T-shirt. Write down eight names:

# %% alt="Eight pictures in a row, without names: tops with long or short sleeves, some open at the front."
tops = torch.isin(train_set.targets, torch.tensor([0, 2, 4, 6])).nonzero()[100:108, 0]
show_images(train_set.data[tops], columns=8);

# %% [markdown]
# How many did you get?

# %% alt="The same eight with their labels: Coat, Coat, Shirt, Shirt, Pullover, Coat, Shirt, Pullover. The third and the seventh look like T-shirts."
eight_names = [train_set.classes[c] for c in train_set.targets[tops]]
show_images(train_set.data[tops], eight_names, columns=8);

# %% [markdown]
# **Notice.** Two of the shirts look like T-shirts.
#
# A label is a number, the position of the class's name: 0 is the T-shirt, 9 the boot.
# What shapes do pictures and labels have?

# %%
train_set.data.shape, train_set.data.dtype, train_set.targets.shape

# %% [markdown]
# `uint8` is a whole number from 0 to 255 in one byte. `train_set[0]` is an item: a
# picture, which has gone through `ToTensor`, and its label. `train_set.data[0]` is the
# same picture as it is stored. What has `ToTensor` changed?

# %% tags=["slide-90", "slide-code"]
image, label = train_set[0]
image.shape, image.dtype, train_set.data[0].max().item(), image.max().item()

# %% [markdown]
# **Notice.** Three things. There is a channel in front, `(1, 28, 28)`. The numbers are
# floats. And they have been divided by 255, so that pixels lie in 0..1.
#
# ## Are they the right ones?
#
# Fashion-MNIST is named after MNIST, an older set of handwritten digits. MNIST, too, is
# four files, with the same names and, unpacked, the same sizes. Mix them up, and a
# program that looks at names and sizes alone does not complain: [a reader
# reported](https://github.com/sahagobinda/GPM/issues/4) that the code of one paper
# fetched the digits instead of the clothes.
#
# The remedy is a **digest**: a short text worked out from all bytes of a file, stirred
# so thoroughly that two different files will not share one by accident. One kind, MD5,
# has 32 characters. What does one capital letter change?

# %% tags=["slide-90", "slide-code"]
import hashlib


def digest(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


digest(b"coat"), digest(b"Coat")

# %% [markdown]
# Hardly a character stays in its place.
#
# The file of the training pictures begins with sixteen bytes that name its kind and its
# sizes. Then come all the pixels. To check the pictures in memory, from which we shall
# learn, we make the bytes of that file from the tensor. (In base 16, `ea60` is 60,000
# and `1c` is 28.) Are they the right ones?

# %%
from helpers.fashion_mnist_files import FILES

header = bytes.fromhex("00000803 0000ea60 0000001c 0000001c")
content = header + train_set.data.numpy().tobytes()
expected, size = FILES["train-images-idx3-ubyte"]
digest(content) == expected, expected, size

# %% [markdown]
# All 47,040,016 bytes are right. But who says what is right? Zalando publishes the
# files packed (compressed with gzip), and gives the digests of these. Ours, in `FILES`,
# are of the same files unpacked. A test, `tests/test_lesson_02.py`, packs them again
# and gets Zalando's digests.
#
# How sharp is a digest? We make one pixel of one picture brighter by 1, of 255. Can you
# find it?

# %% tags=["slide"] alt="Twice the same striped pullover, enlarged, titled as it was and changed. No difference can be seen."
from helpers.style import ACCENT, FIRST, new_axes

changed = train_set.data.clone()
changed[5, 10, 14] += 1
show_images(torch.stack([train_set.data[5], changed[5]]),
            ["as it was", "changed"], ax=new_axes(height=4));  # fmt: skip

# %% [markdown]
# **Predict.** Of the 32 characters of the digest, how many are now different?

# %% tags=["slide"]
from helpers.table import Table

old, new = digest(content), digest(header + changed.numpy().tobytes())
unlike = sum(a != b for a, b in zip(old, new, strict=True))
Table({"before": old, "after": new, "different": unlike})

# %% [markdown]
# **Notice.** Almost all. Two stayed by chance: a digest has only sixteen different
# characters, so about one place in sixteen agrees. Your eyes found nothing; the digest
# did.
#
# This is not fussiness. In Zalando's own first files, [ten training pictures were in
# the test set too](https://github.com/zalandoresearch/fashion-mnist/issues/44), and a
# network could know those ten by heart. Zalando replaced these files on 31 August 2017,
# and a digest tells you which ones you have. Whether they are any good, you must ask
# the pictures.

# %% [markdown]
# ## How many, and how bright?
#
# If nine of ten pictures were shirts, a machine that always says *shirt* would be right
# in nine of ten cases. So we count before we believe any accuracy. How many training
# pictures has each class?

# %%
train_set.targets.bincount().tolist()

# %% [markdown]
# Equally many. So a machine that always says *shirt* is right once in ten, and so is
# one that guesses. This 10% is a **baseline**: a score that takes no skill, and that
# any machine has to beat.
#
# Next, the brightness. How are the 256 values spread, in the first 10,000 pictures?

# %% tags=["slide-90"] alt="A stepped line over the brightness of a pixel, 0 to 255, on a log scale: a dot at about 50 percent for 0, all others below 2 percent: lowest near 10 and 250, a hill near 220 between, and a step up at 255."
counts = train_set.data[:10_000].flatten().bincount(minlength=256)
ax = new_axes(height=2.8)
ax.step(range(256), 100 * counts / counts.sum(), where="mid", color=FIRST)
ax.plot(0, 100 * counts[0] / counts.sum(), "o", color=ACCENT)
ax.set(yscale="log", xlim=(-6, 261), xlabel="brightness of a pixel (0 to 255)")
ax.set_yticks([0.1, 1, 10, 50], ["0.1", "1", "10", "50"])
ax.set(ylabel="share (%), log scale", title="half of the pixels are black");

# %% [markdown]
# **Notice.** Half of all pixels are 0, nearly all of them background. There is a hill
# near 220, and a jump at 255. (On a log scale equal steps are equal factors.)
#
# Many programs subtract the mean of all pixels, so that the values lie around zero, and
# divide by the standard deviation (how far pixels typically lie from the mean), so that
# they typically lie about 1 from it. In many programs for Fashion-MNIST these two are
# 0.1307 and 0.3081. What do our pictures say?

# %% tags=["slide-90"]
pixels = train_set.data.float() / 255
ours = [pixels.mean().item(), pixels.std().item()]
Table({"these clothes": ours, "often written": [0.1307, 0.3081]},
      ["mean", "deviation"], digits=4)  # fmt: skip

# %% [markdown]
# **Notice.** The other two belong to MNIST's digits, whose thin strokes leave more of
# the picture black. It seems that they were copied along with the code. A network can
# live with that, so few notice. In this series the pixels stay in 0..1, as in the
# article.

# %% [markdown]
# ## A machine of ten pictures
#
# The average of 6,000 pictures is a picture again: every pixel is the mean of 6,000
# pixels. Where all trousers are bright, their mean is bright. What do the ten means
# look like?

# %% tags=["slide"] alt="Ten blurred mean pictures, one for each class. Trousers, boots and sneakers are sharp; the bag is a soft cloud, the sandal a faint smear, the darkest of all; pullover, coat and shirt look much alike."
def class_means(pictures, labels):
    return torch.stack([pictures[labels == c].mean(dim=0) for c in range(10)])


means = class_means(pixels, train_set.targets)
show_images(means, train_set.classes, columns=5);

# %% [markdown]
# How alike are two of these? Subtract them pixel by pixel, square the differences, take
# the mean of the squares, and of that the root. This root is the **distance** between
# the two.
#
# **Predict.** Which pair of means is the closest? And which two are furthest apart?

# %% tags=["slide"] alt="Six columns of two mean pictures: pullover and coat at a distance of 0.09, pullover and shirt 0.10, coat and shirt 0.11, T-shirt and shirt 0.13, sandal and sneaker 0.14; furthest apart trouser and ankle boot at 0.38."
rows = means.flatten(1)  # each picture becomes a row of 784 numbers
distances = torch.cdist(rows, rows) / 28  # sqrt(784) is 28
above, below = torch.triu_indices(10, 10, offset=1)  # all pairs
ranking = distances[above, below].argsort()
pairs = torch.cat([ranking[:5], ranking[-1:]])
titles = [train_set.classes[i] for i in above[pairs]]
titles += [f"{train_set.classes[i]}, {distances[above, below][pair]:.2f}"
           for i, pair in zip(below[pairs], pairs, strict=True)]  # fmt: skip
ax = show_images(means[torch.cat([above[pairs], below[pairs]])], titles, columns=6)
ax.set_title("the five closest pairs; on the right, the two furthest apart");

# %% [markdown]
# **Notice.** The closest are pullover and coat. Then come three pairs with the shirt:
# all four classes are a body, mostly with two sleeves. The fifth pair are shoes. We
# expect a machine that compares pixels to mix up the two of such a pair.
#
# Now the machine. `cdist` finds how far each picture is from each of the ten means, and
# `argmin` takes the nearest. (`cdist` sums the squares, where we took their mean. That
# changes the distances, but not which is the smallest.) How many are right?

# %% tags=["slide-90", "slide-code"]
guesses = torch.cdist(pixels.flatten(1), means.flatten(1)).argmin(dim=1)
right = guesses == train_set.targets

# %% [markdown]
# **Predict.** Ten blurred pictures and no network: how often is it right?

# %% tags=["nbval-ignore-output", "slide"]
share = 100 * right.float().mean()
Table({"guessing": 10.0, "ten mean pictures": share, "people": 83.5}, ["% right"], 1)

# %% [markdown]
# **Notice.** More than two thirds, on the pictures that its means were made of. (On
# pictures kept back it is [68.3%](../helpers/results/claims.md). The people were asked
# about yet other pictures, so compare roughly.) Whatever we train in this series has to
# beat this machine too.
#
# But one number hides ten. Is the machine equally good at all classes?

# %% tags=["nbval-ignore-output", "slide"] alt="Horizontal bars, share recognised by class: trousers and boots near 90 percent, coat 58, pullover below 50, the others 70 to 81, and the shirt, in amber, 21 percent. A dotted line at 10 percent marks guessing."
shares = torch.stack([right[train_set.targets == c].float().mean() for c in range(10)])
ax = new_axes(height=3.4)
colours = [ACCENT if c == shirt else FIRST for c in range(10)]
bars = ax.barh(train_set.classes, 100 * shares, color=colours)
ax.bar_label(bars, fmt="%.0f", padding=3)
ax.axvline(10, color="black", linestyle=":", label="guessing")
ax.invert_yaxis()
ax.set(xlim=(0, 100), xlabel="recognised (% of the class)")
ax.set_title("what the nearest mean picture recognises")
ax.legend(frameon=False);

# %% [markdown]
# Of the shirts it knows one in five. What does it take the others for?

# %% tags=["nbval-ignore-output", "slide-90"]
taken_for = guesses[train_set.targets == shirt].bincount(minlength=10).tolist()
Table(dict(zip(train_set.classes, taken_for, strict=True)))

# %% [markdown]
# Coats, T-shirts and pullovers, as expected. But a thousand *sandals*? Here are ten of
# those:

# %% tags=["slide-90"] alt="Ten shirts that were taken for sandals: dark bodies of which only the collar or the edges are bright, or broken patterns of bright specks on black."
odd = (train_set.targets == shirt) & (guesses == train_set.classes.index("Sandal"))
show_images(train_set.data[odd][:10], columns=5);

# %% [markdown]
# **Notice.** These shirts are dark, or bright only in specks. Wherever such a shirt is
# dark, a bright mean is far off. The sandal's mean is the darkest of the ten, and far
# off only at the few bright pixels. So it is the nearest. The machine compares
# brightness, pixel by pixel. Of sleeves and collars it knows nothing.

# %% [markdown] tags=["slide"]
# ## Summary
#
# Fashion-MNIST is 60,000 pictures to learn from and 10,000 to be examined on, in ten
# classes. They are stored as `uint8`, 0 to 255; `ToTensor` makes floats from 0 to 1. A
# digest shows that the bytes are the published ones. It cannot say whether the data is
# good; for that we looked and counted. Guessing names 10%, ten mean pictures more than
# two thirds, people 83.5%. The shirt is the hardest for our machine.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. Find the copies
#
# You suspect that pictures of one set stand in another, as in Zalando's first files.
# Write `count_copies(first, second)`: how many pictures of `second` are also in
# `first`, equal in every pixel? Both are `uint8` tensors of shape (N, H, W), each with
# an N of its own. A picture that stands twice in `second` counts twice. Return a whole
# number. (`digest` may help: to compare all pictures with all at once does not fit into
# memory.) And what of a picture that differs by one step in one pixel?

# %%
from helpers.exercises.lesson_02 import check_1, check_2, check_3


def count_copies(first, second):
    return ...


check_1(count_copies)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def count_copies(first, second):
#     known = {digest(picture.numpy().tobytes()) for picture in first}
#     return sum(digest(picture.numpy().tobytes()) in known for picture in second)
#
#
# check_1(count_copies)
# ```
#
# Now the clothes: `count_copies(*train_set.data.chunk(2))` finds 0. But it sees exact
# copies only: a copy that is a little darker slips through.
#
# </details>
#
# ### 2. From scratch: a machine that keeps everything
#
# The machine above keeps one picture a class. Another keeps all. Write
# `nearest_neighbour(stored, labels, asked)`: each picture in `asked` gets the label of
# the picture in `stored` to which its distance is smallest. `stored` (N, H, W) and
# `asked` (M, H, W) are `uint8` tensors, `labels` is a tensor of N whole numbers. Return
# M labels, in the order of `asked`. N or M may be 1. (Use `torch.cdist`, or a loop over
# `asked`: all differences at once, for 2,000 and 2,000 pictures, take 12 GB.) Before
# you subtract: what is 3 − 5 in `uint8`?

# %%
def nearest_neighbour(stored, labels, asked):
    return ...


check_2(nearest_neighbour)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def nearest_neighbour(stored, labels, asked):
#     stored, asked = stored.flatten(1).float(), asked.flatten(1).float()
#     return labels[torch.cdist(asked, stored).argmin(dim=1)]
#
#
# check_2(nearest_neighbour)
# ```
#
# `uint8` has no negative numbers: `3 − 5` is `254`. Store `train_set.data[:2000]` and
# ask about `[2000:4000]`: it names more than three in four. Ten means of the same 2,000
# name fewer than seven in ten.
#
# </details>
#
# ### 3. Find the bug
#
# Somebody mixes 2,000 pictures before taking their means, which should change nothing.
# But look:

# %% alt="Ten mean pictures that are all the same grey cloud, half shirt and half shoe, though they are titled with ten different classes."
def shuffled(pictures, labels, seed):
    generator = torch.Generator().manual_seed(seed)
    pictures = pictures[torch.randperm(len(pictures), generator=generator)]
    labels = labels[torch.randperm(len(labels), generator=generator)]
    return pictures, labels


mixed = shuffled(pixels[:2000], train_set.targets[:2000], seed=0)
show_images(class_means(*mixed), train_set.classes, columns=5);

# %% [markdown]
# Ten times the same ghost. The pictures are right, and so is `class_means`. Mend
# `shuffled` in the cell above: it should return all pictures in a random order that the
# seed decides, each with its own label. Run that cell again, then the check. Do the
# ghosts leave?

# %%
check_3(shuffled)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def shuffled(pictures, labels, seed):
#     generator = torch.Generator().manual_seed(seed)
#     order = torch.randperm(len(pictures), generator=generator)
#     return pictures[order], labels[order]
#
#
# check_3(shuffled)
# ```
#
# Each call draws another order from the generator. One order for both, or the labels
# are worth nothing; and no error tells you.
#
# </details>

# %% [markdown]
# What is still wrong: our machine was examined on the very pictures that made its
# means, and the test set has to stay shut. So where do we measure? [Lesson
# 3](03_split.ipynb) cuts a third set out of the first, and shows how quickly that goes
# wrong.
