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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/05_architecture.ipynb)
#
# # 5 · What does a convolution see?
#
# Since lesson 4 the pictures arrive in batches. Step 5 of the article builds the
# network that reads them. You compute each of its layers by hand on a few small
# numbers, write it, and meet PyTorch's, until no number in the network is a mystery.
#
# You will
# - write convolution and max-pooling, and show that PyTorch computes the same,
# - build the article's network and predict its sizes and its 11,252 parameters,
# - find two weaknesses in it before it has learned anything.
#
# *60 minutes with the exercises. All cells run in 8 s on two CPU cores.*

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
# The training set once more. Its 27th picture, a striped T-shirt, will be needed soon:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
shirt, _ = train_set[26]

# %% [markdown]
# ## A window slides over numbers
#
# Here is a picture of five by five pixels. It is dark on the left and bright on the
# right, and the edge between them leans. Beside it lies a **kernel**: nine numbers
# that will be laid over nine pixels at a time. The frame shows where they lie first:

# %%
import numpy as np
from helpers.widgets import ConvolutionWidget

rows = ["0 0 0 2 2", "0 0 1 2 2", "0 0 1 2 2", "0 1 2 2 2", "0 1 2 2 2"]
picture = np.array([row.split() for row in rows]).astype(int)
kernel = np.array([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]])
grids = ConvolutionWidget(picture, kernel, hide=True)
grids

# %% [markdown]
# Multiply each pixel in the window by the number of the kernel that lies on it, and
# add the nine products. The sum is written out under the grids. Row by row:
#
#     0·(−1) + 0·0 + 0·1
#     0·(−1) + 0·0 + 1·1
#     0·(−1) + 0·0 + 1·1   together 2
#
# That is all of convolution: multiply, add, move on.

# %% [markdown]
# **Predict.** Move the window one column to the right. Which number comes out? Take a
# pencil, then step on in the grids above. What does the code say?

# %%
int((picture[0:3, 1:4] * kernel).sum())

# %% [markdown]
# **Notice.** The right column of the window held 6, the left one 0. The kernel
# subtracts left from right, so it answers to pixels that get brighter towards the
# right. Go on to the end: say each number before you step.
#
# In a row of five pixels a window of three has three places. Two loops visit all
# nine:

# %%
def slide(image, kernel):
    output = np.zeros((3, 3), dtype=int)
    for row in range(3):
        for column in range(3):
            window = image[row : row + 3, column : column + 3]
            output[row, column] = (window * kernel).sum()
    return output


# %% [markdown]
# The result is called a **feature map**. Each of its numbers belongs to one position
# of the window. Which one belongs to the frame in the middle?

# %%
import matplotlib.pyplot as plt
from helpers.plots import show_grid

feature_map = slide(picture, kernel)
fig, axes = plt.subplots(1, 3, figsize=(7, 3), width_ratios=[5, 3, 3])
show_grid(picture, "picture and window", (1, 1, 3, 3), axes[0], picture=True)
show_grid(kernel, "kernel", ax=axes[1])
show_grid(feature_map, "feature map", (1, 1, 1, 1), axes[2]);

# %% [markdown]
# **Notice.** The largest number of each row is 6, 5 and 5, from top to bottom, and
# they follow the edge: 6 and the first 5 stand in the middle column, the second 5 one
# further left. The feature map says where the edge is.
#
# The window may also take longer steps (`stride`), and the picture may get a border of
# zeros (`padding`). Both can be set under the grids above: which strides leave pixels
# that no window reaches? And how many places are there in general?

# %%
from helpers.checks.ops import check_conv2d, check_output_size, check_windows


def output_size(size, kernel, stride=1, padding=0):
    check_output_size(size, kernel, stride, padding)
    return (size + 2 * padding - kernel) // stride + 1


output_size(5, 3), output_size(5, 3, stride=2), output_size(5, 3, padding=1)

