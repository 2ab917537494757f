"""`try` and `with`: what a handler finds, and what may be swallowed."""

from __future__ import annotations

import sys
from collections.abc import Sequence as Sequence_

import libcst as cst

from migrator.analysis.interpreter import limits
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.targets import assign_target
from migrator.analysis.operations import (
    contexts,
)
from migrator.analysis.source.module import is_test_path
from migrator.analysis.store import answers, failures, journal, states
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    UNKNOWN,
    Arguments,
    Class,
    External,
    ExternalInstance,
    Guard,
    Instance,
    Sequence,
    Unknown,
    Value,
    alternatives,
    classes,
    join,
    made_of,
    merged,
    union,
)
from migrator.analysis.values.frames import Frame


def run_try(machine: Machine, frame: Frame, node: cst.Try | cst.TryStar) -> bool:
    """Run a `try`; False when control never goes beyond it."""
    before = dict(frame.locals)
    mark = len(frame.trail)
    outer, frame.raised = frame.raised, []
    catching = any(_catches_parser(handler) for handler in node.handlers)
    machine.trying += catching
    changed: states.Journal = {}
    machine.journals.append(changed)
    known = len(machine.recorder.checked)
    alive = machine.execute(frame, node.body)
    checked = machine.recorder.checked[known:]
    machine.journals.pop()
    machine.trying -= catching
    journal.show(machine, changed)
    caught, frame.raised = frame.raised, outer
    after_body = frame.locals
    # A handler may be reached after any of the assignments of the body.
    anywhere = _anywhere(frame, before, mark)
    if alive and node.orelse is not None:
        alive = machine.execute(frame, node.orelse.body)
    arms: list[tuple[Guard, dict[str, Value]]] = [(frozenset(), frame.locals)] if alive else []
    key = ("try", machine.keep(object()))
    handlers: Sequence_[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    failures.chain(machine, caught)
    for number, handler in enumerate(handlers):
        frame.locals = dict(anywhere)
        if handler.name is not None:
            mine = _held_by(machine, frame, handler.type, caught)
            assign_target(machine, frame, handler.name.name, join(UNKNOWN, *mine))
        outer, frame.caught = frame.caught, caught
        count = len(machine.limits)
        if all(answers.is_failure(v) for value in caught for _, v in alternatives(value)):
            machine.limits += limits.of_failure(machine, frame, node.body, handler.type, checked)
        with machine.branch(key, number):
            if machine.execute(frame, handler.body):
                arms.append((frozenset({(key, number)}), frame.locals))
        del machine.limits[count:]
        frame.caught = outer
    if not any(_catches_all(handler) for handler in handlers):
        frame.raised += caught
    held, frame.caught = frame.caught, [*frame.caught, *frame.raised]
    if node.finalbody is not None and (not arms or changed or len(frame.trail) > mark):
        _finally(machine, frame, node.finalbody, {**after_body, **anywhere}, key)
    if len(arms) == 1 and arms[0][0] == frozenset():
        journal.take_back(changed)
    frame.locals = merged(after_body, arms)
    alive = bool(arms)
    if node.finalbody is not None and alive:
        alive = machine.execute(frame, node.finalbody.body)
    frame.caught = held
    return alive


def _finally(
    machine: Machine, frame: Frame, node: cst.Finally, names: dict[str, Value], key: object
) -> None:
    """Run what is run on every way out, with what an exception or a `return` may leave."""
    frame.locals = names
    with machine.branch(key, "finally"):
        machine.execute(frame, node.body)


def _bound(frame: Frame, mark: int, name: str) -> list[Value]:
    return [value for bound, value in frame.trail[mark:] if bound == name]


def _catches_parser(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a handler may catch that an answer is no JSON."""
    if handler.type is None:
        return True
    names: list[str] = []
    stack: list[cst.CSTNode] = [handler.type]
    while stack:
        at = stack.pop()
        if isinstance(at, cst.Name):
            names.append(at.value)
        stack.extend(at.children)
    return any(word in name for name in names for word in ("Value", "JSON", "Decode", "Exception"))


def _held_by(
    machine: Machine, frame: Frame, kind: cst.BaseExpression | None, caught: list[Value]
) -> list[Value]:
    """What a handler of a kind may have caught: not each kind is raised by a request."""
    if kind is None or not any(map(answers.is_failure, caught)):
        return caught
    if any(_is_raised_by_clients(machine, v) for v in _kinds(evaluate(machine, frame, kind))):
        return caught
    return [value for value in caught if not answers.is_failure(value)]


def _kinds(value: Value) -> list[Value]:
    """The classes that a handler names, alone or in a tuple."""
    found = [v for _, v in alternatives(value)]
    return [
        kind
        for v in found
        for kind in (v.held() if isinstance(v, Sequence) and v.items is not None else [v])
    ]


def _is_raised_by_clients(machine: Machine, kind: Value) -> bool:
    """Whether an exception of a client may be of this class."""
    if isinstance(kind, Class):
        bases = classes.outside_bases(kind)
        return any(not base.name.startswith("builtins.") for base in bases)
    if not isinstance(kind, External):
        return True
    package, _, name = kind.name.partition(".")
    if package == "builtins":
        return name in ("BaseException", "Exception", "OSError", "IOError", "EnvironmentError")
    clients = {client.partition(".")[0] for client in machine.clients.clients}
    return package in clients or package not in sys.stdlib_module_names


def _catches_all(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    kind = handler.type
    return kind is None or (
        isinstance(kind, cst.Name) and kind.value in ("Exception", "BaseException")
    )


def run_with(machine: Machine, frame: Frame, node: cst.With) -> bool:
    """Run a `with`; False when control never goes beyond it."""
    managers: list[tuple[Instance, cst.WithItem]] = []
    rests: list[tuple[Value, cst.WithItem]] = []
    kept = []  # names that hold what was raised, as `pytest.raises(...) as error` does
    may_swallow = ends_raising = False
    for item in node.items:
        value = evaluate(machine, frame, item.item)
        may_swallow = may_swallow or any(_swallows(machine, v) for _, v in alternatives(value))
        ends_raising = ends_raising or any(_is_open(v) for _, v in alternatives(value))
        rests += [
            (v.attributes[contexts.REST], item)
            for _, v in alternatives(value)
            if isinstance(v, ExternalInstance) and contexts.REST in v.attributes
        ]
        managers += [(v, item) for _, v in alternatives(value) if isinstance(v, Instance)]
        entered = union(
            (g, contexts.entered(machine, frame, v, item)) for g, v in alternatives(value)
        )
        if item.asname is not None:
            assign_target(machine, frame, item.asname.name, entered)
            if is_test_path(frame.module.source.path) or may_swallow or _is_open(value):
                kept.append((item.asname.name, entered))
    mark, returned, bound = len(frame.raised), len(frame.returns), len(frame.trail)
    before = dict(frame.locals)
    changed: states.Journal = {}
    machine.journals.append(changed)
    alive = machine.execute(frame, node.body)
    machine.journals.pop()
    for target, entered in kept:
        raised = made_of("...", *frame.raised[mark:])
        if is_test_path(frame.module.source.path):  # what it expects there it spells
            raised = answers.without_failures(raised)
        if raised.parts:
            assign_target(machine, frame, target, join(entered, raised))
    frame.entered[id(node)] = managers
    for rest, item in reversed(rests):
        machine.call(frame, rest, Arguments(), item)
    for manager, item in reversed(managers):
        ended = contexts.leave(machine, frame, manager, item, frame.raised[mark:])
        may_swallow = ended or may_swallow
    if not alive and ends_raising and len(frame.returns) == returned:
        may_swallow = True
    journal.show(machine, changed)
    if not may_swallow:
        journal.take_back(changed)
        return alive
    # What follows may be reached after any of the assignments of the body.
    anywhere = _anywhere(frame, before, bound)
    arms: list[tuple[Guard, dict[str, Value]]] = [(frozenset(), {**frame.locals, **anywhere})]
    frame.locals = merged(before, [*arms, (frozenset(), frame.locals)] if alive else arms)
    return True


def _swallows(machine: Machine, manager: Value) -> bool:
    """Whether an outside context manager may keep an exception from going on."""
    if not isinstance(manager, ExternalInstance):
        return False
    return (
        manager.name == "?suppress"
        or machine.library.is_a(manager.name, "swallowing")
        or "<swallows>" in manager.attributes
    )


def _is_open(manager: Value) -> bool:
    """Whether nothing is known of a context manager."""
    return isinstance(manager, (Unknown, External))


def _anywhere(frame: Frame, before: dict[str, Value], mark: int) -> dict[str, Value]:
    """What names may be after any of the assignments since `mark`."""
    found = {name: join(before[name], *_bound(frame, mark, name)) for name in before}
    for name, _ in frame.trail[mark:]:
        if name not in found:
            found[name] = join(*_bound(frame, mark, name))
    return found
