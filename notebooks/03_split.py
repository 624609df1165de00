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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/03_split.ipynb)
#
# # 3 · Which pictures may the network not see?
#
# Step 3 of ten: split the training set. [Lesson 2](02_download_the_data.ipynb) examined
# a machine on the pictures that it was made from. Now you put some pictures aside, see
# what they can tell you and what they cannot, and build a leak with your own hands.
#
# You will
# - make a score far too high, by two steps in the wrong order,
# - split 60,000 pictures into 48,000 and 12,000, the same way every time,
# - see why the winner of a contest looks better than it is.
#
# *70 minutes with the exercises. All cells run in 9 s on two CPU cores.*

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
# ## A score too good to be true
#
# > **The article's step 3.** [Adwait Dathan
# > R](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > cuts the training set in two with PyTorch's `random_split`: 48,000 pictures to learn
# > from, 12,000 to validate, without a seed. We cut the same sizes, with a seed, and
# > with an eye on what must stay together.
#
# The training set of lesson 2 once more; the test set stays where it is:

# %%
from helpers.fashion_mnist import FashionMNIST
from torchvision.transforms import ToTensor

train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)

# %% [markdown]
# A network learns from the **training set**. How well it does is measured on pictures
# that were kept back, the **validation set**.
#
# In real life pictures come in families. [CheXNet](https://arxiv.org/abs/1711.05225v1),
# a famous study, first split 112,120 X-rays of 30,805 patients at random, and had to
# mend it. We play a shop that photographs each garment three times, in three lights:
# 2,000 garments, 6,000 photographs. These are shuffled, and a fifth is kept back
# (framed). One garment a column. What do you notice about the frames?

# %% tags=["cover", "slide"] alt="Eight garments in columns, each photographed three times, ever darker. Five of the 24 photographs are framed, each in another column, with two unframed photographs of the same garment."
import numpy as np
import torch
from helpers.figures.sides import show_sides

