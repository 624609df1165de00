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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/06_loss_and_optimizer.ipynb)
#
# # 6 · How low can the loss go?
#
# The network of lesson 5 gives ten scores to every picture. Step 6 of the article
# chooses how to measure that they are wrong, the loss, and how to make them less
# wrong, the optimizer. You compute both by hand. On the way you prove, before any
# training, that the article's loss must stay high, however good its network gets.
#
# You will
# - turn scores into shares and a loss, by hand and with PyTorch,
# - derive the number below which the article's loss cannot fall, and mend the network,
# - take steps downhill, and see what a learning rate does that is too small or too large.
#
# *50 minutes with the exercises. All cells run in 7 s on two CPU cores.*

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
# The training set once more. We use its pictures once we have a loss:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)

# %% [markdown]
# ## From scores to one number
#
# Three classes are enough to see it all. For one picture a network gives the scores
# 2, 1 and 0 to *T-shirt*, *dress* and *bag*. Scores may be any numbers. To make
# **shares** of them, positive and with the sum 1, raise e to the power of each and
# divide by the total. This is called **softmax**:
#
#     score      2      1      0
#     e^score   7.39   2.72   1.00    total 11.11
#     share     0.665  0.245  0.090
#
# In code:

# %%
import math
import torch
from torch import nn
from torch.nn import functional as F

scores = torch.tensor([2.0, 1.0, 0.0])
shares = scores.exp() / scores.exp().sum()
assert torch.allclose(shares, scores.softmax(dim=0))
shares

# %% [markdown]
# The **cross-entropy** loss looks at one share only, the one of the true class, and
# takes its negative logarithm. If the picture is a T-shirt, that is −ln 0.665 = 0.41.
#
# And if it is a bag: is the loss about 0.1, about 1, or more than 2?

# %%
-shares[2].log()

# %% [markdown]
# The smaller the share of the truth, the higher the loss. Where do our three classes
# lie on the curve?

# %%
import matplotlib.pyplot as plt
from helpers.plots import ACCENT, FIRST, SECOND

share = torch.linspace(0.01, 1, 200)
fig, ax = plt.subplots(figsize=(5, 2.8), layout="constrained")
ax.plot(share, -share.log(), color=FIRST)
ax.plot(shares, -shares.log(), "o", color=ACCENT)
for x, name in zip(shares, ("T-shirt", "dress", "bag"), strict=True):
    ax.annotate(name, (x, -x.log()), (6, 4), textcoords="offset points")
ax.set(title="cross-entropy", xlabel="share of the true class", ylabel="loss (nats)");

# %% [markdown]
# **Notice.** A share of 1 costs nothing. To be sure and wrong costs without limit.
# The unit is called nat, because the logarithm is the natural one.
#
# PyTorch does both steps in one. It wants the *scores*, also called **logits**, and
# applies softmax itself. Remember this; the article did not. (The
# `CrossEntropyLoss()` that it takes is the same function as an object.) For the
# bag, number 2 of our three:

# %%
loss = F.cross_entropy(scores.unsqueeze(0), torch.tensor([2]))  # (N, C) and (N,)
assert torch.isclose(loss, -shares[2].log())
loss

# %% [markdown]
# Why in one? Because the two steps fail where scores are large. e to the power of
# 1000 is more than a float can hold:

# %%
large = torch.tensor([1000.0, 999.0, 998.0])
large.exp() / large.exp().sum()

# %% [markdown]
# Infinity divided by infinity is not a number. But softmax does not change when the
# same number is subtracted from all scores. Less their maximum they are 0, −1, −2.
# The loss then is the logarithm of the sum of exponentials, less the true score:

# %%
safe = large - large.max()
by_hand = safe.exp().sum().log() - safe[2]
assert torch.isclose(by_hand, F.cross_entropy(large.unsqueeze(0), torch.tensor([2])))
by_hand

# %% [markdown]
# **Notice.** The same 2.41 as for the scores 2, 1, 0. Only differences count.

# %% [markdown]
# **Predict.** A network that knows nothing gives the same score to all ten classes.
# What is its loss? Write it down with four decimals, for near it begins every training
# with ten classes:

# %%
know_nothing = F.cross_entropy(torch.zeros(1, 10), torch.tensor([3])).item()
assert math.isclose(know_nothing, math.log(10), rel_tol=1e-6)
f"{know_nothing:.4f}"

# %% [markdown]
# Ten equal shares of 1/10 make a loss of ln 10. Does the article's network,
# untrained, begin there? We ask it about a thousand pictures from the training set:

# %%
from helpers.loaders import TensorLoader

