"""What the article and lessons 6 to 8 claim: the loss, the loop, fifteen epochs."""

import numpy as np

from measure.claims.claim import (
    FIFTEEN,
    FULL,
    SMALL,
    Claim,
    best,
    chosen,
    key,
    less,
)

FLOOR = 1.4612  # the lowest loss that scores between 0 and 1 can have
MOST = 0.232  # the largest share that softmax can make of ten such scores
UNTRAINED = "FashionCNN as it begins, asked about 12,000 validation pictures"
THOUSAND = "1,000 clothes, FashionCNN, 6 epochs of 50 batches of 20, at lr {}"
BY_HEART = "FashionCNN on 20 clothes, 800 steps at lr 0.05, {} zero_grad"
DROPOUT = (
    "a network with half of 32 neurons dropped, 2,010 clothes, 2 epochs; asked 20 times"
    " about 1,000 validation pictures"
)
SAME_STEPS = (
    "FashionCNN at lr 0.1, 1,200 steps, over 200 clothes or over 24,000; asked about"
    " 12,000 validation pictures"
)
BATCH_MEANS = (
    "FashionCNN after an epoch of 6,000 clothes at lr 0.1; its loss on validation"
    " pictures"
)
RATES = SMALL.replace("batches of 20, lr 0.04", "batches of 20 or 100, several rates")
EARLY = "48,000 clothes, FashionCNN, batches of 20, lr 0.04, 300 steps"


def saved_less_last(run: dict) -> float:
    """Return what is lost by the last epoch's weights, on pictures that chose none."""
    second = run["second_accuracy"]
    return second[best(run, "first_loss")] - second[-1]


def one_class_of_jump(run: dict) -> float:
    """Return which share of the largest jump comes from one of the ten classes.

    A jump is made of the classes that rise in it; those that fall count as zero.
    """
    accuracy, recall = np.array(run["valid_accuracy"]), np.array(run["recall"])
    epoch = np.diff(accuracy).argmax()
    rises = np.diff(recall.reshape(-1, 10), axis=0)[epoch].clip(min=0)
    return rises.max() / rises.sum()


