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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/08_train.ipynb)
#
# # 8 · How far do fifteen epochs bring a network?
#
# Step 8 of ten: train. Lesson 6 derived a number that the article's loss cannot get
# below. Lesson 7 wrote the loop. Now the loop meets 48,000 pictures: first with the
# article's network, then with the corrected one.
#
# You will
# - say how a training will end, then watch it, epoch by epoch,
# - read the curves: what is a floor, and what is learning by heart?
# - save the best weights, load them again, and watch six kernels leave their noise.
#
# *80 minutes with the exercises. All cells run in 71 s on two CPU cores.*

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
# ## Before and after
#
# > **The article's step 8.** It trains for fifteen epochs and prints both losses after
# > each. When the validation loss has decreased, it saves the weights
# > ([Adwait Dathan R,
# > 2021](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)).
# > We do the same, and draw the two losses.
#
# The pictures first: 48,000 to learn from, 12,000 to validate. The test set stays
# closed:

# %%
from helpers.device import get_device, set_seed
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import make_loaders
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
device = get_device()
loaders = make_loaders(train_set, seed=0, device=device)

# %% [markdown]
# What will training change? Above is the corrected network as it begins, below the same
# network, trained for the course. Drag the picture, or draw one: both see it. Click a
# map of `conv1` in each to see its kernel. Where can you tell that the lower one has
# learned: in its kernels, in its maps, or only in its answer?

# %% tags=["slide"]
from helpers.checkpoints import load_checkpoint
from helpers.models import ArticleNet, FashionCNN
from helpers.widgets import NetworkWidget

set_seed(0)
before, after = FashionCNN(), FashionCNN()
load_checkpoint(home / "helpers/weights/fashion_cnn.pt", after)
images, labels = (part[:6].cpu() for part in next(iter(loaders["valid"])))
titles, draw = ("before the first step", "after the best epoch"), ["draw"]
NetworkWidget(before, images, labels, other=after, titles=titles, controls=draw)

# %% [markdown]
# **Notice.** The answer tells at once: the upper network gives every class about one
# part in ten, wherever the picture lies. The kernels tell, if you read their numbers:
# below, the largest are several times as large. The maps hardly tell: random kernels
# show the picture too.

# %% [markdown]
# ## Two trainings
#
# Both networks start alike: the same split, order of pictures and first weights. The
# settings are the article's: batches of 20 and a learning rate of 0.04. How many steps
# are in one epoch, and in all fifteen?

# %%
from helpers.training import get_optimizer, train
from torch import nn


def start(model_class):
    loaders = make_loaders(train_set, batch_size=20, seed=0, device=device)
    set_seed(0)
    model = model_class().to(device)
    return loaders, model, get_optimizer(model, lr=0.04)

# %%
epochs, criterion = 15, nn.CrossEntropyLoss()
loaders, article_net, optimizer = start(ArticleNet)
len(loaders["train"]), epochs * len(loaders["train"])

# %% [markdown]
# And where does it start? Untrained, asked about the validation pictures:

# %% tags=["nbval-ignore-output"]
from helpers.evaluation import evaluate
from helpers.table import Table

untrained = evaluate(article_net, loaders["valid"], criterion, device)
Table({"validation loss": untrained.loss, "accuracy": untrained.accuracy})

# %% [markdown]
# **Predict.** This loss starts near ln 10 = 2.30, and its floor is 1.4612. Where
# between them will it be after three epochs? And what share of the pictures will the
# network name by then? On a GPU all fifteen epochs run, on a CPU three:

# %% tags=["nbval-ignore-output", "slide"] alt="Two curves of the losses of the article's network by epoch, for training and validation. Both start below 1.9 after the first epoch and are nearly flat at about 1.65, far above zero."
few_or_all = 3 if device.type == "cpu" else epochs
mine = train(
    few_or_all, loaders, article_net, optimizer, criterion, device, live=True
)
Table({"accuracy after the last epoch": mine.valid_accuracy[-1]})

# %% [markdown]
# It learns, and then it crawls. On a CPU the other twelve epochs would take four times
# as long. So we take them from a record: a training from the same seed. Your own epochs
# are the crosses. (Another computer rounds differently, so they may lie a little beside
# the record.) How near to the floor does the record end?

# %%
from helpers.results import load

runs, floor = load("claims")["runs"], 1.4612
record = runs["article"]["0"]  # of seed 0

