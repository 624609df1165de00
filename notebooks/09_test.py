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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/09_test.ipynb)
#
# # 9 · How good is it, and where does it fail?
#
# Step 9 of ten: test. Lesson 8 left you a trained network. Now the test set is opened,
# once. Then you ask what one number cannot tell.
#
# You will
# - measure two networks on 10,000 new pictures, and say how sure the result is,
# - go from a number to its mistakes, and look at them,
# - find the layer that makes a CNN lose a thing that has moved.
#
# *75 minutes with the exercises. All cells run in 21 s on two CPU cores.*

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
# > **The article's step 9.** The function `test` in [Adwait Dathan R's
# > guide](https://www.analyticsvidhya.com/blog/2021/08/a-hands-on-guide-to-build-your-first-convolutional-neural-network-model/)
# > reloads the weights with the lowest validation loss and prints their loss and
# > accuracy on the test set, with the counts of right answers and of all. We keep that.
#
# First the pictures that a network may have met: 48,000 to learn from, 12,000 to choose
# with. The test set stays shut:

# %%
from helpers.device import get_device
from helpers.fashion_mnist import CLASS_NAMES, FashionMNIST
from helpers.loaders import make_loaders
from helpers.plots import show_images
from helpers.table import Table
from torchvision.transforms import ToTensor

device = get_device()
train_set = FashionMNIST("data", train=True, transform=ToTensor(), download=True)
valid = make_loaders(train_set, device=device)["valid"]

# %% [markdown]
# Three networks have learned from these clothes: the article's; the corrected one, with
# the same layers; and a `GlobalPoolCNN`, the kind that knew most digits in lesson 1's
# corner. Your own weights from lesson 8 are taken where there are some:

# %% tags=["nbval-ignore-output"]
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN

article, corrected = ArticleNet().to(device), FashionCNN().to(device)
global_pool = GlobalPoolCNN().to(device)
load_checkpoint(find_checkpoint("article_net.pt"), article)
load_checkpoint(find_checkpoint("fashion_cnn.pt"), corrected)
load_checkpoint(find_checkpoint("global_pool_cnn.pt"), global_pool);

# %% [markdown]
# This explorer asks the last two about the same picture. Drag the trousers: how far may
# they go before a network calls them something else? The squares at the bottom stand
# for every place within seven pixels; the bluer, the surer the network is of the label:

# %% tags=["nbval-ignore-output", "slide"]
from helpers.widgets import ConfusionWidget, NetworkWidget

which = {1: 0, 3: 1, 9: 0, 8: 1}  # a class, and which of its pictures
rows = [int((valid.labels == c).nonzero()[k]) for c, k in which.items()]
NetworkWidget(corrected, valid.images[rows].cpu(), valid.labels[rows].cpu(),
              other=global_pool, controls=["shifts"])  # fmt: skip

# %% [markdown]
# **Notice.** A network may lose a thing a few pixels from its place. The test score
# does not show this, because every test picture stands in its place.
#
# ## The test set, opened once
#
# Neither the learning nor the choosing has touched the test pictures. Whoever tests,
# changes something and tests again has chosen with them. So nothing will be changed in
# these networks from here on. How many are there?

# %%
test_set = FashionMNIST("data", train=False, transform=ToTensor(), download=True)
loaders = make_loaders(train_set, test_set, device=device)
{name: len(loader.labels) for name, loader in loaders.items()}

# %% [markdown]
# `test` evaluates on the test loader, and says the result with its counts:

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
# What does the test set say?

# %% tags=["nbval-ignore-output", "slide"]
from torch import nn

criterion = nn.CrossEntropyLoss()
article_score = test(loaders, article, criterion, device)
corrected_score = test(loaders, corrected, criterion, device)

