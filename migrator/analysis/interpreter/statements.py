"""Statements: what a block does to the names, and whether control goes on after it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Sequence_

import libcst as cst

from migrator.analysis.interpreter import (
    branches,
    choices,
    conditions,
    definitions,
    handlers,
    imports,
    loops,
    writes,
)
from migrator.analysis.interpreter.expressions import evaluate
from migrator.analysis.interpreter.matching_cases import run_match
from migrator.analysis.interpreter.operators import operate
from migrator.analysis.interpreter.targets import assign_target, key_of
from migrator.analysis.models import assertions
from migrator.analysis.operations import (
    iterators,
    lookup,
    mappings,
    sequences,
)
from migrator.analysis.store import answers, escapes
from migrator.analysis.store.machine import Machine
from migrator.analysis.values import (
    NONE,
    Arguments,
    Bound,
    Class,
    External,
    Guard,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    made_of,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def execute(machine: Machine, frame: Frame, block: cst.BaseSuite | cst.Module) -> bool:
    """Run a block; False when control never reaches its end."""
    known = len(machine.limits)
    begin = choices.begin(frame, block)
    alive = run_statements(machine, frame, block.body[:begin])
    if alive and begin < len(block.body):
        recorder = machine.recorder
        mark, ran, sent = len(recorder.answers), len(machine.visited), len(recorder.requests)
        alive = run_statements(machine, frame, block.body[begin:])
        choices.defer(machine, frame, mark, ran, sent)
    del machine.limits[known:]
    return alive


def run_statements(machine: Machine, frame: Frame, statements: Sequence_[cst.CSTNode]) -> bool:
    """Run statements in order; False when control never goes beyond them."""
    for statement in statements:
        machine.tick()
        if isinstance(statement, cst.SimpleStatementLine):
            if not run_statements(machine, frame, statement.body):
                return False
            continue
        handler = _HANDLERS.get(type(statement))
        if handler is not None and not handler(machine, frame, statement):
            return False
    return True


def _expression(machine: Machine, frame: Frame, node: cst.Expr) -> bool:
    inner = node.value.expression if isinstance(node.value, cst.Await) else node.value
    machine.discarded = id(inner)
    value = evaluate(machine, frame, node.value)
    if _never_returns(machine, frame, node.value):
        frame.raised.append(made_of("SystemExit", value))
        return False
    return True


def _never_returns(machine: Machine, frame: Frame, node: cst.BaseExpression) -> bool:
    """`sys.exit()` and `exit()` end the block, where these names are not the program's own."""
    if not isinstance(node, cst.Call):
        return False
    callee = node.func
    name = callee.attr if isinstance(callee, cst.Attribute) else callee
    if not isinstance(name, cst.Name) or name.value not in ("exit", "_exit", "quit"):
        return False
    value = evaluate(machine, frame, callee)
    return isinstance(value, External) and machine.library.is_a(value.name, "exits")


def _assign(machine: Machine, frame: Frame, node: cst.Assign) -> bool:
    value = evaluate(machine, frame, node.value)
    for target in node.targets:
        assign_target(machine, frame, target.target, value)
    return True


def _annotated(machine: Machine, frame: Frame, node: cst.AnnAssign) -> bool:
    if node.value is not None:
        assign_target(machine, frame, node.target, evaluate(machine, frame, node.value))
    if frame.is_class and isinstance(node.target, cst.Name):
        frame.declared.append(node.target.value)
    return True


def _augmented(machine: Machine, frame: Frame, node: cst.AugAssign) -> bool:
    old = evaluate(machine, frame, node.target)
    added = evaluate(machine, frame, node.value)
    if any(isinstance(v, (Mapping, Sequence)) for _, v in alternatives(old)):
        added = iterators.mapped(machine, frame, added, node)
        added = iterators.unrolled(machine, frame, added, node)
    kept: list[tuple[Guard, Value]] = []
    for guard, alternative in alternatives(old):
        if isinstance(node.operator, cst.BitOrAssign) and isinstance(alternative, Mapping):
            mappings.spread(machine, alternative, added)
            kept.append((guard, alternative))
        elif isinstance(alternative, Sequence) and alternative.kind == "set":
            sequences.change(machine, alternative, added)
            kept.append((guard, alternative))
        elif isinstance(node.operator, cst.AddAssign) and _is_list(alternative):
            sequences.extend(machine, alternative, added)  # type: ignore[arg-type]
            kept.append((guard, alternative))
        else:
            result = operate(machine, frame, node.operator, alternative, added, node)
            kept += [(guard | inner, v) for inner, v in alternatives(result)]
    assign_target(machine, frame, node.target, union(kept))
    return True


