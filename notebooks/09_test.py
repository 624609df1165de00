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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/main/notebooks/09_test.ipynb)
#
# # 9 · How good is it, and where does it fail?
#
# Step 9 of ten: test. Lesson 8 left you a trained network. Now the test set is opened,
# once. Then you ask what a single number cannot tell: which clothes are mistaken for
# which, what the network looked at, what its probabilities are worth, and who is guilty
# of what you saw in lesson 1, when the digits moved.
#
# You will
# - measure two networks on 10,000 new pictures, and say how sure the result is,
# - go from a number to its mistakes, and from a mistake to its cause,
# - find the layer that makes a CNN lose a thing that has moved.
#
# *60 minutes with the exercises. All cells run in 39 s on two CPU cores.*

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
# ## The test set, opened once
#
# The networks have learned from 48,000 pictures. Their best epoch was chosen with
# 12,000 others. Neither the learning nor this choosing has touched the 10,000 of the
# test set: that is what it is worth. How many are in each of the three?

# %%
import torch
from helpers.device import get_device
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import make_loaders
from torchvision.transforms import ToTensor

device = get_device()
train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
loaders = make_loaders(train_set, test_set, seed=0, device=device)
{name: len(loader.labels) for name, loader in loaders.items()}

# %% [markdown]
# To test is to evaluate, on the test loader, and to say so. The article writes the loop
# out again, and the copy has faults: it keeps what only a derivative needs, averages
# the averages of batches, and cuts the decimals off. Ours calls `evaluate` from lesson
# 7, and that is the whole of it, also in `helpers/evaluation.py`:

# %%
from helpers.checks.evaluation import check_has_test
from helpers.evaluation import evaluate


def test(loaders, model, criterion, device="cpu"):
    check_has_test(loaders)
    score = evaluate(model, loaders["test"], criterion, device)
    print(f"Test loss: {score.loss:.4f}")
    print(f"Test accuracy: {score.accuracy:.1%} ({score.correct:,} of {score.total:,})")
    return score


# %% [markdown]
# Both networks have the same layers and 11,252 parameters. `load_checkpoint` fills them
# (lesson 8). What does the test set say?

# %% tags=["nbval-ignore-output"]
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.models import ArticleNet, FashionCNN
from torch import nn

article, mended = ArticleNet().to(device), FashionCNN().to(device)
load_checkpoint(find_checkpoint("article_net.pt"), article)
load_checkpoint(find_checkpoint("fashion_cnn.pt"), mended)
criterion = nn.CrossEntropyLoss()
article_score = test(loaders, article, criterion, device)
mended_score = test(loaders, mended, criterion, device)

# %%
hint = "Were these weights trained for all 15 epochs of lesson 8?"
assert 0.74 < article_score.accuracy < 0.82 or test_set.source == "sample", hint
assert mended_score.accuracy >= 0.87 or test_set.source == "sample", hint

# %% [markdown]
# **Notice.** About a thousand pictures more. Lesson 6 showed what brings them: the
# sigmoid is gone.
#
# How sure are we? Other pictures would have given another number. If a network is right
# with chance $p$, its score on $n$ pictures has a standard deviation of
# $\sqrt{p(1-p)/n}$, and lies within 1.96 such deviations of $p$ in all but one case in
# twenty. The validation scores may stand beside the test scores:

# %% tags=["nbval-ignore-output"]
def margin(score):
    p, n = score.accuracy, score.total
    return 1.96 * (p * (1 - p) / n) ** 0.5


valid = [evaluate(m, loaders["valid"], criterion, device) for m in (article, mended)]
names = ["article, validation", "mended, validation", "article, test", "mended, test"]
scores = dict(zip(names, [*valid, article_score, mended_score], strict=True))
{name: f"{s.accuracy:.1%} ± {margin(s):.1%}" for name, s in scores.items()}

# %% [markdown]
# **Notice.** Validation and test agree to about a point. The validation score is a
# little too kind, because the best epoch was picked with it. The margin covers the luck
# of the pictures. The luck of the seed comes on top: lesson 8 showed it in five losses.

