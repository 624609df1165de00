"""Load, train and test: the article's way and ours, in turn, on one device."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import nn
from torch.utils.benchmark import timer
from torch.utils.data import Dataset, Subset

from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader, make_loaders, split_dataset
from helpers.models import ArticleNet, FashionCNN
from helpers.training import get_optimizer, train
from measure.speed import article
from measure.speed.quick_cnn import QuickPoolCNN, train_quickly, train_to_88_percent

QUICK_PICTURES = 10_000  # enough for what the article reaches
criterion = nn.CrossEntropyLoss()


@dataclass
class Setting:
    """What to measure on.

    `folder` is for the weights that are saved on the way, and `goal` is the test
    accuracy to be reached, 0 to 1.
    """

    train_set: Dataset
    test_set: Dataset
    folder: Path
    device: str = "cpu"
    goal: float = 0.88

    def few(self) -> "Setting":
        """Return the same with 500 + 100 pictures, and nothing to be reached."""
        train_set = Subset(self.train_set, range(500))
        test_set = Subset(self.test_set, range(100))
        return replace(self, train_set=train_set, test_set=test_set, goal=0.0)


class ExactNet(ArticleNet):
    """The article's network in 64 bits, where rounding is too small to be seen."""

    def __init__(self):
        super().__init__()
        self.double()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map images (N, 1, 28, 28) to scores (N, 10) between 0 and 1."""
        return super().forward(x.double())


def take_turns(make_arms: Callable[[Setting], dict], setting: Setting, turns: int):
    """Run all arms in turn; return what each took and what it returned.

    An arm is a function of the turn's number, which is also its seed. The result has
    for every arm `seconds` and `values`, one a turn. A round on few pictures comes
    first, is not counted, and has arms of its own.
    """
    for arm in make_arms(setting.few()).values():
        arm(0)
    arms = make_arms(setting)
    records = {name: {"seconds": [], "values": []} for name in arms}
    for turn in range(turns):
        for name, arm in arms.items():
            start = timer()  # it waits until a GPU has done what it was told
            value = arm(turn)
            records[name]["seconds"].append(round(timer() - start, 5))
            records[name]["values"].append(value)
    return records


def batches(setting: Setting) -> dict:
    """Serve all training batches once, and do nothing with them."""
    theirs = article.make_loaders(setting.train_set, setting.test_set)
    ours = make_loaders(setting.train_set, setting.test_set, device=setting.device)

    def serve(loader):
        return sum(len(labels) for _, labels in loader)

    return {
        "article": lambda _: serve(theirs["train"]),
        "ours": lambda _: serve(ours["train"]),
    }


def epochs(setting: Setting, network=ArticleNet) -> dict:
    """Train and validate the article's network for one epoch more at every turn.

    Both ways begin with the same weights and see the same batches. "bare" takes as many
    steps, on one fixed batch. "quick" is a whole short training, a new one every turn.
    """
    sets, device = (setting.train_set, setting.test_set), setting.device
    set_seed(0)
    theirs = network()
    ours, fixed = copy.deepcopy(theirs).to(device), copy.deepcopy(theirs).to(device)
    their_loaders = article.make_loaders(*sets)
    loaders = make_loaders(*sets, device=device)
    path, their_path = setting.folder / "ours.pt", setting.folder / "model_scratch.pt"
    their_run = article.train(their_loaders, theirs, criterion, device, their_path)
    optimizer, fixed_optimizer = get_optimizer(ours), get_optimizer(fixed)
    images, labels = next(iter(TensorLoader(setting.test_set, 20, device=device)))

    def our_epoch(_):
        history = train(1, loaders, ours, optimizer, criterion, device, path)
        return history.train_loss[0], history.valid_loss[0], history.valid_accuracy[0]

    def bare(_):
        for _ in range(len(loaders["train"])):
            fixed_optimizer.zero_grad()
            loss = criterion(fixed(images), labels)
            loss.backward()
            fixed_optimizer.step()

    def quick(seed):
        train_part, valid_part = split_dataset(setting.train_set, seed=seed)
        some = Subset(train_part, range(min(QUICK_PICTURES, len(train_part))))
        quick_loaders = {
            "train": TensorLoader(some, 50, True, set_seed(seed), device),
            "valid": TensorLoader(valid_part, 1000, device=device),
        }
        _, history = train_quickly(1, quick_loaders, seed, device)
        return history.valid_accuracy[0]

    return {
        "article": lambda _: next(their_run),
        "ours": our_epoch,
        "bare": bare,
        "quick": quick,
    }


def goal(setting: Setting) -> dict:
    """Train until `setting.goal` of the test pictures are right, 11,252 parameters."""
    sets, device = (setting.train_set, setting.test_set), setting.device

    def mended(seed):
        loaders = make_loaders(*sets, seed=seed, device=device)
        set_seed(seed)
        model = FashionCNN().to(device)
        optimizer = get_optimizer(model)
        for epoch in range(1, 50):
            train(1, loaders, model, optimizer, criterion, device)
            accuracy = evaluate(model, loaders["test"], criterion, device).accuracy
            if accuracy >= setting.goal:
                return accuracy, epoch
        raise RuntimeError(f"50 epochs did not reach {setting.goal:.0%}")

    def ours(seed):
        model, history = train_to_88_percent(*sets, seed, device)
        test_loader = TensorLoader(setting.test_set, 1000, device=device)
        score = evaluate(model, test_loader, criterion, device)
        return score.accuracy, len(history)

    return {"mended": mended, "ours": ours}


def testing(setting: Setting) -> dict:
    """Test the mended network on all test pictures."""
    sets, device = (setting.train_set, setting.test_set), setting.device
    set_seed(0)
    model, same = FashionCNN(), QuickPoolCNN()
    same.load_state_dict(model.state_dict())
    theirs = article.make_loaders(*sets)
    ours = TensorLoader(setting.test_set, 500, device=device)
    return {
        "article": lambda _: article.test(theirs, model, criterion, device),
        "ours": lambda _: evaluate(same, ours, criterion, device)[:2],
    }


def measure(setting: Setting, turns: int, repeats: int) -> dict:
    """Run all comparisons on one device; `turns` are epochs of the article's run.

    "exact" has the training losses of 200 steps in 64 bits: too few for rounding to
    grow into something that can be seen.
    """
    few = Subset(setting.train_set, range(min(5000, len(setting.train_set))))
    exact = epochs(replace(setting, train_set=few), ExactNet)
    return {
        "exact": {way: exact[way](0)[0] for way in ("article", "ours")},
        "batches": take_turns(batches, setting, repeats),
        "epochs": take_turns(epochs, setting, turns),
        "goal": take_turns(goal, setting, repeats),
        "testing": take_turns(testing, setting, repeats),
    }
