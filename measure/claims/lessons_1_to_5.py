"""What the article and lessons 1 to 5 claim: shifts, splits, pooling."""

from measure.claims.claim import (
    CURVES,
    DIGITS,
    FIFTEEN,
    FULL,
    LONGER,
    MOVED_CURVES,
    MOVED_DIGITS,
    WIDE_DIGITS,
    Cited,
    Claim,
    ahead,
    at,
    chosen,
    flattery,
    key,
    less,
)

COPIES = (
    "2,000 pictures and two darker copies of each, nearest neighbour; asked about 1,200"
    " of the 6,000 that were kept back, and about 2,000 fresh pictures"
)
COMPETITION = (
    "60 nearest neighbours that know 500 pictures, each 20 pixels of them; 100 pictures"
    " choose the winner, and 2,000 others say what it is worth"
)
MEANS = "mean pictures of 48,000; asked about 12,000 validation pictures"
CITED = [
    Cited(2, "People without expertise in fashion name 83.5% of the pictures.",
          "Zalando's [table of"
          " results](https://github.com/zalandoresearch/fashion-mnist"
          "#benchmark): 1,000 test pictures, three labels each, the majority counts."),
]  # fmt: skip

CLAIMS = [
    # the nine in the corner
    Claim(1, "article", "An MLP may fail on a nine that stands in the corner", DIGITS,
          "trainings after which it names fewer than half of the nines, top right",
          ("digits: MLP",), lambda run: run["corner_nines"] < 0.5, low=0.05,
          kind="often"),
    Claim(1, "article", "A CNN like the article's, with flatten, most probably names a"
          " nine in the corner", DIGITS,
          "FashionCNN on nines, top right: the chance that a training names one",
          ("digits: FashionCNN",), key("corner_nines"), low=0.5, unit="%"),
    Claim(1, "article", "An MLP cannot learn to name digits in the corner", WIDE_DIGITS,
          "an MLP of 500 hidden neurons on all digits, top right",
          ("digits, augmented: wide MLP",), key("corner"), high=0.5, unit="%"),
    Claim(1, "lesson", "The MLP names more than nine in ten centred digits", DIGITS,
          "accuracy at 0 px", ("digits: MLP",), at(0), low=0.9, unit="%"),
    Claim(1, "lesson", "FashionCNN names more than nine in ten centred digits", DIGITS,
          "accuracy at 0 px", ("digits: FashionCNN",), at(0), low=0.9, unit="%"),
    Claim(1, "lesson", "Of digits moved by 2 px FashionCNN names fewer than 80%",
          DIGITS, "accuracy at 2 px", ("digits: FashionCNN",), at(2), high=0.8,
          unit="%"),
    Claim(1, "lesson", "Of digits moved by 2 px FashionCNN names more than the MLP",
          DIGITS, "FashionCNN less MLP at 2 px", ("digits: FashionCNN", "digits: MLP"),
          ahead(2), low=0, unit="points"),
    Claim(1, "lesson", "Of digits moved by 5 to 7 px FashionCNN names at most five"
          " points more than the MLP", DIGITS, "mean of the three, FashionCNN less MLP",
          ("digits: FashionCNN", "digits: MLP"), ahead(5, 6, 7), high=0.05,
          unit="points"),
    Claim(1, "lesson", "Of digits in the corner the MLP names at most two in ten",
          DIGITS, "all digits, top right", ("digits: MLP",), key("corner"), high=0.2,
          unit="%"),
    Claim(1, "lesson", "Of digits in the corner FashionCNN names at most two in ten",
          DIGITS, "all digits, top right", ("digits: FashionCNN",), key("corner"),
          high=0.2, unit="%"),
    Claim(1, "lesson", "A CNN with global pooling names most digits in the corner",
          DIGITS, "GlobalPoolCNN on all digits, top right",
          ("digits: GlobalPoolCNN",), key("corner"), low=0.6, unit="%"),
    Claim(1, "lesson", "Once both have seen moved digits, FashionCNN is ahead of the"
          " MLP of its size", MOVED_DIGITS, "mean of 0 to 8 px, FashionCNN less MLP",
          ("digits, augmented: FashionCNN", "digits, augmented: MLP"), ahead(*range(9)),
          low=0, unit="points"),
    Claim(1, "lesson", "At 8 px a FashionCNN that was shown moved clothes is ahead of a"
          " GlobalPoolCNN that was not", MOVED_CURVES,
          "FashionCNN less a GlobalPoolCNN whose pictures did not move",
          ("augmented: FashionCNN", "clothes: GlobalPoolCNN"), ahead(8), low=0,
          unit="points"),
    Claim(1, "lesson", "At 8 px an MLP that was shown moved clothes names more than one"
          " that was not", MOVED_CURVES, "MLP, shown them less not",
          ("augmented: MLP", "clothes: MLP"), ahead(8), low=0, unit="points"),
    Claim(1, "lesson", "The MLP that was shown moved clothes names fewer in their"
          " place", MOVED_CURVES, "MLP at 0 px, shown them less not",
          ("augmented: MLP", "clothes: MLP"), ahead(0), high=0, unit="points"),
    Claim(1, "lesson", "When both were shown moved clothes, GlobalPoolCNN is ahead of"
          " FashionCNN", MOVED_CURVES,
          "mean of 0 to 8 px, GlobalPoolCNN less FashionCNN",
          ("augmented: GlobalPoolCNN", "augmented: FashionCNN"), ahead(*range(9)),
          low=0, unit="points"),
    Claim(1, "lesson", "When both were shown moved clothes, global pooling is ahead of"
          " flatten in the same network", MOVED_CURVES,
          "mean of 0 to 8 px, GlobalPoolCNN less FlattenCNN",
          ("augmented: GlobalPoolCNN", "augmented: FlattenCNN"), ahead(*range(9)),
          low=0, unit="points"),
    # shuffled pixels, and a fair comparison
    Claim(1, "article", "A CNN is better at pictures than an MLP of its size", FULL,
          "FashionCNN (11,252 parameters) less MLP (11,140)", ("mended", "MLP"),
          lambda cnn, mlp: chosen(cnn) - chosen(mlp), low=0, unit="points"),
    Claim(1, "article", "It is better because it looks at how pixels lie together:"
          " shuffled pixels cost a CNN more than an MLP",
          LONGER + "; one shuffle for all pictures",
          "what FashionCNN loses by the shuffle, less what the MLP loses",
          ("clothes: FashionCNN", "shuffled: FashionCNN", "clothes: MLP",
           "shuffled: MLP"), lambda cnn, mixed_cnn, mlp, mixed_mlp:
          less("valid_accuracy")(cnn, mixed_cnn)
          - less("valid_accuracy")(mlp, mixed_mlp), low=0, unit="points", after=True),
    Claim(1, "lesson", "The MLP does not notice the shuffle of the pixels", LONGER,
          "MLP in order less shuffled", ("clothes: MLP", "shuffled: MLP"),
          less("valid_accuracy"), -0.01, 0.01, unit="points"),
    Claim(1, "lesson", "On shuffled pixels FashionCNN names fewer than the MLP", LONGER,
          "FashionCNN less MLP", ("shuffled: FashionCNN", "shuffled: MLP"),
          less("valid_accuracy"), high=0, unit="points"),
    # what ten mean pictures know
    Claim(2, "lesson", "The nearest of ten mean pictures names more than two thirds",
          MEANS, "accuracy", ("nearest mean",), key("accuracy"), low=2 / 3, unit="%"),
    Claim(2, "lesson", "The nearest of ten mean pictures names fewer than three in ten"
          " shirts", MEANS, "share of the shirts", ("nearest mean",),
          lambda run: run["by_class"][6], high=0.3, unit="%"),
    # splits, choices and leaks
    Claim(3, "lesson", "Two unequal seeds put four in five validation pictures of the"
          " one into the training set of the other", "a pair of seeds each: 0 and"
          " 1, 2 and 3, and so on", "share of the second's validation pictures that the"
          " first learns from", ("two splits",), key("learned_from"), 0.78, 0.82,
          unit="%"),
    Claim(3, "lesson", "Validation on such a second split flatters a small CNN", FULL,
          "NoSigmoid, on another split less on its own", ("without sigmoid",),
          lambda run: run["other_split"] - chosen(run), low=0, unit="points"),
    Claim(3, "lesson", "The best of 60 machines on 100 pictures scores too high there",
          COMPETITION, "the winner's score on the 100, less on the 2,000",
          ("winner",), key("flattery"), 0.02, 0.15, unit="points"),
    Claim(3, "lesson", "Mostly at least five of the 59 others are better than this"
          " winner", COMPETITION, "competitions in which five machines or more do"
          " better than the winner on the 2,000",
          ("winner",), lambda run: run["better_ones"] >= 5, low=0.5, kind="often",
          after=True),
    Claim(3, "lesson", "With darker copies made before the split, validation says"
          " nearly 1", COPIES, "accuracy of those that were kept back", ("copies",),
          key("leaky"), low=0.95, unit="%"),
    Claim(3, "lesson", "With copies made before the split, validation is far above what"
          " fresh pictures say", COPIES, "kept back less fresh", ("copies",),
          lambda run: run["leaky"] - run["leaky_fresh"], low=0.15, unit="points"),
    Claim(3, "lesson", "With copies made after the split, validation tells the truth,"
          " within two points",
          COPIES.replace("1,200 of the 6,000", "400 of the 2,000"),
          "kept back less fresh", ("copies",),
          lambda run: run["honest"] - run["honest_fresh"], -0.02, 0.02, unit="points",
          after=True),
    Claim(3, "lesson", "Pictures that choose one of fifteen epochs flatter it by less"
          " than a point", FIFTEEN, "NoSigmoid, each half of them chooses an epoch by"
          " its accuracy: accuracy on this half less on the other, mean of both ways",
          ("without sigmoid",), flattery, high=0.01, unit="points",
          after=True),
    # loading, and the order of pictures
    Claim(4, "lesson", "Batches cut from one tensor are served more than five times as"
          " fast as the article serves them, by a DataLoader that makes each picture"
          " with Pillow",
          "48,000 pictures, 20 a batch, shuffled; a seed is a turn on one"
          " computer", "times faster", ("loading",), key("times"), low=5, kind="every"),
    Claim(4, "lesson", "From pictures sorted by class a network learns hardly more than"
          " to guess", LONGER, "FashionCNN, the same order in every epoch", ("sorted",),
          key("valid_accuracy"), high=0.2, unit="%"),
    # pooling
    Claim(5, "lesson", "Pooling is worth more than a stride of 2, which makes the same"
          " sizes", LONGER, "FashionCNN less the same with stride 2",
          ("clothes: FashionCNN", "strided"), less("valid_accuracy"), low=0,
          unit="points"),
    Claim(5, "lesson", "Without any pooling, twenty times the parameters gain less than"
          " a point", LONGER, "one with 226,292 parameters less FashionCNN",
          ("no pooling", "clothes: FashionCNN"), less("valid_accuracy"), high=0.01,
          unit="points", after=True),
    Claim(5, "lesson", "A CNN with pooling minds a shift of 2 px less than one with"
          " stride 2", CURVES, "accuracy lost at 2 px, with stride 2 less with pooling",
          ("clothes: FashionCNN", "strided"),
          lambda plain, run: (run["curve"][0] - run["curve"][2])
          - (plain["curve"][0] - plain["curve"][2]), low=0, unit="points"),
]  # fmt: skip
