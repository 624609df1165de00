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

# %% [markdown]
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/further/speed.ipynb)
#
# # + · Where does the time go?
#
# This notebook goes further than [lesson 4](../04_load_and_look.ipynb), and you can
# leave it out. Read it after [lesson 10](../10_predict.ipynb), whose words it uses.
#
# In lesson 4 a loader that cuts its batches from one tensor was much faster than a
# `DataLoader`. Why? And the article's training takes two minutes on two cores. At the
# end of this notebook less than a second on the same two does at least as well. Where
# did all the other seconds go?
#
# You will
# - follow one picture through a loader with a clock in your hand,
# - cut the same batches in four lines,
# - read from measurements what threads and batches give, and what no hardware gives.
#
# *40 minutes. All cells run in 8 s on two CPU cores.*

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
# ## The way of one picture
#
# We take the training pictures, and split them as in lesson 3:

# %%
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import split_dataset
from torchvision.transforms import ToTensor

train_set = FashionMNIST("../data", train=True, transform=ToTensor(), download=True)
train_part, _ = split_dataset(train_set)

# %% [markdown]
# All pictures lie in memory as one tensor of bytes. When a loader asks for one,
# torchvision first turns it into a picture of the library Pillow. Then `ToTensor` turns
# it back into a tensor. Step by step:

# %%
from PIL import Image

stored = train_set.data[0]  # (28, 28) uint8
picture = Image.fromarray(stored.numpy())
tensor = ToTensor()(picture)
type(picture).__name__, picture.size, tensor.shape

# %% [markdown]
# Why go there and back? The stored numbers, divided by 255, are what we want. Do they
# make the same tensor?

# %%
import torch


def straight(i):
    return train_set.data[i].unsqueeze(0).float().div(255)


torch.equal(straight(0), train_set[0][0])

# %% [markdown]
# The same. So two ways lead to one picture. Afterwards twenty pictures are stacked into
# a batch. We time both ways, the stacking, and a `DataLoader` as a whole, with a clock
# that counts the processor's time. The four take turns, so that a busy moment hits all
# alike, and we keep the best of five:

# %%
import time
import timeit
from torch.utils.data import DataLoader, Subset, default_collate


def microseconds(step, times=500, pictures=1):
    took = timeit.timeit(step, timer=time.process_time, number=times)
    return took / times / pictures * 1e6


twenty = [train_set[i] for i in range(20)]
few = DataLoader(Subset(train_part, range(1000)), batch_size=20)
turns = [
    {
        "a DataLoader, in all": microseconds(lambda: list(few), 1, pictures=1000),
        "through Pillow": microseconds(lambda: train_set[0]),
        "straight": microseconds(lambda: straight(0)),
        "stacking": microseconds(lambda: default_collate(twenty), pictures=20),
    }
    for _ in range(5)
]
costs = {way: min(turn[way] for turn in turns) for way in turns[0]}

# %% [markdown]
# **Predict.** How much of the loader's time is the way through Pillow: a third, a half,
# more? And how long does the straight way take?

# %% tags=["nbval-ignore-output"] alt="Four bars, microseconds for one picture. The longest is the DataLoader in all; the way through Pillow is most of it; the straight way is several times shorter, and stacking is the shortest."
from helpers.style import ACCENT, FIRST, NETWORKS, SECOND, new_axes

ax = new_axes(height=2.4)
bars = ax.barh(list(costs), list(costs.values()), color=[SECOND, FIRST, ACCENT, FIRST])
ax.bar_label(bars, fmt=" %.1f")
ax.invert_yaxis()
ax.margins(x=0.1)
ax.set(xlabel="microseconds of the processor for one picture");

# %% [markdown]
# **Notice.** Most of the time goes on the way to Pillow and back, which ends where it
# began. And each picture goes alone, with a dozen Python calls of its own. `DataLoader`
# is made for photographs on a disk, each of which must be read, unpacked and cropped.
# Our pictures are small, raw, and already here.

# %% [markdown]
# ## Cut the batches yourself
#
# If all pictures are one tensor, a batch is a slice of it. Only the pictures of this
# batch become floats:

# %%
def cut(images, labels, batch_size):
    for start in range(0, len(labels), batch_size):
        rows = slice(start, start + batch_size)
        yield images[rows].unsqueeze(1).float().div(255), labels[rows]


rows = train_part.indices[:5000]
images, labels = train_set.data[rows], train_set.targets[rows]
next(cut(images, labels, 20))[0].shape

