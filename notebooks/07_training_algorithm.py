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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/07_training_algorithm.ipynb)
#
# # 7 · What is each line of a training loop for?
#
# Step 7 of ten: the training algorithm. Lesson 6 made one step by hand. Now you write
# the loop that makes thousands of them, take lines out of it, and watch what breaks.
# The faults of the article's loop come to light on the way.
#
# You will
# - write the whole algorithm, from five statements to `train`,
# - test a loop in two seconds, before you trust it with an hour,
# - see what happens without `zero_grad`, without `eval` and without `inference_mode`.
#
# *60 minutes with the exercises. All cells run in 9 s on two CPU cores.*

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
# ## Five statements in one order
#
# First the data and the split of lesson 3, and four checks; each is explained where it
# is used. This lesson needs only a few thousand of the pictures, so that nothing takes long. How
# many are there to take from?

# %%
from helpers.checks.evaluation import check_some_batches
from helpers.checks.training import check_finite_loss, check_learning, check_training
from helpers.device import get_device, set_seed
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.loaders import TensorLoader, batches, split_dataset
from torchvision.transforms import ToTensor

device = get_device()
dataset = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
train_part, valid_part = split_dataset(dataset)
len(train_part), len(valid_part)

# %% [markdown]
# One batch is enough to begin with, twenty pictures with their labels. `True`
# shuffles them, with the random generator that `set_seed` returns:

# %%
from helpers.plots import show_images
from torch import nn

images, labels = next(iter(TensorLoader(train_part, 20, True, set_seed(0), device)))
show_images(images, [CLASS_NAMES[label] for label in labels]);

# %% [markdown]
# A loop needs three more things, which come from lessons 5 and 6: a model, a loss and
# an optimizer:

# %%
from helpers.models import FashionCNN
from helpers.training import get_optimizer

model, criterion = FashionCNN().to(device), nn.CrossEntropyLoss()
optimizer = get_optimizer(model, lr=0.05)

# %% [markdown]
# And this is how a network learns, all of it. Forget the old gradients; compute the
# scores; measure the loss; find the gradients; turn the weights a little. What will the
# loss be, before anything has been learned?

# %% tags=["nbval-ignore-output"]
optimizer.zero_grad()
logits = model(images)  # (20, 10)
loss = criterion(logits, labels)  # one number
loss.backward()
optimizer.step()
assert 2.1 < loss.item() < 2.5
round(loss.item(), 2)

# %% [markdown]
# **Notice.** About ln 10 = 2.30, as lesson 6 told you of a network that knows nothing.
#
# Three of the five statements change something in the model. `zero_grad` clears `.grad`,
# `backward` writes into it, and `step` changes the weights. Does `backward` change the
# weights as well?

# %%
import math
from contextlib import contextmanager

import torch

optimizer.zero_grad()
before = model.fc2.bias.detach().clone()
criterion(model(images), labels).backward()
after_backward = model.fc2.bias.detach().clone()
optimizer.step()
assert torch.allclose(model.fc2.bias, before - 0.05 * model.fc2.bias.grad)
torch.equal(after_backward, before), torch.equal(model.fc2.bias, before)

# %% [markdown]
# **Notice.** After `backward` the weights are still the same (`True`), after `step` no
# longer (`False`). And `step` did what you did by hand in lesson 6, as the `assert`
# says: it subtracted the learning rate times the gradient.
#
# Now repeat the five statements. Before you let a new loop loose on 48,000 pictures,
# give it one batch, again and again. It must learn these twenty **by heart**. That
# says nothing about clothes in general. It says that the loop works.
#
# Eight hundred steps on the same pictures:

