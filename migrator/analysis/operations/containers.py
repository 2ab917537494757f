"""What dicts, lists, tuples and sets do, with the origin of every key kept.

Nothing that is put into a container is forgotten: what stands at a place that is not known is kept
in `rest` or `element`, and whoever reads from there, or looks at the whole, gets it back.
"""

from __future__ import annotations

import libcst as cst

from migrator.analysis.operations import contents, copies, lookup, mappings, sequences
from migrator.analysis.store import answers, escapes, journal, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    Argument,
    Arguments,
    Const,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    join,
    lifting,
    made_of,
    text,
    union,
)
from migrator.analysis.values.frames import Frame

# Reading ------------------------------------------------------------------------------------


# Methods ------------------------------------------------------------------------------------


def method(
    machine: Machine,
    frame: Frame,
    receiver: Value,
    name: str,
    arguments: Arguments,
    node: cst.CSTNode,
) -> Value:
    """The value of a method of a dict, list, tuple or set, with its effect on the receiver."""
    if isinstance(receiver, Mapping):
        return _mapping_method(machine, frame, receiver, name, arguments, node)
    assert isinstance(receiver, Sequence)
    return _sequence_method(machine, frame, receiver, name, arguments, node)


def _mapping_method(
    machine: Machine,
    frame: Frame,
    mapping: Mapping,
    name: str,
    given: Arguments,
    node: cst.CSTNode,
) -> Value:
    first = given.get("key", 0)
    second = given.get("default", 1)
    if name in ("get", "pop", "setdefault") and first is not None:
        default = second.value if second else NONE
        lifted = lifting.lift([mapping, first.value, default], dict.get) if name == "get" else None
        if lifted is not None:
            return lifted
        return union(
            (guard, _access(machine, frame, mapping, name, key, default, node))
            for guard, key in alternatives(first.value)
        )
    if name in ("__getitem__", "__contains__") and first is not None:
        found = lookup.item if name == "__getitem__" else lookup.contains
        return found(machine, frame, mapping, first.value, node)
    if name == "__setitem__" and first is not None and len(given.positional) > 1:
        mappings.store(machine, mapping, first.value, given.positional[1].value)
        return NONE
    if name == "update":
        for argument in given.positional:
            mappings.spread(machine, mapping, argument.value)
        _update_keywords(machine, mapping, given)
        return NONE
    if name == "copy":
        return copies.copy(machine, mapping)
    if name in ("items", "keys", "values"):
        lookup.ask(machine, frame, mapping, node)
        view = _view(machine, mapping, name)
        kept = mapping.views.setdefault(name, view)
        kept.items, kept.element = view.items, view.element
        return kept
    if name == "clear":
        _clear(machine, mapping)
        return NONE
    # Whatever else it does: what it is given may stay in it, and any key may go.
    mapping.open = mapping.open or f"{name}() is called on it"
    values = [argument.value for argument in given.values()]
    for value in values:
        mappings.decide(mapping, value)
        mappings.keep(mapping, made_of("...", value))
    for value in values:
        mappings.show(machine, mapping, value, value)
    for entry in mapping.entries.values():
        entry.certain = False
        for spelled in (entry.key, *entry.also):
            answers.compared(machine, spelled)
    return made_of(f"{name}()", mapping, *values)


def _clear(machine: Machine, mapping: Mapping) -> None:
    if machine.surely(mapping.path) and mapping.owner is None:
        journal.touch(machine, mapping)
        mapping.entries, mapping.numbers, mapping.rest, mapping.decides = {}, {}, (), ()
        mappings.show(machine, mapping)
        return
    mappings.show(machine, mapping)
    for entry in mapping.entries.values():
        machine.note(mapping, entry.certain)
        entry.certain = False


def _update_keywords(machine: Machine, mapping: Mapping, given: Arguments) -> None:
    if given.open:
        mapping.open = mapping.open or "it takes over arguments that are not known"
    if given.rest is not None:
        mappings.decide(mapping, given.rest)
        machine.note(mapping, mappings.keep(mapping, given.rest), given.rest)
    for keyword, argument in given.keywords.items():
        key = argument.keyword if argument.keyword is not None else text(keyword)
        mappings.store(machine, mapping, key, argument.value)


def _access(
    machine: Machine,
    frame: Frame,
    mapping: Mapping,
    name: str,
    key: Value,
    default: Value,
    node: cst.CSTNode,
) -> Value:
    lookup.ask(machine, frame, mapping, node)
    lookup.find(machine, frame, mapping, node)
    known = key.known if isinstance(key, Text) else None
    entry = mapping.entries.get(known) if known is not None else None
    if entry is not None:
        questions.read(machine, entry, key)
    elif known is None and isinstance(key, Const) and key.value in mapping.numbers:
        held = mapping.numbers[key.value]
        return join(held, default, contents.of_rest("...", mapping))
    if name == "setdefault" and entry is None:
        found = (
            join(default, lookup.item(machine, frame, mapping, key, node))
            if mapping.rest or known is None
            else default
        )
        mappings.store(machine, mapping, key, default)
        return found
    if name == "pop":
        mappings.remove_entry(machine, mapping, known, entry)
    if entry is not None:
        rest = [contents.of_rest("...", mapping)] if mapping.rest else []
        sure = entry.certain and not rest
        return entry.value if sure else join(entry.value, default, *rest)
    if known is not None:
        questions.missed(machine, mapping, key)
        if not mapping.open and not mapping.rest:
            return default
    return join(lookup.item(machine, frame, mapping, key, node), default)


