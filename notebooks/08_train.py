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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/08_train.ipynb)
#
# # 8 · How far do fifteen epochs bring a network?
#
# Step 8 of ten: train. Lesson 6 derived, before any training, a number that the
# article's loss cannot get below. Lesson 7 wrote the loop. Now both meet 48,000
# pictures: first the article's network as it stands, then the mended one.
#
# You will
# - say how a training will end, then watch it, epoch by epoch,
# - read the curves: what is a floor, and what is learning by heart?
# - save the best weights, load them again, and watch kernels form out of noise.
#
# *50 minutes with the exercises. All cells run in 70 s on two CPU cores.*

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
# ## The article's network, as it stands
#
# For the first time a network learns from all the training pictures. The test set comes
# along, because `make_loaders` wants it, and stays closed until lesson 9:

# %%
from helpers.device import get_device, set_seed
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import make_loaders
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)

# %% [markdown]
# Both networks shall start alike: the same split, the same order of pictures, the same
# first weights. That is what the two seeds are for:

# %%
device = get_device()


def start(model_class):
    loaders = make_loaders(train_set, test_set, seed=0, device=device)
    set_seed(0)
    return loaders, model_class().to(device)

# %% [markdown]
# The article's settings are batches of 20, a learning rate of 0.04 and fifteen epochs.
# How many steps does the optimizer take in one epoch, and in all?

# %%
from helpers.models import ArticleNet, FashionCNN

loaders, article_net = start(ArticleNet)
epochs = 15
len(loaders["train"]), epochs * len(loaders["train"])

# %% [markdown]
# And where does it start? The loss before the first step, and the share of the
# validation pictures that the untrained network names correctly:

# %% tags=["nbval-ignore-output"]
from helpers.evaluation import evaluate
from torch import nn

criterion = nn.CrossEntropyLoss()
untrained = evaluate(article_net, loaders["valid"], criterion, device)
assert 2.25 < untrained.loss < 2.35 and untrained.accuracy < 0.25
round(untrained.loss, 2), round(untrained.accuracy, 2)

# %% [markdown]
# **Predict.** It starts near ln 10 = 2.30. Its floor is 1.4612. Write down the
# validation loss at which it will be after three epochs, and after fifteen. Here are the
# first three; the curves grow while it learns:

# %% tags=["nbval-ignore-output"]
from helpers.training import get_optimizer, train

mine = train(
    3, loaders, article_net, get_optimizer(article_net), criterion, device, live=True
)

# %% [markdown]
# It learns, and then it crawls. The other twelve epochs take four times as long, so we
# take them from a record. `make checkpoints` has trained this network in this very way,
# from this seed, and has written down what came out beside the weights in
# `helpers/weights`. A record must be checked. Does it begin with your three epochs?

# %% tags=["nbval-ignore-output"]
import json

records = {
    name: json.loads((home / f"helpers/weights/{name}.json").read_text())
    for name in ("article_net", "fashion_cnn")
}
recorded = records["article_net"]["history"]["valid_loss"][: len(mine)]
pairs = zip(mine.valid_loss, recorded, strict=True)
assert all(abs(a - b) < 0.05 for a, b in pairs) or train_set.source == "sample"
[round(loss, 3) for loss in mine.valid_loss], recorded

# %% [markdown]
# It does. (To train all fifteen yourself, write `epochs` in place of 3 and run this
# section again. Run only the cell that trains a second time, and training goes on from the
# best weights, with a new history.) How near to the floor does it end?

# %%
floor = 1.4612
best = min(records["article_net"]["history"]["valid_loss"])
assert floor < best < 1.63
round(best, 2)

# %% [markdown]
# All fifteen epochs, with the floor drawn in, and with your own three as crosses:

# %%
from helpers.plots import plot_history
from helpers.training import History

parts = ("train_loss", "valid_loss", "valid_accuracy")
article_history = History(*(records["article_net"]["history"][p] for p in parts))
ax = plot_history(article_history, floor=floor)
ax.plot(range(1, len(mine) + 1), mine.valid_loss, "kx", markersize=9, label="yours")
ax.set_title("The article's network")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** Both curves flatten out above the dotted line, and neither can cross it.
# Most of the way from 2.30 down to the floor is done. The rest is slow, because near 0
# and 1 the sigmoid is flat, as you saw in lesson 6. Somebody who does not know the
# floor sees a loss of about 1.6 and a flat curve, and blames the size of the network.

