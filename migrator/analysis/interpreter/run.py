"""Which code is run: module bodies, and each function that can have to do with the endpoint.

A function is run when it mentions a word of a rule, or a carrier: a name whose value holds such a
word, or a function whose callers decide about a site. Carriers are found by running, so running
goes on until no new one turns up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from migrator.analysis import texts
from migrator.analysis.frames import Frame
from migrator.analysis.interpreter import (
    attributes,
    calls,
    classes,
    escapes,
    expressions,
    http,
    machinery,
    statements,
)
from migrator.analysis.interpreter.machine import BoundExceededError, Machine
from migrator.analysis.module import Module
from migrator.analysis.observations import Recorder, Request, mappings_in
from migrator.analysis.project import Project
from migrator.analysis.values import (
    UNKNOWN,
    Argument,
    Arguments,
    Bound,
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
)

MAX_ROUNDS = 8
MAX_TOTAL = 600_000
"""Steps for one analysis; what is not run then is reported as `bound-exceeded`."""
_COMMON = frozenset({"self", "cls", "__init__", "__call__", "value", "name", "_value_"})


@dataclass(eq=False)
class Run:
    """One analysis: the machine, and which functions it has run.

    `touched` gives the literals of a request that an edit of the endpoint may change; it is None
    when the request has nothing to do with a rule.
    """

    machine: Machine
    touched: Callable[[Request], Iterable[Literal] | None]
    carriers: set[str] = field(default_factory=set)
    literals: set[Literal] = field(default_factory=set)
    done: set[object] = field(default_factory=set)
    results: dict[int, Value] = field(default_factory=dict)  # what each function returned
    given: set[Class] = field(default_factory=set)  # whose constructor is given the client or body
    seen: int = 0  # requests that were looked at


def start(
    project: Project,
    carries: Callable[[str], bool],
    touched: Callable[[Request], Iterable[Literal] | None],
) -> Run:
    """Set up the interpreter for a project."""
    machine = Machine(project, project.clients, Recorder(), carries)
    run = Run(machine, touched)
    machine.evaluate = expressions.evaluate
    machine.execute = statements.execute
    machine.call = calls.call
    machine.attribute = attributes.attribute
    machine.set_attribute = attributes.set_attribute
    machine.interpret_module = interpret_module
    machine.show_answer = machinery.show_answer
    machine.relevant = lambda function: relevant(run, function)
    return run


def interpret_module(machine: Machine, module: Module) -> Frame:
    """The names of a module after its body was run, once."""
    if module.frame is not None:
        frame: Frame = module.frame
        return frame
    module.frame = frame = Frame(module)
    held = machine.path, machine.stack, machine.active, machine.raising, machine.steps
    machine.path, machine.stack, machine.active = (), [], []
    machine.raising = machine.steps = 0
    _bounded(machine, module, module.tree, lambda: machine.execute(machine, frame, module.tree))
    machine.path, machine.stack, machine.active, machine.raising, machine.steps = held
    return frame


def _bounded(
    machine: Machine, module: Module, node: cst.CSTNode, action: Callable[[], object]
) -> None:
    """Run something; what exceeds a bound is noted instead of raised."""
    try:
        action()
    except (BoundExceededError, RecursionError):
        machine.recorder.exceeded.append((module, node))
        machine.path, machine.stack[:], machine.active[:] = (), [], []


def relevant(run: Run, function: Function) -> bool:
    """Whether a function mentions a rule's word or a carrier, or spells a part of a site."""
    scope = function.module.index.scope(function.node)
    if scope.seeds or not run.carriers.isdisjoint(scope.names):
        return True
    return _spells(run, function)


def settle(run: Run, modules: list[Module]) -> None:
    """Run the modules, and their functions until no new carrier turns up."""
    for module in modules:
        names = interpret_module(run.machine, module).locals
        if not module.index.everything.seeds:
            # It is here for what it imports: that is looked at now.
            run.machine.steps = 0
            for value in list(names.values()):
                _bounded(
                    run.machine, module, module.tree, partial(attributes.force, run.machine, value)
                )
    for _ in range(MAX_ROUNDS):
        before = (len(run.carriers), len(run.literals))
        _collect(run)
        settled = (len(run.carriers), len(run.literals)) == before
        if not _run_roots(run) and settled:
            return


def _run_roots(run: Run) -> bool:
    """Run every relevant function that was not run yet; True when there was one."""
    machine = run.machine
    before = len(run.done)
    for function in list(machine.defined):
        if relevant(run, function):
            _run_function(run, function)
    for cls in list(machine.classes):
        if _class_carries(run, cls):
            for method in classes.methods(cls):
                _run_method(run, method, cls, inherited=method.owner is not cls)
    for instance in list(machine.made):
        if _holds(run, instance, 1) or instance.cls in run.given:
            _run_object(run, instance)
    return len(run.done) > before


def _run_function(run: Run, function: Function) -> None:
    if function.owner is not None:
        _run_for_classes(run, function, function.owner)
        return
    key = (id(function.node), id(function.closure))
    if key in run.done:
        return
    run.done.add(key)
    _run(run, function, function, Arguments(open=True))


def _run_for_classes(run: Run, function: Function, owner: Class) -> None:
    """Run a method for its class and for those that inherit it."""
    name = function.node.name.value  # type: ignore[union-attr]
    for cls in list(owner.derived):
        if classes.find(cls, name) is function:
            _run_method(run, function, cls, inherited=True)
    _run_method(run, function, owner)


