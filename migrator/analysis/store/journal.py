"""What a handler may find in objects that a `try` changes: each state that an exception may leave.

A write that replaces leaves nothing of what stood there before. Within a `try` the states before
such writes are kept, and handlers find the union of them and of the last one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from migrator.analysis.store.machine import Machine
from migrator.analysis.store.states import Changed, Holder, Journal
from migrator.analysis.values import (
    UNKNOWN,
    Entry,
    ExternalInstance,
    Instance,
    Mapping,
    Sequence,
    Value,
    classes,
    identity,
    join,
    spelled_also,
)

_MOST_STATES = 16


def touch(machine: Machine, holder: Holder) -> None:
    """Keep the state of an object that is about to be written."""
    if machine.journals:
        changed = machine.journals[-1].setdefault(id(holder), Changed(holder))
        if len(changed.states) < _MOST_STATES:
            changed.states.append(_copied(holder))
        else:
            changed.states[-1] = _joined([changed.states[-1], holder])


def made(machine: Machine, holder: Holder) -> None:
    """An object is whole from here on: nobody could find it while it was put together."""
    if machine.journals:
        machine.journals[-1].pop(id(holder), None)


def show(machine: Machine, journal: Journal) -> None:
    """Let handlers find each state that the objects had; an outer `try` has them as well."""
    for changed in journal.values():
        changed.last = _copied(changed.holder)
        _put(changed.holder, _joined([*changed.states, changed.last]))
        changed.shown = _copied(changed.holder)
        if machine.journals:
            outer = machine.journals[-1].setdefault(id(changed.holder), Changed(changed.holder))
            outer.states = [_joined([*outer.states, *changed.states])]


def take_back(journal: Journal) -> None:
    """No handler goes on: what follows finds what the body left, where no handler changed it."""
    for changed in journal.values():
        if changed.last is None or changed.shown is None:
            continue
        if _same(changed.holder, changed.shown):
            _put(changed.holder, changed.last)


def _copied(holder: Holder) -> Holder:
    if isinstance(holder, Mapping):
        entries = {name: replace(entry) for name, entry in holder.entries.items()}
        return replace(holder, entries=entries, numbers=dict(holder.numbers))
    if isinstance(holder, Sequence):
        return replace(holder, items=None if holder.items is None else list(holder.items))
    return replace(holder, attributes=dict(holder.attributes))


def _put(holder: Holder, state: Holder) -> None:
    if isinstance(holder, Mapping) and isinstance(state, Mapping):
        holder.entries, holder.numbers = state.entries, state.numbers
        holder.rest, holder.open, holder.decides = state.rest, state.open, state.decides
    elif isinstance(holder, Sequence) and isinstance(state, Sequence):
        holder.items, holder.element, holder.count = state.items, state.element, state.count
    elif isinstance(holder, (Instance, ExternalInstance)):
        held: dict[str, Value] = getattr(state, "attributes", {})
        holder.attributes.clear()
        holder.attributes.update(held)


def _joined(states: Iterable[Holder]) -> Holder:
    first, *more = states
    joined = _copied(first)
    if isinstance(joined, (Instance, ExternalInstance)):
        held = [
            state for state in (first, *more) if isinstance(state, (Instance, ExternalInstance))
        ]
        _join_attributes(joined, held)
        return joined
    for state in more:
        if isinstance(joined, Mapping) and isinstance(state, Mapping):
            _join_mapping(joined, state)
        elif isinstance(joined, Sequence) and isinstance(state, Sequence):
            _join_sequence(joined, state)
    return joined


def _join_mapping(joined: Mapping, state: Mapping) -> None:
    joined.open = joined.open or state.open
    joined.rest = (*joined.rest, *(v for v in state.rest if v not in joined.rest))
    joined.decides = (*joined.decides, *(v for v in state.decides if v not in joined.decides))
    for name in {**joined.entries, **state.entries}:
        one, other = joined.entries.get(name), state.entries.get(name)
        only = one if other is None else other if one is None else None
        if only is not None:
            joined.entries[name] = replace(only, certain=False)
        if one is None or other is None:
            continue
        also = spelled_also(one, other.key, *other.also)
        value = one.value if one.value is other.value else join(one.value, other.value)
        certain = one.certain and other.certain
        joined.entries[name] = Entry(one.key, value, certain, also, one.place)
    for number, value in state.numbers.items():
        held = joined.numbers.get(number)
        joined.numbers[number] = value if held is None else join(held, value)


def _join_sequence(joined: Sequence, state: Sequence) -> None:
    one, other = joined.items, state.items
    if one is not None and other is not None and len(one) == len(other):
        joined.items = [a if a is b else join(a, b) for a, b in zip(one, other, strict=True)]
    else:
        held = [v for v in (joined.element, state.element) if v is not None]
        joined.items = None
        joined.element = join(*(one or ()), *(other or ()), *held, UNKNOWN)
    joined.count = (*joined.count, *(v for v in state.count if v not in joined.count))


def _join_attributes(
    joined: Instance | ExternalInstance, states: list[Instance | ExternalInstance]
) -> None:
    """Each attribute is what it was in one of the states, or what its class says."""
    for name in {name: None for state in states for name in state.attributes}:
        found = {id(v): v for state in states if (v := state.attributes.get(name)) is not None}
        absent = any(name not in state.attributes for state in states)
        if absent and isinstance(joined, Instance):
            of_class = classes.find(joined.cls, name)
            found |= {id(of_class): of_class} if of_class is not None else {}
        joined.attributes[name] = join(*found.values())


def _same(one: Holder, other: Holder) -> bool:
    return _outline(one) == _outline(other)


def _outline(holder: Holder) -> object:
    if isinstance(holder, Mapping):
        entries = tuple((n, identity(e.value), e.certain) for n, e in holder.entries.items())
        numbers = tuple((n, identity(v)) for n, v in holder.numbers.items())
        return entries, numbers, holder.rest, holder.open
    if isinstance(holder, Sequence):
        items = None if holder.items is None else tuple(map(id, holder.items))
        return items, id(holder.element), holder.count
    return tuple((name, id(value)) for name, value in holder.attributes.items())
