"""Where the journal of a verified fix lies, and whether one was left behind.

Decided here: every run asks, so that this imports next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

FOLDER = ".awork-migrator"
LOCK = "lock"


def left_behind(paths: Iterable[str]) -> Iterator[str]:
    """The folders of journals at or above the working directory and `paths`, each once.

    A folder without a journal is one of a run that was killed before it wrote, or after.
    """
    seen: set[str] = set()
    for start in (os.getcwd(), *map(os.path.abspath, paths)):
        folder = start
        while folder not in seen:
            seen.add(folder)
            candidate = os.path.join(folder, FOLDER)
            if os.path.exists(os.path.join(candidate, LOCK)):
                yield candidate
            folder = os.path.dirname(folder)
