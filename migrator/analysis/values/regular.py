"""Regular expressions of the program, tried on texts that are known.

Only patterns are tried that cannot take long, whatever the text is: no repetition without a bound
stands around another one, and there are few of them.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

_LONGEST = 200
"""Characters of a text that a pattern is tried on."""

_UNBOUNDED = 3
"""Repetitions without a bound in one pattern."""

_QUIET = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPETITION = re.compile(r"[*+]|\{\d*,\d*\}|\{\d+\}")
_SMALL = re.compile(r"\{[0-4]?(?:,[0-4])?\}")


@lru_cache(maxsize=1000)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """The pattern, None when it is none or may take long."""
    bare = _QUIET.sub("x", pattern)
    unbounded = [m for m in _REPETITION.finditer(bare) if not _SMALL.fullmatch(m[0])]
    around = any(bare[m.start() - 1 : m.start()] == ")" for m in unbounded)
    if (
        around
        or len(unbounded) > _UNBOUNDED
        or len(pattern) > _LONGEST
        or ("(?" in bare and (re.search(r"\(\?(?!:|P<|<?[=!])", bare)))
    ):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def matches(pattern: str, method: str, text: str) -> bool | None:
    """Whether `match`, `search` or `fullmatch` find something; None when that is not tried."""
    known = compiled(pattern)
    if known is None or len(text) > _LONGEST:
        return None
    return getattr(known, method)(text) is not None


def split(pattern: str, text: str, most: int = 0) -> list[tuple[int, int] | None] | None:
    """The bounds of what `split` gives, None for a group that took no part.

    None as a whole: the pattern or the text is none that is tried.
    """
    known = compiled(pattern)
    if known is None or len(text) > _LONGEST:
        return None
    bounds: list[tuple[int, int] | None] = []
    at = 0
    for count, found in enumerate(known.finditer(text)):
        if 0 < most <= count:
            break
        bounds.append((at, found.start()))
        groups = range(1, known.groups + 1)
        bounds += [found.span(n) if found.start(n) >= 0 else None for n in groups]
        at = found.end()
    bounds.append((at, len(text)))
    parts = [None if b is None else text[slice(*b)] for b in bounds]
    return bounds if parts == known.split(text, most) else None