images, labels = next(iter(TensorLoader(train_set, batch_size=1000)))
images.shape

# %% tags=["nbval-ignore-output"]
from helpers.device import get_device, set_seed
from helpers.models import ArticleNet

set_seed(0)
first_loss = F.cross_entropy(ArticleNet()(images), labels).item()
assert abs(first_loss - know_nothing) < 0.05
round(first_loss, 2)

# %% [markdown]
# It does. If your own network's first loss is far from ln of the number of classes,
# look for a mistake before you train.

# %% [markdown]
# ## The floor under the article's network
#
# The last step of the article's network is a **sigmoid**. It squeezes each score into
# 0 to 1. The dashed line is its slope, which training needs. Where is it nearly zero?

# %%
z = torch.linspace(-8, 8, 200)
fig, ax = plt.subplots(figsize=(5, 2.6), layout="constrained")
ax.plot(z, z.sigmoid(), color=FIRST, label="sigmoid")
ax.plot(z, z.sigmoid() * (1 - z.sigmoid()), "--", color=SECOND, label="its slope")
ax.set(title="the article's last step", xlabel="score before", ylabel="score after")
ax.legend(frameon=False);

# %% [markdown]
# At both ends. A large score, of either sign, can change a lot and hardly move what
# comes out. The loss knows nothing of the sigmoid. It applies softmax to whatever
# it gets.

# %% [markdown]
# **Predict.** Suppose the network is perfect: after the sigmoid it has 1 for the true
# class and 0 for the nine others. More is not possible. What share does softmax give
# to the truth, and which loss follows? Take e = 2.718:

# %%
best_share = math.e / (math.e + 9)
floor = -math.log(best_share)
f"share {best_share:.4f}, loss {floor:.4f}"

# %% [markdown]
# **Notice.** For a perfect answer the network gets a share of 23%. Its loss cannot
# fall below 1.4612, whatever the data and however long it learns. Is that really what
# PyTorch computes?

# %%
perfect = F.one_hot(labels, 10).float()
assert math.isclose(F.cross_entropy(perfect, labels).item(), floor, rel_tol=1e-5)
f"{F.cross_entropy(perfect, labels).item():.4f}"

# %% [markdown]
# We have not trained anything yet, and know a loss that no training gets below.
# With `helpers/weights` comes a record of five trainings of the article's
# network, 15 epochs each. The lowest validation loss of each:

# %% tags=["nbval-ignore-output"]
import json

record = json.loads((home / "helpers/weights/article_net.json").read_text())
assert all(floor < loss < 1.65 for loss in record["valid_loss_by_seed"])
record["valid_loss_by_seed"]

# %% [markdown]
# All of them lie between the floor and 1.65. In lesson 8 you watch it happen.
#
# The floor is the visible half of the damage. The other half is the slope. Suppose
# the network is sure and wrong: the true class has the score −8, another one +8.
# How hard does the loss pull at the true score, without and with the sigmoid? The
# pull is the derivative of the loss with respect to that score: how fast the loss
# changes when the score does. `requires_grad=True` tells PyTorch to note what is done
# with a number. (`no_grad` and `detach`, further down, switch the noting off. Lesson 7
# says why.) `backward` then computes the derivative and leaves it in `grad`:

# %%
pull = {}
for name, last_step in {"without": nn.Identity(), "with": torch.sigmoid}.items():
    wrong = torch.tensor([[-8.0, 8.0] + [0.0] * 8], requires_grad=True)
    F.cross_entropy(last_step(wrong), torch.tensor([0])).backward()
    pull[name] = round(wrong.grad[0, 0].item(), 6)
assert abs(pull["without"]) > 1000 * abs(pull["with"])
pull

# %% [markdown]
# **Notice.** Without the sigmoid the pull is as strong as it can be, −1. With it less
# than a thousandth is left, because the sigmoid is flat there. Where the network is
# most wrong, it learns least.
#
# And the article calls the sigmoid's outputs probabilities. Here is what its network
# says, after training, of the fourth picture, a dress:

# %% tags=["nbval-ignore-output"]
from helpers.checkpoints import find_checkpoint, load_checkpoint

article_net = ArticleNet()
load_checkpoint(find_checkpoint("article_net.pt"), article_net)
with torch.no_grad():
    says = article_net(images[3:4])[0]
f"largest {says.max():.2f}, sum {says.sum():.2f}"

# %%
from helpers.plots import show_images