# %% [markdown]
# **Notice.** The corrected network names about a thousand more pictures rightly, with
# the same layers and 11,252 parameters.
#
# How sure is such a number? We cannot photograph 10,000 other clothes. But we can draw
# 10,000 from ours, some of them twice and some never, and count again. That is the
# *bootstrap* (Efron, 1979).
#
# **Predict.** Draw 2,000 such test sets. Does the accuracy move by a tenth of a point,
# by one point, or by five?

# %% tags=["nbval-ignore-output", "slide"] alt="Two narrow heaps of bars on one line of accuracies, each two to three points wide at its foot: ArticleNet's around 78 per cent, FashionCNN's around 88. Between them lie several empty points."
import torch
from helpers.evaluation import predictions
from helpers.style import NETWORKS, new_axes

ax, n = new_axes(height=2.6), len(test_set)
drawn = torch.randint(n, (2000, n), generator=torch.Generator().manual_seed(0))
for model in (article, corrected):
    name, (p, labels) = type(model).__name__, predictions(model, loaders["test"])
    right = (p.argmax(dim=1) == labels).float()
    accuracies = 100 * right[drawn].mean(dim=1)
    bins = int((accuracies.max() - accuracies.min()) / 0.15)  # of one width
    ax.hist(accuracies, bins, color=NETWORKS[name]["color"], label=name)
ax.set(xlabel="accuracy (%)", ylabel="test sets", title="2,000 test sets, drawn anew")
ax.legend(frameon=False, loc="upper center");

# %% [markdown]
# **Notice.** The accuracy hardly ever moves by more than a point, and the two networks
# stay far apart.
#
# A formula gives the same width without drawing. If a network is right with chance $p$,
# its score on $n$ pictures has a standard deviation of $\sqrt{p(1-p)/n}$. All scores
# but about one in twenty lie within 1.96 standard deviations of $p$. What is this
# margin, for the corrected network?

# %% tags=["nbval-ignore-output"]
p, n = corrected_score.accuracy, corrected_score.total
before = evaluate(corrected, valid, criterion, device).accuracy
margin = 1.96 * (p * (1 - p) / n) ** 0.5
Table({"validation": before, "test": p, "margin": margin}, digits=3)

# %% [markdown]
# **Notice.** The margin is a little more than half a percentage point, and validation
# lies within it or close by. The luck of the seed comes on top: in [five
# trainings](../helpers/results/claims.md) of both networks, the lead of about a
# thousand pictures varied by hundreds.
#
# ## What is mistaken for what?
#
# In this section we ask the corrected network.
#
# **Predict.** Which class does it know best, and which worst? What share of the worst
# does it get right?

# %% tags=["nbval-ignore-output", "slide"]
probabilities, labels = predictions(corrected, loaders["test"])
confidence, guesses = probabilities.max(dim=1)
right = guesses == labels
recall = {name: right[labels == c].float().mean() for c, name in enumerate(CLASS_NAMES)}
Table(dict(sorted(recall.items(), key=lambda row: row[1])))

# %% [markdown]
# **Notice.** It finds about two shirts in three, and nearly all bags, trousers and
# sandals. The share of a class that is found is its **recall**.
#
# What are the shirts taken for? A **confusion matrix** has a row for each true class
# and a column for each answer. On paper first, with three classes and six pictures: the
# true classes are 0 0 1 1 2 2, the answers 0 1 1 1 0 2. Count the pictures in each of
# the nine cells.
#
# So the right answers stand on the diagonal, and every other cell counts a mistake. In
# code, each pair becomes one number, `n` times the row plus the column, where `n` is
# now the number of classes, and `bincount` counts them:

# %% tags=["slide-90", "slide-code"]
from helpers.checks.evaluation import check_confusion_matrix, check_predictions
from sklearn import metrics


def confusion_matrix(labels, predicted, classes=CLASS_NAMES):
    labels = torch.as_tensor(labels, device="cpu")
    predicted = torch.as_tensor(predicted, device="cpu")
    check_predictions(labels, predicted, classes)
    n = len(classes)
    return (labels * n + predicted).bincount(minlength=n * n).view(n, n)


