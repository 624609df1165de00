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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/07_training_algorithm.ipynb)
#
# # 7 · What is each line of a training loop for?
#
# Lesson 6 made one step by hand. Now you write the loop that makes thousands of them,
# take lines out of it, and watch what breaks. Not every fault shows at once.
#
# You will
# - build the whole algorithm, from five statements to `train`,
# - test a loop in seconds, before you trust it with an hour,
# - see what happens without `zero_grad`, without `eval` and without a copy.
#
# *75 minutes with the exercises. All cells run in 11 s on two CPU cores.*

# %% [markdown]
# > **The article's step 7.** [The
# > article](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > writes one function, `train`: it goes through the batches, averages their losses,
# > validates after every epoch, prints both losses, and saves the network whenever the
# > validation loss is lower than ever. Its five central statements are right. Around
# > them something is missing, and you will find out what.
#
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
# ## Five statements in one order
#
# First the pictures, split as in lesson 3:

# %%
from helpers.device import get_device, set_seed
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.loaders import TensorLoader, split_dataset
from torchvision.transforms import ToTensor

device = get_device()
dataset = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
train_part, valid_part = split_dataset(dataset)

# %% [markdown]
# Here is one batch, twenty pictures of the training part. What does it take to teach a
# network these twenty?

# %% tags=["slide-90"] alt="Twenty pictures of clothes in two rows, each with the name of its class above it."
from helpers.plots import show_images

shuffler = set_seed(0)
loader = TensorLoader(train_part, 20, shuffle=True, generator=shuffler, device=device)
images, labels = next(iter(loader))
show_images(images, [CLASS_NAMES[label] for label in labels]);

# %% [markdown]
# A model, a loss and an optimizer, from lessons 5 and 6, and five statements, again and
# again. This is how a network learns, all of it:

# %% tags=["slide", "slide-code"]
import torch
from helpers.models import FashionCNN
from torch import nn

set_seed(0)
model, criterion = FashionCNN().to(device), nn.CrossEntropyLoss()
optimizer, losses = torch.optim.SGD(model.parameters(), lr=0.05), []
for _ in range(800):
    optimizer.zero_grad()  # forget the old gradients
    logits = model(images)  # (20, 10): ten scores a picture
    loss = criterion(logits, labels)  # how wrong, as one number
    loss.backward()  # the gradient of every weight
    optimizer.step()  # turn every weight a little
    losses.append(loss.item())

# %% [markdown]
# Eight hundred steps, always on the same twenty pictures. What has become of the loss?

# %% tags=["slide"] alt="The loss falls from 2.3 to nearly 0 within 800 steps, with many spikes on the way."
from helpers.style import ACCENT, FIRST, SECOND, new_axes

ax = new_axes(height=2.8)
ax.plot(losses, color=FIRST)
ax.set(xlabel="step", ylabel="loss (nats per picture)", ylim=(0, 3))
ax.set_title("twenty pictures learned by heart");
# %% [markdown]
# **Notice.** It begins near ln 10 = 2.30, the loss of a network that knows nothing, and
# ends near 0. The spikes are steps that were too long: the pictures are always the
# same, and nothing else can raise the loss. What the network knows of other clothes,
# nobody has asked. But the loop works, and that is what the twenty were for. Give one
# batch to every loop that you write, before you let it loose on 48,000 pictures. If it
# cannot learn that one, try a tenth of the learning rate, then ten times as much; if
# neither helps, look for a fault.
#
# Which statement changes what? We watch the biases of the last layer, and their
# gradient, while three of the five are called in turn:

# %% tags=["slide"]
from helpers.table import Table

loss = criterion(model(images), labels)
calls = {"zero_grad": optimizer.zero_grad, "backward": loss.backward,
         "step": optimizer.step}  # fmt: skip
bias, changed = model.fc2.bias, {}
for name, call in calls.items():
    weights, gradient = bias.detach().clone(), str(bias.grad)
    call()
    changed[name] = [not torch.equal(bias, weights), str(bias.grad) != gradient]
Table(changed, ["weights changed", "gradient changed"])

# %% [markdown]
# **Notice.** `backward` changes no weight: it writes gradients. `step` changes the
# weights alone. `zero_grad` takes the old gradients away. Is that one needed?
#
# ## Take a line out
#
# Here is the same loop as a function that can leave a line out:


