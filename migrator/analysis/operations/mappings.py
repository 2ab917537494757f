"""What is written into dicts: keys with the origin of each, and what stands under unknown keys."""

from __future__ import annotations

from collections.abc import Container, Iterable

from migrator.analysis.operations import contents, instances, sequences
from migrator.analysis.store import answers, journal, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    Double,
    Entry,
    Instance,
    Mapping,
    ModuleValue,
    Piece,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    exposed,
    fingerprint,
    grown,
    identity,
    made_of,
    spelled_also,
    text,
)


def store(
    machine: Machine, mapping: Mapping, key: Value, value: Value, *, alone: bool = True
) -> None:
    """`mapping[key] = value`; it replaces only where nothing else can be meant."""
    keys = alternatives(key)
    sure = alone and len(keys) == 1 and machine.surely(mapping.path)
    if sure:
        journal.touch(machine, mapping)
    for _, alternative in keys:
        if isinstance(alternative, Text) and (name := alternative.known) is not None:
            set_entry(machine, mapping, name, alternative, value, sure)
        elif isinstance(alternative, Const):
            _set_number(machine, mapping, alternative, value, sure)
        else:
            for part in contents.elements(alternative) or ():
                questions.noted(machine, part, "compared")
            if mapping.owner is not None:  # it is a name, which others spell
                answers.compared(machine, alternative)
            mapping.open = mapping.open or "a key is not known"
            decide(mapping, alternative)
            stored = [] if _is_blank(alternative) else [alternative]
            # What nobody has to remember may stand in the place of what counts.
            kinds = [v for _, v in alternatives(value)]
            anything = [UNKNOWN] if any(map(_is_nothing, kinds)) else []
            new = keep(mapping, *stored, value, *anything)
            show(machine, mapping, alternative, value)
            machine.note(mapping, new, value, sure=sure)
            if isinstance(mapping.owner, ModuleValue):
                instances.bind_any(machine, mapping.owner, value)
            elif mapping.owner is not None:
                for name in list(mapping.owner.attributes):
                    _own(machine, mapping.owner, name, value)


def show(machine: Machine, mapping: Mapping, key: Value = UNKNOWN, value: Value = UNKNOWN) -> None:
    """What a mapping takes up, or loses, is seen by who has got a view of it before."""
    for name, view in mapping.views.items():
        pair = Sequence(machine.path, [key, value], kind="tuple")
        more = {"keys": key, "values": value}.get(name, pair)
        sequences.forget(machine, view, [more])
    sequences.tell(machine, mapping)


def decide(mapping: Mapping, *keys: Value) -> None:
    """Note what decides which keys there are, where that is not known.

    That is what the keys are made of as they are put in: what a container takes up that a key was
    made of changes no key. Shared state would grow with each use if all of it were remembered.
    """
    known = set(map(identity, mapping.decides))
    for key in keys:
        for part in exposed(made_of("...", key)):
            told = _told(part)
            if told is not None and identity(told) not in known:
                known.add(identity(told))
                mapping.decides = (*mapping.decides, told)


def _told(part: Value) -> Value | None:
    """What of a part of a key tells it from others and may be changed by an edit."""
    if isinstance(part, Text):
        pieces = (p for p in part.pieces if isinstance(p, Piece) and p.literal is not None)
        return Text(tuple(pieces)) if part.matters else None
    if isinstance(part, Answer):
        return None if part.stays else part
    return part if isinstance(part, Double) or part is NONE else None


def keep(mapping: Mapping, *values: Value) -> bool:
    """Keep values that stand somewhere in a mapping; whether they are new there."""
    if mapping.weighed_for is not mapping.rest:  # what was put back has forgotten some
        mapping.weighed_for, mapping.weighed = mapping.rest, {}
    known = {identity(v) for value in mapping.rest for _, v in alternatives(value)}
    unseen = {id(value): _unseen(mapping, value, known) for value in values}
    new = [value for value in values if unseen[id(value)]]
    if not new:
        return False
    weighed = [v for value in new for v in unseen[id(value)]]
    mapping.weighed.update((id(v), v) for v in weighed)
    if fingerprint(*weighed) <= fingerprint(*mapping.rest):
        return False
    mapping.rest = (*mapping.rest, *new)
    if len(mapping.rest) > MOST_KEPT:
        made = made_of("...", *mapping.rest)
        mapping.rest = (Unknown("...", "bound-exceeded", made.parts),)
    mapping.weighed_for = mapping.rest
    return True


MOST_KEPT = 24
"""Values under keys that are not known that a mapping tells apart."""


def _unseen(mapping: Mapping, value: Value, known: Container[object]) -> list[Value]:
    """The alternatives that were not looked at yet, and that somebody has to remember."""
    return [
        v
        for _, v in alternatives(value)
        if not (id(v) in mapping.weighed or identity(v) in known)
        and (not isinstance(v, Const) or v.value is None)
        and (v is UNKNOWN or not _is_blank(v))
    ]


def _is_blank(value: Value) -> bool:
    return isinstance(value, Unknown) and not value.parts


def _is_nothing(value: Value) -> bool:
    return _is_blank(value) or (isinstance(value, Const) and value.value is not None)


