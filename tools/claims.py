"""Measure what the article and the lessons claim; write the table of claims.

Run it as `make claims`. It takes about half an hour on one CPU core. What each run of
an experiment returns is kept in `helpers/measured/claims.json` as soon as it is there,
so a run that is cut off goes on where it stopped; to measure all anew, delete the file.
"""

import json
import math
import platform
import re
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy
import scipy.stats
import sklearn
import torch
import torchvision

from helpers.atomic_write import write_atomically
from tools.checkpoints import FOLDER as CHECKPOINTS
from tools.checkpoints import MODELS
from tools.experiments import EXPERIMENTS

FOLDER = Path(__file__).parents[1] / "helpers" / "measured"
VERSIONS = {
    "python": platform.python_version(),
    "torch": torch.__version__,
    "torchvision": torchvision.__version__,
    "numpy": numpy.__version__,
    "scikit-learn": sklearn.__version__,
}


ON_DIGITS = (
    "1,438 centred digits of scikit-learn, 20 epochs, batches of 20, lr 0.1;"
    " accuracy on the 359 others"
)
MOVED_DIGITS = f"{ON_DIGITS}; trained 40 epochs on digits moved by up to 8 px each way"
SETTINGS = "batches of 20, lr 0.04; 10,000 test pictures"
SMALL = f"6,000 clothes, 5 epochs, {SETTINGS}"
LONGER = SMALL.replace("5 epochs", "10 epochs").replace("0.04", "0.1")
CURVES = LONGER.replace("10,000 test", "2,000 test")
MOVED_CURVES = f"{CURVES}; trained on clothes moved by up to 8 px each way"
FIVE = f"48,000 clothes, 5 epochs, {SETTINGS}"
FIFTEEN = f"48,000 clothes, 15 epochs, {SETTINGS}"
FULL = f"{FIFTEEN}, at the epoch with the lowest validation loss"


class Claim(NamedTuple):
    """One row of the table: it holds if the whole interval lies in (low, high).

    `value` gets what the experiments named in `needs` returned for one seed.
    """

    lesson: int
    whose: str
    claim: str
    how: str
    needs: tuple[str, ...]
    value: Callable[..., float]
    low: float = -math.inf
    high: float = math.inf


def best(run: dict) -> int:
    """Return the place of the epoch with the lowest validation loss."""
    return run["valid_loss"].index(min(run["valid_loss"]))


def key(name: str) -> Callable[[dict], float]:
    """Return a function that looks up a number of a run."""
    return lambda run: run[name]


def less(name: str) -> Callable[[dict, dict], float]:
    """Return a function that subtracts a number of the second run from the first's."""
    return lambda run, other: run[name] - other[name]


def at(pixels: int, name: str = "curve") -> Callable[[dict], float]:
    """Return a function that reads a curve at a shift."""
    return lambda run: run[name][pixels]


