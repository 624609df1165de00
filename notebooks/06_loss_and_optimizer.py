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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/06_loss_and_optimizer.ipynb)
#
# # 6 · How low can the loss go?
#
# The network of lesson 5 gives ten scores to every picture, and they are wrong. Here
# a number says how wrong, the loss, and a rule makes it smaller, the optimizer. You
# compute both by hand, and prove that the article's loss must stay high, however good
# its network gets.
#
# You will
# - move a ball downhill, and see what a step does that is too small or too large,
# - send a loss back through four numbers with a pencil, and meet PyTorch's `backward`,
# - derive the number below which the article's loss cannot fall, and correct the network.
#
# *75 minutes with the exercises. All cells run in 8 s on two CPU cores.*

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
# > **The article's step 6.** It measures with `CrossEntropyLoss` and learns with `SGD`
# > at a learning rate of 0.04 ([Adwait Dathan R,
# > 2021](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)).
# > We keep both. But this loss does not go with the sigmoid at the end of its step 5.
#
# The training set, for later:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)

# %% [markdown]
# ## Downhill
#
# Take the smallest network there is: one weight, `w`. The curve says how wrong each
# `w` is. Its height is the **loss**, and at 3 nothing is wrong. The ball cannot see the
# valley. It knows the slope where it stands, and takes a step against it. Move the
# **learning rate**. Where do the ten steps end?

# %% tags=["slide"]
from helpers.widgets import DescentWidget

DescentWidget(lr=0.02)

# %% [markdown]
# **Notice.** The same ball creeps, arrives, zigzags, or is thrown out of the valley.
#
# The picture is one number, 2. The network multiplies it by w, and 6 should come out:
# the loss is (2w − 6)². Here is the first step from w = 1, at a rate of 0.1:
#
#     loss     (2·1 − 6)²            = 16
#     slope    2 · (2·1 − 6) · 2     = −16
#     step     1 − 0.1 · (−16)       = 2.6
#
# The slope is the **derivative** of the loss: how fast it changes when w does. The
# square gives 2 · (2w − 6), and 2w inside it gives the other 2. PyTorch finds the
# derivative with `backward`, if `requires_grad=True` told it to note what is done with
# w, and leaves it in `w.grad`. `torch.optim.SGD` takes the step. Does it arrive at 2.6?

# %% tags=["slide-90"]
import torch

w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
loss = (2 * w - 6) ** 2
loss.backward()
optimizer.step()
assert torch.isclose(w, torch.tensor(2.6)), "Not the step by hand: run the cell again."
loss.item(), w.grad.item(), round(w.item(), 4)

# %% [markdown]
# **Predict.** Each step multiplies the distance to 3 by 1 − 8 · lr. Put 2w − 6 =
# 2 · (w − 3) into the step, and you see why. At which rate does the ball arrive in one
# step, and from which on does it move away?

# %%
from helpers.table import Table

rates = [round(0.025 * k, 3) for k in range(1, 12)]
far = {lr: abs(DescentWidget(lr=lr).path - 3) for lr in rates}
Table({lr: [d[0], d[1], d[10]] for lr, d in far.items()},
      ["distance to 3 at first", "after one step", "after ten"])  # fmt: skip

# %% [markdown]
# **Notice.** At 0.125 the factor is 0. At 0.25 it is −1: the ball goes back and forth
# for ever. Beyond, every step makes it worse.
#
# ### Back through four numbers
#
# A network has many weights, one behind another. The picture `x` is 2 here. Two
# neurons with four numbers make a score `s` of it, which should be 1:

# %%
x, target = 2, 1
w1, b1, w2, b2 = 1, 1, 2, -1
h = max(0, w1 * x + b1)  # the first neuron, with ReLU
s = w2 * h + b2  # the second
error = (s - target) ** 2
h, s, error

# %% [markdown]
# How does the loss change with each of the four? Begin at the end and walk back. What
# one number does to the next is a factor, and factors multiply: the **chain rule**. The
# factor of ReLU is 1 where its input is above zero, as the 3 is here, and 0 below:
# it is open or shut. This is **back-propagation**:

# %%
ds = 2 * (s - target)  # what s does to the loss
dw2, db2 = ds * h, ds * 1  # s = w2 * h + b2
dh = ds * w2
dw1, db1 = dh * 1 * x, dh * 1  # h = w1 * x + b1; ReLU: 1

