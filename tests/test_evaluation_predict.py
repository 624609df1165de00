"""Answers about single pictures: what goes in, and what comes out."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from helpers import evaluation
from helpers.any_model import remember
from helpers.checkpoints import find_checkpoint, load_checkpoint
from helpers.loaders import TensorLoader
from helpers.models import ArticleNet, FashionCNN
from tests.small_training import Noisy, pictures


@pytest.mark.parametrize(
    ("shape", "n"), [((28, 28), 1), ((1, 28, 28), 1), ((5, 28, 28), 5),
                     ((5, 1, 28, 28), 5), ((1, 1, 28, 28), 1)]
)  # fmt: skip
@pytest.mark.parametrize("kind", ["uint8", "float", "numpy", "list", "lists"])
def test_to_images_takes_every_layout(shape, n, kind):
    pixels = torch.randint(0, 256, shape, dtype=torch.uint8)
    given_ = {
        "uint8": pixels,
        "float": pixels / 255,
        "numpy": pixels.numpy(),
        "list": list((pixels / 255).numpy()),
        "lists": (pixels / 255).tolist(),  # of 64 bits
    }[kind]
    images = evaluation.to_images(given_)
    assert images.shape == (n, 1, 28, 28) and images.dtype == torch.float32
    torch.testing.assert_close(images.flatten(), pixels.flatten() / 255)
    assert evaluation.predict(FashionCNN(), given_).shape == (n, 10)


class Pixels(nn.Module):
    """It has no weights: its scores are the first ten pixels."""

    def forward(self, x):
        return x.flatten(1)[:, :10]


def test_a_model_without_weights_is_asked_too():
    images = torch.rand(3, 1, 28, 28)
    expected = images.flatten(1)[:, :10].softmax(dim=1)
    torch.testing.assert_close(evaluation.predict(Pixels(), images), expected)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (
            torch.zeros(28, 27),
            r"28 x 28, not shape \(28, 27\): \(28, 28\) or \(N, 1, 28, 28\)\."
            " helpers.images.prepare_image makes one from any other",
        ),
        (torch.zeros(2, 3, 28, 28), r"\(2, 3, 28, 28\)"),
        (torch.zeros(28, 28, 3), r"\(28, 28, 3\)"),
        (torch.zeros(28, 28), "the picture is blank: every pixel in it is 0"),
        (
            torch.cat([torch.rand(2, 28, 28), torch.ones(1, 28, 28)]),
            "picture 2 of 3 is blank: every pixel in it is 1",
        ),
        ("coat.png", "not str. helpers.images.prepare_image reads files"),
        (Image.new("L", (28, 28)), "not Image"),
        ([[1, 2], [3]], "not list"),
        (None, "not NoneType"),
        (np.full((28, 28), None), "not ndarray of object"),
        (torch.ones(28, 28, dtype=torch.complex64), "uint8 or float, not torch.compl"),
        (torch.empty(28, 28, device="meta"), "not Tensor of torch.float32"),
        (torch.zeros(28, 28, dtype=torch.int64), "uint8 or float, not torch.int64"),
        (torch.full((28, 28), torch.nan), "784 of the pixels are NaN"),
        (torch.full((28, 28), torch.inf), "784 of the pixels are NaN or infinite"),
        (
            torch.full((28, 28), 255.0),
            r"0\.\.1, not in 255\.\.255\. Divide pixels of 0\.\.255 by 255\.$",
        ),
        (torch.linspace(0, 1.5, 784).reshape(28, 28), r"not in 0\.\.1\.5\."),
        (torch.linspace(-10, 1, 784).reshape(28, 28), r"not in -10\.\.1\."),
        (torch.linspace(-1, 10, 784).reshape(28, 28), r"not in -1\.\.10\."),
        (torch.linspace(-0.25, 1, 784).reshape(28, 28), r"not in -0\.25\.\.1\."),
        (torch.linspace(-1, 0, 784).reshape(28, 28), r"not in -1\.\.0\."),
        (torch.full((28, 28), -0.1), r"not in -0\.1\.\."),
    ],
)
def test_to_images_refuses_and_names_what(images, message):
    with pytest.raises(ValueError, match=message):
        evaluation.to_images(images)
    with pytest.raises(ValueError, match=message) as caught:
        evaluation.predict(FashionCNN(), images)
    assert str(caught.value).count("\n") == 0 and len(str(caught.value)) < 200


def test_no_pictures_have_no_answers():
    assert evaluation.predict(FashionCNN(), torch.zeros(0, 28, 28)).shape == (0, 10)
    with pytest.raises(ValueError, match="one picture, not 0"):
        evaluation.predict_image(torch.zeros(0, 28, 28), FashionCNN())


def test_weights_that_are_no_numbers_give_no_answer():
    model = FashionCNN()
    with torch.no_grad():
        model.fc2.bias[0] = torch.nan
    with pytest.raises(ValueError, match="NaN") as caught:
        evaluation.predict_image(torch.rand(28, 28), model)
    assert str(caught.value) == (
        "the model answers NaN: its training diverged. Train it again with a tenth of"
        " the learning rate, or load a checkpoint."
    )


def test_predict_gives_probabilities_in_any_number():
    torch.manual_seed(0)
    model = Noisy()
    images = pictures(1001).tensors[0]
    probabilities = evaluation.predict(model, images)
    assert probabilities.shape == (1001, 10)
    torch.testing.assert_close(probabilities.sum(1), torch.ones(1001))
    expected = F.softmax(model.fc(images.flatten(1)), dim=1)
    torch.testing.assert_close(probabilities, expected.detach())
    assert set(model.seen) == {(False, True)} and model.training


def test_predict_image_shows_the_picture_and_returns_the_name(test_set):
    torch.manual_seed(0)
    model = FashionCNN()
    name = evaluation.predict_image(test_set[9], model)
    expected = evaluation.predict(model, test_set[9][0])[0]
    assert name == evaluation.CLASS_NAMES[expected.argmax()]
    ax = plt.gcf().axes[0]
    shown = ax.images[0].get_array()
    np.testing.assert_array_equal(shown, test_set[9][0][0].numpy())
    assert ax.texts[0].get_text() == f"{name}, {expected.max():.0%}"
    _, other = plt.subplots()
    evaluation.predict_image(test_set[9][0], model, ax=other)
    assert other.images


def test_predictions_keep_the_order():
    torch.manual_seed(0)
    model, dataset = ArticleNet(), pictures(25)
    probabilities, labels = evaluation.predictions(model, TensorLoader(dataset, 10))
    assert torch.equal(labels, dataset.tensors[1])
    torch.testing.assert_close(
        probabilities, evaluation.predict(model, dataset.tensors[0])
    )


@pytest.mark.parametrize("classes", [2, 9, 11])
def test_predict_image_has_a_name_for_each_class(classes):
    """The second of two classes is not "Trouser"."""
    model = FashionCNN()
    model.fc2 = nn.Linear(56, classes)
    named = evaluation.predict_image(torch.rand(28, 28), model)
    assert named in {f"class {n}" for n in range(classes)}
    remember(model, [f"kind {n}" for n in range(classes)], (1, 28, 28))
    assert evaluation.predict_image(torch.rand(28, 28), model).startswith("kind ")
    assert evaluation.predict(model, torch.rand(2, 28, 28)).shape == (2, classes)
    words = r"answer is \[2, 6, 24, 24\], not \(N, classes\)"
    with pytest.raises(ValueError, match=words):
        evaluation.predict(model.conv1, torch.rand(2, 28, 28))


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_predict_works_in_the_models_own_numbers(kind):
    model, images = FashionCNN(), torch.rand(2, 28, 28)
    expected = evaluation.predict(model, images)
    found = evaluation.predict(model.to(kind), images)
    torch.testing.assert_close(found.float(), expected, atol=0.02, rtol=0)
    assert found.dtype == torch.promote_types(kind, torch.float32)


@pytest.mark.parametrize("scale", [255, 10_000])
def test_pictures_divided_twice_are_refused(scale, test_set):
    images = torch.stack([test_set[0][0], test_set[1][0]])
    images[1] /= scale
    with pytest.raises(ValueError, match=r"^picture 1 of 2 is blank: .* 255 twice\?$"):
        evaluation.predict(FashionCNN(), images)


def test_predict_image_knows_that_three_may_be_colours():
    words = "one picture, not 3; colours need prepare_image$"
    with pytest.raises(ValueError, match=words):
        evaluation.predict_image(torch.rand(3, 28, 28), FashionCNN())


@pytest.mark.parametrize("kind", [torch.as_tensor, np.asarray])
def test_predict_says_that_three_may_be_colours(kind):
    words = (
        r"^\(3, 28, 28\) is read as three grey pictures\. If it is one in colour,"
        r" helpers\.images\.prepare_image makes it grey\.$"
    )
    with pytest.warns(UserWarning, match=words):
        answers = evaluation.predict(FashionCNN(), kind(torch.rand(3, 28, 28)))
    assert answers.shape == (3, 10)


def test_predictions_of_nothing():
    with pytest.raises(ValueError, match="^the loader has no pictures$"):
        evaluation.predictions(FashionCNN(), [])


@pytest.mark.parametrize(("mean", "deviation"), [(0.5, 0.5), (0.286, 0.353)])
def test_normalised_pictures_are_taken(mean, deviation):
    """The advice to divide them by 255 was false."""
    torch.manual_seed(0)
    model, dataset = FashionCNN(), pictures(6)
    images = (dataset.tensors[0] - mean) / deviation
    with torch.no_grad():
        expected = model(images).softmax(dim=1)
    loader = DataLoader(TensorDataset(images, dataset.tensors[1]), 2)
    found, _ = evaluation.predictions(model, loader)  # as in training: no warning
    torch.testing.assert_close(found, expected)
    words = "are taken as normalised, for a model that learned from such"
    with pytest.warns(UserWarning, match=words) as caught:
        found = evaluation.predict(model, images)
        name = evaluation.predict_image(images[0], model)
    assert len(caught) == 2
    torch.testing.assert_close(found, expected)
    assert name == evaluation.CLASS_NAMES[expected[0].argmax()]


def test_a_warning_names_the_line_that_predicted():
    model, images = FashionCNN(), 2 * torch.rand(3, 28, 28) - 1
    with pytest.warns(UserWarning) as caught:
        evaluation.predict(model, images)  # normalised, and perhaps in colour
        evaluation.predict_image(images[0], model)
    assert [warning.filename for warning in caught] == [__file__] * 3


@pytest.mark.parametrize("model", [ArticleNet, FashionCNN])
def test_the_answer_does_not_depend_on_who_else_is_asked(model, test_set):
    """When one of ten sigmoids is sure, they sum to about 1, like a softmax."""
    name = {ArticleNet: "article_net.pt", FashionCNN: "fashion_cnn.pt"}[model]
    model = model()
    load_checkpoint(find_checkpoint(name), model)
    images = test_set.data[:300]
    alone = torch.cat([evaluation.predict(model, image) for image in images])
    torch.testing.assert_close(alone, evaluation.predict(model, images))
    expected = model(images[:, None] / 255).softmax(dim=1).detach()
    torch.testing.assert_close(alone, expected)
