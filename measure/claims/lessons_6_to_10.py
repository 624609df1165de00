"""What the article and lessons 6 to 10 claim: the loss, the loop, the answers."""

import numpy as np

from measure.claims.claim import (
    CURVES,
    FIFTEEN,
    FULL,
    LONGER,
    ON_DIGITS,
    ON_TEST,
    SMALL,
    TEN,
    Claim,
    at,
    best,
    chosen,
    key,
    less,
)

PHOTOGRAPHS = (
    "EfficientNet-Lite0 with weights from ImageNet, pictures enlarged to 64 pixels;"
    " 2,000 validation pictures"
)
FLOOR = 1.4612  # the lowest loss that scores between 0 and 1 can have


def saved_less_last(run: dict) -> float:
    """Return what is lost by the last epoch's weights, on pictures that chose none."""
    second = run["second_accuracy"]
    return second[best(run, "first_loss")] - second[-1]


def one_class_of_jump(run: dict) -> float:
    """Return which share of the largest jump comes from one of the ten classes."""
    accuracy, recall = np.array(run["valid_accuracy"]), np.array(run["recall"])
    epoch = np.diff(accuracy).argmax()
    rises = np.diff(recall.reshape(-1, 10), axis=0)[epoch]
    return rises.max() / rises.sum()


def from_nothing(run: dict, pictures: str) -> float:
    """Return the accuracy of the best network that begins from nothing."""
    return max(run[way][pictures] for way in ("FashionCNN", "small", "large"))


def shirts_less_worst(run: dict) -> float:
    """Return how many more shirts are named than of the worst other class."""
    classes = run["by_class_on_test"]
    return classes[6] - min(classes[:6] + classes[7:])