def set_entry(
    machine: Machine, mapping: Mapping, name: str, key: Text, value: Value, sure: bool
) -> None:
    """Write an entry whose key is known; it replaces where that is `sure`, else it joins."""
    old = mapping.entries.get(name)
    held, is_new = grown(old.value if old is not None else None, value, machine.guard)
    machine.note(mapping, sure or is_new, value, sure=sure)
    if mapping.left is not None:
        machine.leave(mapping.left, key)
    if mapping.owner is not None:
        _own(machine, mapping.owner, name, value)
    if old is None:
        if machine.carries(name):
            keep_apart(
                machine, key, (e.key for n, e in mapping.entries.items() if machine.carries(n))
            )
        mapping.entries[name] = Entry(key, value, certain=sure)
    else:
        if key is not old.key:
            questions.read(machine, old, key)
        # The key object of the first assignment stays; each spelling has to move with it.
        also = spelled_also(old, key)
        held = value if sure else held
        mapping.entries[name] = Entry(old.key, held, sure or old.certain, also, old.place)
    machine.writes.append((mapping, name, machine.path))
    show(machine, mapping, key, value)


def _set_number(machine: Machine, mapping: Mapping, key: Const, value: Value, sure: bool) -> None:
    """Write an entry whose key is no text, as `set_entry` does."""
    held, is_new = grown(mapping.numbers.get(key.value), value)
    mapping.numbers[key.value] = value if sure else held
    show(machine, mapping, key, value)
    machine.note(mapping, is_new, held, sure=sure)


def keep_apart(machine: Machine, key: Text, others: Iterable[Text]) -> None:
    """Two keys stay two: whether they are equal is asked of both."""
    for other in others:
        questions.differs(machine, key, other)
        questions.differs(machine, other, key)


def _own(machine: Machine, owner: Instance | ModuleValue, name: str, value: Value) -> None:
    """A key of `vars(object)` is an attribute of the object, or a name of the module."""
    if isinstance(owner, ModuleValue):
        instances.note_bound(machine, owner.module)
        instances.bind_also(machine, owner.module, name, value)
        return
    old = owner.attributes.get(name)
    owner.attributes[name], is_new = grown(old if old is not None else UNKNOWN, value)
    machine.note(owner, old is None or is_new, value)


def spread(machine: Machine, target: Mapping, source: Value) -> None:
    """`target.update(source)` or `{**source}`."""
    options = alternatives(source)
    if len(options) > 1 or not isinstance(options[0][1], Mapping):
        pairs = pairs_of(source)
        if pairs is None:
            _spread_unknown(machine, target, source)
            return
        for key, value in pairs:
            store(machine, target, key, value)
        return
    mapping = options[0][1]
    sure = machine.surely(target.path)
    if sure:
        journal.touch(machine, target)
    if mapping.open:
        _replaceable(machine, target)
    target.open = target.open or mapping.open
    decide(target, *mapping.decides)
    keep(target, *mapping.rest)
    for value in mapping.rest:
        show(machine, target, value, value)
    for name, entry in list(mapping.entries.items()):
        old = target.entries.get(name)
        set_entry(machine, target, name, entry.key, entry.value, sure and entry.certain)
        new = target.entries[name]
        new.also = spelled_also(new, *entry.also)
        new.place = new.place or (entry.place if old is None else None)
    for number, value in mapping.numbers.items():
        _set_number(machine, target, Const(number), value, sure)


def _replaceable(machine: Machine, target: Mapping) -> None:
    """What comes now may hold each of the keys that are there, with another value."""
    if isinstance(target.owner, ModuleValue):
        instances.bind_any(machine, target.owner, UNKNOWN)
    elif target.owner is not None:
        instances.set_any(machine, target.owner, UNKNOWN)
    for entry in target.entries.values():
        entry.value, is_new = grown(entry.value, UNKNOWN)
        machine.note(target, is_new, UNKNOWN)
    for number, value in target.numbers.items():
        target.numbers[number], is_new = grown(value, UNKNOWN)
        machine.note(target, is_new, UNKNOWN)


def _spread_unknown(machine: Machine, target: Mapping, source: Value) -> None:
    """Contents of which not all is known; those of a known alternative may be there."""
    target.open = target.open or "it takes over contents that are not known"
    _replaceable(machine, target)
    for _, alternative in alternatives(source):
        if isinstance(alternative, Mapping):
            for name, entry in list(alternative.entries.items()):
                set_entry(machine, target, name, entry.key, entry.value, False)
            decide(target, *alternative.decides)
            keep(target, *alternative.numbers.values(), *alternative.rest)
            for held in (*alternative.numbers.values(), *alternative.rest):
                show(machine, target, held, held)
        else:
            decide(target, alternative)
            made = made_of("...", alternative)
            keep(target, made)
            show(machine, target, made, made)


def pairs_of(source: Value) -> list[tuple[Value, Value]] | None:
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
        set_entry(machine, mapping, name, key, argument.value, True)
    if arguments.rest is not None:
        decide(mapping, arguments.rest)
        keep(mapping, arguments.rest)
    journal.made(machine, mapping)
    return mapping


def remove_entry(
    machine: Machine, mapping: Mapping, known: str | None, entry: Entry | None
) -> None:
    """Remove an entry, or any entry where the key is not known."""
    show(machine, mapping)
    if known is None:
        mapping.open = mapping.open or "a key that is not known is removed"
        for held in mapping.entries.values():
            machine.note(mapping, held.certain)
            held.certain = False
    elif entry is not None and machine.surely(mapping.path):
        journal.touch(machine, mapping)
        del mapping.entries[known]
    elif entry is not None:
        machine.note(mapping, entry.certain)
        entry.certain = False
