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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/10_predict.ipynb)
#
# # 10 · What does the network see in your picture?
#
# Step 10 of ten: predict a sample. [Lesson 9](09_test.ipynb) put ten thousand pictures
# to the network and counted. Now it gets one at a time: one from the test set, one that
# you drew yourself, and one that is no piece of clothing at all.
#
# You will
# - ask the network about one picture and read its ten probabilities,
# - turn a picture of your own into the kind that it learned from, stage by stage,
# - try four ways to do better, each in a few lines.
#
# *45 minutes with the exercises. All cells run in 17 s on two CPU cores.*

# %% [markdown]
# The first cell is the same as in every lesson. Where are we?

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
# The test set comes from lesson 2, the network from lesson 6, its weights from
# lesson 8. If you skipped that one, the course's own weights take their place. Which
# are these, and after which epoch were they the best?

# %% tags=["nbval-ignore-output"]
import torch
from helpers.data import FashionMNIST
from helpers.device import get_device
from helpers.models import FashionCNN
from helpers.training import find_checkpoint, load_checkpoint
from torchvision.transforms import ToTensor

test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
model = FashionCNN().to(get_device())
load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)

# %% [markdown]
# ## One picture, ten probabilities
#
# The article's last function is `predict_image(img, model)`. It shows a picture and
# returns the name of a class. It has three faults. The picture stays on the CPU, so
# with a model on a GPU it stops. It never calls `model.eval()`, which is harmless today
# and will not be below. And it calls sigmoid scores probabilities.
#
# Ours leaves all that to `predict` from `helpers/evaluation.py`: it brings the picture
# to where the model is, sets evaluation mode and undoes it, and applies softmax. What
# is left is short:

# %%
import matplotlib.pyplot as plt
from helpers import plots
from helpers.evaluation import CLASSES, predict, to_images


def predict_image(image, model, ax=None):
    if isinstance(image, tuple):
        image = image[0]
    images = to_images(image)
    if len(images) != 1:
        raise ValueError(f"predict_image takes one picture, not {len(images)}")
    probabilities = predict(model, images)[0]
    name = CLASSES[probabilities.argmax()]
    plots.show_images(images.cpu(), [f"{name}, {probabilities.max():.0%}"], ax=ax)
    return name


# %% [markdown]
# The first line allows for a pair, because `test_set[9]` is a picture with its label;
# `to_images` adds the missing batch dimension. What is picture 9, the one that the
# article asks about?

# %%
predict_image(test_set[9], model)

# %% [markdown]
# A name alone hides what the network thought of the other nine classes. So the picture
# goes on the left, and its ten probabilities on the right:

# %%
def show_answer(image, model):
    shape = {"figsize": (6, 2.6), "width_ratios": (1, 2), "layout": "constrained"}
    _, (left, right) = plt.subplots(1, 2, **shape)
    name = predict_image(image, model, ax=left)
    right.barh(CLASSES, predict(model, image)[0].numpy(), color=plots.FIRST)
    right.invert_yaxis()
    right.set(xlim=(0, 1), xlabel="probability", title="the ten probabilities")
    return name


show_answer(test_set[9][0], model)

# %% [markdown]
# **Notice.** One bar, and next to nothing elsewhere. Probabilities are numbers from 0
# to 1 that sum to 1, because exactly one of the ten answers is meant. Softmax sees to
# that. Does it hold for a thousand pictures?

# %%
images = to_images(test_set.data[:1000])
sums = predict(model, images).sum(dim=1)
torch.allclose(sums, torch.ones(len(images)))

# %% [markdown]
# **Predict.** The article's network puts a sigmoid on each of its ten scores, one by
# one. Each lies between 0 and 1. What could ten such numbers sum to, at least and at
# most? And what are the smallest and the largest sum among these thousand pictures?

# %% tags=["nbval-ignore-output"]
from helpers.models import ArticleNet

article = ArticleNet()
load_checkpoint(find_checkpoint("article_net.pt"), article)
with torch.inference_mode():
    scores = article(images)
sums = scores.sum(dim=1)
[round(sums.min().item(), 1), round(sums.max().item(), 1)]

# %% [markdown]
# Anything from 0 to 10 was allowed: nothing makes them share. Where the network wavers,
# several scores are near 1 at once. A score says which class comes first, and no more
# than that.
#
# Softmax makes probabilities. What are they worth? `predictions` collects those of the
# whole test set, with the labels. We take the largest of the ten, which belongs to the
# answer. How sure is the network on average when it is right, and when it is wrong?