# %% [markdown]
# `yield` makes a generator: the loop waits there until somebody asks for the next
# batch. Are these the batches of a `DataLoader`, to the last bit?

# %%
def same_batches(ours, theirs):
    for (x, y), (their_x, their_y) in zip(ours, theirs, strict=True):
        same = torch.equal(x, their_x) and torch.equal(y, their_y)
        assert same, "Two batches differ: run the cells above again, in order."
    return "all batches are the same"


part = Subset(train_set, rows)
same_batches(cut(images, labels, 20), DataLoader(part, batch_size=20))

# %% [markdown]
# **Predict.** We time both, in microseconds for one picture. How many times faster are
# the four lines?

# %% tags=["nbval-ignore-output"]
from helpers.table import Table


def best(batches):
    return min(microseconds(lambda: list(batches()), 1, len(part)) for _ in range(5))


slow = best(lambda: DataLoader(part, batch_size=20))
fast = best(lambda: cut(images, labels, 20))
Table({"DataLoader": slow, "cut": fast, "times faster": slow / fast}, digits=1)

# %% [markdown]
# **Notice.** No hardware was bought. The detour through Pillow is gone, and the
# loader's own bookkeeping with it. And a call that served one picture now serves
# twenty.
#
# Which gave more: to leave out Pillow and the loader's bookkeeping, or to serve twenty
# pictures a call? To find out, let `cut` serve one picture at a time:

# %% tags=["nbval-ignore-output"]
single = best(lambda: cut(images, labels, 1))
Table({"no detour": slow / single, "twenty a call": single / fast}, digits=1)

# %% [markdown]
# **Notice.** Twenty pictures a call gave more when this was run. Both numbers say how
# many times faster; multiplied, they give the number above.
#
# `TensorLoader` in `helpers/loaders.py` goes one step further: it turns a thousand
# pictures at once into floats. It also shuffles. With the same seed, does it shuffle
# its first epoch as the `RandomSampler` does that a `DataLoader` has inside?

# %%
from helpers.loaders import TensorLoader
from torch.utils.data import RandomSampler

one, other = (torch.Generator().manual_seed(4) for _ in range(2))
sampler = RandomSampler(part, generator=one)
theirs = DataLoader(part, batch_size=20, sampler=sampler)
ours = TensorLoader(part, batch_size=20, shuffle=True, generator=other)
same_batches(ours, theirs)

# %% [markdown]
# Yes. In later epochs the orders differ: by then the sampler has drawn more random
# numbers than our loader. (We give the generator to the sampler, for a `DataLoader`
# draws one number more before it shuffles.)
#
# We could turn all pictures into floats once and for all, and save the division. What
# would that cost, in millions of bytes?

# %%
in_bytes, floats = train_set.data.nbytes, 4 * train_set.data.numel()
Table({"as bytes": in_bytes / 1e6, "as float32": floats / 1e6}, digits=1)

# %% [markdown]
# Four times as much memory, to save one division. With a hundred times as many pictures
# you could not afford that. So they stay bytes until their turn comes.
#
# Another remedy is well known: `num_workers`, several processes that load. They load
# while the network learns, each on a core of its own. But the work stays as large, and
# each batch must go from one process to another. For photographs, which are slow to
# unpack, that may be worth its price. For ours, the four lines are the better bargain.
#
# ## An epoch is more than loading
#
# The course's own measurement timed all parts of the work on one computer (AMD EPYC,
# two cores, two threads); `make bench` in a terminal repeats it. The article's way and
# ours took five or more turns each, of which we take the median, the one in the middle.
# How many times faster did each part become?

# %%
from helpers.results import load
from statistics import median

record = load("speed")
before, ours = (
    {part: median(record["cpu"][part][way]["seconds"])
     for part in ["batches", "testing", "epochs"]}
    for way in ("article", "ours")
)  # fmt: skip
{part: round(before[part] / ours[part], 1) for part in before}

# %% [markdown]
# `batches` serves all 48,000 pictures, shuffled, from a `DataLoader` and from
# `TensorLoader`. `testing` asks a network about 10,000. `epochs` trains for one epoch
# and validates. It gained least. Where did its time go?

# %% alt="Stacked bars of one epoch. The article's way: about two and a half seconds of loading and six of learning and validating. Ours: hardly any loading, and less than four seconds of the rest."
ax = new_axes(height=2)
ways = ["the article's way", "ours"]
loading = [before["batches"], ours["batches"]]
rest = [before["epochs"] - loading[0], ours["epochs"] - loading[1]]
ax.barh(ways, loading, color=ACCENT, label="loading the training pictures")
ax.barh(ways, rest, left=loading, color=SECOND, label="learning and validating")
for row, (parts, total) in enumerate(zip(loading, (before, ours), strict=True)):
    text = f" {total['epochs']:.1f} s, of it loading {parts:.2f}"
    ax.text(total["epochs"], row, text, va="center")
