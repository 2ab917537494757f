"""Segments of paths with placeholders: what they match, and what stands between the placeholders.

Decided here: `{name}` stands for one segment or for a part of one, never for nothing and never for
a slash; its name is made of letters, digits, `_` and `-`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
NAME = re.compile(r"[^\W\d][\w-]*")


def is_placeholder(segment: str) -> bool:
    """Whether a segment is `{name}` and nothing else, which matches any one segment."""
    return PLACEHOLDER.fullmatch(segment) is not None


def has_placeholder(segment: str) -> bool:
    """Whether a segment is a placeholder, or one is a part of it."""
    return PLACEHOLDER.search(segment) is not None


def placeholders(segments: Iterable[str]) -> tuple[str, ...]:
    """The placeholders of a path in their order, each with its braces."""
    return tuple(match[0] for segment in segments for match in PLACEHOLDER.finditer(segment))


def literals(segment: str) -> tuple[str, ...]:
    """What stands before, between and behind the placeholders of a segment; one text or more."""
    return tuple(PLACEHOLDER.split(segment)[::2])


def folded(segment: str) -> str:
    """A segment in lower case; the names of placeholders stay as they are."""
    parts = PLACEHOLDER.split(segment)
    return "".join(f"{{{p}}}" if at % 2 else p.lower() for at, p in enumerate(parts))


def mapped(segment: str, literal: Callable[[str], str], placeholder: str) -> str:
    """A segment with its literal parts changed, and the same text for every placeholder."""
    return placeholder.join(literal(part) for part in literals(segment))


def fits(wanted: str, given: str, *, case_sensitive: bool) -> bool:
    """Whether a segment of a rule matches a segment, every character of which counts."""
    if not case_sensitive:
        wanted, given = folded(wanted), given.lower()
    return _pattern(wanted).fullmatch(given) is not None


@cache
def _pattern(segment: str) -> re.Pattern[str]:
    return re.compile(mapped(segment, re.escape, "(?:.+)"), re.DOTALL)


def may_fit(wanted: str, given: str, unknown: str, *, case_sensitive: bool) -> bool:
    """Whether a segment of a rule may match one in which `unknown` stands for any characters."""
    pattern = _signs(wanted if case_sensitive else folded(wanted))
    # How much of the pattern may be used up by the beginning of the given segment.
    reached = _closed(pattern, {0})
    for sign in given if case_sensitive else given.lower():
        if sign == unknown:
            reached = set(range(min(reached, default=len(pattern) + 1), len(pattern) + 1))
            continue
        further = {at for at in reached if at < len(pattern) and pattern[at] == _MORE}
        further |= {at + 1 for at in reached if at < len(pattern) and pattern[at] in (sign, _ONE)}
        reached = _closed(pattern, further)
    return len(pattern) in reached


_ONE, _MORE = "one", "more"  # any character; any number of them


def _signs(segment: str) -> list[str]:
    parts = PLACEHOLDER.split(segment)
    return [sign for at, p in enumerate(parts) for sign in ((_ONE, _MORE) if at % 2 else p)]


def _closed(pattern: Sequence[str], reached: set[int]) -> set[int]:
    """With the places behind what may as well be empty."""
    behind = {at + 1 for at in reached if at < len(pattern) and pattern[at] == _MORE}
    return reached | behind
