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
    """Ask IPython to call `say_what_to_run`; outside a notebook do nothing.

    IPython has room for one such function. Where another is there already, such as
    Colab's for an ImportError, it keeps the errors that it was for.
    """
    ipython = sys.modules.get("IPython")
    if not (shell := ipython and ipython.get_ipython()):
        return
    kinds, earlier = tuple(shell.custom_exceptions), shell.CustomTB
    if NameError in kinds:
        return

    def shared(shell, kind, error, traceback, tb_offset=None):
        if issubclass(kind, kinds):
            return earlier(kind, error, traceback, tb_offset=tb_offset)
        return say_what_to_run(shell, kind, error, traceback, tb_offset)

    shell.set_custom_exc((*kinds, NameError), shared)
