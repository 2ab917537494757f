"""Carriers: the names through which the endpoint's words, or the callers of a site, are reached.

A name carries when its value holds a word of a rule, or a literal that an edit may change; a
function also when its callers decide about a site in it, or get its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.interpreter import aliases, readers
from migrator.analysis.interpreter.mixins import Lack
from migrator.analysis.models import assertions
from migrator.analysis.models.outside import cells
from migrator.analysis.operations import namespaces
from migrator.analysis.source.module import Module, is_test_path
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.facts import STATE, WRITER, WRITTEN, Facts
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Answer,
    Bound,
    Class,
    ExternalInstance,
    Function,
    Imported,
    Instance,
    Literal,
    Mapping,
    Param,
    Partial,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    contained,
    texts,
)
from migrator.analysis.values.frames import Frame
from migrator.analysis.values.parts import mappings_in
from migrator.analysis.values.requests import Request
from migrator.model import Progress


@dataclass(eq=False)
class Run:
    """One analysis: the machine, and which functions it has run.

    `touched` gives the literals of a request that an edit of the endpoint may change; it is None
    when the request has nothing to do with a rule.
    """

    machine: Machine
    touched: Callable[[Request], Iterable[Literal] | None]
    progress: Progress
    done: set[object] = field(default_factory=set)
    ran: dict[object, frozenset[Function]] = field(default_factory=dict)  # by root
    quiet: set[object] = field(default_factory=set)  # the roots that had to do with no rule
    mentioned: dict[object, Spoken] = field(default_factory=dict)  # names, by functions
    answer_names: set[str] = field(default_factory=set)  # what holds or gives an answer of ours
    # The attributes of objects that hold one, by the class of the objects.
    holders: dict[Class, set[str]] = field(default_factory=dict)
    results: dict[int, Value] = field(default_factory=dict)  # what each function returned
    lacking: dict[object, frozenset[Lack]] = field(default_factory=dict)  # by the key of the root
    # Methods that wait for a class that has what theirs lacks; None when nothing is waited for.
    waiting: set[object] | None = field(default_factory=set)
    given: set[Class] = field(default_factory=set)  # whose constructor is given the client or body

    @property
    def facts(self) -> Facts:
        """What is known of the whole program."""
        return self.machine.facts


@dataclass(frozen=True)
class Spoken:
    """The names that the methods of a class speak of.

    `own` are attributes that they ask of their own object alone, `other` all that they ask another
    one for, or spell. A name of a module or a class stands in `other` without the mark.
    """

    own: frozenset[str]
    other: frozenset[str]


def collect(run: Run) -> None:
    """Find the names whose values hold a word of a rule."""
    machine = run.machine
    assertions.note_looks(machine)
    for module in list(machine.project.loaded()):
        _collect_names(run, machine.names(module), module)
    for cls in machine.classes:
        _collect_names(run, cls.namespace, cls.module, cls.node.name.value)
    for instance in [*machine.made, *machine.generics.values()]:
        attributes = {ATTRIBUTE + name: value for name, value in instance.attributes.items()}
        _collect_names(run, attributes, instance.cls.module)
    for function in machine.defined:
        value = run.results.get(id(function.node))
        if value is not None and holds(run, value, 4):
            run.facts.add(function.last_name, function.module)
    _collect_around(run)
    _collect_answers(run)
    for name, home in list(aliases.found(machine)):
        run.facts.add(name, home)
    for function in machine.defined:
        if _sets(run, function) or run.facts.writes(function):
            run.facts.add(WRITER + function.last_name, function.module)
    for (name, home), asking in machine.asked.items():
        run.facts.add(name, home)
        for function in machine.defined:
            fills = function.module is home and id(function.node) not in asking
            if fills and name in home.index.scope(function.node).names:
                run.facts.add(function.last_name, home)
    sent: dict[int, list[Request]] = {}
    for request in machine.recorder.requests:
        if request.body is not None:
            sent.setdefault(id(request.chain[0].frame.function), []).append(request)
    for function in machine.defined:
        _collect_returned(run, function, sent.get(id(function), ()))
    _run_again(run)


def _collect_answers(run: Run) -> None:
    """Find what holds an answer of a rule's endpoint, or a container that does.

    That are attributes of objects, and functions for what they give.
    """
    ours: dict[int, bool] = {}

    def is_ours(request: Request) -> bool:
        if id(request) not in ours:
            ours[id(request)] = run.touched(request) is not None
        return ours[id(request)]

    def holds_ours(value: Value) -> bool:
        return any(
            isinstance(v, Answer) and not run.machine.stays(v) and is_ours(v.request)
            for v in contained(value)
        )

    def add(name: str, home: Module) -> None:
        run.facts.add(name, home)
        run.answer_names.add(name)

    def hold(name: str, holder: Class) -> None:
        run.holders.setdefault(holder, set()).add(ATTRIBUTE + name)
        for cls in classes.project_bases(holder):  # whose methods read it as well
            run.facts.add(ATTRIBUTE + name, cls.module)

    for (name, holder), requests in run.machine.answer_attributes.items():
        if any(map(is_ours, requests.values())):
            hold(name, holder)
    for instance in [*run.machine.made, *run.machine.generics.values()]:
        for name, value in instance.attributes.items():
            if holds_ours(value):
                hold(name, instance.cls)
    for cls in run.machine.classes:
        for name, value in list(cls.namespace.items()):
            if holds_ours(value):
                add(ATTRIBUTE + name, cls.module)
    for module in list(run.machine.project.loaded()):
        for name, value in list(run.machine.names(module).items()):
            if holds_ours(value):
                add(name, module)
    for function in run.machine.defined:
        result = run.results.get(id(function.node))
        if result is not None and holds_ours(result):
            add(function.last_name, function.module)


def only_writes(run: Run, function: Function) -> bool:
    """Whether a function matters for what it writes alone, with what its callers give it."""
    scope = function.module.index.scope(function.node)
    names = scope.names - scope.outer - {function.last_name}
    if scope.seeds or run.facts.mentions(function.module, names) or run.facts.spells(function):
        return False
    return run.facts.writes(function)


def _sets(run: Run, function: Function) -> bool:
    """Whether callers of a function in the module of a site decide what the site reads."""
    here = function.module.real_path
    outer = function.module.index.scope(function.node).outer
    marks = (WRITTEN, STATE)
    return any(here in run.facts.homes.get(mark + name, ()) for name in outer for mark in marks)


def _collect_names(run: Run, names: dict[str, Value], home: Module, holder: str = "") -> None:
    for name, value in list(names.items()):
        known = run.facts.has(name, home) and (not holder or run.facts.has(holder, home))
        if not known and holds(run, value, 4):
            run.facts.add(name, home)
            if holder:
                run.facts.add(holder, home)


def _collect_returned(run: Run, function: Function, sent: Iterable[Request]) -> None:
    """A body that was sent and is returned goes to callers; if none was seen, out of sight."""
    value = run.results.get(id(function.node))
    if value is None or id(function.node) in run.machine.called:
        return
    returned = set(map(id, mappings_in(value)))
    for request in sent:
        body = request.body
        for mapping in mappings_in(body.live or body.value) if body is not None else ():
            if id(mapping) in returned:
                to = "the callers of the function"
                frame = Frame(function.module)
                escapes.escape(run.machine, frame, mapping, "escape", function.node, to)


def _run_again(run: Run) -> None:
    """Functions that use a module's name which another function has set since see it anew."""
    machine = run.machine
    dirty, machine.dirty = machine.dirty, {}
    for module in machine.project.loaded():
        frame = machine.frames.get(module)
        if frame is not None and frame.rebound:
            dirty.setdefault(module, set()).update(frame.rebound)
            frame.rebound = set()
    if not dirty:
        return
    for module, names in dirty.items():
        for name in names:
            run.facts.add(name, module)
    for function in machine.defined:
        names = function.module.index.scope(function.node).names
        if any(
            machine.meets(function.module, m) and not b.isdisjoint(names) for m, b in dirty.items()
        ):
            run.done.discard((id(function.node), id(function.closure)))
            run.done.discard((id(function.node), id(function.owner)))


