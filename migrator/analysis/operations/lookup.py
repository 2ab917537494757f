"""What is found in a container: by key, by place, and whether it is there at all."""

from __future__ import annotations

from collections.abc import Mapping as Mapping_

import libcst as cst

from migrator.analysis.operations import contents, mappings
from migrator.analysis.source import scopes
from migrator.analysis.store import answers, questions
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    FALSE,
    KEY,
    UNKNOWN,
    Answer,
    Arguments,
    Const,
    Double,
    Guard,
    Instance,
    Mapping,
    Param,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    exposed,
    few,
    is_table,
    join,
    lifting,
    made_of,
    texts,
    union,
)
from migrator.analysis.values.frames import Frame


def ask(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """A shared container is asked what it holds: who fills it is looked for where it is empty.

    `node` is the expression that gives the container.
    """
    if any(_is_empty(v) for _, v in alternatives(value)):
        note_asked(machine, frame, node)


def note_asked(machine: Machine, frame: Frame, node: cst.CSTNode) -> None:
    """Let those be looked for that fill a container under a name in an expression."""
    if frame.function is None:
        return
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Name) and at.value not in _USUAL:
            asking = machine.asked.setdefault((at.value, frame.module), set())
            asking.add(id(frame.function.node))
        elif not isinstance(at, _NO_CONTAINER):
            stack.extend(scopes.children(at))


_NO_CONTAINER = (cst.Comparison, cst.Lambda, cst.BaseNumber, cst.BaseString)
"""Expressions that may stand within one that gives a container, and are none themselves."""
_USUAL = frozenset({"self", "cls", *dir(dict), *dir(list), *dir(set), *dir(str)})


def _is_empty(value: Value) -> bool:
    if isinstance(value, Sequence):
        return value.items == [] and not value.path
    return isinstance(value, Mapping) and not (
        value.path or value.entries or value.numbers or value.rest or value.open
    )


def item(machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode) -> Value:
    """`container[key]` for one container; the union over what the key may be."""
    lifted = lifting.item(container, key)
    if lifted is not None:
        raises = lifting.fails(lifted)
        answers.use(machine, frame, lifted, "status-compared", node, "", raises)
        return lifted
    for _, alternative in alternatives(key):
        if isinstance(alternative, Text) and alternative.known is None:
            answers.compared(machine, alternative)
        elif not isinstance(alternative, Text) and not _is_itself(alternative):
            answers.observe(machine, frame, alternative, node, "it is looked up by it")
    if isinstance(container, Mapping):
        ask(machine, frame, container, node)
        find(machine, frame, container, node)
        return union(
            pair
            for guard, k in alternatives(key)
            for pair in _mapping_item(machine, frame, container, k, guard, node)
        )
    if isinstance(container, Sequence):
        ends = isinstance(key, Const) and key.value in (0, -1)
        for part in () if ends else container.count:
            answers.compared(machine, part)  # which element it is depends on it
        return sequence_item(container, key)
    return made_of("[...]", container)


def find(machine: Machine, frame: Frame, mapping: Mapping, node: cst.CSTNode) -> None:
    """A key is looked for: whether it is there may depend on what the other keys are made of."""
    for part in mapping.decides:
        if _is_itself(part) or (isinstance(part, Double) and part.is_keyword):
            continue
        answers.observe(machine, frame, part, node, "a key is looked for among it")


def _is_itself(value: Value) -> bool:
    """Whether a key is told from others by being itself: a response, or what it was asked with."""
    return isinstance(value, Answer) and value.part == "response"


def _mapping_item(
    machine: Machine, frame: Frame, mapping: Mapping, key: Value, guard: Guard, node: cst.CSTNode
) -> list[tuple[Guard, Value]]:
    if isinstance(key, Text) and (name := key.known) is not None:
        entry = mapping.entries.get(name)
        if entry is not None:
            questions.read(machine, entry, key)
            if not mapping.rest:
                return [(guard, entry.value)]
            return [(guard, join(entry.value, contents.of_rest(name, mapping)))]
        questions.missed(machine, mapping, key)  # what it finds was put there out of sight
        if mapping.factory is not None:
            made = machine.call(frame, mapping.factory, Arguments(), node)
            mappings.set_entry(machine, mapping, name, key, made, machine.surely(mapping.path))
            return [(guard, join(made, contents.of_rest(name, mapping)))]
        return [(guard, _recorded(mapping, name) or contents.of_rest(f"[{name!r}]", mapping))]
    if isinstance(key, Const) and key.value in mapping.numbers:
        held = mapping.numbers[key.value]
        return [(guard, join(held, contents.of_rest("...", mapping)) if mapping.rest else held)]
    # Which entry it is, the key decides; two look-ups with the same key go together.
    rows: dict[object, Value] = {name: entry.value for name, entry in mapping.entries.items()}
    return rows_of({**rows, **mapping.numbers}, key, guard, _missing(mapping, key))


