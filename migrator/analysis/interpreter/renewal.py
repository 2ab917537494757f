"""Who has to run once more: the code that may find more in shared state than when it ran.

A name that was bound anew concerns the code that mentions it. A container that has grown concerns
whoever mentions a name that leads to it: of a module, a class or an attribute. A closure may bear
such a container under a name of its own, and what no name leads to concerns everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.analysis.interpreter.carriers import Run
from migrator.analysis.interpreter.shapes import is_plain
from migrator.analysis.store.machine import Machine
from migrator.analysis.store.news import ANY_NAME
from migrator.analysis.store.states import Holder
from migrator.analysis.values import (
    Function,
    Imported,
    Mapping,
    Value,
    alternatives,
    classes,
    constituents,
)


def concerned(run: Run) -> Iterator[object]:
    """The roots that ran before shared state has grown, and may read it; all is told then."""
    machine = run.machine
    names, grown = machine.renewed, machine.grown
    machine.renewed, machine.grown = set(), {}
    if grown:
        names = names | _leading_to(machine, grown)
    if ANY_NAME in names:
        yield from run.done
        return
    hit: dict[int, bool] = {}
    for key, functions in run.ran.items():
        if any(_mentions(function, names, bool(grown), hit) for function in functions):
            yield key


def _mentions(function: Function, names: set[str], has_grown: bool, known: dict[int, bool]) -> bool:
    if has_grown and not is_plain(function):
        return True
    node = id(function.node)
    if node not in known:
        scope = function.module.index.scope(function.node)
        known[node] = not names.isdisjoint(scope.names) or not names.isdisjoint(scope.stored)
    return known[node]


def _leading_to(machine: Machine, grown: dict[int, Holder]) -> set[str]:
    """The names through which code comes to the containers."""
    found: dict[int, set[str]] = {holder: set() for holder in grown}
    for names in _namespaces(machine):
        for name, value in names:
            for behind in _behind(value):
                for part in constituents(behind):
                    if id(part) in found:
                        found[id(part)].add(name)
    if not all(found.values()):
        return {ANY_NAME}
    for holder, known in found.items():
        container = grown[holder]
        if classes.MAPPING in known and isinstance(container, Mapping):
            # It holds the attributes of objects, which are asked for by the names of its keys.
            known |= {ANY_NAME} if container.rest else set(container.entries)
    return set().union(*found.values())


def _namespaces(machine: Machine) -> Iterator[Iterable[tuple[str, Value]]]:
    for frame in machine.frames.values():
        yield list(frame.locals.items())
    for cls in machine.classes:
        yield list(cls.namespace.items())
    for instance in (*machine.made, *machine.generics.values()):
        yield list(instance.attributes.items())
    yield from (held.items() for held in machine.function_attributes.values())
    named = {id(function.node): function.qualname for function in machine.defined}
    yield from (function.defaults.items() for function in machine.defined)
    for (node, _), results in machine.kept.items():
        name = named.get(node, "").rpartition(".")[2]
        yield [(name, value) for _, value in results]


def _behind(value: Value) -> Iterator[Value]:
    """What a name stands for; what is behind an import is known once it was looked up."""
    for _, alternative in alternatives(value):
        if not isinstance(alternative, Imported):
            yield alternative
        elif alternative.value is not None:
            yield alternative.value