# %% tags=["nbval-ignore-output"]
from helpers.data import TensorLoader
from helpers.evaluation import predictions

probabilities, labels = predictions(model, TensorLoader(test_set, 1000))
sure, guesses = probabilities.max(dim=1)
right, wrong = sure[guesses == labels], sure[guesses != labels]
{"right": round(right.mean().item(), 2), "wrong": round(wrong.mean().item(), 2)}

# %% [markdown]
# A mean hides much. Two histograms show more: of all right answers, and of all wrong
# ones, which share was given with which probability?

# %%
import numpy as np

fig, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
bins = np.linspace(0, 1, 21)
kinds = (right, plots.FIRST, "right"), (wrong, plots.ACCENT, "wrong")
for part, colour, name in kinds:
    shares = np.histogram(part, bins)[0] / len(part)
    ax.stairs(shares, bins, fill=name == "right", color=colour, label=name, lw=2)
ax.set(xlabel="probability of the answer", ylabel="share of these answers")
ax.set_title("How sure the network is, when right and when wrong")
ax.legend(loc="upper left", frameon=False);

# %% [markdown]
# **Notice.** A low number is a useful warning: right answers seldom have one. A high
# number is no promise: some mistakes are made with more than 90%. These lines hold the
# two networks to what was said of them:

# %%
assert sums.max() > 1.5 and 0.2 < (sums > 1.1).float().mean() < 0.8
assert right.mean() > 0.85 and 0.5 < wrong.mean() < 0.8
assert 0.03 < (wrong > 0.9).float().mean() < 0.3

# %% [markdown]
# ## A picture of your own
#
# Fashion-MNIST is tidy: light clothes on black, in the middle, 28 pixels high or wide.
# Yours will be dark on white paper, far larger, and not square. So that you need no
# camera, we draw one: a black T-shirt, 300 pixels wide and 400 high, saved as a file:

# %%
from PIL import Image, ImageDraw

body = [100, 60, 130, 72, 170, 72, 200, 60, 212, 150, 212, 340, 88, 340, 88, 150]
sleeves = [100, 60, 20, 150, 60, 190, 150, 90, 240, 190, 280, 150, 200, 60]
drawing = Image.new("L", (300, 400), "white")
for outline in (body, sleeves):
    ImageDraw.Draw(drawing).polygon(outline, fill="black")
drawing.save("t_shirt.png")
plots.show_images(ToTensor()(drawing), ["t_shirt.png"]);

# %% [markdown]
# The lists hold the corners of two outlines, across and down in turn. What does the
# network make of the picture as it is?

# %% tags=["raises-exception"]
predict_image(ToTensor()(drawing), model)

# %% [markdown]
# **Notice.** The last line of an error is the one to read. This one comes from a check
# that the article's network does not have: there, 29 to 31 pixels pass without a word,
# because pooling drops a row that has no partner. So we shrink the picture.
#
# **Predict.** Now the size is right. Will the answer be `T-shirt/top`?

# %% tags=["nbval-ignore-output"]
shrunk = ToTensor()(drawing.resize((28, 28), Image.Resampling.BOX))
show_answer(shrunk, model)

# %% [markdown]
# **Notice.** Wrong, very sure of it, and no error that would tell you. The network
# learned from pictures on black, where light means cloth. Here the paper is the light
# part. Is that enough to mislead it? We ask about the whole test set, first as it is,
# then as negatives:

# %% tags=["nbval-ignore-output"]
def accuracy(model, images, labels):
    return (predict(model, images).argmax(dim=1) == labels).float().mean().item()


clothes, names = test_set.data, test_set.targets
[round(accuracy(model, x, names), 2) for x in (clothes, 255 - clothes)]

# %%
guess = predict(model, shrunk)[0]
assert CLASSES[guess.argmax()] != "T-shirt/top" and guess.max() > 0.8
assert accuracy(model, clothes, names) > 0.8
assert accuracy(model, 255 - clothes, names) < 0.3

# %% [markdown]
# Hardly better than guessing, which is right once in ten. Your eye would not mind the
# negatives; the network does. So a picture must first be made like those of the
# training set. Zalando made them from shop photographs on white: cut off the edges that
# look like the corners, shrink the longest side to 28 pixels, sharpen, centre, negate,
# make it grey. `helpers/images.py` does the same in an order of its own, and keeps
# every stage:

# %%
import textwrap

from helpers.images import prepare_image, preparation_stages