confusion_matrix([0, 0, 1, 1, 2, 2], [0, 1, 1, 1, 0, 2], ["a", "b", "c"])

# %% [markdown]
# As on your paper? Now all test pictures. Behind each number stand pictures: open the
# largest cells off the diagonal. Would you do better?

# %% tags=["nbval-ignore-output", "slide"]
matrix = confusion_matrix(labels, guesses)
theirs = torch.from_numpy(metrics.confusion_matrix(labels, guesses))
assert torch.equal(matrix, theirs), "The two counts differ: run the cells in order."
ConfusionWidget(probabilities, labels, test_set.data)

# %% [markdown]
# To list the commonest mistakes, empty the diagonal and take the largest cells that are
# left:

# %% tags=["nbval-ignore-output", "slide-90"]
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


most_confused(matrix)

# %% [markdown]
# **Notice.** All are among things worn on the upper body. Is the network at least
# unsure when it is wrong?

# %% tags=["nbval-ignore-output", "slide-90"]
sure = {f"above {x}": confidence > x for x in (0.5, 0.9, 0.99, 0.999)}
counts = {name: [s.sum(), (s & ~right).sum()] for name, s in sure.items()}
Table(counts, ["answers", "wrong"])

# %% [markdown]
# **Notice.** Mostly: about one mistake in eight has a probability above 0.9. And the
# surer the answers, the smaller the share that is wrong. But some mistakes are left at
# the very top. Here are the eight surest. Who is wrong, the network or the label?

# %% tags=["cover", "nbval-ignore-output", "slide"] alt="Eight test pictures, the label above the answer and its probability. Among them are a bag on a belt that was called a sneaker, open shoes that are labelled ankle boot and were called sandals, and a dress that was called a T-shirt."
surest = (confidence * ~right).argsort(descending=True)[:8]
titles = [f"{CLASS_NAMES[label]}, called\n{CLASS_NAMES[guess]} {sure:.2%}"
          for label, guess, sure in zip(labels[surest], guesses[surest],
                                        confidence[surest], strict=True)]  # fmt: skip
show_images(test_set.data[surest], titles, columns=4, ax=new_axes(height=5.4));

# %% [markdown]
# **Notice.** The bag on a belt is the network's mistake. Of the open shoes that are
# labelled as ankle boots it is hard to say. Whoever wrote the labels knew the product,
# not these pixels. [Why this answer?](further/why_this_answer.ipynb) looks for more
# such labels.
#
# ## Sure of several at once
#
# The article calls its ten scores probabilities. They are ten sigmoids, and nothing
# makes them sum to 1. Here are three pictures of which several scores are above 0.999.
# What does its network say?

# %% tags=["nbval-ignore-output", "slide-90"] alt="Three test pictures, and under each ten bars, one a class. Two or three of the bars reach 1, the others are at 0: the network is sure of several classes at once."
with torch.inference_mode():
    scores = torch.cat([article(images) for images, _ in loaders["test"]]).cpu()
certain = (scores > 0.999).sum(dim=1)
examples = (certain > 1).nonzero()[[5, 9, 12], 0]
axes = new_axes(3, rows=2, height=5, height_ratios=[1.2, 1])
for i, above, below in zip(examples, axes[:3], axes[3:], strict=True):
    title = f"{CLASS_NAMES[labels[i]]}, called {CLASS_NAMES[scores[i].argmax()]}"
    show_images(test_set.data[i][None], [title], ax=above)
    below.barh(CLASS_NAMES, scores[i], color=NETWORKS["ArticleNet"]["color"])
    below.set(xlim=(0, 1), xlabel="sigmoid", ylim=(9.6, -0.6))
    below.label_outer()

# %% [markdown]
# Where a score is large, `float32` rounds its sigmoid to exactly 1. If several are 1,
# `argmax` takes the first in the order of the classes. So, with the course's weights,
# the third picture is called a shirt, though before the sigmoid its bag was ahead.
#
# **Predict.** For what share of the pictures are two or more sigmoids above 0.999? And
# how many of these answers are wrong?

