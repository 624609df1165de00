"""Run a class's notebooks, and write down what the checks say of each exercise."""
