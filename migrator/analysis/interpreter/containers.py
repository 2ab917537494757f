"""What dicts, lists, tuples and sets do, with the origin of every key kept."""

from __future__ import annotations

from dataclasses import replace

from migrator.analysis.interpreter import questions
from migrator.analysis.interpreter.machine import Machine, unknown
from migrator.analysis.values import (
    FALSE,
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    Entry,
    Guard,
    Hole,
    JsonOf,
    Mapping,
    Param,
    Piece,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    join,
    text,
    union,
)


def store(machine: Machine, mapping: Mapping, key: Value, value: Value) -> None:
    """`mapping[key] = value`; under a condition the old value stays possible."""
    sure = machine.surely(mapping.path)
    keys = alternatives(key)
    for _, alternative in keys:
        if isinstance(alternative, Text) and (name := alternative.known) is not None:
            _set(machine, mapping, name, alternative, value, sure and len(keys) == 1)
        elif isinstance(alternative, Const):
            mapping.numbers[alternative.value] = value
        else:
            for part in elements(alternative) or ():
                questions.noted(machine, part, "compared")
            mapping.open = mapping.open or "a key is not known"


def _set(
    machine: Machine, mapping: Mapping, name: str, key: Text, value: Value, sure: bool
) -> None:
    old = mapping.entries.get(name)
    if old is None:
        mapping.entries[name] = Entry(key, value, certain=sure)
    else:
        # The key object of the first assignment stays; each spelling has to move with it.
        also = (*old.also, key) if key is not old.key else old.also
        held = value if sure else union([(frozenset(), old.value), (machine.guard, value)])
        mapping.entries[name] = Entry(old.key, held, sure or old.certain, also, old.place)
    machine.writes.append((mapping, name, machine.path))


def spread(machine: Machine, target: Mapping, source: Value) -> None:
    """`target.update(source)` or `{**source}`."""
    options = alternatives(source)
    if len(options) > 1 or not isinstance(options[0][1], Mapping):
        pairs = _pairs(source)
        if pairs is None:
            target.open = target.open or "it takes over contents that are not known"
            return
        for key, value in pairs:
            store(machine, target, key, value)
        return
    mapping = options[0][1]
    sure = machine.surely(target.path)
    target.open = target.open or mapping.open
    for name, entry in mapping.entries.items():
        old = target.entries.get(name)
        _set(machine, target, name, entry.key, entry.value, sure and entry.certain)
        new = target.entries[name]
        new.also = tuple(dict.fromkeys((*new.also, *entry.also)))
        new.place = new.place or (entry.place if old is None else None)
    target.numbers.update(mapping.numbers)


def _pairs(source: Value) -> list[tuple[Value, Value]] | None:
    """Key and value of each element of a sequence of pairs, None when they are not known."""
    if not isinstance(source, Sequence) or source.items is None:
        return None
    pairs = []
    for item in source.items:
        if not isinstance(item, Sequence) or item.items is None or len(item.items) != 2:
            return None
        pairs.append((item.items[0], item.items[1]))
    return pairs


def from_call(machine: Machine, arguments: Arguments) -> Mapping:
    """`dict(...)`."""
    mapping = Mapping(machine.path)
    if arguments.open:
        mapping.open = "it takes over arguments that are not known"
    for argument in arguments.positional:
        spread(machine, mapping, argument.value)
    for name, argument in arguments.keywords.items():
        key = argument.keyword if argument.keyword is not None else text(name)
        _set(machine, mapping, name, key, argument.value, True)
    return mapping


def item(machine: Machine, container: Value, key: Value) -> Value:
    """`container[key]` for one container; the union over what the key may be."""
    if isinstance(container, Mapping):
        return union(
            pair
            for guard, k in alternatives(key)
            for pair in _mapping_item(machine, container, k, guard)
        )
    if isinstance(container, Sequence):
        return _sequence_item(container, key)
    return UNKNOWN


def _mapping_item(
    machine: Machine, mapping: Mapping, key: Value, guard: Guard
) -> list[tuple[Guard, Value]]:
    if isinstance(key, Text) and (name := key.known) is not None:
        entry = mapping.entries.get(name)
        if entry is not None:
            questions.read(machine, entry, key)
            return [(guard, entry.value)]
        questions.noted(machine, key, "compared")  # what it finds was put there out of sight
        return [(guard, unknown(f"[{name!r}]"))]
    if isinstance(key, Const) and key.value in mapping.numbers:
        return [(guard, mapping.numbers[key.value])]
    # Which entry it is, the key decides; two look-ups with the same key go together.
    found: list[tuple[Guard, Value]] = [
        (guard | {(("key", key), name)}, entry.value) for name, entry in mapping.entries.items()
    ]
    found += [(guard | {(("key", key), n)}, value) for n, value in mapping.numbers.items()]
    return [*found, (guard | {(("key", key), None)}, _missing(key))]


