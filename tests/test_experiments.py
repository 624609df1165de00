"""The experiments behind the claims: their networks, and that a run can be repeated."""

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from helpers.models import ArticleNet, FashionCNN, count_parameters
from helpers.results import load
from measure import experiments
from measure.experiments import networks
from measure.experiments.trainings import moved_about
from tests.lessons import definitions, read


def test_the_networks_differ_in_one_thing():
    torch.manual_seed(0)
    images = torch.rand(4, 1, 28, 28)
    article, mended = ArticleNet(), FashionCNN()
    bare, both = networks.NoSigmoid(), networks.SigmoidReLU()
    bare.load_state_dict(article.state_dict())
    both.load_state_dict(mended.state_dict())
    assert torch.equal(bare(images).sigmoid(), article(images))
    assert torch.equal(both(images), mended(images).sigmoid())
    assert count_parameters(networks.Strided()) == 11_252
    assert count_parameters(networks.NoPooling()) == 226_292
    source = Path(networks.__file__).read_text("utf-8")
    lesson = "\n".join(c.source for c in read("09_test").cells if c.cell_type == "code")
    assert definitions(source)["FlattenCNN"] == definitions(lesson)["FlattenCNN"]


def test_strided_layers_see_every_second_place():
    torch.manual_seed(0)
    model, images = networks.Strided(), torch.rand(2, 1, 28, 28)
    x = F.relu(model.conv1(images))[..., ::2, ::2]
    x = F.relu(model.conv2(x))[..., ::2, ::2]
    x = model.fc2(F.relu(model.fc1(x.flatten(1))))
    assert torch.allclose(model(images), x, atol=1e-5)


def test_training_pictures_move_up_to_eight_pixels_each_way():
    dot = torch.zeros(5000, 1, 28, 28)
    dot[:, 0, 14, 14] = 1
    moved = moved_about(0)(dot)
    rows, columns = moved[:, 0].flatten(1).argmax(1) // 28, moved.argmax(3).amax(2)
    assert moved.sum() == 5000 and rows.unique().tolist() == list(range(6, 23))
    assert columns.unique().tolist() == list(range(6, 23))


def test_a_run_gives_again_what_is_written_down(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["measure.experiments", "two splits", "4"])
    experiments.main()
    printed = capsys.readouterr().out.splitlines()[-1]
    name, value = printed.split(": ")
    written = load("claims")["runs"]["two splits"]["4"]
    assert written == {name: pytest.approx(float(value), abs=1e-5)}


@pytest.mark.parametrize("given", [[], ["zero_grad"], ["no such run", "0"]])
def test_without_a_run_to_repeat_the_runs_are_listed(given, monkeypatch):
    monkeypatch.setattr("sys.argv", ["measure.experiments", *given])
    with pytest.raises(SystemExit) as end:
        experiments.main()
    assert set(experiments.EXPERIMENTS) <= set(str(end.value).splitlines())
