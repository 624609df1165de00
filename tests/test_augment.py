"""Changed pictures: what each function may do, against the same done by hand."""

from functools import partial

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers.augment import Augment, erase, mirror, shift
from helpers.loaders import TensorLoader, make_loaders

FUNCTIONS = [mirror, shift, erase]
DEVICES = ["cpu"] + ["cuda"] * torch.cuda.is_available()


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def pictures(n, channels=1, height=28, width=28, dtype=torch.float32, seed=0):
    """No pixel is black and no two are likely to be equal, so every move is seen."""
    pixels = torch.randint(
        1, 256, (n, channels, height, width), generator=seeded(seed), dtype=torch.uint8
    )
    return pixels if dtype == torch.uint8 else pixels.to(dtype) / 255


some_pictures = st.builds(
    pictures,
    n=st.integers(0, 5),
    channels=st.integers(1, 3),
    height=st.integers(8, 28),
    width=st.integers(8, 28),
    dtype=st.sampled_from([torch.uint8, torch.float32, torch.float64]),
    seed=st.integers(0, 99),
)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("device", DEVICES)
@settings(deadline=None)
@given(images=some_pictures, seed=st.integers(0, 99))
def test_shape_type_and_device_stay_and_the_input_too(function, device, images, seed):
    images = images.to(device)
    before = images.clone()
    changed = function(images, seeded(seed))
    assert changed.shape == images.shape
    assert changed.dtype == images.dtype and changed.device == images.device
    assert torch.equal(images, before)
    assert torch.equal(changed, function(images, seeded(seed)))


@settings(deadline=None)
@given(images=some_pictures, seed=st.integers(0, 99))
def test_mirror_leaves_or_mirrors(images, seed):
    for old, new in zip(images, mirror(images, seeded(seed)), strict=True):
        assert torch.equal(new, old) or torch.equal(new, old.flip(-1))
    twice = mirror(mirror(images, seeded(seed)), seeded(seed))
    assert torch.equal(twice, images)


@settings(deadline=None)
@given(images=some_pictures, most=st.integers(0, 7), seed=st.integers(0, 99))
def test_shift_moves_as_padding_and_cutting_does(images, most, seed):
    height, width = images.shape[2:]
    moved = shift(images, seeded(seed), most=most)
    for old, new in zip(images, moved, strict=True):
        by_hand = [
            F.pad(old, (right, -right, down, -down))  # negative: cut off
            for down in range(-most, most + 1)
            for right in range(-most, most + 1)
        ]
        assert new.shape == (images.shape[1], height, width)
        assert any(torch.equal(new, candidate) for candidate in by_hand)


@settings(deadline=None)
@given(images=some_pictures, size=st.integers(0, 8), seed=st.integers(0, 99))
def test_erase_blackens_one_square_of_the_right_size(images, size, seed):
    for old, new in zip(images, erase(images, seeded(seed), size=size), strict=True):
        black = (new == 0).all(dim=0)  # no pixel was black before
        assert black.sum() == size * size
        rows, columns = black.nonzero(as_tuple=True)
        if size:
            assert rows.max() - rows.min() == columns.max() - columns.min() == size - 1
        assert torch.equal(new[:, ~black], old[:, ~black])


def test_every_case_comes_up_about_equally_often():
    images = pictures(1).expand(5000, 1, 28, 28)
    mirrored = (mirror(images, seeded(0)) != images).any(dim=(1, 2, 3))
    assert 0.47 < mirrored.double().mean() < 0.53

    dot = torch.zeros(5000, 1, 28, 28)
    dot[:, :, 10, 10] = 1
    places = shift(dot, seeded(0), most=2).nonzero()[:, 2:]  # (5000, 2)
    _, counts = places.unique(dim=0, return_counts=True)
    assert len(counts) == 25 and 140 < counts.min() and counts.max() < 260

    corners = (erase(images, seeded(0), size=8) == 0).nonzero()[::64, 2:]  # (5000, 2)
    assert corners.amin(dim=0).tolist() == [0, 0]
    assert corners.amax(dim=0).tolist() == [20, 20]
    counts = [column.bincount() for column in corners.T]
    assert all(190 < c.min() and c.max() < 290 for c in counts)


def test_one_square_larger_than_the_picture_is_refused():
    with pytest.raises(RuntimeError):
        erase(pictures(2), size=29)


def test_augment_is_its_functions_in_order():
    images = pictures(50)
    augment = Augment(mirror, partial(shift, most=1), erase, seed=4)
    first, second = augment(images), augment(images)
    assert not torch.equal(first, second)
    generators = [seeded(4000), seeded(4001), seeded(4002)]
    for expected in (first, second):
        by_hand = mirror(images, generators[0])
        by_hand = shift(by_hand, generators[1], most=1)
        assert torch.equal(erase(by_hand, generators[2]), expected)
    assert torch.equal(Augment()(images), images)


def test_one_more_function_does_not_move_the_others():
    images, black = pictures(200), torch.zeros(200, 1, 28, 28)
    two, three = Augment(mirror, shift), Augment(mirror, shift, erase)
    for _ in range(2):
        kept, erased = two(images), three(images)
        assert torch.equal(torch.where(erased == 0, black, kept), erased)


def loader(augment):
    dataset = TensorDataset(pictures(50, dtype=torch.uint8), torch.arange(50) % 10)
    return TensorLoader(dataset, 20, True, seeded(7), augment=augment)


def test_the_loader_hands_over_pictures_as_the_model_gets_them():
    seen = []

    def negative(images):
        seen.append(images)
        return 1 - images

    batches = [images for images, _ in loader(negative)]
    assert [len(images) for images in batches] == [20, 20, 10]
    before = torch.cat(seen)
    assert before.dtype == torch.float32 and before.max() <= 1
    assert torch.equal(torch.cat(batches), 1 - before)


def test_only_training_pictures_are_changed(train_set, test_set):
    loaders = make_loaders(train_set, test_set, 100, augment=lambda x: 0 * x)
    plain = make_loaders(train_set, test_set, 100)
    for name in ("valid", "test"):
        images, _ = next(iter(loaders[name]))
        assert torch.equal(images, next(iter(plain[name]))[0]) and images.any()
    assert not next(iter(loaders["train"]))[0].any()
    assert next(iter(plain["train"]))[0].any()


@pytest.mark.parametrize("change", [mirror, shift, erase])
def test_pictures_stay_on_their_device(change):
    """The meta device computes nothing, but minds what lies elsewhere."""
    changed = change(torch.empty(5, 2, 28, 30, device="meta"))
    assert changed.device.type == "meta" and changed.shape == (5, 2, 28, 30)


def test_defaults():
    image = torch.zeros(400, 1, 9, 9)
    image[:, :, 4, 4] = 1
    places = shift(image).nonzero()[:, 2:]
    assert (places.min(), places.max()) == (2, 6)  # two pixels each way
    assert torch.equal(Augment(shift)(image), Augment(shift, seed=0)(image))
    assert (erase(torch.ones(1, 1, 9, 9)) == 0).sum() == 64