# %% [markdown]
# ## What is mistaken for what, and why?
#
# The test set has equally many pictures of each class. From here on we ask the mended
# network.
#
# **Predict.** Which class does it know best, and which worst? And what share of the
# worst does it get right?

# %% tags=["nbval-ignore-output"]
from helpers.any_model import evaluating
from helpers.evaluation import predict, predictions
from helpers.fashion_mnist import CLASS_NAMES

probabilities, labels = predictions(mended, loaders["test"])
confidence, guesses = probabilities.max(dim=1)
correct = guesses == labels
share = torch.stack([correct[labels == c].float().mean() for c in range(10)])
{CLASS_NAMES[c]: round(share[c].item(), 2) for c in share.argsort()}

# %% [markdown]
# **Notice.** It knows shirts worst, about two in three; bags, trousers and sandals
# best, nearly all of them. The one number hid that. What are the shirts taken for? That
# takes a table with a row for each true class and a column for each answer. By hand
# first, with six pictures of three classes, whose true classes are 0 0 1 1 2 2 and
# whose answers are 0 1 1 1 0 2. Fill in the nine cells on paper, row by row.
#
# In code, each pair of true class and answer becomes one number, ten times the row plus
# the column, and `bincount` counts how often each number occurs. `check_predictions`
# wants as many answers as labels, and a name for each:

# %%
from helpers.checks.evaluation import check_confusion_matrix, check_predictions


def confusion_matrix(labels, predicted, classes=CLASS_NAMES):
    labels, predicted = torch.as_tensor(labels), torch.as_tensor(predicted)
    check_predictions(labels, predicted, classes)
    n = len(classes)
    return (labels * n + predicted).bincount(minlength=n * n).view(n, n)


six = torch.tensor([0, 0, 1, 1, 2, 2]), torch.tensor([0, 1, 1, 1, 0, 2])
confusion_matrix(*six)[:3, :3]

# %% [markdown]
# As on your paper? scikit-learn has a function for it too, and the two must agree on all
# 10,000 pictures. The bold numbers on the diagonal are right answers; the colours show
# the mistakes alone. Where do they gather?

# %%
from helpers.plots import ACCENT, FIRST, SECOND, plot_confusion_matrix, show_images
from sklearn import metrics

matrix = confusion_matrix(labels, guesses)
assert (matrix.numpy() == metrics.confusion_matrix(labels, guesses)).all()
plot_confusion_matrix(matrix, CLASS_NAMES).set_title("10,000 test pictures");

# %% [markdown]
# Among things worn on the upper body, and among shoes. To list the commonest mistakes,
# empty the diagonal, take the largest cells of the flattened matrix, and turn each
# cell's number back into row and column:

# %%
def most_confused(matrix, count=5, classes=CLASS_NAMES):
    matrix, n = torch.as_tensor(matrix), len(classes)
    check_confusion_matrix(matrix, classes)
    mistakes = matrix.clone().fill_diagonal_(0)
    top = mistakes.flatten().topk(min(count, n * n))
    return [
        (classes[cell // n], classes[cell % n], times)
        for times, cell in zip(top.values.tolist(), top.indices.tolist(), strict=True)
        if times
    ]


# %% tags=["nbval-ignore-output"]
tops = ["T-shirt/top", "Pullover", "Dress", "Coat", "Shirt"]
mixed = all(a in tops and b in tops for a, b, _ in most_confused(matrix))
worst = CLASS_NAMES[share.argmin()] == "Shirt" and share.min() < 0.8 < share.median()
assert mixed and worst or test_set.source == "sample"
most_confused(matrix)

# %% [markdown]
# A cell is a number; behind it stand pictures. These are the first eight of the largest.
# Would you do better, without colour, without collars that can be seen?

# %% tags=["nbval-ignore-output"]
true, answer, count = most_confused(matrix)[0]
cell = (labels == CLASS_NAMES.index(true)) & (guesses == CLASS_NAMES.index(answer))
ax = show_images(test_set.data[cell][:8], columns=8)
ax.set_title(f"label {true}, answer {answer}: {count} pictures");

# %% [markdown]
# In other mistakes the network is very sure. We order all pictures by how far the
# probability of the best other class lies above that of the label. Each title has the
# label first, then the answer. Who is wrong, the network or the label?

# %% tags=["nbval-ignore-output"]
from helpers.calibration import likely_label_errors

doubtful = likely_label_errors(probabilities, labels)[:8]
titles = [
    f"{CLASS_NAMES[labels[i]]}\n{CLASS_NAMES[guesses[i]]} {confidence[i]:.2%}"
    for i in doubtful
]
show_images(test_set.data[doubtful], titles, columns=8);

# %% [markdown]
# **Notice.** With the weights of the course, the first is the network's mistake: a bag
# on a belt. But there are also open shoes that are labelled as ankle boots, and a
# T-shirt that is labelled as a dress. People wrote these labels, and they knew the
# product, not these pixels. This is the simplest form of *confident learning* (Northcutt
# and others, 2021): it shows where to look, and does not decide. No network will reach
# 100% here, and none should.
#
# Why `Sneaker`, of a bag? **Grad-CAM** (Selvaraju and others, 2017) asks the maps of
# the last convolution. How much does the answer's logit grow with each map? That
# slope, averaged over the map, is the map's weight. The weighted sum of the maps shows
# which cells speak for the answer:

# %%
from torch.nn import functional as F

image, asked = test_set[doubtful[0]][0][None].to(device), guesses[doubtful]
x = F.max_pool2d(F.relu(mended.conv1(image)), 2)  # FashionCNN, step by step
maps = mended.conv2(x)  # (1, 10, 8, 8)
x = F.max_pool2d(F.relu(maps), 2).flatten(start_dim=1)
logits = mended.fc2(F.relu(mended.fc1(x)))
(slopes,) = torch.autograd.grad(logits[0, asked[0]], maps)
weights = slopes.mean(dim=(2, 3), keepdim=True)  # (1, 10, 1, 1)
heat = (weights * maps.relu()).sum(dim=1).relu()  # (1, 8, 8)

# %% [markdown]
# `helpers.explain` has it as a function, for any network and many pictures. Does it
# agree with yours, and what did the network look at in all eight?

# %%
from helpers.explain import grad_cam, occlusion
from helpers.plots import show_heat

pictures = test_set.data[doubtful]
seen = grad_cam(mended, mended.conv2, pictures, asked)
assert torch.allclose(seen[0], heat[0].cpu(), atol=1e-6)
show_heat(pictures, seen, step=2, titles=titles, columns=8);

# %% [markdown]
# Blue speaks for the answer; what speaks against it, the last `relu` has set to 0. The
# black line is the outline of the thing. The map has 8 × 8 cells, each drawn in the
# middle of the 14 × 14 pixels that it has seen. So it is coarse, and does not reach the
# border. A second way is finer and needs no
# slopes. **Occlusion** (Zeiler and Fergus, 2014) lays a small black square over every
# place of the picture. By how much does the logit drop?

# %%
drops = occlusion(mended, pictures, asked)
show_heat(pictures, drops, titles=titles, columns=8);

# %% [markdown]
# **Notice.** Red, hatched where strong, speaks *against* the answer: covering it raises
# the logit. But the black square is itself something to see, a hole or a gap. Believe
# the two where they agree.
#
# Can such a map be believed at all? It may be fine to look at and prove nothing. It must
# depend on what was learned (Adebayo and others, 2018).
#
# **Predict.** The same pictures and the same answers, asked of a network that has
# learned nothing. Will Grad-CAM show the same places? Will it show any?

# %%
torch.manual_seed(0)
untrained = FashionCNN().to(device)
lost = grad_cam(untrained, untrained.conv2, pictures, asked)
show_heat(pictures, lost, step=2, titles=titles, columns=8);

# %% [markdown]
# And for all mistakes? The correlation of two maps is 1 if they are alike, and about 0
# if they have nothing in common:

# %% tags=["nbval-ignore-output"]
wrong = test_set.data[~correct], guesses[~correct]
flat = [grad_cam(m, m.conv2, *wrong).flatten(1) for m in (mended, untrained)]
alike = torch.cosine_similarity(*(f - f.mean(dim=1, keepdim=True) for f in flat)).mean()
assert alike.abs() < 0.3 or test_set.source == "sample"
round(alike.item(), 2)

# %% [markdown]
# Passed: the maps of random weights are not like those of learned ones. Some are even
# empty, because nothing speaks for the answer; an empty map counts as 0 in this mean.
# So Grad-CAM tells of the weights, and not only of the outline of a shoe.

# %% [markdown]
# ## How sure is it, and how sure may it be?
#
# If probabilities mean anything, then of the answers given a probability of 0.9, nine
# in ten are right. The article's network learned through a softmax too, on top of its
# sigmoids: its ten scores lie between 0 and 1.
#
# **Predict.** What is the highest probability that it can give at all? And how often is
# it right?

# %%
def logits_of(model, name):
    with evaluating(model):
        return torch.cat([model(images) for images, _ in loaders[name]]).cpu()


# %% tags=["nbval-ignore-output"]
networks = {"the article's network": article, "the mended network": mended}
logits = {name: logits_of(model, "test") for name, model in networks.items()}
largest = logits["the article's network"].softmax(dim=1).max().item()
assert abs(largest - torch.e / (torch.e + 9)) < 0.002  # one score of 1, nine of 0
round(largest, 3), round(article_score.accuracy, 2)

# %% [markdown]
# There is the floor of its loss again: the negative logarithm of that share. The
# network claims so little, and is right far more often. (Before softmax it claims too
# much: for one picture in four it is sure of several classes, and [mostly
# wrong](../helpers/results/claims.md).) To see how far, put the answers into ten bins by
# how sure they are, and compare in each bin the mean probability with the share that is
# right. The mean of these gaps, where each bin counts by its number of answers, is the
# *expected calibration error* (Guo and others, 2017). How large is it?

# %% tags=["nbval-ignore-output"]
from helpers.calibration import fit_temperature, reliability

before = {name: reliability(z.softmax(dim=1), labels) for name, z in logits.items()}
{name: f"{bins.error:.1%}" for name, bins in before.items()}

# %% [markdown]
# One number mends much of it. Divide all logits by a **temperature** before the
# softmax: above 1 it makes every answer less sure, below 1 surer, and no answer changes.
# It is chosen, like all that is chosen, on the validation set, by the lowest loss.
# Which temperature does each need?

# %% tags=["nbval-ignore-output"]
temperatures = {
    name: fit_temperature(logits_of(model, "valid"), loaders["valid"].labels.cpu())
    for name, model in networks.items()
}
{name: round(temperature, 2) for name, temperature in temperatures.items()}

# %% [markdown]
# And what does it do on the test set, which had no part in it?

# %%
import matplotlib.pyplot as plt
from helpers.plots import plot_reliability

cooled = {name: logits[name] / temperatures[name] for name in networks}
after = {name: reliability(z.softmax(dim=1), labels) for name, z in cooled.items()}
fig, axes = plt.subplots(1, 2, figsize=(9, 4.4), layout="constrained")
for ax, name in zip(axes, networks, strict=True):
    kinds = {"as it is": before[name], "with its temperature": after[name]}
    plot_reliability(kinds, ax=ax).set_title(name)

# %%
errors = [bins.error for side in (before, after) for bins in side.values()]
mends = errors[0] > 0.4 and errors[1] < 0.03 and errors[2] < 0.1 and errors[3] < 0.02
assert mends or test_set.source == "sample"

# %% [markdown]
# **Notice.** The larger a mark, the more answers are in its bin. On the dotted line, a
# probability means what it says. Below it a network
# is too sure. The article's stood far above, and one number has brought it near. The
# mended one was a little too sure and is hardly any more. (Large networks that know
# their training set by heart are often far too sure.) And a mean over thousands of
# answers promises nothing about one: the bag is still a sneaker.

# %% [markdown]
# ## Who loses the thing that moves?
#
# Back to the open question. The article says that a CNN knows the nine in the corner
# and an ordinary network does not. (It dates the invention to 1995; Fukushima's
# neocognitron is from 1980, LeCun's CNN with back-propagation from 1989, LeNet-5 from
# 1998.) In lesson 1 `FashionCNN` did little better than guessing in the corner;
# another CNN, `GlobalPoolCNN`, knew most digits there. Here is the experiment once
# more, with all three. They learn as in lesson 1, for twelve epochs in place of twenty:

# %%
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.loaders import TensorLoader, split_dataset
from helpers.training import get_optimizer, train_one_epoch
from torch.utils.data import TensorDataset

centred, digit_labels = digits_in_frame()
train_part, test_part = split_dataset(TensorDataset(centred, digit_labels))


def learn(model_class, seed):
    shuffler = set_seed(seed)
    model = model_class().to(device)
    loader = TensorLoader(train_part, 20, True, shuffler, device)
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(12):
        train_one_epoch(model, loader, optimizer, criterion, device)
    return model


# %% [markdown]
# Three seeds of each learn the digits in the centre. Each is then asked about digits
# that it has not seen, moved to the right by 0 to 7 pixels:

# %%
def accuracy(model, images, labels):
    return (predict(model, images).argmax(dim=1) == labels).float().mean().item()


def digit_curves(model_class):
    models, rows = [learn(model_class, seed) for seed in range(3)], test_part.indices
    moved = [digits_in_frame(7, 7 + shift)[0][rows] for shift in range(8)]
    answers = digit_labels[rows]
    return torch.tensor([[accuracy(m, x, answers) for x in moved] for m in models])


# %% [markdown]
# The figure is drawn four times, so it becomes a function. Lines are means, bands reach
# from the worst seed to the best:

# %%
looks = {"MLP": ("o:", SECOND), "FashionCNN": ("s--", FIRST),
         "GlobalPoolCNN": ("^-", ACCENT), "FlattenCNN": ("v-.", "black")}  # fmt: skip


def plot_curves(curves, title, shifts):
    ax = plt.subplots(figsize=(6, 3.2), layout="constrained")[1]
    for name, runs in curves.items():
        style, colour = looks[name]
        ax.plot(shifts, runs.mean(dim=0), style, color=colour, label=name)
        ax.fill_between(shifts, *runs.aminmax(dim=0), color=colour, alpha=0.15)
    ax.axhline(0.1, color="black", linewidth=0.8, label="guessing")
    ax.set(xlabel="shift to the right (pixels)", ylabel="accuracy", ylim=(0, 1.02))
    ax.set_title(title)
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))


