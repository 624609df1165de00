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

# %% [markdown]
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/further/why_this_answer.ipynb)
#
# # + · Why this answer?
#
# Further than the ten lessons, after [lesson 9](../09_test.ipynb). A network says
# `Sandal`, and is very sure. Is it wrong, or is the label? What did it look at? And
# what is "very sure" worth? Each of these questions has a famous method, and each
# method is put to the test here.
#
# You will
# - find labels in doubt, and measure how well that works,
# - draw heat maps in two ways, and see that they need not agree,
# - find a temperature that brings a network's probabilities nearer to the truth.
#
# *40 minutes. All cells run in 17 s on two CPU cores.*

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
# ## Whose mistake is it?
#
# Lesson 9 opened the test set, once. It stays shut here: everything is asked of the
# 12,000 validation pictures, from which the network has not learned (its best epoch was
# chosen with them):

# %%
from helpers.device import get_device
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.loaders import make_loaders
from torchvision.transforms import ToTensor

device = get_device()
train_set = FashionMNIST("../data", train=True, transform=ToTensor(), download=True)
valid = make_loaders(train_set, device=device)["valid"]

# %% [markdown]
# Two networks, the article's for later. The corrected one answers, and
# `likely_label_errors` puts those pictures first whose label it doubts most:

# %% tags=["nbval-ignore-output"]
import torch
from helpers.calibration import likely_label_errors
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.evaluation import evaluate, predictions
from helpers.models import ArticleNet, FashionCNN
from helpers.plots import show_images

article, corrected = ArticleNet().to(device), FashionCNN().to(device)
load_checkpoint(find_checkpoint("article_net.pt"), article)
load_checkpoint(find_checkpoint("fashion_cnn.pt"), corrected)
probabilities, labels = predictions(corrected, valid)
order = likely_label_errors(probabilities, labels)

# %% [markdown]
# Here are the first eight. Over each stands its label, and under that the network's
# answer. Who is wrong?

# %% tags=["nbval-ignore-output"] alt="Eight validation pictures with label and answer. Sneaker or sandal: a row of separate pieces. Dress or T-shirt: wide sleeves. Four labelled sandal: two closed shoes, one like a high boot, one called a bag. A sneaker with gaps, called a sandal. A T-shirt with bare shoulders, called a bag."
from helpers.style import new_axes

guesses, eight = probabilities.argmax(dim=1), valid.images[order[:8]].cpu()
titles = [f"{CLASS_NAMES[labels[i]]}\n{CLASS_NAMES[guesses[i]]}" for i in order[:8]]
show_images(eight, titles, columns=4, ax=new_axes(height=5.2));

# %% [markdown]
# **Notice.** The list holds both: mistakes of the network, and labels that a person
# would doubt as well. It says where to look, and does not decide.
#
# It comes from a margin: how far the probability of the best *other* class lies above
# that of the label. It is one part of *confident learning* (Northcutt and others,
# 2021), which also estimates how many labels of each class are wrong. Is the list the
# same in three lines of our own?

# %%
given = probabilities.gather(1, labels[:, None])[:, 0]
others = probabilities.scatter(1, labels[:, None], 0).amax(dim=1)
by_hand = (others - given).argsort(descending=True, stable=True)
torch.equal(by_hand, order)

# %% [markdown]
# How good is it? Nobody knows the true labels. But we can spoil some ourselves, one in
# forty, each with another class drawn by lot, and search for these:

# %%
fresh, many = torch.Generator().manual_seed(0), len(labels) // 40
spoilt = torch.randperm(len(labels), generator=fresh)[:many]
known = labels.clone()
known[spoilt] = (labels[spoilt] + torch.randint(1, 10, (many,), generator=fresh)) % 10

# %% [markdown]
# **Predict.** Look at as many pictures from the top of the new list as there are spoilt
# labels. What share of these do you find: a third, two thirds, nearly all?

# %% tags=["nbval-ignore-output"] alt="Spoilt labels found, against pictures looked at. The curve climbs along the dotted line of a perfect list for about a hundred pictures, then bends off. After 300 pictures about 200 of 300 are found, after 1,200 nearly all. By chance it would be 30 after 1,200."
doubted = likely_label_errors(probabilities, known)
found = torch.isin(doubted, spoilt).cumsum(dim=0)[: 4 * many]
ax = new_axes(height=2.8)
ax.plot(range(1, 4 * many + 1), found, label="spoilt labels found")
ax.plot([0, many, 4 * many], [0, many, many], "k:", linewidth=1, label="a perfect list")
ax.plot([0, 4 * many], [0, many / 10], "k--", linewidth=1, label="by chance")
ax.set(xlabel="pictures looked at, from the top of the list", ylabel="labels found")
ax.legend(frameon=False, loc="center right");

