"""Which code is run: module bodies, and each function that can have to do with the endpoint.

A function is run when it mentions a word of a rule, or a carrier: a name whose value holds such a
word, or a function whose callers decide about a site. Carriers are found by running, so running
goes on until no new one turns up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from time import process_time

import libcst as cst

from migrator.analysis.events.recorder import Recorder
from migrator.analysis.interpreter import (
    attributes,
    calls,
    expressions,
    heirs,
    invocation,
    made,
    mixins,
    passing,
    renewal,
    replacing,
    statements,
    suspension,
    writes,
)
from migrator.analysis.interpreter.carriers import (
    Run,
    class_carries,
    collect,
    holds,
    only_writes,
)
from migrator.analysis.models import watchers
from migrator.analysis.operations import construction, instances, namespaces
from migrator.analysis.source.module import Module
from migrator.analysis.source.project import Project
from migrator.analysis.source.scopes import ATTRIBUTE
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.facts import Facts
from migrator.analysis.store.machine import (
    MAX_SECONDS,
    BoundExceededError,
    Machine,
)
from migrator.analysis.store.news import NOTHING
from migrator.analysis.store.recordings import ROOT
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Argument,
    Arguments,
    Bound,
    Class,
    Function,
    Instance,
    Literal,
    Value,
    birth,
    classes,
)
from migrator.analysis.values.frames import CallSite, Frame
from migrator.analysis.values.requests import Request
from migrator.model import Progress

MAX_ROUNDS = 10
MAX_PASSES = 3
MAX_ANALYSIS = 180.0
"""Seconds of computing for one analysis; what is not run then is reported as `bound-exceeded`."""
MAX_TOTAL = 2_500_000
"""Steps for one analysis; what is not run then is reported as `bound-exceeded`."""


def start(
    project: Project,
    carries: Callable[[str], bool],
    touched: Callable[[Request], Iterable[Literal] | None],
    elsewhere: Callable[[Request], bool],
    alike: Callable[[Request], bool],
    progress: Progress,
) -> Run:
    """Set up the interpreter for a project."""
    machine = Interpreter(
        project, project.library.clients, Recorder(), carries, elsewhere, alike, Facts(project)
    )
    machine.until = process_time() + MAX_ANALYSIS
    return Run(machine, touched, progress)


def interpret_module(machine: Machine, module: Module) -> Frame:
    """The names of a module after its body was run, once."""
    known = machine.frames.get(module)
    if known is not None:
        return known
    machine.project.due.discard(module)
    frame = machine.frames[module] = Frame(module)
    if "f_locals" in module.source.text:  # what a function holds is seen by those that it calls
        machine.recorder.executed.add(module.path)
    held = machine.path, machine.stack, machine.active, machine.steps, machine.sent
    journals, machine.journals = machine.journals, []
    machine.path, machine.stack, machine.active = (), [], []
    machine.steps = machine.sent = 0
    if not machine.importing:
        machine.begun = birth()
    machine.importing += 1
    machine.spoil()
    _bounded(machine, module, module.tree, lambda: _import(machine, frame))
    machine.importing -= 1
    machine.path, machine.stack, machine.active, machine.steps, machine.sent = held
    machine.journals = journals
    return frame


def _import(machine: Machine, frame: Frame) -> None:
    machine.execute(frame, frame.module.tree)
    suspension.end(machine, frame, NONE)
    frame.is_done = True


class Interpreter(Machine):
    """The machine that runs code: what each kind of node does is said in the module of its kind."""

    evaluate = expressions.evaluate
    execute = statements.execute
    call = calls.call
    attribute = attributes.attribute
    set_attribute = writes.set_attribute
    leave = escapes.leave
    show_answer = watchers.show_answer
    interpret_module = interpret_module


def _bounded(
    machine: Machine, module: Module, node: cst.CSTNode, action: Callable[[], object]
) -> None:
    """Run something; what exceeds a bound is noted instead of raised."""
    outermost = machine.deadline == math.inf
    if outermost:
        machine.deadline = min(process_time() + MAX_SECONDS, machine.until)
        machine.begun = birth()
    try:
        action()
    except (BoundExceededError, RecursionError):
        machine.recorder.exceeded.append((module, node))
        machine.path, machine.stack[:], machine.active[:] = (), [], []
        machine.journals.clear()
        machine.showing = 0
    finally:
        if outermost:
            machine.deadline = math.inf


def settle(run: Run, modules: list[Module]) -> None:
    """Run the modules, and their functions until no new carrier turns up."""
    run.machine.renewed = set()
    run.machine.grown = {}
    run.machine.project.due.update(modules)
    for module in modules:
        names = run.machine.interpret_module(module).locals
        if not module.index.everything.seeds:
            # It is here for what it imports: that is looked at now.
            run.machine.steps = 0
            for value in list(names.values()):
                _bounded(
                    run.machine, module, module.tree, partial(namespaces.force, run.machine, value)
                )
    # What was run before may find other values now.
    run.done -= set(renewal.concerned(run))
    passes = 0
    for _ in range(MAX_ROUNDS):
        before = (run.facts.known, len(run.facts.literals))
        run.machine.changed = NOTHING
        collect(run)
        settled = (run.facts.known, len(run.facts.literals)) == before
        replacing.put(run, _bounded, called=False)
        ran = _run_roots(run)
        if run.machine.changed == 0 and passes < MAX_PASSES:
            # What one function has left in shared state, every other one may find there.
            passes += 1
            run.done -= set(renewal.concerned(run))
        elif not ran and settled:
            if not replacing.put(run, _bounded, called=True):
                return
            passes = min(passes, MAX_PASSES - 1)
    if replacing.put(run, _bounded, called=True):
        collect(run)
        _run_roots(run)


def _run_roots(run: Run) -> bool:
    """Run every relevant function that was not run yet; True when there was one."""
    machine = run.machine
    before = len(run.done)
    # What names the endpoint itself comes first, in case that a bound is met.
    writing: list[Function] = []
    functions = sorted(machine.defined, key=lambda f: not f.module.index.scope(f.node).seeds)
    for done, function in enumerate(functions):
        run.progress("following functions", done, len(functions))
        # One that was made within a call knows what that call was given: it was run when called.
        # What calls a carrier that it was made with is told from others by that carrier.
        made_with = run.facts.holds_carrier(function)
        key = (id(function.node), id(function.closure)) if made_with else id(function.node)
        ran = id(function) in machine.inner and key in machine.called
        if not ran and run.facts.relevant(function):
            if only_writes(run, function):
                writing.append(function)
            else:
                _run_function(run, function)
        while machine.wanted:
            _run_function(run, machine.wanted.popitem()[1])
    for function in writing:
        if not run.machine.is_followed(function):
            _run_function(run, function)
    for cls in list(machine.classes):
        if class_carries(run, cls):
            for method in classes.methods(cls):
                _run_method(run, method, cls, inherited=method.owner is not cls)
    for instance in list(machine.made):
        if holds(run, instance, 1) or made.tells_more(run, instance):
            _run_object(run, instance)
    for instance in list(machine.made):
        _run_special(run, instance)
    return len(run.done) > before


def _run_special(run: Run, instance: Instance) -> None:
    """Methods that Python calls in ways that are not followed, such as `__del__`."""
    special = [m for m in classes.methods(instance.cls) if classes.is_exotic(m.last_name)]
    if not special or not any(map(answers.answers_in, instance.attributes.values())):
        return
    for method in special:
        key = (id(method.node), _made_at(instance).key, "special")
        if key not in run.done:
            run.done.add(key)
            run.machine.path = ROOT
            bound = Bound(method, instances.clone(run.machine, instance))
            value = _run(run, key, method, bound, Arguments(open=True))
            frame = Frame(method.module)
            answers.observe(run.machine, frame, value, method.node, f"{method.qualname} gives it")


def _made_at(instance: Instance) -> CallSite:
    """Where an object was made; of what is run as an object, that is known."""
    assert instance.created is not None
    return instance.created


def _run_function(run: Run, function: Function) -> None:
    if function.owner is not None:
        _run_for_classes(run, function, function.owner)
        return
    key = (id(function.node), id(function.closure))
    if key in run.done:
        return
    run.done.add(key)
    _run(run, key, function, function, Arguments(open=True))


def _run_for_classes(run: Run, function: Function, owner: Class) -> None:
    """Run a method for its class and for those that inherit it."""
    name = function.node.name.value  # type: ignore[union-attr]
    _run_method(run, function, owner)
    for cls in list(owner.derived):
        if classes.find(cls, name) is function and heirs.has_to_run(run, function, owner, cls):
            inherited = not _is_left_to_heirs(run, function, owner)
            _run_method(run, function, cls, inherited=inherited)


def _run_method(run: Run, function: Function, cls: Class, *, inherited: bool = False) -> None:
    key = (id(function.node), id(cls))
    if key in run.done or _is_left_to_heirs(run, function, cls):
        return
    run.done.add(key)
    machine = run.machine
    machine.by_object = id(function.node) if inherited else 0
    if "staticmethod" in function.decorators:
        _run(run, key, function, function, Arguments(open=True))
    elif "classmethod" in function.decorators:
        _run(run, key, function, Bound(function, cls), Arguments(open=True))
    elif not cls.enum:
        for instance in _generic(machine, function, cls):
            _run(run, key, function, Bound(function, instance), Arguments(open=True))
    machine.by_object = 0


def _is_left_to_heirs(run: Run, function: Function, cls: Class) -> bool:
    """Whether a method asks for what its class lacks, so that it is run for those that derive.

    While modules are looked for it waits for such a class; the name of its own leads there.
    """
    key = (id(function.node), id(cls))
    if key not in run.lacking:
        run.lacking[key] = mixins.lacking(run.machine, function, cls)
    lacking = run.lacking[key]
    if not lacking or mixins.is_completed(cls, lacking):
        return bool(lacking)
    if run.waiting is None:
        return False
    run.waiting.add(key)
    run.facts.add(cls.node.name.value, cls.module)
    return True


def run_waiting(run: Run) -> bool:
    """Run what waited for a class, when all modules are known; whether there was anything."""
    waiting, run.waiting = run.waiting, None
    if not waiting:
        return False
    settle(run, [])
    return True


def _generic(machine: Machine, function: Function, cls: Class) -> list[Instance]:
    """The object that stands for all of a class; none when making it takes too long."""
    found: list[Instance] = []
    machine.steps = 0
    machine.path = ROOT

    def action() -> None:
        found.append(construction.generic(machine, Frame(function.module), cls))

    _bounded(machine, function.module, function.node, action)
    return found


def _run_object(run: Run, instance: Instance) -> None:
    """The methods of an object that was made with the endpoint's words, where they meet them.

    Of those that are alike one is run.
    """
    like = made.likeness(run, instance)
    held = {ATTRIBUTE + n for n, value in instance.attributes.items() if holds(run, value, 3)}
    for method in classes.methods(instance.cls):
        key = (id(method.node), like, "object")
        if key in run.done or method.node.name.value.startswith("__"):  # type: ignore[union-attr]
            continue
        meets = not held.isdisjoint(method.module.index.scope(method.node).names)
        if not meets and not run.facts.relevant(method):
            continue
        run.done.add(key)
        run.machine.path = ROOT
        other = instances.clone(run.machine, instance)
        run.machine.stack[:] = [_made_at(instance)]
        run.machine.by_object = id(method.node)
        _run(run, key, method, Bound(method, other), Arguments(open=True))
        run.machine.by_object = 0
        run.machine.stack.clear()


def _run(run: Run, key: object, function: Function, callee: Value, arguments: Arguments) -> Value:
    """Run a function as a root, with whatever its callers may pass; what it gives."""
    machine = run.machine
    if machine.total > MAX_TOTAL or process_time() > machine.until:
        machine.recorder.exceeded.append((function.module, function.node))
        return UNKNOWN
    machine.path, machine.steps, machine.active[:] = ROOT, 0, []
    machine.sent = 0
    machine.limits.clear()
    machine.idling = 0
    machine.visited = []
    given = arguments
    if isinstance(callee, Bound):
        given = Arguments((Argument(callee.receiver),), {}, open=True)

    mark, gave_up = len(machine.recorder.requests), len(machine.recorder.exceeded)
    used = len(machine.recorder.answers)

    def action() -> None:
        machine.active.append((id(function.node), id(function.closure)))
        run.results[id(function.node)] = invocation.run(machine, function, given)

    _bounded(machine, function.module, function.node, action)
    run.ran[key] = frozenset(machine.visited)
    run.quiet.discard(key)
    if len(machine.recorder.exceeded) == gave_up:
        sent = machine.recorder.requests[mark:]
        passing.note_relay(machine, function, given, sent)
        if len(machine.recorder.answers) == used and not any(request.near for request in sent):
            run.quiet.add(key)
    machine.total += machine.steps
    machine.active[:] = []
    machine.path = ()
    return run.results.get(id(function.node), UNKNOWN)
