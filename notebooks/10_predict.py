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
# you draw, and one that is no piece of clothing at all. Then you train a better
# network.
#
# You will
# - ask the network about one picture and read its ten probabilities,
# - turn a picture of your own into the kind that it learned from, stage by stage,
# - see what each improvement brings, and train a better network in one minute.
#
# *60 minutes with the exercises. All cells run in 75 s on two CPU cores.*

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
# The test set comes from lesson 2, the network from lesson 6, its weights from
# lesson 8. If you skipped that one, the course's own weights take their place. Which
# are these, and after which epoch were they the best?

# %% tags=["nbval-ignore-output"]
import matplotlib.pyplot as plt
import numpy as np
import torch
from helpers import plots
from helpers.any_model import class_names, image_shape
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.checks.evaluation import check_one_picture
from helpers.device import get_device
from helpers.evaluation import predict, probabilities_of, to_images
from helpers.fashion_mnist import CLASS_NAMES
from helpers.fashion_mnist import FashionMNIST
from helpers.models import FashionCNN
from torchvision.transforms import ToTensor

test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
model, device = FashionCNN().to(get_device()), get_device()
load_checkpoint(find_checkpoint("fashion_cnn.pt"), model)

# %% [markdown]
# ## One picture, ten probabilities
#
# The article's last function is `predict_image(img, model)`. It shows a picture and
# returns the name of a class. It has three faults. The picture stays on the CPU, so
# with a model on a GPU the function fails. It never calls `model.eval()`. Without it,
# the network that you train below, with batch normalisation, would suffer. And it calls
# sigmoid scores probabilities.
#
# Ours leaves all that to `probabilities_of` from `helpers/evaluation.py`: it brings the
# picture to where the model is, sets evaluation mode and undoes it, and applies softmax:

# %%
def predict_image(image, model, ax=None):
    if isinstance(image, tuple):
        image = image[0]
    images = to_images(image, image_shape(model))
    check_one_picture(images)
    probabilities = probabilities_of(model, images)[0]
    name = class_names(model, len(probabilities))[probabilities.argmax()]
    plots.show_images(images.cpu(), [f"{name}, {probabilities.max():.0%}"], ax=ax)
    return name


# %% [markdown]
# The first line allows for a pair, because `test_set[9]` is a picture with its label;
# `to_images` adds the missing batch dimension, and `class_names` gives the names. What
# is picture 9, the one that the article asks about?

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
    right.barh(CLASS_NAMES, predict(model, image)[0].numpy(), color=plots.FIRST)
    right.invert_yaxis()
    right.set(xlim=(0, 1), xlabel="probability", title="the ten probabilities")
    return name


show_answer(test_set[9][0], model)

# %% [markdown]
# **Notice.** One bar, and next to nothing elsewhere. Probabilities are numbers from 0
# to 1 that sum to 1, because exactly one of the ten answers is meant. Softmax sees to
# that. The article's network puts a sigmoid on each of its ten scores instead, one by
# one.
#
# **Predict.** Each sigmoid lies between 0 and 1. What could ten of them sum to, at
# least and at most? And what are the smallest and the largest sum among a thousand
# pictures?

# %% tags=["nbval-ignore-output"]
from helpers.models import ArticleNet

article, images = ArticleNet(), to_images(test_set.data[:1000])
load_checkpoint(find_checkpoint("article_net.pt"), article)
with torch.inference_mode():
    sums = {"sigmoid": article(images).sum(dim=1)}
sums["softmax"] = predict(model, images).sum(dim=1)
{k: [round(v.min().item(), 1), round(v.max().item(), 1)] for k, v in sums.items()}

# %%
often = (sums["sigmoid"] > 1.1).float().mean()
wavers = sums["sigmoid"].max() > 1.5 and 0.2 < often < 0.8
assert wavers or test_set.source == "sample"
assert torch.allclose(sums["softmax"], torch.ones(len(images)))

# %% [markdown]
# Anything from 0 to 10 was allowed: nothing makes sigmoids share. Where the network
# wavers, several are near 1 at once. Such a score says which class comes first, and no
# more than that. What softmax's probabilities are worth, lesson 9 has measured.

# %% [markdown]
# ## A picture of your own
#
# Draw one. The black sheet below has as many cells as the pictures that the network
# learned from, and the network lies beside it. Press *Draw* and draw the outline of a
# shirt, a boot or a bag; *Fill* paints the inside. The network answers while you draw.
# From which stroke on is the answer right? Then *Move* your drawing:

# %% tags=["nbval-ignore-output"]
from helpers.widgets import NetworkWidget