# %% [markdown]
# ## The mended network
#
# The same layers and the same number of parameters. It has a ReLU after each
# convolution, and no sigmoid at the end. The same seeds and settings, the same
# 36,000 steps, and you take all of them.
#
# Its kernels begin as random numbers. To see later how they form, we keep a copy of the
# first layer now and at four moments to come. An optimizer calls a function of yours
# after each of its steps, if you register it as a **hook**:

# %%
import copy
from itertools import count

loaders, cnn = start(FashionCNN)
optimizer, counter = get_optimizer(cnn), count(1)
epoch = len(loaders["train"])  # steps
moments = {epoch // 8: "1/8 epoch", epoch: "1 epoch", 3 * epoch: "3 epochs",
           15 * epoch: "15 epochs"}  # fmt: skip
layers = {"at first": copy.deepcopy(cnn.conv1)}


def keep(*_):
    step = next(counter)
    if step in moments:
        layers[moments[step]] = copy.deepcopy(cnn.conv1)


optimizer.register_step_post_hook(keep);

# %% [markdown]
# **Predict.** After how many epochs will it know more than the article's network knows
# after fifteen? This takes a minute or two:

# %% tags=["nbval-ignore-output"]
history = train(
    epochs, loaders, cnn, optimizer, criterion, device,
    save_path="fashion_cnn.pt", live=True,
)

# %% [markdown]
# The two losses cannot be compared: one of them has a floor. The accuracy can, the
# share of the 12,000 validation pictures that each names correctly:

# %%
import matplotlib.pyplot as plt
from helpers.plots import FIRST, SECOND

fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.plot(range(1, 16), history.valid_accuracy, "o-", color=FIRST, label="mended")
ax.plot(range(1, 16), article_history.valid_accuracy, "s--", color=SECOND,
        label="the article's")
ax.set(xlabel="epoch", ylabel="validation accuracy", ylim=(0.3, 1))
ax.set_title("Two networks of 11,252 parameters")
ax.legend(frameon=False);

# %% tags=["nbval-ignore-output"]
first, last = history.valid_accuracy[0], article_history.valid_accuracy[-1]
assert (first > 0.74 and 0.68 < last < 0.84) or train_set.source == "sample"
round(first, 2), round(last, 2)

# %% [markdown]
# **Notice.** One epoch of the mended network is worth about as much as fifteen of the
# article's, or more. Nothing was added that could learn: no layer, no parameter, no
# picture. (Where the article's curve jumps, a few classes wake up: over five trainings
# one of the ten brought, in the mean, more than a third of the largest jump.) And where
# does it stand at the end?

# %% tags=["nbval-ignore-output"]
best_accuracy = history.valid_accuracy[history.best_epoch - 1]
assert 0.86 < best_accuracy < 0.91 or train_set.source == "sample"
history.best_epoch, round(best_accuracy, 3)

# %% [markdown]
# One training may be luck. The records hold five trainings of each network, from five
# seeds. Do they agree?

# %%
losses = {name: record["valid_loss_by_seed"] for name, record in records.items()}
losses

# %%
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(losses["article_net"], "s", color=SECOND, label="the article's")
ax.plot(losses["fashion_cnn"], "o", color=FIRST, label="mended")
ax.axhline(floor, color="black", linestyle=":", label="the article's floor")
ax.set(xlabel="seed", ylabel="best validation loss", xticks=range(5), ylim=(0, 1.8))
ax.set_title("Five trainings of each, made by make checkpoints")
ax.legend(frameon=False, loc="center right");

# %% [markdown]
# **Notice.** From seed to seed a loss moves by a hundredth or two: neither result is
# luck. How far the two networks lie apart, this figure cannot say: the
# floor alone is higher than the distance. Only accuracies can be compared. The luck, at
# least, is small:

# %%
assert max(max(some) - min(some) for some in losses.values()) < 0.04

# %% [markdown]
# ## Learned, or learned by heart?
#
# The training loss of an epoch is a mean over weights that were still changing. To
# compare fairly, we ask the finished network about both sets, with the same weights and
# the same function:

# %% tags=["nbval-ignore-output"]
seen = evaluate(cnn, loaders["train"], criterion, device)
unseen = evaluate(cnn, loaders["valid"], criterion, device)
gap = unseen.loss - seen.loss
assert 0 < gap < 0.15 or train_set.source == "sample"
round(seen.loss, 2), round(unseen.loss, 2)

# %% [markdown]
# And the curves:

