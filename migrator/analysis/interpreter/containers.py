"""What dicts, lists, tuples and sets do, with the origin of every key kept.

Nothing that is put into a container is forgotten: what stands at a place that is not known is kept
in `rest` or `element`, and whoever reads from there, or looks at the whole, gets it back.
"""

from __future__ import annotations

from dataclasses import replace

import libcst as cst

from migrator.analysis.interpreter import answers, escapes, journal, questions
from migrator.analysis.interpreter.machine import Machine
from migrator.analysis.values import (
    FALSE,
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    Double,
    Encoded,
    Entry,
    External,
    ExternalInstance,
    Function,
    Guard,
    Hole,
    Instance,
    Mapping,
    ModuleValue,
    Param,
    Partial,
    Piece,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    constituents,
    exposed,
    identity,
    join,
    lifting,
    made_of,
    signature,
    text,
    union,
)
from migrator.analysis.values.frames import Frame

MOST_ITEMS = 256
"""A longer sequence is known by what its elements may be, not one by one."""


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
            _set(machine, mapping, name, alternative, value, sure)
        elif isinstance(alternative, Const):
            old = mapping.numbers.get(alternative.value)
            held = value if old is None or sure else join(old, value)
            mapping.numbers[alternative.value] = held
            new = old is None or signature(old) != signature(held)
            machine.note(mapping, new, held, sure=sure)
        else:
            for part in elements(alternative) or ():
                questions.noted(machine, part, "compared")
            mapping.open = mapping.open or "a key is not known"
            decide(mapping, alternative)
            machine.note(mapping, keep(mapping, alternative, value), value, sure=sure)
            for name in list(mapping.owner.attributes if mapping.owner is not None else ()):
                _own(machine, mapping.owner, name, value)  # type: ignore[arg-type]


def ask(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> None:
    """A shared container is asked what it holds: who fills it is looked for where it is empty.

    `node` is the expression that gives the container.
    """
    if frame.function is None or not any(_is_empty(v) for _, v in alternatives(value)):
        return
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Name) and at.value not in _USUAL:
            asking = machine.asked.setdefault((at.value, frame.module), set())
            asking.add(id(frame.function.node))
        stack.extend(at.children)


_USUAL = frozenset({"self", "cls", *dir(dict), *dir(list), *dir(set), *dir(str)})


def _is_empty(value: Value) -> bool:
    if isinstance(value, Sequence):
        return value.items == [] and not value.path
    return isinstance(value, Mapping) and not (
        value.path or value.entries or value.numbers or value.rest or value.open
    )


def decide(mapping: Mapping, *keys: Value) -> None:
    """Note what decides which keys there are, where that is not known."""
    more = [part for part in made_of("...", *keys).parts if part not in mapping.decides]
    mapping.decides = (*mapping.decides, *more)


def keep(mapping: Mapping, *values: Value) -> bool:
    """Keep values that stand somewhere in a mapping; whether they are new there."""
    known = {identity(value) for value in mapping.rest}
    new = [v for v in values if not isinstance(v, Const) or v.value is None]
    new = [v for v in new if identity(v) not in known and not _is_blank(v)]
    if not new:
        return False
    signed = frozenset(part for value in mapping.rest for part in signature(value))
    if all(signature(value) <= signed for value in new):
        return False
    mapping.rest = (*mapping.rest, *new)
    if len(mapping.rest) > MOST_KEPT:
        made = made_of("...", *mapping.rest)
        mapping.rest = (Unknown("...", "bound-exceeded", made.parts),)
    return True


MOST_KEPT = 24
"""Values under keys that are not known that a mapping tells apart."""


def _is_blank(value: Value) -> bool:
    return isinstance(value, Unknown) and not value.parts


def _set(
    machine: Machine, mapping: Mapping, name: str, key: Text, value: Value, sure: bool
) -> None:
    old = mapping.entries.get(name)
    known = not sure and old is not None and signature(old.value) >= signature(value)
    machine.note(mapping, not known, value, sure=sure)
    if mapping.owner is not None:
        _own(machine, mapping.owner, name, value)
    if old is None:
        mapping.entries[name] = Entry(key, value, certain=sure)
    else:
        if key is not old.key:
            questions.read(machine, old, key)
        # The key object of the first assignment stays; each spelling has to move with it.
        also = (*old.also, key) if key is not old.key and key not in old.also else old.also
        held = value if sure else union([(frozenset(), old.value), (machine.guard, value)])
        mapping.entries[name] = Entry(old.key, held, sure or old.certain, also, old.place)
    machine.writes.append((mapping, name, machine.path))


