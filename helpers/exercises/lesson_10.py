"""Checks of lesson 10: a data set of one's own, a prediction with bugs, saying no."""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from PIL import Image
from torch import nn

from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import predict
from helpers.exercises import exercise, require
from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import TensorLoader
from helpers.models import NormCNN, SmallCNN
from helpers.training import get_optimizer, train_one_epoch

COLOURS = {"kiwi": (60, 170, 40), "apple": (190, 30, 40), "plum": (110, 40, 140),
           "melon": (210, 180, 60)}  # fmt: skip
SIZE = 12


@exercise
def check_1(data_set) -> str:
    """Expect a data set that reads a folder, and from which a network learns."""
    with tempfile.TemporaryDirectory() as place:
        few, many = Path(place, "few"), Path(place, "many")
        counts = write_fruit(few, {"kiwi": 3, "apple": 1, "plum": 2, "melon": 4}, 0)
        check_items(data_set(few, SIZE), counts)
        write_fruit(many, dict.fromkeys(COLOURS, 10), 1)
        learned = data_set(str(many), SIZE)
        file = Path(place, "fruit.pt")
        set_seed(0)
        network = SmallCNN(list(learned.classes), channels=3, size=SIZE)
        loader = TensorLoader(learned, 8, True, torch.Generator().manual_seed(0))
        optimizer = get_optimizer(network)
        for _ in range(10):
            train_one_epoch(network, loader, optimizer, nn.CrossEntropyLoss(), "cpu")
        save_checkpoint(file, network)
        fresh = SmallCNN(4, channels=3, size=SIZE)
        names = load_checkpoint(file, fresh)["class_names"]
        random = np.random.default_rng(2)
        new = [fruit(colour, random) for colour in COLOURS.values() for _ in range(5)]
        pixels = [np.asarray(p.resize((SIZE, SIZE))).transpose(2, 0, 1) for p in new]
        guesses = predict(fresh, np.stack(pixels)).argmax(dim=1).tolist()
    truth = [name for name in COLOURS for _ in range(5)]
    right = sum(names[g] == t for g, t in zip(guesses, truth, strict=True))
    require(
        right > 10,
        f"A network learned from it, and names {right} of 20 new pictures. Do the"
        " labels go with the pictures?",
    )
    return (
        "A network learned from your data set, was saved, loaded, and names"
        f" {right} of 20 new pictures."
    )


def fruit(colour, random) -> Image.Image:
    """Return a picture, wider than high, of a colour, with a white corner top right."""
    pixels = np.array(colour) + random.normal(0, 12, (20, 32, 3))
    pixels[:8, 20:] = 255
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def write_fruit(folder: Path, counts: dict, seed: int) -> dict:
    """Write pictures into subfolders, and a text beside them; return the counts.

    The second, fourth, ... of a class is a PNG, and has opacity for a fourth channel.
    """
    random = np.random.default_rng(seed)
    for name, count in counts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "notes.txt").write_text("no picture")
        for number in range(count):
            mode, ending = (("RGB", "jpg"), ("RGBA", "png"))[number % 2]
            picture = fruit(COLOURS[name], random).convert(mode)
            picture.save(folder / name / f"{number}.{ending}")
    return counts


def check_items(data, counts: dict) -> None:
    """Hold classes, length, pictures and labels to what was written."""
    require(hasattr(data, "classes"), "It has no `classes` yet.")
    classes, expected = list(data.classes), sorted(counts)
    require(
        sorted(map(str, classes)) == expected,
        f"In my folder `classes` should be {expected}, not {classes}.",
    )
    require(classes == expected, "`classes` has all names, but they are not sorted.")
    total = sum(counts.values())
    require(
        hasattr(data, "__len__") and len(data) == total,
        f"My folder has {total} pictures, .jpg and .png, with a text beside them."
        f" Yours counts {len(data) if hasattr(data, '__len__') else 'none'}.",
    )
    found = dict.fromkeys(counts, 0)
    for place in range(total):
        found[name_of(data[place], classes)] += 1
    require(found == counts, f"In my folder are {counts}; by its labels {found}.")


def name_of(item, classes: list[str]) -> str:
    """Return the name that an item's label says, if the item is sound."""
    require(
        isinstance(item, tuple | list) and len(item) == 2,
        "An item should be a pair: the picture and the number of its class.",
    )
    picture, label = item
    require(
        torch.is_tensor(picture) and picture.is_floating_point(),
        f"The picture should be a float tensor, not {kind_of(picture)}.",
    )
    require(
        tuple(picture.shape) == (3, SIZE, SIZE),
        f"With size={SIZE} the picture should be (3, {SIZE}, {SIZE}), not"
        f" {tuple(picture.shape)}.",
    )
    require(
        0 <= picture.min() and 0.5 < picture.max() <= 1,
        f"Its numbers reach from {picture.min():.3g} to {picture.max():.3g}. They"
        " should be in 0..1, and the white corner 1.",
    )
    require(
        picture[:, :3, -3:].mean() > 0.9,
        "My pictures have a white corner, top right. Yours have none there.",
    )
    label = np.asarray(label)
    require(
        label.ndim == 0 and label.dtype.kind in "iu" and 0 <= label < len(classes),
        f"The label should be a whole number from 0 to {len(classes) - 1}.",
    )
    seen = 255 * picture[:, -5:, :5].mean(dim=(1, 2)).numpy()
    far = {name: np.abs(seen - colour).max() for name, colour in COLOURS.items()}
    nearest = min(far, key=far.get)
    require(far[nearest] < 40, "The colours are not those of the files.")
    require(
        classes[label] == nearest,
        f"A picture from the folder {nearest!r} has the label of {classes[label]!r}.",
    )
    return nearest