# %% [markdown]
# The `return` line is the lesson: the room that the window has to move, divided by its
# step and rounded down, and one for the first place. Rounding down can lose pixels at
# the end: with a stride of 3 and no padding there is one place, and the last two rows
# and columns are never read. The first line turns nonsense into a clear message.
#
# Loops in Python are slow. NumPy can hand out all windows at once, without copying a
# pixel. Pictures have channels, so the shape is `(C, H, W)` from now on, and
# `picture[None]` gives ours its one channel:

# %%
from numpy.lib.stride_tricks import sliding_window_view


def windows(image, kernel, stride=1):
    check_windows(image, kernel, stride)
    every = sliding_window_view(image, kernel, axis=(1, 2))
    return every[:, ::stride, ::stride]


# %% [markdown]
# One channel, 3 × 3 places, and at each place a window of 3 × 3:

# %%
windows(picture[None], (3, 3)).shape  # (C, H_out, W_out, kH, kW)

# %% [markdown]
# One line is left: multiply every window by the kernel and add. `einsum` does it.
# Letters that are missing after the arrow are summed over, here the channels `c`
# and the places `a`, `b` in the window. A **bias** is one more number for each
# kernel, added to its whole map. With padding, a bias and several kernels `o`, this
# is the whole of a convolutional layer:

# %%
def conv2d(image, weight, bias=None, stride=1, padding=0):
    image, weight = np.asarray(image), np.asarray(weight)
    check_conv2d(image, weight, bias, stride, padding)
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    patches = windows(padded, weight.shape[2:], stride)
    # c: input channel, i j: position, a b: place in the window, o: output channel
    kind = np.result_type(patches, weight, np.int64)  # 8 bits would overflow
    output = np.einsum("cijab,ocab->oij", patches, weight, dtype=kind)
    return output if bias is None else output + np.reshape(bias, (-1, 1, 1))


conv2d(picture[None], kernel[None, None])

# %% [markdown]
# The same nine numbers. You find these functions in `helpers/ops.py`. Does PyTorch
# agree?

# %%
import torch
from torch import nn
from torch.nn import functional as F

theirs = F.conv2d(torch.tensor(picture[None]), torch.tensor(kernel[None, None]))
assert np.array_equal(theirs.numpy(), conv2d(picture[None], kernel[None, None]))
theirs

# %% [markdown]
# A word about the word. Mathematicians turn the kernel by 180° before they slide it,
# and call only that convolution; what you have written they call
# **cross-correlation**. PyTorch and the other libraries of today leave out the turn and
# keep the name, and so do we. What would the turn do to our edge?

# %%
slide(picture, kernel[::-1, ::-1])

# %% [markdown]
# **Notice.** It answers to the opposite edge, so every sign flips. A network learns
# its kernels, and would learn the turned one as well.
#
# Now the striped T-shirt. We give it three kernels at once: ours, ours on its side,
# and one that takes the mean of nine pixels:

# %%
kernels = np.stack([kernel, kernel.T, np.full((3, 3), 1 / 9)])[:, None]  # (3, 1, 3, 3)
maps = conv2d(shirt, kernels)
maps.shape

# %% [markdown]
# Blue is positive, red is negative. Before you read the titles: which map belongs to
# which kernel?

# %%
from helpers.plots import show_feature_maps, show_images

fig, axes = plt.subplots(1, 2, figsize=(8, 2.4), width_ratios=[1, 3.2])
show_images(shirt, ["the picture"], ax=axes[0])
show_feature_maps(maps, ["left to right", "top to bottom", "mean"], ax=axes[1]);

# %% [markdown]
# **Notice.** The first kernel sees the outline and is blind to the stripes. The
# second sees the stripes. Each kernel finds one thing, in every place.
#
# The second convolution of the article reads six maps, not one picture. Its kernels are
# as deep as their input: a grid of weights for each channel, and all products go into
# one sum. Is that the same as three convolutions, added?

