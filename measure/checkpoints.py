"""Train the networks of the lessons; save the weights of seed 0 and what they reach.

Run it as `make checkpoints`, or as `python -m measure.checkpoints NAME` for one of
them. It takes about 20 minutes on two CPU cores. Beside each `helpers/weights/NAME.pt`
stands `NAME.json`: the test accuracy of every seed, so that lessons can speak of a
range and not of one lucky run, and the history of seed 0, epoch by epoch. Two networks
have learned scikit-learn's small digits instead: lesson 1 opens with them.
"""

import sys
import time

import numpy as np
import torch

from helpers.checkpoints import save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import make_loaders
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN, count_parameters
from helpers.training import get_optimizer, train
from measure.experiments.trainings import asked_about_digits, learned_digits
from measure.record import WEIGHTS, about, full_sets, save

EPOCHS = 15
SEEDS = range(5)
PARTS = ("train_loss", "valid_loss", "valid_accuracy")
MODELS = {
    "article_net": ArticleNet,
    "fashion_cnn": FashionCNN,
    "mlp": MLP,
    "global_pool_cnn": GlobalPoolCNN,
}
DIGITS = {"digits_mlp": MLP, "digits_cnn": FashionCNN}


def learn(name: str, train_set, test_set) -> dict:
    """Train every seed of a network; save the first one's weights, return the record.

    The weights are those of the epoch with the lowest validation loss.
    """
    criterion = torch.nn.CrossEntropyLoss()
    accuracies, best_epochs, valid_losses = [], [], []
    start = time.perf_counter()
    for seed in SEEDS:
        loaders = make_loaders(train_set, test_set, seed=seed)
        set_seed(seed)
        model = MODELS[name]()
        history = train(EPOCHS, loaders, model, get_optimizer(model), criterion)
        score = evaluate(model, loaders["test"], criterion)
        accuracies.append(score.accuracy)
        best_epochs.append(history.best_epoch)
        valid_losses.append(round(min(history.valid_loss), 4))
        print(name, seed, f"{score.accuracy:.4f}", flush=True)
        if seed == 0:
            first = vars(history)
            save_checkpoint(WEIGHTS / f"{name}.pt", model, epoch=history.best_epoch)
    return {
        "model": MODELS[name].__name__,
        "parameters": count_parameters(model),
        "test_accuracy": accuracies[0],
        "seed": 0,
        "epochs": EPOCHS,
        "test_accuracy_by_seed": accuracies,
        "best_epoch_by_seed": best_epochs,
        "valid_loss_by_seed": valid_losses,
        "history": {part: [round(x, 4) for x in first[part]] for part in PARTS},
        "seconds": round((time.perf_counter() - start) / len(SEEDS)),
        **about("make checkpoints"),
    }


def learn_digits(name: str) -> dict:
    """Train a network of lesson 1 on centred digits with seed 0; save it.

    Return what it names of the digits that were kept back: in place, at every shift to
    the right, and in the corner. What other seeds name stands in `claims.json`.
    """
    epochs = 20
    start = time.perf_counter()
    model, rows = learned_digits(DIGITS[name], 0, epochs)
    seconds = time.perf_counter() - start
    save_checkpoint(WEIGHTS / f"{name}.pt", model, epoch=epochs)
    asked = asked_about_digits(model, rows)
    return {
        "model": DIGITS[name].__name__,
        "parameters": count_parameters(model),
        "data": "scikit-learn's digits, 14 x 14 in the centre of 28 x 28",
        "kept_back": len(rows),
        "seed": 0,
        "epochs": epochs,
        **{part: np.round(shares, 5).tolist() for part, shares in asked.items()},
        "seconds": round(seconds),
        **about("make checkpoints"),
    }


def main() -> None:
    """Train the networks that the command names, or all."""
    torch.set_num_threads(1)  # as in the lessons: the networks are too small for more
    names = sys.argv[1:] or [*DIGITS, *MODELS]
    sets = full_sets() if set(names) - set(DIGITS) else ()
    for name in names:
        record = learn_digits(name) if name in DIGITS else learn(name, *sets)
        save(WEIGHTS / f"{name}.json", record)


if __name__ == "__main__":
    main()