# %%
def learn_by_heart(model, clear=True):
    optimizer, losses = get_optimizer(model, lr=0.05), []
    for _ in range(800):
        if clear:
            optimizer.zero_grad()
        loss = criterion(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses

# %% [markdown]
# How many of the twenty does the network name correctly in the end?

# %%
set_seed(0)
model = FashionCNN().to(device)
losses = learn_by_heart(model)
(model(images).argmax(dim=1) == labels).sum().item()

# %% [markdown]
# All of them. If a loop cannot do this, do not look for a better network or a better
# learning rate: there is a fault in the loop.
#
# Now leave out a line. Each `backward` **adds** to what already stands in `.grad`. Two
# calls on the same batch, compared with one:

# %%
def gradient_after(calls):
    model.zero_grad()
    for _ in range(calls):
        criterion(model(images), labels).backward()
    return model.fc2.bias.grad.clone()


(gradient_after(2) / gradient_after(1)).cpu().round(decimals=2)

# %% [markdown]
# Twice as much, everywhere. With `clear=False` each step goes in the direction of all
# the gradients since the beginning, added up.

# %% [markdown]
# **Predict.** How will the curve run then: the same but slower, flat from the start, or
# in some other way?

# %%
set_seed(0)
faulty = learn_by_heart(FashionCNN().to(device), clear=False)
assert losses[-1] < 0.1 and min(faulty[:50]) < min(losses[:50])
assert sum(faulty[-100:]) / 100 > 1

# %%
import matplotlib.pyplot as plt
from helpers.plots import ACCENT, FIRST

fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
ax.plot(faulty, color=ACCENT, label="without zero_grad")
ax.plot(losses, "--", color=FIRST, label="with zero_grad")
ax.set(xlabel="step", ylabel="loss (nats per picture)", ylim=(0, 5))
ax.set_title("Twenty pictures learned by heart, with a line left out")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** At first the faulty loop is *ahead*. Old gradients point roughly the right
# way, and their sum makes a long stride. Then the sum will not turn round: the weights
# shoot past the goal, and in the end the loss is about where it began, or worse.
# Whoever looks at the first steps alone takes it for the better loop. (The sound loop
# jumps too, but each time it comes back. The faulty one leaves the figure.)

# %% [markdown]
# ## One epoch, and an honest average
#
# An epoch shows every picture once. At its end we want one number, the mean loss per
# picture. The article averages the losses of the *batches*. Three batches, small enough
# to do in the head, the last one with only 5 pictures:

# %%
batch_losses = [torch.tensor(1.0), torch.tensor(2.0), torch.tensor(6.0)]
sizes = [20, 20, 5]
per_batch = sum(batch_losses).item() / 3
per_batch

# %% [markdown]
# **Predict.** Each of the 5 pictures in the last batch has counted as much as four
# others. Weigh every batch by its size: what is the mean per picture?

# %%
(20 * 1.0 + 20 * 2.0 + 5 * 6.0) / 45

# %% [markdown]
# **Notice.** 2 and not 3. The article never sees the difference, by luck: 48,000 and
# 12,000 can both be divided by 20. With most other sizes the last batch is not full.
# Here is the mean that is always right. One check refuses an empty loader, the other a
# loss that is no longer a number, and names its step:

# %%
def mean_loss(losses, sizes):
    check_some_batches(losses)
    losses = torch.stack(losses).cpu().double()
    for step, loss in enumerate(losses.tolist(), start=1):
        check_finite_loss(f"loss of step {step}", loss)
    sizes = losses.new_tensor(sizes)
    return float(losses @ sizes / sizes.sum())


assert mean_loss(batch_losses, sizes) == 2.0

# %% [markdown]
# With it, an epoch. The five statements stand in the middle. `check_learning` refuses
# an optimizer that was made for another model: whoever makes a new `model` and no new
# optimizer goes on teaching the old one. `batches` hands on the batches of a loader, in
# the model's kind of numbers, and refuses labels below 0. (torch leaves out a picture
# labelled -100 without a word.) It also notes in the model what the classes are called.
# `model.train()` tells the layers that they are learning; you see below why that
# matters:

# %%
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
# epoch. The list fetches them once, in `mean_loss`. The plain `loss` would still be
# tied to the computation that made it. `detach` keeps the number and cuts the tie:

# %%
loss = criterion(model(images), labels)
loss.requires_grad, loss.detach().requires_grad

# %% [markdown]
# ## Validation needs two switches
#
# After the epoch the network is asked about pictures from which it does not learn. Two
# things must be switched for that. The first is the *mode*. Some layers behave
# differently while they learn. Dropout sets each number to zero with probability one
# half, and doubles the others. Here it meets the same picture four times, three times
# in training mode and then in evaluation mode:

# %%
dropout, picture = nn.Dropout(0.5), images[0].cpu()
seen = [dropout(picture) for _ in range(3)] + [dropout.eval()(picture)]
show_images(torch.stack(seen), ["training"] * 3 + ["evaluation"]);

# %% [markdown]
# In training it throws away at random, so that no neuron can rely on a single other
# one. In evaluation it does nothing. (The last picture only looks darker than above:
# the doubled pixels need a scale up to 2.) Here is a small network with dropout. (It
# has no convolution: the mode is all that matters here.) It learns 1,510 pictures, the
# last ten of them in a batch of their own, for two epochs. Does your `train_one_epoch`
# work?

# %% tags=["nbval-ignore-output"]
from torch.utils.data import Subset

layers = [nn.Flatten(), nn.Linear(784, 32), nn.ReLU(), nn.Dropout(0.5)]
forgetful = nn.Sequential(*layers, nn.Linear(32, 10)).to(device)
loader = TensorLoader(Subset(train_part, range(1510)), 20, True, set_seed(0), device)
args = forgetful, loader, get_optimizer(forgetful, lr=0.1), criterion, device
first, second = train_one_epoch(*args), train_one_epoch(*args)
assert second < first < math.log(10)
round(first, 2), round(second, 2)

# %% [markdown]
# **Predict.** Ask it about the same 1,000 pictures, twenty times over. How many
# different accuracies do you get if you forget `eval`: one, a few, or many?

# %% tags=["nbval-ignore-output"]
asked, truth = next(iter(TensorLoader(valid_part, 1000, device=device)))


def accuracy(model):
    return (model(asked).argmax(dim=1) == truth).float().mean().item()


careless = [accuracy(forgetful.train()) for _ in range(20)]
careful = [accuracy(forgetful.eval()) for _ in range(20)]
assert min(careful) > max(careless) and len(set(careless)) > len(set(careful)) == 1
len(set(careless)), len(set(careful))

# %%
fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(range(1, 21), careful, "s", color=FIRST, label="after model.eval()")
ax.plot(range(1, 21), careless, "o", color=ACCENT, label="still in training mode")
ax.set(xlabel="measurement", ylabel="accuracy", ylim=(0.4, 0.8))
ax.set_title("The same network, the same 1,000 pictures")
ax.xaxis.get_major_locator().set_params(integer=True)
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** Without `eval` the score changes from one measurement to the next, and is
# always too low: about half of the 32 neurons before the dropout are missing. Batch
# normalisation, a layer that lesson 10 explains, does something worse. In training mode
# it keeps a running mean of what it sees, and goes a tenth of the way to each new mean,
# here from 0 towards 10. So merely *looking* changes the model:

# %%
norm = nn.BatchNorm1d(1)
norm(torch.tensor([[8.0], [12.0]]))
norm.running_mean  # it was 0

# %% [markdown]
# Our `FashionCNN` has neither layer. It gives the same answers in both modes, and that
# makes the fault so dangerous: it sleeps until somebody adds dropout. Is that so?

# %%
torch.equal(model.train()(asked), model.eval()(asked))

# %% [markdown]
# The second switch is `torch.inference_mode`. The article does without it. So PyTorch
# notes, for every batch, what `backward` would need, though nobody will call it. We can
# count these bytes, with a hook that sees each tensor that is put aside:

# %%
def bytes_put_aside():
    sizes = {}

    def note(tensor):
        sizes[tensor.data_ptr()] = tensor.nbytes  # the same memory counts once
        return tensor.detach()

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        criterion(model(asked), truth)
    return sum(sizes.values())

# %% [markdown]
# A batch of 1,000 pictures holds 3 megabytes. How much is put aside for it, as the
# article validates, and under `inference_mode`?

# %% tags=["nbval-ignore-output"]
with torch.inference_mode():
    nothing = bytes_put_aside()
wasted = bytes_put_aside()
assert nothing == 0 and wasted > 20_000 * len(asked)
f"{wasted / 1e6:.0f} megabytes, and {nothing}"

# %% [markdown]
# **Notice.** Many times the size of the batch, for nothing. A sum like `total += loss`
# would even keep those of *all* batches alive at once. So a first function gives each
# layer its mode back, and a second one holds both switches. They are used with `with`.
# What stands before `yield` is done when the block begins. What stands under `finally`
# is done when it ends, even by an error:

# %%
@contextmanager
def modes_kept(model):
    modes = {module: module.training for module in model.modules()}
    try:
        yield
    finally:
        for module, mode in modes.items():
            module.training = mode

# %%
@contextmanager
def evaluating(model):
    with modes_kept(model), torch.inference_mode():
        model.eval()
        yield

# %% [markdown]
# And a function that measures: the mean loss per picture, how many are right, of how
# many. It keeps the model's answers, ten numbers a picture, and the labels of all
# batches; `join` lays them end to end. So the criterion is asked once, about all
# pictures. `check_criterion` and `check_loss` refuse a loss that is a sum over the
# pictures. `warn_of_softmax` speaks up if the model ends in softmax, for `criterion` has
# one of its own. `Score` is a tuple with the three numbers, and `score.accuracy` divides
# two of them:

# %%
from helpers import plots, training
from helpers.checks.evaluation import check_criterion, check_loss
from helpers.checks.models import check_model
from helpers.evaluation import Score, join, warn_of_softmax
from helpers.progress import progress


def evaluate(model, loader, criterion, device="cpu"):
    check_model(model)
    check_criterion(criterion)
    device = get_device(device)
    model.to(device)
    parts = []
    with evaluating(model):
        for images, labels in batches(loader, model):
            parts.append((model(images.to(device)), labels.to(device)))
        logits, labels = join(parts)
        loss = criterion(logits, labels)
        correct = (logits.argmax(dim=1) == labels).sum()
    check_loss(criterion, loss, logits, labels)
    warn_of_softmax(model, logits, images.shape[1:])
    return Score(loss.item(), correct.item(), len(labels))

# %% [markdown]
# Is the size of the batches really of no importance, and does the model come out in the
# mode in which it went in?

# %%
some = Subset(dataset, range(1010))
twenties = evaluate(model.train(), TensorLoader(some, 20), criterion, device)
thousands = evaluate(model, TensorLoader(some, 1000), criterion, device)
assert math.isclose(twenties.loss, thousands.loss, rel_tol=1e-3)
model.training, twenties.total, thousands.total

# %% [markdown]
# ## Which epoch do you keep?
#
# The article remembers the lowest validation loss so far, and begins with `np.Inf`.
# That name was removed from NumPy 2, so its `train` stops at once. Python has its own:

# %%
import numpy as np

hasattr(np, "Inf"), math.inf

# %% [markdown]
# There is a trap in remembering weights.
#
# **Predict.** We note the model's `state_dict` in two ways, then train for one more
# epoch. Which of the notes still holds the old weights?

# %%
import copy

noted, copied = model.state_dict(), copy.deepcopy(model.state_dict())
train_one_epoch(model, loader, get_optimizer(model), criterion, device)
[torch.equal(note["fc2.bias"], model.fc2.bias) for note in (noted, copied)]

# %% [markdown]
# **Notice.** The plain note has changed along with the model (`True`): it *is* the
# weights, under a second name. Only the copy is a memory. `best_weights` makes such
# copies and puts the last one back at the end, whatever ends the training. It does so
# twice, in case *stop* is pressed again while the first is under way. `early_end` says
# why the training ended; what is a mistake in the program it raises again:

# %%
import time
import warnings

from helpers.training import early_end


@contextmanager
def best_weights(model, history):
    best = copy.deepcopy(model.state_dict())

    def keep():
        best.update(copy.deepcopy(model.state_dict()))

    with modes_kept(model):
        try:
            try:
                yield keep
            finally:
                model.load_state_dict(best)
        except (KeyboardInterrupt, Exception) as error:
            history.stopped = early_end(error, len(history) + 1)
        finally:
            model.load_state_dict(best)  # an interrupt may have cut the first one short
    if history.stopped:
        warnings.warn(f"{history.stopped}; the best weights are kept", stacklevel=4)

# %% [markdown]
# `History` is a list of losses with a `best_epoch`. `save_checkpoint` is for lesson 8,
# and `check_training` refuses what would fail later, such as a loader that can be read
# only once. `progress` shows how far the epochs are, and with `live=True` the curves are
# drawn while they grow. Now all the parts are there, and this is the whole algorithm:

# %%
from helpers.checkpoints import save_checkpoint
from helpers.training import History


def train(n_epochs, loaders, model, optimizer, criterion, device="cpu",
          save_path=None, live=False):
    check_training(n_epochs, loaders, model, optimizer, criterion, save_path)
    device = get_device(device)
    model.to(device)
    history = History()
    redraw = plots.live_history() if live else None
    with best_weights(model, history) as keep:
        for epoch in progress(range(1, n_epochs + 1)):
            start = time.perf_counter()
            loader = loaders["train"]
            train_loss = train_one_epoch(model, loader, optimizer, criterion, device)
            valid = evaluate(model, loaders["valid"], criterion, device)
            history.add(train_loss, valid, time.perf_counter() - start)
            if history.best_epoch == epoch:
                keep()
                if save_path is not None:
                    save_checkpoint(save_path, model, epoch=epoch, loss=valid.loss)
            if redraw:
                redraw(history)
    return history

# %% [markdown]
# A try: 300 pictures, 30 epochs, and the MLP of lesson 1 with 100 neurons in place of
# 14. Far too many parameters for so few pictures. Where does its best epoch lie?

# %%
from helpers.models import MLP

few, shuffler = Subset(train_part, range(300)), set_seed(0)
loaders = {
    "train": TensorLoader(few, 20, True, shuffler, device),
    "valid": [(asked, truth)],  # the 1,000 from above, in one batch
}
mlp = MLP(hidden=100)
history = train(30, loaders, mlp, get_optimizer(mlp, lr=0.2), criterion, device)
ax = plots.plot_history(history)
ax.set_title("300 pictures, 30 epochs");

# %% [markdown]
# **Notice.** The best epoch, the orange dot, is not the last. The training loss keeps
# falling, with small jumps. The validation loss jumps more, and after a third of the way
# it hardly falls: the network learns *its* pictures by heart.
# The article's `train` returns the model of the last epoch, wherever the curve happens
# to be. (With 48,000 pictures too: in the
# [table of claims](../helpers/results/claims.md) the last of fifteen epochs costs one
# training next to nothing, and another more than a point.) Ours leaves the best weights in the
# model:

# %%
kept = evaluate(mlp, loaders["valid"], criterion, device)
assert math.isclose(kept.loss, min(history.valid_loss), rel_tol=1e-3)
assert history.train_loss[-1] < 0.5 < kept.loss

# %% [markdown]
# All that you have written you find in `helpers/training.py` and
# `helpers/evaluation.py`. From the same seed, do the two reach the same weights, to the
# last bit?

# %%
loaders["train"].generator = set_seed(0)
ours = MLP(hidden=100)
training.train(30, loaders, ours, get_optimizer(ours, lr=0.2), criterion, device)
all(torch.equal(a, b) for a, b in zip(mlp.parameters(), ours.parameters(), strict=True))

# %% [markdown]
# Two things remain that can end a training early. First, a learning rate that is far
# too large. The warning would stand in red below the cell; here we catch it and read
# it. What becomes of the weights that were good before?

# %% tags=["nbval-ignore-output"]
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    history = train(5, loaders, mlp, get_optimizer(mlp, lr=1e20), criterion, device)
assert evaluate(mlp, loaders["valid"], criterion, device) == kept
str(caught[-1].message)

# %% [markdown]
# **Notice.** The warning names the step, and the `assert` says that the weights are
# what they were. Second, somebody presses *stop*. In place of a finger, a loss that
# interrupts the moment it is asked:

# %%
def finger(logits, labels):
    raise KeyboardInterrupt


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    train(5, loaders, mlp, get_optimizer(mlp), finger, device)
assert evaluate(mlp, loaders["valid"], criterion, device) == kept
str(caught[-1].message)

# %% [markdown]
# ## Summary
#
# Five statements in one order make a step: clear the gradients, compute the scores,
# measure the loss, go backward, take the step. A loop must first learn one batch by
# heart. Without `zero_grad` gradients add up, and the loss explodes after a good start.
# Without `eval` the score of a network with dropout changes from one measurement to the
# next. Without `inference_mode` a validation keeps tens of megabytes for nothing. A
# mean over pictures weighs each batch by its size. A copy of the best weights survives
# the last epoch, a loss that is no number, and the stop button.

# %% [markdown]
# ## Exercises
#
# ### 1. One step
#
# Write `one_step(model, images, labels, optimizer, criterion)`: it makes one step of
# training and returns the loss as a plain Python number. Gradients may be left over
# from an earlier step. In which order?

# %%
from helpers.exercises.lesson_07 import check_1, check_2, check_3


def one_step(model, images, labels, optimizer, criterion):
    return ...


check_1(one_step)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def one_step(model, images, labels, optimizer, criterion):
#     optimizer.zero_grad()
#     loss = criterion(model(images), labels)
#     loss.backward()
#     optimizer.step()
#     return loss.item()
#
#
# check_1(one_step)
# ```
#
# In a loop of your own `zero_grad` may also come last; here something may be left over
# before the first call. It must never stand between `backward` and `step`.
#
# </details>
#
# ### 2. A large batch in small parts
#
# That gradients add up can be put to use. A batch is too large for the memory of a GPU.
# Write `in_parts(model, images, labels, criterion, size)`: it goes through the batch in
# parts of `size` pictures and leaves in `.grad` exactly the gradient of the whole,
# whatever stood there before. It returns nothing. The criterion gives a mean, and the
# last part may be smaller. How much does a part count?

# %%
def in_parts(model, images, labels, criterion, size):
    return ...


check_2(in_parts)

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
# check_2(in_parts)
# ```
#
# Each part counts by its share of the pictures, as in `mean_loss`.
#
# </details>
#
# ### 3. Stop in time
#
# Write `last_epoch(losses, patience)`: given the validation losses of all epochs, after
# which epoch would you have stopped, if you stop as soon as the **best** loss is
# `patience` epochs old? Epochs count from 1. If it never gets so old, the answer is the
# last epoch. With losses 5, 3, 4, 4, 2 and a patience of 2, that is epoch 4. What must
# you remember on the way?

# %%
def last_epoch(losses, patience):
    return ...


check_3(last_epoch)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def last_epoch(losses, patience):
#     best, best_epoch = math.inf, 0
#     for epoch, loss in enumerate(losses, start=1):
#         if loss < best:
#             best, best_epoch = loss, epoch
#         elif epoch - best_epoch >= patience:
#             return epoch
#     return len(losses)
#
#
# check_3(last_epoch)
# ```
#
# This is called early stopping. In the example it stops one epoch too soon, before the
# 2: patience is a bet.
#
# </details>

# %% [markdown]
# What is still wrong: all this ran on few pictures. In
# [lesson 8](08_train.ipynb) the algorithm gets all 48,000, fifteen times over, with the
# article's network and with ours.
