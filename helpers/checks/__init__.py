"""The room for refusals: what cannot be worked with is said here, one call a function.

Each module of `helpers` that refuses something has one of the same name here:
`helpers.ops.conv2d` begins with `check_conv2d` of `helpers.checks.ops`. A check takes
what it was given, raises an error of one to three lines that name what was given, what
was wanted and the way out, and returns nothing. `values` holds what many share.
"""