first, second = torch.arange(len(train_set)).chunk(2)
own = train_set.data[first[:2000]]
photos = torch.cat([own, (0.9 * own).byte(), (0.8 * own).byte()])
garment = np.tile(np.arange(len(own)), 3)  # which one a photograph shows
order = np.random.default_rng(47).permutation(len(photos))  # 47: clear to see below
train_rows, valid_rows = np.split(order, [len(order) * 4 // 5])
show_sides(photos, garment, valid_rows);

# %% [markdown]
# Nearly every framed photograph has a sibling that is not framed. Does it matter? We
# ask a machine that learns by heart, the **nearest neighbour** (exercise 2 of lesson
# 2): it stores pictures, and names a new one after the most similar picture in its
# store, pixel by pixel:

# %%
from sklearn.neighbors import KNeighborsClassifier

many = photos.flatten(1).float().numpy()  # (6000, 784)
names = train_set.targets[first[:2000]].numpy()[garment]


def learn(pictures, labels):
    return KNeighborsClassifier(n_neighbors=1).fit(pictures, labels)


leaky_model = learn(many[train_rows], names[train_rows])

# %% [markdown]
# **Predict.** People name 83.5% of such pictures (lesson 2). The machine has stored
# four photographs in five. What share of those that were kept back does it name?

# %% tags=["nbval-ignore-output", "slide"]
from helpers.table import Table

leaky = leaky_model.score(many[valid_rows], names[valid_rows])
Table({"kept back": 100 * leaky}, ["% right"], digits=1)

# %% [markdown]
# A triumph! Now the shop gets 2,000 garments that it has never photographed. How well
# does the same machine do?

# %% tags=["nbval-ignore-output", "slide"]
pixels = train_set.data.flatten(1).float().numpy()  # (60000, 784), 0 to 255
labels = train_set.targets.numpy()
fresh = second[:2000].numpy()
leaky_fresh = leaky_model.score(pixels[fresh], labels[fresh])
Table({"kept back": 100 * leaky, "new garments": 100 * leaky_fresh}, ["% right"], 1)

# %% [markdown]
# Twenty points are gone. Where did they come from? Eight photographs that were kept
# back, and under each the stored photograph that named it:

# %% tags=["slide"] alt="Two rows of eight clothes, asked above and nearest below. Each pair shows the same garment, one of the two a little darker."
from helpers.plots import show_images

asked = valid_rows[:8]
nearest = train_rows[leaky_model.kneighbors(many[asked])[1][:, 0]]
pairs = photos[np.concatenate([asked, nearest])]
show_images(pairs, ["asked"] * 8 + ["nearest"] * 8, columns=8);

# %% [markdown]
# **Notice.** The machine did not recognise a sandal, it recognised *this* sandal. What
# should have been fresh was already in its store. This is called a **leak**.
#
# The cure is the order of two steps: split the *garments* first, then photograph them.
# What do the frames look like now?

# %% tags=["slide"] alt="The same eight garments in three lights. Now two whole columns are framed, all three photographs of a garment, and in the other columns none."
shuffled = np.random.default_rng(47).permutation(len(own))
train_garments, valid_garments = np.split(shuffled, [len(own) * 4 // 5])
train_whole = np.flatnonzero(np.isin(garment, train_garments))
valid_whole = np.flatnonzero(np.isin(garment, valid_garments))
show_sides(photos, garment, valid_whole);

# %% [markdown]
# A garment is on one side or on the other. The machine learns once more, and is asked
# about the same new garments. Which validation score tells the truth?

# %% tags=["nbval-ignore-output", "slide"] alt="Two pairs of bars, validation and new garments. Photographed, then split: validation close to 100, new garments about 80 percent. Split, then photographed: 78 and 79 percent."
from helpers.style import ACCENT, FIRST, new_axes

honest_model = learn(many[train_whole], names[train_whole])
honest = honest_model.score(many[valid_whole], names[valid_whole])
honest_fresh = honest_model.score(pixels[fresh], labels[fresh])
ax = new_axes(height=3)
ax.bar([0, 1], [100 * leaky, 100 * honest], 0.3, color=ACCENT, label="validation")
ax.bar([0.3, 1.3], [100 * leaky_fresh, 100 * honest_fresh], 0.3, color=FIRST,
       label="new garments")  # fmt: skip
ax.set_xticks([0.15, 1.15], ["photographed, then split", "split, then photographed"])
for bars in ax.containers:
    ax.bar_label(bars, fmt="%.1f", padding=2)
ax.set(ylabel="right (%)", ylim=(0, 110), yticks=range(0, 101, 20))
ax.set_title("what validation says, and what is so")
ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1));

# %% [markdown]
# **Notice.** Both machines are about equally good, and one of the two validation scores
# tells how good, to about five points. A score that is too good to be true is the best
# reason to look for siblings: pictures of one patient, frames of one film, letters from
# one hand.

# %% [markdown]
# ## Cut, and cut the same way again
#
# Fashion-MNIST does not say which of its pictures belong together. So we split it
# picture by picture, as the article does:

# %%
from torch.utils.data import random_split

train_part, valid_part = random_split(train_set, [0.8, 0.2])
type(train_part).__name__, len(train_part), len(valid_part)

# %% [markdown]
# A `Subset` copies no picture. It holds the data set and a list of positions in it. But
# what if you restart the notebook tomorrow? We run the same line again, and look at the
# first five positions of both:

# %% tags=["nbval-ignore-output"]
train_again, valid_again = random_split(train_set, [0.8, 0.2])
train_part.indices[:5], train_again.indices[:5]

# %% [markdown]
# **Predict.** Today you train on `train_part` and save the network. Tomorrow you load
# it and measure it on the 12,000 of `valid_again`. How many of these has it learned
# from?

# %% tags=["nbval-ignore-output", "slide"]
learned_from = set(train_part.indices) & set(valid_again.indices)
Table({"asked about": len(valid_again), "learned from": len(learned_from)})

# %% [markdown]
# **Notice.** Four in five: a leak without any siblings. Nothing looks wrong, but a
# small CNN comes out 2.3 points too good, on average over five trainings
# ([table of claims](../helpers/results/claims.md)).
#
# The remedy is a **seed**, a number from which a sequence of random numbers is worked
# out. The same seed gives the same sequence (in one version of PyTorch). A split is
# drawn on the CPU. We hand `random_split` a generator of its own, so that nothing else
# that draws random numbers can change it:

# %% tags=["slide-90", "slide-code"]
splits = []
for _ in range(2):
    generator = torch.Generator().manual_seed(0)
    splits.append(random_split(train_set, [0.8, 0.2], generator=generator))
splits[0][1].indices[:5], splits[1][1].indices[:5]

# %% [markdown]
# Here is the function for the rest of the series: all positions in a random order, and
# the order cut in two. (`check_split` refuses a part without pictures. `share_out`
# steps in only where a class has fewer than a hundred pictures: then each class sends
# its share to both parts.) Later lessons import it from `helpers/loaders.py`:

# %%
from helpers.checks.loaders import check_split
from helpers.datasets import share_out
from torch.utils.data import Subset


def split_dataset(dataset, validation_fraction=0.2, seed=0):
    n_valid = round(len(dataset) * validation_fraction)
    check_split(len(dataset), n_valid, validation_fraction)
    generator = torch.Generator().manual_seed(seed)  # it draws on the CPU
    order = torch.randperm(len(dataset), generator=generator, device="cpu").tolist()
    order = share_out(order, dataset)
    return Subset(dataset, order[:-n_valid]), Subset(dataset, order[-n_valid:])

# %% [markdown]
# Does it cut as PyTorch does? And is every picture in exactly one part?

# %%
train_part, valid_part = split_dataset(train_set)
everything = sorted(train_part.indices + valid_part.indices)
train_part.indices == splits[0][0].indices, everything == list(range(len(train_set)))

# %% [markdown]
# Why at random, and not the last 12,000? Here they would do, because this file is well
# mixed. Many data sets are sorted. If this one were, which classes would be in the last
# fifth?

# %%
last = train_set.targets.sort().values[len(train_part) :]
[train_set.classes[c] for c in last.unique()]

# %% [markdown]
# A network that had seen neither would be asked about nothing else. The random split
# has all ten classes. Has it as many of each?

# %% tags=["slide-90"] alt="Horizontal bars from a line at zero: each class has between 60 pictures fewer and 40 more than an equal share of 1,200; most are within 30."
counts = train_set.targets[valid_part.indices].bincount()
fair = len(valid_part) // 10
ax = new_axes(height=3)
ax.barh(train_set.classes, counts - fair, color=FIRST)
ax.axvline(0, color="black", linewidth=1)
ax.invert_yaxis()
ax.set(xlabel=f"pictures more or fewer than {fair:,}", xlim=(-100, 100))
ax.set_title("classes in the validation set");

# %% [markdown]
# **Notice.** Nearly: no class is off by more than a twentieth. But a random split may
# leave a rare class out; exercise 3 is about one that is exact.

# %% [markdown]
# ## What a score can say
#
# Could we save ourselves the trouble, and measure on the training pictures? The nearest
# neighbour stores 3,000 of them:

# %%
known, held = train_part.indices[:3000], valid_part.indices[:1000]
model = learn(pixels[known], labels[known])

# %% [markdown]
# **Predict.** What share does it name of the 3,000 that it has stored, and of 1,000
# validation pictures?

# %% tags=["nbval-ignore-output", "slide-90"]
by_heart = model.score(pixels[known], labels[known])
of_others = model.score(pixels[held], labels[held])
Table({"stored": 100 * by_heart, "validation": 100 * of_others}, ["% right"], digits=1)

# %% [markdown]
# **Notice.** Each picture finds itself. So a training score says whether a machine has
# learned *these* pictures, which is worth knowing of a network. As a forecast for other
# pictures it may be far too good. (The validation score is lower than above: other
# pictures, and no darker copies.)
#
# So we have a validation set. Why is there a test set too? Because a validation set is
# there to *choose*: which network, which settings, and after which epoch to stop. (An
# **epoch** is one round through all training pictures.) Choosing uses it up. To see
# how, 200 machines take part in a contest. None has learned anything, they guess; a
# hundred pictures decide.
#
# **Predict.** How many of the 100 pictures does the winner name?

# %% tags=["slide"] alt="Histogram of the scores of 200 machines on 100 pictures: a hill around 10 percent, from 3 to 19; a thick line marks the winner at 19, a dotted line at 10 what each is worth."
generator = torch.Generator().manual_seed(0)
guesses = torch.randint(10, (200, 100), generator=generator)
scores = (guesses == train_set.targets[held[:100]]).sum(dim=1)
ax = new_axes(height=2.8)
ax.hist(scores, bins=np.arange(0.5, 30), color=FIRST)
ax.axvline(scores.max(), color=ACCENT, linewidth=3, label="the winner")
ax.axvline(10, color="black", linestyle=":", label="what each of them is worth")
ax.set(xlabel="right, of the 100 pictures", ylabel="machines", xlim=(0, 30))
ax.set_title("200 machines that guess")
ax.legend(frameon=False);

# %% [markdown]
# **Notice.** The winner seems almost twice as good as guessing. It is not: on other
# pictures it falls back to about one in ten. Whoever wins among many is good, or lucky,
# or both, and the score does not say which.
#
# Now real machines. Sixty nearest neighbours compete. Each stores the same 500
# pictures, and sees only twenty pixels of each, chosen at random for that machine. We
# note which of 4,000 validation pictures each gets right:

# %%
asked = valid_part.indices[:4000]


def answers(seed):
    seen = np.random.default_rng(seed).choice(784, 20, replace=False)
    model = learn(pixels[known[:500]][:, seen], labels[known[:500]])
    return model.predict(pixels[asked][:, seen]) == labels[asked]


correct = np.array([answers(seed) for seed in range(60)])
correct.shape  # (machines, pictures)

# %% [markdown]
# The first hundred pictures choose the winner. The last two thousand have had no say:
# they play the test set. What is each machine's score on both?

# %% tags=["nbval-ignore-output", "slide"] alt="Sixty dots: accuracy on the 100 that choose, against accuracy on 2,000 others, with a dotted line where both are equal. The winner, an amber diamond, lies furthest right and well below the line."
first_half, last_half = np.split(100 * correct, 2, axis=1)  # 2,000 pictures each
chosen_on, afterwards = first_half[:, :100].mean(axis=1), last_half.mean(axis=1)
winner = chosen_on.argmax()
ax = new_axes(width=6, height=5)
ax.axline((55, 55), slope=1, linestyle=":", color="black", label="both scores equal")
ax.plot(chosen_on, afterwards, "o", color=FIRST, alpha=0.6, label="a machine")
ax.plot(chosen_on[winner], afterwards[winner], "D", color=ACCENT, label="the winner")
ax.set(xlabel="right on the 100 that choose (%)", ylabel="right on 2,000 others (%)")
ax.set(aspect="equal", title="sixty machines of twenty pixels each")
ax.locator_params(integer=True)
ax.legend(frameon=False, loc="lower right");

# %% [markdown]
# **Notice.** The winner lies furthest to the right, and well under the dotted line.
# Most of the machines that it beat do better afterwards. This is a bad case; in twenty
# such contests with other pictures its score is 8.9 points too high on average, says
# the table, and in most of them at least five of the beaten are better. Do more
# pictures flatter less? We cut the first two thousand into groups, let each group
# choose its winner, and average how much too high it scores:

# %% tags=["nbval-ignore-output", "slide-90"] alt="A falling curve: how many points too high the winner scores, over the number of pictures that choose. About 21 points with 20 pictures, 10 with 100, 3 with 500, and one or two with 2,000."
def flattery(size):
    gaps = []
    for start in range(0, first_half.shape[1], size):
        scores = first_half[:, start : start + size].mean(axis=1)
        gaps.append(scores.max() - afterwards[scores.argmax()])
    return np.mean(gaps)


sizes = [20, 50, 100, 200, 500, 1000, 2000]
ax = new_axes(height=3)
ax.plot(sizes, [flattery(size) for size in sizes], "o-", color=FIRST)
ax.axhline(0, color="black", linestyle=":")
ax.set(xscale="log", xlabel="pictures that choose", ylabel="too high by (points)")
ax.set_xticks(sizes, sizes)
ax.set_title("how much the winner's score flatters");

# %% [markdown]
# **Notice.** The more pictures choose, the less there is to be lucky with. (The first
# point averages a hundred contests, the last is *one*. All share the 2,000 others: the
# whole curve may lie a point higher or lower.)
#
# And a CNN? In five trainings 6,000 validation pictures chose one of fifteen epochs;
# their own score was then 0.3 points higher than that of 6,000 others, on average. That
# is little: many pictures chose among few epochs. But it grows, the more you try. Hence
# three sets: learn from the training set, choose with the validation set, and open the
# test set once, when nothing is left to choose.

# %% [markdown] tags=["slide"]
# ## Summary
#
# A network learns from the training set; choices are made with the validation set; the
# test set is opened once. Pictures that belong together stay on one side of the split,
# or the score leaks. A split needs a seed, or tomorrow's validation pictures were
# learned from today. The best of many candidates was partly lucky, so its validation
# score flatters, the more so the fewer pictures choose. `split_dataset` gives 48,000
# and 12,000 pictures, always the same ones.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. How large is the leak?
#
# Write `count_leaks(groups, train, valid)`. `groups` is a tensor with a number for each
# picture; siblings, pictures of one garment, have the same number. `train` and `valid`
# are tensors of positions in `groups`, none in both (some pictures may be in neither).
# Return how many pictures of `valid` have a sibling in `train`. What if one has two?

# %%
from helpers.exercises.lesson_03 import check_1, check_2, check_3


def count_leaks(groups, train, valid):
    return ...


check_1(count_leaks)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def count_leaks(groups, train, valid):
#     return torch.isin(groups[valid], groups[train]).sum()
#
#
# check_1(count_leaks)
# ```
#
# It is still one picture that leaks. Run this on any split of your own before you
# believe a score.
#
# </details>
#
# ### 2. From scratch: keep siblings together
#
# Write `split_groups(groups, validation_fraction, seed)`; `groups` is as above. Of G
# different groups, `round(G * validation_fraction)`, drawn at random, go to validation
# with all their pictures; the others are for training. The seed decides which. Groups
# may be of any size. Return the positions for training and those for validation, in any
# order. What do you have to shuffle, if not the pictures?

# %%
def split_groups(groups, validation_fraction, seed):
    return ...


check_2(split_groups)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def split_groups(groups, validation_fraction, seed):
#     generator = torch.Generator().manual_seed(seed)
#     names = groups.unique()
#     names = names[torch.randperm(len(names), generator=generator)]
#     chosen = names[: round(len(names) * validation_fraction)]
#     in_valid = torch.isin(groups, chosen)
#     return (~in_valid).nonzero()[:, 0], in_valid.nonzero()[:, 0]
#
#
# check_2(split_groups)
# ```
#
# scikit-learn has it as `GroupShuffleSplit`. Try
# `show_sides(photos, garment, split_groups(torch.tensor(garment), 0.2, 0)[1])`.
#
# </details>
#
# ### 3. Find the bug
#
# A *stratified* split takes the same fraction of every class (each rounded). Somebody
# wrote one, and is delighted with the nearest neighbour's validation score:

# %% tags=["nbval-ignore-output"]
def split_evenly(targets, validation_fraction, seed):
    generator = torch.Generator().manual_seed(seed)
    train, valid = [], []
    for c in targets.unique():
        members = (targets == c).nonzero()[:, 0]  # where this class is
        order = torch.randperm(len(members), generator=generator)
        n_valid = round(len(members) * validation_fraction)
        valid.append(order[:n_valid])
        train.append(order[n_valid:])
    return torch.cat(train), torch.cat(valid)


train, valid = split_evenly(train_set.targets[:3000], 0.2, seed=0)
learn(pixels[train], labels[train]).score(pixels[valid], labels[valid])

# %% [markdown]
# Too good to be true. Mend the function in the cell above: every picture in exactly one
# part, every class with its share. Run that cell, then the check. How would you look
# for the fault?

# %%
check_3(split_evenly)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def split_evenly(targets, validation_fraction, seed):
#     generator = torch.Generator().manual_seed(seed)
#     train, valid = [], []
#     for c in targets.unique():
#         members = (targets == c).nonzero()[:, 0]
#         order = members[torch.randperm(len(members), generator=generator)]
#         n_valid = round(len(members) * validation_fraction)
#         valid.append(order[:n_valid])
#         train.append(order[n_valid:])
#     return torch.cat(train), torch.cat(valid)
#
#
# check_3(split_evenly)
# ```
#
# `order` held places *within* a class, all of them small numbers, so the ten classes
# drew the same pictures again and again, for both sides. `train.unique()` would have
# told: it is far shorter than `train`.
#
# </details>

# %% [markdown]
# What is still wrong: the two parts are lists of positions, and hand out one picture at
# a time, always in the same order. Next, in [lesson 4](04_load_and_look.ipynb):
# pictures in shuffled batches of twenty, and a look at what is in them.