# %% [markdown]
# Which network stays up?

# %%
from helpers.models import GlobalPoolCNN, MLP

curves = {c.__name__: digit_curves(c) for c in (MLP, FashionCNN, GlobalPoolCNN)}
plot_curves(curves, "Digits learned in the centre, then moved", range(8))

# %% [markdown]
# **Notice.** Two curves fall towards the line of a guesser. One stays up,
# although all three learned the same digits in the same place.
#
# The two CNNs differ in several ways, so the curves convict nobody yet. There are three
# suspects between picture and answer: convolution, pooling, flatten. Drag this shoe
# pixel by pixel, and watch them. Do the six maps of `conv1` move along, or become other
# maps? What happens to the row of `flatten`?

# %% tags=["nbval-ignore-output"]
from helpers.widgets import NetworkWidget

NetworkWidget(mended, test_set[0][0], [9], controls=["shifts"])

# %% [markdown]
# First the convolution. We move the shoe by three pixels (a negative padding cuts off).
# Are the six maps the same numbers, three pixels on?

# %%
def shift_right(images, pixels):
    return F.pad(images, (pixels, -pixels))


shoe = test_set[0][0].unsqueeze(0).to(device)  # (1, 1, 28, 28)
with torch.inference_mode():
    maps, moved = mended.conv1(shoe), mended.conv1(shift_right(shoe, 3))