stages = preparation_stages("t_shirt.png")
fig, axes = plt.subplots(1, 5, figsize=(9, 2.6), layout="constrained")
for ax, (name, stage) in zip(axes, stages.items(), strict=True):
    ax.imshow(stage, cmap="gray", vmin=0)
    ax.set_title(textwrap.fill(name, 24), fontsize=9)
    ax.set(xticks=[0, stage.shape[1] - 1], yticks=[0, stage.shape[0] - 1])

# %% [markdown]
# **Notice.** Watch the numbers on the axes. The trimmed picture is a little taller than
# wide, and stays so: the rest of the square is filled with black.
#
# Only one stage is a decision: to invert or not. The border of a picture nearly always
# belongs to the background. If it is lighter than the whole is on average, the thing
# itself must be darker, and the picture is inverted. Here are the two numbers, for the
# border (its median) and for the whole (its mean):

# %%
grey = stages["grey"]
border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
float(np.median(border)), round(float(grey.mean()), 2)

# %% [markdown]
# The rule can be wrong, for a close-up that fills the frame, say: then
# `prepare_image(picture, invert=True)` or `invert=False` decides. What does the network
# see now?

# %%
prepared = prepare_image("t_shirt.png")
show_answer(prepared, model)

# %% [markdown]
# That is right. The grids of lesson 5 show how its first layer reads the T-shirt:
# choose a kernel, press Play, and click where its map is strong. What has it found?

# %% tags=["nbval-ignore-output"]
from helpers.widgets import ConvolutionWidget

ConvolutionWidget(prepared, model.conv1.weight, model.conv1.bias, step=6 * 24 + 3)

# %% [markdown]
# `prepare_image` also takes the bytes of a file, a Pillow image, an array or a tensor,
# in colour or grey. Your turn: draw or photograph one piece of clothing on an even
# background. The button takes a file from your computer. Choose one, then run the cell
# below it:

# %% tags=["nbval-ignore-output"]
from ipywidgets import FileUpload

upload = FileUpload(accept="image/*", multiple=False)
upload

# %% tags=["nbval-ignore-output"]
from helpers.images import uploaded_bytes

content = uploaded_bytes(upload)
if content is not None:
    show_answer(prepare_image(content), model)

# %% [markdown]
# If the answer is wrong, look at the stages of your picture. A shadow or a carpet counts
# as cloth, and the network has never seen anyone in the clothes.

# %% [markdown]
# ## The network cannot say no
#
# There are ten names, and the probabilities share out 1 among them. There is no
# eleventh answer.
#
# **Predict.** It gets a handwritten nine, from lesson 1. What will it say?

# %% tags=["nbval-ignore-output"]
from helpers.digits import digits_in_frame

digits, digit_labels = digits_in_frame()
show_answer(digits[9], model)

# %% [markdown]
# It says something, as it must. How sure is it on average: of clothes, of all 1,797
# digits, and of pure noise, where every pixel is drawn at random?

# %% tags=["nbval-ignore-output"]
noise = torch.rand(1000, 28, 28, generator=torch.Generator().manual_seed(0))
kinds = {"clothes": clothes, "digits": digits, "noise": noise}
sureness = {k: predict(model, v).max(dim=1).values.mean() for k, v in kinds.items()}
{kind: round(mean.item(), 2) for kind, mean in sureness.items()}

# %%
assert sureness["clothes"] > sureness["digits"] > 0.3
assert sureness["clothes"] > sureness["noise"] > 0.15

# %% [markdown]
# **Notice.** It is less sure of them than of clothes, but surer than the 10% of someone
# who knows nothing. A probability means: *if* this is one of the ten, and looks like
# the training set, then probably that one. The network does not check the *if*. What
# the code around it can refuse, it should. What does it say to an empty sheet?

# %%
try:
    prepare_image(np.ones((400, 300)))
except ValueError as error:
    print(error)

# %% [markdown]
# ## Four ways to do better
#
# The article closes with four improvements. The first is **augmentation**: change the
# training pictures in ways that leave the label true. A boot in a mirror is a boot:

# %%
boots = clothes[names == 9]
plots.show_images(torch.stack([boots[0], boots[0].flip(-1)]), ["boot", "mirrored"]);

# %% [markdown]
# **Predict.** The network names nearly all ankle boots of the test set. How many when
# they are mirrored?

# %% tags=["nbval-ignore-output"]
nines = torch.full((len(boots),), 9)
before = accuracy(model, boots, nines), accuracy(model, boots.flip(-1), nines)
[round(share, 2) for share in before]

