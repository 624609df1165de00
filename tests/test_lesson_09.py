"""What lesson 9 says of its saved numbers."""

import re

import torch
from torch.nn import functional as F

from helpers.checkpoints import load_checkpoint
from helpers.evaluation import predictions
from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import TensorLoader
from helpers.models import ArticleNet, GlobalPoolCNN
from measure.record import WEIGHTS
from tests.lessons import code_cells, prose_cells, read, table
from tests.lessons import shown as saved

STEP = "09_test"


def shown(code):
    return saved(STEP, code)


def rows(code):
    return table(STEP, code)


def test_about_a_thousand_pictures_more():
    right = [
        int(n.replace(",", ""))
        for n in re.findall(r"\(([\d,]+) of 10,000\)", shown("article_score = test"))
    ]
    assert len(right) == 2 and 900 < right[1] - right[0] < 1100
    losses = re.findall(r"Test loss: ([\d.]+)", shown("article_score = test"))
    assert float(losses[0]) > 1.4612 > float(losses[1])


def test_the_margin_is_little_more_than_half_a_point():
    table = {name: values[0] for name, values in rows("margin = 1.96").items()}
    assert table["margin"] == 0.006
    assert 0 < table["validation"] - table["test"] < 0.01


def test_shirts_are_known_worst_and_bags_trousers_and_sandals_best():
    names = list(rows("recall = {name"))
    shares = [row[0] for row in rows("recall = {name").values()]
    assert names[0] == "Shirt" and 0.62 < shares[0] < 0.71
    assert set(names[-3:]) == {"Bag", "Trouser", "Sandal"} and shares[-3] > 0.96


def test_the_commonest_mistakes_are_above_the_belt():
    tops = {"T-shirt/top", "Pullover", "Dress", "Coat", "Shirt"}
    found = re.findall(r"'([^']+)', '([^']+)', (\d+)", shown("def most_confused"))
    assert len(found) == 5 and all({a, b} <= tops for a, b, _ in found)


def test_the_surer_the_fewer_are_wrong_but_not_none():
    table = list(rows("counts = {name").values())
    shares = [wrong / answers for answers, wrong in table]
    assert len(table) == 4 and shares == sorted(shares, reverse=True)
    assert table[-1][1] >= 1


def test_where_it_is_sure_of_several_most_answers_are_wrong():
    table = rows('groups = {"none"')
    assert table["two or more"][0] > 0.2 and table["two or more"][1] > 0.5
    assert table["one"][1] < 0.15


def test_the_third_picture_is_a_shirt_by_rounding(test_set):
    model = ArticleNet()
    load_checkpoint(WEIGHTS / "article_net.pt", model)
    logits = []
    model.fc2.register_forward_hook(lambda *call: logits.append(call[-1]))
    predictions(model, TensorLoader(test_set, 1000))
    logits = torch.cat(logits)
    sure = ((logits.sigmoid() > 0.999).sum(dim=1) > 1).nonzero()[12, 0]
    bag, shirt = (CLASS_NAMES.index(name) for name in ("Bag", "Shirt"))
    assert logits.sigmoid()[sure, [bag, shirt]].tolist() == [1, 1]
    assert logits[sure].argmax() == bag and logits.sigmoid()[sure].argmax() == shirt


def test_trousers_stay_known_and_coats_are_lost_at_the_border():
    moved = rows('"moved by 4"')
    assert moved["Trouser"][2] > 0.9 and moved["Coat"][1] > 0.7
    assert moved["Coat"][2] < 0.5 * moved["Coat"][1]


def test_the_border_alone_takes_the_coats_away(test_set):
    """In a wide black frame the same coats are named alike in place and moved by 4."""
    images, model = test_set.data[:2000, None] / 255, GlobalPoolCNN()
    room = images[..., -4:].amax(dim=(1, 2, 3)) == 0
    coats = images[room & (test_set.targets[:2000] == CLASS_NAMES.index("Coat"))]
    load_checkpoint(WEIGHTS / "global_pool_cnn.pt", model)
    wide = F.pad(coats, (12, 12, 12, 12))
    scores = []
    for pictures in (wide, F.pad(wide, (4, -4))):
        maps = model.conv2(F.max_pool2d(model.conv1(pictures).relu(), 2)).relu()
        scores.append(model.fc(maps.amax(dim=(2, 3))))
    assert torch.allclose(*scores, atol=1e-4)


def test_a_convolution_moves_along_and_pooling_by_two():
    assert shown("torch.allclose(there") == "True"
    numbers = re.findall(r"\d+", shown("F.max_pool1d")[6:].replace(".", " "))
    assert numbers == list("150005200150")


def test_no_test_picture_is_seen_before_the_set_is_opened():
    sources = [cell.source for cell in code_cells(read(STEP))]
    opened = next(i for i, source in enumerate(sources) if "train=False" in source)
    assert not any("test_set" in source for source in sources[:opened])
    assert any("NetworkWidget(" in source for source in sources[1:4])
    headings = [c.source for c in prose_cells(read(STEP)) if "opened once" in c.source]
    assert headings and opened == 4
