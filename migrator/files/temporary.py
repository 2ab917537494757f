"""A new version of a file, written beside it and then put in its place.

Decided here: the name of a temporary file is its own, never made from the name of the target, which
may be as long as names can be; one that a killed run left behind is known by it, is no source, and
is in nobody's way. The bytes are on the disk before the new file takes the place of the old one, so
that a crash of the machine leaves one of the two. An interrupt removes what is not in place yet.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

from migrator import interrupts

_LEAD = ".awork-migrator-"
_END = ".tmp"
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NEW = 0o666  # what a new file may be at most; the user's mask takes from it


def is_leftover(name: str) -> bool:
    """Whether a file of this name is a temporary file of this tool."""
    return name.startswith(_LEAD) and name.endswith(_END)


class Prepared:
    """New bytes that are on the disk, ready to take the place of `target`."""

    def __init__(self, path: str, target: str) -> None:
        self._path = path
        self._target = target

    def put_in_place(self) -> None:
        """Replace the target; raise OSError when that fails."""
        os.replace(self._path, self._target)

    def discard(self) -> None:
        """Remove the bytes, unless they are in place."""
        with contextlib.suppress(OSError):
            os.unlink(self._path)


@contextmanager
def prepared(target: str, content: bytes, like: os.stat_result | None) -> Iterator[Prepared]:
    """The content on the disk, beside `target`; what is not put in place within is removed.

    `like` is the status of the file whose mode and, where possible, owner the new one gets; None
    makes a file like any new one. Raise OSError when it cannot be written.
    """
    path = os.path.join(os.path.dirname(target), f"{_LEAD}{os.urandom(8).hex()}{_END}")
    result = Prepared(path, target)
    with interrupts.cleanup(result.discard):
        try:
            _write(path, content, like)
            yield result
        finally:
            result.discard()


def _write(path: str, content: bytes, like: os.stat_result | None) -> None:
    descriptor = os.open(path, _FLAGS, _NEW if like is None else 0o600)
    try:
        _write_all(descriptor, content)
        _flush(descriptor)
    finally:
        os.close(descriptor)
    if like is None:
        return
    own = os.stat(path)
    if (own.st_uid, own.st_gid) != (like.st_uid, like.st_gid):
        _give_to_owner(path, like)
    # After the owner, as a change of owner clears the set-user-id bits.
    os.chmod(path, stat.S_IMODE(like.st_mode))


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def _flush(descriptor: int) -> None:
    """See the bytes to the disk, where the file system can say so."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def _give_to_owner(path: str, status: os.stat_result) -> None:
    """Only a privileged user may give files away; for others the file becomes their own."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(path, status.st_uid, status.st_gid)
