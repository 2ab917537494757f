"""Patterns for source text that writes a name, or mentions it."""

from __future__ import annotations

import re
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from types import MappingProxyType
from typing import NamedTuple

_FIXED = ((list, tuple), (deque, tuple), (set, frozenset), (Counter, MappingProxyType))
CHANGING = frozenset(
    name
    for kind, fixed in (*_FIXED, (OrderedDict, MappingProxyType))
    for name in set(dir(kind)) - set(dir(fixed))
    if not name.startswith("_")
) - {"copy", "fromkeys", "maxlen", "elements", "most_common", "total"}
"""Methods that change a container."""
IN_PLACE = frozenset({"__setitem__", "__delitem__", "__setattr__", "__delattr__"}) | {
    name for kind in (list, set, dict, deque) for name in dir(kind) if name.startswith("__i")
} - {"__init__", "__init_subclass__", "__iter__"}
"""The methods behind `x[key] = value`, `del x[key]` and `x += value`."""
_CHANGES = "|".join(sorted(CHANGING | {"register", "listen", "subscribe", "connect"}))

_BINDING = r"(?<![=!<>])=(?!=)|[-+*/|&^%@]="


def writing(names: Iterable[str]) -> str:
    """A pattern for source text that may write one of the names."""
    listed = "|".join(re.escape(name) for name in sorted(names))
    how = rf"\s*(?:{_BINDING}|\[|\.\s*(?:{_CHANGES})\s*\()"
    how = rf"{how}|\s*\.\s*\w+\s*(?:{_BINDING})"
    direct = rf"\b(?:{listed})\s*(?:\[|\.\s*(?:(?:{_CHANGES})\s*\(|register\b))"
    other = rf"setattr\([^)]*['\"](?:{listed})['\"]|\bpatch(?:\.\w+)?\([^)]*\b(?:{listed})\b"
    return rf"\.\s*(?:{listed})\b{how}|{direct}|{other}"


WRITES_ANY = (
    r"\bsetattr\(\s*[\w.]+\s*,\s*[A-Za-z_]|\b(?:vars|globals|signature|attrgetter)\("
    r"|\.(?:__dict__|__defaults__|__kwdefaults__|__closure__)\b|\bgetclosurevars\("
    rf"|\bgetattr\(\s*[\w.]+\s*,[^)]*\)\s*(?:\.\s*(?:{_CHANGES})\s*\(|\[)"
)
"""A pattern for source text that may write a name which it does not spell."""

_PROSE = re.compile(
    r"(?P<text>'(?!'')(?:\\.|[^'\\\n])*'|\"(?!\"\")(?:\\.|[^\"\\\n])*\")"
    r"|#[^\n]*|(?P<quote>'{3}|\"{3})(?:\\.|(?!(?P=quote)).)*(?P=quote)",
    re.DOTALL,
)
_WRITES = re.compile(rf"(?P<holder>[\w.\])]*)\s*\.\s*\w+\s*(?:{_BINDING})")
_BOUND = re.compile(rf"\.\s*(\w+)\s*(?:{_BINDING})")
_CHANGED = re.compile(rf"\b(\w+)\s*\.\s*(?:{_CHANGES})\s*\(")
_INDEXED = re.compile(r"\b(\w+)\s*\[")
_SET = re.compile(r"setattr\(([^)]*)")
_QUOTED = re.compile(r"(?=['\"](\w+)['\"])")
_PATCHED = re.compile(r"\bpatch(?:\.\w+)?\(([^)]*)")
_WORD = re.compile(r"\w+")
_TELLS = re.compile(
    rf"['\"]\w+(?:\.\w+)+['\"]\s*,|\b(?:return_value|side_effect|configure_mock)\b"
    rf"|\.\s*\w+\s*(?:{_BINDING})"
)
_NAMED = re.compile(r"\bas\s+(\w+)")
_UNSPELLED = re.compile(rf"{WRITES_ANY}|\bsetattr\(")
_OWN = re.compile(r"setattr\(\s*self\s*,|vars\(\s*self\s*\)|(?<=\bself)\.__dict__")
"""What is asked of the object whose method it is."""


class Written(NamedTuple):
    """The names that source text may bind as attributes, change by a method, or fill by key."""

    bound: frozenset[str]
    changed: frozenset[str]
    indexed: frozenset[str]


def written(code: str) -> Written | None:
    """The names that source text may write, None for any: what `writing` finds for each of them.

    An object whose attribute is set may be any, but for the one whose method it is. Comments and
    texts of several lines write nothing.
    """
    return None if writes_to_others(code) else spelled(code)


def writes_to_others(code: str) -> bool:
    """Whether source text sets an attribute of an object other than the one whose method it is."""
    return any(found["holder"] != "self" for found in _WRITES.finditer(_without_prose(code)))


def spelled(code: str) -> Written:
    """The names that source text spells where it may write them."""
    code = _without_prose(code)
    bound = set(_BOUND.findall(code))
    bound.update(name for given in _SET.findall(code) for name in _QUOTED.findall(given))
    bound.update(name for given in _PATCHED.findall(code) for name in _WORD.findall(given))
    changed, indexed = _CHANGED.findall(code), _INDEXED.findall(code)
    return Written(frozenset(bound), frozenset(changed), frozenset(indexed))


def _without_prose(code: str) -> str:
    return _PROSE.sub(lambda found: found["text"] or "", code)


def writes_unspelled(code: str) -> bool:
    """Whether source text may write what it has no name for, but in the object of its method."""
    return any(_OWN.match(code, found.start()) is None for found in _UNSPELLED.finditer(code))


def tells_doubles(code: str, parameters: Iterable[str]) -> bool:
    """Whether source text may tell what is put in the place that one of its texts names.

    That is so where anything stands beside the text, or where what is put there, which is a
    parameter or named by `as`, is set or handed on.
    """
    code = _without_prose(code)
    if _TELLS.search(code) is not None:
        return True
    names = Counter(_NAMED.findall(code))
    names.update(dict.fromkeys(parameters, 1))
    return any(
        len(re.findall(rf"(?<![.\w]){name}\b(?!\s*\.)", code)) > bound
        for name, bound in names.items()
    )


def mentioning(names: Iterable[str]) -> str:
    """A pattern for source text that mentions one of the names."""
    return rf"\b(?:{'|'.join(re.escape(name) for name in sorted(names))})\b"
