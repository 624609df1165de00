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
# This optional notebook follows [lesson 10](../10_predict.ipynb). The article's
# conclusion ends with pretrained networks: take weights that were learned on a large
# task, and go on from there with your small one. Here you see what that is worth.
#
# You will
# - freeze the layers of a network, and write its new head,
# - move a network from clothes to digits, in three ways,
# - read what a network that saw a million photographs is worth.
#
# *30 minutes. All cells run in 9 s on two CPU cores.*

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
# The network is lesson 8's, with the weights that come with the course. It knows
# clothes. Where do the clothes and the weights come from?

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
# The digits are those of lesson 1. The upper row shows what the network has learned
# from, the lower row what it is to learn:

# %% alt="Two rows of ten pictures, light on black. The upper row: shoes, shirts, dresses and other clothes. The lower row: the handwritten digits 0 to 9, smaller, in the middle."
digits, labels = digits_in_frame()
both = torch.cat([clothes.data[:10, None] / 255, digits[:10]])
plots.show_images(both, columns=10, ax=new_axes(height=2.2));

# %% [markdown]
# The network learns from fifty digits, drawn by chance. Then it is asked about 1,000
# others, and `named` returns the share that it names rightly:

# %%
order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(0))
fifty = TensorDataset(digits[order[:50]], labels[order[:50]])
asked, truth = digits[order[-1000:]], labels[order[-1000:]]


def named(model):
    return (predict(model, asked).argmax(dim=1) == truth).float().mean().item()

# %% [markdown]
# ### The new head
#
# The last layer of lesson 8's network, its *head*, is called `fc2`. It turns 56 numbers
# into ten scores, one for each kind of clothing. For digits these scores mean nothing.
# So a new layer of the same form takes its place, with random weights:

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
# **Notice.** This is about what chance gives. The layers below are as they were, but
# the head knows nothing yet.
#
# ### Frozen layers
#
# A layer is *frozen* if training does not change it. `requires_grad_(False)` sees to
# that: no gradient is computed for its weights, so no step changes them. We freeze the
# whole network, then set the head alone free. How many parameters are left to learn?

# %%
frozen = with_new_head()
frozen.requires_grad_(False)
frozen.fc2.requires_grad_(True)
Table({"all": count_parameters(FashionCNN()), "free": count_parameters(frozen)})

# %% [markdown]
# The free ones are 56 × 10 weights and 10 biases. Now the frozen network learns the
# fifty digits: `fine_tune` takes steps of ten pictures each, with a rate that rises and
# falls once (lesson 10). Nothing but the head may change. Is that so?

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
# the eight tensors will differ from `before`?

# %% tags=["nbval-ignore-output"]
frozen.fc1.requires_grad_(True)
fine_tune(frozen, fifty, steps=100)
changed = [n for n, w in frozen.state_dict().items() if not torch.equal(w, before[n])]
Table({"free": count_parameters(frozen), "changed": ", ".join(changed)})

# %% [markdown]
# **Notice.** Four. `fc1` adds its 160 × 56 weights and 56 biases to the 570 parameters
# of the head. The convolutions, 1,666 parameters, are as they were.
#
# ### Three ways
#
# Now three networks learn the fifty digits, with 100 steps each. The first begins from
# nothing. The second is frozen but for its new head. In the third, all layers learn:
# the old ones go on from where they were, the head is new.
#
# **Predict.** Which names most of the 1,000?

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
# **Notice.** In this training the network from nothing has hardly begun, and the old
# weights are far ahead. Did it have too few digits, or too little time? Here is the
# same once more, with 600 steps:

# %% tags=["nbval-ignore-output"]
Table(three_ways(600))

# %% [markdown]
# Too little time: it has nearly caught up. But one draw of fifty may be luck. So
# `make transfer` did all this ten times, with 10 to 500 digits. Lines are means; bands
# reach from the worst draw to the best. What do the draws agree on?

# %% alt="Two panels, 100 and 600 steps; accuracy on new digits by digits learned from, 10 to 500. After 100 steps all layers lead, last layer only is second, and from nothing lies far below from 20 digits on, lower than at 10. After 600 all layers and from nothing lie together, last layer only below."
from helpers.figures.measured import plot_transfer

plot_transfer(load("transfer")["accuracy"]);

