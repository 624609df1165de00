"""Right and wrong answers to every exercise, thought of without sight of its check.

Each is code that sets `answer`, or calls the check by itself. They run where a learner
would be: after the cells of the lesson.
"""

from importlib import import_module

from tests.lessons import STEPS

LESSONS = {step: import_module(f"tests.answers.lesson_{step[:2]}") for step in STEPS}
WRONG = {step: lesson.WRONG for step, lesson in LESSONS.items()}
RIGHT = {step: lesson.RIGHT for step, lesson in LESSONS.items()}
