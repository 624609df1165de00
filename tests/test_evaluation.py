"""Evaluation against sums by hand and scikit-learn."""

import functools

import pytest
import torch
from sklearn import metrics
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, TensorDataset

from helpers import evaluation
from helpers.loaders import TensorLoader
from helpers.models import ArticleNet, FashionCNN
from tests.small_training import Noisy, pictures


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
    with pytest.raises(ValueError, match="'gpu'"):
        evaluation.test({"test": []}, FashionCNN(), nn.CrossEntropyLoss(), "gpu")


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


class Fixed(nn.Module):
    """It answers with what it is shown: logits in the first ten pixels."""

    def forward(self, x):
        return x.flatten(1)[:, :10]


@pytest.mark.parametrize("criterion", [
    nn.CrossEntropyLoss(weight=torch.arange(1.0, 11)),
    nn.CrossEntropyLoss(label_smoothing=0.1),
    nn.CrossEntropyLoss(ignore_index=3),
    nn.MultiMarginLoss(),
    functools.partial(F.cross_entropy, weight=torch.arange(1.0, 11)),
])  # fmt: skip
def test_the_loss_does_not_depend_on_the_size_of_the_batches(criterion):
    """Weights for the classes are averaged over all pictures, not batch by batch."""
    torch.manual_seed(0)
    model, dataset = FashionCNN(), pictures(23)
    with torch.no_grad():
        expected = criterion(model(dataset.tensors[0]), dataset.tensors[1]).item()
    for batch_size in (1, 2, 7, 22, 23):
        for loader in (
            TensorLoader(dataset, batch_size),
            DataLoader(dataset, batch_size),
        ):
            loss = evaluation.evaluate(model, loader, criterion).loss
            assert loss == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "criterion",
    [
        functools.partial(F.cross_entropy, reduction="sum"),
        functools.partial(F.cross_entropy, reduction="none"),
        lambda logits, labels: F.cross_entropy(logits, labels, reduction="sum"),
        lambda logits, labels: F.cross_entropy(logits, labels, reduction="none"),
        lambda logits, labels: F.cross_entropy(logits, labels).item(),
        lambda logits, labels: None,
    ],
)
@pytest.mark.parametrize("n", [2, 7, 200])
def test_a_criterion_that_gives_no_mean_is_refused(criterion, n):
    """A sum was reported as the mean: 46.3 for 2.3."""
    with pytest.raises(ValueError, match="^the criterion must give .* mean.*, not "):
        evaluation.evaluate(FashionCNN(), TensorLoader(pictures(n), 10), criterion)


def test_a_loss_of_nothing_is_no_sum():
    """All right and sure: the loss is 0, and so is that of twice as many."""
    images = 1000.0 * F.one_hot(torch.arange(10), 784).view(-1, 1, 28, 28)
    loader = [(images, torch.arange(10))]
    with pytest.raises(ValueError, match="^float pixels reach 1000"):
        evaluation.evaluate(Fixed(), loader, nn.CrossEntropyLoss())
    score = evaluation.evaluate(Fixed(), [(images / 10, torch.arange(10))],
                                nn.CrossEntropyLoss())  # fmt: skip
    assert score == (0, 10, 10)


class Softmax(FashionCNN):
    """Its last layer is one too many."""

    def forward(self, x):
        return super().forward(x).softmax(dim=1)


@pytest.mark.parametrize("times", [100, 1e6])
def test_a_model_that_ends_in_softmax(times):
    """Its probabilities are its answer: of them softmax made 23% at most."""
    torch.manual_seed(0)
    model, dataset = Softmax(), pictures(40)
    with torch.no_grad():
        model.fc2.weight *= times  # sure of itself
        expected = model(dataset.tensors[0])
    assert expected.max() > 0.9 and (expected.min() == 0) == (times > 100)
    for n in (40, 1):
        found = evaluation.predict(model, dataset.tensors[0][:n])
        torch.testing.assert_close(found, expected[:n])
    found, _ = evaluation.predictions(model, TensorLoader(dataset, 7))
    torch.testing.assert_close(found, expected)
    words = "^Softmax ends in softmax, and cross-entropy has one of its own. Return the"
    with pytest.warns(UserWarning, match=words):
        evaluation.evaluate(model, TensorLoader(dataset, 7), nn.CrossEntropyLoss())


def test_probabilities_are_known_by_noise_from_faint_to_strong():
    """The same every time, and nobody else's draws are shifted."""
    model, images, seen = Softmax(), torch.rand(2, 1, 28, 28), []
    model.register_forward_pre_hook(lambda _, shown: seen.append(*shown))
    before = torch.get_rng_state()
    for _ in range(2):
        evaluation.predict(model, images)
    assert torch.equal(torch.get_rng_state(), before)
    _, noise, _, again = seen
    assert torch.equal(noise, again) and noise.shape == (32, 1, 28, 28)
    strongest = noise.flatten(1).max(dim=1).values
    torch.testing.assert_close(strongest, torch.linspace(0, 1, 32), atol=0.02, rtol=0)


def test_a_warning_names_the_line_that_evaluated():
    loader = TensorLoader(pictures(40), 7)
    with pytest.warns(UserWarning, match="^Softmax ends in softmax") as caught:
        evaluation.evaluate(Softmax(), loader, nn.CrossEntropyLoss())
    assert [warning.filename for warning in caught] == [__file__]


@pytest.mark.parametrize("model", [FashionCNN(), ArticleNet()])
def test_other_last_layers_are_not_taken_for_softmax(model):
    loader = TensorLoader(pictures(40), 7)
    evaluation.evaluate(model, loader, nn.CrossEntropyLoss())  # warnings are errors
    evaluation.evaluate(
        nn.Sequential(model, nn.LogSoftmax(dim=1)), loader, nn.NLLLoss()
    )


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_models_and_pictures_of_other_numbers(kind):
    torch.manual_seed(0)
    model, dataset = FashionCNN(), pictures(30)
    criterion, plain = nn.CrossEntropyLoss(), TensorLoader(dataset, 10)
    expected = evaluation.evaluate(model, plain, criterion)
    others = TensorDataset(dataset.tensors[0].to(kind), dataset.tensors[1])
    loaders = plain, DataLoader(dataset, 10), DataLoader(others, 10)
    for case in (model, model.to(kind)):
        for loader in loaders:
            score = evaluation.evaluate(case, loader, criterion)
            assert score.loss == pytest.approx(expected.loss, abs=0.01)
            assert score.total == 30


class HalfSoftmax(Softmax):
    """Its answers sum to a half."""

    def forward(self, x):
        return super().forward(x) / 2


def test_what_does_not_sum_to_one_is_no_softmax():
    model, dataset = HalfSoftmax(), pictures(4)
    expected = model(dataset.tensors[0]).softmax(dim=1).detach()
    found = evaluation.predict(model, dataset.tensors[0])
    torch.testing.assert_close(found, expected)
    evaluation.evaluate(model, TensorLoader(dataset), nn.CrossEntropyLoss())