ax.invert_yaxis()
ax.legend(frameon=False, loc="lower right")
ax.set(xlabel="seconds of one epoch", xlim=(0, 12));

# %% [markdown]
# **Notice.** We made loading a hundred times faster, and the epoch about twice as fast.
# Suppose that only the orange part, loading the training pictures, had become free. How
# many times faster would the article's epoch be?

# %%
round(before["epochs"] / rest[0], 2)

# %% [markdown]
# Loading took about three tenths of the epoch. Without it seven tenths are left, and 1
# / 0.7 is 1.4. However clever you are, a part can give back no more than it took. That
# is **Amdahl's law** (1967).
#
# Our epoch gained more, because the grey part became shorter, too. The validation
# pictures no longer go through Pillow, and need no gradients. And `TensorLoader` lays
# the numbers of a batch in memory in an order that is quicker to pool. What each of
# these gave was not measured.
#
# So measure first, then speed up what takes longest.
#
# ## Threads and batches
#
# Learning is sums of products. PyTorch can share them out among **threads**: parts of a
# program that run at the same time, each on a core of its own. The same record has a
# training step of each network, with one thread and with two. (In the figure, lines are
# medians, and small dots single turns.)
#
# **Predict.** How many times faster is a step of `FashionCNN` with two threads, for a
# batch of 20? And for a batch of 1,000?

# %% alt="Lines for four networks over batch sizes 20, 100 and 1,000. For the MLP, two threads give nothing at 20 and 1.7 times at 1,000; FashionCNN has 1.3, 1.6 and 1.5; ArticleNet 1.3, 1.5 and 1.8, GlobalPoolCNN 1.65, 1.75 and 1.5. No line reaches the dotted one at 2. Single turns spread most at 1,000."
steps = {(row["network"], row["batch"], row["threads"]): row["milliseconds"]
         for row in record["growth"]["threads"]}  # fmt: skip
sizes, ax = [20, 100, 1000], new_axes(height=3.4)
for name in ("MLP", "ArticleNet", "FashionCNN", "GlobalPoolCNN"):
    pairs = [(steps[name, size, 1], steps[name, size, 2]) for size in sizes]
    gain = [median(one) / median(two) for one, two in pairs]
    ax.plot(sizes, gain, **NETWORKS[name], label=name)
    for size, (one, two) in zip(sizes, pairs, strict=True):
        turns = torch.tensor(one) / torch.tensor(two)
        ax.plot([size] * len(one), turns, ".", color=NETWORKS[name]["color"], ms=4)
ax.hlines([1, 2], 18, 1100, colors="black", linestyles=["-", ":"], linewidth=0.9)
ax.set(xscale="log", xlabel="pictures in a batch", ylabel="times faster")
ax.set_xticks(sizes, ["20", "100", "1,000"])
ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
ax.minorticks_off();

# %% [markdown]
# **Notice.** No median reaches two, the dotted line. `FashionCNN` gains 1.3 times at
# 20, and about 1.5 at 1,000. Sharing out a step takes time, and the threads must wait
# for each other. A small step has little to share: with twenty pictures the MLP gains
# nothing. Our set-up cell asks for one thread. That costs some speed, and leaves the
# other cores to you.
#
# Part of a step's cost is the same for one picture and for a thousand. So how many
# times dearer is a picture alone than one in a batch of 20? And one in a batch of 20
# than one in a batch of 1,000?

# %% alt="A falling line on logarithmic axes: a picture costs about 800 microseconds in a batch of 1, under 100 in a batch of 20, and 30 to 40 from 100 to 1,000, where the line is nearly flat; at 2,000 it rises to 50."
growth = record["growth"]["batch"]
sizes = [row["batch"] for row in growth]
each = [1000 * median(row["milliseconds"]) / row["batch"] for row in growth]
ax = new_axes(height=3.2)
ax.plot(sizes, each, **NETWORKS["FashionCNN"])
ax.set(xscale="log", yscale="log", xlabel="pictures in a batch")
ax.set(ylabel="microseconds for one picture")
ax.set_title("a training step of FashionCNN, two threads")
ax.set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1,000"])
ax.set_yticks([30, 50, 100, 200, 400, 800], ["30", "50", "100", "200", "400", "800"])
ax.minorticks_off();