# %% [markdown]
# **Notice.** After 100 steps the old weights are ahead, clearly from twenty digits on.
# From 10 to 100 digits the grey line falls, though there is more to learn from. A
# possible reason: 100 steps of ten pictures show each of ten digits a hundred times,
# but each of 100 only ten times. With 500 it rises a little, so this cannot be all.
#
# After 600 steps the network from nothing has nearly caught up. The last layer alone
# falls behind, probably because what it reads was made for clothes.
#
# So for this small network, with up to a hundred digits, old weights save *time*, and
# hardly any *examples*. With 500 digits the old weights stay ahead, by less than three
# points. Whether more steps would close that gap, too, this measurement does not say.
#
# All this is about 11,252 parameters, one learning rate and scikit-learn's digits. It
# says nothing of larger networks.

# %% [markdown]
# ## A network that saw a million photographs
#
# The article means larger networks. `torchvision.models` has dozens that learned 1,000
# classes from ImageNet's photographs. These lines fetch one, freeze it, and give it a
# new head. They need a connection, and are not run here:
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
# One thing in it is not frozen. In training mode, which `fine_tune` switches on, batch
# normalisation goes on changing its running means. In a loop of your own, leave the
# network in evaluation mode: its head learns all the same. (In the recipe below they do
# change.)
#
# Our pictures are grey, and 28 pixels wide. `PhotographNet` in `helpers/pretrained.py`
# makes three equal colours of the grey, and enlarges the picture. Then it moves and
# scales the numbers, as was done to the photographs. Why is the third boot blue?

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
# Each colour has a mean of its own. Blue's is the lowest, so taking it away leaves the
# most in blue.
#
# We measured another network that learned from ImageNet, EfficientNet-Lite0, which
# torchvision does not have, with 4.7 million parameters. It learned from 100 to 5,000
# clothes, enlarged to 64 or 96 pixels. In "last layer" the rest is frozen; in "all
# layers" nothing is.
#
# Its rivals began from nothing. *Small* and *large* are networks of [lesson
# 10's](../10_predict.ipynb) ladder, with 97,000 and 265,000 parameters. *FashionCNN* is
# lesson 8's network, begun anew. *Raw pixels* is a **logistic regression**: one linear
# layer with softmax, which reads the 784 pixels and has nothing before it. All are
# shown against *small*.
#
# **Predict.** From how many pictures on is it worth it to have seen photographs?

# %% alt="Points of validation accuracy above the network small, by number of clothes, 100 to 5,000. The pretrained ways begin three to six points below it, and end between one below and one above; large, from nothing, is up to three below. FashionCNN falls to seven below, raw pixels lie two to four below."
from helpers.figures.measured import plot_pretrained

plot_pretrained(load("pretrained")["rows"]);

# %% [markdown]
# **Notice.** From none of these numbers on, as far as three draws can tell: the blue
# lines are not clearly above the line at 0. (Lines are means, and each dot is a draw of
# pictures. With 96 pixels, "all layers" learned from 5,000 only.) How sure is that? The
# table says how many points the best pretrained way is ahead of the best that began
# from nothing. It gives the mean of three draws, and the 95% interval of that mean:

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
# **Notice.** Both intervals hold zero: three draws cannot tell who is ahead.
#
# Something else is decided. With 5,000 pictures "last layer, 96" names about three
# points more than *raw pixels*. Both are the same logistic regression. One reads the
# numbers that the frozen network hands on, the other the pixels. So with 5,000 pictures
# the numbers of this network are worth more than the pixels; with few that is not
# decided. How much of that comes from the photographs, and how much from its layers
# alone, we have not measured.
#
# But *small* is not clearly behind, and took about half a minute of one core. "All
# layers" took 1.9 minutes (64 pixels) or 3.1 (96). Yet it made only 200 steps, where
# *small* made 1,000. In a trial with 500 pictures, "all layers" named more with more
# steps.
#
# And your own photographs? They are more like ImageNet's than grey clothes of 28 pixels
# are. What that is worth we have not measured. With two dozen photographs a class, try
# one against [lesson 10's](../10_predict.ipynb) `SmallCNN`. Give both the same part to
# learn from, and ask about photographs that neither has seen, `others`. You need a
# connection, and `folder` is the path of your pictures:
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
# layer, and decide what is frozen. Prepare your pictures as those that it learned from
# were prepared.
#
# A small network that moved from clothes to digits saved time. With up to a hundred
# digits it saved hardly any examples. With 5,000 clothes, the numbers of a network that
# saw a million photographs are worth more than the pixels. But after few steps it is
# not clearly ahead of a small one that began from nothing.
#
# Back to [lesson 10](../10_predict.ipynb).
