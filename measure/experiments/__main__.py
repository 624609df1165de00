"""Run `python -m measure.experiments`; the package's docstring says what it does."""

from measure.experiments import main

main()