def _own(machine: Machine, owner: Instance, name: str, value: Value) -> None:
    """A key of `vars(object)` is an attribute of the object."""
    old = owner.attributes.get(name)
    machine.note(owner, old is None or not signature(old) >= signature(value), value)
    owner.attributes[name] = join(old if old is not None else UNKNOWN, value)


def spread(machine: Machine, target: Mapping, source: Value) -> None:
    """`target.update(source)` or `{**source}`."""
    options = alternatives(source)
    if len(options) > 1 or not isinstance(options[0][1], Mapping):
        pairs = _pairs(source)
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
    target.open = target.open or mapping.open
    decide(target, *mapping.decides)
    keep(target, *mapping.rest)
    for name, entry in list(mapping.entries.items()):
        old = target.entries.get(name)
        _set(machine, target, name, entry.key, entry.value, sure and entry.certain)
        new = target.entries[name]
        new.also = tuple(dict.fromkeys((*new.also, *entry.also)))
        new.place = new.place or (entry.place if old is None else None)
    for number, value in mapping.numbers.items():
        old_value = target.numbers.get(number)
        target.numbers[number] = value if old_value is None or sure else join(old_value, value)


def _spread_unknown(machine: Machine, target: Mapping, source: Value) -> None:
    """Contents of which not all is known; those of a known alternative may be there."""
    target.open = target.open or "it takes over contents that are not known"
    for _, alternative in alternatives(source):
        if isinstance(alternative, Mapping):
            for name, entry in list(alternative.entries.items()):
                _set(machine, target, name, entry.key, entry.value, False)
            decide(target, *alternative.decides)
            keep(target, *alternative.numbers.values(), *alternative.rest)
        else:
            decide(target, alternative)
            keep(target, made_of("...", alternative))


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
    if arguments.rest is not None:
        decide(mapping, arguments.rest)
        keep(mapping, arguments.rest)
    journal.made(machine, mapping)
    return mapping


# Reading ------------------------------------------------------------------------------------


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
        elif not isinstance(alternative, Text):
            answers.observe(machine, frame, alternative, node, "it is looked up by it")
    if isinstance(container, Mapping):
        ask(machine, frame, container, node)
        _find(machine, frame, container, node)
        return union(
            pair
            for guard, k in alternatives(key)
            for pair in _mapping_item(machine, frame, container, k, guard, node)
        )
    if isinstance(container, Sequence):
        ends = isinstance(key, Const) and key.value in (0, -1)
        for part in () if ends else container.count:
            answers.compared(machine, part)  # which element it is depends on it
        return _sequence_item(container, key)
    return made_of("[...]", container)


def _find(machine: Machine, frame: Frame, mapping: Mapping, node: cst.CSTNode) -> None:
    """A key is looked for: whether it is there may depend on what the other keys are made of."""
    for part in mapping.decides:
        answers.observe(machine, frame, part, node, "a key is looked for among it")


def _of_rest(label: str, mapping: Mapping) -> Value:
    """What stands under a key that is not known: objects as they are, the rest by what it is."""
    held = [v for part in mapping.rest for _, v in alternatives(part) if isinstance(v, _OBJECTS)]
    return join(*held, made_of(label, *mapping.rest))


_OBJECTS = (Instance, ExternalInstance, External, Function, Bound, Partial, Class, ModuleValue)