def _missing(key: Value) -> Value:
    """What a look-up gives that may find nothing."""
    if isinstance(key, Param):
        return Param(f"[{key.label}]", "", key.function)
    return unknown("[...]")


def _sequence_item(sequence: Sequence, key: Value) -> Value:
    if sequence.items is None:
        return sequence.element or UNKNOWN
    if isinstance(key, Const) and isinstance(key.value, int):
        if -len(sequence.items) <= key.value < len(sequence.items):
            return sequence.items[key.value]
        return UNKNOWN
    return join_all([sequence.items, [UNKNOWN]])


def join_all(groups: list[list[Value]]) -> Value:
    """The union of all values in the groups."""
    return join(*(value for group in groups for value in group)) if any(groups) else UNKNOWN


def method(machine: Machine, receiver: Value, name: str, arguments: Arguments) -> Value:
    """The value of a method of a dict, list, tuple or set, with its effect on the receiver."""
    if isinstance(receiver, Mapping):
        return _mapping_method(machine, receiver, name, arguments)
    assert isinstance(receiver, Sequence)
    return _sequence_method(machine, receiver, name, arguments)


def _mapping_method(machine: Machine, mapping: Mapping, name: str, given: Arguments) -> Value:
    first = given.get("key", 0)
    second = given.get("default", 1)
    if name in ("get", "pop", "setdefault") and first is not None:
        return _access(machine, mapping, name, first.value, second.value if second else NONE)
    if name == "update":
        for argument in given.positional:
            spread(machine, mapping, argument.value)
        _update_keywords(machine, mapping, given)
        return NONE
    if name == "copy":
        return copy(machine, mapping)
    if name in ("items", "keys", "values"):
        return _view(machine, mapping, name)
    if name == "clear":
        mapping.open = mapping.open or "it is cleared"
        return NONE
    return unknown(f"{name}()")


def _update_keywords(machine: Machine, mapping: Mapping, given: Arguments) -> None:
    if given.open:
        mapping.open = mapping.open or "it takes over arguments that are not known"
    for keyword, argument in given.keywords.items():
        key = argument.keyword if argument.keyword is not None else text(keyword)
        store(machine, mapping, key, argument.value)


def _access(machine: Machine, mapping: Mapping, name: str, key: Value, default: Value) -> Value:
    if isinstance(key, Answer):
        return unknown("[...]")
    known = key.known if isinstance(key, Text) else None
    entry = mapping.entries.get(known) if known is not None else None
    if entry is not None:
        questions.read(machine, entry, key)
    if name == "setdefault" and entry is None:
        store(machine, mapping, key, default)
        return default
    if name == "pop":
        if known is None:
            mapping.open = mapping.open or "a key that is not known is removed"
        elif entry is not None and machine.surely(mapping.path):
            del mapping.entries[known]
        elif entry is not None:
            entry.certain = False
    if entry is not None:
        return entry.value if entry.certain else join(entry.value, default)
    if known is not None and not mapping.open:
        return default
    return join(item(machine, mapping, key), default)


def _view(machine: Machine, mapping: Mapping, name: str) -> Value:
    if mapping.open or any(not entry.certain for entry in mapping.entries.values()):
        values = [entry.value for entry in mapping.entries.values()]
        element = join_all([values, [UNKNOWN]])
        if name == "items":
            element = Sequence(machine.path, [UNKNOWN, element], kind="tuple")
        return Sequence(machine.path, None, element=element if name != "keys" else UNKNOWN)
    rows: list[Value] = []
    pairs: list[tuple[Value, Value]] = [(e.key, e.value) for e in mapping.entries.values()]
    pairs += [(Const(number), value) for number, value in mapping.numbers.items()]
    for key, value in pairs:
        if name == "items":
            rows.append(Sequence(machine.path, [key, value], kind="tuple"))
        else:
            rows.append(key if name == "keys" else value)
    return Sequence(machine.path, rows)


