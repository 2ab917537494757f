"""`re`: patterns that are tried on texts that are known.

Facts are those of the module's own reference documentation.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.store import answers, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Arguments,
    Const,
    ExternalInstance,
    Pattern,
    Sequence,
    Text,
    Value,
    alternatives,
    made_of,
    regular,
    text,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame


def _compiled(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value | None:
    """`re.compile(pattern)`; with flags it is another one."""
    pattern = first(arguments, "pattern")
    if len([*arguments.values()]) != 1 or arguments.open or _spelled(pattern) is None:
        return None
    made = made_of("re.compile()", pattern)
    return Pattern(made.label, made.why, made.parts, pattern)


def _spelled(value: Value) -> str | None:
    """The characters of a pattern, None when they are not known."""
    held = value.pattern if isinstance(value, Pattern) else value
    return held.known if isinstance(held, Text) else None


def _tries(machine: Machine, value: Value) -> None:
    """A pattern is tried: another one would find something else."""
    questions.noted(machine, value.pattern if isinstance(value, Pattern) else value, "compared")


def _split(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value | None:
    """`re.split(pattern, text)`, `pattern.split(text)`."""
    pattern, given = _spelled(first(arguments, "pattern")), arguments.get("string", 1)
    most = arguments.get("maxsplit", 2)
    limit = Const(0) if most is None else most.value
    number = limit.value if isinstance(limit, Const) else None
    if pattern is None or given is None or arguments.open or _asks_more(arguments, 3):
        return None
    value = given.value
    if not isinstance(number, int) or number < 0:
        return None
    if not isinstance(value, Text) or value.known is None:
        return None
    _tries(machine, first(arguments, "pattern"))
    bounds = regular.split(pattern, value.known, number)
    if bounds is None:
        return None
    parts: list[Value] = [NONE if b is None else texts.cut(value, *b) for b in bounds]
    asked = number == 0 and questions.asked_of_part(machine, value, f"split {pattern}")
    return Sequence(machine.path, parts, count=() if asked else (value,))


def _asks_more(arguments: Arguments, most: int) -> bool:
    """Whether flags are given, or more than is looked at."""
    return len(arguments.positional) > most or "flags" in arguments.keywords


def _finds_no_url(pattern: str, value: Value) -> bool:
    """Whether a pattern of words is looked for in what tells of an error, which holds a URL."""
    words = "(" not in pattern and answers.is_of_no_request(text(pattern))
    return words and answers.says_what_failed(value)


def _found(value: Value) -> Value:
    """A match: that there is one was asked, what its groups are is not known."""
    return ExternalInstance("re.Match", Arguments(), {"<text>": value})


def _tried(method: str) -> Handler:
    """`re.match(pattern, text)`, `pattern.match(text)`: `None` where it is known not to match."""

    def handle(
        machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
    ) -> Value | None:
        pattern, given = _spelled(first(arguments, "pattern")), arguments.get("string", 1)
        if pattern is None or given is None:
            return None
        if _finds_no_url(pattern, given.value):
            return UNKNOWN
        if arguments.open or _asks_more(arguments, 2):
            return None
        _tries(machine, first(arguments, "pattern"))
        results = []
        for guard, value in alternatives(given.value):
            made: Value = made_of(f"{method}()", value)
            asked = f"{method} {pattern}"
            known = value.known if isinstance(value, Text) else None
            found = None if known is None else regular.matches(pattern, method, known)
            if found is not None and questions.asked_of_part(machine, value, asked):
                made = _found(value) if found else NONE
            results.append((guard, made))
        return union(results)

    return handle


HANDLERS: dict[str, Handler] = {
    "pattern-compiled": _compiled,
    "pattern-split": _split,
    "pattern-match": _tried("match"),
    "pattern-search": _tried("search"),
    "pattern-fullmatch": _tried("fullmatch"),
}
