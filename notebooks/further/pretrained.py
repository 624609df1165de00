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
# [![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://colab.research.google.com/github/cnn-step-by-step/cnn-step-by-step/blob/v1.0.0/notebooks/further/pretrained.ipynb)
#
# # + · What is a network worth that has learned something else?
#
# An optional notebook after [lesson 10](../10_predict.ipynb). The article's conclusion
# ends with pretrained networks: take weights that were learned on a large task, and go
# on from there with your small one. Here you do it, and see what it is worth.
#
# You will
# - freeze the layers of a network, and write its new head,
# - move a network from clothes to digits, in three ways,
# - read what a network is worth that saw a million photographs.
#
# *30 minutes. All cells run in 9 s on two CPU cores.*

# %% [markdown]
# The set-up cell, the same in every lesson. If a later cell says `No module named
# 'helpers'`, run this one first. If all is well, it prints nothing:

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
# The network is lesson 8's, with the weights that come with the course. It knows
# clothes. Where did they come from, and where are the weights?

# %% tags=["nbval-ignore-output"]
import torch
from helpers import plots
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.digits import digits_in_frame
from helpers.evaluation import predict
from helpers.fashion_mnist import FashionMNIST
from helpers.models import FashionCNN, count_parameters
from helpers.pretrained import fine_tune
from helpers.results import load
from helpers.style import new_axes
from helpers.table import Table
from torch import nn
from torch.utils.data import TensorDataset
from torchvision.transforms import ToTensor

clothes = FashionMNIST("../data", train=True, transform=ToTensor(), download=True)
weights = find_checkpoint("fashion_cnn.pt")

# %% [markdown]
# ## From clothes to digits
#
# The digits are those of lesson 1. In the upper row is what the network has learned
# from, in the lower one what it is to learn:

# %% alt="Two rows of ten pictures, light on black. The upper row: shoes, shirts, dresses and other clothes. The lower row: the handwritten digits 0 to 9, smaller, in the middle."
digits, labels = digits_in_frame()
both = torch.cat([clothes.data[:10, None] / 255, digits[:10]])
plots.show_images(both, columns=10, ax=new_axes(height=2.2));

# %% [markdown]
# Fifty, drawn by chance, are to be learned from; 1,000 others, drawn too, are asked
# about:

# %%
order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(0))
fifty = TensorDataset(digits[order[:50]], labels[order[:50]])
asked, truth = digits[order[-1000:]], labels[order[-1000:]]


def named(model):
    return (predict(model, asked).argmax(dim=1) == truth).float().mean().item()

# %% [markdown]
# ### The new head
#
# The last layer of lesson 8's network is called `fc2`. It turns 56 numbers into ten
# scores, one for each kind of clothing. For digits its scores mean nothing. So a new
# layer takes its place, of the same form, with random weights:

# %%
def with_new_head():
    model = FashionCNN()
    load_checkpoint(weights, model)
    model.fc2 = nn.Linear(model.fc2.in_features, 10)  # ten digits
    return model

# %% tags=["nbval-ignore-output"]
torch.manual_seed(0)
moved = with_new_head()
Table({"named": named(moved)})

# %% [markdown]
# **Notice.** About what chance gives. The layers below are as they were, and the head
# knows nothing yet. (`new_last_layer` in `helpers/pretrained.py` does the same to any
# network, and takes the names of your classes.)
#
# ### Frozen layers
#
# A layer is *frozen* if training does not change it. `requires_grad_(False)` sees to
# that: no gradient is computed for its weights, so no step is taken. First everything
# is frozen, then the head alone set free. How many parameters are left to learn?

# %%
frozen = with_new_head()
frozen.requires_grad_(False)
frozen.fc2.requires_grad_(True)
Table({"all": count_parameters(FashionCNN()), "free": count_parameters(frozen)})

# %% [markdown]
# These are 56 × 10 weights and 10 biases. The frozen network learns, and nothing but
# its head may change. Does it keep its word?

# %% tags=["nbval-ignore-output"]
before = {name: weight.clone() for name, weight in frozen.state_dict().items()}
fine_tune(frozen, fifty, steps=100)
after = frozen.state_dict()
Table({
    name: "as it was" if torch.equal(after[name], before[name]) else "changed"
    for name in before
})

# %% [markdown]
# **Predict.** Now `fc1` is set free as well. How many parameters learn, and how many of
# the eight rows will say `changed`?