NetworkWidget(model, torch.zeros(1, 28, 28), controls=["draw"])

# %% [markdown]
# The sheet is made like Fashion-MNIST: light on black, small, square. A photograph is
# not. First a few lines draw a black T-shirt on white paper, 300 pixels wide and 400
# high. The lists hold corners, across and down in turn:

# %%
from PIL import Image, ImageDraw

body = [100, 60, 130, 72, 170, 72, 200, 60, 212, 150, 212, 340, 88, 340, 88, 150]
sleeves = [100, 60, 20, 150, 60, 190, 150, 90, 240, 190, 280, 150, 200, 60]
drawing = Image.new("L", (300, 400), "white")
for outline in (body, sleeves):
    ImageDraw.Draw(drawing).polygon(outline, fill="black")
drawing.save("t_shirt.png")
_, ax = plt.subplots(figsize=(2.4, 3), layout="constrained")
ax.imshow(drawing, cmap="gray")
ax.set(title="t_shirt.png", xticks=[0, 299], yticks=[0, 399]);

# %% [markdown]
# What does the network make of the picture as it is?

# %% tags=["raises-exception"]
predict_image(ToTensor()(drawing), model)

# %% [markdown]
# **Notice.** The last line of an error is the one to read. This one comes from a check
# that the article's code does not have: there, up to three pixels more pass without a
# word, because pooling drops a row that has no partner. So we shrink the picture.
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
sure_and_wrong = CLASS_NAMES[guess.argmax()] != "T-shirt/top" and guess.max() > 0.8
assert sure_and_wrong or test_set.source == "sample"
assert accuracy(model, clothes, names) > 0.8 or test_set.source == "sample"
assert accuracy(model, 255 - clothes, names) < 0.3 or test_set.source == "sample"

# %% [markdown]
# Your eye would not mind the negatives; the network does. So a picture must first be
# made like those of the training set. Zalando made them from shop photographs on white:
# cut off the edges that look like the corners, shrink the longest side to 28 pixels,
# sharpen, centre, negate, make it grey. `helpers/images.py` does the same in an order
# of its own, and keeps every stage. What becomes of the T-shirt?

# %%
import textwrap

from helpers.images import prepare_image, preparation_stages


