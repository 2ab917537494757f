"""What the code around a site reads of shared state: names that other modules may write.

A site is judged with what stands in globals, in classes and in the functions that see its answer.
A module that writes such a name has to do with the site, also when it mentions no carrier, and so
has one that mentions a function which gives an object that changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

import libcst as cst

from migrator.analysis.models.outside import cells
from migrator.analysis.operations import namespaces
from migrator.analysis.source import scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.writing import WRITES_ANY
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
from migrator.analysis.values.frames import Frame


def read_by(
    machine: Machine, places: Iterable[tuple[Module, Function | None]]
) -> Iterator[tuple[str, Module]]:
    """The names that functions on the way to a request read, each with its module.

    Each name has `WRITTEN` or `STATE` before it. Where there is no function, the names are those
    of the body of the module. What several of them read is given once.
    """
    seen: set[object] = set()
    for module, function in places:
        if function is not None:
            yield from _held(machine, function, seen)
        start = _of(function) if function is not None else (module, module.index.module.names, None)
        yield from _followed(machine, start, seen)


def _held(machine: Machine, function: Function, seen: set[object]) -> Iterator[tuple[str, Module]]:
    """What a function reads of its objects, and of the call in which it was made."""
    if id(function.node) not in seen:
        seen.add(id(function.node))
        yield from _of_objects(machine, function)
        yield from _of_closure(machine, function)


def _followed(
    machine: Machine, start: tuple[Module, Set[str], Class | None], seen: set[object]
) -> Iterator[tuple[str, Module]]:
    """What is read of modules and classes from a place on, and by what is called there."""
    stack = [start]
    most = len(seen) + _MOST
    while stack:
        module, names, owner = stack.pop()
        for name, value in _found(machine, module, names, owner):
            if (name, module, owner) in seen or len(seen) > most:
                continue
            seen.add((name, module, owner))
            for function in _functions(value, names):
                yield from _held(machine, function, seen)
            home = owner.module if owner is not None and name in owner.namespace else module
            if _changes(value):
                yield STATE + name, home
                yield from _ways_to(machine, home, name, value)
            else:
                yield WRITTEN + name, home
            for setter in _setters(home):
                yield STATE + setter, home
            stack += _inside(machine, value, names)


_MOST = 400
"""Names that are followed from one function; they are few where code is written by people."""


def _ways_to(
    machine: Machine, home: Module, name: str, value: Value
) -> Iterator[tuple[str, Module]]:
    """Under which other names others come to an object that a name of a module stands for."""
    for giver in _givers(home).get(name, ()):
        yield STATE + giver, home
    for alias, place in _aliases(machine, value):
        yield STATE + alias, place


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


def _functions(value: Value, names: Set[str]) -> Iterator[Function]:
    """The function that a name stands for, or the methods of its class that are mentioned."""
    if isinstance(value, Function):
        yield value
    elif isinstance(value, Class):
        held = (m for n, m in value.namespace.items() if n in names)
        yield from (method for method in held if isinstance(method, Function))


def _of_objects(machine: Machine, function: Function) -> Iterator[tuple[str, Module]]:
    """The attributes that a method reads of its objects, and the functions that give them."""
    owner = function.owner
    if owner is None:
        return
    names = function.module.index.scope(function.node).names
    held: dict[str, bool] = {}  # whether what stands there may change without being bound anew
    for made in owner.made:
        for name in names & made.attributes.keys():
            held[name] = held.get(name, False) or _changes(made.attributes[name])
    for name, changes in held.items():
        yield WRITTEN + name, function.module
        for giver in _givers(function.module).get(name, ()) if changes else ():
            yield STATE + giver, function.module


def _of_closure(machine: Machine, function: Function) -> Iterator[tuple[str, Module]]:
    """Functions that may change what a function finds in the call in which both were made."""
    closure, module = function.closure, function.module
    if closure is None or closure.function is None:
        return
    names = module.index.scope(function.node).names
    for name, value in list(closure.locals.items()):
        if name in names and _changes(value):
            for beside, home in _beside(machine, closure, name):
                yield STATE + beside, home


@lru_cache(maxsize=256)
def _givers(module: Module) -> dict[str, set[str]]:
    """By name the functions of a module that give what it stands for: others may change it so."""
    found: dict[str, set[str]] = {}
    waiting: list[cst.CSTNode] = [module.tree]
    while waiting:
        at = waiting.pop()
        if isinstance(at, cst.FunctionDef):
            for name in _given(at):
                found.setdefault(name, set()).add(at.name.value)
        waiting.extend(scopes.children(at))
    return found


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


def _given(node: cst.CSTNode) -> frozenset[str]:
    """The names of what a function returns or yields, alone or in a container."""
    found: set[str] = set()
    waiting: list[tuple[cst.CSTNode, bool]] = [(node, False)]
    while waiting:
        at, is_given = waiting.pop()
        if isinstance(at, (cst.Return, cst.Yield)):
            is_given = True
        elif is_given and isinstance(at, cst.Name):
            found.add(at.value)
        elif is_given and isinstance(at, cst.Attribute):
            found.add(at.attr.value)
            is_given = False
        elif not isinstance(at, _HANDING_ON):
            is_given = False
        waiting.extend((child, is_given) for child in scopes.children(at))
    return frozenset(found)


_HANDING_ON = (
    *(cst.Tuple, cst.List, cst.Set, cst.Dict, cst.Element, cst.DictElement, cst.From),
    *(cst.IfExp, cst.BooleanOperation, cst.Await, cst.NamedExpr),
)
"""What gives on what stands in it."""


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
    return any(
        isinstance(v, (Sequence, Mapping, ExternalInstance))
        or (isinstance(v, Function) and _keeps(v))
        or (isinstance(v, Instance) and not _is_sentinel(v))
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
