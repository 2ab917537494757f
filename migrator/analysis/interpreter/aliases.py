"""Other names of carriers: what imports a function under another name has to do with it as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrator.analysis.source.module import Module
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.store.facts import WRITER
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Bound,
    Class,
    Function,
    Imported,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Text,
    Union,
    Value,
    alternatives,
)


def found(machine: Machine) -> Iterator[tuple[str, Module]]:
    """The names, and where, under which functions and classes are bound that are carriers.

    Before the name of one that writes alone stands `WRITER`.
    """
    for module in list(machine.project.loaded()):
        yield from ((n, module) for n in _bound(machine, machine.names(module)))
        yield from ((n, module) for n in _naming(machine, module))
    for cls in machine.classes:
        yield from ((n, cls.module) for n in _bound(machine, cls.namespace, ATTRIBUTE))
    for instance in _objects(machine):
        names = _bound(machine, instance.attributes, ATTRIBUTE)
        yield from ((n, instance.cls.module) for n in names)


def _objects(machine: Machine) -> Iterable[Instance]:
    return [*machine.made, *machine.generics.values()]


def _bound(machine: Machine, names: dict[str, Value], mark: str = "") -> Iterator[str]:
    """The names that stand for such a function or class, or for a container that holds one."""
    for name, value in list(names.items()):
        kinds = {
            _kind(machine, held.last_name, held.module)
            for held in _callables(machine, value)
            if held.last_name != name
        }
        yield from (kind + mark + name for kind in kinds if kind is not None)


def _naming(machine: Machine, module: Module) -> Iterator[str]:
    """The names of a module that stand for a text which names a carrier of another module."""
    for name, value in list(machine.names(module).items()):
        for text in (part for _, v in alternatives(value) for part in (v, *v.held())):
            spelled = text.known if isinstance(text, Text) else None
            home, _, last = (spelled or "").replace(":", ".").rpartition(".")
            if home and machine.facts.carries(last) and _NAME.fullmatch(home):
                found = machine.project.resolve(home, module)
                kind = _kind(machine, last, found) if isinstance(found, Module) else None
                if kind is not None:
                    yield kind + name


_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def _callables(machine: Machine, value: Value) -> Iterator[Function | Class]:
    """The functions and classes that a value is or holds, with those that it chooses among."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_HELD:
        seen += 1
        at = waiting.pop()
        if isinstance(at, Imported) and at.value is not None:
            waiting.append(at.value)
        elif isinstance(at, (Function, Class)):
            yield at
            waiting += machine.dispatched.get(id(at.node), ())
        elif isinstance(at, Bound):
            waiting.append(at.function)
        elif isinstance(at, Partial):
            waiting.append(at.callee)
        elif isinstance(at, (Union, Mapping, Sequence)):
            waiting += at.held()


_MOST_HELD = 64


def _kind(machine: Machine, name: str, home: Module) -> str | None:
    """What stands before the names of a function or class, None when it is no carrier."""
    marks = ("", WRITER)
    return next((mark for mark in marks if machine.facts.stands(mark + name, home)), None)
