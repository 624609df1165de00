"""What the article and lessons 9 and 10 claim: the answers, and other pictures."""

from measure.claims.claim import (
    CURVES,
    DIGITS,
    FULL,
    LONGER,
    ON_TEST,
    TEN,
    Claim,
    ahead,
    at,
    key,
    less,
)

NARROW = LONGER + "; of these only what is narrow, mostly trousers and dresses, so that"
NARROW += " nothing is cut off"
PHOTOGRAPHS = (
    "300 validation pictures, rendered as photographs in uneven light, a seed each;"
    " asked is one network, the FashionCNN of lesson 8, whose epoch they helped to"
    " choose"
)
PRETRAINED = (
    "EfficientNet-Lite0 with weights from ImageNet, pictures enlarged to {} pixels;"
    " asked about 2,000 validation pictures"
)
THEN_MIRRORED = FULL + ", then one epoch over 6,000 clothes, every second one mirrored"


def from_nothing(run: dict, pictures: str) -> float:
    """Return the accuracy of the best network that begins from nothing."""
    return max(run[way][pictures] for way in ("FashionCNN", "small", "large"))


def shirts_less_worst(run: dict) -> float:
    """Return how many more shirts are named than of the worst other class."""
    classes = run["by_class_on_test"]
    return classes[6] - min(classes[:6] + classes[7:])