# %% [markdown]
# **Predict.** Take a pencil. What comes back to s and to h, and what do the four get?

# %% tags=["slide"] alt="Four numbers in a row: x 2, h 3, s 5, loss 16. Dashed arrows lead back from 1 under the loss to 8 under s, times 8, and to 16 under h, times 2. Below the gaps: w1 is 16 times 1 times 2, 32; b1 16, w2 24, b2 8."
from helpers.figures.chain import show_chain

gaps = [(f"× {w1} + {b1}, ReLU", "", f"w₁: {dh} · 1 · {x} = {dw1}\nb₁: {db1}"),
        (f"× {w2} − {-b2}", f"× {w2}", f"w₂: {ds} · {h} = {dw2}\nb₂: {db2}"),
        ("(s − 1)²", f"× {ds}", "")]  # fmt: skip
ax = show_chain(["x", "h", "s", "loss"], [x, h, s, error], [None, dh, ds, 1], gaps)
ax.set_title("numbers go forward, derivatives of the loss come back");

# %% [markdown]
# **Notice.** If s changes a little, the loss changes 8 times as much: s is too large by
# 4, and 2 · 4 = 8. If h does, 16 times: `w2` doubles it. What comes back to a neuron,
# times its input, is the derivative by its weight. The list of all four is called the
# **gradient**. Does PyTorch find the same?

# %%
four = torch.tensor([1.0, 1.0, 2.0, -1.0], requires_grad=True)


def loss_of(four):
    w1, b1, w2, b2 = four
    return (w2 * torch.relu(w1 * x + b1) + b2 - target) ** 2


loss_of(four).backward()
by_hand = torch.tensor([dw1, db1, dw2, db2]).float()
assert torch.equal(four.grad, by_hand), "The two differ: run the cells above again."
four.grad

# %% [markdown]
# One step against it, at a rate of 0.01, moves all four at once. How much of the loss
# of 16 is left?

# %%
round(loss_of(four - 0.01 * four.grad).item(), 2)

# %% [markdown]
# A network has 11,252 numbers in place of four. Where one acts in several places, what
# comes back from them is added. SGD is *stochastic gradient descent*: the loss is that
# of one small batch, drawn at random.
#
# ## From ten scores to one loss
#
# For classes another loss than the square is usual, and three scores show it. A network
# gives 2, 1 and 0 to *T-shirt*, *dress* and *bag*. To make **shares** of them, positive
# and with the sum 1, raise e to the power of each and divide by the total:
#
#     score      2      1      0
#     e^score   7.39   2.72   1.00    total 11.11
#     share     0.665  0.245  0.090
#
# This is **softmax**. The loss looks at one share only, that of the true class, and
# takes its negative logarithm. It is called **cross-entropy**. What does each of the
# three cost, if it is the truth?

# %% tags=["slide"] alt="A falling curve: the loss is high where the share of the true class is small, and 0 at a share of 1. Three dots: T-shirt at 0.67 and 0.41, dress at 0.24 and 1.41, bag at 0.09 and 2.41."
from helpers.style import ACCENT, FIRST, NETWORKS, SECOND, new_axes

scores = torch.tensor([2.0, 1.0, 0.0])
shares = scores.exp() / scores.exp().sum()
share = torch.linspace(0.01, 1, 200)
ax = new_axes(height=3)
ax.plot(share, -share.log(), color=FIRST)
ax.plot(shares, -shares.log(), "o", color=ACCENT, markersize=9)
for p, name in zip(shares, ("T-shirt", "dress", "bag"), strict=True):
    ax.text(p + 0.015, -p.log() + 0.1, f"{name}: {-p.log():.2f}")
ax.set(xlabel="share of the true class", ylabel="loss (nats)", ylim=(-0.1, 4.6),
       title="the smaller the share of the truth, the higher the loss");  # fmt: skip

# %% [markdown]
# **Notice.** A share of 1 costs nothing. To be sure and wrong costs without limit. (The
# unit is called nat: the logarithm is the natural one.)
#
# PyTorch does both steps in one. It wants the *scores*, which it calls **logits**, and
# applies softmax itself. `CrossEntropyLoss()` is the same as an object. Let the bag,
# number 2 of our three, be the truth. What does it cost; what if 1,000 is added to
# every score; and what if we then go in two steps, softmax and logarithm?