# %% tags=["nbval-ignore-output", "slide-90"]
wrong = (scores.argmax(dim=1) != labels).float()
groups = {"none": certain == 0, "one": certain == 1, "two or more": certain > 1}
rows = {name: [g.float().mean(), wrong[g].mean()] for name, g in groups.items()}
Table(rows, ["share of pictures", "share of these wrong"])

# %% [markdown]
# **Notice.** More than one picture in five, and more than half of these answers are
# wrong. It was much the same in [five trainings](../helpers/results/claims.md), on
# their validation pictures.
#
# Near 1 the slope of a sigmoid is nearly 0, so hardly anything more is learned about
# the difference between such classes.
#
# ## Who loses the thing that moves?
#
# The article says that a CNN most probably names the nine in the corner. Lesson 1's
# three maps said otherwise of one CNN. We draw them again.
#
# Digits of 14 × 14 stand in the middle of a frame of 28 × 28: they can move by seven
# pixels each way and lose nothing. A network learns them in the middle:

# %%
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.loaders import TensorLoader, split_dataset
from helpers.figures.places import named_at_each_place, show_places
from helpers.training import get_optimizer, train_one_epoch
from torch.utils.data import TensorDataset

centred, digit_labels = digits_in_frame()
train_part, test_part = split_dataset(TensorDataset(centred, digit_labels))


def learn(model_class):
    shuffler = set_seed(0)
    model = model_class().to(device)
    loader = TensorLoader(
        train_part, 20, shuffle=True, generator=shuffler, device=device
    )
    optimizer = get_optimizer(model, lr=0.1)
    for _ in range(12):
        train_one_epoch(model, loader, optimizer, criterion, device)
    return model


# %% [markdown]
# A hundred other digits are then moved to each of 15 × 15 places. The darker a square,
# the more are named there:

# %% tags=["nbval-ignore-output", "slide"] alt="Three maps of 15 by 15 places. MLP and FashionCNN are dark in a patch in the middle, FashionCNN's a little larger, and nearly white around it. GlobalPoolCNN is dark all over."
digits, names = centred[test_part.indices[:100]], digit_labels[test_part.indices[:100]]
maps = {c.__name__: named_at_each_place(learn(c), digits, names)
        for c in (MLP, FashionCNN, GlobalPoolCNN)}  # fmt: skip
show_places(maps);

# %% [markdown]
# **Notice.** Two spots and a full map, though all learned the same digits in the same
# place. The two CNNs differ in several ways, so nobody is convicted yet. Three suspects
# stand between picture and answer: convolution, pooling, flatten.
#
# The convolution first. We move a boot by three pixels (negative padding cuts off). Are
# the six maps of `conv1` the same, three pixels on?

# %% tags=["slide-90", "slide-code"]
from torch.nn import functional as F

boot = test_set[0][0].unsqueeze(0).to(device)  # (1, 1, 28, 28)
here, there = corrected.conv1(boot), corrected.conv1(F.pad(boot, (3, -3)))
torch.allclose(there[..., 3:], here[..., :-3], atol=1e-5)

# %% [markdown]
# The convolution goes free. One kernel serves every place, so what moves in the input
# moves in the output, as far as the border. That is called **shift-equivariant**.
#
# The second suspect is max-pooling with stride 2. Here is one row of a map. Write down
# the maxima of its four pairs; then move the row by one, and by two, and do it again:

# %% tags=["slide-90", "slide-code"]
row = torch.tensor([[0.0, 1, 5, 2, 0, 0, 0, 0]])
torch.cat([F.max_pool1d(F.pad(row, (s, -s)), 2) for s in range(3)])

