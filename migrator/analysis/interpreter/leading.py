"""Under which names code comes to a container: by what stands there, and by who gives it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import libcst as cst

from migrator.analysis.models.outside import cells
from migrator.analysis.source import scopes
from migrator.analysis.source.handing import Handed, given_by
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Class,
    Const,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Mapping,
    Sequence,
    Unknown,
    Value,
    alternatives,
    classes,
)
from migrator.analysis.values.frames import Frame

Named = tuple[str, Module, Value]


def named(machine: Machine) -> Iterator[Named]:
    """All that a name stands for: of a module, a class, an object, a default, a call under way.

    What a kept function gives stands under the name of the function.
    """
    for module, frame in list(machine.frames.items()):
        yield from ((name, module, value) for name, value in list(frame.locals.items()))
    for cls in machine.classes:
        yield from ((name, cls.module, value) for name, value in list(cls.namespace.items()))
    for instance in (*machine.made, *machine.generics.values()):
        home = instance.cls.module
        yield from ((name, home, value) for name, value in list(instance.attributes.items()))
    nodes = {}
    seen: set[int] = set()
    for function in machine.defined:
        nodes[id(function.node)] = function
        yield from ((name, function.module, value) for name, value in function.defaults.items())
        for frame in _closures(function):
            if id(frame) not in seen:
                seen.add(id(frame))
                held = list(frame.locals.items())
                yield from ((name, function.module, value) for name, value in held)
    for node, attributes in machine.function_attributes.items():
        if node in nodes:
            home = nodes[node].module
            yield from ((name, home, value) for name, value in attributes.items())
    for (node, _), results in machine.kept.items():
        if node in nodes:
            last, home = nodes[node].last_name, nodes[node].module
            yield from ((last, home, value) for _, value in results)


def _closures(function: Function) -> Iterator[Frame]:
    frame = function.closure
    while frame is not None:
        if frame.function is not None:
            yield frame
        frame = frame.parent


def to(machine: Machine, values: Iterable[Value]) -> Iterator[Named]:
    """The names of what holds a container that stands in the values; objects are closed."""
    names = list(named(machine))
    holders: dict[int, list[int]] = {}
    waiting = [value for _, _, value in names]
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        for part in _parts(at):
            holders.setdefault(id(part), []).append(id(at))
            waiting.append(part)
    marked: set[int] = set()
    left = [id(container) for container in _containers(values)]
    while left:
        key = left.pop()
        if key not in marked:
            marked.add(key)
            left += holders.get(key, ())
    return (found for found in names if id(found[2]) in marked)


def _containers(values: Iterable[Value]) -> Iterator[Value]:
    waiting = [*values]
    seen: set[int] = set()
    while waiting:
        at = waiting.pop()
        if id(at) not in seen:
            seen.add(id(at))
            waiting += _parts(at)
            if isinstance(at, (Sequence, Mapping, ExternalInstance)):
                yield at


def _parts(value: Value) -> Iterable[Value]:
    if isinstance(value, Imported):
        return () if value.value is None else (value.value,)
    return () if isinstance(value, (Instance, Class, Function)) else value.held()


def given(
    machine: Machine, name: str, home: Module, values: Iterable[Value]
) -> Iterator[tuple[str, Module]]:
    """The functions that may give what a name stands for, or what such a function gives.

    What the methods of an outside object give that keeps nothing is no part of it.
    """
    waiting = [(name, home, all(_is_closed(machine, value) for value in values))]
    seen: set[tuple[str, Module, bool]] = set()
    while waiting:
        asked, place, is_closed = waiting.pop()
        for module in list(machine.frames):
            if is_test_path(module.source.path) or not machine.meets(module, place):
                continue
            for giver, handed in _givers(module).get(asked, ()):
                if is_closed and handed is Handed.RESULT:
                    continue
                found = (giver, module, is_closed and handed is Handed.ITSELF)
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)
    yield from {(giver, module): None for giver, module, _ in seen}


def _is_closed(machine: Machine, value: Value) -> bool:
    """Whether the methods that containers have give nothing of a value.

    A client answers requests, and the methods of a class of the project are known by their names.
    """
    return all(_is_closed_alone(machine, held) for _, held in alternatives(value))


def _is_closed_alone(machine: Machine, value: Value) -> bool:
    if isinstance(value, Instance):
        names = (name for base in classes.project_bases(value.cls) for name in base.namespace)
        return not classes.outside_bases(value.cls) and _FORWARDING.isdisjoint(names)
    if isinstance(value, ExternalInstance):
        is_client = machine.clients.canonical(value.name) in machine.clients.clients
        return is_client or (value.name not in cells.CELLS and not value.attributes)
    return isinstance(value, (Const, Unknown))


_FORWARDING = {"__getattr__", "__getattribute__"}


@lru_cache(maxsize=256)
def _givers(module: Module) -> dict[str, set[tuple[str, Handed]]]:
    """By name the functions of a module that may give what it stands for, or a part of that."""
    found: dict[str, set[tuple[str, Handed]]] = {}
    waiting: list[cst.CSTNode] = [module.tree]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.FunctionDef):
            for name, handed in given_by(at):
                found.setdefault(name, set()).add((at.name.value, handed))
        elif isinstance(at, cst.Assign) and isinstance(at.value, cst.Lambda):
            targets = [t.target.value for t in at.targets if isinstance(t.target, cst.Name)]
            for name, handed in given_by(at.value):
                found.setdefault(name, set()).update((target, handed) for target in targets)
        waiting.extend(scopes.children(at))
    return found