# %%
from torch.nn import functional as F

bag = torch.tensor([2])
large = scores + 1000
naive = -(large.exp() / large.exp().sum())[2].log()
F.cross_entropy(scores[None], bag), F.cross_entropy(large[None], bag), naive

# %% [markdown]
# **Notice.** Twice 2.41: only differences between scores count. The two steps fail:
# e to the power of 1,000 is more than a float can hold, and infinity divided by
# infinity is not a number, `nan`.
#
# A network that knows nothing gives ten equal scores, ten shares of 1/10. It costs
# −ln(1/10), which is ln 10. Does the article's network begin there? We ask it about a
# thousand training pictures:

# %% tags=["nbval-ignore-output", "slide"]
import math
from helpers.device import get_device, set_seed
from helpers.loaders import TensorLoader
from helpers.models import ArticleNet

images, labels = next(iter(TensorLoader(train_set, batch_size=1000)))
set_seed(0)
with torch.no_grad():  # nothing is to be noted: we only ask
    first_loss = F.cross_entropy(ArticleNet()(images), labels).item()
Table({"untrained": first_loss, "ln 10": math.log(10)}, digits=4)

# %% [markdown]
# It does. If a network of yours begins far from ln of the number of classes, look for a
# mistake before you train.
#
# ## The floor under the article's network
#
# The article's last step is a **sigmoid**. It squeezes each score into 0 to 1. The
# dashed line is its slope. Where is it nearly zero?

# %% tags=["slide"] alt="An S-shaped curve rises from 0 to 1 between scores of −8 and 8. Its slope, dashed, is a hill of height 0.25 above 0, and nearly zero beyond −5 and 5."
z = torch.linspace(-8, 8, 200)
ax = new_axes(height=2.7)
ax.plot(z, z.sigmoid(), color=FIRST, label="sigmoid")
ax.plot(z, z.sigmoid() * (1 - z.sigmoid()), "--", color=ACCENT, label="its slope")
ax.set(title="what a sigmoid makes of a score", xlabel="score before",
       ylabel="score after, or slope")  # fmt: skip
ax.legend(frameon=False);
# %% [markdown]
# At both ends. And the loss, which knows nothing of it, puts its softmax on top.
#
# **Predict.** Suppose the network is perfect: 1 for the true class, 0 for the nine
# others. More is not possible. What share does softmax give to the truth, and which
# loss follows? Take e = 2.718:

# %% tags=["slide"]
best_share = math.e / (math.e + 9)
floor = -math.log(best_share)
perfect = F.one_hot(labels, 10).float()
pytorch = F.cross_entropy(perfect, labels).item()
Table({"share": best_share, "loss": floor, "loss by PyTorch": pytorch}, digits=4)

# %% [markdown]
# **Notice.** For a perfect answer it gets a share of 23%. Its loss cannot fall below
# 1.4612, whatever the data and however long it learns. How near do trainings come?
# Five of the article's network on 48,000 pictures, from the [table of
# claims](../helpers/results/claims.md):

# %% tags=["slide"] alt="Five curves over fifteen epochs, the validation losses of five trainings. All begin near 1.69, fall ever more slowly and end near 1.58, between a dotted line at the floor, 1.4612, and a dashed line at ln 10, 2.3026."
from helpers.results import load

runs = load("claims")["runs"]
ax = new_axes(height=3)
thin = NETWORKS["ArticleNet"] | {"marker": "", "linestyle": "-", "alpha": 0.6}
for run in runs["article"].values():
    ax.plot(range(1, 16), run["valid_loss"], **thin)
ax.axhline(math.log(10), color=SECOND, linestyle="--")
ax.axhline(floor, color="black", linestyle=":")
ax.text(15, math.log(10) - 0.08, "knows nothing: ln 10", ha="right", color=SECOND)
ax.text(15, floor - 0.08, "perfect: the floor, 1.46", ha="right")
ax.set(xlabel="epoch", ylabel="validation loss", ylim=(1.3, 2.4),
       title="the article's network, five trainings");  # fmt: skip

# %% [markdown]
# They end near 1.58. A floor by itself harms nobody: a loss that is higher everywhere
# by the same amount has the same slopes. The harm is in the slope. Suppose the network
# is sure and wrong: the true class has the score −8, another one +8. How large is the
# derivative of the loss by the true score, without the sigmoid and with it?

