"""The experiments behind the table of claims: each takes a seed and returns numbers.

`make claims` runs them all and keeps what they return. One of them alone runs as
`python -m measure.experiments NAME SEED`, in a second to a few minutes on one CPU core:
it prints its numbers, to be compared with `runs` in `helpers/results/claims.json`, and
writes nothing. Without a name it lists the names. What is trained here is short and
often: the full trainings of 15 epochs come from `measure.checkpoints`.
"""

import sys
from functools import partial

import torch

from helpers.models import MLP, FashionCNN, GlobalPoolCNN
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
from measure.experiments.splits import copies, two_splits, winner
from measure.experiments.trainings import (
    article,
    mended,
    on_clothes,
    on_digits,
    without_sigmoid,
)

# name: (experiment, number of seeds). The longest has three.
EXPERIMENTS = {
    "untrained": (untrained, 5),
    "batch means": (batch_means, 5),
    "two splits": (two_splits, 5),
    "copies": (copies, 5),
    "winner": (winner, 20),
    "learning rates": (learning_rates, 5),
    "zero_grad": (zero_grad, 5),
    "few pictures": (few_pictures, 5),
    "dropout": (dropout, 5),
    "many or few": (many_or_few, 5),
    "digits: MLP": (partial(on_digits, MLP), 5),
    "digits: FashionCNN": (partial(on_digits, FashionCNN), 5),
    "digits: GlobalPoolCNN": (partial(on_digits, GlobalPoolCNN), 5),
    "digits: FlattenCNN": (partial(on_digits, FlattenCNN), 5),
    "digits, augmented: MLP": (partial(on_digits, MLP, epochs=40, augment=True), 5),
    "digits, augmented: FashionCNN": (
        partial(on_digits, FashionCNN, epochs=40, augment=True),
        5,
    ),
    "digits, augmented: GlobalPoolCNN": (
        partial(on_digits, GlobalPoolCNN, epochs=40, augment=True),
        5,
    ),
    "clothes: MLP": (partial(on_clothes, MLP, shifts=True), 5),
    "clothes: FashionCNN": (partial(on_clothes, FashionCNN, shifts=True), 5),
    "clothes: GlobalPoolCNN": (partial(on_clothes, GlobalPoolCNN, shifts=True), 5),
    "augmented: MLP": (partial(on_clothes, MLP, shifts=True, augment=True), 5),
    "augmented: FashionCNN": (
        partial(on_clothes, FashionCNN, shifts=True, augment=True),
        5,
    ),
    "augmented: GlobalPoolCNN": (
        partial(on_clothes, GlobalPoolCNN, shifts=True, augment=True),
        5,
    ),
    "shuffled: MLP": (partial(on_clothes, MLP, shuffle_pixels=True), 5),
    "shuffled: FashionCNN": (partial(on_clothes, FashionCNN, shuffle_pixels=True), 5),
    "strided": (partial(on_clothes, Strided, shifts=True), 5),
    "no pooling": (partial(on_clothes, NoPooling), 5),
    "article": (article, 5),
    "sigmoid and ReLU": (partial(on_clothes, SigmoidReLU, epochs=5, lr=0.04), 5),
    "no sigmoid, no ReLU": (partial(on_clothes, NoSigmoid, epochs=5, lr=0.04), 5),
    "no sigmoid, ReLU": (partial(on_clothes, FashionCNN, epochs=5, lr=0.04), 5),
    "lr 0.004": (partial(on_clothes, FashionCNN, epochs=5, lr=0.004), 5),
    "lr 0.4": (partial(on_clothes, FashionCNN, epochs=5, lr=0.4), 5),
    "batch 100": (
        partial(on_clothes, FashionCNN, epochs=5, lr=0.04, batch_size=100),
        5,
    ),
    "batch 100, lr 0.2": (
        partial(on_clothes, FashionCNN, epochs=5, lr=0.2, batch_size=100),
        5,
    ),
    "mended": (mended, 5),
    "without sigmoid": (without_sigmoid, 3),
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