# %%
ax = plot_history(history)
ax.set_title("The mended network");

# %% [markdown]
# **Notice.** The gap is there, but it is small, and the validation loss has not turned
# upward for good. This network has hardly begun to learn by heart: 11,252 numbers
# are few for 48,000 pictures.
#
# How does it look otherwise? The same network and the same number of steps, 1,200, at a
# learning rate of 0.1: once over and over the same 200 pictures, once through 24,000
# pictures a single time:

# %%
from helpers.loaders import TensorLoader, split_dataset
from helpers.training import train_one_epoch
from torch.utils.data import Subset

train_part, _ = split_dataset(train_set)


def losses_after(pictures, epochs):
    few, shuffler = Subset(train_part, range(pictures)), set_seed(0)
    model, loader = FashionCNN(), TensorLoader(few, 20, True, shuffler, device)
    optimizer = get_optimizer(model.to(device), lr=0.1)
    for _ in range(epochs):
        train_one_epoch(model, loader, optimizer, criterion, device)
    sets = loader, loaders["valid"]
    return [evaluate(model, part, criterion, device).loss for part in sets]

# %% [markdown]
# **Predict.** Which of the two has the lower loss on its own pictures, and which on the
# validation set?

# %% tags=["nbval-ignore-output"]
half = min(24_000, len(train_part))  # the bundled sample has fewer
few, many = losses_after(200, epochs=120), losses_after(half, epochs=1)
by_heart = few[0] < many[0] and few[1] > many[1] + 0.3
assert by_heart or train_set.source == "sample"
[[round(loss, 2) for loss in pair] for pair in (few, many)]

# %% [markdown]
# **Notice.** On its own pictures the first has the lower loss; on others it has about
# three times the loss of the second. So wide a gap is learning by heart, also called
# over-fitting. The best cure is more pictures; lesson 10 shows what to do when there
# are no more.

# %% [markdown]
# ## What is in the file, and what is in the network?
#
# `train` has saved every new best. What does such a file hold?

# %% tags=["nbval-ignore-output"]
import torch

checkpoint = torch.load("fashion_cnn.pt", map_location="cpu", weights_only=True)
{name: value for name, value in checkpoint.items() if name != "state_dict"}

# %% [markdown]
# The epoch and its loss, as plain numbers, and the name of the class. And the weights,
# each under its name:

# %%
weights = checkpoint["state_dict"]
{name: tuple(value.shape) for name, value in weights.items()}

# %%
sum(value.numel() for value in weights.values())

# %% [markdown]
# The 11,252 numbers of lesson 5, no more: of the class only the name, not its code. So
# you make the model first, then fill it. The article's `torch.load` gives no
# `map_location`. If the network was on a GPU when it was saved, that fails on a machine
# without one. `weights_only=True` refuses files that would run code. `load_checkpoint`
# sees to both. Does a new model, filled from the file, get the same score to the last
# digit?

# %%
from helpers.checkpoints import load_checkpoint

fresh = FashionCNN().to(device)
load_checkpoint("fashion_cnn.pt", fresh)
again = evaluate(fresh, loaders["valid"], criterion, device)
again.loss - unseen.loss, again.correct - unseen.correct

# %% [markdown]
# It is the best network, not the last. And now to the five copies of the first layer.
# What do they make of a picture, the first ankle boot of the validation set?

# %%
from helpers.plots import show_feature_maps, show_images, show_kernels

images, labels = next(iter(loaders["valid"]))
boot = images[labels == 9][:1]
show_images(boot, ["Ankle boot"]);

# %% [markdown]
# **Predict.** At which of the five moments will you recognise the finished kernels? On
# the left are the kernels, each row divided by its largest weight; on the right is what
# they make of the boot, all on one scale:

# %%
kernels = torch.stack([layer.weight.detach()[:, 0] for layer in layers.values()])
largest = kernels.abs().amax(dim=(1, 2, 3))  # kernels are (5, 6, 5, 5)
with torch.inference_mode():
    maps = torch.cat([layer(boot)[0] for layer in layers.values()])  # (30, 24, 24)
titles = [text for name in layers for text in (name, *[""] * 5)]
fig, (left, right) = plt.subplots(1, 2, figsize=(11, 5.6), layout="constrained")
show_kernels(kernels / largest.view(-1, 1, 1, 1), titles, ax=left)
show_feature_maps(maps, titles, columns=6, ax=right);

