"""Names of files as reports give them, and back: text whatever the locale, and nothing is lost.

Decided here: a name is read as UTF-8, also where the locale is another one, so that two machines
report the same; a byte that is no UTF-8 is half of a surrogate pair (PEP 383), which every format
can show and from which the byte can be read again.
"""

from __future__ import annotations

import os
import sys

# In most places names are UTF-8 for Python too, and there is nothing to do.
_IS_UTF8 = sys.getfilesystemencoding().lower().replace("-", "") == "utf8"


def name_of(path: str) -> str:
    """The name for reports of a path that opens a file."""
    if path.isascii() or _IS_UTF8:
        return path
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def path_of(name: str) -> str:
    """The path that opens the file with this name in a report."""
    if name.isascii() or _IS_UTF8:
        return name
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def undecodable(name: str) -> bool:
    """Whether a name has bytes that are no text."""
    return not name.isascii() and any("\udc80" <= char <= "\udcff" for char in name)
