"""Writing files: whole or not at all, one by one and as a group.

Decided here: new bytes go to a temporary file beside the target, which then takes its place, with
the mode and, where possible, the owner of the target. A link stays a link; what it leads to is
replaced. A file that is not as it was read, or that nobody may write, is not written. When one
file of a group fails, those that were written get their old bytes back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass

from migrator.files.reading import read_file
from migrator.model import Problem


@dataclass(frozen=True)
class Change:
    """New bytes for one file. `path` opens it, `name` reports it, `old` is what was read."""

    path: str
    name: str
    old: bytes
    new: bytes


class _RefusalError(Exception):
    """A change that is not made: the code and the sentence of its problem."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def write_group(changes: Sequence[Change]) -> list[Problem]:
    """Make all changes or none; an empty answer says that all were made.

    The codes are `changed-on-disk`, `read-only`, `write-failed`, and `not-restored` for a file that
    could not be given its old bytes back.
    """
    written: list[Change] = []
    for change in changes:
        try:
            _write(change)
        except _RefusalError as refused:
            problem = Problem(change.name, refused.code, refused.message)
            return [problem, *_restore(written)]
        written.append(change)
    return []


def _restore(written: list[Change]) -> list[Problem]:
    problems = []
    for change in reversed(written):
        try:
            _write(Change(change.path, change.name, change.new, change.old))
        except _RefusalError as refused:
            message = f"The file was changed and could not be changed back: {refused.message}"
            problems.append(Problem(change.name, "not-restored", message))
    return problems


def _write(change: Change) -> None:
    """Replace one file; raises _RefusalError, and then the file is as it was."""
    target = os.path.realpath(change.path)
    try:
        status = os.stat(target)
        unchanged = read_file(target) == change.old
    except OSError as error:
        message = f"The file can no longer be read: {_because(error)}; run again."
        raise _RefusalError("changed-on-disk", message) from None
    if not unchanged:
        message = "The file changed since it was read, so it was not written; run again."
        raise _RefusalError("changed-on-disk", message)
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        message = "The file is read-only, so it was not written; change its mode and run again."
        raise _RefusalError("read-only", message)
    try:
        _replace(target, change.new, status)
    except OSError as error:
        code = "read-only" if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else None
        message = f"The file was not written: {_because(error)}; correct this and run again."
        raise _RefusalError(code or "write-failed", message) from None


def _replace(target: str, new: bytes, status: os.stat_result) -> None:
    temporary = f"{target}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o600)
    try:
        try:
            _write_all(descriptor, new)
        finally:
            os.close(descriptor)
        if (os.stat(temporary).st_uid, os.stat(temporary).st_gid) != (status.st_uid, status.st_gid):
            _give_to_owner(temporary, status)
        # After the owner, as a change of owner clears the set-user-id bits.
        os.chmod(temporary, stat.S_IMODE(status.st_mode))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _write_all(descriptor: int, new: bytes) -> None:
    view = memoryview(new)
    while view:
        view = view[os.write(descriptor, view) :]


def _give_to_owner(path: str, status: os.stat_result) -> None:
    """Only a privileged user may give files away; for others the file becomes their own."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)


def _because(error: OSError) -> str:
    return error.strerror or str(error)