# %% [markdown]
# **Notice.** A column is one kernel. Blue is positive, red negative. At first the
# weights are mixed at random, and yet the maps show a boot: any kernel leaves the
# picture standing. After an eighth of an epoch one kernel has turned nearly all of one
# colour: it measures brightness. At the end red stands beside blue, and such a kernel
# answers where bright meets dark. Nobody told the network about edges. It looks as if a
# network saw first what is bright, and then where it ends. That is a good story, and
# over several trainings it does not hold: the means of the kernels go back and forth
# ([table of claims](../helpers/results/claims.md)). Which kernel does what changes with
# the seed.
# A map is blue where its kernel fits, red where the picture is its opposite. Where the
# picture is black, only the bias is left: the pale tint of a whole background. All maps
# share one scale, so those of the first row are faint. The ReLU
# that comes next sets all red to zero; the article's network does without it.
#
# How alike is each row to the last? The cosine says it: 1 for the same pattern at any
# strength, 0 for nothing in common. And how large is the largest weight?

# %% tags=["nbval-ignore-output"]
flat = kernels.flatten(1)  # (5, 150)
alike = torch.cosine_similarity(flat, flat[-1:])
formed = alike[0] < alike[-2] - 0.1 and largest[-1] > 3 * largest[0]
assert formed or train_set.source == "sample"
rows = zip(layers, alike.tolist(), largest.tolist(), strict=True)
{name: (round(cosine, 2), round(weight, 1)) for name, cosine, weight in rows}

# %% [markdown]
# After three epochs the finished kernels can be recognised; before that, hardly. The
# first row is not at 0: training moves weights from where they are, so a part of the
# random start is in the finished kernels still.
#
# A map like these is made number by number, as in lesson 5. Here is your whole network,
# with six pictures that it has not learned from. Click a map of `conv1`, then a place
# where it is strongly coloured, and read the sum. Which of the 25 products make it
# large? Then switch the map off. Does the answer need it?

# %% tags=["nbval-ignore-output"]
from helpers.widgets import NetworkWidget

NetworkWidget(cnn, images[:6], labels[:6])

# %% [markdown]
# ## Summary
#
# The article's network learns, nears its floor and stays above it, as derived before
# the training. The mended network has the same layers. After one epoch it names about
# as many pictures as the article's after fifteen. Losses with different floors cannot
# be compared; accuracies can. A gap between the training and the validation loss tells
# of learning by heart: small with 48,000 pictures, large with 200. A checkpoint holds
# the weights under their names, and a few plain numbers. Kernels grow out of random
# numbers, and nobody tells them about edges.

# %% [markdown]
# ## Exercises
#
# ### 1. Count the steps
#
# Another data set has 50,000 pictures for training. You take batches of 64, the last
# one may be smaller, and ten epochs. How many steps does the optimizer take?

# %%
from helpers.exercises.lesson_08 import check_1, check_2, check_3

steps = ...
check_1(steps)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# import math
#
# steps = 10 * math.ceil(50_000 / 64)
# check_1(steps)
# ```
#
# 781 full batches, and one more with 16 pictures.
#
# </details>
#
# ### 2. How much of the way?
#
# A loss of 1.58 means little to somebody who does not know the floor. Write
# `share_of_the_way(loss, start, floor)`: 0 at the start, 1 at the floor, evenly in
# between. Which difference is divided by which?

# %%
def share_of_the_way(loss, start, floor):
    return ...


check_2(share_of_the_way)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def share_of_the_way(loss, start, floor):
#     return (start - loss) / (start - floor)
#
#
# check_2(share_of_the_way)
# ```
#
# Try it on `best`, with 2.3026 and 1.4612: most of the way is done.
#
# </details>
#
# ### 3. The same weights?
#
# You find two files and do not know whether they hold the same network. Write
# `same_weights(a, b)`, for two models: `True` if they have parameters of the same
# names, and every number is equal, else `False`. It must not fail when the shapes
# differ. What does `state_dict` give you?

# %%
def same_weights(a, b):
    return ...


check_3(same_weights)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def same_weights(a, b):
#     a, b = a.state_dict(), b.state_dict()
#     return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
#
#
# check_3(same_weights)
# ```
#
# `torch.equal` is `False` for different shapes; it does not fail.
#
# </details>

# %% [markdown]
# What is still wrong: the validation set has chosen the best epoch, so its score is no
# longer quite honest. In [lesson 9](09_test.ipynb) the test set is opened, once.