def show_stages(picture):
    stages = preparation_stages(picture)
    _, axes = plt.subplots(1, len(stages), figsize=(9, 2.6), layout="constrained")
    for ax, (name, stage) in zip(axes, stages.items(), strict=True):
        ax.imshow(stage, cmap="gray", vmin=0)
        ax.set_title(textwrap.fill(name, 110 // len(stages)), fontsize=9)
        ax.set(xticks=[0, stage.shape[1] - 1], yticks=[0, stage.shape[0] - 1])


# %%
show_stages("t_shirt.png")

# %% [markdown]
# **Notice.** The trimmed picture is a little taller than wide, and stays so: the rest of
# the square is filled with black.
#
# One stage is a decision: to invert or not. The border nearly always belongs to the
# background. If it is lighter than the whole is on average, the thing must be darker,
# and the picture is inverted. For a close-up that fills the frame the rule can be
# wrong: `prepare_image(picture, invert=True)` or `invert=False` overrules it. What does
# the network see now?

# %%
show_answer(prepare_image("t_shirt.png"), model)

# %% [markdown]
# That is right. A photograph is harder. Here is the T-shirt in red on green cloth. The
# light fades to the right, and the camera adds noise:

# %%
light = np.linspace(1, 0.6, 300)[:, None]
scene = np.where(np.array(drawing)[..., None] < 128, (150, 60, 60), (110, 150, 120))
scene = scene * light + np.random.default_rng(0).normal(0, 6, scene.shape)
photograph = Image.fromarray(scene.clip(0, 255).astype(np.uint8))
show_stages(photograph)
show_answer(prepare_image(photograph), model)

# %% [markdown]
# **Notice.** A smooth ground is fitted to the border, so that it follows the light. What
# is far from it, in colour too, is the thing: the largest part of all that stands out.
#
# Your turn: photograph one piece of clothing, or a drawing. The browser makes it small,
# and only this notebook's Python gets it:

# %% tags=["nbval-ignore-output"]
from helpers.widgets import PictureChooser

chooser = PictureChooser()
chooser

# %% [markdown]
# When *Python has it*, run the next cell. Which stages does your picture go through?

# %% tags=["nbval-ignore-output"]
mine = chooser.image
try:
    if mine is None:
        print("No picture yet: choose one above, then run this cell again.")
    else:
        show_stages(mine)
        show_answer(prepare_image(mine), model)
except ValueError as error:  # nothing can be told from its ground
    print(error)

# %% [markdown]
# `prepare_image("name.jpg")` reads a file beside this notebook; on Colab, drop it into
# the folder on the left.
#
# If the answer is wrong, look at the stages. A hand may count as cloth, and the network
# has never seen anyone in the clothes.

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
# It says something, as it must. How sure is it on average: of clothes, of all the
# digits, and of pure noise, where every pixel is drawn at random?

# %% tags=["nbval-ignore-output"]
noise = torch.rand(1000, 28, 28, generator=torch.Generator().manual_seed(0))
kinds = {"clothes": clothes, "digits": digits, "noise": noise}
sureness = {k: predict(model, v).max(dim=1).values.mean() for k, v in kinds.items()}
{kind: round(mean.item(), 2) for kind, mean in sureness.items()}

# %%
assert sureness["clothes"] > sureness["digits"] > 0.3 or test_set.source == "sample"
assert sureness["clothes"] > sureness["noise"] > 0.15 or test_set.source == "sample"

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
# ## Better, one step at a time
#
# The article closes with four improvements: augmentation, batch normalisation, dropout
# and pretrained networks. With the mistakes that lessons 5 and 6 mended, the first
# three make a ladder: every rung is the one below it plus one change. (*Schedule*
# bundles momentum, explained below, larger batches, a learning rate that rises and
# sinks, and fewer epochs.) At its top stand other networks: the article's layers once
# more, for longer, and deeper ones, *tiny*, *small* and *large*. All learned from the
# whole training set, three times over. The one that is *taught* learned not from labels
# but from the answers of *large*, which say how much a shirt looks like a coat.
#
# **Predict.** Lesson 8's network names 88%. How many points more can one with no more
# parameters reach: one, two or four?

# %%
from helpers.results import load

rows = {row["name"]: row for row in load("ladder")["rows"]}
fig, ax = plt.subplots(figsize=(7, 4.5), layout="constrained")
for place, row in enumerate(rows.values()):
    mean, both = 100 * row["test_accuracy_mean"], 100 * row["flip_test_accuracy_mean"]
    ends = 100 * np.array(row["test_accuracy_interval"] or [])
    ax.plot(ends, [place] * len(ends), color=plots.FIRST, lw=5, alpha=0.4)
    once, twice = ("", "") if place else ("asked once", "and about its mirror image")
    ax.plot(mean, place, "o", color=plots.FIRST, label=once)
    ax.plot(both, place, "|", color=plots.ACCENT, ms=12, mew=2, label=twice)
labels = [f"{name} ({row['parameters']:,})" for name, row in rows.items()]
ax.set_yticks(range(len(rows)), labels=labels)
ax.grid(axis="x", alpha=0.3)
ax.legend(frameon=False, loc="upper left")
ax.set(xlabel="test accuracy in percent", ylabel="network (parameters)")
ax.set_title("What each step brings")
ax.set_xticks(range(72, 97, 4));

# %% [markdown]
# **Notice.** The number in brackets counts the parameters. The dot is the mean, and the
# band an interval in which the mean of many more trainings very probably lies: a step
# smaller than the bands may be luck. The upright mark is the same network asked twice,
# about the picture and about its mirror image, and the two answers averaged. That helps
# a network that learned from mirrored pictures, and harms one that did not. To mend the
# article's mistakes brought about nine points. *Tiny* has fewer parameters than the
# article's network, and scores about four points more than the mended one of lesson 8.
# It pays for them with depth and with epochs; what lies above is bought with
# parameters. And one rung leads down by more than its band: augmentation.
#
# **Augmentation** changes the training pictures at random, in ways that leave the label
# true. Here are three ways, one a row, six times the same boot:

# %%
from helpers.augment import erase, mirror, shift

torch.manual_seed(0)
boot = clothes[names == 9][:1].expand(6, 1, 28, 28)
changed = [way(boot) for way in (mirror, shift, erase)]
titles = [t for way in ("mirror", "shift", "erase") for t in (way, *[""] * 5)]
plots.show_images(torch.cat(changed), titles, columns=6);

# %% [markdown]
# A boot in a mirror is
# a boot, so the label stays true; a digit in a mirror is no digit. Lesson 8's network
# names nearly all ankle boots of the test set. How many when they are mirrored?

# %% tags=["nbval-ignore-output"]
boots, nines = clothes[names == 9], names[names == 9]
before = [accuracy(model, x, nines) for x in (boots, boots.flip(-1))]
[round(share, 2) for share in before]

# %% [markdown]
# To the network, a boot that points to the right is no boot: in Fashion-MNIST they
# point to the left, and nothing told it that there is another way.
#
# **Batch normalisation** moves and scales each feature map so that its mean over the
# batch is 0 and its deviation 1; then two numbers that the network learns move and
# scale it again. It keeps the numbers between layers at one size, and so allows larger
# steps. In evaluation mode it uses running means and deviations that it kept while
# training, so that an answer does not depend on the other pictures of the batch. Here
# are means and deviations of the first convolution's six maps, before and after
# normalisation:

# %% tags=["nbval-ignore-output"]
import copy

from torch import nn

with torch.inference_mode():
    maps = copy.deepcopy(model).cpu().conv1(images)  # (1000, 6, 24, 24)
    normal = nn.BatchNorm2d(6)(maps)
sizes = [torch.stack(torch.std_mean(m, dim=(0, 2, 3))[::-1]) for m in (maps, normal)]
assert torch.allclose(sizes[1], torch.tensor([[0.0], [1.0]]), atol=0.01)
torch.cat(sizes).numpy().round(1) + 0.0  # rows: mean, deviation; mean, deviation

# %% [markdown]
# **Dropout**, in the fully connected layers, sets a random share of the numbers to zero
# at every training step, so that no neuron can rely on one other alone. The rest is
# scaled up, so that the sum stays the same on average. In evaluation mode it does
# nothing. Ten thousand ones go in, and half are dropped. Which numbers come out, before
# and after `eval`?

# %%
dropout, ones = nn.Dropout(0.5), torch.ones(10_000)
training = dropout(ones).unique().tolist()
dropout.eval()
training, dropout(ones).unique().tolist()

# %% [markdown]
# Now you train one. What is the best network that one minute buys? This recipe came out
# of several that were tried on the validation set. The network has a third convolution
# and more channels. Pooling stands before normalisation, which then has a quarter of the
# numbers to scale. Half of the pictures are mirrored. Momentum lets each step keep nine
# tenths of the one before; weight decay pulls every weight a little towards 0; and
# `one_cycle` lets the learning rate rise, and sink to nearly 0:

# %%
from helpers.augment import Augment
from helpers.device import set_seed
from helpers.loaders import make_loaders
from helpers.models import FlipAverage
from helpers.training import one_cycle, train


def one_minute(train_set, test_set, seed=0, device="cpu"):
    def block(before, after):
        conv = nn.Conv2d(before, after, kernel_size=3, padding=1, bias=False)
        return [conv, nn.MaxPool2d(2), nn.BatchNorm2d(after), nn.ReLU()]

    augment = Augment(mirror, seed=seed)
    loaders = make_loaders(train_set, test_set, 125, seed, device, augment)
    set_seed(seed)
    layers = [*block(1, 16), *block(16, 48), *block(48, 96)]  # 28, 14, 7, 3 pixels
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(96 * 3 * 3, 10))
    optimizer = torch.optim.SGD(
        model.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    one_cycle(optimizer, 0.1, steps=5 * len(loaders["train"]))
    history = train(5, loaders, model, optimizer, nn.CrossEntropyLoss(), device)
    return model, history


# %% [markdown]
# It takes about a minute on two CPU cores, and less on a GPU:

# %% tags=["nbval-ignore-output"]
train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
torch.set_num_threads(2)  # this network is large enough for two cores
better, history = one_minute(train_set, test_set, device=device)
torch.set_num_threads(1)

# %% [markdown]
# How good is it? First the accuracy of lesson 8's network, of the new one, and of the
# new one asked about each picture and its mirror image. Then its boots, as they are and
# mirrored:

# %% tags=["nbval-ignore-output"]
rivals = {"FashionCNN": model, "one minute": better, "and mirror": FlipAverage(better)}
scores = {name: accuracy(rival, clothes, names) for name, rival in rivals.items()}
after = [accuracy(better, x, nines) for x in (boots, boots.flip(-1))]
[round(n, 3) for n in scores.values()], [round(share, 2) for share in after]

# %%
bound = max(0.89, scores["FashionCNN"])
assert scores["one minute"] > bound or test_set.source == "sample"
learned = before[0] > 0.85 and before[1] < 0.1 and min(after) > 0.9
assert learned or test_set.source == "sample"

# %% [markdown]
# **Notice.** Better in a minute, with five times the parameters, than lesson 8's network
# after all its epochs, and mirrored boots are boots now.
#
# ### Begin with what another network knows
#
# The fourth improvement is a **pretrained** network: take weights that were learned on
# a large task, and go on from there with your small one. `torchvision.models` has
# networks that learned from a million photographs. `load_pretrained` fetches the
# weights of one by its name and lets it read our pictures: grey becomes three equal
# colours, and 28 pixels are enlarged. Where the internet cannot be reached it says so,
# and returns the network of lesson 8. What does yours know?

# %% tags=["nbval-ignore-output"]
from helpers.pretrained import fine_tune, load_pretrained, new_last_layer

network, knows = load_pretrained("resnet18")
knows

# %% [markdown]
# A network that knows photographs learns clothes now: all of them on a GPU, 200 on a
# CPU. One that knows clothes learns digits, from 50 examples. Either gets a new last
# layer. Its rival is a `FashionCNN` that begins from nothing. Both
# learn equally many steps, and are asked about pictures that neither has seen. What is
# knowledge worth?

# %%
from torch.utils.data import Subset, TensorDataset

gpu = device.type == "cuda"
if knows == "clothes":
    few, steps = TensorDataset(digits[:50], digit_labels[:50]), 100
    asked, truth = digits[500:], digit_labels[500:]
else:
    few, steps = (train_set, 6000) if gpu else (Subset(train_set, range(200)), 40)
    asked, truth = clothes[:500], names[:500]

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
new_last_layer(network)
rivals = {"from nothing": FashionCNN(), f"from {knows}": network}
for rival in rivals.values():
    fine_tune(rival, few, steps, device=device)
{name: round(accuracy(rival, asked, truth), 2) for name, rival in rivals.items()}

# %% [markdown]
# `make transfer` moved the network of lesson 8 to digits again and again. "Last layer
# only" means that all the others stay as they were. The lines are means of ten seeds,
# the bands reach from the worst to the best:

# %%
transfer = load("transfer")["accuracy"]
fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
looks = zip((plots.SECOND, plots.ACCENT, plots.FIRST), (":", "--", "-"), strict=True)
for (way, by_steps), (colour, style) in zip(transfer.items(), looks, strict=True):
    for ax, (steps, by_examples) in zip(axes, by_steps.items(), strict=True):
        counts, runs = list(map(int, by_examples)), np.array([*by_examples.values()])
        ax.plot(counts, runs.mean(axis=1), style, color=colour, label=way)
        ax.fill_between(counts, runs.min(1), runs.max(1), color=colour, alpha=0.15)
        ax.set(xscale="log", xlabel="digits to learn from", title=f"{steps} steps")
        ax.set_xticks(counts, labels=counts)
        ax.minorticks_off()
axes[0].set(ylabel="accuracy", ylim=(0, 1))
axes[1].legend(frameon=False, loc="lower right");

# %%
nothing, last, every = (
    {steps: np.mean([*runs.values()], axis=1) for steps, runs in by_steps.items()}
    for by_steps in transfer.values()
)
assert (every["100"][1:] > nothing["100"][1:] + 0.2).all()
assert (every["600"] > nothing["600"] - 0.05).all()
assert (abs(every["600"] - nothing["600"]) < 0.1).all()
assert (last["600"][2:] < nothing["600"][2:] - 0.05).all()

# %% [markdown]
# **Notice.** After 100 steps the old weights are far ahead, except with ten digits: the
# network from nothing has hardly begun. After more it has caught up, and the last layer
# alone falls behind: what it reads was made for clothes. So what old weights save here
# is time, and hardly any examples. And a network that saw a million photographs? From
# 100 to 5,000 clothes we [measured](../helpers/results/pretrained.md) one. What it has
# learned is worth more than pixels, but it is not clearly ahead of a far smaller CNN
# that began from nothing.

# %% [markdown]
# ## Summary
#
# `predict_image` brings the picture to the model, sets evaluation mode, and returns the
# most probable name. Softmax probabilities sum to 1; ten sigmoids do not. A high
# probability is no proof, and there is no answer for "none of these". A picture of your
# own must look like the training set first: grey, light on black, trimmed, centred, 28
# × 28. Mending the mistakes brought most; a schedule, batch normalisation, depth, more
# parameters and more epochs brought the rest. Pretrained weights saved time, and hardly
# any examples.

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
# The mean alone will not do: a large light coat on black and a small dark one on white
# are both light on average. Only the border tells them apart. The median lets a sleeve
# touch the border without being taken for background.
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
# What is still wrong: 28 × 28 grey pixels, ten names, and networks that have learned
# nothing but a catalogue. Where to go next: climb the ladder yourself, and choose by the
# validation set; then classes of your own, in colour: README.md shows the dozen lines.
#
# In lesson 1 a nine moved into the corner and you could only watch. Now you can open
# the network, say why it failed, and mend it. That is where this series ends.
