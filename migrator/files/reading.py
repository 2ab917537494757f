"""Reading one file, and how much of one is read at all.

Decided here: a file is read in one go; a file that shrinks or is written while it is read is an
error, since half of one version and half of another is no version. What is no regular file, a pipe
or a device, is never read: it may have no end, or never answer.
"""

from __future__ import annotations

import errno
import os
import stat

from migrator.files.kinds import is_notebook

# Sources written by people end far below; what is larger is generated, and parsing it takes memory
# and time in the hundreds of its size.
MAX_BYTES = 5_000_000
# What is large in a notebook are its outputs, which are only passed over.
MAX_NOTEBOOK_BYTES = 100_000_000
BLOCK = 65_536
_STEP = 1_048_576
# Opening a pipe must not wait for somebody who writes.
FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


def most_bytes(path: str) -> int:
    """How much is read of the file at `path`, by its name."""
    return MAX_NOTEBOOK_BYTES if is_notebook(path) else MAX_BYTES


def read_file(path: str, most: int | None = None) -> bytes:
    """All bytes of the regular file at `path`.

    Raises OSError, also when it is no regular file (EINVAL), has more than `most` bytes (EFBIG;
    None stands for any number), or changed while it was read (EBUSY).
    """
    try:
        descriptor = os.open(path, FLAGS)
    except ValueError as error:  # a null character in the path
        raise FileNotFoundError(errno.ENOENT, str(error), path) from error
    try:
        before = os.fstat(descriptor)
        if stat.S_ISDIR(before.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, f"it is {kind_of_file(before)}, not a regular file", path)
        if most is not None and before.st_size > most:
            raise OSError(errno.EFBIG, f"it is larger than {most // 1_000_000} MB", path)
        blocks = []
        while block := os.read(descriptor, _STEP):
            blocks.append(block)
        raw = b"".join(blocks)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    changed = before.st_mtime_ns != after.st_mtime_ns or before.st_size != after.st_size
    if changed or len(raw) < after.st_size:
        raise OSError(errno.EBUSY, "it changed while it was read", path)
    return raw


def kind_of_file(status: os.stat_result) -> str:
    """What a thing on disk is, as a noun with its article."""
    kinds = {
        stat.S_IFREG: "a file",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
    return kinds.get(stat.S_IFMT(status.st_mode), "something else")
