"""Small questions to the disk that are no part of a scan.

Decided here: a text is read as services read it, as UTF-8 with what cannot be decoded replaced;
only where positions in it were told by a run, it is decoded as the run did.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from migrator.files.kinds import FileKind, kind_of_name
from migrator.files.reading import most_bytes, read_file
from migrator.files.source import SourceError, decode, decode_text, text_for_report

_AS_PYTHON = (FileKind.PYTHON, None)  # a script without a suffix is Python, or no site is in it


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


def source_if_there(path: str, raw: bytes | None = None) -> str | None:
    """The text of a file as a run decodes it, without byte order mark.

    `raw` are its bytes when they are known. None when it cannot be read, or holds more than a run
    reads.
    """
    try:
        raw = read_file(path, most_bytes(path)) if raw is None else raw
    except OSError:
        return None
    reads = decode if kind_of_name(os.path.basename(path)) in _AS_PYTHON else decode_text
    try:
        return reads(raw, path, path).text
    except SourceError:
        return text_for_report(raw)


def is_covered(path: str, roots: Iterable[str]) -> bool:
    """Whether `path` is one of `roots`, below one of them, or no file any more."""
    full = os.path.abspath(path)
    for root in map(os.path.abspath, roots):
        if full == root or full.startswith(os.path.join(root, "")):
            return True
    return not os.path.exists(full)