def _mapping_item(
    machine: Machine, frame: Frame, mapping: Mapping, key: Value, guard: Guard, node: cst.CSTNode
) -> list[tuple[Guard, Value]]:
    if isinstance(key, Text) and (name := key.known) is not None:
        entry = mapping.entries.get(name)
        if entry is not None:
            questions.read(machine, entry, key)
            if not mapping.rest:
                return [(guard, entry.value)]
            return [(guard, join(entry.value, _of_rest(name, mapping)))]
        questions.noted(machine, key, "compared")  # what it finds was put there out of sight
        if mapping.factory is not None:
            made = machine.call(machine, frame, mapping.factory, Arguments(), node)
            _set(machine, mapping, name, key, made, machine.surely(mapping.path))
            return [(guard, join(made, _of_rest(name, mapping)))]
        return [(guard, _of_rest(f"[{name!r}]", mapping))]
    if isinstance(key, Const) and key.value in mapping.numbers:
        held = mapping.numbers[key.value]
        return [(guard, join(held, _of_rest("...", mapping)) if mapping.rest else held)]
    # Which entry it is, the key decides; two look-ups with the same key go together.
    found: list[tuple[Guard, Value]] = [
        (guard | {(("key", key), name)}, entry.value) for name, entry in mapping.entries.items()
    ]
    found += [(guard | {(("key", key), n)}, value) for n, value in mapping.numbers.items()]
    return [*found, (guard | {(("key", key), None)}, _missing(mapping, key))]


def _missing(mapping: Mapping, key: Value) -> Value:
    """What a look-up gives that may find nothing."""
    if isinstance(key, Param) and not mapping.rest:
        return Param(f"[{key.label}]", function=key.function)
    return _of_rest("[...]", mapping)


def _sequence_item(sequence: Sequence, key: Value) -> Value:
    if sequence.items is None:
        return sequence.element or UNKNOWN
    if isinstance(key, Const) and isinstance(key.value, int):
        if -len(sequence.items) <= key.value < len(sequence.items):
            return sequence.items[key.value]
        return UNKNOWN
    return join(*sequence.items, UNKNOWN)


def count_of(*values: Value) -> tuple[Value, ...]:
    """What decides how many elements iterables give."""
    found: dict[object, Value] = {}
    for value in values:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Sequence):
                decides = alternative.count
            elif isinstance(alternative, Mapping):
                decides = alternative.decides
            elif isinstance(alternative, Double) and alternative.part not in ("url", "content"):
                continue  # no edit changes how many keys or arguments there are
            else:
                decides = made_of("...", alternative).parts
            found.update((identity(part), part) for part in decides)
    return tuple(found.values())


def element_of(*values: Value) -> Value:
    """What an element of one of the values may be."""
    found: list[Value] = []
    for value in values:
        for _, alternative in alternatives(value):
            if isinstance(alternative, Sequence):
                found += alternative.items or ()
                found += [alternative.element] if alternative.element is not None else []
            elif isinstance(alternative, Mapping):
                found += [entry.key for entry in alternative.entries.values()]
                found += [_of_rest("...", alternative)] if alternative.rest else []
            elif isinstance(alternative, (Unknown, Answer, Text, Double)):
                found.append(made_of("...", alternative))
    return join(*found) if found else UNKNOWN


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
        found = item if name == "__getitem__" else contains
        return found(machine, frame, mapping, first.value, node)
    if name == "__setitem__" and first is not None and len(given.positional) > 1:
        store(machine, mapping, first.value, given.positional[1].value)
        return NONE
    if name == "update":
        for argument in given.positional:
            spread(machine, mapping, argument.value)
        _update_keywords(machine, mapping, given)
        return NONE
    if name == "copy":
        return copy(machine, mapping)
    if name in ("items", "keys", "values"):
        ask(machine, frame, mapping, node)
        return _view(machine, mapping, name)
    if name == "clear":
        _clear(machine, mapping)
        return NONE
    # Whatever else it does: what it is given may stay in it, and any key may go.
    mapping.open = mapping.open or f"{name}() is called on it"
    values = [argument.value for argument in given.values()]
    for value in values:
        decide(mapping, value)
        keep(mapping, made_of("...", value))
    for entry in mapping.entries.values():
        entry.certain = False
        for spelled in (entry.key, *entry.also):
            answers.compared(machine, spelled)
    return made_of(f"{name}()", mapping, *values)


def _clear(machine: Machine, mapping: Mapping) -> None:
    if machine.surely(mapping.path) and mapping.owner is None:
        journal.touch(machine, mapping)
        mapping.entries, mapping.numbers, mapping.rest, mapping.decides = {}, {}, (), ()
        return
    for entry in mapping.entries.values():
        machine.note(mapping, entry.certain)
        entry.certain = False


