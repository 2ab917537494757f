"""Carriers: the names through which the endpoint's words, or the callers of a site, are reached.

A name carries when its value holds a word of a rule, or a literal that an edit may change; a
function also when its callers decide about a site in it, or get its answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.interpreter import namespaces, readers
from migrator.analysis.models import assertions
from migrator.analysis.source.module import Module
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Class,
    Function,
    Hole,
    Imported,
    Instance,
    Literal,
    Mapping,
    Param,
    Partial,
    Sequence,
    Text,
    Value,
    alternatives,
    texts,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Request

_COMMON = frozenset({"self", "cls", "__init__", "__call__", "value", "name", "_value_"})


@dataclass(eq=False)
class Run:
    """One analysis: the machine, and which functions it has run.

    `touched` gives the literals of a request that an edit of the endpoint may change; it is None
    when the request has nothing to do with a rule.
    """

    machine: Machine
    touched: Callable[[Request], Iterable[Literal] | None]
    homes: dict[str, set[str]] = field(default_factory=dict)  # carrier -> modules, by real path
    literals: set[Literal] = field(default_factory=set)
    done: set[object] = field(default_factory=set)
    ran: dict[object, frozenset[Function]] = field(default_factory=dict)  # by root
    results: dict[int, Value] = field(default_factory=dict)  # what each function returned
    given: set[Class] = field(default_factory=set)  # whose constructor is given the client or body
    seen: int = 0  # requests that were looked at
    writing: dict[object, bool] = field(default_factory=dict)  # by function and the names asked for

    @property
    def known(self) -> int:
        """How many carriers are known, each counted for every module it is at home in."""
        return sum(map(len, self.homes.values()))


def relevant(run: Run, function: Function) -> bool:
    """Whether a function mentions a rule's word or a carrier, or spells a part of a site."""
    scope = function.module.index.scope(function.node)
    if scope.seeds or mentions(run, function.module, scope.names):
        return True
    return _spells(run, function) or _writes(run, function)


def _writes(run: Run, function: Function) -> bool:
    """Whether a function may write what the code around a site reads."""
    scope, module = function.module.index.scope(function.node), function.module
    here = module.real_path
    names: list[str] = []
    for name in scope.names:
        if readers.STATE + name in run.homes and mentions(run, module, [readers.STATE + name]):
            if here not in run.homes[readers.STATE + name]:
                return True
            names.append(name)
        elif mentions(run, module, [readers.WRITTEN + name]):
            names.append(name)
    if not names:
        return False
    key = (id(function.node), frozenset(names))
    if key not in run.writing:
        pattern = readers.writing(names)
        changes = re.search(pattern, module.code(function.node)) is not None
        run.writing[key] = changes or not scope.outer.isdisjoint(names)
    return run.writing[key]


def mentions(run: Run, module: Module, names: Iterable[str]) -> bool:
    """Whether one of the names is a carrier that stands in the module, or that it can reach."""
    found = [run.homes[name] for name in names if name in run.homes]
    if not found:
        return False
    here = module.real_path
    reached = run.machine.project.reached(module)
    return any(here in places or not reached.isdisjoint(places) for places in found)


def collect(run: Run) -> None:
    """Find the names whose values hold a word of a rule."""
    machine = run.machine
    assertions.note_looks(machine)
    for module in list(machine.project.loaded()):
        if module.frame is not None:
            _collect_names(run, module.frame.locals, module)
    for cls in machine.classes:
        _collect_names(run, cls.namespace, cls.module, cls.node.name.value)
    for instance in [*machine.made, *machine.generics.values()]:
        _collect_names(run, instance.attributes, instance.cls.module)
    for function in machine.defined:
        value = run.results.get(id(function.node))
        if value is not None and holds(run, value, 4):
            _carrier(run, function.qualname.rsplit(".", 1)[-1], function.module)
    for request in machine.recorder.requests:
        literals = run.touched(request)
        if literals is not None:
            run.literals.update(literals)
            _collect_deciders(run, request)
            for name, home in readers.read_by(machine, request.chain):
                _carrier(run, name, home)
    for name, module in machine.answer_attributes:
        _carrier(run, name, module)
    for function in machine.defined:
        if _sets(run, function) or _writes(run, function):
            _carrier(run, _last(function), function.module)
    for (name, home), asking in machine.asked.items():
        _carrier(run, name, home)
        for function in machine.defined:
            fills = function.module is home and id(function.node) not in asking
            if fills and name in home.index.scope(function.node).names:
                _carrier(run, function.qualname.rsplit(".", 1)[-1], home)
    for function in machine.defined:
        _collect_returned(run, function)
    _run_again(run)


def only_writes(run: Run, function: Function) -> bool:
    """Whether a function matters for what it writes alone, with what its callers give it."""
    scope = function.module.index.scope(function.node)
    names = scope.names - {_last(function)}
    if scope.seeds or mentions(run, function.module, names) or _spells(run, function):
        return False
    return _writes(run, function)


def is_followed(run: Run, function: Function) -> bool:
    """Whether what a function is given was seen at each of its calls."""
    machine = run.machine
    unseen = machine.recorder.unseen.get(_last(function), {}).values()
    return id(function.node) in machine.called and not machine.may_call(unseen, function.module)


def _last(function: Function) -> str:
    return function.qualname.rsplit(".", 1)[-1]


def _sets(run: Run, function: Function) -> bool:
    """Whether callers of a function in the module of a site decide what the site reads."""
    here = function.module.real_path
    outer = function.module.index.scope(function.node).outer
    marks = (readers.WRITTEN, readers.STATE)
    return any(here in run.homes.get(mark + name, ()) for name in outer for mark in marks)


