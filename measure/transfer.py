"""Move a network that knows clothes to digits, with few examples; write it down.

Run it as `make transfer`, or as `python -m measure.transfer`; it takes 3 minutes on one
CPU core. Three ways to learn digits are compared: from nothing, with
the weights of `fashion_cnn` and a new last layer of which only that learns, and with
those weights while all layers learn. Each learns for the same number of steps from the
same examples, and names the same digits that nobody learned from.
`helpers/results/transfer.json` holds the share named rightly, a list of seeds for
every way, number of steps and number of examples.
"""

import time

import torch
from torch.utils.data import TensorDataset

from helpers.checkpoints import load_checkpoint
from helpers.device import set_seed
from helpers.digits import digits_in_frame
from helpers.evaluation import predict
from helpers.models import FashionCNN
from helpers.pretrained import fine_tune, new_last_layer
from measure.record import RESULTS, WEIGHTS, about, save

WAYS = ("from nothing", "last layer only", "all layers")
STEPS = (100, 600)
EXAMPLES = (10, 20, 50, 100, 500)
SEEDS = range(10)
HELD_BACK = 1000  # digits to be named, never learned from


def learn(way: str, steps: int, examples: int, seed: int) -> float:
    """Return the share of the digits held back that are named rightly."""
    digits, labels = digits_in_frame()
    order = torch.randperm(len(digits), generator=set_seed(seed))
    few, held_back = order[:examples], order[-HELD_BACK:]
    model = FashionCNN()
    if way != "from nothing":
        load_checkpoint(WEIGHTS / "fashion_cnn.pt", model)
        model.requires_grad_(way == "all layers")
        new_last_layer(model)
    fine_tune(model, TensorDataset(digits[few], labels[few]), steps, seed=seed)
    guesses = predict(model, digits[held_back]).argmax(dim=1)
    return (guesses == labels[held_back]).float().mean().item()


def main() -> None:
    """Learn in every way, from every number of examples, with every seed; save."""
    torch.set_num_threads(1)
    start = time.process_time()
    accuracy = {way: {steps: {} for steps in STEPS} for way in WAYS}
    for way in WAYS:
        for steps in STEPS:
            for examples in EXAMPLES:
                runs = [round(learn(way, steps, examples, s), 4) for s in SEEDS]
                accuracy[way][steps][examples] = runs
                print(way, steps, examples, sum(runs) / len(runs), flush=True)
    seconds = round(time.process_time() - start)
    record = about("make transfer") | {"seconds": seconds, "accuracy": accuracy}
    save(RESULTS / "transfer.json", record)


if __name__ == "__main__":
    main()
