"""A model knows what it learned from, in its file too, whatever wraps it."""

import copy

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from helpers.any_model import class_names, image_shape, learned_from, remember, unwrap
from helpers.checkpoints import load_checkpoint, save_checkpoint
from helpers.datasets import PictureSet
from helpers.evaluation import evaluate, predict, predict_image
from helpers.explain import grad_cam, occlusion
from helpers.fashion_mnist import CLASS_NAMES
from helpers.loaders import TensorLoader
from helpers.models import MLP, FashionCNN, FlipAverage, SmallCNN
from helpers.pretrained import PhotographNet, new_last_layer
from helpers.training import get_optimizer, train, train_one_epoch
from helpers.widgets import NetworkWidget

criterion = nn.CrossEntropyLoss()
NAMES = ["cup", "plate", "spoon"]


class Own(nn.Module):
    """A network as a learner writes it: it checks nothing, and has no names."""

    def __init__(self, classes=3, channels=3, side=12):
        super().__init__()
        self.conv = nn.Conv2d(channels, 4, 3)
        self.fc = nn.Linear(4 * (side - 2) ** 2, classes)

    def forward(self, x):
        return self.fc(self.conv(x).relu().flatten(1))


def pictures(n=12, shape=(3, 12, 12), names=NAMES):
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (n, *shape), generator=generator, dtype=torch.uint8)
    return PictureSet(images, torch.arange(n) % len(names), list(names))


def learn(model, dataset, make=TensorLoader):
    loader = make(dataset, 6)
    train_one_epoch(model, loader, get_optimizer(model, 0.001), criterion, "cpu")
    return model


WRAPPED = [
    lambda model: model, FlipAverage, nn.DataParallel,
    torch.optim.swa_utils.AveragedModel, torch.compile,
    lambda model: FlipAverage(nn.DataParallel(model)),
]  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPPED)
def test_what_is_inside_is_found(wrap):
    model = SmallCNN(NAMES, 3, 12)
    wrapped = wrap(model)
    assert type(unwrap(wrapped)) is SmallCNN
    assert class_names(wrapped) == NAMES and image_shape(wrapped) == (3, 12, 12)


def test_before_it_has_learned():
    assert class_names(Own(10)) == class_names(Own(10), 10) == CLASS_NAMES
    assert class_names(Own(), 3) == ["class 0", "class 1", "class 2"]
    assert image_shape(Own()) == (3, None, None)
    assert image_shape(Own(channels=1)) == image_shape(MLP()) == (1, 28, 28)
    assert learned_from(Own()) == {}
    assert class_names(SmallCNN(2)) == ["class 0", "class 1"]
    assert learned_from(SmallCNN(("a", "b"), 3, 9)) == {
        "class_names": ["a", "b"],
        "image_shape": (3, 9, 9),
    }


@pytest.mark.parametrize("make", [TensorLoader, DataLoader])
def test_after_the_first_step_it_knows(make):
    model = learn(Own(), pictures(), make)
    assert learned_from(model) == {"class_names": NAMES, "image_shape": (3, 12, 12)}
    nameless = TensorDataset(pictures().data / 255, pictures().targets)
    learn(model, nameless, make)
    known = learned_from(model)["class_names"]
    assert known == NAMES, "data without names take none away"


def test_a_network_that_was_given_names_keeps_them():
    names = [f"bird {n}" for n in range(10)]
    model, some = SmallCNN(names), pictures(20, (1, 28, 28), names)
    learn(model, TensorDataset(some.data / 255, some.targets))
    assert class_names(model, 10) == names, "and not Fashion-MNIST's"
    learn(model, pictures(20, (1, 28, 28), names[::-1]))
    assert class_names(model, 10) == names[::-1]


def test_classes_beyond_the_names_have_numbers():
    """Ten outputs for three classes were given Fashion-MNIST's names."""
    model = learn(Own(10), pictures())
    assert class_names(model, 10) == [*NAMES, *(f"class {n}" for n in range(3, 10))]
    assert class_names(model) == NAMES and class_names(model, 2) == NAMES[:2]


def test_who_only_answers_learns_nothing():
    model = Own()
    evaluate(model, TensorLoader(pictures(), 6), criterion)
    predict(model, pictures().data)
    assert learned_from(model) == {}


