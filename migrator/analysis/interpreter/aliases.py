"""Other names of carriers: what imports a function under another name has to do with it as well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from migrator.analysis.source.module import Module
from migrator.analysis.source.scopes import ATTRIBUTE
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
    """The names, and where, under which functions and classes are bound that are carriers."""
    for module in list(machine.project.loaded()):
        yield from ((n, module) for n in _bound(machine, machine.names(module)))
        yield from ((n, module) for n in _naming(machine, module))
    for cls in machine.classes:
        yield from ((ATTRIBUTE + n, cls.module) for n in _bound(machine, cls.namespace))
    for instance in _objects(machine):
        names = _bound(machine, instance.attributes)
        yield from ((ATTRIBUTE + n, instance.cls.module) for n in names)


def _objects(machine: Machine) -> Iterable[Instance]:
    return [*machine.made, *machine.generics.values()]


def _bound(machine: Machine, names: dict[str, Value]) -> Iterator[str]:
    """The names that stand for such a function or class, or for a container that holds one."""
    for name, value in list(names.items()):
        if any(
            _is_carrier(machine, held) and _own(held) != name for held in _callables(machine, value)
        ):
            yield name


def _naming(machine: Machine, module: Module) -> Iterator[str]:
    """The names of a module that stand for a text which names a carrier of another module."""
    for name, value in list(machine.names(module).items()):
        for text in (part for _, v in alternatives(value) for part in (v, *v.held())):
            spelled = text.known if isinstance(text, Text) else None
            home, _, last = (spelled or "").replace(":", ".").rpartition(".")
            if home and last in machine.facts.homes and _NAME.fullmatch(home):
                found = machine.project.resolve(home, module)
                if isinstance(found, Module) and found.real_path in machine.facts.homes[last]:
                    yield name


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


def _own(value: Function | Class) -> str:
    return value.qualname.rsplit(".", 1)[-1]


def _is_carrier(machine: Machine, value: Function | Class) -> bool:
    return value.module.real_path in machine.facts.homes.get(_own(value), ())