CLAIMS = [
    # the sigmoid and its floor
    Claim(6, "lesson", "At its best epoch the article's validation loss lies between"
          " its floor, 1.4612, and 1.65", FULL, ("article",),
          lambda run: min(run["valid_loss"]), FLOOR, 1.65, kind="every"),
    Claim(6, "article", "The outputs of the sigmoid are probabilities: they sum to 1,"
          " within a hundredth", FULL + "; mean distance of their sum from 1",
          ("article",), key("off_one"), high=0.01),
    Claim(6, "lesson", "Softmax of these outputs never gives a class more than 0.232",
          FULL + "; the largest of all shares", ("article",), key("largest_share"),
          high=0.232, kind="every"),
    Claim(6, "lesson", "Leaving out the sigmoid is worth more than five points",
          FULL + "; without sigmoid less the article's",
          ("without sigmoid", "article"),
          lambda run, article: chosen(run) - chosen(article), low=0.05),
    Claim(6, "lesson", "After fifteen epochs ReLU after the convolutions is worth less"
          " than a point, either way", FULL + "; FashionCNN less without sigmoid",
          ("mended", "without sigmoid"),
          lambda relu, run: chosen(relu) - chosen(run), -0.01, 0.01),
    Claim(6, "lesson", "On fewer pictures too, leaving out the sigmoid helps",
          SMALL + "; without sigmoid less the article's",
          ("few: no sigmoid", "few: article"), less("valid_accuracy"), low=0),
    Claim(6, "lesson", "There, once the sigmoid is gone, ReLU costs something",
          SMALL + "; FashionCNN less without sigmoid",
          ("few: both", "few: no sigmoid"), less("valid_accuracy"), high=0),
    Claim(6, "lesson", "An untrained FashionCNN has a loss of ln 10, within a tenth",
          "12,000 validation pictures; distance from 2.3026", ("untrained",),
          key("off_ln_10"), high=0.1, kind="every"),
    # the learning rate, and the size of a batch
    Claim(6, "lesson", "300 steps at 0.04 bring the mended network below the article's"
          " floor", "1,000 pictures, 6 epochs; training loss of the last",
          ("learning rates",), key("loss_0.04"), high=FLOOR),
    Claim(6, "lesson", "At 0.001 it has hardly learned", "the same at 0.001",
          ("learning rates",), key("loss_0.001"), low=2.2),
    Claim(6, "lesson", "At 1 it stays near ln 10", "the same at 1",
          ("learning rates",), key("loss_1.0"), low=2.2),
    Claim(6, "lesson", "At 1 every picture ends with the same ten scores",
          "the same at 1; largest deviation of a score over the pictures",
          ("learning rates",), key("spread_1.0"), high=0.001,
          kind="every"),
    Claim(6, "article", "A learning rate of 0.04 is better than a tenth of it",
          SMALL + "; 0.04 less 0.004", ("few: both", "lr 0.004"),
          less("valid_accuracy"), low=0),
    Claim(6, "article", "A learning rate of 0.04 is better than ten times as much",
          SMALL + "; trainings in which 0.04 names more than 0.4",
          ("few: both", "lr 0.4"),
          lambda run, large: run["valid_accuracy"] > large["valid_accuracy"], low=0.5,
          kind="often"),
    Claim(6, "lesson", "At ten times as much some trainings break down: more than one"
          " in twenty", SMALL + "; trainings at 0.4 that name fewer than 20%",
          ("lr 0.4",), lambda run: run["valid_accuracy"] < 0.2, low=0.05,
          kind="often"),
    Claim(6, "article", "Batches of 20 learn more in an epoch than batches of 100",
          SMALL + "; 20 less 100", ("few: both", "batch 100"),
          less("valid_accuracy"), low=0),
    Claim(6, "lesson", "With five times the rate, batches of 100 come close again: they"
          " make up more than half of that", SMALL + "; 100 at 0.2, less the mean of 20"
          " and of 100 at 0.04", ("few: both", "batch 100", "batch 100, lr 0.2"),
          lambda twenty, slow, quick: quick["valid_accuracy"]
          - (twenty["valid_accuracy"] + slow["valid_accuracy"]) / 2, low=0),
    Claim(6, "lesson", "A mean of batch means is off where batches are few: 50 pictures"
          " by 20", "FashionCNN after 300 steps; distance in nats", ("batch means",),
          key("off_50_by_20"), low=0.001, kind="every"),
    Claim(6, "lesson", "12,000 pictures by 64 are off by less than a hundredth",
          "the same", ("batch means",), key("off_12000_by_64"), high=0.01,
          kind="every"),
    # the loop
    Claim(7, "lesson", "A sound loop learns twenty pictures by heart",
          "FashionCNN, 800 steps at 0.05; share named", ("zero_grad",),
          key("with_right"), low=0.99, kind="every"),
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
          key("scores_in_training_mode"), low=1, kind="every"),
    Claim(7, "lesson", "With 300 pictures the best epoch is not the last",
          "MLP of 100 neurons, 30 epochs at 0.2; loss of the last less the lowest",
          ("few pictures",), key("lost_by_last"), low=0, kind="every"),
    Claim(7, "article", "The network of the last epoch, which train returns, is as good"
          " as the one saved: within half a point, always",
          FIFTEEN + "; without sigmoid: the first half of them chooses the epoch with"
          " the lowest loss; its accuracy on the second half, less that of the last",
          ("without sigmoid",), saved_less_last, high=0.005, kind="every"),
    Claim(7, "article", "What is saved at the lowest validation loss has the highest"
          " validation accuracy, within a tenth of a point",
          FIFTEEN + "; without sigmoid, highest accuracy less the one of that epoch",
          ("without sigmoid",),
          lambda run: max(run["valid_accuracy"]) - chosen(run), high=0.001,
          kind="every"),
    # fifteen epochs
    Claim(8, "lesson", "The article's network names 74 to 82%", FULL,
          ("article",), chosen, 0.74, 0.82, kind="every"),
    Claim(8, "lesson", "The mended network names 86 to 91%", FULL, ("mended",),
          chosen, 0.86, 0.91, kind="every"),
    Claim(8, "lesson", "One epoch of the mended network is worth about fifteen of the"
          " article's, or more: at most a point less",
          FULL + "; mended after 1 epoch less the article's after 15",
          ("mended", "article"),
          lambda run, article: run["valid_accuracy"][0] - chosen(article), low=-0.01),
    Claim(8, "lesson", "Where the article's curve jumps, one class wakes up: more than"
          " half of the largest jump is its",
          FIFTEEN + "; largest rise of the accuracy from one epoch to the next, and the"
          " share of it that the class with the largest rise brings", ("article",),
          one_class_of_jump, low=0.5),
    Claim(8, "lesson", "Its validation loss is hardly above its training loss",
          FULL + "; validation less training loss, the same weights", ("mended",),
          lambda run: min(run["valid_loss"]) - run["end_train_loss"], 0, 0.15),
    Claim(8, "lesson", "1,200 steps over 200 pictures: lower loss on its own pictures",
          "FashionCNN at 0.1; 200 less 24,000", ("many or few",),
          lambda run: run["own_200"] - run["own_24000"], high=0),
    Claim(8, "lesson", "and a far higher one on others than over 24,000",
          "the same, validation loss", ("many or few",),
          lambda run: run["valid_200"] - run["valid_24000"], low=0.3),
    Claim(8, "lesson", "Training makes the largest weight of the first layer three"
          " times as large", FULL, ("mended",), key("weight_growth"), low=3),
    Claim(8, "lesson", "After an eighth of an epoch a kernel is nearly of one colour",
          "FashionCNN, 300 steps: of the six kernels the largest sum, divided by the"
          " sum of absolute values", ("mended",), key("one_colour"), low=0.8,
          kind="share"),
    Claim(8, "lesson", "Brightness comes first: by then the means of the kernels have"
          " come further than the rest, which answers to edges",
          FULL + "; share of the way from the first weights to the last, after 300"
          " steps, the means less the rest", ("mended",),
          lambda run: run["early_even"] - run["early_edges"], low=0),
    # what it knows and what it does not
    Claim(9, "lesson", "The mended network names about a thousand pictures more than"
          " the article's", ON_TEST, ("mended", "article"),
          lambda cnn, article: 10_000 * (cnn["accuracy_on_test"]
          - article["accuracy_on_test"]), 800, 1300),
    Claim(9, "lesson", "Of the shirts it knows fewer than 80%", ON_TEST,
          ("mended",), lambda run: run["by_class_on_test"][6], high=0.8, kind="share"),
    Claim(9, "lesson", "The shirt is the class that it knows least",
          ON_TEST + "; shirts less the worst of the nine others", ("mended",),
          shirts_less_worst, high=0, kind="every"),
    Claim(9, "lesson", "Of its answers above 99% more than 98% are right", ON_TEST,
          ("mended",), key("right_above_99_on_test"), low=0.98, kind="share"),
    Claim(9, "lesson", "Of more than one picture in ten the article's network is sure"
          " of several classes", FULL + "; two or more sigmoids above 0.999",
          ("article",), key("several"), low=0.1, kind="share"),
    Claim(9, "lesson", "More than four in ten of these answers are wrong", "the same",
          ("article",), key("several_wrong"), low=0.4, kind="share"),
    Claim(9, "lesson", "That is more than of its other answers, by over ten points",
          "the same; wrong answers where several are sure, less where not",
          ("article",), lambda run: run["several_wrong"] - run["others_wrong"],
          low=0.1),
    Claim(9, "lesson", "With global pooling digits may move: never below 80%",
          ON_DIGITS + "; GlobalPoolCNN, lowest of 0 to 7 px",
          ("digits: GlobalPoolCNN",), lambda run: min(run["curve"][:8]), low=0.8,
          kind="every"),
    Claim(9, "lesson", "The same network with flatten in its place does not let them",
          ON_DIGITS + "; mean of 5 to 7 px", ("digits: FlattenCNN",),
          lambda run: sum(run["curve"][5:8]) / 3, high=0.4, kind="share"),
    Claim(9, "lesson", "Clothes moved by 4 px: global pooling is 15 points ahead",
          CURVES + "; GlobalPoolCNN less FashionCNN",
          ("clothes: GlobalPoolCNN", "clothes: FashionCNN"),
          lambda pool, cnn: pool["curve"][4] - cnn["curve"][4], low=0.15),
    Claim(9, "lesson", "Clothes moved by 2 px: FashionCNN is ahead of the MLP",
          CURVES + "; FashionCNN less MLP", ("clothes: FashionCNN", "clothes: MLP"),
          lambda cnn, mlp: cnn["curve"][2] - mlp["curve"][2], low=0),
    Claim(9, "lesson", "Narrow clothes moved by 6 px: global pooling keeps 80%",
          LONGER + "; those of which nothing is cut off, about one in ten",
          ("clothes: GlobalPoolCNN",), at(6, "curve_narrow"), low=0.8, kind="share"),
    Claim(9, "lesson", "Narrow clothes moved by 6 px: FashionCNN keeps less than 15%",
          LONGER + "; the same pictures", ("clothes: FashionCNN",),
          at(6, "curve_narrow"), high=0.15, kind="share"),
    # pictures of another kind
    Claim(10, "lesson", "Negatives are named less than three times in ten", FULL,
          ("mended",), key("negatives"), high=0.3, kind="share"),
    Claim(10, "lesson", "It is surer of clothes than of digits",
          FULL + "; mean of the largest probability, clothes less digits",
          ("mended",),
          lambda run: run["sure_of_clothes"] - run["sure_of_digits"], low=0),
    Claim(10, "lesson", "but surer of digits than one who knows nothing, at 0.1",
          FULL + "; mean of the largest probability", ("mended",),
          key("sure_of_digits"), low=0.3, kind="share"),
    Claim(10, "lesson", "Mirrored ankle boots are hardly ever named", FULL,
          ("mended",), key("mirrored_boots"), high=0.1, kind="share"),
    Claim(10, "lesson", "6,000 pictures, every second one mirrored, mend that",
          FULL + ", then one epoch over the 6,000", ("mended",),
          key("mirrored_boots_after"), low=0.7, kind="share"),
    Claim(10, "lesson", "and ankle boots as they are stay known", "the same",
          ("mended",), key("boots_after"), low=0.8, kind="share"),
    Claim(10, "lesson", "Simulated photographs of clothes are named nearly as often as"
          " the clothes: at most six points less", "300 validation pictures, rendered"
          " as photographs in uneven light; prepared photographs less originals,"
          " FashionCNN of lesson 8", ("photographs",),
          lambda run: run["photographs"] - run["originals"], low=-0.06),
    # the four improvements of the article's conclusion
    Claim(10, "article", "Batch normalisation improves the network",
          TEN + "; NormCNN less FashionCNN", ("norm", "plain"), less("valid_accuracy"),
          low=0),
    Claim(10, "article", "Dropout in the fully connected layers improves the network",
          TEN + "; NormCNN with a quarter dropped less without",
          ("norm, dropout", "norm"), less("valid_accuracy"), low=0),
    Claim(10, "article", "Augmentation improves the network",
          TEN + "; NormCNN with mirror, shift and erase less without",
          ("norm, augmented", "norm"), less("valid_accuracy"), low=0),
    # the fourth: networks that have learned from photographs
    Claim(10, "article", "With 500 pictures a pretrained network names more than any of"
          " three that begin from nothing", PHOTOGRAPHS + "; all its layers learn, less"
          " the best of FashionCNN, small and large", ("pretrained",),
          lambda run: run["all layers, 64"]["500"] - from_nothing(run, "500"), low=0),
    Claim(10, "article", "With 5,000 pictures too", "the same, but 96 pixels",
          ("pretrained",),
          lambda run: run["all layers, 96"]["5000"] - from_nothing(run, "5000"), low=0),
    Claim(10, "article", "What it learned from photographs is worth something: with"
          " 5,000 pictures its features name more than the pixels",
          PHOTOGRAPHS.replace("64", "96") + "; logistic regression on its features,"
          " less on pixels", ("pretrained",), lambda run: run["last layer, 96"]["5000"]
          - run["raw pixels"]["5000"], low=0),
]  # fmt: skip