# %% tags=["nbval-ignore-output"]
frozen.fc1.requires_grad_(True)
fine_tune(frozen, fifty, steps=100)
changed = [n for n, w in frozen.state_dict().items() if not torch.equal(w, before[n])]
Table({"free": count_parameters(frozen), "changed": ", ".join(changed)})

# %% [markdown]
# **Notice.** Four rows. To the 570 of the head come 160 × 56 weights and 56 biases of
# `fc1`. The convolutions, 1,666 parameters, are as they were.
#
# ### Three ways
#
# Now three networks learn the fifty digits, 100 steps each: one from nothing, the one
# with frozen layers, and one whose layers all go on learning from where they were.
#
# **Predict.** Which names most of the 1,000? What is knowledge of clothes worth for
# digits?

# %% tags=["nbval-ignore-output"]
def three_ways(steps):
    torch.manual_seed(0)
    ways = {"from nothing": FashionCNN(), "last layer only": with_new_head(),
            "all layers": with_new_head()}  # fmt: skip
    ways["last layer only"].requires_grad_(False).fc2.requires_grad_(True)
    for model in ways.values():
        fine_tune(model, fifty, steps)
    return {way: named(model) for way, model in ways.items()}


Table(three_ways(100))

# %% [markdown]
# **Notice.** In this training the one from nothing has hardly begun, and the old
# weights are far ahead. Is that because there are few digits, or because there was
# little time? The same once more, with 600 steps:

# %% tags=["nbval-ignore-output"]
Table(three_ways(600))

# %% [markdown]
# One draw of fifty may be luck. So `make transfer` did all that ten times, with 10 to
# 500 digits. Lines are means, bands reach from the worst to the best of ten. What do
# they agree on?

# %% alt="Two panels, 100 and 600 steps; accuracy on new digits by digits learned from, 10 to 500. After 100 steps all layers lead, last layer only is second, and from nothing lies far below from 20 digits on, lower than at 10. After 600 all layers and from nothing lie together, last layer only below."
from helpers.figures.measured import plot_transfer

plot_transfer(load("transfer")["accuracy"]);

# %% [markdown]
# **Notice.** After 100 steps the old weights are ahead, clearly from twenty digits on.
# From 10 to 100 digits the grey line falls, though it has more to learn from. A likely
# reason: every step sees ten digits, so of ten it saw each a hundred times, and of 500
# twice. After 600 the network from nothing has nearly caught up. And the last layer
# alone falls behind, probably because what it reads was made for clothes. So for this
# small network, with up to a hundred digits, old weights save *time*, and hardly any
# *examples*. With 500 they stay ahead, by less than three points. There 600 steps show
# each digit only twelve times, so that may be a matter of time, too; this measurement
# does not say. All this is a statement on 11,252 parameters that moved, at one learning
# rate, from one catalogue to scikit-learn's digits, and on nothing larger.

# %% [markdown]
# ## A network that saw a million photographs
#
# The article means larger ones. `torchvision.models` has dozens that learned 1,000
# classes from ImageNet's photographs. With a connection, these lines fetch one, freeze
# it, and give it a head; they are not run here. (`load_pretrained("resnet18")` in
# `helpers/pretrained.py` fetches one too, and checks the file.)
#
# ```python
# from torchvision.models import resnet18, ResNet18_Weights
#
# photographs = ResNet18_Weights.DEFAULT
# network = resnet18(weights=photographs)  # 47 MB
# network.requires_grad_(False)
# network.fc = nn.Linear(network.fc.in_features, 10)
# prepare = photographs.transforms()  # the pictures as it knows them
# ```
#
# One thing in it is not frozen: in training mode, which `fine_tune` switches on, batch
# normalisation goes on changing its running means. In a loop of your own, leave the
# network in evaluation mode: it keeps them, and its head learns all the same.
#
# Our pictures are grey, and 28 pixels wide. `PhotographNet` in `helpers/pretrained.py`
# makes three equal colours of the grey, enlarges the picture, and moves and scales its
# numbers as was done to the photographs. Why is the third boot blue?

# %% alt="Three pictures of an ankle boot: 28 pixels wide with visible squares, enlarged to 96 pixels, smooth and blurred, and the same with three colour channels moved and scaled, tinted."
from helpers.pretrained import PhotographNet