def _is_list(value: Value) -> bool:
    """Whether `+=` changes the object instead of making another one."""
    return isinstance(value, Sequence) and value.kind not in ("tuple", "set")


def _delete(machine: Machine, frame: Frame, node: cst.Del) -> bool:
    targets = [node.target]
    if isinstance(node.target, (cst.Tuple, cst.List)):
        targets = [element.value for element in node.target.elements]  # type: ignore[misc]
    for target in targets:
        if isinstance(target, cst.Name):
            frame.locals.pop(target.value, None)
        elif isinstance(target, cst.Subscript):
            _delete_item(machine, frame, target)
        elif isinstance(target, cst.Attribute):
            holder = evaluate(machine, frame, target.value)
            writes.delete(machine, frame, holder, target.attr.value, target)
    return True


def _delete_item(machine: Machine, frame: Frame, target: cst.Subscript) -> None:
    holder = evaluate(machine, frame, target.value)
    key = key_of(machine, frame, target.slice[0].slice)
    for _, alternative in alternatives(holder):
        if isinstance(alternative, Mapping):
            lookup.remove(machine, frame, alternative, key, target)
            continue
        if isinstance(alternative, Sequence):
            sequences.forget(machine, alternative, [])
        method = None
        if isinstance(alternative, Instance):
            method = classes.find(alternative.cls, "__delitem__")
        if method is not None:
            machine.call(frame, Bound(method, alternative), positional(key), target)
        else:  # which element goes, or whether there is one, depends on it
            answers.observe(machine, frame, key, target, "an element is deleted by it")


def _return(machine: Machine, frame: Frame, node: cst.Return) -> bool:
    value = evaluate(machine, frame, node.value) if node.value is not None else NONE
    frame.returns.append((frozenset(machine.path[frame.depth :]), value))
    return False


def _raise(machine: Machine, frame: Frame, node: cst.Raise) -> bool:
    """What is raised flows to the handlers that may catch it."""
    if node.exc is None:
        frame.raised += frame.caught
        return False
    parts = [node.exc] if node.cause is None else [node.exc, node.cause.item]
    for part in parts:
        machine.raised = id(part)
        value = evaluate(machine, frame, part)
        if isinstance(value, Class):
            value = machine.call(frame, value, Arguments(), node)
        if isinstance(part, cst.Call):
            kind = evaluate(machine, frame, part.func)
            if isinstance(kind, External) and machine.library.is_a(kind.name, "exit-statuses"):
                # A text is printed and leaves the status as it is (assumption A11).
                for held in value.parts if isinstance(value, Unknown) else (value,):
                    if not isinstance(held, Text):
                        to = "the exit status"
                        escapes.escape(machine, frame, held, "output", node, to)
        frame.raised.append(value)
    return False


def _assert(machine: Machine, frame: Frame, node: cst.Assert) -> bool:
    assertions.mark(machine, node.test)
    asserting, machine.asserting = machine.asserting, True
    known = conditions.test(machine, frame, node.test)
    machine.asserting = asserting
    conditions.narrow(machine, frame, node.test, True)
    return known is not False


def _leave_loop(machine: Machine, frame: Frame, node: cst.CSTNode) -> bool:
    frame.exits.append((isinstance(node, cst.Break), dict(frame.locals)))
    return False


def _class(machine: Machine, frame: Frame, node: cst.ClassDef) -> bool:
    definitions.define_class(machine, frame, node)
    return True


def _function(machine: Machine, frame: Frame, node: cst.FunctionDef) -> bool:
    definitions.define_function(machine, frame, node)
    return True


def _import(machine: Machine, frame: Frame, node: cst.Import) -> bool:
    imports.bind_import(machine, frame, node)
    return True


def _import_from(machine: Machine, frame: Frame, node: cst.ImportFrom) -> bool:
    imports.bind_import_from(machine, frame, node)
    return True


_HANDLERS: dict[type, Callable[..., bool]] = {
    cst.Expr: _expression,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Del: _delete,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Assert: _assert,
    cst.Break: _leave_loop,
    cst.Continue: _leave_loop,
    cst.If: branches.run_if,
    cst.For: loops.run_for,
    cst.While: loops.run_while,
    cst.Try: handlers.run_try,
    cst.TryStar: handlers.run_try,
    cst.With: handlers.run_with,
    cst.Match: run_match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
}
