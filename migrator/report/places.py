"""Paths as services know them: from the root of the repository, and as URIs.

Decided here: a path is turned with the prefix of the checkout; one that leads out of the repository
stays what it is, because no service could show it anyway.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote

_DRIVE = re.compile(r"[A-Za-z]:/")


def from_root(path: str, prefix: str) -> str:
    """`path`, relative to the working directory, as seen from the root of the repository.

    `prefix` is the working directory as seen from there. Absolute paths are returned as they are.
    """
    return posixpath.normpath(posixpath.join(prefix, path)) if not is_absolute(path) else path


def is_absolute(path: str) -> bool:
    """Whether `path` starts at a root, be it `/`, `//server` or a drive letter of Windows."""
    return path.startswith("/") or _DRIVE.match(path) is not None


def uri(path: str) -> str:
    """`path` as a URI reference: relative if it is relative, else with the scheme `file`."""
    encoded = quote(path, safe="/", errors="surrogateescape")
    if not is_absolute(path):
        return encoded
    if _DRIVE.match(path):
        return "file:///" + path[0] + ":" + quote(path[2:], safe="/", errors="surrogateescape")
    return "file:" + ("" if path.startswith("//") else "//") + encoded