# %% [markdown]
# **Notice.** Moved by two, the row gives 1 and 5 again, one cell further. Moved by one,
# its pairs are cut differently, and 5 and 2 win. So pooling keeps even shifts and
# spoils odd ones. It is a small offence: in the full map above, odd shifts cost a few
# digits in a hundred at most.
#
# The third is `flatten`. It puts the maps in a line, and the next layer has a weight
# *of its own for each position* in it. A pattern one cell further on meets weights that
# learned from something else. Global max-pooling keeps only the strongest number of
# each map: of our row the 5, wherever it stands.
#
# A fair trial changes one step. This is `GlobalPoolCNN` with flatten in place of global
# pooling. Its last layer has to grow with it, from 410 parameters to 78,410:

# %% tags=["slide-90", "slide-code"]
class FlattenCNN(GlobalPoolCNN):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(40 * 14 * 14, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (N, 8, 14, 14)
        x = F.relu(self.conv2(x))  # (N, 40, 14, 14)
        return self.fc(x.flatten(start_dim=1))  # in place of x.amax(dim=(2, 3))


# %% [markdown]
# **Predict.** Same convolutions, same pooling, same digits. A spot or a full map?

# %% tags=["nbval-ignore-output", "slide"] alt="Two maps of 15 by 15 places. GlobalPoolCNN is dark all over; FlattenCNN, the same network with flatten as its last step, is dark only in a patch in the middle."
flattened = named_at_each_place(learn(FlattenCNN), digits, names)
show_places({"GlobalPoolCNN": maps["GlobalPoolCNN"], "FlattenCNN": flattened});

# %% [markdown]
# **Notice.** Guilty. With its last step changed, the network loses what has moved, as
# it did in [all five trainings](../helpers/results/claims.md).
#
# Is `GlobalPoolCNN` ahead on clothes, too? (These networks differ in several ways, so
# this is no second trial of flattening.) How far can 2,000 test pictures move before
# each network loses them?

# %% tags=["nbval-ignore-output", "slide"] alt="Accuracy against the shift of clothes to the right. All three begin near 0.9. The MLP is below one half at 3 pixels, FashionCNN too; at 8 both are near 0.2 or below. GlobalPoolCNN sinks slowly, to about one half."
from helpers.evaluation import predict

mlp = MLP().to(device)
load_checkpoint(find_checkpoint("mlp.pt"), mlp)
images, shifts, ax = test_set.data[:2000, None] / 255, range(9), new_axes(height=3)
for model in (mlp, corrected, global_pool):
    name, moved = type(model).__name__, [F.pad(images, (s, -s)) for s in shifts]
    answers = torch.stack([predict(model, x).argmax(dim=1) for x in moved])
    shares = (answers == labels[:2000]).float().mean(dim=1)
    ax.plot(shifts, shares, **NETWORKS[name], label=name)
ax.axhline(0.1, color="black", linestyle=":", linewidth=1, label="by chance")
ax.set(xlabel="shift to the right (pixels)", ylabel="accuracy", ylim=(0, 1))
ax.legend(frameon=False);

# %% [markdown] tags=["slide"]
# **Notice.** The order is the same, but here `GlobalPoolCNN` falls too. A shift pushes
# parts of most clothes out of the frame. Is that all? Here are only those trousers and
# coats that have four empty columns on the right: moved by four, they lose nothing.
# What share does `GlobalPoolCNN` name in place, and moved by four?

# %% tags=["nbval-ignore-output", "slide"]
room, rows = images[..., -4:].amax(dim=(1, 2, 3)) == 0, {}
for name in ("Trouser", "Coat"):
    c = CLASS_NAMES.index(name)
    some = images[room & (labels[:2000] == c)]
    answers = [predict(global_pool, F.pad(some, (s, -s))).argmax(dim=1) for s in (0, 4)]
    rows[name] = [len(some), *((a == c).float().mean() for a in answers)]
Table(rows, ["pictures", "in place", "moved by 4"])

# %% [markdown] tags=["slide"]
# **Notice.** Trousers stay known; most coats are lost. The move is even, so
# convolution, pooling and global pooling all pass it on. What is left is the border.
# `conv1` makes numbers of black, its biases, but outside the frame `conv2` finds zeros.
# So to `conv2` the frame has an edge, and the move brings the coats up to it. (In a
# wide black frame the move changes no answer: `tests/test_lesson_09.py` shows it.)
# Trousers are narrow, and keep some distance.
#
# ## Summary
#
# A test set is opened once, when nothing is left to choose, and its score has a margin.
# A confusion matrix shows what the number hides. Ten sigmoids can be sure of several
# classes at once; a softmax has one certainty to share.
#
# A convolution moves along with its input. Pooling with stride 2 does so for even
# shifts. After flatten the next layer has its own weights for each place, and there the
# knowledge is lost. Global max-pooling keeps it, as long as nothing changes at the
# border.

# %% [markdown] tags=["slide"]
# ## Exercises
#
# ### 1. Recall and precision, from nothing
#
# Of the true shirts, what share is called a shirt? That is *recall*. Of all that is
# called a shirt, what share is one? That is *precision*. Write the function. It gets
# `labels` and `predicted`, two tensors of N whole numbers from 0 to `n - 1`, and
# returns two lists or tensors of `n` numbers: the recall of each class, then the
# precision of each. Where there is nothing to divide by, the share is 0:

# %%
from helpers.exercises.lesson_09 import check_1, check_2, check_3


def recall_and_precision(labels, predicted, n):
    return ..., ...


check_1(recall_and_precision)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def recall_and_precision(labels, predicted, n):
#     recall, precision = [], []
#     for c in range(n):
#         hits = ((labels == c) & (predicted == c)).sum().item()
#         recall.append(hits / max(1, (labels == c).sum().item()))
#         precision.append(hits / max(1, (predicted == c).sum().item()))
#     return recall, precision
#
#
# check_1(recall_and_precision)
# ```
#
# In the matrix, recall divides the diagonal by the sum of its row, precision by that of
# its column. Now try `recall_and_precision(labels, guesses, 10)`. Which of the shirt's
# two numbers is the lower? (With the course's weights, precision: more is called a
# shirt than there are shirts.)
#
# </details>
#
# ### 2. Through two poolings
#
# A network pools twice: first with windows of 2 and stride 2, then with windows of 3
# and stride 3. By how many pixels, from 1 to 12, may any picture move so that the maps
# after the second pooling move along by whole cells? (Forget the borders.) Give a list:

# %%
shifts = ...
check_2(shifts)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# shifts = [6, 12]
# check_2(shifts)
# ```
#
# The first pooling wants an even shift, and halves it; the second needs that half to be
# a multiple of three.
#
# </details>
#
# ### 3. Find the bugs
#
# This function runs, and is wrong twice. Cut the same pictures into batches of another
# size, and the accuracy changes. Ask a network with dropout twice, and it changes
# again. Correct it, for any batches and any model that comes in training mode. It
# returns the share of all pictures that are named rightly:

# %%
def share_right(model, batches):
    shares = []
    for images, labels in batches:
        answers = model(images).argmax(dim=1)
        shares.append((answers == labels).float().mean())
    return torch.stack(shares).mean()


check_3(share_right)

# %% [markdown]
# <details><summary>Solution</summary>
#
# ```python
# def share_right(model, batches):
#     model.eval()
#     correct, total = 0, 0
#     for images, labels in batches:
#         answers = model(images).argmax(dim=1)
#         correct += (answers == labels).sum().item()
#         total += len(labels)
#     return correct / total
#
#
# check_3(share_right)
# ```
#
# A mean of means gives a picture in a small batch more weight than the others. And
# `eval()` switches dropout off.
#
# </details>

# %% [markdown]
# What is still missing: so far someone else chose, cut out and centred every picture.
# Next, in [lesson 10](10_predict.ipynb), it reads one, and then one of yours.
