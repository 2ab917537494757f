"""Operations whose result says nothing of the atom, whatever a program does with it.

Their programs are made and judged like all others: a kernel may move them.
"""

from __future__ import annotations

_KIND = "asks for the type, which an edit keeps"
_SIZE = "the size of the object itself, without what it holds"
_WHOLE = "the same for every whole number"

UNOBSERVED: dict[str, str] = {
    "builtins.callable": _KIND,
    "builtins.isinstance": _KIND,
    "builtins.issubclass": _KIND,
    "int.denominator": _WHOLE,
    "int.imag": _WHOLE,
    "bool.denominator": _WHOLE,
    "bool.imag": _WHOLE,
    "float.imag": "nothing for every real number",
    "int.__sizeof__": _SIZE,
    "float.__sizeof__": _SIZE,
    "bool.__sizeof__": _SIZE,
    "set.__sizeof__": _SIZE,
    "frozenset.__sizeof__": _SIZE,
    "deque.__sizeof__": _SIZE,
    "ChainMap.__sizeof__": _SIZE,
}