fig, axes = plt.subplots(1, 2, figsize=(7, 3), width_ratios=[1, 2])
fig.set_layout_engine("constrained")
show_images(images[3:4], ["dress"], ax=axes[0])
axes[1].barh(train_set.classes, says, color=FIRST, label="after the sigmoid")
axes[1].barh(train_set.classes, says.softmax(dim=0), 0.4, color=ACCENT, label="softmax")
axes[1].set(xlabel="score, or share", title="what the article's network says")
axes[1].invert_yaxis()
axes[1].legend(frameon=False, loc="lower right");

# %% [markdown]
# **Notice.** Each sigmoid answers for itself, so several classes may get nearly 1,
# and nothing makes the sum 1. Softmax of these scores does sum to 1, but no class can
# ever get more than 0.2320, the share that you derived. Does that hold for all
# thousand?

# %%
all_say = article_net(images).detach()
assert (all_say.sum(dim=1) - 1).abs().mean() > 0.05
assert all_say.softmax(dim=1).max() < best_share + 1e-4

# %% [markdown]
# It does. The cure is to leave the sigmoid out: the loss wants logits. In the same
# stroke we give each convolution the ReLU that lesson 5 missed. The layers stay the
# same, so the class takes them over from `ArticleNet` and has a `forward` of its own:

# %%
from helpers.checks.models import check_images
from helpers.models import count_parameters


class FashionCNN(ArticleNet):
    def forward(self, x):
        check_images(x)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 10, 4, 4)
        x = x.flatten(start_dim=1)  # (N, 160)
        x = F.relu(self.fc1(x))  # (N, 56)
        return self.fc2(x)  # (N, 10)

# %% [markdown]
# This is the network of the lessons to come; you find it in `helpers/models.py`. Has
# it the same size, and does it begin at ln 10 too?

# %%
set_seed(0)
untrained = FashionCNN()
first_loss = F.cross_entropy(untrained(images), labels).item()
assert abs(first_loss - math.log(10)) < 0.1
count_parameters(untrained), f"{first_loss:.1f}"

# %% [markdown]
# Two changes at once. `make claims` has trained all four combinations on 6,000 clothes,
# from ten beginnings or more, and asked them about the validation pictures.
#
# **Predict.** Which change is worth more, the sigmoid out or the ReLU in?

# %%
from helpers.results import load

runs = load("claims")["runs"]


def dots(names, title):
    fig, ax = plt.subplots(figsize=(6, 0.8 + 0.35 * len(names)), layout="constrained")
    for row, name in enumerate(names.values()):
        scores = [run["valid_accuracy"] for run in runs[name].values()]
        ax.plot(scores, [row] * len(scores), "o", color=FIRST, alpha=0.6)
    ax.set_yticks(range(len(names)), names)
    ax.set(xlabel="accuracy on 12,000 validation pictures", title=title)
    ax.set_ylim(len(names) - 0.5, -0.5)


four = {"the article's": "few: article", "ReLU in": "few: ReLU",
        "sigmoid out": "few: no sigmoid", "both": "few: both"}  # fmt: skip
dots(four, "One change, the other, both")

# %% [markdown]
# **Notice.** The sigmoid. Without it the same layers name about five pictures where
# they named three. What ReLU does alone, these dots cannot tell; with the sigmoid out,
# it loses about two points here. After fifteen epochs over all 48,000 it makes no clear
# difference: there the two networks without a sigmoid are within a point of each other
# ([table of claims](../helpers/results/claims.md)). Max-pooling already keeps the two
# convolutions apart, as lesson 5 showed. We keep ReLU all the same: it is the usual
# way, and a network with more convolutions than poolings needs it.

# %% [markdown]
# ## One step downhill
#
# Training changes the parameters so that the loss falls. The derivative says which
# way. Take one weight, w, and a loss small enough for a pencil: (2w − 6)². It is zero
# at w = 3. We begin at w = 1:
#
#     loss        (2·1 − 6)²            = 16
#     derivative  2 · (2·1 − 6) · 2     = −16
#     step        1 − 0.1 · (−16)       = 2.6
#
# The square gives 2 · (2w − 6), and 2w inside it gives the other 2. The derivative
# is negative, so the loss falls to the right, and we go to the right. The factor
# 0.1 is the **learning rate**, `lr`. PyTorch finds the derivative with `backward`,
# and `torch.optim.SGD` takes the step. Does it arrive at 2.6?

# %%
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
loss = (2 * w - 6) ** 2
loss.backward()
optimizer.step()
assert w.grad == -16 and torch.isclose(w, torch.tensor(1 - 0.1 * -16.0))
loss.item(), w.grad.item(), round(w.item(), 4)