# %% tags=["nbval-ignore-output"]
{n: int(found[n - 1]) for n in (many // 3, many, 2 * many, 4 * many)}

# %% [markdown]
# **Notice.** The first hundred are nearly all spoilt. Then the network's own mistakes
# mix in: among as many pictures as there are spoilt labels, about two thirds of these
# are found. The last ones are well hidden. A coat that is now labelled a shirt
# surprises nobody. And people do not slip by lot: they slip where the picture itself is
# in doubt. How many of those slips the list finds, this curve does not tell.
#
# The hardest slip for this list is to the class that the network likes best of the
# other nine. Spoil the same 300 labels so. Which of the four counts fall?

# %% tags=["nbval-ignore-output"]
slip = probabilities.scatter(1, labels[:, None], -1).argmax(dim=1)
known[spoilt] = slip[spoilt]
doubted = likely_label_errors(probabilities, known)
slips = torch.isin(doubted, spoilt).cumsum(dim=0)[: 4 * many]
{n: int(slips[n - 1]) for n in (many // 3, many, 2 * many, 4 * many)}

# %% [markdown]
# All but the first. And one picture in nine the network itself takes for that class.
# There the false label looks right, and over a thousand stand before it in the list.
#
# ## Which pixels speak for it?
#
# Why `Sandal`, of the first picture? **Grad-CAM** (Selvaraju and others, 2017) asks the
# maps of the last convolution. How much does the answer's score grow with each map
# before its ReLU (in the paper, after it)? The mean of that slope is the map's weight.
# Multiply each map, after ReLU, by its weight and add them: what is above 0 speaks for
# the answer:

# %%
from torch.nn import functional as F

answers, first = guesses[order[:8]], eight[:1].to(device) / 255
x = F.max_pool2d(F.relu(corrected.conv1(first)), 2)  # FashionCNN, step by step
maps = corrected.conv2(x)  # (1, 10, 8, 8)
x = F.max_pool2d(F.relu(maps), 2).flatten(start_dim=1)
scores = corrected.fc2(F.relu(corrected.fc1(x)))
(slopes,) = torch.autograd.grad(scores[0, answers[0]], maps)
weights = slopes.mean(dim=(2, 3), keepdim=True)  # (1, 10, 1, 1)
heat = (weights * maps.relu()).sum(dim=1).relu()  # (1, 8, 8)

# %% [markdown]
# Here are the ten maps with their weights, in hundredths. Which will colour the heat
# map?

# %% tags=["nbval-ignore-output"] alt="Ten maps of 8 by 8 cells in one row, each with a weight above. The largest weights belong to three maps: one bright in its lower half, one in its upper corners, one in its lower third."
names = [f"map {k}\n{100 * w:+.1f}" for k, w in enumerate(weights.flatten(), start=1)]
show_images(maps[0].detach().relu().cpu(), names, columns=10, ax=new_axes(height=1.6));

# %% [markdown]
# `grad_cam` in `helpers/explain.py` does the same. What does it show for eight
# pictures? Each of the 8 × 8 cells is drawn in the middle of the 14 × 14 pixels that it
# has seen, so the map ends before the border. Each picture has a scale of its own, and
# no red, for the last `relu` has cut off what speaks against:

# %% tags=["nbval-ignore-output"] alt="Eight doubtful pictures in grey on white, with Grad-CAM over them in blue. Much of the blue lies on the empty ground beside the things: in front of a high heel, above a shoe, under a row of pieces."
from helpers.explain import grad_cam, occlusion
from helpers.figures.heat import show_heat

seen = grad_cam(corrected, corrected.conv2, eight, answers)
assert torch.allclose(seen[0], heat[0].cpu(), atol=1e-4), "The two differ: run it all."
show_heat(eight, seen, step=2, titles=titles, columns=4, ax=new_axes(height=5.2));

# %% [markdown]
# The first picture's lower blue is mostly map 9's, and its cells have seen the pieces
# above. **Occlusion** (Zeiler and Fergus, 2014) needs no slopes: it lays a black square
# of 5 × 5 pixels over every place. By how much does the score drop?

# %% tags=["nbval-ignore-output"] alt="The same eight pictures with occlusion over them: blue where a black square lowers the score, hatched red where it raises it. The colours lie on the things themselves, and seldom where Grad-CAM's lay."
drops = occlusion(corrected, eight, answers)
show_heat(eight, drops, titles=titles, columns=4, ax=new_axes(height=5.2));

# %% [markdown]
# **Notice.** Here the colours lie on the things, as they must: a black square on black
# ground changes nothing. Red, hatched where it is strong, speaks *against* the answer:
# covered, it makes the score rise. But the square is itself something to see, and the
# network has never learned from pictures with holes. Neither shows *the* reason; each
# answers its own question. With `size=9` strong colours mostly keep their sign.
#
# ## What is such a map worth?
#
# If both showed the reason, they would be alike. We compare them by their
# *correlation*, cell by cell: 1 if they are alike, about 0 if neither rises with the
# other, below 0 if one is strong where the other is weak. One network is an anecdote,
# so we train three more, for one epoch. What share does each of the four name?

# %% tags=["nbval-ignore-output"]
from helpers.device import set_seed
from helpers.loaders import TensorLoader, split_dataset
from helpers.training import get_optimizer, train_one_epoch

networks, criterion = {"the course's": corrected}, torch.nn.CrossEntropyLoss()
for seed in (1, 2, 3):
    shuffler, model = set_seed(seed), FashionCNN().to(device)
    part, how = split_dataset(train_set)[0], {"shuffle": True, "generator": shuffler}
    loader = TensorLoader(part, 64, **how, device=device)
    train_one_epoch(model, loader, get_optimizer(model, 0.2), criterion, device)
    networks[f"again, {seed}"] = model
{n: round(evaluate(m, valid, criterion, device).accuracy, 2)
 for n, m in networks.items()}  # fmt: skip

# %% [markdown]
# The correlation of two stacks of maps, a number for each picture:

# %%
def correlation(a, b):
    a, b = (x.flatten(1) - x.flatten(1).mean(dim=1, keepdim=True) for x in (a, b))
    return torch.cosine_similarity(a, b)


# %% [markdown]
# All four are asked what speaks for the label, on forty validation pictures. The 8 × 8
# cells of Grad-CAM lie over the 16 × 16 pixels in the middle, so occlusion is averaged
# there, two by two.
#
# **Predict.** Each network gets a box that holds the middle half of its pictures, with
# a line at the median; nine in ten lie between the whiskers. Will the boxes lie near 1,
# near 0, or below?

# %% tags=["nbval-ignore-output"] alt="Four boxes of correlations of Grad-CAM with occlusion, one a network. They reach from about minus 0.25 to plus 0.3; three medians are a little above zero, and that of the course's network is a little below."
from helpers.figures.boxes import show_boxes

forty, asked, agree = valid.images[:40].cpu(), labels[:40], {}
for name, model in networks.items():
    cam = grad_cam(model, model.conv2, forty, asked)
    middle = occlusion(model, forty, asked)[:, 6:22, 6:22]
    agree[name] = correlation(cam, F.avg_pool2d(middle, 2))
show_boxes(agree, "correlation of Grad-CAM with occlusion, 40 pictures", first=4);

# %% tags=["nbval-ignore-output"]
from helpers.table import Table

rows = {name: [r.quantile(0.5), (r < 0).float().mean()] for name, r in agree.items()}
Table(rows, ["median", "share below 0"])

# %% [markdown]
# **Notice.** No box comes near 1. A part of that is built in: on bare black occlusion
# is 0, and some of Grad-CAM's blue lies there. "Believe them where they agree" would be
# bad advice, for two maps that have nothing in common agree here and there as well.
#
# A weaker wish: a map should depend on what was learned (Adebayo and others, 2018). So
# we compare the maps of the course's network with those of the three others, which
# learned from the same 48,000 pictures, though not for as long, and of ten with random
# weights, which learned nothing:

# %%
random = {}
for seed in range(10):
    torch.manual_seed(seed)
    random[f"random, {seed}"] = FashionCNN().to(device)
learned = {name: m for name, m in networks.items() if m is not corrected}

# %% [markdown]
# Where nothing speaks for a class the map is empty. Such maps are left out, and counted
# below.
#
# **Predict.** Where will the boxes of the learned networks lie, and where the random
# ones?

# %% tags=["nbval-ignore-output"] alt="Thirteen boxes of correlations with the course's network: three of networks that learned, medians 0.05, 0.06 and 0.33, and ten of random ones, medians near 0. The boxes are wide, a half and more, and overlap."
pictures, asked = valid.images[:500].cpu(), labels[:500]
ours, alike, empty = grad_cam(corrected, corrected.conv2, pictures, asked), {}, {}
for name, model in (learned | random).items():
    maps = grad_cam(model, model.conv2, pictures, asked)
    full = (maps.flatten(1).amax(dim=1) > 0) & (ours.flatten(1).amax(dim=1) > 0)
    alike[name] = correlation(ours[full], maps[full])
    empty[name] = (~full).float().mean()
show_boxes(alike, "correlation with the course's network, 500 pictures", first=3);

# %% tags=["nbval-ignore-output"]
rows = {name: [r.quantile(0.5), r.abs().mean(), empty[name]]
        for name, r in alike.items()}  # fmt: skip
Table(rows, ["median", "mean without sign", "left out"])

# %% [markdown]
# **Notice.** On average the random maps have next to nothing in common with ours, so
# the test is passed: the maps depend on the weights. But it is a weak test. Single
# pictures scatter widely, the boxes overlap, and two of the three networks that learned
# are hardly more like ours than a random one. How like ours one map of one picture is
# does not tell a network that has learned from one that has not. (Grad-CAM was made for
# deep networks, whose last maps have seen most of the picture. Ours have seen 14 × 14
# pixels.)
#
# ## How sure may it be?
#
# If probabilities mean what they say, then of the answers given a probability of 0.9,
# nine in ten are right. The article's network learned through a softmax too, on top of
# its sigmoids: its ten scores lie between 0 and 1.
#
# **Predict.** What is the highest probability that the softmax of such scores can give?
# And how often is the network right?

# %% tags=["nbval-ignore-output"]
logits = {}
for name, model in (("article's", article), ("corrected", corrected)):
    with torch.inference_mode():
        logits[name] = torch.cat([model(x) for x, _ in valid]).cpu()
share = {n: (z.argmax(dim=1) == labels).float().mean() for n, z in logits.items()}
rows = {n: [z.softmax(dim=1).max(), share[n]] for n, z in logits.items()}
Table(rows, ["surest answer", "right"])

# %% [markdown]
# **Notice.** One score of 1 and nine of 0 give $e / (e + 9)$, about 0.23. The article's
# network claims so little, and is right far more often.
#
# To see how far, put the answers into ten bins by how sure they are, and compare in
# each the mean probability with the share that is right. The mean of these gaps, each
# bin counted by its answers, is the *expected calibration error* (Naeini and others,
# 2015). One number may mend it, lesson 8's **temperature** (Guo and others, 2017).
# Above 1 every answer becomes less sure, below 1 surer, and no answer changes. It has
# to be chosen on other pictures than it is measured on. Half of the validation pictures
# choose it, by the lowest loss:

# %% tags=["nbval-ignore-output"]
from helpers.calibration import fit_temperature, reliability

half = len(labels) // 2
temperatures = {n: fit_temperature(z[:half], labels[:half]) for n, z in logits.items()}
Table(temperatures)

# %% [markdown]
# What does it do on the other half? The larger a mark, the more answers are in its bin.
# On the dotted line a probability means what it says:

# %% tags=["nbval-ignore-output"] alt="Share right against mean probability, for two networks. The article's: as it is, two marks far above the line of equality, near 0.2; at its temperature, marks on both sides of that line, the largest close to it. The corrected one lies along the line both ways."
from helpers.plots import plot_reliability

for ax, (name, z) in zip(new_axes(2, height=4.4), logits.items(), strict=True):
    kinds = {"as it is": z[half:], "at its temperature": z[half:] / temperatures[name]}
    kinds = {k: reliability(v.softmax(dim=1), labels[half:]) for k, v in kinds.items()}
    plot_reliability(kinds, ax=ax).set_title(f"the {name} network")

# %% [markdown]
# **Notice.** The legend gives the error. The article's network claimed far too little;
# one number took away most of that, though where it is not very sure, it still strays.
# The corrected one was a little too sure, and there was little to mend. (Large networks
# that know their training set by heart are often far too sure.) But a mean over
# thousands of answers promises nothing about one: see the eight pictures at the top.
#
# ## Summary
#
# A large margin between another class and the label finds most labels that were spoilt
# by lot, mixed with the network's own mistakes. Grad-CAM and occlusion each answer a
# question of their own, and here their correlation is near 0. A heat map proves nothing
# before it has been compared: with another method, with another training, with random
# weights. A probability is worth what its bin shows. Where the gap was large, one
# temperature, chosen on other pictures, took away most of it.

# %% [markdown]
# Back to [lesson 9](../09_test.ipynb), or on to [lesson 10](../10_predict.ipynb), where
# the network reads one picture of yours.
