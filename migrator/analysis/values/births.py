"""The age of objects: what was made before what."""

from __future__ import annotations

from itertools import count

_births = count()


def birth() -> int:
    """A number that is larger for each object of the heap that is made."""
    return next(_births)
