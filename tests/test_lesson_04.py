"""What lesson 4 says of its outputs, held to the outputs that it saved."""

import ast

import torch

from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import split_dataset
from tests.lessons import read, shown, table

STEP = "04_load_and_look"


def lines(code):
    """Return the numbers of a saved table of one column, by name."""
    return {name: row[-1] for name, row in table(STEP, code).items()}


def part_of(train_set):
    rows = split_dataset(train_set)[0].indices
    return train_set.data[rows], train_set.targets[rows]


def test_many_of_the_strangest_are_trousers(train_set):
    images, labels = part_of(train_set)
    pictures = images.float() / 255
    means = torch.stack([pictures[labels == c].mean(dim=0) for c in range(10)])
    distance = (pictures - means[labels]).square().mean(dim=(1, 2))
    names = [CLASS_NAMES[label] for label in labels[distance.argsort()[-40:]]]
    assert names[-1] == "Trouser" and 12 <= names.count("Trouser") <= 20


def test_the_darkest_are_sandals_until_only_cloth_counts(train_set):
    images, labels = part_of(train_set)
    pictures = images.float()
    first = labels[pictures.mean(dim=(1, 2)).argsort()[:20]]
    assert (first == CLASS_NAMES.index("Sandal")).sum() >= 17
    covered = (images > 0).sum(dim=(1, 2)).clamp(min=1)
    cloth = labels[(images.sum(dim=(1, 2)) / covered).argsort()[:20]]
    assert (cloth == CLASS_NAMES.index("Sandal")).sum() == 0
    assert CLASS_NAMES[cloth[11]] == "Shirt"  # second row, second picture


def test_two_epochs_differ_only_if_shuffled():
    one, other, third, fourth = ast.literal_eval(shown(STEP, "def first_ten"))
    assert one != other and third == fourth


def test_batches_are_counted():
    shapes = shown(STEP, "len(train_loader)")
    assert "[20, 1, 28, 28]" in shapes and shapes.endswith("2400, 600)")
    sizes = lines("batch_size=64")
    assert sizes == {"pictures": 12_000, "batches": 188, "in the last": 32}


def test_the_articles_loop_takes_one_picture_and_shows_none():
    assert lines("plt.get_fignums") == {"pictures taken": 1, "figures shown": 0}


def test_no_picture_is_there_twice():
    counts = lines("tobytes")
    assert counts["pictures"] == counts["different pictures"] == 48_000


def test_eight_validation_pictures_have_a_twin_in_training(train_set):
    """At least: the nearest of a class need not differ least by grey levels."""
    parts, twins = [part.indices for part in split_dataset(train_set)], 0
    for c in range(10):
        known, asked = (
            train_set.data[rows][train_set.targets[rows] == c].flatten(1).float()
            for rows in parts
        )
        nearest = known[torch.cdist(asked, known).argmin(dim=1)]
        twins += ((asked - nearest).abs().mean(dim=1) < 2).sum().item()
    assert twins == 8 and 8 / len(parts[1]) < 0.001


def test_neighbours_that_agree_name_the_label():
    counts = lines("neighbours agree")
    share = 1 - counts["on another label"] / counts["neighbours agree"]
    assert round(100 * share) == 97


def test_one_call_is_one_toss():
    _, whole, single = shown(STEP, "RandomHorizontalFlip").splitlines()
    tosses = [int(n) for n in whole.split()[-6:]]
    assert set(tosses) == {0, 20}
    assert not {int(n) for n in single.split()[-6:]} & {0, 20}


def test_a_network_answers_what_it_saw_last(train_set):
    """The trial of the lesson, with what it says of the trousers and of the end."""
    names = {"train_set": train_set}
    cells = [c.source for c in read(STEP).cells if c.cell_type == "code"]
    names["train_part"], names["valid_part"] = split_dataset(train_set)
    names["images"], names["labels"] = part_of(train_set)
    needed = ("CLASS_NAMES, FashionMNIST", "NUM_CLASSES\n", "import DataLoader",
              "by_class =", "def answers_after")  # fmt: skip
    for cell in cells:
        if any(code in cell for code in needed):
            keep = [n for n in ast.parse(cell).body
                    if "FashionMNIST(" not in ast.unparse(n)
                    and "show_images(" not in ast.unparse(n)]  # fmt: skip
            code = compile(ast.Module(keep, []), "lesson", "exec")
            exec(code, names)  # noqa: S102, it is ours
    in_order, forgotten = names["answers_after"](names["by_class"])
    assert in_order[1, 1] > 0.95 * in_order[1].sum()  # after the trousers
    assert in_order[9, 9] > 0.9 * in_order[9].sum()
    mixed, right = names["answers_after"](names["mixed"])
    assert forgotten < 0.2 and right > 0.55  # "most are right"
    assert mixed[9].max() < 0.3 * mixed[9].sum() and (mixed[9] > 0).sum() >= 8