CLAIMS = [
    # the sigmoid and its floor
    Claim(6, "lesson", "The article's validation loss comes below 1.65, near its floor"
          " of 1.4612", FULL, "lowest validation loss of fifteen", ("article",),
          lambda run: min(run["valid_loss"]), high=1.65, kind="every"),
    Claim(6, "article", "The outputs of the sigmoid are probabilities: they sum to 1,"
          " within a hundredth", FULL, "mean distance of their sum from 1",
          ("article",), key("off_one"), high=0.01),
    Claim(6, "lesson", "For at least one picture softmax of these outputs gives a class"
          " all that it can give, 0.232, within a thousandth", FULL,
          "the largest of all shares",
          ("article",), key("largest_share"), MOST - 0.001, MOST + 0.001, kind="every",
          after=True),
    Claim(6, "lesson", "Leaving out the sigmoid is worth more than five points", FULL,
          "NoSigmoid less ArticleNet", ("without sigmoid", "article"),
          lambda run, article: chosen(run) - chosen(article), low=0.05, unit="points"),
    Claim(6, "lesson", "After fifteen epochs ReLU after the convolutions is worth less"
          " than a point, either way", FULL, "FashionCNN less NoSigmoid",
          ("mended", "without sigmoid"),
          lambda relu, run: chosen(relu) - chosen(run), -0.01, 0.01, unit="points"),
    Claim(6, "lesson", "On 6,000 pictures too, leaving out the sigmoid helps", SMALL,
          "NoSigmoid less ArticleNet", ("few: no sigmoid", "few: article"),
          less("valid_accuracy"), low=0, unit="points"),
    Claim(6, "lesson", "After 1,500 steps on 6,000 pictures, once the sigmoid is gone,"
          " ReLU costs something", SMALL, "FashionCNN less NoSigmoid",
          ("few: both", "few: no sigmoid"), less("valid_accuracy"), high=0,
          unit="points", after=True),
    Claim(6, "lesson", "An untrained FashionCNN has a loss of ln 10, within a tenth",
          UNTRAINED, "distance from 2.3026", ("untrained",), key("off_ln_10"),
          high=0.1, kind="every"),
    # the learning rate, and the size of a batch
    Claim(6, "lesson", "300 steps at 0.04 bring FashionCNN below the article's floor",
          THOUSAND.format(0.04), "training loss of the last epoch",
          ("learning rates",), key("loss_0.04"), high=FLOOR),
    Claim(6, "lesson", "At 0.001 it has hardly learned after 300 steps",
          THOUSAND.format(0.001), "training loss of the last epoch",
          ("learning rates",), key("loss_0.001"), low=2.2),
    Claim(6, "lesson", "At 1 the loss stays near ln 10, 2.3026", THOUSAND.format(1),
          "training loss of the last epoch", ("learning rates",), key("loss_1.0"), 2.2,
          2.4),
    Claim(6, "lesson", "At 1 every picture ends with the same ten scores",
          THOUSAND.format(1),
          "of the ten scores, the largest standard deviation over the pictures",
          ("learning rates",), key("spread_1.0"), high=0.001, kind="every"),
    Claim(6, "article", "A learning rate of 0.04 is better than a tenth of it"
          " (FashionCNN, 1,500 steps)", RATES,
          "FashionCNN at 0.04 less at 0.004", ("few: both", "lr 0.004"),
          less("valid_accuracy"), low=0, unit="points"),
    Claim(6, "lesson", "At ten times the rate more than one training in twenty breaks"
          " down", RATES, "FashionCNN: trainings at 0.4 that name fewer than 20%",
          ("lr 0.4",), lambda run: run["valid_accuracy"] < 0.2, low=0.05,
          kind="often", first=20),
    Claim(6, "article", "In five epochs batches of 20 learn more than batches of 100"
          " (FashionCNN, 6,000 pictures)", RATES, "FashionCNN, 20 less 100",
          ("few: both", "batch 100"),
          less("valid_accuracy"), low=0, unit="points"),
    Claim(6, "lesson", "With five times the rate, batches of 100 make up more than half"
          " of what they lose", RATES, "FashionCNN, 100 at 0.2, less the mean of 20 and"
          " of 100 at 0.04", ("few: both", "batch 100", "batch 100, lr 0.2"),
          lambda twenty, slow, quick: quick["valid_accuracy"]
          - (twenty["valid_accuracy"] + slow["valid_accuracy"]) / 2, low=0,
          unit="points", first=20),
    Claim(6, "lesson", "A mean of batch means is off where batches are few: 50 pictures"
          " by 20", BATCH_MEANS, "mean distance of the losses over 1,000 orders",
          ("batch means",), key("off_50_by_20"), low=0.001, kind="every"),
    Claim(6, "lesson", "A mean of batch means of 12,000 pictures by 64 is off by less"
          " than a hundredth", BATCH_MEANS, "mean distance of the losses over 1,000"
          " orders", ("batch means",), key("off_12000_by_64"), high=0.01, kind="every"),
    # the loop
    Claim(7, "lesson", "A sound loop learns twenty pictures by heart",
          BY_HEART.format("with"), "share named", ("zero_grad",), key("with_right"),
          low=0.99, kind="every", unit="%"),
    Claim(7, "lesson", "Without zero_grad the first steps are ahead",
          BY_HEART.format("with or without"),
          "lowest loss of the first 50 steps, without less with", ("zero_grad",),
          lambda run: run["without_best_of_50"] - run["with_best_of_50"], high=0),
    Claim(7, "lesson", "Without zero_grad the loss ends above 1",
          BY_HEART.format("without"), "mean loss of the last 100 steps",
          ("zero_grad",), key("without_end"), low=1),
    Claim(7, "lesson", "In training mode dropout makes the score too low", DROPOUT,
          "after eval, less the mean before", ("dropout",), key("too_low"), low=0,
          unit="points"),
    Claim(7, "lesson", "In training mode the score changes from one measurement to the"
          " next", DROPOUT, "different scores of 20", ("dropout",),
          key("scores_in_training_mode"), low=1, kind="every"),
    Claim(7, "lesson", "With 300 pictures the best epoch is not the last",
          "300 clothes, MLP of 100 neurons, 30 epochs at lr 0.2; half of 12,000"
          " validation pictures chooses an epoch, the other judges",
          "loss after the last epoch less after the chosen", ("few pictures",),
          key("lost_by_last"), low=0, kind="every"),
    Claim(7, "article", "The network of the last epoch, which train returns, is as good"
          " as the one saved, within half a point, always (without the sigmoid)",
          FIFTEEN, "NoSigmoid: half of them chooses the epoch with the lowest loss; its"
          " accuracy on the other half, less that of the last",
          ("without sigmoid",), saved_less_last, high=0.005, kind="every",
          unit="points"),
    Claim(7, "article", "What is saved at the lowest validation loss has the highest"
          " validation accuracy, within a tenth of a point (without the sigmoid)",
          FIFTEEN, "NoSigmoid, highest accuracy less the one of that epoch",
          ("without sigmoid",),
          lambda run: max(run["valid_accuracy"]) - chosen(run), high=0.001,
          kind="every", unit="points"),
    # fifteen epochs
    Claim(8, "lesson", "The article's network names 74 to 82%", FULL, "accuracy",
          ("article",), chosen, 0.74, 0.82, kind="every", unit="%"),
    Claim(8, "lesson", "The mended network names 86 to 91%", FULL, "accuracy",
          ("mended",), chosen, 0.86, 0.91, kind="every", unit="%"),
    Claim(8, "lesson", "One epoch of the mended network is worth fifteen of the"
          " article's, or more", FULL, "FashionCNN after 1 epoch less ArticleNet",
          ("mended", "article"),
          lambda run, article: run["valid_accuracy"][0] - chosen(article), low=0,
          unit="points", after=True),
    Claim(8, "lesson", "Where the article's curve jumps, a few classes wake up: in the"
          " mean one brings more than a third of the largest jump", FIFTEEN,
          "largest rise of the accuracy from one epoch to the next; of what the classes"
          " that rise gain in it, the share of the one that gains most",
          ("article",), one_class_of_jump, low=1 / 3, unit="%", after=True),
    Claim(8, "lesson", "The mended network's validation loss is above its training loss"
          " by less than 0.15", FULL + ", which these pictures chose",
          "validation less training loss, the same weights", ("mended",),
          lambda run: min(run["valid_loss"]) - run["end_train_loss"], 0, 0.15),
    Claim(8, "lesson", "1,200 steps over 200 pictures: a lower loss on its own pictures"
          " than over 24,000", SAME_STEPS, "loss on its own pictures, 200 less 24,000",
          ("many or few",), lambda run: run["own_200"] - run["own_24000"], high=0),
    Claim(8, "lesson", "1,200 steps over 200 pictures: a far higher loss on others than"
          " over 24,000", SAME_STEPS, "validation loss, 200 less 24,000",
          ("many or few",), lambda run: run["valid_200"] - run["valid_24000"], low=0.3),
    Claim(8, "lesson", "Training makes the largest weight of the first layer three"
          " times as large", FULL, "FashionCNN, largest weight after by before",
          ("mended",), key("weight_growth"), low=3),
    Claim(8, "lesson", "After an eighth of an epoch one of the six kernels is nearly of"
          " one colour: its weights have one sign",
          EARLY, "the sum of a kernel's weights divided by the sum of their absolute"
          " values, the largest of six; before training it is about 0.4", ("mended",),
          key("one_colour"),
          low=0.8, unit="%"),
    Claim(8, "lesson", "Brightness comes first: after an eighth of an epoch the means"
          " of the kernels are nearer to their final values than the rest, which"
          " answers to edges",
          EARLY + "; the way leads to the weights after 15 epochs",
          "share of the way from the first weights to the last, below 0 where they"
          " went away from them: the means less the rest", ("mended",),
          lambda run: run["early_even"] - run["early_edges"],
          low=0, unit="points"),
]  # fmt: skip
