"""Reports and baselines are written as sources are: whole, flushed, and never out of the tree."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from migrator.files.own import write_own
from migrator.files.writer import Change, write_group
from tests.trust.conftest import Run, write

OPTIONS = [("--report", "json=out.json"), ("--write-baseline", "out.json")]


@pytest.mark.parametrize(("option", "value"), OPTIONS)
def test_a_link_out_of_the_tree_is_not_written_through(
    here: Path, run: Run, option: str, value: str
) -> None:
    write("api.py")
    outside = here.parent / "precious"
    outside.write_text("{}", encoding="utf-8")
    if option == "--write-baseline":
        outside.write_text('{"version": 1, "sites": []}', encoding="utf-8")
    before = outside.read_bytes()
    os.symlink(outside, "out.json")
    answer = run("check", "--isolated", option, value, "api.py")
    assert answer.status == 2
    assert "it is a link that leads out of" in answer.err
    assert outside.read_bytes() == before


def test_nor_through_a_folder_that_is_a_link(here: Path) -> None:
    os.symlink(here.parent, "reports")
    with pytest.raises(OSError, match="leads out of"):
        write_own("reports/out.json", b"x")
    assert not (here.parent / "out.json").exists()


def test_a_link_within_the_tree_stays_a_link(here: Path) -> None:
    write("real/out.json", "old")
    os.symlink("real/out.json", "out.json")
    write_own("out.json", b"new")
    assert Path("out.json").is_symlink()
    assert Path("real/out.json").read_bytes() == b"new"


def test_a_file_that_was_named_in_full_may_be_anywhere(here: Path) -> None:
    write_own(str(here.parent / "out.json"), b"x")
    assert (here.parent / "out.json").read_bytes() == b"x"


@pytest.mark.parametrize("function", ["write", "fsync", "replace"])
@pytest.mark.parametrize(("option", "value"), OPTIONS)
def test_a_full_disk_leaves_what_was_there(
    here: Path, run: Run, monkeypatch: pytest.MonkeyPatch, function: str, option: str, value: str
) -> None:
    write("api.py")
    old = '{"version": 1, "sites": []}'
    write("out.json", old)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, function, full)
        answer = run("check", "--isolated", option, value, "api.py")
    assert answer.status == 2
    assert "cannot be written: No space left on device" in answer.err
    assert Path("out.json").read_text(encoding="utf-8") == old
    assert sorted(os.listdir()) == ["api.py", "out.json"]


def test_what_is_written_is_on_the_disk_before_it_replaces(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)

        def noting(*args: object, _real: object = real, _name: str = name) -> None:
            seen.append(_name)
            _real(*args)  # type: ignore[operator]

        monkeypatch.setattr(os, name, noting)
    path = write("a.py", "old")
    assert write_group([Change("a.py", "a.py", b"old", b"new")]) == []
    write_own("out.json", b"x")
    assert seen == ["fsync", "replace"] * 2
    assert path.read_bytes() == b"new"


def test_a_file_system_that_cannot_flush_is_no_error(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unable(_: int) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", unable)
    write_own("out.json", b"x")
    assert Path("out.json").read_bytes() == b"x"


def test_modes_are_those_of_other_files(here: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_own("new.json", b"x")
    finally:
        os.umask(mask)
    assert stat.S_IMODE(os.stat("new.json").st_mode) == 0o640
    os.chmod("new.json", 0o604)
    write_own("new.json", b"y")
    assert stat.S_IMODE(os.stat("new.json").st_mode) == 0o604


def test_a_group_is_on_the_disk_before_its_first_file_is_replaced(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [Change(name, name, b"old", b"new") for name in ("a.py", "b.py")]
    for change in changes:
        write(change.path, "old")
    real = os.write
    calls = []

    def full_at_the_second(descriptor: int, data: bytes) -> int:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    identity = [os.stat(change.path).st_ino for change in changes]
    monkeypatch.setattr(os, "write", full_at_the_second)
    (problem,) = write_group(changes)
    assert problem.code == "write-failed"
    assert [
        os.stat(change.path).st_ino for change in changes
    ] == identity  # not put back: untouched
