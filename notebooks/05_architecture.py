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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/05_architecture.ipynb)
#
# # 5 · What does a convolution see?
#
# Since lesson 4 the pictures come in batches. Now comes the network that reads them.
# You compute its layers by hand on a few small numbers, write them, and meet PyTorch's,
# until you can say of every number in it where it comes from.
#
# You will
# - write convolution and max-pooling, and show that PyTorch computes the same,
# - build the article's network, and predict its sizes and its 11,252 parameters,
# - question two suspects in it, before you train it.
#
# *80 minutes with the exercises. All cells run in 6 s on two CPU cores.*

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
# > **The article's step 5.** [A hands-on
# > guide](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > by Adwait Dathan R builds a class `Net`: two convolutions, each with max-pooling
# > behind it, then two fully connected layers. A diagram shows them in a row.
#
# Here it is as an **explorer**: the whole network after the article's fifteen epochs.
# Drag the T-shirt. Click a map, then a number in it. Which pixels does it come from?

# %% tags=["nbval-ignore-output", "slide"]
import torch
from helpers import models
from helpers.checkpoints import load_checkpoint
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.widgets import NetworkWidget
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
shirt, trousers = train_set[26][0], train_set[97][0]
trained = models.ArticleNet().requires_grad_(False)  # to be looked at
load_checkpoint(home / "helpers/weights/article_net.pt", trained)
NetworkWidget(trained, torch.stack([shirt, trousers]), [0, 1], controls=())

# %% [markdown]
# **Notice.** Everything follows the hand: the maps, the long row, the ten scores. Now
# choose the trousers, click them, and press Shift and → once. Four pixels further to
# the right they are a sandal. Keep that riddle for the last section.
#
# ## A window slides over numbers
#
# A small case first: five by five pixels, dark on the left and bright on the right,
# with an edge that leans. Beside it lies a **kernel**, nine numbers to be laid over
# nine pixels at a time. The frame shows where they lie first:

# %% tags=["slide"]
import numpy as np
from helpers.widgets import ConvolutionWidget

rows = ["0 0 0 2 2", "0 0 1 2 2", "0 0 1 2 2", "0 1 2 2 2", "0 1 2 2 2"]
picture = np.array([row.split() for row in rows]).astype(int)
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
grids = ConvolutionWidget(picture, kernel, hide=True, controls=("stride", "padding"))
grids

# %% [markdown]
# Multiply each pixel by the number that lies on it, and add the nine products. Row by
# row:
#
#     0·(−1) + 0·0 + 0·1
#     0·(−1) + 0·0 + 1·1
#     0·(−1) + 0·0 + 1·1   together 2
#
# That is all of convolution: multiply, add, move on.
#
# **Predict.** Move the window one column to the right. Which number comes out? Take a
# pencil, then step on in the grids. What does the code say?

# %% tags=["slide-90"]
from helpers.table import Table

first, second = picture[0:3, 0:3], picture[0:3, 1:4]
Table({"first": (first * kernel).sum(), "one column on": (second * kernel).sum()})

# %% [markdown]
# **Notice.** The right column of the window held 6, the left one 0. The kernel
# subtracts left from right, so it answers where pixels get brighter towards the
# right. Go on to the end: say each number before you step.
#
# A window of three has three places in a row of five. Two loops visit all nine:

# %% tags=["slide", "slide-code"]
def slide(image, kernel):
    size = len(kernel)  # kernels are square here
    height, width = image.shape
    output = np.zeros((height - size + 1, width - size + 1))
    for row in range(height - size + 1):
        for column in range(width - size + 1):
            window = image[row : row + size, column : column + size]
            output[row, column] = (window * kernel).sum()
    return output


slide(picture, kernel)

# %% [markdown]
# The result is a **feature map**. The largest number of each row, 6, 5 and 5, follows
# the leaning edge. PyTorch wants four axes: pictures are (N, C, H, W), as in lesson 4,
# and kernels (maps made, maps read, height, width). Does it find the same?