CLAIMS = [
    # what it knows and what it does not
    Claim(9, "lesson", "The mended network names about a thousand of the 10,000 test"
          " pictures more than the article's", ON_TEST, "pictures",
          ("mended", "article"), lambda cnn, article: 10_000
          * (cnn["accuracy_on_test"] - article["accuracy_on_test"]), 800, 1300),
    Claim(9, "lesson", "Of the shirts the mended network names fewer than 80%", ON_TEST,
          "share of the shirts", ("mended",), lambda run: run["by_class_on_test"][6],
          high=0.8, unit="%"),
    Claim(9, "lesson", "The shirt is the class that the mended network names least",
          ON_TEST, "shirts less the worst of the nine others", ("mended",),
          shirts_less_worst, high=0, kind="every", unit="points"),
    Claim(9, "lesson", "Of the mended network's answers above 99% more than 98% are"
          " right", ON_TEST, "share of them that is right", ("mended",),
          key("right_above_99_on_test"), low=0.98, unit="%"),
    Claim(9, "lesson", "Of more than one picture in ten the article's network is sure"
          " of several classes", FULL, "share with two or more sigmoids above 0.999",
          ("article",), key("several"), low=0.1, unit="%"),
    Claim(9, "lesson", "Where the article's network is sure of several classes, more"
          " than four in ten answers are wrong", FULL, "share of those that is wrong",
          ("article",), key("several_wrong"), low=0.4, unit="%"),
    Claim(9, "lesson", "Where it is sure of several, the article's network errs more"
          " than elsewhere, by over ten points", FULL,
          "wrong answers where several are sure, less where not", ("article",),
          lambda run: run["several_wrong"] - run["others_wrong"], low=0.1,
          unit="points"),
    Claim(9, "lesson", "With global pooling digits may move to the right by up to 7 px:"
          " never below 80%", DIGITS,
          "GlobalPoolCNN, lowest of 0 to 7 px", ("digits: GlobalPoolCNN",),
          lambda run: min(run["curve"][:8]), low=0.8, kind="every", unit="%"),
    Claim(9, "lesson", "With flatten in the place of global pooling, of digits moved by"
          " 5 to 7 px fewer than 40% are named", DIGITS,
          "FlattenCNN, mean of 5 to 7 px", ("digits: FlattenCNN",),
          lambda run: sum(run["curve"][5:8]) / 3, high=0.4, unit="%"),
    Claim(9, "lesson", "Of clothes moved by 4 px GlobalPoolCNN names 15 points more"
          " than FashionCNN", CURVES, "GlobalPoolCNN less FashionCNN at 4 px",
          ("clothes: GlobalPoolCNN", "clothes: FashionCNN"), ahead(4), low=0.15,
          unit="points"),
    Claim(9, "lesson", "Of clothes moved by 2 px FashionCNN names more than the MLP",
          CURVES, "FashionCNN less MLP at 2 px",
          ("clothes: FashionCNN", "clothes: MLP"), ahead(2), low=0, unit="points"),
    Claim(9, "lesson", "Of narrow clothes moved by 6 px GlobalPoolCNN mostly names 80%"
          " or more", NARROW, "trainings that name 80% at 6 px",
          ("clothes: GlobalPoolCNN",), lambda run: run["curve_narrow"][6] >= 0.8,
          low=0.5, kind="often", after=True),
    Claim(9, "lesson", "Of narrow clothes moved by 6 px FashionCNN names less than 15%",
          NARROW, "accuracy at 6 px", ("clothes: FashionCNN",),
          at(6, "curve_narrow"), high=0.15, unit="%"),
    # pictures of another kind
    Claim(10, "lesson", "Negatives are named less than three times in ten", FULL,
          "FashionCNN on validation pictures in negative", ("mended",),
          key("negatives"), high=0.3, unit="%"),
    Claim(10, "lesson", "FashionCNN is surer of clothes than of digits", FULL,
          "mean of the largest probability, clothes less digits", ("mended",),
          lambda run: run["sure_of_clothes"] - run["sure_of_digits"], low=0,
          unit="points"),
    Claim(10, "lesson", "FashionCNN is surer of digits than one who knows nothing, at"
          " 10%", FULL, "mean of the largest probability for digits", ("mended",),
          key("sure_of_digits"), low=0.3, unit="%"),
    Claim(10, "lesson", "Mirrored ankle boots are hardly ever named", FULL,
          "FashionCNN on mirrored boots", ("mended",), key("mirrored_boots"), high=0.1,
          unit="%"),
    Claim(10, "lesson", "6,000 pictures, every second one mirrored, mend that: most"
          " mirrored boots are named", THEN_MIRRORED, "FashionCNN on mirrored boots",
          ("mended",), key("mirrored_boots_after"), low=0.7, unit="%"),
    Claim(10, "lesson", "After these 6,000, ankle boots as they are stay known",
          THEN_MIRRORED, "FashionCNN on boots", ("mended",), key("boots_after"),
          low=0.8, unit="%"),
    Claim(10, "lesson", "Simulated photographs of clothes are named nearly as often as"
          " the clothes: at most six points less", PHOTOGRAPHS,
          "prepared photographs less originals", ("photographs",),
          lambda run: run["photographs"] - run["originals"], low=-0.06, unit="points"),
    # the four improvements of the article's conclusion
    Claim(10, "article", "Batch normalisation improves the network (after ten epochs)",
          TEN, "NormCNN less FashionCNN", ("norm", "plain"), less("valid_accuracy"),
          low=0, unit="points"),
    Claim(10, "article", "Dropout in the fully connected layers improves the network"
          " (a quarter, after ten epochs)", TEN, "NormCNN with dropout less without",
          ("norm, dropout", "norm"), less("valid_accuracy"), low=0, unit="points"),
    Claim(10, "article", "Augmentation improves the network (mirror, shift and erase,"
          " after ten epochs)", TEN, "NormCNN with them less without",
          ("norm, augmented", "norm"), less("valid_accuracy"), low=0, unit="points"),
    Claim(10, "lesson", "The best network that we found for one minute names more than"
          " 91.5%", "lesson 10's recipe of a minute, chosen with seed 0; asked about"
          " 12,000 validation pictures", "accuracy at the epoch with the lowest loss",
          ("one minute",), key("valid_accuracy"), low=0.915, unit="%", first=1),
    # the fourth: networks that have learned from photographs
    Claim(10, "article", "With 500 pictures a pretrained network names more than any of"
          " three that begin from nothing", PRETRAINED.format(64), "all its layers"
          " learn, less the best of FashionCNN, small and large", ("pretrained",),
          lambda run: run["all layers, 64"]["500"] - from_nothing(run, "500"), low=0,
          unit="points"),
    Claim(10, "article", "With 5,000 pictures a pretrained network names more than any"
          " of three that begin from nothing", PRETRAINED.format(96), "all its layers"
          " learn, less the best of FashionCNN, small and large", ("pretrained",),
          lambda run: run["all layers, 96"]["5000"] - from_nothing(run, "5000"), low=0,
          unit="points"),
    Claim(10, "article", "With 5,000 pictures, the features of a network that learned"
          " from photographs name more than the pixels",
          PRETRAINED.format(96), "logistic regression on its features, less on pixels",
          ("pretrained",), lambda run: run["last layer, 96"]["5000"]
          - run["raw pixels"]["5000"], low=0, unit="points",
          after=True),
]  # fmt: skip
