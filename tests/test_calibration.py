"""Doubtful labels and calibration against sums by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from helpers.calibration import fit_temperature, likely_label_errors, reliability
from helpers.evaluation import predict


def test_the_label_that_is_least_believed_comes_first():
    probabilities = torch.tensor(
        [[0.0, 1.0, 0.0], [0.3, 0.3, 0.4], [0.01, 0.04, 0.95], [0.98, 0.01, 0.01]]
    )
    labels = torch.tensor([1, 2, 0, 1])
    # Best other minus given: -1, -0.1, 0.94, 0.97.
    assert likely_label_errors(probabilities, labels).tolist() == [3, 2, 1, 0]


def test_labels_believed_alike_stay_in_their_order():
    probabilities = torch.full((50, 10), 0.1)
    found = likely_label_errors(probabilities, torch.arange(50) % 10)
    assert found.tolist() == list(range(50))


def test_planted_label_errors_are_found(mended, test_set):
    labels = test_set.targets[:2000].clone()
    probabilities = predict(mended, test_set.data[:2000])
    agreed = (probabilities.argmax(dim=1) == labels) & (probabilities.amax(1) > 0.999)
    planted = agreed.nonzero().flatten()[:20]
    labels[planted] = (labels[planted] + 3) % 10
    found = likely_label_errors(probabilities, labels)[:25].tolist()
    assert len(set(planted.tolist()) & set(found)) >= 18


def test_calibration_error_of_an_example_by_hand():
    sure = [0.55, 0.65, 0.95, 0.91, 0.6]
    probabilities = torch.tensor([[p, 1 - p] for p in sure], dtype=torch.float64)
    labels = torch.tensor([0, 1, 0, 1, 0])
    bins = reliability(probabilities, labels)
    assert bins.count.tolist() == [0, 0, 0, 0, 0, 2, 1, 0, 0, 2]  # 0.6 belongs below
    assert bins.accuracy[[5, 6, 9]].tolist() == [1, 0, 0.5]
    torch.testing.assert_close(
        bins.confidence[[5, 6, 9]], torch.tensor([0.575, 0.65, 0.93]).double()
    )
    assert bins.accuracy[:5].isnan().all() and bins.confidence[7:9].isnan().all()
    by_hand = (2 * 0.425 + 1 * 0.65 + 2 * 0.43) / 5
    assert math.isclose(bins.error, by_hand, rel_tol=1e-6)


def test_certain_and_right_is_no_error_and_certain_and_wrong_is_one():
    probabilities = torch.eye(10)
    assert reliability(probabilities, torch.arange(10)).error == 0
    assert reliability(probabilities, torch.arange(10).flip(0)).error == 1
    assert reliability(probabilities, torch.arange(10), bins=4).count.shape == (4,)
    doubtful = reliability(torch.full((10, 10), 0.1), torch.arange(10))
    assert [len(column) for column in doubtful] == [10, 10, 10]
    assert doubtful.count.tolist() == [10] + [0] * 9 and doubtful.error < 1e-7
    assert doubtful.confidence[1:].isnan().all() and doubtful.accuracy[1:].isnan().all()


def made_up(sharpness, n=4000, seed=0):
    """Logits that are `sharpness` times too sharp for their labels."""
    generator = torch.Generator().manual_seed(seed)
    logits = 2 * torch.randn(n, 10, generator=generator)
    labels = torch.multinomial(logits.softmax(1), 1, generator=generator)[:, 0]
    return logits * sharpness, labels


@settings(max_examples=20, deadline=None)
@given(st.floats(0.1, 20), st.integers(0, 1000))
def test_temperature_agrees_with_a_grid_search(sharpness, seed):
    logits, labels = made_up(sharpness, n=1000, seed=seed)
    found = fit_temperature(logits, labels)
    assert 0.8 < found / sharpness < 1.25
    grid = found * torch.linspace(0.5, 2, 151)
    losses = [F.cross_entropy(logits / t, labels).item() for t in grid]
    assert math.isclose(grid[int(np.argmin(losses))], found, rel_tol=0.01)


@pytest.mark.parametrize("sharpness", [1e-3, 0.5, 40])
def test_temperature_is_exact(sharpness):
    """Where the slope of the loss is nought, by bisection in 64 bits."""
    logits, labels = made_up(sharpness)
    given = logits.double()
    centred = given - given[torch.arange(len(labels)), labels][:, None]

    def slope(inverse):
        return float(((given * inverse).softmax(1) * centred).sum(1).mean())

    low, high = 0.01 / sharpness, 100 / sharpness
    for _ in range(60):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    assert math.isclose(fit_temperature(logits, labels), 1 / low, rel_tol=1e-4)


def test_temperature_mends_the_error_and_changes_no_answer():
    logits, labels = made_up(3.0)
    other, other_labels = made_up(3.0, seed=1)
    cooled = other / fit_temperature(logits, labels)
    assert torch.equal(cooled.argmax(1), other.argmax(1))
    before = reliability(other.softmax(1), other_labels)
    after = reliability(cooled.softmax(1), other_labels)
    assert before.error > 0.15 and after.error < 0.03
    assert not logits.requires_grad


def test_probabilities_and_logits_are_told_apart():
    """Each would give a number for the other, and it would mean nothing."""
    labels = torch.arange(50) % 10
    noise = torch.randn(50, 10, generator=torch.Generator().manual_seed(0))
    logits = noise + 2 * F.one_hot(labels)  # neither all right nor mere guesses
    probabilities = logits.softmax(dim=1)
    odd = torch.eye(10).repeat(5, 1) * 1.5 - 0.05  # rows sum to 1
    rounded = (probabilities * 1.1).bfloat16()
    for wrong in (logits, probabilities * 1.01, rounded, odd, logits * torch.nan):
        with pytest.raises(ValueError, match="^these are no probabilities"):
            reliability(wrong, labels)
        with pytest.raises(ValueError, match="^these are no probabilities"):
            likely_label_errors(wrong, labels)
    with pytest.raises(ValueError, match="^these are probabilities: give logits"):
        fit_temperature(probabilities, labels)
    with pytest.raises(ValueError, match="^some logits are NaN or infinite"):
        fit_temperature(logits * torch.nan, labels)
    tied = logits.clone().requires_grad_().exp().log()  # to what made it
    centred = logits - logits.mean(dim=1, keepdim=True)  # rows that sum to 0
    alike = logits, logits.log_softmax(dim=1), tied, centred
    fits = [fit_temperature(given, labels) for given in alike]
    assert fits == pytest.approx([fits[0]] * 4, rel=1e-4)


def test_where_no_temperature_is_best_it_says_so():
    logits, labels = made_up(1.0)
    right = "^every answer is right: the lower the temperature the better$"
    with pytest.raises(ValueError, match=right):
        fit_temperature(logits, logits.argmax(dim=1))
    worse = "^these logits are worse than guessing: no temperature helps$"
    with pytest.raises(ValueError, match=worse):
        fit_temperature(-logits, labels)


ASKS = pytest.mark.parametrize(
    "ask", [reliability, likely_label_errors, fit_temperature]
)


@ASKS
@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (torch.arange(9), "^10 images, but 9 labels$"),
        (torch.arange(10) + 1, "10 classes apart, 0 to 9, but a label is 10$"),
        (torch.arange(10.0), r"^labels must be one whole number .*labels.long\(\)"),
        (torch.eye(10).long(), r"^labels must be one whole number .*argmax\(dim=1\)"),
    ],
)
def test_labels_that_are_none(ask, labels, words):
    """One was compared with nothing, or counted as a wrong answer, without a word."""
    with pytest.raises(ValueError, match=words):
        ask(torch.rand(10, 10).softmax(dim=1), labels)


@ASKS
def test_what_are_no_answers(ask):
    words = r"^answers must be \(N, classes\), .* not \[10\]$"
    with pytest.raises(ValueError, match=words):
        ask(torch.rand(10), torch.arange(10))
    with pytest.raises(ValueError, match="^the dataset is empty$"):
        ask(torch.rand(0, 10), torch.arange(0))
    with pytest.raises(
        ValueError, match="^the model tells 3 classes apart, 0 to 2, bu"
    ):
        ask(torch.rand(10, 3), torch.arange(10))


@pytest.mark.parametrize("bins", [0, -3, 2.5, "10"])
def test_bins_are_counted(bins):
    with pytest.raises(ValueError, match="^bins must be a whole number from 1 up, not"):
        reliability(torch.eye(10), torch.arange(10), bins=bins)


@pytest.mark.parametrize("kind", [torch.float64, torch.bfloat16, torch.float16])
def test_answers_of_other_numbers(mended, kind, test_set):
    """Straight from a model, its gradients still on it, and labels of any kind."""
    images, labels = test_set.data[:300, None] / 255, test_set.targets[:300]
    expected = reliability(mended(images).softmax(dim=1), labels)
    logits = mended.to(kind)(images.to(kind))
    found = reliability(logits.softmax(dim=1), labels.to(torch.uint8))
    assert math.isclose(found.error, expected.error, abs_tol=0.02)
    order = likely_label_errors(logits.softmax(dim=1), labels.to(torch.int32))
    assert sorted(order.tolist()) == list(range(300))
    with torch.inference_mode():
        found = fit_temperature(logits * 1, labels.to(torch.int32))
    assert math.isclose(found, fit_temperature(mended.float()(images), labels),
                        rel_tol=0.05)  # fmt: skip
    with torch.device("meta"):  # whatever lands there is lost
        assert reliability(torch.eye(10, device="cpu"), list(range(10))).error == 0