def _collect_names(run: Run, names: dict[str, Value], home: Module, holder: str = "") -> None:
    for name, value in list(names.items()):
        known = _is_carrier(run, name, home) and (not holder or _is_carrier(run, holder, home))
        if not known and holds(run, value, 4):
            _carrier(run, name, home)
            if holder:
                _carrier(run, holder, home)


def _is_carrier(run: Run, name: str, home: Module) -> bool:
    return _never_carries(name) or home.real_path in run.homes.get(name, ())


def _never_carries(name: str) -> bool:
    return name in _COMMON or name.startswith("<")


def _carrier(run: Run, name: str, home: Module) -> None:
    if not _never_carries(name):
        run.homes.setdefault(name, set()).add(home.real_path)


def _collect_returned(run: Run, function: Function) -> None:
    """A body that was sent and is returned goes to callers; if none was seen, out of sight."""
    value = run.results.get(id(function.node))
    if value is None or id(function.node) in run.machine.called:
        return
    returned = set(map(id, mappings_in(value)))
    for request in run.machine.recorder.requests:
        if request.body is None or request.chain[0].frame.function is not function:
            continue
        for mapping in mappings_in(request.body.live or request.body.value):
            if id(mapping) in returned:
                to = "the callers of the function"
                frame = Frame(function.module)
                escapes.escape(run.machine, frame, mapping, "escape", function.node, to)


def _run_again(run: Run) -> None:
    """Functions that use a module's name which another function has set since see it anew."""
    machine = run.machine
    dirty, machine.dirty = machine.dirty, set()
    for module in machine.project.loaded():
        if module.frame is not None:
            dirty |= module.frame.rebound
            module.frame.rebound = set()
    if not dirty:
        return
    for function in machine.defined:
        if not dirty.isdisjoint(function.module.index.scope(function.node).names):
            owner = function.owner
            run.done.discard((id(function.node), id(function.closure)))
            run.done.discard((id(function.node), id(owner)))
            for name in dirty:
                _carrier(run, name, function.module)


def _collect_deciders(run: Run, request: Request) -> None:
    """Functions whose callers choose a part of a site in them, or get its answer."""
    for index, call in enumerate(request.chain):
        function = call.frame.function
        if function is None or isinstance(function.node, cst.Lambda):
            continue
        name = function.node.name.value
        if function.owner is not None:  # classes that derive from it may override what it calls
            _carrier(run, function.owner.node.name.value, function.owner.module)
        # What is deeper was called with what is known here.
        if (index == 0 and _asks_callers(run, function, request)) or _spells(run, function):
            _carrier(run, name, function.module)
            if name == "__init__" and function.owner is not None:
                _carrier(run, function.owner.node.name.value, function.owner.module)
    for value in (request.receiver, request.body.value if request.body else None):
        if isinstance(value, Param) and value.function is not None:
            owner = value.function.owner
            if owner is not None and value.function.qualname.endswith("__init__"):
                _carrier(run, owner.node.name.value, owner.module)
                run.given.add(owner)


def _asks_callers(run: Run, function: Function, request: Request) -> bool:
    """Whether callers of a function decide about a request in it, or get the answer."""
    result = run.results.get(id(function.node), UNKNOWN)
    returned = any(answer.request is request for answer in answers.answers_in(result))
    return returned or _depends_on_caller(request)


def _depends_on_caller(request: Request) -> bool:
    if request.receiver is not None:
        return True
    if request.body is None:
        return request.open
    for _, value in alternatives(request.body.value):
        if not isinstance(value, (Mapping, Text)):
            return True
    held = [e.value for m in mappings_in(request.body.value) for e in m.entries.values()]
    return any(isinstance(v, Param) for value in held for _, v in alternatives(value))


def _spells(run: Run, function: Function) -> bool:
    """Whether a literal that an edit may change stands in a function, for all its callers."""
    module = function.module
    if all(literal.module is not module for literal in run.literals):
        return False
    start, end = module.span(function.node)
    for literal in run.literals:
        if literal.module is module and start <= module.span(literal.node)[0] < end:
            return True
    return False


def class_carries(run: Run, cls: Class) -> bool:
    """Whether an attribute of a class holds a word of a rule."""
    return any(holds(run, value, 3) for value in cls.namespace.values())


def holds(run: Run, value: Value, depth: int) -> bool:
    """Whether a value is or contains a text with a word of a rule."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Imported):
            if alternative.value is None and alternative.module.frame is None:
                continue
            alternative = namespaces.force(run.machine, alternative)
        if isinstance(alternative, Text):
            if run.machine.carries(texts.content_of(alternative)):
                return True
            if any(literal in run.literals for literal in alternative.literals()):
                return True
            inner = [p.value for p in alternative.pieces if isinstance(p, Hole)] if depth else []
        elif depth == 0:
            continue
        else:
            inner = _parts(alternative)
        if any(holds(run, part, depth - 1) for part in inner):
            return True
    return False


def _parts(value: Value) -> list[Value]:
    if isinstance(value, Mapping):
        keys: list[Value] = [entry.key for entry in value.entries.values()]
        return [*keys, *(e.value for e in value.entries.values()), *value.numbers.values()]
    if isinstance(value, Sequence):
        return list(value.items or ([value.element] if value.element is not None else []))
    if isinstance(value, Instance):
        return list(value.attributes.values())
    if isinstance(value, Class):
        return [v for v in value.namespace.values() if not isinstance(v, (Class, Function))]
    if isinstance(value, Partial):
        return [argument.value for argument in value.arguments.values()]
    return []
