"""A pytest plugin: the kernels in which nbval runs the lessons.

They keep a history. IPython looks into it to see whether a cell ends in `;`, which
hides the cell's value. nbval runs cells without a history, so every value would be
shown. In Jupyter and in Colab the history is kept. Here it stays in memory: two workers
would lock each other out of one file, and it is the learner's own.

They draw no progress bars. With STRICT_LESSONS set, as `make test` does, what will stop
working in the next versions of the libraries is an error now; older versions use each
other in ways that newer ones warn of. Warnings meant for the learner are outputs.
"""

import functools
import os

from nbval import kernel
from nbval.kernel import RunningKernel

WARNINGS = (
    "error::DeprecationWarning",
    "error::PendingDeprecationWarning",
    "error::FutureWarning",
    "error::SyntaxWarning",
    "error::RuntimeWarning",
    # Matplotlib gets tensors as NumPy arrays by way of torch, which is behind NumPy 2.
    "ignore:__array_wrap__ must accept:DeprecationWarning",
    "ignore:__array__ implementation doesn't accept:DeprecationWarning",
    # scikit-image 0.26 does what NumPy 2.5 would rather not have.
    "ignore:Setting the shape on a NumPy array:DeprecationWarning",
    # From Python 3.12 on a kernel cannot start itself without this one.
    "ignore:There is no current event loop:DeprecationWarning",
)
start = RunningKernel.__init__
kernel.start_new_kernel = functools.partial(
    kernel.start_new_kernel,
    extra_arguments=["--HistoryManager.hist_file=:memory:"],
)


@functools.wraps(start)
def start_lesson(self, *args, **kwargs):
    """Start the kernel as nbval does, and have its client store what it sends."""
    os.environ["TQDM_DISABLE"] = "1"
    if os.environ.get("STRICT_LESSONS"):
        os.environ["PYTHONWARNINGS"] = ",".join(WARNINGS)
    try:
        start(self, *args, **kwargs)
    finally:
        os.environ.pop("PYTHONWARNINGS", None)  # pytest has rules of its own
    execute = self.kc.execute

    def execute_and_store(code, **options):
        return execute(code, **{**options, "store_history": True})

    self.kc.execute = execute_and_store


RunningKernel.__init__ = start_lesson