# %%
layers = [[[1, 2], [0, 1]], [[0, 1], [1, 0]], [[3, 0], [0, -3]]]
deep = np.array([layers])  # (1, 3, 2, 2)
one_by_one = [conv2d(maps[[c]], deep[:, [c]]) for c in range(3)]
assert np.allclose(conv2d(maps, deep), sum(one_by_one))
conv2d(maps, deep).shape

# %% [markdown]
# Yes. Three channels went in and one map came out, because there was one kernel. Ten
# kernels make ten maps.
#
# ## Smaller, then joined up
#
# After each convolution the article shrinks the maps. **Max-pooling** keeps the
# largest number of every window and forgets the rest. The windows do not overlap: a
# stride of two for a width of two. Four by four becomes two by two:

# %%
from helpers.widgets import MaxPoolingWidget

numbers = np.array([[1, 3, 2, 0], [4, 2, 1, 1], [0, 5, 6, 2], [1, 2, 3, 7]])
MaxPoolingWidget(numbers)

# %% [markdown]
# Step through the four windows. The largest number is marked in each: 4 is the largest
# of 1, 3, 4 and 2, then come 2, 5 and 7. With `windows` the code is two lines:

# %%
def max_pool2d(image, kernel, stride=None):
    stride = kernel if stride is None else stride
    return windows(np.asarray(image), (kernel, kernel), stride).max(axis=(3, 4))


pooled = max_pool2d(numbers[None], 2)
assert pooled.tolist() == [[[4, 2], [5, 7]]]
assert np.array_equal(pooled, F.max_pool2d(torch.tensor(numbers[None]), 2))
pooled

# %% [markdown]
# Three ways, one result. Pooling has no weights; it keeps *that* something was found,
# and forgets where in its window. How much does it forget?
#
# **Predict.** Nudge the picture one pixel to the right: zeros come in on the left, and
# the last column leaves. Which of the four maxima stay where they were? Write them down
# and press → beside *Nudge*, under the grids. Does the code agree?

# %%
max_pool2d(np.pad(numbers, ((0, 0), (1, 0)))[None, :, :4], 2)

# %% [markdown]
# **Notice.** One of four, the 4. Pooling shrugs off a nudge only where the largest
# number stays inside its window and no larger one comes in. The 2 stayed inside,
# but then the 3 came.
#
# The last kind of layer is **fully connected**. It has no windows: every output has a
# weight for every input, and a bias. Three inputs, two outputs, by hand:
#
#     1·3 + 0·1 − 1·2 + 0 = 1
#     2·3 + 1·1 + 0·2 + 1 = 8
#
# PyTorch calls it linear:

# %%
weight = torch.tensor([[1.0, 0, -1], [2, 1, 0]])
F.linear(torch.tensor([3.0, 1, 2]), weight, bias=torch.tensor([0.0, 1]))

# %% [markdown]
# ## The article's network, size by size
#
# These are the layers of the article's network: a convolution with six kernels of
# 5 × 5, pooling, a convolution with ten, pooling, then everything in one row, and two
# fully connected layers with 56 and 10 outputs.
#
# **Predict.** A picture of 28 × 28 goes in. Which sizes do the maps have after each
# of the four steps, and how long is the row?

# %%
sizes = [28]
for kernel_size, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
    sizes.append(output_size(sizes[-1], kernel_size, stride))
sizes, 10 * sizes[-1] ** 2

# %% [markdown]
# Ten maps of 4 × 4 make a row of 160. In PyTorch a network is a class: its layers in
# `__init__`, their order in `forward`. `model(x)` runs `forward`. `check_images`
# refuses pictures of another shape; `NUM_CLASSES` is 10:

