"""Patterns for source text that writes a name, or mentions it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHANGING = (
    "add append clear discard extend insert pop popitem remove reverse setdefault sort update"
    " appendleft extendleft register listen subscribe connect"
)


_BINDING = r"(?<![=!<>])=(?!=)|[-+*/|&^%@]="


def writing(names: Iterable[str]) -> str:
    """A pattern for source text that may write one of the names."""
    listed = "|".join(re.escape(name) for name in sorted(names))
    changing = "|".join(_CHANGING.split())
    how = rf"\s*(?:{_BINDING}|\[|\.\s*(?:{changing})\s*\()"
    how = rf"{how}|\s*\.\s*\w+\s*(?:{_BINDING})"
    direct = rf"\b(?:{listed})\s*(?:\[|\.\s*(?:{changing})\s*\()"
    return rf"\.\s*(?:{listed})\b{how}|{direct}|setattr\([^)]*['\"](?:{listed})['\"]"


def mentioning(names: Iterable[str]) -> str:
    """A pattern for source text that mentions one of the names."""
    return rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names))})\b"