def test_what_could_not_be_read_is_not_remembered():
    model = SmallCNN(NAMES, 3, 12)
    with pytest.raises(
        ValueError, match=r"shape \(N, 3, 12, 12\), not \(6, 3, 14, 14\)"
    ):
        learn(model, pictures(shape=(3, 14, 14)))
    assert image_shape(model) == (3, 12, 12)


@pytest.mark.parametrize("shape", [(12, 12), (144,)])
def test_what_is_no_picture_has_no_shape_to_remember(shape):
    images, labels = pictures(shape=(1, 12, 12)).data / 255, torch.arange(12) % 3
    flat = nn.Sequential(nn.Flatten(), nn.Linear(144, 3))
    learn(flat, TensorDataset(images.view(12, *shape), labels), DataLoader)
    assert image_shape(flat) == (1, 28, 28)
    with pytest.raises(ValueError, match=r"^the networks read grey pictures of 28 x"):
        predict(flat, images)


class Named(Own):
    """It uses both names for something else; one of them cannot be written."""

    image_shape = (12, 12)
    class_names = property(lambda self: 3)

    def forward(self, x):
        assert self.image_shape == x.shape[2:]
        return super().forward(x)


def test_attributes_of_the_learners_own_stay_theirs():
    model = learn(Named(), pictures())
    assert (model.image_shape, model.class_names) == ((12, 12), 3)
    assert class_names(model) == NAMES and image_shape(model) == (3, 12, 12)


@pytest.mark.parametrize("wrap", WRAPPED)
def test_a_file_brings_the_names_back(wrap, tmp_path):
    model, path = learn(Own(), pictures()), tmp_path / "own.pt"
    save_checkpoint(path, wrap(model), epoch=3)
    fresh = wrap(Own())
    numbers = load_checkpoint(path, fresh)
    known = {"class_names": NAMES, "image_shape": (3, 12, 12)}
    assert numbers == known | {"epoch": 3} and learned_from(fresh) == known
    fresh = unwrap(fresh)
    image = pictures()[4][0]
    assert predict_image(image, fresh) == predict_image(image, model)
    assert predict_image(image, fresh) in NAMES


def test_a_file_without_names_takes_none_away(tmp_path):
    model, path = SmallCNN(NAMES, 3, 12), tmp_path / "nameless.pt"
    nameless = copy.deepcopy(model)
    nameless._learned_from = {}
    save_checkpoint(path, nameless)
    assert load_checkpoint(path, model) == {}
    assert class_names(model) == NAMES and image_shape(model) == (3, 12, 12)


def test_names_given_by_hand_are_saved(tmp_path):
    model, path = Own(), tmp_path / "own.pt"
    save_checkpoint(path, model, class_names=NAMES)
    fresh = Own()
    assert load_checkpoint(path, fresh) == {"class_names": NAMES}
    assert class_names(fresh, 3) == NAMES


def test_other_numbers_of_that_name_are_no_names(tmp_path):
    model, path = Own(), tmp_path / "own.pt"
    save_checkpoint(path, model, class_names=3, image_shape=12)
    fresh = Own()
    assert load_checkpoint(path, fresh) == {"class_names": 3, "image_shape": 12}
    assert learned_from(fresh) == {}
    assert torch.equal(fresh.fc.weight, model.fc.weight)


def test_train_saves_them_too(tmp_path):
    loaders = {k: TensorLoader(pictures(), 6) for k in ("train", "valid")}
    model, path = Own(), tmp_path / "own.pt"
    train(1, loaders, model, get_optimizer(model, 0.001), criterion, save_path=path)
    assert load_checkpoint(path, Own())["class_names"] == NAMES


def test_a_new_last_layer_has_new_names():
    model = learn(Own(), pictures())
    new_last_layer(model, 2)
    assert class_names(model, 2) == ["class 0", "class 1"]
    new_last_layer(model, ["knife", "fork"])
    assert model.fc.out_features == 2 and class_names(model, 2) == ["knife", "fork"]
    learn(model, pictures(names=["fork", "knife"]))
    assert class_names(model, 2) == ["fork", "knife"]