FLOOR = 1.4612
CLAIMS = [
    # the nine in the corner
    Claim(1, "article", "An ordinary network fails on the nine in the corner",
          ON_DIGITS + "; the MLP on nines, top right", ("digits: MLP",),
          key("corner_nines"), high=0.5),
    Claim(1, "article", "A CNN very probably names the nine in the corner",
          ON_DIGITS + "; FashionCNN on nines, top right", ("digits: FashionCNN",),
          key("corner_nines"), low=0.5),
    Claim(1, "article", "An ordinary network cannot learn to name digits in the corner",
          MOVED_DIGITS + "; the MLP on all digits, top right",
          ("digits, augmented: MLP",), key("corner"), high=0.5),
    Claim(1, "lesson", "The MLP names more than nine in ten centred digits",
          ON_DIGITS, ("digits: MLP",), at(0), low=0.9),
    Claim(1, "lesson", "FashionCNN names more than nine in ten centred digits",
          ON_DIGITS, ("digits: FashionCNN",), at(0), low=0.9),
    Claim(1, "lesson", "Moved by 2 px, FashionCNN still names fewer than 80%",
          ON_DIGITS, ("digits: FashionCNN",), at(2), high=0.8),
    Claim(1, "lesson", "Moved by 2 px, FashionCNN keeps more than the MLP",
          ON_DIGITS + "; FashionCNN less MLP", ("digits: FashionCNN", "digits: MLP"),
          lambda cnn, mlp: cnn["curve"][2] - mlp["curve"][2], low=0),
    Claim(1, "lesson", "Moved by 5 to 7 px, FashionCNN keeps no more than the MLP",
          ON_DIGITS + "; mean of the three, FashionCNN less MLP",
          ("digits: FashionCNN", "digits: MLP"),
          lambda cnn, mlp: sum(cnn["curve"][5:8]) / 3 - sum(mlp["curve"][5:8]) / 3,
          high=0.1),
    Claim(1, "lesson", "In the corner the MLP does little better than guessing",
          ON_DIGITS + "; all digits, top right", ("digits: MLP",), key("corner"),
          high=0.3),
    Claim(1, "lesson", "In the corner FashionCNN does little better than guessing",
          ON_DIGITS + "; all digits, top right", ("digits: FashionCNN",),
          key("corner"), high=0.3),
    Claim(1, "lesson", "A CNN with global pooling knows most digits in the corner",
          ON_DIGITS + "; GlobalPoolCNN on all digits, top right",
          ("digits: GlobalPoolCNN",), key("corner"), low=0.6),
    Claim(1, "lesson", "Once both have seen moved digits, the CNN is ahead of the MLP",
          MOVED_DIGITS + "; mean of 0 to 8 px, FashionCNN less MLP",
          ("digits, augmented: FashionCNN", "digits, augmented: MLP"),
          lambda cnn, mlp: sum(cnn["curve"]) / 9 - sum(mlp["curve"]) / 9, low=0),
    Claim(1, "lesson", "Shown moved clothes, FashionCNN keeps more at 8 px than global"
          " pooling that was not",
          MOVED_CURVES + "; FashionCNN less GlobalPoolCNN trained in place",
          ("augmented: FashionCNN", "clothes: GlobalPoolCNN"),
          lambda cnn, pool: cnn["curve"][8] - pool["curve"][8], low=0),
    Claim(1, "lesson", "Shown moved clothes, the MLP keeps more at 8 px",
          MOVED_CURVES + "; augmented less not", ("augmented: MLP", "clothes: MLP"),
          lambda run, plain: run["curve"][8] - plain["curve"][8], low=0),
    Claim(1, "lesson", "but pays for it in its place, at 0 px",
          MOVED_CURVES + "; MLP, augmented less not",
          ("augmented: MLP", "clothes: MLP"),
          lambda run, plain: run["curve"][0] - plain["curve"][0], high=0),
    Claim(1, "lesson", "Shown moved clothes, global pooling is still ahead of flatten",
          MOVED_CURVES + "; mean of 0 to 8 px, GlobalPoolCNN less FashionCNN",
          ("augmented: GlobalPoolCNN", "augmented: FashionCNN"),
          lambda pool, cnn: sum(pool["curve"]) / 9 - sum(cnn["curve"]) / 9, low=0),
    # shuffled pixels, and a fair comparison
    Claim(1, "article", "A CNN is better at pictures than an ordinary network of its"
          " size", FULL + "; FashionCNN (11,252 parameters) less MLP (11,140)",
          ("fashion_cnn", "mlp"),
          less("test_accuracy"), low=0),
    Claim(1, "article", "It is better because it looks at how pixels lie together:"
          " shuffle them, and it loses", LONGER + "; one shuffle for all pictures,"
          " FashionCNN in order less shuffled",
          ("clothes: FashionCNN", "shuffled: FashionCNN"),
          less("test_accuracy"), low=0),
    Claim(1, "lesson", "The MLP does not notice the shuffle",
          LONGER + "; MLP in order less shuffled", ("clothes: MLP", "shuffled: MLP"),
          less("test_accuracy"), low=-0.01, high=0.01),
    Claim(1, "lesson", "On shuffled pixels the CNN is no better than the MLP",
          LONGER + "; FashionCNN less MLP", ("shuffled: FashionCNN", "shuffled: MLP"),
          less("test_accuracy"), high=0),
    # splits, choices and leaks
    Claim(3, "lesson", "Two unequal seeds put four in five validation pictures of the"
          " one into the training set of the other", "seeds 2s and 2s + 1",
          ("two splits",), key("learned_from"), low=0.78, high=0.82),
    Claim(3, "lesson", "Validation on such a second split flatters a small CNN",
          FIFTEEN + "; without sigmoid, other split less own, end of"
          " training", ("without sigmoid",),
          lambda run: run["other_split_accuracy"] - run["valid_accuracy"][-1], low=0),
    Claim(3, "lesson", "The best of 60 machines on 100 pictures scores too high there",
          "60 nearest neighbours of 500 pictures, 20 pixels each; score on the 100 less"
          " score on 2,000 others", ("winner",), key("flattery"), low=0.02, high=0.15),
    Claim(3, "lesson", "Dozens of the others are better than this winner",
          "the same; how many of the 59 score more on the 2,000", ("winner",),
          key("better_ones"), low=24),
    Claim(3, "lesson", "With darker copies made before the split, validation says"
          " nearly 1", "2,000 pictures, two copies of each, nearest neighbour",
          ("copies",), key("leaky"), low=0.95),
    Claim(3, "lesson", "That is far above what fresh pictures say",
          "the same; validation less 2,000 fresh pictures", ("copies",),
          lambda run: run["leaky"] - run["leaky_fresh"], low=0.15),
    Claim(3, "lesson", "Split first and copy then, and validation tells the truth",
          "the same; validation less 2,000 fresh pictures", ("copies",),
          lambda run: run["honest"] - run["honest_fresh"], low=-0.06, high=0.06),
    Claim(3, "lesson", "Choosing the epoch with the test set flatters by less than a"
          " point", FIFTEEN + "; without sigmoid, best test accuracy less"
          " the one at the lowest validation loss", ("without sigmoid",),
          lambda run: max(run["test_accuracy"]) - run["test_accuracy"][best(run)],
          low=0, high=0.01),
    # pooling
    Claim(5, "lesson", "Pooling is worth more than a stride of 2, which makes the same"
          " sizes", LONGER + "; FashionCNN less the same with stride 2",
          ("clothes: FashionCNN", "strided"),
          less("test_accuracy"), low=0),
    Claim(5, "lesson", "Without any pooling, twenty times the parameters do no better",
          LONGER + "; FashionCNN less one with 226,292 parameters",
          ("clothes: FashionCNN", "no pooling"),
          less("test_accuracy"), low=0),
    Claim(5, "lesson", "Pooling makes a CNN mind shifts less",
          CURVES + "; accuracy lost at 2 px, with stride 2 less with pooling",
          ("clothes: FashionCNN", "strided"),
          lambda plain, run: (run["curve"][0] - run["curve"][2])
          - (plain["curve"][0] - plain["curve"][2]), low=0),
    # the sigmoid and its floor
    Claim(6, "lesson", "The article's validation loss stays between its floor, 1.4612,"
          " and 1.65", FULL, ("article_net",), key("valid_loss"), FLOOR, 1.65),
    Claim(6, "article", "The outputs of the sigmoid are probabilities",
          SMALL + "; mean distance of their sum from 1", ("article",), key("off_one"),
          high=0.01),
    Claim(6, "lesson", "Softmax of these outputs never gives a class more than 0.232",
          SMALL + "; the largest of all shares", ("article",), key("largest_share"),
          high=0.232),
    Claim(6, "lesson", "Leaving out the sigmoid is worth more than five points",
          FULL + "; without sigmoid less the article's",
          ("without sigmoid", "article_net"),
          lambda run, article: run["test_accuracy"][best(run)]
          - article["test_accuracy"], low=0.05),
    Claim(6, "lesson", "ReLU after the convolutions helps in the first epoch",
          FIFTEEN + "; after the first epoch, FashionCNN less without sigmoid",
          ("mended", "without sigmoid"),
          lambda relu, run: relu["test_accuracy"][0] - run["test_accuracy"][0], low=0),
    Claim(6, "lesson", "ReLU after the convolutions helps after 15 epochs",
          FULL + "; FashionCNN less without sigmoid",
          ("fashion_cnn", "without sigmoid"),
          lambda relu, run: relu["test_accuracy"] - run["test_accuracy"][best(run)],
          low=0),
    Claim(6, "lesson", "On fewer pictures too, leaving out the sigmoid helps",
          SMALL + "; without sigmoid less the article's",
          ("no sigmoid, no ReLU", "article"), less("test_accuracy"), low=0),
    Claim(6, "lesson", "There ReLU helps, once the sigmoid is gone",
          SMALL + "; FashionCNN less without sigmoid",
          ("no sigmoid, ReLU", "no sigmoid, no ReLU"), less("test_accuracy"), low=0),
    Claim(6, "lesson", "ReLU helps although the sigmoid stays",
          SMALL + "; with both, less the article's", ("sigmoid and ReLU", "article"),
          less("test_accuracy"), low=0),
    Claim(6, "lesson", "An untrained FashionCNN has a loss of ln 10",
          "10,000 test pictures; distance from 2.3026", ("untrained",),
          key("off_ln_10"), high=0.1),
    Claim(6, "lesson", "300 steps at 0.04 bring the mended network below the article's"
          " floor", "1,000 pictures, 6 epochs; training loss of the last",
          ("learning rates",), key("loss_0.04"), high=FLOOR),
    Claim(6, "lesson", "At 0.001 it has hardly learned", "the same at 0.001",
          ("learning rates",), key("loss_0.001"), low=2.2),
    Claim(6, "lesson", "At 1 it stays near ln 10", "the same at 1",
          ("learning rates",), key("loss_1.0"), low=2.2),
    Claim(6, "lesson", "At 1 every picture ends with the same ten scores",
          "the same at 1; largest deviation of a score over the pictures",
          ("learning rates",), key("spread_1.0"), high=0.001),
    Claim(6, "article", "A learning rate of 0.04 is better than a tenth of it",
          SMALL + "; 0.04 less 0.004", ("no sigmoid, ReLU", "lr 0.004"),
          less("test_accuracy"), low=0),
    Claim(6, "article", "A learning rate of 0.04 is better than ten times as much",
          SMALL + "; 0.04 less 0.4", ("no sigmoid, ReLU", "lr 0.4"),
          less("test_accuracy"), low=0),
    Claim(6, "article", "Batches of 20 learn more in an epoch than batches of 100",
          SMALL + "; 20 less 100", ("no sigmoid, ReLU", "batch 100"),
          less("test_accuracy"), low=0),
    Claim(6, "lesson", "With five times the rate, batches of 100 keep up",
          SMALL + "; 20 at 0.04 less 100 at 0.2",
          ("no sigmoid, ReLU", "batch 100, lr 0.2"),
          less("test_accuracy"), high=0.01),
    Claim(6, "lesson", "A mean of batch means is off where batches are few: 50 pictures"
          " by 20", "FashionCNN after 300 steps; distance in nats", ("batch means",),
          key("off_50_by_20"), low=0.001),
    Claim(6, "lesson", "12,000 pictures by 64 are off by less than a hundredth",
          "the same", ("batch means",), key("off_12000_by_64"), high=0.01),
    # the loop
    Claim(7, "lesson", "A sound loop learns twenty pictures by heart",
          "FashionCNN, 800 steps at 0.05; share named", ("zero_grad",),
          key("with_right"), low=0.99),
    Claim(7, "lesson", "Without zero_grad the first steps are ahead",
          "the same; lowest loss of 50 steps, without less with", ("zero_grad",),
          lambda run: run["without_best_of_50"] - run["with_best_of_50"], high=0),
    Claim(7, "lesson", "Without zero_grad the loss ends above 1",
          "the same; mean of the last 100 steps", ("zero_grad",), key("without_end"),
          low=1),
    Claim(7, "lesson", "In training mode dropout makes the score too low",
          "1,000 pictures, 20 measurements; after eval less mean before", ("dropout",),
          key("too_low"), low=0),
    Claim(7, "lesson", "In training mode the score changes from one measurement to the"
          " next", "the same; different scores of 20", ("dropout",),
          key("scores_in_training_mode"), low=1),
    Claim(7, "lesson", "With 300 pictures the best epoch is not the last",
          "MLP of 100 neurons, 30 epochs at 0.2; loss of the last less the lowest",
          ("few pictures",), key("lost_by_last"), low=0),
    Claim(7, "article", "The last network is as good as the best: train returns it",
          FIFTEEN + "; without sigmoid, test accuracy at the lowest"
          " validation loss less at the end", ("without sigmoid",),
          lambda run: run["test_accuracy"][best(run)] - run["test_accuracy"][-1],
          high=0),
    Claim(7, "article", "What is saved at the lowest validation loss has the best"
          " validation accuracy", FIFTEEN + "; without sigmoid, highest"
          " validation accuracy less the one of that epoch", ("without sigmoid",),
          lambda run: max(run["valid_accuracy"]) - run["valid_accuracy"][best(run)],
          high=0.001),
    # fifteen epochs
    Claim(8, "lesson", "The article's network names 74 to 82%", FULL,
          ("article_net",), key("test_accuracy"), 0.74, 0.82),
    Claim(8, "lesson", "The mended network names 86 to 91%", FULL, ("fashion_cnn",),
          key("test_accuracy"), 0.86, 0.91),
    Claim(8, "lesson", "One epoch of the mended network is worth about fifteen of the"
          " article's, or more", "mended after 1 epoch less the article's after 15",
          ("mended", "article_net"),
          lambda run, article: run["test_accuracy"][0] - article["test_accuracy"],
          low=-0.03),
    Claim(8, "lesson", "Its validation loss is hardly above its training loss",
          FIVE + "; validation less training loss, the same weights", ("mended",),
          lambda run: run["valid_loss"][-1] - run["end_train_loss"], 0, 0.15),
    Claim(8, "lesson", "1,200 steps over 200 pictures: lower loss on its own pictures",
          "FashionCNN at 0.1; 200 less 24,000", ("many or few",),
          lambda run: run["own_200"] - run["own_24000"], high=0),
    Claim(8, "lesson", "and a far higher one on others than over 24,000",
          "the same, validation loss", ("many or few",),
          lambda run: run["valid_200"] - run["valid_24000"], low=0.3),
    Claim(8, "lesson", "Training makes the largest weight of the first layer three"
          " times as large", FIVE, ("mended",), key("weight_growth"), low=3),
    # what it knows and what it does not
    Claim(9, "lesson", "The mended network names about a thousand pictures more than"
          " the article's", FULL, ("fashion_cnn", "article_net"),
          lambda cnn, article: 10_000 * (cnn["test_accuracy"]
          - article["test_accuracy"]), 800, 1300),
    Claim(9, "lesson", "Of the shirts it knows fewer than 80%", FIVE,
          ("mended",), lambda run: run["by_class"][6], high=0.8),
    Claim(9, "lesson", "The shirt is the class that it knows least",
          FIVE + "; shirts less the worst of the nine others", ("mended",),
          lambda run: run["by_class"][6]
          - min(run["by_class"][:6] + run["by_class"][7:]), high=0),
    Claim(9, "lesson", "Of its answers above 99% more than 98% are right", FIVE,
          ("mended",), key("right_above_99"), low=0.98),
    Claim(9, "lesson", "With global pooling digits may move: never below 80%",
          ON_DIGITS + "; GlobalPoolCNN, lowest of 0 to 7 px",
          ("digits: GlobalPoolCNN",), lambda run: min(run["curve"][:8]), low=0.8),
    Claim(9, "lesson", "The same network with flatten in its place does not let them",
          ON_DIGITS + "; mean of 5 to 7 px", ("digits: FlattenCNN",),
          lambda run: sum(run["curve"][5:8]) / 3, high=0.4),
    Claim(9, "lesson", "Clothes moved by 4 px: global pooling is 15 points ahead",
          CURVES + "; GlobalPoolCNN less FashionCNN",
          ("clothes: GlobalPoolCNN", "clothes: FashionCNN"),
          lambda pool, cnn: pool["curve"][4] - cnn["curve"][4], low=0.15),
    Claim(9, "lesson", "Clothes moved by 2 px: FashionCNN is ahead of the MLP",
          CURVES + "; FashionCNN less MLP", ("clothes: FashionCNN", "clothes: MLP"),
          lambda cnn, mlp: cnn["curve"][2] - mlp["curve"][2], low=0),
    Claim(9, "lesson", "Narrow clothes moved by 6 px: global pooling keeps 80%",
          LONGER + "; 1,032 pictures of which nothing is cut off",
          ("clothes: GlobalPoolCNN",), at(6, "curve_narrow"), low=0.8),
    Claim(9, "lesson", "Narrow clothes moved by 6 px: FashionCNN keeps less than 15%",
          LONGER + "; the same pictures", ("clothes: FashionCNN",),
          at(6, "curve_narrow"), high=0.15),
    # pictures of another kind
    Claim(10, "lesson", "Negatives are named less than three times in ten", FIVE,
          ("mended",), key("negatives"), high=0.3),
    Claim(10, "lesson", "It is surer of clothes than of digits",
          FIVE + "; mean of the largest probability, clothes less digits",
          ("mended",),
          lambda run: run["sure_of_clothes"] - run["sure_of_digits"], low=0),
    Claim(10, "lesson", "but surer of digits than one who knows nothing, at 0.1",
          FIVE + "; mean of the largest probability", ("mended",),
          key("sure_of_digits"), low=0.3),
    Claim(10, "lesson", "Mirrored ankle boots are hardly ever named", FIVE,
          ("mended",), key("mirrored_boots"), high=0.1),
    Claim(10, "lesson", "6,000 pictures, every second one mirrored, mend that",
          FIVE + ", then one epoch over the 6,000", ("mended",),
          key("mirrored_boots_after"), low=0.7),
    Claim(10, "lesson", "and ankle boots as they are stay known", "the same",
          ("mended",), key("boots_after"), low=0.8),
]  # fmt: skip


