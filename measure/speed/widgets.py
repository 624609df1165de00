"""How large each widget is on a page, and how long it takes to make."""

from torch.utils.benchmark import Timer

from helpers.checkpoints import load_checkpoint
from helpers.evaluation import predict
from helpers.models import ArticleNet, FashionCNN
from helpers.widgets import (
    ConfusionWidget,
    ConvolutionWidget,
    MaxPoolingWidget,
    NetworkWidget,
    PictureChooser,
)
from measure.record import WEIGHTS, hardware

PICTURES = 2000  # of the training set, for the confusion matrix


def makers(train_set) -> dict:
    """Return for each widget a function that makes it as the lessons do."""
    images, labels = (
        train_set.data[:PICTURES].unsqueeze(1),
        train_set.targets[:PICTURES],
    )
    mended, article = FashionCNN(), ArticleNet()
    load_checkpoint(WEIGHTS / "fashion_cnn.pt", mended)
    load_checkpoint(WEIGHTS / "article_net.pt", article)
    answers = predict(mended, images)
    six, names = images[:6], labels[:6]
    return {
        "convolution": ConvolutionWidget,
        "max-pooling": MaxPoolingWidget,
        "network, one picture": lambda: NetworkWidget(mended, six[:1], names[:1]),
        "network, six pictures": lambda: NetworkWidget(mended, six, names),
        "two networks": lambda: NetworkWidget(mended, six, names, other=article),
        "confusion matrix of 2,000": lambda: ConfusionWidget(answers, labels, images),
        "picture chooser": PictureChooser,
    }


def widgets(train_set, repeats: int) -> dict:
    """Make each widget `repeats` times, and its page with it.

    `kilobytes` is what the widget adds to a saved notebook, front end and all.
    """
    records = []
    for name, make in makers(train_set).items():
        page = make()._html()
        clock = Timer("make()._html()", globals={"make": make}, num_threads=1)
        seconds = [round(clock.timeit(1).mean, 5) for _ in range(repeats)]
        size = round(len(page.encode()) / 1000, 1)
        records.append({"widget": name, "kilobytes": size, "seconds": seconds})
    return {"hardware": hardware(), "made": records}