# %% [markdown]
# **Notice.** To the network, a boot that points to the right is no boot. In
# Fashion-MNIST boots point to the left, and nothing told it that there is another way.
# So we tell it, with
# 6,000 training pictures, every second one mirrored:

# %%
from torch.utils.data import TensorDataset

train_set = FashionMNIST("data", train=True, download=True)
pictures, targets = train_set.data[:6000].unsqueeze(1), train_set.targets[:6000]
pictures[::2] = pictures[::2].flip(-1)
torch.manual_seed(0)
loader = TensorLoader(TensorDataset(pictures, targets), 20, shuffle=True)

# %% [markdown]
# A copy of the network learns from them, once through. How does it do on the boots now,
# as they are and mirrored?

# %% tags=["nbval-ignore-output"]
import copy

from helpers.training import get_optimizer, train_one_epoch

student, criterion = copy.deepcopy(model), torch.nn.CrossEntropyLoss()
train_one_epoch(student, loader, get_optimizer(student), criterion, get_device())
after = accuracy(student, boots, nines), accuracy(student, boots.flip(-1), nines)
[round(share, 2) for share in after]

# %%
assert before[0] > 0.85 and before[1] < 0.1
assert after[0] > 0.8 and after[1] > 0.7

# %% [markdown]
# Mirrored boots are boots now. Augmentation helps if the new picture could occur and the
# label stays true; a digit in a mirror is no digit.
#
# The second is **batch normalisation**: each feature map is moved and scaled so that
# its mean over the batch is 0 and its deviation 1, then scaled and moved again by two
# numbers that the network learns. It keeps the numbers between layers at one size,
# and so allows larger steps. Here are the means and deviations of the six maps after
# the first convolution, before and after:

# %% tags=["nbval-ignore-output"]
from torch import nn

with torch.inference_mode():
    maps = copy.deepcopy(model).cpu().conv1(images)  # (1000, 6, 24, 24)
    normal = nn.BatchNorm2d(6)(maps)
sizes = [torch.stack(torch.std_mean(m, dim=(0, 2, 3))[::-1]) for m in (maps, normal)]
assert torch.allclose(sizes[1], torch.tensor([[0.0], [1.0]]), atol=0.01)
torch.cat(sizes).numpy().round(1) + 0.0  # rows: mean, deviation; mean, deviation

# %% [markdown]
# The third is **dropout**, in the fully connected layers: at every training step it
# sets a random share of the numbers to zero, so that no neuron can rely on one other
# alone. The rest is scaled up, so that the sum stays the same on average. Ten thousand
# ones go in, and half are dropped. Which numbers come out?

# %%
torch.manual_seed(0)
dropout = nn.Dropout(0.5)
ones = torch.ones(10_000)
dropout(ones).unique().tolist()

# %% [markdown]
# This is where a forgotten `model.eval()` takes its revenge: in training mode, the same
# picture gets another answer at every call. In evaluation mode dropout does nothing.
# Do two calls agree, before and after `eval`?

# %%
before_eval = torch.equal(dropout(ones), dropout(ones))
dropout.eval()
before_eval, torch.equal(dropout(ones), dropout(ones))

# %% [markdown]
# The fourth is a **pretrained** network: take weights that were learned on a large
# task, and go on from there with your small one. Ours knows clothes. The small task is
# the digits, with only 50 examples. There are three ways: begin from nothing; keep
# every layer as it is but the last, which is new; begin with the old weights, and let
# all layers learn:

# %%
marks = [1, 3, 10, 30, 60]


def learn(way, seed):
    torch.manual_seed(seed)
    order = torch.randperm(len(digits))
    few, held_back = order[:50], order[-500:]
    student = FashionCNN() if way == "from nothing" else copy.deepcopy(model).cpu()
    student.requires_grad_(way != "last layer only")
    student.fc2 = nn.Linear(56, 10)  # new, and free to learn
    loader = TensorLoader(TensorDataset(digits[few], digit_labels[few]), 10, True)
    optimizer, curve = get_optimizer(student, lr=0.1), []
    for epoch in range(1, marks[-1] + 1):
        train_one_epoch(student, loader, optimizer, criterion, "cpu")
        if epoch in marks:
            curve.append(accuracy(student, digits[held_back], digit_labels[held_back]))
    return curve