def rows_of(
    rows: Mapping_[object, Value], key: Value, guard: Guard, missing: Value
) -> list[tuple[Guard, Value]]:
    """What stands under a key that is not known: one of the rows, or what is `missing` there."""
    rows = {name: value for name, value in rows.items() if _may_be(key, name)}
    found = [(guard | {((KEY, key), name)}, value) for name, value in rows.items()]
    if not is_table(list(rows.values())):
        found = few(found)
    return [*found, (guard | {((KEY, key), None)}, missing)]


def _may_be(key: Value, name: object) -> bool:
    """Whether a key may be the one of a row; a number is equal to no text."""
    return texts.may_spell(key, name) if isinstance(name, str) else not isinstance(key, Text)


def _recorded(mapping: Mapping, name: str) -> Value | None:
    """What stands under a name where the mapping holds the keywords that a fake was given."""
    held = [v for part in mapping.rest for _, v in alternatives(part)]
    found = [v.keyword(name) for v in held if isinstance(v, Double) and v.is_keyword]
    return join(*found) if found and len(found) == len(held) else None


def _missing(mapping: Mapping, key: Value) -> Value:
    """What a look-up gives that may find nothing."""
    return contents.of_rest("[...]", mapping) if mapping.rest else absent(key)


def absent(key: Value) -> Value:
    """What a look-up gives that finds none of the rows: the callers may know what."""
    if isinstance(key, Param):
        return Param(f"[{key.label}]", function=key.function)
    return Unknown("[...]")


def sequence_item(sequence: Sequence, key: Value) -> Value:
    """`sequence[key]`."""
    if sequence.items is None:
        return sequence.element or UNKNOWN
    if isinstance(key, Const) and isinstance(key.value, int):
        if -len(sequence.items) <= key.value < len(sequence.items):
            return sequence.items[key.value]
        return UNKNOWN
    return join(*sequence.items, UNKNOWN)


def remove(machine: Machine, frame: Frame, mapping: Mapping, key: Value, node: cst.CSTNode) -> None:
    """`del mapping[key]`."""
    find(machine, frame, mapping, node)
    for _, alternative in alternatives(key):
        known = alternative.known if isinstance(alternative, Text) else None
        entry = mapping.entries.get(known) if known is not None else None
        if entry is not None:
            questions.read(machine, entry, alternative)
        else:  # it raises where it finds nothing
            answers.compared(machine, alternative)
        mappings.remove_entry(machine, mapping, known, entry)


def contains(
    machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode
) -> Value:
    """`key in container`, as far as it is known."""
    known = key.known if isinstance(key, Text) else None
    if isinstance(container, Instance):
        container = classes.row(container) or container
    if isinstance(container, Mapping):
        find(machine, frame, container, node)
    if isinstance(container, Mapping) and known is not None:
        entry = container.entries.get(known)
        if entry is not None:
            questions.read(machine, entry, key)
        else:
            questions.missed(machine, container, key)
        if entry is not None and entry.certain:
            return Const(True)
        if entry is None and not container.open and not container.rest:
            return FALSE
        return made_of("...", *container.rest)
    if isinstance(container, Sequence) and container.items is not None:
        return _among(machine, container.items, key)
    if not isinstance(container, (Text, Unknown)):
        answers.observe(machine, frame, key, node, "it is looked for")
        if isinstance(container, (Mapping, Sequence)):
            answers.observe(
                machine, frame, contents.element_of(container), node, "it is looked through"
            )
        return UNKNOWN
    if known is None:
        answers.compared(machine, container)
        answers.compared(machine, key)
        return UNKNOWN
    questions.searched(machine, container, f"__contains__ {known}")
    if not isinstance(container, Text) or container.known is None:
        for part in exposed(container):
            if part is not container:
                answers.compared(machine, part)
    if any(c.isalnum() for c in known):
        answers.compared(machine, key)
    held = container.known if isinstance(container, Text) else None
    return UNKNOWN if held is None else Const(known in held)


def _among(machine: Machine, items: list[Value], key: Value) -> Value:
    wanted = contents.plain(key)
    for value in (*items, key):
        answers.compared(machine, value, "compared" if wanted is None else "matched")
    if wanted is None:
        return UNKNOWN
    have = [contents.plain(value) for value in items]
    if any(h == wanted for h in have if h is not None):
        return Const(True)
    return UNKNOWN if None in have else FALSE
