"""What lesson 7 says in words of the numbers under its cells."""

import re

from tests.lessons import shown

STEP = "07_training_algorithm"


def numbers(code):
    return [float(text) for text in re.findall(r"\d+\.\d+", shown(STEP, code))]


def test_momentum_1_makes_the_same_first_steps():
    losses = numbers('"momentum 1": pushed')
    assert losses[:6] == losses[6:] and losses[0] > losses[5]


def test_the_small_network_learns():
    first, second = numbers('["epoch 1", "epoch 2"]')
    assert second < first < 2.3


def test_the_model_has_the_best_weights_and_the_last_are_worse():
    lowest, last, now = numbers('"the model now"')
    assert now == lowest < last


def test_only_the_copy_is_a_memory():
    rows = shown(STEP, '"a deep copy of it"').splitlines()[1:]
    assert [row.split()[-1] for row in rows] == ["new", "old"]


def test_an_interrupt_keeps_the_weights():
    said = shown(STEP, "raise KeyboardInterrupt")
    assert "interrupted in epoch 1. The best weights so far are kept." in said
    assert said.split()[-1] == "True"