def _run_method(run: Run, function: Function, cls: Class, *, inherited: bool = False) -> None:
    key = (id(function.node), id(cls))
    if key in run.done:
        return
    run.done.add(key)
    machine = run.machine
    machine.by_object = inherited
    if "staticmethod" in function.decorators:
        _run(run, function, function, Arguments(open=True))
    elif "classmethod" in function.decorators:
        _run(run, function, Bound(function, cls), Arguments(open=True))
    elif not cls.enum:
        for instance in _generic(machine, function, cls):
            _run(run, function, Bound(function, instance), Arguments(open=True))
    machine.by_object = False


def _generic(machine: Machine, function: Function, cls: Class) -> list[Instance]:
    """The object that stands for all of a class; none when making it takes too long."""
    made: list[Instance] = []
    machine.steps = 0

    def action() -> None:
        made.append(classes.generic(machine, Frame(function.module), cls))

    _bounded(machine, function.module, function.node, action)
    return made


def _run_object(run: Run, instance: Instance) -> None:
    """The methods of an object that was made with the endpoint's words."""
    for method in classes.methods(instance.cls):
        key = (id(method.node), id(instance.created.node), "object")
        if key in run.done or method.node.name.value.startswith("__"):  # type: ignore[union-attr]
            continue
        run.done.add(key)
        other = classes.clone(run.machine, instance)
        run.machine.stack[:] = [instance.created]
        run.machine.by_object = True
        _run(run, method, Bound(method, other), Arguments(open=True))
        run.machine.by_object = False
        run.machine.stack.clear()


def _run(run: Run, function: Function, callee: Value, arguments: Arguments) -> None:
    """Run a function as a root: with whatever its callers may pass."""
    machine = run.machine
    if machine.total > MAX_TOTAL:
        machine.recorder.exceeded.append((function.module, function.node))
        return
    machine.path, machine.steps, machine.active[:] = (), 0, []
    machine.limits.clear()
    given = arguments
    if isinstance(callee, Bound):
        given = Arguments((Argument(callee.receiver),), {}, open=True)

    def action() -> None:
        machine.active.append((id(function.node), id(function.closure)))
        value = calls.run(machine, function, given)
        for callback in machine.hooks.get(id(function.node), ()):
            frame = Frame(function.module)
            machine.call(machine, frame, callback, classes.positional(value), function.node)
        run.results[id(function.node)] = value

    _bounded(machine, function.module, function.node, action)
    machine.total += machine.steps
    machine.active[:] = []
    machine.path = ()


# Carriers -----------------------------------------------------------------------------------


def _collect(run: Run) -> None:
    """Find the names whose values hold a word of a rule."""
    machine = run.machine
    for module in list(machine.project.loaded()):
        if module.frame is not None:
            _collect_names(run, module.frame.locals)
    for cls in machine.classes:
        _collect_names(run, cls.namespace, cls.node.name.value)
    for instance in [*machine.made, *machine.generics.values()]:
        _collect_names(run, instance.attributes)
    for function in machine.defined:
        value = run.results.get(id(function.node))
        if value is not None and _holds(run, value, 4):
            _carrier(run, function.qualname.rsplit(".", 1)[-1])
    for request in machine.recorder.requests:
        literals = run.touched(request)
        if literals is not None:
            run.literals.update(literals)
            _collect_deciders(run, request)
    run.carriers |= machine.answer_attributes
    for function in machine.defined:
        _collect_returned(run, function)
    _run_again(run)


def _collect_names(run: Run, names: dict[str, Value], holder: str = "") -> None:
    for name, value in list(names.items()):
        if _holds(run, value, 4):
            _carrier(run, name)
            if holder:
                _carrier(run, holder)


def _carrier(run: Run, name: str) -> None:
    if name not in _COMMON and not name.startswith("<"):
        run.carriers.add(name)


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
            run.carriers |= dirty


def _collect_deciders(run: Run, request: Request) -> None:
    """Functions whose callers choose a part of a site in them, or get its answer."""
    for index, call in enumerate(request.chain):
        function = call.frame.function
        if function is None or isinstance(function.node, cst.Lambda):
            continue
        name = function.node.name.value
        # What is deeper was called with what is known here.
        if (index == 0 and _asks_callers(run, function, request)) or _spells(run, function):
            _carrier(run, name)
            if name == "__init__" and function.owner is not None:
                _carrier(run, function.owner.node.name.value)
    for value in (request.receiver, request.body.value if request.body else None):
        if isinstance(value, Param) and value.function is not None:
            owner = value.function.owner
            if owner is not None and value.function.qualname.endswith("__init__"):
                _carrier(run, owner.node.name.value)
                run.given.add(owner)


def _asks_callers(run: Run, function: Function, request: Request) -> bool:
    """Whether callers of a function decide about a request in it, or get the answer."""
    result = run.results.get(id(function.node), UNKNOWN)
    returned = any(answer.request is request for answer in http.answers_in(result))
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


def _class_carries(run: Run, cls: Class) -> bool:
    return any(_holds(run, value, 3) for value in cls.namespace.values())


def _holds(run: Run, value: Value, depth: int) -> bool:
    """Whether a value is or contains a text with a word of a rule."""
    for _, alternative in alternatives(value):
        if isinstance(alternative, Imported):
            if alternative.value is None and alternative.module.frame is None:
                continue
            alternative = attributes.force(run.machine, alternative)
        if isinstance(alternative, Text):
            if run.machine.carries(texts.flat(alternative)[0]):
                return True
            if any(literal in run.literals for literal in alternative.literals()):
                return True
            inner = [p.value for p in alternative.pieces if isinstance(p, Hole)] if depth else []
        elif depth == 0:
            continue
        else:
            inner = _parts(alternative)
        if any(_holds(run, part, depth - 1) for part in inner):
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
