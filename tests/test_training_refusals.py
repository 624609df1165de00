"""What the training loop refuses before it takes a step."""

import copy
import re

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Subset

from helpers import training
from helpers.evaluation import evaluate
from helpers.models import DeepCNN
from tests.small_training import criterion, fresh, same


@pytest.mark.parametrize("epochs", [-1, 1.5, "3", None, True])
def test_train_refuses_epochs(epochs, loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="n_epochs must be a whole number"):
        training.train(epochs, loaders, model, optimizer, criterion)


def test_train_refuses_a_device_that_is_none(loaders):
    model, optimizer = fresh()
    with pytest.raises(ValueError, match="'gpu'"):
        training.train(1, loaders, model, optimizer, criterion, device="gpu")


@pytest.mark.parametrize("lr", [0, float("nan"), float("inf")])
def test_train_refuses_rates_of_any_optimizer(lr, loaders):
    model, _ = fresh()
    optimizer = torch.optim.Adam(model.parameters())
    optimizer.param_groups[0]["lr"] = lr
    with pytest.raises(ValueError, match="lr must be a number above 0"):
        training.train(1, loaders, model, optimizer, criterion)


@pytest.mark.parametrize("lr", [-0.1, float("nan"), float("inf")])
def test_one_wrong_rate_of_several_is_named(lr, loaders):
    model, _ = fresh()
    start = copy.deepcopy(model.state_dict())
    optimizer = torch.optim.SGD([{"params": [p]} for p in model.parameters()], lr=0.1)
    optimizer.param_groups[1]["lr"] = lr
    with pytest.raises(ValueError, match=f"lr must be a number above 0, not {lr}$"):
        training.train(1, loaders, model, optimizer, criterion)
    assert same(model, start)


def test_some_weights_may_stand_still(loaders):
    model, _ = fresh()
    first = model.fc1.weight.clone()
    parts = [model.fc1.parameters(), model.fc2.parameters()]
    optimizer = torch.optim.SGD([{"params": part} for part in parts], lr=0.1)
    optimizer.param_groups[0]["lr"] = 0
    assert len(training.train(1, loaders, model, optimizer, criterion)) == 1
    assert torch.equal(model.fc1.weight, first)


def test_one_epoch_refuses_the_optimizer_of_another_model(loaders):
    """The cell that makes the model was run twice, the optimizer's once."""
    (_, old), (model, _) = fresh(0), fresh(1)
    before = copy.deepcopy(model.state_dict())
    words = (
        "^the optimizer belongs to another model. Run the cell that makes the model,"
        " then the one that makes the optimizer.$"
    )
    with pytest.raises(ValueError, match=words):
        training.train_one_epoch(model, loaders["train"], old, criterion, "cpu")
    assert same(model, before)


def test_train_refuses_an_optimizer_with_nothing_to_teach(loaders):
    model, optimizer = fresh()
    model.requires_grad_(False)
    with pytest.raises(ValueError, match="^all parameters .* are frozen"):
        training.train(1, loaders, model, optimizer, criterion)
    model.fc2.requires_grad_(True)  # as in fine-tuning
    assert len(training.train(1, loaders, model, optimizer, criterion)) == 1
    with pytest.raises(ValueError, match="^lr must be .*, not DeepCNN") as error:
        training.get_optimizer(0.1, DeepCNN())  # not its 27 lines
    assert len(str(error.value)) < 100
    with pytest.raises(ValueError, match="torch.optim, not CrossEntropyLoss"):
        training.train(1, loaders, model, criterion, optimizer)


ONCE = (
    r"^loaders\['{}'\] can be read only once, and every epoch reads it\. Make it with"
    r" TensorLoader\.$"
)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (lambda own: own["train"], "^loaders must be a dict of loaders, with 'train'"),
        (lambda own: {"train": own["train"]}, "^loaders must .* with 'valid' in it"),
        (lambda own: own | {"train": iter(own["train"])}, ONCE.format("train")),
        (lambda own: own | {"valid": (b for b in own["valid"])}, ONCE.format("valid")),
    ],
)
def test_train_refuses_loaders_before_the_first_step(loaders, how, words):
    model, optimizer = fresh()
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match=words):
        training.train(2, how(loaders), model, optimizer, criterion)
    assert same(model, before)


@pytest.mark.parametrize("path", ["", "folder"])
def test_train_refuses_a_folder_to_save_in(loaders, path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(ValueError, match="^save_path '.*' is a folder: name a file"):
        training.train(1, loaders, *fresh(), criterion, save_path=path)


@pytest.mark.parametrize("path", ["runs/", "more/runs/", "runs\\", "~"])
def test_what_is_written_like_a_folder_is_one(loaders, path, tmp_path, monkeypatch):
    """A file called runs was written."""
    monkeypatch.chdir(tmp_path)
    words = f"^save_path {re.escape(repr(path))} is a folder: name a file in it$"
    with pytest.raises(ValueError, match=words):
        training.train(1, loaders, *fresh(), criterion, save_path=path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("reduction", ["sum", "none"])
def test_a_criterion_that_is_no_mean_is_refused(loaders, reduction):
    model, optimizer = fresh()
    wrong = nn.CrossEntropyLoss(reduction=reduction)
    with pytest.raises(ValueError, match=f"mean .* not reduction='{reduction}'"):
        training.train(1, loaders, model, optimizer, wrong)
    with pytest.raises(ValueError, match=f"mean .* not reduction='{reduction}'"):
        evaluate(model, loaders["valid"], wrong)


def test_a_criterion_that_is_not_for_logits_is_refused(loaders, tmp_path):
    """It would fall and fall, and the worst would be kept as the best."""
    model, optimizer = fresh()
    before, path = copy.deepcopy(model.state_dict()), tmp_path / "x.pt"
    with pytest.raises(ValueError, match="the loss is negative"):
        training.train(3, loaders, model, optimizer, nn.NLLLoss(), save_path=path)
    assert same(model, before) and not path.exists()
    model.fc2 = nn.Sequential(model.fc2, nn.LogSoftmax(dim=1))  # for that it is made
    assert evaluate(model, loaders["valid"], nn.NLLLoss()).loss > 2


def test_batches_larger_than_the_data_with_drop_last(train_set):
    loader = DataLoader(Subset(train_set, range(10)), 20, drop_last=True)
    model, optimizer = fresh()
    start = copy.deepcopy(model.state_dict())
    words = (
        "^the loader has no pictures: they are fewer than batch_size, and drop_last"
        " drops them. Choose a smaller batch_size, or drop_last=False.$"
    )
    with pytest.raises(ValueError, match=words):
        training.train(
            1, {"train": loader, "valid": loader}, model, optimizer, criterion
        )
    assert same(model, start)
