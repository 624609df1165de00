"""Run `python -m measure.speed`; the package's docstring says what it does."""

from measure.speed import main

main()
