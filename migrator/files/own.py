"""Files that the tool writes for itself: reports and baselines.

Decided here: they are written as sources are, so that a full disk or a signal leaves the file that
was there. A link is followed only within the tree: one that leads out of it could be a trap of the
tree that is looked at. The tree of a file below the working directory is that directory; any other
file was named in full, and its tree is its folder. What is no regular file but was named, such as
`/dev/stdout` or a pipe, is written to as it is.
"""

from __future__ import annotations

import errno
import os
import stat

from migrator.files.reading import kind_of_file
from migrator.files.temporary import prepared

# Where these lead is nobody's trap: they are the streams that the user gave.
_STREAMS = ("/dev/", "/proc/self/")


class OwnFileError(OSError):
    """A file that is not written; `strerror` is the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EINVAL, reason)


def write_own(path: str, content: bytes) -> None:
    """Write a file as a whole; raise OSError, and then what was there is there still."""
    if not path or "\0" in path:
        raise OwnFileError("that is no name of a file")
    full = os.path.abspath(path)
    if full.startswith(_STREAMS):
        _write_through(full, content)
        return
    target = _target(full)
    try:
        like = os.stat(target)
    except FileNotFoundError:
        like = None
    if like is not None and not stat.S_ISREG(like.st_mode):
        if stat.S_ISDIR(like.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        _write_through(target, content)
        return
    if like is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    with prepared(target, content, like) as new:
        new.put_in_place()


def append_own(path: str, content: bytes) -> None:
    """Add to a file that a service has made for it; raise OSError when that fails."""
    _write_through(path, content, os.O_APPEND | os.O_CREAT)


def _target(full: str) -> str:
    """The file behind the links of a path; raise OSError when it lies outside of the tree."""
    here = os.getcwd()
    tree = here if full.startswith(os.path.join(here, "")) else os.path.dirname(full)
    target, top = os.path.realpath(full), os.path.realpath(tree)
    if not target.startswith(os.path.join(top, "")):
        raise OwnFileError(f"it is a link that leads out of {tree}, to {target}")
    return target


def _write_through(path: str, content: bytes, more: int = 0) -> None:
    """Write to what is there, without waiting for a reader of a pipe."""
    flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | more
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        if error.errno == errno.ENXIO:
            what = kind_of_file(os.stat(path))
            raise OwnFileError(f"it is {what} that nobody reads from") from None
        raise
    try:
        if hasattr(os, "set_blocking"):
            os.set_blocking(descriptor, True)
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)
