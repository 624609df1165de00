"""Climb from the article's network to better ones, a step at a time, and write it down.

Run it as `make ladder`, or as `python -m measure.ladder NAME ...` for some rungs. It
takes about eleven hours on one CPU core. `helpers/results/ladder.json` holds what came
out, and the best weights go to `helpers/weights`. Seeds that stand in the file with the
same settings are not trained again, so a run that was cut goes on where it was.

Every rung up to "more channels" is the one before plus one thing; the next ten are
recipes for a size. Settings were chosen in short runs on 48,000 pictures, judged by the
12,000 for validation. Then each rung learned from all 60,000, and the test set was
opened once for each seed, after the last epoch. Of "large" two earlier settings were
tested too, once each: 93.0% after 15 epochs with erase, and 93.8% after 16 epochs,
wider, without erase and with two blocks fewer. "Tiny" was tested after 24 epochs too,
91.7%, and after 40: 92.1% in the mean of three seeds.

The rungs that are taught learn from the answers of others (see `measure.teacher`). For
the article's layers it was tried, in 20 epochs on 48,000 pictures, whether they are
mirrored, two rates, and normalisation. Three more were taught and tested, seed 0 alone:
they without normalisation (90.9%), and with mirrored pictures too "tiny" (92.0% in 40
epochs) and "small" (93.8% in 24). "Small, taught" has the settings of the latter, more
epochs, and a teacher that answers for a picture and its mirror image alike. "Large,
taught" learns from the mean answers of "large" and "small, taught"; its settings were
chosen without a trial.

Those that halve later have more of their blocks where the picture is whole. Of "large"
three ways to share the blocks out were compared in ten epochs on 48,000 pictures, one
training each: as it is 93.5% of the validation pictures, with four blocks of 56 at half
size and three of 72 after that 93.7%, with three at the whole size (and 80 channels in
the last, for 96) 94.6%. Two more were cut after four and six epochs: with a higher
training loss than the last. "Tiny" and "small" got theirs without a trial.
"""

import json
import sys
import time
from dataclasses import asdict, dataclass, field
from functools import partial
from statistics import mean

import torch

from helpers import augment, models
from helpers.checkpoints import save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import evaluate
from helpers.loaders import TensorLoader
from helpers.training import one_cycle, train_one_epoch
from measure.experiments.networks import NoSigmoid
from measure.folding import NormalisedFashionCNN
from measure.record import RESULTS, WEIGHTS, about, full_sets, interval, save
from measure.teacher import TaughtLoader, answers

RESULT = RESULTS / "ladder.json"
FIELDS = ("test_accuracy", "flip_test_accuracy", "seconds")  # lists, one entry a seed


@dataclass(frozen=True)
class Rung:
    """One way to train one network."""

    name: str
    adds: str  # the one thing that the rung before did not have
    model: type
    arguments: dict = field(default_factory=dict)
    augment: dict = field(default_factory=dict)  # function: its arguments
    epochs: int = 15
    batch_size: int = 128
    lr: float = 0.1  # the highest, where it goes round one cycle
    momentum: float = 0.9
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    one_cycle: bool = True
    bfloat16: bool = True
    teachers: tuple[str, ...] = ()  # in helpers/weights; they answer for the labels
    seeds: int = 3
    checkpoint: str = ""  # a name in helpers/weights, for seed 0

    def settings(self) -> dict:
        """All that decides the result of a seed, as plain JSON."""
        settings = {**asdict(self), "model": self.model.__name__}
        for name in ("name", "adds", "seeds", "checkpoint"):
            settings.pop(name)
        if not self.teachers:
            settings.pop("teachers")
        return json.loads(json.dumps(settings))


AS_IN_THE_ARTICLE = {
    "batch_size": 20, "lr": 0.04, "momentum": 0, "one_cycle": False, "bfloat16": False,
}  # fmt: skip
ALL_THREE = {"mirror": {}, "shift": {}, "erase": {}}
WIDE = {"channels": [32, 64], "hidden": 128, "dropout": 0.25}
MIRROR_AND_SHIFT = {"mirror": {}, "shift": {"most": 1}}
TINY = {"augment": MIRROR_AND_SHIFT, "epochs": 100, "lr": 0.2, "weight_decay": 1e-4,
        "bfloat16": False}  # fmt: skip