torch.allclose(moved[..., 3:], maps[..., :-3], atol=1e-5)

# %% [markdown]
# The first suspect goes free. A convolution is **shift-equivariant**: move its input,
# and its output moves along. One kernel serves every place, so it cannot do otherwise.
#
# The second suspect is max-pooling with stride 2. Here is one row of a feature map.
# Write down the four maxima of its pairs. Then move the row by one, and by two, and do
# it again:

# %%
row = torch.tensor([[0.0, 1, 5, 2, 0, 0, 0, 0]])
torch.cat([F.max_pool1d(shift_right(row, s), 2) for s in range(3)])

# %% [markdown]
# **Notice.** Moved by two, the row gives 1 and 5 again, one cell further. Moved by one,
# its pairs are cut differently, and other numbers win: 5 and 2. Pooling keeps
# even shifts and spoils odd ones. A small offence, and every CNN here commits it, also
# the one that stays up.
#
# So to the third suspect. `flatten` puts the maps in a line, and the next layer has a
# weight *of its own for each position* in it. A pattern one cell further on meets
# weights that have never seen it. Global max-pooling keeps only the strongest number of
# each map: of our row the 5, wherever it stands.
#
# To be fair to the accused we need a trial with one change only. This network is
# `GlobalPoolCNN` to the letter, up to the last step, and its last layer grows with it:

# %%
class FlattenCNN(GlobalPoolCNN):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(40 * 14 * 14, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, 14, 14)
        x = F.relu(self.conv2(x))  # (N, 40, 14, 14)
        return self.fc(x.flatten(start_dim=1))  # in place of x.amax(dim=(2, 3))


# %% [markdown]
# **Predict.** Same convolutions, same pooling, same digits. Sketch its curve into the
# figure above before you run this:

# %%
curves["FlattenCNN"] = digit_curves(FlattenCNN)
plot_curves(curves, "FlattenCNN: the last step is flatten, not amax", range(8))
falling = [curves[name][:, 5:].mean() for name in ("FashionCNN", "FlattenCNN")]
assert max(falling) < 0.4 and curves["FlattenCNN"][:, 0].min() > 0.8
assert curves["GlobalPoolCNN"].mean(dim=0).min() > 0.8

# %% [markdown]
# **Notice.** Guilty. With its last step changed, the network falls like the others. See
# the upper curve too: its small teeth at the odd shifts are the offence of the pooling.
#
# Does it hold for real pictures? Three networks learned from the same 48,000 clothes,
# each for 15 epochs. The MLP and `GlobalPoolCNN` come with the lessons:

# %% tags=["nbval-ignore-output"]
mlp, global_pool = MLP().to(device), GlobalPoolCNN().to(device)
load_checkpoint(find_checkpoint("mlp.pt"), mlp)
load_checkpoint(find_checkpoint("global_pool_cnn.pt"), global_pool)
models = {"MLP": mlp, "FashionCNN": mended, "GlobalPoolCNN": global_pool}

# %% [markdown]
# At which shift does each of them fall below one half?

# %%
images, shifts = test_set.data.unsqueeze(1) / 255, [0, 1, 2, 3, 4, 6, 8]
answers = {
    name: torch.stack([predict(m, shift_right(images, s)).argmax(1) for s in shifts])
    for name, m in models.items()
}
right = {name: (a == labels).float() for name, a in answers.items()}  # (7, 10000)
every = {name: r.mean(dim=1)[None] for name, r in right.items()}
plot_curves(every, "10,000 clothes, moved out of their place", shifts)

