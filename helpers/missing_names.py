"""A word of help when cells were run out of order and a name is missing."""

import sys


def say_what_to_run(shell, kind, error, traceback, tb_offset=None) -> None:
    """Show a NameError as ever; then name the cell to run. IPython calls this."""
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
    if kind is NameError and error.name:
        print(
            f"Run the cell that defines {error.name} first, or check the spelling.",
            file=sys.stderr,
        )


def help_with_missing_names() -> None:
    """Ask IPython to call `say_what_to_run`; outside a notebook do nothing."""
    ipython = sys.modules.get("IPython")
    if shell := ipython and ipython.get_ipython():
        shell.set_custom_exc((NameError,), say_what_to_run)
