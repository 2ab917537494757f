"""What a test, or a program, replaces for a while: what is read there may be what was put there.

A test that replaces what a site is judged by would see an edit, so a replacement counts wherever
the code reads it. What leads to requests is not replaced: the code is judged by what it sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import NamedTuple

import libcst as cst

from migrator.analysis.events.recorder import Place, Put
from migrator.analysis.operations import callbacks, contents
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    Argument,
    Arguments,
    Bound,
    Class,
    Const,
    Double,
    External,
    ExternalInstance,
    Function,
    Instance,
    Partial,
    Text,
    Value,
    alternatives,
    classes,
    identity,
    text,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.objects import as_value
from migrator.analysis.values.parts import constituents, signed

GIVES = "?mock.gives"
"""A function that gives what it is bound to."""


class _Replaced(NamedTuple):
    """An attribute of a value, by its name, and what is put there; None for a double."""

    holder: Value
    name: Value
    value: Value | None


def applied(
    machine: Machine, frame: Frame, kind: str, arguments: Arguments, node: cst.CSTNode
) -> None:
    """Put what replaces something in its place, as one of what is there; kinds as in mocks.toml."""
    with machine.branch(("patched", id(node)), True):
        if kind in ("items", "item", "no-item"):
            _change(machine, frame, kind, arguments, node)
            return
        for replaced in _replaced(machine, frame, kind, arguments, node):
            _put(machine, frame, replaced, node)
            name = _known(replaced.name)
            if name is not None:
                spelled = _known(_first(arguments)) or name
                double = spelled if kind == "name" else name
                places = machine.recorder.replaced.setdefault(double, {})
                made_by = arguments.keywords.get("new_callable")
                is_property = made_by is not None and _is_property(made_by.value)
                for _, holder in alternatives(replaced.holder):
                    places[identity(holder), name] = Place(holder, is_property)
                _configure(
                    machine, frame, replaced.holder, name, _settings(replaced, arguments), node
                )


def configured(
    machine: Machine, frame: Frame, double: Double, name: str, value: Value, node: cst.CSTNode
) -> None:
    """An attribute of a double is set: what it stands for may have it."""
    with machine.branch(("patched", id(node)), True):
        parts = double.name.split(".")
        for end in range(len(parts), 0, -1):
            places = machine.recorder.replaced.get(".".join(parts[:end]), {})
            for (_, own), place in list(places.items()):
                path = ".".join((*parts[end:], name))
                settings = {"" if place.is_property and path == "return_value" else path: value}
                _configure(machine, frame, place.holder, own, settings, node)


def _replaced(
    machine: Machine, frame: Frame, kind: str, arguments: Arguments, node: cst.CSTNode
) -> Iterator[_Replaced]:
    target, given = _first(arguments), arguments.positional
    if isinstance(target, Text) and target.known is not None:
        is_whole = kind == "attributes"
        names = target.known.split(".")
        found = machine.project.resolve(names[0], frame.module)
        target = as_value(found) if found is not None else External(names[0])
        for inner in names[1:] if is_whole else names[1:-1]:
            target = machine.attribute(frame, target, inner, node)
        if not is_whole:
            # The name stands in the text, so that what is put comes where a name would come.
            second = arguments.keywords.get("name") if kind == "attribute" else None
            rest = given[1:] if second is None else (second,)
            given = (Argument(target), Argument(text(names[-1])), *rest)
    if kind == "attributes":
        for own, argument in arguments.keywords.items():
            if own not in _OPTIONS:
                yield _Replaced(target, text(own), argument.value)
        return
    whole = Arguments(given, arguments.keywords)
    name = whole.get("attribute", 1) or whole.get("name")
    value = whole.get("new", 2) or whole.get("value")
    if kind == "no-attribute":
        value = Argument(unknown("deleted"))
    made_by = arguments.keywords.get("new_callable")
    if made_by is not None and not isinstance(made_by.value, External):
        value = Argument(machine.call(frame, made_by.value, Arguments(), node))
    if name is not None:
        yield _Replaced(target, name.value, value.value if value is not None else None)


_OPTIONS = frozenset(
    (
        *("target", "attribute", "name", "new", "value", "raising", "create"),
        *("spec", "spec_set", "autospec", "new_callable", "wraps", "unsafe"),
    )
)
"""Parameters of what replaces and of doubles that are no attributes."""


def _settings(replaced: _Replaced, arguments: Arguments) -> dict[str, Value]:
    """What the double is given that is put there, by the names of its attributes."""
    doubles = [] if replaced.value is None else [v for _, v in alternatives(replaced.value)]
    found = _told(v for v in doubles if isinstance(v, Double))
    if replaced.value is None:
        found.update((name, argument.value) for name, argument in arguments.keywords.items())
    made_by = arguments.keywords.get("new_callable")
    if made_by is not None and _is_property(made_by.value) and "return_value" in found:
        return {"": found["return_value"]}
    return {name: value for name, value in found.items() if name not in _OPTIONS}


def _told(doubles: Iterable[Double]) -> dict[str, Value]:
    """What doubles were made with, by the names of their attributes."""
    return {
        name: argument.value
        for double in doubles
        if double.arguments is not None
        for name, argument in double.arguments.keywords.items()
        if name not in _OPTIONS
    }


def _is_property(value: Value) -> bool:
    return isinstance(value, External) and value.name.endswith("PropertyMock")


def _put(machine: Machine, frame: Frame, replaced: _Replaced, node: cst.CSTNode) -> None:
    if replaced.value is None or _is_out_of_reach(frame, replaced.holder):
        return
    for guard, value in alternatives(replaced.value):
        if not isinstance(value, Double):
            given = union([(guard, value)])
            _now_or_later(machine, Put(frame, replaced.holder, replaced.name, given, node))


def _configure(
    machine: Machine,
    frame: Frame,
    holder: Value,
    name: str,
    settings: Mapping[str, Value],
    node: cst.CSTNode,
) -> None:
    """What a double is given counts for what it stands for."""
    if _is_out_of_reach(frame, holder):
        return
    for own, value in settings.items():
        doubles = [v for _, v in alternatives(value) if isinstance(v, Double)]
        told = _told(doubles)
        if told:
            _configure(machine, frame, holder, name, {f"{own}.{n}": told[n] for n in told}, node)
        if doubles:  # what is put there may be none, too
            value = union([(g, v) for g, v in alternatives(value) if not isinstance(v, Double)])
        if not list(alternatives(value)):
            continue
        if own in ("return_value", "side_effect"):
            given = _giving(machine, own, value, node)
            _now_or_later(machine, Put(frame, holder, text(name), given, node))
        elif own == "":
            _now_or_later(machine, Put(frame, holder, text(name), value, node))
        else:
            held = machine.attribute(frame, holder, name, node)
            _configure_part(machine, Put(frame, holder, text(name), held, node), own, value)


def _configure_part(machine: Machine, at: Put, own: str, value: Value) -> None:
    """An attribute, or one of what it gives, of what stands at a place is set."""
    path = own.removeprefix("return_value.")
    held = at.value
    if path != own:  # an object has what its class has
        held = union([(g, v) for g, v in alternatives(held) if isinstance(v, Class)])
    first, _, rest = path.partition(".")
    if first.startswith("__") or not list(alternatives(held)):
        anything = unknown("double")
        given = anything if path == own else _giving(machine, "return_value", anything, at.node)
        _now_or_later(machine, Put(at.frame, at.holder, at.name, given, at.node))
    elif not _is_out_of_reach(at.frame, held):
        if rest:
            _configure(machine, at.frame, held, first, {rest: value}, at.node)
        else:
            _now_or_later(machine, Put(at.frame, held, text(first), value, at.node))


def _now_or_later(machine: Machine, given: Put) -> None:
    """In a test, something is put once it is known what sites are judged by, and what sends."""
    if is_test_path(given.frame.module.source.path):
        key = id(given.node), _known(given.name), identity(given.holder), made_up(given.value)
        machine.recorder.waiting.setdefault(key, given)
    else:
        _set(machine, given)


def put(machine: Machine, given: Put, sending: Set[int]) -> None:
    """Put what has waited in its place, once, where code around a site reads that.

    What leads to requests is not replaced: see `fakes`. `sending` are the functions, by node, from
    which requests were sent.
    """
    name = _known(given.name)
    if name is not None and not machine.facts.is_read(name):
        return
    given.done = True
    with machine.branch(("patched", id(given.node)), True):
        if not is_called(given.value) or not _sends(machine, given, sending):
            _set(machine, given)


def _sends(machine: Machine, given: Put, sending: Set[int]) -> bool:
    name = _known(given.name)
    if name is None or machine.facts.carries(name):
        return True
    before = machine.attribute(given.frame, given.holder, name, given.node)
    return not sending.isdisjoint(id(function.node) for function in _run_by(before))


def _run_by(value: Value) -> Iterator[Function]:
    """The functions that may be run by who has a value."""
    for _, alternative in alternatives(value):
        at = alternative.function if isinstance(alternative, Bound) else alternative
        if isinstance(at, Function):
            yield at
        elif isinstance(at, (Class, Instance)):
            yield from classes.methods(at if isinstance(at, Class) else at.cls)


def _set(machine: Machine, given: Put) -> None:
    arguments = positional(given.holder, given.name, given.value)
    machine.call(given.frame, External("builtins.setattr"), arguments, given.node)


def _giving(machine: Machine, own: str, value: Value, node: cst.CSTNode) -> Value:
    """A function that gives what is set at a place, the same one each time nothing is new."""
    if own == "side_effect":
        if any(is_called(v) for _, v in alternatives(value)):
            return value
        value = contents.element_of(value)
    return machine.recorder.given.setdefault(
        (id(node), made_up(value)), Bound(External(GIVES), value)
    )


def is_called(value: Value) -> bool:
    """Whether a value can be called."""
    return callbacks.is_callable(value) or isinstance(value, (Bound, Class))


def _is_out_of_reach(frame: Frame, holder: Value) -> bool:
    """Whether a test replaces what is no part of the project: that lasts for the test alone."""
    return is_test_path(frame.module.source.path) and all(
        isinstance(value, (External, Double)) for _, value in alternatives(holder)
    )


def _change(
    machine: Machine, frame: Frame, kind: str, arguments: Arguments, node: cst.CSTNode
) -> None:
    """The items of a mapping, all or one."""
    target = _first(arguments)
    if isinstance(target, Text) and target.known is not None:
        place = Arguments((Argument(target), Argument(unknown("new"))))
        target = next(
            (
                machine.attribute(frame, found.holder, name, node)
                for found in _replaced(machine, frame, "name", place, node)
                if (name := _known(found.name)) is not None
            ),
            unknown("mapping"),
        )
    if kind == "items":
        named = {n: a for n, a in arguments.keywords.items() if n not in ("clear", "values")}
        listed = [a for a in (arguments.get("values", 1),) if a is not None]
        machine.call(
            frame, Bound(External("?.update"), target), Arguments(tuple(listed), named), node
        )
        return
    key = arguments.get("name", 1)
    value = arguments.get("value", 2) if kind == "item" else Argument(unknown("deleted"))
    if key is not None and value is not None:
        given = positional(key.value, value.value)
        machine.call(frame, Bound(External("?.__setitem__"), target), given, node)


def made_up(*values: Value) -> tuple[object, ...]:
    """What values are made of, in order, with what functions and doubles in them hold.

    It is equal for what the same code makes again of the same values, and for nothing else: what
    is put in a place is told apart by it, and what is left out there is never put.
    """
    found: list[object] = []
    seen: set[int] = set()
    waiting = [*values]
    for value in waiting:  # it grows on the way
        for part in constituents(value):
            found.append(identity(part) if isinstance(part, Const) else signed(part))
            found.append(_names(part))
            if id(part) not in seen:
                seen.add(id(part))
                waiting += _behind(part)
    return tuple(found)


def _names(value: Value) -> tuple[str, ...]:
    """The names under which a value holds others, in their order."""
    names = list(value.attributes) if isinstance(value, (Instance, ExternalInstance)) else []
    if isinstance(value, (Double, ExternalInstance, Partial)) and value.arguments is not None:
        names += value.arguments.keywords
    return tuple(names)


def _behind(value: Value) -> list[Value]:
    """What a function was made with, and a double."""
    if isinstance(value, Double) and value.arguments is not None:
        return [argument.value for argument in value.arguments.values()]
    if not isinstance(value, Function):
        return []
    names = value.module.index.scope(value.node).names
    cells = value.closure.cells(sorted(names)) if value.closure is not None else ()
    return [*value.defaults.values(), *cells]


def _known(value: Value) -> str | None:
    return value.known if isinstance(value, Text) else None


def _first(arguments: Arguments) -> Value:
    return next((argument.value for argument in arguments.values()), unknown("target"))
