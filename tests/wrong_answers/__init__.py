"""Plausible wrong answers to every exercise, as code that sets `answer`."""

from tests.wrong_answers import lessons_1_to_5, lessons_6_to_10

WRONG_ANSWERS = lessons_1_to_5.WRONG_ANSWERS | lessons_6_to_10.WRONG_ANSWERS