def _update_keywords(machine: Machine, mapping: Mapping, given: Arguments) -> None:
    if given.open:
        mapping.open = mapping.open or "it takes over arguments that are not known"
    if given.rest is not None:
        decide(mapping, given.rest)
        machine.note(mapping, keep(mapping, given.rest), given.rest)
    for keyword, argument in given.keywords.items():
        key = argument.keyword if argument.keyword is not None else text(keyword)
        store(machine, mapping, key, argument.value)


def _access(
    machine: Machine,
    frame: Frame,
    mapping: Mapping,
    name: str,
    key: Value,
    default: Value,
    node: cst.CSTNode,
) -> Value:
    ask(machine, frame, mapping, node)
    _find(machine, frame, mapping, node)
    known = key.known if isinstance(key, Text) else None
    entry = mapping.entries.get(known) if known is not None else None
    if entry is not None:
        questions.read(machine, entry, key)
    elif known is None and isinstance(key, Const) and key.value in mapping.numbers:
        held = mapping.numbers[key.value]
        return join(held, default, _of_rest("...", mapping))
    if name == "setdefault" and entry is None:
        found = join(default, item(machine, frame, mapping, key, node)) if mapping.rest else default
        store(machine, mapping, key, default)
        return found
    if name == "pop":
        _remove(machine, mapping, known, entry)
    if entry is not None:
        rest = [_of_rest("...", mapping)] if mapping.rest else []
        sure = entry.certain and not rest
        return entry.value if sure else join(entry.value, default, *rest)
    if known is not None:
        questions.noted(machine, key, "compared")
        if not mapping.open and not mapping.rest:
            return default
    return join(item(machine, frame, mapping, key, node), default)


def _remove(machine: Machine, mapping: Mapping, known: str | None, entry: Entry | None) -> None:
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


def remove(machine: Machine, frame: Frame, mapping: Mapping, key: Value, node: cst.CSTNode) -> None:
    """`del mapping[key]`."""
    _find(machine, frame, mapping, node)
    for _, alternative in alternatives(key):
        known = alternative.known if isinstance(alternative, Text) else None
        entry = mapping.entries.get(known) if known is not None else None
        if entry is not None:
            questions.read(machine, entry, alternative)
        _remove(machine, mapping, known, entry)


def _view(machine: Machine, mapping: Mapping, name: str) -> Value:
    if mapping.open or mapping.rest or any(not e.certain for e in mapping.entries.values()):
        keys = [entry.key for entry in mapping.entries.values()]
        values = [entry.value for entry in mapping.entries.values()]
        values += mapping.numbers.values()
        rest = _of_rest("...", mapping)
        key, value = join(*keys, rest), join(*values, rest)
        if name == "items":
            pair = Sequence(machine.path, [key, value], kind="tuple")
            return Sequence(machine.path, None, element=pair)
        return Sequence(machine.path, None, element=value if name == "values" else key)
    rows: list[Value] = []
    pairs: list[tuple[Value, Value]] = [(e.key, e.value) for e in mapping.entries.values()]
    pairs += [(Const(number), value) for number, value in mapping.numbers.items()]
    for key, value in pairs:
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
        append(machine, sequence, first.value)
        return NONE
    if name in ("extend", "update", "extendleft") and first is not None:
        extend(machine, sequence, first.value, last=name != "extendleft")
        return NONE
    if name in ("pop", "popleft", "popitem"):
        result = _sequence_item(sequence, first.value if first else Const(-1))
        whole = element_of(sequence)
        forget(machine, sequence, [])
        return result if machine.surely(sequence.path) else join(result, whole)
    if name == "copy":
        return copy(machine, sequence)
    if name == "__getitem__" and first is not None:
        return item(machine, frame, sequence, first.value, node)
    if name == "__contains__" and first is not None:
        return contains(machine, frame, sequence, first.value, node)
    values = [argument.value for argument in given.values()]
    if name in _LOOKING:
        for value in (sequence, *values):
            answers.observe(machine, frame, value, node, f"{name}() compares it")
        return made_of(f"{name}()", sequence, *values)
    if name == "sort":
        key = given.get("key")
        made = element_of(sequence)
        if key is not None:
            answer = Arguments((Argument(made),))
            made = machine.call(machine, frame, key.value, answer, node)
        answers.observe(machine, frame, made, node, "it is put in order")
    elif name not in _STORING:  # whatever it is, it may look at what is there
        for value in (sequence, *values):
            answers.observe(machine, frame, value, node, f"{name}() looks at it")
    # Whatever else it does: what it is given may stay in it, in any order.
    if name in _JOINING:
        return Sequence(machine.path, None, sequence.kind, element_of(sequence, *values))
    if name in ("send", "asend", "throw", "athrow"):
        for value in values:
            escapes.escape(machine, frame, value, "escape", node, f"a generator: {name}")
    held = [made_of("...", value) for value in values if _may_hold(value)]
    forget(machine, sequence, [*held, *(element_of(value) for value in values)])
    return made_of(f"{name}()", sequence, *values)