ways = ("from nothing", "last layer only", "all layers")
curves = {way: np.array([learn(way, seed) for seed in range(3)]) for way in ways}
curves["all layers"].shape  # (seeds, epochs)

# %% [markdown]
# The lines are means of three seeds, the bands reach from the worst to the best. Which
# way is ahead at first, and which at the end?

# %%
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
looks = zip((plots.SECOND, plots.ACCENT, plots.FIRST), (":", "--", "-"), strict=True)
for (way, runs), (colour, style) in zip(curves.items(), looks, strict=True):
    ax.plot(marks, runs.mean(axis=0), style, color=colour, label=way)
    ax.fill_between(marks, runs.min(0), runs.max(0), color=colour, alpha=0.15)
ax.set(xscale="log", xlabel="epochs over 50 digits", ylabel="accuracy", ylim=(0, 1))
ax.set_xticks(marks, labels=marks)
ax.minorticks_off()
ax.set_title("What knowing clothes is worth for learning digits")
ax.legend(frameon=False);

# %%
nothing, last, everything = (curves[way].mean(axis=0) for way in ways)
assert last[2] > nothing[2] + 0.1 and everything[2] > nothing[2] + 0.1
assert nothing[-1] > last[-1] - 0.05 and abs(everything[-1] - nothing[-1]) < 0.15

# %% [markdown]
# **Notice.** With the old weights the first steps are quick, while the network from
# nothing stands still. Then it catches up, and the last layer alone falls behind: the
# 56 numbers that it reads were made for clothes. So the old weights save time here,
# and no more. The networks in `torchvision.models` come with weights from a million
# photographs, and more of what they know is of use elsewhere.

# %% [markdown]
# ## Summary
#
# `predict_image` brings the picture to the model, sets evaluation mode, and returns the
# most probable name. Softmax probabilities sum to 1; ten sigmoids do not. A high
# probability is no proof, and there is no answer for "none of these". A picture of your
# own must look like the training set first: grey, light on black, trimmed, centred,
# 28 × 28. Augmentation, batch normalisation, dropout and pretrained weights are the
# usual next steps.

# %% [markdown]
# ## Exercises
#
# ### 1. Write softmax
#
# Write `softmax(logits)` for logits of shape `(N, 10)`: e to the power of each, divided
# by the sum of its row. With `torch.exp`, and without the ready-made function, what is
# it?

# %%
from helpers.exercises.lesson_10 import check_1, check_2, check_3


def softmax(logits):
    return ...


check_1(softmax)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def softmax(logits):
#     powers = torch.exp(logits)
#     return powers / powers.sum(dim=1, keepdim=True)
#
#
# check_1(softmax)
# ```
#
# `keepdim=True` leaves the sums as a column, `(N, 1)`, so that each row is divided by
# its own. (The ready-made function also subtracts the largest logit first, which
# changes nothing but keeps the powers small.)
#
# </details>
#
# ### 2. Invert or not?
#
# Write `must_invert(grey)` for an array `(H, W)` of numbers from 0 to 1: `True` if the
# thing in it is darker than the border. A light coat on black may fill most of the
# picture: why will the mean alone not do?

# %%
def must_invert(grey):
    return ...


check_2(must_invert)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def must_invert(grey):
#     border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
#     return bool(grey.mean() < np.median(border))
#
#
# check_2(must_invert)
# ```
#
# The median lets a sleeve touch the border without being taken for background.
#
# </details>
#
# ### 3. Dropout by hand
#
# Write `drop(numbers, p)`: each number becomes zero with probability `p`, and the
# others are scaled so that the sum stays the same on average. `torch.rand_like` draws a
# number from 0 to 1 for each. By which factor must the survivors grow?

# %%
def drop(numbers, p):
    return ...


check_3(drop)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def drop(numbers, p):
#     keep = torch.rand_like(numbers) >= p
#     return numbers * keep / (1 - p)
#
#
# check_3(drop)
# ```
#
# A share of 1 − p survives, so each survivor stands for 1 / (1 − p) numbers.
#
# </details>

# %% [markdown]
# What is still wrong: 28 × 28 grey pixels, ten names, and one network that has learned
# nothing but a catalogue. Where to go next: put the four improvements into
# [lesson 8](08_train.ipynb), one at a time, choose by the validation set, and open the
# test set once; then colour, with `torchvision.datasets.CIFAR10`; then a network from
# `torchvision.models` and pictures of your own.
#
# In lesson 1 a nine moved into the corner and you could only watch. Now you can open
# the network, say why it failed, and mend it. That is where this series ends.