# %% tags=["nbval-ignore-output", "slide"] alt="The validation loss falls from 2.30 to below 1.7 in one epoch, then creeps to about 1.57 after fifteen, above a dotted floor at 1.4612. Crosses mark the reader's own epochs."
from helpers.style import FIRST, NETWORKS, SECOND, new_axes

ax = new_axes(height=3.6)
losses = [untrained.loss, *record["valid_loss"]]  # from before the first step
ax.plot(range(16), losses, **NETWORKS["ArticleNet"], label="record")
ax.plot(range(1, len(mine) + 1), mine.valid_loss, "kx", markersize=10, label="yours")
ax.axhline(floor, color="black", linestyle=":", label="floor: 1.4612")
ax.set(xlabel="epoch", ylabel="validation loss (nats per picture)")
ax.set(xlim=(-0.5, 15.5), ylim=(1.4, 2.4))
ax.set_title("the article's network, epoch by epoch")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** Most of the way is done in the first epoch. The rest is slow, and ends
# about 0.1 above the floor. One reason is the sigmoid: where its output nears 0 or 1 it
# is flat, so even a picture that is surely wrong hardly moves a weight.
#
# Now the corrected network. It takes the same 36,000 steps with the same layers, but it
# has a ReLU after each convolution and no sigmoid at the end.
#
# To see how its kernels form, we keep copies of the weights. An optimizer calls a
# function of yours after each step, if you register one. Such a function is a **hook**:

# %%
import copy

loaders, cnn, optimizer = start(FashionCNN)
states = {"0": copy.deepcopy(cnn.state_dict())}

# %%
from itertools import count