_JOINING = frozenset({"union", "intersection", "difference", "symmetric_difference", "__add__"})
_STORING = _JOINING | frozenset(
    {"insert", "reverse", "clear", "rotate", "appendleft", "put", "get", "join", "result"}
    | {"send", "asend", "throw", "athrow", "close", "aclose", "add_done_callback"}
    | {"__iter__", "__next__", "__aiter__", "__anext__", "__init__", "__setitem__"}
    | {"__enter__", "__exit__"}
)
"""Methods that move elements about and look at none."""

_LOOKING = frozenset({"issuperset", "issubset", "isdisjoint", "index", "count"})


def _may_hold(value: Value) -> bool:
    return any(not isinstance(v, Const) or v.value is None for _, v in alternatives(value))


def append(machine: Machine, sequence: Sequence, value: Value) -> None:
    """`sequence.append(value)`; under a condition the elements are no longer known one by one."""
    _count_equal(machine, sequence, value)
    known = sequence.items is not None and len(sequence.items) < MOST_ITEMS
    if known and sequence.items is not None and machine.surely(sequence.path):
        journal.touch(machine, sequence)
        sequence.items.append(value)
    else:
        forget(machine, sequence, [value])


def extend(machine: Machine, sequence: Sequence, value: Value, *, last: bool = True) -> None:
    """`sequence.extend(value)`, `sequence += value`."""
    _count_equal(machine, sequence, value)
    more = elements(value)
    known = more is not None and sequence.items is not None
    known = known and len(sequence.items or ()) + len(more or ()) <= MOST_ITEMS
    if sequence.items is not None and known and last and machine.surely(sequence.path):
        journal.touch(machine, sequence)
        sequence.items.extend(more or ())
    else:
        forget(machine, sequence, [element_of(value)])


def _count_equal(machine: Machine, sequence: Sequence, value: Value) -> None:
    """Equal elements of a set are one: how many there are depends on what they are."""
    if sequence.kind == "set":
        more = [v for v in made_of("...", value).parts if v not in sequence.count]
        sequence.count = (*sequence.count, *more)


def replace_item(machine: Machine, sequence: Sequence, key: Value, value: Value) -> None:
    """`sequence[key] = value`."""
    items = sequence.items
    number = key.value if isinstance(key, Const) else None
    if items is not None and isinstance(number, int) and machine.surely(sequence.path):
        if -len(items) <= number < len(items):
            journal.touch(machine, sequence)
            items[number] = value
            return
    forget(
        machine, sequence, [value, element_of(value)] if isinstance(value, Sequence) else [value]
    )


def forget(machine: Machine, sequence: Sequence, more: list[Value]) -> None:
    """From now on only what an element may be is known, not how many there are."""
    known = sequence.items or ([sequence.element] if sequence.element is not None else [])
    before = None if sequence.element is None else signature(sequence.element)
    if sequence.items is not None:
        journal.touch(machine, sequence)
    sequence.items = None
    sequence.element = join(*known, *more, UNKNOWN)
    new = before is None or before != signature(sequence.element)
    machine.note(sequence, new, *more, sure=machine.surely(sequence.path))


def change(machine: Machine, sequence: Sequence, value: Value) -> None:
    """`elements |= value` and its like: the set itself gets or loses elements."""
    _count_equal(machine, sequence, value)
    forget(machine, sequence, [element_of(value)])