def rounded(value):
    """Round numbers, and lists of numbers, to five decimals."""
    return [round(v, 5) for v in value] if isinstance(value, list) else round(value, 5)


def measure(record: dict) -> None:
    """Run what has not been run yet; save the record after every run."""
    for seed in range(20):
        for name, (experiment, seeds) in EXPERIMENTS.items():
            runs = record["runs"].setdefault(name, {})
            if seed >= seeds or str(seed) in runs:
                continue
            if record["versions"] != VERSIONS:
                sys.exit("the rest was measured with other versions: delete the file")
            result = experiment(seed=seed)
            runs[str(seed)] = {key: rounded(v) for key, v in result.items()}
            save(record)
            print(name, seed, flush=True)


def save(record: dict) -> None:
    """Write claims.json, each list of numbers on one line."""
    text = json.dumps(record, indent=1) + "\n"
    text = re.sub(r"\[[^][{}]*\]", lambda match: " ".join(match[0].split()), text)
    write_atomically(FOLDER / "claims.json", text.encode())


def full_trainings() -> dict[str, dict]:
    """Read what `make checkpoints` left, as experiments of five seeds."""
    runs = {}
    for name in MODELS:
        record = json.loads((CHECKPOINTS / f"{name}.json").read_text("utf-8"))
        pairs = zip(
            record["test_accuracy_by_seed"], record["valid_loss_by_seed"], strict=True
        )
        runs[name] = {
            str(seed): {"test_accuracy": accuracy, "valid_loss": loss}
            for seed, (accuracy, loss) in enumerate(pairs)
        }
    return runs