boot = clothes.data[:1, None] / 255
large = nn.functional.interpolate(boot, size=(96, 96), mode="bilinear")
mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]  # of ImageNet's photographs
seen = PhotographNet(nn.Identity(), 96, mean, std)(boot)
a, b, c = new_axes(3, height=2.5)
for ax, image, title in ((a, boot, "28 pixels"), (b, large, "enlarged to 96"),
                         (c, seen, "three colours, moved and scaled")):  # fmt: skip
    plots.show_images(image, [title], ax=ax)

# %% [markdown]
# Each colour has a mean and a scale of its own. Blue's mean is the lowest, so of one
# grey the most is left in blue.
#
# We measured one that torchvision does not have, EfficientNet-Lite0, with 4.7 million
# parameters. It learned from 100 to 5,000 clothes, enlarged to 64 or 96 pixels, in two
# ways: "last layer", where the rest is frozen, and "all layers". *Small* and *large*
# are networks of [lesson 10's](../10_predict.ipynb) ladder that began from nothing,
# with 97,000 and 265,000 parameters; *raw pixels* is a **logistic regression**: one
# linear layer with softmax, which reads the 784 pixels and has nothing before it. "Last
# layer" is the same, and reads the numbers that the frozen network hands on. All are
# shown against *small*.
#
# **Predict.** From how many pictures on is it worth while to have seen photographs?

# %% alt="Points of validation accuracy above the network small, by number of clothes, 100 to 5,000. The pretrained ways begin three to six points below it, and end between one below and one above; large, from nothing, is up to three below. FashionCNN falls to seven below, raw pixels lie two to four below."
from helpers.figures.measured import plot_pretrained

plot_pretrained(load("pretrained")["rows"]);

# %% [markdown]
# **Notice.** Each dot is a draw of pictures (with 96 pixels, "all layers" learned from
# 5,000 only). The blue lines are not clearly above the line at 0. How sure is that?
# Here are the differences between the best pretrained way and the best that began from
# nothing, for three draws of pictures, in points, with the 95% interval of their mean:

# %%
beginnings = {"500 pictures": "With 500", "5,000 pictures": "With 5,000"}
claims = load("claims")["claims"]
rows = {
    name: next(row for row in claims if row["claim"].startswith(beginning))
    for name, beginning in beginnings.items()
}
Table(
    {name: [100 * row["mean"], *(100 * n for n in row["interval"]), row["verdict"]]
     for name, row in rows.items()},
    ["mean", "from", "to", "verdict"], digits=1,
)  # fmt: skip

# %% [markdown]
# **Notice.** Undecided: both intervals hold zero. Three draws cannot tell who is ahead.
# Something else is decided. With 5,000 pictures "last layer, 96" names about three
# points more than *raw pixels*: the same logistic regression, once on this network's
# numbers and once on the pixels. So what it learned from photographs *is* worth
# something. But *small* is not clearly behind, and took about half a minute of one
# core; "all layers" took 1.9 minutes (64 pixels) or 3.1 (96). ("All layers" made 200
# steps, though, and *small* 1,000; in a trial with 500 pictures, more steps of "all
# layers" named more.)
#
# And your own photographs? They are more like ImageNet's than grey clothes of 28 pixels
# are. What that is worth we have not measured. With two dozen photographs a class, try
# one against [lesson 10's](../10_predict.ipynb) `SmallCNN`, with the same part to learn
# from, on photographs that neither has seen. It needs a connection, and `folder` is the
# path of your pictures:
#
# ```python
# from helpers.loaders import split_dataset
# from helpers.picture_folder import load_folder
# from helpers.pretrained import load_pretrained, new_last_layer
#
# mine = load_folder(folder, size=64, colour=True)
# part, others = split_dataset(mine)
# network, _ = load_pretrained("resnet18")
# network.requires_grad_(False)
# new_last_layer(network, mine.classes)
# fine_tune(network, part, steps=200)
# ```
#
# [The page of the measurement](../../helpers/results/pretrained.md) has all numbers of
# this section.

# %% [markdown]
# ## Summary
#
# To use a pretrained network, load its weights, put a new head in the place of the last
# layer, and decide what is frozen. Prepare the pictures as those were that it learned
# from. A small network that moved from clothes to digits saved time, and, with up to a
# hundred digits, hardly any examples. On Fashion-MNIST a network that saw a million
# photographs has learned something useful, and in few steps is not clearly ahead of a
# small one that began from nothing.
#
# Back to [lesson 10](../10_predict.ipynb).
