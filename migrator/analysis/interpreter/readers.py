"""What the code around a site reads of shared state: names that other modules may write.

A site is judged with what stands in globals, in classes and in the functions that see its answer.
A module that writes such a name has to do with the site, also when it mentions no carrier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from migrator.analysis.interpreter import namespaces
from migrator.analysis.models.outside import cells
from migrator.analysis.source.module import Module
from migrator.analysis.store.facts import STATE, WRITTEN
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Class,
    External,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Mapping,
    ModuleValue,
    Sequence,
    Unknown,
    Value,
    alternatives,
    classes,
)
from migrator.analysis.values.frames import CallSite


def read_by(machine: Machine, chain: Iterable[CallSite]) -> Iterator[tuple[str, Module]]:
    """The names that the functions on the way to a request read, each with its module.

    Each name has `WRITTEN` or `STATE` before it.
    """
    stack: list[tuple[Module, Set[str], Class | None]] = []
    for call in chain:
        function = call.frame.function
        if function is not None:
            stack.append(_of(function))
        else:
            stack.append((call.module, call.module.index.module.names, None))
    seen: set[object] = set()
    while stack:
        module, names, owner = stack.pop()
        for name, value in _found(machine, module, names, owner):
            if (name, module, owner) in seen or len(seen) > _MOST:
                continue
            seen.add((name, module, owner))
            home = owner.module if owner is not None and name in owner.namespace else module
            yield (STATE if _changes(value) else WRITTEN) + name, home
            stack += _inside(machine, value, names)


_MOST = 400
"""Names that are followed for one request; they are few where code is written by people."""


def _of(function: Function) -> tuple[Module, Set[str], Class | None]:
    names = function.module.index.scope(function.node).names
    return function.module, names, function.owner


def _found(
    machine: Machine, module: Module, names: Set[str], owner: Class | None
) -> Iterator[tuple[str, Value]]:
    """What the names stand for in a module, and in the class around the function."""
    known = machine.names(module)
    for name in names:
        value = known.get(name)
        if value is None and owner is not None:
            value = owner.namespace.get(name)
        if value is None or isinstance(value, (External, Unknown)):
            continue
        if not isinstance(value, ExternalInstance) or _is_state(value):
            yield name, value


def _changes(value: Value) -> bool:
    """Whether a value is an object that may change without being bound anew."""
    return any(
        isinstance(v, (Sequence, Mapping, ExternalInstance))
        or (isinstance(v, Instance) and not _is_sentinel(v))
        for _, v in alternatives(value)
    )


def _is_sentinel(value: Instance) -> bool:
    """Whether an object only stands for itself: its class has no attribute, and sets none."""
    cls = value.cls
    if value.attributes or cls.fields or cls.enum or classes.outside_bases(cls):
        return False
    for base in classes.project_bases(cls):
        for held in base.namespace.values():
            if not isinstance(held, Function) or held.module.index.scope(held.node).stored:
                return False
    return True


def _is_state(value: Value) -> bool:
    """Whether an outside object keeps what it is given, such as a context variable."""
    return isinstance(value, ExternalInstance) and value.name in cells.CELLS


def _inside(
    machine: Machine, value: Value, names: Set[str]
) -> list[tuple[Module, Set[str], Class | None]]:
    """Where a name leads: what a function mentions, what is asked of a class or a module."""
    if isinstance(value, Imported):
        there: list[tuple[Module, Set[str], Class | None]] = []
        if value.module in machine.frames:
            there = [(value.module, {value.name}, None)]
        return [*there, *_inside(machine, namespaces.force(machine, value), names)]
    if isinstance(value, Function):
        return [_of(value)]
    if isinstance(value, Class):
        return [_of(m) for n, m in value.namespace.items() if n in names if isinstance(m, Function)]
    if isinstance(value, ModuleValue) and value.module in machine.frames:
        return [(value.module, names, None)]
    return []
