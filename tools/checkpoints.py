"""Train the networks of the course; save the weights of seed 0 and what they reach.

Run it as `make checkpoints`, or as `python -m tools.checkpoints NAME` for one of them.
It takes about 20 minutes on two CPU cores. Beside each `helpers/checkpoints/NAME.pt`
stands `NAME.json`: the test accuracy of every seed, so that lessons can speak of a
range and not of one lucky run, and the history of seed 0, epoch by epoch.
"""

import json
import platform
import sys
import time
from pathlib import Path

import torch
import torchvision
from torchvision.transforms import ToTensor

from helpers.checkpoints import save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.fashion_mnist import FashionMNIST
from helpers.loaders import make_loaders
from helpers.models import MLP, ArticleNet, FashionCNN, GlobalPoolCNN, count_parameters
from helpers.training import get_optimizer, train

FOLDER = Path(__file__).parents[1] / "helpers" / "checkpoints"
EPOCHS = 15
SEEDS = range(5)
PARTS = ("train_loss", "valid_loss", "valid_accuracy")
MODELS = {
    "article_net": ArticleNet,
    "fashion_cnn": FashionCNN,
    "mlp": MLP,
    "global_pool_cnn": GlobalPoolCNN,
}


def main() -> None:
    torch.set_num_threads(1)  # as in the lessons: the networks are too small for more
    train_set = FashionMNIST("data", True, ToTensor(), download=True)
    test_set = FashionMNIST("data", False, ToTensor(), download=True)
    if "sample" in (train_set.source, test_set.source):
        sys.exit("checkpoints are not made from the sample")
    criterion = torch.nn.CrossEntropyLoss()
    for name in sys.argv[1:] or MODELS:
        model_class = MODELS[name]
        accuracies, best_epochs, valid_losses = [], [], []
        start = time.perf_counter()
        for seed in SEEDS:
            loaders = make_loaders(train_set, test_set, seed=seed)
            set_seed(seed)
            model = model_class()
            history = train(EPOCHS, loaders, model, get_optimizer(model), criterion)
            score = evaluate(model, loaders["test"], criterion)
            accuracies.append(score.accuracy)
            best_epochs.append(history.best_epoch)
            valid_losses.append(round(min(history.valid_loss), 4))
            print(name, seed, f"{score.accuracy:.4f}", flush=True)
            if seed == 0:
                first = vars(history)
                save_checkpoint(FOLDER / f"{name}.pt", model, epoch=history.best_epoch)
        record = {
            "model": model_class.__name__,
            "parameters": count_parameters(model),
            "test_accuracy": accuracies[0],
            "seed": 0,
            "epochs": EPOCHS,
            "test_accuracy_by_seed": accuracies,
            "best_epoch_by_seed": best_epochs,
            "valid_loss_by_seed": valid_losses,
            "history": {  # of seed 0, epoch by epoch
                "hardware": f"CPU, {torch.get_num_threads()} threads",
                **{name: [round(x, 4) for x in first[name]] for name in PARTS},
            },
            "seconds": round((time.perf_counter() - start) / len(SEEDS)),
            "command": "make checkpoints",
            "versions": {
                "python": platform.python_version(),
                "torch": torch.__version__,
                "torchvision": torchvision.__version__,
            },
            "hardware": f"CPU, {torch.get_num_threads()} threads",
        }
        path = FOLDER / f"{name}.json"
        path.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
