"""What is written into lists, tuples and sets, and when their elements are no longer told apart."""

from __future__ import annotations

from migrator.analysis.operations import contents
from migrator.analysis.operations.contents import MOST_ITEMS
from migrator.analysis.store import journal
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Const,
    Mapping,
    Sequence,
    Value,
    alternatives,
    grown,
    join,
    made_of,
)


def append(machine: Machine, sequence: Sequence, value: Value) -> None:
    """`sequence.append(value)`; under a condition the elements are no longer known one by one."""
    _count_equal(machine, sequence, value)
    known = sequence.items is not None and len(sequence.items) < MOST_ITEMS
    if known and sequence.items is not None and machine.surely(sequence.path):
        journal.touch(machine, sequence)
        sequence.items.append(value)
        tell(machine, sequence)
    else:
        forget(machine, sequence, [value])


def extend(machine: Machine, sequence: Sequence, value: Value, *, last: bool = True) -> None:
    """`sequence.extend(value)`, `sequence += value`."""
    _count_equal(machine, sequence, value)
    more = contents.elements(value)
    known = more is not None and sequence.items is not None
    known = known and len(sequence.items or ()) + len(more or ()) <= MOST_ITEMS
    if sequence.items is not None and known and last and machine.surely(sequence.path):
        journal.touch(machine, sequence)
        sequence.items.extend(more or ())
        tell(machine, sequence)
    else:
        forget(machine, sequence, [contents.element_of(value)])


def _count_equal(machine: Machine, sequence: Sequence, value: Value) -> None:
    """Equal elements of a set are one: how many there are depends on what they are."""
    if sequence.kind == "set":
        more = [v for v in made_of("...", value).parts if v not in sequence.count]
        sequence.count = (*sequence.count, *more)


def replace_item(machine: Machine, sequence: Sequence, key: Value, value: Value) -> None:
    """`sequence[key] = value`."""
    items = sequence.items
    number = key.value if isinstance(key, Const) else None
    if items is not None and isinstance(number, int) and -len(items) <= number < len(items):
        sure = machine.surely(sequence.path)
        journal.touch(machine, sequence)
        old = items[number]
        held, is_new = grown(old, value)
        items[number] = value if sure else held
        tell(machine, sequence)
        machine.note(sequence, is_new, value, sure=sure)
        return
    forget(
        machine,
        sequence,
        [value, contents.element_of(value)] if isinstance(value, Sequence) else [value],
    )


def forget(machine: Machine, sequence: Sequence, more: list[Value]) -> None:
    """From now on only what an element may be is known, not how many there are."""
    known = sequence.items or ([sequence.element] if sequence.element is not None else [])
    before = sequence.element
    if sequence.items is not None:
        journal.touch(machine, sequence)
    sequence.items = None
    held = [*known, *more]
    joined = join(*held) if held else UNKNOWN
    sequence.element, is_new = grown(before, joined)
    machine.note(sequence, is_new, *more, sure=machine.surely(sequence.path))
    tell(machine, sequence)


def tell(machine: Machine, changed: Mapping | Sequence) -> None:
    """Iterators that were made before a container was changed hand out what it holds then."""
    for follower in changed.followers:
        made = made_of("...", changed)
        follower.count = (*follower.count, *(p for p in made.parts if p not in follower.count))
        forget(machine, follower, [made])


def follow(made: Value, *sources: Value) -> None:
    """An iterator is asked later, when what it goes through may hold something else."""
    for source in (v for given in sources for _, v in alternatives(given)):
        if isinstance(source, (Mapping, Sequence)) and isinstance(made, Sequence):
            if source is not made and (isinstance(source, Mapping) or source.kind != "tuple"):
                source.followers.append(made)


def change(machine: Machine, sequence: Sequence, value: Value) -> None:
    """`elements |= value` and its like: the set itself gets or loses elements."""
    _count_equal(machine, sequence, value)
    forget(machine, sequence, [contents.element_of(value)])
