"""Files are written whole or not at all, alone and as a group."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from migrator.files.writer import Change, write_group


@pytest.fixture
def pair(tmp_path: Path) -> list[Change]:
    changes = []
    for name in ("a.py", "b.py"):
        path = tmp_path / name
        path.write_bytes(b"old " + name.encode())
        changes.append(Change(str(path), name, path.read_bytes(), b"new " + name.encode()))
    return changes


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


OLD = {"a.py": b"old a.py", "b.py": b"old b.py"}


def test_all_are_written_and_nothing_is_left_behind(tmp_path: Path, pair: list[Change]) -> None:
    assert write_group(pair) == []
    assert contents(tmp_path) == {"a.py": b"new a.py", "b.py": b"new b.py"}


def test_the_mode_stays(tmp_path: Path, pair: list[Change]) -> None:
    os.chmod(pair[0].path, 0o751)
    write_group(pair)
    assert stat.S_IMODE(os.stat(pair[0].path).st_mode) == 0o751


def test_a_link_stays_a_link(tmp_path: Path, pair: list[Change]) -> None:
    link = tmp_path / "link.py"
    link.symlink_to("a.py")
    assert write_group([Change(str(link), "link.py", b"old a.py", b"new")]) == []
    assert link.is_symlink()
    assert (tmp_path / "a.py").read_bytes() == b"new"


def test_a_changed_file_is_not_written_and_its_group_is_put_back(
    tmp_path: Path, pair: list[Change]
) -> None:
    Path(pair[1].path).write_bytes(b"someone else")
    (problem,) = write_group(pair)
    assert (problem.path, problem.code) == ("b.py", "changed-on-disk")
    assert contents(tmp_path) == {"a.py": b"old a.py", "b.py": b"someone else"}


def test_a_vanished_file(tmp_path: Path, pair: list[Change]) -> None:
    os.unlink(pair[1].path)
    (problem,) = write_group(pair)
    assert problem.code == "changed-on-disk"
    assert contents(tmp_path) == {"a.py": b"old a.py"}


def test_a_file_without_write_bits_is_read_only_for_everyone(
    tmp_path: Path, pair: list[Change]
) -> None:
    os.chmod(pair[1].path, 0o444)
    (problem,) = write_group(pair)
    assert (problem.path, problem.code) == ("b.py", "read-only")
    assert contents(tmp_path) == OLD


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "write-failed"), (errno.EROFS, "read-only")]
)
@pytest.mark.parametrize("function", ["write", "replace", "open"])
def test_a_failure_leaves_the_group_as_it_was(
    tmp_path: Path,
    pair: list[Change],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    number: int,
    code: str,
) -> None:
    real = getattr(os, function)
    calls = []

    def failing(*arguments: object) -> object:
        if function != "open" or str(arguments[0]).endswith(".tmp"):
            calls.append(arguments)
            if len(calls) == 2:
                raise OSError(number, os.strerror(number))
        return real(*arguments)

    monkeypatch.setattr(os, function, failing)
    (problem,) = write_group(pair)
    assert (problem.path, problem.code) == ("b.py", code)
    assert problem.message.endswith(".")
    assert contents(tmp_path) == OLD


def test_a_file_that_cannot_be_put_back_is_named(
    tmp_path: Path, pair: list[Change], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace
    calls = []

    def failing(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    problems = write_group(pair)
    assert [(problem.path, problem.code) for problem in problems] == [
        ("b.py", "write-failed"),
        ("a.py", "not-restored"),
    ]
    assert contents(tmp_path) == {"a.py": b"new a.py", "b.py": b"old b.py"}


def test_short_writes_are_continued(pair: list[Change], monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:3])))
    assert write_group(pair) == []
    assert Path(pair[0].path).read_bytes() == b"new a.py"
