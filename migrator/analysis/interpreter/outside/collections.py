"""Functions that make and read collections: `dict`, `list`, `zip`, `len` and the like.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import containers, http, questions
from migrator.analysis.interpreter.machine import Machine, unknown
from migrator.analysis.interpreter.outside.common import Handler, first, identity_of
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    Sequence,
    Text,
    Value,
    alternatives,
    union,
)


def _dict(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return containers.from_call(machine, arguments)


def _sequence(kind: str) -> Handler:
    def handle(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
        if not arguments.positional:
            return Sequence(machine.path, [], kind)
        value = first(arguments)
        known = containers.elements(value)
        items = list(known) if known is not None else None
        element = value.element if isinstance(value, Sequence) else UNKNOWN
        if isinstance(value, Answer):
            element = value
        return Sequence(machine.path, items, kind, element)

    return handle


def _zip(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    columns = [containers.elements(argument.value) for argument in arguments.positional]
    if any(column is None for column in columns):
        return UNKNOWN
    known = [column for column in columns if column is not None]
    rows: list[Value] = [
        Sequence(machine.path, list(row), "tuple") for row in zip(*known, strict=False)
    ]
    return Sequence(machine.path, rows)


def _chain(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    parts = [containers.elements(argument.value) for argument in arguments.positional]
    if arguments.open or any(part is None for part in parts):
        return Sequence(machine.path, None, element=UNKNOWN)
    return Sequence(machine.path, [item for part in parts for item in part or ()])


def _enumerate(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    known = containers.elements(first(arguments))
    if known is None:
        pair = Sequence(machine.path, [UNKNOWN, element_of(first(arguments))], "tuple")
        return Sequence(machine.path, None, element=pair)
    rows: list[Value] = [
        Sequence(machine.path, [Const(n), item], "tuple") for n, item in enumerate(known)
    ]
    return Sequence(machine.path, rows)


def _length(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if isinstance(value, Answer):
        http.use(machine, frame, value, "content-tested", node, "its length is taken")
    questions.compared(machine, value)
    known = containers.elements(value)
    for part in known or () if isinstance(value, Sequence) else ():
        questions.compared(machine, part)
    if known is not None:
        return Const(len(known))
    return (
        Const(len(value.known)) if isinstance(value, Text) and value.known is not None else UNKNOWN
    )


def _range(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    numbers = [a.value.value for a in arguments.positional if isinstance(a.value, Const)]
    bounds = [n for n in numbers if isinstance(n, int)]
    if len(bounds) != len(arguments.positional) or not 1 <= len(bounds) <= 3 or 0 in bounds[2:]:
        return Sequence(machine.path, None, "range", unknown("number"))
    counted = range(*bounds)
    if len(counted) > _MOST_NUMBERS:
        return Sequence(machine.path, None, "range", unknown("number"))
    return Sequence(machine.path, [Const(n) for n in counted], "range")


_MOST_NUMBERS = 1000


def _next(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    known = containers.elements(value)
    if known:
        return known[0]
    return value.element or UNKNOWN if isinstance(value, Sequence) else UNKNOWN


def element_of(value: Value) -> Value:
    """What an element of a collection may be."""
    return value.element or UNKNOWN if isinstance(value, Sequence) else UNKNOWN


def _copy(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    options = alternatives(first(arguments))
    return union((guard, containers.copy(machine, value)) for guard, value in options)


def _number(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if isinstance(value, (Answer, Const)):
        return value
    if isinstance(value, Text) and value.known is not None and value.known.strip().isdigit():
        return Const(int(value.known))
    return UNKNOWN


def _truth(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if isinstance(value, Answer) and value.part in ("content", "json"):
        http.use(machine, frame, value, "content-tested", node, "its truth is tested")
    return UNKNOWN


HANDLERS: dict[str, Handler] = {
    "builtins.filter": lambda m, f, a, n: Sequence(m.path, None, element=UNKNOWN),
    "builtins.range": _range,
    "builtins.dict": _dict,
    "collections.defaultdict": lambda m, f, a, n: _dict(
        m, f, Arguments(a.positional[1:], a.keywords, a.open), n
    ),
    "collections.OrderedDict": _dict,
    "types.MappingProxyType": _copy,
    "builtins.list": _sequence("list"),
    "builtins.tuple": _sequence("tuple"),
    "builtins.set": _sequence("set"),
    "builtins.frozenset": _sequence("set"),
    "builtins.sorted": _sequence("list"),
    "builtins.reversed": lambda m, f, a, n: Sequence(m.path, None, element=_next(m, f, a, n)),
    "builtins.iter": identity_of,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.zip": _zip,
    "itertools.chain": _chain,
    "builtins.enumerate": _enumerate,
    "builtins.len": _length,
    "builtins.int": _number,
    "builtins.bool": _truth,
    "dataclasses.replace": identity_of,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
}