# %%
from torch.nn import functional as F

images = torch.tensor(picture)[None, None]  # (1, 1, 5, 5)
weight = torch.tensor(kernel)[None, None]  # (1, 1, 3, 3)
theirs = F.conv2d(images, weight)
same = np.array_equal(theirs[0, 0], slide(picture, kernel))
assert same, "PyTorch's numbers differ from slide's. Run the cells above again."
theirs

# %% [markdown]
# Mathematicians turn the kernel by 180° before they slide it, and so do NumPy's and
# SciPy's `convolve`; without the turn they speak of **cross-correlation**.
# Deep-learning libraries leave it out and keep the name. A network learns its kernels,
# and would learn the turned ones as well.
#
# The window may take longer steps, the `stride`, and the picture may get a border of
# zeros, the `padding`. Try both under the grids. The places along one side are
#
#     (size + 2 · padding − kernel) / stride + 1
#
# rounded down. With a stride of 3 one place is left, and no window reads the last two
# columns.
#
# **Predict.** Now the T-shirt, and three kernels: ours, ours on its side, and one that
# takes the mean of nine pixels. Which one hardly sees the stripes, and which sees
# little else?

# %% tags=["cover", "slide"] alt="The striped T-shirt and three feature maps, each with its kernel. The first kernel draws the sides of the shirt and no stripes, the second draws every stripe in blue and red, the third a blurred shirt."
from helpers.plots import show_feature_maps, show_images
from helpers.style import DIVERGING, new_axes

kernels = {"left to right": kernel, "top to bottom": kernel.T}
kernels["mean of nine"] = np.full((3, 3), 1 / 9)
maps = np.stack([slide(shirt[0].numpy(), kernels[name]) for name in kernels])
axes = new_axes(2, 2, height=9)
show_images(shirt, ax=axes[0]).set_title("the picture")
for ax, name, feature_map in zip(axes[1:], kernels, maps, strict=True):
    show_feature_maps([feature_map], ax=ax).set_title(name)
    corner = ax.inset_axes([0.06, 0.06, 0.16, 0.16], xticks=[], yticks=[])
    corner.imshow(kernels[name], cmap=DIVERGING, vmin=-1, vmax=1)

# %% [markdown]
# **Notice.** In the corner of each map is its kernel; blue is above zero, red below,
# and each map has a scale of its own. The first kernel draws the sides and hardly sees
# the stripes. The second draws them: blue where it gets brighter downwards, red where
# it gets darker. Each kernel looks for one thing, everywhere. A network is given none
# of them, it learns its own: open a map of `conv1` in the explorer.
#
# The second convolution reads six maps, not one picture. Its kernels are as deep as
# their input: a grid of weights for each map, and all products go into one sum. A
# **bias** is added to it, one number for each kernel. Open a number of `conv2` in the
# explorer: six windows, six grids, one sum. Is that the same as a convolution for each
# map, added up?

# %%
stack = torch.tensor(maps)[None]  # (1, 3, 26, 26)
deep = torch.randn(1, 3, 5, 5).double()  # one kernel, three grids deep
together = F.conv2d(stack, deep)
one_by_one = [F.conv2d(stack[:, [c]], deep[:, [c]]) for c in range(3)]
same = torch.allclose(together, sum(one_by_one))
assert same, "The deep kernel differs from its three grids. Run the cells above again."
together.shape

# %% [markdown]
# Yes. Three maps went in, and one came out of one kernel. Ten kernels make ten maps.
#
# ## Smaller, then joined up
#
# After each convolution the article shrinks the maps. **Max-pooling** keeps the
# largest number of every window. The windows are two wide and do not overlap: the
# stride is two. Step through all four:

# %% tags=["slide"]
from helpers.widgets import MaxPoolingWidget

numbers = np.array([[1, 3, 2, 0], [4, 2, 1, 1], [0, 5, 6, 2], [1, 2, 3, 7]])
MaxPoolingWidget(numbers, controls=("nudge",))

