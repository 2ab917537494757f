"""What the code around a site reads of shared state: names that other modules may write.

A site is judged with what stands in globals, in classes and in the functions that see its answer.
A module that writes such a name has to do with the site, also when it mentions no carrier, and so
has one that mentions a function which gives an object that changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import libcst as cst

from migrator.analysis.interpreter import leading
from migrator.analysis.models.outside import cells
from migrator.analysis.operations import namespaces
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.writing import WRITES_ANY
from migrator.analysis.store.facts import HELD, STATE, WRITER, WRITTEN
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    Bound,
    Class,
    External,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Mapping,
    ModuleValue,
    Partial,
    Sequence,
    Union,
    Unknown,
    Value,
    alternatives,
    classes,
)
from migrator.analysis.values.frames import Frame


class _Place(NamedTuple):
    """Where names are looked up: the module, and the class around the function; told by `key`."""

    key: object
    module: Module
    names: Set[str]
    owner: Class | None
    function: Function | None = None


@dataclass(eq=False)
class _Walk:
    """What was seen so far of what the code on the way to the requests reads."""

    machine: Machine
    seen: set[object] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)  # all names that are mentioned on the way
    found: dict[int, Value] = field(default_factory=dict)  # what some of them stand for


def read_by(
    machine: Machine, places: Iterable[tuple[Module, Function | None]]
) -> Iterator[tuple[str, Module]]:
    """The names that functions on the way to a request read, each with its module.

    Each name has a mark of `Facts` before it. Where there is no function, the names are those of
    the body of the module. An object may be asked for an attribute elsewhere than where it is
    named, so each object is asked for all names that are mentioned on the way.
    """
    walk = _Walk(machine)
    waiting: list[_Place] = []
    for module, function in places:
        body = _Place(module, module, module.index.module.names, None)
        waiting.append(_of(function) if function is not None else body)
    reached: list[Value] = []
    while waiting:
        for place in waiting:
            yield from _followed(walk, place)
        reached = list(_reached(machine, walk.found.values(), walk.asked))
        methods = (_of(method) for value in reached for method in _asked(value, walk.asked))
        waiting = [place for place in methods if place.key not in walk.seen]
    for value in reached:
        yield from _attributes(machine, value, walk.asked)
    yield from _leading(machine, [*walk.found.values(), *_asked_of(machine, reached, walk.asked)])


def _asked_of(machine: Machine, reached: list[Value], names: Set[str]) -> Iterator[Value]:
    """What the attributes hold that are mentioned on the way."""
    for value in reached:
        held = _attributes_of(machine, value)
        yield from (held[name] for name in names & held.keys())
        if isinstance(value, Function):
            yield from value.defaults.values()


def _leading(machine: Machine, values: list[Value]) -> Iterator[tuple[str, Module]]:
    """The names through which others come to the containers that are read."""
    nodes = {id(value.node) for value in values if isinstance(value, Function)}
    for (node, _), results in machine.kept.items():
        values += (value for _, value in results if node in nodes)
    for name, home, value in leading.to(machine, values):
        yield HELD + name, home
        if any(isinstance(v, (Bound, Partial)) for _, v in alternatives(value)):
            yield WRITER + name, home  # who calls it changes what it was made of
        for giver, place in leading.given(machine, name, home, [value]):
            yield HELD + giver, place


def _followed(walk: _Walk, start: _Place) -> Iterator[tuple[str, Module]]:
    """What is read of modules and classes from a place on, and by what is called there."""
    stack = [start]
    looked = 0
    while stack and looked < _MOST:
        place = stack.pop()
        if place.key in walk.seen:
            continue
        walk.seen.add(place.key)
        walk.asked |= place.names
        if place.function is not None:
            yield from _of_objects(walk, place.function)
            yield from _of_closure(walk.machine, place.function)
        for name, value in _found(walk.machine, place):
            looked += 1
            owner = place.owner
            home = owner.module if owner is not None and name in owner.namespace else place.module
            if (name, home, owner) not in walk.seen:
                walk.seen.add((name, home, owner))
                yield from _named(walk.machine, home, name, value)
            walk.found[id(value)] = value
            stack += _inside(walk.machine, value, place.names)


def _named(machine: Machine, home: Module, name: str, value: Value) -> Iterator[tuple[str, Module]]:
    """Through which names others write what a name of a module stands for."""
    if _changes(value):
        yield from _ways_to(machine, home, name, value)
    else:
        yield WRITTEN + name, home
    for setter in _setters(home):
        yield STATE + setter, home


def _reached(machine: Machine, found: Iterable[Value], names: Set[str]) -> Iterator[Value]:
    """The objects, classes and functions that code comes to from values, by attributes it names."""
    waiting = [*found]
    seen: set[int] = set()
    while waiting and len(seen) < _MOST_REACHED:
        at = waiting.pop()
        if id(at) in seen:
            continue
        seen.add(id(at))
        if isinstance(at, Imported):
            waiting.append(namespaces.force(machine, at))
        elif isinstance(at, (Union, Mapping, Sequence)):
            waiting += at.held()
        elif isinstance(at, (Instance, Class, Function)):
            yield at
            held = _attributes_of(machine, at)
            waiting += (held[name] for name in names & held.keys())
            waiting += classes.project_bases(at.cls) if isinstance(at, Instance) else ()
            waiting += classes.project_bases(at) if isinstance(at, Class) else ()


_MOST_REACHED = 5_000
"""Objects that are looked into, of those that the code around all sites comes to."""


def _attributes_of(machine: Machine, value: Value) -> dict[str, Value]:
    if isinstance(value, Instance):
        return value.attributes
    if isinstance(value, Class):
        return value.namespace
    if isinstance(value, Function):
        return machine.function_attributes.get(id(value.node), {})
    return {}


def _attributes(machine: Machine, value: Value, names: Set[str]) -> Iterator[tuple[str, Module]]:
    """What is asked of an object, a class or a function."""
    held = _attributes_of(machine, value)
    if isinstance(value, Instance):
        yield from _kept(held, names, value.cls.module)
    elif isinstance(value, (Class, Function)):
        yield from _kept(held, names, value.module)


def _kept(held: dict[str, Value], names: Set[str], home: Module) -> Iterator[tuple[str, Module]]:
    """The attributes among the names that are no methods."""
    for name in names & held.keys():
        if not isinstance(held[name], Function):
            yield WRITTEN + name, home
            if _is_container(held[name]):
                yield HELD + name, home


_MOST = 400
"""Names that are followed from one function; they are few where code is written by people."""


def _ways_to(
    machine: Machine, home: Module, name: str, value: Value
) -> Iterator[tuple[str, Module]]:
    """Under which names others come to an object that a name of a module stands for."""
    is_container = _is_container(value)
    for other, place in ((name, home), *_aliases(machine, value)):
        yield STATE + other, place
        if is_container:
            yield HELD + other, place
    for giver, place in leading.given(machine, name, home, [value]):
        yield (STATE if place is home and not is_container else HELD) + giver, place


def _of(function: Function) -> _Place:
    names = function.module.index.scope(function.node).names
    key = (id(function.node), function.owner)
    return _Place(key, function.module, names, function.owner, function)


def _found(machine: Machine, place: _Place) -> Iterator[tuple[str, Value]]:
    """What the names stand for in a module, and in the class around the function."""
    known = machine.names(place.module)
    for name in place.names:
        value = known.get(name)
        if value is None and place.owner is not None:
            value = place.owner.namespace.get(name)
        if value is None or isinstance(value, (External, Unknown)):
            continue
        if not isinstance(value, ExternalInstance) or _is_state(value):
            yield name, value


def _asked(value: Value, names: Set[str]) -> Iterator[Function]:
    """The methods of a class that are mentioned."""
    for name, method in value.namespace.items() if isinstance(value, Class) else ():
        if name in names and isinstance(method, Function):
            yield method


def _of_objects(walk: _Walk, function: Function) -> Iterator[tuple[str, Module]]:
    """The attributes that a method reads of its objects, and the functions that give them."""
    owner = function.owner
    if owner is None:
        return
    names = function.module.index.scope(function.node).names
    held: dict[str, list[Value]] = {}
    for made in owner.made:
        for name in names & made.attributes.keys():
            held.setdefault(name, []).append(made.attributes[name])
    for name, values in held.items():
        yield WRITTEN + name, function.module
        if any(map(_is_container, values)):
            yield HELD + name, function.module
            for giver, home in leading.given(walk.machine, name, function.module, values):
                yield HELD + giver, home


def _of_closure(machine: Machine, function: Function) -> Iterator[tuple[str, Module]]:
    """What a function finds in the call in which it was made, and functions that may change it."""
    closure, module = function.closure, function.module
    if closure is None or closure.function is None:
        return
    names = module.index.scope(function.node).names
    for name, value in list(closure.locals.items()):
        if name in names and _changes(value):
            for beside, home in _beside(machine, closure, name):
                yield STATE + beside, home
            if _is_container(value):
                yield HELD + name, module
        elif name in names:
            yield WRITTEN + name, module


@lru_cache(maxsize=256)
def _setters(module: Module) -> frozenset[str]:
    """The functions of a module that set names which they do not spell."""
    if re.search(WRITES_ANY, module.source.text) is None:
        return frozenset()
    found: set[str] = set()
    waiting: list[cst.CSTNode] = [module.tree]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.FunctionDef) and re.search(WRITES_ANY, module.code(at)):
            found.add(at.name.value)
        waiting.extend(scopes.children(at))
    return frozenset(name for name in found if not name.startswith("__"))


def _aliases(machine: Machine, value: Value) -> Iterator[tuple[str, Module]]:
    """The names that modules have for an object."""
    for module, frame in machine.frames.items():
        for name, bound in list(frame.locals.items()):
            held = bound.value if isinstance(bound, Imported) else bound
            if held is value:
                yield name, module


def _beside(machine: Machine, closure: Frame, name: str) -> Iterator[tuple[str, Module]]:
    """The names of functions that were made in the same call and share a name."""
    for home, frame in machine.frames.items():
        for bound, value in list(frame.locals.items()):
            for _, held in alternatives(value):
                if not isinstance(held, Function) or held.closure is not closure:
                    continue
                if name in held.module.index.scope(held.node).names:
                    yield bound, home


def _changes(value: Value) -> bool:
    """Whether a value is an object that may change without being bound anew."""
    objects = (v for _, v in alternatives(value) if isinstance(v, Instance))
    return _is_container(value) or not all(map(_is_sentinel, objects))


def _is_container(value: Value | None) -> bool:
    """Whether others may change a value through what it is handed to, or a function that gives it.

    Objects of the project are changed by their attributes, which are known by name.
    """
    return value is not None and any(
        isinstance(v, (Sequence, Mapping, ExternalInstance))
        or (isinstance(v, Function) and _keeps(v))
        or (isinstance(v, Instance) and any(classes.outside_bases(v.cls)))
        for _, v in alternatives(value)
    )


def _keeps(function: Function) -> bool:
    """Whether others may change what a function gives: it is given again, or is a default."""
    return "kept" in function.decorators or any(map(_changes, function.defaults.values()))


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
    if not isinstance(value, ExternalInstance):
        return False
    return value.name in cells.CELLS or bool(value.attributes)


def _inside(machine: Machine, value: Value, names: Set[str]) -> list[_Place]:
    """Where a name leads: what a function mentions, what is asked of a class or a module."""
    if isinstance(value, Imported):
        there: list[_Place] = []
        if value.module in machine.frames:
            there = [_Place((value.module, value.name, "name"), value.module, {value.name}, None)]
        return [*there, *_inside(machine, namespaces.force(machine, value), names)]
    if isinstance(value, Function):
        return [_of(value)]
    if isinstance(value, ModuleValue) and value.module in machine.frames:
        return [_Place((value.module, id(names)), value.module, names, None)]
    return []