def _sequence_method(machine: Machine, sequence: Sequence, name: str, given: Arguments) -> Value:
    first = given.get("", 0)
    if name in ("append", "add") and first is not None:
        append(machine, sequence, first.value)
        return NONE
    if name in _SET_METHODS:
        for argument in given.values():
            for inner in elements(argument.value) or ():
                questions.compared(machine, inner)
        for own in sequence.items or ():
            questions.compared(machine, own)
        return unknown(f"{name}()")
    more = elements(first.value) if first is not None and name == "extend" else None
    if more is not None and sequence.items is not None and machine.surely(sequence.path):
        sequence.items.extend(more)
        return NONE
    if name in ("extend", "update", "insert", "remove", "clear", "sort", "reverse"):
        values = elements(first.value) if first is not None and name in ("extend", "update") else []
        _forget(sequence, [*(values or []), *(a.value for a in given.positional[1:])])
        return NONE
    if name == "pop":
        result = _sequence_item(sequence, first.value if first else Const(-1))
        _forget(sequence, [])
        return result
    if name == "copy":
        return Sequence(machine.path, sequence.items and list(sequence.items), sequence.kind)
    return unknown(f"{name}()")


_SET_METHODS = frozenset(
    {
        "issuperset",
        "issubset",
        "isdisjoint",
        "difference",
        "intersection",
        "symmetric_difference",
        "union",
        "index",
        "count",
    }
)


def append(machine: Machine, sequence: Sequence, value: Value) -> None:
    """`sequence.append(value)`; under a condition the elements are no longer known one by one."""
    if sequence.items is not None and machine.surely(sequence.path):
        sequence.items.append(value)
    else:
        _forget(sequence, [value])


def _forget(sequence: Sequence, more: list[Value]) -> None:
    known = sequence.items or ([sequence.element] if sequence.element is not None else [])
    sequence.items = None
    sequence.element = join_all([known, more, [UNKNOWN]])


def copy(machine: Machine, value: Value) -> Value:
    """A shallow copy, as `copy.copy` and `.copy()` make it."""
    if isinstance(value, Mapping):
        result = Mapping(machine.path, open=value.open, numbers=dict(value.numbers))
        for name, entry in value.entries.items():
            result.entries[name] = replace(entry)
        return result
    if isinstance(value, Sequence):
        return Sequence(machine.path, value.items and list(value.items), value.kind, value.element)
    return value


def snapshot(value: Value) -> Value:
    """A body as it is now: the program may go on to change the object."""
    return union((guard, _snapshot(v)) for guard, v in alternatives(value))


def _snapshot(value: Value) -> Value:
    if isinstance(value, Mapping):
        entries = {name: replace(entry) for name, entry in value.entries.items()}
        return Mapping(value.path, entries, value.open, dict(value.numbers))
    if isinstance(value, Text) and any(isinstance(p, Hole) for p in value.pieces):
        return Text(tuple(_snapshot_piece(piece) for piece in value.pieces))
    return value


def _snapshot_piece(piece: Piece | Hole) -> Piece | Hole:
    if isinstance(piece, Hole) and isinstance(piece.value, JsonOf):
        return replace(piece, value=JsonOf(snapshot(piece.value.value)))
    return piece


def elements(value: Value) -> list[Value] | None:
    """What iteration gives, one by one, or None when that is not known."""
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Mapping) and not value.open:
        if any(not entry.certain for entry in value.entries.values()):
            return None
        return [entry.key for entry in value.entries.values()]
    return None


def contains(machine: Machine, container: Value, key: Value) -> Value:
    """`key in container`, as far as it is known."""
    known = key.known if isinstance(key, Text) else None
    if isinstance(container, Mapping) and known is not None:
        entry = container.entries.get(known)
        if entry is not None:
            questions.read(machine, entry, key)
        if entry is not None and entry.certain:
            return Const(True)
        if entry is None and not container.open:
            return FALSE
        return UNKNOWN
    if isinstance(container, Sequence) and container.items is not None:
        return _among(machine, container.items, key)
    if not isinstance(container, (Text, Unknown)):
        return UNKNOWN
    if known is None:
        questions.compared(machine, container)
        questions.compared(machine, key)
        return UNKNOWN
    questions.noted(machine, container, "asked", detail=f"__contains__ {known}")
    if any(c.isalnum() for c in known):
        questions.compared(machine, key)
    held = container.known if isinstance(container, Text) else None
    return UNKNOWN if held is None else Const(known in held)


def _among(machine: Machine, items: list[Value], key: Value) -> Value:
    wanted = plain(key)
    for value in (*items, key):
        questions.compared(machine, value, "compared" if wanted is None else "matched")
    if wanted is None:
        return UNKNOWN
    have = [plain(value) for value in items]
    if any(h == wanted for h in have if h is not None):
        return Const(True)
    return UNKNOWN if None in have else FALSE


def plain(value: Value) -> tuple[object] | None:
    """A known constant or string in a tuple of one, None when it is not known."""
    if isinstance(value, Const):
        return (value.value,)
    if isinstance(value, Text) and value.known is not None:
        return (value.known,)
    return None
