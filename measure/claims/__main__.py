"""Run `python -m measure.claims`; the package's docstring says what it does."""

from measure.claims import main

main()