SMALL = {"augment": MIRROR_AND_SHIFT, "epochs": 24, "weight_decay": 5e-4}
LARGE = {"augment": MIRROR_AND_SHIFT | {"erase": {}}, "epochs": 30,
         "weight_decay": 5e-4, "label_smoothing": 0.1}  # fmt: skip

RUNGS = [
    Rung("article", "", models.ArticleNet, **AS_IN_THE_ARTICLE),
    Rung("no sigmoid", "the scores are logits", NoSigmoid, **AS_IN_THE_ARTICLE),
    Rung("ReLU", "ReLU after the convolutions", models.FashionCNN, **AS_IN_THE_ARTICLE),
    Rung("schedule", "momentum 0.9, batches of 128, one cycle of rates, 10 epochs",
         models.FashionCNN, epochs=10),
    Rung("batch normalisation", "after both convolutions", models.NormCNN, epochs=10),
    Rung("dropout", "a quarter of the hidden neurons", models.NormCNN,
         {"dropout": 0.25}, epochs=10),
    Rung("augmentation", "mirror, shift, erase", models.NormCNN, {"dropout": 0.25},
         ALL_THREE, epochs=10),
    Rung("more channels", "32 and 64 channels, 128 hidden neurons", models.NormCNN,
         WIDE, ALL_THREE, epochs=10),
    Rung("the article's layers", "40 epochs, shift by one pixel", models.FashionCNN,
         augment={"shift": {"most": 1}}, epochs=40, weight_decay=1e-4,
         checkpoint="better_fashion_cnn"),
    Rung("the article's layers, taught", "80 epochs, the answers of large for labels,"
         " batch normalisation that is folded into the layers", NormalisedFashionCNN,
         epochs=80, lr=0.2, bfloat16=False, teachers=("deep_cnn_265k",)),
    Rung("tiny", "deeper, 3x3 convolutions, no more parameters than the article's",
         models.DeepCNN, {"groups": [[8], [16, 16], [20, 20]]}, **TINY,
         checkpoint="deep_cnn_10k"),
    Rung("tiny, halving later", "two blocks, not one, before the picture is halved",
         models.DeepCNN, {"groups": [[8, 8], [16, 16], [20, 20]]}, **TINY),
    Rung("small", "up to 100,000 parameters",
         models.DeepCNN, {"groups": [[16], [32, 32, 32], [56, 56, 56]]}, **SMALL),
    Rung("small, halving later", "three blocks, not one, before the picture is halved",
         models.DeepCNN, {"groups": [[16, 16, 16], [32, 32, 32], [54, 54, 54]]},
         **SMALL),
    Rung("small, taught", "60 epochs, the answers of large for labels", models.DeepCNN,
         {"groups": [[16], [32, 32, 32], [56, 56, 56]]}, {"mirror": {}}, epochs=60,
         weight_decay=5e-4, bfloat16=False, teachers=("deep_cnn_265k",),
         checkpoint="deep_cnn_97k"),
    Rung("large", "up to 300,000 parameters",
         models.DeepCNN, {"groups": [[32], [48, 48, 48], [96, 96, 96]]}, **LARGE,
         checkpoint="deep_cnn_265k"),
    Rung("large, halving later", "three blocks, not one, before the picture is halved",
         models.DeepCNN, {"groups": [[24, 24, 24], [48, 48, 48], [96, 96, 96]]},
         **LARGE, checkpoint="deep_cnn_272k"),
    Rung("large, taught", "60 epochs, the answers of large and of small, taught",
         models.DeepCNN, {"groups": [[32], [48, 48, 48], [96, 96, 96]]}, {"mirror": {}},
         epochs=60, weight_decay=5e-4, teachers=("deep_cnn_265k", "deep_cnn_97k")),
]  # fmt: skip


def make_loader(rung: Rung, seed: int, train_set) -> TensorLoader:
    """Shuffle and change the pictures; a rung with a teacher gets its answers."""
    shuffler = torch.Generator().manual_seed(seed)
    if rung.teachers:
        taught = answers(rung.teachers, train_set, "mirror" in rung.augment)
        return TaughtLoader(train_set, rung.batch_size, shuffler, taught)
    changes = [partial(getattr(augment, f), **a) for f, a in rung.augment.items()]
    changes = augment.Augment(*changes, seed=seed)
    return TensorLoader(train_set, rung.batch_size, True, shuffler, augment=changes)