def judge(claim: Claim, runs: dict[str, dict]) -> dict:
    """Return a row of the table: values by seed, mean, 95% interval, verdict."""
    seeds = sorted(
        set.intersection(*(set(runs[name]) for name in claim.needs)), key=int
    )
    values = [
        claim.value(*(runs[name][seed] for name in claim.needs)) for seed in seeds
    ]
    mean = statistics.mean(values)
    # Student's t: https://en.wikipedia.org/wiki/Student's_t-distribution
    quantile = float(scipy.stats.t.ppf(0.975, len(values) - 1))
    margin = quantile * statistics.stdev(values) / math.sqrt(len(values))
    low, high = mean - margin, mean + margin
    if claim.low < low and high < claim.high:
        verdict = "holds"
    elif high <= claim.low or claim.high <= low:
        verdict = "does not hold"
    else:
        verdict = "undecided"
    return {
        "lesson": claim.lesson,
        "whose": claim.whose,
        "claim": claim.claim,
        "how": claim.how,
        "holds_above": None if claim.low == -math.inf else claim.low,
        "holds_below": None if claim.high == math.inf else claim.high,
        "seeds": [int(seed) for seed in seeds],
        "values": [round(value, 5) for value in values],
        "mean": round(mean, 5),
        "interval": [round(low, 5), round(high, 5)],
        "verdict": verdict,
    }


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.4f}"