per_epoch, steps = len(loaders["train"]), count(1)
moments = {per_epoch // 8: "1/8"} | {n * per_epoch: str(n) for n in (1, 3, 6, 15)}


def keep(*_):
    step = next(steps)
    if step in moments:
        states[moments[step]] = copy.deepcopy(cnn.state_dict())


optimizer.register_step_post_hook(keep);

# %% [markdown]
# Fifteen epochs take a minute or two. After the first, the stop button ends them early:
# the best weights so far stay, and all cells below run. Does this loss flatten out too?

# %% tags=["nbval-ignore-output", "slide"] alt="Two curves of the losses of the corrected network: from below 0.8 after the first epoch to about 0.3, training and validation close together."
history = train(
    epochs, loaders, cnn, optimizer, criterion, device,
    save_path="fashion_cnn.pt", live=True,
)  # fmt: skip

# %% [markdown]
# It does, but near 0.3, and its floor is 0. The article's loss holds 1.4612 that even
# perfect answers would cost. So the two losses do not say which network names more
# pictures. The accuracies do.
#
# **Predict.** After how many epochs does the corrected network name more pictures than
# the article's after fifteen? And how much is luck? The thin lines are five recorded
# trainings of each network, from five seeds; yours repeats one of these, seed 0:

# %% tags=["nbval-ignore-output", "slide"] alt="Accuracy by epoch. The corrected network's trainings run close together from about 0.8 to 0.89. The article's start between 0.42 and 0.59, jump at different epochs, and end between 0.75 and 0.79."
ax = new_axes(height=4)
for name, kind in (("ArticleNet", "article"), ("FashionCNN", "mended")):
    colour = NETWORKS[name]["color"]
    for seed, run in runs[kind].items():
        look = {"color": colour, "lw": 0.8, "alpha": 0.6}
        label = f"{name}, recorded" if seed == "0" else None
        ax.plot(range(1, 16), run["valid_accuracy"], **look, label=label)
for name, own in (("ArticleNet", mine), ("FashionCNN", history)):
    x = range(1, len(own) + 1)
    ax.plot(x, own.valid_accuracy, **NETWORKS[name], label=f"{name}, yours")
ax.set(xlabel="epoch", ylabel="validation accuracy", xlim=(0.5, 15.5), ylim=(0.2, 1))
ax.set_title("two networks of 11,252 parameters, five trainings of each and yours")
ax.legend(frameon=False, loc="lower right");

# %% [markdown]
# In numbers, your training beside the record:

# %% tags=["nbval-ignore-output", "slide-90"]
rows = {"the article's, best of fifteen epochs": max(record["valid_accuracy"])}
for epoch, accuracy in enumerate(history.valid_accuracy, start=1):
    if epoch in (1, history.best_epoch):
        rows[f"corrected, after epoch {epoch}"] = accuracy
Table(rows, digits=3)

# %% [markdown]
# **Notice.** One epoch of the corrected network is worth fifteen of the article's, or
# more, in all five trainings. Luck matters less to it than to the article's: its five
# lines lie close together. Nearly all the gain comes from leaving the sigmoid out:
# after fifteen epochs, ReLU makes a difference of less than a point ([table of
# claims](../helpers/results/claims.md)).
#
# The article's curves jump, at different epochs. At a jump the network begins to name a
# class that it hardly named before: in the largest jump one class alone makes up about
# half of what all classes gain, on average.
#
# Can the floor be lowered? The article's ten scores lie between 0 and 1, and softmax
# makes little of such small differences. So divide all scores by one number T, the
# **temperature**, before the loss. With T = 0.5 they lie between 0 and 2. No answer
# changes: the largest score stays the largest. Which T gives the lowest loss?

# %%
import torch
from helpers.calibration import fit_temperature


def with_temperature(model):
    model.to(device).eval()
    with torch.inference_mode():
        parts = [(model(x), y) for x, y in loaders["valid"]]
    scores, truth = (torch.cat(part) for part in zip(*parts, strict=True))
    t = fit_temperature(scores, truth)
    return [criterion(scores, truth).item(), t, criterion(scores / t, truth).item()]

# %% [markdown]
# **Predict.** Take the course's two networks, each with the best weights of its fifteen
# epochs. With its best T, will the loss of `ArticleNet` stay above 1.4612, come near
# the corrected one's, or end somewhere between?

# %% tags=["slide-90"]
finished = ArticleNet()
load_checkpoint(home / "helpers/weights/article_net.pt", finished)
rows = {"the article's, the course's weights": finished,
        "corrected, the course's weights": after}  # fmt: skip
columns = ["loss", "best T", "loss with it"]
Table({name: with_temperature(model) for name, model in rows.items()}, columns)

# %% [markdown]
# **Notice.** The loss of `ArticleNet` falls far below its old floor, to about twice the
# loss of the corrected network. A small T spreads the scores out, so the floor has sunk
# too, nearly to 0. The old floor came from the sigmoid and the loss together, not from
# what the network knows. The network's scores tell the classes apart far better than
# 1.58 lets one believe. (We chose T on the pictures on which we then measured, which
# flatters a little.)

# %% [markdown]
# ## Learned, or learned by heart?
#
# The training loss of an epoch is a mean over its batches, and the first of them met a
# network that knew less. To compare fairly, we ask the finished network about both
# sets:

# %% tags=["nbval-ignore-output", "slide"]
seen = evaluate(cnn, loaders["train"], criterion, device)
unseen = evaluate(cnn, loaders["valid"], criterion, device)
rows = {"pictures it has learned from": seen.loss, "validation": unseen.loss}
Table(rows | {"gap": unseen.loss - seen.loss}, digits=3)

# %% [markdown]
# **Notice.** The gap is small: this network has hardly begun to learn by heart. A
# likely reason: 11,252 numbers are few for 48,000 pictures.
#
# How does learning by heart look? We train the same network twice, each time for 1,200
# steps at a learning rate of 0.1. One training goes over and over the same 200
# pictures. The other goes through 24,000 pictures a single time:

# %%
from helpers.loaders import TensorLoader, split_dataset
from helpers.training import train_one_epoch
from torch.utils.data import Subset

train_part, _ = split_dataset(train_set)

# %%
def losses_along(pictures, epochs, every=1):
    few, shuffler = Subset(train_part, range(pictures)), set_seed(0)
    loader = TensorLoader(few, 20, shuffle=True, generator=shuffler, device=device)
    model = FashionCNN().to(device)
    optimizer = get_optimizer(model, lr=0.1)
    sets, along = (loader, loaders["valid"]), []
    for epoch in range(epochs + 1):
        if epoch:
            train_one_epoch(model, loader, optimizer, criterion, device)
        if epoch % every == 0:
            along.append([evaluate(model, s, criterion, device).loss for s in sets])
    return along

# %% [markdown]
# **Predict.** Sketch two curves for the 200 pictures: the loss on these pictures, and
# on the validation set. Where will the training with 24,000 pictures end?

# %% tags=["nbval-ignore-output", "slide"] alt="Losses over 1,200 steps. Learning from 200 pictures: on these the loss falls to nearly zero, on the validation pictures it falls from 2.3 to about 1, then climbs to about 1.5. After one pass through 24,000 pictures both losses are near 0.6, close together."
half = min(24_000, len(train_part))  # the bundled sample has fewer
few, many = losses_along(200, epochs=120, every=15), losses_along(half, epochs=1)
ax, taken = new_axes(height=3.6), range(0, 1201, 150)
own, other = zip(*few, strict=True)
ax.plot(taken, other, "s-", color=FIRST, label="from 200, asked about validation")
ax.plot(taken, own, "o--", color=SECOND, label="from 200, asked about these")
names = "these", "validation"
for loss, mark, name in zip(many[-1], "ox", names, strict=True):
    look = {"color": "black", "markerfacecolor": "none", "markersize": 9}
    ax.plot(half // 20, loss, mark, **look, label=f"from {half:,}, asked about {name}")
ax.set(xlabel="steps of 20 pictures", ylabel="loss (nats per picture)", ylim=(0, None))
ax.set_title("1,200 steps, over and over 200 pictures or once through many")
ax.legend(frameon=False)
rows = {"200 pictures, 120 times": few[-1], f"{half:,} pictures, once": many[-1]}
Table(rows, ["on the same pictures", "on validation pictures"])

# %% [markdown]
# **Notice.** With 200 pictures the lower curve comes to rest near zero: the network
# knows them by heart. The upper one falls to about 1, then climbs. From that turn on,
# the loss on the 200 pictures still falls, and the loss on the validation pictures
# rises. That is **over-fitting**. After 24,000 pictures, circle and cross lie close
# together: a picture seen once is hardly learned by heart.

# %% [markdown]
# ## What is in the file, and what is in the network?
#
# `train` has saved every new best, each over the one before. What does such a file, a
# **checkpoint**, hold besides the weights?

# %% tags=["nbval-ignore-output", "slide-90"]
from helpers.checkpoints import find_checkpoint

path = find_checkpoint("fashion_cnn.pt")
checkpoint = torch.load(path, map_location="cpu", weights_only=True)
{name: value for name, value in checkpoint.items() if name != "state_dict"}

# %% [markdown]
# The epoch and its loss, the names of the classes, and the shape of a picture. And the
# weights, with their shapes and their count:

# %%
weights = checkpoint["state_dict"]
shapes = {name: str(tuple(value.shape)) for name, value in weights.items()}
Table(shapes | {"numbers in all": sum(value.numel() for value in weights.values())})

# %% [markdown]
# The file holds these 11,252 numbers and no code: of the class `FashionCNN` it has the
# name only. So you make the model first, then fill it.
#
# `map_location` says where the weights go. Without it, as in the article, weights saved
# from a GPU fail on a machine that has none. `weights_only=True` refuses files that
# would run code. `load_checkpoint` sees to both. How far is a new model, filled from
# the file, from the one that you trained?

# %% tags=["nbval-ignore-output"]
fresh = FashionCNN().to(device)
load_checkpoint(path, fresh)
again = evaluate(fresh, loaders["valid"], criterion, device)
again.loss - unseen.loss, again.correct - unseen.correct

# %% [markdown]
# No difference: at the end `train` put the best weights back into `cnn`, and these are
# in the file.
#
# Now the copies that the hook has kept. Each column is one of the six kernels of
# `conv1`, each row a moment. Blue weights are positive, red ones negative; the darker
# red ones bear a minus. Each square has a scale of its own, or the first rows would be
# pale. When is a kernel nearly all of one colour?

# %%
kernels = torch.stack([state["conv1.weight"][:, 0].cpu() for state in states.values()])
largest = kernels.abs().amax(dim=(2, 3), keepdim=True)  # kernels are (moments, 6, 5, 5)

# %% tags=["cover", "nbval-ignore-output", "slide-90"] alt="Six kernels of five by five weights at six moments. Random patterns at first; after an eighth of an epoch one is nearly all of one sign; the later, the more they resemble the last row, where most have red beside blue."
from helpers.plots import show_kernels

titles = [text for name in states for text in (f"epoch {name}", *[""] * 5)]
ax = new_axes(width=7, height=7.2)
show_kernels(kernels / largest, titles, ax=ax);

# %% [markdown]
# **Notice.** After an eighth of an epoch one kernel has turned nearly all of one
# colour: it measures brightness. (So it was in all five recorded trainings.) At the end
# most have red beside blue, and such a kernel answers where bright meets dark. But red
# stands beside blue in the first row too: a random kernel answers to some edges
# already. Training changes which edges a kernel answers to, and how strongly.
#
# Last comes your own network, with a slider through its training. Move it from
# `trained`, the best weights, back to 0. Then open a number of `conv1` and move the
# slider again: which of the 25 products change?

# %% tags=["nbval-ignore-output", "slide-90"]
NetworkWidget(cnn, images, labels, history=states, controls=draw)

# %% [markdown]
# **Notice.** All products change, save where the pixel is black. Yet even at 0 the maps
# show the picture: random kernels do not destroy it.

# %% [markdown] tags=["slide"]
# ## Summary
#
# The article's network learns, nears its floor and stays above it. After one epoch, the
# corrected network names as many pictures as the article's after fifteen, or more.
# Losses with different floors do not say which network names more; accuracies do. A
# temperature below 1 lowers the floor. A gap between the training and the validation
# loss tells of learning by heart: small with 48,000 pictures, large with 200. A
# checkpoint holds the weights under their names. Kernels grow out of random numbers:
# nobody designs them, the loss shapes them.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. How much of the way?
#
# A loss of 1.58 means little without its floor. Write
# `share_of_the_way(loss, start, floor)`. It returns 0 for a loss at the start, 1 at the
# floor, 0.5 half-way between. Beyond these it goes on along the same line: below 0 for
# a loss above the start, above 1 for one below the floor. Then try, with start
# `math.log(10)`, `record["valid_loss"][-1]` with `floor`, and `history.valid_loss[-1]`
# with 0. Which one went further?

# %%
import math

from helpers.exercises.lesson_08 import check_1, check_2, check_3


def share_of_the_way(loss, start, floor):
    return ...


check_1(share_of_the_way)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def share_of_the_way(loss, start, floor):
#     return (start - loss) / (start - floor)
#
#
# check_1(share_of_the_way)
# ```
#
# Neither: both went about 0.86 of the way, and yet the accuracies lie ten points apart.
# Even measured from its floor, a loss is no accuracy.
#
# </details>
#
# ### 2. Find the bug
#
# This loop should leave in the model the weights of the epoch with the lowest
# validation loss. `learn(model)` trains the model in place for one epoch, and each
# epoch has to go on from the one before; `measure(model)` returns the validation loss.
# In one training the losses were `0.9, 0.5, 0.8, 0.7`, and the model came back with the
# weights of the fourth epoch. What is wrong?

# %%
def train_and_keep(model, epochs, learn, measure):
    kept, lowest = copy.deepcopy(model.state_dict()), math.inf
    for _ in range(epochs):
        learn(model)
        loss = measure(model)
        if loss < lowest:
            kept = copy.deepcopy(model.state_dict())
        lowest = loss
    model.load_state_dict(kept)


check_2(train_and_keep)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def train_and_keep(model, epochs, learn, measure):
#     kept, lowest = copy.deepcopy(model.state_dict()), math.inf
#     for _ in range(epochs):
#         learn(model)
#         loss = measure(model)
#         if loss < lowest:
#             kept, lowest = copy.deepcopy(model.state_dict()), loss
#     model.load_state_dict(kept)
#
#
# check_2(train_and_keep)
# ```
#
# `lowest` held the loss of the epoch before. Every fall after a rise looked like a
# best.
#
# </details>
#
# ### 3. When to stop?
#
# From scratch: **early stopping**. `losses` is a list of validation losses, one an
# epoch. A training with patience 2 stops as soon as two epochs in a row have brought no
# loss lower than all before; an equal one is not lower. If that never happens, it goes
# on to the end of the list. Write `early_stop(losses, patience)`, for any patience from
# 1 up. It returns two whole numbers, counted from 1: the epoch after which training
# stops, and the epoch with the lowest loss up to there, the first of equal ones.
# `early_stop([0.9, 0.5, 0.8, 0.7, 0.4], 2)` gives `(4, 2)`. What must be remembered
# from one epoch to the next?

# %%
def early_stop(losses, patience):
    return ...


check_3(early_stop)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def early_stop(losses, patience):
#     best = 0
#     for epoch, loss in enumerate(losses):
#         if loss < losses[best]:
#             best = epoch
#         if epoch - best == patience:
#             break
#     return epoch + 1, best + 1
#
#
# check_3(early_stop)
# ```
#
# In the example it missed the best epoch: with patience 3 it would have got there. What
# about your own, `early_stop(history.valid_loss, 2)`?
#
# </details>

# %% [markdown]
# What is still wrong: the validation set has chosen the best epoch, so its score is no
# longer quite honest. In [lesson 9](09_test.ipynb) the test set is opened, once.
