"""Writing sources: whole or not at all, one by one and as a group.

Decided here: the new bytes of all files of a group are on the disk before the first file is
replaced, so that what can fail has failed by then, and what is left takes no time; a signal waits
until all are replaced. A link stays a link; what it leads to is replaced. A file that is not as it
was read, or that nobody may write, is not written. When a file of a group cannot be replaced after
all, those that were get their old bytes back.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from migrator import interrupts
from migrator.files.reading import read_file
from migrator.files.temporary import Prepared, prepared
from migrator.model import Problem


@dataclass(frozen=True)
class Change:
    """New bytes for one file. `path` opens it, `name` reports it, `old` is what was read."""

    path: str
    name: str
    old: bytes
    new: bytes


@dataclass(frozen=True)
class _Ready:
    """A change whose new bytes are on the disk; `status` is that of the file when it was read."""

    change: Change
    target: str
    status: os.stat_result
    prepared: Prepared


class _RefusalError(Exception):
    """A change that is not made: the code and the sentence of its problem."""

    def __init__(self, change: Change, code: str, message: str) -> None:
        super().__init__(message)
        self.change = change
        self.code = code
        self.message = message


def write_group(changes: Sequence[Change]) -> list[Problem]:
    """Make all changes or none; an empty answer says that all were made.

    The codes are `changed-on-disk`, `read-only`, `write-failed`, and `not-restored` for a file that
    could not be given its old bytes back.
    """
    replaced: list[_Ready] = []
    try:
        with ExitStack() as stack:
            ready = [_prepare(change, stack) for change in changes]
            with interrupts.held():
                try:
                    for item in ready:
                        _replace(item)
                        replaced.append(item)
                except _RefusalError as refused:
                    return [_problem(refused), *_restore(replaced)]
    except _RefusalError as refused:
        return [_problem(refused)]
    return []


def _problem(refused: _RefusalError) -> Problem:
    return Problem(refused.change.name, refused.code, refused.message)


def _prepare(change: Change, stack: ExitStack) -> _Ready:
    """Write the new bytes beside the file; raise _RefusalError when that is not to be done."""
    target = os.path.realpath(change.path)
    try:
        status = os.stat(target)
        unchanged = read_file(target) == change.old
    except OSError as error:
        message = f"The file can no longer be read: {_because(error)}; run again."
        raise _RefusalError(change, "changed-on-disk", message) from None
    if not unchanged:
        raise _changed(change)
    if not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        message = "The file is read-only, so it was not written; change its mode and run again."
        raise _RefusalError(change, "read-only", message)
    try:
        new = stack.enter_context(prepared(target, change.new, status))
    except OSError as error:
        raise _failed(change, error) from None
    return _Ready(change, target, status, new)


def _replace(item: _Ready) -> None:
    """Put the new bytes in place; raise _RefusalError, and then the file is as it was."""
    try:
        if _identity(os.stat(item.target)) != _identity(item.status):
            raise _changed(item.change)
        item.prepared.put_in_place()
    except OSError as error:
        raise _failed(item.change, error) from None


def _restore(replaced: list[_Ready]) -> list[Problem]:
    problems = []
    for item in reversed(replaced):
        change = item.change
        try:
            with prepared(item.target, change.old, item.status) as old:
                if read_file(item.target) != change.new:
                    raise _changed(change)
                old.put_in_place()
        except (OSError, _RefusalError) as error:
            why = error.message if isinstance(error, _RefusalError) else f"{_because(error)}."
            message = f"The file was changed and could not be changed back: {why}"
            problems.append(Problem(change.name, "not-restored", message))
    return problems


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    """What is another one when somebody else has written the file."""
    return status.st_ino, status.st_size, status.st_mtime_ns


def _changed(change: Change) -> _RefusalError:
    message = "The file changed since it was read, so it was not written; run again."
    return _RefusalError(change, "changed-on-disk", message)


def _failed(change: Change, error: OSError) -> _RefusalError:
    code = "read-only" if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) else None
    message = f"The file was not written: {_because(error)}; correct this and run again."
    return _RefusalError(change, code or "write-failed", message)


def _because(error: OSError) -> str:
    return error.strerror or str(error)
