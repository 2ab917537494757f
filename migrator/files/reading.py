"""Reading one file, and how much of one is read at all.

Decided here: a file is read in one go; a file that shrinks or is written while it is read is an
error, since half of one version and half of another is no version.
"""

from __future__ import annotations

import errno
import os

# Sources written by people end far below; what is larger is generated, and parsing it takes memory
# and time in the hundreds of its size.
MAX_BYTES = 5_000_000
BLOCK = 65_536
_STEP = 1_048_576
FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


def read_file(path: str) -> bytes:
    """All bytes of the file at `path`.

    Raises OSError, also (with EBUSY) when the file changed while it was read.
    """
    descriptor = os.open(path, FLAGS)
    try:
        before = os.fstat(descriptor)
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
