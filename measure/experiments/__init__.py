"""The experiments behind the table of claims: each takes a seed and returns numbers.

`make claims` runs them all and keeps what they return. One of them alone runs as
`python -m measure.experiments NAME SEED`, in a second to a few minutes on one CPU core:
it prints its numbers, to be compared with `runs` in `helpers/results/claims.json`, and
writes nothing. Without a name it lists the names.
"""

import sys
from functools import partial

import torch

from helpers.augment import erase, mirror, shift
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN, NormCNN
from measure.experiments.full import article, mended, trained, without_sigmoid
from measure.experiments.loops import (
    batch_means,
    dropout,
    few_pictures,
    learning_rates,
    many_or_few,
    untrained,
    zero_grad,
)
from measure.experiments.networks import (
    FlattenCNN,
    NoPooling,
    NoSigmoid,
    SigmoidReLU,
    Strided,
)
from measure.experiments.photographs import photographs
from measure.experiments.splits import copies, nearest_mean, two_splits, winner
from measure.experiments.trainings import best_minute, improved, on_clothes, on_digits

few = partial(on_clothes, epochs=5, lr=0.04)
moved = partial(on_clothes, shifts=True, augment=True)
long_on_digits = partial(on_digits, epochs=40, augment=True)

# name: (experiment, number of seeds), the longest first
EXPERIMENTS = {
    "mended": (mended, 5),
    "without sigmoid": (without_sigmoid, 5),
    "article": (article, 5),
    "MLP": (partial(trained, MLP), 3),
    "one minute": (best_minute, 6),
    "plain": (partial(improved, model_class=FashionCNN), 6),
    "norm": (partial(improved, model_class=NormCNN), 6),
    "norm, dropout": (partial(improved, model_class=NormCNN, dropout=0.25), 6),
    "norm, augmented": (
        partial(improved, model_class=NormCNN, changes=(mirror, shift, erase)),
        3,
    ),
    "clothes: GlobalPoolCNN": (partial(on_clothes, GlobalPoolCNN, shifts=True), 5),
    "augmented: GlobalPoolCNN": (partial(moved, GlobalPoolCNN), 5),
    "clothes: FashionCNN": (partial(on_clothes, FashionCNN, shifts=True), 20),
    "augmented: FashionCNN": (partial(moved, FashionCNN), 5),
    "augmented: FlattenCNN": (partial(moved, FlattenCNN), 5),
    "clothes: MLP": (partial(on_clothes, MLP, shifts=True), 10),
    "augmented: MLP": (partial(moved, MLP), 5),
    "shuffled: FashionCNN": (partial(on_clothes, FashionCNN, way="pixels"), 10),
    "shuffled: MLP": (partial(on_clothes, MLP, way="pixels"), 10),
    "sorted": (partial(on_clothes, FashionCNN, way="sorted"), 5),
    "strided": (partial(on_clothes, Strided, shifts=True), 10),
    "no pooling": (partial(on_clothes, NoPooling), 20),
    "few: article": (partial(few, ArticleNet), 10),
    "few: ReLU": (partial(few, SigmoidReLU), 10),
    "few: no sigmoid": (partial(few, NoSigmoid), 10),
    "few: both": (partial(few, FashionCNN), 40),
    "lr 0.004": (partial(few, FashionCNN, lr=0.004), 10),
    "lr 0.4": (partial(few, FashionCNN, lr=0.4), 40),
    "batch 100": (partial(few, FashionCNN, batch_size=100), 40),
    "batch 100, lr 0.2": (partial(few, FashionCNN, batch_size=100, lr=0.2), 40),
    "digits: MLP": (partial(on_digits, MLP), 20),
    "digits: FashionCNN": (partial(on_digits, FashionCNN), 20),
    "digits: GlobalPoolCNN": (partial(on_digits, GlobalPoolCNN), 10),
    "digits: FlattenCNN": (partial(on_digits, FlattenCNN), 5),
    "digits, augmented: MLP": (partial(long_on_digits, MLP), 20),
    "digits, augmented: FashionCNN": (partial(long_on_digits, FashionCNN), 5),
    "digits, augmented: wide MLP": (
        partial(on_digits, partial(MLP, hidden=500), epochs=100, augment=True),
        5,
    ),
    "learning rates": (learning_rates, 5),
    "zero_grad": (zero_grad, 5),
    "few pictures": (few_pictures, 5),
    "dropout": (dropout, 5),
    "many or few": (many_or_few, 5),
    "batch means": (batch_means, 5),
    "untrained": (untrained, 5),
    "two splits": (two_splits, 5),
    "nearest mean": (nearest_mean, 5),
    "copies": (copies, 20),
    "winner": (winner, 20),
    "photographs": (photographs, 5),
}


def main() -> None:
    """Run one experiment with one seed and print what it returns, or list the names."""
    if len(sys.argv) != 3 or sys.argv[1] not in EXPERIMENTS:
        sys.exit("\n".join(["python -m measure.experiments NAME SEED", *EXPERIMENTS]))
    torch.set_num_threads(1)  # as `make claims` does
    experiment, _ = EXPERIMENTS[sys.argv[1]]
    for name, value in experiment(seed=int(sys.argv[2])).items():
        print(f"{name}: {value}")