# ---- pictures of the shape that it learned from


def test_pictures_in_colour_are_one_or_many():
    model, images = learn(Own(), pictures()), pictures().data
    many = predict(model, images)
    for place in range(3):
        one, floats = images[place], (images[place] / 255).tolist()
        for given in (one, one.numpy(), one.unsqueeze(0), one / 255, floats):
            torch.testing.assert_close(predict(model, given)[0], many[place])
    assert predict(model, images[:0]).shape == (0, 3)


@pytest.mark.parametrize(
    ("shape", "given"),
    [((3, 12, 12), (12, 12)), ((3, 12, 12), (5, 12, 12)), ((3, 12, 12), (2, 1, 12, 12)),
     ((3, 12, 12), (3, 13, 12)), ((1, 12, 12), (28, 28)), ((1, 12, 12), (2, 1, 12, 13)),
     ((1, 12, 12), (3, 12))],
)  # fmt: skip
def test_pictures_of_another_shape_are_refused(shape, given):
    model = learn(Own(3, shape[0], shape[1]), pictures(shape=shape))
    with pytest.raises(ValueError, match=r"12 x 12.* not shape \("):
        predict(model, torch.rand(given))


def test_what_makes_a_picture_is_named_by_its_shape():
    model = SmallCNN(2, 1, 12)
    with pytest.raises(ValueError, match=r"12\)\. helpers\.\w+\.load_picture"):
        predict(model, torch.rand(3, 28, 28))
    with pytest.warns(
        UserWarning, match=r"^\(3, 12, 12\) is .*load_picture.image, size=12. makes"
    ):
        assert predict(model, torch.rand(3, 12, 12)).shape == (3, 2)
    with pytest.raises(ValueError, match="^one picture, not 2$"):
        predict_image(torch.rand(2, 3, 12, 12), SmallCNN(2, 3, 12))


def test_a_learners_grey_network_of_another_size_is_asked_after_it_has_learned():
    images = torch.rand(2, 12, 12)
    with pytest.raises(ValueError, match=r"28 x 28, not shape \(2, 12, 12\)"):
        predict(Own(3, 1), images)
    model = learn(Own(3, 1), pictures(shape=(1, 12, 12)))
    assert predict(model, images).shape == (2, 3)
    own = Own(3, 1)
    remember(own, None, (1, 12, 12))
    assert predict(own, images).shape == (2, 3)


def test_reasons_are_given_for_pictures_of_any_shape():
    model, images = learn(Own(), pictures()), pictures().data[:2]
    heat = grad_cam(model, model.conv, images, [0, 2])
    assert heat.shape == (2, 10, 10) and heat.min() >= 0
    drops = occlusion(model, images, [0, 2], size=3)
    assert drops.shape == (2, 12, 12)
    covered = images.float() / 255
    covered[1, :, 4:7, 8:11] = 0
    with torch.inference_mode():
        by_hand = model(images / 255)[1, 2] - model(covered)[1, 2]
    torch.testing.assert_close(drops[1, 5, 9], by_hand)
    wide = Own(3, 3, 12)
    wide.fc = nn.Linear(4 * 6 * 10, 3)
    assert occlusion(wide, torch.rand(1, 3, 8, 12), [1]).shape == (1, 8, 12)


def test_the_widget_has_the_names_that_the_model_knows():
    model = learn(Own(), pictures())
    assert NetworkWidget(model, pictures().data[:2]).classes == NAMES
    assert NetworkWidget(model, pictures().data[:2], classes="abc").classes == [*"abc"]
    assert NetworkWidget(FashionCNN(), torch.rand(1, 1, 28, 28)).classes == CLASS_NAMES


def test_a_network_for_photographs_reads_clothes_until_it_learns_from_colours():
    network = PhotographNet(Own(side=16), 16, [0.5] * 3, [0.2] * 3)
    assert image_shape(network) == (1, 28, 28)
    assert predict(network, torch.rand(2, 28, 28)).shape == (2, 3)
    learn(network, pictures(shape=(3, 20, 20)))
    assert image_shape(network) == (3, 20, 20)
    assert predict(network, torch.rand(2, 3, 20, 20)).shape == (2, 3)