# %% [markdown]
# **Notice.** Alone, a picture costs twelve times what it costs in a batch of 20. In a
# batch of 1,000 it costs less than half of what it costs in a batch of 20. At 2,000 a
# picture becomes dearer; why, this measurement does not say.
#
# But speed is not all. An epoch of larger batches has fewer steps, so at the same
# learning rate the network learns less in it (lesson 6). We keep the twenty.
#
# ## And a GPU?
#
# A GPU has thousands of small cores, and large sums of products keep them busy. But
# Python hands it the operations of a step one by one, and that takes as long for twenty
# pictures as for two thousand. A small network with small batches leaves a GPU idle
# most of the time.
#
# We measured no GPU. The next cell times a training step on your processor, and on your
# GPU if you have one. (It takes one thread, so do not compare with the figure above.)
# How many milliseconds does a step take, for each size of batch?

# %% tags=["nbval-ignore-output"]
from helpers.device import get_device
from helpers.models import FashionCNN
from torch import nn


def step_milliseconds(device, batch_size):
    model = FashionCNN().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.04)
    x = torch.rand(batch_size, 1, 28, 28, device=device)
    y = torch.randint(10, (batch_size,), device=device)

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()  # waits until the device has done all this

    return 1000 * min(timeit.repeat(step, number=1, repeat=10))


sizes = [20, 200, 2000]
devices = sorted({"cpu", get_device().type})
rows = {f"{d}, ms": [step_milliseconds(d, n) for n in sizes] for d in devices}
Table(rows, ["20", "200", "2,000"])

# %% [markdown]
# **Notice.** For a hundred times the batch, the row of a processor grows about a
# hundredfold: it is busy. If a row is nearly the same for 20 and for 2,000, the device
# is waiting for orders. Three habits help. Put the pictures on the GPU once
# (`TensorLoader(…, device="cuda")`). Take larger batches. And do not ask the GPU for
# numbers in between: `loss.item()` waits until all work is done, and the article's loop
# calls it at every step.
#
# ## What no hardware gives
#
# The same record has another recipe, for a network with as many weights as the
# article's. It leaves out the last sigmoid and has ReLU between the convolutions
# (lessons 5 and 6). It brings the pictures to mean 0 and deviation 1, and normalises
# inside (lesson 10). It has momentum (lesson 7), batches of fifty, and a learning rate
# that rises and falls once.
#
# This network learns from 10,000 pictures, once. The article's network learns from
# 48,000, 15 times. How good are they on the validation set?

# %%
epochs = record["cpu"]["epochs"]
article = epochs["ours"]["values"][-1][2]  # the same network, its 15th epoch
quick = epochs["quick"]["values"]  # 15 trainings, a seed each
rows = {"the article's network": article, "another recipe, at least": min(quick)}
Table(rows, digits=3)

# %% [markdown]
# **Predict.** The article's way takes about two minutes for its 15 epochs. Two steps
# stand between it and the other recipe: our code, and the corrected network of lesson
# 8. After one epoch that network names at least as many as the article's after fifteen
# ([table of claims](../../helpers/results/claims.md)). How long does each take?

# %%
mended = record["cpu"]["goal"]["mended"]
pairs = zip(mended["seconds"], mended["values"], strict=True)
rows = {"the article's 15 epochs": 15 * median(epochs["article"]["seconds"]),
        "the same 15, our code": 15 * median(epochs["ours"]["seconds"]),
        "corrected network, 1 epoch": median(s / n for s, (_, n) in pairs),
        "the other recipe": median(epochs["quick"]["seconds"])}  # fmt: skip
Table(rows, ["seconds"], digits=1)

# %% [markdown]
# **Notice.** The last row is more than a hundred times faster than the first, in three
# steps. Our code made it twice as fast. Correcting the article's mistakes made it
# twelve times faster again, because one epoch is then enough. The rest of the recipe
# made it five or six times faster still.
#
# The first row takes 36,000 steps of twenty pictures. The last takes 200 steps of
# fifty. A GPU can shorten a step; how many you take is your own choice.
#
# ## Summary
#
# Measure before you speed up: a part that takes a third of the time can give back a
# third at most. Every Python call costs, so serve many pictures with each. Threads need
# steps that are large enough to share; a GPU, which we did not measure, needs large
# batches. And a recipe that needs fewer steps can save more than quicker steps do.

# %% [markdown]
# Back to [lesson 10](../10_predict.ipynb).
