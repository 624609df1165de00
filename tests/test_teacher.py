"""A teacher's answers belong to the very pictures that the student meets."""

import json

import numpy as np
import pytest
import torch
from torch.utils.data import TensorDataset

from helpers.checkpoints import save_checkpoint
from helpers.device import set_seed
from helpers.evaluation import predict
from helpers.models import FashionCNN, count_parameters
from measure import teacher
from measure.folding import NormalisedFashionCNN


@pytest.fixture
def pictures():
    """Fifty random pictures with the labels 0 to 49."""
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(256, (50, 28, 28), generator=generator, dtype=torch.uint8)
    return TensorDataset(pixels, torch.arange(50))


def test_pictures_are_moved_as_numpy_does_it(pictures):
    images = pictures.tensors[0].unsqueeze(1)
    for down, right, mirrored in teacher.ways(mirror=True):
        one = images.numpy()[..., ::-1] if mirrored else images.numpy()
        wide = np.pad(one, ((0, 0), (0, 0), (1, 1), (1, 1)))
        expected = np.roll(wide, (down, right), (2, 3))[..., 1:29, 1:29]
        got = teacher.moved(images, (down, right, mirrored))
        assert got.dtype == torch.uint8 and np.array_equal(got.numpy(), expected)
    assert torch.equal(teacher.moved(images, (0, 0, False)), images)
    assert len(set(teacher.ways(mirror=True))) == 18
    assert set(teacher.ways(mirror=False)) < set(teacher.ways(mirror=True))
    assert len(set(teacher.ways(mirror=False))) == 9


def save_teacher(folder, name, seed):
    """Write an untrained network as a teacher; return it."""
    set_seed(seed)
    model = FashionCNN()
    save_checkpoint(folder / f"{name}.pt", model, epoch=1)
    record = {"model": "FashionCNN", "arguments": {}}
    (folder / f"{name}.json").write_text(json.dumps(record))
    return model


def test_the_teacher_is_asked_about_moved_pictures(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(teacher, "WEIGHTS", tmp_path)
    model = save_teacher(tmp_path, "wise", seed=3)
    images = pictures.tensors[0].unsqueeze(1)
    answers = teacher.answers(("wise",), pictures)
    assert answers.shape == (9, 50, 10)
    assert torch.allclose(answers[4], predict(model, images))
    right = torch.nn.functional.pad(images, (1, -1, 0, 0))
    place = teacher.ways(mirror=False).index((0, 1, False))
    assert torch.allclose(answers[place], predict(model, right))
    both = teacher.answers(("wise",), pictures, mirror=True)
    assert both.shape == (18, 50, 10)
    for way in ((0, 1, False), (-1, 0, True)):
        seen = teacher.moved(images, way)
        mean = (predict(model, seen) + predict(model, seen.flip(3))) / 2
        place = teacher.ways(mirror=True).index(way)
        assert torch.allclose(both[place], mean, atol=1e-6)


def test_two_teachers_answer_with_their_mean(pictures, tmp_path, monkeypatch):
    monkeypatch.setattr(teacher, "WEIGHTS", tmp_path)
    pair = [save_teacher(tmp_path, name, seed) for seed, name in enumerate("ab")]
    answers = teacher.answers(("a", "b"), pictures)
    one, other = (predict(model, pictures.tensors[0].unsqueeze(1)) for model in pair)
    assert not torch.allclose(one, other, atol=1e-3)
    assert torch.allclose(answers[4], (one + other) / 2)


@pytest.mark.parametrize("count", [9, 18])
def test_every_picture_comes_once_with_the_answer_to_it(pictures, count):
    """An answer here is two numbers: the picture's place and the way's."""
    n, images = len(pictures), pictures.tensors[0].unsqueeze(1)
    taught = torch.stack([
        torch.stack([torch.arange(n), torch.full((n,), place)], dim=1)
        for place in range(count)
    ])  # fmt: skip
    loader = teacher.TaughtLoader(pictures, 8, torch.Generator().manual_seed(1), taught)
    orders, used = [], set()
    for _ in range(6):
        batches = list(loader)
        assert [len(batch) for batch, _ in batches] == [8] * 6 + [2]
        orders.append([])
        for batch, answers in batches:
            for image, (row, place) in zip(batch, answers.tolist(), strict=True):
                way = teacher.ways(mirror=count == 18)[place]
                moved = teacher.moved(images[row : row + 1], way)[0]
                assert torch.equal(image, moved / 255)
                orders[-1].append(row)
                used.add(place)
    assert all(sorted(order) == list(range(n)) for order in orders)
    assert orders[0] != orders[1] and used == set(range(count))


def test_a_folded_network_answers_as_the_normalised_one():
    set_seed(5)
    model, images = NormalisedFashionCNN(), torch.rand(200, 1, 28, 28)
    for part in images.split(20):  # the running means and deviations
        model(part)
    with torch.no_grad():
        for norm in (model.norm1, model.norm2, model.norm3):
            norm.weight.uniform_(0.5, 2)
            norm.bias.normal_()
    folded = model.folded()
    assert type(folded) is FashionCNN and count_parameters(folded) == 11_252
    assert torch.allclose(folded(images), model(images), atol=1e-5)
    plain = FashionCNN()
    plain.load_state_dict(folded.state_dict())
    assert torch.equal(plain(images), folded(images))
