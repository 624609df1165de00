"""A name never holds half a file, and nothing is left over."""

import os
import time
from pathlib import Path

import pytest

from helpers import atomic_write


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "deep" / "file"
    atomic_write.write_atomically(path, b"old")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(atomic_write.os, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        atomic_write.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_what_a_killed_writer_left_is_cleaned_away(tmp_path):
    """And nothing else: a user's own `.f-backup` stays, however old."""
    names = (
        ".f-old.unfinished",
        ".f-fresh.unfinished",
        ".g-old.unfinished",
        ".f-backup",
    )
    old, fresh, other, own = (tmp_path / name for name in names)
    for path in (old, fresh, other, own):
        path.write_bytes(b"half")
    past = time.time() - atomic_write.ABANDONED - 1
    for path in (old, other, own):
        os.utime(path, (past, past))
    atomic_write.write_atomically(tmp_path / "f", b"whole")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == sorted([fresh.name, other.name, own.name, "f"])


def test_a_file_is_written_beside_its_place_and_all_may_read_it(tmp_path, monkeypatch):
    """On another disk it could not take its place in one step."""
    replace, places = os.replace, []
    monkeypatch.setattr(
        os, "replace", lambda a, b: (places.append(Path(a)), replace(a, b))
    )
    atomic_write.write_atomically(tmp_path / "x", b"1")
    assert places[0].parent == tmp_path and places[0].name.startswith(".x-")
    if os.name == "posix":
        assert (tmp_path / "x").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(("refusals", "written"), [(1, True), (3, True), (4, False)])
def test_a_file_that_is_held_for_a_moment_is_replaced(
    tmp_path, monkeypatch, refusals, written
):
    """Windows refuses while a scanner reads the old one."""
    path, replace, calls, pauses = tmp_path / "x", os.replace, [], []
    path.write_bytes(b"old")

    def held(new, old):
        calls.append(new)
        if len(calls) <= refusals:
            raise PermissionError(13, "The process cannot access the file")
        replace(new, old)

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr(atomic_write.time, "sleep", pauses.append)
    if written:
        atomic_write.write_atomically(path, b"new")
    else:
        with pytest.raises(PermissionError):
            atomic_write.write_atomically(path, b"new")
    assert path.read_bytes() == (b"new" if written else b"old")
    assert len(pauses) == min(refusals, 3) and sum(pauses) < 0.31
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_cannot_be_written_has_a_stand_in(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = atomic_write.writable_folder("data/deep")
    assert folder == Path("data/deep") and [*folder.iterdir()] == []
    assert capsys.readouterr().out == ""

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")

    Path("taken").touch()  # no folder can be made here, by root neither
    found = [atomic_write.writable_folder("taken")]
    monkeypatch.setattr(atomic_write.tempfile, "TemporaryFile", refused)
    found.append(atomic_write.writable_folder("data"))
    said = capsys.readouterr().out.splitlines()
    for instead, name, line in zip(found, ("taken", "data"), said, strict=True):
        (instead / "x").touch()
        assert line.startswith(f"{name} cannot be written (")
        assert line.endswith(f"): {instead} is used")