def _collect_around(run: Run) -> None:
    """What stands around the requests that may be of a rule's endpoint.

    Each function is looked at once, however many requests it leads to.
    """
    ours = []
    for request in run.machine.recorder.requests:
        literals = run.touched(request)
        if literals is not None:
            run.facts.literals.update(literals)
            ours.append(request)
    around: dict[object, tuple[Module, Function | None]] = {}
    for request in ours:
        _collect_deciders(run, request)
        for call in request.chain:
            function = call.frame.function
            around.setdefault(_key(call.module, function), (call.module, function))
    for _, function in around.values():
        if function is not None:
            _collect_function(run, function)
    ways = {id(f.node) for _, f in around.values() if f is not None}
    for functions in run.ran.values():
        if any(is_test_path(f.module.source.path) for f in functions):
            continue
        if any(id(f.node) in ways for f in functions):
            around.update((_key(f.module, f), (f.module, f)) for f in functions)
    for name, home in readers.read_by(run.machine, around.values()):
        run.facts.add(name, home)


def _key(module: Module, function: Function | None) -> object:
    """What a function is told by, however often a call makes it anew."""
    return id(module) if function is None else (id(function.node), id(function.owner))


def _collect_function(run: Run, function: Function) -> None:
    """A function on the way to a request, which may spell a part of it."""
    if isinstance(function.node, cst.Lambda):
        return
    if function.owner is not None:  # classes that derive from it may override what it calls
        run.facts.add(function.owner.node.name.value, function.owner.module)
    if run.facts.spells(function):
        _add_decider(run, function)


