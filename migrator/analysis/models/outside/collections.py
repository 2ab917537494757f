"""Functions that make and read collections: `dict`, `list`, `zip`, `len` and the like.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

from http import HTTPStatus

import libcst as cst

from migrator.analysis.models.outside.common import Handler, first
from migrator.analysis.operations import (
    callbacks,
    contents,
    copies,
    instances,
    iterators,
    mappings,
    truth,
)
from migrator.analysis.store import answers, failures
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Const,
    Double,
    Instance,
    Mapping,
    Sequence,
    Text,
    Value,
    alternatives,
    classes,
    constituents,
    join,
    lifting,
    made_of,
    union,
)
from migrator.analysis.values.frames import Frame


def _dict(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return mappings.from_call(machine, arguments)


def _sequence(kind: str) -> Handler:
    def handle(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
        if not arguments.positional:
            return Sequence(machine.path, [], kind)
        value = first(arguments)
        known = contents.elements(value)
        element = contents.element_of(value)
        if isinstance(value, Answer):
            element = value
        items = list(known) if known is not None else None
        count = contents.count_of(value)
        if kind == "set":  # equal elements are one
            count = (*count, *made_of("...", element).parts)
        return Sequence(machine.path, items, kind, element, count)

    return handle


def _sorted(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """An order that the elements, or what `key` makes of them, decide."""
    element = contents.element_of(first(arguments))
    _ordered(machine, frame, arguments, element, node)
    return Sequence(machine.path, None, "list", element, contents.count_of(first(arguments)))


def _extreme(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`max` and `min`: one of the elements, or of the arguments."""
    given = [argument.value for argument in arguments.positional]
    given += [arguments.rest] if arguments.rest is not None else []
    several = len(given) > 1 or arguments.open
    element = join(*given) if several else contents.element_of(*given)
    _ordered(machine, frame, arguments, element, node)
    default = arguments.get("default")
    return join(element, *([default.value] if default is not None else []))


def _ordered(
    machine: Machine, frame: Frame, arguments: Arguments, element: Value, node: cst.CSTNode
) -> None:
    key = arguments.get("key")
    if key is not None:
        element = callbacks.call(machine, frame, key.value, element, node)
    answers.observe(machine, frame, element, node, "it is put in order")
    for value in iterators.ordered(machine, frame, element, node):
        answers.observe(machine, frame, value, node, "it is put in order")