# %% tags=["slide-90"]
derivative = {}
for name, last_step in {"without": torch.nn.Identity(), "with": torch.sigmoid}.items():
    wrong = torch.tensor([[-8.0, 8.0] + [0.0] * 8], requires_grad=True)
    F.cross_entropy(last_step(wrong), torch.tensor([0])).backward()
    derivative[name] = wrong.grad[0, 0].item()
Table(derivative, digits=6)

# %% [markdown]
# **Notice.** Both are negative: the higher the true score, the lower the loss. Without
# the sigmoid it is the true share less 1, and that share is nearly 0: no pull can be
# stronger. With it, less than a thousandth is left. Where it is sure and wrong, the
# network hardly learns.
#
# The article calls the ten outputs probabilities. Do they sum to 1? Of the thousand
# pictures we take the one whose outputs have the largest sum, after training:

# %% tags=["nbval-ignore-output"]
from helpers.checkpoints import find_checkpoint, load_checkpoint

article_net = ArticleNet()
load_checkpoint(find_checkpoint("article_net.pt"), article_net)
with torch.no_grad():
    says = article_net(images)
odd = says.sum(dim=1).argmax()
Table({"sum of its ten outputs": says[odd].sum(),
       "largest share by softmax": says[odd].softmax(dim=0).max()})  # fmt: skip

# %% tags=["cover", "nbval-ignore-output", "slide-90"] alt="A dress, and bars for its ten classes. After the sigmoid T-shirt, dress and shirt all have 1.00; softmax makes 0.18 of each of these three."
from helpers.plots import show_images

left, right = new_axes(2, height=3.4, width_ratios=[1, 2])
show_images(images[odd][None], [train_set.classes[labels[odd]]], ax=left)
right.barh(train_set.classes, says[odd], color=FIRST, label="after the sigmoid")
right.barh(train_set.classes, says[odd].softmax(dim=0), 0.4, color=ACCENT,
           label="softmax of that")  # fmt: skip
right.set(xlabel="score, or share", title="sure of several classes at once")
right.invert_yaxis()
right.legend(frameon=False, loc="lower right");
# %% [markdown]
# **Notice.** Each sigmoid answers for itself, and nothing makes the sum 1. The shares
# do sum to 1, but none can exceed 0.2320, the one that you derived.
#
# ## Without the floor
#
# The cure is to leave the sigmoid out: the loss wants logits. In the same stroke each
# convolution gets the ReLU that lesson 5 missed. The layers stay, so the class takes
# them over from `ArticleNet`. `helpers/models.py` has it for the lessons to come:

# %% tags=["slide-90", "slide-code"]
from helpers.checks.models import check_images


class FashionCNN(ArticleNet):
    def forward(self, x):
        check_images(x)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 10, 4, 4)
        x = x.flatten(start_dim=1)  # (N, 160)
        x = F.relu(self.fc1(x))  # (N, 56)
        return self.fc2(x)  # (N, 10)

# %% [markdown]
# Two changes at once. To tell them apart we have trained all four combinations on 6,000
# clothes for five epochs, from ten beginnings or more. Which change is worth more,
# the sigmoid out or the ReLU in?

# %% tags=["slide-90"] alt="Accuracies as dots. The article's network and that with ReLU lie between 0.35 and 0.59, mixed. Without the sigmoid all lie near 0.80, with both changes between 0.70 and 0.80."
def dots(rows, title):
    ax = new_axes(height=0.9 + 0.45 * len(rows))
    for row, name in enumerate(rows.values()):
        found = sorted(run["valid_accuracy"] for run in runs[name].values())
        places = [row + 0.13 * (i % 3 - 1) for i in range(len(found))]
        ax.plot(found, places, "o", color=FIRST, alpha=0.5, markersize=6)
        ax.plot(sum(found) / len(found), row, "|", color=ACCENT, markersize=24,
                markeredgewidth=3)  # fmt: skip
    ax.set_yticks(range(len(rows)), rows)
    ax.set(xlabel="accuracy on 12,000 validation pictures (line: mean)", title=title)
    ax.invert_yaxis()


dots({"the article's": "few: article", "ReLU in": "few: ReLU",
      "sigmoid out": "few: no sigmoid", "both": "few: both"},
     "one change, the other, both: a dot is a training")  # fmt: skip

