"""Evaluation and prediction against sums by hand and scikit-learn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image
from sklearn import metrics
from torch import nn
from torch.nn import functional as F
from torch.utils.data import TensorDataset

from helpers import evaluation
from helpers.loaders import TensorLoader
from helpers.models import ArticleNet, FashionCNN


class Noisy(nn.Module):
    """A network whose answers change in training mode."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
        self.dropout = nn.Dropout(0.5)
        self.seen = []

    def forward(self, x):
        self.seen.append((self.training, torch.is_inference_mode_enabled()))
        return self.fc(self.dropout(x.flatten(1)))


def pictures(n, seed=0):
    generator = torch.Generator().manual_seed(seed)
    images = torch.rand(n, 1, 28, 28, generator=generator)
    return TensorDataset(images, torch.randint(0, 10, (n,), generator=generator))


@pytest.mark.parametrize("n", [1, 7, 10, 23])
def test_evaluate_is_exact_on_a_ragged_last_batch(n):
    torch.manual_seed(0)
    model, dataset = FashionCNN(), pictures(n)
    images, labels = dataset.tensors
    score = evaluation.evaluate(
        model, TensorLoader(dataset, 10), nn.CrossEntropyLoss(), "cpu"
    )
    with torch.no_grad():
        logits = model(images)
    assert score.loss == pytest.approx(F.cross_entropy(logits, labels).item(), rel=1e-5)
    assert score.total == n
    assert score.accuracy == pytest.approx(
        metrics.accuracy_score(labels, logits.argmax(1))
    )


def test_evaluate_neither_learns_nor_drops():
    model = Noisy()
    model.fc.eval()  # frozen on its own; must stay so
    before = {name: p.clone() for name, p in model.state_dict().items()}
    loader = TensorLoader(pictures(30), 10)
    first = evaluation.evaluate(model, loader, nn.CrossEntropyLoss())
    assert first == evaluation.evaluate(model, loader, nn.CrossEntropyLoss())
    assert set(model.seen) == {(False, True)}
    assert model.training and model.dropout.training and not model.fc.training
    assert all(torch.equal(before[name], p) for name, p in model.state_dict().items())


def test_modes_come_back_after_an_error():
    model = Noisy()
    with pytest.raises(RuntimeError), evaluation.evaluating(model):
        raise RuntimeError
    assert model.training and not torch.is_inference_mode_enabled()


def test_evaluate_refuses_an_empty_loader_and_an_unknown_device():
    with pytest.raises(ValueError, match="^the loader has no pictures$"):
        evaluation.evaluate(FashionCNN(), [], nn.CrossEntropyLoss())
    with pytest.raises(ValueError, match="'gpu'"):
        evaluation.evaluate(FashionCNN(), [], nn.CrossEntropyLoss(), "gpu")


def test_test_prints_loss_and_accuracy_with_counts(capsys):
    class Right(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(1, 1)

        def forward(self, x):
            return 100 * F.one_hot(x[:, 0, 0, 0].long(), 10).float()

    images = torch.zeros(2000, 1, 28, 28)
    labels = torch.arange(2000) % 10
    images[:, 0, 0, 0] = labels
    images[:10, 0, 0, 0] = (labels[:10] + 1) % 10  # ten mistakes
    loaders = {"test": TensorLoader(TensorDataset(images, labels), 300)}
    score = evaluation.test(loaders, Right(), nn.CrossEntropyLoss())
    assert (score.correct, score.total) == (1990, 2000)
    assert capsys.readouterr().out == (
        "Test loss: 0.5000\nTest accuracy: 99.5% (1,990 of 2,000)\n"
    )


@pytest.mark.parametrize(
    ("shape", "n"), [((28, 28), 1), ((1, 28, 28), 1), ((5, 28, 28), 5),
                     ((5, 1, 28, 28), 5), ((1, 1, 28, 28), 1)]
)  # fmt: skip
@pytest.mark.parametrize("kind", ["uint8", "float", "numpy", "list"])
def test_to_images_takes_every_layout(shape, n, kind):
    pixels = torch.randint(0, 256, shape, dtype=torch.uint8)
    given_ = {
        "uint8": pixels,
        "float": pixels / 255,
        "numpy": pixels.numpy(),
        "list": list((pixels / 255).numpy()),
    }[kind]
    images = evaluation.to_images(given_)
    assert images.shape == (n, 1, 28, 28) and images.dtype == torch.float32
    torch.testing.assert_close(images.flatten(), pixels.flatten() / 255)


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
        (torch.empty(28, 28, device="meta"), "not Tensor"),
        (torch.zeros(28, 28, dtype=torch.int64), "uint8 or float, not torch.int64"),
        (torch.full((28, 28), torch.nan), "784 of the pixels are NaN"),
        (torch.full((28, 28), torch.inf), "784 of the pixels are NaN or infinite"),
        (
            torch.full((28, 28), 255.0),
            r"0\.\.1, not in 255\.\.255\. Divide pixels of 0\.\.255 by 255\.$",
        ),
        (torch.linspace(0, 1.5, 784).reshape(28, 28), r"not in 0\.\.1\.5\."),
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


def test_predict_image_takes_one(test_set):
    with pytest.raises(ValueError, match="one picture, not 2"):
        evaluation.predict_image(torch.rand(2, 28, 28), FashionCNN())


def test_predictions_keep_the_order():
    torch.manual_seed(0)
    model, dataset = ArticleNet(), pictures(25)
    probabilities, labels = evaluation.predictions(model, TensorLoader(dataset, 10))
    assert torch.equal(labels, dataset.tensors[1])
    torch.testing.assert_close(
        probabilities, evaluation.predict(model, dataset.tensors[0])
    )


@pytest.mark.parametrize("classes", [2, 9, 11])
def test_predict_image_has_ten_names(classes):
    """The second of two classes is not "Trouser"."""
    model = FashionCNN()
    model.fc2 = nn.Linear(56, classes)
    with pytest.raises(ValueError, match=f"^the model tells {classes} classes apart"):
        evaluation.predict_image(torch.rand(28, 28), model)
    assert evaluation.predict(model, torch.rand(2, 28, 28)).shape == (2, classes)
    with pytest.raises(ValueError, match=r"answer is \[2, 6, 24, 24\], not \(N, 10\)"):
        evaluation.predict(model.conv1, torch.rand(2, 28, 28))


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16])
def test_predict_works_in_the_models_own_numbers(kind):
    model, images = FashionCNN(), torch.rand(2, 28, 28)
    expected = evaluation.predict(model, images)
    found = evaluation.predict(model.to(kind), images)
    torch.testing.assert_close(found.float(), expected, atol=0.02, rtol=0)


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
    with pytest.warns(UserWarning, match=r"^\(3, 28, 28\) is read as three grey pict"):
        answers = evaluation.predict(FashionCNN(), kind(torch.rand(3, 28, 28)))
    assert answers.shape == (3, 10)