# %%
def learn(left_out=None, momentum=0):
    set_seed(0)
    model = FashionCNN().to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=momentum)
    losses = []
    for _ in range(800):
        if left_out != "zero_grad":
            optimizer.zero_grad()
        loss = criterion(model(images), labels)
        if left_out != "backward":
            loss.backward()
        if left_out != "step":
            optimizer.step()
        losses.append(loss.item())
    return losses


# %% [markdown]
# Three trainings, each without one line. Here are the first 25 steps of one of the
# three, and those of the whole loop. Which curve is which, and which line is missing?

# %% tags=["cover", "slide"] alt="Two curves of the loss over 25 steps. A sinks slowly, from 2.3 to about 2.1; B falls below 1."
curves = {line: learn(line) for line in ("step", "backward", "zero_grad")}
lowest = sorted([losses, *curves.values()], key=lambda curve: curve[25])
ax = new_axes(height=3)
for name, curve in zip("BA", lowest[:2], strict=True):
    ax.plot(curve[:26], color=FIRST)
    ax.text(25.3, curve[25], name, va="center")
ax.set(xlabel="step", ylabel="loss (nats per picture)", ylim=(0, 3))
ax.set_title("one of these two loops has lost a line");
# %% [markdown]
# **Predict.** Decide between A and B. Then draw on paper how it goes on, for 400 steps,
# without `step`, without `backward` and without `zero_grad`. Which stay flat? Which is
# ahead of the whole loop, and until when?

# %% tags=["slide"] alt="Three panels over the dashed curve of the whole loop. Without step and without backward the loss stays at 2.3. Without zero_grad it first falls faster, then leaves the figure upwards."
axes = new_axes(3, sharey=True, width_ratios=[1, 1, 2])
for ax, (name, curve) in zip(axes, curves.items(), strict=True):
    ax.plot(losses, "--", color=SECOND)
    ax.plot(curve, color=ACCENT)
    ax.set(xlabel="step", xlim=(0, 400), ylim=(0, 4), title=f"without {name}")
axes[0].set_ylabel("loss (nats per picture)")
ax.text(200, 0.9, "dashed: the whole loop", color=SECOND);
# %% [markdown]
# **Notice.** Without `step` or `backward` nothing is learned, and no error says so. B
# is the loop without `zero_grad`. Each `backward` **adds** to what stands in `.grad`.
# Old gradients point roughly the right way, and their sum makes a long stride: after
# one jump back the loss is near 0 in fewer than a hundred steps, where the whole loop
# needs hundreds. But such a sum turns round late. Before the hundredth step the weights
# shoot past the goal, the loss leaves the figure, and it ends about where it began.
# Whoever looks at the first steps alone takes B for the better loop.
#
# Optimizers have a cure for short strides that works in the same way: **momentum**. It
# keeps a share of the sum so far, often 0.9, and adds the new gradient. After ten steps
# a third of a gradient is left, so the sum cannot run away. To forget `zero_grad` is to
# keep all of it, a momentum of 1. Does the sound loop with that momentum make the same
# first steps?

# %% tags=["slide-90"]
pushed = learn(momentum=1)
assert torch.allclose(
    torch.tensor(pushed[:20]), torch.tensor(curves["zero_grad"][:20]), atol=1e-3
), "The first losses differ: run the cells above again, in order."
Table({"without zero_grad": curves["zero_grad"][:6], "momentum 1": pushed[:6]},
      [f"step {n}" for n in range(1, 7)], digits=3)  # fmt: skip

# %% [markdown]
# ## One epoch, and an honest average
#
# An epoch shows every picture once. At its end we want one number, the mean loss per
# picture. The article averages the losses of the *batches*. Three batches with losses
# 1, 2 and 6 have the mean 3. But the last one holds 5 pictures, and the others 20.
#
# **Predict.** If every picture counts the same, is the mean above 3, or below? What is
# it? Draw each batch as wide as its number of pictures:

# %% tags=["slide-90"] alt="Three bars, 20, 20 and 5 pictures wide and 1, 2 and 6 high. A dotted line at 3 is the mean of the batches, a solid line at 2 the mean of the pictures."
import numpy as np