def copy(machine: Machine, value: Value) -> Value:
    """A shallow copy, as `copy.copy` and `.copy()` make it."""
    if isinstance(value, Mapping):
        result = Mapping(machine.path, open=value.open, numbers=dict(value.numbers))
        result.rest, result.factory, result.decides = value.rest, value.factory, value.decides
        for name, entry in value.entries.items():
            result.entries[name] = replace(entry)
        return result
    if isinstance(value, Sequence):
        items = list(value.items) if value.items is not None else None
        return Sequence(machine.path, items, value.kind, value.element, value.count)
    if isinstance(value, Instance):
        attributes = dict(value.attributes)
        return Instance(value.cls, machine.path, attributes, value.generic, value.created)
    return value


def deep_copy(machine: Machine, value: Value) -> Value:
    """A deep copy, as `copy.deepcopy` makes it."""
    copies: dict[int, Value] = {}
    for part in constituents(value):
        if isinstance(part, (Mapping, Sequence, Instance)):
            copies[id(part)] = copy(machine, part)

    def own(part: Value) -> Value:
        return union((guard, copies.get(id(v), v)) for guard, v in alternatives(part))

    for part in copies.values():
        if isinstance(part, Mapping):
            for entry in part.entries.values():
                entry.value = own(entry.value)
            part.numbers = {number: own(held) for number, held in part.numbers.items()}
        elif isinstance(part, Sequence):
            part.items = [own(v) for v in part.items] if part.items is not None else None
            part.element = own(part.element) if part.element is not None else None
        elif isinstance(part, Instance):
            part.attributes = {name: own(held) for name, held in part.attributes.items()}
    return own(value)


def snapshot(value: Value) -> Value:
    """A body as it is now: the program may go on to change the object."""
    return union((guard, _snapshot(v)) for guard, v in alternatives(value))


def _snapshot(value: Value) -> Value:
    if isinstance(value, Mapping):
        entries = {name: replace(entry) for name, entry in value.entries.items()}
        numbers = dict(value.numbers)
        return Mapping(value.path, entries, value.open, numbers, value.rest, value.decides)
    if isinstance(value, Text) and any(isinstance(p, Hole) for p in value.pieces):
        return Text(tuple(_snapshot_piece(piece) for piece in value.pieces))
    return value


def _snapshot_piece(piece: Piece | Hole) -> Piece | Hole:
    if isinstance(piece, Hole) and isinstance(piece.value, Encoded):
        return replace(piece, value=replace(piece.value, value=snapshot(piece.value.value)))
    return piece


def as_form(machine: Machine, value: Value) -> Value:
    """What a client makes a form of, as it is now: a mapping, or pairs that could be one."""
    return union((guard, _as_form(machine, v)) for guard, v in alternatives(value))


def _as_form(machine: Machine, value: Value) -> Value:
    if _pairs(value):
        made = Mapping(machine.path)
        spread(machine, made, value)
        return made
    return _snapshot(value)


def elements(value: Value) -> list[Value] | None:
    """What iteration gives, one by one, or None when that is not known."""
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Mapping) and not value.open and not value.rest:
        if any(not entry.certain for entry in value.entries.values()):
            return None
        keys: list[Value] = [entry.key for entry in value.entries.values()]
        return [*keys, *(Const(number) for number in value.numbers)]
    return None


def contains(
    machine: Machine, frame: Frame, container: Value, key: Value, node: cst.CSTNode
) -> Value:
    """`key in container`, as far as it is known."""
    known = key.known if isinstance(key, Text) else None
    if isinstance(container, Mapping):
        _find(machine, frame, container, node)
    if isinstance(container, Mapping) and known is not None:
        entry = container.entries.get(known)
        if entry is not None:
            questions.read(machine, entry, key)
        else:
            questions.noted(machine, key, "compared")
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
            answers.observe(machine, frame, element_of(container), node, "it is looked through")
        return UNKNOWN
    if known is None:
        answers.compared(machine, container)
        answers.compared(machine, key)
        return UNKNOWN
    questions.noted(machine, container, "asked", detail=f"__contains__ {known}")
    if not isinstance(container, Text) or container.known is None:
        for part in exposed(container):
            if part is not container:
                answers.compared(machine, part)
    if any(c.isalnum() for c in known):
        answers.compared(machine, key)
    held = container.known if isinstance(container, Text) else None
    return UNKNOWN if held is None else Const(known in held)


def _among(machine: Machine, items: list[Value], key: Value) -> Value:
    wanted = plain(key)
    for value in (*items, key):
        answers.compared(machine, value, "compared" if wanted is None else "matched")
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
