"""What shared state holds when it takes up more, and whether that is news to who has read it.

Numbers are told apart there, for a limit that is set anew is another one. A number that the program
computes may be another one in each run (a counter), so beside others it is any number.
"""

from __future__ import annotations

from migrator.analysis.values.joining import ALWAYS, alternatives, identity, union
from migrator.analysis.values.kinds import Const, Guard, Unknown, Value
from migrator.analysis.values.parts import constituents, made_of, signed


def fingerprint(*values: Value) -> frozenset[object]:
    """What values are made of, with each number that the program spells."""
    return frozenset(
        identity(part) if isinstance(part, Const) and part.spelled else signed(part)
        for part in constituents(*values)
    )


def grown(old: Value | None, new: Value, guard: Guard = ALWAYS) -> tuple[Value, bool]:
    """What a place holds that held `old` and takes up `new`, and whether it is more than before."""
    if old is None:
        return new, True
    known = {identity(value) for _, value in alternatives(old)}
    beside = any(is_number(value) or _is_any(value) for _, value in alternatives(old))
    pairs = list(alternatives(new))
    if beside and any(_is_computed(v) and identity(v) not in known for _, v in pairs):
        pairs = [pair for pair in pairs if not _is_computed(pair[1])]
        pairs.append((ALWAYS, made_of(ANY_NUMBER)))
    held = union([(ALWAYS, old), (guard, union(pairs))])
    return held, not fingerprint(old) >= fingerprint(held)


ANY_NUMBER = "number"
"""The label of a number that may be any."""


def is_number(value: Value) -> bool:
    """Whether a value is a known number."""
    return (
        isinstance(value, Const)
        and isinstance(value.value, (int, float))
        and not isinstance(value.value, bool)
    )


def _is_computed(value: Value) -> bool:
    return isinstance(value, Const) and not value.spelled and is_number(value)


def _is_any(value: Value) -> bool:
    return isinstance(value, Unknown) and value.label == ANY_NUMBER