# %% [markdown]
# 4 is the largest of 1, 3, 4 and 2; then come 2, 5 and 7. In code it is `slide` with
# two changes, steps of two and the maximum in place of the sum:

# %% tags=["slide-90", "slide-code"]
def max_pool(image):
    height, width = image.shape
    output = np.zeros((height // 2, width // 2))
    for row in range(height // 2):
        for column in range(width // 2):
            window = image[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            output[row, column] = window.max()
    return output


# %% [markdown]
# Does `nn.MaxPool2d`, the article's, agree?

# %%
from torch import nn

theirs = nn.MaxPool2d(2)(torch.tensor(numbers)[None])  # (1, 2, 2)
same = np.array_equal(theirs[0], max_pool(numbers))
assert same, "PyTorch's maxima differ from max_pool's. Run the cells above again."
theirs

# %% [markdown]
# Pooling has no weights. It keeps *that* something was found, and forgets where in
# its window. Press → beside *Nudge* under the grids: when the picture moves by one
# pixel, only the 4 stays. A maximum survives where it stays in its window and no larger
# number comes in. A convolution with a stride of two makes the same sizes; in [ten
# trainings](../helpers/results/claims.md) pooling was worth about two points more.
#
# In a **fully connected** layer every output has a weight for every input, and a bias.
# Three inputs, two outputs, by hand:
#
#     1·3 + 0·1 − 1·2 + 0 = 1
#     2·3 + 1·1 + 0·2 + 1 = 8
#
# PyTorch calls it linear:

# %% tags=["slide-90", "slide-code"]
weight = torch.tensor([[1.0, 0, -1], [2, 1, 0]])
F.linear(torch.tensor([3.0, 1, 2]), weight, bias=torch.tensor([0.0, 1]))

# %% [markdown]
# ## The article's network in code
#
# Now all of it: a convolution with six kernels of 5 × 5, pooling, a convolution with
# ten, pooling; then everything in one row, and two fully connected layers with 56 and
# 10 outputs.
#
# **Predict.** A picture of 28 × 28 goes in. How large are the maps after each of the
# first four steps, and how long is the row?

# %% tags=["slide"]
from helpers.ops import output_size  # the formula above

steps = {"conv1": (5, 1), "pooling 1": (2, 2), "conv2": (5, 1), "pooling 2": (2, 2)}
size, sizes = 28, {}
for name, (window, stride) in steps.items():
    size = sizes[name] = output_size(size, window, stride)
Table(sizes | {"the row": 10 * size**2})

# %% [markdown]
# Ten maps of 4 × 4 make a row of 160. In PyTorch a network is a class: its layers in
# `__init__`, their order in `forward`, which `model(x)` runs. Pooling has no weights to
# keep, so the function `F.max_pool2d` will do. `check_images` refuses pictures of
# another size:

# %% tags=["slide", "slide-code"]
from helpers.checks.models import check_images
from helpers.models import NUM_CLASSES


class ArticleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 10, kernel_size=5)
        self.fc1 = nn.Linear(160, 56)
        self.fc2 = nn.Linear(56, NUM_CLASSES)

    def forward(self, x):
        check_images(x)
        x = F.max_pool2d(self.conv1(x), 2)  # (N, 6, 12, 12)
        x = F.max_pool2d(self.conv2(x), 2)  # (N, 10, 4, 4)
        x = x.flatten(start_dim=1)  # (N, 160)
        x = F.relu(self.fc1(x))  # (N, 56)
        return torch.sigmoid(self.fc2(x))  # (N, 10)

# %% [markdown]
# `F.relu` turns negative numbers into zero, `torch.sigmoid` squeezes any number into 0
# to 1. Such functions of one number are **activations**. The article flattens with
# `view(-1, 160)`, which can cut maps of a wrong size into rows that mix pictures;
# `flatten(start_dim=1)` keeps one row for each. The article then prints a `model` that
# it never made. Here is one:

# %%
torch.manual_seed(0)
model = ArticleNet()
print(model)

# %% [markdown]
# Now count. A kernel has 25 weights for each map that it reads, and a bias. A neuron
# has a weight for each input, and a bias:
#
#     conv1   6 · ( 1 · 25 + 1) =   156
#     conv2  10 · ( 6 · 25 + 1) = 1,510
#     fc1    56 · (    160 + 1) = 9,016
#     fc2    10 · (     56 + 1) =   570
#
# Together 11,252. Does PyTorch count the same?

# %% tags=["slide"]
from helpers.models import count_parameters

counts = {name: count_parameters(layer) for name, layer in model.named_children()}
same = list(counts.values()) == [156, 1_510, 9_016, 570]
assert same, "PyTorch counts other parameters. Run the class again, then this cell."
Table(counts | {"together": count_parameters(model)})

# %% [markdown]
# **Notice.** Four fifths sit in `fc1`. The convolutions need few, because one kernel
# serves all places.
#
# A model computes where its weights are. `.to(device)` takes them to the GPU, if there
# is one, and the pictures have to follow. What does the new model say of the shirt?

# %% tags=["nbval-ignore-output"]
from helpers.device import get_device

device = get_device()
model.to(device)  # a model moves; a tensor is copied
model(shirt[None].to(device)).detach()

# %% [markdown]
# Ten scores near a half: it has learned nothing yet.
#
# How many of the 784 pixels can change a number in the last maps? Open one in the
# explorer: the frame in the picture is its **receptive field**. A window of five adds
# four steps, one of two adds one. A step is one pixel at first, and each pooling
# doubles it:

# %%
field, distance, fields = 1, 1, []
for window, stride in steps.values():
    field += (window - 1) * distance
    distance *= stride
    fields.append(field)
fields

# %% [markdown]
# 16 × 16, a third of the picture. No number before `fc1` has seen the whole shirt.
#
# ## Two suspects
#
# The first: the article puts no activation between its convolutions. Does the second
# convolution add anything then? Take a row of numbers, and two small kernels one after
# the other:
#
#     the row             3    1    4    1    5
#     kernel (1, 2)       5    9    6   11
#     kernel (1, −1)     −4    3   −5
#
# One kernel does that alone, (1, 1, −2): 3 + 1 − 8 is −4, and so on. Then without the
# pooling the two layers of the trained network are one layer too. A picture with a
# single white dot brings out its kernels: the windows multiply the dot by one weight
# after the other, the last one first. What do they look like?

# %% tags=["slide-90"] alt="Ten kernels of 9 by 9, blue and red. Most have one blue and one red region, side by side or one above the other, as a kernel that finds edges has."
both = nn.Sequential(trained.conv1, trained.conv2)
dot = torch.zeros(1, 1, 17, 17)
dot[0, 0, 8, 8] = 1
black = both(0 * dot)  # what the biases alone give
single = (both(dot) - black).flip(2, 3).transpose(0, 1)  # turned back
ax = show_feature_maps(single, columns=5, ax=new_axes(height=4.2))
ax.set_title("ten kernels of 9 × 9");

# %% [markdown]
# Mostly edges. (Dashes: far below zero.) Does one convolution with these ten do the
# work of both layers, on the shirt?

# %% tags=["slide-90"]
alone = F.conv2d(shirt[None], single, black[0, :, 0, 0])
same = torch.allclose(both(shirt[None]), alone, atol=1e-3)
assert same, "One layer differs from the two. Run the cells above again."
both_count = counts["conv1"] + counts["conv2"]
Table({"two layers": both_count, "one": single.numel() + len(single)}, ["parameters"])

# %% [markdown]
# **Notice.** The same numbers, from half the parameters. Two convolutions with nothing
# between them *are* one. In the article's network there is the pooling, and a maximum
# is not linear: of 1 and 0 it is 1, of 0 and 2 it is 2, but of their sums, 1 and 2, it
# is not 3. Only the pooling keeps the two layers apart.
#
# The usual way is an activation after each convolution. What does **ReLU** do to the
# shirt's first map?

# %% tags=["slide-90"] alt="The shirt's map for the kernel left to right, before and after ReLU. Before, left sides are blue and right sides red; after, the blue stays and all red has become white."
pair = np.concatenate([maps[:1], F.relu(torch.tensor(maps[:1]))])
ax = new_axes(width=6, height=3)
show_feature_maps(pair, ["before ReLU", "after ReLU"], 2, ax);

# %% [markdown]
# **Notice.** The red is gone. The map says "here, this strongly" or "not here", and the
# next convolution can no longer be merged with this one. Lesson 6 puts ReLU in and
# measures whether it helps. Until then its absence is a suspect, no more.
#
# The second suspect hides in the riddle of the trousers. Four pixels is the distance
# between neighbours in the last maps, which `features` computes:

# %% tags=["slide-90"] alt="The trousers in the middle of the picture, and four pixels further to the right."
def features(images):
    x = F.max_pool2d(trained.conv1(images), 2)
    return F.max_pool2d(trained.conv2(x), 2)  # (N, 10, 4, 4)


moved = F.pad(trousers, (4, -4))  # four black columns come in on the left
ax = new_axes(width=4.4, height=2.4)
show_images([trousers[0], moved[0]], ["in place", "moved"], ax=ax);

# %% [markdown]
# **Predict.** The trousers move by four pixels to the right. What happens to the
# sixteen numbers of a last map? And which weights of `fc1` will they meet?

# %% tags=["slide-90"] alt="Three grids of 4 by 4. The map of the trousers; the same after the move, in which the framed three columns have moved one column to the right with the same numbers; and sixteen weights of fc1, those side by side all different."
from helpers.plots import show_grid

here, there = features(torch.stack([trousers, moved]))[:, 9]
seats = trained.fc1.weight.view(56, 10, 4, 4)[22, 9]
axes = new_axes(3, height=3.4, gridspec_kw={"wspace": 0.08})
show_grid(here.numpy().round(1), "a map of the trousers", (0, 0, 4, 3), axes[0])
show_grid(there.numpy().round(1), "moved by 4 pixels", (0, 1, 4, 3), axes[1])
weights = (100 * seats).numpy().round()
show_grid(weights, "a neuron's weights × 100", ax=axes[2]);

# %% [markdown]
# **Notice.** The framed numbers are the same, one column further. The convolutions kept
# their word: they report the same thing elsewhere. (Only for multiples of four; after
# one to three pixels the pooling windows cut the trousers differently.) But in the row
# of 160 each number sits in another seat, and every seat has a weight of its own. What
# do the sixteen products add to this neuron, one that minds the move much? And what
# does the network answer?

# %% tags=["slide-90"]
answers = trained(torch.stack([trousers, moved])).argmax(dim=1)
names = [CLASS_NAMES[answer] for answer in answers]
sums = [(here * seats).sum(), (there * seats).sum()]
framed = [(here * seats)[:, :3].sum(), (there * seats)[:, 1:].sum()]
rows = {"sum of the framed": framed, "sum of all": sums, "answer": names}
Table(rows, ["in place", "moved"], digits=1)

# %% [markdown]
# **Notice.** Take the framed twelve. The same numbers, and the sum changes its sign:
# that of all sixteen does, too. What `fc1` has learned of a feature on the left it does
# not know of the same feature on the right: nothing ties the weights of two seats
# together. Lesson 9 puts `flatten` on trial.

# %% [markdown] tags=["slide"]
# ## Summary
#
# A convolution lays a kernel over every window, multiplies and adds. Each kernel is as
# deep as its input and makes one feature map. Max-pooling keeps the largest number of
# each window. The sizes go 28, 24, 12, 8, 4, then 160, 56, 10. Four fifths of the
# 11,252 parameters sit in one layer. Two convolutions with nothing between them are
# one. Flattening gives every place its own weights.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. Write a network
#
# Write a class `SmallNet`, an `nn.Module`, for colour pictures 24 pixels high and 32
# wide: (N, 3, 24, 32), for any N. In this order: a convolution with 8 kernels of 3 × 3
# and a padding of 1 (zeros), ReLU, max-pooling of 2 × 2; a convolution with 12 kernels
# of 5 × 5 without padding, ReLU, max-pooling of 2 × 2; flatten; one fully connected
# layer with 4 outputs, and nothing after it. All three layers have biases; strides are
# PyTorch's own. `SmallNet()` makes one:

# %%
from helpers.exercises.lesson_05 import check_1, check_2, check_3

SmallNet = ...
check_1(SmallNet)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# class SmallNet(nn.Module):
#     def __init__(self):
#         super().__init__()
#         self.conv1 = nn.Conv2d(3, 8, kernel_size=3, padding=1)
#         self.conv2 = nn.Conv2d(8, 12, kernel_size=5)
#         self.fc = nn.Linear(12 * 4 * 6, 4)
#
#     def forward(self, x):
#         x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, 12, 16)
#         x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (N, 12, 4, 6)
#         return self.fc(x.flatten(start_dim=1))
#
#
# check_1(SmallNet)
# ```
#
# </details>
#
# ### 2. Find the bug
#
# This network answers without an error. But `count_parameters` finds 1,666 parameters,
# not 11,252: most of it would never learn, nor move to a GPU. Correct the class. Its
# four layers, and what it computes with them, must stay:

# %%
class Forgetful(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
        self.conv2 = nn.Conv2d(6, 10, kernel_size=5)
        self.layers = [nn.Linear(160, 56), nn.ReLU(), nn.Linear(56, 10)]

    def forward(self, x):
        x = F.max_pool2d(self.conv1(x), 2)
        x = F.max_pool2d(self.conv2(x), 2).flatten(start_dim=1)
        for layer in self.layers:
            x = layer(x)
        return x


check_2(Forgetful)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# class Mindful(nn.Module):
#     def __init__(self):
#         super().__init__()
#         self.conv1 = nn.Conv2d(1, 6, kernel_size=5)
#         self.conv2 = nn.Conv2d(6, 10, kernel_size=5)
#         layers = [nn.Linear(160, 56), nn.ReLU(), nn.Linear(56, 10)]
#         self.layers = nn.ModuleList(layers)
#
#     forward = Forgetful.forward
#
#
# check_2(Mindful)
# ```
#
# A module finds layers that are its attributes. It does not look into a plain list;
# `nn.ModuleList` is a list that it knows.
#
# </details>
#
# ### 3. From scratch: steps and a border
#
# Write `slide_by(image, kernel, stride, padding)`. Like `slide`, but first the image
# gets `padding` rows and columns of zeros on every side, and then the window goes on by
# `stride` numbers to the right, and down. Kernels are square, images need not be:

# %%
def slide_by(image, kernel, stride, padding):
    return ...


check_3(slide_by)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def slide_by(image, kernel, stride, padding):
#     image, size = np.pad(image, padding), len(kernel)
#     height = (image.shape[0] - size) // stride + 1
#     width = (image.shape[1] - size) // stride + 1
#     output = np.zeros((height, width))
#     for row in range(height):
#         for column in range(width):
#             top, left = stride * row, stride * column
#             window = image[top : top + size, left : left + size]
#             output[row, column] = (window * kernel).sum()
#     return output
#
#
# check_3(slide_by)
# ```
#
# Or `slide(np.pad(image, padding), kernel)[::stride, ::stride]`, which computes more
# than it keeps.
#
# </details>

# %% [markdown]
# What is still wrong: the new network has an opinion about every picture, and nothing
# tells it that the opinion is bad. How do you measure wrong, and which way is better?
# That is [lesson 6](06_loss_and_optimizer.ipynb).