# %% [markdown]
# **Notice.** The MLP falls below one half soon after 2 pixels, `FashionCNN` at about 3,
# and `GlobalPoolCNN` only after 6. So it falls too. But clothes fill the frame, and a
# shift pushes parts of them out. Take only those that lose nothing, because their eight
# columns on the right are black: mostly trousers and dresses. Who knows them now?

# %%
narrow = images[..., 20:].amax(dim=(1, 2, 3)) == 0
whole = {name: r[:, narrow].mean(dim=1)[None] for name, r in right.items()}
plot_curves(whole, f"{narrow.sum():,} narrow clothes, none of them cut off", shifts)

# %%
falls, stays = "FashionCNN", "GlobalPoolCNN"
apart = every[falls][0, 4] + 0.15 < every[stays][0, 4] < 0.8  # moved by 4 px
plain = whole[falls][0, 5:].min() < 0.15 and whole[stays][0, 5] > 0.8  # 6 px, and 8
assert apart and plain or test_set.source == "sample"

# %% [markdown]
# **Notice.** Now the difference is as plain as with the digits. `FashionCNN` even falls
# below a guesser: it does not guess, it sees something else. With the weights of the
# course it calls trousers shoes, because it has weights for trousers in the middle and
# none for trousers over here. (The upper curve sinks as well: padding with zeros lets
# the kernels feel the border. Each curve is one
# network; the [claims](../helpers/results/claims.md) have more, from fewer clothes.)
# So the curves say this: with global pooling a CNN knows a thing that has moved, as
# long as nothing is cut off and the border is far. Without it, this one does not.

# %% [markdown]
# ## Summary
#
# A test set is opened once, when nothing is left to choose, and its score has a margin.
# A confusion matrix shows what the number hides; behind each cell stand pictures, and
# some of their labels are wrong. Grad-CAM and occlusion show which part of a picture
# speaks for an answer; random weights tested the first. A probability is worth what its
# bin shows, and one temperature, fitted on the validation set, mends much of it.
#
# A convolution moves along with its input. Pooling with stride 2 does so for even
# shifts. After flatten the next layer has its own weights for each place, and there the
# knowledge is lost. Global max-pooling keeps it, as long as the thing stays in the
# picture.

# %% [markdown]
# ## Exercises
#
# ### 1. Read the matrix by columns
#
# The shares above tell, for each class, how many of its pictures were found. The
# field calls it *recall*. Turn the question round: if the network says "Shirt", how
# often is it one? That is *precision*. Write it: ten numbers, one for each class. What
# do you divide by what?

# %%
from helpers.exercises.lesson_09 import check_1, check_2, check_3


def precision(matrix):
    return ...


check_1(precision)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def precision(matrix):
#     return matrix.diagonal() / matrix.sum(dim=0)
#
#
# check_1(precision)
# ```
#
# A column holds everything that was called by its name; summing over `dim=0`, the rows,
# adds up one column.
#
# </details>
#
# ### 2. How many pictures does a test need?
#
# You would like an interval of ± 0.1 percentage points around an accuracy of 88%. How
# many test pictures does that take? Solve the formula of the margin for $n$:

# %%
pictures = ...
check_2(pictures)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# pictures = 1.96**2 * 0.88 * (1 - 0.88) / 0.001**2
# check_2(pictures)
# ```
#
# Ten times as exact takes a hundred times as many pictures.
#
# </details>
#
# ### 3. Another way to forget the place
#
# Instead of the strongest number of each map, one can keep the mean of each map: global
# average-pooling. Write it, from maps `(N, C, H, W)` to numbers `(N, C)`. Which
# dimensions go?

# %%
def global_average_pool(maps):
    return ...


check_3(global_average_pool)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def global_average_pool(maps):
#     return maps.mean(dim=(2, 3))
#
#
# check_3(global_average_pool)
# ```
#
# </details>

# %% [markdown]
# What is still wrong: you know how the network does on 10,000 pictures that someone
# else chose. Next, in [lesson 10](10_predict.ipynb), it reads one, and then one of
# yours.
