"""A pytest plugin: the kernel in which nbval runs the lessons keeps a history.

IPython looks into its history to see whether a cell ends in `;`, which hides the
cell's value. nbval runs cells without a history, so every value would be shown. In
Jupyter and in Colab the history is kept.
"""

import functools

from nbval.kernel import RunningKernel

start = RunningKernel.__init__


@functools.wraps(start)
def start_with_history(self, *args, **kwargs):
    """Start the kernel as nbval does, and have its client store what it sends."""
    start(self, *args, **kwargs)
    execute = self.kc.execute

    def execute_and_store(code, **options):
        return execute(code, **{**options, "store_history": True})

    self.kc.execute = execute_and_store


RunningKernel.__init__ = start_with_history