batch_losses, sizes = [1.0, 2.0, 6.0], [20, 20, 5]
ax = new_axes(height=2.8)
ax.bar(np.cumsum(sizes), batch_losses, [-n for n in sizes], align="edge",
       color="#dbe6f3", edgecolor=FIRST)  # fmt: skip
ax.axhline(np.mean(batch_losses), color=ACCENT, linestyle=":", label="mean of batches")
ax.axhline(np.dot(batch_losses, sizes) / 45, color="black", label="mean of pictures")
ax.set(xlabel="pictures", ylabel="loss", title="a bar is as wide as its batch is large")
ax.legend(frameon=False);
# %% [markdown]
# **Notice.** (20·1 + 20·2 + 5·6) / 45 is 2, and not 3. The article never sees the
# difference: 48,000 and 12,000 can both be divided by 20. With most other batch sizes
# the last batch is not full. This mean is right for all; `check_losses` refuses an
# empty loader and a loss that is no number. Does it give the 2?

# %%
from helpers.checks.training import check_learning, check_losses, check_training


def mean_loss(losses, sizes):
    check_losses(losses)
    losses = torch.stack(losses).cpu().double()
    sizes = losses.new_tensor(sizes)
    return float(losses @ sizes / sizes.sum())


mean_loss([torch.tensor(loss) for loss in batch_losses], sizes)

# %% [markdown]
# Now the epoch. The five statements stand in the middle. `batches` looks at what the
# loader gives, and hands it on; `check_learning` refuses an optimizer that was made for
# another model. `model.train()` tells the layers that they are learning; you see below
# why:

# %% tags=["slide-90", "slide-code"]
from helpers.loaders import batches


def train_one_epoch(model, loader, optimizer, criterion, device):
    check_learning(model, optimizer)
    model.train()
    losses, sizes = [], []
    for images, labels in batches(loader, model):
        images, labels = images.to(device), labels.to(device)
        optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
        sizes.append(len(labels))
    return mean_loss(losses, sizes)


# %% [markdown]
# Why `loss.detach()`, where the article has `.item()`? `.item()` fetches the number
# from the GPU, and the GPU must finish before it can answer: 2,400 interruptions an
# epoch. Our list fetches them once. (`detach` cuts a loss off from the computation that
# made it. A sum like `total += loss` would drag a record of every batch along.)
#
# ## Validation needs two switches
#
# After the epoch the network is asked about pictures from which it does not learn. The
# first switch is the *mode*. Some layers behave differently while they learn.
# `nn.Dropout(0.5)` sets each number to zero with probability one half, and doubles the
# others, so that their sum stays about the same. What does it make of one picture,
# three times in training mode and once in evaluation mode?

# %% tags=["slide"] alt="One picture of clothes four times: three times with a different random half of its pixels black and the rest bright, the fourth time whole and darker."
dropout, picture = nn.Dropout(0.5), images[1].cpu()
seen = [dropout(picture) for _ in range(3)] + [dropout.eval()(picture)]
show_images(torch.stack(seen), ["training"] * 3 + ["evaluation"]);
# %% [markdown]
# In training it throws away at random, so that no neuron can rely on a single other
# one. In evaluation it does nothing. (All four share one scale of grey: what is left in
# training is twice as bright.) Here is a small network with dropout between its two
# layers. Does your `train_one_epoch` teach it?

# %% tags=["nbval-ignore-output"]
from torch.utils.data import Subset

layers = [nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Dropout(0.5)]
forgetful = nn.Sequential(*layers, nn.Linear(32, 10)).to(device)
some = Subset(train_part, range(1510))  # the last batch has ten
loader = TensorLoader(some, 20, shuffle=True, generator=set_seed(0), device=device)
optimizer = torch.optim.SGD(forgetful.parameters(), lr=0.1)
epochs = [
    train_one_epoch(forgetful, loader, optimizer, criterion, device) for _ in range(2)
]
Table({"mean loss": epochs}, ["epoch 1", "epoch 2"])

# %% [markdown]
# Now it is asked about the same 1,000 pictures of the validation part, twenty times
# over, with `eval` and without:

# %%
asked, truth = next(iter(TensorLoader(valid_part, 1000, device=device)))