def learn(rung: Rung, seed: int, train_set, test_set) -> tuple[torch.nn.Module, dict]:
    """Train one seed on all of the training set; test the last weights once.

    `seconds` are of the processor, so that other work on the machine does not count.
    """
    loader = make_loader(rung, seed, train_set)
    set_seed(seed)
    model = rung.model(**rung.arguments).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(
        model.parameters(), rung.lr, rung.momentum, weight_decay=rung.weight_decay,
        nesterov=rung.momentum > 0,
    )  # fmt: skip
    if rung.one_cycle:
        one_cycle(optimizer, rung.lr, rung.epochs * len(loader))
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=rung.label_smoothing)
    start = time.process_time()
    # Without the cache: it would go on multiplying with the weights of the first step.
    with torch.autocast(
        "cpu", torch.bfloat16, enabled=rung.bfloat16, cache_enabled=False
    ):
        for epoch in range(1, rung.epochs + 1):
            loss = train_one_epoch(model, loader, optimizer, criterion, "cpu")
            print(f"{rung.name}, seed {seed}, {epoch}: {loss:.4f}", flush=True)
    seconds = round(time.process_time() - start)
    if isinstance(model, NormalisedFashionCNN):
        model = model.folded()
    model.to(memory_format=torch.contiguous_format)  # as it will be when loaded
    tests = TensorLoader(test_set, 1000)
    plain, both = (
        evaluate(m, tests, criterion).accuracy
        for m in (model, models.FlipAverage(model))
    )
    print(f"{rung.name}, seed {seed}: {plain}, flip averaging {both}", flush=True)
    return model, dict(zip(FIELDS, (plain, both, seconds), strict=True))


def read_rows() -> dict[str, dict]:
    """Return the rows that are there already, by name."""
    if not RESULT.is_file():
        return {}
    return {row["name"]: row for row in json.loads(RESULT.read_text())["rows"]}


def add_to_row(rung: Rung, model: torch.nn.Module, numbers: dict) -> dict:
    """Write one more seed to the rung's row; return the row."""
    rows = read_rows()
    row = rows.get(rung.name)
    if not row or row["settings"] != rung.settings():
        row = {"seeds": [], **{name: [] for name in FIELDS}}
    row = {
        "name": rung.name,
        "adds": rung.adds,
        "parameters": models.count_parameters(model),
        "epochs": rung.epochs,
        "settings": rung.settings(),
        "seeds": [*row["seeds"], len(row["seeds"])],
        **{name: [*row[name], numbers[name]] for name in FIELDS},
    }
    for name in FIELDS[:2]:
        row[f"{name}_mean"] = round(mean(row[name]), 5)
        if len(row[name]) > 1:
            sides = interval(row[name])
            row[f"{name}_interval"] = [round(side, 5) for side in sides]
    rows[rung.name] = row
    in_order = [rows[rung.name] for rung in RUNGS if rung.name in rows]
    save(RESULT, about("make ladder") | {"rows": in_order})
    return row


def write_checkpoint_record(rung: Rung, row: dict) -> None:
    """Write the JSON beside a checkpoint, once more for every seed."""
    record = {
        "model": rung.model.__name__,
        "arguments": rung.arguments,
        "parameters": row["parameters"],
        "test_accuracy": row["test_accuracy"][0],
        "flip_test_accuracy": row["flip_test_accuracy"][0],
        "seed": 0,
        "epochs": rung.epochs,
        "test_accuracy_by_seed": row["test_accuracy"],
        "flip_test_accuracy_by_seed": row["flip_test_accuracy"],
        "seconds": row["seconds"][0],
        **about("make ladder"),
    }
    save(WEIGHTS / f"{rung.checkpoint}.json", record)


def main() -> None:
    """Climb the rungs that the command names, or all; train the seeds that lack."""
    torch.set_num_threads(1)
    sets = full_sets()
    for rung in RUNGS:
        if len(sys.argv) > 1 and rung.name not in sys.argv[1:]:
            continue
        row = read_rows().get(rung.name, {})
        done = len(row["seeds"]) if row.get("settings") == rung.settings() else 0
        for seed in range(done, rung.seeds):
            model, numbers = learn(rung, seed, *sets)
            row = add_to_row(rung, model, numbers)
            if rung.checkpoint:
                if seed == 0:
                    path = WEIGHTS / f"{rung.checkpoint}.pt"
                    save_checkpoint(path, model, epoch=rung.epochs)
                write_checkpoint_record(rung, row)


if __name__ == "__main__":
    main()