# %%
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
# `F.relu` turns negative numbers into zero, `torch.sigmoid` squeezes any number
# into 0 to 1. Such functions, applied to each number by itself, are called
# **activations**. The article flattens with `view(-1, 160)`. For maps of a wrong
# size that may cut the numbers of one picture into the row of another, and say
# nothing; `flatten(start_dim=1)` always keeps one row for one picture.
#
# Is the prediction right? `layer_shapes`, from `helpers/models.py`, hangs a hook on
# each layer, a function that PyTorch calls with the layer's output. Then it runs the
# network once:

# %%
from helpers.device import set_seed
from helpers.models import layer_shapes

set_seed(0)
model = ArticleNet()
shapes = layer_shapes(model, shirt[None])
assert [shapes["conv1"][-1], shapes["conv2"][-1]] == [sizes[1], sizes[3]]
shapes

# %% [markdown]
# As predicted. Here is the whole untrained network. Drag the shirt.
# Click a map of `conv2`, then a number of it: which pixels does it come from?

# %% tags=["nbval-ignore-output"]
from helpers.widgets import NetworkWidget

NetworkWidget(model, shirt, [0], controls=())

# %% [markdown]
# **Notice.** The frames are what that number can see. The lines lead to the maps that
# it reads. The sum is the one you did by hand, once for each map.
#
# Now the parameters. A kernel of the first layer has 25 weights and a bias, one of
# the second 6 · 25 weights and a bias. A neuron has a weight for each input, and a
# bias:
#
#     conv1   6 · ( 1 · 25 + 1) =   156
#     conv2  10 · ( 6 · 25 + 1) = 1,510
#     fc1    56 · (    160 + 1) = 9,016
#     fc2    10 · (     56 + 1) =   570
#
# Together that should be 11,252. Does PyTorch count the same?

# %%
from helpers.models import count_parameters

counts = {name: count_parameters(layer) for name, layer in model.named_children()}
assert sum(counts.values()) == 156 + 1_510 + 9_016 + 570 == 11_252
counts

# %% [markdown]
# **Notice.** Four fifths of the parameters sit in `fc1`. The convolutions are cheap,
# because one kernel serves all places.
#
# One number in the last 4 × 4 map has come through two convolutions and two poolings.
# How many of the 784 pixels can change it?
#
# Those pixels are its **receptive field**. A window of five reaches over four
# neighbours more. At first the neighbours are one pixel apart, and each pooling
# doubles that distance:

# %%
field, distance, fields = 1, 1, []
for kernel_size, stride in [(5, 1), (2, 2), (5, 1), (2, 2)]:
    field += (kernel_size - 1) * distance
    distance *= stride
    fields.append(field)
fields

# %% [markdown]
# 16 × 16, so 256 pixels. That was theory. To see it, we use a dye: `nan`, "not a
# number". Whatever is computed from it becomes `nan` too. We make 784 black pictures,
# dye one pixel in each, and see which of the last maps' numbers are stained:

# %%
def features(images):
    x = F.max_pool2d(model.conv1(images), 2)
    return F.max_pool2d(model.conv2(x), 2)  # (N, 10, 4, 4)


dyed = torch.zeros(784, 784).fill_diagonal_(torch.nan).view(784, 1, 28, 28)
stained = features(dyed)[:, 0].isnan().view(28, 28, 4, 4)
stained[:, :, 1, 1].sum().item()

# %% [markdown]
# 256 pixels, as computed, a third of the picture. Open a number of the last maps above:
# there is its frame. No number before `fc1` has seen the whole shirt.
#
# ## Two weaknesses, visible before training
#
# The article puts no activation between its convolutions. What is that worth? Leave
# the pooling out for a moment, and run one convolution straight after the other. Both
# only multiply and add. If together they were a *single* convolution, what would its
# kernel be? A picture with one white dot brings it out. Each position of the window
# multiplies the dot by another weight of the kernel, the last one first, so the
# answer is the kernel itself, turned round:

# %%
dot = torch.zeros(1, 1, 17, 17)
dot[0, 0, 8, 8] = 1
black = model.conv2(model.conv1(0 * dot))  # what the biases alone give
single = (model.conv2(model.conv1(dot)) - black).flip(2, 3).transpose(0, 1)
single.shape  # (C_out, C_in, kH, kW)