# %% [markdown]
# SGD is *stochastic gradient descent*: the same rule for every parameter at once,
# with the loss of one small batch, drawn at random. The **gradient** is the list of
# the derivatives by all parameters.
#
# Ten such steps with three learning rates, 0.01, 0.1 and 0.26:

# %%
def descend(lr, steps=10):
    path = [1.0]
    for _ in range(steps):
        w = path[-1]
        path.append(w - lr * 2 * (2 * w - 6) * 2)
    return torch.tensor(path)


# %% [markdown]
# Which of them comes closest to 3?

# %%
fig, axes = plt.subplots(1, 3, figsize=(8, 2.6), sharey=True, layout="constrained")
valley = torch.linspace(-2, 8, 100)
for ax, lr in zip(axes, (0.01, 0.1, 0.26), strict=True):
    path = descend(lr)
    ax.plot(valley, (2 * valley - 6) ** 2, color=SECOND)
    ax.plot(path, (2 * path - 6) ** 2, "o-", color=ACCENT, markersize=4)
    ax.set(title=f"lr = {lr}, ends at {path[-1]:.2f}", xlabel="w", ylim=(-3, 80))
axes[0].set_ylabel("loss");

# %% [markdown]
# **Notice.** 0.01 is on its way, 0.1 is there, 0.26 jumps across the valley and lands
# higher every time. For this loss you can say exactly why: each step multiplies the
# distance to 3 by 1 − 8 · lr, and −1.08 makes it grow.
#
# A network has 11,252 such weights, and no formula for the valley. The article takes
# 0.04. Our function for it lives in `helpers/training.py`; its checks refuse a rate that
# is none, a class in place of a model, and layers that torch would not find:

# %%
from helpers.checks.models import check_model
from helpers.checks.training import check_rate, check_registered


def get_optimizer(model, lr=0.04):
    check_rate(lr)
    check_model(model)
    check_registered(model)
    return torch.optim.SGD(model.parameters(), lr=lr)


get_optimizer(untrained).defaults["lr"]

# %% [markdown]
# Is 0.04 a good choice? A thousand pictures, fifty batches of twenty, six times
# over, for three learning rates. They come in the file's order, which Zalando has
# mixed, so that all three learn from the same batches. `train_one_epoch` is lesson
# 1's loop, which you write in lesson 7:

# %%
from helpers.training import train_one_epoch
from torch.utils.data import Subset

device, criterion = get_device(), nn.CrossEntropyLoss()
thousand = TensorLoader(Subset(train_set, list(range(1000))), 20, device=device)
models, curves = {}, {}
for lr in (0.001, 0.04, 1):
    set_seed(0)
    models[lr] = model = FashionCNN().to(device)
    settings = (model, thousand, get_optimizer(model, lr), criterion, device)
    curves[lr] = [train_one_epoch(*settings) for _ in range(6)]

# %% [markdown]
# **Predict.** One of 0.001, 0.04 and 1 learns well. What do the curves of the other
# two look like?

# %%
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
styles = {0.001: ("s--", SECOND), 0.04: ("o-", ACCENT), 1: ("^:", FIRST)}
for lr, (style, colour) in styles.items():
    ax.plot(range(1, 7), curves[lr], style, color=colour, label=f"lr = {lr}")
ax.axhline(floor, color="black", linestyle=":", linewidth=1)
ax.annotate("the article's floor", (1, floor), (0, -12), textcoords="offset points")
ax.set(xlabel="epoch", ylabel="loss (nats per picture)", title="Three learning rates")
ax.legend(frameon=False, loc="center left");

# %% [markdown]
# **Notice.** Too small and too large look alike from afar: both stay near ln 10. The
# small one creeps, with steps a fortieth as long as those of 0.04. The large one is
# broken. Its first steps threw the weights so far that every picture gets the same
# ten scores, and nothing leads back. How much do the scores of a thousand pictures
# differ?

# %% tags=["nbval-ignore-output"]
spread = {lr: model(images.to(device)).std(dim=0).max() for lr, model in models.items()}
assert spread[1] < 0.001 < 0.5 < spread[0.04]
{lr: round(value.item(), 3) for lr, value in spread.items()}

# %% [markdown]
# In between, 0.04 learns. Is its loss below the article's floor?

# %%
assert curves[0.001][-1] > 2.2 and curves[1][-1] > 2.2
assert curves[0.04][-1] < floor

# %% [markdown]
# **Notice.** It is. After 300 steps on a thousand pictures the mended network is
# where the article's network cannot get in any number of epochs.
#
# And the batches of twenty? On 6,000 clothes, for five epochs, with other sizes and
# other rates:

# %%
settings = {"20, lr 0.004": "lr 0.004", "20, lr 0.04": "few: both",
            "20, lr 0.4": "lr 0.4", "100, lr 0.04": "batch 100",
            "100, lr 0.2": "batch 100, lr 0.2"}  # fmt: skip
dots(settings, "Batch size and learning rate")

# %% [markdown]
# **Notice.** At a tenth of 0.04 it creeps. At ten times as much some trainings break
# and end at one in ten, where their dots lie on one another. A batch of 100 takes a
# fifth of the steps, and at the same rate it learns less; with a rate five times as
# large it comes close again. The two belong together: change one, and try the other
# anew.

# %% [markdown]
# ## The mean of what?
#
# A loss is reported as a mean. The article takes the mean of each batch, and then
# the mean of those, as lesson 4 showed. Here is the fault again, with a pencil:
# three pictures with the losses 1, 1 and 4, in batches of two: the batches have the
# means 1 and 4, and the mean of these is 2.5. The mean of the pictures is 2. The
# last batch was **ragged**, only half full, and its one picture counted twice.
#
# On real pictures, fifty in batches of twenty:

# %% tags=["nbval-ignore-output"]
single = F.cross_entropy(untrained(images[:50]), labels[:50], reduction="none").detach()
batches = single.split(20)
means = torch.stack([batch.mean() for batch in batches])
sizes = torch.tensor([len(batch) for batch in batches])
f"of batches {means.mean():.4f}, of pictures {single.mean():.4f}"

# %% [markdown]
# The remedy is to let each batch count by its size. Does that give the mean of the
# pictures?

# %%
weighted = (means * sizes).sum() / sizes.sum()
assert torch.isclose(weighted, single.mean())
assert not torch.isclose(means.mean(), single.mean())
sizes

# %% [markdown]
# With the article's numbers, 48,000 and 12,000 in batches of 20, every batch is full
# and the fault stays asleep. With batches of 64 it wakes: 12,000 validation pictures
# are no multiple of 64. It is small there ([table of
# claims](../helpers/results/claims.md)), and large where there are few batches, as
# here. Our `train_one_epoch` and `evaluate` weigh by size.

# %% [markdown]
# ## Summary
#
# Softmax turns logits into shares, and cross-entropy is minus the logarithm of the
# share of the true class. Knowing nothing costs ln 10 = 2.3026. `CrossEntropyLoss`
# applies softmax itself, so a sigmoid before it puts a floor of 1.4612 under the loss
# and kills the gradient where it is needed most. SGD subtracts the learning rate
# times the derivative: too small creeps, too large jumps out of the valley. Means are
# per picture.

# %% [markdown]
# ## Exercises
#
# ### 1. Take a step
#
# The loss is (3w − 6)², w is 5 and the learning rate 0.1. Where is w after one step
# of SGD? Compute it with a pencil or with code:

# %%
from helpers.exercises.lesson_06 import check_1, check_2, check_3

w_after = ...
check_1(w_after)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# w_after = 5 - 0.1 * 2 * (3 * 5 - 6) * 3
# check_1(w_after)
# ```
#
# The derivative is 54, so the step goes from 5 to −0.4, across the valley at 2.
#
# </details>
#
# ### 2. Write the loss
#
# Write `my_cross_entropy(scores, labels)` for a batch: scores `(N, C)`, labels
# `(N,)`, one number as result, the mean of the pictures. It must survive scores of
# 1000. You may use `scores.logsumexp(dim=1)`: for each row the logarithm of the sum
# of exponentials, safe for large scores. The true score of picture `i` is
# `scores[i, labels[i]]`:

# %%
def my_cross_entropy(scores, labels):
    return ...


check_2(my_cross_entropy)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def my_cross_entropy(scores, labels):
#     true_scores = scores[torch.arange(len(labels)), labels]
#     return (scores.logsumexp(dim=1) - true_scores).mean()
#
#
# check_2(my_cross_entropy)
# ```
#
# The pair of indices picks one score from each row, the one of its label.
#
# </details>
#
# ### 3. Another floor
#
# Somebody replaces the sigmoid by `tanh`, whose outputs lie between −1 and 1. There
# are still ten classes. What is the floor now?

# %%
tanh_floor = ...
check_3(tanh_floor)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# tanh_floor = -math.log(math.e / (math.e + 9 / math.e))
# check_3(tanh_floor)
# ```
#
# The best scores are 1 for the truth and −1 for the nine others. Lower than 1.4612,
# and still a floor.
#
# </details>

# %% [markdown]
# What is still wrong: we borrowed the loop that learns. What do its lines do, and
# what happens when one is missing? You write it in [lesson
# 7](07_training_algorithm.ipynb).
