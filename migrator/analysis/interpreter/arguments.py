"""The arguments of a call, evaluated, with what `*` and `**` spread."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.operations import contents, iterators
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    Argument,
    Arguments,
    Double,
    Mapping,
    Value,
    alternatives,
    join,
    made_of,
    text,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.spelling import literal_of


def evaluate_arguments(machine: Machine, frame: Frame, nodes: Iterable[cst.Arg]) -> Arguments:
    """The arguments of a call, evaluated, with `*` and `**` spread where they are known."""
    positional: list[Argument] = []
    keywords: dict[str, Argument] = {}
    is_open = False
    rest: Value | None = None
    for node in nodes:
        value = machine.evaluate(frame, node.value)
        if node.star == "*":
            value = iterators.unrolled(machine, frame, value, node)
            items = contents.elements(value)
            is_open = is_open or items is None
            if items is None:
                more = contents.element_of(value)
                rest = more if rest is None else join(rest, more)
            positional += [Argument(item) for item in items or ()]
        elif node.star == "**":
            value = iterators.mapped(machine, frame, value, node)
            if _spread_keywords(value, keywords):
                is_open = True
                held = [v for _, v in alternatives(value)]
                kept = [p for v in held for p in _kept(v)]
                # What a fake was given under any name is still asked by name.
                named = bool(kept) and all(isinstance(p, Double) and p.is_keyword for p in kept)
                more = join(*kept) if named else made_of("...", *kept)
                rest = more if rest is None else join(rest, more)
        elif node.keyword is not None:
            spelled = text(node.keyword.value, literal_of(frame.module, node.keyword))
            keywords[node.keyword.value] = Argument(value, spelled, node=node.value)
        else:
            positional.append(Argument(value, node=node.value))
    return Arguments(tuple(positional), keywords, is_open, rest)


def _kept(value: Value) -> tuple[Value, ...]:
    """What of a mapping that is spread goes to names that are not known."""
    return value.rest if isinstance(value, Mapping) else (value,)


def _spread_keywords(value: Value, keywords: dict[str, Argument]) -> bool:
    """Add what `**value` passes; True when more may be passed than is known."""
    is_open = False
    for _, mapping in alternatives(value):
        if not isinstance(mapping, Mapping):
            is_open = True
            continue
        is_open = is_open or bool(mapping.open)
        for name, entry in mapping.entries.items():
            held = entry.value if entry.certain else join(entry.value, unknown(name))
            if name in keywords:
                held = join(keywords[name].value, held)
            keywords[name] = Argument(held, entry.key)
    return is_open