def bounds(row: dict) -> str:
    low, high = row["holds_above"], row["holds_below"]
    if low is None:
        return f"< {high:g}"
    return f"> {low:g}" if high is None else f"{low:g} to {high:g}"


def markdown(record: dict) -> str:
    """Return the table as Markdown."""
    versions = ", ".join(f"{name} {v}" for name, v in record["versions"].items())
    lines = [
        "# What the claims are worth",
        "",
        "Every claim of the article that can be measured, and every claim that the"
        " lessons make in its place. `make claims` measures them again and writes this"
        " page; single runs and curves are in `claims.json`, the four improvements of"
        " the article's conclusion in `ladder.json`. A claim holds if the whole 95%"
        " interval of the mean (Student's t over the seeds) lies within the bounds; it"
        " does not hold if the whole interval lies outside.",
        "",
        f"Measured on: {record['hardware']}. {versions}.",
        "",
        "| lesson | whose | claim | measured | bounds | by seed | mean, interval"
        " | verdict |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in record["claims"]:
        low, high = map(number, row["interval"])
        cells = [
            str(row["lesson"]),
            row["whose"],
            row["claim"],
            row["how"],
            bounds(row),
            " ".join(map(number, row["values"])),
            f"{number(row['mean'])} ({low} to {high})",
            row["verdict"],
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    torch.set_num_threads(1)  # as in the lessons: the networks are too small for more
    path = FOLDER / "claims.json"
    if path.exists():
        record = json.loads(path.read_text("utf-8"))
    else:
        threads = torch.get_num_threads()
        hardware = f"CPU, {platform.machine()}, {threads} thread"
        record = {"command": "make claims", "hardware": hardware, "versions": VERSIONS}
        record |= {"claims": [], "runs": {}}
    measure(record)
    runs = record["runs"] | full_trainings()
    record["claims"] = [judge(claim, runs) for claim in CLAIMS]
    save(record)
    write_atomically(FOLDER / "claims.md", markdown(record).encode())


if __name__ == "__main__":
    main()