def accuracy(model):
    return (model(asked).argmax(dim=1) == truth).float().mean().item()


careless = [accuracy(forgetful.train()) for _ in range(20)]
careful = [accuracy(forgetful.eval()) for _ in range(20)]

# %% [markdown]
# **Predict.** How many different accuracies are there without `eval`, one, a few, or
# many? Are they too high or too low?

# %% tags=["nbval-ignore-output", "slide"] alt="Twenty accuracies of one network. After eval all are equal. In training mode they scatter, and all lie lower."
ax = new_axes(height=2.8)
ax.plot(range(1, 21), careful, "s", color=FIRST, label="after model.eval()")
ax.plot(range(1, 21), careless, "o", color=ACCENT, label="still in training mode")
ax.set(xlabel="measurement", ylabel="accuracy", ylim=(0.4, 0.7), xticks=[1, 10, 20])
ax.set_title("one network, the same 1,000 pictures")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** Without `eval` the score changes from one measurement to the next, and
# here it is always too low: about half of the 32 neurons are missing. Our `FashionCNN`
# has no such layer and answers the same in both modes. So the fault sleeps until
# somebody adds dropout.
#
# The second switch is `torch.inference_mode`. The article validates without it. So
# PyTorch notes, for every batch, what `backward` would need, though nobody will call
# it. Both switches fit into three lines, to be used with `with`. What stands before
# `yield` happens when the block begins; `modes_kept`, from `helpers/any_model.py`,
# gives each layer its mode back at the end, even after an error:

# %% tags=["slide-90", "slide-code"]
from contextlib import contextmanager

from helpers.any_model import modes_kept


@contextmanager
def evaluating(model):
    with modes_kept(model), torch.inference_mode():
        model.eval()
        yield

# %% [markdown]
# Does an answer carry notes for `backward`, plain and inside the block?

# %%
with evaluating(model):
    quiet = model(asked)
Table({"plain": model(asked).requires_grad, "evaluating": quiet.requires_grad},
      ["notes for backward"])  # fmt: skip

# %% [markdown]
# And a function that measures: the mean loss per picture, how many are right, of how
# many. `join` lays the answers of all batches end to end, so the criterion is asked
# once, about all pictures. The two checks refuse a loss that is a sum, and say so if
# the model ends in softmax:

# %% tags=["nbval-ignore-output"]
from helpers.checks.evaluation import check_measuring
from helpers.evaluation import Score, check_scores, join


def evaluate(model, loader, criterion, device="cpu"):
    check_measuring(model, criterion)
    device = get_device(device)
    model.to(device)
    parts = []
    with evaluating(model):
        for images, labels in batches(loader, model):
            parts.append((model(images.to(device)), labels.to(device)))
        logits, labels = join(parts)
        loss = criterion(logits, labels)
        correct = (logits.argmax(dim=1) == labels).sum()
    check_scores(model, criterion, images, logits, labels, loss)
    return Score(loss.item(), correct.item(), len(labels))


evaluate(forgetful, [(asked, truth)], criterion, device)

# %% [markdown]
# ## Which epoch do you keep?
#
# The article remembers the lowest validation loss so far. It begins with `np.Inf`, a
# name that NumPy 2 no longer has; Python's own is `math.inf`. And there is a trap in
# remembering weights.
#
# **Predict.** We note a model's `state_dict`, its weights by name, in two ways. Then we
# train for one more epoch. Which of the notes still holds the old weights?

# %% tags=["slide"]
import copy

noted = forgetful.state_dict()
copied = copy.deepcopy(forgetful.state_dict())
train_one_epoch(forgetful, loader, optimizer, criterion, device)
bias = forgetful.state_dict()["4.bias"]
notes = {"state_dict()": noted, "a deep copy of it": copied}
Table({name: "new" if torch.equal(note["4.bias"], bias) else "old"
       for name, note in notes.items()}, ["weights in the note"])  # fmt: skip

# %% [markdown]
# **Notice.** The plain note has changed along with the model: it *is* the weights,
# under a second name. Only the copy is a memory. `best_weights`, from
# `helpers/training.py`, copies so at each `keep()`, and at the end, however it comes,
# calls `model.load_state_dict` with the last copy. A few more helpers are for
# comfort: a progress bar, curves that grow with a line for each epoch, as the article
# prints them, and a file on the disk:

