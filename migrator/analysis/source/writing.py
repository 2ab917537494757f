"""Patterns for source text that writes a name, or mentions it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHANGES = (
    "add|append|clear|discard|extend|insert|pop|popitem|remove|reverse|setdefault|sort|update"
    "|appendleft|extendleft|register|listen|subscribe|connect"
)

_BINDING = r"(?<![=!<>])=(?!=)|[-+*/|&^%@]="


def writing(names: Iterable[str]) -> str:
    """A pattern for source text that may write one of the names."""
    listed = "|".join(re.escape(name) for name in sorted(names))
    how = rf"\s*(?:{_BINDING}|\[|\.\s*(?:{_CHANGES})\s*\()"
    how = rf"{how}|\s*\.\s*\w+\s*(?:{_BINDING})"
    direct = rf"\b(?:{listed})\s*(?:\[|\.\s*(?:{_CHANGES})\s*\()"
    return rf"\.\s*(?:{listed})\b{how}|{direct}|setattr\([^)]*['\"](?:{listed})['\"]"


_WRITES = re.compile(rf"\s*\.\s*\w+\s*(?:{_BINDING})")
_NAMES = re.compile(
    rf"(?=\.\s*(\w+)\s*(?:{_BINDING}|\[|\.\s*(?:{_CHANGES})\s*\()"
    rf"|\b(\w+)\s*(?:\[|\.\s*(?:{_CHANGES})\s*\())"
)
_SET = re.compile(r"setattr\(([^)]*)")
_QUOTED = re.compile(r"(?=['\"](\w+)['\"])")


def written(code: str) -> frozenset[str] | None:
    """The names that source text may write, None for any: what `writing` finds for each of them."""
    if _WRITES.search(code):
        return None
    found = {name for names in _NAMES.findall(code) for name in names}
    found.update(name for given in _SET.findall(code) for name in _QUOTED.findall(given))
    return frozenset(found)


def mentioning(names: Iterable[str]) -> str:
    """A pattern for source text that mentions one of the names."""
    return rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names))})\b"