@exercise
def check_2(ask) -> str:
    """Expect the names of dark things on white, from networks that dropout disturbs."""
    for seed in range(3):
        random = np.random.default_rng(seed)
        model, photographs = restless(seed), papers(random, 30)
        before = {name: t.clone() for name, t in model.state_dict().items()}
        model.train()
        expected = [
            CLASS_NAMES[n] for n in predict(model, 255 - photographs).argmax(dim=1)
        ]
        answers = [asked(ask, photograph, model) for photograph in photographs]
        require(
            all(isinstance(answer, str) for answer in answers),
            "It should return a name, a string.",
        )
        require(
            all(torch.equal(t, before[n]) for n, t in model.state_dict().items()),
            "Asking changes numbers inside the network: its running means. What is"
            " missing before it is asked?",
        )
        wrong = sum(a != e for a, e in zip(answers, expected, strict=True))
        require(
            wrong == 0,
            f"Of 30 of my photographs {wrong} get another name than they should. Print"
            " what goes into the network, and how each label becomes a name.",
        )
    return "Light on black, in 0..1, in evaluation mode, and the names in order."


def asked(ask, photograph: np.ndarray, model: nn.Module):
    """Return an answer, and close what was drawn on the way to it."""
    before = plt.get_fignums()
    answer = ask(photograph.copy(), model)
    for number in set(plt.get_fignums()) - set(before):
        plt.close(number)
    return answer


def restless(seed: int) -> nn.Module:
    """Return a network with dropout and running means that tell pictures apart."""
    set_seed(seed)
    model = NormCNN(dropout=0.5)
    images = 1 - torch.as_tensor(papers(np.random.default_rng(9), 100)) / 255
    norms = model.norm1, model.norm2
    for norm in norms:
        norm.momentum = None  # the means of one pass, whole
    with torch.inference_mode():
        model(images.unsqueeze(1))
    for norm in norms:
        norm.momentum = 0.1
    return model


def papers(random: np.random.Generator, count: int) -> np.ndarray:
    """Return photographs (N, 28, 28) uint8: dark patches on white paper."""
    pictures = np.full((count, 28, 28), 255, np.uint8)
    for picture in pictures:
        for _ in range(random.integers(1, 5)):
            top, left = random.integers(2, 16, 2)
            height, width = random.integers(3, 11, 2)
            shade = random.integers(0, 160)
            picture[top : top + height, left : left + width] = shade
        picture[13:16, 13:16] = 0
    return pictures


@exercise
def check_3(say_no) -> str:
    """Expect the most probable names, and "no" where they are not sure enough."""
    for seed, (count, classes) in enumerate([(1, 3), (7, 4), (5, 12)]):
        generator = torch.Generator().manual_seed(seed)
        scores = 2 * torch.randn(count, classes, generator=generator)
        probabilities = scores.softmax(dim=1)
        names = [f"thing {letter}" for letter in "hgfedcbajilk"[:classes]]
        top = probabilities.max(dim=1)
        for least in (0.0, float(top.values.median()), 0.6, 1.0):
            given = probabilities.clone(), list(names)
            found = say_no(*given, least)
            require(found is not None and found is not ..., "It returns nothing yet.")
            kept = torch.equal(given[0], probabilities) and given[1] == names
            require(kept, "It changes the probabilities or the names it was given.")
            require(
                not isinstance(found, str) and hasattr(found, "__len__"),
                f"It should return a list of strings, not {kind_of(found)}.",
            )
            require(
                len(found) == count,
                f"Rows that went in: {count}. Answers that came out: {len(found)}.",
            )
            expected = [
                names[n] if float(p) >= least else "no"
                for p, n in zip(top.values, top.indices, strict=True)
            ]
            for answer, right, p in zip(found, expected, top.values, strict=True):
                require(
                    isinstance(answer, str) and answer == right,
                    f"With least={least:.3g} and a largest probability of {p:.3g} it"
                    f" says {answer!r}, not {right!r}.",
                )
    return "Now it can say no. Which `least` keeps nine in ten of the clothes?"


def kind_of(result) -> str:
    """Name the type of something, for a hint."""
    if torch.is_tensor(result):
        return f"a tensor of {result.dtype}"
    return type(result).__name__