# %%
import time

from helpers import plots
from helpers.checkpoints import try_to_save
from helpers.progress import progress
from helpers.training import History, best_weights

# %% [markdown]
# And this is the algorithm:

# %%
def train(n_epochs, loaders, model, optimizer, criterion, device="cpu",
          save_path=None, live=False):  # fmt: skip
    check_training(n_epochs, loaders, model, optimizer, criterion, save_path)
    device = get_device(device)
    model.to(device)
    history = History()
    redraw = plots.live_history(n_epochs) if live else None
    with best_weights(model, history) as keep:  # at the end, load_state_dict
        for epoch in progress(range(1, n_epochs + 1)):
            start = time.perf_counter()
            loader = loaders["train"]
            train_loss = train_one_epoch(model, loader, optimizer, criterion, device)
            valid = evaluate(model, loaders["valid"], criterion, device)
            history.add(train_loss, valid, time.perf_counter() - start)
            if history.best_epoch == epoch:  # the lowest loss yet
                keep()  # copy.deepcopy(model.state_dict())
                if save_path is not None:
                    try_to_save(save_path, model, epoch=epoch, loss=valid.loss)
            if redraw:
                redraw(history)
    return history


# %% [markdown]
# A try, with far too few pictures: 300, for 30 epochs, and the MLP of lesson 1 with 100
# neurons in place of 14. Where does its best epoch lie?

# %% tags=["nbval-ignore-output", "slide"] alt="Training loss falls to about 0.2 in 30 epochs. Validation loss falls for about ten epochs, then wavers; a dot marks its lowest point, which is not the last."
from helpers.models import MLP
from helpers.training import get_optimizer

few = Subset(train_part, range(300))
loaders = {
    "train": TensorLoader(few, 20, shuffle=True, generator=set_seed(0), device=device),
    "valid": [(asked, truth)],  # the 1,000 from above, in one batch
}
mlp = MLP(hidden=100)
history = train(30, loaders, mlp, get_optimizer(mlp, lr=0.2), criterion, device)
plots.plot_history(history).set_title("300 pictures, 30 epochs");
# %% [markdown]
# **Notice.** The best epoch, the orange dot, is not the last. The training loss keeps
# falling; the validation loss, after a third of the way, hardly does: the network
# learns *its* pictures by heart. The article's `train` returns the model of the last
# epoch, even if the curve ends on a peak. (It matters with 48,000 pictures too. In five
# trainings without the sigmoid the last of fifteen epochs cost a little each time, and
# once more than a point, says the [table of claims](../helpers/results/claims.md).)
# Which loss does our model have now?

# %% tags=["nbval-ignore-output", "slide-90"]
kept = evaluate(mlp, loaders["valid"], criterion, device)
Table({"lowest": min(history.valid_loss), "last": history.valid_loss[-1],
       "the model now": kept.loss}, ["validation loss"], digits=3)  # fmt: skip

# %% [markdown]
# It is the best one. What you have built stands in `helpers/training.py` and
# `helpers/evaluation.py`, for the lessons to come. From the same seed, do the two reach
# the same weights, to the last bit?

# %%
from helpers import training

loaders["train"].generator = set_seed(0)
ours = MLP(hidden=100)
training.train(30, loaders, ours, get_optimizer(ours, lr=0.2), criterion, device)
all(torch.equal(a, b) for a, b in zip(mlp.parameters(), ours.parameters(), strict=True))

# %% [markdown]
# One thing remains. Somebody presses *stop* in the middle of a long training. In place
# of a finger we take a loss that interrupts after fifteen steps. What is said, and what
# becomes of the weights?

# %%
def finger(logits, labels):
    if logits.requires_grad:
        return criterion(logits, labels)
    raise KeyboardInterrupt  # at the first validation


train(5, loaders, mlp, get_optimizer(mlp), finger, device)
Table({"weights kept": evaluate(mlp, loaders["valid"], criterion, device) == kept})