def _add_decider(run: Run, function: Function) -> None:
    name = function.last_name
    run.facts.add(name, function.module)
    if name == "__init__" and function.owner is not None:
        run.facts.add(function.owner.node.name.value, function.owner.module)


def _collect_deciders(run: Run, request: Request) -> None:
    """Functions whose callers choose a part of a site in them, or get its answer."""
    function = request.chain[0].frame.function
    # What is deeper was called with what is known here.
    if function is not None and not isinstance(function.node, cst.Lambda):
        if _asks_callers(run, function, request):
            _add_decider(run, function)
    for value in (request.receiver, request.body.value if request.body else None):
        if isinstance(value, Param) and value.function is not None:
            owner = value.function.owner
            if owner is not None and value.function.qualname.endswith("__init__"):
                given = _whose(request, owner)
                run.facts.add(given.node.name.value, given.module)
                run.given.add(given)


def _whose(request: Request, owner: Class) -> Class:
    """The class whose method makes a request, where it inherits the constructor of `owner`."""
    function = request.chain[0].frame.function
    cls = function.owner if function is not None else None
    return cls if cls is not None and owner in classes.project_bases(cls) else owner


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


def class_carries(run: Run, cls: Class) -> bool:
    """Whether an attribute of a class holds a word of a rule."""
    return any(holds(run, value, 3) for value in cls.namespace.values())


def holds(run: Run, value: Value, depth: int) -> bool:
    """Whether a value is or contains a text with a word of a rule.

    A table in a table is as deep as that one.
    """
    waiting: list[tuple[Value, int]] = [(value, depth)]
    seen: dict[int, int] = {}  # with how many steps left each value was looked into
    while waiting:
        at, left = waiting.pop()
        for _, alternative in alternatives(at):
            if seen.get(id(alternative), -1) >= left:
                continue
            seen[id(alternative)] = left
            if isinstance(alternative, Imported):
                if alternative.value is None and alternative.module not in run.machine.frames:
                    continue
                alternative = namespaces.force(run.machine, alternative)
            if isinstance(alternative, Text):
                if run.machine.carries(texts.content_of(alternative)):
                    return True
                if any(literal in run.facts.literals for literal in alternative.literals()):
                    return True
                inner = alternative.held() if left else []
            else:
                inner = _parts(alternative) if left else []
            table = isinstance(alternative, (Mapping, Sequence))
            waiting += (
                (part, left if table and isinstance(part, (Mapping, Sequence)) else left - 1)
                for part in inner
            )
    return False


def _parts(value: Value) -> list[Value]:
    if isinstance(value, Mapping):
        keys: list[Value] = [entry.key for entry in value.entries.values()]
        return [*keys, *(e.value for e in value.entries.values()), *value.numbers.values()]
    if isinstance(value, Sequence):
        return list(value.items or ([value.element] if value.element is not None else []))
    if isinstance(value, Instance):
        return list(value.attributes.values())
    if isinstance(value, ExternalInstance) and cells.KEPT in value.attributes:
        return [value.attributes[cells.KEPT]]
    if isinstance(value, Class):
        return [v for v in value.namespace.values() if not isinstance(v, (Class, Function))]
    if isinstance(value, Partial):
        return [argument.value for argument in value.arguments.values()]
    if isinstance(value, Bound) and isinstance(value.receiver, (Text, Mapping, Sequence)):
        return [value.receiver]
    if isinstance(value, Function):
        names = value.module.index.scope(value.node).names
        return list(value.closure.cells(names)) if value.closure is not None else []
    return list(value.parts) if isinstance(value, Unknown) else []
