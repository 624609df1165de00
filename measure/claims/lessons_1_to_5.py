"""What the article and lessons 1 to 5 claim: shifts, splits, pooling."""

from measure.claims.claim import (
    CURVES,
    FIFTEEN,
    FULL,
    LONGER,
    MOVED_CURVES,
    MOVED_DIGITS,
    ON_DIGITS,
    Cited,
    Claim,
    at,
    chosen,
    flattery,
    key,
    less,
)

CITED = [
    Cited(2, "People without expertise in fashion name 83.5% of the pictures.",
          "Zalando's [table of results](https://github.com/zalandoresearch/fashion-mnist"
          "#benchmark): 1,000 test pictures, three labels each, the majority counts."),
]  # fmt: skip

CLAIMS = [
    # the nine in the corner
    Claim(1, "article", "An ordinary network may fail on the nine in the corner",
          ON_DIGITS + "; trainings after which the MLP names fewer than half of the"
          " nines, top right", ("digits: MLP",),
          lambda run: run["corner_nines"] < 0.5, low=0.05, kind="often"),
    Claim(1, "article", "A CNN most probably names the nine in the corner",
          ON_DIGITS + "; FashionCNN on nines, top right: the chance that a training"
          " names a nine", ("digits: FashionCNN",), key("corner_nines"), low=0.5,
          kind="share"),
    Claim(1, "article", "An ordinary network cannot learn to name digits in the corner",
          MOVED_DIGITS + "; the MLP on all digits, top right",
          ("digits, augmented: MLP",), key("corner"), high=0.5, kind="share"),
    Claim(1, "lesson", "The MLP names more than nine in ten centred digits",
          ON_DIGITS, ("digits: MLP",), at(0), low=0.9, kind="share"),
    Claim(1, "lesson", "FashionCNN names more than nine in ten centred digits",
          ON_DIGITS, ("digits: FashionCNN",), at(0), low=0.9, kind="share"),
    Claim(1, "lesson", "Moved by 2 px, FashionCNN still names fewer than 80%",
          ON_DIGITS, ("digits: FashionCNN",), at(2), high=0.8, kind="share"),
    Claim(1, "lesson", "Moved by 2 px, FashionCNN keeps more than the MLP",
          ON_DIGITS + "; FashionCNN less MLP", ("digits: FashionCNN", "digits: MLP"),
          lambda cnn, mlp: cnn["curve"][2] - mlp["curve"][2], low=0),
    Claim(1, "lesson", "Moved by 5 to 7 px, FashionCNN keeps at most five points more"
          " than the MLP",
          ON_DIGITS + "; mean of the three, FashionCNN less MLP",
          ("digits: FashionCNN", "digits: MLP"),
          lambda cnn, mlp: sum(cnn["curve"][5:8]) / 3 - sum(mlp["curve"][5:8]) / 3,
          high=0.05),
    Claim(1, "lesson", "In the corner the MLP does little better than guessing: at most"
          " two in ten", ON_DIGITS + "; all digits, top right", ("digits: MLP",),
          key("corner"), high=0.2, kind="share"),
    Claim(1, "lesson", "In the corner FashionCNN does little better than guessing: at"
          " most two in ten", ON_DIGITS + "; all digits, top right",
          ("digits: FashionCNN",), key("corner"), high=0.2, kind="share"),
    Claim(1, "lesson", "A CNN with global pooling knows most digits in the corner",
          ON_DIGITS + "; GlobalPoolCNN on all digits, top right",
          ("digits: GlobalPoolCNN",), key("corner"), low=0.6, kind="share"),
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
          ("mended", "MLP"), lambda cnn, mlp: chosen(cnn) - chosen(mlp), low=0),
    Claim(1, "article", "It is better because it looks at how pixels lie together:"
          " shuffle them, and it loses", LONGER + "; one shuffle for all pictures,"
          " FashionCNN in order less shuffled",
          ("clothes: FashionCNN", "shuffled: FashionCNN"),
          less("valid_accuracy"), low=0),
    Claim(1, "lesson", "The MLP does not notice the shuffle",
          LONGER + "; MLP in order less shuffled", ("clothes: MLP", "shuffled: MLP"),
          less("valid_accuracy"), low=-0.01, high=0.01),
    Claim(1, "lesson", "On shuffled pixels the CNN is no better than the MLP",
          LONGER + "; FashionCNN less MLP", ("shuffled: FashionCNN", "shuffled: MLP"),
          less("valid_accuracy"), high=0),
    # what ten mean pictures know
    Claim(2, "lesson", "The nearest of ten mean pictures names more than two thirds",
          "means of 48,000 pictures, asked about 12,000 for validation",
          ("nearest mean",), key("accuracy"), low=2 / 3, kind="share"),
    Claim(2, "lesson", "Of the shirts it knows fewer than three in ten",
          "the same; shirts", ("nearest mean",), lambda run: run["by_class"][6],
          high=0.3, kind="share"),
    # splits, choices and leaks
    Claim(3, "lesson", "Two unequal seeds put four in five validation pictures of the"
          " one into the training set of the other", "seeds 2s and 2s + 1",
          ("two splits",), key("learned_from"), low=0.78, high=0.82, kind="share"),
    Claim(3, "lesson", "Validation on such a second split flatters a small CNN",
          FULL + "; without sigmoid, other split less own", ("without sigmoid",),
          lambda run: run["other_split"] - chosen(run), low=0),
    Claim(3, "lesson", "The best of 60 machines on 100 pictures scores too high there",
          "60 nearest neighbours of 500 pictures, 20 pixels each; score on the 100 less"
          " score on 2,000 others", ("winner",), key("flattery"), low=0.02, high=0.15),
    Claim(3, "lesson", "Of the 59 others, several are better than this winner",
          "the same; how many score more on the 2,000", ("winner",),
          key("better_ones"), low=5),
    Claim(3, "lesson", "With darker copies made before the split, validation says"
          " nearly 1", "2,000 pictures, two copies of each, nearest neighbour",
          ("copies",), key("leaky"), low=0.95, kind="share"),
    Claim(3, "lesson", "That is far above what fresh pictures say",
          "the same; validation less 2,000 fresh pictures", ("copies",),
          lambda run: run["leaky"] - run["leaky_fresh"], low=0.15),
    Claim(3, "lesson", "Split first and copy then, and validation tells the truth",
          "the same; validation less 2,000 fresh pictures", ("copies",),
          lambda run: run["honest"] - run["honest_fresh"], low=-0.06, high=0.06),
    Claim(3, "lesson", "Pictures that choose one of fifteen epochs flatter it by less"
          " than a point", FIFTEEN + "; without sigmoid, second half of them:"
          " accuracy of the epoch that is best there, less that of the one that is best"
          " on the first half",
          ("without sigmoid",), flattery, high=0.01),
    # loading, and the order of pictures
    Claim(4, "lesson", "Batches cut from one tensor are served more than five times as"
          " fast as a DataLoader's", "48,000 pictures, 20 a batch, shuffled; turns of"
          " `make bench`", ("loading",), key("times"), low=5, kind="every"),
    Claim(4, "lesson", "Pictures sorted by class teach a network hardly more than to"
          " guess", LONGER + "; FashionCNN, the same order in every epoch",
          ("sorted",), key("valid_accuracy"), high=0.2, kind="share"),
    # pooling
    Claim(5, "lesson", "Pooling is worth more than a stride of 2, which makes the same"
          " sizes", LONGER + "; FashionCNN less the same with stride 2",
          ("clothes: FashionCNN", "strided"),
          less("valid_accuracy"), low=0),
    Claim(5, "lesson", "Without any pooling, twenty times the parameters gain less than"
          " a point", LONGER + "; one with 226,292 parameters less FashionCNN",
          ("no pooling", "clothes: FashionCNN"),
          less("valid_accuracy"), high=0.01),
    Claim(5, "lesson", "Pooling makes a CNN mind shifts less",
          CURVES + "; accuracy lost at 2 px, with stride 2 less with pooling",
          ("clothes: FashionCNN", "strided"),
          lambda plain, run: (run["curve"][0] - run["curve"][2])
          - (plain["curve"][0] - plain["curve"][2]), low=0),
]  # fmt: skip