# %% [markdown] tags=["slide"]
# A loss that is no longer a number, from a rate far too large, ends a training in the
# same way, with a warning.
#
# ## Summary
#
# Five statements in one order make a step: clear the gradients, compute the scores,
# measure the loss, go backward, take the step. A loop must first learn one batch by
# heart. Without `zero_grad` gradients add up, as with a momentum of 1. Without `eval` a
# network with dropout is measured while half of it is missing. A mean over pictures
# weighs each batch by its size. A copy of the best weights survives the last epoch and
# the stop button.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. A loop of your own
#
# Write `teach(model, loader, lr, epochs)` from nothing: plain SGD with cross-entropy on
# all parameters, one step a batch, `epochs` times through the loader, which yields
# `(images, labels)`. It returns a list with one number for each epoch: the mean loss
# per picture, over the losses that the steps were made with. Batches may differ in
# size. In which order do the five statements stand?

# %%
from helpers.exercises.lesson_07 import check_1, check_2, check_3


def teach(model, loader, lr, epochs):
    return ...


check_1(teach)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def teach(model, loader, lr, epochs):
#     optimizer = torch.optim.SGD(model.parameters(), lr=lr)
#     means = []
#     for _ in range(epochs):
#         total, count = 0, 0
#         for images, labels in loader:
#             optimizer.zero_grad()
#             loss = nn.functional.cross_entropy(model(images), labels)
#             loss.backward()
#             optimizer.step()
#             total += loss.item() * len(labels)
#             count += len(labels)
#         means.append(total / count)
#     return means
#
#
# check_1(teach)
# ```
#
# On a GPU you would collect `loss.detach()`, as above.
#
# </details>
#
# ### 2. Find the bug: dropout that helps for one epoch
#
# This loop runs. It was written for a network with dropout, and somebody complains: "In
# the first epoch dropout works. From the second on it is as if the layer were not
# there." Find the reason and mend the function; what it returns stays. What is
# wrong?


# %%
def fit_and_ask(model, learn_from, ask_about, optimizer, criterion, epochs):
    valid_losses = []
    model.train()
    for _ in range(epochs):
        for images, labels in learn_from:
            optimizer.zero_grad()
            criterion(model(images), labels).backward()
            optimizer.step()
        model.eval()
        with torch.inference_mode():
            parts = [(model(images), labels) for images, labels in ask_about]
            valid_losses.append(criterion(*join(parts)).item())
    return valid_losses


check_2(fit_and_ask)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def fit_and_ask(model, learn_from, ask_about, optimizer, criterion, epochs):
#     valid_losses = []
#     for _ in range(epochs):
#         model.train()
#         for images, labels in learn_from:
#             optimizer.zero_grad()
#             criterion(model(images), labels).backward()
#             optimizer.step()
#         model.eval()
#         with torch.inference_mode():
#             parts = [(model(images), labels) for images, labels in ask_about]
#             valid_losses.append(criterion(*join(parts)).item())
#     return valid_losses
#
#
# check_2(fit_and_ask)
# ```
#
# `eval()` was called at the end of the first epoch, and nobody switched back.
#
# </details>
#
# ### 3. A large batch in small parts
#
# That gradients add up can be put to use, when a batch is too large for a GPU. Write
# `in_parts(model, images, labels, criterion, size)`: it goes through the batch in parts
# of `size` pictures and leaves in `.grad` the gradient of the whole batch, whatever
# stood there before. Only one part's computation may be in memory at a time. It takes
# no step and returns nothing. The criterion gives a mean, and the last part may be
# smaller. How much does a part count?


# %%
def in_parts(model, images, labels, criterion, size):
    return ...


check_3(in_parts)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def in_parts(model, images, labels, criterion, size):
#     model.zero_grad()
#     for some, their_labels in zip(images.split(size), labels.split(size)):
#         loss = criterion(model(some), their_labels)
#         (loss * len(some) / len(images)).backward()
#
#
# check_3(in_parts)
# ```
#
# Each part counts by its share of the pictures, as in `mean_loss`. `backward` frees
# what it has used; a sum of all losses with one `backward` at the end would keep
# everything. (A layer that mixes the pictures of a batch, as one in lesson 10 does,
# would still see the parts only.)
#
# </details>

# %% [markdown]
# What is still wrong: all this ran on few pictures. In
# [lesson 8](08_train.ipynb) the algorithm gets all 48,000, fifteen times over, with the
# article's network and with ours.