# %% [markdown]
# Ten kernels of 9 × 9. The claim is that one convolution with them does the work of
# both layers, on any picture. Does it, on the shirt?

# %%
both = model.conv2(model.conv1(shirt[None]))
alone = F.conv2d(shirt[None], single, black[0, :, 0, 0])
assert torch.allclose(both, alone, atol=1e-4)
both.shape, alone.shape, counts["conv1"] + counts["conv2"], single.numel() + 10

# %% [markdown]
# **Notice.** The same numbers in the same shape, and 10 · 81 + 10 = 820 parameters do
# what 1,666 did. Two convolutions with nothing between them *are* one convolution;
# the second layer adds no ability, only weights.
#
# In the article's network there is something between them: pooling. Is that linear
# too? A linear step gives the same whether you add before or after it:

# %%
a, b = torch.tensor([[[[1.0, 0], [0, 0]]]]), torch.tensor([[[[0, 0], [0, 2.0]]]])
F.max_pool2d(a + b, 2).item(), (F.max_pool2d(a, 2) + F.max_pool2d(b, 2)).item()

# %% [markdown]
# **Notice.** 2 is not 3: a maximum is not linear. So it is not exact to say that the
# article's convolutions are one linear map. Each of them is linear, but for its bias,
# and only the pooling keeps the two from becoming one.
#
# The usual way is an activation after each convolution. **ReLU** keeps what is
# positive and turns the rest into zero: a maximum too, of x and 0. On the three maps
# of the shirt:

# %%
show_feature_maps(np.maximum(maps, 0), ["left to right", "top to bottom", "mean"]);

# %% [markdown]
# **Notice.** The red is gone. A map now says "here it is, this strongly" or "not
# here", and the next convolution cannot be merged with the one before. Lesson 6 puts
# ReLU in, and measures whether it helps.
#
# And pooling? `make claims` trained the network that lesson 6 will make of this one, in
# three ways. *Pooling* is as above. *Stride 2* has no pooling: the convolutions' windows
# move by two, which makes the same sizes. *Nothing* has neither. It leaves 4,000 numbers
# for `fc1`, and so twenty times the parameters. Each dot is a training on 6,000 clothes:

# %%
from helpers.plots import FIRST
from helpers.results import load

runs = load("claims")["runs"]
names = {"pooling": "clothes: FashionCNN", "stride 2": "strided"}
names["nothing"] = "no pooling"
fig, ax = plt.subplots(figsize=(6, 1.8), layout="constrained")
for row, name in enumerate(names.values()):
    scores = [run["valid_accuracy"] for run in runs[name].values()]
    ax.plot(scores, [row] * len(scores), "o", color=FIRST, alpha=0.6)
ax.set_yticks(range(3), names)
ax.set(ylim=(2.5, -0.5), xlabel="accuracy on 12,000 validation pictures")
ax.set_title("Is pooling worth it?");

# %% [markdown]
# **Notice.** Pooling is worth more than the stride. Whether leaving it out gains
# anything, for twenty times the parameters, these dots cannot tell.
#
# The second weakness is half of lesson 1's riddle: why did the CNN lose the digits
# when they moved? We move a nine by four pixels, the distance between neighbours in
# the last map.

# %% [markdown]
# **Predict.** What happens to that map? And to the row of 160 numbers?

# %%
from helpers.digits import digits_in_frame

nines = [digits_in_frame(top=7, left=left)[0][9:10] for left in (7, 11)]
here, there = [features(nine).detach() for nine in nines]
assert torch.allclose(there[..., 1:], here[..., :-1], atol=1e-5)
fig, axes = plt.subplots(1, 2, figsize=(6, 2))
show_images(torch.cat(nines), ["a nine", "moved by 4"], ax=axes[0])
show_feature_maps([here[0, 0], there[0, 0]], ["its map", "moved by 1"], ax=axes[1]);