# %% [markdown]
# **Notice.** The sigmoid. Without it these layers name about eight pictures in ten,
# with it mostly fewer than five. What ReLU does alone, these dots cannot tell. With the
# sigmoid out it costs about two points here, and after fifteen epochs over all 48,000
# it makes a difference of less than one ([table of
# claims](../helpers/results/claims.md)). We keep it as the usual way.
#
# Now the optimizer. There is no formula for a valley in 11,252 directions, so the rate
# is tried out. Here are three, each over the same fifty batches of twenty, six times.
# `train_one_epoch` is the loop that you write in lesson 7:

# %%
from helpers.training import train_one_epoch
from torch.utils.data import Subset

device, criterion = get_device(), torch.nn.CrossEntropyLoss()
thousand = TensorLoader(Subset(train_set, list(range(1000))), 20, device=device)
models, curves = {}, {}
for lr in (0.001, 0.04, 1):
    set_seed(0)
    models[lr] = model = FashionCNN().to(device)
    sgd = torch.optim.SGD(model.parameters(), lr)
    curves[lr] = [train_one_epoch(model, thousand, sgd, criterion, device)
                  for _ in range(6)]  # fmt: skip

# %% [markdown]
# **Predict.** One of 0.001, 0.04 and 1 learns well. What do the losses of the other two
# look like?

# %% tags=["nbval-ignore-output", "slide-90"] alt="Loss by epoch. At 0.04 it falls from 2.3 to about 1, below a dotted line at 1.46, the article's floor. At 0.001 and at 1 it stays flat near 2.3."
ax = new_axes(height=3.4)
looks = {0.001: ("s--", SECOND), 0.04: ("o-", ACCENT), 1: ("^:", FIRST)}
for lr, losses in curves.items():
    style, colour = looks[lr]
    ax.plot(range(1, 1 + len(losses)), losses, style, color=colour, label=f"lr = {lr}")
ax.axhline(floor, color="black", linestyle=":", linewidth=1)
ax.text(1, floor - 0.09, "the article's floor")
ax.set(xlabel="epoch", ylabel="loss (nats per picture)",
       title="the same network, the same batches, three learning rates")  # fmt: skip
ax.legend(frameon=False, loc="center left");
# %% [markdown]
# **Notice.** At 0.04 the corrected network is, after 300 steps, where the article's
# cannot get in any number of epochs. The other two look alike: both stay near ln 10.
# But how much do the scores of a thousand pictures differ, and how many of the 56
# neurons of `fc1` does any of them open?

# %% tags=["nbval-ignore-output", "slide-90"]
from torch import nn

asked, rows = images.to(device), {}
with torch.no_grad():
    for lr, m in models.items():
        first = nn.Sequential(m.conv1, nn.ReLU(), nn.MaxPool2d(2), m.conv2, nn.ReLU(),
                              nn.MaxPool2d(2), nn.Flatten(), m.fc1)  # fmt: skip
        opened = (first(asked) > 0).any(dim=0).sum().item()
        rows[f"lr = {lr}"] = [m(asked).std(dim=0).max(), opened]
Table(rows, ["spread of the scores", "neurons opened"], digits=3)

# %% [markdown]
# **Notice.** At 0.001 it creeps: the same gradient makes a step a fortieth as long. At
# 1 it is broken: every picture gets the same ten scores, as if it were not looked at.
# Steps too long have shut all 56 neurons, for every picture. Nothing but the last
# biases gets through, and no gradient comes back to open one.
#
# And batches of twenty? Again 6,000 clothes, five epochs, other sizes and rates:

# %% tags=["slide-90"] alt="Accuracies as dots. Batches of 20 at 0.04 lie near 0.77; at 0.004 between 0.33 and 0.66; at 0.4 from 0.10 to 0.81, many at 0.10. Batches of 100 lie near 0.65 at 0.04 and near 0.76 at 0.2."
dots({"20, lr 0.004": "lr 0.004", "20, lr 0.04": "few: both", "20, lr 0.4": "lr 0.4",
      "100, lr 0.04": "batch 100", "100, lr 0.2": "batch 100, lr 0.2"},
     "size of the batch, and learning rate")  # fmt: skip

