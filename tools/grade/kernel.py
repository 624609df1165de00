"""A kernel of its own for one notebook, behind what walls there are."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from json import dumps
from pathlib import Path
from queue import Empty

import matplotlib
import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
# Apart, and dead as soon as the grader is.
APART = [
    "setpriv", "--pdeathsig", "KILL",
    "unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child",
]  # fmt: skip
KEEP = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")
# The guard is a module that no name leads to. The bundled sample of the data will do.
BEGIN = """
def begin():
    import sys
    from importlib import util
    from pathlib import Path

    sys.path.insert(0, {folder!r})
    from helpers import fashion_mnist_files

    fashion_mnist_files.DEBIAN = Path("nowhere")
    spec = util.spec_from_file_location("guard", {guard!r})
    guard = util.module_from_spec(spec)
    spec.loader.exec_module(guard)
    guard.witness({folder!r}, {lesson!r})
    guard.guard({folder!r})


begin()
del begin
"""
STARTS = 120  # seconds within which a kernel answers
GRACE = 5  # seconds between asking a cell to stop and killing it


def apart() -> list[str]:
    """Return the command that starts a program without network and other processes.

    It is empty where Linux does not grant that, and on other systems.
    """
    try:
        granted = subprocess.run([*APART, "true"], capture_output=True).returncode == 0
    except OSError:
        granted = False
    return APART if granted else []


class Kernel:
    """A kernel in a folder with a copy of `helpers`; it dies with its children."""

    def __init__(self, folder: Path, lesson: str, apart: list[str]):
        self.folder, self.secret = folder, secrets.token_bytes(32)
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=leave)
        fonts = Path(matplotlib.get_cachedir())
        for name in ("notebooks", "matplotlib", "kernels/class"):
            (folder / name).mkdir(parents=True)
        for found in fonts.glob("fontlist-*.json"):  # to look for them takes long
            shutil.copy(found, folder / "matplotlib")
        (folder / "secret").write_bytes(self.secret)
        wall = [sys.executable, str(HERE / "wall.py"), str(folder)]
        start = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        history = "--HistoryManager.hist_file=:memory:"
        spec = {"argv": [*apart, *wall, *start, history]}
        spec |= {"language": "python", "display_name": "class"}
        (folder / "kernels" / "class" / "kernel.json").write_text(dumps(spec))
        self.context = zmq.Context()
        self.manager = KernelManager(
            context=self.context,
            kernel_name="class",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[f"{folder}/kernels"]),
            connection_file=f"{folder}/kernel.json",
        )
        if os.name == "posix":  # files, since there may be no network
            self.manager.transport, self.manager.ip = "ipc", f"{folder}/kernel"
        self.manager.start_kernel(
            env=self.environment(),
            cwd=f"{folder}/notebooks",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.client = self.manager.blocking_client()
        self.client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        self.wait()
        self.begin = BEGIN.format(
            guard=str(HERE / "guard.py"), folder=str(folder), lesson=lesson
        )

    def wait(self) -> None:
        """Ask until it answers: what it is sent while it starts may be lost."""
        end = time.monotonic() + STARTS
        while time.monotonic() < end and self.alive:
            self.client.kernel_info()
            with suppress(Empty):
                self.client.get_shell_msg(timeout=1)
                return
        self.kill()
        raise RuntimeError(f"the kernel does not start within {STARTS} s")

    def environment(self) -> dict[str, str]:
        """Return what a class's code may know of this machine: no tokens, no home."""
        kept = {name: os.environ[name] for name in KEEP if name in os.environ}
        private = ("HOME", "TMPDIR", "TEMP", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
        return (
            kept
            | dict.fromkeys(private, str(self.folder))
            | {
                "PYTHONDONTWRITEBYTECODE": "1",
                "MPLCONFIGDIR": f"{self.folder}/matplotlib",
                "MPLBACKEND": "agg",
                "OMP_NUM_THREADS": "1",
                "TQDM_DISABLE": "1",
            }
        )

    def run(self, code: str, seconds: float, kept: bool = True) -> str:
        """Run some code; return "" or what stopped it. A dead kernel says "died".

        After so many seconds it is interrupted, and killed if it goes on.
        """
        request = self.client.execute(
            code, store_history=kept, allow_stdin=False, stop_on_error=False
        )
        end, late = time.monotonic() + seconds, ""
        while True:
            try:
                reply = self.client.get_shell_msg(timeout=0.2)
            except Empty:
                if not self.manager.is_alive():
                    return late or "the kernel died"
                if time.monotonic() < end:
                    continue
                if late:
                    self.kill()
                    return late
                late = f"stopped after {seconds:.0f} s"
                end = time.monotonic() + GRACE
                self.manager.interrupt_kernel()
                continue
            if reply["parent_header"].get("msg_id") == request:
                content = reply["content"]
                if content["status"] == "ok":
                    return late
                return late or f"{content.get('ename')}: {content.get('evalue')}"

    @property
    def alive(self) -> bool:
        """Tell whether it can run more."""
        return self.manager.is_alive()

    def kill(self) -> None:
        """End it and its children at once."""
        if os.name == "posix" and self.alive:
            self.manager.signal_kernel(signal.SIGKILL)  # to all of its group
        self.manager.shutdown_kernel(now=True)
        self.client.stop_channels()  # or the next collection of garbage waits for them
        self.context.destroy(linger=0)