# %% [markdown]
# **Notice.** The map has moved by exactly one column. The convolutions kept their
# word: they do not mind where the nine is; they report the same thing elsewhere.
# (Only for multiples of four. After one to three pixels the pooling windows cut the
# digit differently, and the numbers themselves change.) And the row?

# %% tags=["nbval-ignore-output"]
same = torch.isclose(here.flatten(), there.flatten(), atol=1e-4).sum().item()
assert same < 16
f"{same} of 160 numbers are the same"

# %% [markdown]
# In the row every number sits in another seat. The next layer has a weight for each
# seat. These are the sixteen that its first neuron keeps for the first map:

# %% tags=["nbval-ignore-output"]
seats = model.fc1.weight.detach().view(56, 10, 4, 4)[0, 0]
show_grid((100 * seats).round() + 0.0, "weights × 100 for 4 × 4 places");

# %% [markdown]
# **Notice.** Sixteen places, sixteen weights. They are still random, but nothing
# ties them together: training changes each on its own. What `fc1` learns about a
# feature on the left, it does not know about the same feature on the right. So
# `flatten` gives position back to a network that did not mind it. That is the
# suspect; lesson 9 convicts it, with pictures of clothes.

# %% [markdown]
# ## Summary
#
# A convolution lays a kernel over every window, multiplies and adds; a kernel is as
# deep as its input, and each kernel makes one feature map. Max-pooling keeps the
# largest number of each window. A fully connected layer joins everything with
# everything. The sizes go 28, 24, 12, 8, 4, then 160, 56, 10, and 9,016 of the
# 11,252 parameters sit in one layer. A number in the last map sees 16 × 16 pixels.
# Two convolutions with nothing between them are one convolution; in the article's
# network only the pooling keeps them apart. Flattening gives every place its own
# weights.

# %% [markdown]
# ## Exercises
#
# ### 1. Follow the sizes
#
# A picture of 32 × 32 goes through a convolution of 3 × 3 with `padding=1`, pooling
# of 2 × 2, a convolution of 5 × 5 without padding, and pooling of 2 × 2. Which four
# sizes come out?

# %%
from helpers.exercises.lesson_05 import check_1, check_2, check_3

four_sizes = ...
check_1(four_sizes)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# four_sizes = [
#     output_size(32, 3, padding=1),
#     output_size(32, 2, stride=2),
#     output_size(16, 5),
#     output_size(12, 2, stride=2),
# ]
# check_1(four_sizes)
# ```
#
# A padding of 1 makes up for what a kernel of 3 takes away.
#
# </details>
#
# ### 2. Make a kernel
#
# Design a kernel of 3 × 3 that answers with a positive number where a picture is
# bright above and dark below, and with zero where nothing changes from top to bottom:

# %%
falling = ...
check_2(falling)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# falling = np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]])
# check_2(falling)
# ```
#
# Other kernels pass too, such as Sobel's, with 1, 2, 1 in the first row.
#
# </details>
#
# ### 3. Two small kernels for a large one
#
# Replace a convolution of 5 × 5, from 6 channels to 6, by two of 3 × 3 in a row, each
# from 6 channels to 6 and with biases. How wide is the receptive field of the pair,
# and how many parameters has the pair? Give two numbers in brackets, the field first:

# %%
pair = ...
check_3(pair)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# pair = (1 + 2 + 2, 2 * 6 * (6 * 3 * 3 + 1))
# check_3(pair)
# ```
#
# The single layer has 6 · (6 · 25 + 1) = 906. Many newer networks are built from 3 ×
# 3 for this reason, with an activation in between.
#
# </details>

# %% [markdown]
# What is still wrong: the network has an opinion about every picture, and nothing
# tells it that the opinion is bad. How do you measure wrong, and which way is better?
# That is [lesson 6](06_loss_and_optimizer.ipynb).
