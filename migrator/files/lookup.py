"""Small questions to the disk that are no part of a scan.

Decided here: a text is read as services read it, as UTF-8 with what cannot be decoded replaced.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from migrator.files.reading import read_file


def read_text(path: str) -> str:
    """The text of a file, its byte order mark included.

    Raise `OSError` when it cannot be read or is no regular file.
    """
    return read_file(path).decode("utf-8", "replace")


def read_if_there(path: str) -> str:
    """The text of a file, an empty string when it cannot be read."""
    try:
        return read_text(path)
    except OSError:
        return ""


def is_covered(path: str, roots: Iterable[str]) -> bool:
    """Whether `path` is one of `roots`, below one of them, or no file any more."""
    full = os.path.abspath(path)
    for root in map(os.path.abspath, roots):
        if full == root or full.startswith(os.path.join(root, "")):
            return True
    return not os.path.exists(full)
