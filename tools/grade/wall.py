"""Start a program that can write in one folder only: `wall.py FOLDER PROGRAM ...`.

Linux has Landlock for this (5.13 and later): the kernel refuses, and nothing that the
program or its children do can take it back. It asks for no rights. Where it is missing,
the program starts without; `guard.py` is what is left. It runs as a script, before
anything else is imported.
"""

import ctypes
import os
import sys

CREATE, ADD, RESTRICT = 444, 445, 446  # the numbers of the system calls
BENEATH, NO_NEW_PRIVILEGES = 1, 38
# All rights that change something, by the version of Landlock that knows them: write,
# remove and make (7 kinds) since 1, then move, cut off, and control a device.
CHANGES = {1: 0b1_1111_1111_0010, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
DEVICE = 1 << 1 | 1 << 14  # to write to it, with `open(..., "w")` too


class Rules(ctypes.Structure):
    """What is refused: changes to files, TCP, signals to those outside."""

    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64),
                ("scope", ctypes.c_uint64)]  # fmt: skip


class Beneath(ctypes.Structure):
    """What is allowed after all, beneath an open folder."""

    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("files", ctypes.c_uint64), ("folder", ctypes.c_int32)]


def version() -> int:
    """Return the version of Landlock, or 0 where there is none."""
    if not sys.platform.startswith("linux"):
        return 0
    return max(0, ctypes.CDLL(None).syscall(CREATE, None, 0, 1))


def confine(folder: str) -> None:
    """Refuse this process, for good, to change anything outside a folder."""
    known, system = version(), ctypes.CDLL(None)
    files = sum(bits for since, bits in CHANGES.items() if since <= known)
    rules = Rules(files, 0b11 if known >= 4 else 0, 0b11 if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = system.syscall(CREATE, ctypes.byref(rules), size, 0)
    for path, allowed in ((folder, files), (os.devnull, files & DEVICE)):
        inside = Beneath(allowed, os.open(path, os.O_PATH))
        system.syscall(ADD, ruleset, BENEATH, ctypes.byref(inside), 0)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if system.syscall(RESTRICT, ruleset, 0):
        raise SystemExit("Landlock is there and refuses to work.")


if __name__ == "__main__":
    os.environ.pop("JPY_PARENT_PID", None)  # behind `unshare` it has another number
    if version():
        confine(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606, the grader names the program
