"""The parts of a call's arguments in which a URL may be spelled, for edits made at the call."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.store.machine import Machine
from migrator.analysis.values.frames import CallSite
from migrator.analysis.values.requests import Leaf


def leaves_of(machine: Machine, call: CallSite) -> tuple[Leaf, ...]:
    """The names, attributes and subscripts in the arguments of a call, with their values."""
    if not isinstance(call.node, cst.Call):
        return ()
    found = []
    for argument in call.node.args:
        for node, in_fstring in _parts(argument.value, False):
            value = machine.evaluate(call.frame, node)
            found.append(Leaf(call.module, node, value, in_fstring))
    return tuple(found)


def _parts(node: cst.BaseExpression, in_fstring: bool) -> Iterator[tuple[cst.BaseExpression, bool]]:
    if isinstance(node, (cst.Name, cst.Attribute, cst.Subscript)):
        yield node, in_fstring
    elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        yield from _parts(node.left, in_fstring)
        yield from _parts(node.right, in_fstring)
    elif isinstance(node, cst.FormattedString):
        for part in node.parts:
            if isinstance(part, cst.FormattedStringExpression):
                plain = part.conversion is None and part.format_spec is None
                if plain and part.equal is None:
                    yield from _parts(part.expression, True)
    elif isinstance(node, cst.ConcatenatedString):
        yield from _parts(node.left, in_fstring)
        yield from _parts(node.right, in_fstring)