def _every(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`any` and `all` test the truth of the elements."""
    element = contents.element_of(first(arguments))
    answers.observe(machine, frame, element, node, "its truth is tested")
    return UNKNOWN


def _filter(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`filter(function, elements)`; `None` asks for their truth."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    element = contents.element_of(arguments.positional[1].value)
    test = first(arguments)
    kept = element
    if callbacks.is_callable(test):
        kept = callbacks.call(machine, frame, test, element, node)
    answers.observe(machine, frame, kept, node, "it is filtered by it")
    given = arguments.positional[1].value
    return Sequence(machine.path, None, element=element, count=contents.count_of(given))


def _reversed(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if isinstance(value, Instance) and (own := classes.find(value.cls, "__reversed__")):
        return machine.call(frame, Bound(own, value), Arguments(), node)
    value = iterators.unrolled(machine, frame, value, node)
    known = contents.elements(value)
    count = contents.count_of(value)
    if known is not None:
        return Sequence(machine.path, list(reversed(known)), count=count)
    return Sequence(machine.path, None, element=contents.element_of(value), count=count)


def _zip(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    columns = [contents.elements(argument.value) for argument in arguments.positional]
    count = contents.count_of(*(argument.value for argument in arguments.positional))
    if arguments.open or any(column is None for column in columns):
        row = [contents.element_of(argument.value) for argument in arguments.positional]
        row += [arguments.rest] if arguments.rest is not None else []
        items = None if arguments.open else row
        pair = Sequence(machine.path, items, "tuple", join(*row) if row else None)
        return Sequence(machine.path, None, element=pair, count=count)
    known = [column for column in columns if column is not None]
    rows: list[Value] = [
        Sequence(machine.path, list(row), "tuple") for row in zip(*known, strict=False)
    ]
    return Sequence(machine.path, rows, count=count)


def _chain(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    parts = [contents.elements(argument.value) for argument in arguments.positional]
    count = contents.count_of(*(argument.value for argument in arguments.positional))
    if arguments.open or any(part is None for part in parts):
        held = [argument.value for argument in arguments.positional]
        held += [arguments.rest] if arguments.rest is not None else []
        element = contents.element_of(*held)
        return Sequence(machine.path, None, element=element, count=count)
    items = [item for part in parts for item in part or ()]
    return Sequence(machine.path, items, count=count)


def _enumerate(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    known = contents.elements(first(arguments))
    count = contents.count_of(first(arguments))
    if known is None or arguments.get("start", 1) is not None:
        element = contents.element_of(first(arguments))
        start = arguments.get("start", 1)
        number = made_of("number", *([start.value] if start is not None else []))
        pair = Sequence(machine.path, [number, element], "tuple")
        return Sequence(machine.path, None, element=pair, count=count)
    rows: list[Value] = [
        Sequence(machine.path, [Const(n), item], "tuple") for n, item in enumerate(known)
    ]
    return Sequence(machine.path, rows, count=count)


def _length(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    for _, alternative in alternatives(value):
        if isinstance(alternative, Answer):
            answers.use(machine, frame, alternative, "content-tested", node, "its length is taken")
    known = contents.elements(value)
    if isinstance(value, Sequence) and value.count:
        return made_of("len()", *value.count)
    if known is not None:
        return Const(len(known))
    if isinstance(value, Text) and value.known is not None:
        answers.compared(machine, value)
        return Const(len(value.known))
    if isinstance(value, Instance) and (own := classes.find(value.cls, "__len__")) is not None:
        return machine.call(frame, Bound(own, value), Arguments(), node)
    # How many elements there are says nothing of what they are.
    counted = isinstance(value, (Mapping, Sequence)) or (
        isinstance(value, Double) and value.part != "argument"
    )
    if counted:
        return made_of("len()", *contents.count_of(value))
    return failures.computed(made_of("len()", value))


def _range(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    numbers = [a.value.value for a in arguments.positional if isinstance(a.value, Const)]
    bounds = [n for n in numbers if isinstance(n, int)]
    if len(bounds) != len(arguments.positional) or not 1 <= len(bounds) <= 3 or 0 in bounds[2:]:
        made = made_of("number", *(argument.value for argument in arguments.positional))
        return Sequence(machine.path, None, "range", made, made.parts)
    counted = range(*bounds)
    if len(counted) > _MOST_NUMBERS:
        return Sequence(machine.path, None, "range", unknown("number"))
    return Sequence(machine.path, [Const(n) for n in counted], "range")


_MOST_NUMBERS = 1000


def _next(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """Any of the elements: how far the iterator has come is not known."""
    value = first(arguments)
    default = arguments.get("default", 1)
    rest = [default.value] if default is not None else []
    if isinstance(value, Instance):
        step = classes.find(value.cls, "__next__") or classes.find(value.cls, "__anext__")
        if step is not None:
            given = machine.call(frame, Bound(step, value), Arguments(), node)
            return join(given, *rest)
    if isinstance(value, Sequence) and value.again is not None:
        machine.call(frame, value.again, Arguments(), node)
    if default is None:  # the end of a generator brings along what it returns
        frame.raised.append(made_of("StopIteration", contents.element_of(value)))
    known = contents.elements(value)
    if known is not None and isinstance(value, Sequence):
        return join(*known, *rest) if known or rest else UNKNOWN
    return join(contents.element_of(value), *rest)


def _iterator(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`iter(elements)`, and `iter(function, sentinel)` which calls until it gives the sentinel."""
    if len(arguments.positional) < 2:
        value = first(arguments)
        if isinstance(value, Instance) and (own := classes.find(value.cls, "__iter__")):
            return machine.call(frame, Bound(own, value), Arguments(), node)
        return iterators.unrolled(machine, frame, value, node)
    given = machine.call(frame, first(arguments), Arguments(), node)
    answers.observe(machine, frame, given, node, "it is compared")
    return Sequence(machine.path, None, element=given)


def _copy(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    options = alternatives(first(arguments))
    own = _own_copy(machine, frame, first(arguments), node)
    made = union((guard, copies.copy(machine, value)) for guard, value in options)
    return made if own is None else own


def _deep_copy(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    options = alternatives(value)
    inside = [part for part in constituents(value) if isinstance(part, Instance)]
    own = _own_copy(machine, frame, join(value, *inside), node)
    made = union((guard, copies.deep_copy(machine, value)) for guard, value in options)
    return made if own is None else own


_COPYING = (
    "__copy__",
    "__deepcopy__",
    "__reduce__",
    "__reduce_ex__",
    "__getstate__",
    "__setstate__",
)


def _own_copy(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value | None:
    """What a class of the project makes of a copy of its objects; None when it says nothing."""
    found: list[Value] = []
    for _, alternative in alternatives(value):
        if isinstance(alternative, Instance):
            for name in _COPYING:
                method = classes.find(alternative.cls, name)
                if method is not None:
                    bound = Bound(method, alternative)
                    found.append(callbacks.call(machine, frame, bound, made_of("...", value), node))
    return join(*found, made_of("...", value, *found)) if found else None


def _default_dict(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    rest = arguments.without(1)
    made = mappings.from_call(machine, rest)
    made.factory = arguments.positional[0].value if arguments.positional else None
    return made


def _deque(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """A list that may drop elements at either end."""
    held = first(arguments) if arguments.positional else NONE
    longest = arguments.get("maxlen", 1)
    count = contents.count_of(held, *([longest.value] if longest is not None else []))
    element = contents.element_of(held) if arguments.positional else None
    return Sequence(machine.path, None, "list", element, count)


def _chained(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`ChainMap(first, second)`: the first one that has a key."""
    made = Mapping(machine.path, open="it looks through several mappings")
    for argument in reversed(arguments.positional):
        mappings.spread(machine, made, argument.value)
        mappings.decide(made, argument.value)
        mappings.keep(made, made_of("...", argument.value))
    return made


def _replace(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`dataclasses.replace(object, name=value)`: another object with other fields."""
    made = _copy(machine, frame, arguments, node)
    for _, copied in alternatives(made) if arguments.open else ():
        if isinstance(copied, Instance):  # which fields change is not known
            instances.set_any(machine, copied, UNKNOWN)
    for name, argument in arguments.keywords.items():
        machine.set_attribute(frame, made, name, argument.value, node)
    return made


def _number(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    if isinstance(value, Const):
        return value
    if isinstance(value, Text) and value.known is not None and value.known.strip().isdigit():
        return Const(int(value.known))
    return made_of("int()", value)


def _status(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`HTTPStatus(number)`: the number with a name, for those that have one."""
    value = first(arguments)
    lifted = lifting.lift([value], HTTPStatus)
    return lifted if lifted is not None else made_of("HTTPStatus()", value)


def _truth(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments)
    truth.note_truth(machine, frame, value, node)
    known = truth.truth(value)
    return UNKNOWN if known is None else Const(known)


def _iterating(handler: Handler) -> Handler:
    """The handler, given what the `__iter__` of the project's own objects hands out."""

    def handle(
        machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
    ) -> Value | None:
        return handler(machine, frame, iterators.opened(machine, frame, arguments, node), node)

    return handle


def _keyed(handler: Handler) -> Handler:
    """The handler, given what the project's own mappings hold, or pairs that they hand out."""

    def handle(
        machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
    ) -> Value | None:
        opened = iterators.opened(machine, frame, arguments, node, keyed=True)
        return handler(machine, frame, opened, node)

    return handle


HANDLERS: dict[str, Handler] = {
    "filter": _iterating(_filter),
    "range": _range,
    "dict": _keyed(_dict),
    "default-dict": _keyed(_default_dict),
    "chain-map": _keyed(_chained),
    "deque": _iterating(_deque),
    "copy": _copy,
    "list": _iterating(_sequence("list")),
    "tuple": _iterating(_sequence("tuple")),
    "set": _iterating(_sequence("set")),
    "sorted": _iterating(_sorted),
    "extreme": _iterating(_extreme),
    "every": _iterating(_every),
    "reversed": _reversed,
    "iterator": _iterator,
    "next": _next,
    "zip": _iterating(_zip),
    "chain": _iterating(_chain),
    "enumerate": _iterating(_enumerate),
    "length": _length,
    "number": _number,
    "truth": _truth,
    "status": _status,
    "replaced-copy": _replace,
    "deep-copy": _deep_copy,
}