def _pairs(mapping: Mapping) -> list[tuple[Value, Value]]:
    """The keys that are known, each with its value."""
    named: list[tuple[Value, Value]] = [(e.key, e.value) for e in mapping.entries.values()]
    return [*named, *((Const(number), value) for number, value in mapping.numbers.items())]


_MOST_PAIRS = 12
"""Pairs of a mapping that are told apart where others may be there as well."""


def _view(machine: Machine, mapping: Mapping, name: str) -> Sequence:
    if mapping.open or mapping.rest or any(not e.certain for e in mapping.entries.values()):
        keys = [entry.key for entry in mapping.entries.values()]
        values = [entry.value for entry in mapping.entries.values()]
        values += mapping.numbers.values()
        more = bool(mapping.open or mapping.rest)  # than the keys that are known
        rest = [contents.of_rest("...", mapping)] if more else []
        if name == "items" and len(values) <= _MOST_PAIRS:
            pairs = [*_pairs(mapping), *((v, v) for v in rest)]
            each = [Sequence(machine.path, [*pair], kind="tuple") for pair in pairs]
            return Sequence(machine.path, None, element=join(*each))
        key, value = join(*keys, *rest), join(*values, *rest)
        if name == "items":
            pair = Sequence(machine.path, [key, value], kind="tuple")
            return Sequence(machine.path, None, element=pair)
        return Sequence(machine.path, None, element=value if name == "values" else key)
    rows: list[Value] = []
    for key, value in _pairs(mapping):
        if name == "items":
            rows.append(Sequence(machine.path, [key, value], kind="tuple"))
        else:
            rows.append(key if name == "keys" else value)
    return Sequence(machine.path, rows)


def _sequence_method(
    machine: Machine,
    frame: Frame,
    sequence: Sequence,
    name: str,
    given: Arguments,
    node: cst.CSTNode,
) -> Value:
    first = given.get("", 0)
    if name in ("append", "add") and first is not None:
        sequences.append(machine, sequence, first.value)
        return NONE
    if name in ("extend", "update", "extendleft") and first is not None:
        sequences.extend(machine, sequence, first.value, last=name != "extendleft")
        return NONE
    if name in ("pop", "popleft", "popitem"):
        result = lookup.sequence_item(sequence, first.value if first else Const(-1))
        whole = contents.element_of(sequence)
        sequences.forget(machine, sequence, [])
        return result if machine.surely(sequence.path) else join(result, whole)
    if name == "copy":
        return copies.copy(machine, sequence)
    if name == "__getitem__" and first is not None:
        return lookup.item(machine, frame, sequence, first.value, node)
    if name == "__contains__" and first is not None:
        return lookup.contains(machine, frame, sequence, first.value, node)
    values = [argument.value for argument in given.values()]
    if name in _LOOKING:
        for value in (sequence, *values):
            answers.observe(machine, frame, value, node, f"{name}() compares it")
        return made_of(f"{name}()", sequence, *values)
    if name == "sort":
        key = given.get("key")
        made = contents.element_of(sequence)
        if key is not None:
            answer = Arguments((Argument(made),))
            made = machine.call(frame, key.value, answer, node)
        answers.observe(machine, frame, made, node, "it is put in order")
    elif name not in _STORING:  # whatever it is, it may look at what is there
        for value in (sequence, *values):
            answers.observe(machine, frame, value, node, f"{name}() looks at it")
    # Whatever else it does: what it is given may stay in it, in any order.
    if name in _JOINING:
        return Sequence(machine.path, None, sequence.kind, contents.element_of(sequence, *values))
    if name in _RESUMING:
        for value in values:
            escapes.escape(machine, frame, value, "escape", node, f"a generator: {name}")
        # The end of a generator brings along what it returns.
        frame.raised.append(made_of("StopIteration", contents.element_of(sequence)))
    held = [made_of("...", value) for value in values if _may_hold(value)]
    sequences.forget(machine, sequence, [*held, *(contents.element_of(value) for value in values)])
    return made_of(f"{name}()", sequence, *values)


_JOINING = frozenset({"union", "intersection", "difference", "symmetric_difference", "__add__"})
_STORING = _JOINING | frozenset(
    {"insert", "reverse", "clear", "rotate", "appendleft", "put", "get", "join", "result"}
    | {"send", "asend", "throw", "athrow", "close", "aclose", "add_done_callback"}
    | {"__iter__", "__next__", "__aiter__", "__anext__", "__init__", "__setitem__"}
    | {"__enter__", "__exit__"}
)
"""Methods that move elements about and look at none."""

_RESUMING = frozenset({"send", "asend", "throw", "athrow", "__next__", "__anext__"})
"""Methods that run a generator on."""

_LOOKING = frozenset({"issuperset", "issubset", "isdisjoint", "index", "count"})


def _may_hold(value: Value) -> bool:
    return any(not isinstance(v, Const) or v.value is None for _, v in alternatives(value))