# %% [markdown]
# **Notice.** Of these three rates the article's 0.04 is the safe one. At a tenth it
# creeps; at ten times as much some trainings break and end at one in ten, so that their
# mean lies where no training is. Batches of 100 take a fifth of the steps, and at the
# same rate they learn less; five times the rate makes up more than half of it. Change
# one, and try the other anew.

# %% [markdown] tags=["slide"]
# ## Summary
#
# A step subtracts the learning rate times the gradient: too small creeps, too large
# leaves the valley. Back-propagation finds the gradient, factor by factor, from the
# loss backwards. Softmax turns logits into shares, and cross-entropy is minus the
# logarithm of the true class's share. Knowing nothing costs ln 10 = 2.3026.
# `CrossEntropyLoss` applies softmax itself: a sigmoid before it puts a floor of 1.4612
# under the loss, and takes the gradient away where it is needed most.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. Back by hand
#
# Write `gradient(x, target, w1, b1, w2, b2)`: the derivatives of the loss of the four
# numbers above, by w1, b1, w2 and b2, in this order, and for any six numbers. ReLU may
# be shut. `gradient(2, 1, 1, 1, 2, -1)` gives the four that you know:

# %%
from helpers.exercises.lesson_06 import check_1, check_2, check_3


def gradient(x, target, w1, b1, w2, b2):
    return ...


check_1(gradient)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def gradient(x, target, w1, b1, w2, b2):
#     before = w1 * x + b1
#     h = max(0, before)
#     ds = 2 * (w2 * h + b2 - target)
#     opened = ds * w2 if before > 0 else 0
#     return opened * x, opened, ds * h, ds
#
#
# check_1(gradient)
# ```
#
# Where ReLU is shut, only b2 learns.
#
# </details>
#
# ### 2. From scratch: the loss
#
# Write `my_cross_entropy(scores, label)` for one picture. `scores` is a list of floats,
# one for each class, `label` the number of the true class; one number comes out. Use
# `math` or tensors, and no function that does more than `exp`, `log`, `sum` or `max`.
#
# It must be right for scores of 1000 and of −1000, too, where a share may be too small
# for a float. So never compute it: its −ln is the logarithm of the sum of exponentials,
# less the true score. And nothing changes when the same number is subtracted from all
# scores:

# %%
def my_cross_entropy(scores, label):
    return ...


check_2(my_cross_entropy)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def my_cross_entropy(scores, label):
#     top = max(scores)
#     total = sum(math.exp(score - top) for score in scores)
#     return math.log(total) - (scores[label] - top)
#
#
# check_2(my_cross_entropy)
# ```
#
# The largest exponent is 0 now, so nothing overflows, and the total is at least 1.
#
# </details>
#
# ### 3. Find the bugs
#
# A network of one layer: `w` (classes, pixels) is multiplied with each picture (N,
# pixels). `learn` takes `steps` steps of gradient descent over all pictures, and
# returns the last `w` and the list of losses, one before each step. Yet the loss rises.
# There is a second bug: once it falls, it stays too high. Correct both, and keep what
# goes in and comes out:

# %% tags=["nbval-ignore-output"]
def learn(w, pictures, labels, lr=0.1, steps=50):
    losses = []
    for _ in range(steps):
        w = w.detach().requires_grad_()  # the next step is noted anew
        shares = (pictures @ w.T).softmax(dim=1)
        loss = F.cross_entropy(shares, labels)
        loss.backward()
        losses.append(loss.item())
        w = w + lr * w.grad
    return w, losses


_, losses = learn(torch.zeros(10, 784), images.flatten(1), labels)
print(f"first {losses[0]:.2f}, last {losses[-1]:.2f}")
check_3(learn)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def learn(w, pictures, labels, lr=0.1, steps=50):
#     losses = []
#     for _ in range(steps):
#         w = w.detach().requires_grad_()
#         loss = F.cross_entropy(pictures @ w.T, labels)  # logits, no shares
#         loss.backward()
#         losses.append(loss.item())
#         w = w - lr * w.grad  # against the gradient
#     return w, losses
#
#
# check_3(learn)
# ```
#
# Softmax before the loss makes the same floor as a sigmoid: shares lie between 0 and 1.
#
# </details>

# %% [markdown]
# What is still wrong: we borrowed the loop that learns. What do its lines do, and
# what happens when one is missing? You write it in [lesson
# 7](07_training_algorithm.ipynb).
